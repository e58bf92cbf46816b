"""`comity judge`: what waits for a judge, and the key that only a judge turns."""

from datetime import timedelta
from typing import Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, CaseOrAlert, do, opened, working

app = App(name="judge", help="Read what waits for a judge, and authorise or refuse it.")


@app.command
def orders(*, at: At = HERE) -> None:
    """List what waits for authorisation, the oldest of each partner first; never content."""
    from comity.cli.telling import grid, tell
    from comity.exchange.orders import queue

    with opened(at) as (node, _):
        waiting = queue(node)
        cells = ((w.matter, w.partner, w.since, " ".join(w.needs), w.items, w.behind) for w in waiting)
        heads = ("matter", "partner", "since", "needs", "items", "behind its share")
        tell(at, {"orders": waiting}, grid(cells, *heads))


@app.command
def view(case: CaseOrAlert, /, *, by: By) -> None:
    """Open the items of an answer or warning with the judge's own key, for the judge's eyes."""
    from comity.cli.matters import tell_content
    from comity.exchange import outcomes
    from comity.exchange.orders import view as open_for

    with working(by) as (node, hand, now):
        seen = open_for(node, case, hand, now)
        shown = ((s.ordered.item, s.ordered.category, s.plaintext) for s in seen)
        tell_content(by, outcomes.contents(case, shown))


@app.command
def authorise(
    case: CaseOrAlert,
    /,
    *,
    item: Annotated[
        tuple[str, ...], Parameter(help="An item to let go; repeat; else the whole answer.")
    ] = (),
    docket: Annotated[str, Parameter(help="The court's own number.")] = "",
    condition: Annotated[tuple[str, ...], Parameter(help="A condition of the order; repeat.")] = (),
    days: Annotated[
        int | None, Parameter(help="How long the order lives, if shorter than the law's.")
    ] = None,
    by: By,
) -> None:
    """Authorise the release of an answer or warning, in full or in part, by the judge's own key."""
    from comity.cli.items import ItemWords
    from comity.cli.matters import tell_order
    from comity.exchange.orders import OrderTerms, grant

    span = None if days is None else timedelta(days=days)
    terms = OrderTerms(conditions=condition, docket=docket, valid_for=span)
    items = ItemWords.names(item) or None
    with working(by) as (node, hand, now):
        tell_order(by, grant(node, case, hand, now, items=items, terms=terms))


@app.command
def refuse(
    case: CaseOrAlert, /, *, reasons: Annotated[str, Parameter(help="The reasons; they stay here.")], by: By
) -> None:
    """Refuse to authorise the answer; of a warning what names nobody goes all the same."""
    from comity.exchange.orders import refuse as refuse_order

    do(by, lambda node, hand, now: refuse_order(node, case, reasons, hand, now))
