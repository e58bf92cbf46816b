"""Dates as far as they are known: sources are sure of some parts and vague about others."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

APPROXIMATE_YEARS = 2
"""How far an approximate date reaches to either side; sources give no figure, so this is ours."""

_PART = r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?"
_EDTF = re.compile(rf"{_PART}(?:(~)|/{_PART})?", re.ASCII)


def is_date(text: str) -> bool:
    """Tell whether a text is a date as far as it is known, of some calendar day or days."""
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


class DateKind(StrEnum):
    """How sure the source is of a date."""

    EXACT = "EXACT"
    APPROXIMATE = "APPROXIMATE"
    BETWEEN = "BETWEEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A Gregorian date as far as it is known: a year, a month, a day, or one between two of these.

    Raises: ValueError for a date that no calendar has.
    """

    kind: DateKind = DateKind.EXACT
    year: int
    month: int | None = None
    day: int | None = None
    to_year: int | None = None
    to_month: int | None = None
    to_day: int | None = None

    def __post_init__(self) -> None:
        """Refuse impossible dates."""
        if (self.kind is DateKind.BETWEEN) != (self.to_year is not None):
            raise ValueError("BETWEEN, and only BETWEEN, has a last year")
        first = _first_day(self.year, self.month, self.day)
        if self.to_year is None and (self.to_month is not None or self.to_day is not None):
            raise ValueError("a last month or day without a last year")
        if self.to_year is not None:
            last = _first_day(self.to_year, self.to_month, self.to_day)
            if first > last and (self.year, None) != (self.to_year, self.to_month):
                raise ValueError("BETWEEN runs to the same or a later date")

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `1968`, `1968-09`, `1968-09-02`, `1968~` (about) or `1955/1958-03` (between).

        The forms are those of ISO 8601-2 (EDTF) level 1. Raises: ValueError for anything else.
        """
        return _parsed(text)

    @property
    def text(self) -> str:
        """Return the form that `parse` reads."""
        first = _written(self.year, self.month, self.day)
        if self.to_year is not None:
            return f"{first}/{_written(self.to_year, self.to_month, self.to_day)}"
        return first + ("~" if self.kind is DateKind.APPROXIMATE else "")

    @property
    def earliest(self) -> date:
        """Return the first day it may mean."""
        year = self.year - APPROXIMATE_YEARS if self.kind is DateKind.APPROXIMATE else self.year
        return _clamped(year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """Return the last day it may mean."""
        if self.to_year is not None:
            return _clamped(self.to_year, self.to_month or 12, self.to_day or 31)
        year = self.year + APPROXIMATE_YEARS if self.kind is DateKind.APPROXIMATE else self.year
        return _clamped(year, self.month or 12, self.day or 31)

    def may_be(self, day: date) -> bool:
        """Tell whether this may be that day."""
        return self.earliest <= day <= self.latest

    def overlaps(self, other: "PartialDate") -> bool:
        """Tell whether some day may be both."""
        return self.earliest <= other.latest and other.earliest <= self.latest


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> PartialDate:
    """Read a date once: a register's persons were born on no more days than these."""
    found = _EDTF.fullmatch(text.strip())
    if found is None:
        raise ValueError("a date is written 1968, 1968-09, 1968-09-02, 1968~ or 1955/1958")
    year, month, day, about, to_year, to_month, to_day = found.groups()
    if not to_year:
        kind = DateKind.APPROXIMATE if about else DateKind.EXACT
        return PartialDate(kind=kind, year=int(year), month=_number(month), day=_number(day))
    return PartialDate(
        kind=DateKind.BETWEEN,
        year=int(year),
        month=_number(month),
        day=_number(day),
        to_year=int(to_year),
        to_month=_number(to_month),
        to_day=_number(to_day),
    )


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _first_day(year: int, month: int | None, day: int | None) -> date:
    if day is not None and month is None:
        raise ValueError("a day without a month")
    return date(year, 1 if month is None else month, 1 if day is None else day)


def _written(year: int, month: int | None, day: int | None) -> str:
    if month is None:
        return f"{year:04}"
    return f"{year:04}-{month:02}" if day is None else f"{year:04}-{month:02}-{day:02}"


def _clamped(year: int, month: int, day: int) -> date:
    """Make a date within the calendar's years and the month's days."""
    year = min(max(year, 1), 9999)
    return date(year, month, min(day, monthrange(year, month)[1]))
