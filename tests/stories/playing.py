"""A node against a simulated partner: BE is the real one, RU follows a script, or the other way round."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from comity.courier.courier import Transport, deliver
from comity.demo.simulate.partner import Simulator, in_process
from comity.demo.simulate.report import Happened
from comity.demo.simulate.script import read_script, shipped_script
from comity.demo.world import World
from comity.exchange.clock import run_due
from comity.model.parties import StateCode
from comity.wiring import loopback
from stories.exchange import a_world

ROUNDS = 60
"""How many minutes a script may take until all is quiet."""


@dataclass
class Played:
    """A world in which one state follows a script and tests the other, in this process or over lines."""

    world: World
    partner: Simulator
    problems: list[str] = field(default_factory=list)
    to_partner: Transport | None = None
    to_tested: Transport | None = None

    @property
    def tested(self):
        return self.world[self.partner.tested]

    def round(self) -> None:
        """Let the tested node's clock and courier run, then the partner's."""
        node, now = self.tested.node, self.world.now
        run_due(node, now)
        line = self.to_partner or in_process(self.partner)
        self.problems += deliver(node, {self.partner.node.state: line}, now).problems
        self.partner.tick(now, self.to_tested or loopback({node.state: node})[node.state])

    def settle(self, rounds: int = ROUNDS) -> None:
        """Let minute after minute pass until nothing waits on either side."""
        for _ in range(rounds):
            self.round()
            if self.quiet:
                return
            self.world.now += timedelta(minutes=1)

    @property
    def quiet(self) -> bool:
        outboxes = [p.node.store.read(lambda r: r.outbox()) for p in self.world.places.values()]
        return self.partner.due is None and not any(outboxes)

    def events(self, *kinds: Happened) -> list[tuple[str, str]]:
        """Return what happened, of these kinds, each with its code."""
        return [(e.about, e.code) for e in self.partner.report.events if e.event in kinds]


def playing(world: World, text: str, state: str = "RU") -> Played:
    """Let a state of a world follow a script."""
    (tested,) = (s for s in world.places if s != state)
    place = world[state]
    read = read_script(text.encode(), place.node.catalogue)
    return Played(world, Simulator(place, StateCode(tested), read))


@contextmanager
def a_play(text: str, state: str = "RU") -> Iterator[Played]:
    """Give a fresh world in which a state follows a script."""
    with a_world() as world:
        yield playing(world, text, state)


def script(name: str) -> str:
    """Return a script that comes with Comity."""
    return shipped_script(name).decode()
