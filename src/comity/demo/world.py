"""The fictitious world: complete nodes of several states in one process, with people in every role.

Everybody here is invented, every node is a demonstration node, and time is what the world says it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from comity.acts.node import Node
from comity.acts.roster import accreditations, on_duty
from comity.acts.signing import Hand
from comity.config import Config, LineConfig
from comity.courier.courier import Delivery, deliver
from comity.demo.people import DATED, SOURCE, make_register, register_id
from comity.exchange import activation, holdings, partnership
from comity.exchange.clock import run_due
from comity.law.body import Law
from comity.model.parties import Authority, StateCode
from comity.model.people import JUDICIAL, PersonInRole, Pseudonym, Role
from comity.model.records import Dataset, Record
from comity.people import links
from comity.people.accredit import accredit
from comity.people.ceremony import Foundation
from comity.seal.keys import KeySet
from comity.wiring import create_home, loopback, open_node, read_law, wire

START = datetime(2019, 10, 31, 9, 0, tzinfo=UTC)
"""The day of the first article."""

SEATS = {"BE": "brussels", "RU": "volgograd", "VN": "hanoi", "MA": "rabat", "TR": "ankara", "BY": "minsk"}
SEATS["CN"] = "beijing"

CAST: Mapping[Role, str] = {
    Role.OFFICER: "SPOC",
    Role.SUPERVISOR: "SPOC",
    Role.SPOC_DUTY: "SPOC",
    Role.LEGAL_OFFICER: "SPOC",
    Role.DPO: "SPOC",
    Role.SYSADMIN: "SPOC",
    Role.ACCREDITATION_OFFICER: "SPOC",
    Role.LIAISON_OFFICER: "SPOC",
    Role.MINISTER_DELEGATE: "CENTRAL_AUTHORITY",
    Role.PROSECUTOR: "PUBLIC_PROSECUTOR",
    Role.JUDGE: "COURT",
    Role.DUTY_MAGISTRATE: "COURT",
}


def seats_of(state: StateCode) -> tuple[str, ...]:
    """Return the seats of a state in this world, the single point of contact first."""
    seat = SEATS[state]
    return (
        f"{state}/SPOC",
        f"{state}/CENTRAL_AUTHORITY",
        f"{state}/PUBLIC_PROSECUTOR",
        f"{state}/COURT/{seat}",
        f"{state}/DPA",
    )


@dataclass(slots=True)
class Place:
    """One state of the world: its node, the ceremony's keys, and its people by role.

    `since` is when everybody began; whoever was not accredited with the cast is when first called. `keys`
    are by account: who takes a second role brings the key of the first.
    """

    node: Node
    foundation: Foundation
    since: datetime
    people: dict[Role, Hand] = field(default_factory=dict)
    keys: dict[Pseudonym, KeySet] = field(default_factory=dict, repr=False)

    def __getitem__(self, role: Role) -> Hand:
        """Return the person in a role."""
        if role not in self.people:
            seat = next(s for s in self.foundation.seats if s.split("/")[1] == CAST[role])
            self.people[role] = engage(self, role, seat, self.since)
        return self.people[role]


@dataclass(slots=True)
class World:
    """Several states, their time, and a courier that goes when it is told."""

    folder: Path
    now: datetime
    places: dict[StateCode, Place] = field(default_factory=dict)

    def __getitem__(self, state: str) -> Place:
        """Return a state's place."""
        return self.places[StateCode(state)]

    def later(self, **span: float) -> datetime:
        """Let time pass, run what fell due on every node, and return the new instant."""
        self.now += timedelta(**span)
        for place in self.places.values():
            run_due(place.node, self.now)
        return self.now

    def carry(self) -> Delivery:
        """Let the courier go to and fro until nothing is left that is due."""
        total = Delivery()
        lines = loopback({state: place.node for state, place in self.places.items()})
        while True:
            done = Delivery()
            for place in self.places.values():
                others = {s: line for s, line in lines.items() if self._knows(place.node, s)}
                done += deliver(place.node, others, self.now)
            total += done
            if not done.taken:
                return total

    def close(self) -> None:
        """Close every node."""
        for place in self.places.values():
            place.node.store.close()

    @staticmethod
    def _knows(node: Node, state: StateCode) -> bool:
        return node.store.read(lambda r: r.paper(f"partner/{state}")) is not None


