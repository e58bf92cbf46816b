"""What arrives: checked at the door, opened, verified, held or taken in, and receipted.

Every refusal of an authenticated partner's envelope is an own act (`envelope.refuse`), and the partner
gets a signed receipt that names the code. A copy of an envelope gets the same receipt again.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from comity.acts.commit import Deed, perform
from comity.acts.entry import ATTEMPTS, Entry, open_entry, reopen_entry, take_in, take_up
from comity.acts.heads import keep_shown, read_sight, show_all, to_join
from comity.acts.meter import Meter
from comity.acts.node import Node
from comity.acts.numbers import Known, came, gaps, known_of, note
from comity.acts.partners import Partner, matter_of, partner
from comity.acts.ports import ActId, Arrival, HeldAct, Reading, Tx
from comity.acts.quotas import check_share, take
from comity.acts.wire import MOST_NUMBERS, Receipt, sign_receipt, sign_receipts
from comity.errors import ComityError, Crossed, Erased, LedgerDiverged, QuotaExceeded, Replayed, StoreFailed
from comity.ledger.checkpoint import split
from comity.model.parties import StateCode
from comity.seal.canonical import b64
from comity.seal.envelope import Outer, check_outer, check_replay, claimed_sender

T = TypeVar("T")

WORTH_IT = 4
"""Envelopes from which on two threads are quicker than one."""

ALWAYS = datetime.min.replace(tzinfo=UTC)
"""Before every expiry: that an envelope is late is found out where the refusal can be receipted."""


def receive(node: Node, data: bytes, now: datetime) -> bytes:
    """Take in an envelope and return its receipt.

    Raises: UnknownPartner, MalformedMessage, SealBroken and its branches while the sender is not yet
        proved; after that a refusal is a receipt. StoreFailed: nothing is known of it, let it come again.
    """
    return receive_all(node, (data,), now)[0]


def receive_all(
    node: Node, envelopes: Sequence[bytes], now: datetime, meter: Meter | None = None
) -> tuple[bytes, ...]:
    """Take in the envelopes of one partner in their order, and return the receipts of the first ones.

    Where one cannot be answered, those before it are, and it and the rest come again. What exceeds the
    partner's share of envelopes and bytes is not opened; `meter` is None where no share is asked for.

    Raises: what `receive` raises of the first; QuotaExceeded.
    """
    peer, outers = _at_the_door(node, envelopes)
    came = node.store.read(lambda r: r.arrivals(peer.state, [o.header.id for o in outers]))
    known = [came.get(outer.header.id) for outer in outers]
    if meter is not None and meter.by_time:
        within = _within_share(node, peer.state, outers, known, meter, now)
        outers, known = outers[:within], known[:within]
    looks = [partial(_look, node, outer, peer, k, now) for outer, k in zip(outers, known, strict=True)]
    answers = _side_by_side(looks)
    entries = [a for a in answers if isinstance(a, Entry)]
    _let_in(node, peer, entries, now)
    _give_receipts(node, [e for e in entries if e.failed is None], peer.state, now)
    receipts: list[bytes] = []
    for outer, answer in zip(outers, answers, strict=True):
        try:
            receipts.append(_receipt(node, outer, answer, now, meter))
        except StoreFailed:
            if not receipts:
                raise
            break
    return tuple(receipts)


def _side_by_side(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Do jobs of which none writes, two at a time where there are some; return what came of each in order.

    Most of each is arithmetic of seals, for which a thread needs no interpreter.
    """
    if len(jobs) < WORTH_IT:
        return [job() for job in jobs]
    with ThreadPoolExecutor(2, thread_name_prefix="seals") as pool:
        return list(pool.map(lambda job: job(), jobs))


def _let_in(node: Node, peer: Partner, entries: Sequence[Entry], now: datetime) -> None:
    """Take in what is new, then what waited for it; what was put off tries again if that made room."""
    new = [entry for entry in entries if entry.stored is not None]
    while True:
        take_in(node, new, peer, now)
        if entries:
            _release_held(node, peer, entries, now)
        put_off = [entry for entry in new if isinstance(entry.failed, QuotaExceeded)]
        if not put_off or len(put_off) == len(new):
            return
        new = put_off


