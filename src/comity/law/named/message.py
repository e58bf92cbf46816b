"""Facts of the whole message: its moment, type, form, necessity and relation."""

from functools import partial

from comity.law import clocks
from comity.law.named.terms import danger_to_life
from comity.law.naming import Scope, of_message, register
from comity.law.truth import Truth, any_of, opposite, yes_or_no
from comity.law.view import SURRENDERS, View
from comity.model.dates import is_date
from comity.model.decisions import Moment
from comity.model.instruments import InstrumentKind
from comity.model.parties import Authority, AuthorityKind
from comity.model.profiles import ProfileScalar, RelationStatus
from comity.model.requests import Purpose, RequestType, Subject, SubjectStatus, Urgency
from comity.model.terms import Side

T = RequestType
_QUERIES = frozenset({T.T01, T.T02, T.T03, T.T04, T.T05})
_ALWAYS_PERSONAL = frozenset({T.T01, T.T03, T.T04, T.T05})
_NOBODY = (Subject(label="", status=None),)
_MOVES_A_PERSON = frozenset({T.T10, T.T11, T.T12, T.T13})
_JUDICIAL = frozenset({T.T09, T.T10, T.T11})
_STATUS_NEEDED = frozenset(t for t in T if t.value <= "T13")
_ASKED_ABOUT_PERSONS = frozenset({T.T02, T.T03, T.T04, T.T05, T.T12})
_OF_CRIME = frozenset(
    {Purpose.PREVENTION, Purpose.INVESTIGATION, Purpose.PROSECUTION, Purpose.EXECUTION_OF_PENALTY}
)
_K = AuthorityKind
_POLICE = frozenset(
    {_K.SPOC, _K.NCB, _K.INVESTIGATING_UNIT, _K.PUBLIC_PROSECUTOR, _K.COURT, _K.INVESTIGATING_JUDGE}
)
_OF_THE_DIRECTIVE = _POLICE | {_K.CENTRAL_AUTHORITY, _K.EVENT_CONTACT_POINT, _K.IMMIGRATION, _K.FIU, _K.CERT}
COMPETENT = {
    T.T01: _POLICE | {_K.IMMIGRATION},
    T.T02: _POLICE | {_K.IMMIGRATION},
    T.T03: _POLICE | {_K.IMMIGRATION},
    T.T04: _POLICE | {_K.IMMIGRATION, _K.CONSULAR},
    T.T05: _POLICE | {_K.IMMIGRATION},
    T.T06: _OF_THE_DIRECTIVE,
    T.T07: _OF_THE_DIRECTIVE,
    T.T08: _POLICE | {_K.CENTRAL_AUTHORITY, _K.IMMIGRATION},
    T.T09: frozenset({_K.CENTRAL_AUTHORITY, _K.PUBLIC_PROSECUTOR, _K.COURT, _K.INVESTIGATING_JUDGE}),
    T.T10: frozenset({_K.CENTRAL_AUTHORITY}),
    T.T11: frozenset({_K.CENTRAL_AUTHORITY, _K.NCB, _K.PUBLIC_PROSECUTOR}),
    T.T12: frozenset({_K.CENTRAL_AUTHORITY}),
    T.T13: frozenset({_K.IMMIGRATION, _K.CONSULAR}),
    T.T14: frozenset({_K.CONSULAR, _K.SPOC, _K.CENTRAL_AUTHORITY, _K.PUBLIC_PROSECUTOR}),
    T.T15: _POLICE | {_K.EVENT_CONTACT_POINT},
    T.T16: _POLICE | {_K.CERT},
    T.T17: frozenset({_K.FIU}),
}
"""Who is competent for a type by domain.md 2.1 and 4.4; a type that is not here is open to every authority.

A warning or information goes to whoever prevents, investigates or prosecutes (LED art. 35(1)(b)): to no
consulate, no ministry that decides on surrender, no supervisory or joint body.
"""


