"""What the desks ask of the vault: one store, by two databases, behind these protocols.

The concrete store lives in `comity.store`; the courier, on the same layer, asks through here too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol, TypeVar

from comity.acts.wanted import ALL, Wanted
from comity.errors import ComityError
from comity.ledger.tree import Nodes
from comity.model.parties import StateCode
from comity.model.requests import ItemId, MatterId

ActId = NewType("ActId", str)
"""SHA-256 of an act's signed statement, hex: the act's name, its leaf and what `follows` points to."""

T = TypeVar("T")

Mark = tuple[datetime, str]
"""Where a page ended: the instant and the name of its last row."""

OWN_LOG = "own"

CALLS = "call:"
"""How the kind of a timer begins that calls somebody: run where notices can be sent, never by the clock."""


def pair_log(partner: StateCode) -> str:
    """Name the log of the shared acts sent to and received from one partner."""
    return f"pair/{partner}"


class Work(StrEnum):
    """What a write may leave to be done: something to send, or something that falls due."""

    OUTBOX = "outbox"
    TIMERS = "timers"


class Lane(StrEnum):
    """Two lanes: a warning never waits behind a flood of requests."""

    URGENT = "urgent"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """Content at rest: its own random key wrapped by the matter's key, and the sealed bytes."""

    wrapped: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAct:
    """One act as it lies in the vault; `content` is None once erased.

    `statement` are the signed bytes, `signatures` the canonical bytes of all signatures on it,
    `content` protects salt and body. `partner` is None for an own act.
    """

    id: ActId
    matter: MatterId
    kind: str
    partner: StateCode | None
    received: bool
    lane: Lane
    statement: bytes
    signatures: bytes
    content: Protected | None
    at: datetime

    @property
    def log(self) -> str:
        """Name the log that holds this act's leaf."""
        return OWN_LOG if self.partner is None else pair_log(self.partner)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAct:
    """What an act says, without its content and signatures, which with their certificates are 30 kB."""

    id: ActId
    matter: MatterId
    partner: StateCode | None
    statement: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """The projection of one matter: the folded states and the heads that a next act follows.

    `opener` is the state that began it; `shared` the state both nodes fold to, `own` this node's own
    track; `heads` are the acts that none follows, `shared_heads` the same among shared acts only.
    """

    id: MatterId
    lifecycle: str
    partner: StateCode | None
    opener: StateCode
    shared: str
    own: str
    heads: tuple[ActId, ...]
    shared_heads: tuple[ActId, ...]
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One deadline: `kind` names the desk function that is due, `data` its few words (no person)."""

    id: str
    matter: MatterId
    kind: str
    due_at: datetime
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One act on its way to a partner; `envelope` is set once packed and never changes after."""

    act: ActId
    partner: StateCode
    lane: Lane
    seq: int | None
    envelope: bytes | None
    attempts: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An envelope that came in: its digest and, once made, the receipt that answers every copy."""

    partner: StateCode
    envelope_id: str
    seq: int
    digest: str
    act: ActId | None
    receipt: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAct:
    """A shared act that waits for acts it follows; `inner` protects its verified bytes."""

    id: ActId
    matter: MatterId
    partner: StateCode
    missing: tuple[ActId, ...]
    inner: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPackage:
    """One sealed item: `header` and `shares` are canonical bytes, `ciphertext` the sealed content."""

    item: ItemId
    matter: MatterId
    header: bytes
    ciphertext: bytes
    shares: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHead:
    """Size and root of one of this node's logs."""

    log: str
    size: int
    root: bytes


