"""Routes of the authority's own records. A search is a POST: whom it asks for never stands in an address."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.errors import BadInput
from comity.exchange import holdings, lookups, outcomes
from comity.formats import un
from comity.model.records import PartialDate, Query, RegisterId
from comity.web.api_answers import Imported, Matched
from comity.web.api_door import Looks
from comity.web.api_routes import look
from comity.web.api_words import Reader, Words

router = APIRouter(prefix="/registers")

MOST = 100
"""For how many persons one request asks; `comity match bulk` takes a file of any length."""


_BORN = r"^(?:[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?~?|[12]\d{3}/[12]\d{3})?$"


Registers = tuple[Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,40}$")], ...]
_WHERE = "Only in these registers; none named means all."


class Whom(Words):
    """One person asked for, by any mix of what is known."""

    name: str = Field(default="", max_length=500, description="A name or a part of it, in any script.")
    born: str = Field(default="", pattern=_BORN, description="1968, 1968-09, 1968-09-02, 1968~, 1955/1958.")
    document: str = Field(default="", max_length=100, description="A document's number.")
    place: str = Field(default="", max_length=200, description="A place of birth or an address.")


class Sought(Whom):
    """Whom a search asks for, where, and why."""

    purpose: str = Field(min_length=1, max_length=500, description="Why; the search is logged with it.")
    registers: Registers = Field(default=(), max_length=40, description=_WHERE)
    limit: int = Field(
        default=100, ge=1, le=200, description="The best so many; if more agree equally well, it is refused."
    )


class Many(Words):
    """Many persons asked for at once, where, and why."""

    purpose: str = Field(min_length=1, max_length=500, description="Why; every search is logged with it.")
    persons: tuple[Whom, ...] = Field(min_length=1, max_length=MOST, description="Whom, up to 100.")
    registers: Registers = Field(default=(), max_length=40, description=_WHERE)


class ListFile(Words):
    """A list as its source publishes it."""

    register_: str = Field(alias="register", pattern=r"^[A-Z0-9-]{1,40}$", default="UN-SC")
    xml: str = Field(min_length=1, description="The UN Security Council's consolidated list.")


@look(router, "/search", outcomes.Hits, holdings.search, method="POST")
def search(door: Looks, words: Annotated[Sought, Depends(Reader(Sought))]) -> Response:
    """Search the registers for a stated purpose; each hit says why, and every search is logged."""
    query = replace(_query(words, words.registers), limit=words.limit)
    return door.show(
        lambda node, hand, now: outcomes.hits(holdings.search(node, query, words.purpose, hand, now))
    )


@look(router, "/match", Matched, lookups.match, method="POST")
def match(door: Looks, words: Annotated[Many, Depends(Reader(Many))]) -> Response:
    """Search for each of many persons, in order; an answer holds 20 persons at the most (TP8)."""
    queries = [_query(whom, words.registers) for whom in words.persons]

    def matched(node: Node, hand: Hand, now: datetime) -> Matched:
        looked = tuple(one for _, one in lookups.match(node, queries, words.purpose, hand, now))
        lookups.check_may_leave(looked)
        return Matched(results=looked)

    return door.show(matched)


@look(router, "/import", Imported, holdings.import_list, method="POST")
def import_(door: Looks, words: Annotated[ListFile, Depends(Reader(ListFile))]) -> Response:
    """Bring a register to the state of a list, whole or not at all; the same list again changes nothing."""
    register = RegisterId(words.register_)

    def imported(node: Node, hand: Hand, now: datetime) -> Imported:
        dataset = un.parse(words.xml.encode(), register=register)
        report = holdings.import_list(node, dataset, hand, now)
        return Imported(
            register=register,
            added=report.added,
            changed=report.changed,
            delisted=report.delisted,
            unchanged=report.unchanged,
        )

    return door.show(imported)


def _query(whom: Whom, registers: Registers) -> Query:
    return Query(
        name=whom.name,
        born=_date(whom.born) if whom.born else None,
        document=whom.document,
        place=whom.place,
        registers=tuple(map(RegisterId, registers)),
    )


def _date(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError:
        raise BadInput(
            "The birth date cannot be read. Write 1968, 1968-09, 1968-09-02, 1968~ or 1955/1958."
        ) from None
