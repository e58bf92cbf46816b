"""Bring a database to the newest shape: each room's version folder is a branch with a straight history.

A version's file bears its revision's name, and the names sort by age: so what the newest is can be told
without loading Alembic, which costs more than opening the database. There is no way back: a log only grows.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from comity.errors import StoreFailed
from comity.store.database import OnSeam, no_seam, reader

HERE = Path(__file__).parent
VERSIONS = HERE / "versions"
FOUND = text("SELECT version_num FROM alembic_version")


def migrate(engine: Engine, others: Sequence[Path] = (), on_seam: OnSeam = no_seam) -> None:
    """Run what is missing in one transaction, so that a crash leaves the old shape or the new.

    Raises: StoreFailed if a newer Comity wrote the database.
    """
    folders = [VERSIONS, *others]
    with reader(engine).begin() as connection:
        if _is_newest(connection, folders):
            return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # SQLite has its lock from BEGIN IMMEDIATE
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('comity migrations'))"))
        _upgrade(connection, folders)
        on_seam("before COMMIT of migrations")
    on_seam("after COMMIT of migrations")


def _is_newest(connection: Connection, folders: Sequence[Path]) -> bool:
    """Tell whether the newest revision of each folder has run; further branches do no harm."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    newest = {max(file.stem for file in folder.glob("*.py") if file.stem != "__init__") for folder in folders}
    return newest <= set(connection.scalars(FOUND))


def _upgrade(connection: Connection, folders: Sequence[Path]) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    for name, value in {
        "script_location": str(HERE),
        "path_separator": "newline",
        "version_locations": "\n".join(map(str, folders)),
    }.items():
        config.set_main_option(name, value.replace("%", "%%"))
    try:
        command.upgrade(config, "heads")
    except CommandError as error:
        raise StoreFailed(
            f"The database cannot be brought to this version: {error}. Use the Comity that wrote it."
        ) from error