class Reading(Protocol):
    """What may be asked inside a read or a write."""

    def act(self, id: ActId) -> StoredAct | None:
        """Return one act."""

    def acts(self, ids: Sequence[ActId]) -> dict[ActId, StoredAct]:
        """Return several acts, those that are here."""

    def stated(self, ids: Sequence[ActId]) -> dict[ActId, StatedAct]:
        """Return what several acts say, those that are here."""

    def stated_in(self, matter: MatterId) -> tuple[StatedAct, ...]:
        """Return what a matter's acts say, in the order they were committed here."""

    def acts_of(self, matter: MatterId) -> tuple[StoredAct, ...]:
        """Return a matter's acts in the order they were committed here."""

    def matter(self, id: MatterId) -> MatterRow | None:
        """Return one matter's projection."""

    def acts_of_kinds(
        self,
        kinds: Iterable[str],
        *,
        partner: StateCode | None = None,
        limit: int | None = None,
        after: Mark | None = None,
    ) -> tuple[StoredAct, ...]:
        """Return acts of these kinds in every matter, newest first, those after a mark."""

    def matters(
        self, prefix: str = "", wanted: Wanted = ALL, *, limit: int | None = None, after: Mark | None = None
    ) -> tuple[MatterRow, ...]:
        """Return projections whose id starts so, newest change first, those after a mark."""

    def tally(self, prefix: str) -> tuple[tuple[str, str, StateCode, int], ...]:
        """Count the matters whose id starts so, by shared state, own state and opener."""

    def traffic(self, log: str, since: datetime) -> tuple[tuple[datetime, bool], ...]:
        """Return when each act of a log was committed here since an instant, and whether it came in."""

    def packages(self, matter: MatterId) -> tuple[StoredPackage, ...]:
        """Return a matter's sealed items by item id."""

    def paper(self, name: str) -> bytes | None:
        """Return a small named document: partner keys, activated digests, witnessed heads."""

    def papers(self, prefix: str) -> dict[str, bytes]:
        """Return the named documents whose name starts so."""

    def head(self, log: str) -> LogHead:
        """Return a log's head; an unknown log is empty."""

    def leaf_position(self, log: str, act: ActId) -> int | None:
        """Return where an act's leaf stands in a log."""

    def positions(self, log: str, acts: Sequence[ActId]) -> dict[ActId, int]:
        """Return where acts' leaves stand in a log, those that it has."""

    def in_tree(self, log: str, ask: Callable[[Nodes], T]) -> T:
        """Return what `ask` makes of a log's stored perfect subtrees (`ledger.tree`), read at once."""

    def leaves(self, log: str) -> tuple[ActId, ...]:
        """Return a log's leaves in order."""

    def outbox(self, partner: StateCode | None = None) -> tuple[OutboxRow, ...]:
        """Return what is not yet receipted, urgent first, then in order."""

    def arrival(self, partner: StateCode, envelope_id: str) -> Arrival | None:
        """Return what is known of an envelope."""

    def arrivals(self, partner: StateCode, envelopes: Sequence[str]) -> dict[str, Arrival]:
        """Return what is known of envelopes, by id, those that came."""

    def arrived_seqs(self, partner: StateCode) -> tuple[int, ...]:
        """Return the numbers received from a partner, ascending."""

    def receipt(self, act: ActId) -> bytes | None:
        """Return the partner's receipt for a sent act."""

    def held(self, partner: StateCode) -> tuple[HeldAct, ...]:
        """Return the acts that wait for others."""

    def waiting_count(self, partner: StateCode, now: datetime, most: int) -> int:
        """Count what is due for a partner and claimed by nobody, no further than `most`."""

    def leaseholder(self, name: str) -> tuple[str, datetime] | None:
        """Return who took a lease last, and until when."""

    def due_timers(self, now: datetime, limit: int = 100, *, calls: bool = False) -> tuple[Timer, ...]:
        """Return what is due, partners in turn, warnings first: what the clock runs, or the calls."""

    def timer(self, id: str) -> Timer | None:
        """Return one open timer."""

    def held_for(self, partner: StateCode, act: ActId) -> tuple[HeldAct, ...]:
        """Return the acts that wait for one, and that one if it waits itself, by id."""

    def held_count(self, partner: StateCode, *, urgent: bool) -> int:
        """Count the acts that wait for others: in warnings, or in all else."""

    def opened_count(self, partner: StateCode, shared: Sequence[str]) -> int:
        """Count the cases that a partner opened and that stand in one of these states."""

    def timers(self, kinds: Iterable[str]) -> tuple[Timer, ...]:
        """Return every open timer of these kinds, the next due first."""
        ...

    def timers_of(self, matter: MatterId) -> tuple[Timer, ...]:
        """Return a matter's open timers."""


