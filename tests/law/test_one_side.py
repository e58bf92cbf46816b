"""C0-2: a change in one state's profile changes what the gate says on that state's side only."""

from dataclasses import replace
from datetime import date

import pytest

from comity.law import weigh
from comity.law.fields import Side, names
from comity.law.national import declared_otherwise
from comity.model.decisions import Decision, Moment, Outcome
from comity.model.parties import StateCode
from comity.model.profiles import Confidence, Profile, ProfileValue
from law.shipped import PROFILES, RULES, situations

SITUATIONS = {one.id: one for one in situations()}
ANSWER = SITUATIONS["S03"].weighing  # Belgium asks, Russia holds an open case against the person
MIRROR = SITUATIONS["S01"].weighing  # Russia asks, Belgium holds one
BE, RU = StateCode("BE"), StateCode("RU")


def with_value(profile: Profile, **changed: object) -> Profile:
    made = {
        name: (
            ProfileValue(
                value=value,  # type: ignore[arg-type]
                valid_from=date(2000, 1, 1),
                source="changed for this test",
                checked_on=date(2026, 11, 21),
                confidence=Confidence.FICTIONAL,
                adopted=True,
            ),
        )
        for name, value in changed.items()
    }
    return replace(profile, values={**profile.values, **made})


def rules_of(decision: Decision) -> set[str]:
    grounds = (*decision.grounds, *(g for i in decision.items for g in i.grounds))
    return {g.rule for g in grounds if g.outcome > Outcome.PERMIT_WITH_CONDITIONS}


@pytest.mark.source("C0-2")
def test_a_judge_asked_by_one_side_is_asked_on_that_side_only():
    """Russia's law begins to ask a judge: its own answers need one, Belgium's are as before."""
    stricter = {BE: PROFILES.profile(BE, demonstration=True)}
    stricter[RU] = with_value(PROFILES.profile(RU, demonstration=True), suspect_data_authoriser="JUDGE")

    at_ru = weigh(replace(ANSWER, own=stricter[RU], partner=stricter[BE]), RULES)
    at_be = weigh(replace(MIRROR, own=stricter[BE], partner=stricter[RU]), RULES)
    assert rules_of(weigh(ANSWER, RULES)) == set()
    assert rules_of(at_ru) == {"R-JUDGE"}
    assert at_ru.authorisers == ("JUDGE",)
    before = weigh(MIRROR, RULES)
    assert (at_be.outcome, at_be.grounds, at_be.items) == (before.outcome, before.grounds, before.items)


@pytest.mark.source("C0-2")
def test_a_looser_law_at_the_partner_loosens_nothing_here():
    """AX2: Belgium still asks its judge, whatever Russia's profile says of its own authoriser."""
    for named in ("none", "SUPERVISOR", "PROSECUTOR"):
        partner = with_value(PROFILES.profile(RU, demonstration=True), suspect_data_authoriser=named)
        found = weigh(replace(MIRROR, partner=partner), RULES)
        assert found.authorisers == weigh(MIRROR, RULES).authorisers
        assert "JUDGE" in found.authorisers


OWN_ONLY = sorted(names(Side.OWN) - names(Side.PARTNER))
OTHER = {
    "suspect_data_authoriser": "SUPERVISOR",
    "suspect_data_article": "art. 999",
    "magistrate_includes_prosecutor": True,
    "led_applies": True,
    "own_nationals_extradited": True,
    "ihl_exclusion_flag": True,
    "urgency_without_prior_order": {"article": "", "reviewer": "", "hours": 0},
    "regime": {"default": "LED"},
    "transfer_rule": "a rule of its own",
    "retention_days": 1,
    "dual_criminality_for": ("T02", "T06"),
    "release_conditions": ("a condition of its own",),
    "court_examines_assurances": True,
    "terrorist_lists": ("UN",),
    "led_38_1_b": True,
    "death_asked_of_any_request": True,
}


