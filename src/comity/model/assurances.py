"""Assurances between states: what is promised, by whom, how good it is and how far it has come (5.6)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from comity.model.parties import Authority, StateCode
from comity.model.people import Role


class AssuranceKind(StrEnum):
    """What is promised, by the rule that asks for it (domain.md 5.3)."""

    NO_DEATH_PENALTY = "NO_DEATH_PENALTY"
    LIFE_TERM_REVIEW = "LIFE_TERM_REVIEW"
    NO_ILL_TREATMENT = "NO_ILL_TREATMENT"
    FAIR_TRIAL = "FAIR_TRIAL"
    RETRIAL = "RETRIAL"


class AssuranceState(StrEnum):
    """How far an assurance has come."""

    DRAFT = "DRAFT"
    GIVEN = "GIVEN"
    EXAMINED = "EXAMINED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    MONITORED = "MONITORED"
    BREACHED = "BREACHED"
    FULFILLED = "FULFILLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Othman:
    """The factors on which an assurance is examined (Othman v. United Kingdom, 2012); None: not yet examined.

    Terms: `in_writing`, `specific`, `binds_courts`, `names_duration`, `names_consequence` of a breach. Giver:
    `giver_binds_state`. Past: `kept_before`. Access: `consular_visits`, `independent_visits`, of which one
    is enough. `reviewable`: a court can look at whether it is kept.
    """

    in_writing: bool | None = None
    specific: bool | None = None
    giver_binds_state: bool | None = None
    binds_courts: bool | None = None
    names_duration: bool | None = None
    names_consequence: bool | None = None
    kept_before: bool | None = None
    consular_visits: bool | None = None
    independent_visits: bool | None = None
    reviewable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """One assurance in one matter, by the authority that gives it.

    `text` names the paper that holds its terms; `accepted_by` are the roles of TP4, `monitor_on` the days on
    which somebody looks whether it is kept; `breached_at` is when it was found not to be.
    """

    kind: AssuranceKind
    giver: Authority
    text: str = ""
    state: AssuranceState = AssuranceState.DRAFT
    factors: Othman = Othman()
    accepted_at: datetime | None = None
    accepted_by: frozenset[Role] = frozenset()
    monitor_on: tuple[date, ...] = ()
    breached_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssuranceBreach:
    """One kind of assurance that one state did not keep, until the joint committee has reported on it."""

    kind: AssuranceKind
    giver: StateCode
    found_at: datetime
    reported_at: datetime | None = None
