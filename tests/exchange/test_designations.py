"""A designation list comes into force by two legal officers (TP7), and decides from then on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from comity.demo.world import World
from comity.errors import DemoMixedWithReal, ListNotHeld, NotProposed, SamePersonTwice, Unknown, WrongRole
from comity.exchange import answers, designations, regate
from comity.model.people import Role
from duty.staff import deputy
from stories.exchange import a_world, at, sent

DAY = date(2026, 3, 2)


LIST = b"""
[[list]]
lister = "BE"
title = "Demonstration list of Belgium"
dated = 2026-03-02
effects = ["FREEZE_FUNDS"]
source = "fictional, for the demonstration world"
checked_on = 2026-11-26
confidence = "fictional"
fictional = true

[[list.entries]]
key = "DEMO-BE.01"
name = "Blue River Movement"
since = 2019-01-01
"""
"""Belgium's list with one group more, as two officers bring it."""


def a_list(dated: date, *names: str) -> bytes:
    """Write Belgium's list of a day; an organisation keeps its reference from list to list."""
    head = LIST.decode().partition("[[list.entries]]")[0].replace("dated = 2026-03-02", f"dated = {dated}")
    rows = (f'[[list.entries]]\nkey = "{n[:12]}"\nname = "{n}"\nsince = 2012-01-01\n' for n in names)
    return (head + "\n".join(rows)).encode()


def applied(world: World, content: bytes) -> None:
    """Have two legal officers of Belgium apply a list."""
    be = world["BE"]
    designations.propose(be.node, content, be[Role.LEGAL_OFFICER], world.now)
    designations.activate(be.node, content, deputy(world, "BE", Role.LEGAL_OFFICER, 2), world.now)


def shown(world: World, on: date) -> tuple[date, list[str]]:
    """Return of which day Belgium's list on a day is, and who stands on it."""
    told = designations.shown(world["BE"].node, "BE", on)
    return told.dated, [entry.name for entry in told.entries]


def held(world: World) -> list[str]:
    return [e.name for e in designations.shown(world["BE"].node, "BE", DAY).entries]


def test_two_legal_officers_put_a_list_into_force():
    with a_world() as world:
        be = world["BE"]
        one, second = LIST, deputy(world, "BE", Role.LEGAL_OFFICER, 2)
        assert held(world) == []
        designations.propose(be.node, one, be[Role.LEGAL_OFFICER], world.now)
        assert held(world) == []
        act = designations.activate(be.node, one, second, world.now)
        assert held(world) == ["Blue River Movement"]
        assert dict(act.header.marks)["entries"] == "1"
        assert len(be.node.store.read(lambda r: r.papers(designations.VERSION))) == 1


def test_one_legal_officer_alone_does_not():
    with a_world() as world:
        be = world["BE"]
        one = LIST
        designations.propose(be.node, one, be[Role.LEGAL_OFFICER], world.now)
        with pytest.raises(SamePersonTwice):
            designations.activate(be.node, one, be[Role.LEGAL_OFFICER], world.now)
        assert held(world) == []


def test_the_second_brings_the_very_list_that_the_first_proposed():
    with a_world() as world:
        be = world["BE"]
        one, second = LIST, deputy(world, "BE", Role.LEGAL_OFFICER, 2)
        designations.propose(be.node, one, be[Role.LEGAL_OFFICER], world.now)
        other = LIST.replace(b"Blue River Movement", b"Somebody else")
        with pytest.raises(NotProposed, match="on the same content first"):
            designations.activate(be.node, other, second, world.now)
        assert held(world) == []


def test_nobody_else_proposes_a_list():
    with a_world() as world:
        be = world["BE"]
        with pytest.raises(WrongRole):
            designations.propose(be.node, LIST, be[Role.OFFICER], world.now)


def test_a_list_that_was_not_proposed_is_not_activated():
    with a_world() as world:
        be = world["BE"]
        with pytest.raises(NotProposed, match="nothing waits here") as refused:
            designations.activate(be.node, LIST, be[Role.LEGAL_OFFICER], world.now)
        assert "first person proposed" in refused.value.remedy
        assert "case show" not in refused.value.remedy


def test_a_fictional_list_stays_in_the_demonstration():
    with a_world() as world:
        be = world["BE"]
        real = replace(be.node, demo=False)
        with pytest.raises(DemoMixedWithReal):
            designations.propose(real, LIST, be[Role.LEGAL_OFFICER], world.now)


def test_says_which_lists_there_are_where_one_is_not():
    with a_world() as world, pytest.raises(Unknown, match="There are: BE, EU, TR, UN"):
        designations.shown(world["BE"].node, "FR", DAY)


@pytest.mark.source("C4-10", "C4-11")
def test_compares_what_is_in_force_here():
    with a_world() as world:
        be = world["BE"]
        before = designations.compared(be.node, "BE", "TR", DAY)
        assert [e.name for e in before.only_other] == ["Blue River Movement", "Cedar Front"]
        applied(world, LIST)
        after = designations.compared(be.node, "BE", "TR", DAY)
        assert [e.name for e in after.only_other] == ["Cedar Front"]
        assert [(e.one.key, e.other.key) for e in after.both] == [("DEMO-BE.01", "DEMO-TR.02")]


