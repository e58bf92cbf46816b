"""That a judge was tried (domain.md 5.5(2)): what the node attempted is evidence like a note by hand."""

from comity.acts.calls import Result
from comity.demo.world import World
from comity.exchange import alerts, notices
from comity.model.people import Role
from comity.model.requests import MatterId, Urgency
from duty.staff import call_now, can_send, on_watch, three_on_duty
from stories.exchange import at, dangerous, warned_of


def warning(world: World) -> MatterId:
    can_send(world)
    three_on_duty(world, "BE", Role.DUTY_MAGISTRATE)
    three_on_duty(world, "BE", Role.DPO)
    return warned_of(world, dangerous())


def ask(world: World, matter: MatterId, role: Role = Role.DUTY_MAGISTRATE) -> None:
    be = world["BE"]
    notices.call(be.node, matter, (role,), Urgency.URGENT, be[Role.SPOC_DUTY], world.now)


def called(world: World) -> None:
    """Let the node call who is next, and the time to answer pass."""
    assert len(call_now(world["BE"].node, world.now)) == 1
    world.later(minutes=5)


def may_go(world: World, matter: MatterId) -> list[str]:
    """Return what two persons may let go now."""
    be = world["BE"]
    return [i.item for i in alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], world.now).order.items]


def test_a_call_that_a_way_took_and_nobody_answered_is_evidence():
    with at(warning) as (world, matter):
        can_send(world)
        assert may_go(world, matter) == ["threat"]
        ask(world, matter)
        assert may_go(world, matter) == ["threat"]  # to call is not to have tried
        assert len(call_now(world["BE"].node, world.now)) == 1
        assert may_go(world, matter) == ["threat"]  # whoever was called has five minutes to answer
        world.later(minutes=4, seconds=59)
        assert may_go(world, matter) == ["threat"]
        world.later(seconds=1)
        assert may_go(world, matter) == ["threat", "who"]


def test_a_notice_that_no_way_took_is_none():
    with at(warning) as (world, matter):
        can_send(world)
        ask(world, matter)
        call_now(world["BE"].node, world.now, Result.FAILED)
        world.later(minutes=5)
        assert may_go(world, matter) == ["threat"]


def test_an_attempt_that_was_only_begun_is_none():
    with at(warning) as (world, matter):
        can_send(world)
        ask(world, matter)
        (timer,) = notices.due(world["BE"].node, world.now)
        assert notices.begin(world["BE"].node, timer, world.now) is not None
        world.later(minutes=5)
        assert may_go(world, matter) == ["threat"]


def test_that_nobody_stands_on_the_roster_is_none():
    with at(warning) as (world, matter):
        can_send(world)
        on_watch(world, "BE", Role.DUTY_MAGISTRATE)
        ask(world, matter)
        assert call_now(world["BE"].node, world.now) == []
        assert may_go(world, matter) == ["threat"]


def test_to_have_called_somebody_else_is_none():
    with at(warning) as (world, matter):
        can_send(world)
        ask(world, matter, Role.DPO)
        called(world)
        assert may_go(world, matter) == ["threat"]


def test_a_judge_who_answered_is_asked_and_not_passed_over():
    with at(warning) as (world, matter):
        can_send(world)
        be = world["BE"]
        ask(world, matter)
        called(world)
        notices.acknowledge(be.node, matter, be[Role.DUTY_MAGISTRATE], world.now)
        assert may_go(world, matter) == ["threat"]
        ask(world, matter)  # who answered and then does not come is called anew
        called(world)
        assert may_go(world, matter) == ["threat", "who"]


def test_a_judge_who_did_not_confirm_is_not_passed_over_on_what_was_tried_before():
    with at(warning) as (world, matter):
        can_send(world)
        be = world["BE"]
        ask(world, matter)
        called(world)
        assert may_go(world, matter) == ["threat", "who"]
        alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], world.now)
        alerts.review(be.node, matter, False, "no danger", be[Role.DUTY_MAGISTRATE], world.now)
        assert may_go(world, matter) == ["threat"]


def test_a_judge_who_confirmed_takes_nothing_back():
    with at(warning) as (world, matter):
        can_send(world)
        be = world["BE"]
        ask(world, matter)
        called(world)
        may_go(world, matter)
        alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], world.now)
        alerts.review(be.node, matter, True, "danger", be[Role.DUTY_MAGISTRATE], world.now)
        assert may_go(world, matter) == ["threat", "who"]


def test_a_note_by_hand_from_before_the_judge_answered_is_none():
    with at(warning) as (world, matter):
        can_send(world)
        be = world["BE"]
        alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], world.now)
        ask(world, matter)
        called(world)
        assert may_go(world, matter) == ["threat", "who"]
        notices.acknowledge(be.node, matter, be[Role.DUTY_MAGISTRATE], world.now)
        assert may_go(world, matter) == ["threat"]


def test_a_note_by_hand_stays_evidence():
    with at(warning) as (world, matter):
        be = world["BE"]
        alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], world.now)
        assert may_go(world, matter) == ["threat", "who"]


def test_a_whole_warning_leaves_on_the_evidence_of_the_node_alone():
    with at(warning) as (world, matter):
        can_send(world)
        be, ru = world["BE"], world["RU"]
        ask(world, matter)
        called(world)
        alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], world.now)
        alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], world.now)
        from comity.exchange import releases

        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        alerts.issue(be.node, ready, be[Role.SPOC_DUTY], world.now)
        world.carry()
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        opened = releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        assert sorted(o.item for o in opened) == ["threat", "who"]
