"""What arrived opens to whoever accepted it, and to nobody where the law refuses its use (5.4, G4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.acts.plain import to_plain
from comity.demo.world import World
from comity.errors import MalformedMessage, NotAccepted
from comity.exchange import alerts, orders, outcomes, received, releases, weighing
from comity.exchange.weighing import Findings
from comity.law.weighing import Circumstances
from comity.model.decisions import Outcome
from comity.model.people import Role
from comity.model.releases import AlertReply
from comity.model.requests import DataCategory, Item, ItemId, MatterId, Purpose
from stories.exchange import (
    FILE,
    IDENTITY,
    MARK,
    THREAT,
    WHO,
    accepted,
    acknowledged,
    answered,
    at,
    dangerous,
    held,
    issue,
    issued,
    let_go,
    own_kinds,
    put,
    released,
    states,
    taken,
    warned_of,
)

PLACE = Item(id=ItemId("place"), category=DataCategory.DC_NON_PERSONAL)


def read(world: World, matter: MatterId) -> list[str]:
    ru = world["RU"]
    return [o.item for o in releases.read(ru.node, matter, ru[Role.SPOC_DUTY], world.now)]


def stays_closed(world: World, matter: MatterId) -> bool:
    before = own_kinds(world["RU"].node, matter)
    with pytest.raises(NotAccepted):
        read(world, matter)
    return own_kinds(world["RU"].node, matter) == before


def acknowledge(world: World, matter: MatterId) -> None:
    ru = world["RU"]
    alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)


def update(world: World, matter: MatterId, wanted: Item) -> None:
    """Put one more item into a warning and have two persons order it anew."""
    be, now = world["BE"], world.now
    put(world, matter, wanted)
    alerts.approve(be.node, matter, be[Role.SUPERVISOR], now)
    alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], now)
    alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], now)
    alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], now)
    issue(world, matter)


# ── nothing opens by silence (5.4) ──────────────────────────────────────────────────────────────
def test_an_update_of_a_warning_that_nobody_acknowledged_opens_nothing():
    with at(issued) as (world, matter):
        update(world, matter, PLACE)
        assert states(world, matter) == ("UPDATED", "UPDATED")
        assert stays_closed(world, matter)
        acknowledge(world, matter)
        assert read(world, matter) == ["place", "threat", "who"]


@pytest.mark.parametrize("end", ["resolve", "withdraw"])
def test_a_warning_that_ended_before_anybody_acknowledged_it_stays_closed(end: str):
    with at(issued) as (world, matter):
        be = world["BE"]
        getattr(alerts, end)(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        assert stays_closed(world, matter)


def bare(world: World) -> MatterId:
    """Warn of a danger without naming anybody."""
    matter = warned_of(world, dangerous(), THREAT)
    issue(world, matter)
    return matter


def test_a_warning_that_was_renewed_or_ran_out_unread_stays_closed():
    with at(bare) as (world, matter):
        be = world["BE"]
        world.later(days=20)
        alerts.renew(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("RENEWED", "RENEWED")
        assert stays_closed(world, matter)
        world.later(days=30)
        world.carry()
        assert states(world, matter) == ("EXPIRED", "EXPIRED")
        assert stays_closed(world, matter)


def test_who_accepted_a_bare_warning_has_not_accepted_the_identity_that_follows():
    with at(bare) as (world, matter):
        ru = world["RU"]
        acknowledge(world, matter)
        world.carry()
        assert (read(world, matter), releases.accepted_conditions(ru.node, matter).handling) == (
            ["threat"],
            "H1",
        )
        update(world, matter, WHO)
        assert releases.accepted_conditions(ru.node, matter).handling == "H2"
        assert stays_closed(world, matter)
        acknowledge(world, matter)
        assert read(world, matter) == ["threat", "who"]


def test_an_acceptance_that_crossed_an_update_accepts_the_first_alone():
    with at(issued) as (world, matter):
        acknowledge(world, matter)  # on its way while the update comes
        update(world, matter, PLACE)
        world.carry()
        assert states(world, matter) == ("UPDATED", "UPDATED")
        assert stays_closed(world, matter)


def test_who_answered_an_update_first_can_still_accept_it():
    with at(acknowledged) as (world, matter):
        ru = world["RU"]
        update(world, matter, PLACE)
        alerts.respond(ru.node, matter, AlertReply.NOT_FOUND, ru[Role.SPOC_DUTY], world.now)
        assert stays_closed(world, matter)
        acknowledge(world, matter)
        assert read(world, matter) == ["place", "threat", "who"]
        world.carry()
        assert states(world, matter) == ("ACTIVE", "ACTIVE")


def test_what_was_accepted_can_be_read_after_a_warning_ended():
    with at(acknowledged) as (world, matter):
        be = world["BE"]
        alerts.resolve(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        assert read(world, matter) == ["threat", "who"]


# ── what the law refuses to use stays closed (G4) ───────────────────────────────────────────────
def tainted(world: World, matter: MatterId, *items: str) -> None:
    """Note at RU that items were beaten out of somebody."""
    ru = world["RU"]
    role = Role.SPOC_DUTY if matter.startswith("alert/") else Role.OFFICER
    weighing.find(ru.node, matter, Findings(tainted=frozenset(items)), ru[role], world.now)


def test_what_was_beaten_out_of_somebody_opens_to_nobody_and_the_rest_does():
    """S41: refuse use."""
    with at(accepted) as (world, matter):
        ru = world["RU"]
        tainted(world, matter, "file")
        told = outcomes.read(ru.node, matter, ru[Role.OFFICER], world.now)
        assert [(i.item, i.text) for i in told.items] == [("identity", MARK.decode())]
        (closed,) = told.withheld
        assert (closed.item, closed.category) == ("file", DataCategory.DC_CASE_FACTS)
        assert closed.because == (
            "refused: CAT art. 15, because the item was obtained by torture or ill-treatment and is "
            "neither used nor passed on (R-TAINT)",
        )
        tainted(world, matter)  # it was not so
        assert read(world, matter) == ["file", "identity"]


def test_says_in_french_why_something_stays_closed():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        tainted(world, matter, "file")
        (closed,) = outcomes.read(ru.node, matter, ru[Role.OFFICER], world.now, "fr").withheld
        assert "a été obtenu par la torture" in closed.because[0]


def test_records_why_it_kept_something_closed():
    with at(accepted) as (world, matter):
        ru = world["RU"].node
        assert read(world, matter) == ["file", "identity"]
        assert own_kinds(ru, matter)[-1] == "release.read"
        assert dict(held(ru, matter).headers[-1].marks) == {}
        tainted(world, matter, "file", "identity")
        assert read(world, matter) == []
        assert own_kinds(ru, matter)[-2:] == ["release.read", "request.weigh"]
        reading, weighed = held(ru, matter).headers[-2:]
        assert dict(reading.marks) == {"withheld": "2"}
        assert (weighed.marks["moment"], weighed.marks["outcome"]) == ("G4", "REFUSE")


def test_the_warned_side_notes_that_a_warning_rests_on_torture():
    with at(acknowledged) as (world, matter):
        tainted(world, matter, "who")
        assert read(world, matter) == ["threat"]


def test_an_identity_that_left_in_danger_closes_after_72_hours_whether_or_not_a_recall_arrives():
    """5.5(5): expiry 72 h."""
    with at(acknowledged) as (world, matter):
        until = world.now + timedelta(hours=72)
        world.later(hours=72)
        assert world.now == until
        assert read(world, matter) == ["threat", "who"]
        world.later(seconds=1)  # the same day; nothing is carried to RU
        assert states(world, matter)[0] == "ACKED"
        assert read(world, matter) == []


def test_an_answer_closes_when_its_retention_is_over():
    with at(accepted) as (world, matter):
        until = releases.accepted_conditions(world["RU"].node, matter).retention_until
        world.now = until
        assert read(world, matter) == ["file", "identity"]
        world.now = until + timedelta(days=1)
        assert read(world, matter) == []


@pytest.mark.parametrize(
    ("days", "others", "kept"), [(2, 700, 2), (0, 700, 0), (4000, 4000, 1825)], ids=["short", "today", "long"]
)
def test_the_item_that_is_kept_shortest_says_how_long_a_release_is_kept(days: int, others: int, kept: int):
    """5.4, K1: an item's own limit counts beside those of profile and texts."""
    with at(taken) as (world, _):
        today = world.now.date()
        items = [
            replace(IDENTITY, retention_until=today + timedelta(days=days)),
            replace(FILE, retention_until=today + timedelta(days=others)),
        ]
        matter = released(world, *items)
        until = releases.accepted_conditions(world["RU"].node, matter).retention_until
        assert until == world.now + timedelta(days=kept)


