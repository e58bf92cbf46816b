"""Every situation of tests/law/cases is decided as the specification says."""

import pytest

from comity.law import weigh
from comity.law.situations import differences
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


@pytest.mark.parametrize("label", SITUATIONS)
def test_decides_as_the_specification_says(label):
    decisions = {key: weigh(one.weighing, RULES) for key, one in SITUATIONS.items()}
    assert differences(SITUATIONS[label], decisions[label], decisions) == ()
