"""National profiles: what a state's law says on the points that the gate asks (domain.md 6).

Illustrative values, never legal advice: each carries its source, the day it was checked, how sure we
are, and whether the node's own state has adopted it (TP1). A value not adopted is UNKNOWN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from comity.model.parties import Channel, StateCode

ProfileScalar = bool | str | int | tuple[str, ...] | Mapping[str, str | int]
"""What a profile value may be: yes or no, a word, a number, a list, or a small table."""


class Confidence(StrEnum):
    """How sure we are of a value: found in its source, or to be verified before use."""

    STATED = "stated"
    VERIFY = "verify"
    FICTIONAL = "fictional"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileValue:
    """One value of one field, dated; `valid_to` is the last day, a value None was not found."""

    value: ProfileScalar | None
    valid_from: date
    valid_to: date | None = None
    source: str
    checked_on: date
    confidence: Confidence
    adopted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The profile of one state as one node holds it, under one version."""

    state: StateCode
    version: str
    values: Mapping[str, tuple[ProfileValue, ...]] = field(default_factory=dict)

    def held(self, name: str, on: date) -> ProfileValue | None:
        """Return the value in force on a day, adopted or not; the last one written wins."""
        for value in reversed(self.values.get(name, ())):
            if value.valid_from <= on and (value.valid_to is None or on <= value.valid_to):
                return value
        return None

    def at(self, name: str, on: date) -> ProfileScalar | None:
        """Return the adopted value in force on a day; None is UNKNOWN."""
        value = self.held(name, on)
        return value.value if value is not None and value.adopted else None


class RelationStatus(StrEnum):
    """What the own government decided on relations with one state (R-SUSPREL)."""

    OPEN = "OPEN"
    REFER = "REFER"
    SUSPENDED = "SUSPENDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One dated decision of one government on its relation with another state; `note` is for the reader.

    With `channels` it speaks of these alone; else of the whole relation.
    """

    of: StateCode
    towards: StateCode
    status: RelationStatus
    valid_from: date
    valid_to: date | None = None
    source: str
    checked_on: date
    confidence: Confidence
    channels: frozenset[Channel] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field as it stands at a node: what it assessed, whether that counts, and what the partner declares.

    `value` is None where nothing was found, `declared` where nothing was declared. `asked` tells that the
    gate asks the field of that state; where it `differs` as well, a legal officer looks before it leaves.
    """

    field: str
    row: str
    value: str | None
    adopted: bool
    confidence: Confidence | None
    source: str
    checked_on: date | None
    declared: str | None
    asked: bool
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileView:
    """The profile of a state as a node holds it, field by field, and what the node still lacks of it."""

    state: StateCode
    version: str
    declared_version: str | None
    missing: tuple[str, ...]
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingValues:
    """The fields of one state's profile that the gate asks and that nobody has adopted: UNKNOWN."""

    state: StateCode
    fields: tuple[str, ...]
