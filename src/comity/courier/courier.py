"""Deliver what the outbox holds, urgent first, and keep what the partner's receipts prove."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.acts.commit import Deed, perform
from comity.acts.heads import (
    Vouched,
    check_place,
    check_vouched,
    keep_sight,
    keep_vouched,
    read_sight,
    signed_head,
    vouch,
)
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of, partner
from comity.acts.ports import OutboxRow, Tx, pair_log
from comity.acts.receive import record_refusal
from comity.acts.wire import Receipt, read_receipt
from comity.courier.pack import keep_told, pack
from comity.errors import ComityError, LedgerDiverged, Retargeted
from comity.model.parties import StateCode
from comity.seal.canonical import frame

Transport = Callable[[bytes, datetime], bytes]
"""Carries an envelope to the partner's door and brings the receipt; raises where the line is down."""

CLAIM = timedelta(minutes=5)
BATCH = 50
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one round of the courier did; `problems` are error codes, by partner."""

    taken: int = 0
    held: int = 0
    refused: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()

    def __add__(self, other: "Delivery") -> "Delivery":
        """Add up two rounds."""
        return Delivery(
            taken=self.taken + other.taken,
            held=self.held + other.held,
            refused=self.refused + other.refused,
            failed=self.failed + other.failed,
            problems=self.problems + other.problems,
        )


def deliver(
    node: Node, transports: Mapping[StateCode, Transport], now: datetime, holder: str = "courier"
) -> Delivery:
    """Send what is due to every partner that has a line, at least once, until nothing due is left."""
    total = Delivery()
    for state, transport in sorted(transports.items()):
        while True:
            rows = node.store.write(
                lambda tx, s=state: tx.claim(s, holder, now, now + CLAIM, BATCH)  # type: ignore[misc]
            )
            if not rows:
                break
            peer = node.store.read(lambda r, s=state: partner(r, s))  # type: ignore[misc]
            total = sum((_send(node, row, peer, transport, now) for row in rows), total)
    return total


def _send(node: Node, row: OutboxRow, peer: Partner, transport: Transport, now: datetime) -> Delivery:
    try:
        envelope = pack(node, row, peer, now)
        data = transport(envelope, now)
        receipt = read_receipt(data, peer.node.signing)
        _check(receipt, row, envelope, peer)
        return _settle(node, row, envelope, receipt, data, peer, now)
    except (ComityError, OSError) as failed:
        if isinstance(failed, LedgerDiverged):
            record_refusal(node, peer.state, failed, {"act": row.act}, now)
        node.store.write(lambda tx: tx.attempted(row.act, peer.state, now + wait(row.attempts)))
        code = failed.code if isinstance(failed, ComityError) else "line-down"
        return Delivery(failed=1, problems=(f"{peer.state}:{code}",))


def wait(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubled each time, at most six hours."""
    return min(FIRST_WAIT * (1 << min(attempts, 16)), LONGEST_WAIT)


def _check(receipt: Receipt, row: OutboxRow, envelope: bytes, peer: Partner) -> None:
    expected = hashlib.sha256(envelope).hexdigest()
    if receipt.digest != expected or receipt.by != peer.state:
        raise Retargeted("The receipt answers another envelope; it is not kept.")
    if receipt.state != "refused" and receipt.act != row.act:
        raise Retargeted("The receipt names another act than the one sent; it is not kept.")


def _settle(
    node: Node, row: OutboxRow, envelope: bytes, receipt: Receipt, data: bytes, peer: Partner, now: datetime
) -> Delivery:
    if receipt.state == "held":
        node.store.write(lambda tx: tx.attempted(row.act, peer.state, now + wait(row.attempts)))
        return Delivery(held=1)
    if receipt.state == "refused" or receipt.head is None:
        _record_refusal(node, row, receipt, data, peer, now)
        return Delivery(refused=1, problems=(f"{peer.state}:{receipt.code}",))
    check_place(receipt.head, row.act, peer, node.state)
    vouched = _vouched(node, receipt, peer)
    before = node.store.read(lambda r: read_sight(r, peer.state))
    lines, after = vouch(node, before, receipt.head, peer, now)
    cosigned = frame(receipt.head.note, lines) if lines else b""

    def keep(tx: Tx) -> None:
        keep_sight(tx, peer.state, before, after)
        if vouched is not None:
            keep_vouched(tx, peer.state, vouched)
        if cosigned:
            tx.put_paper(f"lines/{peer.state}", cosigned)
        keep_told(tx, peer.state, (receipt.witnessed, *receipt.unjoined))
        tx.receipted(row.act, peer.state, data)

    node.store.write(keep)
    return Delivery(taken=1)


def _vouched(node: Node, receipt: Receipt, peer: Partner) -> Vouched | None:
    """Check the partner's cosignature on the head that we showed, if it gave one."""
    if not receipt.cosignature:
        return None
    log = pair_log(peer.state)
    note = node.store.read(lambda r: signed_head(node, r, log, receipt.cosigned))
    return check_vouched(node, note, receipt.cosignature, peer)


def _record_refusal(
    node: Node, row: OutboxRow, receipt: Receipt, data: bytes, peer: Partner, now: datetime
) -> None:
    """Record that the partner refused an act; the signed receipt stays as evidence."""
    deed = Deed(
        kind="delivery.refuse",
        matter=matter_of(node.state, peer.state),
        body={"act": row.act, "code": receipt.code, "what": receipt.what},
        marks={"act": row.act, "code": receipt.code},
        also=lambda tx, _: tx.receipted(row.act, peer.state, data),
    )
    perform(node, deed, now)
