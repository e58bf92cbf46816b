"""What one partner may send: beyond its share nothing is opened or kept, and nothing honest is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from acts.forgery import PAIR, altered, deliver, envelopes, outbox, slip_in
from acts.test_batch import packed
from acts.test_delivery import IN_ORDER, four_acts
from comity.acts import numbers
from comity.acts.commit import open_act
from comity.acts.meter import Meter
from comity.acts.node import Node
from comity.acts.quotas import Quotas, check_share, take
from comity.acts.receive import receive_all
from comity.acts.wire import read_receipt
from comity.demo.world import World
from comity.errors import QuotaExceeded
from comity.exchange import answers, orders
from comity.exchange.orders import Waiting
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.wiring import open_node
from stories.exchange import (
    BE,
    RU,
    a_world,
    answered,
    approved,
    at,
    danger_ordered,
    held,
    issue,
    own_kinds,
    shared_kinds,
    states,
    taken,
)

pytestmark = pytest.mark.usefixtures("either_database")

MIB = 1 << 20
SECOND = timedelta(seconds=1)


@pytest.fixture
def four(either_database: None) -> Iterator[tuple[World, MatterId]]:
    """Give four acts of BE in one case, none of them sent yet."""
    with at(four_acts) as found:
        yield found


def limited(world: World, state: str, **quotas: int) -> Node:
    """Give a node small shares."""
    place = world[state]
    place.node = replace(place.node, quotas=Quotas(**quotas))
    return place.node


# ── shares of envelopes and bytes ───────────────────────────────────────────────────────────────
def share(world: World, sizes: list[int], seconds: float = 0, **quotas: int) -> int | timedelta:
    """Take from BE's share at RU; return how many fit, or how long to wait."""
    node, now = world["RU"].node, world.now + seconds * SECOND
    try:
        return node.store.write(lambda tx: take(tx, Quotas(**quotas), BE, sizes, now))
    except QuotaExceeded as full:
        return full.wait


def test_lets_a_burst_through_and_then_as_many_as_a_minute_holds():
    with a_world() as world:
        quotas = {"burst": 5, "envelopes_per_minute": 60}
        assert share(world, [1] * 7, **quotas) == 5
        assert share(world, [1], **quotas) == SECOND
        assert share(world, [1], 0.5, **quotas) == SECOND / 2
        assert share(world, [1] * 3, 2, **quotas) == 2
        assert share(world, [1] * 9, 600, **quotas) == 5  # a bucket holds no more than a burst


def test_counts_bytes_by_the_hour_and_lets_the_largest_overdraw_once():
    with a_world() as world:
        quotas = {"bytes_per_hour": 3600 * MIB}
        assert share(world, [3599 * MIB, 16 * MIB, MIB], **quotas) == 2
        wait = share(world, [1], **quotas)
        assert SECOND * 15 < wait < SECOND * 15.1
        assert share(world, [1], 16, **quotas) == 1


def test_gives_nothing_back_for_a_clock_that_was_set_back_a_little():
    with a_world() as world:
        quotas = {"burst": 2, "envelopes_per_minute": 1}
        assert share(world, [1, 1], **quotas) == 2
        assert isinstance(share(world, [1], -60, **quotas), timedelta)
        assert isinstance(share(world, [1], 0, **quotas), timedelta)


def test_shuts_no_partner_out_because_the_clock_was_a_year_ahead_for_a_moment():
    with a_world() as world:
        quotas = {"burst": 2, "envelopes_per_minute": 1}
        assert share(world, [1, 1], 365 * 86400, **quotas) == 2
        assert share(world, [1, 1, 1], 0, **quotas) == 2
        assert share(world, [1], 0, **quotas) == timedelta(minutes=1)
        assert share(world, [1], 60, **quotas) == 1


def test_one_partner_takes_nothing_from_anothers_share():
    with a_world() as world:
        node, quotas = world["RU"].node, Quotas(burst=1, envelopes_per_minute=1)
        assert node.store.write(lambda tx: take(tx, quotas, BE, [1, 1], world.now)) == 1
        node.store.read(lambda r: check_share(r, quotas, StateCode("VN"), world.now))
        with pytest.raises(QuotaExceeded):
            node.store.read(lambda r: check_share(r, quotas, BE, world.now))


