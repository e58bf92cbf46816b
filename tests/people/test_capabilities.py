"""What a staff can lawfully do, as `node check` reckons it: whom it lacks, and until when."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from acts.forgery import misplaced
from comity.acts.roster import keep_person
from comity.config import Config
from comity.demo.world import CAST, START, Place, World, engage, make_world, seats_of
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.people import capabilities
from comity.people.capabilities import Finding
from comity.people.ending import end, end_judge
from comity.wiring import create_home, open_node

SPOC, MINISTRY, COURT = "BE/SPOC", "BE/CENTRAL_AUTHORITY", "BE/COURT/brussels"
NEEDED = ["accredit", "ask", "receive", "answer", "authorise", "heed"]


def look(place: Place, now=START) -> dict[str, Finding]:
    return {one.capability.name: one for one in capabilities.check(place.node, now)}


def leave(world: World, *roles: Role) -> dict[str, Finding]:
    """Let people leave BE, and look."""
    be = world["BE"]
    for role in roles:
        person = be[role].person
        if role in (Role.JUDGE, Role.DUTY_MAGISTRATE):
            court = {"issuer": be.foundation.seats[COURT], "issued_by": be.foundation.certificates[COURT]}
            end_judge(be.node, person, "left", now=world.now, **court)
        else:
            end(be.node, person, "left", be[Role.ACCREDITATION_OFFICER], world.now)
    return look(be, world.now)


@pytest.fixture
def vn(tmp_path: Path) -> Iterator[Place]:
    """VN with its two first people and nobody else, under no law and without partner."""
    state = StateCode("VN")
    foundation = create_home(Config(home=tmp_path / state, state=state, demo=True), seats_of(state), START)
    place = Place(node=open_node(tmp_path / state), foundation=foundation, since=START)
    assert place[Role.ACCREDITATION_OFFICER] != place[Role.DPO]
    yield place
    place.node.store.close()


# ── whole staffs ────────────────────────────────────────────────────────────────────────────────
ALONE = ("'list.propose' and 'list.activate' need two different persons (TP7)",)
"""What a staff with one legal officer lacks."""
NO_LAWYER = ("no CA_LAWYER",)
"""What a staff lacks that never had a lawyer of the central authority."""


def test_a_whole_staff_under_active_law_with_a_partner_lacks_nothing_but_a_second_legal_officer(world: World):
    found = look(world["BE"], world.now)
    assert {name: one.lacks for name, one in found.items() if one.lacks} == {
        "lists": ALONE,
        "assure": NO_LAWYER,
    }
    assert [name for name, one in found.items() if one.capability.needed] == NEEDED
    assert {one.until for one in found.values() if one.usable} == {START + timedelta(days=3650)}


def test_without_a_partner_nothing_is_exchanged_and_people_are_accredited(vn: Place):
    found = look(vn)
    assert found["accredit"].usable
    assert found["receive"].lacks[0] == "no partner has joined (TP9)"
    assert [n for n, one in found.items() if "no partner has joined (TP9)" in one.lacks] == [
        "ask",
        "receive",
        "answer",
        "authorise",
        "transfer",
        "special",
        "assure",
        "warn",
        "danger",
        "report",
        "heed",
    ]


def test_law_that_nobody_activated_stops_what_the_gate_weighs(world: World):
    world["BE"].node.store.write(lambda tx: tx.put_paper("law/active", b"another"))
    found = look(world["BE"], world.now)
    assert [n for n, one in found.items() if one.lacks] == [
        "lists",
        "ask",
        "answer",
        "authorise",
        "transfer",
        "special",
        "assure",
        "warn",
        "danger",
    ]
    assert found["ask"].lacks == ("the law is not activated (TP1)",)
    assert found["ask"].until == START + timedelta(days=3650)


# ── roles that nobody holds ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("roles", "lacks"),
    [
        (
            (Role.SUPERVISOR,),
            dict.fromkeys(("ask", "warn", "danger", "export"), "no SUPERVISOR"),
        ),
        ((Role.JUDGE,), {"authorise": "no JUDGE"}),
        (
            (Role.JUDGE, Role.DUTY_MAGISTRATE),
            {"authorise": "no JUDGE", "danger": "no DUTY_MAGISTRATE or JUDGE"},
        ),
        (
            (Role.MINISTER_DELEGATE,),
            {"activate": "no MINISTER_DELEGATE", "profiles": "no MINISTER_DELEGATE"},
        ),
        ((Role.SYSADMIN,), {"pair": "no SYSADMIN"}),
        ((Role.DPO,), {"danger": "no DPO", "report": "no DPO", "export": "no DPO"}),
        (
            (Role.LEGAL_OFFICER,),
            {
                "activate": "no LEGAL_OFFICER",
                "lists": "no LEGAL_OFFICER",
                "profiles": "no LEGAL_OFFICER",
                "transfer": "no LEGAL_OFFICER",
            },
        ),
    ],
)
def test_says_which_role_is_missing_for_what(world: World, roles: tuple[Role, ...], lacks: dict[str, str]):
    found = leave(world, *roles)
    assert found.pop("assure").lacks[0] == NO_LAWYER[0]
    said = {name: one.lacks for name, one in found.items() if one.lacks}
    expected = {name: (f"{what} whose accreditation is valid",) for name, what in lacks.items()}
    assert said == {"lists": ALONE, **expected}


def test_says_no_more_than_the_role_of_whom_the_node_never_had(vn: Place):
    assert look(vn)["activate"].lacks == ("no LEGAL_OFFICER", "no MINISTER_DELEGATE")


def test_asks_of_a_court_what_the_national_profile_asks(tmp_path: Path):
    """The law of MA names the prosecutor where that of BE names the judge (Q3)."""
    world = make_world(tmp_path, ["MA"], cast=set(CAST) - {Role.JUDGE, Role.DUTY_MAGISTRATE})
    found = look(world["MA"])["authorise"]
    assert found.lacks == ("no partner has joined (TP9)",)
    world.close()


@pytest.mark.parametrize(
    ("role", "seat", "capability"),
    [
        (Role.SPOC_DUTY, COURT, "heed"),
        (Role.MINISTER_DELEGATE, SPOC, "activate"),
        (Role.DPO, MINISTRY, "export"),
    ],
)
def test_counts_nobody_whose_role_is_none_of_their_authority(
    world: World, role: Role, seat: str, capability: str
):
    """As an accreditation of earlier days may have left them."""
    be = world["BE"]
    left = misplaced(be, role, seat, world.now)
    be.node.store.write(lambda tx: keep_person(tx, left.chain))
    assert leave(world, role)[capability].lacks == (f"no {role} whose accreditation is valid",)


# ── two persons ─────────────────────────────────────────────────────────────────────────────────
def hats(place: Place, name: str, *roles: Role) -> None:
    """Give one person several roles."""
    for role in roles:
        kind = "CENTRAL_AUTHORITY" if role is Role.MINISTER_DELEGATE else "SPOC"
        engage(place, role, f"{place.node.state}/{kind}", START, name=name)


def test_one_person_in_both_roles_is_not_two(vn: Place):
    hats(vn, "vn-all", Role.LEGAL_OFFICER, Role.MINISTER_DELEGATE)
    assert look(vn)["activate"].lacks == (
        "'law.propose' and 'law.activate' need two different persons (TP1)",
    )
    hats(vn, "vn-other", Role.LEGAL_OFFICER)
    assert look(vn)["activate"].lacks == ()


def test_who_drafts_and_who_approves_are_two(vn: Place):
    hats(vn, "vn-all", Role.OFFICER, Role.SUPERVISOR, Role.SPOC_DUTY)
    assert look(vn)["ask"].lacks[-1] == (
        "'request.draft' and 'request.approve' need two different persons (who drafted never approves)"
    )
    hats(vn, "vn-other", Role.SPOC_DUTY)
    assert look(vn)["ask"].lacks == ("the law is not activated (TP1)", "no partner has joined (TP9)")


def test_two_people_are_too_few_where_three_acts_tell_each_other_apart(vn: Place):
    """Whoever drafts must be the first, as the second approves; so neither is left to give the order."""
    hats(vn, "vn-1", Role.OFFICER, Role.LEGAL_OFFICER)
    hats(vn, "vn-2", Role.SPOC_DUTY, Role.SUPERVISOR, Role.LEGAL_OFFICER)
    engage(vn, Role.JUDGE, "VN/COURT/hanoi", START, name="vn-judge")
    assert look(vn)["danger"].lacks[-1] == (
        "too few different persons for alert.approve, alert.draft, danger.order, danger.propose"
    )
    hats(vn, "vn-3", Role.LEGAL_OFFICER)
    assert look(vn)["danger"].lacks == look(vn)["warn"].lacks


# ── until when ──────────────────────────────────────────────────────────────────────────────────
def test_names_the_first_day_on_which_somebody_is_missing(world: World):
    be = world["BE"]
    leave(world, Role.SUPERVISOR)
    engage(be, Role.SUPERVISOR, SPOC, world.now, name="be-s-1", days=10)
    assert look(be, world.now)["ask"].until == START + timedelta(days=10)
    engage(be, Role.SUPERVISOR, SPOC, world.now, name="be-s-2", days=20)
    found = look(be, world.now)
    assert (found["ask"].until, found["warn"].until) == (START + timedelta(days=20),) * 2
    assert found["answer"].until == START + timedelta(days=3650)
    later = look(be, START + timedelta(days=21))["ask"]
    assert (later.usable, later.until) == (False, None)
    assert later.lacks == ("no SUPERVISOR whose accreditation is valid",)


def test_the_end_of_one_of_two_persons_ends_what_takes_both(vn: Place):
    hats(vn, "vn-all", Role.LEGAL_OFFICER, Role.MINISTER_DELEGATE)
    engage(vn, Role.LEGAL_OFFICER, "VN/SPOC", START, name="vn-short", days=5)
    assert look(vn)["activate"].until == START + timedelta(days=5)
