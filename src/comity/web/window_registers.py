"""The search of the own registers: a stated purpose, a logged act, and results that say why they match."""

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Response

from comity.exchange import holdings
from comity.model.records import Found, PartialDate, Query
from comity.web.window_because import FEATURES, because, pieces
from comity.web.window_tongues import P_, Phrase
from comity.web.window_visit import Here, Sent, Visit

routes = APIRouter()

FIELDS = ("name", "born", "place", "document", "purpose")
LONGEST = 200
"""Letters that a name, a number or a purpose may have."""

NOBODY_ASKED = P_("wrong", "Give a name, a birth date, a place or a document number.")
NO_PURPOSE = P_("wrong", "Say why you search.")
NO_DATE = P_("wrong", "Write a birth date as 1968, 1968-09, 1968-09-02, 1968~ or 1955/1958.")
TOO_LONG = P_("wrong", "Write no more than 200 letters.")


@routes.get("/registers")
def ask(visit: Here) -> Response:
    """Show the empty form."""
    return _page(visit, {}, {})


@routes.post("/registers")
def search(visit: Here, sent: Sent) -> Response:
    """Search, as the person who looks; the search is an act of theirs, whatever it finds."""
    given = {name: sent.get(name, "").strip() for name in FIELDS}
    wrong, born = _faults(given)
    if wrong:
        return _page(visit, given, wrong, 400)
    query = Query(name=given["name"], born=born, document=given["document"], place=given["place"])
    found = holdings.search(visit.node, query, given["purpose"], visit.hand, visit.now)
    return _page(visit, given, {}, found=found)


def _page(
    visit: Visit,
    given: Mapping[str, str],
    wrong: Mapping[str, Phrase],
    status: int = 200,
    found: tuple[Found, ...] | None = None,
) -> Response:
    roles = visit.node.catalogue.kind("register.search").roles
    return visit.page(
        "registers.html",
        status,
        given=given,
        wrong={name: visit.tongue.say(wrong[name]) for name in FIELDS if name in wrong},
        found=found,
        may=visit.hand.person.role in roles,
        roles=sorted(roles),
        feature={name: visit.tongue.say(text) for name, text in FEATURES.items()},
        because=partial(because, visit.tongue),
        pieces=pieces,
    )


def _faults(given: Mapping[str, str]) -> tuple[dict[str, Phrase], PartialDate | None]:
    """Check what was typed; return the faults by field, and the birth date if there is one."""
    wrong = {name: TOO_LONG for name, text in given.items() if len(text) > LONGEST}
    if not (given["name"] or given["born"] or given["place"] or given["document"]):
        wrong["name"] = NOBODY_ASKED
    if not given["purpose"]:
        wrong["purpose"] = NO_PURPOSE
    born = None
    try:
        born = PartialDate.parse(given["born"]) if given["born"] else None
    except ValueError:
        wrong["born"] = NO_DATE
    return wrong, born
