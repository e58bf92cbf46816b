"""Partial dates, scripts, and what a record says of itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.demo.people import make_person
from comity.model.records import DateKind, NameQuality, PartialDate, script_of

years = st.integers(1, 9999)
partial_dates = st.one_of(
    st.builds(PartialDate, kind=st.sampled_from([DateKind.EXACT, DateKind.APPROXIMATE]), year=years),
    st.builds(PartialDate, year=years, month=st.integers(1, 12)),
    st.dates().map(lambda day: PartialDate(year=day.year, month=day.month, day=day.day)),
    st.tuples(years, years).map(
        lambda ends: PartialDate(kind=DateKind.BETWEEN, year=min(ends), to_year=max(ends))
    ),
)


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("1968", date(1968, 1, 1), date(1968, 12, 31)),
        ("1968-02", date(1968, 2, 1), date(1968, 2, 29)),
        ("1968-02-29", date(1968, 2, 29), date(1968, 2, 29)),
        ("1968~", date(1966, 1, 1), date(1970, 12, 31)),
        ("1968-02~", date(1966, 2, 1), date(1970, 2, 28)),
        ("1968-02-29~", date(1966, 2, 28), date(1970, 2, 28)),
        ("1955/1958", date(1955, 1, 1), date(1958, 12, 31)),
        ("0001~", date(1, 1, 1), date(3, 12, 31)),
        ("9999~", date(9997, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_runs_from_its_earliest_to_its_latest_day(written, earliest, latest):
    partial = PartialDate.parse(written)
    assert (partial.earliest, partial.latest) == (earliest, latest)
    assert partial.text == written


@pytest.mark.parametrize(
    ("held", "day", "may_be"),
    [
        ("1968", date(1968, 12, 31), True),
        ("1968", date(1969, 1, 1), False),
        ("1968~", date(1970, 12, 31), True),
        ("1968~", date(1971, 1, 1), False),
        ("1955/1958", date(1957, 6, 1), True),
        ("1955/1958", date(1954, 12, 31), False),
        ("1955-03/1958-02", date(1955, 3, 1), True),
        ("1955-03/1958-02", date(1958, 2, 28), True),
        ("1955-03/1958-02", date(1958, 3, 1), False),
        ("1955-12-30/1956-01-02", date(1956, 1, 2), True),
        ("1955-12-30/1956-01-02", date(1956, 1, 3), False),
        ("1968-09-02", date(1968, 9, 2), True),
        ("1968-09-02", date(1968, 2, 9), False),
    ],
)
def test_a_partial_date_may_be_each_day_within_it_and_no_other(held, day, may_be):
    assert PartialDate.parse(held).may_be(day) is may_be


@given(partial_dates)
def test_a_partial_date_is_read_as_it_was_written(partial):
    assert PartialDate.parse(partial.text) == partial


@given(partial_dates, partial_dates)
def test_overlap_is_mutual_and_means_a_day_that_both_may_be(one, other):
    assert one.overlaps(other) == other.overlaps(one)
    latest_start = max(one.earliest, other.earliest)
    assert one.overlaps(other) == (one.may_be(latest_start) and other.may_be(latest_start))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "68",
        "1968-13",
        "1968-02-30",
        "0000",
        "1958/1955",
        "1958-02/1958-01",
        "1958/1959~",
        "1968-9",
        "about 1968",
        "١٩٦٨",
    ],
)
def test_refuses_text_that_is_no_date(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "parts",
    [
        {"year": 1968, "day": 2},
        {"year": 1968, "month": 0},
        {"year": 1968, "to_year": 1970},
        {"kind": DateKind.BETWEEN, "year": 1968},
        {"kind": DateKind.BETWEEN, "year": 1968, "month": 2, "to_year": 1968, "to_month": 1},
        {"kind": DateKind.BETWEEN, "year": 1968, "to_year": 1970, "to_day": 1},
        {"year": 1968, "to_month": 3},
        {"kind": DateKind.BETWEEN, "year": 1968, "to_year": 10000},
    ],
)
def test_refuses_parts_that_make_no_date(parts):
    with pytest.raises(ValueError, match=r"."):
        PartialDate(**parts)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Đặng Thị Hòa", "Latn"),
        ("Щербинин, Ю.", "Cyrl"),
        ("محمد العلمي", "Arab"),
        ("窦海生", "Hani"),
        ("Ἀνδρέας", "Grek"),
        ("Алесь H.", "Cyrl"),
        ("1-2", "Zyyy"),
        ("", "Zyyy"),
    ],
)
def test_names_the_script_of_most_letters(text, script):
    assert script_of(text) == script


def test_a_record_tells_its_primary_name_from_its_aliases():
    record = make_person(
        "BE", "BE-1", "Dou Haisheng", "1968", original="窦海生", aliases=[("Old Dou", NameQuality.LOW)]
    )
    assert record.name == "Dou Haisheng"
    assert [alias.text for alias in record.aliases] == ["Old Dou"]
