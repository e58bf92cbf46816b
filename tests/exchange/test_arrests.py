"""A provisional arrest runs from its instant; past its limit people are called every hour (T11, S31)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from comity.acts.calls import read_call
from comity.acts.ports import CALLS
from comity.demo.world import World
from comity.exchange import weighing
from comity.exchange.clock import run_due
from comity.model.parties import Authority
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.model.surrender import ProvisionalArrest, Release
from stories.exchange import KNOWN, at, own_kinds, taken

HOUR = timedelta(hours=1)


def note(world: World, matter: MatterId, arrest: ProvisionalArrest | None) -> None:
    be = world["BE"]
    weighing.find(be.node, matter, replace(KNOWN, arrest=arrest), be[Role.LEGAL_OFFICER], world.now)


def tick(world: World, to: datetime) -> int:
    """Run the clock of BE at an instant, and count the alarms so far."""
    world.now = to
    run_due(world["BE"].node, to)
    return alarms(world)


def alarms(world: World) -> int:
    matters = world["BE"].node.store.read(lambda r: r.matters("case/"))
    return sum(own_kinds(world["BE"].node, row.id).count("arrest.alarm") for row in matters)


def after(arrested: datetime, days: int) -> datetime:
    """Return the first instant after day n, days counted in UTC and the day of the arrest day 0."""
    return arrested.replace(hour=0, minute=0) + timedelta(days=days + 1)


def test_the_alarm_comes_after_day_18_every_hour_until_the_release_is_noted():
    with at(taken) as (world, matter):
        arrested = world.now
        note(world, matter, ProvisionalArrest(arrested_at=arrested))
        due = after(arrested, 18)
        assert tick(world, due - timedelta(seconds=1)) == 0
        assert [tick(world, due + n * HOUR) for n in range(3)] == [1, 2, 3]
        timers = world["BE"].node.store.read(lambda r: r.timers_of(matter))
        (call,) = [read_call(t) for t in timers if t.kind == f"{CALLS}arrest"]
        assert (call.roles, call.urgency) == (("JUDGE", "PROSECUTOR", "CA_LAWYER"), "URGENT")

        freed = Release(authority=Authority.parse("BE/COURT"), at=world.now)
        note(world, matter, ProvisionalArrest(arrested_at=arrested, release=freed))
        assert tick(world, world.now + 5 * HOUR) == 3
        timers = world["BE"].node.store.read(lambda r: r.timers_of(matter))
        assert not [t for t in timers if t.kind in ("arrest", f"{CALLS}arrest")]


def test_an_extension_carries_to_day_40_and_not_beyond():
    with at(taken) as (world, matter):
        arrested = world.now
        note(world, matter, ProvisionalArrest(arrested_at=arrested, extension_asked_at=arrested + HOUR))
        assert tick(world, after(arrested, 18) + HOUR) == 0
        assert tick(world, after(arrested, 40) - timedelta(seconds=1)) == 0
        assert tick(world, after(arrested, 40)) == 1


def test_papers_in_time_end_the_clock_and_late_ones_do_not():
    with at(taken) as (world, matter):
        arrested = world.now
        note(world, matter, ProvisionalArrest(arrested_at=arrested, papers_at=arrested))
        assert tick(world, after(arrested, 40)) == 0
    with at(taken) as (world, matter):
        arrested = world.now
        late = after(arrested, 18) + HOUR
        note(world, matter, ProvisionalArrest(arrested_at=arrested, papers_at=late))
        assert tick(world, late + HOUR) == 1


def test_an_alarm_that_a_call_ended_comes_again():
    with at(taken) as (world, matter):
        arrested = world.now
        note(world, matter, ProvisionalArrest(arrested_at=arrested))
        due = after(arrested, 18)
        tick(world, due)
        note(world, matter, ProvisionalArrest(arrested_at=arrested))  # noted anew, nobody freed
        assert tick(world, due + timedelta(minutes=1)) == 2


@pytest.mark.parametrize("arrest", [None])
def test_without_an_arrest_no_clock_runs(arrest: None):
    with at(taken) as (world, matter):
        note(world, matter, arrest)
        timers = world["BE"].node.store.read(lambda r: r.timers_of(matter))
        assert "arrest" not in {t.kind for t in timers}
