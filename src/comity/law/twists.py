"""What is turned in an ordinary message so that a term, field or list that differs shows what it does."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from comity.law.agreed import KIND_ASKED
from comity.law.apart import Apart
from comity.law.assurances import ACCEPTS
from comity.law.view import SURRENDERS, WARNINGS
from comity.law.weighing import Weighing
from comity.model.accusations import Accusation, Deed
from comity.model.assurances import Assurance, AssuranceKind, AssuranceState, Othman
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.parties import Authority, AuthorityKind, StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import CrimeArea, Purpose, RequestType, Urgency
from comity.model.surrender import OffenceExamination, SurrenderTerms
from comity.model.terms import AssuranceTerm, ListScreening

Turn = Callable[[Weighing], Weighing]
T = RequestType

_SECOND = "a smaller offence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Twist:
    """One thing that an ordinary message is not: in words, how it is turned, and of what it must be."""

    says: str
    turn: Turn
    types: frozenset[RequestType] = frozenset(RequestType)
    area: CrimeArea | None = None
    purpose: Purpose | None = None


def twists(apart: Apart) -> Iterator[Twist]:
    """Yield what shows the differences between two versions of the law, beside what is varied anyway."""
    yield _ground("R-DEATH")
    yield Twist(says="a national of the requested state", turn=_of_the_requested_state)
    yield from _penalties(apart)
    yield from _surrender(apart)
    yield from _sides(apart)
    yield from _in_time(apart)
    yield from _listed(apart)
    yield from _grounds(apart)
    yield from _national(apart)
    yield from _assurances(apart)


# ── penalties and sentences (R-SCOPE, R-THRESH) ─────────────────────────────────────────────────
def _penalties(apart: Apart) -> Iterator[Twist]:
    pairs: list[Any] = list(apart.of_term("crime_areas"))
    least = {row for one, two in pairs for row in {*one.items()} ^ {*two.items()}}
    yield from (replace(_punished(months - 1), area=area) for area, months in sorted(least) if months)


def _punished(months: int) -> Twist:
    def turn(w: Weighing) -> Weighing:
        return _examined(_offences(w, max_penalty_months=months), max_penalty_here_months=months)

    return Twist(says=f"punished with {months} months", turn=turn)


def _surrender(apart: Apart) -> Iterator[Twist]:
    pairs: list[Any] = list(apart.of_term("surrender"))
    texts: set[SurrenderTerms] = {text for pair in pairs for text in pair}
    least = {text.least_penalty_months for text in texts}
    if len(least) > 1:
        yield from (replace(_punished(months - 1), types=SURRENDERS) for months in sorted(least - {0}))
    left = {text.least_sentence_months for text in texts}
    if len(left) > 1:
        yield from (_to_serve(months - 1) for months in sorted(left - {0}))
    if len({text.accessory_offences for text in texts}) > 1:
        says = "a second offence that is too small by itself"
        yield Twist(says=says, turn=_with_a_smaller_one, types=SURRENDERS)


def _to_serve(months: int) -> Twist:
    def turn(w: Weighing) -> Weighing:
        return _examined(w, sentence_months=months)

    says = f"to serve a sentence of {months} months"
    return Twist(says=says, turn=turn, types=SURRENDERS, purpose=Purpose.EXECUTION_OF_PENALTY)


def _with_a_smaller_one(w: Weighing) -> Weighing:
    (main,), examination = w.request.offences, w.circumstances.examination
    small = replace(main, code=_SECOND, max_penalty_months=1)
    found = replace(examination.offences[0], code=_SECOND, max_penalty_here_months=1)
    request = replace(w.request, offences=(main, small))
    return _found(replace(w, request=request), offences=(*examination.offences, found))


# ── who writes, and in which language ───────────────────────────────────────────────────────────
def _sides(apart: Apart) -> Iterator[Twist]:
    """Yield each authority that only one version names, at each side, and one whom nobody names."""
    named: set[AuthorityKind] = set()
    pairs: list[Any] = list(apart.of_term("authorities"))
    for one, two in pairs:
        for state in {*one, *two}:
            codes = one.get(state, frozenset()) ^ two.get(state, frozenset())
            named |= {Authority.parse(c).kind if "/" in c else AuthorityKind(c) for c in codes}
    regimes: list[Any] = list(apart.fields.get("regime", ()))
    for one, two in regimes:
        rows = ({*one.items()} if one else set()) ^ ({*two.items()} if two else set())
        named |= {AuthorityKind(kind) for kind, _ in rows if kind in set(AuthorityKind)}
    if apart.differs("direct_contact", "copy_duty", "authorities"):
        named.add(AuthorityKind.INVESTIGATING_UNIT)
    for kind in sorted(named):
        yield Twist(says=f"sent by {kind}", turn=_with_authority("sender", kind))
        yield Twist(says=f"received by {kind}", turn=_with_authority("recipient", kind))
    if apart.differs("translation_by"):
        says = "in a language that the requested side does not read"
        yield Twist(says=says, turn=lambda w: replace(w, request=replace(w.request, language="und")))


def _with_authority(side: str, kind: AuthorityKind) -> Turn:
    def turn(w: Weighing) -> Weighing:
        at = replace(getattr(w.request, side), kind=kind)
        return replace(w, request=replace(w.request, **{side: at}))

    return turn


# ── time ────────────────────────────────────────────────────────────────────────────────────────
def _in_time(apart: Apart) -> Iterator[Twist]:
    if apart.differs("time_limits", "calendar"):
        yield Twist(says="urgent", turn=_urgent)
    working: list[Any] = list(apart.fields.get("working_languages", ()))
    for language in sorted({lang for one, two in working for lang in {*(one or ())} ^ {*(two or ())}}):
        yield Twist(says=f"urgent, in '{language}'", turn=_urgent_in(language))


def _urgent(w: Weighing) -> Weighing:
    return replace(w, request=replace(w.request, urgency=Urgency.URGENT, urgency_reason="It cannot wait."))


def _urgent_in(language: str) -> Turn:
    def turn(w: Weighing) -> Weighing:
        urgent = _urgent(w)
        return replace(urgent, request=replace(urgent.request, language=language))

    return turn


# ── lists (R-LISTDIFF, R-BULK) ──────────────────────────────────────────────────────────────────
def _listed(apart: Apart) -> Iterator[Twist]:
    for organisation in apart.listed:
        yield Twist(says=f"deeds for '{organisation}'", turn=_for_organisation(organisation))
    screened: list[Any] = list(apart.of_term("list_screening"))
    for one, two in screened:
        there = [listed for listed in (one, two) if listed is not None]
        days = {listed.delete_by for listed in there}
        most = sorted({_most(one), _most(two)})
        for occasion in dict.fromkeys(listed.occasion for listed in there):
            yield _persons(most[0] + 1, occasion)
            if len({listed.occasion for listed in there}) > 1:
                yield _persons(most[0], occasion)
            if len(days) > 1:
                yield _persons(most[0], occasion, after=min(days).toordinal())


def _most(listed: ListScreening | None) -> int:
    return listed.most_persons if listed else 1


def _persons(count: int, occasion: str, after: int | None = None) -> Twist:
    def turn(w: Weighing) -> Weighing:
        (one,) = w.request.subjects
        late = 0 if after is None else after - w.on.date().toordinal() + 1
        many = tuple(replace(one, label=f"s{number}") for number in range(count - 1))
        on = w.on + timedelta(days=max(late, 0))
        return replace(w, on=on, request=replace(w.request, subjects=(one, *many), case_ref=occasion))

    when = "" if after is None else " on a later day"
    return Twist(says=f"{count} persons at once for '{occasion}'{when}", turn=turn, types=frozenset({T.T01}))


def _for_organisation(name: str) -> Turn:
    def turn(w: Weighing) -> Weighing:
        deed = Deed(on=w.on.date(), what="An act.", source="A report.", grading="B2", attributable=True)
        return _offences(w, accusation=Accusation(organisation=name, deeds=(deed,)))

    return turn


# ── grounds that a text makes binding ───────────────────────────────────────────────────────────
_GROUNDS: dict[str, tuple[str, Turn]] = {
    "R-DUAL": ("the act is no offence here", lambda w: _offences(w, punishable_here=False)),
    "R-HUMAN": ("age or health speak against it", lambda w: _found(w, inhumane=True)),
    "R-MILIT": ("an offence of military law only", lambda w: _examined(w, military=True)),
    "R-SOVER": ("essential interests are touched", lambda w: _found(w, essential_interests=True)),
    "R-REMAIN": ("two months are left to serve", lambda w: _left(w, 60)),
    "R-POLIT": ("a political offence", lambda w: _examined(w, political=True)),
    "R-LAPSE": ("time-barred here", lambda w: _examined(w, time_barred_here=True)),
    "R-NEBIS": ("judged here for the same facts", lambda w: _offences(w, judged_here=True)),
    "R-PEND": ("proceedings here on the same facts", lambda w: _offences(w, pending_here=True)),
    "R-DEATH": ("the offence may carry death", lambda w: _offences(w, death_at_partner=True)),
    "R-DISCRIM": ("made to punish who somebody is", lambda w: _found(w, discriminatory=True)),
    "R-TORTURE": (
        "a risk of ill-treatment that an assurance may meet",
        lambda w: _found(w, torture_risk=True, assurance_may_suffice=True),
    ),
    "R-TRIAL": (
        "a risk of an unfair trial that an assurance may meet",
        lambda w: _found(w, unfair_trial=True, assurance_may_suffice=True),
    ),
    "R-ABSENT": (
        "judged in absence, without a new trial",
        lambda w: _examined(w, in_absentia=True, retrial=False),
    ),
    "R-LIFE": ("life without review", lambda w: _examined(w, life_without_review=True)),
    "R-THRESH": ("punished with one month", lambda w: _punished(1).turn(w)),
    "R-CONSENT": ("the sentenced person does not consent", lambda w: _sentence(w, consent=False)),
    "R-EMBARGO": ("all is under embargo", lambda w: _items(w, embargo=True)),
    "R-PRIV": ("all is privileged", lambda w: _items(w, privileged=True)),
}


def _grounds(apart: Apart) -> Iterator[Twist]:
    """Yield what sets off each ground that only one version names; each of them if only one obliges."""
    named: set[str] = set(_GROUNDS) if apart.differs("duty_to_assist") else set()
    pairs: list[Any] = list(apart.of_term("refusal_grounds"))
    for one, two in pairs:
        named |= {ground for ground in {*one, *two} if one.get(ground) != two.get(ground)}
    if apart.differs("dual_criminality_for"):
        named.add("R-DUAL")
    yield from (_ground(rule) for rule in sorted((named & _GROUNDS.keys()) - {"R-DEATH"}))


def _ground(rule: str) -> Twist:
    says, turn = _GROUNDS[rule]
    return Twist(says=says, turn=turn)


# ── what national law says ──────────────────────────────────────────────────────────────────────
_FOREIGN = StateCode("FR")


def _national(apart: Apart) -> Iterator[Twist]:
    if apart.differs("eu_member"):
        yield Twist(says="a national of FR", turn=lambda w: _subjects(w, nationalities=frozenset({_FOREIGN})))
    if apart.differs("ihl_exclusion_flag"):
        yield Twist(says="an act in an armed conflict", turn=lambda w: _examined(w, armed_conflict=True))
    if apart.differs("led_38_1_b"):
        yield Twist(
            says="for the person's own sake, a series",
            turn=lambda w: _circumstances(w, subject_interests=True, series=True),
        )
    if apart.differs("ets_167", "ets_167_excludes_residents"):
        yield from (_without_consent(resident) for resident in (False, True))
    if apart.differs("sentence_way_excluded"):
        yield Twist(says="the sentence is converted", turn=lambda w: _sentence(w, converted=True), types=_T12)
    if apart.differs("consular_mandatory"):
        says = "who is held does not want it"
        yield Twist(says=says, turn=lambda w: _subjects(w, consent=False), types=frozenset({T.T14}))
    if apart.differs("urgency_without_prior_order"):
        yield Twist(says="two persons have signed (TP2)", turn=_signed_by_two, types=WARNINGS)


_T12 = frozenset({T.T12})


def _without_consent(resident: bool) -> Twist:
    def turn(w: Weighing) -> Weighing:
        return _sentence(w, consent=False, expelled=True, opinion_heard=True, resident_at_arrest=resident)

    where = ", who lived there" if resident else ""
    return Twist(says=f"to be expelled{where}, and does not consent", turn=turn, types=_T12)


def _signed_by_two(w: Weighing) -> Weighing:
    order = Order(
        kind=OrderKind.TP2,
        matter=w.matter,
        request=w.request_act,
        items=tuple(OrderedItem(item=i.id, category=i.category, package="", commitment="") for i in w.items),
        recipient=w.partner.state,
        recipient_key=w.recipient_key,
        announcement="",
        article="art. 1",
        conditions=(),
        given_by=Pseudonym("somebody"),
        role=Role.SPOC_DUTY,
        authority=Authority(state=w.own.state, kind=AuthorityKind.SPOC).code,
        given_at=w.on,
        valid_until=w.on + timedelta(hours=72),
    )
    return replace(w, orders=(order,))


# ── assurances ──────────────────────────────────────────────────────────────────────────────────
_CALLED_FOR_BY = {kind: str(trigger) for trigger, kind in KIND_ASKED.items()}
_BINDS_THE_STATE = AuthorityKind.EXECUTIVE_DECIDER


def _assurances(apart: Apart) -> Iterator[Twist]:
    pairs: list[Any] = list(apart.of_term("assurances"))
    said: list[AssuranceTerm] = [one for pair in pairs for texts in pair for one in texts]
    kinds = {one.kind for one in said}
    if apart.differs("court_examines_assurances"):
        kinds.add(AssuranceKind.NO_DEATH_PENALTY)
    for kind in sorted(kinds):
        yield _assurance(kind, AssuranceState.ACCEPTED)
        yield _assurance(kind, AssuranceState.EXAMINED)
        givers = {one.giver for one in said if one.kind is kind}
        named = {authority for authority in AuthorityKind if authority in givers}
        for giver in sorted((named | {_BINDS_THE_STATE}) - {AuthorityKind.CENTRAL_AUTHORITY}):
            yield _assurance(kind, AssuranceState.ACCEPTED, giver)


def _assurance(
    kind: AssuranceKind, state: AssuranceState, giver: AuthorityKind = AuthorityKind.CENTRAL_AUTHORITY
) -> Twist:
    """Return what calls for an assurance of a kind, with one that this authority gave and how far it came."""
    by = "" if giver is AuthorityKind.CENTRAL_AUTHORITY else f" by {giver}"
    says = f"an assurance of {kind}{by} is {state.lower()}"
    return Twist(says=says, turn=_assured(kind, state, giver), types=SURRENDERS | {T.T09})


def _assured(kind: AssuranceKind, state: AssuranceState, giver: AuthorityKind) -> Turn:
    factors = Othman(**dict.fromkeys(Othman.__dataclass_fields__, True))
    _, calls_for_it = _GROUNDS[_CALLED_FOR_BY[kind]]

    def turn(w: Weighing) -> Weighing:
        given = Assurance(
            kind=kind,
            giver=Authority(state=w.partner.state, kind=giver),
            text="a note",
            state=state,
            factors=factors,
            accepted_at=w.on if state is AssuranceState.ACCEPTED else None,
            accepted_by=ACCEPTS,
            monitor_on=(w.on.date() + timedelta(days=365),),
        )
        return _circumstances(calls_for_it(w), assurances=(given,))

    return turn


# ── turning one part ────────────────────────────────────────────────────────────────────────────
def _offences(w: Weighing, **said: Any) -> Weighing:  # noqa: ANN401 - any field of an offence
    offences = tuple(replace(one, **said) for one in w.request.offences)
    return replace(w, request=replace(w.request, offences=offences))


def _items(w: Weighing, **said: Any) -> Weighing:  # noqa: ANN401 - any field of an item
    return replace(w, items=tuple(replace(one, **said) for one in w.items))


def _subjects(w: Weighing, **said: Any) -> Weighing:  # noqa: ANN401 - any field of a subject
    subjects = tuple(replace(one, **said) for one in w.request.subjects)
    return replace(w, request=replace(w.request, subjects=subjects))


def _of_the_requested_state(w: Weighing) -> Weighing:
    return _subjects(w, nationalities=frozenset({w.request.recipient.state}))


def _circumstances(w: Weighing, **said: Any) -> Weighing:  # noqa: ANN401 - any finding
    return replace(w, circumstances=replace(w.circumstances, **said))


def _found(w: Weighing, **said: Any) -> Weighing:  # noqa: ANN401 - any finding of the whole request
    return _circumstances(w, examination=replace(w.circumstances.examination, **said))


def _examined(w: Weighing, **said: Any) -> Weighing:  # noqa: ANN401 - any finding of an offence
    held: Iterable[OffenceExamination] = w.circumstances.examination.offences
    return _found(w, offences=tuple(replace(one, **said) for one in held))


def _sentence(w: Weighing, **said: Any) -> Weighing:  # noqa: ANN401 - any fact of a sentence
    held = w.circumstances.sentence
    return w if held is None else _circumstances(w, sentence=replace(held, **said))


def _left(w: Weighing, days: int) -> Weighing:
    return _sentence(w, ends_on=w.on.date() + timedelta(days=days))
