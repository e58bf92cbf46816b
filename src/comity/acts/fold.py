"""The fold: from a set of acts to the state of a matter.

It reads headers only and no clock. Acts are put into one causal order (`follows`; concurrent acts by
the catalogue's rank, then by id), so both nodes fold the same shared acts to the same state whatever
the order and number of deliveries. Own acts move only the own track. An act that does not fit is kept
and named ineffective; two acts that crossed are settled by the catalogue's table of crossing acts.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from comity.acts.act import Header
from comity.acts.ports import ActId
from comity.law.kinds import SAME, Catalogue, Crossing, Kind
from comity.model.parties import StateCode
from comity.model.requests import MatterId


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A matter as its acts make it.

    `shared` is the state that both nodes hold, `own` this node's own track; `passed` names every
    shared state in order with the act that reached it; `duties` are what crossing acts left to do.
    `opener` is the state that a case or warning is named after first; of another matter, the state whose
    shared act began it (or this node, while nothing is shared).
    """

    lifecycle: str = ""
    opener: StateCode | None = None
    shared: str = ""
    own: str = ""
    passed: tuple[tuple[str, ActId], ...] = ()
    effective: tuple[ActId, ...] = ()
    ineffective: tuple[ActId, ...] = ()
    duties: tuple[str, ...] = ()
    heads: tuple[ActId, ...] = ()
    shared_heads: tuple[ActId, ...] = ()


@dataclass(slots=True)
class _Run:
    """The fold under way; `moved_by` is the shared act that made the present shared state."""

    catalogue: Catalogue
    headers: Mapping[ActId, Header]
    folded: Folded
    moved_by: ActId | None = None
    ancestors: dict[ActId, frozenset[ActId]] = field(default_factory=dict)


def fold(headers: Mapping[ActId, Header], catalogue: Catalogue) -> Folded:
    """Fold a matter's acts, shared and own, to its state."""
    shared = {id: h for id, h in headers.items() if h.shared}
    run = _Run(catalogue, shared, Folded())
    for id in causal_order(shared, catalogue):
        run.folded = _step(run, id, shared[id])
    own = {id: h for id, h in headers.items() if not h.shared}
    run.headers = own
    for id in causal_order(own, catalogue):
        run.folded = _own_step(run.folded, id, own[id], catalogue)
    return replace(run.folded, heads=_heads(headers), shared_heads=_heads(shared))


def advance(now: Folded, id: ActId, header: Header, catalogue: Catalogue) -> Folded | None:
    """Fold one act more, where nothing crossed: it follows every head of its track.

    Returns None where the act is concurrent with another, so that the matter must be folded whole.
    """
    if not set(now.shared_heads if header.shared else now.heads) <= set(header.follows):
        return None
    if header.shared:
        run = _Run(catalogue, {id: header}, now)
        then = _step(run, id, header)
        shared_heads: tuple[ActId, ...] = (id,)
    else:
        then = _own_step(now, id, header, catalogue)
        shared_heads = now.shared_heads
    heads = tuple(sorted({*(h for h in now.heads if h not in header.follows), id}))
    return replace(then, heads=heads, shared_heads=shared_heads)


def fold_shared(headers: Mapping[ActId, Header], catalogue: Catalogue) -> Folded:
    """Fold the shared acts alone: exactly what the partner sees."""
    return fold({id: h for id, h in headers.items() if h.shared}, catalogue)


def causal_order(headers: Mapping[ActId, Header], catalogue: Catalogue) -> tuple[ActId, ...]:
    """Put acts into the one causal order; acts whose predecessors are missing stay out."""
    waits = {id: {f for f in h.follows if f in headers} for id, h in headers.items()}
    after: dict[ActId, list[ActId]] = {}
    for id, before in waits.items():
        for f in before:
            after.setdefault(f, []).append(id)
    ready = [(_rank(headers[id], catalogue), id) for id, before in waits.items() if not before]
    heapq.heapify(ready)
    order: list[ActId] = []
    while ready:
        _, id = heapq.heappop(ready)
        order.append(id)
        for later in after.get(id, ()):
            waits[later].discard(id)
            if not waits[later]:
                heapq.heappush(ready, (_rank(headers[later], catalogue), later))
    return tuple(order)


