"""The calls of a process: each that is due is taken, sent and noted, a few at a time.

Several processes may do it at once, since `notices.begin` takes each call in a commit. One way that hangs
holds up its own call for as long as its time limit, and the others only when all hands are busy.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

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


class Calls:
    """Those who call, and what is being called now."""

    def __init__(
        self, node: Node, senders: Mapping[Way, Sender], clock: Callable[[], datetime], hands: int = HANDS
    ) -> None:
        self._node, self._senders, self._clock = node, senders, clock
        self._pool = ThreadPoolExecutor(max_workers=hands, thread_name_prefix="call")
        self._under_way: set[str] = set()
        self._lock = threading.Lock()

    def is_due(self, now: datetime) -> bool:
        """Tell whether a call is due that this process has not in hand."""
        return bool(self._free(now))

    def work(self, now: datetime) -> None:
        """Give every call that is due to a free hand."""
        for timer in self._free(now):
            with self._lock:
                self._under_way.add(timer.id)
            self._pool.submit(self._turn, timer)

    def finish(self) -> None:
        """Wait until all that was given out is done."""
        self._pool.shutdown(wait=True)

    def end(self) -> None:
        """Give nothing more out, and wait for what is being sent: no longer than the ways' time limits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _free(self, now: datetime) -> tuple[Timer, ...]:
        with self._lock:
            return tuple(t for t in notices.due(self._node, now) if t.id not in self._under_way)

    def _turn(self, timer: Timer) -> None:
        try:
            turn = notices.begin(self._node, timer, self._clock())
            if turn is not None:
                results = self._send(turn)
                notices.end(self._node, turn, results, self._clock())
                tell_call(turn.call.need, turn.call.urgency, results)
        except Exception as failed:
            complain("calls", failed)
            with suppress(ComityError):
                notices.put_off(self._node, timer, self._clock())
        finally:
            with self._lock:
                self._under_way.discard(timer.id)

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
