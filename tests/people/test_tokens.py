"""Tokens: a program works for a person in role, never signs, and stops when its person's role does."""

from datetime import datetime, timedelta

import pytest

from comity.acts.commit import Deed, known_matter, open_act, perform, read_matter
from comity.acts.signing import Hand, sign_act
from comity.demo.world import World, engage
from comity.errors import (
    BadInput,
    LiaisonMayNotDecide,
    PersonalSignatureMissing,
    TokenInvalid,
    Unknown,
    WrongRole,
)
from comity.exchange import activation
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.people import tokens

DAY = timedelta(days=1)
PURPOSE = "imports from the case file system"


def lend(world: World, role: Role = Role.OFFICER, days: int = 30) -> tuple[tokens.TokenId, str]:
    be = world["BE"]
    return tokens.issue(be.node, be[role], PURPOSE, world.now + timedelta(days=days), world.now)


def opens(world: World, text: str, now: datetime | None = None) -> Hand:
    return tokens.bearer(world["BE"].node, text, now or world.now)


def refused(world: World, text: str, now: datetime | None = None) -> str:
    with pytest.raises(TokenInvalid) as failed:
        opens(world, text, now)
    return failed.value.what


# ── what a token is good for ────────────────────────────────────────────────────────────────────
def test_opens_the_person_in_role_without_a_key(world: World):
    _, text = lend(world)
    officer = world["BE"][Role.OFFICER]
    hand = opens(world, text)
    assert (hand.person, hand.keys) == (officer.person, None)
    assert hand.certificate.serial == officer.certificate.serial


def test_lets_a_program_do_what_needs_no_signature(world: World):
    _, text = lend(world)
    deed = Deed(kind="register.search", matter=MatterId("register/UN-SC"), by=opens(world, text))
    act = perform(world["BE"].node, deed, world.now)
    assert (act.header.author, act.header.role) == ("be-officer", Role.OFFICER)


def test_never_suffices_where_the_person_must_sign(world: World):
    be = world["BE"].node
    _, text = lend(world, Role.LEGAL_OFFICER)
    hand = opens(world, text)
    act = perform(be, Deed(kind="case.findings", matter=MatterId("case/BE-RU-2019-1"), by=hand), world.now)
    personal = [kind for kind in be.catalogue.kinds.values() if kind.personal]
    assert len(personal) > 30
    for kind in personal:
        with pytest.raises(PersonalSignatureMissing):
            sign_act(act, kind, be.keys.signing, hand)
    with pytest.raises(PersonalSignatureMissing):
        activation.propose(be, hand, world.now)


def test_cannot_lend_itself_on(world: World):
    _, text = lend(world)
    with pytest.raises(PersonalSignatureMissing):
        tokens.issue(world["BE"].node, opens(world, text), PURPOSE, world.now + DAY, world.now)


# ── what is kept and told ───────────────────────────────────────────────────────────────────────
def test_is_written_comity_id_and_43_characters(world: World):
    id, text = lend(world)
    assert text.startswith(f"comity_{id}_")
    assert (len(id), len(text)) == (16, 7 + 16 + 1 + 43)


def test_keeps_nothing_that_opens(world: World):
    id, text = lend(world)
    secret = text.split("_", 2)[2].encode()
    be = world["BE"].node
    kept = be.store.read(lambda r: r.paper(f"token/{id}"))
    act = known_matter(be, MatterId("account/be-officer")).last("token.issue")
    assert kept is not None
    assert act is not None
    assert secret not in kept
    assert secret not in act.statement
    assert open_act(be, act).content == {"what": PURPOSE}


def test_lists_whose_it_is_what_for_and_until_when(world: World):
    id, _ = lend(world)
    officer = world["BE"][Role.OFFICER]
    assert tokens.tokens(world["BE"].node) == (
        tokens.Token(
            id=id,
            person=officer.person,
            what=PURPOSE,
            key=officer.certificate.signing.id,
            issued_at=world.now,
            valid_until=world.now + timedelta(days=30),
        ),
    )


def test_issuing_is_the_persons_own_signed_act(world: World):
    id, _ = lend(world)
    be = world["BE"].node
    matter = be.store.read(lambda r: read_matter(r, MatterId("account/be-officer"), be.catalogue))
    header = matter.headers[-1]
    assert (header.kind, header.author, header.shared) == ("token.issue", "be-officer", False)
    assert dict(header.marks) == {"token": id, "role": "OFFICER", "until": "2019-11-30"}
    assert be.catalogue.kind("token.issue").personal


