"""What one write transaction does (`acts.ports.Tx`); all of it runs while this node's turn is held."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, delete, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from comity.acts.ports import (
    ActId,
    Arrival,
    HeldAct,
    Lane,
    LogHead,
    MatterRow,
    OutboxRow,
    StoredAct,
    StoredPackage,
    Timer,
    Work,
)
from comity.errors import Crossed, Unknown
from comity.ledger import tree
from comity.model.parties import StateCode
from comity.model.requests import MatterId
from comity.store.reading import FREE, SqlReading, where
from comity.store.tables import (
    acts,
    arrivals,
    held_acts,
    leases,
    log_heads,
    log_nodes,
    matters,
    metadata,
    outbox,
    packages,
    papers,
    place,
    receipts,
    seqs,
    timers,
)

SENDING = update(outbox).where(
    outbox.c.act == bindparam("key_act"), outbox.c.partner == bindparam("key_partner")
)
SENT = delete(outbox).where(
    outbox.c.act == bindparam("key_act"), outbox.c.partner == bindparam("key_partner")
)
RECEIPTED = select(receipts.c.act).where(receipts.c.act.in_(bindparam("acts", expanding=True)))
PACK = SENDING.where(outbox.c.envelope.is_(None))
PUT_OFF = SENDING.values(claimed_by=None, claimed_until=None)
WAITING = update(outbox).where(outbox.c.partner == bindparam("key_partner"))
HASTEN = WAITING.where(outbox.c.down == literal(True, outbox.c.down.type)).values(down=False)
HASTEN_ALL = WAITING.values(down=False, claimed_by=None, claimed_until=None)
TRY_AGAIN = SENDING.values(attempts=outbox.c.attempts + 1, claimed_by=None, claimed_until=None)
UNCLAIM = (
    update(outbox)
    .where(outbox.c.partner == bindparam("key_partner"), outbox.c.claimed_by.is_not(None))
    .values(claimed_by=None, claimed_until=None)
)
INSERT = {table: insert(table) for table in metadata.sorted_tables}


class SqlTx(SqlReading):
    """One write transaction, a savepoint in its group.

    `erased` tells that bytes wait to be overwritten, `left` what was written that is to be done. `known` are
    the papers that a group has read or written: nobody else writes while its turn lasts.
    """

    erased = False
    left: frozenset[Work] = frozenset()

    def __init__(self, connection: Connection, known: dict[str, bytes | None] | None = None) -> None:
        super().__init__(connection)
        self.known = {} if known is None else known

    def append(self, act: StoredAct) -> int:
        """Store an act and its leaf, and return the leaf's position.

        Raises: Crossed if the act is already there.
        """
        values = _values(act)
        content = values.pop("content")
        values |= {"wrapped": None, "sealed": None} if content is None else _values(content)
        position = self._grow(act.log, bytes.fromhex(act.id))
        try:
            self.connection.execute(INSERT[acts], {**values, "log": act.log, "position": position})
        except IntegrityError:
            raise Crossed(f"The act {act.id} is already there. Read the matter again.") from None
        return position

    def _grow(self, log: str, leaf: bytes) -> int:
        """Add one leaf to a log: its node, the perfect subtrees it completes, and the new head."""
        head = self.head(log)
        known = self._peaks(head)

        def node(level: int, index: int) -> bytes:
            return known[place(level, index)]

        new = {place(level, index): digest for level, index, digest in tree.append(head.size, [leaf], node)}
        known |= new
        rows = [{"log": log, "place": at, "hash": digest} for at, digest in new.items()]
        self.connection.execute(INSERT[log_nodes], rows)
        self._put(log_heads, {"log": log, "size": head.size + 1, "root": tree.root(head.size + 1, node)})
        return head.size

    def _peaks(self, head: LogHead) -> dict[int, bytes]:
        """Read the perfect subtrees under a head: all that its next leaf and the new root ask for."""
        size = head.size
        places = [place(at, (size >> at) - 1) for at in range(size.bit_length()) if size >> at & 1]
        return self.nodes_at(head.log, places)

    def _put(self, table: Table, values: dict[str, Any]) -> None:
        """Write a row under its key; nobody comes between, since the turn is held."""
        keys = {f"key_{column.name}": values[column.name] for column in table.primary_key}
        if not self.connection.execute(_update(table), {**values, **keys}).rowcount:
            self.connection.execute(INSERT[table], values)

    def put_matter(self, row: MatterRow) -> None:
        """Write a matter's projection."""
        self._put(matters, _values(row))

    def put_package(self, package: StoredPackage) -> None:
        """Write a sealed item, or its shares anew."""
        self._put(packages, _values(package))

    def put_paper(self, name: str, content: bytes) -> None:
        """Write a small named document."""
        if name not in self.known or self.known[name] != content:
            self._put(papers, {"name": name, "content": content})
            self.known[name] = content

    def paper(self, name: str) -> bytes | None:
        """Return a small named document."""
        if name not in self.known:
            self.known[name] = super().paper(name)
        return self.known[name]

    def drop_papers(self, first: str, end: str) -> None:
        """Remove the named documents from one name up to another, which stays."""
        self.connection.execute(delete(papers).where(papers.c.name >= first, papers.c.name < end))
        self.known.clear()

    def enqueue(self, act: ActId, partner: StateCode, lane: Lane, now: datetime) -> None:
        """Put an act into the outbox."""
        row = {"act": act, "partner": partner, "lane": lane, "attempts": 0, "due_at": now}
        self.connection.execute(INSERT[outbox], row)
        self.left |= {Work.OUTBOX}

    def claim(
        self, partner: StateCode, holder: str, now: datetime, until: datetime, limit: int
    ) -> tuple[OutboxRow, ...]:
        """Claim due outbox rows for one courier until an instant, urgent first."""
        rows = self._all(OutboxRow, FREE.limit(limit), partner=partner, now=now)
        claim = {"key_partner": partner, "claimed_by": holder, "claimed_until": until}
        if rows:
            self.connection.execute(SENDING, [{"key_act": row.act, **claim} for row in rows])
        return rows

    def unclaim(self, partner: StateCode) -> None:
        """Let go of every claim on what waits for a partner: whoever claimed it works no more."""
        self.connection.execute(UNCLAIM, {"key_partner": partner})

    def packed(self, partner: StateCode, rows: Sequence[OutboxRow]) -> None:
        """Store the numbers and bytes that every attempt will send.

        Raises: Crossed if some are stored already, or an act was receipted meanwhile.
        """
        values = [
            {"key_act": row.act, "key_partner": partner, "seq": row.seq, "envelope": row.envelope}
            for row in rows
        ]
        if self.connection.execute(PACK, values).rowcount != len(rows):
            raise Crossed(f"What goes to {partner} is packed already. Send what is in the outbox.")

    def next_seq(self, partner: StateCode, count: int = 1) -> int:
        """Take the next envelope number for a partner, or the first of several, without gaps, from 1."""
        row = self._row(where(seqs, "partner"), partner=partner)
        first = 1 if row is None else int(row.last) + 1
        self._put(seqs, {"partner": partner, "last": first + count - 1})
        return first

    def attempted(self, act: ActId, partner: StateCode, next_at: datetime, *, down: bool = False) -> None:
        """Note a failed attempt and when to try again, and let go of the claim; `down` blames the line."""
        values = {"key_act": act, "key_partner": partner, "due_at": next_at, "down": down}
        self.connection.execute(TRY_AGAIN, values)

    def put_off(self, act: ActId, partner: StateCode, next_at: datetime) -> None:
        """Let an act wait as the partner asked, which is no failed attempt."""
        self.connection.execute(PUT_OFF, {"key_act": act, "key_partner": partner, "due_at": next_at})

    def hasten(self, partner: StateCode, now: datetime, *, everything: bool = False) -> None:
        """Let what waits because the line was down be due now, or everything that waits."""
        self.connection.execute(HASTEN_ALL if everything else HASTEN, {"key_partner": partner, "due_at": now})

    def receipted(self, partner: StateCode, answers: Mapping[ActId, bytes]) -> None:
        """Store the partner's receipts and take the acts out of the outbox; a first receipt stays."""
        known = {row.act for row in self._rows(RECEIPTED, acts=list(answers))}
        rows = [
            {"act": act, "partner": partner, "receipt": receipt}
            for act, receipt in answers.items()
            if act not in known
        ]
        if rows:
            self.connection.execute(INSERT[receipts], rows)
        self.connection.execute(SENT, [{"key_act": act, "key_partner": partner} for act in answers])

    def note_arrival(self, arrival: Arrival, *, new: bool = False) -> None:
        """Write what is known of an envelope, of which nothing was if it is `new`, or its receipt."""
        if new:
            self.connection.execute(INSERT[arrivals], _values(arrival))
        else:
            self._put(arrivals, _values(arrival))

    def hold(self, held: HeldAct) -> None:
        """Keep an act that waits for others."""
        self._put(held_acts, _values(held))

    def unhold(self, id: ActId) -> None:
        """Let go of a held act."""
        self.connection.execute(delete(held_acts).where(held_acts.c.id == id))

    def set_timer(self, timer: Timer) -> None:
        """Write a timer; the same id replaces."""
        self._put(timers, _values(timer))
        self.left |= {Work.TIMERS}

    def stop_timers(self, matter: MatterId, kinds: Iterable[str] | None = None) -> None:
        """Remove a matter's timers of these kinds, or all."""
        query = delete(timers).where(timers.c.matter == matter)
        self.connection.execute(query if kinds is None else query.where(timers.c.kind.in_(list(kinds))))

    def stop_timer(self, id: str) -> None:
        """Remove one timer."""
        self.connection.execute(delete(timers).where(timers.c.id == id))

    def lease(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or renew a lease; False while another holds it."""
        row = self._row(where(leases, "name"), name=name)
        if row is not None and row.holder != holder and row.until > now:
            return False
        self._put(leases, {"name": name, "holder": holder, "until": until})
        return True

    def erase(self, act: ActId) -> None:
        """Destroy an act's content and its key; header, signatures and proofs stay.

        SQLite overwrites the bytes with zeros, in the WAL too as soon as no reader needs it; PostgreSQL
        frees them with its next vacuum.

        Raises: Unknown if there is no such act.
        """
        here = update(acts).where(acts.c.id == act).values(wrapped=None, sealed=None)
        if not self.connection.execute(here).rowcount:
            raise Unknown(f"There is no act {act} to erase. Check its name.")
        self.erased = True


@cache
def _update(table: Table) -> Update:
    """Update the row under its key by whatever columns are given."""
    return update(table).where(*(column == bindparam(f"key_{column.name}") for column in table.primary_key))


def _values(row: Any) -> dict[str, Any]:  # noqa: ANN401 - any row of `acts.ports`
    """Return the fields of a row by name."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}
