"""The courier: bytes made once and kept, sent at least once, urgent first, nobody kept waiting by another."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from acts.forgery import envelopes, one_by_one, outbox
from acts.test_delivery import four_acts
from comity.acts.receive import receive, receive_all
from comity.acts.wire import read_receipt, sign_receipt
from comity.courier.courier import LONGEST_WAIT, deliver, deliver_to, wait
from comity.demo.world import World
from comity.errors import StoreFailed
from comity.exchange import answers
from comity.exchange.clock import run_due
from comity.model.people import Role
from comity.seal.canonical import decode, unframe
from stories.exchange import BE, RU, act_of, approved, at, sent, shared_kinds, states, taken
from web.serving import until

pytestmark = pytest.mark.usefixtures("either_database")


def header(data: bytes) -> dict[str, object]:
    return decode(unframe(data, 3)[0])


class Line:
    """A line from BE to RU that fails as told and keeps what it carried."""

    def __init__(self, world: World, *, down: int = 0, loses_receipts: int = 0) -> None:
        self.ru, self.down, self.loses = world["RU"].node, down, loses_receipts
        self.carried: list[bytes] = []

    def __call__(self, envelopes: Sequence[bytes], now: datetime) -> Sequence[bytes]:
        self.carried += envelopes
        if self.down:
            self.down -= 1
            raise StoreFailed("the line is down")
        receipts = receive_all(self.ru, envelopes, now)
        run_due(self.ru, now)
        if self.loses:
            self.loses -= 1
            raise StoreFailed("the line broke before the receipt came")
        return receipts


def test_sends_the_same_bytes_until_the_receipt_is_in():
    with at(taken) as (world, matter):
        be, line = world["BE"].node, Line(world, down=2, loses_receipts=1)
        rounds = []
        for _ in range(5):
            rounds.append(deliver(be, {RU: line}, world.now))
            world.now += timedelta(minutes=10)
        assert [(d.taken, d.failed) for d in rounds] == [(0, 1), (0, 1), (0, 1), (1, 0), (0, 0)]
        assert len(set(line.carried)) == 1
        assert outbox(world, "BE") == ()
        assert shared_kinds(world["RU"].node, matter) == ["request.send", "request.ack", "request.accept"]


def test_waits_longer_after_each_failure_and_never_longer_than_six_hours():
    assert [wait(n) for n in range(4)] == [timedelta(seconds=s) for s in (10, 20, 40, 80)]
    assert wait(12) == wait(10_000) == LONGEST_WAIT == timedelta(hours=6)


def test_leaves_alone_what_is_not_due_again():
    with at(taken) as (world, _):
        be, line = world["BE"].node, Line(world, down=1)
        deliver(be, {RU: line}, world.now)
        assert deliver(be, {RU: line}, world.now + timedelta(seconds=0.9)).taken == 0
        assert deliver(be, {RU: line}, world.now + timedelta(seconds=1)).taken == 1


def test_takes_over_what_another_courier_claimed_and_left():
    with at(taken) as (world, _):
        be = world["BE"].node
        be.store.write(lambda tx: tx.claim(RU, "dead", world.now, world.now + timedelta(minutes=5), limit=50))
        assert deliver(be, {RU: Line(world)}, world.now).taken == 0
        assert deliver(be, {RU: Line(world)}, world.now + timedelta(minutes=5)).taken == 1


def test_numbers_its_envelopes_and_names_the_one_before():
    with at(taken) as (world, matter):
        answers.postpone(world["BE"].node, matter, world["BE"][Role.SPOC_DUTY], world.now)
        first, second = envelopes(world, "BE")
        assert (header(first)["seq"], header(second)["seq"]) == (3, 4)
        assert header(second)["prev"] == hashlib.sha256(first).hexdigest()
        assert header(first)["to"] == "RU"


def test_shows_nothing_outside_of_what_is_inside():
    with at(taken) as (world, _):
        (data,) = envelopes(world, "BE")
        assert sorted(header(data)) == [
            "expires",
            "from",
            "id",
            "issued",
            "key",
            "prev",
            "seq",
            "suite",
            "to",
        ]
        assert b"request" not in data
        assert b"Velin" not in data


def test_passes_over_an_act_that_cannot_be_packed():
    with at(taken) as (world, matter):
        be, other = world["BE"], sent(world)
        world.carry()
        answers.postpone(be.node, matter, be[Role.SPOC_DUTY], world.now)
        answers.accept(be.node, other, be[Role.SPOC_DUTY], world.now)
        key = world.folder / "BE" / "keys" / hashlib.sha256(matter.encode()).hexdigest()
        key.unlink()  # the content of the first is gone for good
        done = deliver(be.node, {RU: Line(world)}, world.now)
        assert (done.taken, done.failed, done.problems) == (1, 1, ("RU:erased",))


@pytest.mark.parametrize("spoil", ["another envelope", "another act", "another state", "another key"])
def test_keeps_no_receipt_that_is_not_for_what_it_sent(spoil: str):
    with at(taken) as (world, matter):
        be, ru = world["BE"].node, world["RU"].node

        def door(data: bytes, now: datetime) -> bytes:
            honest = read_receipt(receive(ru, data, now), ru.keys.signing.public)
            changed = {
                "another envelope": replace(honest, digest="00" * 32),
                "another act": replace(honest, act=act_of(be, matter, "request.ack")),
                "another state": replace(honest, by=BE),
                "another key": honest,
            }[spoil]
            return sign_receipt(changed, (be if spoil == "another key" else ru).keys.signing)

        assert deliver(be, {RU: one_by_one(door)}, world.now).failed == 1
        (row,) = outbox(world, "BE")
        assert row.attempts == 1
        assert be.store.read(lambda r: r.receipt(row.act)) is None


def test_keeps_every_receipt():
    with at(sent) as (world, matter):
        ru = world["RU"].node
        data = ru.store.read(lambda r: r.receipt(act_of(ru, matter, "request.send")))
        receipt = read_receipt(data, world["BE"].node.keys.signing.public)
        assert (receipt.state, receipt.by, receipt.act) == (
            "taken",
            "BE",
            act_of(ru, matter, "request.send"),
        )


def test_counts_what_it_did():
    with at(approved) as (world, _):
        matter = sent(world)
        assert states(world, matter) == ("RECEIVED", "RECEIVED")
        done = world.carry()
        assert (done.taken, done.held, done.refused, done.failed, done.problems) == (0, 0, 0, 0, ())


def test_posts_again_at_once_what_the_door_did_not_answer():
    with at(four_acts) as (world, matter):
        ru, posts = world["RU"].node, []

        def door(envelopes: Sequence[bytes], now: datetime) -> Sequence[bytes]:
            posts.append(len(envelopes))
            return receive_all(ru, envelopes[:1], now)

        done = deliver(world["BE"].node, {RU: door}, world.now)
        assert (posts, done.taken, done.failed) == ([4, 3, 2, 1], 4, 0)
        assert states(world, matter) == ("IN_PROGRESS", "IN_PROGRESS")


@pytest.mark.parametrize("answers_", [[], [b"x"] * 5])
def test_takes_no_other_number_of_receipts_than_it_sent_envelopes(answers_: list[bytes]):
    with at(four_acts) as (world, _):
        done = deliver(world["BE"].node, {RU: lambda *_: answers_}, world.now)
        assert (done.taken, done.failed, done.problems) == (0, 4, ("RU:malformed-message",))
        assert len(outbox(world, "BE")) == 4


def test_stops_at_a_line_that_is_down_and_leaves_the_rest_untried(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("comity.courier.courier.BATCH", 2)
    with at(four_acts) as (world, _):
        line = Line(world, down=1)
        done = deliver(world["BE"].node, {RU: line}, world.now)
        assert (done.taken, done.failed, len(line.carried)) == (0, 2, 2)
        assert [row.attempts for row in outbox(world, "BE")] == [1, 1, 0, 0]


def test_posts_no_more_at_once_than_a_warning_may_wait_for(monkeypatch: pytest.MonkeyPatch):
    with at(four_acts) as (world, _):
        posts: list[int] = []
        line = Line(world)

        def door(envelopes: Sequence[bytes], now: datetime) -> Sequence[bytes]:
            posts.append(len(envelopes))
            return line(envelopes, now)

        largest = max(len(data) for data in envelopes(world, "BE"))
        monkeypatch.setattr("comity.courier.courier.POST", 2 * largest)
        assert deliver(world["BE"].node, {RU: door}, world.now).taken == 4
        assert sum(posts) == 4
        assert max(posts) < 4


# ── a post on its way ───────────────────────────────────────────────────────────────────────────
def test_keeps_the_receipts_of_a_post_while_the_next_is_on_its_way(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("comity.courier.courier.BATCH", 2)
    with at(four_acts) as (world, _):
        be, ru, posts = world["BE"].node, world["RU"].node, []

        def door(envelopes: Sequence[bytes], now: datetime) -> Sequence[bytes]:
            posts.append(len(envelopes))
            if len(posts) == 2:  # comes back only when the first two are receipted here
                until(lambda: len(outbox(world, "BE")) == 2)
            return receive_all(ru, envelopes, now)

        assert deliver(be, {RU: door}, world.now).taken == 4
        assert posts == [2, 2]


def test_takes_along_what_is_made_while_a_post_is_on_its_way():
    with at(taken) as (world, matter):
        be, ru, posts = world["BE"], world["RU"].node, []

        def door(envelopes: Sequence[bytes], now: datetime) -> Sequence[bytes]:
            posts.append(len(envelopes))
            if len(posts) == 1:
                world.now += timedelta(minutes=1)
                answers.postpone(be.node, matter, be[Role.SPOC_DUTY], world.now)
            return receive_all(ru, envelopes, world.now)

        start = world.now
        assert deliver_to(be.node, RU, door, start, clock=lambda: world.now).taken == 2
        assert posts == [1, 1]
        answers.resume(be.node, matter, be[Role.SPOC_DUTY], world.now + timedelta(minutes=1))
        assert deliver_to(be.node, RU, door, world.now).taken == 0  # made later than that courier's now


def test_sends_no_more_batches_than_it_is_asked_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("comity.courier.courier.BATCH", 1)
    with at(four_acts) as (world, _):
        line = Line(world)
        assert deliver_to(world["BE"].node, RU, line, world.now, batches=3).taken == 3
        assert len(outbox(world, "BE")) == 1
