"""What a changed agreement or profile decides otherwise, asked of ordinary messages between its states.

A rule is read by the prover (`law.differing`); what an agreement opens or a profile says is found by asking.
Every type goes each way between the two states, with the data that either version opens, on a person whom
an open case concerns; then again with each purpose, area, language and channel that only one version has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import combinations, permutations
from typing import Any

from comity.law.body import Law
from comity.law.differing import Changed, compared
from comity.law.gate import weigh
from comity.law.named.message import COMPETENT
from comity.law.view import SPONTANEOUS
from comity.law.weighing import Circumstances, Danger, Weighing
from comity.model.decisions import Moment
from comity.model.instruments import Instrument
from comity.model.parties import Authority, AuthorityKind, Channel, StateCode
from comity.model.requests import (
    CrimeArea,
    DataCategory,
    Item,
    ItemId,
    MatterId,
    Offence,
    Proportionality,
    Purpose,
    Question,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
)
from comity.model.surrender import Examination
from comity.model.travel import Period

PENALTY = 60
"""The greatest penalty of the usual offence, in months."""

WARNINGS = frozenset({RequestType.T06, RequestType.T19})

Pair = tuple[StateCode, StateCode]

_USUAL = (
    AuthorityKind.SPOC,
    AuthorityKind.CENTRAL_AUTHORITY,
    AuthorityKind.IMMIGRATION,
    AuthorityKind.FIU,
)
"""Who sends and receives a type: the first of these that is competent for it."""

_OF_CASE = ItemId("from-the-case")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What is varied of an ordinary message."""

    type: RequestType
    purpose: Purpose
    area: CrimeArea
    language: str
    channel: Channel
    death: bool = False
    own_national: bool = False
    penalty: int = PENALTY

    def title(self, sender: StateCode, recipient: StateCode, types: Iterable[RequestType]) -> str:
        """Say in one line what the message is, of these types."""
        besides = ("the offence may carry death",) * self.death
        besides += (f"punished with {self.penalty} months",) * (self.penalty != PENALTY)
        besides += ("a national of the requested state",) * self.own_national
        what = (f"{self.purpose}, {self.area}", f"in '{self.language}' by {self.channel}", *besides)
        verb = "tells" if self.type in SPONTANEOUS else "asks"
        return f"{sender} {verb} {recipient} ({', '.join(types)}): {', '.join(what)}"


def probed(before: Law, after: Law, on: datetime) -> Iterator[Changed]:
    """Yield the messages that fare otherwise where agreements, relations or profiles were changed.

    Types that fare otherwise in the same way are told together, and a variation only where it adds something.
    """
    for pair in changed_pairs(before, after):
        texts = [i for law in (before, after) for i in law.between(*pair)]
        categories = sorted({c for i in texts for c in i.terms.data_categories})
        for sender, recipient in permutations(pair):
            found: dict[tuple[object, ...], tuple[Changed, Probe, list[RequestType]]] = {}
            told: set[tuple[object, ...]] = set()
            for probe in _probes(before.between(*pair), after.between(*pair)):
                make = partial(_weighing, probe, sender, recipient, categories, on)
                one, two = (weigh(make(law), law.rulebook) for law in (before, after))
                changed = compared("", one, two)
                if changed is None or (gist := (probe.type, changed.rules, changed.differing())) in told:
                    continue
                told.add(gist)
                spontaneous = probe.type in SPONTANEOUS
                alike = (spontaneous, changed.lines(), replace(probe, type=RequestType.T01))
                found.setdefault(alike, (changed, probe, []))[2].append(probe.type)
            for changed, probe, types in found.values():
                yield replace(changed, title=probe.title(sender, recipient, types))


def changed_pairs(before: Law, after: Law) -> tuple[Pair, ...]:
    """Return the pairs of states between which an agreement, a relation or a profile is another one."""
    states = sorted({*before.profiles.states, *after.profiles.states})
    known = [s for s in states if s in before.profiles.states and s in after.profiles.states]
    profiles = {s for s in known if before.profile(s).values != after.profile(s).values}
    relations = {frozenset({r.of, r.towards}) for r in {*before.relations} ^ {*after.relations}}

    def differs(pair: Pair) -> bool:
        both = [law.between(*pair) for law in (before, after)]
        return bool(set(pair) & profiles and any(both)) or frozenset(pair) in relations or both[0] != both[1]

    return tuple(pair for pair in combinations(known, 2) if differs(pair))


