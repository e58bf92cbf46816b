"""The catalogue of acts: each act of a person belongs to a capability, and is signed where law asks it."""

import pytest

from comity.cli.verify_proof import NODE_SIGNS
from comity.errors import LawFileInvalid
from comity.law.cataloguefile import parse_catalogue
from comity.law.kinds import Kind
from comity.model.people import Role
from law.shipped import ROOM, files

CATALOGUE = parse_catalogue(files(ROOM / "catalogue"))
BY_PERSONS = {kind.name: kind for kind in CATALOGUE.kinds.values() if not kind.by_node}

LEGAL_EFFECT = {
    "approve": "request.approve alert.approve",
    "decide": "request.accept request.return reply.refused reply.none reply.postponed request.resume",
    "ask and take back": "request.send request.supplement request.withdraw",
    "authorise": "order.grant order.refuse transfer.authorise",
    "release": "reply.full reply.partial alert.issue alert.update alert.renew",
    "accept, return and recall a release": "release.accept release.return release.recall alert.recall",
    "end a warning": "alert.resolve alert.withdraw",
    "TP1: law": "law.propose law.activate value.propose value.adopt",
    "declare one's law": "profile.declare",
    "TP2: imminent danger, and its reviews": "danger.propose danger.order urgency.review urgency.inspect",
    "TP3: special categories": "special.propose special.authorise",
    "TP4: assurances": "assurance.propose assurance.accept",
    "answer for an assurance": "assurance.examine assurance.move assurance.report",
    "TP7: designation lists": "list.propose list.activate",
    "TP8: what leaves of many searches": "export.propose export.approve",
    "TP9: partners, their keys and lines": "partner.propose partner.join line.propose line.set",
    "report to the supervisory authority (Q24)": "release.report alert.report",
    "accreditation": "account.redeem person.accredit person.end",
    "lending one's role": "token.issue",
    "who is called when, and where": "roster.set contact.set",
}
"""Acts with legal effect (design.md section 4, who signs): each carries the person's own signature."""

WITHOUT = {
    "draft and prepare": "request.draft alert.draft alert.item answer.item answer.nothing answer.submit",
    "find out and note": "case.findings alert.findings attempt.note",
    "acknowledge, respond, feed back": "alert.ack alert.respond alert.feedback release.feedback",
    "read, logged": "release.read alert.read order.view",
    "assign": "case.assign",
    "registers": "register.import register.search",
    "documents and crossings": "paper.check crossing.find",
    "take a lent role back": "token.end",
    "call people and answer a call": "duty.call notice.ack",
}
"""Acts under the node's key that name role and pseudonym; a program with a token may do them."""


def named(groups: dict[str, str]) -> list[str]:
    return [kind for kinds in groups.values() for kind in kinds.split()]


# ── capabilities ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", BY_PERSONS.values(), ids=list(BY_PERSONS))
def test_every_act_of_a_person_belongs_to_a_capability(kind: Kind):
    assert kind.capability in CATALOGUE.capabilities, (
        f"'{kind.name}' is an act of a person and belongs to no capability: `comity node check` cannot say "
        f'who is needed for it. Add capability = "…" to its row in law/catalogue/: one of '
        f"{', '.join(CATALOGUE.capabilities)}, or a new one in capabilities.toml."
    )


def test_acts_of_the_node_need_nobody_and_belong_to_none():
    assert [k.name for k in CATALOGUE.kinds.values() if k.by_node and k.capability] == []


def test_no_capability_is_empty():
    used = {kind.capability for kind in BY_PERSONS.values()}
    assert set(CATALOGUE.capabilities) - used == set()


