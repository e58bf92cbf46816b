"""Ending a role before its time: it blocks at once and takes its tokens along; a court alone ends a judge."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.acts.commit import known_matter, open_act
from comity.acts.roster import accreditations, chain_of, on_duty, people
from comity.acts.signing import Hand
from comity.demo.world import World, engage
from comity.errors import (
    AccreditationExpired,
    CertificateInvalid,
    JudgeKeyNotCertifiedByCourt,
    PersonalSignatureMissing,
    TokenInvalid,
    UnknownPerson,
    WrongRole,
)
from comity.exchange import activation, answers, cases, orders
from comity.model.people import JUDICIAL, Pseudonym, Role
from comity.model.requests import MatterId
from comity.people import tokens
from comity.people.ending import CONTEXT, end, end_judge
from comity.seal.canonical import decode, unb64
from comity.seal.keys import Signature
from comity.seal.packages import Part
from stories.exchange import IDENTITY, answered, at, put, taken, velin

SPOC, COURT = "BE/SPOC", "BE/COURT/brussels"
WHY = "left the service"
DAY = timedelta(days=1)


def guest(world: World, role: Role = Role.OFFICER, seat: str = SPOC) -> Hand:
    return engage(world["BE"], role, seat, world.now, name="be-guest")


def ends(world: World, hand: Hand, by: Role = Role.DPO) -> None:
    end(world["BE"].node, hand.person, WHY, world["BE"][by], world.now)


def court_ends(world: World, hand: Hand, issuer: str = COURT, issued_by: str = COURT) -> None:
    be = world["BE"]
    keys, certificate = be.foundation.seats[issuer], be.foundation.certificates[issued_by]
    end_judge(be.node, hand.person, WHY, issuer=keys, issued_by=certificate, now=world.now)


# ── what it does ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("by", [Role.ACCREDITATION_OFFICER, Role.DPO])
def test_shuts_out_a_hand_that_is_open_already(world: World, by: Role):
    be, hand = world["BE"], guest(world)
    cases.draft(be.node, velin("BE", "RU"), hand, world.now)
    ends(world, hand, by)
    with pytest.raises(AccreditationExpired, match="ended on 2019-10-31"):
        cases.draft(be.node, velin("BE", "RU"), hand, world.now)


def test_shuts_out_whoever_would_sign(world: World):
    be = world["BE"]
    legal = be[Role.LEGAL_OFFICER]
    ends(world, legal)
    before = be.node.store.read(lambda r: r.head("own"))
    with pytest.raises(AccreditationExpired):
        activation.propose(be.node, legal, world.now)
    assert be.node.store.read(lambda r: r.head("own")) == before


def test_opens_no_hand_any_more(world: World):
    hand = guest(world)
    ends(world, hand)
    for role in (None, Role.OFFICER):
        with pytest.raises(AccreditationExpired):
            world["BE"].node.store.read(lambda r, role=role: chain_of(r, Pseudonym("be-guest"), role))


def test_leaves_a_second_role_of_the_same_person_alone(world: World):
    be, hand = world["BE"], guest(world)
    other = guest(world, Role.SUPERVISOR)
    ends(world, hand)
    person, _ = be.node.store.read(lambda r: chain_of(r, Pseudonym("be-guest")))
    assert person == other.person
    mine = cases.draft(be.node, velin("BE", "RU"), be[Role.OFFICER], world.now).matter
    cases.approve(be.node, mine, other, world.now)


def test_takes_from_the_duty_roster_and_the_list_of_people(world: World):
    be, hand = world["BE"].node, guest(world, Role.SPOC_DUTY)
    roles = frozenset({Role.SPOC_DUTY})

    def now_on_duty() -> list[str]:
        return sorted(c.holder.name for c in be.store.read(lambda r: on_duty(r, roles, world.now)))

    assert now_on_duty() == ["be-guest", "be-spoc-duty"]
    ends(world, hand)
    assert now_on_duty() == ["be-spoc-duty"]
    assert "be-guest" not in {chain[0].holder.name for chain in be.store.read(people)}
    (kept,) = [one for one in be.store.read(accreditations) if one.person.pseudonym == "be-guest"]
    assert (kept.ended_at, kept.standing(world.now), kept.is_valid(world.now)) == (world.now, "ended", False)


def test_ends_the_tokens_of_that_role_and_no_others(world: World):
    be, hand = world["BE"].node, guest(world)
    other = guest(world, Role.SUPERVISOR)
    lent = [tokens.issue(be, h, "program", world.now + DAY, world.now)[1] for h in (hand, other)]
    ends(world, hand)
    with pytest.raises(TokenInvalid):
        tokens.bearer(be, lent[0], world.now)
    assert tokens.bearer(be, lent[1], world.now).person == other.person
    assert [t.ended_at for t in tokens.tokens(be) if t.person == hand.person] == [world.now]


def test_a_token_that_ended_with_its_role_does_not_come_back_with_it(world: World):
    be, hand = world["BE"], guest(world)
    _, text = tokens.issue(be.node, hand, "program", world.now + DAY, world.now)
    ends(world, hand)
    engage(be, Role.OFFICER, SPOC, world.now, name="be-guest")
    with pytest.raises(TokenInvalid):
        tokens.bearer(be.node, text, world.now)


def test_accrediting_again_lets_the_new_key_act_and_the_old_one_never(world: World):
    be, old = world["BE"], guest(world)
    ends(world, old)
    new = engage(be, Role.OFFICER, SPOC, world.now, name="be-guest")
    cases.draft(be.node, velin("BE", "RU"), new, world.now)
    with pytest.raises(CertificateInvalid):
        cases.draft(be.node, velin("BE", "RU"), old, world.now)


# ── who may ─────────────────────────────────────────────────────────────────────────────────────
def test_is_signed_and_says_why_and_of_which_certificate(world: World):
    be, hand = world["BE"].node, guest(world)
    ends(world, hand)
    act = open_act(be, known_matter(be, MatterId("account/be-guest")).last("person.end"))
    assert (act.header.author, act.header.marks["role"]) == ("be-dpo", "OFFICER")
    assert act.header.marks["certificate"] == hand.certificate.digest
    assert act.content == {"why": WHY}
    assert be.catalogue.kind("person.end").personal


@pytest.mark.parametrize("by", [Role.OFFICER, Role.SYSADMIN, Role.SUPERVISOR, Role.JUDGE])
def test_is_for_those_alone_who_accredit(world: World, by: Role):
    hand = guest(world)
    with pytest.raises(WrongRole):
        ends(world, hand, by)
    cases.draft(world["BE"].node, velin("BE", "RU"), hand, world.now)


def test_needs_the_officers_key_unlocked(world: World):
    be, hand = world["BE"], guest(world)
    with pytest.raises(PersonalSignatureMissing):
        end(be.node, hand.person, WHY, replace(be[Role.DPO], keys=None), world.now)


def test_an_officer_may_end_their_own_role_and_acts_no_more(world: World):
    officer = world["BE"][Role.ACCREDITATION_OFFICER]
    ends(world, officer, Role.ACCREDITATION_OFFICER)
    with pytest.raises(AccreditationExpired):
        guest(world)


def test_ends_a_role_once(world: World):
    hand = guest(world)
    ends(world, hand)
    with pytest.raises(AccreditationExpired):
        ends(world, hand)


def test_ends_nothing_that_nobody_holds(world: World):
    stranger = replace(world["BE"][Role.OFFICER].person, pseudonym=Pseudonym("be-nobody"))
    with pytest.raises(UnknownPerson):
        end(world["BE"].node, stranger, WHY, world["BE"][Role.DPO], world.now)


# ── judges ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", sorted(JUDICIAL))
def test_a_court_ends_its_judge_and_its_signature_is_kept(world: World, role: Role):
    be, hand = world["BE"], world["BE"][role]
    court_ends(world, hand)
    act = open_act(
        be.node, known_matter(be.node, MatterId(f"account/{hand.person.pseudonym}")).last("judge.end")
    )
    statement = unb64(act.content["statement"])
    court = be.foundation.certificates[COURT]
    court.signing.verify(Signature.from_plain(act.content["signature"]), statement, CONTEXT)
    assert decode(statement) == {"ends": hand.certificate.digest, "at": "2019-10-31T09:00:00Z"}
    assert act.header.author == "node"
    assert be.node.store.read(lambda r: on_duty(r, frozenset({role}), world.now)) == ()


def test_an_ended_judge_turns_no_key(world: World):
    with at(answered) as (copy, matter):
        be = copy["BE"]
        court_ends(copy, be[Role.JUDGE])
        for step in (orders.view, orders.grant):
            with pytest.raises(AccreditationExpired):
                step(be.node, matter, be[Role.JUDGE], copy.now)


def test_seals_nothing_to_a_judge_whose_role_was_ended(world: World):
    with at(taken) as (copy, matter):
        be = copy["BE"]
        engage(be, Role.JUDGE, COURT, copy.now, name="be-judge-2")
        court_ends(copy, be[Role.JUDGE])
        put(copy, matter, IDENTITY)
        (package,) = answers.packages(be.node, matter)
        assert be[Role.JUDGE].keys.sealing.id not in {
            share.key for share in package.shares if share.part is Part.JUDGE
        }


def test_a_sitting_judge_ends_a_colleague(world: World):
    be = world["BE"]
    sitting, colleague = be[Role.JUDGE], be[Role.DUTY_MAGISTRATE]
    end_judge(
        be.node, colleague.person, WHY, issuer=sitting.keys, issued_by=sitting.certificate, now=world.now
    )
    with pytest.raises(AccreditationExpired):
        be.node.store.read(lambda r: chain_of(r, colleague.person.pseudonym))


@pytest.mark.parametrize("role", sorted(JUDICIAL))
@pytest.mark.parametrize("by", [Role.ACCREDITATION_OFFICER, Role.DPO])
def test_no_officer_ends_a_judge(world: World, by: Role, role: Role):
    with pytest.raises(JudgeKeyNotCertifiedByCourt):
        ends(world, world["BE"][role], by)


@pytest.mark.parametrize("seat", [SPOC, "BE/PUBLIC_PROSECUTOR"])
def test_no_authority_ends_a_judge(world: World, seat: str):
    with pytest.raises(JudgeKeyNotCertifiedByCourt):
        court_ends(world, world["BE"][Role.JUDGE], seat, seat)


def test_no_other_key_passes_for_the_courts(world: World):
    with pytest.raises(CertificateInvalid):
        court_ends(world, world["BE"][Role.JUDGE], SPOC, COURT)


def test_a_court_ends_nobody_but_judges(world: World):
    with pytest.raises(JudgeKeyNotCertifiedByCourt):
        court_ends(world, world["BE"][Role.PROSECUTOR])


def test_a_duty_magistrate_ends_no_judge(world: World):
    be = world["BE"]
    magistrate = be[Role.DUTY_MAGISTRATE]
    with pytest.raises(JudgeKeyNotCertifiedByCourt):
        end_judge(
            be.node,
            be[Role.JUDGE].person,
            WHY,
            issuer=magistrate.keys,
            issued_by=magistrate.certificate,
            now=world.now,
        )
