"""Files of the catalogue: read strictly, checked as a whole, refused with file and line."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comity.law.kinds import (
    EVERYBODY,
    RELEASING,
    Capability,
    Catalogue,
    Crossing,
    Kind,
    LiaisonRule,
    Lifecycle,
    Move,
    Seat,
    TwoPerson,
)
from comity.law.lawfile import Faults, Table, read_files
from comity.law.needs import parse_needs
from comity.law.shapes import read_table
from comity.model.people import Role

PARTS = ("act", "lifecycle", "capability", "two_person", "liaison", "seat", "need", "pace")
"""The keys of a file of the catalogue."""

_SIDES = frozenset({"requesting", "requested", "either", RELEASING})
_NEEDED = frozenset({"law", "partner", "profile"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An act as its file writes it; what each key means stands at `Kind`."""

    kind: str
    lifecycle: str
    capability: str = ""
    shared: bool = False
    by: str = "either"
    roles: tuple[str, ...] = ()
    personal: bool = False
    decides: bool = False
    basis: bool = False
    urgent: bool = False
    rank: int = 50
    band_hours: int = 0
    echo: str = ""
    needs_own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the files hold, each with the place where it stands."""

    kinds: dict[str, tuple[Kind, Table]]
    lifecycles: dict[str, Lifecycle]
    capabilities: dict[str, tuple[Capability, Table]]
    two_person: dict[str, tuple[TwoPerson, Table]]
    liaison: dict[str, LiaisonRule]
    seats: dict[Role, Seat]


def parse_catalogue(files: Mapping[str, bytes]) -> Catalogue:
    """Read the catalogue's files, given by name.

    Raises: LawFileInvalid naming file and line.
    """
    documents, faults = read_files(files, *PARTS)
    read = _Read(kinds={}, lifecycles={}, capabilities={}, two_person={}, liaison={}, seats={})
    for document in documents.values():
        _read(document, read, faults)
    faults.tell()
    _check(read)
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(files[name]).digest())
    kinds = {name: kind for name, (kind, _) in read.kinds.items()}
    return Catalogue(
        digest=digest.hexdigest(),
        kinds=kinds,
        lifecycles=read.lifecycles,
        capabilities={name: one for name, (one, _) in read.capabilities.items()},
        two_person={id: rule for id, (rule, _) in read.two_person.items()},
        liaison=read.liaison,
        seats={role: seat.at for role, seat in read.seats.items()},
        needs=parse_needs(files, kinds),
    )


def _read(document: Table, read: _Read, faults: Faults) -> None:
    for name, table in _named(document, "lifecycle"):
        with faults:
            read.lifecycles[name] = read_table(Lifecycle, _with(table, name=name))
    for name, table in _named(document, "capability"):
        with faults:
            read.capabilities[name] = (read_table(Capability, _with(table, name=name)), table)
    for table in document.each("act"):
        with faults:
            kind = _kind(table)
            if kind.name in read.kinds:
                raise table.refuse(f"the act '{kind.name}' stands twice.", at="kind")
            read.kinds[kind.name] = (kind, table)
    for table in document.each("two_person"):
        with faults:
            rule = read_table(TwoPerson, table)
            read.two_person[rule.id] = (rule, table)
    for table in document.each("liaison"):
        with faults:
            one = read_table(LiaisonRule, table)
            read.liaison[one.id] = one
    for table in document.each("seat"):
        with faults:
            _seat(table, read)


def _named(document: Table, key: str) -> Iterator[tuple[str, Table]]:
    """Yield the tables that a file writes by name, as `[lifecycle.Q]`."""
    outer = document.table(key)
    for name in outer.data:
        yield name, outer.table(name)


def _with(table: Table, **more: str) -> Table:
    return table.with_data({**table.data, **more})


def _renamed(table: Table, word: str, name: str) -> Table:
    """Return a table in which a key that no field can be called by has the field's name."""
    return table.with_data({(name if key == word else key): value for key, value in table.data.items()})


def _kind(table: Table) -> Kind:
    row = read_table(_Row, table, besides=frozenset({"move", "crossing"}))
    if row.by not in _SIDES:
        raise table.refuse(f"'by' is one of {', '.join(sorted(_SIDES))}.", at="by")
    return Kind(
        name=row.kind,
        capability=row.capability,
        lifecycle=row.lifecycle,
        shared=row.shared,
        by=row.by,
        roles=_roles(table, row.roles),
        personal=row.personal,
        decides=row.decides,
        basis=row.basis,
        urgent=row.urgent,
        rank=row.rank,
        band_hours=row.band_hours,
        echo=row.echo,
        needs_own=row.needs_own,
        moves=tuple(read_table(Move, _renamed(one, "from", "start")) for one in table.each("move")),
        crossings=tuple(
            read_table(Crossing, _renamed(one, "with", "with_kinds")) for one in table.each("crossing")
        ),
    )


def _seat(table: Table, read: _Read) -> None:
    seat = read_table(Seat, table)
    if seat.role in read.seats:
        raise table.refuse(f"the role '{seat.role}' stands twice.", at="role")
    read.seats[seat.role] = seat


def _roles(table: Table, named: tuple[str, ...]) -> frozenset[Role]:
    if named == (EVERYBODY,):
        return frozenset(Role)
    for word in named:
        if word not in set(Role):
            raise table.refuse(f"'{word}' is no role.", at=word)
    return frozenset(map(Role, named))


# ── what cannot stand together ──────────────────────────────────────────────────────────────────
def _check(read: _Read) -> None:
    faults = Faults()
    for kind, table in read.kinds.values():
        for why, at in _wrong_act(kind, read):
            with faults:
                raise table.refuse(f"act {kind.name}: {why}", at=at)
    for one, table in read.capabilities.values():
        strangers = sorted((set(one.on) - set(read.capabilities)) | (one.needs - _NEEDED))
        with faults:
            if strangers:
                raise table.refuse(f"capability {one.name}: '{strangers[0]}' is not there.", at=strangers[0])
    for rule, table in read.two_person.values():
        for act in (rule.first, rule.second):
            with faults:
                if act not in read.kinds:
                    raise table.refuse(f"{rule.id}: there is no act '{act}'.", at=act)
    faults.tell()


def _wrong_act(kind: Kind, read: _Read) -> Iterator[tuple[str, str]]:
    if kind.shared and kind.by == RELEASING:
        yield "only an own act is done by whichever side releases.", "by"
    if kind.lifecycle not in read.lifecycles:
        yield f"there is no lifecycle '{kind.lifecycle}'.", "lifecycle"
    if kind.capability and kind.capability not in read.capabilities:
        yield f"there is no capability '{kind.capability}'.", "capability"
    named = {kind.echo} - {""} | {act for crossing in kind.crossings for act in crossing.with_kinds}
    for act in sorted(named - set(read.kinds)):
        yield f"there is no act '{act}'.", act
