"""An ordinary message between two states, as a weighing that nothing but the law itself stands in the way of.

Two versions of the law are told apart by it (`law.probing`): a person whom an open case concerns, with the
data that the texts open, and whatever persons would have had to find out found in favour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.law.body import Law
from comity.law.named.message import COMPETENT
from comity.law.view import SPONTANEOUS, WARNINGS
from comity.law.weighing import Circumstances, Danger, Weighing
from comity.model.decisions import Moment
from comity.model.parties import Authority, AuthorityKind, Channel, StateCode
from comity.model.requests import (
    Basis,
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
from comity.model.sentences import Sentence
from comity.model.surrender import Examination, OffenceExamination
from comity.model.travel import Period

PENALTY = 60
"""The greatest penalty of the usual offence, in months."""

OFFENCE = "offence"
"""Its code."""

OF_CASE = ItemId("from-the-case")
"""The item that comes from the open case."""

_USUAL = (
    AuthorityKind.SPOC,
    AuthorityKind.CENTRAL_AUTHORITY,
    AuthorityKind.IMMIGRATION,
    AuthorityKind.FIU,
)
"""Who sends and receives a type: the first of these that is competent for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """What an ordinary message is about, how it comes, and which of several texts it names, if any."""

    type: RequestType
    purpose: Purpose
    area: CrimeArea
    language: str
    channel: Channel
    categories: tuple[DataCategory, ...]
    basis: Basis | None = None


def weighing_of(
    message: Ordinary, sender: StateCode, recipient: StateCode, on: datetime, law: Law
) -> Weighing:
    """Return an ordinary message as it is weighed, under one law, by the side that would let data go."""
    own, partner = (sender, recipient) if message.type in SPONTANEOUS else (recipient, sender)
    return Weighing(
        moment=Moment.G3,
        on=on,
        own=law.profile(own),
        partner=law.profile(partner),
        instruments=law.between(sender, recipient),
        relation=law.relation(own, partner, on, message.channel),
        request=_request(message, sender, recipient, on),
        matter=MatterId("case/probe"),
        items=tuple(_items(message.categories)),
        circumstances=Circumstances(examination=_examined(), sentence=_sentence(on)),
        danger=Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
        if message.type in WARNINGS
        else None,
        lists=law.lists,
    )


def _items(categories: Iterable[DataCategory]) -> Iterable[Item]:
    yield from (
        Item(id=ItemId(c.value), category=c, subject="s", strictly_necessary=True) for c in categories
    )
    yield Item(id=OF_CASE, category=DataCategory.DC_IDENTITY, subject="s", linked_case=True)


def _examined() -> Examination:
    found = OffenceExamination(
        code=OFFENCE,
        max_penalty_here_months=PENALTY,
        sentence_months=PENALTY,
        political=False,
        protected_expression=False,
        life_without_review=False,
        in_absentia=False,
        time_barred_here=False,
        time_barred_there=False,
        amnesty_here=False,
    )
    return Examination(discriminatory=False, torture_risk=False, unfair_trial=False, offences=(found,))


def _sentence(on: datetime) -> Sentence:
    return Sentence(
        final=True,
        received_on=on.date(),
        ends_on=on.date() + timedelta(days=500),
        consent=True,
        informed=True,
        voluntary=True,
        verified=True,
    )


def _request(message: Ordinary, sender: StateCode, recipient: StateCode, on: datetime) -> Request:
    kinds = COMPETENT.get(message.type, frozenset(_USUAL))
    kind = next((kind for kind in _USUAL if kind in kinds), min(kinds))
    offence = Offence(
        code=OFFENCE,
        area=message.area,
        max_penalty_months=PENALTY,
        death_at_partner=False,
        committed_on=on.date() - timedelta(days=90),
    )
    return Request(
        reference="PROBE",
        type=message.type,
        sender=Authority(state=sender, kind=kind),
        recipient=Authority(state=recipient, kind=kind),
        channel=message.channel,
        basis=message.basis,
        purpose=message.purpose,
        case_ref="CASE",
        subjects=(_subject(sender),),
        offences=(offence,),
        questions=tuple(Question(id=c.value, category=c, text="What is held?") for c in message.categories),
        facts="What was done is known, with its day.",
        link_to_recipient="It was done there.",
        necessity="It cannot be learned elsewhere.",
        proportionality=Proportionality(necessity="n", suitability="s", less_intrusive="l", balance="b"),
        language=message.language,
        period=Period(first=on.date() - timedelta(days=90), last=on.date()),
    )


def _subject(nationality: StateCode) -> Subject:
    return Subject(
        label="s",
        status=SubjectStatus.SUSPECT,
        name="Somebody Invented",
        born="1980-01-01",
        nationalities=frozenset({nationality}),
        document="X0000000",
        open_case=True,
        consent=True,
    )
