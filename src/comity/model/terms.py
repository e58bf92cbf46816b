"""What an agreement says, as typed values: the terms of domain.md 3.3, each beside its article.

`Terms.articles` points from a term to the article that holds it; together with `Terms.read_in`, the
language version that was read, it is the pointer that every machine term carries (I8).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from comity.model.assurances import AssuranceKind
from comity.model.lifecycle import Period
from comity.model.parties import Channel, StateCode
from comity.model.requests import CrimeArea, DataCategory, Handling, Purpose, RequestType
from comity.model.surrender import SurrenderTerms


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


class Calendar(StrEnum):
    """In which days the instrument counts its time limits."""

    CALENDAR_DAYS = "CALENDAR_DAYS"
    WORKING_DAYS_OF_REQUESTED = "WORKING_DAYS_OF_REQUESTED"


class AssuranceTrigger(StrEnum):
    """What sets an agreed assurance off: the rule that asks for it, or every surrender."""

    DEATH = "R-DEATH"
    LIFE = "R-LIFE"
    TORTURE = "R-TORTURE"
    TRIAL = "R-TRIAL"
    ABSENT = "R-ABSENT"
    SURRENDER = "EVERY_SURRENDER"


class Side(StrEnum):
    """One of the two sides of a request."""

    REQUESTING = "REQUESTING"
    REQUESTED = "REQUESTED"


class EvidenceUse(StrEnum):
    """Whether what was sent may serve as evidence."""

    MLA_CONSENT = "MLA_CONSENT"
    WITH_CONSENT = "WITH_CONSENT"
    ALLOWED = "ALLOWED"


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
    extension: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalTerm:
    """One ground of refusal that the text names, by the rule of domain.md 5.3 that tests it.

    `curable`: whether a supplement is asked before a mandatory ground refuses; None leaves that to the rule.
    """

    article: str
    mandatory: bool = False
    curable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssuranceTerm:
    """One assurance that the text provides for: what sets it off, who gives it, how it is watched.

    `giver` is the kind of authority whose word counts, or `STATE`: whoever binds the requesting state.
    """

    kind: AssuranceKind
    trigger: AssuranceTrigger
    giver: str
    monitoring: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationTerm:
    """One act for which the text asks somebody's authorisation, and on which side."""

    act: str
    role: str
    side: Side
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTerm:
    """The hit/no-hit index that the text opens: classes, life of an epoch, persons a day by class."""

    article: str
    classes: frozenset[str]
    epoch_line: timedelta = timedelta(days=7)
    epoch_file: timedelta = timedelta(days=30)
    budgets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScreening:
    """A list that may be screened at once, for one event or case, with its largest size and its end."""

    article: str
    occasion: str
    most_persons: int
    delete_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Machine-readable terms (domain.md 3.3); absent means what that table says.

    `crime_areas` maps an area to the least maximum penalty in months (0: any). `retention_days` is the
    limit for categories that `retention` does not name. `safeguards` maps each safeguard that the text
    gives to its article, or to `not applicable: …` with the reason. `duty_to_assist` lists the types for
    which the text obliges without reserving national law (K2, N4). `articles` points from a term to the
    article that holds it, in the language version `read_in` (I8). By the article `consular_mandatory` a
    consulate is told of an arrest whatever the person chooses (T14).
    """

    crime_areas: Mapping[CrimeArea, int] = field(default_factory=dict)
    purposes: frozenset[Purpose] = frozenset()
    request_types: Mapping[RequestType, EnabledType] = field(default_factory=dict)
    data_categories: frozenset[DataCategory] = frozenset()
    forbidden_categories: frozenset[DataCategory] = frozenset()
    authorities: Mapping[StateCode, frozenset[str]] = field(default_factory=dict)
    channels: frozenset[Channel] = frozenset()
    direct_contact: bool = False
    copy_duty: str = ""
    time_limits: Mapping[RequestType, TypeLimits] = field(default_factory=dict)
    calendar: Calendar = Calendar.CALENDAR_DAYS
    languages: frozenset[str] = frozenset()
    translation_by: Side = Side.REQUESTING
    handling_default: Handling | None = None
    evidence_use: EvidenceUse = EvidenceUse.MLA_CONSENT
    conditions: tuple[str, ...] = ()
    retention: Mapping[DataCategory, timedelta] = field(default_factory=dict)
    retention_days: int | None = None
    review_every: timedelta | None = None
    onward_transfer: Onward = Onward.WITH_CONSENT
    onward_to: frozenset[StateCode] = frozenset()
    refusal_grounds: Mapping[str, RefusalTerm] = field(default_factory=dict)
    assurances: tuple[AssuranceTerm, ...] = ()
    authorisations: tuple[AuthorisationTerm, ...] = ()
    duty_to_assist: frozenset[RequestType] = frozenset()
    safeguards: Mapping[Safeguard, str] = field(default_factory=dict)
    surrender: SurrenderTerms = field(default_factory=SurrenderTerms)
    hit_no_hit: IndexTerm | None = None
    list_screening: ListScreening | None = None
    checkpoint_age_line: timedelta = timedelta(hours=24)
    checkpoint_age_file: timedelta = timedelta(days=14)
    review_cadence: Period | None = None
    committee: str = ""
    costs: str = ""
    dispute: str = ""
    denunciation_notice: Period | None = None
    consular_mandatory: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)
    read_in: str = ""

    @property
    def safeguards_complete(self) -> bool:
        """Tell whether all seven safeguards are there, so that 37(1)(a) and 46(2)(a) are open (Q6, Q7)."""
        return set(self.safeguards) == set(Safeguard)

    @property
    def missing_safeguards(self) -> tuple[Safeguard, ...]:
        """Return the safeguards that the text lacks: with any, the instrument is INCOMPLETE (C3-6, Q6)."""
        return tuple(s for s in Safeguard if s not in self.safeguards)
