from dataclasses import replace
from datetime import timedelta

import pytest

from comity.errors import (
    AccreditationExpired,
    CertificateInvalid,
    JudgeKeyNotCertifiedByCourt,
    MalformedMessage,
    SignatureInvalid,
)
from comity.model.people import Pseudonym, Role
from comity.seal.canonical import b64
from comity.seal.certificates import (
    Certificate,
    CertificateKind,
    Holder,
    PersonalSignature,
    verify_chain,
    verify_personal,
)
from comity.seal.keys import KeySet, SigningKey
from seal.world import BE, COURT, NOW, RU, SPOC, World, certify, person_of, under_root


def verify(world: World, chain: tuple[Certificate, ...], at=NOW) -> None:
    verify_chain(chain[0], chain[1:], world.roots, at)


def test_follows_the_chain_to_the_pinned_root(world: World):
    for person in (world.judge, world.duty, world.court, world.spoc, world.node):
        verify(world, tuple(Certificate.from_plain(link.to_plain()) for link in person.chain))


def test_a_sitting_judge_certifies_a_judge_of_the_same_court(world: World):
    verify(world, person_of(world.judge, COURT, "colleague", Role.DUTY_MAGISTRATE).chain)


def test_the_root_certifies_itself(world: World):
    keys = KeySet(signing=world.be_root, sealing=KeySet.generate().sealing)
    holder = Holder(state=BE, kind=CertificateKind.ROOT, name=Pseudonym("root"))
    verify(world, (certify(world.be_root, holder, keys),))


@pytest.mark.parametrize("role", [Role.JUDGE, Role.DUTY_MAGISTRATE])
def test_only_a_court_or_a_sitting_judge_makes_a_judge(world: World, role: Role):
    former = person_of(world.court, COURT, "former", Role.JUDGE, until=NOW - timedelta(days=1))
    clerk = person_of(world.court, COURT, "clerk", Role.AUDITOR)
    other_court = under_root(world.be_root, CertificateKind.COURT, "BE/COURT/gent")
    by_root = certify(
        world.be_root,
        Holder(state=BE, kind=CertificateKind.PERSON, name=Pseudonym("j"), authority=COURT, role=role),
        KeySet.generate(),
    )
    chains = [
        person_of(issuer, place, "j", role).chain
        for issuer, place in (
            (world.node, COURT),
            (world.spoc, COURT),
            (world.spoc, SPOC),
            (former, COURT),
            (clerk, COURT),
            (other_court, COURT),
        )
    ]
    for chain in [*chains, (by_root,)]:
        with pytest.raises(JudgeKeyNotCertifiedByCourt):
            verify(world, chain)


def test_the_node_and_other_authorities_certify_nobody(world: World):
    officer = person_of(world.spoc, SPOC, "o", Role.OFFICER)
    for issuer, place in ((world.node, SPOC), (officer, SPOC), (world.spoc, "BE/PUBLIC_PROSECUTOR")):
        with pytest.raises(CertificateInvalid):
            verify(world, person_of(issuer, place, "p", Role.PROSECUTOR).chain)


def test_only_the_root_makes_authorities(world: World):
    keys = KeySet.generate()
    holder = Holder(state=BE, kind=CertificateKind.AUTHORITY, name=Pseudonym("a"), authority=SPOC)
    with pytest.raises(CertificateInvalid):
        verify(world, (certify(world.spoc.keys.signing, holder, keys), *world.spoc.chain))


def test_dates_bind(world: World):
    brief = person_of(world.spoc, SPOC, "o", Role.OFFICER, until=NOW)
    verify(world, brief.chain)
    with pytest.raises(AccreditationExpired):
        verify(world, brief.chain, NOW + timedelta(microseconds=1))
    with pytest.raises(AccreditationExpired):
        verify(world, brief.chain, NOW - timedelta(days=101))
    closed = under_root(world.be_root, CertificateKind.AUTHORITY, SPOC, until=NOW - timedelta(days=1))
    with pytest.raises(CertificateInvalid):
        verify(world, person_of(closed, SPOC, "o", Role.OFFICER).chain)


def test_refuses_a_broken_chain(world: World):
    chain = world.duty.chain
    forged = replace(chain[0], statement=chain[0].statement.replace(b"duty-1", b"duty-2"))
    false_root = under_root(SigningKey.generate(), CertificateKind.AUTHORITY, SPOC)
    for broken in (chain[:1], (forged, *chain[1:]), person_of(false_root, SPOC, "o", Role.OFFICER).chain):
        with pytest.raises(CertificateInvalid):
            verify(world, broken)
    with pytest.raises(CertificateInvalid):
        verify_chain(chain[0], chain[1:], {RU: world.ru_root.public}, NOW)


def test_refuses_a_circle(world: World):
    one, other = KeySet.generate(), KeySet.generate()
    holder = Holder(
        state=BE, kind=CertificateKind.PERSON, name=Pseudonym("j"), authority=COURT, role=Role.JUDGE
    )
    circle = certify(other.signing, holder, one), certify(one.signing, holder, other)
    with pytest.raises(CertificateInvalid):
        verify(world, circle)


@pytest.mark.parametrize(
    "holder",
    [
        Holder(state=BE, kind=CertificateKind.PERSON, name=Pseudonym("p"), authority=SPOC),
        Holder(
            state=BE, kind=CertificateKind.AUTHORITY, name=Pseudonym("a"), authority=SPOC, role=Role.JUDGE
        ),
        Holder(state=BE, kind=CertificateKind.AUTHORITY, name=Pseudonym("a"), authority="RU/SPOC"),
        Holder(state=BE, kind=CertificateKind.AUTHORITY, name=Pseudonym("a")),
        Holder(state=BE, kind=CertificateKind.COURT, name=Pseudonym("c"), authority=SPOC),
        Holder(state=BE, kind=CertificateKind.COURT, name=Pseudonym("c"), authority="BE"),
    ],
)
def test_refuses_a_holder_that_does_not_fit_together(world: World, holder: Holder):
    with pytest.raises(MalformedMessage):
        certify(world.be_root, holder, KeySet.generate())


def test_a_personal_signature_names_its_signer(world: World):
    signature = world.duty.keys.signing.sign(b"act", b"comity/1 act")
    personal = PersonalSignature.from_plain(
        PersonalSignature(signature=signature, chain=world.duty.chain).to_plain()
    )
    holder = verify_personal(personal, b"act", b"comity/1 act", roots=world.roots, at=NOW)
    assert (holder.name, holder.role, holder.authority) == ("duty", Role.SPOC_DUTY, "BE/SPOC")
    with pytest.raises(SignatureInvalid):
        verify_personal(personal, b"another", b"comity/1 act", roots=world.roots, at=NOW)


def test_refuses_a_certificate_that_the_root_did_not_sign(world: World):
    stranger = SigningKey.generate()
    false = under_root(stranger, CertificateKind.AUTHORITY, SPOC)
    statement = false.chain[0].statement.replace(stranger.id.encode(), world.be_root.id.encode())
    signature = replace(stranger.sign(statement, b"comity/1 certificate"), key=world.be_root.id)
    forged = Certificate.from_plain({"statement": b64(statement), "signature": signature.to_plain()})
    with pytest.raises(CertificateInvalid):
        verify(world, (forged,))


def test_refuses_a_second_root(world: World):
    holder = Holder(state=BE, kind=CertificateKind.ROOT, name=Pseudonym("root"))
    with pytest.raises(CertificateInvalid):
        verify(world, (certify(world.be_root, holder, KeySet.generate()),))
