"""What changed in the registers, in the order of the commits: the index beside the database follows it."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, case, func, insert, select

from comity.model.records import RegisterId
from comity.registers.briefs import Brief, Plain, brief_from, brief_of, open_plain, plain_of
from comity.registers.sealing import RegisterKeys, open_sealed
from comity.registers.tables import changes, records

OLDER = case((records.c.brief.is_(None), records.c.sealed)).label("older")
"""The whole record, for rows alone that are older than briefs."""

_MARK = 8


class Standing(NamedTuple):
    """The last change, and the mark of another that was asked for."""

    change: int
    mark: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: which it makes void, and what the record is now, if no later one makes it void too."""

    number: int
    replaced: int | None
    register: RegisterId | None = None
    brief: Brief | None = None
    delisted: bool = False


def note(connection: Connection, replaced: Sequence[int | None]) -> range:
    """Write as many changes as there are replaced ones, and return their numbers, which nobody has yet.

    The writers of a node take turns, so the last number here stays the last until this commits.
    """
    last = connection.execute(select(func.coalesce(func.max(changes.c.number), 0))).scalar_one()
    numbers = range(last + 1, last + 1 + len(replaced))
    mark = secrets.token_bytes(_MARK)
    if replaced:
        connection.execute(
            insert(changes),
            [{"number": n, "replaced": old, "mark": mark} for n, old in zip(numbers, replaced, strict=True)],
        )
    return numbers


def standing(connection: Connection, other: int) -> Standing:
    """Return how the registers stand, and the mark of another change, nothing if there is none."""
    last = connection.execute(select(func.coalesce(func.max(changes.c.number), 0))).scalar_one()
    there = connection.execute(select(changes.c.mark).where(changes.c.number == other)).scalar()
    return Standing(last, there or b"")


def after(connection: Connection, keys: RegisterKeys, change: int, most: int) -> Iterator[Change]:
    """Yield what changed after a change, no more than so many."""
    rows = connection.execute(
        select(
            changes.c.number,
            changes.c.replaced,
            records.c.register,
            records.c.handle,
            records.c.brief,
            OLDER,
            records.c.delisted_on,
        )
        .join_from(changes, records, records.c.change == changes.c.number, isouter=True)
        .where(changes.c.number > change)
        .order_by(changes.c.number)
        .limit(most)
    ).all()
    for row in rows:
        if row.register is None:
            yield Change(number=row.number, replaced=row.replaced)
            continue
        register = RegisterId(row.register)
        yield Change(
            number=row.number,
            replaced=row.replaced,
            register=register,
            brief=brief_from(read_plain(keys, register, row.handle, row.brief, row.older)),
            delisted=row.delisted_on is not None,
        )


def read_plain(
    keys: RegisterKeys, register: RegisterId, handle: bytes, brief: bytes | None, sealed: bytes | None
) -> Plain:
    """Open a record's brief, or make it where the row is older than briefs.

    Raises: CannotOpen, Truncated.
    """
    if brief is not None:
        return open_plain(keys, register, handle, brief)
    return plain_of(brief_of(open_sealed(keys, register, handle, sealed or b"")))
