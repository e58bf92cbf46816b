"""Several envelopes at once: each is taken or refused by itself, all are shown under one head."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from acts.forgery import PAIR, altered, outbox, slip_in
from acts.test_delivery import IN_ORDER, four_acts
from comity.acts.partners import partner
from comity.acts.receive import receive_all
from comity.acts.wire import Receipt, read_receipt
from comity.courier.pack import pack_all
from comity.demo.world import World
from comity.errors import SignatureInvalid, Truncated
from comity.model.requests import MatterId
from stories.exchange import BE, RU, at, own_kinds, shared_kinds, states


@pytest.fixture
def four() -> Iterator[tuple[World, MatterId]]:
    """Give four acts of BE in one case, none of them sent yet."""
    with at(four_acts) as found:
        yield found


def packed(world: World) -> list[bytes]:
    """Pack all that BE has for RU at once."""
    node = world["BE"].node
    peer = node.store.read(lambda r: partner(r, RU))
    return [row.envelope or b"" for row in pack_all(node, outbox(world, "BE"), peer, world.now).packed]


def taken_in(world: World, batch: list[bytes]) -> list[Receipt]:
    ru = world["RU"].node
    return [read_receipt(data, ru.keys.signing.public) for data in receive_all(ru, batch, world.now)]


def spoilt(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def test_takes_in_acts_that_follow_each_other_and_shows_them_under_one_head(four: tuple[World, MatterId]):
    world, matter = four
    receipts = taken_in(world, packed(world))
    assert [r.state for r in receipts] == ["taken"] * 4
    assert len({r.head.note for r in receipts}) == 1
    assert shared_kinds(world["RU"].node, matter) == IN_ORDER
    assert states(world, matter) == ("IN_PROGRESS", "IN_PROGRESS")


def test_holds_those_of_a_batch_that_come_in_the_wrong_order_until_the_first_is_there(
    four: tuple[World, MatterId],
):
    world, matter = four
    receipts = taken_in(world, packed(world)[::-1])
    assert [r.state for r in receipts] == ["taken"] * 4  # all had come when the receipts were written
    assert shared_kinds(world["RU"].node, matter) == IN_ORDER
    assert world["RU"].node.store.read(lambda r: r.held(BE)) == ()


def test_refuses_one_of_a_batch_and_takes_the_rest(four: tuple[World, MatterId]):
    world, matter = four
    slip_in(world, "BE", "order.grant", matter)
    first, *rest, own = packed(world)
    receipts = taken_in(world, [first, own, *rest])
    assert [(r.state, r.code) for r in receipts] == [
        ("taken", ""),
        ("refused", "retargeted"),
        *[("taken", "")] * 3,
    ]
    assert own_kinds(world["RU"].node, PAIR).count("envelope.refuse") == 1
    assert shared_kinds(world["RU"].node, matter) == IN_ORDER


def test_gives_a_copy_in_the_same_batch_the_same_receipt(four: tuple[World, MatterId]):
    world, _ = four
    first, second, *_ = packed(world)
    one, two, again = receive_all(world["RU"].node, [first, second, first], world.now)
    assert (one == again, one == two) == (True, False)


def test_refuses_other_bytes_under_an_id_that_stands_before_it_in_the_batch(four: tuple[World, MatterId]):
    world, matter = four
    first, second, *_ = packed(world)
    receipts = taken_in(world, [first, altered(world, "BE", first), second])
    assert [(r.state, r.code) for r in receipts] == [("taken", ""), ("refused", "replayed"), ("taken", "")]
    assert [r.state for r in taken_in(world, [first])] == ["taken"]
    assert shared_kinds(world["RU"].node, matter) == IN_ORDER[:4]


def test_answers_those_before_one_that_nobody_signed(four: tuple[World, MatterId]):
    world, _ = four
    first, second, third, fourth = packed(world)
    assert len(receive_all(world["RU"].node, [first, second, spoilt(third), fourth], world.now)) == 2
    with pytest.raises(SignatureInvalid):
        receive_all(world["RU"].node, [spoilt(third), fourth], world.now)
    with pytest.raises(Truncated):
        receive_all(world["RU"].node, [third[:-1]], world.now)
    assert "envelope.refuse" not in own_kinds(world["RU"].node, PAIR)


def test_packs_a_batch_under_one_head_and_numbers_it_without_a_gap(four: tuple[World, MatterId]):
    world, _ = four
    node = world["BE"].node
    rows = outbox(world, "BE")
    peer = node.store.read(lambda r: partner(r, RU))
    batch = pack_all(node, rows, peer, world.now)
    assert [row.seq for row in batch.packed] == [3, 4, 5, 6]
    assert [row.act for row in batch.packed] == [row.act for row in rows]
    assert pack_all(node, outbox(world, "BE"), peer, world.now).packed == batch.packed  # the same bytes again
    assert [replace(row, envelope=None, seq=None) for row in batch.packed] == list(rows)
