"""Warnings of danger (T06): acknowledged, answered, renewed, expired, reviewed and recalled."""

from dataclasses import replace
from datetime import timedelta

import pytest

from acts.forgery import deliver, envelopes
from comity.acts.commit import open_act
from comity.demo.world import World
from comity.errors import Erased, NotAccepted, OrderRequired, OutOfOrder
from comity.exchange import alerts, answers, cases, orders, releases, views, weighing
from comity.exchange.clock import overdue
from comity.exchange.weighing import Findings, request_of
from comity.model.decisions import Outcome
from comity.model.people import Role
from comity.model.releases import AlertReply, OutcomeCode
from comity.model.requests import DataCategory, ItemId, MatterId
from comity.seal.canonical import decode, unb64
from stories.exchange import (
    DANGER,
    MARK,
    RU,
    THREAT,
    WHO,
    acknowledged,
    act_of,
    agree,
    at,
    danger_ordered,
    dangerous,
    held,
    issue,
    issued,
    put,
    shared_kinds,
    states,
    warned_of,
)

PROTECTED = dangerous(protection_from=frozenset({RU}))


def items_of(world: World, matter: MatterId) -> list[str]:
    ru = world["RU"]
    return [o.item for o in releases.read(ru.node, matter, ru[Role.OFFICER], world.now)]


# ── issue and answer ────────────────────────────────────────────────────────────────────────────
def test_opens_a_warning_by_acknowledging_it():
    with at(issued) as (world, matter):
        ru = world["RU"]
        assert shared_kinds(ru.node, matter) == ["alert.issue", "alert.receive"]
        with pytest.raises(NotAccepted):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("ACKED", "ACKED")
        assert items_of(world, matter) == ["threat", "who"]
        assert held(ru.node, matter).acts[-1].kind == "alert.read"


def test_tells_what_came_of_a_warning_and_what_it_was_worth():
    with at(acknowledged) as (world, matter):
        ru = world["RU"]
        alerts.respond(ru.node, matter, AlertReply.MEASURE_TAKEN, ru[Role.SPOC_DUTY], world.now)
        cases.feed_back(ru.node, matter, OutcomeCode.ADVANCED_CASE, ru[Role.OFFICER], world.now)
        world.carry()
        assert states(world, matter) == ("ACTIVE", "ACTIVE")
        headers = held(world["BE"].node, matter).headers
        assert [dict(h.marks) for h in headers if h.kind in ("alert.respond", "alert.feedback")] == [
            {"reply": "MEASURE_TAKEN"},
            {"outcome": "ADVANCED_CASE"},
        ]


def due(world: World, state: str, matter: MatterId) -> list[tuple[str, timedelta]]:
    """Return the clocks of a warning at a side that remind people of something."""
    timers = world[state].node.store.read(lambda r: r.timers_of(matter))
    return [(t.kind, t.due_at - world.now) for t in timers if t.kind == "feedback-due"]


def test_owes_what_a_warning_was_worth_within_ninety_days_of_accepting_it():
    """5.4: duty to feed back outcome (90 d)."""
    with at(issued) as (world, matter):
        ru = world["RU"]
        assert due(world, "RU", matter) == []
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert due(world, "RU", matter) == [("feedback-due", timedelta(days=90))]
        world.carry()
        assert due(world, "BE", matter) == []
        cases.feed_back(ru.node, matter, OutcomeCode.ADVANCED_CASE, ru[Role.OFFICER], world.now)
        assert due(world, "RU", matter) == []


def test_owes_no_feedback_on_a_warning_whose_conditions_ask_none():
    with at(unnamed) as (world, matter):
        ru = world["RU"]
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert due(world, "RU", matter) == []


