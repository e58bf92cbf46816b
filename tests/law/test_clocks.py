"""Time limits of 4.4 and the arithmetic of periods (Q21)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.law import clocks
from comity.model.authorisations import OrderKind
from comity.model.instruments import Terms, TypeLimits
from comity.model.requests import RequestType, Urgency

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "urgency", "direct", "expected"),
    [
        (RequestType.T02, Urgency.URGENT, True, timedelta(hours=8)),
        (RequestType.T02, Urgency.URGENT, False, timedelta(days=3)),
        (RequestType.T02, Urgency.NORMAL, True, timedelta(days=7)),
        (RequestType.T06, Urgency.URGENT, True, timedelta(hours=1)),
        (RequestType.T04, Urgency.NORMAL, True, None),
    ],
)
def test_answers_within_the_default_limit_of_the_type(kind, urgency, direct, expected):
    assert clocks.time_limit(kind, urgency, None, direct=direct) == expected


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


def test_orders_and_reviews_have_their_spans():
    assert clocks.order_life(OrderKind.JUDGE) == timedelta(days=30)
    assert clocks.order_life(OrderKind.TP2) == timedelta(hours=72)
    assert clocks.reviews_due(AT, 72) == (
        datetime(2026, 3, 5, 12, tzinfo=UTC),
        datetime(2026, 3, 9, 12, tzinfo=UTC),
    )
