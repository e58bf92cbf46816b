"""An authority's registers as its desks see them: in the node's database, with the index beside it."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from comity.acts.ports import Reading, Store, Tx
from comity.model.records import Dataset, Found, ImportReport, Progress, Query, Record, RegisterId
from comity.registers import register
from comity.registers.following import OnSeam, catch_up
from comity.registers.index import Index
from comity.registers.sealing import RegisterKeys
from comity.registers.search import search

T = TypeVar("T")


class HeldRegisters:
    """An authority's registers in the node's own database (`acts.node.Registers`).

    The index lies in `folder`. `on_seam` is called around each of its commits; tests let the process die
    in it.
    """

    def __init__(
        self,
        store: Store,
        connection_of: Callable[[Reading], Connection],
        keys: RegisterKeys,
        folder: Path,
        on_seam: OnSeam = lambda _: None,
    ) -> None:
        self._store = store
        self._connection_of = connection_of
        self._keys = keys
        self._folder = folder
        self._on_seam = on_seam
        self._index: Index | None = None
        self._door = threading.Lock()

    def search(self, query: Query) -> tuple[Found, ...]:
        """Return whom the query may mean, best first, each with the reasons."""
        index = self._caught_up()
        return self._read(lambda c: search(c, self._keys, index, query))

    def catch_up(self, on_progress: Progress | None = None) -> None:
        """Let the index follow what was committed; a search does so too, but shows no progress."""
        self._caught_up(on_progress)

    def get(self, register_id: RegisterId, reference: str) -> Record:
        """Return one record.

        Raises: UnknownRecord.
        """
        return self._read(lambda c: register.get(c, self._keys, register_id, reference))

    def import_list(
        self, tx: Tx, dataset: Dataset, now: datetime, on_progress: Progress | None = None
    ) -> ImportReport:
        """Bring a register to the state of a list inside a write."""
        connection = self._connection_of(tx)
        return register.import_list(connection, self._keys, dataset, now=now, on_progress=on_progress)

    def compare_list(self, dataset: Dataset, on_progress: Progress | None = None) -> ImportReport:
        """Say what an import of the list would change, and change nothing."""
        return self._read(lambda c: register.compare(c, self._keys, dataset, on_progress=on_progress))

    def _caught_up(self, on_progress: Progress | None = None) -> Index:
        with self._door:
            index = self._index = self._index or Index(self._folder)
            catch_up(index, self._keys, self._read, on_progress=on_progress, on_seam=self._on_seam)
            return index

    def _read(self, ask: Callable[[Connection], T], /) -> T:
        return self._store.read(lambda reading: ask(self._connection_of(reading)))
