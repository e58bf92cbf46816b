"""The loop: one job for the clock and one for each partner with a line, each in a thread, under a lease.

Several processes may run it on one node. A job is worked by whoever holds its lease; who is killed keeps it
no longer than `Pace.lease`, then another takes over. A lease only shares out the work: what two processes
do at once is still done once, since each timer is taken in the commit of what it does, and a partner gets
the same bytes again. A line that hangs holds up its own job alone.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from comity.acts.node import Node
from comity.acts.ports import Tx, Work
from comity.courier.courier import Delivery, Transport, deliver_to
from comity.duty.calls import Calls
from comity.duty.leases import Lease
from comity.duty.logs import complain, tell_delivery, tell_timers
from comity.duty.senders import Sender
from comity.errors import StoreFailed
from comity.exchange.clock import Due, run_due
from comity.exchange.lines import note_line
from comity.model.duty import Way
from comity.model.parties import StateCode

Clock = Callable[[], datetime]
Lines = Callable[[], Mapping[StateCode, Transport]]
"""The lines as they are now; asked again and again, since one may come or go."""

CLOCK = "clock"
"""The lease of the clock: a process that runs the loop always has it."""

SLICE = 0.5
"""Seconds after which a thread that rests looks whether it shall end."""

BATCHES = 16
"""Batches of the outbox that a courier sends before it looks at the clock again."""

GRACE = 10.0
"""Seconds that a round under way gets when the loop ends; what is cut off is done again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a lease lasts, and after how many seconds the loop looks for what other processes left."""

    lease: timedelta = timedelta(seconds=30)
    poll: float = 1.0


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """What one thread does over and over: `is_due` only reads, `work` does what is due.

    `work` returns true where more may be due, and is asked again at once by the clock of that moment.
    Without a lease several processes may do it at once; `wakes` is what ends its rest early.
    """

    name: str
    lease: Lease | None = None
    is_due: Callable[[datetime], bool]
    work: Callable[[datetime], object]
    wakes: Work = Work.TIMERS
    working: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


def run(
    node: Node,
    lines: Lines,
    stop: threading.Event,
    *,
    clock: Clock,
    holder: str,
    senders: Mapping[Way, Sender] | None = None,
    pace: Pace | None = None,
) -> None:
    """Work until told to stop: timers, a courier for each partner that has a line, and notices.

    `holder` names this process among those of the node; no two may bear one name. `senders` are the ways
    that `duty.senders` makes of the configuration; without them nobody is called.
    """
    loop = _Loop(node, lines, clock, holder, senders or {}, pace or Pace())
    try:
        while not stop.is_set():
            loop.look_after()
            stop.wait(min(loop.pace.poll, SLICE))
    finally:
        loop.end()


def once(
    node: Node,
    lines: Mapping[StateCode, Transport],
    *,
    clock: Clock,
    holder: str,
    senders: Mapping[Way, Sender] | None = None,
) -> tuple[tuple[Due, ...], Delivery]:
    """Do what is due now and no more: timers, couriers, notices."""
    now = clock()
    ran, total = run_due(node, now), Delivery()
    for state, line in lines.items():
        total += _deliver(node, state, line, holder, lambda: now)
    if senders:
        calls = Calls(node, senders, clock)
        while calls.work(now):
            pass
        calls.finish()
    return ran, total


def _deliver(
    node: Node, state: StateCode, line: Transport, holder: str, clock: Clock, batches: int | None = None
) -> Delivery:
    """Send what is due to one partner, and note whether its line is up."""
    now = clock()
    done = deliver_to(node, state, line, now, holder, batches, clock)
    arrived = done.taken + done.held + done.refused
    if arrived or done.failed:
        note_line(node, state, arrived > 0, now)
    return done


class _Loop:
    """The jobs of one process and those who do them."""

    def __init__(
        self,
        node: Node,
        lines: Lines,
        clock: Clock,
        holder: str,
        senders: Mapping[Way, Sender],
        pace: Pace,
    ) -> None:
        self.node, self.lines, self.clock, self.holder, self.pace = node, lines, clock, holder, pace
        self.couriers: dict[StateCode, Job] = {}
        self.known: Mapping[StateCode, Transport] = {}
        self.calls = Calls(node, senders, clock)
        lease = Lease(node, CLOCK, holder, pace.lease)
        timers = Job(name=CLOCK, lease=lease, is_due=lambda _: True, work=self._run_due)
        calls = Job(name="calls", is_due=lambda _: True, work=self.calls.work)
        self.standing = tuple(map(self._start, (timers, calls) if senders else (timers,)))

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Return every job."""
        return (*self.standing, *self.couriers.values())

    def look_after(self) -> None:
        """Renew the leases of jobs at work, and start or end the courier of a line that came or went."""
        try:
            self.known = self.lines()
            for job in self.jobs:
                if job.working and job.lease is not None:
                    job.lease.renew(self.clock())
        except Exception as failed:
            complain("loop", failed)
        for state in self.known.keys() - self.couriers.keys():
            self.couriers[state] = self._start(self._courier(state))
        for state in self.couriers.keys() - self.known.keys():
            self.couriers.pop(state).ended.set()

    def end(self) -> None:
        """End every job, give what is under way some time, and let other processes have the leases."""
        for job in self.jobs:
            job.ended.set()
        until = time.monotonic() + GRACE
        for job in self.jobs:
            if job.thread is not None:
                job.thread.join(max(0.0, until - time.monotonic()))
        self.calls.end()

    def _courier(self, state: StateCode) -> Job:
        lease = Lease(
            self.node,
            f"courier/{state}",
            self.holder,
            self.pace.lease,
            taken_over=partial(self._begin_anew, state),
        )
        return Job(
            name=lease.name,
            lease=lease,
            is_due=lambda now: lease.is_left(now) or self._waits(state, now),
            work=lambda now: self._deliver(state, now),
            wakes=Work.OUTBOX,
        )

    def _waits(self, state: StateCode, now: datetime) -> bool:
        return self.node.store.read(lambda r: r.waiting_count(state, now, 1)) > 0

    def _begin_anew(self, state: StateCode, tx: Tx) -> None:
        """Let go of the claims of who is dead or has stopped, and try at once what a line held up."""
        tx.unclaim(state)
        tx.hasten(state, self.clock())

    def _start(self, job: Job) -> Job:
        job.thread = threading.Thread(target=self._keep_at, args=(job,), name=job.name, daemon=True)
        job.thread.start()
        return job

    def _keep_at(self, job: Job) -> None:
        """Do a job until it ends; whatever fails is told, and tried again after a rest."""
        seen = 0
        while not job.ended.is_set():
            try:
                while self._round(job) and not job.ended.is_set():
                    pass
            except Exception as failed:
                complain(job.name, failed)
            seen = self._rest(job, seen)
        if job.lease is not None:
            with suppress(StoreFailed):  # closed already, or gone: then it runs out
                job.lease.give_back(self.clock())

    def _round(self, job: Job) -> bool:
        now = self.clock()
        if not job.is_due(now) or (job.lease is not None and not job.lease.hold(now)):
            return False
        job.working = True
        try:
            return bool(job.work(now))
        finally:
            job.working = False

    def _rest(self, job: Job, seen: int) -> int:
        """Wait for work of this process, for the time to look what others left, or for the end."""
        until = time.monotonic() + self.pace.poll
        while not job.ended.is_set() and (left := until - time.monotonic()) > 0:
            count = self.node.store.wait_for_work(job.wakes, seen, min(left, SLICE))
            if count > seen:
                return count
        return seen

    def _run_due(self, now: datetime) -> None:
        tell_timers(run_due(self.node, now))

    def _deliver(self, state: StateCode, now: datetime) -> bool:
        """Send a few batches, and tell whether more may be due: a warning made meanwhile goes before it."""
        line = self.known.get(state)
        if line is None:
            return False
        done = _deliver(self.node, state, line, self.holder, self.clock, BATCHES)
        tell_delivery(state, done)
        return not done.failed and done != Delivery()
