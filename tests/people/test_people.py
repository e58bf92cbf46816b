"""Who has keys: the founding ceremony, accreditation by the right issuer, and the roster."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.acts.commit import read_matter
from comity.acts.roster import chain_of, on_duty
from comity.demo.world import World, engage, seats_of
from comity.errors import CertificateInvalid, UnknownPerson
from comity.model.parties import StateCode
from comity.model.people import JUDICIAL, Pseudonym, Role
from comity.model.requests import MatterId
from comity.people.ceremony import found
from comity.seal.certificates import CertificateKind, verify_chain

NOW = datetime(2019, 10, 31, 9, 0, tzinfo=UTC)
BE = StateCode("BE")


# ── the ceremony ────────────────────────────────────────────────────────────────────────────────
def test_certifies_node_and_seats_by_the_root_for_ten_years():
    made = found(BE, seats_of(BE), demo=True, now=NOW)
    assert {code: c.holder.kind for code, c in made.certificates.items()} == {
        "BE/SPOC": CertificateKind.AUTHORITY,
        "BE/CENTRAL_AUTHORITY": CertificateKind.AUTHORITY,
        "BE/PUBLIC_PROSECUTOR": CertificateKind.AUTHORITY,
        "BE/COURT/brussels": CertificateKind.COURT,
        "BE/DPA": CertificateKind.AUTHORITY,
    }
    for link in (made.image.node, *made.certificates.values()):
        verify_chain(link, (), {BE: made.root.signing.public}, NOW + timedelta(days=3649))
        with pytest.raises(CertificateInvalid):
            verify_chain(link, (), {BE: made.root.signing.public}, NOW + timedelta(days=3651))


def test_gives_every_seat_its_own_keys_and_the_node_alone_a_log():
    made = found(BE, seats_of(BE), demo=True, now=NOW)
    keys = [made.root, made.node, *made.seats.values()]
    assert len({k.signing.id for k in keys}) == len({k.sealing.id for k in keys}) == 7
    assert [k.log_seeds is not None for k in keys] == [False, True] + [False] * 5


def test_speaks_for_the_point_of_contact_in_its_invitation():
    made = found(BE, seats_of(BE), demo=True, now=NOW)
    assert (made.image.state, made.image.authority, made.image.demo) == ("BE", "BE/SPOC", True)


# ── accreditation ───────────────────────────────────────────────────────────────────────────────
def test_accredits_a_person_and_records_it_without_a_name(world: World):
    hand = engage(world["BE"], Role.OFFICER, "BE/SPOC", world.now, name="be-officer-7", days=30)
    be = world["BE"].node
    person, chain = be.store.read(lambda r: chain_of(r, Pseudonym("be-officer-7")))
    assert (person, chain[0].serial) == (hand.person, hand.certificate.serial)
    matter = be.store.read(lambda r: read_matter(r, MatterId("account/be-officer-7"), be.catalogue))
    assert [(h.kind, h.marks["role"], h.marks["until"]) for h in matter.headers] == [
        ("person.accredit", "OFFICER", "2019-11-30")
    ]
    assert matter.folded.own == "ACCREDITED"


def test_tells_roles_of_one_person_apart(world: World):
    for role in (Role.OFFICER, Role.SUPERVISOR):
        engage(world["BE"], role, "BE/SPOC", world.now, name="be-two-hats")
    be = world["BE"].node
    with pytest.raises(UnknownPerson, match="--role"):
        be.store.read(lambda r: chain_of(r, Pseudonym("be-two-hats")))
    person, _ = be.store.read(lambda r: chain_of(r, Pseudonym("be-two-hats"), Role.SUPERVISOR))
    assert person.role is Role.SUPERVISOR


def test_knows_nobody_who_was_not_accredited(world: World):
    with pytest.raises(UnknownPerson):
        world["BE"].node.store.read(lambda r: chain_of(r, Pseudonym("nobody")))


def test_counts_on_duty_those_whose_accreditation_runs(world: World):
    engage(world["BE"], Role.JUDGE, "BE/COURT/brussels", world.now, name="be-judge-2", days=1)
    be = world["BE"].node

    def judges(at: datetime) -> list[str]:
        return sorted(c.holder.name for c in be.store.read(lambda r: on_duty(r, JUDICIAL, at)))

    assert judges(world.now) == ["be-duty-magistrate", "be-judge", "be-judge-2"]
    assert judges(world.now + timedelta(days=2)) == ["be-duty-magistrate", "be-judge"]
    assert judges(world.now - timedelta(seconds=1)) == []
