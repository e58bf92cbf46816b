"""Envelopes come in any order, in copies and with gaps: the state on both nodes comes to the same."""

from collections.abc import Iterator
from itertools import permutations

import pytest

from acts.forgery import deliver, envelopes, outbox, slip_in
from comity.acts.commit import Deed, perform
from comity.acts.receive import receive
from comity.acts.signing import Hand
from comity.demo.world import World
from comity.exchange import alerts, answers, releases
from comity.model.people import Role
from comity.model.requests import MatterId
from stories.exchange import BE, agree, at, danger_ordered, held, sent, shared_kinds, states, taken


@pytest.fixture
def asked() -> Iterator[tuple[World, MatterId]]:
    """Give a request of RU that BE has acknowledged."""
    with at(sent) as found:
        yield found


def duty(world: World) -> Hand:
    return world["BE"][Role.SPOC_DUTY]


def four_acts(world: World) -> MatterId:
    """Let BE do four acts of one case, none of them sent yet."""
    matter = taken(world)
    be = world["BE"].node
    perform(be, Deed(kind="request.update", matter=matter), world.now)
    answers.postpone(be, matter, duty(world), world.now)
    answers.resume(be, matter, duty(world), world.now)
    return matter


IN_ORDER = [
    "request.send",
    "request.ack",
    "request.accept",
    "request.update",
    "reply.postponed",
    "request.resume",
]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=lambda order: "".join(map(str, order)))
def test_comes_to_one_state_whatever_the_order_and_number_of_deliveries(order: tuple[int, ...]):
    with at(four_acts) as (world, matter):
        sealed = envelopes(world, "BE")
        for place in (*order, *order[:2]):  # the first two twice
            deliver(world, "RU", sealed[place])
        receipts = [receive(world["RU"].node, data, world.now) for data in sealed]
        assert [deliver(world, "RU", data).state for data in sealed] == ["taken"] * 4
        assert [receive(world["RU"].node, data, world.now) for data in reversed(sealed)] == receipts[::-1]
        assert shared_kinds(world["RU"].node, matter) == IN_ORDER
        assert states(world, matter) == ("IN_PROGRESS", "IN_PROGRESS")
        assert world["RU"].node.store.read(lambda r: r.held(BE)) == ()
        agree(world, matter)
        assert world.carry().taken == 4
        assert outbox(world, "BE") == ()


def test_holds_an_act_until_those_come_that_it_follows():
    with at(four_acts) as (world, matter):
        first, second, third, fourth = envelopes(world, "BE")
        ru = world["RU"].node
        receipt = deliver(world, "RU", third)
        assert (receipt.state, receipt.head, receipt.gaps) == ("held", None, (3, 4))
        assert states(world, matter) == ("RECEIVED", "IN_PROGRESS")
        deliver(world, "RU", first)
        assert states(world, matter) == ("IN_PROGRESS", "IN_PROGRESS")
        assert len(ru.store.read(lambda r: r.held(BE))) == 1
        deliver(world, "RU", second)
        assert states(world, matter)[0] == "POSTPONED"
        deliver(world, "RU", fourth)
        assert states(world, matter)[0] == "IN_PROGRESS"


def test_reports_missing_numbers_and_waits_for_none(asked: tuple[World, MatterId]):
    world, matter = asked
    other = sent(world)
    for case in (matter, other):
        answers.accept(world["BE"].node, case, duty(world), world.now)
    early, late = envelopes(world, "BE")
    ahead = deliver(world, "RU", late)
    assert (ahead.state, len(ahead.gaps)) == ("taken", 1)
    assert deliver(world, "RU", early).gaps == ()


def test_sends_a_warning_before_what_waited_longer():
    with at(taken) as (world, matter):
        warned = issued_unsent(world)
        answers.postpone(world["BE"].node, matter, duty(world), world.now)
        kinds = [
            world["BE"].node.store.read(lambda r, a=row.act: r.act(a)).kind for row in outbox(world, "BE")
        ]
        assert kinds == ["alert.issue", "request.accept", "reply.postponed"]
        world.carry()
        assert states(world, warned) == ("ISSUED", "ISSUED")


def issued_unsent(world: World) -> MatterId:
    matter, be = danger_ordered(world), world["BE"]
    ready = releases.prepare(be.node, matter, duty(world), world.now)
    alerts.issue(be.node, ready, duty(world), world.now)
    return matter


# ── acts of the wrong side ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", ["request.update", "request.lapse", "recall.done", "request.ack"])
def test_keeps_an_act_of_the_wrong_side_and_lets_it_move_nothing(asked: tuple[World, MatterId], kind: str):
    world, matter = asked
    sender = "BE" if kind == "recall.done" else "RU"
    act = slip_in(world, sender, kind, matter)
    assert world.carry().refused == 0
    for state in ("RU", "BE"):
        folded = held(world[state].node, matter).folded
        assert (folded.shared, act in folded.ineffective) == ("RECEIVED", True)