def test_holds_across_processes_of_one_node(four: tuple[World, MatterId]):
    world, _ = four
    first, second, third, _ = packed(world)
    one = limited(world, "RU", burst=2, envelopes_per_minute=1)
    other = replace(open_node(world.folder / "RU"), quotas=one.quotas)
    assert len(receive_all(one, [first], world.now, Meter())) == 1
    assert len(receive_all(other, [second, third], world.now, Meter())) == 1
    for node in (one, other):
        with pytest.raises(QuotaExceeded):
            receive_all(node, [third], world.now, Meter())
    other.store.close()


def test_opens_and_keeps_nothing_beyond_the_share(four: tuple[World, MatterId]):
    world, matter = four
    first, *rest = packed(world)
    node, meter = limited(world, "RU", burst=1, envelopes_per_minute=1), Meter()
    locked = replace(node, keys=replace(node.keys, sealing=None))  # nothing can be opened without it
    assert len(receive_all(node, [first, *rest], world.now, meter)) == 1
    before = node.store.read(lambda r: (r.papers(""), r.arrived_seqs(BE), r.leaves("own")))
    for _ in range(3):
        with pytest.raises(QuotaExceeded) as put_off:
            receive_all(locked, rest, world.now, meter)
    assert put_off.value.wait == timedelta(minutes=1)
    assert node.store.read(lambda r: (r.papers(""), r.arrived_seqs(BE), r.leaves("own"))) == before
    assert shared_kinds(node, matter) == IN_ORDER[:3]


def test_answers_copies_beyond_the_share(four: tuple[World, MatterId]):
    world, _ = four
    first, second, *_ = packed(world)
    node = limited(world, "RU", burst=1, envelopes_per_minute=1)
    (receipt,) = receive_all(node, [first, second], world.now, Meter())
    assert receive_all(node, [first, second], world.now, Meter()) == (receipt,)
    assert receive_all(node, [first, first], world.now, Meter()) == (receipt, receipt)


def test_other_bytes_under_a_known_id_cost_as_much_as_any(four: tuple[World, MatterId]):
    world, _ = four
    first, *_ = packed(world)
    node, meter = limited(world, "RU", burst=3, envelopes_per_minute=1), Meter()
    receive_all(node, [first], world.now, meter)
    for number in range(2):
        forged = altered(world, "BE", first, prev=f"{number:064x}")
        (receipt,) = receive_all(node, [forged], world.now, meter)
        assert read_receipt(receipt, node.keys.signing.public).code == "replayed"
    with pytest.raises(QuotaExceeded):
        receive_all(node, [altered(world, "BE", first, prev="f" * 64)], world.now, meter)
    assert own_kinds(node, PAIR).count("envelope.refuse") == 2


def test_a_copy_of_what_is_held_costs_since_it_is_opened_again(four: tuple[World, MatterId]):
    world, _ = four
    _, second, *_ = packed(world)
    node, meter = limited(world, "RU", burst=2, envelopes_per_minute=1), Meter()
    for _ in range(2):
        (receipt,) = receive_all(node, [second], world.now, meter)
        assert read_receipt(receipt, node.keys.signing.public).state == "held"
    with pytest.raises(QuotaExceeded):
        receive_all(node, [second], world.now, meter)


def test_takes_all_of_a_flood_in_the_end(four: tuple[World, MatterId]):
    world, matter = four
    data = packed(world)
    node, meter = limited(world, "RU", burst=1, envelopes_per_minute=1), Meter()
    for minute in range(4):
        later = world.now + timedelta(minutes=minute)
        assert len(receive_all(node, data[: minute + 2], later, meter)) == minute + 1
    assert shared_kinds(node, matter) == IN_ORDER


