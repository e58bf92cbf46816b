"""Facts of one item, and of the person that it speaks of."""

from datetime import date

from comity.law.named.subjects import under_18_on
from comity.law.named.terms import BEYOND_AUTHORITIES, danger_to_life
from comity.law.naming import of_item, of_message
from comity.law.truth import Truth, all_of, any_of, opposite
from comity.law.view import View
from comity.model.decisions import Moment
from comity.model.parties import AuthorityKind, Channel
from comity.model.requests import SPECIAL, Audience, DataCategory, Handling, Item, SubjectStatus, Tlp
from comity.model.terms import EvidenceUse

CLOSED_SYSTEMS = frozenset({"SIS", "VIS", "EURODAC", "EES", "PNR", "ASYLUM"})
"""Sources that stay closed (Q15)."""

IMMIGRATION_FILE = "IMMIGRATION"
"""The own immigration file, kept under the general data protection regulation."""

_VICTIMS = frozenset({SubjectStatus.VICTIM, SubjectStatus.POTENTIAL_VICTIM, SubjectStatus.WITNESS})
_CLASSIFIED = ("", "PUBLIC", "UNCLASSIFIED", "RESTRICTED")
_BARRED_USES = {
    Handling.H0: frozenset[str](),
    Handling.H1: frozenset({"EVIDENCE"}),
    Handling.H2: frozenset({"EVIDENCE", "DISSEMINATION"}),
    Handling.H3: frozenset({"EVIDENCE", "DISSEMINATION", "BEYOND_TEXT"}),
}
_PASSING_ON = frozenset({"DISSEMINATION"})
_IN_COURT = frozenset({"EVIDENCE"})
_AUDIENCES = tuple(Audience)
_WIDEST = dict(zip(Tlp, _AUDIENCES, strict=True))
"""How far each mark lets an item go (TLP 2.0)."""


@of_item("item.personal")
def personal(view: View, item: Item) -> Truth:
    """Tell whether the item says something of a person."""
    return item.personal


@of_item("item.bare_warning")
def bare_warning(view: View, item: Item) -> Truth:
    """Tell whether the item warns of danger to life and names and describes nobody (Q13).

    What its receiver wants in evidence is a statement, and no longer a warning alone (CAT 15).
    """
    in_court = view.w.moment is Moment.G4 and _IN_COURT & view.w.circumstances.uses
    if item.personal or in_court:
        return False
    return danger_to_life(view)


# ── suspects (R-JUDGE) ──────────────────────────────────────────────────────────────────────────
@of_item("item.from_open_case")
def from_open_case(view: View, item: Item) -> Truth:
    """Tell whether the item is drawn from or linked to the own side's open case against its subject."""
    if not item.personal:
        return False
    subject = view.subject_of(item)
    return all_of(subject.open_case if subject else None, item.linked_case)


@of_message("own.names_suspect_data_authoriser", from_law=True)
def names_authoriser(view: View) -> Truth:
    """Tell whether the own law asks somebody's authorisation for suspect data (Q3)."""
    value = view.own("suspect_data_authoriser")
    return None if value is None else value != "none"


# ── embargo, provenance, handling ───────────────────────────────────────────────────────────────
@of_item("item.under_embargo")
def under_embargo(view: View, item: Item) -> Truth:
    """Tell whether a judicial embargo lies on the item, or its release would harm an inquiry or a person."""
    return item.embargo


@of_item("item.embargo_must_not_show")
def embargo_must_not_show(view: View, item: Item) -> Truth:
    """Tell whether naming the embargo would itself do harm."""
    return item.embargo_hidden


@of_item("item.from_closed_system")
def from_closed_system(view: View, item: Item) -> Truth:
    """Tell whether the item comes from SIS, VIS, Eurodac, EES, PNR or the asylum file (Q15)."""
    return item.source in CLOSED_SYSTEMS


@of_item("item.owner_must_consent")
def owner_must_consent(view: View, item: Item) -> Truth:
    """Tell whether another owner may consent and has not: Europol, another state, an FIU (Q15).

    What the partner itself gave goes back to its owner, whose consent nobody has to ask.
    """
    if item.source in ("own", IMMIGRATION_FILE) or item.source in CLOSED_SYSTEMS:
        return False
    if item.source == view.w.partner.state:
        return False
    return item.owner_consent is not True


