"""Open matters weighed again when something that they rest on has changed (G6, I5, I6).

An agreement amended, suspended, denounced or learned of late; a value adopted, a list applied, a text that
differs; and the day on which something dated begins to count, or ceases to: an event of an agreement, a value
of a profile, an entry of a list, a rule, a government's word on a relation. One clock walks all matters of
this node, some at a time: the newest change starts it anew. What comes out otherwise is recorded and calls
people; nothing that was decided is written over, and what already left is looked at apart (Q24).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from comity.acts.changes import DATED, LEARNED, MATTER, Walk
from comity.acts.commit import Deed, Matter, known_matter, perform, take_timer
from comity.acts.node import Node
from comity.acts.partners import pinned
from comity.acts.plain import from_plain
from comity.acts.ports import MatterRow, Reading, Timer, Tx
from comity.acts.profiles import declared_by, profile_of
from comity.errors import ComityError, Erased
from comity.exchange.answers import rebuild
from comity.exchange.designations import days_of_lists, read_lists
from comity.exchange.unfounded import look_at_releases
from comity.exchange.weighing import check_law_active, content, record
from comity.law.lifecycle import days_of_change
from comity.law.masking import neutral
from comity.model.decisions import Decision, Moment
from comity.model.parties import StateCode
from comity.model.profiles import ProfileValue
from comity.model.requests import MatterId
from comity.seal.canonical import read_instant, write_instant

AT_ONCE = 100
"""Matters, or releases, looked at in one turn of the clock."""

BREATH = timedelta(seconds=1)
"""How long the clock lets others go between two turns."""

WEIGHINGS = ("request.weigh", "alert.weigh")
OPEN = frozenset(
    {"SENT", "RECEIVED", "RETURNED_FOR_SUPPLEMENT", "IN_PROGRESS", "POSTPONED", "CONTENT_DIFFERS"}
    | {"ISSUED", "ACKED", "ACTIVE", "UPDATED", "RENEWED"}
)
"""Shared states in which something is still to be decided, or a warning still stands."""

_ROOMS = ("case", "alert", "released")


def regate(node: Node, timer: Timer, now: datetime) -> str:
    """Take one turn of the walk.

    Raises: LawNotActivated while the node's files are not those in force.
    """
    node.store.read(lambda r: check_law_active(node, r))
    walk = Walk.read(timer.data)
    walk = _releases(node, walk, now) if walk.room == "released" else _matters(node, walk, now)
    if walk.room:
        node.store.write(lambda tx: _go_on(tx, timer, walk.timer(now + BREATH)))
        return f"{walk.seen} weighed again"
    following = next_change(node, now)
    again = None if following is None else Walk(why=DATED).timer(following)
    deed = Deed(
        kind="law.regate",
        matter=MATTER,
        marks={"weighed": str(walk.seen), "changed": str(walk.changed)},
        also=lambda tx, _: _go_on(tx, timer, again),
    )
    if walk.seen:
        return perform(node, deed, now).header.kind
    node.store.write(lambda tx: _go_on(tx, timer, again))
    return "not needed"


def _go_on(tx: Tx, timer: Timer, again: Timer | None) -> None:
    take_timer(tx, timer)
    if again is not None:
        tx.set_timer(again)


def _next(walk: Walk, after: str) -> Walk:
    """Go on in this room, or in the next one; past the last, or past what a mere date changes, it is over."""
    if after:
        return replace(walk, after=after)
    rooms = (*(r for r in _ROOMS if walk.why == LEARNED or r != "released"), "")
    return replace(walk, room=rooms[rooms.index(walk.room) + 1], after="-")


# ── what is open ────────────────────────────────────────────────────────────────────────────────
def _matters(node: Node, walk: Walk, now: datetime) -> Walk:
    after = None if walk.after == "-" else _mark(walk.after)
    rows = node.store.read(lambda r: r.matters(f"{walk.room}/", limit=AT_ONCE, after=after))
    seen = changed = 0
    for row in rows:
        if is_open(node, row):
            seen += 1
            changed += _weigh(node, row.id, now)
    walk = replace(walk, seen=walk.seen + seen, changed=walk.changed + changed)
    last = f"{write_instant(rows[-1].changed_at)}|{rows[-1].id}" if len(rows) == AT_ONCE else ""
    return _next(walk, last)


def _mark(after: str) -> tuple[datetime, str]:
    at, _, name = after.partition("|")
    return read_instant(at), name


def is_open(node: Node, row: MatterRow) -> bool:
    """Tell whether something is still to be decided here; a partner's warning is weighed when it is used."""
    ours = row.id.startswith("case/") or row.opener == node.state
    return ours and row.shared in OPEN


