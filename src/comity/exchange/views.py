"""What a person may see of the work as a whole: lists, timelines, the release register, the pair.

Every door shows the same views. None holds content: a timeline tells who in role did what when, and the
register what left under which order. A liaison sees assigned cases only (L5).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from comity.acts import allowed
from comity.acts.act import read_header
from comity.acts.commit import Matter, known_matter, open_act
from comity.acts.fold import side_of
from comity.acts.node import Node
from comity.acts.partners import fingerprint, matter_of, partner, pinned
from comity.acts.plain import from_plain
from comity.acts.ports import Mark, MatterRow, Reading, StoredAct, pair_log
from comity.acts.signing import Hand
from comity.acts.wanted import Wanted
from comity.errors import BadInput, ComityError, UnknownMatter
from comity.exchange.alerts import EXPIRE
from comity.exchange.regate import OPEN
from comity.law.entry import entry_into_force
from comity.law.lifecycle import in_force, standing
from comity.model.instruments import Instrument, InstrumentState
from comity.model.parties import StateCode
from comity.model.people import LIAISON, Pseudonym, Role
from comity.model.releases import Conditions
from comity.model.requests import Basis, DataCategory, MatterId
from comity.seal.canonical import b64, decode, encode, read_instant, unb64, write_instant
from comity.seal.packages import Package

T = TypeVar("T")
Row = TypeVar("Row")

MOST = 200
"""How many rows one page has at the most."""

RELEASES = ("reply.full", "reply.partial", "alert.issue", "alert.update")
"""The kinds of act by which data leaves or comes."""

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows, and the mark to ask for those after them; an empty mark means that there are no more."""

    rows: tuple[T, ...]
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Which matters a list is to hold beside: one side's, or those whose own track stands so just now."""

    side: str = ""
    own: str = ""