def make_world(
    folder: Path,
    states: Sequence[str],
    *,
    now: datetime = START,
    databases: Mapping[str, str] | None = None,
    agreements: tuple[str, ...] = (),
    cast: Iterable[Role] = tuple(CAST),
    pairs: Sequence[tuple[str, str]] = (),
    lines: Mapping[str, LineConfig] | None = None,
) -> World:
    """Found a node per state, accredit the cast, activate the law, and join these pairs, or every pair.

    A state in `lines` gets a door there, which nobody serves yet.
    """
    world = World(folder=folder, now=now)
    law = read_law(demo=True).choosing(agreements)
    for state in map(StateCode, states):
        database = (databases or {}).get(state, "node.sqlite")
        home = folder / state
        config = Config(
            home=home,
            state=state,
            demo=True,
            database=database,
            agreements=agreements,
            line=(lines or {}).get(state),
        )
        world.places[state] = found_place(config, law, now, cast)
    for one, other in pairs or tuple(combinations(world.places, 2)):
        _join(world, StateCode(one), StateCode(other))
    world.carry()
    return world


def reopen(world: World) -> World:
    """Open the nodes of a world again from their homes, as after a restart."""
    for place in world.places.values():
        place.node.store.close()
        place.node = open_node(world.folder / place.node.state)
    return world


def fill_register(place: Place, size: int, seed: int, fixed: Sequence[Record], now: datetime) -> None:
    """Give a state a register of fictitious persons, with the scene's own among them."""
    state = place.node.state
    records = make_register(state, size, seed, fixed=fixed)
    dataset = Dataset(register=register_id(state), source=f"{state} {SOURCE}", dated=DATED, records=records)
    holdings.import_list(place.node, dataset, place[Role.OFFICER], now)


def found_place(config: Config, law: Law, now: datetime, cast: Iterable[Role]) -> Place:
    """Found one state's node in its home, accredit the cast, and activate the law."""
    foundation = create_home(config, seats_of(config.state), now)
    master = (config.home / "master.key").read_bytes()
    node = wire(config, master, foundation.node, foundation.image, law)
    place = Place(node=node, foundation=foundation, since=now)
    for role in cast:
        place[role]
    activation.propose(node, place[Role.LEGAL_OFFICER], now)
    activation.activate(node, place[Role.MINISTER_DELEGATE], now)
    return place


def engage(place: Place, role: Role, seat: str, now: datetime, *, name: str = "", days: int = 3650) -> Hand:
    """Bring one person into a role at a seat, with a fresh key certified by that seat.

    The first accreditation officer and data protection officer come by link, judges by their court, and all
    others are accredited by the accreditation officer.
    """
    node, until = place.node, now + timedelta(days=days)
    pseudonym = Pseudonym(name or f"{node.state.lower()}-{role.lower().replace('_', '-')}")
    person = PersonInRole(pseudonym=pseudonym, role=role, authority=Authority.parse(seat))
    issuer, issued_by = place.foundation.seats[seat], place.foundation.certificates[seat]
    besides = node.store.read(lambda r: [a for a in accreditations(r, pseudonym) if a.person != person])
    known = place.keys.get(pseudonym) if any(a.is_valid(now) for a in besides) else None
    keys = place.keys[pseudonym] = known or KeySet.generate()
    if role in links.FIRST and not name and not node.store.read(lambda r: on_duty(r, frozenset({role}), now)):
        _, code = links.make(node, role, person.authority, until, now)
        return links.redeem(node, code, pseudonym, keys, issuer=issuer, issued_by=issued_by, now=now)
    by = None if role in JUDICIAL else place[Role.ACCREDITATION_OFFICER]
    return accredit(node, person, keys, issuer=issuer, issued_by=issued_by, until=until, now=now, by=by)


def _join(world: World, one: StateCode, other: StateCode) -> None:
    for here, there in ((one, other), (other, one)):
        place, data = world.places[here], partnership.invitation(world.places[there].node)
        _, text = partnership.compare(place.node, data, world.now)
        partnership.propose(place.node, data, place[Role.SYSADMIN], world.now)
        partnership.join(place.node, data, text, place[Role.SPOC_DUTY], world.now)
