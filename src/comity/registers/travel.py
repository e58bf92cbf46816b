"""Registers of travel documents and of crossings: sealed entries, found by a named document or person alone.

There is no way to list or count: an entry is found by its document's number and issuer, a crossing by a
person's name and date of birth or by their document, within a period (C2-17). The general search of the
registers does not reach them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import TypeVar

from sqlalchemy import Column, Connection, Index, LargeBinary, Table, Text, delete, insert, select

from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, Store, Tx
from comity.documents.digits import TO_DIGIT
from comity.matching.alike import same_name
from comity.matching.names import Part, read
from comity.model.parties import StateCode
from comity.model.records import RegisterId
from comity.model.requests import Subject
from comity.model.travel import Crossing, Paper, Period
from comity.registers.sealing import RegisterKeys, blind
from comity.registers.tables import register_metadata
from comity.seal.canonical import decode, encode
from comity.seal.master import unwrap, wrap

_MOST_PARTS = 8
"""Of a longer name the first parts count."""
E = TypeVar("E", Paper, Crossing)

PAPERS, CROSSINGS = RegisterId("PAPERS"), RegisterId("CROSSINGS")
"""The two registers of a node; each may be filled from several sources."""

travel = Table(
    "register_travel",
    register_metadata,
    Column("register", Text, primary_key=True),
    Column("handle", LargeBinary, primary_key=True),  # blind content
    Column("sealed", LargeBinary, nullable=False),
    sqlite_strict=True,
)
travel_terms = Table(
    "register_travel_terms",
    register_metadata,
    Column("register", Text, primary_key=True),
    Column("term", LargeBinary, primary_key=True),
    Column("handle", LargeBinary, primary_key=True),
    Index("register_travel_terms_handle", "register", "handle"),
    sqlite_strict=True,
)


def put_papers(connection: Connection, keys: RegisterKeys, papers: Iterable[Paper]) -> None:
    """Write what became of documents; a later word on the same document of a source takes its place."""
    for paper in papers:
        same = blind(
            keys, PAPERS, "entry", f"{paper.source} {paper.kind} {_number(paper.number, paper.issuer)}"
        )
        _put(connection, keys, PAPERS, same, paper, [("paper", _number(paper.number, paper.issuer))])


def put_crossings(connection: Connection, keys: RegisterKeys, crossings: Iterable[Crossing]) -> None:
    """Write crossings; one that is there already is not doubled."""
    for crossing in crossings:
        same = blind(keys, CROSSINGS, "entry", encode(to_plain(crossing)).decode())
        terms = [("person", person) for person in _persons(crossing.name, crossing.born)]
        terms += [("document", _bare(crossing.document))] if crossing.document else []
        _put(connection, keys, CROSSINGS, same, crossing, terms)


def papers(connection: Connection, keys: RegisterKeys, number: str, issuer: StateCode) -> tuple[Paper, ...]:
    """Return what is held on one document, the newest word first; look-alikes of its digits count as them."""
    found = _found(connection, keys, PAPERS, [("paper", _number(number, issuer))], Paper)
    return tuple(sorted(found, key=lambda one: (one.since, one.source), reverse=True))


def crossings(
    connection: Connection, keys: RegisterKeys, subject: Subject, period: Period
) -> tuple[Crossing, ...]:
    """Return the crossings of one named person in a bounded period, by day.

    A name is found in any script that the matching room reads, with the same date of birth, also where one
    side has a part more, as a patronymic; or by the document. Whoever names neither, or no bounded period,
    finds nothing.
    """
    if not period.bounded:
        return ()
    persons = [("person", person) for person in sorted(_persons(subject.name, subject.born))]
    document = [("document", _bare(subject.document))] if _bare(subject.document) else []
    named = _found(connection, keys, CROSSINGS, persons, Crossing)
    found = {one for one in named if same_name(subject.name, one.name)}
    found.update(_found(connection, keys, CROSSINGS, document, Crossing))
    inside = (one for one in found if period.has(one.on))
    return tuple(sorted(inside, key=lambda one: (one.on, one.place, one.direction, one.source)))


def _put(
    connection: Connection,
    keys: RegisterKeys,
    register: RegisterId,
    handle: bytes,
    entry: Paper | Crossing,
    terms: Iterable[tuple[str, str]],
) -> None:
    for table in (travel, travel_terms):
        connection.execute(delete(table).where(table.c.register == register, table.c.handle == handle))
    sealed = wrap(keys.sealing, encode(to_plain(entry)), _place(register, handle))
    connection.execute(insert(travel), [{"register": register, "handle": handle, "sealed": sealed}])
    blinded = {blind(keys, register, kind, text) for kind, text in terms}
    rows = [{"register": register, "handle": handle, "term": term} for term in sorted(blinded)]
    if rows:
        connection.execute(insert(travel_terms), rows)


def _found(
    connection: Connection,
    keys: RegisterKeys,
    register: RegisterId,
    asked: Iterable[tuple[str, str]],
    kind: type[E],
) -> Iterator[E]:
    wanted = [blind(keys, register, sort, text) for sort, text in asked]
    handles = select(travel_terms.c.handle).where(
        travel_terms.c.register == register, travel_terms.c.term.in_(wanted)
    )
    rows = connection.execute(
        select(travel.c.handle, travel.c.sealed).where(
            travel.c.register == register, travel.c.handle.in_(handles)
        )
    )
    for row in rows:
        yield from_plain(kind, decode(unwrap(keys.sealing, row.sealed, _place(register, row.handle))))


def _persons(name: str, born: str) -> frozenset[str]:
    """Return what a named person is found by: bare consonants of parts and the whole date of birth.

    All parts stand together, and each two: a list may lack the patronymic that a passport has.
    """
    parts = read(name).parts[:_MOST_PARTS]
    try:
        day = date.fromisoformat(born)
    except ValueError:
        return frozenset()
    forms = (" ".join(sorted(form)) for some in (parts, *combinations(parts, 2)) for form in _forms(some))
    return frozenset(f"{form} {day}" for form in forms if form.strip())


def _forms(parts: Sequence[Part]) -> tuple[list[str], list[str]]:
    return [part.coarse for part in parts], [part.other for part in parts]


def _bare(number: str) -> str:
    """Return a number as it is compared: letters and digits, look-alikes of digits as digits."""
    upright = (one for one in number.upper() if one.isalnum())
    return "".join(TO_DIGIT.get(one, one) for one in upright)


def _number(number: str, issuer: StateCode) -> str:
    return f"{issuer} {_bare(number)}"


def _place(register: RegisterId, handle: bytes) -> bytes:
    return b"travel\x00" + register.encode() + b"\x00" + handle


class HeldTravel:
    """The registers of documents and crossings in the node's own database (`acts.node.Travel`)."""

    def __init__(self, store: Store, connection: Callable[[Reading], Connection], keys: RegisterKeys) -> None:
        self._store, self._connection, self._keys = store, connection, keys

    def put_papers(self, tx: Tx, held: Iterable[Paper]) -> None:
        """Write what became of documents inside a write."""
        put_papers(self._connection(tx), self._keys, held)

    def put_crossings(self, tx: Tx, held: Iterable[Crossing]) -> None:
        """Write crossings inside a write."""
        put_crossings(self._connection(tx), self._keys, held)

    def papers(self, number: str, issuer: StateCode) -> tuple[Paper, ...]:
        """Return what is held on one document, the newest word first."""
        return self._store.read(lambda r: papers(self._connection(r), self._keys, number, issuer))

    def crossings(self, subject: Subject, period: Period) -> tuple[Crossing, ...]:
        """Return the crossings of one named person in a bounded period."""
        return self._store.read(lambda r: crossings(self._connection(r), self._keys, subject, period))
