"""What of a birth date a key may hold, and what it is worth in bits."""

from collections.abc import Iterator

from comity.model.records import DateKind, PartialDate

Born = PartialDate | None
_YEAR, _MONTH, _DAY = 5.625, 3.625, 4.875
_NEW_YEAR = 4.5
"""Bits of 1 January beside a year: registers write it where they know no day."""


def dates(born: Born) -> Iterator[tuple[str, str, float]]:
    """Yield kind, content and bits of each part of an exact date; day and month sorted where they swap."""
    if born is None or born.kind is not DateKind.EXACT:
        return
    yield "y", f"{born.year:04}", _YEAR
    if born.month is None:
        return
    unsure = born.month == 1 and born.day == 1
    yield "ym", f"{born.year:04}-{born.month:02}", _YEAR + (2.5 if unsure else _MONTH)
    if born.day is None:
        return
    first, second = born.month, born.day
    if second <= 12:
        first, second = sorted((first, second))
    worth = _NEW_YEAR if unsure else _MONTH + _DAY - (1 if born.day <= 12 and first != second else 0)
    yield "full", f"{born.year:04}-{first:02}-{second:02}", _YEAR + worth
    yield "yd", f"{born.year:04}--{born.day:02}", _YEAR + (3 if unsure else _DAY)
    yield "md", f"--{first:02}-{second:02}", worth
