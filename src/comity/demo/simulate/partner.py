"""The simulated partner: a whole demonstration node that follows a script instead of its people's mind.

Its node is a real one: the door takes in, the clock runs, desks decide under its law, the courier sends.
The script says who does what when; its faults act on door and line, its lies past all desks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock
from typing import Any

from comity.acts.act import Header
from comity.acts.commit import open_act, read_matter
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of
from comity.acts.partners import partner as pinned
from comity.acts.ports import ActId, StoredAct, pair_log
from comity.acts.receive import ALWAYS, receive
from comity.acts.wire import read_inner, read_receipt
from comity.courier.courier import Transport
from comity.demo.simulate.courses import Courses
from comity.demo.simulate.diagnosis import STEPS, failing_step
from comity.demo.simulate.lies import tell as tell_lie
from comity.demo.simulate.line import (
    UNTAKEN,
    LineFails,
    Picks,
    Reply,
    answered,
    untaken,
)
from comity.demo.simulate.post import Post
from comity.demo.simulate.report import Happened, Report
from comity.demo.simulate.script import DoorFault, Script, Step
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
    _post: Post = field(init=False)
    _courses: Courses = field(init=False)
    _seen: int = 0
    _refusals: int = 0
    _begun: bool = False
    _lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        """Set up door and line, and answer only what comes from now on."""
        self._door = Picks(self.script.door)
        self._post = Post(self.node, self.tested, Picks(self.script.line), self.report)
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
                self.report.came_again(outer.header.id, now)
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
            text = f"step {STEPS[step - 1]}. {self._why(found.digest)}"
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
            self._post.prepare(now)
        self._post.send(line, now)
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
            self._let_go(open_act(self.node, act).content, now)
        self._refusals = len(refused)

    def _let_go(self, refused: dict[str, Any], now: datetime) -> None:
        """Tell of an act that was held and does not fit, or of a receipt that shows another log."""
        named = ActId(refused.get("act", ""))
        act = self.node.store.read(lambda r: r.act(named))
        if act is not None and not act.received:
            text = f"your receipt for '{act.kind}'. {refused['what']}"
            self.report.say(Happened.BAD_RECEIPT, now, act.kind, act.matter, code=refused["code"], text=text)
        else:
            text = f"step {STEPS[6]}. {refused['what']}"
            self.report.say(Happened.REFUSED, now, "held act", code=refused["code"], text=text)

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
            self._post.falsely(act, OnLine(lie))
            return
        bearer = f"content/{turn.matter}" if lie == FalseRelease.OTHER_CONTENT else act
        self.report.lied(bearer, lie, turn.matter, turn.now)

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

    def _why(self, digest: str) -> str:
        """Return what this node noted of an envelope that it refused."""
        bodies = (open_act(self.node, act).content for act in reversed(self._refused()))
        return next((str(body["what"]) for body in bodies if body.get("digest") == digest), "")


def in_process(simulator: Simulator) -> Transport:
    """Return a line to a simulated partner in this process."""

    def carry(envelopes: Sequence[bytes], at: datetime) -> Sequence[bytes]:
        receipts: list[bytes] = []
        for data in envelopes:
            try:
                reply = simulator.answer(data, at)
                if reply.status != 200 or reply.receipt is None or reply.wait > PATIENCE:
                    raise LineFails("no receipt came")
            except (ComityError, OSError):
                if not receipts:
                    raise
                break
            receipts.append(reply.receipt)
        return receipts

    return carry