def _probes(before: Iterable[Instrument], after: Iterable[Instrument]) -> Iterator[Probe]:
    """Yield every type as usual, then what only one version allows and what profiles turn on."""
    texts = [(*before,), (*after,)]
    purposes = _usual_first(texts, "purposes", Purpose.INVESTIGATION)
    areas = _usual_first(texts, "crime_areas", CrimeArea.DRUGS)
    languages = _usual_first(texts, "languages", "en")
    channels = _usual_first(texts, "channels", Channel.BILATERAL_SPOC)
    for kind in RequestType:
        usual = Probe(
            type=kind, purpose=purposes[0], area=areas[0], language=languages[0], channel=channels[0]
        )
        yield usual
        yield from (replace(usual, purpose=purpose) for purpose in purposes[1:])
        yield from (replace(usual, area=area) for area in areas[1:])
        yield from (replace(usual, area=area, penalty=months) for area, months in _thresholds(texts))
        yield from (replace(usual, language=language) for language in languages[1:])
        yield from (replace(usual, channel=channel) for channel in channels[1:])
        yield replace(usual, death=True)
        yield replace(usual, own_national=True)


def _usual_first(versions: Iterable[Iterable[Instrument]], term: str, usual: Any) -> list[Any]:  # noqa: ANN401
    """Return the usual value if both allow it, else one that both do; then what a text gained or lost."""
    before, after = (
        {(text.id, value) for text in texts for value in getattr(text.terms, term)} for texts in versions
    )
    common = sorted({value for _, value in before} & {value for _, value in after})
    first = usual if usual in common or not common else common[0]
    return [first, *sorted({value for _, value in before ^ after} - {first})]


def _thresholds(versions: Iterable[Iterable[Instrument]]) -> Iterator[tuple[CrimeArea, int]]:
    """Yield each area whose least penalty only one version has, with that penalty less one month."""
    before, after = (
        {(text.id, area, least) for text in texts for area, least in text.terms.crime_areas.items()}
        for texts in versions
    )
    yield from sorted({(area, least - 1) for _, area, least in before ^ after if least})


# ── one message ─────────────────────────────────────────────────────────────────────────────────
def _weighing(
    probe: Probe,
    sender: StateCode,
    recipient: StateCode,
    categories: Iterable[DataCategory],
    on: datetime,
    law: Law,
) -> Weighing:
    own, partner = (sender, recipient) if probe.type in SPONTANEOUS else (recipient, sender)
    data = [Item(id=ItemId(c.value), category=c, subject="s", strictly_necessary=True) for c in categories]
    of_case = Item(id=_OF_CASE, category=DataCategory.DC_IDENTITY, subject="s", linked_case=True)
    return Weighing(
        moment=Moment.G3,
        on=on,
        own=law.profile(own),
        partner=law.profile(partner),
        instruments=law.between(sender, recipient),
        relation=law.relation(own, partner, on),
        request=_request(probe, sender, recipient, tuple(categories), on),
        matter=MatterId("case/probe"),
        items=(*data, of_case),
        circumstances=Circumstances(
            examination=Examination(discriminatory=False, torture_risk=False, unfair_trial=False)
        ),
        danger=Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
        if probe.type in WARNINGS
        else None,
        lists=law.lists,
    )


def _request(
    probe: Probe,
    sender: StateCode,
    recipient: StateCode,
    categories: tuple[DataCategory, ...],
    on: datetime,
) -> Request:
    kinds = COMPETENT.get(probe.type, frozenset(_USUAL))
    kind = next((kind for kind in _USUAL if kind in kinds), min(kinds))
    offence = Offence(
        code="offence",
        area=probe.area,
        max_penalty_months=probe.penalty,
        death_at_partner=probe.death,
        committed_on=on.date() - timedelta(days=90),
    )
    return Request(
        reference="PROBE",
        type=probe.type,
        sender=Authority(state=sender, kind=kind),
        recipient=Authority(state=recipient, kind=kind),
        channel=probe.channel,
        basis=None,
        purpose=probe.purpose,
        case_ref="CASE",
        subjects=(_subject(frozenset({recipient if probe.own_national else sender})),),
        offences=(offence,),
        questions=tuple(Question(id=c.value, category=c, text="What is held?") for c in categories),
        facts="What was done is known, with its day.",
        link_to_recipient="It was done there.",
        necessity="It cannot be learned elsewhere.",
        proportionality=Proportionality(necessity="n", suitability="s", less_intrusive="l", balance="b"),
        language=probe.language,
        period=Period(first=on.date() - timedelta(days=90), last=on.date()),
    )


def _subject(nationalities: frozenset[StateCode]) -> Subject:
    return Subject(
        label="s",
        status=SubjectStatus.SUSPECT,
        name="Somebody Invented",
        born="1980-01-01",
        nationalities=nationalities,
        document="X0000000",
        open_case=True,
    )
