"""How a partner is reached: by its invitation, until two persons set another line (TP9)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from comity.acts.partners import Line, fingerprint, line_of, partner
from comity.acts.partners import lines as known
from comity.demo.world import World
from comity.errors import (
    CertificateInvalid,
    MalformedMessage,
    OutOfOrder,
    Replayed,
    SignatureInvalid,
    UnknownPartner,
)
from comity.exchange import doors
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.seal.canonical import b64, encode
from comity.seal.tls import make_tls_key
from stories.exchange import BE, RU, a_copy, a_world
from web.doors import lined

ADDRESS = "https://127.0.0.1:8443"


@pytest.fixture
def two() -> Iterator[World]:
    """Give RU and BE, each with a door."""
    with a_copy(lined()) as world:
        yield world


def change(world: World, wanted: doors.Change, heard: str = "") -> None:
    be = world["BE"]
    doors.propose(be.node, wanted, be[Role.SYSADMIN], world.now)
    doors.set_line(be.node, wanted, heard, be[Role.SPOC_DUTY], world.now)


def reached(world: World) -> Line | None:
    return world["BE"].node.store.read(lambda r: line_of(r, RU))


def renewed(world: World) -> bytes:
    """Let RU say that its door shows a new certificate at another address."""
    line = Line(address="https://ru.example", tls=make_tls_key("ru.example").certificate)
    return doors.own_line(world["RU"].node, line, world.now)


def test_reaches_a_partner_as_its_invitation_says(two: World):
    line = two["RU"].node.self_image.line
    assert (line.address, reached(two)) == (ADDRESS, line)
    assert two["BE"].node.store.read(known) == {RU: line}


def test_reaches_a_partner_without_a_door_by_file():
    with a_world() as world:
        assert reached(world) is None
        assert world["BE"].node.store.read(known) == {}


def test_two_persons_set_another_address_under_the_same_certificate(two: World):
    before, pair = reached(two), fingerprints(two)
    wanted = doors.moved(two["BE"].node, RU, "https://ru.example:9443")
    change(two, wanted)
    assert reached(two) == Line(address="https://ru.example:9443", tls=before.tls)
    assert fingerprints(two) == pair  # what people compared stays what it was


def fingerprints(world: World) -> str:
    be = world["BE"].node
    return fingerprint(be.self_image, be.store.read(lambda r: partner(r, RU)))


def test_two_persons_set_a_new_certificate_that_they_compared_by_voice(two: World):
    wanted = doors.read_change(two["BE"].node, renewed(two), two.now)
    assert (wanted.state, wanted.same_key) == (RU, False)
    change(two, wanted, heard=wanted.fingerprint.lower())
    assert reached(two) == wanted.line
    assert doors.fingerprint_of(RU, wanted.line) == wanted.fingerprint


@pytest.mark.parametrize("heard", ["", "0000 0000 0000 0000 0000 0000 0000 0000 0000 0000"])
def test_sets_no_new_certificate_whose_fingerprint_was_not_heard(two: World, heard: str):
    before = reached(two)
    with pytest.raises(CertificateInvalid):
        change(two, doors.read_change(two["BE"].node, renewed(two), two.now), heard)
    assert reached(two) == before


def test_sets_nothing_else_than_what_was_proposed(two: World):
    be = two["BE"]
    doors.propose(be.node, doors.moved(be.node, RU, "https://ru.example"), be[Role.SYSADMIN], two.now)
    other = doors.moved(be.node, RU, "https://elsewhere.example")
    with pytest.raises(OutOfOrder):
        doors.set_line(be.node, other, "", be[Role.SPOC_DUTY], two.now)
    assert reached(two).address == ADDRESS


def test_two_persons_turn_to_files_and_back(two: World):
    before, be = reached(two), two["BE"].node
    change(two, doors.change(be, RU, None))
    assert reached(two) is None
    with pytest.raises(MalformedMessage):
        doors.moved(be, RU, "https://ru.example")
    again = doors.read_change(be, doors.own_line(two["RU"].node, before, two.now), two.now)
    assert again.same_key is False
    change(two, again, again.fingerprint)
    assert reached(two) == before


def test_takes_no_line_that_the_partner_named_before_the_one_that_is_set(two: World):
    be, old = two["BE"].node, renewed(two)
    two.later(minutes=1)
    new = renewed(two)
    read = [doors.read_change(be, data, two.now) for data in (old, new)]
    change(two, read[1], read[1].fingerprint)
    for again in (old, new):
        with pytest.raises(Replayed):
            doors.read_change(be, again, two.now)
    with pytest.raises(Replayed):  # read while another was still set
        change(two, read[0], read[0].fingerprint)
    assert reached(two) == read[1].line
    two.later(seconds=1)
    newest = doors.read_change(be, renewed(two), two.now)
    change(two, newest, newest.fingerprint)
    assert reached(two) == newest.line


def test_an_old_line_stays_old_when_two_persons_turned_to_files_meanwhile(two: World):
    be, told = two["BE"].node, renewed(two)
    wanted = doors.read_change(be, told, two.now)
    change(two, wanted, wanted.fingerprint)
    change(two, doors.change(be, RU, None))
    with pytest.raises(Replayed):
        doors.read_change(be, told, two.now)


def test_takes_no_line_that_is_named_for_an_instant_to_come(two: World):
    data = renewed(two)
    earlier = two.now - timedelta(minutes=10, seconds=1)
    with pytest.raises(OutOfOrder):
        doors.read_change(two["BE"].node, data, earlier)
    assert doors.read_change(two["BE"].node, data, earlier + timedelta(seconds=1)).told_at == two.now


def test_takes_no_line_without_an_instant(two: World):
    node, line = two["RU"].node, two["RU"].node.self_image.line
    statement = encode({"state": "RU", "line": line.to_plain()})
    signature = node.keys.signing.sign(statement, doors.CONTEXT)
    data = encode({"statement": b64(statement), "signature": signature.to_plain()})
    with pytest.raises(MalformedMessage):
        doors.read_change(two["BE"].node, data, two.now)


def test_believes_no_line_that_the_partners_node_did_not_sign(two: World):
    false = doors.own_line(two["BE"].node, two["BE"].node.self_image.line, two.now)
    with pytest.raises(UnknownPartner):  # nobody is a partner of itself
        doors.read_change(two["BE"].node, false, two.now)
    data = renewed(two)
    with pytest.raises((SignatureInvalid, MalformedMessage)):
        doors.read_change(two["BE"].node, data.replace(b'"statement":"eyJ', b'"statement":"eyK'), two.now)


@pytest.mark.parametrize(
    "address",
    [
        "http://ru.example",
        "https://",
        "https://ru.example/peer",
        "https://RU.example",
        "https://user@ru.example",
        "https://ru.example:0",
        "https://ru.example:65536",
        "https://-ru.example",
        "https://ru.example:8443 ",
        f"https://{'a' * 250}.example",
    ],
)
def test_takes_nothing_but_the_address_of_a_door(two: World, address: str):
    with pytest.raises(MalformedMessage):
        doors.moved(two["BE"].node, StateCode("RU"), address)


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"x" * 10_000])
def test_pins_nothing_but_a_certificate(der: bytes):
    with pytest.raises(MalformedMessage):
        Line.from_plain(Line(address=ADDRESS, tls=der).to_plain())


def test_the_fingerprint_of_a_pair_covers_both_doors(two: World):
    with a_world() as without:
        assert two["BE"].node.self_image.line is not None
        assert without["BE"].node.self_image.line is None
    assert BE in two.places