def legal_move(kind: Kind, state: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the next state and the states passed on the way, or None where the act does not fit."""
    for move in kind.moves:
        if state in move.start or "*" in move.start:
            return (state if move.to == SAME else move.to), move.via
    return None


def opener_of(matter: MatterId) -> StateCode | None:
    """Return the state that a case or warning is named after first; another matter's name tells none."""
    sort, _, name = matter.partition("/")
    return StateCode(name.partition("-")[0]) if sort in ("case", "alert") else None


def side_of(state: StateCode, opener: StateCode | None) -> str:
    """Tell on which side of a matter a state stands; before the first shared act it is requesting."""
    return "requesting" if opener is None or state == opener else "requested"


def _rank(header: Header, catalogue: Catalogue) -> int:
    known = catalogue.kinds.get(header.kind)
    return known.rank if known else 100


def _heads(headers: Mapping[ActId, Header]) -> tuple[ActId, ...]:
    followed = {f for h in headers.values() for f in h.follows}
    return tuple(sorted(id for id in headers if id not in followed))


def _step(run: _Run, id: ActId, header: Header) -> Folded:
    now, kind = run.folded, run.catalogue.kinds.get(header.kind)
    _remember(run, id, header)
    opener = opener_of(header.matter) or now.opener or header.state
    if kind is None or not kind.shared or (now.lifecycle and kind.lifecycle != now.lifecycle):
        return replace(now, opener=opener, ineffective=(*now.ineffective, id))
    if kind.by not in ("either", side_of(header.state, opener)):
        return replace(now, opener=opener, ineffective=(*now.ineffective, id))
    now = replace(now, opener=opener, lifecycle=kind.lifecycle)
    crossing = _crossing(run, id, kind)
    if crossing is not None:
        run.moved_by = id
        return replace(
            now,
            shared=crossing.to,
            passed=(*now.passed, (crossing.to, id)),
            effective=(*now.effective, id),
            duties=(*now.duties, crossing.duty) if crossing.duty else now.duties,
        )
    legal = legal_move(kind, now.shared)
    if legal is None:
        return replace(now, ineffective=(*now.ineffective, id))
    to, via = legal
    if to != now.shared:
        run.moved_by = id
    return replace(
        now,
        shared=to,
        passed=(*now.passed, *((s, id) for s in via), *([(to, id)] if to != now.shared else [])),
        effective=(*now.effective, id),
    )


def _own_step(now: Folded, id: ActId, header: Header, catalogue: Catalogue) -> Folded:
    kind = catalogue.kinds.get(header.kind)
    legal = None if kind is None or kind.shared else legal_move(kind, now.own)
    if kind is None or legal is None:
        return replace(now, ineffective=(*now.ineffective, id))
    opener = opener_of(header.matter) or now.opener or header.state
    return replace(
        now,
        lifecycle=now.lifecycle or kind.lifecycle,
        opener=opener,
        own=legal[0],
        effective=(*now.effective, id),
    )


def _crossing(run: _Run, id: ActId, kind: Kind) -> Crossing | None:
    """Find the row that settles this act against the one that made the present state, if they crossed."""
    before = run.moved_by
    if before is None or before in run.ancestors[id]:
        return None
    crossed = run.headers[before].kind
    return next((c for c in kind.crossings if crossed in c.with_kinds), None)


def _remember(run: _Run, id: ActId, header: Header) -> None:
    before = [f for f in header.follows if f in run.ancestors]
    run.ancestors[id] = frozenset(before).union(*(run.ancestors[f] for f in before))
