"""One node as a desk sees it: its state, keys, store, registers and the law it runs under."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Protocol

from comity.acts.act import Act
from comity.acts.partners import LogImage, Partner
from comity.acts.ports import Store, Tx
from comity.acts.quotas import Quotas
from comity.law.body import Law
from comity.law.kinds import Catalogue
from comity.ledger.checkpoint import LogKey
from comity.model.duty import Ways
from comity.model.parties import StateCode
from comity.model.records import Dataset, Found, ImportReport, Progress, Query, Record, RegisterId
from comity.model.requests import Subject
from comity.model.travel import Crossing, Paper, Period
from comity.seal.keys import KeySet, VerifyingKey

ACTIVE_LAW = "law/active"
"""The paper that names the digest of the law that two people activated (TP1)."""

Check = Callable[["Node", Act, Partner, datetime], None]
"""What an arriving act of one kind must pass before it is committed; raises what is wrong."""

Also = Callable[[Tx, Act], None]
"""What belongs into the same commit as an act: hashing only, no other crypto."""


class Registers(Protocol):
    """An authority's own records."""

    def search(self, query: Query) -> tuple[Found, ...]:
        """Return what matches, best first, each with the reason."""
        ...

    def get(self, register_id: RegisterId, reference: str) -> Record:
        """Return one record.

        Raises: UnknownRecord.
        """
        ...

    def import_list(
        self, tx: Tx, dataset: Dataset, now: datetime, on_progress: Progress | None = None
    ) -> ImportReport:
        """Bring a register to the state of a list inside a write, and say what changed."""
        ...

    def compare_list(self, dataset: Dataset, on_progress: Progress | None = None) -> ImportReport:
        """Say what an import of the list would change, and change nothing."""
        ...

    def catch_up(self, on_progress: Progress | None = None) -> None:
        """Make what was committed ready to be found; a search does so too, but shows no progress."""
        ...


class Travel(Protocol):
    """An authority's registers of travel documents and crossings: found one by one, never listed."""

    def put_papers(self, tx: Tx, held: Iterable[Paper]) -> None:
        """Write what became of documents inside a write."""
        ...

    def put_crossings(self, tx: Tx, held: Iterable[Crossing]) -> None:
        """Write crossings inside a write."""
        ...

    def papers(self, number: str, issuer: StateCode) -> tuple[Paper, ...]:
        """Return what is held on one document, the newest word first."""
        ...

    def crossings(self, subject: Subject, period: Period) -> tuple[Crossing, ...]:
        """Return the crossings of one named person in a bounded period."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """Everything a desk needs; wired once, by `comity.wiring` alone.

    `checks` holds, by kind of act, what must be looked at before such an act of a partner is let in. A door
    that must know an act again asks a desk with a copy of the node whose `noting` writes into its commit.
    `ways` are those by which notices can be sent. `law_on_disk` gives the digest of the law's files as they
    lie now, so that a file changed under a running node is noticed; None where no files lie behind the law.
    `zone` is where the node's authorities decide: a day of the law begins at midnight there (Q21).
    """

    state: StateCode
    demo: bool
    authority: str
    keys: KeySet = field(repr=False)
    self_image: Partner = field(repr=False)
    store: Store
    registers: Registers
    travel: Travel
    law: Law = field(repr=False)
    checks: Mapping[str, Check] = field(default_factory=dict, repr=False)
    quotas: Quotas = field(default_factory=Quotas, repr=False)
    noting: Also | None = field(default=None, repr=False)
    ways: Ways = field(default_factory=Ways)
    law_on_disk: Callable[[], str] | None = field(default=None, repr=False)
    zone: tzinfo = UTC

    def day(self, at: datetime) -> date:
        """Return the day of an instant where the node's authorities decide (Q21)."""
        return at.astimezone(self.zone).date()

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue of acts in force."""
        return self.law.catalogue

    @property
    def roots(self) -> Mapping[StateCode, VerifyingKey]:
        """Return the root that this node's own people are certified under."""
        return self.self_image.roots

    def log_key(self, log: str) -> LogKey:
        """Return the key that signs the heads of one of this node's logs."""
        return _log_key(origin(self.state, log), *_seeds(self.keys))

    def witness_key(self) -> LogKey:
        """Return the key by which this node vouches for a partner's log; other seeds than its own log's."""
        return witness_key(self.state, self.keys)


def origin(state: StateCode, log: str) -> str:
    """Name a log for its checkpoints: whose it is and which."""
    return f"comity/{state}/{log}"


def witness_name(state: StateCode) -> str:
    """Name a node as a witness."""
    return f"comity/{state}/witness"


def witness_key(state: StateCode, keys: KeySet) -> LogKey:
    """Derive a node's witness key from its log seeds."""
    first, second = _seeds(keys)
    return _log_key(
        witness_name(state),
        hashlib.sha256(b"comity/1 witness" + first).digest(),
        hashlib.sha256(b"comity/1 witness" + second).digest(),
    )


def log_image(keys: KeySet) -> LogImage:
    """Return the public keys of a node's logs."""
    public = _log_key("log", *_seeds(keys)).public()
    return LogImage(ed25519=public.ed25519, mldsa44=public.mldsa44)


def witness_image(state: StateCode, keys: KeySet) -> LogImage:
    """Return the public keys of a node as a witness."""
    public = witness_key(state, keys).public()
    return LogImage(ed25519=public.ed25519, mldsa44=public.mldsa44)


def _seeds(keys: KeySet) -> tuple[bytes, bytes]:
    if keys.log_seeds is None:
        raise ValueError("a node's keys hold the seeds of its log")
    return keys.log_seeds


@lru_cache(maxsize=256)
def _log_key(name: str, ed25519_seed: bytes, mldsa44_seed: bytes) -> LogKey:
    return LogKey.from_seeds(name, ed25519_seed, mldsa44_seed)
