"""A loop at work in a thread, a clock that goes on from a world's instant, and lines that tests watch."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from comity.acts.node import Node
from comity.courier.courier import Transport
from comity.demo.world import World
from comity.duty import Pace, run
from comity.model.parties import StateCode
from comity.wiring import loopback

PATIENCE = 60.0
"""Seconds after which a test gives up waiting: it never decides what holds, only that something hangs."""

QUICK = Pace(lease=timedelta(seconds=1), poll=0.02)
SLEEPY = Pace(lease=timedelta(minutes=5), poll=3600.0)
"""A loop that wakes for its own writes only."""


def ticking(start: datetime) -> Callable[[], datetime]:
    """Return a clock that shows an instant now and goes on from there."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail where it never does."""
    give_up = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.01)


@dataclass
class Watched:
    """A line that tells what passes over it, and hangs where it is told to."""

    line: Transport
    hangs: bool = False
    busy: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)
    at_once: int = 0
    most_at_once: int = 0
    carried: int = 0

    def __call__(self, envelopes: Sequence[bytes], now: datetime) -> Sequence[bytes]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.busy.set()
        try:
            if self.hangs:
                assert self.goes_on.wait(PATIENCE)
            return self.line(envelopes, now)
        finally:
            self.carried += len(envelopes)
            self.at_once -= 1


def watched(world: World, *states: str) -> dict[StateCode, Watched]:
    """Return watched lines to these states."""
    lines = loopback({StateCode(s): world[s].node for s in states})
    return {state: Watched(line) for state, line in lines.items()}


@contextmanager
def at_work(
    node: Node,
    lines: Mapping[StateCode, Transport],
    start: datetime | Callable[[], datetime],
    *,
    pace: Pace = QUICK,
    holder: str = "one",
    **more: object,
) -> Iterator[threading.Event]:
    """Run the loop in a thread, from an instant or by a clock, until the test is done; gives what ends it."""
    stop = threading.Event()

    def work() -> None:
        clock = ticking(start) if isinstance(start, datetime) else start
        run(node, lambda: lines, stop, clock=clock, holder=holder, pace=pace, **more)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()
