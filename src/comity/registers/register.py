"""A register: imported whole from a list, or added to record by record.

Every function works inside the caller's transaction and commits nothing, so an import that fails
changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select, update

from comity.errors import BadInput, OutOfOrder, UnknownRecord
from comity.model.records import Dataset, ImportReport, Progress, Record, RegisterId
from comity.registers.sealing import RegisterKeys, blind, content_digest, open_sealed, seal
from comity.registers.tables import imports, records, terms
from comity.registers.terms import terms_of

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

    Who no longer stands in the list stays, marked as delisted on the list's date. Who comes back, or
    is new, counts as added. Where a source only says something elsewhere, nothing changed.

    Raises:
        BadInput: the list is empty, of another source, names a reference twice or meets own records.
        OutOfOrder: a newer list was imported before.
    """
    _refuse_unfit(connection, dataset)
    known = _known(connection, dataset.register)
    report: dict[str, list[str]] = {"added": [], "changed": [], "delisted": [], "unchanged": []}
    for start in range(0, len(dataset.records), _BATCH):
        batch = dataset.records[start : start + _BATCH]
        rows = []
        for record in batch:
            row = _row(keys, record)
            fate = _fate(row, known.pop(row.handle, None))
            report[fate].append(record.reference)
            if fate != "unchanged":
                rows.append((record, row))
        _put(connection, keys, rows)
        if on_progress is not None:
            on_progress(start + len(batch), len(dataset.records))
    gone = [handle for handle, held in known.items() if held.delisted_on is None]
    report["delisted"] += _delist(connection, keys, dataset, gone)
    _note(connection, dataset, now, report)
    return ImportReport(**{fate: tuple(sorted(references)) for fate, references in report.items()})


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
    _put(connection, keys, [(record, row)])


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
    references = {record.reference for record in dataset.records if record.register == register}
    if not references or len(references) != len(dataset.records):
        raise BadInput(f"The list for {register} is empty, or a reference is foreign or stands twice in it.")
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
    found = connection.execute(
        select(records.c.handle, records.c.digest, records.c.delisted_on).where(_at(register, handle))
    )
    return {
        row.handle: _Row(handle=row.handle, digest=row.digest, delisted_on=row.delisted_on) for row in found
    }


def _put(connection: Connection, keys: RegisterKeys, rows: Iterable[tuple[Record, _Row]]) -> None:
    """Write records and their terms in place of what stood there."""
    new_records, new_terms = [], []
    for record, row in rows:
        at = {"register": record.register, "handle": row.handle}
        sealed = seal(keys, record, row.handle)
        new_records.append(at | {"digest": row.digest, "sealed": sealed, "delisted_on": row.delisted_on})
        new_terms += [
            at | {"term": blind(keys, record.register, kind, text)}
            for kind, text in sorted(set(terms_of(record)))
        ]
    for table, new in ((records, new_records), (terms, new_terms)):
        if new_records:
            connection.execute(
                delete(table).where(table.c.register == bindparam("r"), table.c.handle == bindparam("h")),
                [{"r": row["register"], "h": row["handle"]} for row in new_records],
            )
        if new:
            connection.execute(insert(table), new)


def _delist(connection: Connection, keys: RegisterKeys, dataset: Dataset, gone: list[bytes]) -> list[str]:
    """Mark who no longer stands in the list, and return the references."""
    references = []
    for handle in gone:
        here = _at(dataset.register, handle)
        sealed = connection.execute(select(records.c.sealed).where(here)).scalar_one()
        references.append(unseal(keys, dataset.register, handle, sealed, None).reference)
        connection.execute(update(records).where(here).values(delisted_on=dataset.dated.isoformat()))
    return references


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
