"""What the gate answers: outcome, grounds, authorisers, conditions (domain.md 5.2, 5.9 Q2)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum


class Outcome(IntEnum):
    """Outcomes by rank; the highest rank wins (K1)."""

    PERMIT = 1
    PERMIT_WITH_CONDITIONS = 2
    NEEDS_AUTHORISATION = 3
    REFER = 4
    REFUSE = 5


class Moment(StrEnum):
    """When the gate runs (domain.md 5.1)."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    G4 = "G4"
    G5 = "G5"
    G6 = "G6"


class Level(IntEnum):
    """Norm levels, N0 absolute to N5 policy (K2)."""

    N0 = 0
    N1 = 1
    N2 = 2
    N3 = 3
    N4 = 4
    N5 = 5


class Disclosable(StrEnum):
    """The only reasons that a partner may be told (domain.md 5.3, Q2)."""

    FORM = "FORM"
    SCOPE = "SCOPE"
    NECESSITY = "NECESSITY"
    NATIONAL_LAW = "NATIONAL_LAW"
    HUMAN_RIGHTS = "HUMAN_RIGHTS"
    POSTPONED = "POSTPONED"
    NO_REPLY_POSSIBLE = "NO_REPLY_POSSIBLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One rule that spoke, on the whole message (`unit` empty), an offence or an item.

    `needs` names roles for an authorisation or a referral; `action` says what a referral asks; `clause`
    is the place of the clause that spoke within its rule.
    """

    rule: str
    outcome: Outcome
    level: Level
    article: str
    disclosable: Disclosable
    unit: str = ""
    needs: tuple[str, ...] = ()
    action: str = ""
    conditions: tuple[str, ...] = ()
    unknown: bool = False
    clause: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDecision:
    """The outcome for one offence or one item."""

    unit: str
    outcome: Outcome
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The full weighing of one message at one moment; internal, never leaves whole (AX11)."""

    moment: Moment
    outcome: Outcome
    partial: bool
    grounds: tuple[Ground, ...]
    items: tuple[UnitDecision, ...] = ()
    offences: tuple[UnitDecision, ...] = ()
    authorisers: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    time_limit: timedelta | None = None
    flags: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    neutral: bool = False
    rulebook: str = ""
    versions: tuple[tuple[str, str], ...] = field(default=())
    on: datetime

    @property
    def released_now(self) -> frozenset[str]:
        """Return the items that may leave as things stand (Q1)."""
        return frozenset(i.unit for i in self.items if i.outcome <= Outcome.PERMIT_WITH_CONDITIONS)
