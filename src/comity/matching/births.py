"""How two birth dates relate, and what that is worth: a slip of the pen is weighed apart from another day.

Worth is in hundredths of a bit, in whole numbers, so that every platform finds the same. A birth year is one
of about sixty and a day one of 365. The first of January is what an office writes where the day is unknown,
so two of them say little more than the year.
"""

from enum import StrEnum

from comity.model.records import DateKind, PartialDate

NEAR_YEARS = 1
"""How far two years may lie apart and still be one year said twice, as an age or another calendar does."""


class DateRelation(StrEnum):
    """How two dates relate, from the best to the worst."""

    EXACT = "the same day"
    MONTH = "the same year and month, as far as known"
    NEW_YEAR = "both 1 January of one year, which often stands for an unknown day"
    SWAPPED = "day and month swapped"
    YEAR = "the same year, as far as known"
    SLIP = "one digit wrong, or two neighbouring digits turned round"
    MAY_BE = "may be the same, one being uncertain"
    ONE_PART_WRONG = "one of day, month and year differs"
    NEAR = "a year apart or less"
    UNKNOWN = "not known on both sides"
    CONTRADICTION = "contradict each other"


WORTH = {
    DateRelation.EXACT: 1440,
    DateRelation.MONTH: 900,
    DateRelation.NEW_YEAR: 850,
    DateRelation.SWAPPED: 800,
    DateRelation.YEAR: 550,
    DateRelation.SLIP: 500,
    DateRelation.MAY_BE: 250,
    DateRelation.ONE_PART_WRONG: 150,
    DateRelation.NEAR: -100,
    DateRelation.UNKNOWN: 0,
    DateRelation.CONTRADICTION: -900,
}
"""What each relation is worth: how much oftener it is seen of one person than of two."""


def relate(one: PartialDate, other: PartialDate) -> DateRelation:
    """Return how two dates relate; which of them comes first does not matter."""
    if one.kind is not DateKind.EXACT or other.kind is not DateKind.EXACT:
        return _uncertain(one, other)
    if one.day and other.day:
        return _whole(one, other)
    if one.year != other.year:
        near = abs(one.year - other.year) <= NEAR_YEARS
        return DateRelation.NEAR if near else DateRelation.CONTRADICTION
    if one.month and other.month:
        return DateRelation.MONTH if one.month == other.month else DateRelation.NEAR
    return DateRelation.YEAR


def _whole(one: PartialDate, other: PartialDate) -> DateRelation:
    years, months, days = one.year == other.year, one.month == other.month, one.day == other.day
    if years and months and days:
        return DateRelation.NEW_YEAR if one.month == one.day == 1 else DateRelation.EXACT
    if years and one.month == other.day and one.day == other.month:
        return DateRelation.SWAPPED
    if years + months + days == 2:
        return DateRelation.SLIP if _slip(_digits(one), _digits(other)) else DateRelation.ONE_PART_WRONG
    return DateRelation.CONTRADICTION


def _digits(day: PartialDate) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _slip(one: str, other: str) -> bool:
    """Tell whether one digit differs, or two neighbours are turned round."""
    wrong = [place for place in range(8) if one[place] != other[place]]
    if len(wrong) == 1:
        return True
    first, last = wrong[0], wrong[-1]
    return last - first == 1 and one[first] == other[last] and one[last] == other[first]


def _uncertain(one: PartialDate, other: PartialDate) -> DateRelation:
    if one.overlaps(other):
        return DateRelation.MAY_BE
    apart = min(abs(one.earliest.year - other.latest.year), abs(other.earliest.year - one.latest.year))
    return DateRelation.NEAR if apart <= NEAR_YEARS else DateRelation.CONTRADICTION
