"""A line that is down for long calls somebody, once, until it is back."""

from datetime import timedelta

from comity.acts.partners import matter_of
from comity.demo.world import World
from comity.exchange import notices
from comity.exchange.lines import note_line
from stories.exchange import BE, RU, own_kinds

PAIR = matter_of(BE, RU)


def noted(world: World, *steps: tuple[int, bool]) -> list[str | None]:
    """Note at each minute whether the line was up, and return what that was told by."""
    start, told = world.now, []
    for minute, up in steps:
        act = note_line(world["BE"].node, RU, up, start + timedelta(minutes=minute))
        told.append(act and act.header.kind)
    return told


def lines_of(world: World) -> list[str]:
    return [k for k in own_kinds(world["BE"].node, PAIR) if k.startswith("line.")]


def test_says_after_an_hour_that_the_line_is_down_and_once_that_it_is_back(world: World):
    steps = [(0, False), (30, False), (59, False), (60, False), (90, False), (100, True), (110, True)]
    assert noted(world, *steps) == [None, None, None, "line.fail", None, "line.resume", None]
    assert lines_of(world) == ["line.fail", "line.resume"]


def test_an_hour_is_counted_from_the_last_time_it_was_up(world: World):
    assert noted(world, (0, False), (50, True), (60, False), (110, False)) == [None] * 4
    assert lines_of(world) == []


def test_counts_anew_after_a_clock_that_had_run_ahead(world: World):
    year = 365 * 24 * 60
    assert noted(world, (year, False), (0, False), (59, False), (60, False)) == [
        None,
        None,
        None,
        "line.fail",
    ]


def test_tells_once_of_a_line_that_stays_down_while_the_clock_is_set_right(world: World):
    year = 365 * 24 * 60
    steps = [(year, False), (year + 60, False), (0, False), (60, False), (61, True)]
    assert noted(world, *steps) == [None, "line.fail", None, None, "line.resume"]


def test_calls_the_operator_and_the_duty_desk_until_it_is_back(world: World):
    noted(world, (0, False), (60, False))
    (call,) = notices.open_calls(world["BE"].node, world.now)
    assert (call.matter, call.need, call.roles, call.urgency) == (
        PAIR,
        "line",
        ("SYSADMIN", "SPOC_DUTY"),
        "NORMAL",
    )
    noted(world, (70, True))
    assert notices.open_calls(world["BE"].node, world.now) == ()
