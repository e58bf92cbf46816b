"""What falls due: the clock's door calls `run_due`, and each timer is one act or one reminder.

Timers are rows in the same commit as the act that set them, so a crash loses none. Each is taken in the
commit of what it does, so two clocks at once do it once. The fold reads no clock: expiry is an act by the
side that owns the clock.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.acts.calls import DESK
from comity.acts.changes import REGATE
from comity.acts.commit import LATER, Deed, TimerRan, commit_later, perform, read_matter, take_timer
from comity.acts.node import Node
from comity.acts.ports import Timer, Tx
from comity.acts.texts import COMPARE
from comity.errors import ComityError, NotAllowed, OutOfOrder
from comity.exchange.alerts import EXPIRE, INSPECT, REVIEW, lapse
from comity.exchange.arrests import watch_arrest
from comity.exchange.cases import FEEDBACK_DUE
from comity.exchange.links import forget
from comity.exchange.marks import FORGET
from comity.exchange.partnership import HEAD, TEXTS, show_head
from comity.exchange.reach import show_reach
from comity.exchange.regate import regate
from comity.exchange.releases import update_timer
from comity.exchange.texts import compare_texts, show_texts
from comity.exchange.unfounded import RECALL_DUE, REPORT_DUE
from comity.exchange.weighing import ARREST, request_of
from comity.law.agreed import due_at
from comity.law.clocks import extension
from comity.model.terms import Calendar

Brings = Callable[[Node, Timer, datetime], Callable[[Tx], None]]
"""What an act of the node brings with it in the same commit."""

PUT_OFF = timedelta(minutes=10)
"""How long a timer that failed waits."""

AT_ONCE = timedelta(seconds=1)
OVERDUE = "overdue"
AGAIN = timedelta(days=1)
"""How often a reminder comes back until somebody acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One timer that ran: `done` names the act, or the reminder that stays open."""

    matter: str
    kind: str
    done: str


def run_due(node: Node, now: datetime) -> tuple[Due, ...]:
    """Run every timer that is due, until none is left for this instant: partners in turn, warnings first.

    It looks again after a hundred, so that what arrives meanwhile waits for no flood of what was there.
    """
    ran: list[Due] = []
    while timers := node.store.read(lambda r: r.due_timers(now)):
        for timer in timers:
            with suppress(TimerRan):  # another clock was first
                ran.append(Due(matter=timer.matter, kind=timer.kind, done=_run(node, timer, now)))
    return tuple(ran)


def _run(node: Node, timer: Timer, now: datetime) -> str:
    """Run one timer; one that fails is put off and holds up no other.

    Raises: TimerRan if another clock did.
    """
    try:
        return _RUN.get(timer.kind, _remind)(node, timer, now)
    except ComityError as failed:
        _set_again(node, timer, replace(timer, due_at=now + PUT_OFF))
        return f"put off: {failed.code}"


def _set_again(node: Node, timer: Timer, again: Timer) -> None:
    def write(tx: Tx) -> None:
        take_timer(tx, timer)
        tx.set_timer(again)

    node.store.write(write)


def _echo(node: Node, timer: Timer, now: datetime) -> str:
    """Do the act by which a node answers at once (M1, confirmation of a recall), with all it brings."""
    _act(node, timer, timer.data, now, _BRINGS.get(timer.data))
    return timer.data


def _update(node: Node, timer: Timer, now: datetime) -> str:
    """Send the one update 'further time needed', whatever the reason (domain.md 4.2, lifecycle Q)."""
    if node.store.read(lambda r: any(t.kind == LATER for t in r.timers_of(timer.matter))):
        node.store.write(lambda tx: take_timer(tx, timer))  # the reply is signed and will not mention it
        return "dropped"
    _act(node, timer, "request.update", now)
    return "request.update"


def _later(node: Node, timer: Timer, now: datetime) -> str:
    """Commit an act whose band of time is over."""
    return LATER if commit_later(node, timer, now) else "dropped"


def _lapse(node: Node, timer: Timer, now: datetime) -> str:
    _act(node, timer, "request.lapse", now)
    return "request.lapse"


def _expire(node: Node, timer: Timer, now: datetime) -> str:
    _act(node, timer, "alert.expire", now)
    return "alert.expire"


def _remind(node: Node, timer: Timer, now: datetime) -> str:
    """Keep a reminder open: it comes back every day until the act that stops it."""
    again = Timer(id=timer.id, matter=timer.matter, kind=timer.kind, due_at=now + AGAIN, data=OVERDUE)
    _set_again(node, timer, again)
    return "reminder"


def _not_reviewed(node: Node, timer: Timer, now: datetime) -> str:
    """Recall what two persons released and nobody confirmed in time (5.5, G6), and keep reminding.

    On the last instant of the time the review is late for nobody yet; the clock comes back at once after it.
    """
    over = lapse(node, timer.matter, now)
    if over or timer.data == OVERDUE:
        return _remind(node, timer, now)
    _set_again(node, timer, replace(timer, due_at=now + AT_ONCE, data=OVERDUE))
    return "reminder"


def _act(node: Node, timer: Timer, kind: str, now: datetime, brings: Brings | None = None) -> None:
    """Do a node's act and stop the timer in the same commit; an act that no longer fits is dropped."""
    more = None if brings is None else brings(node, timer, now)

    def also(tx: Tx, _: object) -> None:
        take_timer(tx, timer)
        if more is not None:
            more(tx)

    marks = {"until": _further(node, timer, now)} if kind == "request.update" else {}
    try:
        perform(node, Deed(kind=kind, matter=timer.matter, marks=marks, also=also), now)
    except (OutOfOrder, NotAllowed):
        node.store.write(lambda tx: take_timer(tx, timer))


