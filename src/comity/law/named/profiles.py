"""Facts of the two profiles: is the own one complete, and does the partner declare what we assessed."""

from comity.law.fields import Side, names
from comity.law.naming import of_message
from comity.law.national import declared_otherwise, not_adopted
from comity.law.truth import Truth
from comity.law.view import View


@of_message("own.profile_incomplete", from_law=True)
def profile_incomplete(view: View) -> Truth:
    """Tell whether the own state has left a value unadopted that the gate needs (domain.md 6)."""
    return bool(not_adopted(view.w.own, view.today))


@of_message("own.asks_dual_criminality", from_law=True)
def asks_dual_criminality(view: View) -> Truth:
    """Tell whether the own law asks an offence in both states for this type of police message (R-DUAL)."""
    asked = view.request.type.value
    return view.own_says("dual_criminality_for", lambda types: isinstance(types, tuple) and asked in types)


@of_message("partner.declares_otherwise", from_law=True)
def declares_otherwise(view: View) -> Truth:
    """Tell whether the partner declares of its law what differs from our assessment, where the gate asks."""
    if view.w.declared is None:
        return False
    differing = declared_otherwise(view.w.partner, view.w.declared, view.today)
    return bool(names(Side.PARTNER) & set(differing))
