"""Routes of the authority's own records. A search is a POST: whom it asks for never stands in an address."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.errors import BadInput
from comity.exchange import holdings, outcomes
from comity.formats import un
from comity.model.records import PartialDate, Query, RegisterId
from comity.web.api_answers import Imported
from comity.web.api_door import Looks
from comity.web.api_routes import look
from comity.web.api_words import Reader, Words

router = APIRouter(prefix="/registers")


_BORN = r"^(?:[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?~?|[12]\d{3}/[12]\d{3})?$"


class Sought(Words):
    """Whom a search asks for, by any mix of what is known, and why."""

    purpose: str = Field(min_length=1, max_length=500, description="Why; the search is logged with it.")
    name: str = Field(default="", max_length=500, description="A name or a part of it, in any script.")
    born: str = Field(default="", pattern=_BORN, description="1968, 1968-09, 1968-09-02, 1968~, 1955/1958.")
    document: str = Field(default="", max_length=100, description="A document's number.")
    place: str = Field(default="", max_length=200, description="A place of birth or an address.")
    registers: tuple[Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,40}$")], ...] = Field(
        default=(), max_length=40, description="Only in these registers; none named means all."
    )
    limit: int = Field(
        default=100, ge=1, le=200, description="The best so many; if more agree equally well, it is refused."
    )


class ListFile(Words):
    """A list as its source publishes it."""

    register_: str = Field(alias="register", pattern=r"^[A-Z0-9-]{1,40}$", default="UN-SC")
    xml: str = Field(min_length=1, description="The UN Security Council's consolidated list.")


@look(router, "/search", outcomes.Hits, holdings.search, method="POST")
def search(door: Looks, words: Annotated[Sought, Depends(Reader(Sought))]) -> Response:
    """Search the registers for a stated purpose; each hit says why, and every search is logged."""
    query = Query(
        name=words.name,
        born=_date(words.born) if words.born else None,
        document=words.document,
        place=words.place,
        registers=tuple(map(RegisterId, words.registers)),
        limit=words.limit,
    )
    return door.show(
        lambda node, hand, now: outcomes.hits(holdings.search(node, query, words.purpose, hand, now))
    )


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


def _date(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError:
        raise BadInput(
            "The birth date cannot be read. Write 1968, 1968-09, 1968-09-02, 1968~ or 1955/1958."
        ) from None
