"""The courier of a simulated partner: the node's own, with what the script does to envelope and line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby

from comity.acts.act import read_header
from comity.acts.node import Node
from comity.acts.partners import partner as pinned
from comity.acts.ports import ActId, OutboxRow, StoredAct
from comity.acts.wire import Receipt, read_receipt
from comity.courier.courier import Transport, deliver
from comity.courier.pack import pack
from comity.demo.simulate.forging import pack_as
from comity.demo.simulate.line import A_MOMENT, HELD, OF_THE_LOG, Picks, carry_badly, changed, held_for
from comity.demo.simulate.report import Happened, Report
from comity.demo.simulate.script import LineFault
from comity.demo.simulate.words import OnLine
from comity.errors import ComityError, DoorRefused, MalformedMessage, SealBroken
from comity.model.parties import StateCode
from comity.seal.canonical import digest_hex


@dataclass(slots=True, eq=False)
class Post:
    """Packs what waits, each envelope with the fault that is chosen for it once, and sends it."""

    node: Node
    tested: StateCode
    faults: Picks[LineFault]
    report: Report
    _chosen: dict[ActId, LineFault | None] = field(default_factory=dict)
    _held: dict[ActId, int] = field(default_factory=dict)
    _acts: dict[str, StoredAct] = field(default_factory=dict)
    _badly: dict[str, LineFault] = field(default_factory=dict)
    _sent: int = 0

    def falsely(self, act: ActId, lie: OnLine) -> None:
        """Have the envelope of one act lie."""
        self._chosen[act] = LineFault(does=lie)

    def prepare(self, now: datetime) -> None:
        """Pack what waits, and keep back what is to come late, in another order or not at all."""
        rows = self.node.store.read(lambda r: r.outbox(self.tested))
        for row in rows:
            act = self.node.store.read(lambda r, a=row.act: r.act(a))  # type: ignore[misc]
            if act is None:
                continue
            if row.act not in self._chosen:
                self._chosen[row.act] = self.faults.pick(act.kind)
            fault = self._chosen[row.act]
            if row.envelope is None and fault is not None and fault.does in OF_THE_LOG and row != rows[0]:
                self._put_off(row, now + A_MOMENT)
                continue
            if row.envelope is None:
                self._pack(row, act, fault, now)
            if fault is not None and fault.does in HELD:
                self._hold(row, act, fault, now)

    def send(self, line: Transport, now: datetime) -> None:
        """Let the node's courier go, over this line."""
        deliver(self.node, {self.tested: partial(self._carry, line)}, now)

    # ── packing ─────────────────────────────────────────────────────────────────────────────────
    def _pack(self, row: OutboxRow, act: StoredAct, fault: LineFault | None, now: datetime) -> None:
        peer = self.node.store.read(lambda r: pinned(r, self.tested))
        change = None if fault is None else changed(self.node, self.tested, fault.does)
        if change is None:
            data = pack(self.node, row, peer, now)
        else:
            data = pack_as(self.node, row, peer, now, change)
        digest = digest_hex(data)
        self._acts[digest] = act
        if fault is not None and change is not None:
            self.report.lied(digest, fault.does, _matter(act), now)
        elif fault is not None and fault.does not in HELD:
            self._badly[digest] = fault

    def _hold(self, row: OutboxRow, act: StoredAct, fault: LineFault, now: datetime) -> None:
        """Keep an envelope back: once for its time, or as long as no other has gone."""
        first = row.act not in self._held
        before = self._held.setdefault(row.act, self._sent)
        if first:
            self._say(Happened.LINE, now, act, text=f"kept back: {fault.does}")
        if first or (fault.does is OnLine.REORDER and before == self._sent):
            self._put_off(row, now + held_for(fault))

    def _put_off(self, row: OutboxRow, until: datetime) -> None:
        self.node.store.write(lambda tx: tx.put_off(row.act, self.tested, until))

    # ── carrying ────────────────────────────────────────────────────────────────────────────────
    def _carry(self, line: Transport, envelopes: Sequence[bytes], at: datetime) -> Sequence[bytes]:
        """Carry good envelopes together and bad ones alone, as far as there are receipts."""
        receipts: list[bytes] = []
        for part, carry in self._parts(line, envelopes, at):
            try:
                answers = carry()
            except (ComityError, OSError):
                if not receipts:
                    raise
                break
            receipts += answers
            self._sent += len(answers)
            if len(answers) < len(part):
                break
        return receipts

    def _parts(
        self, line: Transport, envelopes: Sequence[bytes], at: datetime
    ) -> list[tuple[list[bytes], Callable[[], Sequence[bytes]]]]:
        parts: list[tuple[list[bytes], Callable[[], Sequence[bytes]]]] = []
        for bad, run in groupby(envelopes, key=lambda data: digest_hex(data) in self._badly):
            together = list(run)
            if bad:
                parts += [([data], partial(self._carry_badly, line, data, at)) for data in together]
            else:
                parts.append((together, partial(self._post, line, together, at)))
        return parts

    def _carry_badly(self, line: Transport, data: bytes, at: datetime) -> Sequence[bytes]:
        digest = digest_hex(data)
        act, fault = self._acts[digest], self._badly.pop(digest)

        def send(other: bytes, lie: str) -> bytes:
            self._acts.setdefault(digest_hex(other), act)
            if lie:
                self.report.lied(digest_hex(other), lie, _matter(act), at)
            return self._post(line, [other], at)[0]

        return [carry_badly(fault, data, send, self.node.keys)]

    def _post(self, line: Transport, envelopes: Sequence[bytes], at: datetime) -> Sequence[bytes]:
        """Post envelopes to the other side, and tell what it answers."""
        first = digest_hex(envelopes[0])
        act = self._acts.get(first)
        try:
            answers = line(envelopes, at)
        except (DoorRefused, MalformedMessage, SealBroken) as refused:  # over a line, or in one process
            code = refused.told if isinstance(refused, DoorRefused) else refused.code
            self._say(Happened.REFUSED_THERE, at, act, code=code, text="at the door")
            self.report.answered(first, code, at)
            raise
        except (ComityError, OSError) as failed:
            down = failed.what if isinstance(failed, ComityError) else type(failed).__name__
            self._say(Happened.LINE, at, act, text=down)
            raise
        for data, answer in zip(envelopes, answers, strict=False):
            self._answered(data, answer, at)
        return answers

    def _answered(self, data: bytes, answer: bytes, at: datetime) -> None:
        digest = digest_hex(data)
        act = self._acts.get(digest)
        peer = self.node.store.read(lambda r: pinned(r, self.tested))
        try:
            receipt = read_receipt(answer, peer.node.signing)
        except ComityError as unread:
            self._say(Happened.BAD_RECEIPT, at, act, code=unread.code, text=unread.what)
            return
        happened = {"taken": Happened.SENT, "held": Happened.HELD}.get(receipt.state, Happened.REFUSED_THERE)
        self._say(happened, at, act, code=receipt.code, text=receipt.what)
        if not self._is_open(act, receipt):
            answered = receipt.code if receipt.state == "refused" else "taken"
            for bearer in (digest, act.id if act else ""):
                self.report.answered(bearer, answered, at)

    def _is_open(self, act: StoredAct | None, receipt: Receipt) -> bool:
        """Tell whether not even a node of the protocol can say by now that it was lied to."""
        fault = self._chosen.get(act.id) if act else None
        patient = fault is not None and fault.does is OnLine.UNJOINED_LOG
        return receipt.state == "held" or (receipt.state == "taken" and patient)

    def _say(
        self, event: Happened, at: datetime, act: StoredAct | None, *, code: str = "", text: str = ""
    ) -> None:
        about, matter = (act.kind, _matter(act)) if act else ("envelope", "")
        self.report.say(event, at, about, matter, code=code, text=text)


def _matter(act: StoredAct) -> str:
    """Return the matter that an act speaks of, wherever it is kept."""
    return read_header(act.statement).matter
