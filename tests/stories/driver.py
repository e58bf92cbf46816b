"""A whole exchange that can be started again anywhere: it looks at both nodes and does the next step.

Nothing is remembered between the starts but what the nodes themselves hold.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from comity.acts.numbers import came
from comity.acts.ports import OWN_LOG, pair_log
from comity.acts.wire import read_receipt
from comity.demo.world import World
from comity.exchange import answers, cases, orders, releases, weighing
from comity.exchange.clock import run_due
from comity.model.people import Role
from comity.model.releases import OutcomeCode
from comity.model.requests import MatterId
from faults import Place
from ledger.reference import naive_root
from stories.exchange import (
    BE,
    FILE,
    IDENTITY,
    KNOWN,
    MARK,
    RU,
    agree,
    held,
    own_kinds,
    put,
    reopened,
    shared_kinds,
    velin,
)
from stories.exchange import states as states_of

SHARED = [
    "request.send",
    "request.ack",
    "request.accept",
    "reply.full",
    "release.accept",
    "release.feedback",
]
ONCE = {
    "RU": ["request.draft", "request.approve"],
    "BE": [
        "case.findings",
        "answer.item",
        "answer.item",
        "answer.submit",
        "order.grant",
        "transfer.authorise",
    ],
}
"""Acts of people that a desk repeats only if somebody asks for it again."""


def case_of(number: int = 1) -> MatterId:
    return MatterId(f"case/RU-BE-2019-{number:06d}")


def drive(world: World, matter: MatterId) -> None:
    """Bring a case from wherever it stands to its end."""
    tick(world)  # what a crash left behind
    while (step := next_step(world, matter)) is not None:
        step()
        tick(world)


def tick(world: World) -> None:
    """Let clocks and couriers of both nodes run until nothing is left that is due."""
    for place in world.places.values():
        run_due(place.node, world.now)
    world.carry()


def next_step(world: World, matter: MatterId) -> Callable[[], object] | None:
    """Return what somebody at a desk of either node can do next in a case."""
    ru, be = world["RU"], world["BE"]
    here, there = (p.node.store.read(lambda r: r.matter(matter)) for p in (ru, be))
    if here is None or here.shared == "":
        return _ask(world, matter, "" if here is None else here.own)
    if there is None:
        return None  # it is on its way
    if there.shared == "RECEIVED":
        assert "update" in {t.kind for t in be.node.store.read(lambda r: r.timers_of(matter))}
        return partial(answers.accept, be.node, matter, be[Role.SPOC_DUTY], world.now)
    if there.shared == "IN_PROGRESS":
        return _answer(world, matter, there.own)
    if here.shared == "REPLIED_FULL":
        return partial(releases.accept, ru.node, matter, ru[Role.OFFICER], world.now)
    if here.shared == "FEEDBACK_DUE":
        outcome = OutcomeCode.ADVANCED_CASE
        return partial(cases.feed_back, ru.node, matter, outcome, ru[Role.OFFICER], world.now)
    return None


def _ask(world: World, matter: MatterId, own: str) -> Callable[[], object]:
    ru, now = world["RU"], world.now
    if own == "":
        return partial(cases.draft, ru.node, velin(), ru[Role.OFFICER], now, matter)
    if own == "DRAFT":
        return partial(cases.approve, ru.node, matter, ru[Role.SUPERVISOR], now)
    return partial(cases.send, ru.node, matter, ru[Role.SPOC_DUTY], now)


def _answer(world: World, matter: MatterId, own: str) -> Callable[[], object]:
    be, now = world["BE"], world.now
    done = own_kinds(be.node, matter)
    there = {i.id for i in answers.items(be.node, held(be.node, matter))}
    if "case.findings" not in done:
        return partial(weighing.find, be.node, matter, KNOWN, be[Role.OFFICER], now)
    for wanted in (IDENTITY, FILE):
        if wanted.id not in there:
            return partial(put, world, matter, wanted)
    if own == "ANSWERING":
        return partial(answers.submit, be.node, matter, be[Role.OFFICER], now)
    if own == "AWAITING_AUTHORISATION":
        return partial(orders.grant, be.node, matter, be[Role.JUDGE], now)
    if "transfer.authorise" not in done:
        return partial(orders.authorise_transfer, be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], now)
    return partial(_release, world, matter)


def _release(world: World, matter: MatterId) -> None:
    be, now = world["BE"], world.now
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], now)
    releases.release(be.node, ready, be[Role.SPOC_DUTY], now)


# ── in a folder, under faults ───────────────────────────────────────────────────────────────────
def at_place(built: World, place: Place) -> World:
    """Open the world that lies at a place; each start is an hour later, so that dead claims have run out."""
    for state, url in place.urls.items():
        file = place.folder / state / "comity.toml"
        lines = file.read_text().splitlines()
        found = next(line for line in lines if line.startswith("database"))
        file.write_text(file.read_text().replace(found, f'database = "{url}"'))
    world = reopened(built, place.folder, place.on_seam)
    world.now = built.now + timedelta(hours=place.attempt)
    return world


def exchange(built: Callable[[], World], place: Place) -> None:
    world = at_place(built(), place)
    drive(world, case_of())
    world.close()


def whole(built: Callable[[], World], place: Place) -> None:
    world = at_place(built(), place)
    check(world, [case_of()])
    world.close()


# ── what must hold in the end ───────────────────────────────────────────────────────────────────
def check(world: World, matters: list[MatterId]) -> None:
    """Check that nothing was lost and nothing done twice, on both nodes and between them."""
    for matter in matters:
        assert states_of(world, matter) == ("CLOSED", "CLOSED")
        agree(world, matter)
        for state, place in world.places.items():
            assert shared_kinds(place.node, matter) == SHARED
            once = [k for k in own_kinds(place.node, matter) if k in ONCE[state]]
            assert once == ONCE[state]
        ru = world["RU"]
        opened = releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        assert {o.item: o.plaintext for o in opened} == {"identity": MARK, "file": MARK}
    check_between(world)


def check_between(world: World) -> None:
    nodes = {state: place.node for state, place in world.places.items()}
    for state, node in nodes.items():
        (other,) = (o for o in nodes if o != state)
        for log in (OWN_LOG, pair_log(other)):
            leaves, head = node.store.read(lambda r, g=log: (r.leaves(g), r.head(g)))
            assert len(set(leaves)) == len(leaves) == head.size
            assert naive_root([bytes.fromhex(leaf) for leaf in leaves]) == head.root
        check_sending(node, nodes[other])
    shared = {
        s: n.store.read(lambda r, o=RU if s == BE else BE: r.leaves(pair_log(o))) for s, n in nodes.items()
    }
    assert set(shared[BE]) == set(shared[RU])  # the very same acts


def check_sending(node, other) -> None:
    """Check that all that was sent is receipted as taken, and all that came was numbered without a gap."""
    assert node.store.read(lambda r: r.outbox()) == ()
    assert node.store.read(lambda r: r.held(other.state)) == ()
    assert [t for t in _timers(node) if t.kind in ("echo", "later")] == []
    for act in node.store.read(lambda r: r.leaves(pair_log(other.state))):
        stored = node.store.read(lambda r, a=act: r.act(a))
        data = node.store.read(lambda r, a=act: r.receipt(a))
        assert (data is None) == stored.received
        if data is not None:
            receipt = read_receipt(data, other.keys.signing.public)
            assert (receipt.state, receipt.act, receipt.by) == ("taken", act, other.state)
    seqs = node.store.read(lambda r: r.arrived_seqs(other.state))
    assert seqs == tuple(range(1, len(seqs) + 1))
    ((first, last, _),) = node.store.read(lambda r: came(r, other.state))  # one run, no gap
    assert (first, last) == (1, len(seqs))


def _timers(node):
    return node.store.read(lambda r: [t for row in r.matters() for t in r.timers_of(row.id)])
