"""The migrations of vault and registers together make exactly the tables that the code names."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData, column, create_engine, inspect, make_url, select, table

from comity.model.records import Query, Record, RegisterId
from comity.registers import migrations, travel, travel_migrations
from comity.registers.following import catch_up
from comity.registers.index import Index
from comity.registers.sealing import blind, content_digest, derive_keys, seal
from comity.registers.search import search
from comity.registers.tables import changes, records, register_metadata
from comity.store.database import connect
from comity.store.migrations import migrate
from comity.store.tables import metadata
from comity.store.vault import open_store


def test_leaves_nothing_to_migrate(tmp_path: Path) -> None:
    folders = [Path(room.__path__[0]) for room in (migrations, travel_migrations)]
    store = open_store(tmp_path / "node.sqlite", master_key=bytes(32), migrations=folders)
    both = MetaData()
    assert travel.travel.name in register_metadata.tables
    for room in (metadata, register_metadata):
        for one in room.sorted_tables:
            one.to_metadata(both)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), both) == []
    store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = make_url(f"sqlite:///{tmp_path / 'node.db'}")
    if request.param == "postgres":
        server = create_engine(request.getfixturevalue("postgres_url"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE migrated")
        url = server.url.set(database="migrated")
        server.dispose()
    engine = connect(url)
    yield engine
    engine.dispose()


def test_records_of_the_time_before_the_index_get_a_change_each_and_are_found(
    engine: Engine, tmp_path: Path, people: tuple[Record, ...]
) -> None:
    """A node of the first scheme holds three records of two registers, one of them delisted."""
    whole, first = Path(migrations.__path__[0]), tmp_path / "first"
    first.mkdir()
    shutil.copy(whole / "v0001_registers.py", first)
    migrate(engine, [first])
    keys = derive_keys(bytes(range(32)))
    held = [*people[:2], replace(people[2], register=RegisterId("AA-OTHER"))]
    rows = [
        {
            "register": one.register,
            "handle": (handle := blind(keys, one.register, "reference", one.reference)),
            "digest": content_digest(keys, one),
            "sealed": seal(keys, one, handle),
            "delisted_on": "2019-01-01" if one is people[1] else None,
        }
        for one in held
    ]
    old = table("register_records", *map(column, rows[0]))
    terms = table("register_terms", column("register"), column("term"), column("handle"))
    with engine.begin() as connection:
        connection.execute(old.insert(), rows)
        connection.execute(
            terms.insert(), [{"register": r["register"], "term": b"t", "handle": r["handle"]} for r in rows]
        )
    migrate(engine, [whole])
    with engine.begin() as connection:
        assert "register_terms" not in inspect(connection).get_table_names()
        numbered = connection.execute(
            select(records.c.change, records.c.register, records.c.handle, records.c.brief).order_by("change")
        ).all()
        assert [row.change for row in numbered] == [1, 2, 3]
        assert numbered[0].register == "AA-OTHER"
        assert [row.handle for row in numbered[1:]] == sorted(row["handle"] for row in rows[:2])
        assert {row.brief for row in numbered} == {None}
        followed = connection.execute(select(changes).order_by(changes.c.number)).all()
        assert [(row.number, row.replaced) for row in followed] == [(1, None), (2, None), (3, None)]
        assert {len(row.mark) for row in followed} == {8}
        index = Index(tmp_path / "index")
        catch_up(index, keys, lambda ask: ask(connection))
        found = {
            (hit.record.reference, hit.record.delisted_on is not None)
            for query in (Query(name="Ihor Vikhorev"), Query(name="Nguyễn Thị Bưởi", delisted=True))
            for hit in search(connection, keys, index, query)
        }
        assert found == {("BE-A", False), ("BE-B", True)}
        (hit,) = search(connection, keys, index, Query(name="窦海生", registers=(RegisterId("AA-OTHER"),)))
        assert hit.record.reference == "BE-C"
