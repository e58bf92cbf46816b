"""How the door and the line of a simulated partner fail, and how its envelopes and receipts lie."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from comity.acts.heads import read_sight, read_vouched
from comity.acts.node import Node
from comity.acts.ports import ActId
from comity.acts.wire import VALID, Receipt, read_receipt, sign_receipt
from comity.demo.simulate.forging import Change, Parcel, made_up_log, resealed, rolled_back_log
from comity.demo.simulate.script import DoorFault, LineFault
from comity.demo.simulate.words import AtDoor, OnLine
from comity.errors import ComityError
from comity.ledger.checkpoint import split
from comity.model.parties import StateCode
from comity.seal.canonical import SIZE_LIMIT, encode
from comity.seal.envelope import Outer
from comity.seal.keys import KeySet

_F = TypeVar("_F", DoorFault, LineFault)

NOWHERE = "00" * 32
GROWTH = 5
"""How often larger than it is a log that is never joined pretends to be."""

OF_THE_LOG = frozenset({OnLine.FORKED_LOG, OnLine.ROLLED_BACK_LOG, OnLine.UNJOINED_LOG})
"""Lies about the log: they go alone, once the other side has cosigned all that went before."""


class LineFails(ConnectionError):
    """The line failed as the script says."""


@dataclass(slots=True)
class Picks(Generic[_F]):
    """Chooses the fault for what passes; each fault counts by itself what it might have been for."""

    faults: tuple[_F, ...]
    counts: dict[int, int] = field(default_factory=dict)

    def pick(self, kind: str) -> _F | None:
        """Return the first fault that speaks of this kind of act and of this turn."""
        chosen = None
        for number, fault in enumerate(self.faults):
            named = fault.arrives if isinstance(fault, DoorFault) else fault.sends
            if named in ("", kind):
                self.counts[number] = self.counts.get(number, 0) + 1
                if chosen is None and (not fault.nth or self.counts[number] in fault.nth):
                    chosen = fault
        return chosen


# ── the door ────────────────────────────────────────────────────────────────────────────────────
UNTAKEN = frozenset({AtDoor.DROP, AtDoor.BUSY, AtDoor.HANG, AtDoor.REFUSED})
"""What the door does with an envelope that it does not take in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the door answers, after a wait: a receipt, or none and a closed connection, or 503."""

    receipt: bytes | None = None
    status: int = 200
    wait: timedelta = timedelta()


def untaken(node: Node, outer: Outer | None, fault: DoorFault, now: datetime) -> Reply:
    """Answer without taking in what came."""
    if fault.does is AtDoor.BUSY:
        return Reply(status=503)
    if fault.does is AtDoor.REFUSED and outer is not None:
        return Reply(receipt=_refusal(node, outer, fault.code, now))
    return Reply(wait=fault.wait)


def _refusal(node: Node, outer: Outer, code: str, now: datetime) -> bytes:
    sender = outer.header.sender
    receipt = Receipt(
        envelope=outer.header.id,
        digest=outer.digest,
        act=ActId(""),
        state="refused",
        code=code,
        what=meaning(code),
        at=now,
        by=node.state,
        witnessed=node.store.read(lambda r: read_sight(r, sender)).size,
    )
    return sign_receipt(receipt, node.keys.signing)


def meaning(code: str) -> str:
    """Return the sentence that belongs to a code."""
    waiting: list[type[ComityError]] = [ComityError]
    while waiting:
        kind = waiting.pop()
        if kind.code == code:
            return (kind.__doc__ or "").partition("\n")[0]
        waiting += kind.__subclasses__()
    return ""


def answered(node: Node, tested: StateCode, fault: DoorFault, data: bytes) -> Reply:
    """Answer what was taken in, with a receipt that is late, lost, broken or false."""
    match fault.does:
        case AtDoor.LOST:
            return Reply()
        case AtDoor.LATE:
            return Reply(receipt=data, wait=fault.wait)
        case AtDoor.GARBAGE:
            return Reply(receipt=secrets.token_bytes(len(data)))
        case AtDoor.TRUNCATED:
            return Reply(receipt=data[: len(data) // 2])
        case AtDoor.OTHER_KEY:
            stranger = KeySet.generate().signing
            return Reply(receipt=sign_receipt(_read(node, data), stranger))
    return Reply(receipt=sign_receipt(_false(node, tested, fault.does, _read(node, data)), node.keys.signing))


def _read(node: Node, data: bytes) -> Receipt:
    return read_receipt(data, node.keys.signing.public)


def _false(node: Node, tested: StateCode, does: AtDoor, honest: Receipt) -> Receipt:
    if does is AtDoor.OTHER_ENVELOPE:
        return replace(honest, envelope=secrets.token_hex(16), digest=NOWHERE)
    if does is AtDoor.OTHER_ACT:
        return replace(honest, act=ActId(NOWHERE))
    if honest.head is None:
        return honest
    if does is AtDoor.OTHER_PLACE:
        return replace(honest, head=replace(honest.head, index=max(honest.head.index - 1, 0)))
    return replace(honest, head=made_up_log(node, tested, honest.act, witnessed(node, tested)))


def witnessed(node: Node, tested: StateCode) -> int:
    """Return the size of our log that the other side cosigned last: there it can tell a fork."""
    vouched = node.store.read(lambda r: read_vouched(r, tested))
    return 1 if vouched is None else vouched.size


# ── the line ────────────────────────────────────────────────────────────────────────────────────
HELD = frozenset({OnLine.LATE, OnLine.GAP, OnLine.REORDER})
"""What keeps an envelope back: for a while, for good, or until another has gone."""

FOR_GOOD = timedelta(days=1000)
A_MOMENT = timedelta(seconds=1)

Send = Callable[[bytes, str], bytes]
"""Sends bytes and brings the receipt; the text names the lie that these bytes are, or is empty."""


def held_for(fault: LineFault) -> timedelta:
    """Return how long an envelope is kept back."""
    if fault.does is OnLine.REORDER:
        return A_MOMENT
    return fault.wait or (FOR_GOOD if fault.does is OnLine.GAP else A_MOMENT)


def carry_badly(fault: LineFault, data: bytes, send: Send, keys: KeySet) -> bytes:
    """Carry an envelope for the first time, as the script has it, and return its receipt.

    Raises: LineFails, what `send` raises.
    """
    match fault.does:
        case OnLine.TWICE:
            send(data, "")
        case OnLine.LOST:
            send(data, "")
            raise LineFails("the receipt was lost")
        case OnLine.CUT_OFF:
            send(data[:-1], fault.does)
        case OnLine.BAD_SIGNATURE:
            send(data[:-1] + bytes([data[-1] ^ 1]), fault.does)
        case OnLine.OTHER_BYTES:
            receipt = send(data, "")
            send(resealed(data, secrets.token_bytes(len(data) // 2), keys.signing), fault.does)
            return receipt
    return send(data, "")


# ── envelopes that lie ──────────────────────────────────────────────────────────────────────────
def changed(node: Node, tested: StateCode, does: OnLine) -> Change | None:
    """Return how an envelope is packed for this lie; None where the lie is in the carrying."""
    change = _CHANGES.get(does)
    return None if change is None else lambda parcel: change(_Liar(node, tested), parcel)


@dataclass(frozen=True, slots=True)
class _Liar:
    node: Node
    tested: StateCode

    @property
    def witnessed(self) -> int:
        """Return the size of our log that the other side cosigned last."""
        return witnessed(self.node, self.tested)


def _numbered(parcel: Parcel, seq: int, prev: str) -> Parcel:
    inner, header = replace(parcel.inner, seq=seq, prev=prev), replace(parcel.header, seq=seq, prev=prev)
    return replace(parcel, inner=inner, header=header)


def _other_key(liar: _Liar, parcel: Parcel) -> Parcel:
    other = KeySet.generate().sealing.public
    return replace(parcel, to=other, header=replace(parcel.header, key=other.id))


def _other_body(liar: _Liar, parcel: Parcel) -> Parcel:
    act = replace(parcel.inner.act, body=encode({"other": True}))
    return replace(parcel, inner=replace(parcel.inner, act=act))


def _out_of_time(liar: _Liar, parcel: Parcel) -> Parcel:
    issued = parcel.header.issued_at - VALID - timedelta(days=1)
    return replace(parcel, header=replace(parcel.header, issued_at=issued, expires_at=issued + VALID))


def _too_long(liar: _Liar, parcel: Parcel) -> Parcel:
    header = replace(parcel.header, expires_at=parcel.header.expires_at + timedelta(days=1))
    return replace(parcel, header=header)


def _other_place(liar: _Liar, parcel: Parcel) -> Parcel:
    head = parcel.inner.head
    return replace(parcel, inner=replace(parcel.inner, head=replace(head, index=max(head.index - 1, 0))))


def _forked(liar: _Liar, parcel: Parcel) -> Parcel:
    head = made_up_log(liar.node, liar.tested, parcel.inner.act.id, liar.witnessed)
    return replace(parcel, inner=replace(parcel.inner, head=head))


def _unjoined(liar: _Liar, parcel: Parcel) -> Parcel:
    size = split(parcel.inner.head.note)[0].size * GROWTH
    head = made_up_log(liar.node, liar.tested, parcel.inner.act.id, size)
    return replace(parcel, inner=replace(parcel.inner, head=head))


def _rolled_back(liar: _Liar, parcel: Parcel) -> Parcel:
    size = max(liar.witnessed - 1, 1)
    head = rolled_back_log(liar.node, liar.tested, parcel.inner.act.id, size)
    back = _numbered(parcel, max(parcel.header.seq - 1, 1), parcel.header.prev)
    return replace(back, inner=replace(back.inner, head=head))


_CHANGES: Mapping[OnLine, Callable[[_Liar, Parcel], Parcel]] = {
    OnLine.NUMBER_INSIDE: lambda _, p: replace(p, inner=replace(p.inner, seq=p.inner.seq + 1)),
    OnLine.NUMBER_AGAIN: lambda _, p: _numbered(p, 1, ""),
    OnLine.OTHER_BEFORE: lambda _, p: _numbered(p, p.header.seq, NOWHERE),
    OnLine.OVERSIZED: lambda _, p: replace(p, raw=b" " * (SIZE_LIMIT + 1)),
    OnLine.NOT_SEALED: lambda _, p: replace(p, sealed=secrets.token_bytes(8192)),
    OnLine.OTHER_SEALING_KEY: _other_key,
    OnLine.OTHER_BODY: _other_body,
    OnLine.TOO_LONG: _too_long,
    OnLine.OUT_OF_TIME: _out_of_time,
    OnLine.OTHER_PLACE: _other_place,
    OnLine.FORKED_LOG: _forked,
    OnLine.ROLLED_BACK_LOG: _rolled_back,
    OnLine.UNJOINED_LOG: _unjoined,
}
