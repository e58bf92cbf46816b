"""How the index follows the registers: whoever finds it behind brings it up, the others wait.

The database is the truth and is committed first. A crash before the index was committed leaves it behind,
by a known number of changes; the next who searches brings it up.
"""

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from comity.errors import StoreFailed
from comity.model.records import Progress
from comity.registers.found_by import SCHEME, held_digests
from comity.registers.index import Index, Position, Writing
from comity.registers.journal import Change, after, standing
from comity.registers.sealing import RegisterKeys

T = TypeVar("T")

_BATCH = 2_000
_COMMIT = 200_000
_WAITS = 0.05
_PATIENCE = 600.0
"""Seconds that a search waits while another process makes the index."""


class Read(Protocol):
    """Ask something of the database, on one snapshot."""

    def __call__(self, ask: Callable[[Connection], T], /) -> T:
        """Return the answer."""
        ...


OnSeam = Callable[[str], None]


def catch_up(
    index: Index,
    keys: RegisterKeys,
    read: Read,
    *,
    on_progress: Progress | None = None,
    on_seam: OnSeam = lambda _: None,
) -> None:
    """Let the index follow what was committed, by this process or another; progress counts changes.

    An index of another history of the database, as after a backup was restored, or of another scheme of
    forms is made anew.

    Raises: StoreFailed if it cannot be used, or another process works on it for too long.
    """
    until = time.monotonic() + _PATIENCE
    while not _is_up(index, read):
        writing = index.writing()
        if writing is not None:
            with writing:
                _bring_up(index, writing, keys, read, on_progress, on_seam)
        elif time.monotonic() > until:
            raise StoreFailed("Another process still makes the index of the registers. Try again later.")
        else:
            time.sleep(_WAITS)
        index.reload()


def _is_up(index: Index, read: Read) -> bool:
    if _stands(index, read):
        return True
    index.reload()  # another process may have brought it up meanwhile
    return _stands(index, read)


def _stands(index: Index, read: Read) -> bool:
    at = index.position() or Position(scheme=SCHEME)
    there = read(lambda c: standing(c, at.change))
    return at.change >= there.change and at.scheme == SCHEME and at.mark == there.mark


def _bring_up(
    index: Index,
    writing: Writing,
    keys: RegisterKeys,
    read: Read,
    on_progress: Progress | None,
    on_seam: OnSeam,
) -> None:
    index.reload()  # nobody else commits from here on
    at = index.position() or Position(scheme=SCHEME)
    there = read(lambda c: standing(c, at.change))
    if at.scheme != SCHEME or at.mark != there.mark:
        at = Position(scheme=SCHEME)
        writing.empty()
    done, last = at.change, there.change
    while done < last:
        changed = read(lambda c: tuple(after(c, keys, done, _BATCH)))  # noqa: B023 - asked at once
        for change in changed:
            _follow(writing, keys, change)
        done = changed[-1].number
        if on_progress is not None:
            on_progress(min(done, last) - at.change, last - at.change)
        if done < last and (done - at.change) % _COMMIT < _BATCH:
            _commit(writing, done, read, on_seam)
    _commit(writing, done, read, on_seam)


def _follow(writing: Writing, keys: RegisterKeys, change: Change) -> None:
    if change.replaced is not None:
        writing.remove(change.replaced)
    if change.brief is not None and change.register is not None:
        digests = held_digests(keys, change.register, change.brief, delisted=change.delisted)
        writing.add(change.number, digests)


def _commit(writing: Writing, change: int, read: Read, on_seam: OnSeam) -> None:
    mark = read(lambda c: standing(c, change)).mark
    on_seam("before index COMMIT")
    writing.commit(Position(scheme=SCHEME, change=change, mark=mark))
    on_seam("after index COMMIT")