@of_item("item.fiu_outside_its_channel")
def fiu_outside_channel(view: View, item: Item) -> Truth:
    """Tell whether FIU data would leave the channel between FIUs (R-FIU)."""
    between = {view.request.sender.kind, view.request.recipient.kind} == {AuthorityKind.FIU}
    return item.source == "FIU" and not (between and view.request.channel is Channel.FIU_SECURE)


@of_item("item.from_another_state")
def from_another_state(view: View, item: Item) -> Truth:
    """Tell whether the item was received from another state, so that passing it on is onward transfer.

    Back to the state that gave it, it is none.
    """
    back = view.w.moment is Moment.G5 and item.source == view.w.partner.state
    return len(item.source) == 2 and not back


@of_item("item.use_beyond_handling")
def use_beyond_handling(view: View, item: Item) -> Truth:
    """Tell whether the use that is wanted exceeds the handling code; passing on is dissemination (R-HAND)."""
    wanted = view.w.circumstances.uses
    came_under = view.received or view.texts.protection
    if came_under.evidence_use is EvidenceUse.ALLOWED and item.handling is Handling.H1:
        wanted -= _IN_COURT  # the text itself gives the permission that H1 asks for
    onward = view.w.moment is Moment.G5 and item.source != view.w.partner.state
    if onward or BEYOND_AUTHORITIES & wanted:
        wanted |= _PASSING_ON
    return bool(_BARRED_USES[item.handling] & wanted)


@of_item("item.for_another_purpose")
def for_another_purpose(view: View, item: Item) -> Truth:
    """Tell whether data that came for one purpose is wanted for another (R-ONWARD)."""
    came_for = view.w.circumstances.original_purpose
    return item.personal and came_for is not None and came_for is not view.request.purpose


@of_item("item.from_immigration_file")
def from_immigration_file(view: View, item: Item) -> Truth:
    """Tell whether the item comes from the own immigration file (R-ONWARD)."""
    return item.source == IMMIGRATION_FILE


@of_item("item.beyond_its_mark")
def beyond_its_mark(view: View, item: Item) -> Truth:
    """Tell whether somebody wants to give an item further than its traffic light lets it go (R-TLP).

    The partner's authority is no part of the own house and none of its clients: to release is to give to
    the community, unless the source has agreed.
    """
    if item.tlp is None or item.tlp is Tlp.CLEAR or item.source == "own":
        return False
    audience = view.w.circumstances.audience
    if view.releasing() and view.w.moment is not Moment.G5:
        if item.owner_consent is True:
            return False
        audience = max(audience or Audience.COMMUNITY, Audience.COMMUNITY, key=_AUDIENCES.index)
    if audience is None:
        return None
    return _AUDIENCES.index(audience) > _AUDIENCES.index(_WIDEST[item.tlp])


@of_item("item.bears_a_mark")
def bears_a_mark(view: View, item: Item) -> Truth:
    """Tell whether its provider said by a traffic light how far an item may go (then R-TLP asks)."""
    return item.tlp is not None


@of_item("item.privileged")
def privileged(view: View, item: Item) -> Truth:
    """Tell whether a source's, client's, penitent's or parliament's privilege lies on the item (R-PRIV)."""
    return item.privileged


@of_item("item.retention_over")
def retention_over(view: View, item: Item) -> Truth:
    """Tell whether the item's retention has ended here or at its provider; its last day counts (Q21)."""
    return item.retention_until is not None and view.today > item.retention_until


# ── kind of content (R-SPEC, R-CLASS, R-INTEL, R-TAINT, R-GRADE) ────────────────────────────────
@of_item("item.special")
def special(view: View, item: Item) -> Truth:
    """Tell whether the item is of a special category or a biometric (LED art. 10)."""
    return item.category in SPECIAL


@of_item("item.strictly_necessary")
def strictly_necessary(view: View, item: Item) -> Truth:
    """Tell whether strict necessity was found; in danger to life it is, for a face (5.5(3))."""
    image = all_of(item.category is DataCategory.DC_FACE, danger_to_life(view))
    return any_of((item.strictly_necessary, image))


@of_item("item.intelligence_service")
def intelligence_service(view: View, item: Item) -> Truth:
    """Tell whether the item is an intelligence service's product (R-INTEL)."""
    return item.intelligence_service


