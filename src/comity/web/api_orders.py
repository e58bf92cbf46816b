"""Routes of those who authorise: what waits, the judge's reading, and the key that only a judge turns."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.exchange import orders, outcomes
from comity.exchange.orders import OrderTerms
from comity.model.requests import ItemId
from comity.web.api_answer import Ordering
from comity.web.api_answers import Queue
from comity.web.api_door import Acts, Looks
from comity.web.api_routes import Case, act, look, unlock
from comity.web.api_words import Reader, Reasons, Words

router = APIRouter(prefix="/orders")


class JudgesTerms(Words):
    """What an order lets go and under which terms; no items named means the whole answer."""

    items: tuple[ItemId, ...] = Field(default=(), max_length=1000)
    docket: str = Field(default="", max_length=200)
    conditions: tuple[str, ...] = Field(default=(), max_length=64)
    days: int | None = Field(default=None, ge=1, le=3650)


@look(router, "", Queue, orders.queue)
def list_(door: Looks) -> Response:
    """List what waits for authorisation, oldest first; never content."""
    return door.show(lambda node, hand, _: Queue(orders=orders.queue(node, hand)))


@unlock(router, "/{case}/view", outcomes.Contents, orders.view)
def view(case: Case, door: Looks) -> Response:
    """Open the items of an answer with the judge's own key, for the judge's eyes."""
    return door.open(
        lambda node, hand, now: outcomes.contents(
            case,
            ((s.ordered.item, s.ordered.category, s.plaintext) for s in orders.view(node, case, hand, now)),
        )
    )


@act(router, "/{case}/authorise", outcomes.Ordered, orders.grant)
def authorise(
    case: Case, door: Acts, words: Annotated[JudgesTerms, Depends(Reader(JudgesTerms))]
) -> Response:
    """Authorise the release of an answer, in full or in part, by the judge's own key."""
    span = None if words.days is None else timedelta(days=words.days)
    terms = OrderTerms(conditions=words.conditions, docket=words.docket, valid_for=span)
    items = frozenset(words.items) or None
    return door.sign(
        lambda node, hand, now: orders.grant(node, case, hand, now, items=items, terms=terms),
        "order.grant",
        telling=Ordering(("order.grant",)),
    )


@act(router, "/{case}/refuse", outcomes.Done, orders.refuse)
def refuse(case: Case, door: Acts, words: Annotated[Reasons, Depends(Reader(Reasons))]) -> Response:
    """Refuse to authorise the answer."""
    return door.sign(
        lambda node, hand, now: orders.refuse(node, case, words.reasons, hand, now), "order.refuse"
    )
