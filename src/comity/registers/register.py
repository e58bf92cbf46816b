"""A register: imported whole from a list, or added to record by record.

Every function works inside the caller's transaction and commits nothing, so an import that fails
changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select, update

from comity.errors import BadInput, OutOfOrder, UnknownRecord
from comity.model.records import Dataset, ImportReport, Progress, Record, RegisterId
from comity.registers.briefs import brief_of, seal_brief
from comity.registers.journal import note
from comity.registers.sealing import RegisterKeys, blind, content_digest, open_sealed, seal
from comity.registers.tables import imports, records

_BATCH = 500


def import_list(
    connection: Connection,
    keys: RegisterKeys,
    dataset: Dataset,
    *,
    now: datetime,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Bring a register to the state of a list, and say what changed; progress counts records.

    Who no longer stands in the list stays, marked as delisted on the list's date, unless an entry that
    was rejected may be them. Who comes back, or is new, counts as added. Where a source only says
    something elsewhere, nothing changed.

    Raises:
        BadInput: the list is empty, of another source, names a reference twice or meets own records.
        OutOfOrder: a newer list was imported before.
    """
    _refuse_unfit(connection, dataset)
    return _go_through(connection, keys, dataset, now, on_progress)


def compare(
    connection: Connection, keys: RegisterKeys, dataset: Dataset, *, on_progress: Progress | None = None
) -> ImportReport:
    """Say what `import_list` would change, and write nothing.

    Raises:
        BadInput: as `import_list` does.
        OutOfOrder: a newer list was imported before.
    """
    _refuse_unfit(connection, dataset)
    return _go_through(connection, keys, dataset, None, on_progress)


def _go_through(
    connection: Connection,
    keys: RegisterKeys,
    dataset: Dataset,
    now: datetime | None,
    on_progress: Progress | None,
) -> ImportReport:
    """Hold the list against the register batch by batch; without an instant nothing is written."""
    known = _known(connection, dataset.register)
    report: dict[str, list[str]] = {"added": [], "changed": [], "delisted": [], "unchanged": []}
    seen: set[bytes] = set()
    done, total = 0, len(dataset.records)
    for batch in _batches(dataset.records):
        rows = []
        for record in batch:
            row = _row(keys, record)
            _refuse_unfit_record(dataset, record, row, seen)
            held = known.pop(row.handle, None)
            fate = _fate(row, held)
            report[fate].append(record.reference)
            if fate != "unchanged":
                rows.append((record, row, held))
        if now is not None:
            _put(connection, keys, rows)
        done += len(batch)
        if on_progress is not None:
            on_progress(done, total)
    if not seen:  # to import an empty list would delist everybody
        raise _unfit(dataset)
    absent = [handle for handle, held in known.items() if held.delisted_on is None]
    gone, kept = _parted(keys, dataset, absent)
    left = _references(connection, keys, dataset.register, gone)
    report["delisted"] += left
    if now is not None:
        _delist(connection, dataset, gone, known)
        _note(connection, dataset, now, report)
    return ImportReport(
        **{fate: tuple(sorted(references)) for fate, references in report.items()},
        gone=tuple(sorted(left)),
        kept=tuple(sorted(_references(connection, keys, dataset.register, kept))),
        rejected=len(dataset.rejected),
        indexed=True,
    )


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Cut the records into batches, so that a list that is read anew is never whole in memory."""
    coming = iter(records)
    while batch := list(islice(coming, _BATCH)):
        yield batch


def _refuse_unfit_record(dataset: Dataset, record: Record, row: "_Row", seen: set[bytes]) -> None:
    if record.register != dataset.register or row.handle in seen:
        raise _unfit(dataset)
    seen.add(row.handle)


def _unfit(dataset: Dataset) -> BadInput:
    return BadInput(
        f"The list for {dataset.register} is empty, or a reference is foreign or stands twice in it."
    )


def _parted(keys: RegisterKeys, dataset: Dataset, absent: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Part those who stand no longer in the list into gone and kept, whom a rejected entry may be."""
    if any(not entry.reference for entry in dataset.rejected):
        return [], absent
    spared = {blind(keys, dataset.register, "reference", entry.reference) for entry in dataset.rejected}
    return [h for h in absent if h not in spared], [h for h in absent if h in spared]


def add(connection: Connection, keys: RegisterKeys, record: Record) -> None:
    """Add one record to an authority's own register.

    Raises:
        BadInput: the register already holds the reference, or it is an imported list.
    """
    if _last_import(connection, record.register) is not None:
        raise BadInput(f"Register {record.register} is an imported list. Add to a register of your own.")
    row = _row(keys, record)
    if row.handle in _known(connection, record.register, row.handle):
        raise BadInput(f"Register {record.register} already holds {record.reference}. Choose another.")
    _put(connection, keys, [(record, row, None)])


def remove(connection: Connection, keys: RegisterKeys, register: RegisterId, reference: str) -> None:
    """Take one record out of a register: nothing of it stays but that something changed.

    Raises:
        UnknownRecord: the register holds no such reference.
    """
    handle = blind(keys, register, "reference", reference)
    held = _known(connection, register, handle).get(handle)
    if held is None:
        raise UnknownRecord(f"Register {register} holds no record under that reference. Search it by name.")
    connection.execute(delete(records).where(_at(register, handle)))
    note(connection, [held.change])


