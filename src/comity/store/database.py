"""The way to the database: how connections are set up, how transactions begin and where seams lie.

Writers of one node take turns on both databases, across processes too: SQLite by BEGIN IMMEDIATE,
PostgreSQL by a lock on the own log's head row. So what a write reads (heads, seq, claims, a matter's
state) stays true until it commits, and no log forks. Readers never wait; each sees one snapshot.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from comity.acts.ports import OWN_LOG
from comity.errors import ConfigInvalid, StoreFailed
from comity.store.tables import log_heads

OnSeam = Callable[[str], None]
"""Called before and after whatever changes the disk; tests let the process die in it."""

WAIT_MS = 30_000
CHANGES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP")
TURN = select(log_heads.c.size).where(log_heads.c.log == OWN_LOG).with_for_update()


def no_seam(name: str) -> None:
    """Do nothing: outside tests nobody dies at a seam."""


@contextmanager
def failing_as(what: str) -> Iterator[None]:
    """Let what the database or the disk says come out as StoreFailed, without the values it handled."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreFailed(
            f"{what}: {type(error).__name__}. Look at the disk, the rights and the database."
        ) from error


def locate(where: str | Path) -> URL:
    """Read a PostgreSQL URL or the path of an SQLite file.

    Raises: ConfigInvalid for a URL of another database.
    """
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(Path(where).absolute()))
    url = make_url(where)
    if url.get_backend_name() != "postgresql":
        raise ConfigInvalid(
            f"A node cannot live in {url.get_backend_name()}. Give a file's path or a URL postgresql://…"
        )
    return url.set(drivername="postgresql+psycopg")


def connect(url: URL, on_seam: OnSeam = no_seam) -> Engine:
    """Make the engine; `engine.begin()` takes the writers' turn on SQLite, `reader(engine)` never does."""
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)  # the WAL takes over these rights
        engine = create_engine(url, pool_size=20, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            url, pool_size=20, pool_pre_ping=True, hide_parameters=True, isolation_level="READ COMMITTED"
        )
        event.listen(engine, "connect", _set_up_postgres)
    if on_seam is not no_seam:
        _watch(engine, on_seam)
    return engine


def reader(engine: Engine) -> Engine:
    """Return the same database for reading: every transaction is one snapshot and takes no lock."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(reading=True)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def take_turn(connection: Connection) -> None:
    """Wait until no other process of this node writes; SQLite did so in BEGIN IMMEDIATE."""
    if connection.dialect.name != "sqlite":
        connection.execute(TURN)


def overwrite_erased(engine: Engine) -> bool:
    """Move SQLite's WAL into the zeroed main file and cut it; False if that must wait, as for a reader.

    PostgreSQL gives dead rows free by itself (autovacuum).
    """
    if engine.dialect.name != "sqlite":
        return True
    with suppress(SQLAlchemyError), engine.execution_options(plain=True).connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            return not busy
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_MS}")
    return False


def is_open(connection: Connection) -> bool:
    """Tell whether the transaction outlived an error: a full disk makes SQLite roll back all of it."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        return bool(driver.in_transaction)
    return bool(driver.info.transaction_status.name == "INTRANS")


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin_sqlite` does
    for pragma in (
        f"busy_timeout = {WAIT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgres(connection: Any, record: object) -> None:  # noqa: ANN401 - psycopg is loaded on demand
    """Let nobody wait for ever: neither for the turn nor for one who hangs while holding it."""
    connection.execute(f"SET lock_timeout = {WAIT_MS}")
    connection.execute(f"SET idle_in_transaction_session_timeout = {10 * WAIT_MS}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("plain"):
        connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")


def _watch(engine: Engine, on_seam: OnSeam) -> None:
    """Call the hook around every statement that changes something."""

    def call(when: str, statement: str) -> None:
        words = statement.split(maxsplit=3)
        if words[0] in CHANGES:
            on_seam(f"{when} {' '.join(words[:3])}")

    @event.listens_for(engine, "before_cursor_execute")
    def _before(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:  # noqa: ANN401
        call("before", statement)

    @event.listens_for(engine, "after_cursor_execute")
    def _after(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:  # noqa: ANN401
        call("after", statement)
