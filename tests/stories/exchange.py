"""Two complete states for tests, built once and copied, with the usual steps of a case and of a warning.

The template is made in memory where the system has such a folder: what these tests ask is order, not disks.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from comity.acts.commit import Matter, read_matter
from comity.acts.fold import fold_shared
from comity.acts.node import Node
from comity.acts.ports import ActId
from comity.config import LineConfig, read_config
from comity.demo.scene_000 import warning
from comity.demo.stage import FRAUD, ask, item, suspect
from comity.demo.world import World, make_world
from comity.exchange import alerts, answers, cases, orders, releases, weighing
from comity.exchange.weighing import Findings
from comity.law.weighing import Danger
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.releases import OutcomeCode
from comity.model.requests import DataCategory, Item, ItemId, MatterId, Request, Subject, SubjectStatus
from comity.wiring import wire
from faults import Postgres

AGREEMENT = "demo-be-ru-police"
STATES = ("RU", "BE")
BE, RU = StateCode("BE"), StateCode("RU")
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
MARK = b"THE MARKED SENTENCE OF THE FILE"

VELIN = suspect("Arkady Velin", "1980-05-04", "RU")
HELD = replace(VELIN, minor=False, protection_from=frozenset(), open_case=True)
PUNISHABLE = replace(FRAUD, punishable_here=True, death_at_partner=False)
KNOWN = Findings(subjects=(HELD,), offences=(PUNISHABLE,))
"""What BE found out: the person is a suspect of an open case, grown up and not protected."""

IDENTITY = item("identity", DataCategory.DC_IDENTITY, "q1", linked=True)
FILE = item("file", DataCategory.DC_CASE_FACTS, "q2", linked=True)
DANGER = Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
THREAT = Item(id=ItemId("threat"), category=DataCategory.DC_NON_PERSONAL)
WHO = item("who", DataCategory.DC_IDENTITY, "", linked=True)

OnSeam = Callable[[str], None]

ELSEWHERE: "OnPostgres | None" = None
"""Where worlds are made while a test asks for PostgreSQL (`either_database`)."""


# ── worlds ──────────────────────────────────────────────────────────────────────────────────────
@cache
def template() -> World:
    """Build both states once in this process; its nodes are closed, its people's keys stay at hand."""
    return build(STATES)