def _at_the_door(node: Node, envelopes: Sequence[bytes]) -> tuple[Partner, list[Outer]]:
    """Check the outsides, which is cheap: of one partner and signed by it, up to the first that is not.

    Raises: what is wrong with the first.
    """
    sender = claimed_sender(envelopes[0])
    peer = node.store.read(lambda r: partner(r, sender))
    outers: list[Outer] = []
    for data in envelopes:
        try:
            outers.append(
                check_outer(
                    data, sender=sender, sender_key=peer.node.signing, recipient=node.state, now=ALWAYS
                )
            )
        except ComityError:
            if not outers:
                raise
            break
    return peer, outers


def _within_share(
    node: Node,
    partner: StateCode,
    outers: Sequence[Outer],
    known: Sequence[Arrival | None],
    meter: Meter,
    now: datetime,
) -> int:
    """Return how many of the first fit into the partner's share.

    The very bytes that were receipted cost nothing again; what is held is opened anew, and costs.

    Raises: QuotaExceeded if the first does not.
    """
    copies = zip(outers, known, strict=True)
    done = [k is not None and k.digest == outer.digest and k.receipt is not None for outer, k in copies]
    new = [n for n, receipted in enumerate(done) if not receipted]
    if not new:
        return len(outers)
    sizes = [len(outers[n].ciphertext) for n in new]
    try:
        node.store.read(lambda r: check_share(r, node.quotas, partner, now))
        taken = node.store.write(lambda tx: take(tx, node.quotas, partner, sizes, now))
    except QuotaExceeded:
        meter.count(partner, len(new))
        if not new[0]:
            raise
        return new[0]
    if taken == len(new):
        return len(outers)
    meter.count(partner, len(new) - taken)
    return new[taken]


def _look(
    node: Node, outer: Outer, peer: Partner, known: Arrival | None, now: datetime
) -> bytes | Entry | ComityError:
    """Open a new envelope, find the receipt of one that came before, or say what is wrong."""
    try:
        check_replay(outer, None if known is None else known.digest)
        if known is not None:
            return known.receipt or reopen_entry(node, outer, peer)
        if now > outer.header.expires_at:
            raise Replayed(
                f"Envelope {outer.header.id} arrived after its time; ask the sender to issue it anew."
            )
        return open_entry(node, outer, peer, now)
    except ComityError as failed:
        return failed


def _receipt(
    node: Node, outer: Outer, answer: bytes | Entry | ComityError, now: datetime, meter: Meter | None
) -> bytes:
    """Answer one envelope.

    Raises: StoreFailed where this node is to blame, so that it comes again.
    """
    if isinstance(answer, Entry):
        if isinstance(answer.failed, QuotaExceeded):
            if meter is not None:
                meter.count(outer.header.sender, 1)
            return _put_off(node, answer, answer.failed, now)
        answer = answer.failed or answer.receipt
    if isinstance(answer, StoreFailed):
        raise answer
    return answer if isinstance(answer, bytes) else _refuse(node, outer, answer, now)


def _put_off(node: Node, entry: Entry, error: QuotaExceeded, now: datetime) -> bytes:
    """Answer that an act waits for its sender to send it again; nothing of it is kept."""
    sender = entry.outer.header.sender
    receipt = Receipt(
        envelope=entry.outer.header.id,
        digest=entry.outer.digest,
        act=entry.inner.act.id,
        state="held",
        code=error.code,
        what=_meaning(error),
        at=now,
        by=node.state,
        witnessed=node.store.read(lambda r: read_sight(r, sender)).size,
    )
    return sign_receipt(receipt, node.keys.signing)


def _release_held(node: Node, peer: Partner, entries: Sequence[Entry], now: datetime) -> None:
    """Take in the acts that waited for those which have come since, and those that waited for these.

    One that turns out not to fit is recorded and let go; the envelope that freed it is not to blame.
    """
    came = [entry.inner.act.id for entry in entries if entry.failed is None]
    if not node.store.read(partial(_holds, peer.state)):
        return
    while came:
        act = came.pop()
        for held in node.store.read(partial(_freed, peer.state, act)):
            _take_up(node, peer, held, now)
            came.append(held.id)


def _take_up(node: Node, peer: Partner, held: HeldAct, now: datetime) -> None:
    for _ in range(ATTEMPTS):
        try:
            take_up(node, held, now)
        except Crossed:
            continue
        except ComityError as failed:
            if isinstance(failed, StoreFailed) and not isinstance(failed, Erased):
                raise
            record_refusal(node, peer.state, failed, {"act": held.id}, now)
            node.store.write(partial(_let_go, held))
        return


