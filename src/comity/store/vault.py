"""The store of one node: writes through the grouping writer, reads on snapshots, contents under keys."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition
from typing import TypeVar

from sqlalchemy import Connection, Engine, Transaction
from sqlalchemy.exc import SQLAlchemyError

from comity.acts.ports import Protected, Reading, Tx, Work
from comity.errors import ComityError, ConfigInvalid, StoreFailed
from comity.model.requests import MatterId
from comity.store.database import (
    OnSeam,
    connect,
    failing_as,
    is_open,
    locate,
    no_seam,
    overwrite_erased,
    reader,
    take_turn,
)
from comity.store.keyring import Keyring
from comity.store.migrations import migrate
from comity.store.reading import SqlReading
from comity.store.writer import Job, Outcome, Writer
from comity.store.writing import SqlTx

T = TypeVar("T")


def open_store(
    where: str | Path,
    *,
    master_key: bytes,
    keys: Path | None = None,
    migrations: Sequence[Path] = (),
    on_seam: OnSeam = no_seam,
) -> "SqlStore":
    """Open a node's store, made or migrated where needed.

    `where` is an SQLite file's path or a URL postgresql://…; `keys` the folder of the matters' keys, for
    SQLite `keys` beside the file; `migrations` the version folders of other rooms in the same database.

    Raises:
        ConfigInvalid: Another database, no folder of keys for PostgreSQL, or a key of the wrong length.
        StoreFailed: The database cannot be used, or a newer Comity wrote it.
    """
    url = locate(where)
    if keys is None:
        if url.get_backend_name() != "sqlite":
            raise ConfigInvalid("A node on PostgreSQL needs a folder for its matters' keys. Name one.")
        keys = Path(str(url.database)).parent / "keys"
    keyring = Keyring(keys, master_key, on_seam)
    with failing_as("The database cannot be opened"):
        engine = connect(url, on_seam)
        try:
            migrate(engine, migrations, on_seam)
            overwrite_erased(engine)  # what a crash left behind an erasure
        except BaseException:
            engine.dispose()
            raise
    return SqlStore(engine, keyring, on_seam)


class SqlStore:
    """The vault of one node (`acts.ports.Store`).

    Whoever uses the `engine` by itself holds the writers' turn for as long as a transaction is open.
    """

    def __init__(self, engine: Engine, keyring: Keyring, on_seam: OnSeam = no_seam) -> None:
        self.engine = engine
        self._reader = reader(engine)
        self._keyring = keyring
        self._on_seam = on_seam
        self._overwritten = True
        self._work = Condition()
        self._work_left: Counter[Work] = Counter()
        self._writer = Writer(self._commit)

    def write(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` in the next group commit and return its result once it is durable.

        A failing `fn` rolls back alone and its error is raised here.

        Raises: StoreFailed if the group could not be committed. Nothing of it happened, unless PostgreSQL's
            answer was lost on the way: look before repeating.
        """
        return self._writer.write(fn)

    def write_all(self, fns: Sequence[Callable[[Tx], None]]) -> tuple[ComityError | None, ...]:
        """Run several in their order, each to roll back alone, and say of each why it did, or None.

        Raises: what is no error of Comity's.
        """
        return self._writer.write_all(fns)

    def wait_for_work(self, work: Work, seen: int, seconds: float) -> int:
        """Wait until a write of this process leaves such work, later than the count seen, or time is over.

        Returns the count to wait with again.
        """
        with self._work:
            self._work.wait_for(lambda: self._work_left[work] > seen, seconds)
            return self._work_left[work]

    def read(self, fn: Callable[[Reading], T]) -> T:
        """Run `fn` on one consistent snapshot."""
        self._writer.check()
        with failing_as("The database cannot be read"), self._reader.begin() as connection:
            return fn(SqlReading(connection))

    def protect(self, matter: MatterId, name: str, content: bytes) -> Protected:
        """Seal content for rest under a fresh key, wrapped by the matter's key (made if missing)."""
        return self._keyring.protect(matter, name, content)

    def reveal(self, matter: MatterId, name: str, content: Protected | None) -> bytes:
        """Open protected content.

        Raises: Erased if content or the matter's key is gone; CannotOpen if it is not what was protected.
        """
        return self._keyring.reveal(matter, name, content)

    def close(self) -> None:
        """Finish the writer and close the database; after a fork the parent's is left alone."""
        if self._writer.forked:
            self.engine.dispose(close=False)
            return
        self._writer.close()
        self.engine.dispose()

    def _commit(self, jobs: Sequence[Job]) -> Sequence[Outcome]:
        """Run a group of writes, each in a savepoint, and commit them together."""
        with failing_as("A group of writes could not be committed"), self.engine.connect() as connection:
            transaction = connection.begin()
            take_turn(connection)
            papers: dict[str, bytes | None] = {}
            txs = [SqlTx(connection, papers) for _ in jobs]
            if len(jobs) == 1:  # as most are: it needs no savepoint to roll back alone
                outcomes: list[Outcome] = [_run(connection, txs[0], jobs[0], transaction)]
            else:
                outcomes = [_run(connection, tx, job) for tx, job in zip(txs, jobs, strict=True)]
            if transaction.is_active:
                self._on_seam("before COMMIT")
                transaction.commit()
                self._on_seam("after COMMIT")
        if left := frozenset().union(*(tx.left for tx in txs)):
            with self._work:
                self._work_left.update(left)
                self._work.notify_all()
        if any(tx.erased for tx in txs) or not self._overwritten:
            self._overwritten = overwrite_erased(self.engine)
        return outcomes


def _run(connection: Connection, tx: SqlTx, job: Job, alone: Transaction | None = None) -> Outcome:
    """Run one write of a group; its failure is its own, unless the database gave up the whole group.

    One that is `alone` in its transaction takes that with it.
    """
    try:
        with failing_as("A write was refused by the database"):
            if alone is not None:
                return job(tx), None
            with _savepoint(connection):
                return job(tx), None
    except BaseException as error:  # handed to the one who waits
        tx.known.clear()
        if alone is not None:
            alone.rollback()
        elif not is_open(connection):
            raise StoreFailed("The database gave up a group of writes. Nothing of it happened.") from error
        return None, error


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    """Let what fails inside roll back alone; always one name, so that no statement is prepared anew."""
    connection.exec_driver_sql("SAVEPOINT job")
    try:
        yield
    except BaseException:
        with suppress(SQLAlchemyError):  # the whole group is gone: `is_open` tells
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT job")
            connection.exec_driver_sql("RELEASE SAVEPOINT job")
        raise
    connection.exec_driver_sql("RELEASE SAVEPOINT job")
