"""Routes of warnings; two persons let one go when no judge can be reached in time (TP2)."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.exchange import (
    alerts,
    answers,
    cases,
    compatibility,
    orders,
    outcomes,
    proof,
    releases,
    unfounded,
    views,
    weighing,
)
from comity.exchange.compatibility import Compatibility
from comity.exchange.explaining import Explained, explain_last
from comity.model.releases import AlertReply
from comity.model.requests import MatterId, Request, RequestType
from comity.web import api_answer, api_orders
from comity.web.api_answer import Ordering, Written
from comity.web.api_answers import ProofFile
from comity.web.api_cases import FoundOut, Worth, explained, opened, proved, weigh
from comity.web.api_door import Acts, Looks
from comity.web.api_orders import JudgesTerms
from comity.web.api_routes import Alert, Language, Page, Shared, act, look, unlock
from comity.web.api_words import Drafted, NewItem, Reader, Reasons, Reported, Why, Words, fill_request

router = APIRouter(prefix="/alerts")


class Warned(Words):
    """A warning (T06) as its officer writes it."""

    request: Annotated[Request, Drafted()]

    @classmethod
    def filled(cls, plain: dict[str, Any]) -> dict[str, Any]:
        """Fill in what the desk knows itself."""
        return fill_request(plain, RequestType.T06)


class Tried(Words):
    """Who was tried, by office, and what came of it."""

    whom: str = Field(min_length=1)
    result: str = Field(min_length=1)


class Reply(Words):
    """What came of a warning."""

    reply: AlertReply


class Reviewed(Reasons):
    """Whether a release of two persons was right; if not, it is recalled."""

    confirmed: bool


@look(router, "", views.Page[views.MatterView], views.list_matters)
def list_(door: Looks, some: Page, shared: Shared = "") -> Response:
    """List the warnings, newest change first."""
    return door.show(
        lambda node, hand, _: views.list_matters(
            node, "alert", hand, partner=some.partner, shared=shared, limit=some.limit, after=some.after
        )
    )


@look(router, "/{alert}", views.Timeline, views.show_matter)
def show(alert: Alert, door: Looks) -> Response:
    """Show a warning as one timeline of both sides; never content."""
    return door.show(lambda node, hand, _: views.show_matter(node, alert, hand))


@act(router, "", outcomes.Done, alerts.draft, signed=False)
def draft(door: Acts, words: Annotated[Warned, Depends(Reader(Warned))]) -> Response:
    """Draft a warning; nothing leaves."""
    return _draft(door, words.request, None)


@act(router, "/{alert}/draft", outcomes.Done, alerts.draft, signed=False)
def redraft(alert: Alert, door: Acts, words: Annotated[Warned, Depends(Reader(Warned))]) -> Response:
    """Rewrite a warning that is drafted; nothing leaves."""
    return _draft(door, words.request, alert)


def _draft(door: Acts, request: Request, alert: MatterId | None) -> Response:
    mine = replace(request, sender=door.hand.person.authority)
    return door.act(lambda node, hand, now: alerts.draft(node, mine, hand, now, alert), "alert.draft")


@act(router, "/{alert}/findings", outcomes.Done, weighing.find, signed=False)
def findings(alert: Alert, door: Acts, words: Annotated[FoundOut, Depends(Reader(FoundOut))]) -> Response:
    """Record what is known of the danger and its subjects; it never leaves."""
    return door.act(
        lambda node, hand, now: weighing.find(node, alert, words.findings, hand, now), "alert.findings"
    )


@act(router, "/{alert}/items", outcomes.Done, answers.add_item, signed=False)
def item(alert: Alert, door: Acts, words: Annotated[NewItem, Depends(Reader(NewItem))]) -> Response:
    """Put an item into the warning: it is sealed at once, cut where the law asks a judge."""
    content = words.content.content()
    return door.act(
        lambda node, hand, now: answers.add_item(node, alert, words.item, content, hand, now), "alert.item"
    )


@act(router, "/{alert}/decide", outcomes.Weighed, outcomes.weigh_now, signed=False)
def decide(alert: Alert, door: Acts) -> Response:
    """Weigh the warning now, record it, and say why."""
    return weigh(door, alert)


@look(router, "/{alert}/compatibility", Compatibility, compatibility.report, id="alerts_compatibility")
def foreseen(alert: Alert, door: Looks, lang: Language = "en") -> Response:
    """Show which rules a draft is likely to meet at the partner, by our own assessment."""
    return door.show(lambda node, hand, now: compatibility.report(node, alert, hand, now, lang))


@look(router, "/{alert}/explain", Explained, explain_last)
def explain(alert: Alert, door: Looks, lang: Language = "en") -> Response:
    """Say why the law decided as it last did, and what is missing: the full weighing."""
    return explained(door, alert, lang)


@act(router, "/{alert}/approve", outcomes.Done, alerts.approve)
def approve(alert: Alert, door: Acts) -> Response:
    """Approve a warning, by a supervisor's own signature."""
    return door.sign(lambda node, hand, now: alerts.approve(node, alert, hand, now), "alert.approve")


