"""A warning that a judge can still authorise needs no two persons (5.5(2), T06): the judge's own order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.demo.world import World
from comity.errors import CannotOpen, OutOfOrder
from comity.exchange import alerts, orders, outcomes, releases, weighing
from comity.exchange.weighing import Findings
from comity.model.authorisations import OrderKind
from comity.model.decisions import Outcome
from comity.model.people import Role
from comity.model.requests import DataCategory, ItemId, MatterId
from stories.exchange import (
    DANGER,
    MARK,
    RU,
    THREAT,
    WHO,
    at,
    dangerous,
    issue,
    put,
    shared_kinds,
    states,
    taken,
    warned_of,
)

REACHABLE = Findings(subjects=(dangerous(),), danger=replace(DANGER, order_too_late=False))


def reachable(world: World) -> MatterId:
    """Bring a warning before a judge who can decide in time."""
    be, matter = world["BE"], warned_of(world, dangerous())
    weighing.find(be.node, matter, REACHABLE, be[Role.SPOC_DUTY], world.now)
    return matter


def granted(world: World) -> MatterId:
    """Have judge and legal officer authorise a warning with an identity."""
    be, matter = world["BE"], reachable(world)
    orders.view(be.node, matter, be[Role.JUDGE], world.now)
    orders.grant(be.node, matter, be[Role.JUDGE], world.now)
    orders.authorise_transfer(be.node, matter, "Lives are at stake.", be[Role.LEGAL_OFFICER], world.now)
    return matter


def test_the_law_asks_judge_and_legal_officer_and_nothing_leaves_without_them():
    with at(reachable) as (world, matter):
        be = world["BE"]
        decision = outcomes.weigh_now(be.node, matter, be[Role.LEGAL_OFFICER], world.now)
        assert (decision.outcome, decision.authorisers) == (
            Outcome.NEEDS_AUTHORISATION,
            ("JUDGE", "LEGAL_OFFICER"),
        )
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert [p.label.item for p in ready.packages] == ["threat"]


def test_a_warning_stands_in_the_judges_queue_until_a_judge_decided():
    with at(reachable) as (world, matter):
        be = world["BE"]
        outcomes.weigh_now(be.node, matter, be[Role.LEGAL_OFFICER], world.now)
        (waiting,) = orders.queue(be.node, be[Role.JUDGE])
        assert (waiting.matter, waiting.needs, waiting.items, waiting.partner) == (
            matter,
            ("JUDGE", "LEGAL_OFFICER"),
            2,
            RU,
        )
        orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        assert orders.queue(be.node) == ()


def test_a_warning_that_asks_no_judge_stands_in_no_queue():
    with at(taken) as (world, _):
        be, matter = world["BE"], warned_of(world, None, THREAT)
        outcomes.weigh_now(be.node, matter, be[Role.LEGAL_OFFICER], world.now)
        assert orders.queue(be.node) == ()


def test_the_judge_reads_what_would_leave_and_turns_the_key():
    with at(reachable) as (world, matter):
        be, ru = world["BE"], world["RU"]
        seen = orders.view(be.node, matter, be[Role.JUDGE], world.now)
        assert [(s.ordered.item, s.plaintext) for s in seen] == [("who", MARK)]
        signed = orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        assert (signed.order.kind, sorted(i.item for i in signed.order.items)) == (
            OrderKind.JUDGE,
            ["threat", "who"],
        )
        assert signed.order.valid_until - world.now == timedelta(hours=72)  # K6: danger
        orders.authorise_transfer(be.node, matter, "Lives are at stake.", be[Role.LEGAL_OFFICER], world.now)
        issue(world, matter)
        assert states(world, matter) == ("ISSUED", "ISSUED")
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        opened = releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        assert [(o.item, o.plaintext) for o in opened] == [("threat", MARK), ("who", MARK)]


def test_what_a_judge_authorised_awaits_no_review_and_no_recall():
    with at(granted) as (world, matter):
        be = world["BE"]
        issue(world, matter)
        kinds = {t.kind for t in be.node.store.read(lambda r: r.timers_of(matter))}
        assert not kinds & {"urgency-review", "urgency-inspect"}
        world.later(hours=100)
        world.carry()
        assert states(world, matter) == ("ISSUED", "ISSUED")


def test_the_order_of_the_judge_alone_lets_no_identity_go():
    with at(reachable) as (world, matter):
        be = world["BE"]
        orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert [p.label.item for p in ready.packages] == ["threat"]


def test_an_item_added_after_the_judges_order_voids_it():
    with at(granted) as (world, matter):
        be = world["BE"]
        put(world, matter, replace(WHO, id=ItemId("car"), category=DataCategory.DC_VEHICLE))
        alerts.approve(be.node, matter, be[Role.SUPERVISOR], world.now)
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert [p.label.item for p in ready.packages] == ["threat"]


def test_a_judges_refusal_voids_the_order_before_it_and_the_bare_warning_goes():
    with at(granted) as (world, matter):
        be = world["BE"]
        orders.refuse(be.node, matter, "The source is not credible.", be[Role.JUDGE], world.now)
        issue(world, matter)
        ru = world["RU"]
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert [o.item for o in releases.read(ru.node, matter, ru[Role.OFFICER], world.now)] == ["threat"]
        assert shared_kinds(be.node, matter)[0] == "alert.issue"


def test_two_persons_do_not_stand_in_for_a_judge_who_refused():
    with at(reachable) as (world, matter):
        be, now = world["BE"], world.now
        orders.refuse(be.node, matter, "The source is not credible.", be[Role.JUDGE], now)
        late = replace(REACHABLE, danger=DANGER)
        weighing.find(be.node, matter, late, be[Role.SPOC_DUTY], now)
        alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], now)
        signed = alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], now)
        assert [i.item for i in signed.order.items] == ["threat"]
        put(world, matter, replace(WHO, id=ItemId("car"), category=DataCategory.DC_VEHICLE))
        alerts.approve(be.node, matter, be[Role.SUPERVISOR], now)  # what leaves is another thing now
        signed = alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], now)
        assert sorted(i.item for i in signed.order.items) == ["car", "threat", "who"]


def test_a_judge_names_no_identity_of_a_protected_person():
    """S47: the identity is for others to decide on, and the order would tell of it."""
    with at(taken) as (world, _):
        be = world["BE"]
        matter = warned_of(world, dangerous(protection_from=frozenset({RU})))
        signed = orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        assert [i.item for i in signed.order.items] == ["threat"]


@pytest.mark.parametrize("role", [Role.DUTY_MAGISTRATE, Role.LEGAL_OFFICER, Role.SPOC_DUTY])
def test_nobody_else_gives_the_judges_order(role: Role):
    with at(reachable) as (world, matter), pytest.raises(CannotOpen):
        orders.grant(world["BE"].node, matter, world["BE"][role], world.now)


def test_the_warned_side_authorises_nothing():
    with at(granted) as (world, matter):
        issue(world, matter)
        ru = world["RU"]
        with pytest.raises(OutOfOrder):
            orders.view(ru.node, matter, ru[Role.JUDGE], world.now)
