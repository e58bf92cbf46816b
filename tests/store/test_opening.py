"""A node's database is made, migrated, and set up so that what is committed stays and what is erased goes."""

import os
import stat
import textwrap
from functools import partial

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from comity.errors import ConfigInvalid, StoreFailed
from comity.store.database import connect, locate
from comity.store.migrations import HERE, VERSIONS, migrate
from comity.store.tables import metadata
from comity.store.vault import open_store
from faults import MASTER_KEY, Place, in_children


def test_the_migrated_database_is_what_the_tables_say(store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_missing_table_or_column_would_be_noticed(store):
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE leases"))
        connection.execute(text("ALTER TABLE timers DROP COLUMN data"))
    with store.engine.connect() as connection:
        changes = compare_metadata(MigrationContext.configure(connection), metadata)
    assert sorted(change[0] for change in changes) == ["add_column", "add_table"]


def test_the_newest_file_is_the_newest_revision():
    script = ScriptDirectory(str(HERE))
    assert script.get_heads() == [max(file.stem for file in VERSIONS.glob("*.py"))]


def test_every_table_of_sqlite_is_strict(tmp_path):
    store = Place(tmp_path).open()
    with store.engine.connect() as connection:
        tables = connection.exec_driver_sql("PRAGMA table_list").all()
    lax = {row.name for row in tables if not row.strict and not row.name.startswith("sqlite_")}
    assert lax == {"alembic_version"}
    assert len(tables) > len(metadata.tables)
    store.close()


def test_sqlite_is_set_up_to_keep_and_to_erase(tmp_path):
    store = Place(tmp_path).open()
    with store.engine.connect() as connection:
        said = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        ]
    assert said == ["wal", 2, 1, 1, 30_000]
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "node").glob("node.db*")} == {0o600}
    store.close()


def test_opening_again_changes_nothing(place):
    place.open().close()
    seams: list[str] = []
    Place(place.folder, place.urls, on_seam=seams.append).open().close()
    assert seams == []


def test_two_processes_may_open_a_new_node_at_once(place):
    in_children([lambda: place.open().close()] * 3)
    store = place.open()
    assert store.read(lambda r: r.matters()) == ()
    store.close()


OTHER_ROOM = """
    import sqlalchemy as sa
    from alembic import op

    revision = "registers_0001"
    down_revision = None
    branch_labels = ("registers",)
    depends_on = None

    def upgrade():
        op.create_table("register_terms", sa.Column("id", sa.Integer, primary_key=True), sqlite_strict=True)
"""


def test_another_room_brings_its_own_migrations(place, tmp_path):
    versions = tmp_path / "100 % other versions"
    versions.mkdir()
    (versions / "registers_0001.py").write_text(textwrap.dedent(OTHER_ROOM))
    place.open().close()  # the node was there before the room
    opening = partial(open_store, place.where(), keys=place.keys(), master_key=MASTER_KEY)
    for _ in range(2):
        store = opening(migrations=[versions])
        assert {"register_terms", "acts"} <= set(inspect(store.engine).get_table_names())
        store.close()
    place.open().close()  # without the room its tables stay


def test_refuses_a_database_of_a_newer_comity(place):
    store = place.open()
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999_later'"))
    store.close()
    with pytest.raises(StoreFailed, match="Use the Comity that wrote it"):
        place.open()


def test_a_migration_that_fails_leaves_the_old_shape(place, tmp_path):
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "registers_0001.py").write_text(textwrap.dedent(OTHER_ROOM) + "    raise LookupError\n")
    engine = connect(locate(place.where()) if place.urls else locate(tmp_path / "new.db"))
    with pytest.raises(LookupError):
        migrate(engine, [versions])
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_refuses_other_databases_and_postgres_without_a_folder_of_keys(tmp_path):
    with pytest.raises(ConfigInvalid, match="cannot live in mysql"):
        open_store("mysql://localhost/node", master_key=MASTER_KEY)
    with pytest.raises(ConfigInvalid, match="needs a folder"):
        open_store("postgresql://localhost/node", master_key=MASTER_KEY)


def test_says_when_the_file_is_no_database(tmp_path):
    (tmp_path / "node.db").write_bytes(b"not a database " * 100)
    with pytest.raises(StoreFailed, match="cannot be opened: DatabaseError"):
        open_store(tmp_path / "node.db", master_key=MASTER_KEY)


def test_finds_its_keys_beside_the_file(tmp_path):
    store = open_store(str(tmp_path / "node.db"), master_key=MASTER_KEY)
    store.protect("case/1", "act 1", b"words")
    store.close()
    assert len(list((tmp_path / "keys").iterdir())) == 1


@pytest.mark.postgres
def test_goes_on_after_postgres_hung_up(postgres, tmp_path):
    name = postgres.create()
    store = Place(tmp_path, {"node": postgres.url(name)}).open()
    store.write(lambda tx: tx.put_paper("before", b"yes"))
    with store.engine.connect() as connection:
        hang_up = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = :name"
        )
        connection.execute(text(hang_up), {"name": name})
    store.write(lambda tx: tx.put_paper("after", b"yes"))
    assert store.read(lambda r: list(r.papers(""))) == ["after", "before"]
    store.close()
    postgres.drop(name)


def test_what_is_erased_is_in_no_file(tmp_path, act):
    place = Place(tmp_path)
    store = place.open()
    kept = act("kept", content=store.protect("case/1", "kept", os.urandom(9000)))
    gone = act("gone", content=store.protect("case/1", "gone", os.urandom(9000)))
    store.write(lambda tx: [tx.append(kept), tx.append(gone)])

    def found(content: bytes) -> bool:
        return any(content in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())

    marks = [gone.content.wrapped, *(gone.content.sealed[at : at + 64] for at in range(0, 9000, 1000))]
    assert all(map(found, marks))
    store.write(lambda tx: tx.erase(gone.id))
    assert not any(map(found, marks))
    assert found(kept.content.wrapped)
    store.close()
    assert not any(map(found, marks))


def test_what_is_erased_while_somebody_reads_goes_with_the_next_write(tmp_path, act):
    store = Place(tmp_path).open()
    gone = act("gone", content=store.protect("case/1", "gone", b"words"))
    store.write(lambda tx: tx.append(gone))

    def found() -> bool:
        files = (tmp_path / "node").glob("node.db*")
        return any(gone.content.wrapped in file.read_bytes() for file in files)

    def read(reading) -> bool:
        assert reading.act(gone.id) == gone
        store.write(lambda tx: tx.erase(gone.id))
        assert reading.act(gone.id) == gone
        return found()

    assert store.read(read)
    store.write(lambda tx: tx.put_paper("any", b"thing"))
    assert not found()
    store.close()
