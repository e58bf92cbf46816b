"""Heads of the logs between two nodes: show an act's place, vouch for the partner's log, keep its vouching.

Each node keeps, per partner, the last head of the partner's pair log that it cosigned, heads that no path
has joined yet, and the partner's last cosignature on its own log. A head that does not extend the
witnessed one is refused with both notes as evidence, and the evidence is kept. So is one that stays
unjoined although it was made long after a receipt asked for its path: an honest log joins each head to
those that it showed before, and only a head that others overtook on the way comes without a path.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache, partial

from comity.acts.node import Node, origin, witness_name
from comity.acts.partners import Partner
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import ActId, Reading, Tx, pair_log
from comity.acts.wire import Join, ShownHead
from comity.errors import CheckpointInvalid, ConsistencyInvalid, Crossed, Evidence, LedgerDiverged
from comity.ledger.checkpoint import Checkpoint, LogKey, sign, split, verify
from comity.ledger.proof import verify_consistency, verify_inclusion
from comity.ledger.tree import Nodes, consistency_path, inclusion_path, leaf_hash, root
from comity.ledger.witness import Cosigned, Witnessed, cosign, verify_cosignature
from comity.model.parties import StateCode
from comity.seal.canonical import decode, encode

MOST_UNJOINED = 8
PATIENCE = timedelta(hours=24)
"""How long after it was asked for a path a log may still show heads without one."""

LAST_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjoined:
    """A head that no path joins yet; `asked_at` is when a receipt first asked for the path."""

    size: int
    root: bytes
    note: bytes
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one node knows of another's log: the head it cosigned and heads that no path joins yet."""

    head: Witnessed | None = None
    unjoined: tuple[Unjoined, ...] = ()

    @property
    def size(self) -> int:
        """Return the size up to which the log was cosigned."""
        return 0 if self.head is None else self.head.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """The partner's cosignature on one of our heads; `at` is the instant it names."""

    note: bytes
    lines: bytes
    size: int
    at: datetime


def show(
    node: Node, reading: Reading, partner: StateCode, act: ActId, sizes: tuple[int, ...]
) -> ShownHead | None:
    """Show an act's place in our pair log, joined to earlier sizes; None if it is not there."""
    return show_all(node, reading, partner, (act,), sizes).get(act)


def show_all(
    node: Node, reading: Reading, partner: StateCode, acts: Iterable[ActId], sizes: tuple[int, ...]
) -> dict[ActId, ShownHead]:
    """Show the places of several acts under one signed head; those that are not in the log are left out."""
    log = pair_log(partner)
    found = reading.positions(log, tuple(acts))
    if not found:
        return {}
    head, note = reading.head(log), signed_head(node, reading, log)

    def show_in(nodes: Nodes) -> dict[ActId, ShownHead]:
        joins = tuple(
            Join(size=size, path=tuple(consistency_path(size, head.size, nodes)))
            for size in sorted(set(sizes))
            if 0 < size <= head.size
        )
        return {
            act: ShownHead(
                note=note, index=index, path=tuple(inclusion_path(index, head.size, nodes)), joins=joins
            )
            for act, index in found.items()
        }

    return reading.in_tree(log, show_in)


def signed_head(node: Node, reading: Reading, log: str, size: int | None = None) -> bytes:
    """Sign the present head of one of this node's logs, or the one it had at an earlier size."""
    head = reading.head(log)
    if size is None or size == head.size:
        return _sign(node.log_key(log), head.size, head.root)
    if not 0 < size < head.size:
        raise CheckpointInvalid(f"The log has {head.size} entries and never had a head of {size}.")
    return _sign(node.log_key(log), size, reading.in_tree(log, partial(root, size)))


def check_place(shown: ShownHead, act: ActId, partner: Partner, own: StateCode) -> Checkpoint:
    """Check that an act stands in the partner's pair log under the head it shows.

    Raises: CheckpointInvalid, InclusionInvalid.
    """
    key = partner.log.named(origin(partner.state, pair_log(own)))
    head = verify(shown.note, key)
    verify_inclusion(leaf_hash(bytes.fromhex(act)), shown.index, head.size, shown.path, head.root)
    return head


def vouch(
    node: Node,
    sight: Sight,
    shown: ShownHead,
    partner: Partner,
    now: datetime,
    issued_at: datetime | None = None,
) -> tuple[bytes, Sight]:
    """Cosign the head that a partner shows, if a path joins it to the last one cosigned.

    `issued_at` is when the envelope was made that shows the head: our receipt will ask for every path that
    is missing. A head in a receipt is answered by nothing and has no such instant.
    Returns our cosignature lines, empty where the head is honest but not joined, and what we then know.

    Raises: LedgerDiverged and its branches with evidence.
    """
    key = partner.log.named(origin(partner.state, pair_log(node.state)))
    head = split(shown.note)[0]
    paths = {j.size: j.path for j in shown.joins}
    known = sight.head
    fresh = known is None or known.size == head.size
    if not fresh and known is not None and (known.size > head.size or known.size not in paths):
        late = Unjoined(size=head.size, root=head.root, note=shown.note)
        unjoined = _with(sight.unjoined, late)
        if issued_at is None:
            return b"", replace(sight, unjoined=unjoined)
        _check_patience(known, sight.unjoined, late, issued_at)
        return b"", replace(sight, unjoined=_asked(unjoined, now))
    path = () if fresh or known is None else paths[known.size]
    result = _cosign(known, shown.note, path, key, node.witness_key(), now)
    left = tuple(u for u in sight.unjoined if not _joined(u, head, shown, paths))
    lines = result.lines if isinstance(result, Cosigned) else b""
    return lines, Sight(head=result.head, unjoined=left if issued_at is None else _asked(left, now))


