"""Routes of the duty desk: who can be reached, who stands when, who is called, and who answers."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, Field

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.exchange import notices, outcomes, reach, rosters
from comity.model.duty import Contact, Watch
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import MatterId, Urgency
from comity.web.api_answers import CoverView, DutyDesk, OpenCalls, ReachView, Watches
from comity.web.api_door import Acts, Door, Looks
from comity.web.api_people import Name
from comity.web.api_routes import Alert, Case, act, look
from comity.web.api_words import Reader, Words

router = APIRouter(prefix="/duty")
matters = APIRouter()

_MATTER = r"^(?:(?:case|alert)/[A-Z]{2}-[A-Z]{2}-[0-9]{4}-[0-9]{6}|partnership/[A-Z]{2}-[A-Z]{2})$"


class About(Words):
    """A matter, by its whole reference."""

    matter: str = Field(pattern=_MATTER)


class Called(About):
    """Whom to call for a matter, in this order, and how urgently."""

    whom: tuple[Role, ...] = Field(min_length=1, max_length=8)
    urgency: Urgency = Urgency.URGENT


class CalledBy(Words):
    """The ways by which a person is called; none says that nobody can call them."""

    contacts: tuple[Contact, ...] = Field(max_length=4)


class Standing(Words):
    """Who stands for a role at one's own authority until an instant, the first one first; null is now."""

    role: Role
    people: tuple[str, ...] = Field(default=(), max_length=32)
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime


@look(router, "", DutyDesk, reach.check)
def check(door: Looks) -> Response:
    """Show for each role whether somebody can be reached, from when nobody can, and what partners say."""

    def checked(node: Node, _: Hand, now: datetime) -> DutyDesk:
        here = reach.check(node, now)
        states, lease = node.store.read(lambda r: (sorted(r.papers("partner/")), r.leaseholder("clock")))
        return DutyDesk(
            here=tuple(_cover(one) for one in here),
            partners=tuple(
                reach.partner_reach(node, StateCode(name.partition("/")[2]), now) for name in states
            ),
            at_work_until=lease[1] if lease is not None and lease[1] > now else None,
        )

    return door.show(checked)


@look(matters, "/cases/{case}/reach", ReachView, reach.reach, id="cases_reach")
def reach_for_case(case: Case, door: Looks) -> Response:
    """Show who can be reached for a case, before it is sent or decided; nothing of it holds that back."""
    return _reached(door, case)


@look(matters, "/alerts/{alert}/reach", ReachView, reach.reach, id="alerts_reach")
def reach_for_alert(alert: Alert, door: Looks) -> Response:
    """Show who can be reached for a warning, before it is issued; nothing of it holds that back."""
    return _reached(door, alert)


def _reached(door: Door, matter: MatterId) -> Response:
    def reached(node: Node, hand: Hand, now: datetime) -> ReachView:
        outcomes.check_seen(node, matter, hand)
        found = reach.reach(node, matter, now)
        return ReachView(matter=matter, partner=found.partner, here=found.here, gaps=found.gaps)

    return door.show(reached)


@look(router, "/calls", OpenCalls, notices.open_calls)
def calls(door: Looks) -> Response:
    """List the calls that nothing has settled, and whom each tried so far."""
    return door.show(
        lambda node, hand, now: OpenCalls(
            calls=tuple(
                c for c in notices.open_calls(node, now, hand) if outcomes.may_see(node, c.matter, hand)
            )
        )
    )


@act(router, "/calls", outcomes.Done, notices.call, signed=False)
def call(door: Acts, words: Annotated[Called, Depends(Reader(Called))]) -> Response:
    """Call people now, one after the other, until one answers: as the judge, before two stand in for one."""
    matter = MatterId(words.matter)
    return door.act(
        lambda node, hand, now: notices.call(node, matter, words.whom, words.urgency, hand, now), "duty.call"
    )


@act(router, "/calls/ack", outcomes.Done, notices.acknowledge, signed=False)
def ack(door: Acts, words: Annotated[About, Depends(Reader(About))]) -> Response:
    """Answer a call: nobody is called for a round, then again until it is settled; one by hand ends."""
    matter = MatterId(words.matter)
    return door.act(lambda node, hand, now: notices.acknowledge(node, matter, hand, now), "notice.ack")


@act(router, "/contacts/{pseudonym}", outcomes.Done, rosters.set_contact)
def contact(pseudonym: Name, door: Acts, words: Annotated[CalledBy, Depends(Reader(CalledBy))]) -> Response:
    """Set by which ways a person is called, as that person or as the operator."""
    return door.sign(
        lambda node, hand, now: rosters.set_contact(node, Pseudonym(pseudonym), words.contacts, hand, now),
        "contact.set",
    )


@look(router, "/roster", Watches, rosters.coming)
def roster(door: Looks) -> Response:
    """Show every watch that is not over, the newest of each role first: it counts where two overlap."""
    return door.show(lambda node, _, now: Watches(watches=rosters.coming(node, now)))


@act(router, "/roster", outcomes.Done, rosters.set_watch)
def watch(door: Acts, words: Annotated[Standing, Depends(Reader(Standing))]) -> Response:
    """Set who stands for a role at your own authority; a later watch counts where two overlap."""
    set_to = Watch(
        authority=door.hand.person.authority,
        role=words.role,
        starts_at=(words.starts_at or door.now).astimezone(UTC),
        ends_at=words.ends_at.astimezone(UTC),
        people=tuple(map(Pseudonym, words.people)),
    )
    return door.sign(lambda node, hand, now: rosters.set_watch(node, set_to, hand, now), "roster.set")


def _cover(one: reach.Cover) -> CoverView:
    return CoverView(
        authority=one.authority.code,
        role=one.role,
        people=one.people,
        reachable=one.reachable,
        changes_at=one.changes_at,
    )
