"""The gate runs at its moments (domain.md 5.1): which desk weighs when, and what reviews change."""

import re
from pathlib import Path

import pytest

import comity.exchange
from comity.acts.plain import from_plain
from comity.demo.world import Place, World
from comity.errors import OutOfOrder
from comity.exchange import alerts, outcomes, uses, weighing
from comity.exchange.weighing import Findings
from comity.law.weighing import Circumstances, Danger
from comity.model.decisions import Decision, Moment, Outcome
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId
from law.shipped import situations
from stories.exchange import accepted, acknowledged, answered, at, danger_ordered, drafted, held, issued, sent

EXCHANGE = Path(comity.exchange.__file__).parent


def weigh_now(world: World, state: str, matter: MatterId):
    side = world[state]
    return outcomes.weigh_now(side.node, matter, side[Role.LEGAL_OFFICER], world.now)


def last_decision(side: Place, matter: MatterId) -> Decision:
    """Return how the law last decided, as it was recorded."""
    return from_plain(
        Decision, weighing.content(side.node, held(side.node, matter).last("alert.weigh"))["decision"]
    )


@pytest.mark.parametrize("moment", Moment)
def test_each_moment_has_a_situation(moment: Moment):
    assert [one.id for one in situations() if one.weighing.moment is moment]


# ── G6: after a release in danger, what the reviews said ────────────────────────────────────────
def refused_by(decision) -> list[str]:
    return sorted({g.rule for g in decision.grounds if g.outcome is Outcome.REFUSE})


def test_a_warning_that_left_is_weighed_anew():
    with at(issued) as (world, matter):
        decision = weigh_now(world, "BE", matter)
        assert (decision.moment, refused_by(decision)) == (Moment.G6, [])


def test_silence_after_72_hours_is_no_confirmation():
    with at(issued) as (world, matter):
        world.later(hours=72, seconds=1)
        decision = weigh_now(world, "BE", matter)
        assert refused_by(decision) == ["5.5"]
        assert {"RECALL", "BLOCK_USE", "COUNT_AS_UNCONFIRMED"} <= set(decision.conditions)


def test_the_clock_weighs_what_nobody_reviewed_in_time_and_the_record_says_recall():
    with at(issued) as (world, matter):
        be = world["BE"]
        world.later(hours=72, seconds=1)  # the clock runs on its way
        decision = last_decision(be, matter)
        assert (decision.moment, refused_by(decision)) == (Moment.G6, ["5.5"])
        assert {"RECALL", "COUNT_AS_UNCONFIRMED"} <= set(decision.conditions)


def test_what_a_person_notes_of_a_review_counts_for_nothing():
    with at(issued) as (world, matter):
        be = world["BE"]
        noted = Danger(to_life=True, concrete=True, order_too_late=True, confirmed=True, inspected=True)
        weighing.find(be.node, matter, Findings(danger=noted), be[Role.SPOC_DUTY], world.now)
        world.later(hours=72, seconds=1)
        assert refused_by(weigh_now(world, "BE", matter)) == ["5.5"]


def test_both_reviews_keep_it_standing():
    with at(issued) as (world, matter):
        be = world["BE"]
        alerts.review(be.node, matter, True, "right", be[Role.DUTY_MAGISTRATE], world.now)
        world.later(hours=100)
        assert refused_by(weigh_now(world, "BE", matter)) == []
        alerts.inspect(be.node, matter, True, "right", be[Role.DPO], world.now)
        world.later(days=30)
        assert refused_by(weigh_now(world, "BE", matter)) == []


def test_without_the_data_protection_officer_it_stands_seven_days():
    with at(issued) as (world, matter):
        be = world["BE"]
        alerts.review(be.node, matter, True, "right", be[Role.DUTY_MAGISTRATE], world.now)
        world.later(days=7)
        assert refused_by(weigh_now(world, "BE", matter)) == []
        world.later(seconds=1)
        assert refused_by(weigh_now(world, "BE", matter)) == ["5.5"]


def test_a_review_that_does_not_confirm_is_weighed_at_once_and_says_recall():
    with at(issued) as (world, matter):
        be = world["BE"]
        alerts.review(be.node, matter, False, "no danger", be[Role.DUTY_MAGISTRATE], world.now)
        decision = last_decision(be, matter)
        assert (decision.moment, refused_by(decision)) == (Moment.G6, ["5.5"])
        assert held(be.node, matter).folded.shared == "RECALLED"


def test_an_order_that_nothing_left_under_needs_no_recall():
    with at(danger_ordered) as (world, matter):
        world.later(hours=73)
        assert "5.5" not in refused_by(weigh_now(world, "BE", matter))


# ── G4: before use ──────────────────────────────────────────────────────────────────────────────
def test_what_arrived_is_weighed_for_the_use_that_is_wanted():
    with at(acknowledged) as (world, matter):
        assert weigh_now(world, "RU", matter).moment is Moment.G4
        assert weigh_now(world, "RU", matter).outcome is Outcome.PERMIT


def test_evidence_in_court_needs_the_owner_of_police_information():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        assert weigh_now(world, "RU", matter).outcome is Outcome.PERMIT
        wanted = Findings(circumstances=Circumstances(uses=frozenset({"EVIDENCE"})))
        weighing.find(ru.node, matter, wanted, ru[Role.OFFICER], world.now)
        decision = weigh_now(world, "RU", matter)
        assert (decision.moment, decision.authorisers) == (Moment.G4, ("OWNER(BE)",))


def test_what_was_beaten_out_of_somebody_is_not_used():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        items = frozenset(unit.unit for unit in weigh_now(world, "RU", matter).items)
        weighing.find(ru.node, matter, Findings(tainted=items), ru[Role.OFFICER], world.now)
        decision = weigh_now(world, "RU", matter)
        assert (decision.outcome, refused_by(decision)) == (Outcome.REFUSE, ["R-TAINT"])


def test_nothing_is_weighed_for_use_before_anything_arrived():
    with at(answered) as (world, matter), pytest.raises(OutOfOrder):
        uses.weigh_use(world["RU"].node, matter, world.now)


# ── G1, G2, G3, G5 ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("step", "state", "moment"),
    [(drafted, "RU", Moment.G1), (sent, "BE", Moment.G2), (answered, "BE", Moment.G3)],
)
def test_a_desk_weighs_before_sending_on_receipt_and_with_an_answer(step, state: str, moment: Moment):
    with at(step) as (world, matter):
        assert weigh_now(world, state, matter).moment is moment


def test_what_arrived_goes_on_to_a_third_state_only_with_the_owner_and_whoever_authorised_it():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        wanted = Findings(onward_to=StateCode("BY"))
        weighing.find(ru.node, matter, wanted, ru[Role.OFFICER], world.now)
        decision = weigh_now(world, "RU", matter)
        assert decision.moment is Moment.G5
        assert {"OWNER(BE)", "ORIGINAL_AUTHORISER"} <= set(decision.authorisers)
        assert decision.released_now == frozenset()
        assert "profile/BY" in dict(decision.versions)


def test_every_moment_has_a_desk():
    moments = {
        name for file in EXCHANGE.glob("*.py") for name in re.findall(r"Moment\.(G\d)", file.read_text())
    }
    assert moments == {"G1", "G2", "G3", "G4", "G5", "G6"}