# ── when it opens nothing ───────────────────────────────────────────────────────────────────────
def test_says_one_sentence_of_every_token_that_opens_nothing(world: World):
    id, text = lend(world, days=2)
    other, _ = lend(world, days=2)
    ended, ended_text = lend(world, days=2)
    tokens.end(world["BE"].node, ended, world["BE"][Role.OFFICER], world.now)
    secret = text.split("_", 2)[2]
    said = {
        refused(world, ""),
        refused(world, "comity"),
        refused(world, text + "A"),
        refused(world, f"comity_{id}_{secret[:-1]}"),
        refused(world, f"comity_{'0' * 16}_{secret}"),
        refused(world, f"comity_{other}_{secret}"),
        refused(world, f"comity_{id}_{secret[::-1]}"),
        refused(world, ended_text),
        refused(world, text, world.now + 3 * DAY),
        refused(world, text, world.now - DAY),
    }
    assert len(said) == 1
    assert opens(world, text).person.role is Role.OFFICER


def test_never_outlives_the_accreditation(world: World):
    be = world["BE"]
    hand = engage(be, Role.OFFICER, "BE/SPOC", world.now, name="be-guest", days=10)
    with pytest.raises(BadInput, match="ends on 2019-11-10"):
        tokens.issue(be.node, hand, PURPOSE, world.now + 11 * DAY, world.now)
    _, text = tokens.issue(be.node, hand, PURPOSE, world.now + 10 * DAY, world.now)
    assert opens(world, text, world.now + 10 * DAY).person == hand.person
    assert refused(world, text, world.now + 10 * DAY + timedelta(seconds=1))


def test_falls_with_the_key_under_which_it_was_lent(world: World):
    be = world["BE"]
    hand = engage(be, Role.OFFICER, "BE/SPOC", world.now, name="be-guest")
    _, text = tokens.issue(be.node, hand, PURPOSE, world.now + DAY, world.now)
    engage(be, Role.OFFICER, "BE/SPOC", world.now, name="be-guest")
    assert refused(world, text)


@pytest.mark.parametrize("what", ["", "  ", "two\nlines", "x" * 81])
def test_asks_in_one_line_what_it_is_for(world: World, what: str):
    be = world["BE"]
    with pytest.raises(BadInput):
        tokens.issue(be.node, be[Role.OFFICER], what, world.now + DAY, world.now)


def test_is_not_issued_for_days_gone_by(world: World):
    with pytest.raises(BadInput, match="has passed"):
        lend(world, days=0)


# ── who ends it ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.OFFICER, Role.DPO, Role.SYSADMIN])
def test_ends_at_once_by_its_person_or_by_who_watches(world: World, role: Role):
    be = world["BE"]
    id, text = lend(world)
    tokens.end(be.node, id, be[role], world.now)
    assert refused(world, text)
    assert [t.ended_at for t in tokens.tokens(be.node)] == [world.now]


def test_ends_even_by_itself(world: World):
    id, text = lend(world)
    tokens.end(world["BE"].node, id, opens(world, text), world.now)
    assert refused(world, text)


def test_is_not_ended_by_a_colleague(world: World):
    be = world["BE"]
    id, text = lend(world)
    with pytest.raises(WrongRole):
        tokens.end(be.node, id, be[Role.SUPERVISOR], world.now)
    assert opens(world, text)


def test_keeps_the_first_instant_at_which_it_ended(world: World):
    be = world["BE"]
    id, _ = lend(world)
    tokens.end(be.node, id, be[Role.OFFICER], world.now)
    tokens.end(be.node, id, be[Role.DPO], world.now + DAY)
    assert [t.ended_at for t in tokens.tokens(be.node)] == [world.now]


def test_ends_nothing_that_is_not_there(world: World):
    with pytest.raises(Unknown):
        tokens.end(world["BE"].node, "0" * 16, world["BE"][Role.DPO], world.now)


def test_a_liaison_lends_their_own_role_and_ends_nobody_elses(world: World):
    be = world["BE"]
    id, _ = lend(world)
    _, text = lend(world, Role.LIAISON_OFFICER)
    assert opens(world, text).person.role is Role.LIAISON_OFFICER
    with pytest.raises(WrongRole):
        tokens.end(be.node, id, be[Role.LIAISON_OFFICER], world.now)
    forged = Deed(kind="token.end", matter=MatterId("account/be-officer"), by=be[Role.LIAISON_OFFICER])
    with pytest.raises(LiaisonMayNotDecide):
        perform(be.node, forged, world.now)
