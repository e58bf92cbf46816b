"""Every situation of tests/law/cases is decided as the specification says."""

import pytest

from comity.law import weigh
from comity.law.situations import differences
from law.shipped import RULES, situations

SITUATIONS = {situation.id: situation for situation in situations()}


@pytest.mark.parametrize("label", SITUATIONS)
def test_decides_as_the_specification_says(label):
    decisions = {key: weigh(one.weighing, RULES) for key, one in SITUATIONS.items()}
    assert differences(SITUATIONS[label], decisions[label], decisions) == ()
