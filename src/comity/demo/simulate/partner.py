"""The simulated partner: a whole demonstration node that follows a script instead of its people's mind.

Its node is a real one: the door takes in, the clock runs, desks decide under its law, the courier sends.
The script says who does what when; its faults act on door and line, its lies past all desks.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import RLock

from comity.acts.act import Header, read_header
from comity.acts.commit import open_act, read_matter
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of
from comity.acts.partners import partner as pinned
from comity.acts.ports import ActId, OutboxRow, StoredAct, pair_log
from comity.acts.receive import ALWAYS, receive
from comity.acts.wire import Receipt, read_inner, read_receipt
from comity.courier.courier import Transport, deliver
from comity.courier.pack import pack
from comity.demo.simulate.courses import Courses
from comity.demo.simulate.diagnosis import STEPS, failing_step
from comity.demo.simulate.forging import pack_as
from comity.demo.simulate.lies import tell as tell_lie
from comity.demo.simulate.line import (
    OF_THE_LOG,
    UNTAKEN,
    Line,
    LineFails,
    Picks,
    Reply,
    answered,
    changed,
    untaken,
)
from comity.demo.simulate.report import Happened, Report
from comity.demo.simulate.script import DoorFault, LineFault, Script, Step
from comity.demo.simulate.steps import Turn, do
from comity.demo.simulate.words import EXPECTED, FalseRelease, OnLine
from comity.demo.world import Place
from comity.errors import ComityError, OutOfOrder
from comity.exchange.clock import run_due
from comity.exchange.partnership import is_active
from comity.exchange.weighing import request_of
from comity.model.parties import StateCode
from comity.model.requests import MatterId, Request
from comity.seal.envelope import Outer, check_outer, open_envelope

PATIENCE = timedelta(seconds=30)
"""How long a courier in this process waits for a receipt."""


@dataclass(slots=True, eq=False)
class Simulator:
    """A partner that follows a script against one other state; `speed` shortens every `after`.

    Door and clock may be called from different threads; nothing is sent while the lock is held.
    """

    place: Place
    tested: StateCode
    script: Script
    speed: float = 1.0
    report: Report = field(default_factory=Report)
    _door: Picks[DoorFault] = field(init=False)
    _sends: Picks[LineFault] = field(init=False)
    _line: Line = field(init=False)
    _courses: Courses = field(init=False)
    _seen: int = 0
    _refusals: int = 0
    _begun: bool = False
    _packed: dict[str, StoredAct] = field(default_factory=dict)
    _faults: dict[ActId, LineFault | None] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        """Set up door and line, and answer only what comes from now on."""
        self._door, self._sends = Picks(self.script.door), Picks(self.script.line)
        self._line = Line(self.node.keys)
        self._courses = Courses(self.script.on, self._request, self.speed)
        self._seen = len(self._leaves())
        self._refusals = len(self._refused())

    @property
    def node(self) -> Node:
        """Return the simulated state's node."""
        return self.place.node

    @property
    def due(self) -> datetime | None:
        """Return when the next step is due, or nothing."""
        return self._courses.due

    # ── the door ────────────────────────────────────────────────────────────────────────────────
    def answer(self, data: bytes, now: datetime) -> Reply:
        """Answer an envelope at the door, as the script has it.

        Raises: what the node raises at its door.
        """
        with self._lock:
            outer, header = self._peek(data)
            kind, matter = (header.kind, header.matter) if header else ("", "")
            if outer is not None:
                self._came_again(outer, now)
            fault = self._door.pick(kind)
            if fault is not None and fault.does in UNTAKEN:
                self.report.say(Happened.LINE, now, fault.does, matter, text=f"for {kind or 'an envelope'}")
                return untaken(self.node, outer, fault, now)
            receipt = self._take(data, now)
            return (
                Reply(receipt=receipt) if fault is None else self._spoil(fault, outer, matter, receipt, now)
            )

    def _take(self, data: bytes, now: datetime) -> bytes:
        try:
            receipt = receive(self.node, data, now)
        except ComityError as refused:
            text = f"step {STEPS[0]}. {refused.what}"
            self.report.say(Happened.TURNED_AWAY, now, "envelope", code=refused.code, text=text)
            raise
        found = read_receipt(receipt, self.node.keys.signing.public)
        if found.state == "refused":
            step = failing_step(self.node, data, found.code, now)
            text = f"step {STEPS[step - 1]}. {self._why()}"
            self._refusals = len(self._refused())
            self.report.say(Happened.REFUSED, now, "envelope", code=found.code, text=text)
        run_due(self.node, now)
        self._notice(now)
        return receipt

    def _spoil(
        self, fault: DoorFault, outer: Outer | None, matter: str, receipt: bytes, now: datetime
    ) -> Reply:
        if fault.does in EXPECTED and outer is not None:
            self.report.lied(f"receipt/{outer.header.id}/{fault.does}", fault.does, matter, now)
        else:
            self.report.say(Happened.LINE, now, fault.does, matter)
        return answered(self.node, self.tested, fault, receipt)

    def _came_again(self, outer: Outer, now: datetime) -> None:
        """Take an envelope that comes again as the answer to a false receipt: it was not believed."""
        for bearer, lie in self.report.told.items():
            if bearer.startswith(f"receipt/{outer.header.id}/"):
                self.report.answered(bearer, lie.expected, now)

    def _peek(self, data: bytes) -> tuple[Outer | None, Header | None]:
        """Look at what comes before it is taken in: its outside, and the header of its act."""
        try:
            outer = check_outer(
                data,
                sender=self.tested,
                sender_key=self._peer().node.signing,
                recipient=self.node.state,
                now=ALWAYS,
            )
        except ComityError:
            return None, None
        try:
            return outer, read_inner(open_envelope(outer, self.node.keys.sealing)).act.header
        except ComityError:
            return outer, None

    # ── the clock ───────────────────────────────────────────────────────────────────────────────
    def tick(self, now: datetime, line: Transport) -> None:
        """Do all that is due: the node's clock, the script's steps, the courier's round."""
        with self._lock:
            run_due(self.node, now)
            self._notice(now)
            self._begin(now)
            self._courses.proceed(self._do, now)
            self._pack(now)
        deliver(self.node, {self.tested: partial(self._carry, line)}, now)
        with self._lock:
            run_due(self.node, now)
            self._notice(now)

    def _notice(self, now: datetime) -> None:
        """See what was taken in or let go since the last look, and start the rules that speak of it."""
        leaves = self._leaves()
        new, self._seen = leaves[self._seen :], len(leaves)
        for id in new:
            act = self.node.store.read(lambda r, a=id: r.act(a))  # type: ignore[misc]
            if act is not None and act.received:
                self.report.say(Happened.ARRIVED, now, act.kind, act.matter)
                self._settle_content(act, now)
                self._courses.start(act.kind, act.matter, now)
        refused = self._refused()
        for act in refused[self._refusals :]:
            text = f"step {STEPS[6]}. It was held, and is let go."
            self.report.say(Happened.REFUSED, now, "held act", code=self._code(act), text=text)
        self._refusals = len(refused)

    def _settle_content(self, act: StoredAct, now: datetime) -> None:
        """Take it as the answer to false content that it differs, or that it was worth something."""
        answers = {"release.differs": "content-differs", "release.feedback": "taken"}
        if act.kind in answers:
            self.report.answered(f"content/{act.matter}", answers[act.kind], now)

    def _begin(self, now: datetime) -> None:
        if not self._begun and is_active(self.node, self.tested):
            self._begun = True
            self.report.say(Happened.PAIRED, now, self.tested)
            self._courses.start("", MatterId(""), now)

    def _request(self, matter: MatterId) -> Request | None:
        held = self.node.store.read(lambda r: read_matter(r, matter, self.node.catalogue))
        try:
            return request_of(self.node, held)[0]
        except OutOfOrder:
            return None

    def _do(self, step: Step, matter: MatterId, now: datetime) -> MatterId:
        turn = Turn(place=self.place, tested=self.tested, step=step, now=now, matter=matter)
        try:
            if step.lie:
                self._lie(turn)
                return matter
            matter = do(turn)
        except ComityError as failed:
            self.report.say(Happened.NOT_DONE, now, step.do, matter, code=failed.code, text=failed.what)
            return matter
        self.report.say(Happened.DID, now, step.do, matter)
        return matter

    def _lie(self, turn: Turn) -> None:
        act, lie = tell_lie(turn), turn.step.lie
        if lie in set(OnLine):  # the act is honest, and its envelope will not be
            self._faults[act] = LineFault(does=OnLine(lie))
            return
        bearer = f"content/{turn.matter}" if lie == FalseRelease.OTHER_CONTENT else act
        self.report.lied(bearer, lie, turn.matter, turn.now)

    # ── the courier ─────────────────────────────────────────────────────────────────────────────
    def _pack(self, now: datetime) -> None:
        """Pack what waits, and choose for each envelope how it lies or how the line will fail it."""
        rows = self.node.store.read(lambda r: r.outbox(self.tested))
        for row in rows:
            act = self.node.store.read(lambda r, a=row.act: r.act(a))  # type: ignore[misc]
            if row.envelope is None and act is not None:
                if row.act not in self._faults:
                    self._faults[row.act] = self._sends.pick(act.kind)
                fault = self._faults[row.act]
                if fault is not None and fault.does in OF_THE_LOG and row != rows[0]:
                    self._put_off(row, now)
                else:
                    self._pack_one(row, act, fault, now)

    def _put_off(self, row: OutboxRow, now: datetime) -> None:
        self.node.store.write(lambda tx: tx.attempted(row.act, self.tested, now + timedelta(seconds=1)))

    def _pack_one(self, row: OutboxRow, act: StoredAct, fault: LineFault | None, now: datetime) -> None:
        peer = self._peer()
        change = None if fault is None else changed(self.node, self.tested, fault.does)
        if change is None:
            data = pack(self.node, row, peer, now)
        else:
            data = pack_as(self.node, row, peer, now, change)
        digest = hashlib.sha256(data).hexdigest()
        self._packed[digest] = act
        if fault is None:
            return
        self._line.chosen[digest] = fault
        if change is not None:
            self.report.lied(digest, fault.does, self._matter(act), now)

    def _carry(self, line: Transport, data: bytes, at: datetime) -> bytes:
        try:
            return self._line.carry(data, at, partial(self._send, line))
        except LineFails as failed:
            act = self._packed.get(hashlib.sha256(data).hexdigest())
            self._say(Happened.LINE, at, act, text=str(failed))
            raise

    def _send(self, line: Transport, data: bytes, at: datetime, lie: str) -> bytes:
        """Send bytes to the other side, and tell what it answers."""
        digest = hashlib.sha256(data).hexdigest()
        act = self._packed.get(digest)
        if lie:
            self.report.lied(digest, lie, self._matter(act), at)
        try:
            answer = line(data, at)
            receipt = read_receipt(answer, self._peer().node.signing)
        except ComityError as refused:
            self._say(Happened.REFUSED_THERE, at, act, code=refused.code, text="at the door")
            self.report.answered(digest, refused.code, at)
            raise
        except OSError as failed:
            self._say(Happened.LINE, at, act, text=f"down: {type(failed).__name__}")
            raise
        self._receipted(act, digest, receipt, at)
        return answer

    def _receipted(self, act: StoredAct | None, digest: str, receipt: Receipt, at: datetime) -> None:
        happened = {"taken": Happened.SENT, "held": Happened.HELD}.get(receipt.state, Happened.REFUSED_THERE)
        self._say(happened, at, act, code=receipt.code, text=receipt.what)
        fault = self._line.chosen.get(digest)
        patient = fault is not None and fault.does is OnLine.UNJOINED_LOG
        answer = receipt.code if receipt.state == "refused" else "taken"
        if receipt.state == "held" or (answer == "taken" and patient):  # not even a good node can tell yet
            return
        for bearer in (digest, act.id if act else ""):
            self.report.answered(bearer, answer, at)

    def _say(
        self, event: Happened, at: datetime, act: StoredAct | None, *, code: str = "", text: str = ""
    ) -> None:
        kind = act.kind if act else "envelope"
        self.report.say(event, at, kind, self._matter(act), code=code, text=text)

    @staticmethod
    def _matter(act: StoredAct | None) -> str:
        """Return the matter that an act speaks of, wherever it is kept."""
        return read_header(act.statement).matter if act else ""

    # ── what the node holds ─────────────────────────────────────────────────────────────────────
    def _peer(self) -> Partner:
        return self.node.store.read(lambda r: pinned(r, self.tested))

    def _leaves(self) -> tuple[ActId, ...]:
        return self.node.store.read(lambda r: r.leaves(pair_log(self.tested)))

    def _refused(self) -> tuple[StoredAct, ...]:
        """Return the own acts by which this node refused what came."""
        pair = matter_of(self.node.state, self.tested)
        acts = self.node.store.read(lambda r: r.acts_of(pair))
        return tuple(a for a in acts if a.kind == "envelope.refuse")

    def _why(self) -> str:
        return str(open_act(self.node, self._refused()[-1]).content["what"])

    def _code(self, act: StoredAct) -> str:
        return str(open_act(self.node, act).content["code"])


def in_process(simulator: Simulator) -> Transport:
    """Return a line to a simulated partner in this process."""

    def carry(data: bytes, at: datetime) -> bytes:
        reply = simulator.answer(data, at)
        if reply.status != 200 or reply.receipt is None or reply.wait > PATIENCE:
            raise LineFails("no receipt came")
        return reply.receipt

    return carry
