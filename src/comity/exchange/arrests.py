"""The clock of a provisional arrest (T11, S31): from the instant of the arrest, to an alarm every hour.

Whoever noted the arrest among the findings set the clock. When its limit is over and no papers have come, the
arrest may be unlawful: judge, prosecutor and central authority are called, again every hour. The node frees
nobody: RELEASED is an authority's own act, and stops the alarm once it is noted.
"""

from datetime import UTC, datetime, timedelta

from comity.acts.commit import Deed, perform, read_matter, take_timer
from comity.acts.node import Node
from comity.acts.ports import Timer, Tx
from comity.exchange.weighing import arrest_timer, findings, own_limit, request_of
from comity.law import clocks
from comity.model.surrender import ArrestState

HOUR = timedelta(hours=1)


def watch_arrest(node: Node, timer: Timer, now: datetime) -> str:
    """Raise the alarm if a person must be released, come back in an hour, or when the limit is over.

    Raises: LawNotActivated.
    """
    held = node.store.read(lambda r: read_matter(r, timer.matter, node.catalogue))
    arrest = findings(node, held).arrest
    if arrest is None:
        node.store.write(lambda tx: take_timer(tx, timer))
        return "dropped"
    request, _ = request_of(node, held)
    limit = own_limit(node, held, request, now)
    stands = clocks.arrest_state(arrest, now, node.zone, limit)
    due = clocks.release_due_at(arrest, node.zone, limit)
    if stands is not ArrestState.RELEASE_DUE:
        node.store.write(lambda tx: _again(tx, timer, due if stands in _RUNS and due > now else None))
        return stands
    deed = Deed(
        kind="arrest.alarm",
        matter=timer.matter,
        marks={"state": stands, "since": f"{due.astimezone(UTC):%Y-%m-%dT%H:%MZ}"},
        also=lambda tx, _: _again(tx, timer, now + HOUR),
    )
    return perform(node, deed, now).header.kind


_RUNS = frozenset({ArrestState.FORMAL_REQUEST_AWAITED})


def _again(tx: Tx, timer: Timer, due_at: datetime | None) -> None:
    take_timer(tx, timer)
    if due_at is not None:
        tx.set_timer(arrest_timer(timer.matter, due_at))
