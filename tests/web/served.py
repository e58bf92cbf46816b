"""Both states behind their APIs, on a real server; every person has a token, and a client with their key."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx2
import pytest

from comity.acts.node import Node
from comity.client import Client
from comity.demo.world import World
from comity.model.people import Role
from comity.people import tokens
from comity.seal.keys import KeySet
from comity.web.api import make_api
from comity.web.api_door import Limits
from comity.web.server import Listener, serving


@dataclass
class Served:
    """A world whose nodes answer over HTTP."""

    world: World
    urls: dict[str, str]
    stack: ExitStack = field(default_factory=ExitStack)
    lent: dict[tuple[str, Role], str] = field(default_factory=dict)

    def token(self, state: str, role: Role) -> str:
        """Return a token of the person in a role, who lent it by their own signature."""
        if (state, role) not in self.lent:
            place = self.world[state]
            until = self.world.now + timedelta(days=300)
            _, text = tokens.issue(place.node, place[role], "tests", until, self.world.now)
            self.lent[state, role] = text
        return self.lent[state, role]

    def client(self, state: str, role: Role, *, key: bool = True, **more: object) -> Client:
        """Return the client of the person in a role, with or without their key."""
        keys = self.world[state][role].keys
        assert isinstance(keys, KeySet)
        more = {"clock": lambda: self.world.now, **more}
        known = Client(self.urls[state], self.token(state, role), keys if key else None, **more)
        self.stack.callback(known.close)
        return known

    def bare(self, state: str, role: Role | None = None, **headers: str) -> httpx2.Client:
        """Return a plain HTTP client, with the token of a role if one is named."""
        if role is not None:
            headers["Authorization"] = f"Bearer {self.token(state, role)}"
        return self.stack.enter_context(httpx2.Client(base_url=self.urls[state], headers=headers, timeout=30))


@contextmanager
def served(world: World, limits: Limits | None = None, **nodes: Node) -> Iterator[Served]:
    """Serve both states of a world; a node of another make may stand in for a state's own."""
    states = list(world.places)
    apps = [
        make_api(nodes.get(state, world[state].node), clock=lambda: world.now, limits=limits)
        for state in states
    ]
    listeners = [Listener(app=app, host="127.0.0.1", port=0) for app in apps]
    with serving(listeners) as urls, ExitStack() as stack:
        yield Served(world, dict(zip(states, urls, strict=True)), stack)


@pytest.fixture
def api(world: World) -> Iterator[Served]:
    """Serve RU and BE."""
    with served(world) as both:
        yield both


def quick(**limits: object) -> Limits:
    """Return limits of a test: the usual ones, but for what it says."""
    return replace(Limits(), **limits)
