"""The migrations of vault and registers together make exactly the tables that the code names."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData

from comity.registers import migrations, travel, travel_migrations
from comity.registers.tables import register_metadata
from comity.store.tables import metadata
from comity.store.vault import open_store


def test_leaves_nothing_to_migrate(tmp_path: Path) -> None:
    folders = [Path(room.__path__[0]) for room in (migrations, travel_migrations)]
    store = open_store(tmp_path / "node.sqlite", master_key=bytes(32), migrations=folders)
    both = MetaData()
    assert travel.travel.name in register_metadata.tables
    for room in (metadata, register_metadata):
        for table in room.sorted_tables:
            table.to_metadata(both)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), both) == []
    store.close()
