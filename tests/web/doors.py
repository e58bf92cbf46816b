"""Nodes that meet over real connections: each behind its own door, with its own certificate, on loopback."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

from comity.acts.partners import line_of, line_paper
from comity.config import LineConfig
from comity.courier.courier import Delivery, deliver
from comity.courier.http import HttpLines
from comity.courier.tls import TlsFile
from comity.demo.world import World
from comity.exchange.clock import run_due
from comity.model.parties import StateCode
from comity.seal.canonical import encode
from comity.web.peer import PeerDoor
from comity.web.server import serving
from comity.wiring import tls_file
from stories.exchange import STATES, a_copy, build

PLACEHOLDER = LineConfig(address="https://127.0.0.1:8443", listen="127.0.0.1:0")


@cache
def lined() -> World:
    """Build two states with a line each, once in this process."""
    return build(STATES, PLACEHOLDER)


@cache
def three() -> World:
    """Build three states with a line each, once in this process."""
    return build(("RU", "BE", "VN"), PLACEHOLDER)


class Calling(World):
    """A world whose steps carry over the line."""

    online: "OnLine"

    def carry(self) -> Delivery:
        """Let the couriers of the line go."""
        return self.online.carry()


@dataclass
class OnLine:
    """A world whose nodes are served; its couriers go over the line."""

    world: World
    urls: dict[StateCode, str] = field(default_factory=dict)
    doors: dict[StateCode, PeerDoor] = field(default_factory=dict)
    lines: dict[StateCode, HttpLines] = field(default_factory=dict)

    def carry(self) -> Delivery:
        """Let couriers and clocks go until nothing is left that is due."""
        total = Delivery()
        while True:
            done = Delivery()
            for state, place in self.world.places.items():
                run_due(place.node, self.world.now)
                done += deliver(place.node, self.lines[state](), self.world.now)
            total += done
            if not done.taken:
                return total

    def own(self, state: str) -> TlsFile:
        """Return a state's own key for its line."""
        return key_of(self.world, state)


def key_of(world: World, state: str) -> TlsFile:
    home = world.folder / state
    return tls_file(home, (home / "master.key").read_bytes())


def reach(world: World, state: StateCode, url: str) -> None:
    """Tell every other node where a state's door stands now, under the certificate that it pinned."""
    for other, place in world.places.items():
        if other != state:
            line = place.node.store.read(lambda r: line_of(r, state))
            here = encode(replace(line, address=url).to_plain())
            place.node.store.write(lambda tx, h=here: tx.put_paper(line_paper(state), h))


@contextmanager
def served(world: World) -> Iterator[OnLine]:
    """Open the door of every node on a free port."""
    world = Calling(folder=world.folder, now=world.now, places=world.places)
    world.online = online = OnLine(world)
    with ExitStack() as stack:
        for state, place in world.places.items():
            door = PeerDoor(place.node, key_of(world, state), lambda: world.now)
            (online.urls[state],) = stack.enter_context(serving([door.listen("127.0.0.1", 0)]))
            online.doors[state] = door
            online.lines[state] = HttpLines(place.node, key_of(world, state))
            stack.callback(online.lines[state].close)
        for state, url in online.urls.items():
            reach(world, state, url)
        yield online


@contextmanager
def on_the_line(built: World | None = None) -> Iterator[OnLine]:
    """Give a fresh copy of two states, served."""
    with a_copy(built or lined()) as world, served(world) as online:
        yield online
