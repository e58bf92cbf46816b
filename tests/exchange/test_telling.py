"""Whom a weighing calls: for torture DPO and prosecutor (S41), for abuse legal officer and DPO (5.7)."""

from dataclasses import replace

import pytest

from comity.demo.world import World
from comity.exchange import notices, outcomes, views, weighing
from comity.exchange.weighing import Findings
from comity.law.weighing import Past
from comity.model.people import Role
from comity.model.requests import ItemId, MatterId
from stories.exchange import (
    IDENTITY,
    KNOWN,
    accepted,
    acknowledged,
    answered,
    at,
    held,
    put,
    shared_kinds,
    taken,
)

AGAIN = replace(KNOWN, past=Past(refused_before=True))
BOTH = replace(KNOWN, past=Past(refused_before=True, refused_as_political=True))


def looks(world: World, state: str) -> list[tuple[str, tuple[Role, ...]]]:
    """Return who is called to look at something."""
    calls = notices.open_calls(world[state].node, world.now)
    return sorted((c.need, c.roles) for c in calls if c.need.startswith("look"))


def note(world: World, state: str, matter: MatterId, found: Findings) -> None:
    """Note something and have the law weigh it."""
    side = world[state]
    role = Role.SPOC_DUTY if matter.startswith("alert/") else Role.OFFICER
    weighing.find(side.node, matter, found, side[role], world.now)
    outcomes.weigh_now(side.node, matter, side[role], world.now)


def answer(world: World, state: str, matter: MatterId, *roles: Role) -> None:
    for role in roles:
        notices.acknowledge(world[state].node, matter, world[state][role], world.now)


# ── what torture obtained (S41) ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("step", "item"), [(accepted, "file"), (acknowledged, "who")])
def test_what_arrived_and_was_beaten_out_of_somebody_calls_data_protection_officer_and_prosecutor(step, item):
    with at(step) as (world, matter):
        assert looks(world, "RU") == []
        note(world, "RU", matter, Findings(tainted=frozenset({item})))
        assert looks(world, "RU") == [
            ("look-dpo", (Role.DPO,)),
            ("look-prosecutor", (Role.PROSECUTOR,)),
        ]
        world.carry()
        assert looks(world, "BE") == []


def test_an_own_item_that_was_beaten_out_of_somebody_calls_them_too():
    with at(taken) as (world, matter):
        put(world, matter, replace(IDENTITY, id=ItemId("beaten"), tainted=True))
        outcomes.weigh_now(world["BE"].node, matter, world["BE"][Role.OFFICER], world.now)
        assert [need for need, _ in looks(world, "BE")] == ["look-dpo", "look-prosecutor"]


# ── marks of abuse (5.7) ────────────────────────────────────────────────────────────────────────
def test_a_mark_of_abuse_calls_legal_officer_and_data_protection_officer():
    with at(answered) as (world, matter):
        note(world, "BE", matter, AGAIN)
        assert looks(world, "BE") == [
            ("look-dpo", (Role.DPO,)),
            ("look-legal", (Role.LEGAL_OFFICER,)),
        ]


def test_calls_once_and_again_only_for_what_is_new():
    with at(answered) as (world, matter):
        note(world, "BE", matter, AGAIN)
        answer(world, "BE", matter, Role.DPO)
        assert [need for need, _ in looks(world, "BE")] == ["look-legal"]
        answer(world, "BE", matter, Role.LEGAL_OFFICER)
        assert looks(world, "BE") == []
        note(world, "BE", matter, AGAIN)
        assert looks(world, "BE") == []
        note(world, "BE", matter, BOTH)
        assert [need for need, _ in looks(world, "BE")] == ["look-dpo", "look-legal"]


def test_names_the_mark_of_abuse_to_those_two_and_to_nobody_else():
    with at(answered) as (world, matter):
        be = world["BE"]
        weighing.find(be.node, matter, AGAIN, be[Role.OFFICER], world.now)
        decision = outcomes.weigh_now(be.node, matter, be[Role.OFFICER], world.now)

        def said(role: Role, language: str = "en") -> list[str]:
            told = outcomes.weighed(be.node, matter, decision, be[role], language)
            return [line for line in told.lines if line.startswith(("to be looked at", "à examiner"))]

        line = "to be looked at by the legal officer and the data protection officer: "
        for role in (Role.LEGAL_OFFICER, Role.DPO):
            (one,) = said(role)
            assert one.startswith(line)
            assert len(said(role, "fr")) == 1
        assert said(Role.OFFICER) == []


def test_neither_mark_nor_call_says_why_and_nothing_of_it_is_shared():
    with at(answered) as (world, matter):
        be = world["BE"]
        before = shared_kinds(be.node, matter)
        note(world, "BE", matter, AGAIN)
        (weighed,) = [h for h in held(be.node, matter).headers if "tells" in h.marks]
        assert (weighed.kind, weighed.shared) == ("request.weigh", False)
        assert dict(weighed.marks) == {
            "moment": "G3",
            "outcome": "NEEDS_AUTHORISATION",
            "tells": "DPO LEGAL_OFFICER",
        }
        assert shared_kinds(be.node, matter) == before
        seen = repr(views.show_matter(be.node, matter, be[Role.OFFICER]))
        assert "ABUSE" not in seen
        assert "refus" not in seen
