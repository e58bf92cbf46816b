"""No double standards: requester, nationality and label change nothing but through a rule that may (5.7)."""

from dataclasses import replace

import pytest

from comity.law import mirror, weigh
from comity.law.fairness import ALLOWED, consistency, mirrored
from comity.model.accusations import Accusation, Deed
from comity.model.decisions import Decision, Disclosable, Ground, Level, Moment, Outcome
from comity.model.requests import CrimeArea
from law.sample import OFFENCE, ON, SUBJECT, WEIGHING, asked
from law.shipped import LISTS, PROFILES, RULES, in_turn, situations

SITUATIONS = {one.id: one for one in situations()}
DEED = Deed(on=ON.date(), what="paid for a weapon", source="ledger", grading="B2", attributable=True)


def decided(label):
    return weigh(SITUATIONS[label].weighing, RULES)


# ── (a) consistency ─────────────────────────────────────────────────────────────────────────────
def test_the_allowed_rules_are_those_of_the_specification():
    named = "XFER DEATH TORTURE TRIAL LIFE ABSENT NATL EUCIT ASYLUM REFOUL LISTDIFF IHL PROV SUSPREL"
    assert {f"R-{name}" for name in named.split()} == ALLOWED


@pytest.mark.source("C4-18")
def test_two_attackers_of_two_nationalities_are_warned_of_alike():
    found = consistency(decided("S05"), decided("S06"))
    assert (found.same_outcome, found.differing, found.holds) == (True, (), True)


@pytest.mark.parametrize(
    "label", ["Northern Column", "Cedar Front", "Blue River Movement", "Salt Road Group"]
)
def test_a_label_alone_changes_nothing_but_by_the_rule_on_lists_that_differ(label):
    def charge(organisation):
        accusation = Accusation(organisation=organisation, deeds=(DEED,))
        return asked(offences=(replace(OFFENCE, area=CrimeArea.TERRORISM, accusation=accusation),))

    without = weigh(replace(WEIGHING, lists=LISTS, request=charge("")), RULES)
    with_label = weigh(replace(WEIGHING, lists=LISTS, request=charge(label)), RULES)
    found = consistency(without, with_label)
    assert found.same_outcome
    assert set(found.differing) <= {"R-LISTDIFF"}


def test_another_requester_differs_by_rules_that_the_report_names():
    partner = PROFILES.profile("CN", demonstration=True)
    offence = replace(OFFENCE, death_at_partner=None)
    here = weigh(replace(WEIGHING, request=asked(offences=(offence,))), RULES)
    there = weigh(replace(WEIGHING, partner=partner, request=asked(offences=(offence,))), RULES)
    found = consistency(here, there)
    assert (found.differing, found.holds) == (("R-DEATH",), True)


def test_a_difference_by_any_other_rule_is_a_double_standard():
    open_case = weigh(WEIGHING, RULES)
    no_case = weigh(replace(WEIGHING, request=asked(subjects=(replace(SUBJECT, open_case=False),))), RULES)
    found = consistency(open_case, no_case)
    assert (found.not_allowed, found.holds) == (("R-JUDGE",), False)


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("own-held", "agreed-asks-a-prosecutor", "R-AGREED"),
        ("agreed-no-offence-here", "agreed-dual-for-all", "R-DUAL"),
    ],
)
def test_what_one_agreement_says_and_another_does_not_is_no_double_standard(one, other, rule):
    found = consistency(decided(one), decided(other))
    assert (found.differing, found.same_outcome, found.holds) == ((rule,), False, True)


def test_a_ground_of_national_law_is_none_of_an_agreement():
    found = consistency(decided("own-held"), decided("agreed-no-offence-here"))
    assert found.not_allowed == ("R-DUAL",)


GROUND = Ground(
    rule="R",
    outcome=Outcome.REFER,
    level=Level.N1,
    article="art. 1",
    disclosable=Disclosable.NATIONAL_LAW,
    unit="i",
    needs=("JUDGE",),
)


def of(**changes):
    ground = replace(GROUND, **changes)
    return Decision(moment=Moment.G3, outcome=ground.outcome, partial=False, grounds=(ground,), on=ON)


@pytest.mark.parametrize(
    "changes",
    [{"unit": "j"}, {"outcome": Outcome.REFUSE}, {"needs": ("PROSECUTOR",)}, {"level": Level.N2}],
)
def test_a_rule_that_speaks_otherwise_differs_though_it_speaks_in_both(changes):
    assert consistency(of(), of()).holds is True
    assert consistency(of(), of(**changes)).not_allowed == ("R",)


@pytest.mark.parametrize("rule", ["R-PROFILE", "R-CONSENT", "4.4/T12", "4.4/T13", "R-NATL", "R-SCOPE"])
def test_what_law_partner_and_agreement_may_make_different_is_no_double_standard(rule):
    found = consistency(of(rule=rule), of(rule=rule, outcome=Outcome.REFUSE))
    assert (found.differing, found.holds) == ((rule,), True)


# ── (b) the mirror ──────────────────────────────────────────────────────────────────────────────
COMPARABLE = {"Blue River Movement": "Cedar Front", "Cedar Front": "Blue River Movement"}


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_the_mirror_of_every_situation_differs_by_what_the_two_laws_say_and_nothing_else(label):
    weighing = SITUATIONS[label].weighing
    here, there = weigh(weighing, RULES), weigh(mirrored(weighing, COMPARABLE), RULES)
    assert [d.rule for d in mirror(here, there, RULES) if not d.explained] == []


def test_a_mirror_swaps_states_nationalities_owners_and_organisations():
    weighing = SITUATIONS["S16"].weighing
    other = mirrored(weighing, COMPARABLE)
    assert (other.own.state, other.partner.state) == ("TR", "BE")
    assert (other.request.sender.code, other.request.recipient.code) == (
        "BE/CENTRAL_AUTHORITY",
        "TR/CENTRAL_AUTHORITY",
    )
    assert other.request.subjects[0].nationalities == {"BE"}
    assert other.request.offences[0].accusation.organisation == "Cedar Front"
    onward = mirrored(SITUATIONS["S36-onward"].weighing)
    assert [item.source for item in onward.items] == ["BE"]
    assert [grant.role for grant in onward.consents] == ["OWNER(BE)", "ORIGINAL_AUTHORISER"]


def test_the_mirror_of_the_mirror_is_what_it_was():
    for one in SITUATIONS.values():
        assert mirrored(mirrored(one.weighing)) == one.weighing
