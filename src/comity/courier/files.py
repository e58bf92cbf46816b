"""The line by file: envelopes go out in one signed file, receipts come back in another (docs/protocol.md).

For a partner with no line. Whoever carries a file may read its outside, lose it, copy it or change it: it is
hostile until its signature stands, and what is inside goes through the same door as on any line.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from itertools import accumulate, takewhile

from comity.acts.admission import CLOCK_SKEW
from comity.acts.meter import Meter
from comity.acts.node import Node
from comity.acts.partners import Partner, partner
from comity.acts.ports import OutboxRow, Tx
from comity.acts.receive import receive_all, record_refusal
from comity.acts.wire import read_receipt
from comity.courier.courier import BATCH, CLAIM, Delivery, keep_receipts
from comity.courier.pack import pack_all
from comity.errors import (
    ComityError,
    DemoMixedWithReal,
    MalformedMessage,
    OutOfOrder,
    Replayed,
    Retargeted,
    StoreFailed,
)
from comity.model.parties import StateCode
from comity.seal.canonical import Fields, decode, encode, frame, unframe, unframe_all, write_instant
from comity.seal.envelope import claimed_sender
from comity.seal.keys import Signature, VerifyingKey

VERSION = "comity/1 file"
CONTEXT = b"comity/1 file"
LARGEST = 64 << 20
"""Bytes of a file; none is read further."""

MOST = 4096
"""Envelopes or receipts in a file."""

PATIENCE = timedelta(days=14)
"""How long a file may be on its way before what was in it goes into another by itself."""

HOLDER = "file"
"""Who claims what goes into a file, among the couriers of a node."""

_ID = 32
_LENGTH = 4
_STATEMENT, _SIGNATURE = 1024, 8192
_OUTSIDE = _STATEMENT + _SIGNATURE + 3 * _LENGTH
"""Bytes of a file at most beside its parts."""

_MEMBERS = ("v", "demo", "kind", "id", "from", "to", "made_at", "count", "digest")


class FileKind(StrEnum):
    """What a file carries."""

    ENVELOPES = "envelopes"
    RECEIPTS = "receipts"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierFile:
    """A file as read, its signature good; `demo` if a demonstration made it."""

    demo: bool
    kind: FileKind
    id: str
    sender: StateCode
    parts: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A file to be handed to a courier, and what is in it."""

    data: bytes = field(repr=False)
    state: StateCode
    rows: tuple[OutboxRow, ...] = field(repr=False)


def write_parcel(node: Node, state: StateCode, now: datetime, *, again: bool = False) -> Parcel | None:
    """Write what is due for a partner into one file, as much as goes into one; None if nothing is.

    With `again` also what went out in a file and has no receipt yet: the same bytes. Tell `hand_over` once
    the file is safe.

    Raises: UnknownPartner, StoreFailed.
    """
    peer = node.store.read(lambda r: partner(r, state))
    if again:
        node.store.write(lambda tx: tx.hasten(state, now, everything=True))
    rows: list[OutboxRow] = []
    for batch in _due(node, peer, now):
        fits = _fitting(rows, batch)
        rows += batch[:fits]
        if fits < len(batch):
            _wait(node, batch[fits:], now)
            break
    if not rows:
        return None
    data = _write(node, state, FileKind.ENVELOPES, [row.envelope or b"" for row in rows], now)
    return Parcel(data=data, state=state, rows=tuple(rows))


def hand_over(node: Node, parcel: Parcel, now: datetime) -> None:
    """Note that a file is on its way: what is in it waits for the receipts."""
    _wait(node, parcel.rows, now + PATIENCE)


def take_back(node: Node, parcel: Parcel, now: datetime) -> None:
    """Note that a file was not written: what is in it is due again."""
    _wait(node, parcel.rows, now)


