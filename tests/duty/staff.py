"""People on duty: deputies, watches, and the ways by which they are called, as tests need them."""

from dataclasses import replace
from datetime import datetime, timedelta

from comity.acts.calls import Result
from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.demo.world import Place, World, engage
from comity.exchange import notices, rosters
from comity.exchange.notices import Turn
from comity.model.duty import Contact, Watch, Way, Ways
from comity.model.parties import Authority
from comity.model.people import Pseudonym, Role
from comity.model.requests import MatterId

WAYS = Ways(smtp=True, hosts=frozenset({"pager.example"}))
SEAT = {
    Role.SPOC_DUTY: "SPOC",
    Role.DPO: "SPOC",
    Role.LEGAL_OFFICER: "SPOC",
    Role.JUDGE: "COURT",
    Role.DUTY_MAGISTRATE: "COURT",
    Role.SYSADMIN: "SPOC",
}
MARKED = "marked.person"
"""Stands in every address, and may stand nowhere else."""


def can_send(world: World, *states: str) -> None:
    """Let nodes send by mail, and to one webhook."""
    for state in states or ("BE", "RU"):
        world[state].node = replace(world[state].node, ways=WAYS)


def seat(place: Place, role: Role) -> Authority:
    """Return where people of a role work in this world."""
    return next(a for a in map(Authority.parse, place.foundation.seats) if a.kind == SEAT[role])


def name_of(place: Place, role: Role) -> Pseudonym:
    return place[role].person.pseudonym


def deputy(world: World, state: str, role: Role, number: int) -> Hand:
    """Accredit one more person in a role, as `be-spoc-duty-2`."""
    place = world[state]
    name = f"{name_of(place, role)}-{number}"
    return engage(place, role, seat(place, role).code, place.since, name=name)


def mail_to(pseudonym: str) -> Contact:
    return Contact(way=Way.SMTP, to=f"{MARKED}.{pseudonym}@police.example")


def hook_to(pseudonym: str) -> Contact:
    return Contact(way=Way.WEBHOOK, to=f"https://pager.example/{MARKED}/{pseudonym}")


def has_contact(world: World, state: str, *people: str) -> None:
    """Have the operator set a mail address for each."""
    place = world[state]
    for person in people:
        who = Pseudonym(person)
        rosters.set_contact(place.node, who, (mail_to(person),), place[Role.SYSADMIN], world.now)


def on_watch(
    world: World, state: str, role: Role, *people: str, hours: float = 24, start: datetime | None = None
) -> None:
    """Set who stands for a role, by somebody of that authority."""
    place, start = world[state], start or world.now
    watch = Watch(
        authority=seat(place, role),
        role=role,
        starts_at=start,
        ends_at=start + timedelta(hours=hours),
        people=tuple(map(Pseudonym, people)),
    )
    setter = Role.JUDGE if SEAT[role] == "COURT" else Role.SUPERVISOR
    rosters.set_watch(place.node, watch, place[setter], world.now)


def three_on_duty(world: World, state: str, role: Role) -> tuple[str, str, str]:
    """Put a person and two deputies on the roster, each with a mail address."""
    place = world[state]
    first = name_of(place, role)
    names = (first, *(deputy(world, state, role, n).person.pseudonym for n in (2, 3)))
    has_contact(world, state, *names)
    on_watch(world, state, role, *names)
    return names


def call_now(node: Node, now: datetime, result: Result = Result.ACCEPTED) -> list[Turn]:
    """Make every call that is due, by ways that all answer alike; returns the turns."""
    made = []
    for timer in notices.due(node, now):
        turn = notices.begin(node, timer, now)
        if turn is not None:
            notices.end(node, turn, {c.way: result for c in turn.contacts}, now)
            made.append(turn)
    return made


def rung(world: World, state: str, minutes: int, result: Result = Result.ACCEPTED) -> list[tuple[int, str]]:
    """Let so many minutes pass one by one, and return when who was called."""
    node, start, calls = world[state].node, world.now, []
    for minute in range(minutes + 1):
        world.now = start + timedelta(minutes=minute)
        calls += [(minute, str(t.person.pseudonym)) for t in call_now(node, world.now, result)]
    return calls


def attempts(node: Node, matter: MatterId) -> list[tuple[str, str]]:
    """Return whom a matter's acts say was tried, with the result of each."""
    from comity.acts.act import read_header

    acts = node.store.read(lambda r: r.acts_of(matter))
    marks = [read_header(a.statement).marks for a in acts if a.kind == "notice.attempt"]
    return [(m.get("to", ""), m["result"]) for m in marks]
