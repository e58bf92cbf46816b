"""What may be asked of the database inside a read or a write (`acts.ports.Reading`)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from comity.acts.ports import (
    CALLS,
    ActId,
    Arrival,
    HeldAct,
    Lane,
    LogHead,
    Mark,
    MatterRow,
    OutboxRow,
    Protected,
    StatedAct,
    StoredAct,
    StoredPackage,
    Timer,
)
from comity.acts.wanted import ALL, Wanted
from comity.errors import Unknown
from comity.ledger import tree
from comity.model.parties import StateCode
from comity.model.requests import MatterId
from comity.store.tables import (
    acts,
    arrivals,
    held_acts,
    leases,
    log_heads,
    log_nodes,
    matters,
    outbox,
    packages,
    papers,
    place,
    receipts,
    timers,
)

T = TypeVar("T")

NODES = select(log_nodes).where(
    log_nodes.c.log == bindparam("log"), log_nodes.c.place.in_(bindparam("places", expanding=True))
)
POSITIONS = select(acts.c.id, acts.c.position, acts.c.log).where(
    acts.c.id.in_(bindparam("ids", expanding=True))
)
ARRIVALS = select(arrivals).where(
    arrivals.c.partner == bindparam("partner"),
    arrivals.c.envelope_id.in_(bindparam("envelopes", expanding=True)),
)
ACTS = select(acts).where(acts.c.id.in_(bindparam("ids", expanding=True)))
STATED = select(*(acts.c[name] for name in StatedAct.__dataclass_fields__))
STATED_OF = STATED.where(acts.c.id.in_(bindparam("ids", expanding=True)))
STATED_IN = STATED.where(acts.c.matter == bindparam("matter")).order_by(acts.c.n)
OUTBOX = select(*(outbox.c[name] for name in OutboxRow.__dataclass_fields__)).order_by(
    case((outbox.c.lane == Lane.URGENT, 0), else_=1), outbox.c.n
)
OUTBOX_TO = OUTBOX.where(outbox.c.partner == bindparam("partner"))
FREE = OUTBOX_TO.where(
    outbox.c.due_at <= bindparam("now"),
    or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= bindparam("now")),
)
WAITING = FREE.with_only_columns(outbox.c.n).order_by(None)
FIRST = bindparam("first", type_=Text)
STARTS = func.substr(matters.c.id, 1, func.length(FIRST)) == FIRST
IS_CALL = timers.c.kind.startswith(CALLS, autoescape=True)
IN_ORDER = (
    case((timers.c.matter.startswith("alert/", autoescape=True), 0), else_=1),
    timers.c.due_at,
    timers.c.id,
)
TURN = func.row_number().over(partition_by=(matters.c.partner, matters.c.opener), order_by=IN_ORDER)
DUE = {
    calls: select(timers)
    .outerjoin_from(timers, matters, matters.c.id == timers.c.matter)
    .where(timers.c.due_at <= bindparam("now"), IS_CALL if calls else ~IS_CALL)
    .order_by(TURN, *IN_ORDER)
    for calls in (True, False)
}
IN_WARNINGS = held_acts.c.matter.startswith("alert/", autoescape=True)
HELD = select(func.count().label("number")).where(held_acts.c.partner == bindparam("partner"))
HELD_IN = {True: HELD.where(IN_WARNINGS), False: HELD.where(~IN_WARNINGS)}
HELD_FOR = (
    select(held_acts)
    .where(
        held_acts.c.partner == bindparam("partner"),
        or_(
            held_acts.c.id == bindparam("act"),
            type_coerce(held_acts.c.missing, Text).contains(bindparam("act")),
        ),
    )
    .order_by(held_acts.c.id)
)
OPENED = select(func.count().label("number")).where(
    matters.c.partner == bindparam("partner"),
    matters.c.opener == bindparam("partner"),
    matters.c.shared.in_(bindparam("shared", expanding=True)),
)


@cache
def where(table: Table, *names: str, order: str | None = None) -> Select[Any]:
    """Select the rows whose columns equal the parameters of their names, sorted by a column.

    Made once: SQLAlchemy takes longer to build a statement than SQLite to run it.
    """
    query = select(table).where(*(table.c[name] == bindparam(name) for name in names))
    return query if order is None else query.order_by(table.c[order])


class SqlReading:
    """Reads on one connection, so on one snapshot; other rooms ask their own tables through `connection`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def _rows(self, query: Select[Any], **values: object) -> Sequence[Row[Any]]:
        return self.connection.execute(query, values).all()

    def _row(self, query: Select[Any], **values: object) -> Any:  # noqa: ANN401 - a row has its table's columns
        """Return the first row, or None."""
        return self.connection.execute(query, values).first()

    def _all(self, kind: type[T], query: Select[Any], **values: object) -> tuple[T, ...]:
        """Turn rows into the values whose fields bear the columns' names."""
        return tuple(kind(**row._mapping) for row in self._rows(query, **values))

    def _one(self, kind: type[T], query: Select[Any], **values: object) -> T | None:
        row = self._row(query, **values)
        return None if row is None else kind(**row._mapping)

    def act(self, id: ActId) -> StoredAct | None:
        """Return one act."""
        row = self._row(where(acts, "id"), id=id)
        return None if row is None else _act(row)

    def acts(self, ids: Sequence[ActId]) -> dict[ActId, StoredAct]:
        """Return several acts, those that are here."""
        return {ActId(row.id): _act(row) for row in self._rows(ACTS, ids=list(ids))}

    def stated(self, ids: Sequence[ActId]) -> dict[ActId, StatedAct]:
        """Return what several acts say, those that are here."""
        return {act.id: act for act in self._all(StatedAct, STATED_OF, ids=list(ids))}

    def stated_in(self, matter: MatterId) -> tuple[StatedAct, ...]:
        """Return what a matter's acts say, in the order they were committed here."""
        return self._all(StatedAct, STATED_IN, matter=matter)

    def acts_of(self, matter: MatterId) -> tuple[StoredAct, ...]:
        """Return a matter's acts in the order they were committed here."""
        return tuple(map(_act, self._rows(where(acts, "matter", order="n"), matter=matter)))

    def matter(self, id: MatterId) -> MatterRow | None:
        """Return one matter's projection."""
        return self._one(MatterRow, where(matters, "id"), id=id)

    def acts_of_kinds(
        self,
        kinds: Iterable[str],
        *,
        partner: StateCode | None = None,
        limit: int | None = None,
        after: Mark | None = None,
    ) -> tuple[StoredAct, ...]:
        """Return acts of these kinds in every matter, newest first, those after a mark."""
        query = select(acts).where(acts.c.kind.in_(sorted(kinds)))
        if partner is not None:
            query = query.where(acts.c.partner == partner)
        return tuple(map(_act, self._rows(_newest(query, acts.c.at, acts.c.id, after).limit(limit))))

    def matters(
        self, prefix: str = "", wanted: Wanted = ALL, *, limit: int | None = None, after: Mark | None = None
    ) -> tuple[MatterRow, ...]:
        """Return projections whose id starts so, newest change first, those after a mark."""
        if limit is None:
            query, values = _starting(matters, "id"), _range(prefix)
        else:  # no range of ids, or all of it is sorted for one page: so the page is read in order of change
            query, values = select(matters).where(STARTS), {"first": prefix}
        query = _newest(query.where(*_wanted(wanted)), matters.c.changed_at, matters.c.id, after)
        return self._all(MatterRow, query.limit(limit), **values)

    def tally(self, prefix: str) -> tuple[tuple[str, str, StateCode, int], ...]:
        """Count the matters whose id starts so, by shared state, own state and opener."""
        by = (matters.c.shared, matters.c.own, matters.c.opener)
        query = _starting(matters, "id").with_only_columns(*by, func.count().label("many"))
        rows = self._rows(query.group_by(*by).order_by(*by), **_range(prefix))
        return tuple((row.shared, row.own, row.opener, row.many) for row in rows)

    def traffic(self, log: str, since: datetime) -> tuple[tuple[datetime, bool], ...]:
        """Return when each act of a log was committed here since an instant, and whether it came in."""
        query = select(acts.c.at, acts.c.received).where(acts.c.log == log, acts.c.at >= since)
        return tuple((row.at, row.received) for row in self._rows(query))

    def packages(self, matter: MatterId) -> tuple[StoredPackage, ...]:
        """Return a matter's sealed items by item id."""
        return self._all(StoredPackage, where(packages, "matter", order="item"), matter=matter)

    def paper(self, name: str) -> bytes | None:
        """Return a small named document."""
        row = self._row(where(papers, "name"), name=name)
        return None if row is None else row.content

    def papers(self, prefix: str) -> dict[str, bytes]:
        """Return the named documents whose name starts so."""
        rows = self._rows(_starting(papers, "name").order_by(papers.c.name), **_range(prefix))
        return {row.name: row.content for row in rows}

    def head(self, log: str) -> LogHead:
        """Return a log's head; an unknown log is empty."""
        empty = LogHead(log=log, size=0, root=tree.EMPTY_ROOT)
        return self._one(LogHead, where(log_heads, "log"), log=log) or empty

    def leaf_position(self, log: str, act: ActId) -> int | None:
        """Return where an act's leaf stands in a log."""
        row = self._row(where(acts, "id", "log"), id=act, log=log)
        return None if row is None else row.position

    def positions(self, log: str, acts: Sequence[ActId]) -> dict[ActId, int]:
        """Return where acts' leaves stand in a log, those that it has."""
        found = self._rows(POSITIONS, ids=list(acts))  # not by log: SQLite would walk all of it
        return {ActId(row.id): row.position for row in found if row.log == log}

    def in_tree(self, log: str, ask: Callable[[tree.Nodes], T]) -> T:
        """Return what `ask` makes of a log's stored perfect subtrees.

        It is asked twice: first for which it reads, then with all of them, read at once.

        Raises: Unknown if the log is too short for one.
        """
        wanted: set[tuple[int, int]] = set()

        def tell(level: int, index: int) -> bytes:
            wanted.add((level, index))
            return b""

        ask(tell)
        found = self.nodes_at(log, [place(level, index) for level, index in wanted])
        for level, index in wanted:
            if place(level, index) not in found:
                raise Unknown(f"The log {log} has no node {level}/{index}. Ask below its size.")
        return ask(lambda level, index: found[place(level, index)])

    def nodes_at(self, log: str, places: Sequence[int]) -> dict[int, bytes]:
        """Return a log's stored perfect subtrees by place, those that it has."""
        return {row.place: bytes(row.hash) for row in self._rows(NODES, log=log, places=places)}

    def leaves(self, log: str) -> tuple[ActId, ...]:
        """Return a log's leaves in order."""
        query = select(acts.c.id).where(acts.c.log == log).order_by(acts.c.position)
        return tuple(ActId(row.id) for row in self._rows(query))

    def outbox(self, partner: StateCode | None = None) -> tuple[OutboxRow, ...]:
        """Return what is not yet receipted, urgent first, then in order."""
        if partner is None:
            return self._all(OutboxRow, OUTBOX)
        return self._all(OutboxRow, OUTBOX_TO, partner=partner)

    def arrival(self, partner: StateCode, envelope_id: str) -> Arrival | None:
        """Return what is known of an envelope."""
        query = where(arrivals, "partner", "envelope_id")
        return self._one(Arrival, query, partner=partner, envelope_id=envelope_id)

    def arrivals(self, partner: StateCode, envelopes: Sequence[str]) -> dict[str, Arrival]:
        """Return what is known of envelopes, by id, those that came."""
        found = self._all(Arrival, ARRIVALS, partner=partner, envelopes=list(envelopes))
        return {arrival.envelope_id: arrival for arrival in found}

    def arrived_seqs(self, partner: StateCode) -> tuple[int, ...]:
        """Return the numbers received from a partner, ascending."""
        query = select(arrivals.c.seq).where(arrivals.c.partner == partner).order_by(arrivals.c.seq)
        return tuple(row.seq for row in self._rows(query))

    def receipt(self, act: ActId) -> bytes | None:
        """Return the partner's receipt for a sent act."""
        row = self._row(where(receipts, "act"), act=act)
        return None if row is None else row.receipt

    def held(self, partner: StateCode) -> tuple[HeldAct, ...]:
        """Return the acts that wait for others, by id."""
        return self._all(HeldAct, where(held_acts, "partner", order="id"), partner=partner)

    def waiting_count(self, partner: StateCode, now: datetime, most: int) -> int:
        """Count what is due for a partner and claimed by nobody, no further than `most`."""
        return len(self._rows(WAITING.limit(most), partner=partner, now=now))

    def leaseholder(self, name: str) -> tuple[str, datetime] | None:
        """Return who took a lease last, and until when."""
        row = self._row(where(leases, "name"), name=name)
        return None if row is None else (row.holder, row.until)

    def due_timers(self, now: datetime, limit: int = 100, *, calls: bool = False) -> tuple[Timer, ...]:
        """Return what is due: the timers that the clock runs, or the calls.

        Partners take turns, each with its warnings first, then with what is oldest; what we opened with one
        has turns of its own. So one partner's flood neither holds up another's nor fills the limit.
        """
        return self._all(Timer, DUE[calls].limit(limit), now=now)

    def timer(self, id: str) -> Timer | None:
        """Return one open timer."""
        return self._one(Timer, where(timers, "id"), id=id)

    def held_for(self, partner: StateCode, act: ActId) -> tuple[HeldAct, ...]:
        """Return the acts that wait for one, and that one if it waits itself, by id."""
        return self._all(HeldAct, HELD_FOR, partner=partner, act=act)

    def held_count(self, partner: StateCode, *, urgent: bool) -> int:
        """Count the acts that wait for others: in warnings, or in all else."""
        return int(self._row(HELD_IN[urgent], partner=partner).number)

    def opened_count(self, partner: StateCode, shared: Sequence[str]) -> int:
        """Count the cases that a partner opened and that stand in one of these states."""
        return int(self._row(OPENED, partner=partner, shared=list(shared)).number)

    def timers(self, kinds: Iterable[str]) -> tuple[Timer, ...]:
        """Return every open timer of these kinds, the next due first."""
        query = select(timers).where(timers.c.kind.in_(sorted(kinds))).order_by(timers.c.due_at, timers.c.id)
        return self._all(Timer, query)

    def timers_of(self, matter: MatterId) -> tuple[Timer, ...]:
        """Return a matter's open timers, the first due first."""
        return self._all(Timer, where(timers, "matter", order="due_at"), matter=matter)


