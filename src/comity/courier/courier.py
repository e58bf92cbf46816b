"""Deliver what the outbox holds, urgent first, and keep what the partner's receipts prove."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from comity.acts.node import Node
from comity.acts.partners import Partner, partner
from comity.acts.ports import OutboxRow, Tx
from comity.courier.pack import pack_all
from comity.courier.settle import settle
from comity.errors import ComityError, MalformedMessage, QuotaExceeded
from comity.model.parties import StateCode

Transport = Callable[[Sequence[bytes], datetime], Sequence[bytes]]
"""Carries envelopes to the partner's door and brings the receipts of the first ones, in order; raises where
the line is down or the door takes none."""

Clock = Callable[[], datetime]

CLAIM = timedelta(minutes=5)
BATCH = 32
POST = 5 << 18
"""Bytes in one post to the partner's door, unless one envelope is larger: a warning waits for no more."""

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)
FIRST_DOWN, LONGEST_DOWN = timedelta(seconds=1), timedelta(minutes=15)
"""How long what a line held up waits, doubled each time; it is due at once when anything gets through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one round of the courier did; `problems` are error codes, by partner."""

    taken: int = 0
    held: int = 0
    refused: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()

    def __add__(self, other: "Delivery") -> "Delivery":
        """Add up two rounds."""
        return Delivery(
            taken=self.taken + other.taken,
            held=self.held + other.held,
            refused=self.refused + other.refused,
            failed=self.failed + other.failed,
            problems=self.problems + other.problems,
        )


def deliver(
    node: Node, transports: Mapping[StateCode, Transport], now: datetime, holder: str = "courier"
) -> Delivery:
    """Send what is due to every partner that has a line, one after the other."""
    lines = sorted(transports.items())
    return sum((deliver_to(node, state, line, now, holder) for state, line in lines), Delivery())


def deliver_to(
    node: Node,
    state: StateCode,
    transport: Transport,
    now: datetime,
    holder: str = "courier",
    batches: int | None = None,
    clock: Clock | None = None,
) -> Delivery:
    """Send what is due to one partner, at least once, until nothing due is left or its line is down.

    A line that hangs holds up this call and no other: give each partner a thread of its own. What is made
    under way is due later than `now`, a warning too: give a `clock` to have it sent, or ask for a few
    `batches` at once.
    """
    peer = node.store.read(lambda r: partner(r, state))
    return _Round(node, peer, transport, clock or (lambda: now), holder).run(batches)


