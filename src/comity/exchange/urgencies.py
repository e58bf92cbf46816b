"""What became of releases in danger, counted (5.5, domain.md 8.5): how many were confirmed, how many not."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from comity.acts.act import Header, read_header
from comity.acts.node import Node
from comity.acts.ports import MatterRow, Reading
from comity.model.releases import Urgencies

MOST = 500
"""Matters read at a time."""

YEAR = timedelta(days=365)


def count_urgencies(node: Node, now: datetime) -> Urgencies:
    """Count what left under an order of two persons in the last year; numbers, never a matter."""
    since = now - YEAR
    ends: Counter[str] = Counter()
    after = None
    while True:
        rows = node.store.read(lambda r, a=after: r.matters("alert/", limit=MOST, after=a))  # type: ignore[misc]
        ends.update(node.store.read(lambda r, page=rows: _ends(r, page, since)))  # type: ignore[misc]
        if len(rows) < MOST:
            break
        after = (rows[-1].changed_at, rows[-1].id)
    return Urgencies(
        since=since,
        released=ends.total(),
        confirmed=ends["confirmed"],
        not_confirmed=ends["not_confirmed"],
        lapsed=ends["lapsed"],
        waiting=ends["waiting"],
    )


def _ends(reading: Reading, rows: Sequence[MatterRow], since: datetime) -> list[str]:
    found = (_end([read_header(a.statement) for a in reading.acts_of(row.id)], since) for row in rows)
    return [end for end in found if end]


def _end(headers: Sequence[Header], since: datetime) -> str:
    """Return what became of the last order of two persons that let something go; nothing if none did."""
    orders = {h.marks["order"]: h for h in headers if h.kind == "danger.order"}
    left = [h for h in headers if h.kind in ("alert.issue", "alert.update") and h.marks["order"] in orders]
    if not left or left[-1].at < since:
        return ""
    later = headers[headers.index(orders[left[-1].marks["order"]]) :]
    said = {h.kind: h.marks["confirmed"] for h in later if h.kind in ("urgency.review", "urgency.inspect")}
    if "no" in said.values():
        return "not_confirmed"
    if any(h.kind == "alert.lapse" for h in later):
        return "lapsed"
    return "confirmed" if len(said) == 2 else "waiting"  # judge and data protection officer
