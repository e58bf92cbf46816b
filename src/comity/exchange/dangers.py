"""What is known of a danger: what somebody found, and what the acts say of tries and reviews (5.5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from comity.acts.act import Header
from comity.acts.calls import was_tried
from comity.acts.commit import Matter
from comity.acts.node import Node
from comity.law.truth import Truth
from comity.law.weighing import Danger
from comity.model.people import JUDICIAL, Role
from comity.model.profiles import Profile

WARNED = ("alert.issue", "alert.update")
"""Acts by which a warning leaves; each names its order."""


def danger_of(node: Node, found: Danger | None, matter: Matter, own: Profile, now: datetime) -> Danger | None:
    """Return the danger as found; that a judge was tried, and what the reviews said, the acts tell (5.5).

    Tried: noted by hand, or sent by this node to those who might authorise; none of them has answered since.
    What a person notes of a release or a review counts for nothing.
    """
    released_at, confirmed, inspected = _reviewed(matter)
    if found is None and released_at is None:
        return None
    authorisers = _authorisers(own, node.day(now))
    return replace(
        found or Danger(),
        order_tried=was_tried(matter.headers, authorisers, node.catalogue.needs, now),
        released_at=released_at,
        confirmed=confirmed,
        inspected=inspected,
    )


def _authorisers(own: Profile, today: date) -> frozenset[Role]:
    """Return who might still authorise in time: judges and duty magistrates, and whom the own law names."""
    named = str(own.at("suspect_data_authoriser", today) or "").split()
    return JUDICIAL | {Role(word) for word in named if word in set(Role)}


def _reviewed(matter: Matter) -> tuple[datetime | None, Truth, Truth]:
    """Return when two persons ordered what left last, and what magistrate and DPO said of it since."""
    for n in reversed(range(len(matter.headers))):
        order, since = matter.headers[n], matter.headers[n:]
        if order.kind == "danger.order" and any(
            h.kind in WARNED and h.marks.get("order") == order.marks["order"] for h in since
        ):
            return order.at, _said(since, "urgency.review"), _said(since, "urgency.inspect")
    return None, None, None


def _said(headers: Sequence[Header], kind: str) -> Truth:
    """Return what the last review of a kind said; None where there is none."""
    return next((h.marks["confirmed"] == "yes" for h in reversed(headers) if h.kind == kind), None)
