"""Sentences of the five articles that two whole nodes answer (docs/sources.md)."""

import pytest

from comity.acts.wire import read_receipt
from comity.demo.world import World
from comity.exchange.weighing import request_of
from comity.model.parties import Channel
from stories.exchange import BE, RU, at, closed, held, sent


def places(world: World, matter) -> set[str]:
    """Name every authority that did an act of a case on either side, own acts among them."""
    return {h.authority for place in world.places.values() for h in held(place.node, matter).headers}


@pytest.mark.source("C0-1")
def test_police_asks_police_and_is_answered_and_no_ministry_takes_a_step():
    with at(closed) as (world, matter):
        assert places(world, matter) == {"RU/SPOC", "BE/SPOC", "BE/COURT/brussels"}
        for state, other in ((RU, BE), (BE, RU)):
            node, peer = world[state].node, world[other].node.keys.signing.public
            sent = [a for a in held(node, matter).acts if a.partner is not None and not a.received]
            receipts = [node.store.read(lambda r, a=a: r.receipt(a.id)) for a in sent]
            assert {read_receipt(receipt, peer).state for receipt in receipts} == {"taken"}
        kinds = [a.kind for a in held(world["RU"].node, matter).acts if a.partner is not None]
        assert kinds[:2] == ["request.send", "request.ack"]
        assert "reply.full" in kinds


@pytest.mark.source("C2-6", "C4-15")
def test_a_request_arrives_with_its_channel_and_the_four_considerations_of_its_author():
    with at(sent) as (world, matter):
        request, _ = request_of(world["BE"].node, held(world["BE"].node, matter))
        weighed = request.proportionality
        assert request.channel is Channel.BILATERAL_SPOC
        assert (weighed.necessity, weighed.suitability, weighed.less_intrusive, weighed.balance) == (
            "needed to identify the person",
            "the file names the person",
            "open sources were tried",
            "limited to the questions asked",
        )
