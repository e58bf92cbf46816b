"""Worlds behind their doors: the demonstration's window, built once to look at, and fresh ones' APIs."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.demo.exhibit import build
from comity.demo.serve import house_of
from comity.demo.world import World
from comity.web.server import Listener, serving
from comity.web.window import make_window
from stories.conftest import world
from stories.exchange import MEMORY
from web.served import api
from web.visiting import Visitor

__all__ = ["api", "world"]


@pytest.fixture(scope="session")
def shown() -> Iterator[World]:
    """The world of `comity demo --serve`."""
    with tempfile.TemporaryDirectory(prefix="comity-shown-", dir=MEMORY) as folder:
        built = build(Path(folder), lambda what, part: None)
        yield built
        built.close()


@pytest.fixture(scope="session")
def url(shown: World) -> Iterator[str]:
    """Where its window answers; the time in it stands still."""
    window = make_window([house_of(place) for place in shown.places.values()], lambda: shown.now)
    with serving([Listener(app=window, host="127.0.0.1", port=0)]) as (address,):
        yield address


@pytest.fixture
def visitor(url: str) -> Iterator[Visitor]:
    """A new visitor, who looks as Belgium's officer in English."""
    with Visitor(url) as new:
        new.look_as("BE", "OFFICER")
        yield new