def get(
    connection: Connection,
    keys: RegisterKeys,
    register: RegisterId,
    reference: str,
    *,
    delisted: bool = False,
) -> Record:
    """Return the record under a reference.

    Raises:
        UnknownRecord: the register holds no such reference, or only delisted ones were not asked for.
    """
    handle = blind(keys, register, "reference", reference)
    held = connection.execute(
        select(records.c.sealed, records.c.delisted_on).where(_at(register, handle))
    ).one_or_none()
    if held is None or (held.delisted_on and not delisted):
        raise UnknownRecord(
            f"Register {register} holds no record under that reference. Search it by name or document."
        )
    return unseal(keys, register, handle, held.sealed, held.delisted_on)


def unseal(
    keys: RegisterKeys, register: RegisterId, handle: bytes, sealed: bytes, delisted_on: str | None
) -> Record:
    """Open one row.

    Raises:
        CannotOpen: another key sealed it, or its bytes or its place were changed.
    """
    record = open_sealed(keys, register, handle, sealed)
    return replace(record, delisted_on=date.fromisoformat(delisted_on)) if delisted_on else record


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    handle: bytes
    digest: bytes
    delisted_on: str | None
    change: int | None = None


def _row(keys: RegisterKeys, record: Record) -> _Row:
    return _Row(
        handle=blind(keys, record.register, "reference", record.reference),
        digest=content_digest(keys, record),
        delisted_on=record.delisted_on.isoformat() if record.delisted_on else None,
    )


def _fate(row: _Row, held: _Row | None) -> str:
    if held is None or (held.delisted_on and not row.delisted_on):
        return "delisted" if row.delisted_on else "added"
    if row.delisted_on and not held.delisted_on:
        return "delisted"
    return "unchanged" if row.digest == held.digest else "changed"


def _refuse_unfit(connection: Connection, dataset: Dataset) -> None:
    register = dataset.register
    last = _last_import(connection, register)
    if (
        last is None
        and connection.execute(select(records.c.handle).where(records.c.register == register)).first()
    ):
        raise BadInput(
            f"Register {register} holds records of your own. Import the list into another register."
        )
    if last is not None and last[0] != dataset.source:
        raise BadInput(f"Register {register} was imported from another source. Import into another register.")
    if last is not None and last[1] > dataset.dated.isoformat():
        raise OutOfOrder(
            f"Register {register} stands at the list of {last[1]}; the list of {dataset.dated} is older. "
            "Import a newer one."
        )


def _last_import(connection: Connection, register: RegisterId) -> tuple[str, str] | None:
    """Return source and date of the newest list that was imported."""
    last = connection.execute(
        select(imports.c.source, imports.c.dated)
        .where(imports.c.register == register)
        .order_by(imports.c.id.desc())
        .limit(1)
    ).first()
    return None if last is None else (last.source, last.dated)


def _known(connection: Connection, register: RegisterId, handle: bytes | None = None) -> dict[bytes, _Row]:
    columns = (records.c.handle, records.c.digest, records.c.delisted_on, records.c.change)
    found = connection.execute(select(*columns).where(_at(register, handle)))
    return {
        row.handle: _Row(handle=row.handle, digest=row.digest, delisted_on=row.delisted_on, change=row.change)
        for row in found
    }


def _put(
    connection: Connection, keys: RegisterKeys, rows: Sequence[tuple[Record, _Row, _Row | None]]
) -> None:
    """Write records in place of what stood there, each as a change of its own."""
    numbers = note(connection, [held.change if held else None for _, _, held in rows])
    new = [
        {
            "register": record.register,
            "handle": row.handle,
            "digest": row.digest,
            "sealed": seal(keys, record, row.handle),
            "delisted_on": row.delisted_on,
            "brief": seal_brief(keys, record.register, row.handle, brief_of(record)),
            "change": number,
        }
        for (record, row, _), number in zip(rows, numbers, strict=True)
    ]
    old = [{"r": record.register, "h": row.handle} for record, row, held in rows if held]
    here = and_(records.c.register == bindparam("r"), records.c.handle == bindparam("h"))
    if old:
        connection.execute(delete(records).where(here), old)
    if new:
        connection.execute(insert(records), new)


def _references(
    connection: Connection, keys: RegisterKeys, register: RegisterId, handles: list[bytes]
) -> list[str]:
    """Open the rows under these handles and return their references."""
    return [
        unseal(keys, register, handle, connection.execute(rows).scalar_one(), None).reference
        for handle in handles
        for rows in (select(records.c.sealed).where(_at(register, handle)),)
    ]


def _delist(
    connection: Connection, dataset: Dataset, gone: Sequence[bytes], old: Mapping[bytes, _Row]
) -> None:
    """Mark who no longer stands in the list."""
    for handle, number in zip(gone, note(connection, [old[handle].change for handle in gone]), strict=True):
        here = update(records).where(_at(dataset.register, handle))
        connection.execute(here.values(delisted_on=dataset.dated.isoformat(), change=number))


def _note(connection: Connection, dataset: Dataset, now: datetime, report: dict[str, list[str]]) -> None:
    """Write that the list was imported."""
    connection.execute(
        insert(imports).values(
            register=dataset.register,
            source=dataset.source,
            dated=dataset.dated.isoformat(),
            imported_at=now.isoformat(),
            **{fate: len(references) for fate, references in report.items()},
        )
    )


def _at(register: RegisterId, handle: bytes | None) -> ColumnElement[bool]:
    here = records.c.register == register
    return here if handle is None else and_(here, records.c.handle == handle)