@of_item("item.above_restricted")
def above_restricted(view: View, item: Item) -> Truth:
    """Tell whether the item is classified above RESTRICTED, or by a mark nobody here knows (R-CLASS)."""
    return item.classification not in _CLASSIFIED


@of_item("item.tainted")
def tainted(view: View, item: Item) -> Truth:
    """Tell whether the item was obtained by torture or ill-treatment (CAT 15)."""
    return item.tainted


@of_item("item.grading_missing")
def grading_missing(view: View, item: Item) -> Truth:
    """Tell whether personal intelligence is ungraded, X4, or mixes fact and opinion (R-GRADE)."""
    if not item.personal:
        return False
    ungraded = item.assertion != "FACT" and not item.grading
    return ungraded or item.assertion == "MIXED" or item.grading == "X4"


@of_item("item.graded_x4")
def graded_x4(view: View, item: Item) -> Truth:
    """Tell whether neither source nor content of a personal item can be judged (X4)."""
    return item.personal and item.grading == "X4"


@of_item("item.exculpatory_or_life_saving")
def exculpatory(view: View, item: Item) -> Truth:
    """Tell whether the item speaks for its subject or saves life (R-DEATH)."""
    return any_of((item.exculpatory, danger_to_life(view)))


# ── whom it speaks of (R-MINOR, R-VICTIM, R-ASYLUM, R-MATCH) ────────────────────────────────────
@of_item("item.about_a_minor")
def about_a_minor(view: View, item: Item) -> Truth:
    """Tell whether its subject is, or at the act was, under 18, or may have been (Q23)."""
    subject = view.subject_of(item)
    if not item.personal or view.names_nobody(item):
        return False
    if subject is None:
        return True
    acts = (o.committed_on for o in view.request.offences if o.committed_on)
    days: tuple[date, ...] = (view.today, *acts)
    return subject.minor is not False or any(under_18_on(subject.born, day) is True for day in days)


@of_item("item.about_a_victim")
def about_a_victim(view: View, item: Item) -> Truth:
    """Tell whether the item speaks of a victim or witness."""
    if not item.personal or view.names_nobody(item):
        return False
    subject = view.subject_of(item)
    return subject.status in _VICTIMS if subject else None


@of_item("item.victim_lets_it_go")
def victim_lets_it_go(view: View, item: Item) -> Truth:
    """Tell whether the victim or witness consents and would meet no danger there."""
    subject = view.subject_of(item)
    return all_of(subject.consent, opposite(subject.endangered_there)) if subject else None


@of_item("item.about_a_protected_person")
def about_protected(view: View, item: Item) -> Truth:
    """Tell whether its subject is protected from the partner state, or the item would reveal it."""
    if not item.personal:
        return False
    if view.names_nobody(item):
        return item.reveals_protection
    subject = view.subject_of(item)
    if subject is None or subject.protection_from is None:
        return any_of((None, item.reveals_protection))
    return any_of((view.w.partner.state in subject.protection_from, item.reveals_protection))


@of_item("item.tells_of_a_claim")
def tells_of_a_claim(view: View, item: Item) -> Truth:
    """Tell whether the item is asylum data, or would reveal that somebody asked for protection (T14)."""
    return any_of((item.category is DataCategory.DC_ASYLUM, item.reveals_protection))


@of_item("item.former_claim_to_origin")
def former_claim(view: View, item: Item) -> Truth:
    """Tell whether asylum data would go to the state of origin, or may (Q17)."""
    if item.category is not DataCategory.DC_ASYLUM:
        return False
    subject = view.subject_of(item)
    if subject is None or not subject.nationalities:
        return None
    return view.w.partner.state in subject.nationalities


@of_item("item.identity_let_go_by_two")
def identity_let_go(view: View, item: Item) -> Truth:
    """Tell whether duty magistrate and legal officer have both let a protected person's item go (S47)."""
    return view.granted("DUTY_MAGISTRATE", item) and view.granted("LEGAL_OFFICER", item)


@of_item("item.identity_uncertain")
def identity_uncertain(view: View, item: Item) -> Truth:
    """Tell whether several persons may be meant (R-MATCH)."""
    if not item.personal or view.names_nobody(item):
        return False
    subject = view.subject_of(item)
    return opposite(subject.identified) if subject else None
