"""Replies, conditions of use and outcome feedback (domain.md 4.2, 5.4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.model.decisions import Decision
from comity.model.requests import DataCategory, ItemId


class ReplyCode(StrEnum):
    """Reply codes of domain.md 4.2 that T02 and T06 use."""

    FULL = "FULL"
    PARTIAL = "PARTIAL"
    NO_REPLY_POSSIBLE = "NO_REPLY_POSSIBLE"
    REFUSED = "REFUSED"
    POSTPONED = "POSTPONED"
    SUPPLEMENT_NEEDED = "SUPPLEMENT_NEEDED"


class AlertReply(StrEnum):
    """Replies to a warning (domain.md 4.5, T06)."""

    ACK = "ACK"
    LOCATED = "LOCATED"
    NOT_FOUND = "NOT_FOUND"
    MEASURE_TAKEN = "MEASURE_TAKEN"
    NOT_ACTIONABLE = "NOT_ACTIONABLE"


class OutcomeCode(StrEnum):
    """What a reply was worth to the receiver (M3, C0-11)."""

    ADVANCED_CASE = "ADVANCED_CASE"
    NO_EFFECT = "NO_EFFECT"
    WRONG_PERSON = "WRONG_PERSON"
    TOO_LATE = "TOO_LATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a release obliges its recipient to (domain.md 5.4)."""

    handling: str
    purpose: str
    case_ref: str
    retention_until: datetime
    evidence_use: bool = False
    onward: str = "WITH_CONSENT"
    no_death_penalty_use: bool = True
    feedback_days: int = 90
    erase_days: int = 10
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An item as its recipient reads it."""

    item: ItemId
    category: DataCategory
    plaintext: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a person reads of what arrived, and what stays closed since `decision` refuses its use."""

    items: tuple[Opened, ...]
    withheld: tuple[tuple[ItemId, DataCategory], ...]
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgencies:
    """Warnings that two persons released before a judge (TP2), by what the reviews said of them.

    `confirmed` by judge and data protection officer; `not_confirmed` by one of them, `lapsed` those of which
    nobody said so in time, both recalled; `waiting` those whose reviews still run.
    """

    since: datetime
    released: int
    confirmed: int
    not_confirmed: int
    lapsed: int
    waiting: int
