"""Agreements as data: what each kind is worth, which of them open a message, which goes first.

Implements domain.md 3.1, I5-I9, Q6, Q8. Three-valued: None is UNKNOWN, for an instrument that the own
state has not adopted (TP1) or whose entry into force nobody has verified. Read by `law.agreementfile`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from math import inf

from comity.law.articles import parts_of
from comity.law.lifecycle import in_force, is_valid, may_have_begun
from comity.law.truth import Truth, all_of
from comity.model.instruments import Instrument, InstrumentKind
from comity.model.lifecycle import Denunciation, Span, Suspension
from comity.model.parties import Channel, StateCode
from comity.model.profiles import Relation, RelationStatus
from comity.model.requests import DataCategory, RequestType
from comity.model.terms import Safeguard

_K = InstrumentKind


# ── kinds and their effect in law (3.1) ─────────────────────────────────────────────────────────
class Binding(StrEnum):
    """Whether a kind binds in law."""

    YES = "YES"
    LIMITED = "LIMITED"
    UNDER_PARENT = "UNDER_PARENT"
    CASE_ONLY = "CASE_ONLY"
    POLITICAL = "POLITICAL"
    NO = "NO"


class DataBasis(StrEnum):
    """Whether a kind can be the binding instrument of art. 37(1)(a) LED and art. 46(2)(a) GDPR."""

    WITH_SAFEGUARDS = "WITH_SAFEGUARDS"
    OF_PARENT = "OF_PARENT"
    CASE_DEROGATION = "CASE_DEROGATION"
    NO = "NO"


class Coercion(StrEnum):
    """Whether a kind can carry coercion or the surrender of a person."""

    BY_ITS_ARTICLES = "BY_ITS_ARTICLES"
    READMISSION_ONLY = "READMISSION_ONLY"
    OF_PARENT = "OF_PARENT"
    WITHOUT_TREATY = "WITHOUT_TREATY"
    NO = "NO"


@dataclass(frozen=True, slots=True)
class KindEffect:
    """What one kind of instrument is worth; `carries` that it can be the basis of a message (R-BASIS)."""

    binding: Binding
    data_basis: DataBasis
    coercion: Coercion
    carries: bool


EFFECTS: Mapping[InstrumentKind, KindEffect] = {
    _K.TREATY_BILATERAL: KindEffect(
        Binding.YES, DataBasis.WITH_SAFEGUARDS, Coercion.BY_ITS_ARTICLES, carries=True
    ),
    _K.TREATY_MULTILATERAL: KindEffect(
        Binding.YES, DataBasis.WITH_SAFEGUARDS, Coercion.BY_ITS_ARTICLES, carries=True
    ),
    _K.EU_AGREEMENT: KindEffect(
        Binding.YES, DataBasis.WITH_SAFEGUARDS, Coercion.READMISSION_ONLY, carries=True
    ),
    _K.MOU: KindEffect(Binding.NO, DataBasis.NO, Coercion.NO, carries=False),
    _K.AGENCY_PROGRAMME: KindEffect(Binding.NO, DataBasis.NO, Coercion.NO, carries=False),
    _K.EXCHANGE_OF_NOTES: KindEffect(Binding.LIMITED, DataBasis.NO, Coercion.NO, carries=True),
    _K.IMPLEMENTING_PROTOCOL: KindEffect(
        Binding.UNDER_PARENT, DataBasis.OF_PARENT, Coercion.OF_PARENT, carries=False
    ),
    _K.JOINT_STATEMENT: KindEffect(Binding.POLITICAL, DataBasis.NO, Coercion.NO, carries=False),
    _K.AD_HOC_RECIPROCITY: KindEffect(
        Binding.CASE_ONLY, DataBasis.CASE_DEROGATION, Coercion.WITHOUT_TREATY, carries=True
    ),
}
"""The table of domain.md 3.1. A MOU can carry a message only as Q8 says, a protocol only as its parent."""

_SURRENDER = frozenset({RequestType.T10, RequestType.T11, RequestType.T12})
"""Types that rest on force, or hand a person over, whatever else they say."""


def is_binding_with_safeguards(instrument: Instrument) -> bool:
    """Tell whether an instrument opens 37(1)(a) LED and 46(2)(a) GDPR; INCOMPLETE closes them (Q6, Q7)."""
    effect = EFFECTS[instrument.kind]
    return effect.data_basis is DataBasis.WITH_SAFEGUARDS and instrument.terms.safeguards_complete


_READ_WITH_DATA = ("purposes", "data_categories")


def protects(
    instrument: Instrument, on: date, parties: Iterable[StateCode], *, asked_on: date | None = None
) -> Truth:
    """Tell whether an instrument opens 37(1)(a) LED and 46(2)(a) GDPR on a day, by articles that bind then.

    A safeguard whose article is suspended, reserved or not applied yet protects nobody (I1, I3); so with
    the articles on purposes and on categories of data, which say what the transfer is for.
    """
    if not is_binding_with_safeguards(instrument):
        return False
    if not (instrument.suspensions or instrument.reservations or instrument.provisional):
        return True  # all its articles stand or fall together, as does that of the type
    terms, between = instrument.terms, tuple(parties)
    named = {*terms.safeguards.values(), *(terms.articles.get(name, "") for name in _READ_WITH_DATA)}
    pointers = sorted(pointer for pointer in named if parts_of(pointer))
    return all_of(*(in_force(instrument, one, on, between, asked_on=asked_on) for one in pointers))


def incomplete(instrument: Instrument) -> tuple[Safeguard, ...]:
    """Return the safeguards that an agreement on exchange of data lacks: with any it is INCOMPLETE (C3-6).

    It still carries messages (R-BASIS); it only opens no transfer by itself (Q6).
    """
    exchanges = instrument.terms.data_categories - {DataCategory.DC_NON_PERSONAL}
    if not exchanges or EFFECTS[instrument.kind].data_basis is not DataBasis.WITH_SAFEGUARDS:
        return ()
    return instrument.terms.missing_safeguards


def may_coerce(instrument: Instrument, kind: RequestType, *, coercive: Truth, without_treaty: Truth) -> Truth:
    """Tell whether an instrument may carry this type as far as it is coercion or surrender (3.1).

    `without_treaty`: whether the requested state's law allows extradition without a treaty.
    """
    moves = kind in _SURRENDER or kind is RequestType.T13
    if not moves and coercive is False:
        return True
    allowed = _may_use_force(instrument, kind, without_treaty)
    return allowed if moves or coercive or allowed else None


def _may_use_force(instrument: Instrument, kind: RequestType, without_treaty: Truth) -> Truth:
    effect = EFFECTS[instrument.kind].coercion
    if effect is Coercion.READMISSION_ONLY:
        return kind is RequestType.T13
    if kind is RequestType.T13 and instrument.kind in (_K.MOU, _K.AD_HOC_RECIPROCITY):
        return True  # an application for readmission, in writing, within Q8, or for one case (S35)
    if effect is Coercion.WITHOUT_TREATY:
        return without_treaty
    return effect is Coercion.BY_ITS_ARTICLES


# ── which text opens a message (R-BASIS) ────────────────────────────────────────────────────────
def opens(instrument: Instrument, kind: RequestType, sender: StateCode) -> bool:
    """Tell whether the terms open a type for this sender, whatever the day."""
    enabled = instrument.terms.request_types.get(kind)
    return enabled is not None and enabled.sender in (None, sender)


def carries(
    instrument: Instrument,
    kind: RequestType,
    sender: StateCode,
    recipient: StateCode,
    on: date,
    *,
    asked_on: date | None = None,
) -> bool | None:
    """Tell whether an instrument opens this type in this direction on this day (R-BASIS)."""
    if not opens(instrument, kind, sender):
        return False
    article = instrument.terms.request_types[kind].article
    return in_force(instrument, article, on, (sender, recipient), asked_on=asked_on)


def sa_authorised(instrument: Instrument, kind: RequestType, on: date) -> bool:
    """Tell whether the supervisory authority authorised the arrangement for this type by a day (Q8)."""
    since, types = instrument.sa_authorised_on, instrument.sa_authorised_for
    return since is not None and since <= on and (not types or kind in types)


def stands_under(protocol: Instrument, instruments: Iterable[Instrument], on: date) -> Truth:
    """Tell whether an implementing protocol and its parents are in force: its parent decides (3.1)."""
    chain = chain_of(protocol, instruments)
    return all_of(*(in_force(one, "", on, protocol.parties) for one in chain)) if chain else False


def chain_of(protocol: Instrument, instruments: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """Return a protocol and the texts it stands under, up to one that is none; nothing if one is missing."""
    by_id = {i.id: i for i in instruments}
    chain, here = [protocol], protocol
    while here.kind is _K.IMPLEMENTING_PROTOCOL:
        parent = by_id.get(here.parent)
        if parent is None or parent in chain:
            return ()
        chain.append(parent)
        here = parent
    return tuple(chain)


# ── precedence among instruments for one act (I9) ───────────────────────────────────────────────
_PRECEDENCE = (
    _K.TREATY_BILATERAL,
    _K.EXCHANGE_OF_NOTES,
    _K.EU_AGREEMENT,
    _K.TREATY_MULTILATERAL,
    _K.AD_HOC_RECIPROCITY,
    _K.MOU,
)
"""For competence, channel and time limits; an EU agreement that says so goes before all (I9(3))."""


def by_precedence(
    instruments: Iterable[Instrument], kind: RequestType | None = None
) -> tuple[Instrument, ...]:
    """Sort instruments for competence, channel and time limits (I9(3)); equal ones by id and version."""

    def rank(instrument: Instrument) -> tuple[bool, int, str, str]:
        yields = kind is None or kind not in instrument.prevails_for
        return yields, _PRECEDENCE.index(instrument.kind), instrument.id, instrument.version

    return tuple(sorted((i for i in instruments if i.kind in _PRECEDENCE), key=rank))


# ── what the gate is given ──────────────────────────────────────────────────────────────────────
_STRICTEST_LAST = (RelationStatus.OPEN, RelationStatus.REFER, RelationStatus.SUSPENDED)


def relation_on(
    relations: Iterable[Relation], of: StateCode, towards: StateCode, on: date, channel: Channel | None = None
) -> RelationStatus:
    """Return what a government decided on its relation with another state; OPEN if it decided nothing.

    Of its words on the whole relation the newest counts, and of those on this channel; of both, and of two of
    one day, the strictest.
    """
    spoken = [
        r
        for r in relations
        if (r.of, r.towards) == (of, towards)
        and r.valid_from <= on
        and (r.valid_to is None or on <= r.valid_to)
    ]
    whole = [r for r in spoken if not r.channels]
    newest = [max(said, key=_newest).status for said in (whole, _on(spoken, channel)) if said]
    return max(newest, key=_STRICTEST_LAST.index, default=RelationStatus.OPEN)


def _newest(relation: Relation) -> tuple[date, int]:
    """Return what orders decisions: their day, and of one day how strict they are."""
    return relation.valid_from, _STRICTEST_LAST.index(relation.status)


def _on(spoken: Iterable[Relation], channel: Channel | None) -> list[Relation]:
    return [r for r in spoken if channel in r.channels]


def adopt(instruments: Iterable[Instrument], ids: Iterable[str] | None = None) -> tuple[Instrument, ...]:
    """Return the instruments as activated by a TP1 act: those named, or in a demonstration world all."""
    named = None if ids is None else frozenset(ids)
    return tuple(replace(i, adopted=True) if named is None or i.id in named else i for i in instruments)


# ── knowledge time (I5) ─────────────────────────────────────────────────────────────────────────
def learned_at(instrument: Instrument) -> Iterator[datetime]:
    """Yield the instants at which this version, or an event of it, was learned; none was always known."""
    for event in (instrument, *_events(instrument)):
        if event.recorded_at is not None:
            yield event.recorded_at


def as_known(
    instruments: Iterable[Instrument], at: datetime | None, on: date, between: Iterable[StateCode] = ()
) -> tuple[Instrument, ...]:
    """Return what was known at an instant of the law of a day: of each text one version at most.

    None: before anything was learned. Of several versions that speak on that day the one learned last counts;
    but one that is known not to be in force yet between two takes no other's place (I1, I6). Events learned
    later are left out.
    """
    two = tuple(between)
    versions: dict[str, list[Instrument]] = {}
    for one in instruments:
        if _known(one, at) and is_valid(one, on):
            versions.setdefault(one.id, []).append(_events_known(one, at))
    return tuple(_counting(held, on, two) for held in versions.values())


def _counting(versions: list[Instrument], on: date, between: tuple[StateCode, ...]) -> Instrument:
    """Return the version that counts: of those that began the one learned last, else the last of all."""
    begun = [one for one in versions if len(versions) == 1 or may_have_begun(one, on, between)]
    return max(reversed(begun or versions), key=_learned)


def _known(event: Instrument | Span | Suspension | Denunciation, at: datetime | None) -> bool:
    return event.recorded_at is None or (at is not None and event.recorded_at <= at)


def _learned(instrument: Instrument) -> tuple[float, date, date]:
    """Return what orders versions: when it was learned, from when it speaks, when it was signed."""
    at = instrument.recorded_at.timestamp() if instrument.recorded_at else -inf
    return at, instrument.valid_from or date.min, instrument.signed_on or date.min


def _events(instrument: Instrument) -> tuple[Span | Suspension | Denunciation, ...]:
    return (*instrument.provisional, *instrument.suspensions, *instrument.denunciations)


def _events_known(instrument: Instrument, at: datetime | None) -> Instrument:
    if all(_known(event, at) for event in _events(instrument)):
        return instrument
    return replace(
        instrument,
        provisional=tuple(span for span in instrument.provisional if _known(span, at)),
        suspensions=tuple(pause for pause in instrument.suspensions if _known(pause, at)),
        denunciations=tuple(notice for notice in instrument.denunciations if _known(notice, at)),
    )
