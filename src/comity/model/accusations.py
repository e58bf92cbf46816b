"""On what an accusation rests where an organisation stands behind it (R-LIST, R-LISTDIFF, AX8)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Ties(StrEnum):
    """What a person may be said to share with an organisation; none of it is a deed."""

    LISTING = "LISTING"
    MEMBERSHIP = "MEMBERSHIP"
    KINSHIP = "KINSHIP"
    ASSOCIATION = "ASSOCIATION"
    OPINION = "OPINION"
    LAWFUL_EVENT = "LAWFUL_EVENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act held against this very person: on a day, with who says so and how good that source is.

    `grading` is the source's letter and the information's number, as `B2`; `attributable` that the act is
    this person's own.
    """

    on: date | None = None
    what: str = ""
    source: str = ""
    grading: str = ""
    attributable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accusation:
    """What an offence rests on: an organisation's label, ties to it, and deeds of the person."""

    organisation: str = ""
    ties: frozenset[Ties] = frozenset()
    deeds: tuple[Deed, ...] = ()
