"""Two-person and liaison rules, and who may act at all: each refused with its own code."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from comity.acts import allowed
from comity.acts.signing import Hand
from comity.demo.world import Place, World, engage, make_world
from comity.errors import (
    AccreditationExpired,
    CertificateInvalid,
    ComityError,
    JudgeKeyNotCertifiedByCourt,
    LiaisonMayNotDecide,
    OutOfOrder,
    PersonalSignatureMissing,
    RequesterMayNotAuthorise,
    SamePersonTwice,
    WrongRole,
)
from comity.exchange import activation, alerts, assurances, cases, doors, orders, partnership, releases
from comity.exchange.weighing import request_of
from comity.model.parties import StateCode
from comity.model.people import LIAISON, Role
from comity.model.requests import DataCategory, ItemId, MatterId
from comity.people.accredit import accredit
from comity.seal.keys import KeySet
from stories.assuring import DAYS, WHICH, examined
from stories.exchange import (
    IDENTITY,
    THREAT,
    a_world,
    acknowledged,
    answered,
    approved,
    at,
    closed,
    dangerous,
    drafted,
    held,
    put,
    sent,
    stage,
    warned_of,
)

SPOC, MINISTRY, COURT = "BE/SPOC", "BE/CENTRAL_AUTHORITY", "BE/COURT/brussels"
FACE = replace(IDENTITY, id=ItemId("face"), category=DataCategory.DC_FACE, strictly_necessary=True)
FACES = frozenset({FACE.id})


# ── the table (domain.md 2.3) ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Pair:
    """One two-person rule as BE meets it: what comes before, both halves, and who may do them."""

    before: Callable[[World], MatterId]
    first: Callable[[World, MatterId, Hand], object]
    second: Callable[[World, MatterId, Hand], object]
    maker: tuple[Role, str]
    checker: tuple[Role, str]
    done: str


def nothing_before(world: World) -> MatterId:
    return activation.MATTER


def a_danger(world: World) -> MatterId:
    return warned_of(world, dangerous(), THREAT)  # nothing cut: whoever comes later could open no share


def a_face(world: World) -> MatterId:
    return answered(world, FACE)


def vietnam(folder: Path) -> bytes:
    """Let a third state invite BE."""
    alone = make_world(folder, ["VN"], cast=(Role.LEGAL_OFFICER, Role.MINISTER_DELEGATE))
    alone.close()
    return partnership.invitation(alone["VN"].node)


@pytest.fixture(scope="module")
def invitation(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return vietnam(tmp_path_factory.mktemp("vietnam"))


INVITED: list[bytes] = []


def propose_partner(world: World, matter: MatterId, by: Hand) -> None:
    partnership.propose(world["BE"].node, INVITED[0], by, world.now)


def join_partner(world: World, matter: MatterId, by: Hand) -> None:
    _, text = partnership.compare(world["BE"].node, INVITED[0], world.now)
    partnership.join(world["BE"].node, INVITED[0], text, by, world.now)


def by_file(world: World) -> doors.Change:
    return doors.change(world["BE"].node, StateCode("RU"), None)


PAIRS = {
    "TP1": Pair(
        before=nothing_before,
        first=lambda w, _, by: activation.propose(w["BE"].node, by, w.now),
        second=lambda w, _, by: activation.activate(w["BE"].node, by, w.now),
        maker=(Role.LEGAL_OFFICER, SPOC),
        checker=(Role.MINISTER_DELEGATE, MINISTRY),
        done="law.activate",
    ),
    "TP2": Pair(
        before=a_danger,
        first=lambda w, m, by: alerts.propose_danger(w["BE"].node, m, by, w.now),
        second=lambda w, m, by: alerts.order_danger(w["BE"].node, m, by, w.now),
        maker=(Role.SPOC_DUTY, SPOC),
        checker=(Role.LEGAL_OFFICER, SPOC),
        done="danger.order",
    ),
    "TP3": Pair(
        before=a_face,
        first=lambda w, m, by: orders.propose_special(w["BE"].node, m, FACES, "No other trait.", by, w.now),
        second=lambda w, m, by: orders.authorise_special(w["BE"].node, m, FACES, by, w.now),
        maker=(Role.OFFICER, SPOC),
        checker=(Role.DPO, SPOC),
        done="special.authorise",
    ),
    "TP4": Pair(
        before=examined,
        first=lambda w, m, by: assurances.propose(w["BE"].node, m, WHICH, DAYS, by, w.now),
        second=lambda w, m, by: assurances.accept(w["BE"].node, m, WHICH, by, w.now),
        maker=(Role.CA_LAWYER, MINISTRY),
        checker=(Role.MINISTER_DELEGATE, MINISTRY),
        done="assurance.accept",
    ),
    "TP9": Pair(
        before=lambda _: MatterId("partnership/BE-VN"),
        first=propose_partner,
        second=join_partner,
        maker=(Role.SYSADMIN, SPOC),
        checker=(Role.SPOC_DUTY, SPOC),
        done="partner.join",
    ),
    "TP9 (line)": Pair(
        before=lambda _: MatterId("partnership/BE-RU"),
        first=lambda w, _, by: doors.propose(w["BE"].node, by_file(w), by, w.now),
        second=lambda w, _, by: doors.set_line(w["BE"].node, by_file(w), "", by, w.now),
        maker=(Role.SYSADMIN, SPOC),
        checker=(Role.SPOC_DUTY, SPOC),
        done="line.set",
    ),
}


@pytest.fixture(params=sorted(PAIRS))
def case(request: pytest.FixtureRequest, invitation: bytes):
    """Give a world brought to where the first half is due, its matter, and the rule."""
    INVITED[:] = [invitation]
    rule = PAIRS[request.param]
    with at(rule.before) as (world, matter):
        yield world, matter, rule


def newcomer(world: World, job: tuple[Role, str], name: str = "be-newcomer", days: int = 365) -> Hand:
    return engage(world["BE"], *job, world.now, name=name, days=days)


def stranger(world: World, *not_these: Role) -> Hand:
    """Return somebody of BE in a role that the rule does not name."""
    return next(h for r, h in world["BE"].people.items() if r not in (*not_these, *LIAISON))


def test_takes_the_right_pair(case):
    world, matter, rule = case
    rule.first(world, matter, newcomer(world, rule.maker, "be-first"))
    rule.second(world, matter, newcomer(world, rule.checker, "be-second"))
    assert [h.author for h in held(world["BE"].node, matter).headers if h.kind == rule.done][
        -1
    ] == "be-second"


def test_refuses_one_person_in_both_roles(case):
    world, matter, rule = case
    rule.first(world, matter, newcomer(world, rule.maker, "be-two-hats"))
    with pytest.raises(SamePersonTwice):
        rule.second(world, matter, newcomer(world, rule.checker, "be-two-hats"))


def test_refuses_the_first_half_by_another_role(case):
    world, matter, rule = case
    with pytest.raises(WrongRole):
        rule.first(world, matter, world["BE"][Role.PROSECUTOR])


def test_refuses_the_second_half_by_another_role(case):
    world, matter, rule = case
    rule.first(world, matter, newcomer(world, rule.maker))
    with pytest.raises(WrongRole):
        rule.second(world, matter, world["BE"][Role.SUPERVISOR])


def test_refuses_a_first_half_after_the_accreditation_ended(case):
    world, matter, rule = case
    short = newcomer(world, rule.maker, days=1)
    world.now += timedelta(days=2)
    with pytest.raises(AccreditationExpired):
        rule.first(world, matter, short)


def test_refuses_a_second_half_after_the_accreditation_ended(case):
    world, matter, rule = case
    short = newcomer(world, rule.checker, "be-short", days=1)
    world.now += timedelta(days=2)
    rule.first(world, matter, newcomer(world, rule.maker))
    with pytest.raises(AccreditationExpired):
        rule.second(world, matter, short)


def test_refuses_a_second_half_without_the_first(case):
    world, matter, rule = case
    with pytest.raises(OutOfOrder):
        rule.second(world, matter, newcomer(world, rule.checker))


def test_refuses_a_second_half_on_other_content():
    with at(a_face) as (world, matter):
        be = world["BE"]
        orders.propose_special(be.node, matter, FACES, "No other trait.", be[Role.OFFICER], world.now)
        with pytest.raises(OutOfOrder):
            orders.authorise_special(be.node, matter, frozenset({IDENTITY.id}), be[Role.DPO], world.now)


def test_asks_the_necessity_of_special_data_in_writing():
    with at(a_face) as (world, matter):
        be = world["BE"]
        with pytest.raises(OutOfOrder):
            orders.propose_special(be.node, matter, FACES, " ", be[Role.OFFICER], world.now)


def test_the_table_holds_the_rules_that_run_here():
    rules = stage(nothing_before)[0]["BE"].node.catalogue.two_person
    assert {rule: (sorted(r.maker), sorted(r.checker)) for rule, r in rules.items()} == {
        "TP1": (["LEGAL_OFFICER"], ["MINISTER_DELEGATE"]),
        "TP1 (value)": (["LEGAL_OFFICER"], ["MINISTER_DELEGATE"]),
        "TP2": (["SPOC_DUTY"], ["LEGAL_OFFICER", "PROSECUTOR"]),
        "TP3": (["OFFICER"], ["DPO", "LEGAL_OFFICER"]),
        "TP4": (["CA_LAWYER"], ["MINISTER_DELEGATE"]),
        "TP7": (["LEGAL_OFFICER"], ["LEGAL_OFFICER"]),
        "TP8": (["SUPERVISOR"], ["DPO"]),
        "TP9": (["SYSADMIN"], ["SPOC_DUTY"]),
        "TP9 (line)": (["SYSADMIN"], ["SPOC_DUTY"]),
    }


# ── who asks never authorises, who makes never checks ───────────────────────────────────────────
def test_refuses_approval_by_who_drafted_in_another_role():
    with a_world() as world:
        ru = world["RU"]
        one, two = (
            engage(ru, role, "RU/SPOC", world.now, name="ru-two-hats")
            for role in (Role.OFFICER, Role.SUPERVISOR)
        )
        ru.people[Role.OFFICER] = one
        matter = drafted(world)
        with pytest.raises(SamePersonTwice):
            cases.approve(ru.node, matter, two, world.now)
        cases.approve(ru.node, matter, ru[Role.SUPERVISOR], world.now)


def test_refuses_an_order_by_who_drafted_the_warning():
    with at(a_danger) as (world, matter):
        be = world["BE"]
        hats = [newcomer(world, (role, SPOC), "be-two-hats") for role in (Role.OFFICER, Role.LEGAL_OFFICER)]
        alerts.draft(be.node, request_of(be.node, held(be.node, matter))[0], hats[0], world.now, matter)
        alerts.approve(be.node, matter, be[Role.SUPERVISOR], world.now)
        alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], world.now)
        with pytest.raises(RequesterMayNotAuthorise):
            alerts.order_danger(be.node, matter, hats[1], world.now)


# ── liaison (L1, L2, L5) ────────────────────────────────────────────────────────────────────────
def liaison(world: World, state: str = "RU", days: int = 365) -> Hand:
    return engage(world[state], Role.LIAISON_OFFICER, f"{state}/SPOC", world.now, name="liaison", days=days)


def test_lets_a_liaison_read_assigned_cases_only():
    with at(closed) as (world, matter):
        ru, reader = world["RU"], liaison(world)
        with pytest.raises(LiaisonMayNotDecide):
            releases.read(ru.node, matter, reader, world.now)
        cases.assign(ru.node, matter, reader.person.pseudonym, ru[Role.SUPERVISOR], world.now)
        assert [o.item for o in releases.read(ru.node, matter, reader, world.now)] == ["file", "identity"]


def test_lets_a_liaison_read_assigned_warnings_only():
    with at(acknowledged) as (world, matter):
        ru, reader = world["RU"], liaison(world)
        with pytest.raises(LiaisonMayNotDecide):
            releases.read(ru.node, matter, reader, world.now)
        cases.assign(ru.node, matter, reader.person.pseudonym, ru[Role.SUPERVISOR], world.now)
        assert len(releases.read(ru.node, matter, reader, world.now)) == 2


def test_gives_an_assignment_to_the_person_named_and_to_nobody_else():
    with at(closed) as (world, matter):
        ru, reader = world["RU"], liaison(world)
        cases.assign(ru.node, matter, "another-liaison", ru[Role.SUPERVISOR], world.now)
        with pytest.raises(LiaisonMayNotDecide):
            releases.read(ru.node, matter, reader, world.now)


@pytest.mark.source("C3-12")
def test_closes_a_case_to_a_liaison_whose_accreditation_ended():
    with at(closed) as (world, matter):
        ru, reader = world["RU"], liaison(world, days=1)
        cases.assign(ru.node, matter, reader.person.pseudonym, ru[Role.SUPERVISOR], world.now)
        with pytest.raises(AccreditationExpired):
            releases.read(ru.node, matter, reader, world.now + timedelta(days=2))


@pytest.mark.source("C3-12")
@pytest.mark.parametrize("role", sorted(LIAISON))
def test_lets_no_liaison_do_an_act_that_decides(role: Role):
    kinds = stage(nothing_before)[0]["BE"].node.catalogue.kinds.values()
    deciding = [kind for kind in kinds if kind.decides]
    assert len(deciding) > 25
    for kind in deciding:
        with pytest.raises(LiaisonMayNotDecide):
            allowed.check_role(kind, role)


def test_every_personal_act_but_those_about_ones_own_account_is_one_that_decides():
    kinds = stage(nothing_before)[0]["BE"].node.catalogue.kinds.values()
    assert [kind.name for kind in kinds if kind.personal != kind.decides] == [
        "contact.set",
        "token.issue",
    ]


# ── the key at hand ─────────────────────────────────────────────────────────────────────────────
def another_states_supervisor(world: World, hand: Hand) -> Hand:
    return world["BE"][Role.SUPERVISOR]


def another_persons_certificate(world: World, hand: Hand) -> Hand:
    return replace(hand, chain=world["RU"][Role.OFFICER].chain)


def another_key(world: World, hand: Hand) -> Hand:
    return replace(hand, keys=KeySet.generate())


def a_chain_without_its_authority(world: World, hand: Hand) -> Hand:
    return replace(hand, chain=hand.chain[:1])


@pytest.mark.parametrize(
    "forge",
    [
        another_states_supervisor,
        another_persons_certificate,
        another_key,
        a_chain_without_its_authority,
    ],
)
def test_refuses_a_key_that_was_not_certified_for_this_person_here(forge: Callable[[World, Hand], Hand]):
    with at(drafted) as (world, matter):
        ru = world["RU"]
        with pytest.raises(CertificateInvalid):
            cases.approve(ru.node, matter, forge(world, ru[Role.SUPERVISOR]), world.now)


def test_refuses_a_locked_key():
    with at(drafted) as (world, matter):
        ru = world["RU"]
        with pytest.raises(PersonalSignatureMissing):
            cases.approve(ru.node, matter, replace(ru[Role.SUPERVISOR], keys=None), world.now)


def certify_judge(place: Place, issuer: KeySet, issued_by: str, now) -> Hand:
    judge = place[Role.JUDGE].person
    return accredit(
        place.node,
        replace(judge, pseudonym="be-false-judge"),
        KeySet.generate(),
        issuer=issuer,
        issued_by=place.foundation.certificates[issued_by],
        until=now + timedelta(days=30),
        now=now,
        by=None,
    )


@pytest.mark.parametrize("seat", [SPOC, "BE/PUBLIC_PROSECUTOR"])
def test_lets_no_authority_certify_a_judge(seat: str):
    with a_world() as world, pytest.raises(JudgeKeyNotCertifiedByCourt):
        certify_judge(world["BE"], world["BE"].foundation.seats[seat], seat, world.now)


def test_lets_the_node_certify_no_judge():
    with a_world() as world, pytest.raises(ComityError) as refused:
        certify_judge(world["BE"], world["BE"].foundation.node, COURT, world.now)
    assert refused.value.code == "certificate-invalid"


# ── acts and matters that do not go together ────────────────────────────────────────────────────
def test_keeps_acts_of_a_case_out_of_a_warning():
    with at(a_danger) as (world, matter):
        be = world["BE"]
        for step in (cases.approve, cases.send, cases.withdraw):
            with pytest.raises(OutOfOrder):
                step(be.node, matter, be[Role.SPOC_DUTY], world.now)


def test_keeps_each_side_to_its_own_acts():
    with at(sent) as (world, matter):
        ru = world["RU"]
        with pytest.raises(OutOfOrder):
            put(world, matter, IDENTITY, state="RU")
        with pytest.raises(OutOfOrder):
            cases.withdraw(world["BE"].node, matter, world["BE"][Role.SPOC_DUTY], world.now)
        cases.withdraw(ru.node, matter, ru[Role.SPOC_DUTY], world.now)


def test_sends_nothing_that_nobody_approved():
    with at(approved) as (world, matter):
        ru = world["RU"]
        request, _ = request_of(ru.node, held(ru.node, matter))
        cases.draft(ru.node, request, ru[Role.OFFICER], world.now, matter)
        with pytest.raises(OutOfOrder):
            cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