@pytest.mark.parametrize(
    "text",
    [
        "[capability.x]\nneeded = true\n",
        '[capability.x]\ntext = "x"\nwanted = true\n',
        '[capability.x]\ntext = "x"\non = ["y"]\n',
        '[capability.x]\ntext = "x"\nneeds = ["luck"]\n',
        '[lifecycle.Z]\nmatter = "z"\nends = []\n[[act]]\nkind = "z"\nlifecycle = "Z"\ncapability = "y"\n',
    ],
)
def test_refuses_a_capability_that_does_not_fit(text: str):
    with pytest.raises(LawFileInvalid):
        parse_catalogue({"z.toml": text.encode()})


# ── who signs ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", named(LEGAL_EFFECT))
def test_an_act_with_legal_effect_bears_the_persons_own_signature(kind: str):
    assert BY_PERSONS[kind].personal


@pytest.mark.parametrize("kind", named(WITHOUT))
def test_every_other_act_of_a_person_stands_under_the_nodes_key(kind: str):
    assert not BY_PERSONS[kind].personal


def test_every_act_of_a_person_is_told_to_have_legal_effect_or_none():
    told = sorted(named(LEGAL_EFFECT) + named(WITHOUT))
    new = sorted(set(BY_PERSONS) - set(told))
    assert told == sorted(BY_PERSONS), (
        f"Say of {new} in this file whether it has legal effect (LEGAL_EFFECT: approve, decide, authorise, "
        "release, TP1-TP10, accreditation, key and partner changes; then `personal = true` in its row) or "
        "none (WITHOUT)."
    )


def test_both_halves_of_every_two_person_rule_are_signed():
    halves = [half for rule in CATALOGUE.two_person.values() for half in (rule.first, rule.second)]
    assert [half for half in halves if not BY_PERSONS[half].personal] == []


def test_what_decides_is_signed():
    assert [kind.name for kind in BY_PERSONS.values() if kind.decides and not kind.personal] == []


def test_the_checker_that_stands_alone_asks_the_same_signatures():
    without = {k.name for k in CATALOGUE.kinds.values() if k.shared and not k.personal}
    assert set(NODE_SIGNS.split()) == without


# ── where roles sit (domain.md 2.1) ─────────────────────────────────────────────────────────────
ONE_SEAT = {
    Role.SPOC_DUTY: {"SPOC"},
    Role.PROSECUTOR: {"PUBLIC_PROSECUTOR"},
    Role.JUDGE: {"COURT", "INVESTIGATING_JUDGE"},
    Role.DUTY_MAGISTRATE: {"COURT", "INVESTIGATING_JUDGE"},
    Role.CA_LAWYER: {"CENTRAL_AUTHORITY"},
    Role.MINISTER_DELEGATE: {"CENTRAL_AUTHORITY", "EXECUTIVE_DECIDER"},
    Role.FIU_ANALYST: {"FIU"},
    Role.CERT_ANALYST: {"CERT"},
    Role.DPO: {"SPOC", "DPO"},
    Role.DPA_INSPECTOR: {"DPA"},
}
"""Roles that one institution alone has; those who keep the node may have a data protection officer."""


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sits_where_its_institution_is(role: Role):
    assert CATALOGUE.seats[role]
    assert CATALOGUE.seats[role] == ONE_SEAT.get(role, CATALOGUE.seats[role])


def test_the_police_have_no_judge_prosecutor_minister_or_inspector_and_a_court_no_police():
    having = {kind: {r for r, at in CATALOGUE.seats.items() if kind in at} for kind in ("SPOC", "COURT")}
    assert not having["SPOC"] & {Role.JUDGE, Role.PROSECUTOR, Role.MINISTER_DELEGATE, Role.DPA_INSPECTOR}
    assert not having["COURT"] & {Role.OFFICER, Role.SUPERVISOR, Role.SPOC_DUTY, Role.LEGAL_OFFICER, Role.DPO}


def test_checker_and_maker_of_tp1_are_certified_by_different_keys_where_the_police_propose():
    rule = CATALOGUE.two_person["TP1"]
    assert all("SPOC" not in CATALOGUE.seats[role] for role in rule.checker)