def _further(node: Node, timer: Timer, now: datetime) -> str:
    """Return the day until which further time is needed: the extension and calendar of the text."""
    held = node.store.read(lambda r: read_matter(r, timer.matter, node.catalogue))
    request, _ = request_of(node, held)
    terms = node.law.terms_for(request, now.astimezone(node.zone))
    calendar = terms.calendar if terms else Calendar.CALENDAR_DAYS
    return f"{due_at(now, extension(request.type, terms), calendar, node.zone):%Y-%m-%d}"


def _start_update(node: Node, timer: Timer, now: datetime) -> Callable[[Tx], None]:
    """Set the clock of the 'further time needed' update with the acknowledgement."""
    held = node.store.read(lambda r: read_matter(r, timer.matter, node.catalogue))
    request, _ = request_of(node, held)
    local = now.astimezone(node.zone)
    due = update_timer(timer.matter, request, node.law.terms_for(request, local), local)
    return lambda tx: tx.set_timer(due)


def _block(node: Node, timer: Timer, now: datetime) -> Callable[[Tx], None]:
    """Destroy what was released and then recalled, and ask for its worth no more; the proofs stay."""
    held = node.store.read(lambda r: read_matter(r, timer.matter, node.catalogue))
    gone = [
        a
        for a in held.acts
        if a.received and a.kind in ("reply.full", "reply.partial", "alert.issue", "alert.update")
    ]

    def erase(tx: Tx) -> None:
        tx.stop_timers(timer.matter, [FEEDBACK_DUE])
        for act in gone:
            tx.erase(act.id)

    return erase


_BRINGS: dict[str, Brings] = {
    "request.ack": _start_update,
    "recall.done": _block,
    "alert.recall_done": _block,
}
_RUN: dict[str, Callable[[Node, Timer, datetime], str]] = {
    "echo": _echo,
    "update": _update,
    "lapse": _lapse,
    LATER: _later,
    HEAD: show_head,
    DESK: show_reach,
    EXPIRE: _expire,
    FORGET: forget,
    TEXTS: show_texts,
    COMPARE: compare_texts,
    REGATE: regate,
    ARREST: watch_arrest,
    REVIEW: _not_reviewed,
    INSPECT: _not_reviewed,
}

REMINDERS = frozenset({REVIEW, INSPECT, FEEDBACK_DUE, RECALL_DUE, REPORT_DUE})
"""Timers that only a person's act stops; overdue ones are shown."""


def overdue(node: Node, now: datetime) -> tuple[Timer, ...]:
    """List reminders past their first instant."""
    timers = node.store.read(lambda r: r.timers(REMINDERS))
    return tuple(t for t in timers if t.data == OVERDUE or t.due_at <= now)
