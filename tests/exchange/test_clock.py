"""Two clocks at once: whatever falls due is done once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from comity.acts.commit import LATER
from comity.acts.node import Node
from comity.acts.partners import matter_of
from comity.demo.world import World
from comity.exchange.clock import run_due
from comity.exchange.partnership import HEAD
from comity.model.requests import MatterId
from stories.exchange import BE, RU, at, held, issued, nothing, own_kinds, sent, shared_kinds, taken


class Overtaken:
    """A store whose first read is answered while another clock runs: what was read is old by then."""

    def __init__(self, node: Node, meanwhile: Callable[[], object]) -> None:
        self._store, self._meanwhile, self._fresh = node.store, meanwhile, True

    def read(self, fn):
        answer = self._store.read(fn)
        if self._fresh:
            self._fresh = False
            self._meanwhile()
        return answer

    def __getattr__(self, name: str):
        return getattr(self._store, name)


def overtaken(node: Node, world: World):
    """Run what is due by a clock that another one overtakes, and return what it did itself."""
    late = replace(node, store=Overtaken(node, lambda: run_due(node, world.now)))
    return run_due(late, world.now)


def waiting_for_update(world: World) -> MatterId:
    matter = taken(world)
    world.now += timedelta(days=6)
    return matter


def ready_to_expire(world: World) -> MatterId:
    matter = issued(world)
    world.now += timedelta(hours=72)
    return matter


def band_over(world: World) -> MatterId:
    matter = nothing(world)
    world.now += timedelta(hours=4)
    return matter


@pytest.mark.parametrize(
    ("step", "state", "kind"),
    [
        (waiting_for_update, "BE", "request.update"),
        (ready_to_expire, "BE", "alert.expire"),
        (band_over, "BE", "reply.none"),
    ],
)
def test_does_what_two_clocks_saw_due_once(step: Callable[[World], MatterId], state: str, kind: str):
    with at(step) as (world, matter):
        node = world[state].node
        assert kind not in shared_kinds(node, matter)
        assert [d for d in overtaken(node, world) if d.kind != LATER] == []
        assert shared_kinds(node, matter).count(kind) == 1
        assert [row.act for row in node.store.read(lambda r: r.outbox(RU))].count(
            next(a.id for a in held(node, matter).acts if a.kind == kind)
        ) == 1


def test_shows_a_head_once(world: World):
    node, pair = world["BE"].node, matter_of(BE, RU)
    before = shared_kinds(node, pair).count("head.show")
    world.now += timedelta(hours=12)
    assert overtaken(node, world) == ()
    assert shared_kinds(node, pair).count("head.show") == before + 1
    (timer,) = [t for t in node.store.read(lambda r: r.timers_of(pair)) if t.kind == HEAD]
    assert timer.due_at == world.now + timedelta(hours=12)


def test_comes_back_once_with_a_reminder():
    with at(issued) as (world, matter):
        node = world["BE"].node
        run_due(node, world.now)
        world.now += timedelta(days=8)
        assert [d.done for d in overtaken(node, world)] == []
        timers = node.store.read(lambda r: r.timers_of(matter))
        due = {t.kind: t.due_at - world.now for t in timers if not t.kind.startswith("call:")}
        assert due == {"urgency-review": timedelta(days=1), "urgency-inspect": timedelta(days=1)}


def test_answers_once_though_many_clocks_run(world: World):
    matters = [sent(world) for _ in range(3)]
    node, clocks = world["BE"].node, 4
    world.now += timedelta(days=6)
    gate = Barrier(clocks)

    def run() -> None:
        gate.wait()
        run_due(node, world.now)

    threads = [Thread(target=run) for _ in range(clocks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for matter in matters:
        assert shared_kinds(node, matter) == ["request.send", "request.ack", "request.update"]
        assert own_kinds(node, matter) == []
