"""Every situation of tests/law/cases is decided as the specification says."""

import pytest

from comity.law import weigh
from comity.law.situations import differences
from comity.law.trying import try_all
from law.shipped import RULES, situations

SOURCES = {
    "no-case": ["C0-8"],
    "topic-only": ["C1-4"],
    "S34": ["C2-7"],
    "S09": ["C2-17"],
    "S10": ["C2-17", "C2-19"],
    "S27": ["C2-31"],
    "S01": ["C3-5", "C3-6"],
    "S36": ["C4-21"],
    "many-reasons": ["C4-9"],
    "list-only": ["C4-13"],
    "list-with-deed": ["C4-13"],
    "S43": ["C4-20"],
}
"""Rows of docs/sources.md that a situation carries."""

SITUATIONS = {situation.id: situation for situation in situations()}


ELSEWHERE = {
    *("5.4", "K2", "R-FISCAL", "R-BANK", "R-LISTDIFF", "4.4/T10", "4.4/T11", "4.4/T12", "I7", "TP4"),
    "Q13",
}
"""What stands in nobody's way, and what tests of its own ask both ways."""


@pytest.mark.parametrize("rule", sorted({rule.id for rule in RULES.rules} - ELSEWHERE))
def test_every_rule_stands_in_the_way_once_and_lets_pass_once(rule):
    expected = [situation.expected for situation in SITUATIONS.values()]
    assert [one for one in expected if rule in (one.grounds or ())]
    assert [one for one in expected if rule in one.passed and one.outcome.startswith("PERMIT")]


def test_at_least_sixty_situations_are_our_own():
    assert len([label for label in SITUATIONS if label.startswith("own-")]) >= 60


@pytest.mark.parametrize("label", SITUATIONS)
def test_decides_as_the_specification_says(label):
    situation = SITUATIONS[label]
    expected = situation.expected
    beside = {expected.same_as, expected.leaves_as, expected.answers_as} - {""}
    others = {one: weigh(SITUATIONS[one].weighing, RULES) for one in beside}
    assert differences(situation, weigh(situation.weighing, RULES), others) == ()


def test_a_command_that_tries_them_all_finds_the_same():
    assert [one.situation.id for one in try_all(SITUATIONS.values(), RULES) if one.differences] == []
