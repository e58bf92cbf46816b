"""Routes for travel documents and crossings: their registers, and what a partner's query is answered."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.exchange import crossings, outcomes, papers
from comity.model.travel import Crossing, FoundCrossings, Paper, Seen, Verdict
from comity.web.api_answers import Recorded
from comity.web.api_door import Acts, Looks
from comity.web.api_routes import Case, act, look
from comity.web.api_words import Reader, Words

router = APIRouter(prefix="/cases")
held = APIRouter(prefix="/registers")


class Examined(Words):
    """What an examiner found on a document or its bearer."""

    seen: Seen = Seen.NOTHING


class Papers(Words):
    """Documents of a register, each with its fate."""

    papers: tuple[Paper, ...] = Field(min_length=1, max_length=1000)


class Crossings(Words):
    """Crossings of a register."""

    crossings: tuple[Crossing, ...] = Field(min_length=1, max_length=1000)


@look(router, "/{case}/document", Verdict, papers.check, method="POST")
def check(case: Case, door: Looks, words: Annotated[Examined, Depends(Reader(Examined))]) -> Response:
    """Hold the document that a partner asks about (T04) against the registers; logged, and nothing leaves."""
    return door.show(lambda node, hand, now: papers.check(node, case, words.seen, hand, now))


@act(router, "/{case}/document/put", outcomes.Done, papers.put, signed=False)
def put_document(case: Case, door: Acts) -> Response:
    """Put what the document was found to be into the answer, or note that nothing is held."""
    return door.act(
        lambda node, hand, now: papers.put(node, case, hand, now), "answer.item", "answer.nothing"
    )


@look(router, "/{case}/crossings", FoundCrossings, crossings.find, method="POST", id="cases_crossings")
def find(case: Case, door: Looks) -> Response:
    """Look up the crossings of the named persons in the period asked about (T05); logged, nothing leaves."""
    return door.show(lambda node, hand, now: crossings.find(node, case, hand, now))


@act(router, "/{case}/crossings/put", outcomes.Done, crossings.put, signed=False)
def put_crossings(case: Case, door: Acts) -> Response:
    """Put the crossings found into the answer, an item for each person and source."""
    return door.act(
        lambda node, hand, now: crossings.put(node, case, hand, now), "answer.item", "answer.nothing"
    )


@look(held, "/documents", Recorded, papers.record, method="POST")
def documents(door: Looks, words: Annotated[Papers, Depends(Reader(Papers))]) -> Response:
    """Write what became of travel documents: issued, lost, stolen, stolen as a blank, revoked."""

    def recorded(node: Node, hand: Hand, now: datetime) -> Recorded:
        papers.record(node, words.papers, hand, now)
        return Recorded(records=len(words.papers))

    return door.show(recorded)


@look(held, "/crossings", Recorded, crossings.record, method="POST", id="registers_crossings")
def record_crossings(door: Looks, words: Annotated[Crossings, Depends(Reader(Crossings))]) -> Response:
    """Write crossings; they are found by a named person's query (T05) alone."""

    def recorded(node: Node, hand: Hand, now: datetime) -> Recorded:
        crossings.record(node, words.crossings, hand, now)
        return Recorded(records=len(words.crossings))

    return door.show(recorded)