@act(router, "/{alert}/attempt", outcomes.Done, alerts.note_attempt, signed=False)
def attempt(alert: Alert, door: Acts, words: Annotated[Tried, Depends(Reader(Tried))]) -> Response:
    """Log that a judge was tried: without it no two persons may stand in for one."""
    return door.act(
        lambda node, hand, now: alerts.note_attempt(node, alert, words.whom, words.result, hand, now),
        "attempt.note",
    )


@unlock(router, "/{alert}/view", outcomes.Contents, orders.view)
def view(alert: Alert, door: Looks) -> Response:
    """Open the items of a warning with the judge's own key, for the judge's eyes."""
    return api_orders.view(alert, door)


@act(router, "/{alert}/authorise", outcomes.Ordered, orders.grant)
def authorise(
    alert: Alert, door: Acts, words: Annotated[JudgesTerms, Depends(Reader(JudgesTerms))]
) -> Response:
    """Authorise what a warning names, in full or in part, by the judge's own key."""
    return api_orders.authorise(alert, door, words)


@act(router, "/{alert}/refuse", outcomes.Done, orders.refuse)
def refuse(alert: Alert, door: Acts, words: Annotated[Reasons, Depends(Reader(Reasons))]) -> Response:
    """Refuse to authorise what a warning names; the bare warning goes all the same."""
    return api_orders.refuse(alert, door, words)


@act(router, "/{alert}/transfer", outcomes.Ordered, orders.authorise_transfer)
def transfer(alert: Alert, door: Acts, words: Annotated[Written, Depends(Reader(Written))]) -> Response:
    """Authorise the transfer of a warning as the legal officer, with the written note."""
    return api_answer.transfer(alert, door, words)


@act(router, "/{alert}/propose", outcomes.Ordered, alerts.propose_danger)
def propose(alert: Alert, door: Acts) -> Response:
    """Propose a release in imminent danger without prior order, as the duty desk (TP2, first person)."""
    return door.sign(
        lambda node, hand, now: alerts.propose_danger(node, alert, hand, now),
        "danger.propose",
        telling=Ordering(("danger.propose",)),
    )


@act(router, "/{alert}/second", outcomes.Ordered, alerts.order_danger)
def second(alert: Alert, door: Acts) -> Response:
    """Give the second signature in imminent danger (TP2); both reviews fall due with it."""
    return door.sign(
        lambda node, hand, now: alerts.order_danger(node, alert, hand, now),
        "danger.order",
        telling=Ordering(("danger.order",)),
    )


@act(router, "/{alert}/issue", outcomes.Done, alerts.issue)
def issue(alert: Alert, door: Acts) -> Response:
    """Issue an approved warning, or update it, with what the law and the orders let go."""
    return door.sign(
        lambda node, hand, now: alerts.issue(node, releases.prepare(node, alert, hand, now), hand, now),
        "alert.issue",
        "alert.update",
    )


