"""A day of the law begins at midnight where the deciding authority sits (Q21), and not in UTC."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.acts.commit import known_matter
from comity.acts.plain import from_plain
from comity.demo.world import World
from comity.exchange import answers, weighing
from comity.exchange.clock import run_due
from comity.exchange.regate import next_change
from comity.exchange.weighing import content, request_of
from comity.law.sheet import FactSheet
from comity.model.decisions import Disclosable, Moment
from comity.model.people import Role
from comity.model.profiles import Confidence, Relation, RelationStatus
from comity.model.surrender import ProvisionalArrest
from stories.exchange import BE, KNOWN, RU, at, held, own_kinds, sent, taken
from stories.signing import put_in_force

BRUSSELS = ZoneInfo("Europe/Brussels")


def in_brussels(world: World) -> None:
    """Let the Belgian authorities decide in Brussels."""
    place = world["BE"]
    place.node = replace(place.node, zone=BRUSSELS)


def test_a_provisional_arrest_is_over_at_midnight_in_brussels():
    with at(taken) as (world, matter):
        in_brussels(world)
        be = world["BE"]
        arrest = ProvisionalArrest(arrested_at=datetime(2019, 11, 4, 22, 30, tzinfo=UTC))  # 23:30 there
        weighing.find(be.node, matter, replace(KNOWN, arrest=arrest), be[Role.LEGAL_OFFICER], world.now)
        day_18 = datetime(2019, 11, 22, 23, tzinfo=UTC)  # where day 18 ends in Brussels
        run_due(be.node, day_18 - timedelta(seconds=1))
        assert "arrest.alarm" not in own_kinds(be.node, matter)
        run_due(be.node, day_18)
        alarm = next(h for h in held(be.node, matter).headers if h.kind == "arrest.alarm")
        assert alarm.marks["since"] == "2019-11-22T23:00Z"


def test_a_request_lapses_when_day_30_is_over_in_brussels():
    with at(sent) as (world, matter):
        in_brussels(world)
        be = world["BE"]
        asked = datetime(2019, 11, 4, 23, 30, tzinfo=UTC)  # there it is the 5th
        answers.return_for_supplement(
            be.node, matter, Disclosable.FORM, "the signature", be[Role.SPOC_DUTY], asked
        )
        (lapse,) = [t for t in be.node.store.read(lambda r: r.timers_of(matter)) if t.kind == "lapse"]
        assert lapse.due_at == datetime(2019, 12, 5, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (datetime(2019, 11, 4, 22, 59, tzinfo=UTC), RelationStatus.OPEN),
        (datetime(2019, 11, 4, 23, 0, tzinfo=UTC), RelationStatus.SUSPENDED),
    ],
)
def test_a_governments_word_counts_from_midnight_in_brussels(now: datetime, status: RelationStatus):
    with at(taken) as (world, matter):
        in_brussels(world)
        be = world["BE"]
        word = Relation(
            of=BE,
            towards=RU,
            status=RelationStatus.SUSPENDED,
            valid_from=date(2019, 11, 5),
            source="test",
            checked_on=date(2019, 11, 1),
            confidence=Confidence.FICTIONAL,
        )
        put_in_force(world, "BE", replace(be.node.law, relations=(word,), digest="suspended"))
        midnight = datetime(2019, 11, 4, 23, tzinfo=UTC)
        assert next_change(be.node, midnight - timedelta(hours=9)) == midnight
        known = known_matter(be.node, matter)
        request, _ = request_of(be.node, known)
        assert weighing.weigh(be.node, known, request, Moment.G2, now).relation is status


def test_a_weighing_keeps_the_day_of_brussels():
    with at(taken) as (world, matter):
        in_brussels(world)
        be = world["BE"]
        answers.admit(be.node, matter, datetime(2019, 11, 4, 23, 30, tzinfo=UTC))
        stored = held(be.node, matter).last("request.weigh")
        assert from_plain(FactSheet, content(be.node, stored)["facts"]).day == date(2019, 11, 5)
