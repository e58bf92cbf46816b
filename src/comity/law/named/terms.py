"""Facts that instrument and regime give: basis, scope, the two transfer ladders, conditions."""

from comity.law.agreed import AUTHORISERS, BARS, CURABLE, SUPPLEMENTED
from comity.law.copies import text_conflict
from comity.law.fields import OWN_CONDITIONS
from comity.law.naming import Scope, of_item, of_message, of_offence, register
from comity.law.truth import Truth, all_of, any_of, opposite, yes_or_no
from comity.law.view import LED_AUTHORITIES, LED_PURPOSES, WARNINGS, View, offence_penalty_reaches
from comity.model.decisions import Moment
from comity.model.instruments import InstrumentKind, Onward
from comity.model.parties import Authority, Channel
from comity.model.requests import CrimeArea, Item, Offence, RequestType

_TOPIC_ONLY = frozenset({CrimeArea.EXTREMISM, CrimeArea.SEPARATISM})

BEYOND_AUTHORITIES = frozenset({"PRIVATE_PARTY", "INTERNATIONAL_ORGANISATION"})
"""Uses by which data leaves the circle of competent authorities (LED art. 39)."""


# ── basis and scope (R-BASIS, R-SCOPE) ──────────────────────────────────────────────────────────
@of_message("basis.carries", from_law=True)
def basis_carries(view: View) -> Truth:
    """Tell whether an article in force opens this type in this direction, or a valid ad hoc undertaking."""
    return view.texts.carried


@of_message("basis.text_conflict", from_law=True)
def basis_text_conflict(view: View) -> Truth:
    """Tell whether an article that this message rests on reads differently in the two signed copies (I7)."""
    request = view.request
    between = (request.sender.state, request.recipient.state)
    return any(text_conflict(text, request.type, between, view.w.shown) for text in view.rests_on)


@of_message("basis.ad_hoc_alone", from_law=True)
def ad_hoc_alone(view: View) -> Truth:
    """Tell whether nothing but an undertaking for this one case carries the message (3.1)."""
    kinds = {text.kind for text, _ in view.texts.bearing}
    return kinds == {InstrumentKind.AD_HOC_RECIPROCITY}


@of_message("scope.no_consulate")
def no_consulate(view: View) -> Truth:
    """Tell whether the message goes neither through a consulate nor through diplomats (S35)."""
    return view.request.channel not in (Channel.CONSULAR, Channel.DIPLOMATIC)


@of_message("scope.purpose_outside", from_law=True)
def purpose_outside(view: View) -> Truth:
    """Tell whether the purpose is none of the instrument's, nor of the one that passed-on data came under."""
    binding = [view.terms.purposes] if view.terms else []
    if view.received is not None and view.received.purposes is not None:
        binding.append(view.received.purposes)
    return any(view.request.purpose not in purposes for purposes in binding)


@of_message("scope.authority_outside", from_law=True)
def authority_outside(view: View) -> Truth:
    """Tell whether the first text that names a side's authorities does not name this one (I9(3))."""
    return any(_not_named(view, authority) for authority in (view.request.sender, view.request.recipient))


def _not_named(view: View, authority: Authority) -> bool:
    named = view.terms.authorities.get(authority.state) if view.terms else None
    return named is not None and not named & {authority.code, authority.kind}


@of_message("scope.channel_outside", from_law=True)
def channel_outside(view: View) -> Truth:
    """Tell whether the first text that names channels does not name this one (I9(3))."""
    return bool(view.terms and view.terms.channels and view.request.channel not in view.terms.channels)


@of_message("scope.index_not_opened", from_law=True)
def index_not_opened(view: View) -> Truth:
    """Tell whether a hit/no-hit query is made under a text that opens no index (`hit_no_hit`, 3.3)."""
    return view.request.type is RequestType.T01 and view.terms is not None and view.terms.hit_no_hit is None


@of_offence("offence.outside_the_areas", from_law=True)
def area_outside(view: View, offence: Offence) -> Truth:
    """Tell whether the crime area is outside the instrument, or below its least penalty."""
    if view.terms is None:
        return False
    least = view.terms.crime_areas.get(offence.area)
    return True if least is None else opposite(offence_penalty_reaches(offence, least))


@of_offence("offence.topic_only")
def topic_only(view: View, offence: Offence) -> Truth:
    """Tell whether the area is a topic of talks only and no offence for a person request (3.4)."""
    return offence.area in _TOPIC_ONLY