def test_records_once_an_hour_how_much_was_put_off(four: tuple[World, MatterId]):
    world, _ = four
    first, *rest = packed(world)
    node, meter = limited(world, "RU", burst=1, envelopes_per_minute=1), Meter()
    receive_all(node, [first, *rest], world.now, meter)
    meter.record(node, world.now)
    for _ in range(5):
        with pytest.raises(QuotaExceeded):
            receive_all(node, rest, world.now, meter)
        meter.record(node, world.now + timedelta(minutes=59))
    meter.record(node, world.now + timedelta(minutes=60))
    meter.record(node, world.now + timedelta(hours=9), last=True)
    recorded = [h.marks for h in held(node, PAIR).headers if h.kind == "quota.exceed"]
    assert recorded == [{"envelopes": "3"}, {"envelopes": "15"}]


def test_records_again_after_a_clock_that_had_run_ahead(four: tuple[World, MatterId]):
    world, _ = four
    first, *rest = packed(world)
    node, meter = limited(world, "RU", burst=1, envelopes_per_minute=1), Meter()
    receive_all(node, [first, *rest], world.now, meter)
    meter.record(node, world.now + timedelta(days=365))  # by a clock that was wrong
    with pytest.raises(QuotaExceeded):
        receive_all(node, rest, world.now, meter)
    meter.record(node, world.now + timedelta(days=365) - timedelta(minutes=10))  # a little behind: not yet
    meter.record(node, world.now)
    recorded = [h.marks for h in held(node, PAIR).headers if h.kind == "quota.exceed"]
    assert recorded == [{"envelopes": "3"}, {"envelopes": "3"}]
    meter.count(BE, 1)
    meter.record(node, world.now + timedelta(minutes=59))
    assert [h.kind for h in held(node, PAIR).headers].count("quota.exceed") == 2


# ── acts that wait ──────────────────────────────────────────────────────────────────────────────
def test_puts_off_what_would_wait_beyond_the_share_and_loses_nothing(four: tuple[World, MatterId]):
    world, matter = four
    first, second, third, fourth = packed(world)
    node = limited(world, "RU", held=1)
    assert deliver(world, "RU", third).code == ""
    put_off = deliver(world, "RU", fourth)
    assert (put_off.state, put_off.code, put_off.head) == ("held", "quota-exceeded", None)
    assert [h.missing for h in node.store.read(lambda r: r.held(BE))] != []
    assert len(node.store.read(lambda r: r.held(BE))) == 1
    assert node.store.read(lambda r: r.arrived_seqs(BE))[-1] == 5  # the sixth left nothing behind
    assert [deliver(world, "RU", data).state for data in (first, second, fourth)] == ["taken"] * 3
    assert shared_kinds(node, matter) == IN_ORDER
    assert own_kinds(node, PAIR).count("envelope.refuse") == 0


def test_a_warning_may_wait_where_all_else_may_not(four: tuple[World, MatterId]):
    world, _ = four
    limited(world, "RU", held=1)
    _, second, third, _ = packed(world)
    assert [deliver(world, "RU", data).code for data in (second, third)] == ["", "quota-exceeded"]
    warned = danger_ordered(world)
    slip_in(world, "BE", "alert.renew", warned, by=world["BE"][Role.SPOC_DUTY], follows=("ab" * 32,))
    receipt = deliver(world, "RU", envelopes(world, "BE")[0])
    assert (receipt.state, receipt.code) == ("held", "")


def test_puts_off_what_would_leave_one_gap_too_many_and_takes_what_fills_one(
    four: tuple[World, MatterId], monkeypatch: pytest.MonkeyPatch
):
    world, _ = four
    monkeypatch.setattr(numbers, "MOST_RUNS", 2)
    first, second, third, fourth = packed(world)
    assert deliver(world, "RU", second).code == ""  # leaves a gap before it
    put_off = deliver(world, "RU", fourth)
    assert (put_off.state, put_off.code) == ("held", "quota-exceeded")
    false = altered(world, "BE", first, id="ab" * 16, seq=99)
    assert deliver(world, "RU", false).code == "retargeted"  # what is refused leaves none either
    assert len(world["RU"].node.store.read(lambda r: numbers.came(r, BE))) == 2
    assert [deliver(world, "RU", data).state for data in (first, third, fourth)] == ["taken"] * 3