def read_file(node: Node, data: bytes, now: datetime) -> CourierFile:
    """Read a file that somebody brought, and check who made it, for whom, and that it is whole.

    Raises: MalformedMessage, Truncated, UnknownPartner, Retargeted, SignatureInvalid, OutOfOrder while it is
        not proved who made it; DemoMixedWithReal; Replayed, recorded, if another file came under its id.
    """
    file, digest = open_file(
        data, node.state, lambda state: node.store.read(lambda r: partner(r, state)).node.signing, now
    )
    if file.demo != node.demo:
        raise DemoMixedWithReal("The file and this node mix demonstration and real. Take it in at neither.")
    _check_replay(node, file, digest, now)
    return file


def open_file(
    data: bytes, to: StateCode, key_of: Callable[[StateCode], VerifyingKey], now: datetime
) -> tuple[CourierFile, str]:
    """Read a file for a state, signed by its maker's key; return it with the digest of its statement.

    Raises: MalformedMessage, Truncated, Retargeted, SignatureInvalid, OutOfOrder; what `key_of` raises.
    """
    if len(data) > LARGEST:
        raise MalformedMessage(f"A courier's file has at most {LARGEST} bytes. Have it sent in parts.")
    statement, signature, body = unframe(data, 3)
    fields = Fields(decode(statement, _STATEMENT), "courier's file", _MEMBERS)
    sender = StateCode(fields.text("from"))
    if fields.text("v") != VERSION or fields.text("to") != to:
        raise Retargeted("The file is of another version, or for another state; it is not taken in.")
    key_of(sender).verify(Signature.from_plain(decode(signature, _SIGNATURE)), statement, CONTEXT)
    if fields.text("digest") != hashlib.sha256(body).hexdigest():
        raise MalformedMessage("The file is not whole: its content is not the one that was signed.")
    if not re.fullmatch(f"[0-9a-f]{{{_ID}}}", fields.text("id")):
        raise MalformedMessage(f"The id of a courier's file is {_ID} hexadecimal digits.")
    if fields.instant("made_at") > now + CLOCK_SKEW:
        raise OutOfOrder("The file bears an instant still to come; set the clocks right.")
    parts = unframe_all(body, MOST) if body else []
    if fields.number("count") != len(parts):
        raise MalformedMessage("The file holds another number of parts than it says.")
    file = CourierFile(
        demo=fields.flag("demo"),
        kind=fields.choice("kind", FileKind),
        id=fields.text("id"),
        sender=sender,
        parts=tuple(parts),
    )
    return file, hashlib.sha256(statement).hexdigest()


def take_in(node: Node, file: CourierFile, now: datetime) -> tuple[int, bytes]:
    """Take in the envelopes of a file; return how many were receipted, and the file with the receipts.

    The same file again gives the same receipts. A part that is no envelope of the state that made the file
    is recorded once, and has none.

    Raises: MalformedMessage if the file holds receipts; StoreFailed, and the file comes again.
    """
    if file.kind is not FileKind.ENVELOPES:
        raise MalformedMessage("The file holds receipts, no envelopes.")
    meter, at = Meter(by_time=False), 0
    receipts: list[bytes] = []
    while at < len(file.parts):
        batch = list(takewhile(partial(_is_of, file.sender), file.parts[at : at + BATCH]))
        try:
            if not batch:
                raise Retargeted("A part of the file is no envelope of the state that made it.")
            given = receive_all(node, batch, now, meter)
        except StoreFailed:
            raise
        except ComityError as refused:
            _record_part(node, file, at, refused, now)
            at += 1
            continue
        receipts += given
        at += len(given)
    meter.record(node, now, last=True)
    return len(receipts), _write(node, file.sender, FileKind.RECEIPTS, receipts, now)


