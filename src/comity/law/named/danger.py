"""Facts of the urgency path: conditions (0) to (6) of domain.md 5.5, and the review afterwards."""

from datetime import timedelta

from comity.law import clocks
from comity.law.named.items import about_protected
from comity.law.named.terms import danger_to_life
from comity.law.naming import of_item, of_message
from comity.law.truth import Truth, all_of, any_of, opposite
from comity.law.view import View
from comity.model.requests import MINIMUM_DANGER_SET, Item

EU_MEMBERS = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
"""Member states whose items Q14 speaks of."""


def article_named(view: View) -> Truth:
    """Tell whether the own law names an article for release without a prior order, (0)."""
    rule = view.own("urgency_without_prior_order")
    return bool(rule["article"]) if isinstance(rule, dict) else None


@of_message("danger.article_unknown", from_law=True)
def article_unknown(view: View) -> Truth:
    """Tell whether nobody has said whether the own law names such an article, (0)."""
    return article_named(view) is None


@of_item("item.danger_conditions_met")
def danger_conditions_met(view: View, item: Item) -> Truth:
    """Tell whether (1), (2), (3) and (6) of 5.5 hold for a personal item; (5) is the rule's own."""
    danger = view.w.danger
    if danger is None or not item.personal:
        return False
    return all_of(
        danger_to_life(view),
        view.releasing(),
        danger.concrete,
        danger.order_too_late,
        danger.order_tried,
        item.category in MINIMUM_DANGER_SET,
        opposite(any_of((view.w.circumstances.ill_treatment_issue, view.w.circumstances.real_risk))),
        opposite(item.tainted),
        opposite(about_protected(view, item)),
    )


@of_item("item.released_by_tp2", from_law=True)
def released_by_tp2(view: View, item: Item) -> Truth:
    """Tell whether the urgency path carries this item: the conditions, (0) the article, (4) the TP2 order."""
    return all_of(danger_conditions_met(view, item), article_named(view), item.id in view.tp2_items)


@of_item("item.awaits_tp2", from_law=True)
def awaits_tp2(view: View, item: Item) -> Truth:
    """Tell whether only the two persons of TP2 are missing."""
    return all_of(danger_conditions_met(view, item), article_named(view), item.id not in view.tp2_items)


@of_item("item.owner_tried_in_vain")
def owner_tried_in_vain(view: View, item: Item) -> Truth:
    """Tell whether another member state's item may go because its owner was tried in vain (Q14)."""
    if item.source not in EU_MEMBERS:
        return False
    return all_of(released_by_tp2(view, item), view.w.danger.owner_tried_in_vain if view.w.danger else False)


@of_message("danger.release_not_confirmed")
def release_not_confirmed(view: View) -> Truth:
    """Tell whether a release under TP2 was refused on review, or its review hours have passed in vain."""
    danger = view.w.danger
    if danger is None or danger.released_at is None or danger.confirmed is True:
        return False
    if danger.confirmed is False:
        return True
    rule = view.own("urgency_without_prior_order")
    hours = int(rule["hours"]) if isinstance(rule, dict) else clocks.DANGER_ORDER // timedelta(hours=1)
    due, _ = clocks.reviews_due(danger.released_at, hours)
    return view.w.on > due
