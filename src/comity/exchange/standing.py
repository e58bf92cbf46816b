"""How the work stands at a glance: how many matters stand how, and with whom."""

from collections import Counter
from dataclasses import dataclass

from comity.acts.node import Node
from comity.acts.partners import pinned
from comity.acts.signing import Hand
from comity.exchange.views import MOST, list_matters
from comity.model.parties import StateCode
from comity.model.people import LIAISON


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many matters that one state began stand alike, on the shared track and on this node's own."""

    shared: str
    own: str
    opener: StateCode
    many: int


def count_matters(node: Node, room: str, by: Hand | None = None) -> tuple[Tally, ...]:
    """Count the matters of a room by how they stand; for a liaison, the newest that are assigned (L5)."""
    if by is None or by.person.role not in LIAISON:
        counted = node.store.read(lambda r: r.tally(f"{room}/"))
        return tuple(Tally(shared=s, own=o, opener=w, many=n) for s, o, w, n in counted)
    seen = list_matters(node, room, by, limit=MOST).rows
    rows = node.store.read(lambda r: [row for v in seen if (row := r.matter(v.matter)) is not None])
    stand = Counter((row.shared, row.own, row.opener) for row in rows)
    return tuple(Tally(shared=s, own=o, opener=w, many=n) for (s, o, w), n in sorted(stand.items()))


def partners(node: Node) -> tuple[StateCode, ...]:
    """Name the states that this node is paired with."""
    return node.store.read(pinned)
