"""Agreements between states: kind, parties, dated life, terms (domain.md 3).

Values only. What an instrument is worth on a day is computed in `law.instruments` and `law.lifecycle`.
The words of its life and of its terms stand in `model.lifecycle` and `model.terms`; all can be had here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from comity.model.lifecycle import (
    Copy,
    Denunciation,
    EntryClause,
    EntryIntoForce,
    EntryRule,
    InstrumentState,
    Period,
    Reservation,
    Span,
    Suspension,
)
from comity.model.parties import StateCode
from comity.model.profiles import Confidence
from comity.model.requests import RequestType
from comity.model.terms import EnabledType, Onward, Safeguard, Terms, TypeLimits

__all__ = [
    "Copy",
    "Denunciation",
    "EnabledType",
    "EntryClause",
    "EntryIntoForce",
    "EntryRule",
    "Instrument",
    "InstrumentKind",
    "InstrumentState",
    "Onward",
    "Period",
    "Provenance",
    "Reservation",
    "Safeguard",
    "Span",
    "Suspension",
    "Terms",
    "TypeLimits",
]


class InstrumentKind(StrEnum):
    """The nine kinds of domain.md 3.1."""

    TREATY_BILATERAL = "TREATY_BILATERAL"
    TREATY_MULTILATERAL = "TREATY_MULTILATERAL"
    EU_AGREEMENT = "EU_AGREEMENT"
    MOU = "MOU"
    AGENCY_PROGRAMME = "AGENCY_PROGRAMME"
    EXCHANGE_OF_NOTES = "EXCHANGE_OF_NOTES"
    IMPLEMENTING_PROTOCOL = "IMPLEMENTING_PROTOCOL"
    JOINT_STATEMENT = "JOINT_STATEMENT"
    AD_HOC_RECIPROCITY = "AD_HOC_RECIPROCITY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a value was found, when somebody looked, and how sure we are."""

    source: str
    checked_on: date
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What somebody said of an instrument in public: who, when, and on which points; it changes nothing."""

    source: str
    dated: date
    kind: InstrumentKind | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One agreement in one version (I5): who is bound, since when, and what it says.

    `members` are states bound through a party (the EU's), without ratifying themselves. `parent` is the
    text that an implementing protocol stands under. `prevails_for` are the types for which an EU agreement
    goes before a bilateral one (I9). `authentic` are the languages of the text, `copies` the hashes of each
    side's signed copy (I7, I8). `valid_from` and `valid_to` are law time, `recorded_at` is knowledge time.
    `data_clauses_reach_back`: stricter data clauses of this version bind data that is already held (I6).
    `sa_authorised_for`: the types that the supervisory authority authorised, all that the text opens if
    none is named (Q8). `case_ref` binds an ad hoc undertaking to its case. `sources` says where single
    values, such as `entry` or `terms.retention`, were found; `source`, `checked_on` and `confidence` speak
    of all others. `claims` is what press and speeches say of it (C3-1). `adopted` False means that the own
    state has not activated it (TP1): its effect is UNKNOWN.
    """

    id: str
    version: str
    kind: InstrumentKind
    title: str
    parties: frozenset[StateCode]
    entry: EntryIntoForce
    members: frozenset[StateCode] = frozenset()
    parent: str = ""
    prevails_for: frozenset[RequestType] = frozenset()
    authentic: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    proposed_on: date | None = None
    negotiating_since: date | None = None
    initialled_on: date | None = None
    abandoned_on: date | None = None
    signed_on: date | None = None
    ratified: Mapping[StateCode, date] = field(default_factory=dict)
    reservations: tuple[Reservation, ...] = ()
    provisional: tuple[Span, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    denunciations: tuple[Denunciation, ...] = ()
    ends_on: date | None = None
    superseded_on: date | None = None
    superseded_by: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    recorded_at: datetime | None = None
    data_clauses_reach_back: bool = False
    led61_grandfathered: bool = False
    sa_authorised_on: date | None = None
    sa_authorised_for: frozenset[RequestType] = frozenset()
    case_ref: str = ""
    terms: Terms = field(default_factory=Terms)
    adopted: bool = False
    fictional: bool = False
    note: str = ""
    source: str
    checked_on: date
    confidence: Confidence
    sources: Mapping[str, Provenance] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()

    def provenance(self, name: str) -> Provenance:
        """Return where a value was found: its own source, else that of the whole instrument."""
        whole = Provenance(source=self.source, checked_on=self.checked_on, confidence=self.confidence)
        return self.sources.get(name, whole)

    @property
    def bound(self) -> frozenset[StateCode]:
        """Return every state that the text binds, itself or through a party."""
        return self.parties | self.members

    def notice_of(self, denunciation: Denunciation) -> Period:
        """Return the notice period of a denunciation: its own, else that of the terms."""
        return denunciation.notice or self.terms.denunciation_notice or Period()