# ── moment and type ─────────────────────────────────────────────────────────────────────────────
for _type in RequestType:
    register(
        f"type.{_type}",
        Scope.MESSAGE,
        lambda view, _type=_type: view.request.type is _type,
        f"The message is of type {_type}.",
        from_law=False,
    )


@of_message("moment.asking")
def asking(view: View) -> Truth:
    """Tell whether the own side is about to send a message that asks (G1)."""
    return view.w.moment is Moment.G1 and view.asks()


@of_message("moment.releasing")
def releasing(view: View) -> Truth:
    """Tell whether the deciding side is the one that would let data go."""
    return view.releasing()


@of_message("moment.using")
def using(view: View) -> Truth:
    """Tell whether data that arrived is about to be used (G4)."""
    return view.w.moment is Moment.G4


@of_message("moment.passing_on")
def passing_on(view: View) -> Truth:
    """Tell whether data that was received is about to go on (G5)."""
    return view.w.moment is Moment.G5


@of_message("message.moves_a_person")
def moves_a_person(view: View) -> Truth:
    """Tell whether a person would be surrendered, transferred or returned."""
    return view.request.type in _MOVES_A_PERSON


@of_message("message.hands_over_a_person")
def hands_over_a_person(view: View) -> Truth:
    """Tell whether the own side would hand somebody over: not where it asks to have them (T10, T11)."""
    return moves_a_person(view) and not (asking(view) and view.request.type in SURRENDERS)


@of_message("message.without_personal_data")
def without_personal_data(view: View) -> Truth:
    """Tell whether the message neither holds, names nor asks for personal data."""
    r = view.request
    return not (r.subjects or any(i.personal for i in view.w.items) or _asks_personal(view))


def _asks_personal(view: View) -> bool:
    kind, questions = view.request.type, view.request.questions
    return kind in _ALWAYS_PERSONAL or any(q.category.value != "DC_NON_PERSONAL" for q in questions)


# ── form (R-FORM, R-COMP, R-COERC) ──────────────────────────────────────────────────────────────
@of_message("form.status_missing")
def status_missing(view: View) -> Truth:
    """Tell whether a subject's status is missing (Q9)."""
    return view.request.type in _STATUS_NEEDED and any(s.status is None for s in view.request.subjects)


@of_message("form.field_missing")
def field_missing(view: View) -> Truth:
    """Tell whether a mandatory field is empty: the reason of urgency, the crime, what the type asks (4.3).

    What is asked about persons for a purpose of crime names its crime (4.1, C0-8): else no agreement's areas
    would bound it. Questions of T02, facts of T06, facts and offences of T09, and of T10 and T11 the person
    too; the document of T04; the period of T05, once: later the desk answers for no other days than those it
    was asked about.
    """
    r = view.request
    if r.urgency is Urgency.URGENT and not r.urgency_reason.strip():
        return True
    if r.type in _ASKED_ABOUT_PERSONS and r.subjects and r.purpose in _OF_CRIME and not r.offences:
        return True
    if r.type is T.T02:
        return not r.questions
    if r.type is T.T04:
        return r.paper is None and not any(s.document.strip() for s in r.subjects)
    if r.type is T.T05:
        return r.period is None and view.w.moment in (Moment.G1, Moment.G2)
    if r.type in _JUDICIAL:
        return not (r.facts.strip() and r.offences and (r.subjects or r.type is T.T09))
    return r.type is T.T06 and not r.facts.strip()


@of_message("form.defect_found")
def defect_found(view: View) -> Truth:
    """Tell whether a date of birth is none, or the desk found a defect: signature, translation, schema."""
    undated = any(subject.born and not is_date(subject.born) for subject in view.request.subjects)
    return undated or bool(view.w.circumstances.form_defects)


