"""Accreditation: an authority certifies, an officer signs, a court alone makes judges, nobody themselves."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from acts.forgery import misplaced
from comity.acts.commit import known_matter, open_act
from comity.acts.roster import chain_of, keep_person
from comity.acts.signing import Hand, Signatures, verify_act
from comity.demo.world import Place, World, engage
from comity.errors import (
    AccreditationExpired,
    CertificateInvalid,
    JudgeKeyNotCertifiedByCourt,
    LiaisonMayNotDecide,
    PersonalSignatureMissing,
    SamePersonTwice,
    UnknownPerson,
    WrongRole,
    WrongSeat,
)
from comity.exchange import activation, cases
from comity.model.parties import Authority
from comity.model.people import JUDICIAL, PersonInRole, Pseudonym, Role
from comity.model.requests import MatterId
from comity.people.accredit import accredit
from comity.people.ending import end_judge
from comity.seal.certificates import Certificate
from comity.seal.keys import KeySet
from stories.exchange import velin

SPOC, MINISTRY, COURT, DPA = "BE/SPOC", "BE/CENTRAL_AUTHORITY", "BE/COURT/brussels", "BE/DPA"
NEW = PersonInRole(pseudonym=Pseudonym("be-new"), role=Role.OFFICER, authority=Authority.parse(SPOC))


def bring(
    world: World, person: PersonInRole, by: Hand | None, seat: str = "", keys: KeySet | None = None
) -> Hand:
    be = world["BE"]
    seat = seat or person.authority.code
    return accredit(
        be.node,
        person,
        keys or KeySet.generate(),
        issuer=be.foundation.seats[seat],
        issued_by=be.foundation.certificates[seat],
        until=world.now + timedelta(days=30),
        now=world.now,
        by=by,
    )


def unknown(world: World, name: str = "be-new") -> bool:
    with pytest.raises(UnknownPerson):
        world["BE"].node.store.read(lambda r: chain_of(r, Pseudonym(name)))
    return world["BE"].node.store.read(lambda r: r.matter(MatterId(f"account/{name}"))) is None


# ── who accredits ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.ACCREDITATION_OFFICER, Role.DPO])
def test_carries_the_signature_of_the_officer_who_accredits(world: World, role: Role):
    be = world["BE"]
    hand = bring(world, NEW, be[role])
    stored = known_matter(be.node, MatterId("account/be-new")).last("person.accredit")
    act = open_act(be.node, stored)
    signatures = Signatures.from_bytes(stored.signatures)
    verify_act(
        act,
        be.node.catalogue.kind("person.accredit"),
        signatures,
        be.node.keys.signing.public,
        be.node.roots,
    )
    assert (act.header.author, act.header.role) == (be[role].person.pseudonym, role)
    assert dict(act.header.marks) == {
        "role": "OFFICER",
        "authority": "BE/SPOC",
        "until": "2019-11-30",
        "certificate": hand.certificate.digest,
    }
    assert Certificate.from_plain(act.content["certificate"]) == hand.certificate


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in (Role.ACCREDITATION_OFFICER, Role.DPO, *JUDICIAL)]
)
def test_is_for_the_accreditation_officer_and_the_data_protection_officer_alone(world: World, role: Role):
    officer = world["BE"][Role.OFFICER]
    hand = replace(officer, person=replace(officer.person, role=role))
    with pytest.raises(WrongRole if "LIAISON" not in role else LiaisonMayNotDecide):
        bring(world, NEW, hand)
    assert unknown(world)


def test_is_nothing_that_the_node_does(world: World):
    with pytest.raises(WrongRole, match="Use --as"):
        bring(world, NEW, None)
    assert unknown(world)


def test_needs_the_officers_key_unlocked(world: World):
    with pytest.raises(PersonalSignatureMissing):
        bring(world, NEW, replace(world["BE"][Role.ACCREDITATION_OFFICER], keys=None))
    assert unknown(world)


def test_is_refused_to_an_officer_whose_own_accreditation_is_over(world: World):
    be = world["BE"]
    short = engage(be, Role.ACCREDITATION_OFFICER, SPOC, world.now, name="be-short", days=1)
    bring(world, NEW, short)
    world.now += timedelta(days=2)
    with pytest.raises(AccreditationExpired):
        bring(world, replace(NEW, pseudonym=Pseudonym("be-newer")), short)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DPO, Role.ACCREDITATION_OFFICER, Role.SYSADMIN])
def test_nobody_accredits_themselves_in_whatever_role(world: World, role: Role):
    officer = world["BE"][Role.ACCREDITATION_OFFICER]
    with pytest.raises(SamePersonTwice, match="Nobody accredits themselves"):
        bring(world, replace(officer.person, role=role), officer, keys=officer.keys)


def test_nobody_accredits_themselves_under_another_name(world: World):
    officer = world["BE"][Role.ACCREDITATION_OFFICER]
    with pytest.raises(SamePersonTwice, match="another person's already"):
        bring(world, NEW, officer, keys=officer.keys)


@pytest.mark.parametrize("whose", [Role.DUTY_MAGISTRATE, Role.SPOC_DUTY])
def test_brings_no_second_key_into_an_account(world: World, whose: Role):
    """Else whoever holds it would say how the other is called, and ask in the cases where they decide."""
    be = world["BE"]
    taken = replace(NEW, pseudonym=be[whose].person.pseudonym)
    with pytest.raises(SamePersonTwice, match=f"is {whose} with another key"):
        bring(world, taken, be[Role.ACCREDITATION_OFFICER])
    second = bring(world, taken, be[Role.ACCREDITATION_OFFICER], keys=be[whose].keys)
    assert second.certificate.signing.id == be[whose].certificate.signing.id


def test_an_account_whose_roles_are_over_may_have_a_new_key(world: World):
    be = world["BE"]
    short = engage(be, Role.SPOC_DUTY, SPOC, world.now, name="be-short", days=1)
    world.now += timedelta(days=2)
    again = bring(world, replace(short.person, role=Role.OFFICER), be[Role.ACCREDITATION_OFFICER])
    assert again.certificate.signing.id != short.certificate.signing.id


def test_one_key_makes_one_account_however_many_bring_it_at_once(world: World):
    be, keys = world["BE"], KeySet.generate()
    officer = be[Role.ACCREDITATION_OFFICER]

    def one(name: str) -> bool:
        try:
            bring(world, replace(NEW, pseudonym=Pseudonym(name)), officer, keys=keys)
        except SamePersonTwice:
            return False
        return True

    with ThreadPoolExecutor(4) as hands:
        assert sorted(hands.map(one, ("be-one", "be-two", "be-three", "be-four"))) == [False] * 3 + [True]


def test_the_two_officers_accredit_each_other_in_a_second_role(world: World):
    be = world["BE"]
    dpo, officer = be[Role.DPO], be[Role.ACCREDITATION_OFFICER]
    hand = bring(world, replace(dpo.person, role=Role.AUDITOR), officer, keys=dpo.keys)
    assert (hand.person.pseudonym, hand.person.role) == ("be-dpo", Role.AUDITOR)


def test_two_roles_of_one_person_stay_one_account_for_maker_and_checker(world: World):
    be = world["BE"]
    drafter = engage(be, Role.OFFICER, SPOC, world.now, name="be-both")
    checker = engage(be, Role.SUPERVISOR, SPOC, world.now, name="be-both")
    draft = cases.draft(be.node, velin("BE", "RU"), drafter, world.now)
    with pytest.raises(SamePersonTwice):
        cases.approve(be.node, draft.matter, checker, world.now)


# ── what the authority certifies ────────────────────────────────────────────────────────────────
def test_lets_an_authority_certify_its_own_people_only(world: World):
    be = world["BE"]
    prosecutor = replace(be[Role.PROSECUTOR].person, pseudonym=Pseudonym("be-new"))
    with pytest.raises(CertificateInvalid):
        bring(world, prosecutor, be[Role.ACCREDITATION_OFFICER], seat=SPOC)
    assert unknown(world)


@pytest.mark.parametrize(
    ("role", "seat"),
    [
        (Role.SPOC_DUTY, COURT),
        (Role.OFFICER, COURT),
        (Role.LEGAL_OFFICER, COURT),
        (Role.MINISTER_DELEGATE, SPOC),
        (Role.PROSECUTOR, SPOC),
        (Role.DPA_INSPECTOR, SPOC),
        (Role.SPOC_DUTY, MINISTRY),
        (Role.DPO, MINISTRY),
        (Role.SUPERVISOR, DPA),
    ],
)
def test_makes_nobody_in_a_role_that_the_authority_does_not_have(world: World, role: Role, seat: str):
    """Not even by the right key: the police make no delegate of the minister, the court no duty desk."""
    person = PersonInRole(pseudonym=Pseudonym("be-new"), role=role, authority=Authority.parse(seat))
    with pytest.raises(WrongSeat, match=f"{role} is a role at"):
        bring(world, person, world["BE"][Role.ACCREDITATION_OFFICER])
    assert unknown(world)


@pytest.mark.parametrize(("role", "seat"), [(Role.MINISTER_DELEGATE, MINISTRY), (Role.DPA_INSPECTOR, DPA)])
def test_an_authority_makes_people_in_its_own_roles(world: World, role: Role, seat: str):
    person = PersonInRole(pseudonym=Pseudonym("be-new"), role=role, authority=Authority.parse(seat))
    hand = bring(world, person, world["BE"][Role.ACCREDITATION_OFFICER])
    assert hand.certificate.issuer == world["BE"].foundation.seats[seat].signing.id


def test_who_was_accredited_at_a_wrong_authority_before_may_do_nothing(world: World):
    be = world["BE"]
    left = misplaced(be, Role.MINISTER_DELEGATE, SPOC, world.now)
    be.node.store.write(lambda tx: keep_person(tx, left.chain))
    activation.propose(be.node, be[Role.LEGAL_OFFICER], world.now)
    with pytest.raises(WrongSeat, match="CENTRAL_AUTHORITY or EXECUTIVE_DECIDER, not at SPOC"):
        activation.activate(be.node, left, world.now)


def test_a_certificate_without_an_officers_signature_lets_nobody_act(world: World):
    """The authority's custodian certifies a key alone, outside the node: it is not accredited here."""
    from comity.people.accredit import certify

    be = world["BE"]
    hand = certify(
        be.node,
        NEW,
        KeySet.generate(),
        issuer=be.foundation.seats[SPOC],
        issued_by=be.foundation.certificates[SPOC],
        until=world.now + timedelta(days=30),
        now=world.now,
    )
    with pytest.raises(UnknownPerson):
        cases.draft(be.node, velin("BE", "RU"), hand, world.now)


