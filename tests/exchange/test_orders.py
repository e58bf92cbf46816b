"""The judge's key: what it is turned for, and for nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from comity.demo.world import World
from comity.errors import OutOfOrder
from comity.exchange import orders
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import decode
from comity.seal.keys import KeySet, Opener, SealingPublicKey, Signer
from comity.seal.orders import SignedOrder
from stories.exchange import FILE, IDENTITY, answered, at


def three_items(world: World) -> MatterId:
    """Bring three items of a suspect's open case before the judge."""
    return answered(world, IDENTITY, FILE, replace(FILE, id="more"))


@dataclass
class Noting:
    """A judge's own key, whose owner notes of which item each share is that it opens."""

    key: KeySet
    opened: list[str] = field(default_factory=list)

    @property
    def signing(self) -> Signer:
        return self.key.signing

    @property
    def sealing(self) -> Opener:
        return self

    @property
    def public(self) -> SealingPublicKey:
        return self.key.sealing.public

    @property
    def id(self) -> str:
        return self.key.sealing.id

    def open(self, sealed: bytes, info: bytes, about: bytes = b"") -> bytes:
        self.opened.append(decode(about)["item"])
        return self.key.sealing.open(sealed, info, about)


@pytest.fixture
def waiting() -> Iterator[tuple[World, MatterId]]:
    """Give an answer of three items that waits for the judge."""
    with at(three_items) as found:
        yield found


def granted(world: World, matter: MatterId, *items: str) -> tuple[SignedOrder, set[str]]:
    """Have the judge authorise items, and return the order with what the key opened for it."""
    be = world["BE"]
    noting = Noting(be[Role.JUDGE].keys)
    hand = replace(be[Role.JUDGE], keys=noting)
    signed = orders.grant(be.node, matter, hand, world.now, items=frozenset(items) or None)
    return signed, set(noting.opened)


def test_opens_what_the_order_names_and_nothing_beside_it(waiting: tuple[World, MatterId]):
    signed, opened = granted(*waiting, FILE.id)
    assert ([i.item for i in signed.order.items], opened) == ([FILE.id], {FILE.id})


def test_opens_every_item_of_an_order_over_the_whole_answer(waiting: tuple[World, MatterId]):
    signed, opened = granted(*waiting)
    assert {i.item for i in signed.order.items} == opened == {IDENTITY.id, FILE.id, "more"}


def test_opens_nothing_where_an_item_is_named_that_the_answer_has_not(waiting: tuple[World, MatterId]):
    world, matter = waiting
    be = world["BE"]
    noting = Noting(be[Role.JUDGE].keys)
    with pytest.raises(OutOfOrder):
        orders.grant(
            be.node, matter, replace(be[Role.JUDGE], keys=noting), world.now, items=frozenset({"none"})
        )
    assert noting.opened == []


def test_shows_the_judge_every_item_before_any_order(waiting: tuple[World, MatterId]):
    world, matter = waiting
    be = world["BE"]
    noting = Noting(be[Role.JUDGE].keys)
    seen = orders.view(be.node, matter, replace(be[Role.JUDGE], keys=noting), world.now)
    assert {s.ordered.item for s in seen} == set(noting.opened) == {IDENTITY.id, FILE.id, "more"}