@of_message("form.language_not_accepted", from_law=True)
def language_not_accepted(view: View) -> Truth:
    """Tell whether the message is in a language that neither instrument nor requested side accepts.

    What is urgent may come in one of the requested side's working languages too (3.3), and so may what asks
    for nothing, a warning or a notice. Where the text has the requested side translate, whoever asks writes
    in their own language.
    """
    agreed = view.terms.languages if view.terms else frozenset()
    translated_there = view.terms is not None and view.terms.translation_by is Side.REQUESTED
    if view.request.language in agreed or translated_there:
        return False
    law = view.w.own if view.request.recipient.state == view.w.own.state else view.w.partner
    notice = view.request.type is T.T14
    waits = view.asks() and not notice and view.request.urgency is Urgency.NORMAL
    accepted = law.at("languages", view.today)
    working = False if waits else view.says(law, "working_languages", partial(_is_among, view))
    taken = any_of((None if accepted is None else _is_among(view, accepted), working))
    silent = None in (accepted, law.at("working_languages", view.today))
    return False if notice and silent else opposite(taken)  # a consular notice waits for no profile


def _is_among(view: View, languages: ProfileScalar) -> bool:
    return isinstance(languages, tuple) and view.request.language in languages


@of_message("form.sender_not_competent")
def sender_not_competent(view: View) -> Truth:
    """Tell whether the sending authority is none that deals with this type."""
    return not _competent(view, view.request.sender)


@of_message("form.recipient_not_competent")
def recipient_not_competent(view: View) -> Truth:
    """Tell whether the receiving authority is none that deals with this type."""
    return not _competent(view, view.request.recipient)


def _competent(view: View, authority: Authority) -> bool:
    return authority.kind in COMPETENT.get(view.request.type, frozenset(_K))


@of_message("form.coercive")
def coercive(view: View) -> Truth:
    """Tell whether the request needs search, interception, seizure or a compelled hearing (R-COERC)."""
    return view.request.coercive


@of_message("form.supplement_lapsed")
def supplement_lapsed(view: View) -> Truth:
    """Tell whether a supplement was asked and its thirty days are over; day 30 is in time (Q21)."""
    asked = view.w.circumstances.supplement_asked_at
    return asked is not None and clocks.is_over(asked, clocks.SUPPLEMENT.days, view.w.on, view.w.zone)


# ── necessity and number (R-NECESS, R-BULK) ─────────────────────────────────────────────────────
@of_message("necessity.no_case")
def no_case(view: View) -> Truth:
    """Tell whether a query rests on no case."""
    return view.request.type in _QUERIES and not view.request.case_ref.strip()


@of_message("necessity.no_facts")
def no_facts(view: View) -> Truth:
    """Tell whether an information or crossings request states no facts."""
    return view.request.type in {T.T02, T.T05} and not view.request.facts.strip()


@of_message("necessity.no_link")
def no_link(view: View) -> Truth:
    """Tell whether an information request shows no link to the requested state."""
    return view.request.type is T.T02 and not view.request.link_to_recipient.strip()


@of_message("necessity.no_reason")
def no_reason(view: View) -> Truth:
    """Tell whether a query does not say why it is necessary."""
    return view.request.type in _QUERIES and not view.request.necessity.strip()


@of_message("necessity.disproportionate")
def disproportionate(view: View) -> Truth:
    """Tell whether a person found the request out of proportion."""
    return view.w.circumstances.disproportionate


@of_message("bulk.nobody_named")
def nobody_named(view: View) -> Truth:
    """Tell whether personal data is asked without one named or identified person.

    Crossings are told of persons named by name or document alone, never of somebody unknown (T05).
    """
    if not (view.asks() and _asks_personal(view)):
        return False
    if view.request.type is T.T05:
        return not all(s.name.strip() or s.document.strip() for s in view.request.subjects or _NOBODY)
    return not any(
        s.name.strip() or s.document.strip() or s.status is SubjectStatus.UNIDENTIFIED
        for s in view.request.subjects
    )


