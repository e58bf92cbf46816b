"""Routes of the requested side of a case: take up, put items in, authorise, reply, recall."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.acts.node import Node
from comity.exchange import answers, orders, outcomes, releases, unfounded
from comity.model.decisions import Disclosable
from comity.web.api_door import Acts
from comity.web.api_once import Note
from comity.web.api_routes import Case, act
from comity.web.api_words import Named, NewItem, Reader, Reported, Why, Words

router = APIRouter(prefix="/cases")


class Missing(Words):
    """What the partner is told of a request that is returned."""

    reason: Disclosable
    missing: str = Field(min_length=1)


class Written(Words):
    """A written note."""

    note: str = Field(min_length=1)


class Necessity(Named):
    """Items of a special category, and why they must leave."""

    necessity: str = Field(min_length=1)


class Ordering:
    """Tells the order that an act gave."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.kinds = kinds

    def __call__(self, node: Node, note: Note) -> object:
        """Tell it."""
        given = note.act(*self.kinds)
        return given and outcomes.ordered(outcomes.order_of(node, given.act))


@act(router, "/{case}/take", outcomes.Weighed, answers.accept)
def take(case: Case, door: Acts) -> Response:
    """Weigh a received request (G2), record that, and accept it for work."""

    def telling(node: Node, note: Note) -> object:
        weighed, accepted = note.act("request.weigh"), note.act("request.accept")
        if weighed is None or accepted is None:
            return accepted
        decision = outcomes.weighing_of(node, weighed.act)
        return outcomes.weighed(node, case, decision, door.hand, act=accepted.act)

    return door.sign(
        lambda node, hand, now: (answers.admit(node, case, now), answers.accept(node, case, hand, now)),
        "request.accept",
        telling=telling,
    )


@act(router, "/{case}/return", outcomes.Done, answers.return_for_supplement)
def return_(case: Case, door: Acts, words: Annotated[Missing, Depends(Reader(Missing))]) -> Response:
    """Return a request for a supplement, saying what is missing."""
    return door.sign(
        lambda node, hand, now: answers.return_for_supplement(
            node, case, words.reason, words.missing, hand, now
        ),
        "request.return",
    )


@act(router, "/{case}/items", outcomes.Done, answers.add_item, signed=False)
def item(case: Case, door: Acts, words: Annotated[NewItem, Depends(Reader(NewItem))]) -> Response:
    """Put an item into the answer: it is sealed at once, cut in two where the law asks a judge."""
    content = words.content.content()
    return door.act(
        lambda node, hand, now: answers.add_item(node, case, words.item, content, hand, now), "answer.item"
    )


@act(router, "/{case}/nothing", outcomes.Done, answers.nothing_held, signed=False)
def nothing(case: Case, door: Acts) -> Response:
    """Record that nothing is held; it stays here, and the partner gets the neutral reply."""
    return door.act(lambda node, hand, now: answers.nothing_held(node, case, hand, now), "answer.nothing")


@act(router, "/{case}/submit", outcomes.Done, answers.submit, signed=False)
def submit(case: Case, door: Acts) -> Response:
    """Submit the answer to those who must authorise it; the partner sees only work in progress."""
    return door.act(lambda node, hand, now: answers.submit(node, case, hand, now), "answer.submit")


@act(router, "/{case}/transfer", outcomes.Ordered, orders.authorise_transfer)
def transfer(case: Case, door: Acts, words: Annotated[Written, Depends(Reader(Written))]) -> Response:
    """Authorise a transfer to a third country as the legal officer, with the written note."""
    return door.sign(
        lambda node, hand, now: orders.authorise_transfer(node, case, words.note, hand, now),
        "transfer.authorise",
        telling=Ordering(("transfer.authorise",)),
    )


@act(router, "/{case}/special/propose", outcomes.Done, orders.propose_special)
def propose_special(
    case: Case, door: Acts, words: Annotated[Necessity, Depends(Reader(Necessity))]
) -> Response:
    """Propose to release items of a special category, with the necessity (TP3, first person)."""
    wanted = frozenset(words.items)
    return door.sign(
        lambda node, hand, now: orders.propose_special(node, case, wanted, words.necessity, hand, now),
        "special.propose",
    )


@act(router, "/{case}/special/authorise", outcomes.Done, orders.authorise_special)
def authorise_special(case: Case, door: Acts, words: Annotated[Named, Depends(Reader(Named))]) -> Response:
    """Authorise the release of the proposed special items (TP3, second person)."""
    wanted = frozenset(words.items)
    return door.sign(
        lambda node, hand, now: orders.authorise_special(node, case, wanted, hand, now), "special.authorise"
    )


@act(router, "/{case}/release", outcomes.Done, releases.release)
def release(case: Case, door: Acts) -> Response:
    """Release what the law and the orders let go; without the right order nothing leaves."""
    return door.sign(
        lambda node, hand, now: releases.release(node, releases.prepare(node, case, hand, now), hand, now),
        "reply.full",
        "reply.partial",
    )


@act(router, "/{case}/refuse", outcomes.Done, answers.refuse)
def refuse(case: Case, door: Acts) -> Response:
    """Refuse, with the disclosable reasons of the law; a masked ground gives the neutral reply."""
    return door.sign(
        lambda node, hand, now: answers.refuse(
            node, case, outcomes.weigh_now(node, case, hand, now), hand, now
        ),
        "reply.refused",
        "reply.none",
    )


@act(router, "/{case}/none", outcomes.Done, answers.reply_none)
def none(case: Case, door: Acts) -> Response:
    """Give the one neutral reply, the same whether nothing is held or it may not be said."""
    return door.sign(lambda node, hand, now: answers.reply_none(node, case, hand, now), "reply.none")


@act(router, "/{case}/postpone", outcomes.Done, answers.postpone)
def postpone(case: Case, door: Acts) -> Response:
    """Postpone the answer, where naming that does no harm."""
    return door.sign(lambda node, hand, now: answers.postpone(node, case, hand, now), "reply.postponed")


@act(router, "/{case}/resume", outcomes.Done, answers.resume)
def resume(case: Case, door: Acts) -> Response:
    """Take up a postponed request again."""
    return door.sign(lambda node, hand, now: answers.resume(node, case, hand, now), "request.resume")


@act(router, "/{case}/recall", outcomes.Done, releases.recall)
def recall(case: Case, door: Acts, words: Annotated[Why, Depends(Reader(Why))]) -> Response:
    """Recall what was released: the recipient's node blocks its use at once."""
    return door.sign(
        lambda node, hand, now: releases.recall(node, case, words.why, hand, now), "release.recall"
    )


@act(router, "/{case}/report", outcomes.Done, unfounded.report)
def report(case: Case, door: Acts, words: Annotated[Reported, Depends(Reader(Reported))]) -> Response:
    """Record that the supervisory authority knows of a release without basis, as data protection officer."""
    return door.sign(
        lambda node, hand, now: unfounded.report(node, case, words.reference, hand, now), "release.report"
    )
