"""What persons find when surrender or coercion is examined, and what surrender is bound to (domain.md 5.3).

Internal: none of it leaves (AX11). None is UNKNOWN: somebody has to look before anything moves.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.model.parties import Authority, StateCode


@dataclass(frozen=True, slots=True, kw_only=True)
class OffenceExamination:
    """What was found of one offence, by its `code`; penalties and sentence in months.

    `political` in itself or by connexion, unless the treaty `depoliticised_by` (an instrument's id) binds
    both (R-POLIT); `protected_expression` opinion or assembly only (R-DISCRIM); `fiscal` and `military` its
    nature; `sentence_months` what remains of a judgment to be served; `in_absentia` how it was given,
    `retrial` that a new trial is a right; `time_barred_*` and `amnesty_here` R-LAPSE; `armed_conflict` an
    armed force's act in an armed conflict (R-IHL).
    """

    code: str
    max_penalty_here_months: int | None = None
    sentence_months: int | None = None
    political: bool | None = None
    depoliticised_by: str = ""
    protected_expression: bool | None = None
    fiscal: bool | None = False
    military: bool | None = False
    life_without_review: bool | None = None
    in_absentia: bool | None = None
    retrial: bool | None = None
    time_barred_here: bool | None = None
    time_barred_there: bool | None = None
    amnesty_here: bool | None = None
    armed_conflict: bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrendered:
    """An earlier surrender of the person to the deciding state, which binds it (R-SPECIALITY).

    `offences` are those it was granted for; `freed_at` the final release, after which the person
    `could_leave` and stayed, or `returned` after leaving.
    """

    by: StateCode
    on: datetime
    offences: frozenset[str] = frozenset()
    freed_at: datetime | None = None
    could_leave: bool | None = None
    returned: bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was found of a request as a whole.

    `discriminatory` made to punish for who somebody is (R-DISCRIM); `torture_risk` (R-TORTURE);
    `unfair_trial` a flagrant denial of justice or a special court (R-TRIAL); `assurance_may_suffice` one that
    meets Othman is possible; `inhumane` for age, health or family (R-HUMAN); `immune` a person with
    diplomatic or state immunity; `essential_interests` sovereignty, security or ordre public (R-SOVER);
    `home_state_informed` the member state whose national is sought knows and does not ask for them (R-EUCIT).
    """

    discriminatory: bool | None = None
    torture_risk: bool | None = None
    unfair_trial: bool | None = None
    assurance_may_suffice: bool | None = None
    inhumane: bool | None = False
    immune: bool | None = False
    essential_interests: bool | None = False
    home_state_informed: bool | None = False
    offences: tuple[OffenceExamination, ...] = ()
    surrendered: Surrendered | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurrenderTerms:
    """What an instrument says on surrender: least penalty and sentence in months, accessory offences."""

    least_penalty_months: int = 12
    least_sentence_months: int = 4
    accessory_offences: bool = True


# ── provisional arrest (T11, ECE art. 16) ───────────────────────────────────────────────────────
class ArrestState(StrEnum):
    """Where a provisional arrest stands; RELEASE_DUE is computed, RELEASED an authority's act."""

    FORMAL_REQUEST_AWAITED = "FORMAL_REQUEST_AWAITED"
    RECEIVED = "RECEIVED"
    RELEASE_DUE = "RELEASE_DUE"
    RELEASED = "RELEASED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The act by which a named authority let the person go."""

    authority: Authority
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalArrest:
    """One arrest before the formal request; its clock starts at the arrest, not at the message."""

    arrested_at: datetime
    extension_asked_at: datetime | None = None
    papers_at: datetime | None = None
    release: Release | None = None
