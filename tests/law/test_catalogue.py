"""The catalogue of acts: an act of a person bears their own signature where the law asks it."""

import pytest

from comity.cli.verify_proof import NODE_SIGNS
from comity.law.kinds import parse_catalogue
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
    "TP1: law": "law.propose law.activate",
    "TP2: imminent danger, and its reviews": "danger.propose danger.order urgency.review urgency.inspect",
    "TP3: special categories": "special.propose special.authorise",
    "TP9: partners and their keys": "partner.propose partner.join",
    "accreditation": "account.redeem person.accredit person.end",
    "lending one's role": "token.issue",
}
"""Acts with legal effect (design.md section 4, who signs): each carries the person's own signature."""

WITHOUT = {
    "draft and prepare": "request.draft alert.draft alert.item answer.item answer.nothing answer.submit",
    "find out and note": "case.findings alert.findings attempt.note",
    "acknowledge, respond, feed back": "alert.ack alert.respond alert.feedback release.feedback",
    "read, logged": "release.read alert.read order.view",
    "assign": "case.assign",
    "registers": "register.import register.search",
    "take a lent role back": "token.end",
}
"""Acts under the node's key that name role and pseudonym; a program with a token may do them."""


def named(groups: dict[str, str]) -> list[str]:
    return [kind for kinds in groups.values() for kind in kinds.split()]


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
