"""Crossings at a desk: the register of entries and exits, and what a partner's query (T05) is answered.

Only a case that asks for named persons in a bounded period looks into it; there is no other way in (C2-17).
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from comity.acts.act import Act
from comity.acts.commit import Deed, known_matter, perform
from comity.acts.node import Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.signing import Hand
from comity.errors import OutOfOrder
from comity.exchange import answers
from comity.exchange.weighing import content, request_of
from comity.model.requests import DataCategory, Item, ItemId, MatterId, RequestType
from comity.model.travel import Crossing, FoundCrossings
from comity.seal.canonical import encode


def record(node: Node, crossings: Sequence[Crossing], by: Hand, now: datetime) -> Act:
    """Write crossings into the register; the act says how many, never whose."""
    deed = Deed(
        kind="register.import",
        matter=MatterId("register/CROSSINGS"),
        by=by,
        body={"source": " ".join(sorted({one.source for one in crossings}))},
        marks={"records": str(len(crossings))},
        also=lambda tx, _: node.travel.put_crossings(tx, crossings),
    )
    return perform(node, deed, now)


def find(node: Node, matter: MatterId, by: Hand, now: datetime) -> FoundCrossings:
    """Look up the crossings of each named person in the period asked about; the look is logged.

    Raises: OutOfOrder if the matter asks for no crossings of a named person in a bounded period.
    """
    request, _ = request_of(node, known_matter(node, matter))
    named = [s for s in request.subjects if s.name.strip() or s.document.strip()]
    period = request.period
    if request.type is not RequestType.T05 or period is None or not period.bounded or not named:
        raise OutOfOrder(
            f"{matter} asks for no crossings of a named person in a period of twelve months at the most. "
            "Return it for what is missing: `comity case return`."
        )
    found = {s.label: node.travel.crossings(s, period) for s in named}
    body = {"found": {label: [to_plain(one) for one in those] for label, those in found.items()}}
    perform(node, Deed(kind="crossing.find", matter=matter, by=by, body=body), now)
    return FoundCrossings(crossings=tuple(one for those in found.values() for one in those))


def put(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Put what was found into the answer, an item for each person and source, or note that nothing is held.

    The gate decides on each item by its source: what stands in an EU system stays (R-PROV).

    Raises: OutOfOrder if nobody looked yet; what `answers.add_item` raises.
    """
    held = known_matter(node, matter)
    stored = held.last("crossing.find")
    if stored is None:
        raise OutOfOrder(f"The crossings of {matter} were not looked up yet: `comity case crossings`.")
    found = content(node, stored)["found"]
    act: Act | None = None
    for label in sorted(found):
        crossings = sorted((from_plain(Crossing, one) for one in found[label]), key=lambda one: one.source)
        for source, those in groupby(crossings, key=lambda one: one.source):
            item = Item(
                id=ItemId(f"crossings-{label}-{source}"),
                category=DataCategory.DC_ENTRY_EXIT,
                subject=label,
                source=source,
                linked_case=None,
            )
            act = answers.add_item(node, matter, item, encode([to_plain(one) for one in those]), by, now)
    return act if act is not None else answers.nothing_held(node, matter, by, now)
