"""A flooding but valid partner delays neither the calls nor the clock of another's warning."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from comity.acts.calls import CALLS
from comity.acts.node import Node
from comity.acts.ports import MatterRow, Timer
from comity.demo.world import World
from comity.duty.calls import HANDS
from comity.exchange import notices
from comity.exchange.clock import run_due
from comity.exchange.notices import Notice
from comity.model.duty import Contact, Way
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId
from duty.night import PATIENCE, at_work, until
from duty.staff import can_send, three_on_duty
from stories.exchange import a_copy, issued
from web.doors import three

VN = StateCode("VN")
FLOOD = 200
EARLIER = timedelta(minutes=5)


@contextmanager
def warned() -> Iterator[tuple[World, MatterId]]:
    """Give three states, of which BE has warned RU, and nobody has been called yet."""
    with a_copy(three()) as world:
        can_send(world, "RU")
        three_on_duty(world, "RU", Role.SPOC_DUTY)
        yield world, issued(world)


def flood(node: Node, like: MatterId, timer: Timer, sort: str, number: int = FLOOD) -> None:
    """Let so many matters that VN opened stand at a node, each with a timer due before that of another."""
    row = node.store.read(lambda r: r.matter(like))
    assert row is not None
    theirs = [MatterId(f"{sort}/VN-RU-2026-{n:06d}") for n in range(number)]

    def put(tx) -> None:
        for name in theirs:
            tx.put_matter(opened(row, name))
            due_at = timer.due_at - EARLIER
            tx.set_timer(replace(timer, id=f"{timer.kind}/{name}", matter=name, due_at=due_at))

    node.store.write(put)


def opened(row: MatterRow, name: MatterId) -> MatterRow:
    return replace(row, id=name, opener=VN, partner=VN, heads=(), shared_heads=())


def test_hands_the_call_of_a_warning_out_before_the_many_of_another_partner():
    with warned() as (world, matter):
        node = world["RU"].node
        (call,) = notices.due(node, world.now)
        flood(node, matter, call, "alert")
        first, second, *_ = (t.matter for t in notices.due(node, world.now))
        assert matter in (first, second)  # of 201, it is the youngest


def test_hands_out_an_urgent_request_of_one_partner_before_the_many_warnings_of_another():
    with warned() as (world, matter):
        node = world["RU"].node
        (call,) = notices.due(node, world.now)
        asked = MatterId("case/BE-RU-2026-000001")
        row = node.store.read(lambda r: r.matter(matter))
        request = replace(call, id=f"call/{asked}/request", matter=asked, kind=f"{CALLS}request")
        node.store.write(lambda tx: (tx.put_matter(replace(row, id=asked)), tx.set_timer(request)))
        flood(node, matter, call, "alert")
        due = [t.matter for t in notices.due(node, world.now)]
        assert due.index(matter) == 1  # BE's warning, at its first turn
        assert due.index(asked) == 3  # and what else BE asks, at its second


def test_hands_out_a_partners_warnings_before_its_requests():
    with warned() as (world, matter):
        node = world["RU"].node
        (call,) = notices.due(node, world.now)
        flood(node, matter, replace(call, kind=f"{CALLS}request"), "case", 3)
        flood(node, matter, replace(call, due_at=call.due_at + EARLIER), "alert", 2)
        theirs = [t.matter for t in notices.due(node, world.now) if t.matter != matter]
        assert [name.partition("/")[0] for name in theirs] == ["alert", "alert", "case", "case", "case"]


def test_calls_to_a_warning_that_comes_in_the_midst_of_a_flood_with_the_next_free_hand():
    with warned() as (world, matter):
        node = world["RU"].node
        (call,) = notices.due(node, world.now)
        node.store.write(lambda tx: tx.stop_timer(call.id))
        flood(node, matter, call, "alert", 4 * HANDS)
        asked, one_more = [], threading.Semaphore(0)

        def slow(contact: Contact, notice: Notice, now: object) -> None:
            asked.append(notice.reference)
            assert one_more.acquire(timeout=PATIENCE)

        with at_work(node, {}, lambda: world.now, senders={Way.SMTP: slow}):
            until(lambda: len(asked) == HANDS)
            node.store.write(lambda tx: tx.set_timer(call))
            one_more.release()
            until(lambda: len(asked) == HANDS + 1)
            one_more.release()
            until(lambda: len(asked) == HANDS + 2)
            assert matter in asked[HANDS:]  # of the 24 that still wait, no more than one goes before it
            one_more.release(4 * HANDS)


def test_runs_what_answers_a_warning_before_what_many_requests_of_another_partner_wait_for():
    with warned() as (world, matter):
        node = world["RU"].node
        answer = Timer(id="echo/ours", matter=matter, kind="echo", due_at=world.now, data="alert.receive")
        flood(node, matter, replace(answer, data="request.ack"), "case")
        node.store.write(lambda tx: tx.set_timer(answer))
        ran = [due.matter for due in run_due(node, world.now)]
        assert len(ran) > FLOOD
        assert ran.index(matter) <= 1


def test_runs_what_answers_a_warning_that_comes_while_the_clock_works_at_a_flood():
    with warned() as (world, matter):
        node = world["RU"].node
        answer = Timer(id="echo/ours", matter=matter, kind="echo", due_at=world.now, data="alert.receive")
        flood(node, matter, replace(answer, data="request.ack"), "case")
        coming = replace(node, store=Arriving(node, answer))
        ran = [due.matter for due in run_due(coming, world.now)]
        assert len(ran) > FLOOD
        assert (
            100 <= ran.index(matter) <= 101
        )  # it came after the first look, at which the clock takes a hundred


class Arriving:
    """A store in which a timer is set right after the first look at what is due."""

    def __init__(self, node: Node, timer: Timer) -> None:
        self._store, self._timer, self._fresh = node.store, timer, True

    def read(self, fn):
        answer = self._store.read(fn)
        if self._fresh:
            self._fresh = False
            self._store.write(lambda tx: tx.set_timer(self._timer))
        return answer

    def __getattr__(self, name: str):
        return getattr(self._store, name)
