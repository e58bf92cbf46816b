"""Dates as a zone writes them: YYMMDD, with fillers for what is unknown (ICAO Doc 9303 part 3, 4.8)."""

from calendar import monthrange
from datetime import date
from enum import Enum, auto
from functools import lru_cache

from comity.model.records import DateKind, PartialDate

OLDEST = 130
"""Nobody is older, in years."""


class Told(Enum):
    """What six characters say."""

    WHOLE = auto()
    PARTLY = auto()
    UNKNOWN = auto()
    ZEROS = auto()
    IMPOSSIBLE = auto()


@lru_cache(maxsize=65536)
def read_date(text: str) -> Told:
    """Say what kind of date six characters are; a day must fit its month in some century."""
    if text == "<<<<<<":
        return Told.UNKNOWN
    year, month, day = text[:2], text[2:4], text[4:]
    if not all(part == "<<" or _number(part) for part in (year, month, day)):
        return Told.IMPOSSIBLE
    if "00" in (month, day):
        known = month if month not in ("00", "<<") else "01"
        return Told.ZEROS if int(known) <= 12 and (day in ("00", "<<") or int(day) <= 31) else Told.IMPOSSIBLE
    longest = 31
    if month != "<<":
        if int(month) > 12:
            return Told.IMPOSSIBLE
        leap = year == "<<" or int(year) % 4 == 0
        longest = monthrange(2000 if leap else 2001, int(month))[1]
    if day != "<<" and int(day) > longest:
        return Told.IMPOSSIBLE
    return Told.PARTLY if "<<" in (year, month, day) else Told.WHOLE


def _number(part: str) -> bool:
    """Tell whether this is a number in ASCII: other digits, such as a raised two, are no digits of a zone."""
    return part.isascii() and part.isdigit()


def _years(text: str, first: int, last: int) -> list[int]:
    """Return the years from first to last that end as the text begins."""
    if not _number(text[:2]):
        return []
    return [year for year in range(first, last + 1) if year % 100 == int(text[:2])]


def _date(year: int, text: str) -> PartialDate | None:
    month, day = (int(part) if _number(part) and part != "00" else None for part in (text[2:4], text[4:]))
    try:
        return PartialDate(
            kind=DateKind.EXACT, year=year, month=month, day=day if month is not None else None
        )
    except ValueError:  # 29 February in the other century
        return None


def read_birth(text: str, today: date) -> tuple[PartialDate, ...]:
    """Return the dates of birth that are meant, the younger first; none lies after today."""
    found = (_date(year, text) for year in reversed(_years(text, today.year - OLDEST, today.year)))
    return tuple(one for one in found if one is not None and one.earliest <= today)


@lru_cache(maxsize=65536)
def read_expiry(text: str, today: date) -> date | None:
    """Return the last day of validity, in the century nearest to today; None if no year is told."""
    if not _number(text[:2]):
        return None
    year = today.year - 49 + (int(text[:2]) - (today.year - 49)) % 100
    meant = _date(year, text)
    return meant.latest if meant is not None else None
