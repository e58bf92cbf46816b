"""The calls of a process: each that is due is taken, sent and noted, a few at a time.

Several processes may do it at once, since `notices.begin` takes each call in a commit. One way that hangs
holds up its own call for as long as its time limit, and the others only when all hands are busy. What is
next is asked when a hand is free, and is of those two states for whom a hand was free longest ago: a
warning that comes waits for no flood.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count

from comity.acts.calls import Result
from comity.acts.node import Node
from comity.acts.ports import Timer
from comity.duty.logs import complain, tell_call
from comity.duty.senders import Sender
from comity.errors import ComityError
from comity.exchange import notices
from comity.exchange.notices import Turn
from comity.model.duty import Way

HANDS = 8

SLICE = 0.5
"""Seconds that are waited for a hand before it is looked again whether there is still anything to do."""


class Calls:
    """Those who call, and what is being called now."""

    def __init__(
        self, node: Node, senders: Mapping[Way, Sender], clock: Callable[[], datetime], hands: int = HANDS
    ) -> None:
        self._node, self._senders, self._clock = node, senders, clock
        self._pool = ThreadPoolExecutor(max_workers=hands, thread_name_prefix="call")
        self._free = threading.Semaphore(hands)
        self._under_way: set[str] = set()
        self._turns: dict[str, int] = {}
        self._count = count(1)
        self._lock = threading.Lock()

    def work(self, now: datetime) -> bool:
        """Give the first call that is due to a free hand; tell whether more may be due."""
        if not self._free.acquire(timeout=SLICE):
            return True
        timer = None
        try:
            timer = self._next(now)
        finally:
            if timer is None:
                self._free.release()
        if timer is None:
            return False
        self._pool.submit(self._turn, timer)
        return True

    def finish(self) -> None:
        """Wait until all that was given out is done."""
        self._pool.shutdown(wait=True)

    def end(self) -> None:
        """Give nothing more out, and wait for what is being sent: no longer than the ways' time limits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _next(self, now: datetime) -> Timer | None:
        with self._lock:
            free = [t for t in notices.due(self._node, now) if t.id not in self._under_way]
            timer = min(free, key=lambda t: self._turns.get(_states(t), 0), default=None)
            if timer is not None:
                self._under_way.add(timer.id)
                self._turns[_states(timer)] = next(self._count)
        return timer

    def _turn(self, timer: Timer) -> None:
        try:
            turn = notices.begin(self._node, timer, self._clock())
            if turn is not None:
                results = self._send(turn)
                notices.end(self._node, turn, results, self._clock())
                tell_call(turn.call.need, turn.call.urgency, results)
        except Exception as failed:
            complain("calls", failed)
            self._put_off(timer)
        finally:
            with self._lock:
                self._under_way.discard(timer.id)
            self._free.release()

    def _put_off(self, timer: Timer) -> None:
        try:
            notices.put_off(self._node, timer, self._clock())
        except ComityError:  # it stays due: the hand rests, or it would try without end
            time.sleep(SLICE)

    def _send(self, turn: Turn) -> dict[Way, Result]:
        """Send a notice by every way to the person; a way is good if one address of it was."""
        results: dict[Way, Result] = {}
        for contact in turn.contacts:
            try:
                self._senders[contact.way](contact, turn.notice, self._clock())
            except Exception as failed:
                complain(contact.way, failed)
                results.setdefault(contact.way, Result.FAILED)
            else:
                results[contact.way] = Result.ACCEPTED
        return results


def _states(timer: Timer) -> str:
    """Return the two states of a matter, as VN-RU: who opened it comes first."""
    return timer.matter.partition("/")[2][:5]
