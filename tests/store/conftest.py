"""The same tests on both databases: `place` names a fresh one, `store` opens it."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from comity.acts.ports import ActId, Lane, StoredAct
from comity.model.parties import StateCode
from comity.model.requests import MatterId
from faults import Place, Postgres

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres():
    try:
        server = Postgres()
    except Exception as error:
        pytest.skip(f"the PostgreSQL that comes as a wheel cannot start here: {error!r}")
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request, tmp_path):
    if request.param == "sqlite":
        yield Place(tmp_path)
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    yield Place(tmp_path, {"node": server.url(name)})
    server.drop(name)


@pytest.fixture
def store(place):
    store = place.open()
    yield store
    store.close()


@pytest.fixture
def act():
    """Give a maker of acts: `act("first", partner="BE")`."""
    plain = StoredAct(
        id=ActId(""),
        matter=MatterId("case/BE-RU-2026-000001"),
        kind="request.sent",
        partner=None,
        received=False,
        lane=Lane.NORMAL,
        statement=b"statement",
        signatures=b"signatures",
        content=None,
        at=NOW,
    )

    def make(word: str, **values) -> StoredAct:
        if "partner" in values:
            values["partner"] = StateCode(values["partner"])
        return replace(plain, id=ActId(sha256(word.encode()).hexdigest()), **values)

    return make
