"""Masked grounds (AX9, Q2, Q18): who sees them, and that all of them look alike to everybody else."""

from dataclasses import replace
from itertools import combinations

import pytest

from comity.law import decide, explain, weigh
from comity.law.clauses import Effect
from comity.law.disclosure import is_hidden_ground
from comity.law.masking import NEUTRAL, deciders, neutral, sees_grounds
from comity.law.naming import Scope
from comity.model.decisions import Outcome
from comity.model.people import Role
from law.masked import MASKED, OUTCOMES, decided, ground_of
from law.sample import ON
from law.shipped import RULES, in_turn, situations
from law.test_gate import DUTY, TAINTED, book, facts, rule

SITUATIONS = {situation.id: situation.weighing for situation in situations()}


def test_the_rulebook_masks_asylum_owners_victims_intelligence_and_hidden_embargoes():
    assert {clause.rule for clause in MASKED} >= {
        "R-ASYLUM", "R-PROV", "R-VICTIM", "R-INTEL", "R-EMBARGO", "R-REFOUL",
    }  # fmt: skip
    assert len(MASKED) >= 10


@pytest.mark.parametrize("role", Role)
def test_only_who_decides_or_watches_over_the_law_sees_a_masked_ground(role):
    always = {"LEGAL_OFFICER", "DPO", "DPA_INSPECTOR"}
    for clause in MASKED:
        named = {word for need in clause.needs for word in need.split(" or ")}
        assert sees_grounds(role, decided(ground_of(clause))) is (role in always | named)


@pytest.mark.parametrize(
    ("needs", "role"),
    [
        ("JUDGE", "JUDGE"),
        ("JUDGE or PROSECUTOR", "PROSECUTOR"),
        ("COURT", "JUDGE"),
        ("CENTRAL_AUTHORITY", "CA_LAWYER"),
        ("CENTRAL_AUTHORITY_OF(TR)", "CA_LAWYER"),
        ("EXECUTIVE_DECIDER", "MINISTER_DELEGATE"),
        ("DUTY_MAGISTRATE", "DUTY_MAGISTRATE"),
    ],
)
def test_whom_any_ground_names_decides_that_case(needs, role):
    asked = decided(ground_of(MASKED[0]), ground_of(MASKED[0], needs=(needs,)))
    assert role in deciders(asked)
    assert role not in deciders(decided(ground_of(MASKED[0], needs=())))


def test_no_masked_clause_speaks_of_an_offence():
    """Else an item's outcome, which follows the best offence, would tell one from another."""
    assert {clause.scope for clause in MASKED} <= {Scope.MESSAGE, Scope.ITEM}


def test_marks_of_abuse_are_for_legal_officer_and_data_protection_officer_alone():
    decision = replace(weigh(SITUATIONS["S02"], RULES), flags=("ABUSE(same_person_again)", "OTHER"))
    assert neutral(decision).flags == ("OTHER",)


def test_the_two_of_the_urgency_path_decide_where_only_they_are_missing():
    urgent = decided(ground_of(MASKED[0], needs=()), flags=("TP2_WOULD_SUFFICE",))
    assert deciders(urgent) == {"SPOC_DUTY", "LEGAL_OFFICER", "PROSECUTOR"}


def restricting(scope):
    kinds = [c for c in MASKED if (c.scope is Scope.MESSAGE) is (scope == "message")]
    known = [ground_of(c) for c in kinds if OUTCOMES[c.effect] >= Outcome.NEEDS_AUTHORISATION]
    return [*known, *(ground_of(c, unknown=True) for c in kinds if c.effect is not Effect.C)]


def test_what_is_masked_of_a_message_is_said_of_the_message():
    for ground in restricting("message"):
        assert [(g.rule, g.unit) for g in neutral(decided(ground)).grounds if not g.unit] == [(NEUTRAL, "")]


@pytest.mark.parametrize("scope", ["message", "item"])
def test_all_masked_grounds_look_alike(scope):
    shown = {repr(neutral(decided(ground))) for ground in restricting(scope)}
    assert len(shown) == 1
    both = [neutral(decided(a, b)) for a, b in combinations(restricting(scope), 2)]
    assert {repr(one) for one in both} <= shown


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_neutral_text_names_no_rule_no_article_and_nobody(language):
    texts = set()
    for ground in restricting("item"):
        (line,) = explain(neutral(decided(ground)), RULES, language)
        texts.add(line)
    assert texts == {
        {
            "en": "item-1: no answer can be given; why is told only to those who decide this case "
            "(NO_REPLY_POSSIBLE)",
            "fr": "item-1 : aucune réponse possible ; seuls ceux qui décident de l'affaire en apprennent la "
            "raison (NO_REPLY_POSSIBLE)",
        }[language]
    }


def test_a_masked_item_beside_an_open_one_leaves_the_open_one_as_it_is():
    seen = neutral(weigh(SITUATIONS["S10b"], RULES))
    assert [(u.unit, u.outcome.name, {g.rule for g in u.grounds}) for u in seen.items] == [
        ("national", "NEEDS_AUTHORISATION", {"R-JUDGE", "5.4"}),
        ("border-entry", "PERMIT_WITH_CONDITIONS", {"5.4"}),
        ("eu-system", "REFUSE", {NEUTRAL}),
    ]
    assert (seen.outcome.name, seen.partial, seen.authorisers) == ("NEEDS_AUTHORISATION", True, ("JUDGE",))


def test_an_owner_who_must_consent_is_nobody_that_all_may_read_of():
    decision = weigh(SITUATIONS["S36-french-only"], RULES)
    assert decision.authorisers == ("OWNER(FR)",)
    assert neutral(decision).authorisers == ()
    assert neutral(decision).outcome is Outcome.REFUSE


def test_the_consultation_of_a_treaty_partner_tells_no_masked_ground_from_another():
    victim, asylum = weigh(SITUATIONS["S27-refused"], RULES), weigh(SITUATIONS["S09"], RULES)
    plain = [replace(neutral(d), on=ON, versions=(), conditions=()) for d in (victim, asylum)]
    assert plain[0].flags == plain[1].flags == ()
    assert plain[0].outcome is plain[1].outcome is Outcome.REFUSE


def test_a_consultation_before_an_open_refusal_is_seen_by_all():
    duty = facts({"message.duty_to_assist": True}, items=[{"item.tainted": True}])
    decision = decide(duty, book(DUTY, rule("M", "M", TAINTED)), ON)
    seen = neutral(decision)
    assert (seen.outcome, set(seen.grounds)) == (Outcome.REFER, set(decision.grounds))


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_a_decision_without_masked_grounds_is_seen_by_all_but_for_passes_and_suspicions(label):
    decision = weigh(SITUATIONS[label], RULES)
    masked = any(is_hidden_ground(g) for g in decision.grounds)
    flags = tuple(f for f in decision.flags if not f.startswith("ABUSE("))
    whole = replace(decision, passed=(), flags=flags)
    same = set(neutral(decision).grounds) == set(whole.grounds)
    assert (same and replace(neutral(decision), grounds=whole.grounds) == whole) is not masked


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_what_leaves_is_no_other_than_what_is_seen_to_leave(label):
    decision = weigh(SITUATIONS[label], RULES)
    assert neutral(decision).released_now == decision.released_now
