"""An envelope on its way in: opened and verified, then taken in or held, each in a write of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from comity.acts import admission, allowed
from comity.acts.act import Act
from comity.acts.commit import apply, protect, stored_act
from comity.acts.heads import (
    Sight,
    Vouched,
    check_place,
    check_vouched,
    keep_sight,
    keep_vouched,
    read_sight,
    vouch,
)
from comity.acts.node import Node
from comity.acts.numbers import Known, check_gaps, continues, known_of, note
from comity.acts.partners import Partner
from comity.acts.ports import ActId, HeldAct, Protected, Reading, StatedAct, StoredAct, Timer, Tx
from comity.acts.quotas import check_held, check_open
from comity.acts.signing import Signatures, verify_act
from comity.acts.wire import Inner, read_inner
from comity.errors import ComityError, Crossed, Evidence, LedgerDiverged, Replayed, Retargeted
from comity.law.kinds import Kind
from comity.ledger.checkpoint import split
from comity.seal.canonical import frame, unframe
from comity.seal.envelope import Outer, open_envelope

ATTEMPTS = 5


@dataclass(slots=True, kw_only=True)
class Entry:
    """An envelope that was opened and verified, what lies ready for the vault, and how it ended.

    `stored` and `kept` are empty for one that was taken in before; `lines` are our cosignature on the head
    that it shows, empty for none; `failed` is why it was not let in, `receipt` the answer to one that was.
    """

    outer: Outer
    inner: Inner
    stored: StoredAct | None = None
    kept: Protected | None = None
    vouched: Vouched | None = None
    lines: bytes = b""
    failed: ComityError | None = None
    receipt: bytes = b""


def open_entry(node: Node, outer: Outer, peer: Partner, now: datetime) -> Entry:
    """Open an envelope and check all that asks for no turn at the vault.

    Raises: MalformedMessage, SealBroken, NotAllowed, OutOfOrder, LedgerDiverged and their branches.
    """
    inner = read_inner(open_envelope(outer, node.keys.sealing))
    act, header = inner.act, inner.act.header
    if (header.state, header.to, inner.to) != (peer.state, node.state, node.state):
        raise Retargeted(f"Act {act.id[:12]} was made for another state; it is not taken in.")
    if (inner.seq, inner.prev) != (outer.header.seq, outer.header.prev):
        raise Retargeted(f"Envelope {outer.header.id} has another number inside than outside.")
    admission.check_size(header)
    authority = admission.check_authority(header)
    admission.check_instants(outer.header, header, now)
    kind = node.catalogue.kind(header.kind)
    admission.check_matter(node, header, kind)
    waits = node.store.read(lambda r: _waits(r, act, kind))
    verify_act(act, kind, Signatures.from_bytes(inner.signatures), peer.node.signing, peer.roots)
    allowed.check_role(kind, header.role)
    allowed.check_seat(node.catalogue, header.role, authority.kind)
    admission.check_content(node, kind, act, peer, now)
    check_place(inner.head, act.id, peer, node.state)
    vouched = None
    if inner.cosigned:
        shown, cosignature = unframe(inner.cosigned, 2)
        vouched = check_vouched(node, shown, cosignature, peer)
    return Entry(
        outer=outer,
        inner=inner,
        stored=_row(node, inner, now),
        kept=_protect(node, inner) if waits else None,
        vouched=vouched,
    )


def reopen_entry(node: Node, outer: Outer, peer: Partner) -> Entry:
    """Read again an envelope that was taken in before its receipt was kept."""
    sight = node.store.read(lambda r: read_sight(r, peer.state))
    inner = read_inner(open_envelope(outer, node.keys.sealing))
    lines = b""
    if sight.head is not None and sight.head.size == split(inner.head.note)[0].size:
        lines, _ = vouch(node, sight, inner.head, peer, outer.header.issued_at)
    return Entry(outer=outer, inner=inner, lines=lines)


def take_in(node: Node, entries: Sequence[Entry], peer: Partner, now: datetime) -> None:
    """Take in or hold each of a batch, or say in `failed` why not; those that were overtaken try again."""
    left = list(entries)
    for _ in range(ATTEMPTS):
        sight = node.store.read(lambda r: read_sight(r, peer.state))
        jobs, vouched = [], None
        for entry in left:
            before = sight
            try:
                entry.lines, sight = vouch(
                    node, sight, entry.inner.head, peer, now, entry.outer.header.issued_at
                )
            except LedgerDiverged as diverged:
                entry.failed = diverged
                continue
            entry.failed = None
            more = entry.vouched if entry.vouched != vouched else None  # all of a batch bring the same
            vouched = entry.vouched
            jobs.append((entry, partial(_take_in, node, entry, (before, sight), more, now)))
        errors = node.store.write_all([write for _, write in jobs])
        for (entry, _), error in zip(jobs, errors, strict=True):
            entry.failed = error
        left = [entry for entry, _ in jobs if isinstance(entry.failed, Crossed)]
        if not left:
            return


def take_up(node: Node, held: HeldAct, now: datetime) -> None:
    """Take in an act that was held, now that all it follows is here.

    Raises: Crossed, OutOfOrder, Retargeted, Erased.
    """
    wrapped, sealed = unframe(held.inner, 2)
    data = node.store.reveal(held.matter, f"held/{held.id}", Protected(wrapped=wrapped, sealed=sealed))
    inner = read_inner(data)
    node.store.write(partial(_free, node, inner, _row(node, inner, now), now))


def _free(node: Node, inner: Inner, stored: StoredAct, now: datetime, tx: Tx) -> None:
    tx.unhold(inner.act.id)
    _apply(node, inner, stored, tx.stated((inner.act.id, *inner.act.header.follows)), now, tx)


def _waits(reading: Reading, act: Act, kind: Kind) -> bool:
    """Check what an act follows, and tell whether any of it has not come."""
    here = reading.stated((act.id, *act.header.follows))
    if act.id in here:  # it came by another envelope
        return False
    admission.check_follows(reading, act, kind, here)
    return not here.keys() >= set(act.header.follows)


def _take_in(
    node: Node, entry: Entry, sight: tuple[Sight, Sight], vouched: Vouched | None, now: datetime, tx: Tx
) -> None:
    header, act = entry.outer.header, entry.inner.act
    before, after = sight
    keep_sight(tx, header.sender, before, after)
    if vouched is not None:
        keep_vouched(tx, header.sender, vouched)
    known = known_of(tx, entry.outer)
    _check_number(known, entry, before)
    check_gaps(known, entry.outer)
    note(tx, known, entry.outer, act.id, None)
    here = tx.stated((act.id, *act.header.follows))
    missing = tuple(f for f in act.header.follows if f not in here)
    if missing:
        check_held(tx, node.quotas, header.sender, act)
    elif act.header.matter.startswith("case/") and not act.header.follows:
        check_open(tx, node.quotas, header.sender)
    if not missing:
        _apply(node, entry.inner, entry.stored, here, now, tx)
    elif entry.kept is not None:
        tx.hold(
            HeldAct(
                id=act.id,
                matter=act.header.matter,
                partner=header.sender,
                missing=missing,
                inner=frame(entry.kept.wrapped, entry.kept.sealed),
            )
        )


def _apply(
    node: Node,
    inner: Inner,
    stored: StoredAct | None,
    here: Mapping[ActId, StatedAct],
    now: datetime,
    tx: Tx,
) -> None:
    """Append an arrived act, and note the act by which this node answers at once: a crash cannot lose it."""
    act = inner.act
    if stored is None or act.id in here:  # it came by another envelope, or another worker was first
        return
    kind = node.catalogue.kind(act.header.kind)
    admission.check_follows(tx, act, kind, here)
    after = apply(tx, node.catalogue, act, stored, now)
    if kind.echo and act.id not in after.ineffective:
        matter = act.header.matter
        tx.set_timer(Timer(id=f"echo/{act.id}", matter=matter, kind="echo", due_at=now, data=kind.echo))


def _check_number(known: Known, entry: Entry, sight: Sight) -> None:
    """Check that no other envelope bears this number, and that the one before is the one it names.

    Raises: Replayed; LedgerDiverged where the head is not joined either, as after a rollback.
    """
    if continues(known, entry.outer):
        return
    id = entry.outer.header.id
    if sight.head is not None and not entry.lines:
        raise LedgerDiverged(
            f"Envelope {id} does not continue those that came, nor its head the witnessed one. "
            "Keep both heads and tell the partner.",
            evidence=Evidence(earlier=sight.head.note, later=entry.inner.head.note),
        )
    raise Replayed(f"Envelope {id} bears a number, or names one before it, that another envelope has.")


def _protect(node: Node, inner: Inner) -> Protected:
    """Seal a whole act for rest, should it have to wait for others."""
    return node.store.protect(inner.act.header.matter, f"held/{inner.act.id}", inner.to_bytes())


def _row(node: Node, inner: Inner, now: datetime) -> StoredAct:
    content = protect(node, inner.act)
    return stored_act(inner.act, inner.signatures, content, received=True, own=node.state, now=now)
