"""Routes of the authority's own records. A search is a POST: whom it asks for never stands in an address."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.errors import BadInput
from comity.exchange import holdings, lookups, outcomes
from comity.formats.listing import Listing, refuse_rejected, sift
from comity.formats.opening import Beside, Format, open_list
from comity.formats.source import Held
from comity.model.records import Dataset, ImportReport, PartialDate, Query, RegisterId
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


class BesideList(Words):
    """What a list needs beside its own file, each as text."""

    aliases: str = Field(default="", description="OFAC's alt.csv.")
    addresses: str = Field(default="", description="OFAC's add.csv.")
    mapping: str = Field(default="", max_length=2**20, description="The mapping of a table, TOML.")


class ListFile(Words):
    """A list as its source publishes it."""

    file: str = Field(min_length=1, description="The list, as text.")
    format: Literal["un", "ofac", "ftm", "csv"] = Field(
        default="un",
        description="un: the Security Council's XML; ofac: sdn.csv; ftm: FollowTheMoney, JSON lines; "
        "csv: a table with a mapping.",
    )
    register_: str = Field(
        alias="register", pattern=r"^(?:[A-Z0-9-]{1,40})?$", default="", description="Else the format's own."
    )
    dated: str = Field(default="", max_length=10, description="The day, where the file does not say it.")
    beside: BesideList = BesideList()
    quarantine: bool = Field(
        default=False,
        description="Import the rest where an entry cannot be read; without it one refuses the list whole.",
    )
    dry_run: bool = Field(default=False, description="Say what would change, and change nothing.")


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

    def imported(node: Node, hand: Hand, now: datetime) -> Imported:
        dataset = sift(_listing(words))
        if words.dry_run:
            return _imported(dataset, holdings.compare_list(node, dataset, hand), dry_run=True)
        if not words.quarantine:
            refuse_rejected(dataset, "quarantine imports the rest")
        return _imported(dataset, holdings.import_list(node, dataset, hand, now), dry_run=False)

    return door.show(imported)


def _listing(words: ListFile) -> Listing:
    texts = (words.beside.aliases, words.beside.addresses, words.beside.mapping)
    aliases, addresses, mapping = (text.encode() if text else None for text in texts)
    beside = Beside(
        aliases=Held(aliases) if aliases else None,
        addresses=Held(addresses) if addresses else None,
        mapping=mapping,
        dated=words.dated,
    )
    return open_list(Held(words.file.encode()), Format(words.format), words.register_, beside)


def _imported(dataset: Dataset, report: ImportReport, *, dry_run: bool) -> Imported:
    return Imported(
        register=dataset.register,
        added=report.added,
        changed=report.changed,
        delisted=report.delisted,
        unchanged=report.unchanged,
        kept=report.kept,
        gone=report.gone,
        read=report.read,
        rejections=dataset.rejections,
        passed=dict(dataset.passed),
        dry_run=dry_run,
    )


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