@of_item("item.category_outside", from_law=True)
def category_outside(view: View, item: Item) -> Truth:
    """Tell whether the instrument does not name the item's category, or any text forbids it (I9)."""
    if view.terms is None or not item.personal:
        return False
    return item.category in view.texts.protection.forbidden or item.category not in view.terms.data_categories


# ── regime (R-XFER, Q29) ────────────────────────────────────────────────────────────────────────
@of_message("regime.unknown", from_law=True)
def regime_unknown(view: View) -> Truth:
    """Tell whether nobody has said which data protection law binds the own authority here."""
    return view.regime == "UNKNOWN"


@of_message("regime.led", from_law=True)
def regime_led(view: View) -> Truth:
    """Tell whether the own authority acts under the law enforcement directive."""
    return view.regime == "LED"


@of_message("regime.gdpr", from_law=True)
def regime_gdpr(view: View) -> Truth:
    """Tell whether the own authority acts under the general data protection regulation."""
    return view.regime == "GDPR"


@of_message("regime.own_transfer_rule", from_law=True)
def own_transfer_rule(view: View) -> Truth:
    """Tell whether a state outside both regimes names a transfer rule of its own."""
    return all_of(view.regime == "OUTSIDE", view.own_says("transfer_rule", bool))


@of_message("partner.in_the_eu", from_law=True)
def partner_in_eu(view: View) -> Truth:
    """Tell whether the partner is a member state, so that nothing is a third-country transfer."""
    return yes_or_no(view.partner("eu_member"))


@of_message("own.led_applies", from_law=True)
def led_applies(view: View) -> Truth:
    """Tell whether the own state is bound by the law enforcement directive."""
    return yes_or_no(view.own("led_applies"))


# ── the ladders' steps (R-XFER, Q6, Q7) ─────────────────────────────────────────────────────────
@of_message("transfer.adequate", from_law=True)
def adequate(view: View) -> Truth:
    """Tell whether an adequacy decision covers the partner (LED art. 36, GDPR art. 45)."""
    return yes_or_no(view.partner("adequacy_gdpr" if view.regime == "GDPR" else "adequacy_led"))


@of_message("transfer.binding_with_safeguards", from_law=True)
def binding_with_safeguards(view: View) -> Truth:
    """Tell whether a binding instrument with all seven safeguards covers this (37(1)(a), 46(2)(a), Q6)."""
    return view.texts.binding


@of_message("transfer.self_assessed")
def self_assessed(view: View) -> Truth:
    """Tell whether a documented assessment found appropriate safeguards (37(1)(b))."""
    return view.w.circumstances.self_assessment


@of_message("transfer.danger_derogation")
def danger_derogation(view: View) -> Truth:
    """Tell whether vital interests or a serious threat carry this transfer (LED art. 38(1)(a), (c))."""
    return danger_to_life(view)


@of_message("transfer.vital_interest_once")
def vital_interest_once(view: View) -> Truth:
    """Tell whether vital interests carry one person's data, never a series (GDPR art. 49(1)(f), Q7).

    Who is not named yet is one person too.
    """
    one = len(view.request.subjects) <= 1
    return all_of(danger_to_life(view), one, opposite(view.w.circumstances.series))


@of_message("transfer.case_derogation")
def case_derogation(view: View) -> Truth:
    """Tell whether this is an individual case for a police purpose that no right outweighs (38(1)(d))."""
    return _individual(view)


@of_message("transfer.legal_claim_derogation")
def legal_claim_derogation(view: View) -> Truth:
    """Tell whether a legal claim of one such case needs it, and no right outweighs that (38(1)(e))."""
    return all_of(view.w.circumstances.legal_claim, _individual(view))


@of_message("transfer.subject_derogation", from_law=True)
def subject_derogation(view: View) -> Truth:
    """Tell whether the subject's own legitimate interests carry it, where the own law says so (38(1)(b))."""
    says = view.own("led_38_1_b")
    return all_of(view.w.circumstances.subject_interests, yes_or_no(says))


def _individual(view: View) -> Truth:
    r = view.request
    individual = bool(r.case_ref.strip()) and any(s.name.strip() or s.document.strip() for s in r.subjects)
    allowed = opposite(any_of((view.w.circumstances.rights_override, view.w.circumstances.series)))
    return all_of(individual, r.purpose in LED_PURPOSES, allowed)


