"""Facts of a request as a whole when a person or coercion is asked: risks, assurances, nationals, courts."""

from comity.law.named.danger import EU_MEMBERS
from comity.law.naming import Scope, of_message, register
from comity.law.truth import Truth, all_of, any_of, opposite, yes_or_no
from comity.law.view import View
from comity.model.assurances import AssuranceKind
from comity.model.requests import DataCategory, Purpose, RequestType, Subject


@of_message("message.surrender_asked_here")
def surrender_asked_here(view: View) -> Truth:
    """Tell whether the deciding side is asked to extradite or arrest a person (T10, T11)."""
    return view.surrender_asked


@of_message("message.to_serve_a_sentence")
def to_serve_a_sentence(view: View) -> Truth:
    """Tell whether the person is sought to serve a sentence, not to stand trial."""
    return view.request.purpose is Purpose.EXECUTION_OF_PENALTY


# ── what was found (R-DISCRIM, R-TORTURE, R-TRIAL, R-HUMAN, R-IMMUN, R-SOVER, R-BANK) ───────────
@of_message("request.made_to_discriminate")
def made_to_discriminate(view: View) -> Truth:
    """Tell whether the request is made to punish race, religion, nationality, origin, opinion or sex."""
    return view.raised(view.w.circumstances.examination.discriminatory)


@of_message("surrender.torture_risk", from_law=True)
def torture_risk(view: View) -> Truth:
    """Tell whether the person would run a risk of torture or ill-treatment in the partner's hands."""
    return view.raised(view.w.circumstances.examination.torture_risk)


@of_message("surrender.unfair_trial", from_law=True)
def unfair_trial(view: View) -> Truth:
    """Tell whether a flagrant denial of a fair trial, or a special court, waits there."""
    return view.raised(view.w.circumstances.examination.unfair_trial)


@of_message("assurance.may_suffice", from_law=True)
def may_suffice(view: View) -> Truth:
    """Tell whether an assurance of Othman's quality is possible from the partner."""
    return view.w.circumstances.examination.assurance_may_suffice


@of_message("surrender.inhumane")
def inhumane(view: View) -> Truth:
    """Tell whether age, health or family make the surrender incompatible with humanity."""
    return view.w.circumstances.examination.inhumane


@of_message("subjects.one_immune")
def one_immune(view: View) -> Truth:
    """Tell whether a subject has diplomatic or state immunity."""
    return view.w.circumstances.examination.immune


@of_message("request.touches_essential_interests")
def touches_essential_interests(view: View) -> Truth:
    """Tell whether sovereignty, security, ordre public or other essential interests are touched."""
    return view.w.circumstances.examination.essential_interests


@of_message("request.about_bank_secrets")
def about_bank_secrets(view: View) -> Truth:
    """Tell whether what is asked or held is financial, so that bank secrecy lies on it."""
    asked = {q.category for q in view.request.questions} | {i.category for i in view.w.items}
    return view.request.type is RequestType.T09 and DataCategory.DC_FINANCIAL in asked


# ── nationals (R-EUCIT) ─────────────────────────────────────────────────────────────────────────
@of_message("own.in_the_eu", from_law=True)
def own_in_eu(view: View) -> Truth:
    """Tell whether the own state is a member state of the European Union."""
    return yes_or_no(view.own("eu_member"))


@of_message("subjects.citizen_of_another_member")
def citizen_of_another_member(view: View) -> Truth:
    """Tell whether a subject is a national of another member state and not of the deciding one."""
    return any_of(_of_another_member(view, subject) for subject in view.request.subjects)


def _of_another_member(view: View, subject: Subject) -> Truth:
    if not subject.nationalities:
        return None
    return view.w.own.state not in subject.nationalities and bool(EU_MEMBERS & subject.nationalities)


@of_message("subjects.home_state_informed")
def home_state_informed(view: View) -> Truth:
    """Tell whether the state of nationality was informed and does not ask for its national itself."""
    return view.w.circumstances.examination.home_state_informed


# ── what the own profile says ───────────────────────────────────────────────────────────────────
@of_message("own.excludes_armed_conflict", from_law=True)
def excludes_armed_conflict(view: View) -> Truth:
    """Tell whether the own criminal law excludes acts of armed forces in an armed conflict (R-IHL)."""
    return yes_or_no(view.own("ihl_exclusion_flag"))


@of_message("own.court_examines_assurances", from_law=True)
def court_examines_assurances(view: View) -> Truth:
    """Tell whether the own law wants a court to look at an assurance beside TP4; silent, it does not."""
    return view.own_says("court_examines_assurances", bool)


# ── assurances (5.6, TP4) ───────────────────────────────────────────────────────────────────────
for _kind in AssuranceKind:
    register(
        f"assurance.{_kind}.stands",
        Scope.MESSAGE,
        lambda view, _kind=_kind: _kind in view.standing,
        f"An assurance of kind {_kind} was accepted by both of TP4 and stands.",
        from_law=False,
    )
    register(
        f"assurance.{_kind}.awaits",
        Scope.MESSAGE,
        lambda view, _kind=_kind: _kind in view.awaiting,
        f"An assurance of kind {_kind} was given and awaits both of TP4.",
        from_law=False,
    )


@of_message("assurance.one_stands")
def one_stands(view: View) -> Truth:
    """Tell whether any assurance is relied on, so that somebody looks whether it is kept."""
    return bool(view.standing)


@of_message("assurance.agreed_lacks", from_law=True)
def agreed_lacks(view: View) -> Truth:
    """Tell whether an agreement asks on every surrender for an assurance that nobody has given."""
    return _lacks(view, view.standing | view.awaiting)


@of_message("assurance.agreed_awaits", from_law=True)
def agreed_awaits(view: View) -> Truth:
    """Tell whether an assurance that an agreement asks on every surrender was given and is not accepted."""
    return all_of(_lacks(view, view.standing), opposite(_lacks(view, view.standing | view.awaiting)))


def _lacks(view: View, there: frozenset[AssuranceKind]) -> Truth:
    return any_of(truth for kinds, truth in view.texts.on_surrender if kinds - there)


@of_message("assurance.one_awaits")
def one_awaits(view: View) -> Truth:
    """Tell whether any assurance was given and not yet answered."""
    return bool(view.awaiting)
