"""An officer alone never clears R-DEATH; the ministry's lawyer and the minister's delegate do (TP4)."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.acts.commit import Deed, perform
from comity.acts.plain import to_plain
from comity.demo.world import World
from comity.errors import AssuranceInsufficient, OutOfOrder, WrongRole
from comity.exchange import answers, assurances, orders, outcomes, profiles, weighing
from comity.exchange.assured import broken
from comity.exchange.clock import run_due
from comity.exchange.weighing import Findings
from comity.law.weighing import Circumstances
from comity.model.assurances import Assurance, AssuranceBreach, AssuranceState
from comity.model.decisions import Decision, Outcome
from comity.model.people import Role
from comity.model.requests import MatterId
from faults import Faults, Place
from stories.assuring import DAYS, GIVEN, GOOD, WHICH, accept, another, examined, lawyer, noting, promised
from stories.driver import at_place, check_between, tick
from stories.exchange import (
    DANGER,
    at,
    dangerous,
    held,
    let_go,
    own_kinds,
    shared_kinds,
    stage,
    states,
    warned_of,
)

_S = AssuranceState
GIVEN_AT = datetime(2019, 9, 1, tzinfo=UTC)
BOTH = frozenset({Role.CA_LAWYER, Role.MINISTER_DELEGATE})
COURT_TOO = (
    b'state = "BE"\n\n[[value]]\nfield = "court_examines_assurances"\nvalue = true\nvalid_from = 2000-01-01\n'
    b'source = "law on assurances"\nchecked_on = 2019-10-01\nconfidence = "verify"\n'
)


def weighed(world: World, matter: MatterId) -> Decision:
    return outcomes.weigh_now(world["BE"].node, matter, world["BE"][Role.OFFICER], world.now)


def death(decision: Decision) -> set[tuple[str, ...]]:
    """Return whom R-DEATH refers to; nobody where it holds nothing back."""
    grounds = (*decision.grounds, *(g for unit in decision.items for g in unit.grounds))
    return {
        g.needs for g in grounds if g.rule == "R-DEATH" and g.outcome is not Outcome.PERMIT_WITH_CONDITIONS
    }


def stand(world: World, matter: MatterId) -> list[Assurance]:
    return list(assurances.shown(world["BE"].node, matter, world["BE"][Role.OFFICER]).assurances)


# ── one officer ─────────────────────────────────────────────────────────────────────────────────
TYPED = [
    *(replace(GIVEN, state=state) for state in _S if state not in (_S.DRAFT, _S.GIVEN)),
    replace(GIVEN, accepted_by=BOTH),
    replace(GIVEN, accepted_by=frozenset({Role.CA_LAWYER})),
    replace(GIVEN, accepted_at=GIVEN_AT),
    replace(GIVEN, breached_at=GIVEN_AT),
]


def test_no_officer_says_how_far_an_assurance_has_come_beyond_given():
    with at(promised) as (world, matter):
        be = world["BE"]
        before = own_kinds(be.node, matter)
        for typed in TYPED:
            with pytest.raises(WrongRole) as caught:
                weighing.find(be.node, matter, noting(typed), be[Role.OFFICER], world.now)
            assert "comity assurance examine" in caught.value.what
        assert own_kinds(be.node, matter) == before


def test_no_officer_says_what_the_joint_committee_reported():
    breach = AssuranceBreach(kind=WHICH.kind, giver="RU", found_at=GIVEN_AT)
    with at(promised) as (world, matter):
        be = world["BE"]
        weighing.find(
            be.node, matter, noting(GIVEN, assurance_breaches=(breach,)), be[Role.OFFICER], world.now
        )
        reported = replace(breach, reported_at=GIVEN_AT)
        with pytest.raises(WrongRole):
            weighing.find(
                be.node, matter, noting(GIVEN, assurance_breaches=(reported,)), be[Role.OFFICER], world.now
            )


def test_an_assurance_that_older_findings_call_accepted_only_awaits():
    with at(promised) as (world, matter):
        be = world["BE"]
        typed = replace(
            GIVEN, state=_S.ACCEPTED, factors=GOOD, accepted_at=world.now, accepted_by=BOTH, monitor_on=DAYS
        )
        words = {"findings": to_plain(noting(typed))}
        old = Deed(kind="case.findings", matter=matter, by=be[Role.OFFICER], body=words)
        perform(be.node, old, world.now)
        assert death(weighed(world, matter)) == {("CA_LAWYER", "MINISTER_DELEGATE")}
        assert [(one.state, one.accepted_by) for one in stand(world, matter)] == [(_S.GIVEN, frozenset())]


def test_nothing_leaves_on_an_officers_word_and_it_does_once_two_have_accepted():
    with at(promised) as (world, matter):
        be = world["BE"]
        assert death(weighed(world, matter)) == {("CA_LAWYER", "MINISTER_DELEGATE")}
        with pytest.raises(OutOfOrder):
            orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        assurances.examine(be.node, matter, WHICH, GOOD, lawyer(world), world.now)
        accept(world, matter)
        (one,) = stand(world, matter)
        assert (one.state, one.accepted_by, one.monitor_on) == (_S.ACCEPTED, BOTH, DAYS)
        decision = weighed(world, matter)
        assert (decision.outcome, death(decision)) == (Outcome.NEEDS_AUTHORISATION, set())
        answers.submit(be.node, matter, be[Role.OFFICER], world.now)
        orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        let_go(world, matter)
        world.carry()
        assert states(world, matter) == ("REPLIED_FULL", "REPLIED_FULL")
        assert [kind for kind in shared_kinds(be.node, matter) if kind.startswith("assurance")] == []


# ── two persons ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEGAL_OFFICER, Role.PROSECUTOR, Role.SPOC_DUTY])
def test_nobody_else_examines_or_moves_an_assurance(role):
    with at(examined) as (world, matter):
        node, hand, now = world["BE"].node, world["BE"][role], world.now
        with pytest.raises(WrongRole):
            assurances.examine(node, matter, WHICH, GOOD, hand, now)
        with pytest.raises(WrongRole):
            assurances.move(node, matter, WHICH, _S.REJECTED, hand, now)


def test_an_assurance_is_examined_by_each_factor_before_it_is_proposed():
    with at(promised) as (world, matter):
        be = world["BE"]
        with pytest.raises(AssuranceInsufficient, match="reviewable"):
            assurances.examine(
                be.node, matter, WHICH, replace(GOOD, reviewable=None), lawyer(world), world.now
            )
        with pytest.raises(OutOfOrder, match="GIVEN does not become ACCEPTED"):
            accept(world, matter)
        weak = replace(GOOD, binds_courts=False)
        assurances.examine(be.node, matter, WHICH, weak, lawyer(world), world.now)
        with pytest.raises(AssuranceInsufficient, match="binds_courts"):
            accept(world, matter)


def test_an_assurance_is_not_proposed_without_days_on_which_somebody_looks():
    with at(examined) as (world, matter), pytest.raises(AssuranceInsufficient, match="No day"):
        accept(world, matter, days=())


def test_what_was_proposed_is_void_once_it_is_examined_again():
    with at(examined) as (world, matter):
        be = world["BE"]
        assurances.propose(be.node, matter, WHICH, DAYS, lawyer(world), world.now)
        other = replace(GOOD, independent_visits=False)
        assurances.examine(be.node, matter, WHICH, other, lawyer(world), world.now)
        with pytest.raises(OutOfOrder, match="same content"):
            assurances.accept(be.node, matter, WHICH, be[Role.MINISTER_DELEGATE], world.now)


def test_what_is_accepted_outlives_new_findings_and_is_accepted_once():
    with at(examined) as (world, matter):
        be = world["BE"]
        accept(world, matter)
        weighing.find(be.node, matter, noting(), be[Role.OFFICER], world.now)
        assert [one.state for one in stand(world, matter)] == [_S.ACCEPTED]
        weighing.find(be.node, matter, noting(GIVEN), be[Role.OFFICER], world.now)
        assert [one.state for one in stand(world, matter)] == [_S.ACCEPTED]
        with pytest.raises(OutOfOrder):
            assurances.accept(be.node, matter, WHICH, be[Role.MINISTER_DELEGATE], world.now)


def test_what_is_rejected_awaits_nobody_and_another_paper_is_another_assurance():
    with at(examined) as (world, matter):
        be = world["BE"]
        assurances.move(be.node, matter, WHICH, _S.REJECTED, be[Role.MINISTER_DELEGATE], world.now)
        assert death(weighed(world, matter)) == {("REQUESTING_SIDE",)}
        better = replace(GIVEN, text="note 14 of 2019")
        weighing.find(be.node, matter, noting(GIVEN, better), be[Role.OFFICER], world.now)
        with pytest.raises(OutOfOrder, match="Name its paper"):
            assurances.examine(be.node, matter, WHICH, GOOD, lawyer(world), world.now)
        second = replace(WHICH, text=better.text)
        assurances.examine(be.node, matter, second, GOOD, lawyer(world), world.now)
        accept(world, matter, second)
        assert {one.text: one.state for one in stand(world, matter)} == {
            GIVEN.text: _S.REJECTED,
            better.text: _S.ACCEPTED,
        }


def test_a_court_examines_it_where_the_own_profile_says_so():
    with at(examined) as (world, matter):
        be = world["BE"]
        profiles.propose(be.node, COURT_TOO, be[Role.LEGAL_OFFICER], world.now)
        profiles.adopt(be.node, COURT_TOO, be[Role.MINISTER_DELEGATE], world.now)
        with pytest.raises(WrongRole, match="a judge"):
            accept(world, matter)
        assurances.examine(be.node, matter, WHICH, GOOD, be[Role.JUDGE], world.now)
        accept(world, matter)
        assert [one.state for one in stand(world, matter)] == [_S.ACCEPTED]


def test_an_assurance_is_accepted_in_a_warning_too():
    with at(promised) as (world, _):
        be, now = world["BE"], world.now
        matter = warned_of(world, dangerous())
        found = Findings(
            subjects=(dangerous(),), danger=DANGER, circumstances=Circumstances(assurances=(GIVEN,))
        )
        weighing.find(be.node, matter, found, be[Role.SPOC_DUTY], now)
        assurances.examine(be.node, matter, WHICH, GOOD, lawyer(world), now)
        accept(world, matter)
        assert [one.state for one in stand(world, matter)] == [_S.ACCEPTED]


# ── a breach ────────────────────────────────────────────────────────────────────────────────────
def relied_on(world: World) -> MatterId:
    matter = examined(world)
    accept(world, matter)
    return matter


def break_it(world: World, matter: MatterId) -> None:
    be = world["BE"]
    for to in (_S.MONITORED, _S.BREACHED):
        assurances.move(be.node, matter, WHICH, to, lawyer(world), world.now)


def test_a_breach_in_one_case_blocks_its_kind_in_the_next_until_the_committee_reports():
    with at(relied_on) as (world, first):
        be = world["BE"]
        break_it(world, first)
        assert death(weighed(world, first)) == {("REQUESTING_SIDE",)}
        world.now += timedelta(days=1)
        second = another(world)
        assurances.examine(be.node, second, WHICH, GOOD, lawyer(world), world.now)
        with pytest.raises(OutOfOrder, match="joint committee has reported"):
            accept(world, second)
        known = weighing.findings(be.node, held(be.node, second)).circumstances.assurance_breaches
        assert [breach.found_at for breach in known] == [world.now - timedelta(days=1)]
        world.now += timedelta(days=1)
        assurances.report(be.node, first, WHICH, "JC 2019/4", lawyer(world), world.now)
        accept(world, second)
        assert death(weighed(world, second)) == set()
        assert death(weighed(world, first)) == {("REQUESTING_SIDE",)}  # broken is broken


def test_an_assurance_accepted_before_the_breach_of_another_still_stands():
    with at(relied_on) as (world, first):
        be = world["BE"]
        second = another(world)
        assurances.examine(be.node, second, WHICH, GOOD, lawyer(world), world.now)
        accept(world, second)
        world.now += timedelta(days=1)
        break_it(world, first)
        assert death(weighed(world, second)) == set()


def test_what_is_open_is_weighed_again_when_an_assurance_is_broken():
    with at(relied_on) as (world, matter):
        be = world["BE"]
        answers.submit(be.node, matter, be[Role.OFFICER], world.now)
        break_it(world, matter)
        world.now += timedelta(hours=1)
        run_due(be.node, world.now)
        last = [h for h in held(be.node, matter).headers if h.kind == "request.weigh"][-1]
        assert (last.marks["moment"], last.marks["outcome"], last.marks["changed"]) == ("G6", "REFER", "yes")


@pytest.mark.parametrize("to", [_S.ACCEPTED, _S.EXAMINED, _S.GIVEN, _S.DRAFT])
def test_no_single_person_moves_an_assurance_forward(to):
    with at(examined) as (world, matter), pytest.raises(OutOfOrder, match="no step of one person"):
        assurances.move(world["BE"].node, matter, WHICH, to, lawyer(world), world.now)


def test_only_on_a_broken_assurance_does_the_committee_report():
    with at(relied_on) as (world, matter), pytest.raises(OutOfOrder, match="ACCEPTED"):
        assurances.report(world["BE"].node, matter, WHICH, "JC 2019/4", lawyer(world), world.now)


# ── deaths ──────────────────────────────────────────────────────────────────────────────────────
def answer_for_it(place: Place) -> None:
    """Go on from wherever an assurance stands: accept it, watch it, find it broken, have that reported."""
    built, matter = stage(examined)
    world = at_place(built, place)
    be = world["BE"]
    while (step := _next(world, matter)) is not None:
        assert step in own_kinds(be.node, matter)
    world.close()


def _next(world: World, matter: MatterId) -> str | None:
    be, node, now = world["BE"], world["BE"].node, world.now
    done = own_kinds(node, matter)
    (one,) = stand(world, matter)
    if "assurance.report" in done:
        return None
    if one.state is _S.EXAMINED and "assurance.propose" not in done:
        return assurances.propose(node, matter, WHICH, DAYS, lawyer(world), now).header.kind
    if one.state is _S.EXAMINED:
        return assurances.accept(node, matter, WHICH, be[Role.MINISTER_DELEGATE], now).header.kind
    if one.state is _S.BREACHED:
        return assurances.report(node, matter, WHICH, "JC 2019/4", lawyer(world), now).header.kind
    to = _S.MONITORED if one.state is _S.ACCEPTED else _S.BREACHED
    return assurances.move(node, matter, WHICH, to, lawyer(world), now).header.kind


def answered_for(place: Place) -> None:
    built, matter = stage(examined)
    world = at_place(built, place)
    node = world["BE"].node
    moves = [kind for kind in own_kinds(node, matter) if kind.startswith("assurance")]
    assert moves == [f"assurance.{act}" for act in ("examine", "propose", "accept", "move", "move", "report")]
    (one,) = stand(world, matter)
    (kept,) = node.store.read(broken)
    assert (kept.kind, kept.giver, kept.found_at) == (one.kind, "RU", one.breached_at)
    assert kept.reported_at is not None
    tick(world)
    check_between(world)
    world.close()


@pytest.mark.faults
def test_no_breach_is_lost_wherever_the_node_dies(tmp_path):
    runs = Faults(answer_for_it, answered_for, tmp_path, nodes=())
    shutil.copytree(stage(examined)[0].folder, tmp_path / "template", dirs_exist_ok=True)
    for seam in range(1, runs.count_seams() + 1, 11):
        assert runs.run_with_fault(seam)
