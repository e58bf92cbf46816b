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


@of_message("danger.article_named", from_law=True)
def article_named(view: View) -> Truth:
    """Tell whether the own law names an article for release without a prior order, (0)."""
    rule = view.own("urgency_without_prior_order")
    return bool(rule["article"]) if isinstance(rule, dict) else None


@of_message("danger.article_unknown", from_law=True)
def article_unknown(view: View) -> Truth:
    """Tell whether nobody has said whether the own law names such an article, (0)."""
    return article_named(view) is None


@of_message("danger.concrete")
def concrete(view: View) -> Truth:
    """Tell whether a danger to life is concrete: its time, and its place or person known, (1)."""
    danger = view.w.danger
    return False if danger is None else all_of(danger_to_life(view), danger.concrete)


@of_message("danger.order_too_late")
def order_too_late(view: View) -> Truth:
    """Tell whether an authorisation cannot arrive in time, (2)."""
    return view.w.danger.order_too_late if view.w.danger else False


@of_message("danger.order_tried")
def order_tried(view: View) -> Truth:
    """Tell whether it was tried to get one, and logged, (2)."""
    return view.w.danger.order_tried if view.w.danger else False


@of_item("item.of_the_minimum")
def of_the_minimum(view: View, item: Item) -> Truth:
    """Tell whether the item is identity, image, vehicle or danger facts: the least a warning needs, (3)."""
    return item.category in MINIMUM_DANGER_SET


@of_item("item.signed_by_two")
def signed_by_two(view: View, item: Item) -> Truth:
    """Tell whether two persons signed for this item, not longer than 72 hours ago, (4) and (5)."""
    return item.id in view.tp2_items


@of_item("item.free_of_absolute_bars")
def free_of_absolute_bars(view: View, item: Item) -> Truth:
    """Tell whether no torture, refoulement, tainted evidence or protection stands in the way, (6).

    R-DEATH is met by its own clause, that such data never serves a death sentence.
    """
    circumstances = view.w.circumstances
    return all_of(
        opposite(any_of((circumstances.ill_treatment_issue, circumstances.real_risk))),
        opposite(item.tainted),
        opposite(about_protected(view, item)),
    )


CONDITIONS = {
    "(0)": ("danger.article_named",),
    "(1)": ("danger.concrete",),
    "(2)": ("danger.order_too_late", "danger.order_tried"),
    "(3)": ("item.of_the_minimum",),
    "(4)": ("item.signed_by_two",),
    "(5)": ("item.signed_by_two",),
    "(6)": ("item.free_of_absolute_bars",),
}
"""The conditions of domain.md 5.5 by the facts that say whether each holds."""


@of_item("item.danger_conditions_met")
def danger_conditions_met(view: View, item: Item) -> Truth:
    """Tell whether (1), (2), (3) and (6) of 5.5 hold for a personal item; (5) is the rule's own."""
    if view.w.danger is None or not item.personal:
        return False
    return all_of(
        concrete(view),
        view.releasing(),
        order_too_late(view),
        order_tried(view),
        of_the_minimum(view, item),
        free_of_absolute_bars(view, item),
    )


@of_item("item.released_by_tp2", from_law=True)
def released_by_tp2(view: View, item: Item) -> Truth:
    """Tell whether the urgency path carries this item: the conditions, (0) the article, (4) the TP2 order."""
    return all_of(danger_conditions_met(view, item), article_named(view), signed_by_two(view, item))


@of_item("item.awaits_tp2", from_law=True)
def awaits_tp2(view: View, item: Item) -> Truth:
    """Tell whether only the two persons of TP2 are missing."""
    return all_of(danger_conditions_met(view, item), article_named(view), opposite(signed_by_two(view, item)))


@of_item("item.owner_tried_in_vain")
def owner_tried_in_vain(view: View, item: Item) -> Truth:
    """Tell whether another member state's item may go because its owner was tried in vain (Q14)."""
    danger = view.w.danger
    if danger is None or item.source not in EU_MEMBERS:
        return False
    return all_of(released_by_tp2(view, item), danger.owner_tried_in_vain)


@of_message("danger.release_not_confirmed", from_law=True)
def release_not_confirmed(view: View) -> Truth:
    """Tell whether a release under TP2 was refused on review, or a review's time has passed in vain.

    Both reviews count: the magistrate's within the hours that the own law names, and the data protection
    officer's within seven days.
    """
    danger = view.w.danger
    if danger is None or danger.released_at is None:
        return False
    if danger.confirmed is False or danger.inspected is False:
        return True
    rule = view.own("urgency_without_prior_order")
    hours = int(rule["hours"]) if isinstance(rule, dict) else clocks.DANGER_ORDER // timedelta(hours=1)
    by_magistrate, by_officer = clocks.reviews_due(danger.released_at, hours)
    return any(
        said is not True and view.w.on > due
        for said, due in ((danger.confirmed, by_magistrate), (danger.inspected, by_officer))
    )
