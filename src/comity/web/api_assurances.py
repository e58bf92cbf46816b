"""Routes of what a partner promises in a case: examined, accepted by two persons, answered for (TP4)."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.exchange import assurances, outcomes
from comity.model.assurances import AssuranceKind, AssuranceState, Othman
from comity.web.api_door import Acts, Looks
from comity.web.api_routes import Case, act, look
from comity.web.api_words import Reader, Words

router = APIRouter(prefix="/cases")


class Promised(Words):
    """Which assurance of the case, as the findings note it; its paper where there are several."""

    kind: AssuranceKind
    giver: str = Field(min_length=1, max_length=200)
    text: str = ""

    @property
    def which(self) -> assurances.Which:
        """Return it as the desk takes it."""
        return assurances.Which(kind=self.kind, giver=self.giver, text=self.text)


class Factors(Promised):
    """What was found of each factor of an assurance."""

    factors: Othman


class Watched(Promised):
    """The days on which somebody looks whether an assurance is kept."""

    monitor_on: list[date] = Field(min_length=1)


class MovedTo(Promised):
    """How an assurance stands now."""

    to: Literal["REJECTED", "MONITORED", "BREACHED", "FULFILLED"]


class Told(Promised):
    """The joint committee's number for its report on a broken assurance."""

    reference: str = Field(min_length=1)


@look(router, "/{case}/assurances", assurances.Assured, assurances.shown, id="cases_assurances")
def list_(case: Case, door: Looks) -> Response:
    """Show the assurances of a case: what is promised, how good it is, and how far it has come."""
    return door.show(lambda node, hand, _: assurances.shown(node, case, hand))


@act(router, "/{case}/assurances/examine", outcomes.Done, assurances.examine, id="cases_examine_assurance")
def examine(case: Case, door: Acts, words: Annotated[Factors, Depends(Reader(Factors))]) -> Response:
    """Examine an assurance by each factor (Othman), as the central authority's lawyer or as a judge."""
    return door.sign(
        lambda node, hand, now: assurances.examine(node, case, words.which, words.factors, hand, now),
        "assurance.examine",
    )


@act(router, "/{case}/assurances/propose", outcomes.Done, assurances.propose, id="cases_propose_assurance")
def propose(case: Case, door: Acts, words: Annotated[Watched, Depends(Reader(Watched))]) -> Response:
    """Propose to accept an assurance, as the central authority's lawyer (TP4, first person)."""
    days = tuple(words.monitor_on)
    return door.sign(
        lambda node, hand, now: assurances.propose(node, case, words.which, days, hand, now),
        "assurance.propose",
    )


@act(router, "/{case}/assurances/accept", outcomes.Done, assurances.accept, id="cases_accept_assurance")
def accept(case: Case, door: Acts, words: Annotated[Promised, Depends(Reader(Promised))]) -> Response:
    """Accept an assurance as it was proposed, as the minister's delegate (TP4, second person)."""
    return door.sign(
        lambda node, hand, now: assurances.accept(node, case, words.which, hand, now), "assurance.accept"
    )


@act(router, "/{case}/assurances/move", outcomes.Done, assurances.move, id="cases_move_assurance")
def move(case: Case, door: Acts, words: Annotated[MovedTo, Depends(Reader(MovedTo))]) -> Response:
    """Reject an assurance, or say of one accepted that it is watched, was broken or was fulfilled."""
    to = AssuranceState(words.to)
    return door.sign(
        lambda node, hand, now: assurances.move(node, case, words.which, to, hand, now), "assurance.move"
    )


@act(router, "/{case}/assurances/report", outcomes.Done, assurances.report, id="cases_report_assurance")
def report(case: Case, door: Acts, words: Annotated[Told, Depends(Reader(Told))]) -> Response:
    """Record that the joint committee reported on a broken assurance: its kind may be accepted again."""
    return door.sign(
        lambda node, hand, now: assurances.report(node, case, words.which, words.reference, hand, now),
        "assurance.report",
    )
