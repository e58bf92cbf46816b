"""A fresh copy of two complete states for each test; for some stories on PostgreSQL too."""

from collections.abc import Iterator

import pytest

from comity.demo.world import World
from faults import Postgres
from stories import exchange
from stories.exchange import OnPostgres, a_world


@pytest.fixture
def world() -> Iterator[World]:
    """Give RU and BE, joined under the agreement without data safeguards."""
    with a_world() as copy:
        yield copy


@pytest.fixture(scope="session")
def on_postgres() -> Iterator[OnPostgres]:
    """Build the two states on a real PostgreSQL."""
    try:
        server = Postgres()
    except Exception as error:
        pytest.skip(f"the PostgreSQL that comes as a wheel cannot start here: {error!r}")
    yield OnPostgres.build(server)
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the worlds of a test on one database and on the other."""
    if request.param == "postgres":
        monkeypatch.setattr(exchange, "ELSEWHERE", request.getfixturevalue("on_postgres"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def two_states(request: pytest.FixtureRequest) -> Iterator[World]:
    """Give RU and BE on either database."""
    if request.param == "sqlite":
        with a_world() as copy:
            yield copy
        return
    with request.getfixturevalue("on_postgres").a_world() as copy:
        yield copy