def test_an_item_that_stays_does_not_shorten_what_leaves():
    with at(answered) as (world, _):
        soon = replace(FILE, retention_until=world.now.date())
        matter, be = answered(world, IDENTITY, soon), world["BE"]
        orders.grant(be.node, matter, be[Role.JUDGE], world.now, items=frozenset({IDENTITY.id}))
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        let_go(world, matter)
        world.carry()
        until = releases.accepted_conditions(world["RU"].node, matter).retention_until
        assert until == world.now + timedelta(days=1825)


def test_an_item_of_a_warning_in_danger_may_be_kept_shorter_than_72_hours():
    with at(taken) as (world, _):
        matter = issued(world, None, replace(WHO, retention_until=world.now.date()), THREAT)
        assert releases.accepted_conditions(world["RU"].node, matter).retention_until == world.now


def test_a_use_that_is_only_wanted_closes_no_reading():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        wanted = Findings(
            onward_purpose=Purpose.RETURN, circumstances=Circumstances(uses=frozenset({"EVIDENCE"}))
        )
        weighing.find(ru.node, matter, wanted, ru[Role.OFFICER], world.now)
        assert outcomes.weigh_now(ru.node, matter, ru[Role.OFFICER], world.now).outcome is Outcome.REFUSE
        assert read(world, matter) == ["file", "identity"]


