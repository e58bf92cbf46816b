"""Calls: timers set in the commit of an act that needs somebody, stopped in that of one that settles it.

What partners are told of our duty desk is set going in the same place.

Whom an act calls is the catalogue's (`law.needs`). The clock never runs these timers: they are answered
where notices can be sent (`exchange.notices`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.acts.act import Header
from comity.acts.partners import PARTNERS, partner_clock
from comity.acts.ports import CALLS, ActId, Timer, Tx
from comity.law.needs import Need, Needs
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId, Urgency

SHORT = 12
"""Characters of an act's name that tell one call of a matter from another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """People who are needed for a matter: by which need and act, in which roles in order, how urgently."""

    matter: MatterId
    need: str
    act: ActId
    roles: tuple[Role, ...]
    urgency: Urgency
    timer: Timer

    @property
    def name(self) -> str:
        """Return the mark by which a matter's acts speak of this call."""
        return f"{self.need}/{self.act[:SHORT]}"


def read_call(timer: Timer) -> Call:
    """Read a call from its timer."""
    act, urgency, *roles = timer.data.split()
    return Call(
        matter=timer.matter,
        need=timer.kind.removeprefix(CALLS),
        act=ActId(act),
        roles=tuple(map(Role, roles)),
        urgency=Urgency(urgency),
        timer=timer,
    )


def note_needs(tx: Tx, needs: Needs, act: ActId, header: Header, *, arrived: bool, now: datetime) -> None:
    """Stop the calls that an effective act settles, and set those that it begins."""
    if settled := needs.settled_by.get(header.kind):
        tx.stop_timers(header.matter, [CALLS + need for need in settled])
    for need in needs.begun_by.get(header.kind, ()):
        roles = need.called(header.marks)
        if roles and need.arrived is arrived:
            tx.set_timer(_timer(need, roles, act, header.matter, header.marks, now))


def _timer(
    need: Need, roles: tuple[Role, ...], act: ActId, matter: MatterId, marks: Mapping[str, str], now: datetime
) -> Timer:
    """Write a call as a timer; one asked for by hand stands beside others, else the newest act replaces."""
    apart = "" if need.roles else f"/{act[:SHORT]}"
    return Timer(
        id=f"call/{matter}/{need.id}{apart}",
        matter=matter,
        kind=CALLS + need.id,
        due_at=now + need.after,
        data=" ".join((act, need.urgency(marks), *roles)),
    )


# ── what partners are told of ───────────────────────────────────────────────────────────────────
DESK = "desk"
"""The timer on which a partner is told whether our duty desk can be reached."""

CHANGES_DESK = frozenset({"roster.set", "contact.set", "account.redeem", "person.accredit", "person.end"})


def note_desk(tx: Tx, header: Header, now: datetime) -> None:
    """Have every partner told of our duty desk at once, if what an act changed is news to it."""
    if header.kind in CHANGES_DESK:
        for name in tx.papers(PARTNERS):
            tx.set_timer(partner_clock(header.state, DESK, StateCode(name.removeprefix(PARTNERS)), now))


# ── what was tried ──────────────────────────────────────────────────────────────────────────────
ATTEMPT = "notice.attempt"
ACK = "notice.ack"
NOTE = "attempt.note"
REVIEW = "urgency.review"
REFUSAL = "order.refuse"
CHANGE = "alert.item"


class Result(StrEnum):
    """What came of an attempt to reach somebody: noted before it is made, and after.

    `ACCEPTED` says that the way took the notice, not that anybody read it; `NOBODY` that nobody on the
    roster could be called.
    """

    BEGUN = "begun"
    ACCEPTED = "accepted"
    FAILED = "failed"
    NOBODY = "nobody"


def was_tried(headers: Iterable[Header], roles: frozenset[Role], needs: Needs, now: datetime) -> bool:
    """Tell whether people in these roles were tried and none has answered since (domain.md 5.5(2)).

    A notice that no way took is no attempt that counts: our own mail server's fault puts no judge aside. One
    that was taken counts when the time to answer it is over, after which the next person is called. Whoever
    acknowledged or did not confirm was reached, and what was tried before is evidence no more. Once a judge
    refused, nobody stands in for one until something else is to leave.
    """
    tried = refused = False
    for header in headers:
        if header.kind in (REFUSAL, CHANGE):
            refused = header.kind == REFUSAL
        if header.kind == NOTE:
            tried = True
        elif header.kind == ATTEMPT and header.marks.get("result") == Result.ACCEPTED:
            tried = tried or _unanswered(header, roles, needs, now)
        elif header.kind in (ACK, REVIEW) and header.role in roles and header.marks.get("confirmed") != "yes":
            tried = False
    return tried and not refused


def _unanswered(attempt: Header, roles: frozenset[Role], needs: Needs, now: datetime) -> bool:
    role = next((r for r in roles if r == attempt.marks.get("role")), None)
    return role is not None and attempt.at + needs.pace(role, Urgency.URGENT).next <= now
