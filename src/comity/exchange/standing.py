"""How the work stands at a glance: how many matters stand how, with whom, and what the law said last."""

from collections import Counter
from dataclasses import dataclass

from comity.acts import allowed
from comity.acts.commit import known_matter, open_act
from comity.acts.node import Node
from comity.acts.partners import pinned
from comity.acts.plain import from_plain
from comity.acts.signing import Hand
from comity.errors import WrongRole
from comity.exchange.views import MOST, list_matters
from comity.exchange.weighing import seen_by
from comity.model.decisions import Decision
from comity.model.parties import StateCode
from comity.model.people import LIAISON, Role
from comity.model.requests import MatterId


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


def last_weighing(node: Node, matter: MatterId, by: Hand) -> Decision | None:
    """Return what the law last said of a matter here, with the grounds that somebody may see.

    None while nothing was weighed. It is this node's own and never leaves whole (AX11).

    Raises: UnknownMatter; WrongRole for the operator; LiaisonMayNotDecide where the case is not assigned.
    """
    held = known_matter(node, matter)
    if by.person.role is Role.SYSADMIN:
        raise WrongRole("The operator sees no grounds. Ask a person who handles the matter.")
    allowed.check_assigned(by.person, held.headers)
    weighed = held.last("request.weigh", "alert.weigh")
    if weighed is None or weighed.content is None:
        return None
    return seen_by(from_plain(Decision, open_act(node, weighed).content["decision"]), by)
