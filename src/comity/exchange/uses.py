"""What arrived, before it is used: weighed by its labels, its conditions and the own findings (G4)."""

from dataclasses import replace
from datetime import datetime

from comity.acts.commit import Matter, known_matter
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.errors import OutOfOrder
from comity.exchange.releases import RELEASES
from comity.exchange.weighing import (
    WARNED,
    content,
    findings,
    other_side,
    request_of,
    weigh,
    weigh_and_record,
)
from comity.model.decisions import Decision, Moment
from comity.model.releases import Conditions
from comity.model.requests import Handling, Item, MatterId
from comity.seal.canonical import unb64
from comity.seal.packages import Package


def holds(held: Matter) -> bool:
    """Tell whether a partner released something in a matter to this node."""
    arrived = held.last(*RELEASES, *WARNED)
    return arrived is not None and arrived.received


def weigh_use(node: Node, matter: MatterId, now: datetime) -> Decision:
    """Weigh a release or warning that arrived, for the uses that this side noted as wanted, and record it.

    Raises: OutOfOrder if nothing arrived; Erased once it was recalled or returned.
    """
    held = known_matter(node, matter)
    arrived = held.last(*RELEASES, *WARNED)
    if arrived is None or not holds(held):
        raise OutOfOrder(f"{matter} holds nothing that a partner released; see `comity case show`.")
    request, _ = request_of(node, held)
    body = content(node, arrived)
    bound = from_plain(Conditions, body["conditions"])
    source = other_side(node, request)
    tainted = findings(node, held).tainted
    labels = (Package.from_bytes(unb64(package)).label for package in body["packages"])
    items = tuple(
        Item(
            id=label.item,
            category=label.category,
            source=source,
            handling=Handling(bound.handling),
            retention_until=bound.retention_until.date(),
            tainted=label.item in tainted,
        )
        for label in labels
    )
    weighing = weigh(node, held, request, Moment.G4, now)
    return weigh_and_record(node, replace(weighing, items=items), now, alert=matter.startswith("alert/"))