def _holds(sender: StateCode, reading: Reading) -> bool:
    return any(reading.held_count(sender, urgent=urgent) for urgent in (True, False))


def _freed(sender: StateCode, act: ActId, reading: Reading) -> list[HeldAct]:
    """Find what is held, is this act or waits for it, and misses nothing any more."""
    return [held for held in reading.held_for(sender, act) if all(map(reading.act, held.missing))]


def _let_go(held: HeldAct, tx: Tx) -> None:
    tx.unhold(held.id)


def _give_receipts(node: Node, entries: Sequence[Entry], sender: StateCode, now: datetime) -> None:
    """Sign what became of each: all that were taken are shown under one head, and their receipts kept."""
    if not entries:
        return
    receipts = node.store.read(partial(_receipts, node, entries, sender, now))
    for entry, data in zip(entries, sign_receipts(receipts, node.keys.signing), strict=True):
        entry.receipt = data
    shown = next((r.head for r in receipts if r.head is not None), None)
    if shown is None:  # all of them are held
        return

    def keep(tx: Tx) -> None:
        before = tx.arrivals(sender, [entry.outer.header.id for entry in entries])
        runs, kept = came(tx, sender), dict[str, bytes]()
        for entry, receipt in zip(entries, receipts, strict=True):
            id = entry.outer.header.id
            if receipt.head is not None and id not in kept:
                known = Known(arrival=before.get(id), runs=runs)
                kept[id] = _keep(tx, known, entry.outer, receipt.act, entry.receipt)
            entry.receipt = kept.get(id, entry.receipt)
        keep_shown(tx, sender, split(shown.note)[0].size)

    node.store.write(keep)


def _receipts(
    node: Node, entries: Sequence[Entry], sender: StateCode, now: datetime, reading: Reading
) -> list[Receipt]:
    sizes = to_join(reading, sender, max(entry.inner.witnessed for entry in entries))
    heads = show_all(node, reading, sender, [entry.inner.act.id for entry in entries], sizes)
    sight, missing = read_sight(reading, sender), gaps(reading, sender)
    return [
        Receipt(
            envelope=entry.outer.header.id,
            digest=entry.outer.digest,
            act=entry.inner.act.id,
            state="taken" if entry.inner.act.id in heads else "held",
            at=now,
            by=node.state,
            cosignature=entry.lines,
            cosigned=split(entry.inner.head.note)[0].size if entry.lines else 0,
            witnessed=sight.size,
            unjoined=tuple(u.size for u in sight.unjoined[:MOST_NUMBERS]),
            head=heads.get(entry.inner.act.id),
            gaps=missing,
        )
        for entry in entries
    ]


def _keep(tx: Tx, known: Known, outer: Outer, act: ActId | None, receipt: bytes) -> bytes:
    """Keep a receipt, or return the one that another worker kept first."""
    before = known.arrival
    if before is not None and before.digest != outer.digest:  # not the bytes that came first
        return receipt
    if before is not None and before.receipt is not None:
        return before.receipt
    note(tx, known, outer, act, receipt)
    return receipt


def _meaning(error: ComityError) -> str:
    return (type(error).__doc__ or "").partition("\n")[0]


def record_refusal(
    node: Node,
    sender: StateCode,
    error: ComityError,
    about: dict[str, Any],
    now: datetime,
    once: str = "",
) -> None:
    """Record, as an own act, what a partner sent and this node did not let in, with the evidence if any.

    With `once`, the name of a paper, it is recorded one time, however often it comes.
    """
    if once and node.store.read(lambda r: r.paper(once)) is not None:
        return
    body = about | {"code": error.code, "what": error.what}
    if isinstance(error, LedgerDiverged) and error.evidence is not None:
        shown = error.evidence
        path = [b64(step) for step in shown.path]
        body["evidence"] = {"earlier": b64(shown.earlier), "later": b64(shown.later), "path": path}
    matter = matter_of(node.state, sender)
    deed = Deed(
        kind="envelope.refuse",
        matter=matter,
        body=body,
        marks={"code": error.code},
        also=lambda tx, act: tx.put_paper(once, act.id.encode()) if once else None,
    )
    perform(node, deed, now)


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
        what=_meaning(error),
        at=now,
        by=node.state,
        witnessed=node.store.read(lambda r: read_sight(r, header.sender)).size,
    )
    data = sign_receipt(receipt, node.keys.signing)
    return node.store.write(lambda tx: _keep(tx, known_of(tx, outer), outer, None, data))
