"""The pair and the law: one fingerprint, two persons on each side, and only the law that was activated."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.acts.node import ACTIVE_LAW
from comity.acts.partners import fingerprint, matter_of, partner, read_invitation
from comity.config import Config
from comity.demo.world import CAST, START, Place, World, engage, found_place, make_world, seats_of
from comity.errors import (
    CertificateInvalid,
    DemoMixedWithReal,
    LawNotActivated,
    MalformedMessage,
    OutOfOrder,
    SignatureInvalid,
    UnknownPartner,
)
from comity.exchange import activation, cases, partnership
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.people.ceremony import found
from comity.wiring import create_home, open_node, read_law
from stories.exchange import held, states, velin

BE, VN = StateCode("BE"), StateCode("VN")
PAIR = matter_of(BE, VN)
ROLES = (Role.LEGAL_OFFICER, Role.MINISTER_DELEGATE, Role.SYSADMIN, Role.SPOC_DUTY)


@pytest.fixture
def strangers(world: World, tmp_path: Path) -> Iterator[World]:
    """Give BE and VN, who have not met."""
    alone = make_world(tmp_path, ["VN"], cast=ROLES)
    both = World(folder=tmp_path, now=world.now, places={BE: world["BE"], VN: alone["VN"]})
    yield both
    alone.close()


def meet(here: Place, there: Place, world: World, heard: str | None = None) -> None:
    data = partnership.invitation(there.node)
    _, text = partnership.compare(here.node, data, world.now)
    partnership.propose(here.node, data, here[Role.SYSADMIN], world.now)
    partnership.join(here.node, data, heard or text, here[Role.SPOC_DUTY], world.now)


def test_is_made_by_two_persons_on_each_side(strangers: World):
    be, vn = strangers["BE"], strangers["VN"]
    meet(be, vn, strangers)
    assert (states(strangers, PAIR), partnership.is_active(be.node, VN)) == (("INVITED", ""), False)
    meet(vn, be, strangers)
    strangers.carry()
    assert states(strangers, PAIR) == ("ACTIVE", "ACTIVE")
    assert partnership.is_active(vn.node, BE)
    assert [h.author for h in held(vn.node, PAIR).headers if h.kind == "partner.join"] == [
        "vn-spoc-duty",
        "be-spoc-duty",
    ]


def test_compares_one_fingerprint_of_160_bits_that_is_the_same_on_both_sides(strangers: World):
    be, vn = strangers["BE"].node, strangers["VN"].node
    one, other = fingerprint(be.self_image, vn.self_image), fingerprint(vn.self_image, be.self_image)
    assert one == other
    assert len(bytes.fromhex(one.replace(" ", ""))) * 8 == 160


def test_covers_every_key_of_both_sides_by_the_fingerprint():
    made = [found(VN, seats_of(VN), demo=True, now=START) for _ in range(2)]
    be = found(BE, seats_of(BE), demo=True, now=START)
    assert len({fingerprint(be.image, m.image) for m in made}) == 2


def test_hears_the_fingerprint_in_any_writing(strangers: World):
    be, vn = strangers["BE"], strangers["VN"]
    text = fingerprint(be.node.self_image, vn.node.self_image)
    meet(be, vn, strangers, heard=text.replace(" ", "").lower())


def test_does_not_join_when_another_fingerprint_is_heard(strangers: World):
    be, vn = strangers["BE"], strangers["VN"]
    with pytest.raises(CertificateInvalid):
        meet(be, vn, strangers, heard="0000 " * 10)
    with pytest.raises(UnknownPartner):
        be.node.store.read(lambda r: partner(r, VN))


def test_joins_once(strangers: World):
    be, vn = strangers["BE"], strangers["VN"]
    meet(be, vn, strangers)
    with pytest.raises(OutOfOrder):
        meet(be, vn, strangers)
    assert not partnership.is_active(be.node, VN)


def test_reads_no_invitation_that_was_changed(strangers: World):
    data = partnership.invitation(strangers["VN"].node)
    statement = read_invitation(data).statement
    for spoiled in (data[:-1], data.replace(b"A", b"B", 1), data + b" "):
        with pytest.raises((MalformedMessage, SignatureInvalid)):
            read_invitation(spoiled)
    assert b'"demo":true' in statement


def test_pairs_with_nobody_but_another_state(strangers: World):
    be = strangers["BE"]
    with pytest.raises(MalformedMessage):
        partnership.compare(be.node, partnership.invitation(be.node), strangers.now)


def test_never_pairs_a_demonstration_with_a_real_node(strangers: World):
    be, real = strangers["BE"], found(VN, seats_of(VN), demo=False, now=START)
    invitation, by = real.image.to_bytes(), be[Role.SPOC_DUTY]
    with pytest.raises(DemoMixedWithReal):
        partnership.compare(be.node, invitation, strangers.now)
    with pytest.raises(DemoMixedWithReal):
        partnership.propose(be.node, invitation, be[Role.SYSADMIN], strangers.now)
    with pytest.raises(DemoMixedWithReal):
        partnership.join(be.node, invitation, "0000", by, strangers.now)


def test_never_pairs_a_real_node_with_a_demonstration(strangers: World, tmp_path: Path):
    config = Config(home=tmp_path / "real", state=VN)
    real = found_place(config, read_law(demo=False), START, ROLES)
    invitation, by = partnership.invitation(strangers["BE"].node), real[Role.SPOC_DUTY]
    with pytest.raises(DemoMixedWithReal):
        partnership.compare(real.node, invitation, START)
    with pytest.raises(DemoMixedWithReal):
        partnership.propose(real.node, invitation, real[Role.SYSADMIN], START)
    with pytest.raises(DemoMixedWithReal):
        partnership.join(real.node, invitation, "0000", by, START)
    real.node.store.close()


@pytest.mark.parametrize("founded", [True, False])
def test_a_home_never_turns_from_a_demonstration_into_a_real_node_or_back(tmp_path: Path, founded: bool):
    create_home(Config(home=tmp_path, state=BE, demo=founded), seats_of(BE), START)
    file = tmp_path / "comity.toml"
    was, turned = (f"demo = {str(one).lower()}" for one in (founded, not founded))
    assert was in file.read_text()
    file.write_text(file.read_text().replace(was, turned))
    with pytest.raises(DemoMixedWithReal):
        open_node(tmp_path)


def test_takes_no_envelope_from_a_partner_that_it_has_not_joined(strangers: World):
    be, vn = strangers["BE"], strangers["VN"]
    meet(vn, be, strangers)
    assert strangers.carry().problems == ("BE:unknown-partner",)
    meet(be, vn, strangers)
    strangers.later(hours=1)
    strangers.carry()
    assert states(strangers, PAIR) == ("ACTIVE", "ACTIVE")


# ── the law in force ────────────────────────────────────────────────────────────────────────────
def newborn(folder: Path) -> Place:
    """Make a node whose law nobody has activated."""
    made = create_home(Config(home=folder, state=BE, demo=True), seats_of(BE), START)
    place = Place(node=open_node(folder), foundation=made, since=START)
    for role in (Role.LEGAL_OFFICER, Role.MINISTER_DELEGATE, Role.OFFICER):
        seat = next(s for s in made.seats if s.split("/")[1] == CAST[role])
        place.people[role] = engage(place, role, seat, START)
    return place


def test_decides_nothing_before_two_persons_activated_the_law(tmp_path: Path, world: World):
    place = newborn(tmp_path / "BE")
    place.node.store.write(lambda tx: tx.put_paper("partner/RU", world["RU"].node.self_image.to_bytes()))
    with pytest.raises(LawNotActivated):
        cases.draft(place.node, velin("BE", "RU"), place[Role.OFFICER], START)
    activation.propose(place.node, place[Role.LEGAL_OFFICER], START)
    assert activation.active_digest(place.node) == ""
    activation.activate(place.node, place[Role.MINISTER_DELEGATE], START)
    assert activation.active_digest(place.node) == place.node.law.digest
    cases.draft(place.node, velin("BE", "RU"), place[Role.OFFICER], START)
    place.node.store.close()


def test_activates_what_was_proposed_and_nothing_else(world: World):
    be = world["BE"]
    with pytest.raises(OutOfOrder):
        activation.activate(be.node, be[Role.MINISTER_DELEGATE], world.now)
    assert be.node.store.read(lambda r: r.paper(ACTIVE_LAW)).decode() == be.node.law.digest