def test_a_weighing_reads_the_lists_in_force_and_names_their_dates():
    with at(sent) as (world, matter):
        be = world["BE"]
        decision = answers.admit(be.node, matter, world.now)
        assert dict(decision.versions)["list/BE"] == "2026-01-01"
        applied(world, a_list(date(2019, 10, 31), "Blue River Movement"))
        assert dict(answers.admit(be.node, matter, world.now).versions)["list/BE"] == "2019-10-31"


# ── one list after the other (AX10) ─────────────────────────────────────────────────────────────
OLDER, NEWER = date(2018, 10, 29), date(2019, 10, 1)
"""Two days on which a lister gave out its whole list, as the Security Council does: who went is not told."""


def test_a_newer_list_leaves_past_days_as_they_were():
    with a_world() as world:
        applied(world, a_list(OLDER, "Blue River Movement", "Red Hill Band"))
        applied(world, a_list(NEWER, "Blue River Movement", "Grey Coast League"))
        assert shown(world, date(2018, 12, 1)) == (OLDER, ["Blue River Movement", "Red Hill Band"])
        assert shown(world, date(2019, 9, 30)) == (OLDER, ["Blue River Movement", "Red Hill Band"])
        assert shown(world, NEWER) == (NEWER, ["Blue River Movement", "Grey Coast League"])
        then = designations.compared(world["BE"].node, "BE", "TR", date(2018, 12, 1))
        assert [e.name for e in then.only_one] == ["Red Hill Band"]


def test_an_older_list_fills_its_days_and_replaces_none_of_later_ones():
    with a_world() as world:
        applied(world, a_list(NEWER, "Grey Coast League"))
        applied(world, a_list(OLDER, "Red Hill Band"))
        assert shown(world, date(2019, 10, 31)) == (NEWER, ["Grey Coast League"])
        assert shown(world, date(2019, 9, 30)) == (OLDER, ["Red Hill Band"])


def test_of_two_lists_of_one_day_the_one_applied_last_stands():
    with a_world() as world:
        wrong, right = a_list(NEWER, "Grey Coast Leage"), a_list(NEWER, "Grey Coast League")
        for one in (wrong, right, wrong, right):
            applied(world, one)
        assert shown(world, NEWER) == (NEWER, ["Grey Coast League"])
        assert len(world["BE"].node.store.read(lambda r: r.papers(designations.VERSION))) == 2


def test_a_day_whose_list_is_not_held_is_said_to_be_one():
    with a_world() as world:
        applied(world, a_list(OLDER, "Red Hill Band"))
        with pytest.raises(
            ListNotHeld, match=r"as it stood on 2018-10-28 is not held here\. The earliest is"
        ):
            shown(world, date(2018, 10, 28))
        with pytest.raises(ListNotHeld):
            designations.compared(world["BE"].node, "TR", "BE", date(2018, 10, 28))


def test_a_weighing_reads_the_list_of_its_day_and_knows_nothing_where_none_is_held():
    with at(sent) as (world, matter):
        node = world["BE"].node
        applied(world, a_list(date(2019, 11, 30), "Red Hill Band"))
        assert "list/BE" not in dict(answers.admit(node, matter, world.now).versions)
        applied(world, a_list(OLDER, "Red Hill Band"))
        assert dict(answers.admit(node, matter, world.now).versions)["list/BE"] == "2018-10-29"
        later = world.now + timedelta(days=31)
        assert dict(answers.admit(node, matter, later).versions)["list/BE"] == "2019-11-30"


def test_both_persons_are_told_who_comes_and_who_goes_and_which_list_stands_today():
    with a_world() as world:
        node = world["BE"].node
        applied(world, a_list(NEWER, "Blue River Movement", "Grey Coast League"))
        later = designations.change(node, a_list(date(2019, 10, 31), "Blue River Movement", "X"), world.now)
        assert [e.name for e in later.added] == ["X"]
        assert [e.name for e in later.removed] == ["Grey Coast League"]
        assert (later.instead_of, later.today, later.on) == (NEWER, *[date(2019, 10, 31)] * 2)
        older = designations.change(node, a_list(OLDER, "Red Hill Band"), world.now)
        assert [e.name for e in older.added] == ["Red Hill Band"]
        assert (older.removed, older.instead_of) == ((), None)
        assert (older.until, older.today, older.on) == (NEWER, NEWER, OLDER)


def test_what_was_weighed_is_looked_at_again_on_the_day_of_the_next_list():
    with a_world() as world:
        applied(world, a_list(date(2019, 11, 30), "Red Hill Band"))
        assert regate.next_change(world["BE"].node, world.now) == datetime(2019, 11, 30, tzinfo=UTC)
