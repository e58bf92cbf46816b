"""What is open is weighed again after a change; what left without a basis is found late (G6, Q24)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from comity.acts.calls import read_call
from comity.acts.changes import REGATE
from comity.acts.node import Node
from comity.acts.ports import CALLS
from comity.demo.world import World
from comity.errors import OutOfOrder, WrongRole
from comity.exchange import answers, releases, unfounded
from comity.exchange.clock import overdue, run_due
from comity.exchange.regate import next_change
from comity.law.body import Law
from comity.law.lifecycle import days_of_change
from comity.model.instruments import Instrument
from comity.model.lifecycle import Denunciation, Period, Suspension
from comity.model.lists import Designation
from comity.model.people import Role
from comity.model.profiles import Confidence, ProfileValue, Relation, RelationStatus
from comity.model.requests import MatterId
from comity.seal.canonical import digest_hex
from stories.exchange import (
    BE,
    RU,
    accepted,
    answered,
    at,
    closed,
    held,
    own_kinds,
    released,
    sent,
    shared_kinds,
    states,
    taken,
)
from stories.signing import change_law, put_in_force, under


def suspend(on: date, *, by: str = "BE", recorded=None):
    """Let a party suspend the whole text from a day on."""
    pause = Suspension(notified_on=on, by=by, recorded_at=recorded)
    return lambda text: replace(text, suspensions=(*text.suspensions, pause))


def walk(world: World, state: str) -> list[str]:
    """Let the clock of a node walk to its end, a breath at a time."""
    done: list[str] = []
    for _ in range(8):
        done += [due.done for due in run_due(world[state].node, world.now) if due.kind == REGATE]
        world.now += timedelta(seconds=1)
    return done


def called(node: Node, matter: MatterId, need: str) -> list[str]:
    timers = node.store.read(lambda r: r.timers_of(matter))
    return [role for t in timers if t.kind == f"{CALLS}{need}" for role in read_call(t).roles]


def weighed(node: Node, matter: MatterId) -> dict[str, str]:
    """Return the marks of the last weighing."""
    return dict([h for h in held(node, matter).headers if h.kind == "request.weigh"][-1].marks)


# ── what is open ────────────────────────────────────────────────────────────────────────────────
def test_an_open_request_is_weighed_again_when_the_agreement_is_suspended_and_people_are_called():
    with at(answered) as (world, matter):
        be = world["BE"]
        answers.decide_answer(be.node, matter, world.now)
        walk(world, "BE")
        change_law(world, "BE", "suspended", suspend(world.now.date()), every=True)
        assert walk(world, "BE") == ["1 weighed again", "1 weighed again", "law.regate"]
        assert weighed(be.node, matter) == {"moment": "G6", "outcome": "REFUSE", "changed": "yes"}
        assert called(be.node, matter, "changed") == ["SPOC_DUTY", "LEGAL_OFFICER"]
        (told,) = [h for h in held(be.node, MatterId("law/node")).headers if h.kind == "law.regate"]
        assert dict(told.marks) == {"weighed": "1", "changed": "1"}


def test_an_open_request_that_comes_out_as_before_is_not_written_down_again():
    with at(answered) as (world, matter):
        be = world["BE"].node
        answers.decide_answer(be, matter, world.now)
        before = own_kinds(be, matter)
        change_law(world, "BE", "another title", lambda text: replace(text, title="Another title"))
        walk(world, "BE")
        assert own_kinds(be, matter) == before
        assert called(be, matter, "changed") == []


def test_the_side_that_asks_weighs_its_open_requests_again_too():
    with at(sent) as (world, matter):
        change_law(world, "RU", "suspended", suspend(world.now.date(), by="RU"), every=True)
        walk(world, "RU")
        ru = world["RU"].node
        assert weighed(ru, matter)["moment"] == "G6"
        assert called(ru, matter, "changed") == ["SPOC_DUTY", "LEGAL_OFFICER"]


def test_what_is_decided_is_not_weighed_again():
    with at(closed) as (world, matter):
        before = own_kinds(world["BE"].node, matter)
        world.now += timedelta(days=1)
        change_law(world, "BE", "suspended", suspend(world.now.date()), every=True)
        walk(world, "BE")
        assert own_kinds(world["BE"].node, matter) == before


def test_a_suspension_that_begins_later_is_met_on_its_day_by_itself():
    with at(answered) as (world, matter):
        be, begins = world["BE"].node, world.now.date() + timedelta(days=10)
        answers.decide_answer(be, matter, world.now)
        change_law(world, "BE", "suspended", suspend(begins), every=True)
        walk(world, "BE")
        assert "changed" not in weighed(be, matter)
        clock = be.store.read(lambda r: r.timer(REGATE))
        assert clock.due_at.date() == begins
        world.now = clock.due_at
        walk(world, "BE")
        assert weighed(be, matter)["outcome"] == "REFUSE"
        assert called(be, matter, "changed") == ["SPOC_DUTY", "LEGAL_OFFICER"]


def valued(law: Law, *values: ProfileValue) -> Law:
    """Let Belgium's profile say who authorises what a suspect's case holds, by these dated values."""
    said = {BE: {**law.profiles.demonstration.get(BE, {}), "suspect_data_authoriser": values}}
    book = replace(law.profiles, demonstration={**law.profiles.demonstration, **said})
    return replace(law, profiles=book, digest=digest_hex(law.digest.encode()))


def authoriser(who: str, since: date, until: date | None = None) -> ProfileValue:
    return ProfileValue(
        value=who,
        valid_from=since,
        valid_to=until,
        source="invented",
        checked_on=since,
        confidence=Confidence.FICTIONAL,
    )


def test_a_value_of_a_profile_that_begins_later_is_met_on_its_day_by_itself():
    with at(answered) as (world, matter):
        be, begins = world["BE"].node, world.now.date() + timedelta(days=10)
        answers.decide_answer(be, matter, world.now)
        old = authoriser("JUDGE", date(2000, 1, 1), begins - timedelta(days=1))
        put_in_force(world, "BE", valued(be.law, old, authoriser("PROSECUTOR", begins)))
        walk(world, "BE")
        assert "changed" not in weighed(be, matter)
        world.now = be.store.read(lambda r: r.timer(REGATE)).due_at
        assert world.now.date() == begins
        walk(world, "BE")
        assert weighed(be, matter)["changed"] == "yes"
        assert called(be, matter, "changed") == ["SPOC_DUTY", "LEGAL_OFFICER"]


SOON, LAST = date(2019, 11, 5), date(2019, 11, 4)
WORD = {"source": "invented", "checked_on": SOON, "confidence": Confidence.FICTIONAL}
DATED_LAW: dict[str, Callable[[Law], Law]] = {
    "a value begins": lambda law: valued(law, authoriser("JUDGE", SOON)),
    "a value ends": lambda law: valued(law, authoriser("JUDGE", date(2000, 1, 1), LAST)),
    "a rule begins": lambda law: replace(
        law, rulebook=replace(law.rulebook, rules=(replace(law.rulebook.rules[0], valid_from=SOON),))
    ),
    "a rule ends": lambda law: replace(
        law, rulebook=replace(law.rulebook, rules=(replace(law.rulebook.rules[0], valid_to=LAST),))
    ),
    "an organisation is listed": lambda law: replace(
        law, lists=(replace(law.lists[0], entries=(Designation(key="1", name="Invented", since=SOON),)),)
    ),
    "a government's word begins": lambda law: replace(
        law,
        relations=(Relation(of=BE, towards=RU, status=RelationStatus.REFER, valid_from=SOON, **WORD),),
    ),
}


def test_the_clock_wakes_on_the_day_on_which_something_begins_or_ends():
    with at(taken) as (world, _):
        node = world["BE"].node
        law = node.law
        for what, dated in DATED_LAW.items():
            under(node, dated(law))
            assert next_change(node, world.now) == datetime(2019, 11, 5, tzinfo=UTC), what


def test_every_dated_event_of_a_text_is_a_day_of_change():
    with at(taken) as (world, _):
        text: Instrument = next(i for i in world["BE"].node.law.between(BE, RU) if not i.denunciations)
    notice = Denunciation(by=BE, notified_on=date(2020, 1, 1), notice=Period(months=6))
    changed = replace(text, denunciations=(notice,), valid_to=date(2021, 3, 1))
    new = days_of_change(changed, (BE, RU)) - days_of_change(text, (BE, RU))
    assert new == {date(2020, 1, 1), date(2020, 7, 2), date(2021, 3, 2)}


def test_a_walk_that_a_crash_cut_off_goes_on_where_it_stood():
    with at(answered) as (world, _):
        be = world["BE"].node
        change_law(world, "BE", "suspended", suspend(world.now.date()), every=True)
        run_due(be, world.now)
        clock = be.store.read(lambda r: r.timer(REGATE))
        assert clock.data.split()[:2] == ["learned", "alert"]
        assert [due.done for due in run_due(be, clock.due_at) if due.kind == REGATE] == ["1 weighed again"]


# ── learned late (Q24) ──────────────────────────────────────────────────────────────────────────
def learned_late(world: World) -> None:
    """Have BE learn, a month later, that the text had been suspended before it released."""
    before, world.now = world.now.date() - timedelta(days=5), world.now + timedelta(days=30)
    change_law(world, "BE", "learned late", suspend(before, by="RU", recorded=world.now), every=True)
    walk(world, "BE")


def test_a_release_whose_basis_was_missing_opens_a_recall_and_a_report_and_keeps_its_decision():
    with at(accepted) as (world, matter):
        be = world["BE"]
        before = held(be.node, matter)
        learned_late(world)
        after = held(be.node, matter)
        assert after.acts[: len(before.acts)] == before.acts
        assert [a.kind for a in after.acts[len(before.acts) :]] == ["release.unfounded"]
        marks = after.headers[-1].marks
        assert (marks["release"], marks["basis"]) == (before.last("reply.full").id, "demo-be-ru-police")
        assert "R-BASIS" in marks["rules"].split()
        assert called(be.node, matter, "unfounded") == ["LEGAL_OFFICER", "SPOC_DUTY"]
        assert called(be.node, matter, "report") == ["DPO"]
        assert states(world, matter) == ("FEEDBACK_DUE", "FEEDBACK_DUE")


def test_both_stay_due_until_the_release_is_recalled_and_the_authority_informed():
    with at(accepted) as (world, matter):
        be = world["BE"]
        learned_late(world)
        world.now += timedelta(days=2)
        assert sorted(t.kind for t in overdue(be.node, world.now)) == ["recall-due", "report-due"]
        releases.recall(be.node, matter, "no basis on that day", be[Role.LEGAL_OFFICER], world.now)
        assert [t.kind for t in overdue(be.node, world.now)] == ["report-due"]
        assert called(be.node, matter, "unfounded") == []
        unfounded.report(be.node, matter, "DPA-2019-17", be[Role.DPO], world.now)
        assert overdue(be.node, world.now) == ()
        assert called(be.node, matter, "report") == []
        run_due(be.node, world.now)
        world.carry()
        run_due(world["RU"].node, world.now)
        world.carry()
        assert states(world, matter) == ("RECALL_DONE", "RECALL_DONE")


def test_it_is_recorded_once_and_the_partner_sees_nothing_of_it():
    with at(accepted) as (world, matter):
        shared = shared_kinds(world["RU"].node, matter)
        learned_late(world)
        change_law(world, "BE", "once more", lambda text: replace(text, title="Another title"))
        walk(world, "BE")
        assert own_kinds(world["BE"].node, matter).count("release.unfounded") == 1
        world.carry()
        assert shared_kinds(world["RU"].node, matter) == shared


def test_a_text_that_ends_after_a_release_leaves_it_alone():
    with at(released) as (world, matter):
        world.now += timedelta(days=30)
        change_law(world, "BE", "later", suspend(world.now.date(), recorded=world.now), every=True)
        walk(world, "BE")
        assert "release.unfounded" not in own_kinds(world["BE"].node, matter)


def test_only_the_data_protection_officer_reports_and_only_what_was_found():
    with at(accepted) as (world, matter):
        be = world["BE"]
        with pytest.raises(OutOfOrder):
            unfounded.report(be.node, matter, "DPA-2019-17", be[Role.DPO], world.now)
        learned_late(world)
        with pytest.raises(WrongRole):
            unfounded.report(be.node, matter, "DPA-2019-17", be[Role.LEGAL_OFFICER], world.now)