def build(states: Sequence[str], line: LineConfig | None = None) -> World:
    """Build a world to be copied, with a door for each node or without."""
    folder = Path(tempfile.mkdtemp(prefix="comity-template-", dir=MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    built = make_world(
        folder, states, agreements=(AGREEMENT,), lines=dict.fromkeys(states, line) if line else None
    )
    built.close()
    return built


def reopened(built: World, folder: Path, on_seam: OnSeam | None = None) -> World:
    """Open the homes that lie in a folder, with people and time of the world that they were copied from."""
    world = World(folder=folder, now=built.now)
    for state, place in built.places.items():
        home, known = folder / state, place.node
        master = (home / "master.key").read_bytes()
        node = wire(read_config(home), master, known.keys, known.self_image, known.law, on_seam)
        world.places[state] = replace(place, node=node, people=dict(place.people), keys=dict(place.keys))
    return world


def copied(built: World, folder: Path) -> World:
    """Copy a closed world and open the copy."""
    shutil.copytree(built.folder, folder, dirs_exist_ok=True)
    return reopened(built, folder)


@contextmanager
def a_world() -> Iterator[World]:
    """Give a fresh copy of the template, and clear it away."""
    with a_copy(template()) if ELSEWHERE is None else ELSEWHERE.a_world() as world:
        yield world


@contextmanager
def a_copy(built: World) -> Iterator[World]:
    """Give a fresh copy of a world, and clear it away."""
    with tempfile.TemporaryDirectory(prefix="comity-world-", dir=MEMORY) as folder:
        world = copied(built, Path(folder))
        try:
            yield world
        finally:
            world.close()


@cache
def stage(step: Callable[[World], MatterId]) -> tuple[World, MatterId]:
    """Bring a world to a step once in this process, and keep it closed."""
    folder = Path(tempfile.mkdtemp(prefix="comity-stage-", dir=MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    world = copied(template(), folder)
    try:
        return world, step(world)
    finally:
        world.close()


@contextmanager
def at(step: Callable[[World], MatterId]) -> Iterator[tuple[World, MatterId]]:
    """Give a fresh copy of a world that came as far as a step, with its matter."""
    if ELSEWHERE is not None:
        there, matter = ELSEWHERE.stage(step)
        with there.a_world() as world:
            yield world, matter
        return
    built, matter = stage(step)
    with tempfile.TemporaryDirectory(prefix="comity-world-", dir=MEMORY) as folder:
        world = copied(built, Path(folder))
        try:
            yield world, matter
        finally:
            world.close()


# ── looking ─────────────────────────────────────────────────────────────────────────────────────
def held(node: Node, matter: MatterId) -> Matter:
    return node.store.read(lambda r: read_matter(r, matter, node.catalogue))


def states(world: World, matter: MatterId) -> tuple[str, ...]:
    """Return the shared state as each node has it projected, in the order of the world."""
    found = []
    for place in world.places.values():
        row = place.node.store.read(lambda r: r.matter(matter))
        found.append(row.shared if row else "")
    return tuple(found)


def shared_kinds(node: Node, matter: MatterId) -> list[str]:
    """Return the kinds of a matter's shared acts in the order of commit."""
    return [a.kind for a in held(node, matter).acts if a.partner is not None]


def own_kinds(node: Node, matter: MatterId) -> list[str]:
    return [a.kind for a in held(node, matter).acts if a.partner is None]


def agree(world: World, matter: MatterId) -> None:
    """Check that both nodes fold their shared acts to one and the same."""
    one, other = (held(p.node, matter) for p in world.places.values())
    folded = [
        fold_shared(dict(zip((a.id for a in m.acts), m.headers, strict=True)), world["BE"].node.catalogue)
        for m in (one, other)
    ]
    assert folded[0] == folded[1]


# ── a case, step by step ────────────────────────────────────────────────────────────────────────
def velin(asker: str = "RU", asked: str = "BE", subject: Subject = VELIN) -> Request:
    """Write the request of S01."""
    return ask(
        asker,
        asked,
        subject,
        FRAUD,
        [
            ("q1", DataCategory.DC_IDENTITY, "Which identities are known?"),
            ("q2", DataCategory.DC_CASE_FACTS, "What does the file say?"),
        ],
        agreement=AGREEMENT,
        case_ref="VG-2019-771",
        facts="Invoices were redirected between March and June 2019.",
    )


def drafted(world: World, request: Request | None = None, asker: str = "RU") -> MatterId:
    place = world[asker]
    return cases.draft(place.node, request or velin(), place[Role.OFFICER], world.now).matter


def approved(world: World, request: Request | None = None, asker: str = "RU") -> MatterId:
    place, matter = world[asker], drafted(world, request, asker)
    cases.approve(place.node, matter, place[Role.SUPERVISOR], world.now)
    return matter


def sent(world: World, request: Request | None = None, asker: str = "RU") -> MatterId:
    """Draft, approve and send a request, and let the courier go."""
    place, matter = world[asker], approved(world, request, asker)
    cases.send(place.node, matter, place[Role.SPOC_DUTY], world.now)
    world.carry()
    return matter


def taken(
    world: World, request: Request | None = None, *, found: Findings = KNOWN, asker: str = "RU"
) -> MatterId:
    """Have a request sent, accepted for work, and looked into."""
    matter = sent(world, request, asker)
    place = world["BE" if asker == "RU" else "RU"]
    answers.accept(place.node, matter, place[Role.SPOC_DUTY], world.now)
    weighing.find(place.node, matter, found, place[Role.OFFICER], world.now)
    return matter


def put(world: World, matter: MatterId, wanted: Item, text: bytes = MARK, state: str = "BE") -> None:
    """Put an item into an answer or a warning."""
    place = world[state]
    answers.add_item(place.node, matter, wanted, text, place[Role.OFFICER], world.now)


def answered(world: World, *items: Item) -> MatterId:
    """Bring an answer of BE about Velin before the judge."""
    matter = taken(world)
    for wanted in items or (IDENTITY, FILE):
        put(world, matter, wanted)
    be = world["BE"]
    answers.submit(be.node, matter, be[Role.OFFICER], world.now)
    return matter


def authorised(world: World, *items: Item) -> MatterId:
    """Have the judge turn the key and the legal officer authorise the transfer."""
    matter, be = answered(world, *items), world["BE"]
    orders.grant(be.node, matter, be[Role.JUDGE], world.now)
    orders.authorise_transfer(be.node, matter, "Needed for one inquiry.", be[Role.LEGAL_OFFICER], world.now)
    return matter


def let_go(world: World, matter: MatterId, state: str = "BE") -> None:
    """Release what may go, without the courier."""
    place = world[state]
    ready = releases.prepare(place.node, matter, place[Role.SPOC_DUTY], world.now)
    releases.release(place.node, ready, place[Role.SPOC_DUTY], world.now)


def released(world: World, *items: Item) -> MatterId:
    """Release an answer of BE about Velin (S02), so that RU has it, unread."""
    matter = authorised(world, *items)
    let_go(world, matter)
    world.carry()
    return matter


def accepted(world: World, *items: Item) -> MatterId:
    matter, ru = released(world, *items), world["RU"]
    releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
    world.carry()
    return matter


def closed(world: World) -> MatterId:
    """Run the whole of S01 and S02, to the outcome feedback."""
    matter, ru = accepted(world), world["RU"]
    cases.feed_back(ru.node, matter, OutcomeCode.ADVANCED_CASE, ru[Role.OFFICER], world.now)
    world.carry()
    return matter


def nothing(world: World, request: Request | None = None, *, found: Findings = KNOWN) -> MatterId:
    """Decide on the neutral reply; it leaves when its band of time is over."""
    matter, be = taken(world, request, found=found), world["BE"]
    answers.reply_none(be.node, matter, be[Role.SPOC_DUTY], world.now)
    return matter


# ── a warning, step by step ─────────────────────────────────────────────────────────────────────
def dangerous(name: str = "Deniz Aral", nationality: str = "RU", **more: object) -> Subject:
    """Write somebody whom BE knows to pose a danger."""
    person = suspect(name, "1980-05-04", nationality, SubjectStatus.PERSON_POSING_DANGER)
    return replace(replace(person, open_case=True, minor=False), **more)


def warned_of(world: World, subject: Subject | None, *items: Item) -> MatterId:
    """Draft, look into and approve a warning of BE, with these items in it."""
    be, now = world["BE"], world.now
    stated = subject and replace(subject, protection_from=frozenset())
    matter = alerts.draft(be.node, warning("BE", "RU", stated), be[Role.OFFICER], now)
    found = Findings(subjects=(subject,) if subject else (), danger=DANGER)
    weighing.find(be.node, matter, found, be[Role.SPOC_DUTY], now)
    for wanted in items or (WHO, THREAT):
        put(world, matter, wanted)
    alerts.approve(be.node, matter, be[Role.SUPERVISOR], now)
    return matter


def danger_ordered(world: World, subject: Subject | None = None, *items: Item) -> MatterId:
    """Have two persons order a warning (TP2)."""
    be, matter = world["BE"], warned_of(world, subject or dangerous(), *items)
    alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], world.now)
    alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], world.now)
    alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], world.now)
    return matter


