"""How the work stands at a glance: counts, filters by side and own track, and the last weighing."""

import pytest

from comity.demo.world import engage
from comity.errors import LiaisonMayNotDecide, WrongRole
from comity.exchange import cases, standing, views
from comity.exchange.explaining import explain_if_weighed
from comity.exchange.views import Only
from comity.model.parties import StateCode
from comity.model.people import Role
from stories.exchange import BE, at, closed, velin


def counted(node, room="case", by=None):
    return [(t.shared, t.own, t.opener, t.many) for t in standing.count_matters(node, room, by)]


def draft(world, state="RU"):
    place = world[state]
    return cases.draft(place.node, velin(), place[Role.OFFICER], world.now).matter


def test_counts_matters_by_how_they_stand_and_who_began_them(world):
    ru = world["RU"]
    first, _ = draft(world), draft(world)
    cases.approve(ru.node, first, ru[Role.SUPERVISOR], world.now)
    assert counted(ru.node) == [("", "APPROVED", "RU", 1), ("", "DRAFT", "RU", 1)]
    assert counted(ru.node, "alert") == []
    assert counted(world["BE"].node) == []


@pytest.mark.source("C0-9")
def test_counts_for_a_liaison_the_assigned_ones_only(world):
    ru = world["RU"]
    first, _ = draft(world), draft(world)
    liaison = engage(ru, Role.LIAISON_OFFICER, "RU/SPOC", world.now)
    assert counted(ru.node, by=liaison) == []
    cases.assign(ru.node, first, liaison.person.pseudonym, ru[Role.SUPERVISOR], world.now)
    assert counted(ru.node, by=liaison) == [("", "DRAFT", "RU", 1)]


def test_lists_one_side_and_one_own_track():
    with at(closed) as (world, matter):
        world.later(minutes=1)
        waits = draft(world)

        def listed(state, **only):
            return [v.matter for v in views.list_matters(world[state].node, "case", only=Only(**only)).rows]

        assert listed("RU", side="requesting") == [waits, matter]
        assert listed("RU", side="requested") == []
        assert listed("BE", side="requested") == [matter]
        assert listed("RU", own="DRAFT") == [waits]
        assert listed("RU", own="APPROVED") == []  # the closed case was approved once: that is history


def test_lists_a_draft_with_the_partner_that_it_is_for(world):
    matter, node = draft(world), world["RU"].node
    assert [v.matter for v in views.list_matters(node, "case", partner=BE).rows] == [matter]
    for other in ("VN", "RU", "%"):
        assert views.list_matters(node, "case", partner=StateCode(other)).rows == ()


def test_names_the_partners_of_a_node(world):
    assert standing.partners(world["RU"].node) == ("BE",)


def test_gives_the_last_weighing_to_those_who_handle_the_matter():
    with at(closed) as (world, matter):
        be = world["BE"]
        found = explain_if_weighed(be.node, matter, be[Role.OFFICER])
        assert found is not None
        assert found.outcome == "PERMIT_WITH_CONDITIONS"
        with pytest.raises(WrongRole):
            explain_if_weighed(be.node, matter, be[Role.SYSADMIN])
        stranger = engage(be, Role.LIAISON_MAGISTRATE, "BE/COURT/brussels", world.now)
        with pytest.raises(LiaisonMayNotDecide):
            explain_if_weighed(be.node, matter, stranger)


def test_the_register_tells_what_went_from_what_came():
    with at(closed) as (world, matter):
        node = world["BE"].node
        assert [r.matter for r in views.release_register(node, sent=True).rows] == [matter]
        assert views.release_register(node, sent=False).rows == ()