@of_message("bulk.period_too_long")
def period_too_long(view: View) -> Truth:
    """Tell whether crossings are asked for more than twelve months, or for days that run backwards (T05)."""
    period = view.request.period
    return view.request.type is T.T05 and period is not None and not period.bounded


@of_message("bulk.more_than_supported", from_law=True)
def more_than_supported(view: View) -> Truth:
    """Tell whether more persons are asked for than the case, or for T01 the list term, supports."""
    count, supported = len(view.request.subjects), view.w.circumstances.persons_supported
    if view.request.type is T.T01:
        listed = view.terms.list_screening if view.terms else None
        lasts = listed is not None and view.today <= listed.delete_by
        meant = listed is not None and view.request.case_ref.strip() == listed.occasion
        if count > (listed.most_persons if listed and lasts and meant else 1):
            return True
    return supported is not None and count > supported


# ── subjects, relation, courts ──────────────────────────────────────────────────────────────────
@of_message("subjects.one_protected_from_partner")
def one_protected(view: View) -> Truth:
    """Tell whether a subject has a pending or granted protection claim against the partner state."""
    partner = view.w.partner.state
    return any_of(
        None if s.protection_from is None else partner in s.protection_from for s in view.request.subjects
    )


@of_message("subjects.own_national")
def own_national(view: View) -> Truth:
    """Tell whether a subject is a national of the deciding state, by any of several nationalities."""
    own = view.w.own.state
    return any_of(own in s.nationalities if s.nationalities else None for s in view.request.subjects)


@of_message("subjects.one_foreign_to_recipient")
def foreign_to_recipient(view: View) -> Truth:
    """Tell whether a subject is no national of the state that the message goes to (T13)."""
    theirs = view.request.recipient.state
    return any_of(theirs not in s.nationalities if s.nationalities else None for s in view.request.subjects)


@of_message("own.extradites_nationals", from_law=True)
def extradites_nationals(view: View) -> Truth:
    """Tell whether the own law lets nationals be surrendered."""
    return yes_or_no(view.own("own_nationals_extradited"))


@of_message("court.hold")
def court_hold(view: View) -> Truth:
    """Tell whether an interim measure of the Strasbourg court or a court stay is in place."""
    return view.w.circumstances.court_hold


@of_message("return.real_risk")
def real_risk(view: View) -> Truth:
    """Tell whether return or surrender carries a real risk of persecution or ill-treatment."""
    return view.w.circumstances.real_risk


@of_message("return.examined")
def risk_examined(view: View) -> Truth:
    """Tell whether somebody examined the risk on return, which comes before any contact (T13)."""
    return view.w.circumstances.risk_examined


@of_message("relation.to_be_referred", from_law=True)
def relation_referred(view: View) -> Truth:
    """Tell whether the own government wants each message on this relation looked at."""
    return view.w.relation is RelationStatus.REFER


@of_message("relation.suspended", from_law=True)
def relation_suspended(view: View) -> Truth:
    """Tell whether the own government has suspended the relation."""
    return view.w.relation is RelationStatus.SUSPENDED


@of_message("message.part_would_mislead")
def part_would_mislead(view: View) -> Truth:
    """Tell whether a part of the answer alone would mislead (K5); a warning of danger waits for nothing."""
    if danger_to_life(view) is True:
        return False  # Q13
    return view.w.circumstances.part_would_mislead


@of_message("message.duty_to_assist", from_law=True)
def duty_to_assist(view: View) -> Truth:
    """Tell whether the instrument obliges to this assistance without reserving national law (K2, N4).

    An undertaking of reciprocity obliges to nothing (K7).
    """
    if view.governing is None or view.governing.kind is InstrumentKind.AD_HOC_RECIPROCITY:
        return False
    if view.request.type not in view.governing.terms.duty_to_assist:
        return False
    return view.texts.carried