@of_message("transfer.arrangement_authorised", from_law=True)
def arrangement_authorised(view: View) -> Truth:
    """Tell whether an arrangement that the supervisory authority authorised covers this (46(3)(b), Q8)."""
    return view.texts.authorised


@of_message("transfer.public_interest_once")
def public_interest_once(view: View) -> Truth:
    """Tell whether important public interest carries one named person, never a series (49(1)(d), Q7)."""
    named = [s for s in view.request.subjects if s.name.strip() or s.document.strip()]
    single = len(named) == 1 and len(view.request.subjects) == 1
    return all_of(single, opposite(view.w.circumstances.series))


# ── conditions and onward transfer (Q5, Q16) ────────────────────────────────────────────────────
@of_message("terms.name_conditions", from_law=True)
def name_conditions(view: View) -> Truth:
    """Tell whether an instrument or the own profile name conditions of use (Q5)."""
    own = (view.own_says(name, bool) for name in OWN_CONDITIONS)
    return any_of((view.texts.protection.names_conditions, *own))


@of_message("terms.write_conditions", from_law=True)
def write_conditions(view: View) -> Truth:
    """Tell whether instrument or own profile write conditions of their own beside those of 5.4 (Q5)."""
    return bool(view.agreed_conditions)


for _role in AUTHORISERS:
    register(
        f"agreed.asks_{_role}",
        Scope.MESSAGE,
        lambda view, _role=_role: view.texts.asks[_role],
        f"An agreement asks the authorisation of {_role} for the release.",
        from_law=True,
    )


for _rule in BARS:
    register(
        f"agreed.bars_{_rule}",
        Scope.MESSAGE,
        lambda view, _rule=_rule: view.texts.bars[_rule],
        f"An agreement makes {_rule} a ground that refuses, whatever anybody thinks.",
        from_law=True,
    )


for _rule in CURABLE:
    register(
        f"agreed.bars_uncured_{_rule}",
        Scope.MESSAGE,
        lambda view, _rule=_rule: view.texts.bars_uncured[_rule],
        f"An agreement makes {_rule} a ground that refuses unless a supplement cures it.",
        from_law=True,
    )


for _rule in (*CURABLE, *SUPPLEMENTED):
    register(
        f"agreed.shuts_{_rule}",
        Scope.MESSAGE,
        lambda view, _rule=_rule: view.texts.shuts[_rule],
        f"An agreement says that nothing cures {_rule}, so that it refuses at once.",
        from_law=True,
    )


@of_message("purpose.from_immigration_to_police", from_law=True)
def immigration_to_police(view: View) -> Truth:
    """Tell whether an authority under the regulation would give to one under the directive (R-XFER).

    That is a change of purpose, within a state as between two. Two points of contact that return somebody
    change none: the regulation binds what they do, and not what they are.
    """
    return view.releasing() and view.kept_under == "GDPR" and view.other_authority.kind in LED_AUTHORITIES


@of_message("onward.forbidden", from_law=True)
def onward_forbidden(view: View) -> Truth:
    """Tell whether the instrument under which the data came forbids passing it on (Q16)."""
    received = view.received
    return received is not None and received.onward is Onward.FORBIDDEN


@of_message("onward.free", from_law=True)
def onward_free(view: View) -> Truth:
    """Tell whether that instrument lets this recipient have it for the same purpose without consent (Q16)."""
    received = view.received
    return (
        received is not None
        and received.onward is Onward.ALLOWED_TO
        and view.w.partner.state in received.onward_to
        and view.request.purpose is view.w.circumstances.original_purpose
    )


@of_message("onward.beyond_authorities")
def onward_beyond_authorities(view: View) -> Truth:
    """Tell whether data is to go, here or abroad, to a private party or an international organisation.

    Here what arrived is used so (G4), abroad it is passed on so (G5): R-ONWARD, LED art. 39.
    """
    return view.w.moment in (Moment.G4, Moment.G5) and bool(BEYOND_AUTHORITIES & view.w.circumstances.uses)


@of_message("message.danger_to_life")
def danger_to_life(view: View) -> Truth:
    """Tell whether this is a warning (T06, T19) of imminent danger to life or limb."""
    if view.request.type not in WARNINGS:
        return False
    danger = view.w.danger
    return danger.to_life if danger else False
