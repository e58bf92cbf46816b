"""A designation list comes into force by two legal officers (TP7), and decides from then on."""

from dataclasses import replace
from datetime import date

import pytest

from comity.demo.world import World
from comity.errors import DemoMixedWithReal, OutOfOrder, SamePersonTwice, Unknown, WrongRole
from comity.exchange import answers, designations
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
        assert len(be.node.store.read(lambda r: r.papers(designations.EARLIER))) == 1


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
        with pytest.raises(OutOfOrder, match="on the same content first"):
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
        with pytest.raises(OutOfOrder):
            designations.activate(be.node, LIST, be[Role.LEGAL_OFFICER], world.now)


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
        designations.propose(be.node, LIST, be[Role.LEGAL_OFFICER], world.now)
        second = deputy(world, "BE", Role.LEGAL_OFFICER, 2)
        designations.activate(be.node, LIST, second, world.now)
        after = designations.compared(be.node, "BE", "TR", DAY)
        assert [e.name for e in after.only_other] == ["Cedar Front"]
        assert [(e.one.key, e.other.key) for e in after.both] == [("DEMO-BE.01", "DEMO-TR.02")]


def test_a_weighing_reads_the_lists_in_force_and_names_their_dates():
    with at(sent) as (world, matter):
        be = world["BE"]
        decision = answers.admit(be.node, matter, world.now)
        assert dict(decision.versions)["list/BE"] == "2026-01-01"
        designations.propose(be.node, LIST, be[Role.LEGAL_OFFICER], world.now)
        second = deputy(world, "BE", Role.LEGAL_OFFICER, 2)
        designations.activate(be.node, LIST, second, world.now)
        assert dict(answers.admit(be.node, matter, world.now).versions)["list/BE"] == "2026-03-02"