def wait(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubled each time, at most six hours."""
    return min(FIRST_WAIT * (1 << min(attempts, 16)), LONGEST_WAIT)


class _Round:
    """One call of the courier: while a post is on its way the last is settled, and a full next one packed."""

    def __init__(self, node: Node, peer: Partner, transport: Transport, clock: Clock, holder: str) -> None:
        self.node, self.peer, self.transport, self.clock, self.holder = node, peer, transport, clock, holder
        self.total = Delivery()
        self.packed: tuple[OutboxRow, ...] = ()
        self.posted: tuple[OutboxRow, ...] = ()
        self.answer: Future[Sequence[bytes]] | None = None
        self.left: int | None = None

    def run(self, batches: int | None) -> Delivery:
        """Send until nothing is due, so many batches are sent, or the line is down."""
        self.left = batches
        with ThreadPoolExecutor(1, thread_name_prefix=f"post-{self.peer.state}") as hand:
            while True:
                if not self.packed and (self.answer is None or self._wait() >= BATCH):
                    self._pack()
                if self.answer is None and not self.packed:
                    return self.total
                rows, receipts = self._receipts()
                self._pack()  # as late as can be: what came meanwhile goes along
                if self.packed:
                    self._post(hand)
                if rows:
                    self.total += keep_receipts(self.node, rows, receipts, self.peer, self.clock())

    def _wait(self) -> int:
        """Count what is due, as far as it goes into a batch."""
        now = self.clock()
        return self.node.store.read(lambda r: r.waiting_count(self.peer.state, now, BATCH))

    def _pack(self) -> None:
        """Claim and pack what is due, unless something is packed already."""
        while not self.packed and self.left != 0 and self._wait():
            rows, now = self._claim(), self.clock()
            self.left = None if self.left is None else self.left - 1
            try:
                batch = pack_all(self.node, rows, self.peer, now)
            except ComityError as crossed:
                self.total += _put_off(self.node, rows, self.peer, crossed, now)
                self.left = 0
                return
            for row, failed in batch.failed:
                self.total += _put_off(self.node, (row,), self.peer, failed, now)
            self.packed = batch.packed

    def _claim(self) -> tuple[OutboxRow, ...]:
        now = self.clock()
        return self.node.store.write(
            lambda tx: tx.claim(self.peer.state, self.holder, now, now + CLAIM, BATCH)
        )

    def _post(self, hand: Executor) -> None:
        """Post as many of the first rows as go into one post."""
        fits = _fitting(self.packed)
        self.posted, self.packed = self.packed[:fits], self.packed[fits:]
        envelopes = [row.envelope or b"" for row in self.posted]
        self.answer = hand.submit(self.transport, envelopes, self.clock())

    def _receipts(self) -> tuple[tuple[OutboxRow, ...], Sequence[bytes]]:
        """Wait for the receipts of the last post; those that have none go into the next."""
        if self.answer is None:
            return (), ()
        rows, answer = self.posted, self.answer
        self.posted, self.answer = (), None
        try:
            receipts = answer.result()
            if not 0 < len(receipts) <= len(rows):
                raise MalformedMessage("The door answered with another number of receipts than envelopes.")
        except (ComityError, OSError) as down:
            self.total += _wait_for_line(self.node, rows, self.packed, self.peer, down, self.clock())
            self.packed, self.left = (), 0
            return (), ()
        self.packed = rows[len(receipts) :] + self.packed
        return rows[: len(receipts)], receipts


def _fitting(rows: Sequence[OutboxRow]) -> int:
    """Tell how many of the first rows go into one post."""
    sizes = accumulate(len(row.envelope or b"") for row in rows)
    return max(1, sum(1 for size in sizes if size <= POST))


def keep_receipts(
    node: Node, rows: Sequence[OutboxRow], receipts: Sequence[bytes], peer: Partner, now: datetime
) -> Delivery:
    """Keep the receipts of what was sent, and try again later what is not taken yet."""
    total = Delivery()
    for answer in settle(node, rows, receipts, peer, now):
        if answer.failed is not None:
            total += _put_off(node, (answer.row,), peer, answer.failed, now)
        elif answer.state == "held":
            _put_off(node, (answer.row,), peer, None, now)
            total += Delivery(held=1, problems=(f"{peer.state}:{answer.code}",) if answer.code else ())
        elif answer.state == "refused":
            total += Delivery(refused=1, problems=(f"{peer.state}:{answer.code}",))
        else:
            total += Delivery(taken=1)
    return total


def _put_off(
    node: Node, rows: Sequence[OutboxRow], peer: Partner, failed: Exception | None, now: datetime
) -> Delivery:
    """Let rows wait for their next attempt, longer after each."""

    def write(tx: Tx) -> None:
        for row in rows:
            tx.attempted(row.act, peer.state, now + wait(row.attempts))

    node.store.write(write)
    return _failure(rows, peer, failed)


def _wait_for_line(
    node: Node,
    rows: Sequence[OutboxRow],
    untried: Sequence[OutboxRow],
    peer: Partner,
    failed: Exception,
    now: datetime,
) -> Delivery:
    """Let rows wait until the line is up again, or as long as the partner's door asked."""

    def write(tx: Tx) -> None:
        for row in untried:
            tx.put_off(row.act, peer.state, now)
        for row in rows:
            if isinstance(failed, QuotaExceeded):
                tx.put_off(row.act, peer.state, now + failed.wait)
            else:
                until = now + min(FIRST_DOWN * (1 << min(row.attempts, 16)), LONGEST_DOWN)
                tx.attempted(row.act, peer.state, until, down=True)

    node.store.write(write)
    return _failure(rows, peer, failed)


def _failure(rows: Sequence[OutboxRow], peer: Partner, failed: Exception | None) -> Delivery:
    code = failed.code if isinstance(failed, ComityError) else "line-down"
    return Delivery(failed=len(rows), problems=(f"{peer.state}:{code}",))
