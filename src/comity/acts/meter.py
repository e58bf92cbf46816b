"""What a door put off, by partner: counted in memory, recorded as one own act an hour (`quota.exceed`)."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

from comity.acts.admission import CLOCK_SKEW
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.partners import matter_of
from comity.acts.ports import Tx
from comity.model.parties import StateCode
from comity.seal.canonical import read_instant, write_instant

EVERY = timedelta(hours=1)


class Meter:
    """The tally of one door; `by_time` is false for files, which people carry and no minute measures.

    A crash loses what was counted since the last record, and no more: the first of an hour is recorded at
    once.
    """

    def __init__(self, *, by_time: bool = True) -> None:
        self.by_time = by_time
        self._lock = Lock()
        self._put_off: Counter[StateCode] = Counter()

    def count(self, partner: StateCode, envelopes: int) -> None:
        """Note that so many envelopes of a partner were put off."""
        with self._lock:
            self._put_off[partner] += envelopes

    def record(self, node: Node, now: datetime, *, last: bool = False) -> None:
        """Record what was put off, by partner, once an hour at most; `last` before the door closes."""
        with self._lock:
            waiting = dict(self._put_off)
        for partner, envelopes in waiting.items():
            if last or self._is_due(node, partner, now):
                _record(node, partner, envelopes, now)
                with self._lock:
                    self._put_off[partner] -= envelopes
                    self._put_off += Counter()  # what stands at nought is let go

    @staticmethod
    def _is_due(node: Node, partner: StateCode, now: datetime) -> bool:
        """Tell whether the last record is an hour old, or of an instant that a wrong clock told."""
        data = node.store.read(lambda r: r.paper(_paper(partner)))
        return data is None or not -CLOCK_SKEW <= now - read_instant(data.decode()) < EVERY


def _record(node: Node, partner: StateCode, envelopes: int, now: datetime) -> None:
    def also(tx: Tx, _: object) -> None:
        tx.put_paper(_paper(partner), write_instant(now).encode())

    marks = {"envelopes": str(envelopes)}
    perform(
        node, Deed(kind="quota.exceed", matter=matter_of(node.state, partner), marks=marks, also=also), now
    )


def _paper(partner: StateCode) -> str:
    return f"exceeded/{partner}"
