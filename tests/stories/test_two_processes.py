"""Two real processes exchange over TLS and are killed with SIGKILL under load: nothing lost, nothing doubled.

People of both states go on working while a process is dead, as desks of their node in another process do.
"""

import os
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from acts.forgery import outbox
from comity.demo.world import World
from comity.duty.process import holder, is_dead
from comity.model.requests import MatterId
from stories.driver import case_of, check, next_step
from stories.exchange import reopened, states
from web.doors import lined, reach
from web.serving import Served, until

SEED = 20191031
HANDS = 6
"""Cases that people work on at once."""

DONE = ("CLOSED", "CLOSED")


class Running(World):
    """A world whose time goes on by itself, and whose processes carry."""

    @property
    def now(self) -> datetime:
        """Return the time of all clocks in this story."""
        return self._start + timedelta(seconds=time.monotonic() - self._since)

    @now.setter
    def now(self, start: datetime) -> None:
        self._start, self._since = start, time.monotonic()


class Two:
    """Two homes, each at work in a process of its own, and the people of both."""

    def __init__(self, world: World) -> None:
        self.world = Running(folder=world.folder, now=world.now, places=world.places)
        self.served: dict[str, Served] = {}
        self.numbers = count(1)
        self.begun: list[MatterId] = []
        self.failed: list[BaseException] = []
        self.stop = threading.Event()
        for state in world.places:
            self.start(state)
        self.hands = [threading.Thread(target=self.work) for _ in range(HANDS)]
        for hand in self.hands:
            hand.start()

    def rest(self) -> None:
        """Let people stop where they are."""
        self.stop.set()
        for hand in self.hands:
            hand.join()

    def start(self, state: str) -> None:
        """Start a state's process, and tell the other where its door stands now."""
        one = Served(self.world.folder / state, self.world.now)
        self.served[state] = one.__enter__()
        reach(self.world, state, one.doors["partners"])

    def kill(self, state: str) -> None:
        self.served[state].kill()
        self.served[state].__exit__(None, None, None)

    def end(self) -> None:
        """End every process, and see that each ends well."""
        assert [one.stop() for one in self.served.values()] == [0, 0]
        for one in self.served.values():
            one.__exit__(None, None, None)

    def work(self) -> None:
        """Bring one case after the other to its end, until told to stop."""
        try:
            while not self.stop.is_set():
                matter = case_of(next(self.numbers))
                self.begun.append(matter)
                self.follow(matter)
        except BaseException as failed:  # told by the test
            self.failed.append(failed)

    def follow(self, matter: MatterId) -> None:
        """Do what people can do in a case as it comes, to its end or until told to stop."""
        while not self.stop.is_set() and states(self.world, matter) != DONE:
            step = next_step(self.world, matter)
            if step is None:
                self.stop.wait(0.02)  # it is on its way
            else:
                step()

    def done(self) -> list[MatterId]:
        """Return the cases that came to their end."""
        return [matter for matter in self.begun if states(self.world, matter) == DONE]

    def finish(self) -> None:
        """Bring all cases to their end, however long the couriers need."""

        def finished() -> bool:
            for matter in self.begun:
                if (step := next_step(self.world, matter)) is not None:
                    step()
            return len(self.done()) == len(self.begun)

        until(finished, tuple(self.served.values()))


@contextmanager
def under_load() -> Iterator[Two]:
    """Give two processes at work, and people who keep them busy."""
    with tempfile.TemporaryDirectory(prefix="comity-two-") as folder:  # on a real disk
        shutil.copytree(lined().folder, folder, dirs_exist_ok=True)
        two = Two(reopened(lined(), Path(folder)))
        try:
            yield two
        finally:
            two.rest()
            for one in two.served.values():
                one.__exit__(None, None, None)
            two.world.close()


def survive(kills: int) -> None:
    """Kill one or both at any instant, so many times; then finish what was begun, and one case more."""
    chance = random.Random(SEED)
    with under_load() as two:
        for _ in range(kills):
            time.sleep(chance.uniform(0.2, 2.5))
            victims = chance.choice((["RU"], ["BE"], ["RU", "BE"]))
            for state in victims:
                two.kill(state)
            for state in victims:
                two.start(state)
        until(lambda: two.failed or two.done(), tuple(two.served.values()))
        two.rest()
        assert [repr(failed) for failed in two.failed] == []
        two.begun.append(case_of(next(two.numbers)))
        two.finish()
        until(lambda: quiet(two.world), tuple(two.served.values()))
        two.end()
        check(two.world, two.begun)


def quiet(world: World) -> bool:
    """Tell whether nothing waits to be sent or answered any more."""
    waiting = [t for p in world.places.values() for t in p.node.store.read(lambda r: r.due_timers(world.now))]
    return not waiting and all(outbox(world, state) == () for state in ("RU", "BE"))


@pytest.mark.faults
def test_finishes_every_exchange_after_two_kills_under_load():
    survive(2)


@pytest.mark.full
@pytest.mark.faults
def test_finishes_every_exchange_after_ten_kills_under_load():
    survive(10)


def test_knows_a_process_that_is_gone_from_one_that_lives():
    assert is_dead(holder()) is False
    with Served(lined().folder / "BE", lined().now) as one:
        name = holder().replace(f":{os.getpid()}:", f":{one.process.pid}:")
        assert is_dead(name) is False
        one.stop()
        assert is_dead(name) is True
    assert is_dead("elsewhere:1:00") is False
    assert is_dead("one") is False
