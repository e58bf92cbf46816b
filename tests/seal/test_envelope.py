from dataclasses import replace
from datetime import timedelta

import pytest

from comity.errors import CannotOpen, MalformedMessage, RecipientKeyChanged, Replayed
from comity.seal import envelope
from comity.seal.keys import KeySet
from seal.world import NOW, World


def test_carries_the_inner_bytes(world: World):
    outer = world.at_door(world.pack(b"an act"))
    assert envelope.open_envelope(outer, world.ru.sealing) == b"an act"
    assert outer.header == world.header()


def test_holds_to_its_last_instant(world: World):
    assert world.at_door(world.pack(), now=NOW + timedelta(days=10)).header.seq == 4
    with pytest.raises(Replayed):
        world.at_door(world.pack(), now=NOW + timedelta(days=10, seconds=1))


@pytest.mark.parametrize(("one", "other"), [(b"", b"x" * 4095), (b"x" * 4096, b"x" * 16383)])
def test_hides_the_size(world: World, one: bytes, other: bytes):
    assert len(world.pack(one)) == len(world.pack(other))


def test_shows_only_ids_route_number_and_times(world: World):
    outer = world.at_door(world.pack(b"urgent"))
    assert outer.info == (
        b'{"expires":"2026-03-11T12:00:00Z","from":"BE","id":"e-1","issued":"2026-03-01T12:00:00Z","key":"'
        + world.ru.sealing.id.encode()
        + b'","prev":"'
        + b"c3" * 32
        + b'","seq":4,"suite":1,"to":"RU"}'
    )
    assert b"urgent" not in outer.ciphertext


def test_binds_the_inside_to_the_outside(world: World):
    outer = world.at_door(world.pack())
    with pytest.raises(CannotOpen):
        envelope.open_envelope(
            replace(outer, info=outer.info.replace(b'"seq":4', b'"seq":5')), world.ru.sealing
        )


def test_refuses_another_key_than_the_header_names(world: World):
    other = KeySet.generate().sealing
    with pytest.raises(RecipientKeyChanged):
        envelope.open_envelope(world.at_door(world.pack()), other)
    with pytest.raises(RecipientKeyChanged):
        envelope.make(b"", world.header(), to=other.public, signer=world.node.keys.signing)


def test_refuses_what_follows_the_end(world: World):
    with pytest.raises(MalformedMessage):
        world.at_door(world.pack() + b"!")
