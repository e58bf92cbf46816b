"""Each rule on persons, lists, transfers and danger stops one situation at least, and lets one go."""

import pytest

from comity.law import weigh
from comity.model.decisions import Outcome
from law.shipped import RULES, situations

SITUATIONS = situations()
DECISIONS = {one.id: weigh(one.weighing, RULES) for one in SITUATIONS}

PERSONS = "R-LIST R-PRIV R-CONSENT R-REMAIN R-TLP R-MATCH R-GRADE R-MINOR R-VICTIM R-ASYLUM 4.4/T12"
DATA = "R-XFER R-HAND R-RETENT R-ONWARD R-SUSPREL R-PROV R-FIU R-SPEC R-JUDGE 5.5"
CONDITIONS_ONLY = "R-LISTDIFF 5.4"
"""Rules that never stop anything: they ignore a label, or attach obligations."""


def lets_go(situation) -> set[str]:
    """Return the rules that a permitting situation says it passes, or that speak in it and stop nothing."""
    decision = DECISIONS[situation.id]
    if Outcome[situation.expected.outcome] > Outcome.PERMIT_WITH_CONDITIONS:
        return set()
    spoke = {g.rule for g in decision.grounds if g.outcome <= Outcome.PERMIT_WITH_CONDITIONS}
    return (set(situation.expected.passed) | spoke) - set(situation.expected.grounds or ())


@pytest.mark.parametrize("rule", f"{PERSONS} {DATA}".split())
def test_a_situation_shows_the_rule_in_the_way(rule):
    assert [one.id for one in SITUATIONS if rule in (one.expected.grounds or ())]


@pytest.mark.parametrize("rule", f"{PERSONS} {DATA} {CONDITIONS_ONLY}".split())
def test_a_situation_shows_the_rule_let_it_go(rule):
    assert [one.id for one in SITUATIONS if rule in lets_go(one)]


@pytest.mark.parametrize("rule", CONDITIONS_ONLY.split())
def test_a_rule_that_only_attaches_conditions_never_stops_anything(rule):
    grounds = [g for decision in DECISIONS.values() for g in decision.grounds if g.rule == rule]
    assert grounds
    assert {g.outcome for g in grounds} == {Outcome.PERMIT_WITH_CONDITIONS}
