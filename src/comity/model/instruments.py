"""Agreements between states: kinds, lifecycle with dates, machine-readable terms (domain.md 3).

Values only. Whether an instrument is in force on a day is computed in `law.instruments`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from comity.model.parties import Channel, StateCode
from comity.model.profiles import Confidence
from comity.model.requests import CrimeArea, DataCategory, Handling, Purpose, RequestType
from comity.model.surrender import SurrenderTerms


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


class Safeguard(StrEnum):
    """The seven safeguards that art. 37(1)(a) LED asks of a binding instrument."""

    RIGHTS = "RIGHTS"
    REDRESS = "REDRESS"
    SUPERVISION = "SUPERVISION"
    SECURITY = "SECURITY"
    BREACH_DUTY = "BREACH_DUTY"
    NO_DEATH_PENALTY_USE = "NO_DEATH_PENALTY_USE"
    SUSPENSION_CLAUSE = "SUSPENSION_CLAUSE"


class Onward(StrEnum):
    """What the instrument says on passing data on (Q16)."""

    FORBIDDEN = "FORBIDDEN"
    WITH_CONSENT = "WITH_CONSENT"
    ALLOWED_TO = "ALLOWED_TO"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnabledType:
    """One request type that the instrument opens: its article, and the sender if only one side may ask."""

    article: str
    sender: StateCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeLimits:
    """Time limits for one request type; None leaves the default of domain.md 4.4."""

    urgent: timedelta | None = None
    normal: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Machine-readable terms (domain.md 3.3); absent means what that table says.

    `crime_areas` maps an area to the least maximum penalty in months (0: any). `safeguards` maps each
    safeguard that the text gives to its article, or to `not applicable: …` with the reason.
    `articles` points from a field to the article that holds it; `duty_to_assist` lists the types for
    which the text obliges without reserving national law (K2, N4).
    """

    crime_areas: Mapping[CrimeArea, int] = field(default_factory=dict)
    purposes: frozenset[Purpose] = frozenset()
    request_types: Mapping[RequestType, EnabledType] = field(default_factory=dict)
    data_categories: frozenset[DataCategory] = frozenset()
    forbidden_categories: frozenset[DataCategory] = frozenset()
    authorities: Mapping[StateCode, frozenset[str]] = field(default_factory=dict)
    channels: frozenset[Channel] = frozenset()
    time_limits: Mapping[RequestType, TypeLimits] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    handling_default: Handling | None = None
    conditions: tuple[str, ...] = ()
    retention_days: int | None = None
    onward_transfer: Onward = Onward.WITH_CONSENT
    onward_to: frozenset[StateCode] = frozenset()
    refusal_grounds: frozenset[str] = frozenset()
    duty_to_assist: frozenset[RequestType] = frozenset()
    safeguards: Mapping[Safeguard, str] = field(default_factory=dict)
    surrender: SurrenderTerms = field(default_factory=SurrenderTerms)
    list_screening: int | None = None
    checkpoint_age_line: timedelta = timedelta(hours=24)
    checkpoint_age_file: timedelta = timedelta(days=14)
    articles: Mapping[str, str] = field(default_factory=dict)

    @property
    def safeguards_complete(self) -> bool:
        """Tell whether all seven safeguards are there, so that 37(1)(a) and 46(2)(a) are open (Q6, Q7)."""
        return set(self.safeguards) == set(Safeguard)


class EntryRule(StrEnum):
    """How entry into force is computed (I2)."""

    ON_SIGNATURE = "ON_SIGNATURE"
    DAYS_AFTER_LAST_RATIFICATION = "DAYS_AFTER_LAST_RATIFICATION"
    FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION = "FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryIntoForce:
    """The entry-into-force clause: a rule and its number of days or months."""

    rule: EntryRule
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days during which something holds for some articles; no articles means all of them.

    Used for provisional application and for suspension by one party (I3); `until` is the last day.
    """

    since: date
    until: date | None = None
    by: StateCode | None = None
    articles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Denunciation:
    """A notice of denunciation; the text ends when the notice period is over (I4)."""

    by: StateCode
    notified_on: date
    notice: timedelta
    pending_requests_survive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One agreement in one version (I5): who is bound, since when, and what it says.

    `adopted` False means that the own state has not activated it (TP1): its effect is UNKNOWN.
    `case_ref` binds an ad hoc undertaking to its case. `recorded_at` is knowledge time.
    """

    id: str
    version: str
    kind: InstrumentKind
    title: str
    parties: frozenset[StateCode]
    entry: EntryIntoForce
    signed_on: date | None = None
    ratified: Mapping[StateCode, date] = field(default_factory=dict)
    provisional: tuple[Span, ...] = ()
    suspensions: tuple[Span, ...] = ()
    denunciation: Denunciation | None = None
    ends_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    recorded_at: datetime | None = None
    led61_grandfathered: bool = False
    sa_authorised_on: date | None = None
    case_ref: str = ""
    terms: Terms = field(default_factory=Terms)
    adopted: bool = False
    fictional: bool = False
    source: str
    checked_on: date
    confidence: Confidence