EVERY = Only()
ASKING = frozenset({"DRAFT", "APPROVED"})
"""Own states of the side that begins; they say where a matter stands until something is shared."""
NOT_BEGUN = "NOT_BEGUN"
"""Asks for what was accepted and has no answer of this node's yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterView:
    """One case or warning in a list; `own` is this node's own track, which the partner never sees."""

    matter: MatterId
    partner: StateCode | None
    side: str
    shared: str
    own: str
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act in a timeline; `reached` is the state that it led to, `effective` whether it counts."""

    act: str
    at: datetime
    state: StateCode
    authority: str
    role: Role | None
    author: Pseudonym
    kind: str
    shared: bool
    effective: bool
    reached: str | None
    erased: bool
    basis: Basis | None
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """An instant at which the clock does something, or reminds somebody."""

    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A matter as both sides' acts in one order, with what is still to do."""

    view: MatterView
    duties: tuple[str, ...]
    timers: tuple[Deadline, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView:
    """One line of the release register; `conditions` and `categories` are gone with an erased body."""

    act: str
    matter: MatterId
    kind: str
    partner: StateCode
    sent: bool
    at: datetime
    authority: str
    role: Role | None
    basis: Basis | None
    order: str
    items: int | None
    categories: tuple[DataCategory, ...]
    conditions: Conditions | None
    erased: bool
    stands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentView:
    """One agreement between two states, and how it stands on the day asked; None: unknown."""

    instrument: Instrument
    stands: InstrumentState | None
    entered_on: date | None
    in_force: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How many shared acts went each way in a month, written 2019-10."""

    month: str
    sent: int
    received: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """How a pair of states stands: its agreements, contacts and activity of the last year, never content."""

    state: StateCode
    stands: str
    demo: bool
    authority: str
    authorities: tuple[str, ...]
    fingerprint: str
    instruments: tuple[InstrumentView, ...]
    activity: tuple[Month, ...]


def list_matters(
    node: Node,
    room: str,
    by: Hand | None = None,
    *,
    partner: StateCode | None = None,
    shared: str = "",
    only: Only = EVERY,
    limit: int = 50,
    after: str = "",
) -> Page[MatterView]:
    """List the matters of a room (`case`, `alert`), newest change first, a page at a time.

    Raises: BadInput for a mark that this node did not give.
    """
    begun = "" if only.own in ASKING else "IN_PROGRESS"
    stands = ((begun, "" if only.own == NOT_BEGUN else only.own),) if only.own else ()

    def rows(reading: Reading, many: int, mark: Mark | None) -> Sequence[MatterRow]:
        openers = _openers(node, reading, only.side)
        wanted = Wanted(partner=partner, shared=shared, stands=stands, openers=openers)
        return reading.matters(f"{room}/", wanted, limit=many, after=mark)

    def seen(reading: Reading, row: MatterRow) -> bool:
        return _assigned(reading, row.id, by)

    page = node.store.read(lambda r: _page(r, rows, seen, lambda w: (w.changed_at, w.id), limit, after))
    return Page(rows=tuple(_view(node, row) for row in page.rows), next=page.next)


def show_matter(node: Node, matter: MatterId, by: Hand | None = None) -> Timeline:
    """Show a matter as one timeline of both sides.

    Raises: UnknownMatter; LiaisonMayNotDecide for a liaison to whom the case is not assigned (L5).
    """
    held = known_matter(node, matter)
    if by is not None:
        allowed.check_assigned(by.person, held.headers)
    row, timers = node.store.read(lambda r: (r.matter(matter), r.timers_of(matter)))
    if row is None:
        raise UnknownMatter(f"There is no {matter} at this node. See `comity case list`.")
    return Timeline(
        view=_view(node, row),
        duties=held.folded.duties,
        timers=tuple(
            Deadline(kind=t.kind, due_at=t.due_at)
            for t in timers
            if t.kind != EXPIRE or row.shared in OPEN  # what has ended expires no more
        ),
        steps=tuple(_steps(held)),
    )


def release_register(
    node: Node,
    by: Hand | None = None,
    *,
    partner: StateCode | None = None,
    sent: bool | None = None,
    limit: int = 50,
    after: str = "",
) -> Page[ReleaseView]:
    """List what was released to and by partners, newest first: the transfer register's lines (LED 37-39).

    Raises: BadInput for a mark that this node did not give.
    """

    def rows(reading: Reading, many: int, mark: Mark | None) -> Sequence[StoredAct]:
        return reading.acts_of_kinds(RELEASES, partner=partner, limit=many, after=mark)

    def seen(reading: Reading, act: StoredAct) -> bool:
        return sent in (None, not act.received) and _assigned(reading, act.matter, by)

    def read(reading: Reading) -> Page[tuple[StoredAct, str]]:
        page = _page(reading, rows, seen, lambda a: (a.at, a.id), limit, after)
        stands = ((act, reading.matter(act.matter)) for act in page.rows)
        return Page(rows=tuple((a, m.shared if m else "") for a, m in stands), next=page.next)

    found = node.store.read(read)
    return Page(rows=tuple(_release(node, act, stands) for act, stands in found.rows), next=found.next)


def pair_view(node: Node, state: StateCode, now: datetime) -> PairView:
    """Show how this node and a partner's stand to each other on a day.

    Raises: UnknownPartner.
    """
    peer, row, acts = node.store.read(
        lambda r: (
            partner(r, state),
            r.matter(matter_of(node.state, state)),
            r.traffic(pair_log(state), now - YEAR),
        )
    )
    on, parties = node.day(now), (node.state, state)
    between = [i for i in node.law.between(*parties) if i.valid_from is None or i.valid_from <= on]
    return PairView(
        state=state,
        stands=row.shared if row else "",
        demo=peer.demo,
        authority=peer.authority,
        authorities=tuple(a.holder.authority for a in peer.authorities),
        fingerprint=fingerprint(node.self_image, peer),
        instruments=tuple(
            InstrumentView(
                instrument=i,
                stands=standing(i, on, parties),
                entered_on=entry_into_force(i, parties),
                in_force=in_force(i, "", on, parties),
            )
            for i in between
        ),
        activity=_months(acts),
    )


def _openers(node: Node, reading: Reading, side: str) -> tuple[StateCode, ...]:
    """Return the states that begin what stands on a side: this one if it asks, else any partner."""
    if not side:
        return ()
    return (node.state,) if side == "requesting" else (pinned(reading) or (StateCode(""),))


def _page(
    reading: Reading,
    rows: Callable[[Reading, int, Mark | None], Sequence[Row]],
    seen: Callable[[Reading, Row], bool],
    place: Callable[[Row], Mark],
    limit: int,
    after: str,
) -> Page[Row]:
    """Read on until a page is full of rows that may be seen, or none is left."""
    if not 1 <= limit <= MOST:
        raise BadInput(f"A page has 1 to {MOST} rows. Ask for as many, and go on with the mark it gives.")
    mark, more = _read_mark(after), True
    found: list[Row] = []
    while more and len(found) <= limit:
        batch = rows(reading, limit + 1, mark)
        more = len(batch) > limit
        found += [row for row in batch if seen(reading, row)]
        mark = place(batch[-1]) if batch else None
    shown = tuple(found[:limit])
    return Page(rows=shown, next=_write_mark(place(shown[-1])) if len(found) > limit else "")


def _write_mark(mark: Mark) -> str:
    return b64(encode([write_instant(mark[0]), mark[1]]))


def _read_mark(text: str) -> Mark | None:
    if not text:
        return None
    try:
        at, name = decode(unb64(text))
        return read_instant(at), str(name)
    except (ComityError, ValueError, TypeError, AttributeError):
        raise BadInput("That is no mark of a page of this node. Begin again without one.") from None


def _assigned(reading: Reading, matter: MatterId, by: Hand | None) -> bool:
    if by is None or by.person.role not in LIAISON:
        return True
    headers = (read_header(a.statement) for a in reading.acts_of(matter) if a.kind == "case.assign")
    return allowed.is_assigned(by.person, headers)


def _view(node: Node, row: MatterRow) -> MatterView:
    return MatterView(
        matter=row.id,
        partner=row.partner,
        side=side_of(node.state, row.opener),
        shared=row.shared,
        own=row.own,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
    )


def _steps(held: Matter) -> Iterator[Step]:
    reached = {act: state for state, act in held.folded.passed}
    for act, header in zip(held.acts, held.headers, strict=True):
        yield Step(
            act=act.id,
            at=header.at,
            state=header.state,
            authority=header.authority,
            role=header.role,
            author=header.author,
            kind=header.kind,
            shared=header.shared,
            effective=act.id in held.folded.effective,
            reached=reached.get(act.id),
            erased=act.content is None,
            basis=header.basis,
            marks=dict(header.marks),
        )


def _release(node: Node, stored: StoredAct, stands: str) -> ReleaseView:
    header = read_header(stored.statement)
    body = None if stored.content is None else open_act(node, stored).content
    sealed = [] if body is None else [Package.from_bytes(unb64(p)) for p in body["packages"]]
    return ReleaseView(
        act=stored.id,
        matter=stored.matter,
        kind=stored.kind,
        partner=stored.partner or node.state,
        sent=not stored.received,
        at=header.at,
        authority=header.authority,
        role=header.role,
        basis=header.basis,
        order=header.marks.get("order", ""),
        items=None if body is None else len(sealed),
        categories=tuple(sorted({p.label.category for p in sealed})),
        conditions=None if body is None else from_plain(Conditions, body["conditions"]),
        erased=body is None,
        stands=stands,
    )


def _months(acts: Sequence[tuple[datetime, bool]]) -> tuple[Month, ...]:
    counts: dict[str, list[int]] = {}
    for at, received in acts:
        counts.setdefault(f"{at:%Y-%m}", [0, 0])[received] += 1
    return tuple(Month(month=m, sent=s, received=r) for m, (s, r) in sorted(counts.items()))