def test_a_new_key_for_the_same_role_shuts_out_the_old_one(world: World):
    be = world["BE"]
    old = bring(world, NEW, be[Role.ACCREDITATION_OFFICER])
    cases.draft(be.node, velin("BE", "RU"), old, world.now)
    new = bring(world, NEW, be[Role.ACCREDITATION_OFFICER])
    cases.draft(be.node, velin("BE", "RU"), new, world.now)
    with pytest.raises(CertificateInvalid, match="another key"):
        cases.draft(be.node, velin("BE", "RU"), old, world.now)


# ── judges ──────────────────────────────────────────────────────────────────────────────────────
def judge(place: Place, role: Role = Role.JUDGE) -> PersonInRole:
    return PersonInRole(pseudonym=Pseudonym("be-new"), role=role, authority=Authority.parse(COURT))


@pytest.mark.parametrize("role", [Role.JUDGE, Role.DUTY_MAGISTRATE])
def test_the_node_records_the_judge_whom_the_court_certified(world: World, role: Role):
    be = world["BE"]
    hand = bring(world, judge(be, role), None)
    stored = known_matter(be.node, MatterId("account/be-new")).last("judge.record")
    header = open_act(be.node, stored).header
    assert (header.author, header.role) == ("node", None)
    assert header.marks["certificate"] == hand.certificate.digest
    assert hand.certificate.issuer == be.foundation.seats[COURT].signing.id


