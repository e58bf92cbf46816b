"""Calls: whom they ring in which order and how long, what ends them, and what is noted of them."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from comity.acts.allowed import account_of
from comity.acts.calls import Result
from comity.demo.world import World
from comity.errors import OutOfOrder, UnknownMatter, WrongRole
from comity.exchange import alerts, answers, notices, orders
from comity.model.people import Role
from comity.model.requests import MatterId, Urgency
from duty.staff import (
    attempts,
    call_now,
    can_send,
    deputy,
    has_contact,
    name_of,
    on_watch,
    rung,
    three_on_duty,
)
from stories.exchange import (
    IDENTITY,
    answered,
    at,
    danger_ordered,
    dangerous,
    held,
    issued,
    own_kinds,
    put,
    sent,
    taken,
    velin,
    warned_of,
)


def waiting(world: World, state: str) -> dict[str, str]:
    """Return the open calls of a node by need, with who is called."""
    calls = notices.open_calls(world[state].node, world.now)
    return {c.need: " ".join(c.roles) for c in calls}


# ── the order of calling ────────────────────────────────────────────────────────────────────────
def test_calls_the_first_then_the_deputies_and_round_again_ever_slower():
    with at(issued) as (world, _matter):
        can_send(world)
        a, b, c = three_on_duty(world, "RU", Role.SPOC_DUTY)
        assert rung(world, "RU", 130) == [
            (0, a),
            (10, b),
            (20, c),
            (30, a),  # ten minutes after the last: the 30 minutes of T06
            (40, b),
            (50, c),
            (70, a),  # twice as long after the second round
            (80, b),
            (90, c),
            (130, a),  # and twice as long again
        ]


def test_lets_no_round_wait_longer_than_its_pace_says():
    with at(issued) as (world, _matter):
        can_send(world)
        name = name_of(world["RU"], Role.SPOC_DUTY)
        has_contact(world, "RU", name)
        on_watch(world, "RU", Role.SPOC_DUTY, name, hours=72)
        called = [minute for minute, _ in rung(world, "RU", 24 * 60)]
        assert [late - soon for soon, late in itertools.pairwise(called)] == [
            10,
            20,
            40,
            80,
            160,
            *[180] * 6,
        ]


def test_passes_over_at_once_whom_no_way_reached():
    with at(issued) as (world, matter):
        can_send(world)
        a, b, c = three_on_duty(world, "RU", Role.SPOC_DUTY)
        assert rung(world, "RU", 10, Result.FAILED) == [(0, a), (1, b), (2, c)]
        assert attempts(world["RU"].node, matter) == [
            (a, "begun"),
            (a, "failed"),
            (b, "begun"),
            (b, "failed"),
            (c, "begun"),
            (c, "failed"),
        ]


def test_calls_who_stands_now_where_the_watch_changed():
    with at(issued) as (world, _matter):
        can_send(world)
        a, b, c = three_on_duty(world, "RU", Role.SPOC_DUTY)
        assert rung(world, "RU", 10) == [(0, a), (10, b)]
        on_watch(world, "RU", Role.SPOC_DUTY, c)
        assert rung(world, "RU", 10) == [(10, c)]


def test_calls_nobody_whose_accreditation_has_ended_or_who_has_no_address():
    with at(issued) as (world, _matter):
        can_send(world)
        first, second = name_of(world["RU"], Role.SPOC_DUTY), deputy(world, "RU", Role.SPOC_DUTY, 2)
        has_contact(world, "RU", second.person.pseudonym)
        on_watch(world, "RU", Role.SPOC_DUTY, first, second.person.pseudonym)
        assert {who for _, who in rung(world, "RU", 30)} == {second.person.pseudonym}


def test_notes_once_that_nobody_can_be_called_and_looks_again():
    with at(issued) as (world, matter):
        can_send(world)
        node = world["RU"].node
        assert rung(world, "RU", 30) == []
        assert attempts(node, matter) == [("", "nobody")]
        name = name_of(world["RU"], Role.SPOC_DUTY)
        has_contact(world, "RU", name)
        on_watch(world, "RU", Role.SPOC_DUTY, name)
        assert [who for _, who in rung(world, "RU", 10)] == [name]


def test_tries_the_same_person_again_where_the_process_died_while_sending():
    with at(issued) as (world, matter):
        can_send(world)
        a, b, _ = three_on_duty(world, "RU", Role.SPOC_DUTY)
        node = world["RU"].node
        (timer,) = notices.due(node, world.now)
        assert notices.begin(node, timer, world.now).person.pseudonym == a  # and no more
        assert notices.due(node, world.now) == ()
        assert rung(world, "RU", 12) == [(2, a), (12, b)]
        assert attempts(node, matter) == [
            (a, "begun"),
            (a, "begun"),
            (a, "accepted"),
            (b, "begun"),
            (b, "accepted"),
        ]


def test_goes_on_to_the_next_where_the_process_died_three_times():
    with at(issued) as (world, _matter):
        can_send(world)
        a, b, _ = three_on_duty(world, "RU", Role.SPOC_DUTY)
        node = world["RU"].node
        tried = []
        for _ in range(4):
            (timer,) = notices.due(node, world.now)
            tried.append(notices.begin(node, timer, world.now).person.pseudonym)
            world.now += notices.SENDING
        assert tried == [a, a, a, b]


def test_two_processes_never_take_one_turn():
    with at(issued) as (world, matter):
        can_send(world)
        three_on_duty(world, "RU", Role.SPOC_DUTY)
        node = world["RU"].node
        (timer,) = notices.due(node, world.now)
        assert notices.begin(node, timer, world.now) is not None
        assert notices.begin(node, timer, world.now) is None
        assert len(attempts(node, matter)) == 1


def test_a_call_that_a_fault_of_the_node_stopped_waits_and_is_made_later():
    with at(issued) as (world, _matter):
        can_send(world)
        (name, *_) = three_on_duty(world, "RU", Role.SPOC_DUTY)
        node = world["RU"].node
        (timer,) = notices.due(node, world.now)
        notices.put_off(node, timer, world.now)
        assert rung(world, "RU", 2) == [(2, name)]
        notices.put_off(node, timer, world.now)  # made meanwhile: it stays as it is
        assert notices.due(node, world.now) == ()


# ── what begins and ends a call ─────────────────────────────────────────────────────────────────
def test_a_warning_calls_until_it_is_acknowledged():
    with at(issued) as (world, matter):
        can_send(world)
        three_on_duty(world, "RU", Role.SPOC_DUTY)
        ru = world["RU"]
        assert waiting(world, "RU") == {"warning": "SPOC_DUTY"}
        assert len(call_now(ru.node, world.now)) == 1
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert waiting(world, "RU") == {}
        assert rung(world, "RU", 60) == []


def test_the_issuing_side_hears_of_a_warning_that_nobody_acknowledged_in_30_minutes():
    with at(issued) as (world, matter):
        can_send(world)
        (name, *_) = three_on_duty(world, "BE", Role.SPOC_DUTY)
        assert [c for c in rung(world, "BE", 30) if c[1] == name] == [(30, name)]
        alerts.acknowledge(world["RU"].node, matter, world["RU"][Role.SPOC_DUTY], world.now)
        world.carry()
        assert "unacknowledged" not in waiting(world, "BE")


def test_an_urgent_request_calls_the_duty_desk_and_another_one_nobody(world: World):
    sent(world)
    assert waiting(world, "BE") == {}
    urgent = replace(velin(), urgency=Urgency.URGENT, urgency_reason="The shipment leaves tonight.")
    matter = sent(world, urgent)
    assert waiting(world, "BE") == {"request": "SPOC_DUTY"}
    be = world["BE"]
    answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
    assert waiting(world, "BE") == {}


def test_an_answer_calls_the_judge_and_the_legal_officer_each_until_their_own_act():
    with at(answered) as (world, matter):
        be = world["BE"]
        assert waiting(world, "BE") == {"judge": "JUDGE", "transfer": "LEGAL_OFFICER"}
        orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        assert waiting(world, "BE") == {"transfer": "LEGAL_OFFICER"}
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        assert waiting(world, "BE") == {}


def test_an_answer_that_changes_calls_nobody_until_it_is_submitted_again():
    with at(answered) as (world, matter):
        put(world, matter, replace(IDENTITY, id="more"))
        assert waiting(world, "BE") == {}


def test_what_two_persons_released_calls_its_reviewers_now_and_before_their_time_is_over():
    with at(danger_ordered) as (world, matter):
        be, start = world["BE"], world.now
        calls = notices.open_calls(be.node, world.now)
        assert {(c.need, " ".join(c.roles), c.urgency, c.next_at - start) for c in calls} == {
            ("review", "DUTY_MAGISTRATE JUDGE", "NORMAL", timedelta(0)),
            ("inspection", "DPO", "NORMAL", timedelta(0)),
            ("review-near", "DUTY_MAGISTRATE JUDGE", "URGENT", timedelta(hours=54)),
            ("inspection-near", "DPO", "URGENT", timedelta(hours=126)),
        }
        alerts.review(be.node, matter, True, "The danger was real.", be[Role.JUDGE], world.now)
        assert set(waiting(world, "BE")) == {"inspection", "inspection-near"}
        alerts.inspect(be.node, matter, True, "Minimal.", be[Role.DPO], world.now)
        assert waiting(world, "BE") == {}


def test_a_deadline_that_nears_calls_the_duty_desk_until_the_reply(world: World):
    matter, be = taken(world), world["BE"]
    world.later(days=6)
    assert waiting(world, "BE") == {"deadline": "SPOC_DUTY"}
    answers.postpone(be.node, matter, be[Role.SPOC_DUTY], world.now)
    assert waiting(world, "BE") == {"deadline": "SPOC_DUTY"}  # it is still to be answered
    answers.resume(be.node, matter, be[Role.SPOC_DUTY], world.now)
    answers.reply_none(be.node, matter, be[Role.SPOC_DUTY], world.now)
    world.later(hours=4)
    assert waiting(world, "BE") == {}


def test_calls_stay_at_home():
    with at(issued) as (world, matter):
        can_send(world)
        three_on_duty(world, "RU", Role.SPOC_DUTY)
        before = [len(world[s].node.store.read(lambda r: r.outbox())) for s in ("BE", "RU")]
        rung(world, "RU", 60)
        after = [len(world[s].node.store.read(lambda r: r.outbox())) for s in ("BE", "RU")]
        assert before == after
        assert own_kinds(world["BE"].node, matter).count("notice.attempt") == 0


# ── called by hand, answered by a person ────────────────────────────────────────────────────────
def test_the_judge_is_called_at_once_when_the_duty_desk_asks(world: World):
    can_send(world)
    a, b, _ = three_on_duty(world, "BE", Role.DUTY_MAGISTRATE)
    be, matter = world["BE"], warned_of(world, dangerous())
    roles = (Role.DUTY_MAGISTRATE, Role.JUDGE)
    notices.call(be.node, matter, roles, Urgency.URGENT, be[Role.SPOC_DUTY], world.now)
    assert rung(world, "BE", 5) == [(0, a), (5, b)]
    notices.acknowledge(be.node, matter, be[Role.DUTY_MAGISTRATE], world.now)
    assert rung(world, "BE", 60) == []


def test_two_calls_by_hand_ring_beside_each_other(world: World):
    be, matter = world["BE"], warned_of(world, dangerous())
    for roles in ((Role.JUDGE,), (Role.DPO,)):
        notices.call(be.node, matter, roles, Urgency.URGENT, be[Role.SPOC_DUTY], world.now)
    called = sorted(" ".join(c.roles) for c in notices.open_calls(be.node, world.now))
    assert called == ["DPO", "JUDGE"]
    notices.acknowledge(be.node, matter, be[Role.JUDGE], world.now)
    assert waiting(world, "BE") == {"asked": "DPO"}


def test_answers_for_the_own_role_only_and_not_before_a_call():
    with at(danger_ordered) as (world, matter):
        be = world["BE"]
        with pytest.raises(OutOfOrder, match="Nobody in your role"):
            notices.acknowledge(be.node, matter, be[Role.SPOC_DUTY], world.now)
        notices.acknowledge(be.node, matter, be[Role.DPO], world.now)
        assert {t.kind for t in notices.due(be.node, world.now)} == {"call:review"}
        with pytest.raises(OutOfOrder):
            notices.acknowledge(be.node, matter, be[Role.DPO], world.now)


def test_a_warning_that_somebody_answered_and_nobody_acknowledged_rings_again():
    with at(issued) as (world, matter):
        can_send(world)
        a, b, _ = three_on_duty(world, "RU", Role.SPOC_DUTY)
        ru = world["RU"]
        assert rung(world, "RU", 4) == [(0, a)]
        notices.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert waiting(world, "RU") == {"warning": "SPOC_DUTY"}
        assert rung(world, "RU", 10) == [(10, b)]  # the 10 minutes of T06 after the answer
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert waiting(world, "RU") == {}
        assert rung(world, "RU", 60) == []


def test_an_answer_puts_off_no_more_than_what_rang():
    with at(issued) as (world, matter):
        can_send(world)
        three_on_duty(world, "RU", Role.SPOC_DUTY)
        ru = world["RU"]
        for _ in range(3):
            notices.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
            with pytest.raises(OutOfOrder):
                notices.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
            assert len(rung(world, "RU", 10)) == 1


def test_an_answer_lets_no_call_come_sooner_than_it_would_have_come():
    with at(issued) as (world, matter):
        can_send(world)
        name = name_of(world["RU"], Role.SPOC_DUTY)
        has_contact(world, "RU", name)
        on_watch(world, "RU", Role.SPOC_DUTY, name, hours=72)
        assert [minute for minute, _ in rung(world, "RU", 30)] == [0, 10, 30]
        ru = world["RU"]
        notices.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        (call,) = notices.open_calls(ru.node, world.now)
        assert call.next_at - world.now == timedelta(minutes=40)


def test_calls_nobody_to_a_matter_whose_name_is_a_persons(world: World):
    can_send(world)
    be = world["BE"]
    account = account_of(name_of(be, Role.JUDGE))
    with pytest.raises(OutOfOrder, match="called to case, alert, partnership"):
        notices.call(be.node, account, (Role.SPOC_DUTY,), Urgency.URGENT, be[Role.OFFICER], world.now)
    assert notices.open_calls(be.node, world.now) == ()


def test_refuses_to_call_for_nothing_by_nobody_or_in_a_role_that_may_not(world: World):
    be, matter = world["BE"], warned_of(world, dangerous())
    duty, urgent = be[Role.SPOC_DUTY], Urgency.URGENT
    with pytest.raises(UnknownMatter):
        notices.call(be.node, MatterId("alert/BE-RU-2019-000000"), (Role.JUDGE,), urgent, duty, world.now)
    with pytest.raises(OutOfOrder):
        notices.call(be.node, matter, (), urgent, duty, world.now)
    with pytest.raises(WrongRole):
        notices.call(be.node, matter, (Role.JUDGE,), urgent, be[Role.SYSADMIN], world.now)


def test_a_call_that_was_answered_while_its_notice_was_sent_rings_no_more():
    with at(issued) as (world, matter):
        can_send(world)
        three_on_duty(world, "RU", Role.SPOC_DUTY)
        ru = world["RU"]
        (timer,) = notices.due(ru.node, world.now)
        turn = notices.begin(ru.node, timer, world.now)
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        notices.end(ru.node, turn, {c.way: Result.ACCEPTED for c in turn.contacts}, world.now)
        assert waiting(world, "RU") == {}


# ── what is noted ───────────────────────────────────────────────────────────────────────────────
def test_an_attempt_names_who_by_pseudonym_and_which_way_and_never_where():
    with at(issued) as (world, matter):
        can_send(world)
        (name, *_) = three_on_duty(world, "RU", Role.SPOC_DUTY)
        call_now(world["RU"].node, world.now)
        acts = held(world["RU"].node, matter)
        noted = [(dict(h.marks), h.role, h.author) for h in acts.headers if h.kind == "notice.attempt"]
        call = f"warning/{acts.last('alert.issue').id[:12]}"
        common = {"call": call, "to": name, "role": "SPOC_DUTY"}
        assert noted == [
            ({**common, "ways": "smtp", "result": "begun"}, None, "node"),
            ({**common, "smtp": "accepted", "result": "accepted"}, None, "node"),
        ]
