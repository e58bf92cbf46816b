"""Keep what a partner's receipts prove: that an act was taken, its place in the other log, a cosignature."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from comity.acts.commit import Deed, perform
from comity.acts.heads import (
    Sight,
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
from comity.acts.partners import Partner, matter_of
from comity.acts.ports import OutboxRow, Tx, pair_log
from comity.acts.receive import record_refusal
from comity.acts.wire import Receipt, read_receipt
from comity.courier.pack import keep_told
from comity.errors import ComityError, Crossed, LedgerDiverged, Retargeted
from comity.seal.canonical import b64, digest_hex, frame
from comity.seal.keys import Signature

ATTEMPTS = 5


@dataclass(slots=True, kw_only=True)
class Answer:
    """One envelope's receipt, and how it ended here: `failed` says why the receipt cannot be kept."""

    row: OutboxRow
    data: bytes
    receipt: Receipt | None = None
    vouched: Vouched | None = None
    failed: ComityError | None = None

    @property
    def state(self) -> str:
        """Return `taken`, `held` or `refused`, or nothing where the receipt cannot be kept."""
        return "" if self.failed or self.receipt is None else self.receipt.state

    @property
    def code(self) -> str:
        """Return the code of a refusal."""
        return "" if self.receipt is None else self.receipt.code


def settle(
    node: Node, rows: Sequence[OutboxRow], receipts: Sequence[bytes], peer: Partner, now: datetime
) -> tuple[Answer, ...]:
    """Check the receipts of what was sent, and keep those of what was taken or refused."""
    answers = [Answer(row=row, data=data) for row, data in zip(rows, receipts, strict=True)]
    shown, proved = cache(partial(_shown, node, peer)), set[tuple[bytes, Signature]]()
    for answer in answers:
        try:
            _read(node, answer, peer, shown, proved)
        except ComityError as failed:
            answer.failed = failed
    _keep_taken(node, [a for a in answers if a.state == "taken"], peer, now)
    for answer in answers:
        if answer.state == "refused":
            _record_refusal(node, answer, peer, now)
        elif isinstance(answer.failed, LedgerDiverged | Retargeted):  # the partner signed what is not so
            about = {"act": answer.row.act, "receipt": b64(answer.data)}
            record_refusal(node, peer.state, answer.failed, about, now)
    return tuple(answers)


def _read(
    node: Node,
    answer: Answer,
    peer: Partner,
    shown: Callable[[int], bytes],
    proved: set[tuple[bytes, Signature]],
) -> None:
    """Read a receipt and check that it answers what was sent, and where the partner's log has it.

    `shown` finds the head of ours that had a size: all receipts of a batch cosign the same, and bear one
    signature, which is checked once.
    """
    row = answer.row
    receipt = read_receipt(answer.data, peer.node.signing, proved)
    if receipt.digest != digest_hex(row.envelope or b"") or receipt.by != peer.state:
        raise Retargeted("The receipt answers another envelope; it is not kept.")
    if receipt.state != "refused" and receipt.act != row.act:
        raise Retargeted("The receipt names another act than the one sent; it is not kept.")
    if receipt.state == "taken":
        if receipt.head is None:
            raise Retargeted("The receipt shows no place in the partner's log; it is not kept.")
        check_place(receipt.head, row.act, peer, node.state)
        if receipt.cosignature:
            answer.vouched = check_vouched(node, shown(receipt.cosigned), receipt.cosignature, peer)
    answer.receipt = receipt


def _shown(node: Node, peer: Partner, size: int) -> bytes:
    """Return the head of our log that the partner cosigned."""
    return node.store.read(lambda r: signed_head(node, r, pair_log(peer.state), size))


def _keep_taken(node: Node, answers: Sequence[Answer], peer: Partner, now: datetime) -> None:
    """Vouch for the heads that were shown, and keep the receipts in one commit; if overtaken, try again."""
    good: list[Answer] = []
    for _ in range(ATTEMPTS):
        before = node.store.read(lambda r: read_sight(r, peer.state))
        after, cosigned = _vouch(node, answers, before, peer, now)
        good = [answer for answer in answers if answer.failed is None]
        if not good:
            return
        try:
            node.store.write(partial(_keep, peer, good, (before, after), cosigned, now))
        except Crossed:
            continue
        return
    for answer in good:
        answer.failed = Crossed("Other couriers kept coming first; the acts stay in the outbox.")


def _vouch(
    node: Node, answers: Sequence[Answer], before: Sight, peer: Partner, now: datetime
) -> tuple[Sight, bytes]:
    """Return what we then know of the partner's log, and the newest head with our lines on it."""
    sight, cosigned = before, b""
    for answer in answers:
        if answer.failed is not None or answer.receipt is None or answer.receipt.head is None:
            continue
        head = answer.receipt.head
        try:
            lines, sight = vouch(node, sight, head, peer, now)
        except LedgerDiverged as diverged:
            answer.failed = diverged
            continue
        if lines:
            cosigned = frame(head.note, lines)
    return sight, cosigned


def _keep(
    peer: Partner,
    answers: Sequence[Answer],
    sight: tuple[Sight, Sight],
    cosigned: bytes,
    now: datetime,
    tx: Tx,
) -> None:
    keep_sight(tx, peer.state, *sight)
    if cosigned:
        tx.put_paper(f"lines/{peer.state}", cosigned)
    for vouched in {a.vouched for a in answers if a.vouched is not None}:  # all of a batch bring the same
        keep_vouched(tx, peer.state, vouched)
    tx.receipted(peer.state, {answer.row.act: answer.data for answer in answers})
    tx.hasten(peer.state, now)
    last = answers[-1].receipt
    if last is not None:
        keep_told(tx, peer.state, last.witnessed, last.unjoined)


def _record_refusal(node: Node, answer: Answer, peer: Partner, now: datetime) -> None:
    """Record that the partner refused an act; the signed receipt stays as evidence."""
    row, receipt = answer.row, answer.receipt
    if receipt is None:
        return
    deed = Deed(
        kind="delivery.refuse",
        matter=matter_of(node.state, peer.state),
        body={"act": row.act, "code": receipt.code, "what": receipt.what},
        marks={"act": row.act, "code": receipt.code},
        also=lambda tx, _: tx.receipted(peer.state, {row.act: answer.data}),
    )
    perform(node, deed, now)