def test_owes_no_feedback_on_what_was_recalled():
    with at(acknowledged) as (world, matter):
        releases.recall(world["BE"].node, matter, "an error", world["BE"][Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("RECALL_DONE", "RECALL_DONE")
        assert due(world, "RU", matter) == []


def test_binds_the_recipient_to_the_conditions_of_danger():
    with at(acknowledged) as (world, matter):
        bound = releases.accepted_conditions(world["RU"].node, matter)
        assert (bound.handling, bound.retention_until - world.now) == ("H2", timedelta(hours=72))


@pytest.mark.parametrize("end", ["resolve", "withdraw"])
def test_ends_a_warning(end: str):
    with at(acknowledged) as (world, matter):
        be = world["BE"]
        alerts.review(be.node, matter, True, "The danger was real.", be[Role.JUDGE], world.now)
        getattr(alerts, end)(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        ended = {"resolve": "RESOLVED", "withdraw": "WITHDRAWN"}[end]
        assert states(world, matter) == (ended, ended)
        world.later(days=4)  # its expiry falls into the void
        world.carry()
        assert states(world, matter) == (ended, ended)


def test_lets_the_warned_side_say_that_the_danger_is_over():
    with at(acknowledged) as (world, matter):
        ru = world["RU"]
        alerts.resolve(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("RESOLVED", "RESOLVED")


@pytest.mark.parametrize("who", ["BE", "RU"])
def test_a_warning_that_has_ended_shows_no_expiry_and_its_reviews_stay_due(who: str):
    with at(acknowledged) as (world, matter):
        be = world["BE"].node
        before = {t.kind for t in views.show_matter(be, matter).timers}
        alerts.resolve(world[who].node, matter, world[who][Role.SPOC_DUTY], world.now)
        world.carry()
        after = {t.kind for t in views.show_matter(be, matter).timers}
        assert before - after == {"alert-expire"}
        assert {"urgency-review", "urgency-inspect"} <= after


def test_expires_by_an_act_of_the_side_that_owns_the_clock():
    with at(acknowledged) as (world, matter):
        world.later(hours=71, minutes=59)
        assert "alert.expire" not in shared_kinds(world["BE"].node, matter)
        world.later(minutes=1)
        assert states(world, matter) == ("ACKED", "EXPIRED")  # RU's clock does nothing
        world.carry()
        assert states(world, matter) == ("EXPIRED", "EXPIRED")


def unnamed(world: World) -> MatterId:
    """Warn of a danger without naming anybody: no order of two persons is needed."""
    matter = warned_of(world, None, THREAT)
    issue(world, matter)
    return matter


def test_gives_a_warning_without_identity_thirty_days():
    with at(unnamed) as (world, matter):
        until = held(world["RU"].node, matter).headers[0].marks["until"]
        assert until == "2019-11-30T09:00Z"
        world.later(days=29, hours=23)
        assert states(world, matter) == ("ISSUED", "ISSUED")


def test_renews_a_warning_for_another_period():
    with at(unnamed) as (world, matter):
        be, ru = world["BE"], world["RU"]
        world.later(days=20)
        alerts.renew(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("RENEWED", "RENEWED")
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("ACTIVE", "ACTIVE")
        world.later(days=29)
        assert states(world, matter) == ("ACTIVE", "ACTIVE")
        world.later(days=1)
        world.carry()
        assert states(world, matter) == ("EXPIRED", "EXPIRED")


def test_updates_a_warning_with_a_new_item_once_it_is_approved_again():
    with at(unnamed) as (world, matter):
        be, ru = world["BE"], world["RU"]
        put(world, matter, replace(THREAT, id=ItemId("place")), b"the school's yard")
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        with pytest.raises(OutOfOrder):
            alerts.issue(be.node, ready, be[Role.SPOC_DUTY], world.now)
        alerts.approve(be.node, matter, be[Role.SUPERVISOR], world.now)
        issue(world, matter)
        assert states(world, matter) == ("UPDATED", "UPDATED")
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert items_of(world, matter) == ["place", "threat"]


def test_waits_for_no_cosignature_of_the_log():
    with at(danger_ordered) as (world, matter):
        world.now += timedelta(hours=60)  # the last cosignature is older than an answer could rest on
        issue(world, matter)
        assert states(world, matter) == ("ISSUED", "ISSUED")


# ── what a warning tells beside its sealed items ────────────────────────────────────────────────
def test_carries_no_identity_and_no_free_text_outside_its_items():
    with at(acknowledged) as (world, matter):
        ru = world["RU"].node
        request, stored = request_of(ru, held(ru, matter))
        assert (request.subjects, request.facts, request.necessity, request.urgency_reason) == (
            (),
            "",
            "",
            "",
        )
        assert "Deniz Aral" not in str(open_act(ru, stored).content)


def test_warns_without_the_identity_of_a_protected_person():
    """S47: at once, and never a trace of the claim."""
    with at(danger_ordered) as (world, _):
        matter = danger_ordered(world, PROTECTED)
        decision = answers.decide_answer(world["BE"].node, matter, world.now).decision
        (asylum,) = [g for g in decision.grounds if g.rule == "R-ASYLUM"]
        assert (asylum.outcome, asylum.needs) == (Outcome.REFER, ("DUTY_MAGISTRATE", "LEGAL_OFFICER"))
        issue(world, matter)
        ru = world["RU"]
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert items_of(world, matter) == ["threat"]


def view(world: World, matter: MatterId) -> tuple[object, ...]:
    """Return what RU holds of a warning: all but what is drawn by chance."""
    ru = world["RU"].node
    (stored,) = (a for a in held(ru, matter).acts if a.kind == "alert.issue")
    body = open_act(ru, stored).content
    orders_named = [[i["item"] for i in decode(unb64(o["statement"]))["items"]] for o in body["orders"]]
    sizes = {name: len(repr(value)) for name, value in body.items()}
    request = {k: v for k, v in body["request"].items() if k != "reference"}
    conditions = body["conditions"]
    return sizes, orders_named, request, conditions, len(stored.signatures), stored.lane


def test_looks_for_a_protected_person_as_where_nobody_knows_the_identity_yet():
    """S47: the same bytes as for S05 with identity not yet known."""
    with at(danger_ordered) as (world, _):
        protected = danger_ordered(world, PROTECTED)
        issue(world, protected)
        unknown = danger_ordered(world, dangerous(), THREAT)
        issue(world, unknown)
        assert view(world, protected) == view(world, unknown)


@pytest.mark.parametrize(
    "origin",
    [
        {"source": "SIS"},
        {"source": "FR"},
        {"intelligence_service": True, "classification": "SECRET"},
        {"tainted": True},
        {"embargo": True, "embargo_hidden": True},
    ],
    ids="-".join,
)
def test_looks_alike_whatever_the_bare_warning_is_drawn_from(origin):
    """Q13, AX11: what binds the origin stays here, where the data protection officer finds it."""
    with at(unnamed) as (world, plain):
        closed = warned_of(world, None, replace(THREAT, **origin))
        issue(world, closed)
        assert view(world, closed) == view(world, plain)
        be = world["BE"].node
        body = open_act(be, held(be, closed).last("alert.weigh")).content
        assert "ORIGIN_LOGGED(DPO)" in body["decision"]["conditions"]


# ── two persons in place of the judge (TP2, 5.5) ────────────────────────────────────────────────
def test_names_in_the_order_of_two_persons_only_the_minimum_danger_set():
    account = replace(WHO, id=ItemId("account"), category=DataCategory.DC_FINANCIAL)
    with at(danger_ordered) as (world, _):
        matter = danger_ordered(world, None, WHO, THREAT, account)
        ((signed, _),) = orders.orders_of(world["BE"].node, matter)
        assert sorted(i.item for i in signed.order.items) == ["threat", "who"]
        issue(world, matter)
        ru = world["RU"]
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert items_of(world, matter) == ["threat", "who"]


@pytest.mark.parametrize(
    "missing",
    [
        replace(DANGER, to_life=False),
        replace(DANGER, concrete=False),
        replace(DANGER, order_too_late=False),
        replace(DANGER, order_tried=False),
        replace(DANGER, order_tried=None),
    ],
)
def test_two_persons_release_nobody_where_a_condition_of_danger_fails(missing):
    with at(danger_ordered) as (world, _):
        be = world["BE"]
        matter = warned_of(world, dangerous(), WHO)
        found = Findings(subjects=(dangerous(),), danger=missing)
        weighing.find(be.node, matter, found, be[Role.SPOC_DUTY], world.now)
        alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], world.now)
        with pytest.raises(OrderRequired):
            alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], world.now)


def test_an_item_added_after_the_order_of_two_persons_voids_it():
    with at(danger_ordered) as (world, matter):
        be = world["BE"]
        put(world, matter, replace(WHO, id=ItemId("car"), category=DataCategory.DC_VEHICLE))
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert [p.label.item for p in ready.packages] == ["threat"]  # which needs no order


def test_sets_both_reviews_with_the_order():
    with at(danger_ordered) as (world, matter):
        timers = world["BE"].node.store.read(lambda r: r.timers_of(matter))
        due = {t.kind: t.due_at - world.now for t in timers if not t.kind.startswith("call:")}
        assert due == {"urgency-review": timedelta(hours=72), "urgency-inspect": timedelta(days=7)}


def test_shows_a_review_as_overdue_after_its_hours():
    with at(issued) as (world, matter):
        be = world["BE"]
        world.later(hours=72)
        assert [t.kind for t in overdue(be.node, world.now)] == ["urgency-review"]
        alerts.review(be.node, matter, True, "The danger was real.", be[Role.DUTY_MAGISTRATE], world.now)
        assert overdue(be.node, world.now) == ()
        world.later(days=4)
        assert [t.kind for t in overdue(be.node, world.now)] == ["urgency-inspect"]
        alerts.inspect(be.node, matter, True, "Minimal.", be[Role.DPO], world.now)
        assert overdue(be.node, world.now) == ()


def test_renews_what_rests_on_two_persons_only_once_a_judge_confirmed_it():
    with at(acknowledged) as (world, matter):
        be = world["BE"]
        with pytest.raises(OrderRequired):
            alerts.renew(be.node, matter, be[Role.SPOC_DUTY], world.now)
        alerts.review(be.node, matter, True, "The danger was real.", be[Role.JUDGE], world.now)
        alerts.renew(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("RENEWED", "RENEWED")


# ── recall (M2, S07) ────────────────────────────────────────────────────────────────────────────
REVIEWERS = [("review", Role.JUDGE), ("review", Role.DUTY_MAGISTRATE), ("inspect", Role.DPO)]


@pytest.mark.parametrize(("how", "role"), REVIEWERS)
def test_a_review_that_does_not_confirm_recalls_what_left(how: str, role: Role):
    with at(acknowledged) as (world, matter):
        be, ru = world["BE"], world["RU"]
        assert releases.read(ru.node, matter, ru[Role.OFFICER], world.now)[1].plaintext == MARK
        getattr(alerts, how)(be.node, matter, False, "No danger was near.", be[role], world.now)
        assert shared_kinds(be.node, matter)[-1] == "alert.recall"
        world.carry()
        assert states(world, matter) == ("RECALL_DONE", "RECALL_DONE")
        with pytest.raises(NotAccepted):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        gone = ru.node.store.read(lambda r: r.act(act_of(ru.node, matter, "alert.issue")))
        assert gone.content is None
        with pytest.raises(Erased):
            _ = open_act(ru.node, gone).content
        agree(world, matter)


def test_blocks_the_content_as_soon_as_the_recall_is_in():
    with at(acknowledged) as (world, matter):
        be, ru = world["BE"], world["RU"]
        releases.recall(be.node, matter, "an error", be[Role.SPOC_DUTY], world.now)
        (data,) = envelopes(world, "BE")
        deliver(world, "RU", data)  # its clock has not run: nothing is erased yet
        assert states(world, matter)[0] == "RECALLED"
        with pytest.raises(NotAccepted):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)


def test_keeps_the_judges_reasons_to_itself():
    with at(acknowledged) as (world, matter):
        be, ru = world["BE"], world["RU"]
        alerts.review(be.node, matter, False, "The source lied to us.", be[Role.JUDGE], world.now)
        world.carry()
        recalled = held(ru.node, matter).last("alert.recall")
        assert open_act(ru.node, recalled).content == {"why": "not confirmed on review"}


def test_a_review_that_does_not_confirm_voids_an_order_not_yet_used():
    with at(danger_ordered) as (world, matter):
        be = world["BE"]
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        alerts.review(be.node, matter, False, "No danger is near.", be[Role.JUDGE], world.now)
        assert orders.orders_of(be.node, matter) == ()
        with pytest.raises(OrderRequired):
            alerts.issue(be.node, ready, be[Role.SPOC_DUTY], world.now)
        assert shared_kinds(be.node, matter) == []


@pytest.mark.parametrize("end", ["withdraw", "resolve", "expire"])
def test_recalls_a_warning_that_had_ended(end: str):
    with at(acknowledged) as (world, matter):
        be = world["BE"]
        if end == "expire":
            world.later(hours=72)
        else:
            getattr(alerts, end)(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        alerts.review(be.node, matter, False, "No danger was near.", be[Role.JUDGE], world.now)
        world.carry()
        assert states(world, matter) == ("RECALL_DONE", "RECALL_DONE")


def test_has_nothing_to_review_where_no_two_persons_ordered():
    with at(unnamed) as (world, matter), pytest.raises(OutOfOrder):
        alerts.review(world["BE"].node, matter, True, "Fine.", world["BE"][Role.JUDGE], world.now)