def test_frees_a_chain_of_acts_that_waited(four: tuple[World, MatterId]):
    world, matter = four
    first, *rest = packed(world)
    assert {deliver(world, "RU", data).state for data in reversed(rest)} == {"held"}
    deliver(world, "RU", first)
    assert shared_kinds(world["RU"].node, matter) == IN_ORDER


# ── requests that wait for a decision ───────────────────────────────────────────────────────────
def test_puts_off_a_request_beyond_the_share_until_others_are_decided():
    with at(taken) as (world, first):
        limited(world, "BE", open_requests=1)
        second = approved(world)
        send(world, second)
        done = world.carry()
        assert (done.held, done.refused, done.problems) == (1, 0, ("BE:quota-exceeded",))
        assert states(world, second) == ("SENT", "")
        assert len(outbox(world, "RU")) == 1
        assert "delivery.refuse" not in own_kinds(world["RU"].node, PAIR)
        answers.postpone(world["BE"].node, first, world["BE"][Role.SPOC_DUTY], world.now)
        world.later(hours=6)
        assert world.carry().held == 1  # a postponed request waits still
        answers.resume(world["BE"].node, first, world["BE"][Role.SPOC_DUTY], world.now)
        answers.reply_none(world["BE"].node, first, world["BE"][Role.SPOC_DUTY], world.now)
        world.later(hours=6)
        world.carry()
        assert states(world, second) == ("RECEIVED", "RECEIVED")
        assert outbox(world, "RU") == ()


def send(world: World, matter: MatterId) -> None:
    from comity.exchange import cases

    cases.send(world["RU"].node, matter, world["RU"][Role.SPOC_DUTY], world.now)


def test_answers_alike_whether_or_not_the_judge_is_asked():
    told = []
    for step in (taken, answered):
        with at(step) as (world, _):
            limited(world, "BE", open_requests=1)
            send(world, approved(world))
            data = envelopes(world, "RU")[-1]
            receipt = deliver(world, "BE", data)
            told.append((receipt.state, receipt.code, receipt.what, receipt.head, receipt.gaps))
    assert told[0] == told[1]


def test_takes_a_warning_however_many_requests_wait():
    with at(taken) as (world, _):
        limited(world, "RU", open_requests=1)
        warned = danger_ordered(world)
        issue(world, warned)
        assert states(world, warned) == ("ISSUED", "ISSUED")


# ── the judges' queue ───────────────────────────────────────────────────────────────────────────
def test_lets_partners_take_turns_before_the_judge():
    with a_world() as world:
        waits = [
            Waiting(
                matter=MatterId(f"case/{s}-{n}"), since=world.now + n * SECOND, needs=(), items=1, partner=s
            )
            for n, s in enumerate([RU, RU, RU, RU, BE, RU])
        ]
        shown = [(w.matter, w.behind) for w in orders._in_turn(waits, 2)]
        assert shown == [
            ("case/RU-0", False),
            ("case/BE-4", False),
            ("case/RU-1", False),
            ("case/RU-2", True),
            ("case/RU-3", True),
            ("case/RU-5", True),
        ]


def test_shows_the_judge_for_which_partner_an_answer_waits():
    with at(answered) as (world, matter):
        (entry,) = orders.queue(world["BE"].node)
        assert (entry.matter, entry.partner, entry.behind) == (matter, RU, False)


def test_every_quota_lets_something_through():
    with pytest.raises(ValueError, match="at least 1"):
        Quotas(held=0)


def test_keeps_the_put_off_receipt_signed_by_the_node(four: tuple[World, MatterId]):
    world, _ = four
    node = limited(world, "RU", held=1)
    *_, third, fourth = packed(world)
    receipts = receive_all(node, [third, fourth], world.now)
    read = [read_receipt(data, node.keys.signing.public) for data in receipts]
    assert [(r.state, r.code) for r in read] == [("held", ""), ("held", "quota-exceeded")]
    assert open_act(node, held(node, PAIR).acts[-1]).header.kind != "envelope.refuse"