def keep(node: Node, file: CourierFile, now: datetime) -> Delivery:
    """Keep the receipts of a file; pass over what is receipted already, and record once what is none.

    Raises: MalformedMessage if the file holds envelopes; StoreFailed.
    """
    if file.kind is not FileKind.RECEIPTS:
        raise MalformedMessage("The file holds envelopes, no receipts.")
    peer = node.store.read(lambda r: partner(r, file.sender))
    waiting = {
        hashlib.sha256(row.envelope).hexdigest(): row
        for row in node.store.read(lambda r: r.outbox(file.sender))
        if row.envelope is not None
    }
    total, found, proved = Delivery(), [], set[tuple[bytes, Signature]]()
    for part, data in enumerate(file.parts):
        try:
            receipt = read_receipt(data, peer.node.signing, proved)
        except ComityError as refused:
            _record_part(node, file, part, refused, now)
            continue
        row = waiting.pop(receipt.digest, None)
        if row is not None:
            found.append((row, data))
    for at in range(0, len(found), BATCH):
        rows, receipts = zip(*found[at : at + BATCH], strict=True)
        total += keep_receipts(node, rows, receipts, peer, now)
    return total


def _record_part(node: Node, file: CourierFile, part: int, refused: ComityError, now: datetime) -> None:
    once = f"file-refused/{file.sender}/{file.id}/{part}/{refused.code}"
    record_refusal(node, file.sender, refused, {"file": file.id, "part": part}, now, once)


def _due(node: Node, peer: Partner, now: datetime) -> Iterator[tuple[OutboxRow, ...]]:
    """Yield what is due for a partner, packed and claimed, urgent first; what cannot be packed is put off."""
    until = now + CLAIM
    while rows := node.store.write(lambda tx: tx.claim(peer.state, HOLDER, now, until, BATCH)):
        batch = pack_all(node, rows, peer, now)
        for row, _ in batch.failed:
            node.store.write(lambda tx, r=row: tx.attempted(r.act, peer.state, now + PATIENCE))  # type: ignore[misc]
        yield batch.packed


def _fitting(there: Sequence[OutboxRow], more: Sequence[OutboxRow]) -> int:
    """Tell how many of the first of a batch still go into a file."""
    sizes = accumulate(len(row.envelope or b"") + _LENGTH for row in (*there, *more))
    fits = sum(1 for size in sizes if size <= LARGEST - _OUTSIDE)
    return min(fits, MOST) - len(there)


def _wait(node: Node, rows: Sequence[OutboxRow], until: datetime) -> None:
    def write(tx: Tx) -> None:
        for row in rows:
            tx.put_off(row.act, row.partner, until)

    node.store.write(write)


def _is_of(sender: StateCode, part: bytes) -> bool:
    try:
        return claimed_sender(part) == sender
    except ComityError:
        return False


def _check_replay(node: Node, file: CourierFile, digest: str, now: datetime) -> None:
    """Note a file under its id, or check that it is the one that was noted.

    Raises: Replayed, recorded.
    """
    name = f"file/{file.sender}/{file.id}"

    def note(tx: Tx) -> str:
        known = tx.paper(name)
        if known is None:
            tx.put_paper(name, digest.encode())
        return digest if known is None else known.decode()

    if node.store.write(note) != digest:
        again = Replayed("Another file came under this id before; it is not taken in.")
        about = {"file": file.id, "digest": digest}
        record_refusal(node, file.sender, again, about, now, f"file-refused/{file.sender}/{digest}")
        raise again


def _write(node: Node, to: StateCode, kind: FileKind, parts: Sequence[bytes], now: datetime) -> bytes:
    body = frame(*parts)
    statement = encode(
        {
            "v": VERSION,
            "demo": node.demo,
            "kind": kind,
            "id": secrets.token_hex(_ID // 2),
            "from": node.state,
            "to": to,
            "made_at": write_instant(now),
            "count": len(parts),
            "digest": hashlib.sha256(body).hexdigest(),
        }
    )
    signature = node.keys.signing.sign(statement, CONTEXT)
    return frame(statement, encode(signature.to_plain()), body)
