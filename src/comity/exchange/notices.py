"""Notices: people are called one after the other until the need is settled; every attempt is an own act.

A call is a timer (`acts.calls`). `begin` takes it and notes whom is tried, in one commit; the door sends;
`end` notes what came of it. Where the process dies in between, the same person is tried again when the
timer falls due: at least once, and nothing that is not noted. A notice tells reference and urgency and
nothing else; no address stands in an act.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from comity.acts.act import Act, read_header
from comity.acts.calls import ACK, ATTEMPT, Call, Result, read_call
from comity.acts.commit import Deed, TimerRan, known_matter, perform, take_timer
from comity.acts.node import Also, Node
from comity.acts.ports import CALLS, Reading, Timer, Tx
from comity.acts.signing import Hand
from comity.errors import OutOfOrder
from comity.exchange.rosters import contacts_of, ladder
from comity.model.duty import Contact, Way
from comity.model.people import OVERSIGHT, PersonInRole, Pseudonym, Role
from comity.model.requests import MatterId, Urgency

SENDING = timedelta(minutes=2)
"""How long an attempt may take before the same person is tried again: longer than every way's time limit."""

TRIES = 3
"""How many attempts that no process ended count as one that failed."""

FOREVER = timedelta(days=36500)

CALLED_TO = ("case", "alert", "partnership")
"""The sorts of matter to which people are called by hand."""

Reachable = Mapping[PersonInRole, tuple[Contact, ...]]
"""Who can be called now, in order, and by which ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """All that a notice says; `id` tells copies of one attempt from others and means nothing else."""

    id: str
    reference: MatterId
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One person's turn in a call: what to send them and by which ways; `timer` is the claim on it."""

    call: Call
    person: PersonInRole
    notice: Notice
    contacts: tuple[Contact, ...] = field(repr=False)
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt as it was noted."""

    at: datetime
    to: str
    role: str
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """A call that nothing has settled, with the attempts made so far; `next_at` is when the next is due."""

    matter: MatterId
    need: str
    urgency: Urgency
    roles: tuple[Role, ...]
    next_at: datetime
    attempts: tuple[Attempt, ...]


# ── for the door that sends ─────────────────────────────────────────────────────────────────────
def due(node: Node, now: datetime) -> tuple[Timer, ...]:
    """Return the calls that are due: partners in turn, warnings first, then the oldest."""
    return node.store.read(lambda r: r.due_timers(now, calls=True))


def begin(node: Node, timer: Timer, now: datetime) -> Turn | None:
    """Take a call that is due and note who is tried now; None where another process has it, or nobody stands.

    Where nobody on the roster can be called, that is noted once, and looked at again.
    """
    call = read_call(timer)
    reachable = _reachable(node, call, now)
    try:
        if not reachable:
            _note_nobody(node, call, now)
            return None
        counts = _turns(node, call)
        person = min(reachable, key=lambda p: counts[p.pseudonym])  # among those least tried, the first
        claimed = replace(timer, due_at=now + SENDING)
        ways = " ".join(sorted({c.way for c in reachable[person]}))
        marks = _marks(call, person, Result.BEGUN) | {"ways": ways}
        act = _note(node, call, marks, lambda tx, _: _claim(tx, timer, claimed), now)
    except TimerRan:
        return None
    notice = Notice(id=act.id[:32], reference=call.matter, urgency=call.urgency)
    return Turn(call=call, person=person, notice=notice, contacts=reachable[person], timer=claimed)


def put_off(node: Node, timer: Timer, now: datetime) -> None:
    """Let a call wait that could not be made for a fault of this node; another may have made it meanwhile."""
    with suppress(TimerRan):
        node.store.write(lambda tx: _claim(tx, timer, replace(timer, due_at=now + SENDING)))


def end(node: Node, turn: Turn, results: Mapping[Way, Result], now: datetime) -> Act:
    """Note what came of a turn by each way, and when the next person is called, unless somebody answered."""
    call, person = turn.call, turn.person
    result = Result.ACCEPTED if Result.ACCEPTED in results.values() else Result.FAILED
    counts = _turns(node, call)
    counts[person.pseudonym] += 1
    standing = {counts[p.pseudonym] for p in _reachable(node, call, now)} | {counts[person.pseudonym]}
    again = replace(turn.timer, due_at=now + _wait(node, turn, result, standing))

    def also(tx: Tx, _: Act) -> None:
        if tx.timer(turn.timer.id) == turn.timer:  # else it was answered, settled, or taken over meanwhile
            tx.set_timer(again)

    return _note(node, call, _marks(call, person, result) | dict(results.items()), also, now)


def _wait(node: Node, turn: Turn, result: Result, standing: set[int]) -> timedelta:
    """Return how long to wait: for an answer, not at all where no way took the notice, or for the next round.

    `standing` says how often each of those on the roster was tried: a round is over when all were alike.
    """
    pace = node.catalogue.needs.pace(turn.person.role, turn.call.urgency)
    if len(standing) == 1:
        (rounds,) = standing
        return min(pace.again * (1 << min(rounds - 1, 16)), pace.at_most)
    return pace.next if result is Result.ACCEPTED else timedelta(0)


def _reachable(node: Node, call: Call, now: datetime) -> Reachable:
    found = {person: contacts_of(node, person.pseudonym) for person in ladder(node, call.roles, now)}
    return {person: contacts for person, contacts in found.items() if contacts}


def _turns(node: Node, call: Call) -> Counter[Pseudonym]:
    """Count the turns that each person had in a call."""
    begun: Counter[Pseudonym] = Counter()
    ended: Counter[Pseudonym] = Counter()
    for attempt in node.store.read(lambda r: _attempts(r, call)):
        (begun if attempt.result is Result.BEGUN else ended)[Pseudonym(attempt.to)] += 1
    return Counter({who: ended[who] + (begun[who] - ended[who]) // TRIES for who in begun})


def _attempts(reading: Reading, call: Call) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(
            at=header.at,
            to=header.marks.get("to", ""),
            role=header.marks.get("role", ""),
            result=Result(header.marks["result"]),
        )
        for header in (read_header(a.statement) for a in reading.acts_of(call.matter) if a.kind == ATTEMPT)
        if header.marks["call"] == call.name
    )


def _note_nobody(node: Node, call: Call, now: datetime) -> None:
    """Note that nobody on the roster can be called, where the last attempt did not say so already."""
    pace = node.catalogue.needs.pace(call.roles[0], call.urgency)
    later = replace(call.timer, due_at=now + pace.next)
    attempts = node.store.read(lambda r: _attempts(r, call))
    if attempts and attempts[-1].result is Result.NOBODY:
        node.store.write(lambda tx: _claim(tx, call.timer, later))
        return
    marks = {"call": call.name, "result": Result.NOBODY}
    _note(node, call, marks, lambda tx, _: _claim(tx, call.timer, later), now)


def _claim(tx: Tx, timer: Timer, later: Timer) -> None:
    take_timer(tx, timer)
    tx.set_timer(later)


def _marks(call: Call, person: PersonInRole, result: Result) -> dict[str, str]:
    return {"call": call.name, "to": person.pseudonym, "role": person.role, "result": result}


def _note(node: Node, call: Call, marks: Mapping[str, str], also: Also, now: datetime) -> Act:
    return perform(node, Deed(kind=ATTEMPT, matter=call.matter, marks=marks, also=also), now)


# ── for people ──────────────────────────────────────────────────────────────────────────────────
def call(
    node: Node, matter: MatterId, roles: tuple[Role, ...], urgency: Urgency, by: Hand, now: datetime
) -> Act:
    """Call people in these roles now, one after the other, until one answers (domain.md 5.5(2)).

    A notice says the matter's name, and that of an account is a person's.

    Raises: UnknownMatter; OutOfOrder if no role is named, or the matter is nothing to call people to; what
        `perform` raises.
    """
    if not roles:
        raise OutOfOrder("Say who is called: at least one role.")
    if matter.partition("/")[0] not in CALLED_TO:
        raise OutOfOrder(f"People are called to {', '.join(CALLED_TO)}. Name one by its whole reference.")
    known_matter(node, matter)
    marks = {"roles": " ".join(roles), "urgency": urgency}
    return perform(node, Deed(kind="duty.call", matter=matter, by=by, marks=marks), now)


def acknowledge(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Answer the calls of a matter that ask for the person's role: nobody is called for them for a round.

    What is still to be done stays to be done, and they come again until an act settles it: an answer bears no
    signature. One made by hand, or to somebody who is only to look, ends with it. A call for a later time,
    such as a deadline that nears, stays.

    Raises: OutOfOrder if no such call was made since the last answer; what `perform` raises.
    """
    known_matter(node, matter)
    calls = [read_call(t) for t in _calls_of(node, matter) if by.person.role in read_call(t).roles]
    made = [c for c in calls if c.timer.due_at <= now or node.store.read(lambda r, c=c: _rings(r, c))]  # type: ignore[misc]
    if not made:
        raise OutOfOrder(f"Nobody in your role is called for {matter} now. See `comity duty notices`.")
    needs = node.catalogue.needs
    ended = {need.id for need in needs.all if need.answered or not need.roles}

    def also(tx: Tx, _: Act) -> None:
        for answered in made:
            if answered.need in ended:
                tx.stop_timer(answered.timer.id)
            else:
                again = now + needs.pace(by.person.role, answered.urgency).again
                tx.set_timer(replace(answered.timer, due_at=max(again, answered.timer.due_at)))

    marks = {"calls": " ".join(c.name for c in made)}
    return perform(node, Deed(kind=ACK, matter=matter, by=by, marks=marks, also=also), now)


