"""Each rule has a situation in which it stands in the way and one in which it was asked and does not."""

import pytest

from comity.law import weigh
from comity.model.decisions import Outcome
from law.shipped import RULES, situations

SURRENDER_AND_OFFENCES = {
    # rule: (it stands in nobody's way, it stands in the way)
    "4.4/T10": ("S13-granted", "S13"),
    "4.4/T11": ("arrest-ordered", "arrest"),
    "R-BASIS": ("S35-ad-hoc", "S35"),
    "R-FORM": ("S13", "no-offence-named"),
    "R-ABSENT": ("absent-with-retrial", "absent"),
    "R-COERC": ("no-offence-here-coercion", "coercion-by-police"),
    "R-DEATH": ("S17-accepted", "S17"),
    "R-DISCRIM": ("S13", "S13-discriminatory"),
    "R-DUAL": ("S24-tax-alone", "S24-insult-alone"),
    "R-EUCIT": ("S22-informed", "S22"),
    "R-HUMAN": ("S13", "dying"),
    "R-IHL": ("S13", "S15"),
    "R-IMMUN": ("S13", "diplomat"),
    "R-LAPSE": ("S13", "time-barred-there"),
    "R-LIFE": ("S13", "life"),
    "R-MILIT": ("S13", "desertion"),
    "R-NATL": ("S14", "S21"),
    "R-NEBIS": ("S13", "S44-acquitted"),
    "R-PEND": ("S13", "pending-here"),
    "R-POLIT": ("S13", "political"),
    "R-R39": ("S13", "S44-rule-39"),
    "R-SOVER": ("S18-secrecy-alone", "essential-interests"),
    "R-SPECIALITY": ("S32-consent", "S32"),
    "R-THRESH": ("S25-twelve-months", "S25"),
    "R-TORTURE": ("torture-accepted", "torture"),
    "R-TRIAL": ("S13", "special-court"),
}
NO_GROUND = {
    # rule: a situation in which the side that alone refuses nothing is there
    "R-FISCAL": "S24-tax-alone",
    "R-BANK": "S18-secrecy-alone",
}
PAIRS = SURRENDER_AND_OFFENCES
"""Lists of other parts are joined here."""

SITUATIONS = {situation.id: situation.weighing for situation in situations()}


def stands_in_the_way(label, rule):
    found = weigh(SITUATIONS[label], RULES)
    return any(g.rule == rule and g.outcome > Outcome.PERMIT_WITH_CONDITIONS for g in found.grounds)


@pytest.mark.parametrize("rule", PAIRS)
def test_each_rule_permits_in_one_situation_and_stands_in_the_way_in_another(rule):
    permitting, refusing = PAIRS[rule]
    assert not stands_in_the_way(permitting, rule)
    assert stands_in_the_way(refusing, rule)


@pytest.mark.parametrize("rule", NO_GROUND)
def test_a_fiscal_side_or_bank_secrecy_alone_is_said_and_refuses_nothing(rule):
    decision = weigh(SITUATIONS[NO_GROUND[rule]], RULES)
    said = [g.outcome for g in decision.grounds if g.rule == rule]
    assert said == [Outcome.PERMIT]
    assert decision.outcome <= Outcome.NEEDS_AUTHORISATION


def test_every_rule_of_these_files_is_in_the_list():
    named = set(PAIRS) | set(NO_GROUND)
    asked = "ABSENT COERC DEATH DISCRIM DUAL EUCIT HUMAN IHL IMMUN LAPSE LIFE MILIT NATL NEBIS PEND POLIT R39"
    asked += " SOVER SPECIALITY THRESH TORTURE TRIAL FISCAL BANK"
    assert {f"R-{name}" for name in asked.split()} | {"4.4/T10", "4.4/T11", "R-BASIS", "R-FORM"} == named
    assert named <= {rule.id for rule in RULES.rules}