def _weigh(node: Node, matter: MatterId, now: datetime) -> bool:
    """Weigh one matter, record what comes out otherwise than before, and tell whether anybody may see it."""
    try:
        decided = rebuild(node, matter, now, moment=Moment.G6)
        before = _before(node, known_matter(node, matter))
    except Erased:
        return False
    after = decided.decision
    if before is not None and _gist(before) == _gist(after):
        return False
    told = before is None or _gist(neutral(before)) != _gist(neutral(after))
    record(node, decided.weighing, after, now, alert=matter.startswith("alert/"), changed=told)
    return told


def _before(node: Node, held: Matter) -> Decision | None:
    """Return how the matter was decided last; None if it never was, or that is erased."""
    weighed = [a for a in held.acts if a.kind in WEIGHINGS]
    try:
        return from_plain(Decision, content(node, weighed[-1])["decision"]) if weighed else None
    except ComityError:
        return None


def _gist(decision: Decision) -> tuple[object, ...]:
    """Return what somebody would act on: not the moment, nor the words."""
    units: Iterable[tuple[str, object]] = ((u.unit, u.outcome) for u in (*decision.items, *decision.offences))
    rules = {(g.rule, g.outcome, g.unit) for g in decision.grounds}
    rules |= {(g.rule, g.outcome, g.unit) for u in decision.items for g in u.grounds}
    return (
        decision.outcome,
        decision.partial,
        frozenset(rules),
        frozenset(decision.authorisers),
        frozenset(units),
    )


# ── what left ───────────────────────────────────────────────────────────────────────────────────
def _releases(node: Node, walk: Walk, now: datetime) -> Walk:
    after = None if walk.after == "-" else _mark(walk.after)
    last, many = look_at_releases(node, after, AT_ONCE, now)
    mark = f"{write_instant(last[0])}|{last[1]}" if last else ""
    return _next(replace(walk, seen=walk.seen + many), mark)


# ── what will change of itself ──────────────────────────────────────────────────────────────────
def next_change(node: Node, now: datetime) -> datetime | None:
    """Return the next instant at which something dated begins to count, or ceases to."""
    days = node.store.read(lambda r: set(_days(node, r, node.day(now))))
    later = [at for at in (_midnight(day, node.zone) for day in days) if at > now]
    return min(later, default=None)


def _days(node: Node, reading: Reading, today: date) -> Iterable[date]:
    partners = [StateCode(state) for state in pinned(reading)]
    for state in partners:
        for text in node.law.between(node.state, state):
            yield from days_of_change(text, (node.state, state))
    for value in _values(node, reading, partners):
        yield from _span(value.valid_from, value.valid_to)
    yield from days_of_lists(reading)
    for listing in (entry for one in read_lists(node, reading, today) for entry in one.entries):
        yield from _span(listing.since, listing.until)
    for rule in node.law.rulebook.rules:
        yield from _span(rule.valid_from, rule.valid_to)
    for said in node.law.relations:
        if said.of == node.state:
            yield from _span(said.valid_from, said.valid_to)


def _values(node: Node, reading: Reading, partners: Iterable[StateCode]) -> Iterator[ProfileValue]:
    """Yield every value that a decision may turn on: our own, the partners', what they declare."""
    for state in (node.state, *partners):
        for profile in (profile_of(node, reading, state), declared_by(reading, state)):
            if profile is not None:
                yield from (value for dated in profile.values.values() for value in dated)


def _span(since: date, until: date | None) -> Iterator[date]:
    """Yield the first day on which something counts, and the first on which it does no more."""
    yield since
    if until is not None and until < date.max:
        yield until + timedelta(days=1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    """Return when a day of the law begins where the node's authorities decide (Q21)."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