@act(router, "/{alert}/ack", outcomes.Done, alerts.acknowledge, signed=False)
def ack(alert: Alert, door: Acts) -> Response:
    """Acknowledge a warning as a person at the duty desk; its content opens with it."""
    return door.act(lambda node, hand, now: alerts.acknowledge(node, alert, hand, now), "alert.ack")


@look(router, "/{alert}/read", outcomes.Contents, outcomes.read, method="POST")
def read(alert: Alert, door: Looks) -> Response:
    """Open what a warning holds, for your eyes; every reading is logged."""
    return opened(door, alert)


@act(router, "/{alert}/respond", outcomes.Done, alerts.respond, signed=False)
def respond(alert: Alert, door: Acts, words: Annotated[Reply, Depends(Reader(Reply))]) -> Response:
    """Tell the issuing side what came of its warning."""
    return door.act(
        lambda node, hand, now: alerts.respond(node, alert, words.reply, hand, now), "alert.respond"
    )


@act(router, "/{alert}/feedback", outcomes.Done, cases.feed_back, signed=False)
def feedback(alert: Alert, door: Acts, words: Annotated[Worth, Depends(Reader(Worth))]) -> Response:
    """Tell the partner what its warning was worth."""
    return door.act(
        lambda node, hand, now: cases.feed_back(node, alert, words.outcome, hand, now), "alert.feedback"
    )


@act(router, "/{alert}/review", outcomes.Done, alerts.review)
def review(alert: Alert, door: Acts, words: Annotated[Reviewed, Depends(Reader(Reviewed))]) -> Response:
    """Review a release of two persons as a judge or magistrate, within 72 hours."""
    return door.sign(
        lambda node, hand, now: alerts.review(node, alert, words.confirmed, words.reasons, hand, now),
        "urgency.review",
    )


@act(router, "/{alert}/inspect", outcomes.Done, alerts.inspect)
def inspect(alert: Alert, door: Acts, words: Annotated[Reviewed, Depends(Reader(Reviewed))]) -> Response:
    """Review a release of two persons as data protection officer, within 7 days."""
    return door.sign(
        lambda node, hand, now: alerts.inspect(node, alert, words.confirmed, words.reasons, hand, now),
        "urgency.inspect",
    )


@act(router, "/{alert}/renew", outcomes.Done, alerts.renew)
def renew(alert: Alert, door: Acts) -> Response:
    """Renew a warning for another period."""
    return door.sign(lambda node, hand, now: alerts.renew(node, alert, hand, now), "alert.renew")


@act(router, "/{alert}/recall", outcomes.Done, releases.recall)
def recall(alert: Alert, door: Acts, words: Annotated[Why, Depends(Reader(Why))]) -> Response:
    """Recall a warning: the recipient's node blocks its use at once."""
    return door.sign(
        lambda node, hand, now: releases.recall(node, alert, words.why, hand, now), "alert.recall"
    )


@act(router, "/{alert}/report", outcomes.Done, unfounded.report)
def report(alert: Alert, door: Acts, words: Annotated[Reported, Depends(Reader(Reported))]) -> Response:
    """Record that the supervisory authority knows of a warning without basis, as data protection officer."""
    return door.sign(
        lambda node, hand, now: unfounded.report(node, alert, words.reference, hand, now), "alert.report"
    )


@act(router, "/{alert}/withdraw", outcomes.Done, alerts.withdraw)
def withdraw(alert: Alert, door: Acts) -> Response:
    """Withdraw a warning that is no longer wanted."""
    return door.sign(lambda node, hand, now: alerts.withdraw(node, alert, hand, now), "alert.withdraw")


@act(router, "/{alert}/resolve", outcomes.Done, alerts.resolve)
def resolve(alert: Alert, door: Acts) -> Response:
    """Close a warning: the danger is over."""
    return door.sign(lambda node, hand, now: alerts.resolve(node, alert, hand, now), "alert.resolve")


@look(router, "/{alert}/proof", ProofFile, proof.export)
def prove(alert: Alert, door: Looks) -> Response:
    """Export who warned, ordered and released, with proofs and without content."""
    return proved(door, alert)
