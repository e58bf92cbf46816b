"""Who was refused before, and how many one unit asks about in a day: what the own log says (domain.md 5.7).

Persons are linked under a key of this node alone, never by name. A refusal keeps for each person a code that
only this node can make again. Asked by another channel, type or authority, the same person gives the same
code; what stands beside it is the case, never a name. It is written in the commit of the refusal, and erased
by the clock when its time is over. Who is asked about in a day is counted in the requests, and kept nowhere.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from comity.acts.act import read_header
from comity.acts.commit import open_act, take_timer
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.acts.ports import Mark, Reading, StoredAct, Timer, Tx
from comity.law.weighing import Past
from comity.model.decisions import Decision
from comity.model.parties import StateCode
from comity.model.requests import MatterId, Request
from comity.seal.canonical import decode, encode, read_instant, write_instant

REFUSED = "refused/"
"""The papers that say which case refused a person, by the person's code."""

KEPT = timedelta(days=5 * 365)
"""How long, as long as an answer is kept at most (domain.md section 7)."""

ASKED = "asked/"
"""The papers that say in which own case a person was asked about, whom the partner may refuse."""

FORGET = "forget-refusals"
"""The clock that erases links."""

BY_NAME = frozenset({"T01", "T05"})
"""Queries by which a list of names could map a community."""

AT_ONCE = 200
"""Requests read from the store at a time."""

MATTER = MatterId("law/refusals")
POLITICAL = "R-POLIT"


def note(
    node: Node, matter: MatterId, request: Request, decision: Decision, now: datetime
) -> Callable[[Tx], None]:
    """Return what keeps a refusal of everybody whom a request names."""
    political = any(g.rule == POLITICAL for g in decision.grounds)
    kept = _kept(matter, request, now, political=political)
    return _keep([f"{REFUSED}{code}" for code in _codes(node, request)], kept, now)


def note_asked(node: Node, matter: MatterId, request: Request, now: datetime) -> Callable[[Tx], None]:
    """Return what keeps whom an own request names, so that the partner's refusal is known again."""
    kept = _kept(matter, request, now, political=False)
    return _keep([f"{ASKED}{code}/{matter}" for code in _codes(node, request)], kept, now)


def _kept(matter: MatterId, request: Request, now: datetime, *, political: bool) -> bytes:
    return encode(
        {
            "matter": matter,
            "until": write_instant(now + KEPT),
            "political": political,
            "offences": sorted(o.code for o in request.offences),
        }
    )


def _keep(names: Sequence[str], kept: bytes, now: datetime) -> Callable[[Tx], None]:
    def write(tx: Tx) -> None:
        for name in names:
            tx.put_paper(name, kept)
        if names and tx.timer(FORGET) is None:
            tx.set_timer(_forget_at(now + KEPT))

    return write


def forget(node: Node, timer: Timer, now: datetime) -> str:
    """Erase every link whose time is over; the clock comes back for the next."""

    def write(tx: Tx) -> None:
        take_timer(tx, timer)
        left: list[datetime] = []
        for name, kept in (*tx.papers(REFUSED).items(), *tx.papers(ASKED).items()):
            until = read_instant(decode(kept)["until"])
            if until < now:
                tx.drop_papers(name, f"{name}\0")
            else:
                left.append(until)
        if left:
            tx.set_timer(_forget_at(min(left)))

    node.store.write(write)
    return FORGET


def _forget_at(until: datetime) -> Timer:
    """Return the one clock of all links; the last instant of one still counts."""
    return Timer(id=FORGET, matter=MATTER, kind=FORGET, due_at=until + timedelta(seconds=1))


def past_of(node: Node, matter: MatterId, request: Request, found: Past, now: datetime) -> Past:
    """Join what somebody found of earlier messages with what the refusals of this node say."""
    offences = {o.code for o in request.offences}
    earlier = [
        r for r in _earlier(node, request) if r["matter"] != matter and now <= read_instant(r["until"])
    ]
    political = [r for r in earlier if r["political"] and offences - set(r["offences"])]
    return replace(
        found,
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
    codes = tuple(_codes(node, request))

    def read(reading: Reading) -> list[dict[str, Any]]:
        ours = [decode(kept) for code in codes if (kept := reading.paper(f"{REFUSED}{code}")) is not None]
        asked = [decode(kept) for code in codes for kept in reading.papers(f"{ASKED}{code}/").values()]
        return [*ours, *(one for one in asked if _was_refused(reading, one["matter"]))]

    return node.store.read(read)


def _was_refused(reading: Reading, matter: str) -> bool:
    return any(stored.kind == "reply.refused" for stored in reading.acts_of(MatterId(matter)))


def _codes(node: Node, request: Request) -> Iterator[str]:
    """Yield a code for each document, and for each name with a whole birth date; less tells no person."""
    seeds = node.keys.log_seeds
    if seeds is None:
        return
    key = hashlib.sha256(b"comity/1 refused" + seeds[0]).digest()
    for subject in request.subjects:
        if subject.document.strip():
            yield _code(key, "document", subject.document)
        if subject.name.strip() and len(subject.born) == len("1980-05-04"):
            yield _code(key, "person", subject.name, subject.born)


def _code(key: bytes, *words: str) -> str:
    said = "\x1f".join(" ".join(sorted(word.casefold().split())) for word in words)
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
