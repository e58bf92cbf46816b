"""Time limits of 4.4 and the arithmetic of periods (Q21)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.law import clocks
from comity.model.authorisations import OrderKind
from comity.model.instruments import Terms, TypeLimits
from comity.model.parties import Authority
from comity.model.requests import RequestType, Urgency
from comity.model.surrender import ProvisionalArrest, Release
from comity.model.terms import Calendar

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)

TABLE = {
    "T01": (None, None),
    "T02": (8 * HOUR, 7 * DAY),
    "T03": (24 * HOUR, 7 * DAY),
    "T04": (4 * HOUR, 5 * DAY),
    "T05": (24 * HOUR, 10 * DAY),
    "T06": (HOUR, HOUR),
    "T07": (24 * HOUR, 24 * HOUR),
    "T08": (2 * HOUR, 2 * HOUR),
    "T09": (10 * DAY, 60 * DAY),
    "T10": (None, None),
    "T11": (None, None),
    "T12": (None, 180 * DAY),
    "T13": (5 * DAY, 25 * DAY),
    "T14": (None, None),
    "T15": (2 * HOUR, 10 * DAY),
    "T16": (4 * HOUR, 3 * DAY),
    "T17": (2 * DAY, 30 * DAY),
    "T18": (None, 30 * DAY),
    "T19": (HOUR, HOUR),
    "T20": (None, 30 * DAY),
}
"""The last column of the table of 4.4: urgent and normal; None where a type is answered at once or has a
clock or target of its own."""


@pytest.mark.parametrize("kind", RequestType)
def test_answers_within_the_default_limit_of_the_type(kind):
    found = tuple(clocks.time_limit(kind, urgency, None) for urgency in (Urgency.URGENT, Urgency.NORMAL))
    assert found == TABLE[kind]


def test_data_that_somebody_else_holds_takes_three_days_when_urgent():
    assert clocks.time_limit(RequestType.T02, Urgency.URGENT, None, direct=False) == 3 * DAY


def test_some_defaults_run_in_working_days_and_a_limit_of_the_text_by_its_calendar():
    own = Terms(time_limits={RequestType.T04: TypeLimits(normal=5 * DAY)})
    working, plain = Calendar.WORKING_DAYS_OF_REQUESTED, Calendar.CALENDAR_DAYS
    assert clocks.calendar_of(RequestType.T04, Urgency.NORMAL, None) is working
    assert clocks.calendar_of(RequestType.T04, Urgency.NORMAL, Terms()) is working
    assert clocks.calendar_of(RequestType.T04, Urgency.NORMAL, own) is plain
    assert clocks.calendar_of(RequestType.T04, Urgency.NORMAL, replace(own, calendar=working)) is working
    assert clocks.calendar_of(RequestType.T13, Urgency.URGENT, None) is working
    assert clocks.calendar_of(RequestType.T13, Urgency.NORMAL, None) is plain
    not_urgent = Terms(time_limits={RequestType.T13: TypeLimits(normal=20 * DAY)})
    assert clocks.calendar_of(RequestType.T13, Urgency.URGENT, not_urgent) is working
    assert clocks.calendar_of(RequestType.T17, Urgency.URGENT, None) is working
    assert clocks.calendar_of(RequestType.T04, Urgency.URGENT, None) is plain


def test_the_instrument_prevails_over_the_default():
    terms = Terms(time_limits={RequestType.T02: TypeLimits(normal=timedelta(days=5))})
    assert clocks.time_limit(RequestType.T02, Urgency.NORMAL, terms) == timedelta(days=5)
    assert clocks.time_limit(RequestType.T02, Urgency.URGENT, terms) == timedelta(hours=8)


def test_the_update_comes_at_one_fixed_point_before_the_limit():
    assert clocks.further_time_update_at(AT, timedelta(hours=8)) == datetime(2026, 3, 2, 18, tzinfo=UTC)
    assert clocks.further_time_update_at(AT, timedelta(days=7)) == datetime(2026, 3, 7, 18, tzinfo=UTC)


def test_a_period_runs_to_the_last_instant_of_its_last_day():
    assert clocks.is_over(AT, 30, datetime(2026, 4, 1, 23, 59, 59, tzinfo=UTC), UTC) is False
    assert clocks.is_over(AT, 30, datetime(2026, 4, 2, tzinfo=UTC), UTC) is True


def test_days_are_those_of_the_deciding_authority_even_when_its_clocks_change():
    brussels = ZoneInfo("Europe/Brussels")
    end = clocks.last_instant(AT, 30, brussels)
    assert end.astimezone(UTC) == datetime(2026, 4, 1, 22, tzinfo=UTC)
    after_midnight_there = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)  # 6 January in Brussels
    end = clocks.last_instant(after_midnight_there, 18, brussels)
    assert end.astimezone(UTC) == datetime(2026, 1, 24, 23, tzinfo=UTC)


def test_orders_and_reviews_have_their_spans():
    assert clocks.order_life(OrderKind.JUDGE) == timedelta(days=30)
    assert clocks.order_life(OrderKind.TP2) == timedelta(hours=72)
    assert clocks.order_life(OrderKind.JUDGE, timedelta(days=45)) == timedelta(days=45)
    assert clocks.order_life(OrderKind.JUDGE, danger=True) == timedelta(hours=72)
    assert clocks.order_life(OrderKind.AUTHORITY, timedelta(days=45), danger=True) == timedelta(hours=72)
    assert clocks.order_life(OrderKind.JUDGE, timedelta(hours=1), danger=True) == timedelta(hours=1)
    assert clocks.reviews_due(AT, 72) == (
        datetime(2026, 3, 5, 12, tzinfo=UTC),
        datetime(2026, 3, 9, 12, tzinfo=UTC),
    )


# ── provisional arrest (S31, ECE art. 16) ───────────────────────────────────────────────────────
BRUSSELS = ZoneInfo("Europe/Brussels")
ARREST = ProvisionalArrest(arrested_at=datetime(2026, 1, 5, 22, 30, tzinfo=UTC))  # 23:30 in Brussels
DAY_18 = datetime(2026, 1, 23, 22, 59, 59, tzinfo=UTC)
DAY_40 = datetime(2026, 2, 14, 22, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ASKED = replace(ARREST, extension_asked_at=DAY_18)


@pytest.mark.parametrize(
    ("arrest", "now", "state"),
    [
        (ARREST, ARREST.arrested_at, "FORMAL_REQUEST_AWAITED"),
        (ARREST, DAY_18, "FORMAL_REQUEST_AWAITED"),
        (ARREST, DAY_18 + SECOND, "RELEASE_DUE"),
        (ASKED, DAY_18 + SECOND, "FORMAL_REQUEST_AWAITED"),
        (ASKED, DAY_40, "FORMAL_REQUEST_AWAITED"),
        (ASKED, DAY_40 + SECOND, "RELEASE_DUE"),
        (replace(ARREST, extension_asked_at=DAY_18 + SECOND), DAY_40, "RELEASE_DUE"),
        (replace(ARREST, papers_at=DAY_18), DAY_18, "RECEIVED"),
        (replace(ARREST, papers_at=DAY_18), DAY_40 + SECOND, "RECEIVED"),
        (replace(ARREST, papers_at=DAY_18 + SECOND), DAY_40, "RELEASE_DUE"),
        (replace(ASKED, papers_at=DAY_40), DAY_40 + SECOND, "RECEIVED"),
        (replace(ARREST, papers_at=DAY_40), DAY_18, "FORMAL_REQUEST_AWAITED"),
    ],
)
def test_an_arrest_before_the_papers_lasts_eighteen_days_and_forty_at_the_most(arrest, now, state):
    assert clocks.arrest_state(arrest, now, BRUSSELS) == state


def test_time_alone_releases_nobody():
    long_after = DAY_40 + timedelta(days=365)
    assert clocks.arrest_state(ARREST, long_after, BRUSSELS) == "RELEASE_DUE"
    let_go = Release(authority=Authority.parse("BE/COURT/brussels"), at=DAY_40)
    released = replace(ARREST, release=let_go)
    assert clocks.arrest_state(released, DAY_40 - SECOND, BRUSSELS) == "RELEASE_DUE"
    assert clocks.arrest_state(released, DAY_40, BRUSSELS) == "RELEASED"


def test_without_a_treaty_the_own_law_sets_the_one_limit():
    limit = timedelta(days=45)
    day_45 = datetime(2026, 2, 19, 22, 59, 59, tzinfo=UTC)
    assert clocks.arrest_state(ARREST, day_45, BRUSSELS, limit) == "FORMAL_REQUEST_AWAITED"
    assert clocks.arrest_state(ARREST, day_45 + SECOND, BRUSSELS, limit) == "RELEASE_DUE"
    assert clocks.arrest_state(ASKED, day_45 + SECOND, BRUSSELS, limit) == "RELEASE_DUE"


def test_the_clock_starts_at_the_arrest_in_the_time_zone_of_the_authority_that_holds_the_person():
    assert clocks.release_due_at(ARREST, BRUSSELS).astimezone(UTC) == DAY_18 + SECOND
    assert clocks.release_due_at(ARREST, UTC) == datetime(2026, 1, 24, tzinfo=UTC)