def _asked(unjoined: tuple[Unjoined, ...], now: datetime) -> tuple[Unjoined, ...]:
    return tuple(replace(u, asked_at=u.asked_at or now) for u in unjoined)


def _check_patience(
    witnessed: Witnessed | None, unjoined: tuple[Unjoined, ...], late: Unjoined, issued_at: datetime
) -> None:
    """Refuse a head without a path that was made after too many paths, or one for too long, were asked for.

    What was packed before the question counts nothing, however late it comes.

    Raises: LedgerDiverged.
    """
    asked = [u.asked_at for u in unjoined if u.asked_at is not None and u.asked_at < issued_at]
    if witnessed is None or not asked:
        return
    if len(asked) >= MOST_UNJOINED or min(asked) + PATIENCE < issued_at:
        raise LedgerDiverged(
            "The log goes on showing heads that it does not join to the witnessed one. "
            "Keep both and tell the partner.",
            evidence=Evidence(earlier=witnessed.note, later=late.note),
        )


def _joined(
    unjoined: Unjoined, head: Checkpoint, shown: ShownHead, paths: dict[int, tuple[bytes, ...]]
) -> bool:
    """Check a head that waited against the present one; a path that does not fit is a divergence."""
    if unjoined.size not in paths:
        return False
    path = paths[unjoined.size]
    try:
        verify_consistency(unjoined.size, unjoined.root, head.size, head.root, path)
    except ConsistencyInvalid as broken:
        evidence = Evidence(earlier=unjoined.note, later=shown.note, path=path)
        raise ConsistencyInvalid(broken.what, evidence=evidence) from broken
    return True


def _with(unjoined: tuple[Unjoined, ...], late: Unjoined) -> tuple[Unjoined, ...]:
    for other in unjoined:
        if other.size == late.size and other.root != late.root:
            raise LedgerDiverged(
                "The log shows two roots for one size. Keep both heads and tell the partner.",
                evidence=Evidence(earlier=other.note, later=late.note),
            )
    return unjoined if any(o.size == late.size for o in unjoined) else (*unjoined, late)


def last_shown(reading: Reading, partner: StateCode) -> tuple[int, ...]:
    """Return the last sizes of our log that we showed a partner: the next head is joined to them."""
    data = reading.paper(f"shown/{partner}")
    return () if data is None else tuple(decode(data))


def to_join(reading: Reading, partner: StateCode, witnessed: int) -> tuple[int, ...]:
    """Return the sizes to which the next head is joined: what a partner witnessed, what it saw since."""
    return (witnessed, *(size for size in last_shown(reading, partner) if size > witnessed))


def keep_shown(tx: Tx, partner: StateCode, size: int) -> None:
    """Keep a size that we showed a partner."""
    shown = sorted({*last_shown(tx, partner), size})
    tx.put_paper(f"shown/{partner}", encode(shown[-LAST_SHOWN:]))


def read_sight(reading: Reading, partner: StateCode) -> Sight:
    """Read what this node knows of a partner's log."""
    data = reading.paper(f"sight/{partner}")
    return Sight() if data is None else from_plain(Sight, decode(data))


def keep_sight(tx: Tx, partner: StateCode, before: Sight, after: Sight) -> None:
    """Write what this node knows of a partner's log, if nobody changed it meanwhile.

    Raises: Crossed.
    """
    if read_sight(tx, partner) != before:
        raise Crossed("Another message of this partner came first.")
    if after != before:
        tx.put_paper(f"sight/{partner}", encode(to_plain(after)))


def check_vouched(node: Node, note: bytes, lines: bytes, partner: Partner) -> Vouched:
    """Check a partner's cosignature on one of our heads.

    Raises: CheckpointInvalid.
    """
    at = verify_cosignature(note, lines, partner.witness.named(witness_name(partner.state)))
    head = verify(note, node.log_key(pair_log(partner.state)).public())
    return Vouched(note=note, lines=lines, size=head.size, at=at)


def keep_vouched(tx: Tx, partner: StateCode, vouched: Vouched) -> None:
    """Keep the partner's newest cosignature on our pair log."""
    known = read_vouched(tx, partner)
    if known is None or known.size <= vouched.size:
        tx.put_paper(f"vouched/{partner}", encode(to_plain(vouched)))


def read_vouched(reading: Reading, partner: StateCode) -> Vouched | None:
    """Read the partner's newest cosignature on our pair log."""
    data = reading.paper(f"vouched/{partner}")
    return None if data is None else from_plain(Vouched, decode(data))


@lru_cache(maxsize=64)
def _sign(key: LogKey, size: int, root: bytes) -> bytes:
    """Sign a head once: all acts of a batch show the same bytes."""
    return sign(Checkpoint(origin=key.name, size=size, root=root), key)


_cosign = lru_cache(maxsize=64)(cosign)
"""Cosign a head once: all acts of a batch show it, and the same question has the same answer."""