# ── for another purpose (R-ONWARD) ──────────────────────────────────────────────────────────────
def test_data_wanted_for_another_purpose_waits_for_its_owner_and_who_authorised_it():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        wanted = Findings(onward_purpose=Purpose.EXECUTION_OF_PENALTY)
        weighing.find(ru.node, matter, wanted, ru[Role.OFFICER], world.now)
        decision = outcomes.weigh_now(ru.node, matter, ru[Role.OFFICER], world.now)
        assert (decision.moment, decision.outcome) == ("G4", Outcome.NEEDS_AUTHORISATION)
        assert decision.authorisers == ("ORIGINAL_AUTHORISER", "OWNER(BE)")
        assert {g.rule for g in decision.grounds if g.outcome is Outcome.NEEDS_AUTHORISATION} == {"R-ONWARD"}


@pytest.mark.parametrize("noted", [Purpose.RETURN, Purpose.INVESTIGATION])
def test_the_purpose_that_data_came_for_is_the_conditions_and_not_what_somebody_notes(noted: Purpose):
    with at(accepted) as (world, matter):
        ru = world["RU"]
        found = Findings(circumstances=Circumstances(original_purpose=noted))
        weighing.find(ru.node, matter, found, ru[Role.OFFICER], world.now)
        decision = outcomes.weigh_now(ru.node, matter, ru[Role.OFFICER], world.now)
        assert decision.outcome is Outcome.PERMIT


def test_takes_in_no_release_for_a_purpose_that_is_none():
    with at(released) as (world, matter):
        be, ru = world["BE"], world["RU"]
        act = held(ru.node, matter).last("reply.full")
        body = dict(weighing.content(ru.node, act))
        bound = releases.accepted_conditions(ru.node, matter)
        body["conditions"] = to_plain(replace(bound, purpose="REVENGE"))
        sent = held(ru.node, matter).last("request.send")
        with pytest.raises(MalformedMessage):
            received.read_release(ru.node, body, matter, sent.id, be.node.self_image, world.now)
