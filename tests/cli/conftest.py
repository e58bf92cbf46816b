"""Two homes on one machine: founded and paired once, copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.homes import Homes, copy, environment, found, pair


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    """Two demonstration homes, staffed, paired and under active law; copied for each test."""
    with pytest.MonkeyPatch.context() as patch:
        environment(patch)
        homes = Homes(tmp_path_factory.mktemp("founded"), patch)
        for state, other in (("RU", "BE"), ("BE", "RU")):
            found(homes, state, other)
        pair(homes)
        yield homes


@pytest.fixture
def homes(founded: Homes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Homes:
    """The two homes, for one test alone."""
    environment(monkeypatch)
    return copy(founded, tmp_path / "homes", monkeypatch)