def issue(world: World, matter: MatterId) -> None:
    """Issue a warning, or update it, and let the courier go."""
    be = world["BE"]
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
    alerts.issue(be.node, ready, be[Role.SPOC_DUTY], world.now)
    world.carry()


def issued(world: World, subject: Subject | None = None, *items: Item) -> MatterId:
    matter = danger_ordered(world, subject, *items)
    issue(world, matter)
    return matter


def acknowledged(world: World, subject: Subject | None = None) -> MatterId:
    matter, ru = issued(world, subject), world["RU"]
    alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
    world.carry()
    return matter


def act_of(node: Node, matter: MatterId, kind: str) -> ActId:
    """Return the one act of a kind in a matter."""
    (found,) = (a.id for a in held(node, matter).acts if a.kind == kind)
    return found


# ── the same on PostgreSQL ──────────────────────────────────────────────────────────────────────
@dataclass
class OnPostgres:
    """A template world whose nodes live in databases of a server, copied database by database."""

    server: Postgres
    built: World
    names: dict[StateCode, str]
    stages: dict[Callable[[World], MatterId], tuple["OnPostgres", MatterId]] = field(default_factory=dict)

    @classmethod
    def build(cls, server: Postgres) -> "OnPostgres":
        """Build both states once on that server."""
        folder = Path(tempfile.mkdtemp(prefix="comity-template-", dir=MEMORY))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        names = {StateCode(state): server.create() for state in STATES}
        urls = {state: server.url(name) for state, name in names.items()}
        built = make_world(folder, STATES, agreements=(AGREEMENT,), databases=urls)
        built.close()
        return cls(server, built, names)

    def copy_homes(self, folder: Path) -> dict[StateCode, str]:
        """Copy homes and databases, and return the names of the new databases."""
        shutil.copytree(self.built.folder, folder, dirs_exist_ok=True)
        copies = {state: self.server.create(name) for state, name in self.names.items()}
        for state, name in copies.items():
            file = folder / state / "comity.toml"
            there, here = self.server.url(self.names[state]), self.server.url(name)
            file.write_text(file.read_text().replace(there, here))
        return copies

    def stage(self, step: Callable[[World], MatterId]) -> tuple["OnPostgres", MatterId]:
        """Bring a copy to a step once, and keep it as another template."""
        if step not in self.stages:
            folder = Path(tempfile.mkdtemp(prefix="comity-stage-", dir=MEMORY))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            names = self.copy_homes(folder)
            world = reopened(self.built, folder)
            try:
                matter = step(world)
            finally:
                world.close()
            self.stages[step] = OnPostgres(self.server, world, names), matter
        return self.stages[step]

    @contextmanager
    def a_world(self) -> Iterator[World]:
        """Give a fresh copy, and clear it away."""
        with tempfile.TemporaryDirectory(prefix="comity-world-", dir=MEMORY) as folder:
            copies = self.copy_homes(Path(folder))
            world = reopened(self.built, Path(folder))
            try:
                yield world
            finally:
                world.close()
                for name in copies.values():
                    self.server.drop(name)
