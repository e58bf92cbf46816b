"""What a partner's query about a document (T04) or about crossings (T05) is answered by: looked up here.

A page shows nothing until its form is sent: each look is an act of the person who looks, and nothing leaves.
"""

from typing import Any

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from comity.errors import BadInput
from comity.exchange import crossings, papers, views
from comity.exchange.views import Timeline
from comity.model.requests import MatterId, RequestType
from comity.model.travel import Seen
from comity.web.window_visit import Here, Sent, Visit

routes = APIRouter()

LOOKS = {RequestType.T04.value: "document", RequestType.T05.value: "crossings"}
"""The page of a case beside its own, by the type of request that asks for it."""

_ACTS = {"document": "paper.check", "crossings": "crossing.find"}
_ASKED = "requested"


def look_of(shown: Timeline) -> str:
    """Name the page on which a partner's request is looked up; empty where there is none."""
    types = (step.marks["type"] for step in shown.steps if "type" in step.marks)
    return LOOKS.get(next(types, ""), "") if shown.view.side == _ASKED else ""


@routes.get("/cases/{number}/{look}")
def ask(visit: Here, number: str, look: str) -> Response:
    """Show the empty form."""
    return _page(visit, number, look)


@routes.post("/cases/{number}/document")
def check(visit: Here, sent: Sent, number: str) -> Response:
    """Hold the document against the registers, as the person who looks."""
    found = sent.get("seen", "")
    if found not in set(Seen):
        raise BadInput("What the examiner found is none of the choices. Open the page and choose one.")
    verdict = papers.check(visit.node, _matter(number), Seen(found), visit.hand, visit.now)
    return _page(visit, number, "document", verdict=verdict, seen=found)


@routes.post("/cases/{number}/crossings")
def find(visit: Here, sent: Sent, number: str) -> Response:
    """Look up the crossings of the named persons, as the person who looks."""
    found = crossings.find(visit.node, _matter(number), visit.hand, visit.now)
    return _page(visit, number, "crossings", found=found.crossings)


def _matter(number: str) -> MatterId:
    return MatterId(f"case/{number}")


def _page(visit: Visit, number: str, look: str, **facts: Any) -> Response:  # noqa: ANN401 - what a page shows
    if look not in _ACTS:
        raise HTTPException(404)
    shown = views.show_matter(visit.node, _matter(number), visit.hand)
    if look_of(shown) != look:
        raise HTTPException(404)
    roles = visit.node.catalogue.kind(_ACTS[look]).roles
    return visit.page(
        "travel.html",
        number=number,
        look=look,
        may=visit.hand.person.role in roles,
        roles=sorted(roles),
        seen_words=[(one.value, visit.word("seen", one)) for one in Seen],
        **{"verdict": None, "found": None, "seen": Seen.NOTHING.value, **facts},
    )