class Tx(Reading, Protocol):
    """One write transaction; everything done in it happens together or not at all."""

    def append(self, act: StoredAct) -> int:
        """Store an act and its leaf, and return the leaf's position.

        Raises: Crossed if the act is already there.
        """

    def put_matter(self, row: MatterRow) -> None:
        """Write a matter's projection."""

    def put_package(self, package: StoredPackage) -> None:
        """Write a sealed item, or its shares anew."""

    def put_paper(self, name: str, content: bytes) -> None:
        """Write a small named document."""

    def drop_papers(self, first: str, end: str) -> None:
        """Remove the named documents from one name up to another, which stays."""

    def enqueue(self, act: ActId, partner: StateCode, lane: Lane, now: datetime) -> None:
        """Put an act into the outbox."""

    def claim(
        self, partner: StateCode, holder: str, now: datetime, until: datetime, limit: int
    ) -> tuple[OutboxRow, ...]:
        """Claim due outbox rows for one courier until an instant, urgent first."""

    def unclaim(self, partner: StateCode) -> None:
        """Let go of every claim on what waits for a partner: whoever claimed it works no more."""

    def packed(self, partner: StateCode, rows: Sequence[OutboxRow]) -> None:
        """Store the numbers and bytes that every attempt will send."""

    def next_seq(self, partner: StateCode, count: int = 1) -> int:
        """Take the next envelope number for a partner, or the first of several, without gaps, from 1."""

    def attempted(self, act: ActId, partner: StateCode, next_at: datetime, *, down: bool = False) -> None:
        """Note a failed attempt and when to try again; `down` where the line was to blame."""

    def put_off(self, act: ActId, partner: StateCode, next_at: datetime) -> None:
        """Let an act wait as the partner asked, which is no failed attempt."""

    def hasten(self, partner: StateCode, now: datetime, *, everything: bool = False) -> None:
        """Let what waits because the line was down be due now, or everything that waits."""

    def receipted(self, partner: StateCode, answers: Mapping[ActId, bytes]) -> None:
        """Store the partner's receipts and take the acts out of the outbox."""

    def note_arrival(self, arrival: Arrival, *, new: bool = False) -> None:
        """Write what is known of an envelope, of which nothing was if it is `new`, or its receipt."""

    def hold(self, held: HeldAct) -> None:
        """Keep an act that waits for others."""

    def unhold(self, id: ActId) -> None:
        """Let go of a held act."""

    def set_timer(self, timer: Timer) -> None:
        """Write a timer; the same id replaces."""

    def stop_timers(self, matter: MatterId, kinds: Iterable[str] | None = None) -> None:
        """Remove a matter's timers of these kinds, or all."""

    def stop_timer(self, id: str) -> None:
        """Remove one timer."""

    def lease(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or renew a lease; False while another holds it."""

    def erase(self, act: ActId) -> None:
        """Destroy an act's content and its key; header, signatures and proofs stay."""


class Store(Protocol):
    """The vault of one node."""

    def write(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` in the next group commit and return its result once it is durable.

        A failing `fn` rolls back alone and its error is raised here.
        """

    def write_all(self, fns: Sequence[Callable[[Tx], None]]) -> tuple[ComityError | None, ...]:
        """Run several in their order, each to roll back alone, and say of each why it did, or None.

        They are durable together, as a rule in one commit.
        """

    def wait_for_work(self, work: Work, seen: int, seconds: float) -> int:
        """Wait until a write left an outbox row or timer, later than the count seen; return the new count."""

    def read(self, fn: Callable[[Reading], T]) -> T:
        """Run `fn` on one consistent snapshot."""

    def protect(self, matter: MatterId, name: str, content: bytes) -> Protected:
        """Seal content for rest under a fresh key, wrapped by the matter's key (made if missing)."""

    def reveal(self, matter: MatterId, name: str, content: Protected | None) -> bytes:
        """Open protected content.

        Raises: Erased if content or the matter's key is gone.
        """

    def close(self) -> None:
        """Finish the writer and close the database."""
