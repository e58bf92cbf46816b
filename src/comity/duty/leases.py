"""A lease: which of a node's processes works one job now, and for how long nobody else does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from comity.acts.node import Node
from comity.acts.ports import Tx
from comity.duty.process import is_dead

NEVER = datetime.min.replace(tzinfo=UTC)


def _nothing(tx: Tx) -> None:
    """Do nothing more when a lease is taken over."""


class Lease:
    """One job's turn among the processes of a node; who is killed keeps it until it runs out, no longer.

    On the same machine not even that long: whose process is gone holds nothing.

    `taken_over` writes into the commit by which this holder takes it from another.
    """

    def __init__(
        self,
        node: Node,
        name: str,
        holder: str,
        span: timedelta,
        taken_over: Callable[[Tx], None] = _nothing,
    ) -> None:
        self.name = name
        self._node, self._holder, self._span = node, holder, span
        self._taken_over = taken_over
        self._until = NEVER

    def hold(self, now: datetime) -> bool:
        """Take or keep the lease, and tell whether it is ours; nothing is written where it need not be."""
        if now + self._span / 2 < self._until:
            return True
        held = self._node.store.read(lambda r: r.leaseholder(self.name))
        if held is not None and held[0] != self._holder and held[1] > now and not is_dead(held[0]):
            self._until = NEVER
            return False
        return self._take(now)

    def is_left(self, now: datetime) -> bool:
        """Tell whether another had it last and has it no more: what it claimed waits for a successor."""
        if now < self._until:
            return False
        held = self._node.store.read(lambda r: r.leaseholder(self.name))
        return held is not None and held[0] != self._holder and (held[1] <= now or is_dead(held[0]))

    def renew(self, now: datetime) -> None:
        """Keep a lease that is ours while its job works on; one that ran out is not asked for again."""
        if now < self._until <= now + self._span * 2 / 3:
            self._take(now)

    def give_back(self, now: datetime) -> None:
        """Let another have it at once."""
        if now < self._until:
            self._node.store.write(lambda tx: tx.lease(self.name, self._holder, now, now))
            self._until = NEVER

    def _take(self, now: datetime) -> bool:
        until = now + self._span

        def write(tx: Tx) -> bool:
            before = tx.leaseholder(self.name)
            if before is not None and is_dead(before[0]):
                tx.lease(self.name, before[0], now, now)
            taken = tx.lease(self.name, self._holder, now, until)
            if taken and (before is None or before[0] != self._holder):
                self._taken_over(tx)
            return taken

        taken = self._node.store.write(write)
        self._until = until if taken else NEVER
        return taken
