"""What arrives: checked at the door, opened, verified, held or taken in, and receipted.

Every refusal of an authenticated partner's envelope is an own act (`envelope.refuse`), and the partner
gets a signed receipt that names the code. A copy of an envelope gets the same receipt again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from comity.acts import admission, allowed
from comity.acts.commit import Deed, apply, perform, protect, stored_act
from comity.acts.heads import (
    Sight,
    Vouched,
    check_place,
    check_vouched,
    keep_shown,
    keep_sight,
    keep_vouched,
    last_shown,
    read_sight,
    show,
    vouch,
)
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of, partner
from comity.acts.ports import ActId, Arrival, HeldAct, Protected, Reading, StoredAct, Timer, Tx
from comity.acts.signing import verify_act
from comity.acts.wire import MOST_NUMBERS, Inner, Receipt, read_inner, sign_receipt
from comity.errors import (
    ComityError,
    Crossed,
    Erased,
    Evidence,
    LedgerDiverged,
    Replayed,
    Retargeted,
    StoreFailed,
)
from comity.ledger.checkpoint import split
from comity.model.parties import StateCode
from comity.seal.canonical import b64, decode, encode, frame, unframe
from comity.seal.envelope import Outer, check_outer, check_replay, claimed_sender, open_envelope

ATTEMPTS = 5
ALWAYS = datetime.min.replace(tzinfo=UTC)
"""Before every expiry: that an envelope is late is found out where the refusal can be receipted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An envelope that was opened and verified, and what its head adds to our sight of the log."""

    outer: Outer
    inner: Inner
    before: Sight
    after: Sight
    lines: bytes
    vouched: Vouched | None = None


def receive(node: Node, data: bytes, now: datetime) -> bytes:
    """Take in an envelope and return its receipt.

    Raises: UnknownPartner, MalformedMessage, SealBroken and its branches while the sender is not yet
        proved; after that a refusal is a receipt.
    """
    sender = claimed_sender(data)
    peer = node.store.read(lambda r: partner(r, sender))
    outer = check_outer(data, sender=sender, sender_key=peer.node.signing, recipient=node.state, now=ALWAYS)
    known = node.store.read(lambda r: r.arrival(sender, outer.header.id))
    try:
        check_replay(outer, None if known is None else known.digest)
        if known is not None and known.receipt is not None:
            return known.receipt
        if known is None and now > outer.header.expires_at:
            raise Replayed(
                f"Envelope {outer.header.id} arrived after its time; ask the sender to issue it anew."
            )
        entry = _admit(node, outer, peer, now) if known is None else _reopen(node, outer, peer)
        _release_held(node, peer, now)
        return _receipt(node, entry, now)
    except StoreFailed:
        raise
    except ComityError as refused:
        return _refuse(node, outer, refused, now)


def _admit(node: Node, outer: Outer, peer: Partner, now: datetime) -> _Entry:
    for _ in range(ATTEMPTS):
        entry = _verify(node, outer, peer, now)
        act = entry.inner.act
        kept = node.store.protect(act.header.matter, f"held/{act.id}", entry.inner.to_bytes())
        try:
            node.store.write(partial(_take_in, node, entry, _row(node, entry.inner, now), kept, now))
        except Crossed:
            continue
        return entry
    raise Crossed("The envelope was overtaken too often; it will be sent again.")


def _take_in(node: Node, entry: _Entry, stored: StoredAct, kept: Protected, now: datetime, tx: Tx) -> None:
    header, act = entry.outer.header, entry.inner.act
    keep_sight(tx, header.sender, entry.before, entry.after)
    if entry.vouched is not None:
        keep_vouched(tx, header.sender, entry.vouched)
    _check_number(tx, entry)
    _note(tx, entry.outer, act.id, None)
    missing = tuple(f for f in act.header.follows if tx.act(f) is None)
    if missing:
        inner = frame(kept.wrapped, kept.sealed)
        tx.hold(
            HeldAct(
                id=act.id,
                matter=act.header.matter,
                partner=header.sender,
                missing=missing,
                inner=inner,
            )
        )
    else:
        _apply(node, entry.inner, stored, now, tx)


def _apply(node: Node, inner: Inner, stored: StoredAct, now: datetime, tx: Tx) -> None:
    """Append an arrived act, and note the act by which this node answers at once: a crash cannot lose it."""
    act = inner.act
    tx.unhold(act.id)
    if tx.act(act.id) is not None:  # it came by another envelope, or another worker took it in
        return
    admission.check_order(tx, act, node.catalogue.kind(act.header.kind))
    after = apply(tx, node.catalogue, act, stored, now)
    echo = node.catalogue.kind(act.header.kind).echo
    if echo and act.id not in after.ineffective:
        matter = act.header.matter
        tx.set_timer(Timer(id=f"echo/{act.id}", matter=matter, kind="echo", due_at=now, data=echo))


def _release_held(node: Node, peer: Partner, now: datetime) -> None:
    """Take in the acts that waited for those which have come since.

    One that turns out not to fit is recorded and let go; the envelope that freed it is not to blame.
    """
    while (held := node.store.read(partial(_freed, peer.state))) is not None:
        try:
            _take_up(node, held, now)
        except Crossed:
            continue
        except ComityError as failed:
            if isinstance(failed, StoreFailed) and not isinstance(failed, Erased):
                raise
            record_refusal(node, peer.state, failed, {"act": held.id}, now)
            node.store.write(partial(_let_go, held))


def _freed(sender: StateCode, reading: Reading) -> HeldAct | None:
    """Find a held act for which nothing is missing any more."""
    return next((h for h in reading.held(sender) if all(map(reading.act, h.missing))), None)


def _let_go(held: HeldAct, tx: Tx) -> None:
    tx.unhold(held.id)


def _take_up(node: Node, held: HeldAct, now: datetime) -> None:
    wrapped, sealed = unframe(held.inner, 2)
    data = node.store.reveal(held.matter, f"held/{held.id}", Protected(wrapped=wrapped, sealed=sealed))
    inner = read_inner(data)
    node.store.write(partial(_apply, node, inner, _row(node, inner, now), now))


def _row(node: Node, inner: Inner, now: datetime) -> StoredAct:
    content = protect(node, inner.act)
    return stored_act(inner.act, inner.signatures, content, received=True, own=node.state, now=now)


def _verify(node: Node, outer: Outer, peer: Partner, now: datetime) -> _Entry:
    inner = read_inner(open_envelope(outer, node.keys.sealing))
    act, header = inner.act, inner.act.header
    if (header.state, header.to, inner.to) != (peer.state, node.state, node.state):
        raise Retargeted(f"Act {act.id[:12]} was made for another state; it is not taken in.")
    if (inner.seq, inner.prev) != (outer.header.seq, outer.header.prev):
        raise Retargeted(f"Envelope {outer.header.id} has another number inside than outside.")
    admission.check_size(header)
    admission.check_authority(header)
    admission.check_instants(outer.header, header, now)
    kind = node.catalogue.kind(header.kind)
    admission.check_matter(node, header, kind)
    node.store.read(lambda r: admission.check_order(r, act, kind))
    verify_act(act, kind, inner.signatures, peer.node.signing, peer.roots)
    allowed.check_role(kind, header.role)
    admission.check_content(node, kind, act, peer, now)
    check_place(inner.head, act.id, peer, node.state)
    before = node.store.read(lambda r: read_sight(r, peer.state))
    lines, after = vouch(node, before, inner.head, peer, now, outer.header.issued_at)
    vouched = None
    if inner.cosigned:
        note, cosignature = unframe(inner.cosigned, 2)
        vouched = check_vouched(node, note, cosignature, peer)
    return _Entry(outer=outer, inner=inner, before=before, after=after, lines=lines, vouched=vouched)


def _reopen(node: Node, outer: Outer, peer: Partner) -> _Entry:
    """Read again an envelope that was taken in before its receipt was kept."""
    sight = node.store.read(lambda r: read_sight(r, peer.state))
    inner = read_inner(open_envelope(outer, node.keys.sealing))
    lines = b""
    if sight.head is not None and sight.head.size == split(inner.head.note)[0].size:
        lines, _ = vouch(node, sight, inner.head, peer, outer.header.issued_at)
    return _Entry(outer=outer, inner=inner, before=sight, after=sight, lines=lines)


def _note(tx: Tx, outer: Outer, act: ActId | None, receipt: bytes | None) -> None:
    header = outer.header
    if tx.arrival(header.sender, header.id) is None:
        _count(tx, outer)
    tx.note_arrival(
        Arrival(
            partner=header.sender,
            envelope_id=header.id,
            seq=header.seq,
            digest=outer.digest,
            act=act,
            receipt=receipt,
        )
    )


def _check_number(reading: Reading, entry: _Entry) -> None:
    """Check that no other envelope bears this number, and that the one before is the one it names.

    Raises: Replayed; LedgerDiverged where the head is not joined either, as after a rollback.
    """
    header, witnessed = entry.outer.header, entry.before.head
    if reading.arrival(header.sender, header.id) is not None:
        return
    upto, last, beyond = _numbers(reading, header.sender)
    again = header.seq <= upto or header.seq in beyond
    if not again and (header.seq > upto + 1 or header.prev == last):
        return
    if witnessed is not None and not entry.lines:
        raise LedgerDiverged(
            f"Envelope {header.id} does not continue those that came, nor its head the witnessed one. "
            "Keep both heads and tell the partner.",
            evidence=Evidence(earlier=witnessed.note, later=entry.inner.head.note),
        )
    raise Replayed(f"Envelope {header.id} bears a number, or names one before it, that another envelope has.")


def _count(tx: Tx, outer: Outer) -> None:
    upto, last, beyond = _numbers(tx, outer.header.sender)
    if outer.header.seq > upto:
        beyond.setdefault(outer.header.seq, outer.digest)
    while upto + 1 in beyond:
        upto += 1
        last = beyond.pop(upto)
    kept = [[upto, last], *([n, beyond[n]] for n in sorted(beyond))]
    tx.put_paper(f"numbers/{outer.header.sender}", encode(kept))


def _numbers(reading: Reading, sender: StateCode) -> tuple[int, str, dict[int, str]]:
    """Return up to where a partner's numbers came without a gap, the last one's digest, and those beyond."""
    data = reading.paper(f"numbers/{sender}")
    if data is None:
        return 0, "", {}
    (upto, last), *beyond = decode(data)
    return upto, last, dict(beyond)


def _gaps(reading: Reading, sender: StateCode) -> tuple[int, ...]:
    upto, _, beyond = _numbers(reading, sender)
    missing = (n for n in range(upto + 1, max(beyond, default=upto)) if n not in beyond)
    return tuple(n for n, _ in zip(missing, range(MOST_NUMBERS), strict=False))


def _receipt(node: Node, entry: _Entry, now: datetime) -> bytes:
    header, act = entry.outer.header, entry.inner.act
    sender = header.sender

    def read(reading: Reading) -> Receipt:
        sizes = (entry.inner.witnessed, *last_shown(reading, sender))
        shown = show(node, reading, sender, act.id, sizes)
        sight = read_sight(reading, sender)
        return Receipt(
            envelope=header.id,
            digest=entry.outer.digest,
            act=act.id,
            state="taken" if shown else "held",
            at=now,
            by=node.state,
            cosignature=entry.lines,
            cosigned=split(entry.inner.head.note)[0].size if entry.lines else 0,
            witnessed=sight.size,
            unjoined=tuple(u.size for u in sight.unjoined[:MOST_NUMBERS]),
            head=shown,
            gaps=_gaps(reading, sender),
        )

    receipt = node.store.read(read)
    data = sign_receipt(receipt, node.keys.signing)
    if receipt.head is None:
        return data
    return _keep(node, entry.outer, act.id, data, split(receipt.head.note)[0].size)


def _keep(node: Node, outer: Outer, act: ActId | None, receipt: bytes, shown: int = 0) -> bytes:
    """Store a receipt and the size of the head in it, or return the one that another worker stored first."""

    def write(tx: Tx) -> bytes:
        known = tx.arrival(outer.header.sender, outer.header.id)
        if known is not None and known.digest != outer.digest:  # not the bytes that came first
            return receipt
        if known is not None and known.receipt is not None:
            return known.receipt
        _note(tx, outer, act, receipt)
        if shown:
            keep_shown(tx, outer.header.sender, shown)
        return receipt

    return node.store.write(write)


def record_refusal(
    node: Node, sender: StateCode, error: ComityError, about: dict[str, Any], now: datetime
) -> None:
    """Record, as an own act, what a partner sent and this node did not let in, with the evidence if any."""
    body = about | {"code": error.code, "what": error.what}
    if isinstance(error, LedgerDiverged) and error.evidence is not None:
        shown = error.evidence
        path = [b64(step) for step in shown.path]
        body["evidence"] = {"earlier": b64(shown.earlier), "later": b64(shown.later), "path": path}
    matter = matter_of(node.state, sender)
    perform(node, Deed(kind="envelope.refuse", matter=matter, body=body, marks={"code": error.code}), now)


def _refuse(node: Node, outer: Outer, error: ComityError, now: datetime) -> bytes:
    """Record a refusal as an own act and answer with a signed receipt that names the code.

    The receipt says what the code means and no more: the words of an error tell how things stand here.
    """
    header = outer.header
    record_refusal(node, header.sender, error, {"envelope": header.id, "digest": outer.digest}, now)
    receipt = Receipt(
        envelope=header.id,
        digest=outer.digest,
        act=ActId(""),
        state="refused",
        code=error.code,
        what=(type(error).__doc__ or "").partition("\n")[0],
        at=now,
        by=node.state,
        witnessed=node.store.read(lambda r: read_sight(r, header.sender)).size,
    )
    return _keep(node, outer, None, sign_receipt(receipt, node.keys.signing))
