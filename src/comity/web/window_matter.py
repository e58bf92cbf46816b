"""A case or warning as one timeline: both states side by side, clocks, who waits for whom, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from fastapi import APIRouter, Response

from comity.errors import Erased, LawNotActivated
from comity.exchange import views
from comity.exchange.compatibility import Compatibility, report
from comity.exchange.explaining import explain_if_weighed
from comity.exchange.reach import reach
from comity.exchange.views import MatterView, Step, Timeline
from comity.law.explain import headed
from comity.law.explain import word as law_word
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.web.window_reach import gaps
from comity.web.window_tongues import P_, Phrase
from comity.web.window_travel import look_of
from comity.web.window_visit import Here, Visit

routes = APIRouter()

ASKS, ASKED = "requesting", "requested"

NEXT: Mapping[str, tuple[str, Phrase]] = {
    "SENT": (ASKED, P_("next", "The node acknowledges receipt by itself.")),
    "RECEIVED": (ASKED, P_("next", "The duty desk accepts the request, returns it or refuses it.")),
    "RETURNED_FOR_SUPPLEMENT": (ASKS, P_("next", "The supplement is drafted, approved and sent.")),
    "IN_PROGRESS": (ASKED, P_("next", "The answer is put together and decided.")),
    "POSTPONED": (ASKED, P_("next", "Work is taken up again when the reason is gone.")),
    "CONTENT_DIFFERS": (
        ASKED,
        P_("next", "The answer is released anew: its content was not what the order names."),
    ),
    "REPLIED_FULL": (ASKS, P_("next", "The conditions are accepted; until then the content stays closed.")),
    "REPLIED_PARTIAL": (
        ASKS,
        P_("next", "The conditions are accepted; until then the content stays closed."),
    ),
    "FEEDBACK_DUE": (ASKS, P_("next", "Somebody tells what the answer was worth.")),
    "NO_REPLY_POSSIBLE": (
        ASKS,
        P_("next", "Somebody may tell what the answer was worth; nothing else is owed."),
    ),
    "REFUSED": (ASKS, P_("next", "Somebody may tell what the answer was worth; nothing else is owed.")),
    "RETURN_DUE": (ASKS, P_("next", "The release is returned unread: it crossed the withdrawal.")),
    "RECALLED": (ASKS, P_("next", "The node erases what was recalled and confirms it by itself.")),
    "ISSUED": (ASKED, P_("next", "The duty desk acknowledges the warning.")),
    "UPDATED": (ASKED, P_("next", "The duty desk acknowledges the warning.")),
    "RENEWED": (ASKED, P_("next", "The duty desk acknowledges the warning.")),
    "ACKED": (ASKED, P_("next", "The duty desk tells what was done.")),
    "ACTIVE": (ASKED, P_("next", "The warning stands until the danger is over or its time ends.")),
}
"""Who waits for whom: the side whose turn it is in a shared state, and for what."""

OWN_NEXT: Mapping[str, Phrase] = {
    "DRAFT": P_("next", "A supervisor approves the draft or has it changed."),
    "APPROVED": P_("next", "The duty desk sends what was approved."),
    "ANSWERING": P_("next", "The items are put in; then the answer is submitted or released."),
    "AWAITING_AUTHORISATION": P_("next", "Those whom the law names read the items and authorise or refuse."),
    "AUTHORISED": P_("next", "The duty desk releases what was authorised."),
    "ORDER_REFUSED": P_(
        "next", "Authorisation was refused: the answer is changed, or given without these items."
    ),
}
"""The same for what only this node sees, while it says more than the shared state."""

MARKS = {"reason": "reason", "reasons": "reason", "outcome": "reply", "reply": "reply", "urgency": "urgency"}
MARKS |= {"role": "role", "roles": "role", "result": "result"}
"""Marks of an act that are shown in words, and the sort of word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whose turn it is: a state, or nobody any more, and for what."""

    state: str
    ours: bool
    text: Phrase


@routes.get("/cases/{number}")
def case(visit: Here, number: str) -> Response:
    """Show a case."""
    return _matter(visit, MatterId(f"case/{number}"))


@routes.get("/alerts/{number}")
def alert(visit: Here, number: str) -> Response:
    """Show a warning."""
    return _matter(visit, MatterId(f"alert/{number}"))


def _matter(visit: Visit, matter: MatterId) -> Response:
    shown = views.show_matter(visit.node, matter, visit.hand)
    missing = tuple(gaps(visit, reach(visit.node, matter, visit.now))) if waits_here(shown.view) else ()
    mark = sha256(repr((shown, missing)).encode()).hexdigest()[:16]
    if visit.asked("known") == mark:  # the page asks whether anything changed, and nothing did
        return Response(status_code=204)
    told = visit.hand.person.role is not Role.SYSADMIN
    return visit.page(
        "matter.html",
        shown=shown,
        view=shown.view,
        days=list(_days(visit, shown)),
        turn=turn_of(visit.node.state, shown.view),
        gaps=missing,
        decision=_decision(visit, matter) if told else None,
        there=_there(visit, shown.view) if told else None,
        told=told,
        headed=headed,
        look=look_of(shown),
        mark=mark,
        number=matter.partition("/")[2],
        room=matter.partition("/")[0],
    )


def waits_here(view: MatterView) -> bool:
    """Tell whether a draft or an answer waits here until it is sent."""
    begun = "IN_PROGRESS" if view.side == ASKED else ""
    return view.own in OWN_NEXT and view.shared == begun


def turn_of(state: str, view: MatterView) -> Turn | None:
    """Tell whose turn it is in a matter; None where nobody owes anything any more."""
    if waits_here(view):
        return Turn(state=state, ours=True, text=OWN_NEXT[view.own])
    if view.shared not in NEXT:
        return None
    side, text = NEXT[view.shared]
    ours = side == view.side
    return Turn(state=state if ours else view.partner or "", ours=ours, text=text)


def _days(visit: Visit, shown: Timeline) -> Iterator[tuple[str, list[Mapping[str, object]]]]:
    """Give the acts by the days that the own state's calendar puts them on."""
    day, steps = "", list[Mapping[str, object]]()
    for step in shown.steps:
        on = visit.tongue.day(step.at, visit.node.state, "full")
        if on != day and steps:
            yield day, steps
            steps = []
        day = on
        steps.append(_step(visit, step, shown.view))
    if steps:
        yield day, steps


