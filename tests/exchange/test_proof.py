"""What a node puts into the proof of a matter, and what it keeps to itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.demo.world import World
from comity.errors import OutOfOrder, UnknownMatter
from comity.exchange import cases, proof
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import decode, unb64
from exchange.proved import NAME, act_id, closed, header, parts, question, released, suspect, two_states

PAIR_AND_CASE = [
    ("RU", "partner.join"),
    ("BE", "partner.join"),
    ("RU", "request.send"),
    ("BE", "request.ack"),
    ("BE", "request.accept"),
    ("BE", "reply.full"),
    ("RU", "release.accept"),
    ("RU", "release.feedback"),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two states."""
    made = two_states(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def matter(world: World) -> MatterId:
    """A case with a release, closed."""
    return closed(world)


def opened(data: bytes) -> bytes:
    """Every text of a file with all that its base64 holds, four levels deep."""
    found, level = [data], data
    for _ in range(4):
        texts = re.findall(rb"[A-Za-z0-9_-]{24,}", level)
        level = b"\n".join(unb64(text.decode()) for text in texts if len(text) % 4 != 1 and _strict(text))
        found.append(level)
    return b"\n".join(found)


def _strict(text: bytes) -> bool:
    try:
        return unb64(text.decode()) is not None
    except Exception:
        return False


@pytest.mark.parametrize("state", ["RU", "BE"])
def test_holds_every_shared_act_of_the_case_and_of_the_pair_and_no_own_one(
    world: World, matter: MatterId, state: str
):
    file, _ = parts(proof.export(world[state].node, matter, world.now))
    held = [(header(act)["state"], header(act)["kind"]) for act in file["proof"]["acts"]]
    assert sorted(held) == sorted(PAIR_AND_CASE)


def test_shows_the_same_acts_from_both_sides(world: World, matter: MatterId):
    both = [parts(proof.export(world[state].node, matter, world.now))[0] for state in ("RU", "BE")]
    one, other = ({act_id(act) for act in file["proof"]["acts"]} for file in both)
    assert one == other


def test_names_persons_by_pseudonym_only(world: World, matter: MatterId):
    node = world["BE"].node
    without, with_bodies = (
        opened(proof.export(node, matter, world.now, with_bodies=choice)) for choice in (False, True)
    )
    assert NAME.encode() in with_bodies
    assert b"Invoices were redirected" in with_bodies
    assert NAME.encode() not in without
    assert b"Invoices were redirected" not in without
    assert b"be-judge" in without


def test_proves_a_place_under_the_cosigned_head_where_the_act_is_below_it(world: World, matter: MatterId):
    file, acts = parts(proof.export(world["BE"].node, matter, world.now))
    cosigned, present = file["proof"]["heads"]
    assert (bool(cosigned["lines"]), present["lines"]) == (True, "")
    assert [acts[kind]["place"]["head"] for kind in ("reply.full", "release.feedback")] == [0, 1]


def test_carries_the_partners_receipt_for_what_was_sent(world: World, matter: MatterId):
    _, acts = parts(proof.export(world["BE"].node, matter, world.now))
    kinds = {kind for kind, act in acts.items() if act["receipt"]}
    assert {"request.ack", "request.accept", "reply.full"} <= kinds
    assert kinds.isdisjoint({"request.send", "release.accept", "release.feedback"})


def test_carries_the_orders_of_the_release_and_of_nothing_else(world: World, matter: MatterId):
    _, acts = parts(proof.export(world["RU"].node, matter, world.now))
    orders = [decode(unb64(order["statement"])) for order in acts["reply.full"]["orders"]]
    assert [(order["kind"], order["docket"]) for order in orders] == [
        ("JUDGE", "2019/OJ/45"),
        ("AUTHORITY", ""),
    ]
    assert [kind for kind, act in acts.items() if act["orders"]] == ["reply.full"]


def test_own_acts_change_nothing_in_a_proof(world: World, matter: MatterId):
    node, now = world["RU"].node, world.now
    before = parts(proof.export(node, matter, now))[0]["proof"]
    cases.assign(node, matter, "ru-liaison-officer", world["RU"][Role.SUPERVISOR], now)
    after = parts(proof.export(node, matter, now))[0]["proof"]
    assert after == before


def test_says_that_the_node_is_a_demonstration(world: World, matter: MatterId):
    assert parts(proof.export(world["BE"].node, matter, world.now))[0]["proof"]["demo"] is True


def test_refuses_a_matter_of_which_nothing_was_shared(world: World):
    ru = world["RU"]
    request = question("RU", "BE", suspect("Somebody Else", "1970-01-01", "RU"))
    draft = cases.draft(ru.node, request, ru[Role.OFFICER], world.now)
    with pytest.raises(OutOfOrder, match="nothing to prove"):
        proof.export(ru.node, draft.matter, world.now)


def test_refuses_a_matter_that_is_not_there(world: World):
    with pytest.raises(UnknownMatter):
        proof.export(world["RU"].node, MatterId("case/RU-BE-2019-000000"), world.now)


def test_the_trust_bundle_pins_both_roots_and_nothing_else(world: World):
    bundles = [decode(proof.trust_bundle(world[state].node)) for state in ("RU", "BE")]
    roots = {state: world[state].foundation.root.signing.public.to_plain() for state in ("BE", "RU")}
    assert bundles == [{"v": "comity/1 trust", "demo": True, "roots": roots}] * 2


def test_keeps_the_orders_and_not_the_bodies_that_were_erased(tmp_path: Path):
    world = two_states(tmp_path)
    matter, node = released(world), world["BE"].node
    for act in node.store.read(lambda r: r.acts_of(matter)):
        node.store.write(lambda tx, id=act.id: tx.erase(id))
    _, acts = parts(proof.export(node, matter, world.now, with_bodies=True))
    release = acts["reply.full"]
    assert [o["statement"] != "" for o in release["orders"]] == [True, True]
    assert release["opening"] is None
    assert len(header(release)["marks"]["order"]) == 64
    world.close()