def _rings(reading: Reading, call: Call) -> bool:
    """Tell whether somebody was tried since the last answer: it puts off no more than what rang."""
    headers = (read_header(a.statement) for a in reading.acts_of(call.matter) if a.kind in (ATTEMPT, ACK))
    about = [h.kind for h in headers if call.name in (h.marks.get("call"), *h.marks.get("calls", "").split())]
    return bool(about) and about[-1] == ATTEMPT


def open_calls(node: Node, now: datetime, by: Hand | None = None) -> tuple[OpenCall, ...]:
    """List the calls that nothing has settled, those for a later time among them, the next due first.

    Who may call people sees all of them, as do the operator and who oversees; others those for their role.
    """
    all_of_them = node.catalogue.kind("duty.call").roles | OVERSIGHT | {Role.SYSADMIN}

    def read(reading: Reading) -> tuple[OpenCall, ...]:
        timers = sorted(reading.due_timers(now + FOREVER, 1000, calls=True), key=lambda t: (t.due_at, t.id))
        found = (_open(read_call(t), reading) for t in timers)
        return tuple(c for c in found if by is None or by.person.role in all_of_them.union(c.roles))

    return node.store.read(read)


def _open(waiting: Call, reading: Reading) -> OpenCall:
    return OpenCall(
        matter=waiting.matter,
        need=waiting.need,
        urgency=waiting.urgency,
        roles=waiting.roles,
        next_at=waiting.timer.due_at,
        attempts=_attempts(reading, waiting),
    )


def _calls_of(node: Node, matter: MatterId) -> tuple[Timer, ...]:
    timers = node.store.read(lambda r: r.timers_of(matter))
    return tuple(t for t in timers if t.kind.startswith(CALLS))
