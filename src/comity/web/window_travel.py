"""What a partner's query about a document (T04) or about crossings (T05) is answered by: looked up here.

A page shows nothing until its form is sent: each look is an act of the person who looks, and nothing leaves.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from comity.errors import BadInput
from comity.exchange import crossings, papers, views
from comity.exchange.views import Timeline
from comity.model.requests import MatterId, RequestType
from comity.model.travel import Seen
from comity.web.window_tongues import P_, Phrase, Tongue
from comity.web.window_visit import Here, Sent, Visit

routes = APIRouter()

LOOKS = {RequestType.T04.value: "document", RequestType.T05.value: "crossings"}
"""The page of a case beside its own, by the type of request that asks for it."""

_ACTS = {"document": "paper.check", "crossings": "crossing.find"}
_ASKED = "requested"


RESTS: Mapping[str, Phrase] = {
    "stolen as a blank: whatever it says was never issued": P_(
        "rests", "stolen as a blank: whatever it says was never issued"
    ),
    "reported stolen": P_("rests", "reported stolen"),
    "reported lost": P_("rests", "reported lost"),
    "revoked by its issuer": P_("rests", "revoked by its issuer"),
    "the examiner found that it was altered": P_("rests", "the examiner found that it was altered"),
    "the examiner found that the bearer is not its holder": P_(
        "rests", "the examiner found that the bearer is not its holder"
    ),
    "the examiner could not tell": P_("rests", "the examiner could not tell"),
    "a check digit of its machine-readable zone is wrong": P_(
        "rests", "a check digit of its machine-readable zone is wrong"
    ),
    "issued, and what was asked fits": P_("rests", "issued, and what was asked fits"),
    "it has expired": P_("rests", "it has expired"),
    "no document of this kind was issued under this number": P_(
        "rests", "no document of this kind was issued under this number"
    ),
    "only a number or kind that looks alike is held: read the document again": P_(
        "rests", "only a number or kind that looks alike is held: read the document again"
    ),
    "the name that is claimed is not the holder's": P_(
        "rests", "the name that is claimed is not the holder's"
    ),
    "the date of birth that is claimed is not the holder's": P_(
        "rests", "the date of birth that is claimed is not the holder's"
    ),
    "its machine-readable zone does not verify": P_("rests", "its machine-readable zone does not verify"),
    "its machine-readable zone breaks the standard": P_(
        "rests", "its machine-readable zone breaks the standard"
    ),
    "its machine-readable zone names another issuing state": P_(
        "rests", "its machine-readable zone names another issuing state"
    ),
    "its machine-readable zone shows another number": P_(
        "rests", "its machine-readable zone shows another number"
    ),
    "its machine-readable zone shows another name": P_(
        "rests", "its machine-readable zone shows another name"
    ),
    "its machine-readable zone shows another date of birth": P_(
        "rests", "its machine-readable zone shows another date of birth"
    ),
    "its machine-readable zone shows another date of expiry": P_(
        "rests", "its machine-readable zone shows another date of expiry"
    ),
}
"""What a reply about a document rests on, as the documents' room writes it."""


def rests(tongue: Tongue, ground: str) -> str:
    """Say in the visitor's language what a reply rests on."""
    return tongue.say(RESTS[ground]) if ground in RESTS else ground


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
        rests=lambda ground: rests(visit.tongue, ground),
        seen_words=[(one.value, visit.word("seen", one)) for one in Seen],
        **{"verdict": None, "found": None, "seen": Seen.NOTHING.value, **facts},
    )
