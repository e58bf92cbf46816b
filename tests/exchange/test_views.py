"""What a person sees of the work as a whole: lists by pages, timelines, the release register, the pair."""

from datetime import timedelta

import pytest

from comity.demo.world import engage
from comity.errors import BadInput, LiaisonMayNotDecide, UnknownPartner
from comity.exchange import cases, views
from comity.model.people import Role
from stories.exchange import AGREEMENT, BE, RU, at, closed, held, issued, released, velin

ALL_CASES = 5


def drafts(world, many: int = ALL_CASES) -> list[str]:
    """Open cases a minute apart; return them, newest first."""
    ru, found = world["RU"], []
    for _ in range(many):
        world.later(minutes=1)
        found.insert(0, cases.draft(ru.node, velin(), ru[Role.OFFICER], world.now).matter)
    return found


def walk(read, limit: int) -> list[list[str]]:
    """Read all pages, each with the mark of the one before."""
    pages, mark = [], ""
    while True:
        page = read(limit=limit, after=mark)
        pages.append([row.matter for row in page.rows])
        mark = page.next
        if not mark:
            return pages


def test_lists_cases_page_by_page_newest_first(world):
    made, ru = drafts(world), world["RU"].node
    assert walk(lambda **k: views.list_matters(ru, "case", **k), 2) == [made[:2], made[2:4], made[4:]]
    assert walk(lambda **k: views.list_matters(ru, "case", **k), 5) == [made]


def test_lists_no_case_twice_when_one_changes_between_two_pages(world):
    made, ru = drafts(world), world["RU"]
    first = views.list_matters(ru.node, "case", limit=2)
    world.later(minutes=1)
    cases.approve(ru.node, made[0], ru[Role.SUPERVISOR], world.now)
    second = views.list_matters(ru.node, "case", limit=3, after=first.next)
    assert [row.matter for row in (*first.rows, *second.rows)] == made


def test_lists_only_what_is_asked_for(world):
    made, ru = drafts(world, 2), world["RU"]
    cases.approve(ru.node, made[1], ru[Role.SUPERVISOR], world.now)
    cases.send(ru.node, made[1], ru[Role.SPOC_DUTY], world.now)
    found = views.list_matters(ru.node, "case", shared="SENT").rows
    assert [(row.matter, row.partner, row.side, row.shared) for row in found] == [
        (made[1], "BE", "requesting", "SENT")
    ]
    assert views.list_matters(ru.node, "case", partner=RU).rows == ()


def test_a_liaison_lists_assigned_cases_only_and_pages_stay_full(world):
    made, ru = drafts(world), world["RU"]
    liaison = engage(ru, Role.LIAISON_OFFICER, "RU/SPOC", world.now)
    for matter in (made[0], made[3], made[4]):
        cases.assign(ru.node, matter, liaison.person.pseudonym, ru[Role.SUPERVISOR], world.now)
    pages = walk(lambda **k: views.list_matters(ru.node, "case", liaison, **k), 2)
    assert sorted(m for page in pages for m in page) == sorted([made[0], made[3], made[4]])
    assert [len(page) for page in pages] == [2, 1]
    with pytest.raises(LiaisonMayNotDecide):
        views.show_matter(ru.node, made[1], liaison)


@pytest.mark.parametrize("mark", ["x", "bm90IGEgbWFyaw", "W10", "WzEsMl0"])
def test_refuses_a_mark_that_no_page_gave(world, mark):
    with pytest.raises(BadInput):
        views.list_matters(world["RU"].node, "case", after=mark)


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_refuses_pages_without_end(world, limit):
    with pytest.raises(BadInput):
        views.list_matters(world["RU"].node, "case", limit=limit)


@pytest.mark.source("C4-12", "C2-5")
def test_shows_both_sides_acts_in_one_order_and_own_acts_to_their_side_alone():
    with at(closed) as (world, matter):
        here, there = (views.show_matter(world[s].node, matter) for s in ("RU", "BE"))
        shared = [
            ("RU", "request.send", "SENT"),
            ("BE", "request.ack", "RECEIVED"),
            ("BE", "request.accept", "IN_PROGRESS"),
            ("BE", "reply.full", "REPLIED_FULL"),
            ("RU", "release.accept", "FEEDBACK_DUE"),
            ("RU", "release.feedback", "CLOSED"),
        ]
        for seen in (here, there):
            assert [(s.state, s.kind, s.reached) for s in seen.steps if s.shared] == shared
        assert {s.state for s in here.steps if not s.shared} == {"RU"}
        assert {s.state for s in there.steps if not s.shared} == {"BE"}
        assert (here.view.side, there.view.side) == ("requesting", "requested")
        sent = next(s for s in there.steps if s.kind == "request.send")
        assert sent.basis is not None
        assert (sent.basis.instrument, sent.basis.article) == (AGREEMENT, "art. 4")


def test_registers_a_release_alike_on_both_sides():
    with at(released) as (world, matter):
        (out,), (came,) = (views.release_register(world[s].node).rows for s in ("BE", "RU"))
        assert (out.sent, out.partner, out.stands) == (True, "RU", "REPLIED_FULL")
        assert (came.sent, came.partner, came.stands) == (False, "BE", "REPLIED_FULL")
        assert out.matter == came.matter == matter
        assert out.items == came.items == 2
        assert out.categories == came.categories == ("DC_CASE_FACTS", "DC_IDENTITY")
        assert out.conditions is not None
        assert (out.conditions.handling, out.conditions.onward) == ("H1", "WITH_CONSENT")
        assert out.order == came.order
        assert len(out.order) == 64


def test_the_register_keeps_the_line_of_an_erased_release():
    with at(released) as (world, matter):
        ru = world["RU"]
        arrived = held(ru.node, matter).last("reply.full")
        ru.node.store.write(lambda tx: tx.erase(arrived.id))
        (line,) = views.release_register(ru.node).rows
        assert (line.erased, line.items, line.categories, line.conditions) == (True, None, (), None)
        assert len(line.order) == 64


def test_registers_a_warning_as_a_release():
    with at(issued) as (world, matter):
        (line,) = views.release_register(world["BE"].node).rows
        assert (line.matter, line.kind, line.sent) == (matter, "alert.issue", True)


@pytest.mark.source("C2-2", "C3-1")
def test_shows_the_pair_with_its_agreement_contacts_and_activity():
    with at(closed) as (world, _):
        seen = views.pair_view(world["RU"].node, BE, world.now)
        assert seen.stands == "ACTIVE"
        assert seen.authorities[0] == "BE/SPOC"
        assert seen.fingerprint == views.pair_view(world["BE"].node, RU, world.now).fingerprint
        assert (AGREEMENT, True) in [(i.instrument.id, i.in_force) for i in seen.instruments]
        assert [(m.month, m.sent, m.received) for m in seen.activity] == [("2019-10", 4, 4)]
        later = views.pair_view(world["RU"].node, BE, world.now + timedelta(days=400))
        assert later.activity == ()


def test_knows_no_pair_without_a_partner(world):
    with pytest.raises(UnknownPartner):
        views.pair_view(world["RU"].node, RU, world.now)
