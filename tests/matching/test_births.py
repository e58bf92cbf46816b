"""Two birth dates: what relation they have, and that slips of the pen are told from other days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.births import WORTH, DateRelation, relate
from comity.model.records import PartialDate

DAYS = st.dates().map(lambda day: PartialDate(year=day.year, month=day.month, day=day.day))
YEARS = st.integers(1, 9999).map(lambda year: PartialDate(year=year))
LOOSE = st.integers(1, 9990).flatmap(
    lambda year: st.sampled_from(
        [PartialDate.parse(f"{year:04}~"), PartialDate.parse(f"{year:04}/{year + 4:04}")]
    )
)
DATES = st.one_of(DAYS, YEARS, LOOSE)


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("1980-05-02", "1980-05-02", DateRelation.EXACT),
        ("1980-01-01", "1980-01-01", DateRelation.NEW_YEAR),
        ("1980-05-02", "1980-02-05", DateRelation.SWAPPED),
        ("1980-05-02", "1980-05-12", DateRelation.SLIP),
        ("1980-05-02", "1990-05-02", DateRelation.SLIP),
        ("1980-05-12", "1980-05-21", DateRelation.SLIP),
        ("1957-05-02", "1975-05-02", DateRelation.SLIP),
        ("1980-05-02", "1980-05-27", DateRelation.ONE_PART_WRONG),
        ("1980-05-02", "1980-11-02", DateRelation.ONE_PART_WRONG),
        ("1980-05-02", "1980", DateRelation.YEAR),
        ("1980-05-02", "1980-05", DateRelation.MONTH),
        ("1980-05", "1980-07", DateRelation.NEAR),
        ("1980", "1981-05-02", DateRelation.NEAR),
        ("1980~", "1982-05-02", DateRelation.MAY_BE),
        ("1955/1958", "1957-03-01", DateRelation.MAY_BE),
        ("1955/1958", "1959-03-01", DateRelation.NEAR),
        ("1955/1958", "1971", DateRelation.CONTRADICTION),
        ("1980-05-02", "1980-06-03", DateRelation.CONTRADICTION),
        ("1980", "1984", DateRelation.CONTRADICTION),
    ],
)
def test_two_dates_stand_in_one_relation(one: str, other: str, relation: DateRelation):
    assert relate(PartialDate.parse(one), PartialDate.parse(other)) is relation


@given(DATES, DATES)
def test_the_order_of_two_dates_does_not_matter(one: PartialDate, other: PartialDate):
    assert relate(one, other) is relate(other, one)


@given(DATES, DATES)
def test_no_other_date_is_worth_more_than_the_date_itself(one: PartialDate, other: PartialDate):
    assert WORTH[relate(one, other)] <= WORTH[relate(one, one)]