def _starting(table: Table, column: str) -> Select[Any]:
    """Select rows whose key starts so: a range of bytes, since LIKE ignores case on SQLite."""
    return select(table).where(table.c[column] >= bindparam("first"), table.c[column] < bindparam("end"))


def _wanted(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Say a filter of matters as conditions; a draft has no partner yet, its reference names it."""
    if partner := wanted.partner:
        draft = and_(matters.c.partner.is_(None), matters.c.id.contains(f"-{partner}-", autoescape=True))
        yield or_(matters.c.partner == partner, draft)
    if wanted.shared:
        yield matters.c.shared == wanted.shared
    if wanted.stands:
        yield or_(*(and_(matters.c.shared == s, matters.c.own == o) for s, o in wanted.stands))
    if wanted.openers:
        yield matters.c.opener.in_(wanted.openers)


def _newest(
    query: Select[Any], at: ColumnElement[Any], name: ColumnElement[Any], after: Mark | None
) -> Select[Any]:
    """Sort by instant, the newest first, then by name, and leave out what comes before a mark or is it."""
    if after is not None:
        query = query.where(or_(at < after[0], and_(at == after[0], name > after[1])))
    return query.order_by(at.desc(), name)


def _range(prefix: str) -> dict[str, str]:
    return {"first": prefix, "end": prefix + "\U0010ffff"}


def _act(row: Row[Any]) -> StoredAct:
    values = {name: row._mapping[name] for name in StoredAct.__dataclass_fields__ if name != "content"}
    erased = row.sealed is None
    return StoredAct(content=None if erased else Protected(wrapped=row.wrapped, sealed=row.sealed), **values)
