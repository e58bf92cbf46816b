"""Erasing bodies and salts changes no state and breaks no proof; only the content is gone, for good."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.acts.act import read_act
from comity.acts.commit import open_act
from comity.acts.heads import show
from comity.acts.ports import OWN_LOG, ActId, pair_log
from comity.acts.signing import Signatures, verify_act
from comity.demo.world import World
from comity.errors import Erased
from comity.exchange import releases
from comity.ledger.checkpoint import verify
from comity.ledger.proof import verify_inclusion
from comity.ledger.tree import inclusion_path, leaf_hash, root
from comity.model.people import Role
from comity.model.requests import MatterId
from stories.exchange import BE, MARK, RU, accepted, agree, at, closed, held, states


def acts(world: World, matter: MatterId) -> dict[str, list[ActId]]:
    return {state: [a.id for a in held(world[state].node, matter).acts] for state in ("RU", "BE")}


def erase(world: World, state: str, gone: set[ActId]) -> None:
    for act in gone:
        world[state].node.store.write(lambda tx, a=act: tx.erase(a))


SIZES = {"RU": 10, "BE": 14}
subsets = st.fixed_dictionaries({state: st.sets(st.integers(0, size - 1)) for state, size in SIZES.items()})


@settings(max_examples=15)
@given(subsets)
def test_changes_no_state_and_breaks_no_proof(chosen: dict[str, set[int]]):
    with at(closed) as (world, matter):
        before = {s: held(world[s].node, matter).folded for s in ("RU", "BE")}
        rows = {s: world[s].node.store.read(lambda r: r.matters()) for s in ("RU", "BE")}
        for state, places in chosen.items():
            ids = acts(world, matter)[state]
            erase(world, state, {ids[n % len(ids)] for n in places})
        for state, other in (("RU", BE), ("BE", RU)):
            assert held(world[state].node, matter).folded == before[state]
            assert world[state].node.store.read(lambda r: r.matters()) == rows[state]
            every_act_is_proved(world, state, other, matter)
        agree(world, matter)


def every_act_is_proved(world: World, state: str, other, matter: MatterId) -> None:
    """Check, for every act erased or not, its place in a signed head and all signatures on it."""
    node = world[state].node
    for stored in held(node, matter).acts:
        act = open_act(node, stored)
        signer = node if not stored.received else world[other].node
        kind = node.catalogue.kinds[stored.kind]
        signatures = Signatures.from_bytes(stored.signatures)
        verify_act(act, kind, signatures, signer.keys.signing.public, signer.roots)
        if stored.partner is None:
            check_own_place(node, stored.id)
            continue
        shown = node.store.read(lambda r, a=stored.id: show(node, r, other, a, ()))
        head = verify(shown.note, node.log_key(pair_log(other)).public())
        leaf = leaf_hash(bytes.fromhex(stored.id))
        verify_inclusion(leaf, shown.index, head.size, shown.path, head.root)


def check_own_place(node, act: ActId) -> None:
    def read(reading) -> tuple[object, ...]:
        index, head = reading.leaf_position(OWN_LOG, act), reading.head(OWN_LOG)
        assert reading.in_tree(OWN_LOG, partial(root, head.size)) == head.root
        return (
            index,
            head.size,
            tuple(reading.in_tree(OWN_LOG, partial(inclusion_path, index, head.size))),
            head.root,
        )

    verify_inclusion(leaf_hash(bytes.fromhex(act)), *node.store.read(read))


def test_destroys_the_content_and_keeps_the_header():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        release = held(ru.node, matter).last("reply.full")
        assert releases.read(ru.node, matter, ru[Role.OFFICER], world.now)[0].plaintext == MARK
        erase(world, "RU", {release.id})
        gone = held(ru.node, matter).last("reply.full")
        assert (gone.content, gone.statement) == (None, release.statement)
        with pytest.raises(Erased):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        assert read_act(gone.statement, None, None).header.kind == "reply.full"
        assert states(world, matter) == ("FEEDBACK_DUE", "FEEDBACK_DUE")