@pytest.mark.parametrize("role", [Role.JUDGE, Role.DUTY_MAGISTRATE])
@pytest.mark.parametrize("seat", [SPOC, "BE/PUBLIC_PROSECUTOR", "BE/CENTRAL_AUTHORITY"])
def test_lets_a_court_alone_certify_a_judge(world: World, seat: str, role: Role):
    with pytest.raises(JudgeKeyNotCertifiedByCourt):
        bring(world, judge(world["BE"], role), None, seat=seat)
    assert unknown(world)


@pytest.mark.parametrize("seat", [SPOC, COURT])
@pytest.mark.parametrize("role", [Role.ACCREDITATION_OFFICER, Role.DPO])
def test_no_officers_signature_stands_for_the_courts(world: World, role: Role, seat: str):
    with pytest.raises(JudgeKeyNotCertifiedByCourt, match="no officer's signature"):
        bring(world, judge(world["BE"]), world["BE"][role], seat=seat)
    assert unknown(world)


def by_judge(world: World, sitting: Hand) -> Hand:
    return accredit(
        world["BE"].node,
        judge(world["BE"]),
        KeySet.generate(),
        issuer=sitting.keys,
        issued_by=sitting.certificate,
        until=world.now + timedelta(days=30),
        now=world.now,
        by=None,
    )


def test_lets_a_sitting_judge_certify_a_judge_of_the_same_court(world: World):
    sitting = world["BE"][Role.JUDGE]
    assert by_judge(world, sitting).certificate.issuer == sitting.keys.signing.id


def test_lets_no_duty_magistrate_certify_a_judge(world: World):
    with pytest.raises(JudgeKeyNotCertifiedByCourt):
        by_judge(world, world["BE"][Role.DUTY_MAGISTRATE])


def test_lets_no_judge_certify_whose_role_was_ended(world: World):
    be = world["BE"]
    sitting = be[Role.JUDGE]
    court = {"issuer": be.foundation.seats[COURT], "issued_by": be.foundation.certificates[COURT]}
    end_judge(be.node, sitting.person, "left the court", now=world.now, **court)
    with pytest.raises(AccreditationExpired):
        by_judge(world, sitting)
    assert unknown(world)