def _step(visit: Visit, step: Step, view: MatterView) -> Mapping[str, object]:
    tongue, here = visit.tongue, visit.node.state
    there = view.partner
    other_day = there is not None and tongue.day(step.at, there) != tongue.day(step.at, here)
    return {
        "step": step,
        "ours": step.state == here,
        "there": (tongue.minute if other_day else tongue.time)(step.at, there) if there else "",
        "notes": tuple(_notes(visit, step)),
    }


def _notes(visit: Visit, step: Step) -> Iterator[str]:
    """Say what an act's marks say: reasons, replies, spans; digests and names of things stay out."""
    if "moment" in step.marks:
        moment, outcome = step.marks["moment"], step.marks.get("outcome", "")
        yield f"{visit.word('moment', moment)}{visit.tongue.colon}{visit.word('outcome', outcome)}"
        return
    for mark, sort in MARKS.items():
        if mark in step.marks and step.marks[mark] != "NORMAL":
            yield visit.tongue.list(visit.words(sort, step.marks[mark].split()))
    if "type" in step.marks:
        yield visit.word("type", step.marks["type"])
    if "needs" in step.marks:
        yield visit.tongue.list(visit.words("role", step.marks["needs"].split()))


def _decision(visit: Visit, matter: MatterId) -> Mapping[str, object] | None:
    told = explain_if_weighed(visit.node, matter, visit.hand, visit.tongue.rules)
    if told is None:
        return None
    book = visit.node.law.rulebook
    return {"told": told, "needs": [law_word(book, who, told.language) for who in told.authorisers]}


def _there(visit: Visit, view: MatterView) -> Compatibility | None:
    """Return how a draft may fare at the partner; nothing where it is no draft, or no law is in force."""
    if view.side != ASKS or view.shared:
        return None
    try:
        return report(visit.node, view.matter, visit.hand, visit.now, visit.tongue.rules)
    except (Erased, LawNotActivated):
        return None