@pytest.mark.source("C0-2")
@pytest.mark.parametrize("field", OWN_ONLY)
@pytest.mark.parametrize("label", ["S01", "S05", "S10", "S44-own-national"])
def test_what_a_state_says_of_its_own_releases_never_counts_at_the_partner(field, label):
    weighing = SITUATIONS[label].weighing
    changed = replace(weighing, partner=with_value(weighing.partner, **{field: OTHER[field]}))
    before, after = weigh(weighing, RULES), weigh(changed, RULES)
    assert (after.outcome, after.grounds, after.items) == (before.outcome, before.grounds, before.items)


def test_every_field_that_the_gate_reads_of_its_own_side_alone_is_tried():
    assert set(OWN_ONLY) == set(OTHER)


def test_a_decision_keeps_the_versions_of_profiles_and_declaration():
    declared = SITUATIONS["declared-otherwise"].weighing
    versions = dict(weigh(declared, RULES).versions)
    assert versions["profile/BE"].startswith("demo-")
    assert versions["declared/VN"].startswith("declared-")
    assert "declared/VN" not in dict(weigh(SITUATIONS["S11"].weighing, RULES).versions)


def test_a_declaration_and_an_assessment_differ_only_where_both_speak():
    ours = with_value(Profile(state=BE, version="1"), languages=("nl",), coe_member=True, echr_bound=None)
    theirs = with_value(Profile(state=BE, version="2"), languages=("fr",), coe_member=True, echr_bound=True)
    assert declared_otherwise(ours, theirs, date(2026, 1, 1)) == ("languages",)


def test_a_list_in_another_order_is_no_other_declaration():
    ours = with_value(
        Profile(state=BE, version="1"), languages=("nl", "fr"), extradition_decided_by=("COURT", "MINISTER")
    )
    again = with_value(
        Profile(state=BE, version="2"), languages=("fr", "nl"), extradition_decided_by=("MINISTER", "COURT")
    )
    assert declared_otherwise(ours, again, date(2026, 1, 1)) == ("extradition_decided_by",)  # who comes first
    fewer = with_value(again, languages=("fr",), extradition_decided_by=("COURT", "MINISTER"))
    assert declared_otherwise(ours, fewer, date(2026, 1, 1)) == ("languages",)


def test_an_incomplete_profile_says_so_at_the_moment_of_receiving_without_refusing():
    received = replace(SITUATIONS["profile-answer"].weighing, moment=Moment.G2, items=())
    assert "R-PROFILE" not in rules_of(weigh(received, RULES))


# ── what the own profile adds to a release ──────────────────────────────────────────────────────
def test_dual_criminality_counts_for_police_messages_only_where_the_own_profile_says_so():
    known = tuple(replace(o, punishable_here=False) for o in ANSWER.request.offences)
    asked = replace(ANSWER, request=replace(ANSWER.request, offences=known))
    assert rules_of(weigh(asked, RULES)) == set()
    stricter = replace(asked, own=with_value(asked.own, dual_criminality_for=("T02",)))
    found = weigh(stricter, RULES)
    assert [
        (g.rule, g.outcome, g.needs) for o in found.offences for g in o.grounds if g.rule == "R-DUAL"
    ] == [("R-DUAL", Outcome.REFER, ("CENTRAL_AUTHORITY",))]
    other = replace(asked, own=with_value(asked.own, dual_criminality_for=("T01",)))
    assert rules_of(weigh(other, RULES)) == set()


def test_a_retention_of_the_own_profile_is_a_condition_of_use():
    """Q5: where the profile names conditions, a release is permitted with them."""
    plain = weigh(ANSWER, RULES)
    kept = weigh(replace(ANSWER, own=with_value(ANSWER.own, retention_days=30)), RULES)
    assert (plain.outcome, plain.conditions) == (Outcome.PERMIT, ())
    assert kept.outcome is Outcome.PERMIT_WITH_CONDITIONS
