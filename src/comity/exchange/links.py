"""Who was refused before, and how many one unit asks about in a day: what the own log says (domain.md 5.7).

Persons are linked under a key of this node alone, never by name. A refusal keeps for each person a code that
only this node can make again. Asked by another channel, type or authority, the same person gives the same
code; what stands beside it is the case, never a name. It is written in the commit of the refusal, and erased
by the clock when its time is over. Who is asked about in a day is counted in the requests, and kept nowhere.
"""

from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from comity.acts.act import read_header
from comity.acts.commit import open_act, take_timer
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.acts.ports import Mark, Reading, StoredAct, Timer, Tx
from comity.exchange.marks import FORGET, KNOWN, codes, forget_at, keep, known_of
from comity.law.follows import RETENTION
from comity.law.weighing import Past
from comity.model.decisions import Decision
from comity.model.parties import StateCode
from comity.model.requests import MatterId, Request
from comity.seal.canonical import decode, encode, read_instant, write_instant

REFUSED = "refused/"
"""The papers that say which case refused a person, by the person's code."""

ASKED = "asked/"
"""The papers that say in which own case a person was asked about, whom the partner may refuse."""

BY_NAME = frozenset({"T01", "T05"})
"""Queries by which a list of names could map a community."""

AT_ONCE = 200
"""Requests read from the store at a time."""

POLITICAL = "R-POLIT"
OF_A_CRITIC = frozenset({POLITICAL, "R-DISCRIM", "R-ASYLUM"})
"""Grounds that say of a person that the asking state may mean what they hold, or fled from it."""


def note(
    node: Node, matter: MatterId, request: Request, decision: Decision, now: datetime
) -> Callable[[Tx], None]:
    """Return what keeps a refusal of everybody whom a request names."""
    kept = _kept(matter, request, now, rules={g.rule for g in decision.grounds})
    return keep({f"{REFUSED}{code}": kept for code in codes(node, request.subjects)}, now)


def note_asked(node: Node, matter: MatterId, request: Request, now: datetime) -> Callable[[Tx], None]:
    """Return what keeps whom an own request names, so that the partner's refusal is known again."""
    kept = _kept(matter, request, now, rules=frozenset())
    return keep({f"{ASKED}{code}/{matter}": kept for code in codes(node, request.subjects)}, now)


def _kept(matter: MatterId, request: Request, now: datetime, *, rules: Set[str]) -> bytes:
    return encode(
        {
            "matter": matter,
            "until": write_instant(now + RETENTION),
            "political": POLITICAL in rules,
            "critic_of": request.sender.state if OF_A_CRITIC & rules else "",
            "offences": sorted(o.code for o in request.offences),
        }
    )


def forget(node: Node, timer: Timer, now: datetime) -> str:
    """Erase every link whose time is over; the clock comes back for the next."""

    def write(tx: Tx) -> None:
        take_timer(tx, timer)
        left: list[datetime] = []
        for name, kept in (one for room in (REFUSED, ASKED, KNOWN) for one in tx.papers(room).items()):
            until = read_instant(decode(kept)["until"])
            if until < now:
                tx.drop_papers(name, f"{name}\0")
            else:
                left.append(until)
        if left:
            tx.set_timer(forget_at(min(left)))

    node.store.write(write)
    return FORGET


def past_of(node: Node, matter: MatterId, request: Request, found: Past, now: datetime) -> Past:
    """Join what somebody found of earlier messages with what this node itself knows of them."""
    ours = request.sender.state == node.state
    other = request.recipient.state if ours else request.sender.state
    known = known_of(node, request, other, now)
    offences = {o.code for o in request.offences}
    earlier = [
        r for r in _earlier(node, request) if r["matter"] != matter and now <= read_instant(r["until"])
    ]
    political = [r for r in earlier if r["political"] and offences - set(r["offences"])]
    return replace(
        found,
        critic=known.critic or any(r.get("critic_of") == other for r in earlier) or found.critic,
        reported_by_issuer=known.reported or found.reported_by_issuer,
        protected_since=found.protected_since or known.protected_since,
        refused_before=bool(earlier) or found.refused_before,
        refused_as_political=bool(political) or found.refused_as_political,
        asked_by_unit_today=max(found.asked_by_unit_today, _asked_today(node, matter, request, now)),
        allowed_by_unit=found.allowed_by_unit or node.quotas.persons_a_day,
    )


def _asked_today(node: Node, matter: MatterId, request: Request, now: datetime) -> int:
    """Count the persons whom the asking unit named today by such queries (T01, T05), in other cases."""
    if request.type.value not in BY_NAME:
        return 0
    persons = 0
    for stored in _sent_today(node, request, now):
        header = read_header(stored.statement)
        if stored.matter == matter or header.marks.get("type") not in BY_NAME or stored.content is None:
            continue
        asked = from_plain(Request, open_act(node, stored).content["request"])
        persons += len(asked.subjects) if asked.sender == request.sender else 0
    return persons


def _sent_today(node: Node, request: Request, now: datetime) -> Iterator[StoredAct]:
    """Yield the requests between the two states since midnight, from the side that asks, newest first."""
    ours = request.sender.state == node.state
    other = request.recipient.state if ours else request.sender.state
    mark: Mark | None = None
    while True:
        page = node.store.read(partial(_page, other, mark))
        for stored in page:
            if node.day(stored.at) < node.day(now):
                return
            if stored.received is not ours:
                yield stored
        if len(page) < AT_ONCE:
            return
        mark = (page[-1].at, page[-1].id)


def _page(other: StateCode, mark: Mark | None, reading: Reading) -> tuple[StoredAct, ...]:
    return reading.acts_of_kinds(("request.send",), partner=other, limit=AT_ONCE, after=mark)


def _earlier(node: Node, request: Request) -> list[dict[str, Any]]:
    """Return the refusals of these persons, by this node and by its partners."""
    people = tuple(codes(node, request.subjects))

    def read(reading: Reading) -> list[dict[str, Any]]:
        ours = [decode(kept) for code in people if (kept := reading.paper(f"{REFUSED}{code}")) is not None]
        asked = [decode(kept) for code in people for kept in reading.papers(f"{ASKED}{code}/").values()]
        return [*ours, *(one for one in asked if _was_refused(reading, one["matter"]))]

    return node.store.read(read)


def _was_refused(reading: Reading, matter: str) -> bool:
    return any(stored.kind == "reply.refused" for stored in reading.acts_of(MatterId(matter)))
