"""What holds for all facts under the rules that ship (design.md section 5, theorems (a) to (d))."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.law import Facts, Grant, UnitFacts, decide, unit_of, weigh
from comity.law.clauses import Effect
from comity.law.conditions import AllOf, AnyOf, Named, Not, compile_condition, value_of
from comity.law.fairness import ALLOWED, ON_TRANSFER
from comity.law.naming import Scope, bits, vocabulary
from comity.law.pointing import PLACES
from comity.law.rulebook import Rule
from comity.model.decisions import Level, Moment, Outcome
from comity.model.parties import StateCode
from law.shipped import RULES, situations

ON = datetime(2026, 3, 1, tzinfo=UTC)
ROLES = ("JUDGE", "LEGAL_OFFICER", "DPO", "DUTY_MAGISTRATE", "OWNER(FR)", "ORIGINAL_AUTHORISER", "SUPERVISOR")
NAMES = {
    "own_state": "BE",
    "not_adopted": "none",
    "partner_state": "TR",
    "suspect_data_authoriser": "JUDGE",
    "suspect_data_article": "a",
}
NAMES |= {
    "urgency_article": "u",
    "urgency_reviewer": "DUTY_MAGISTRATE",
    "urgency_hours": "72",
    "instrument": "i",
}
NAMES |= {"handling": "H1", "owner": "FR", "surrendering_state": "FR", "agreed": "none", "monitor_on": "d"}
NAMES |= {place: "x" for place in PLACES} | {"category_term": "x"}
NAMES |= {"evidence": "EVIDENCE_BY_CONSENT", "onward": "ONWARD_BY_CONSENT"}

theorem = settings(derandomize=True, max_examples=300, deadline=None)


BENIGN = {
    "moment.releasing": True,
    "basis.carries": True,
    "regime.led": True,
    "own.led_applies": True,
    "own.names_suspect_data_authoriser": True,
    "transfer.binding_with_safeguards": True,
    "item.personal": True,
    "item.from_open_case": True,
}
"""A lawful request for a suspect's data; every example departs from it in a few facts."""


def of_scope(scope):
    return [name for name, fact in vocabulary().items() if fact.scope is scope]


@st.composite
def masks(draw, scope):
    """Draw TRUE and KNOWN of one scope: the benign case with up to six facts changed to any value."""
    changed = draw(
        st.dictionaries(st.sampled_from(of_scope(scope)), st.sampled_from([True, False, None]), max_size=6)
    )
    values = {name: changed.get(name, BENIGN.get(name, False)) for name in of_scope(scope)}
    true = sum(bits()[name] for name, value in values.items() if value)
    return true, sum(bits()[name] for name, value in values.items() if value is not None)


@st.composite
def all_facts(draw):
    """Draw facts of a message, up to two offences and three items, and the grants of some roles."""
    true, known = draw(masks(Scope.MESSAGE))

    def units(scope, letter, most):
        drawn = draw(st.lists(masks(scope), max_size=most))
        return tuple(UnitFacts(f"{letter}{n}", t | true, k | known, NAMES) for n, (t, k) in enumerate(drawn))

    items = units(Scope.ITEM, "i", 3)
    covered = frozenset({"", *(unit.unit for unit in items)})
    grants = tuple(Grant(role=role, units=covered) for role in draw(st.sets(st.sampled_from(ROLES))))
    return Facts(
        moment=Moment.G3,
        on=ON,
        message=UnitFacts("", true, known, NAMES),
        offences=units(Scope.OFFENCE, "o", 2),
        items=items,
        grants=grants,
    )


@st.composite
def conditions(draw, scope=Scope.ITEM, depth=3):
    """Draw a condition over facts of the message and of one scope."""
    names = [n for n, fact in vocabulary().items() if fact.scope in (Scope.MESSAGE, scope)]
    leaf = st.sampled_from(names).map(Named)
    return draw(
        st.recursive(
            leaf,
            lambda inner: st.one_of(
                inner.map(Not),
                st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
                st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
            ),
            max_leaves=depth * 2,
        )
    )


@theorem
@given(conditions(), masks(Scope.MESSAGE), masks(Scope.ITEM))
def test_the_compiled_condition_says_what_the_condition_says(condition, message, item):
    unit = UnitFacts("i", message[0] | item[0], message[1] | item[1])
    false = unit.known & ~unit.true
    conjuncts = compile_condition(condition, bits())
    open_ = [(pos, neg) for pos, neg in conjuncts if not (false & pos or unit.true & neg)]
    met = any(unit.true & pos == pos and false & neg == neg for pos, neg in open_)
    assert (True if met else None if open_ else False) == value_of(condition, unit.truth)


def test_the_benign_case_is_released_once_the_judge_has_signed_and_not_before():
    truths = {**BENIGN}
    message = unit_of(Scope.MESSAGE, "", truths, NAMES)
    facts = Facts(moment=Moment.G3, on=ON, message=message, items=(unit_of(Scope.ITEM, "i0", truths, NAMES),))
    judge = Grant(role="JUDGE", units=frozenset({"i0"}))
    assert decide(facts, RULES, ON).released_now == frozenset()
    assert decide(replace(facts, grants=(judge,)), RULES, ON).released_now == {"i0"}


@theorem
@given(all_facts())
def test_a_no_suspect_item_leaves_without_the_judge_or_two_persons_in_danger(facts):
    decision = decide(facts, RULES, ON)
    for unit in facts.items:
        suspect = (unit.truth("item.from_open_case"), unit.truth("own.names_suspect_data_authoriser"))
        if (
            False in suspect
            or unit.truth("moment.releasing") is False
            or unit.unit not in decision.released_now
        ):
            continue
        assert suspect == (True, True)
        ordered = any(grant.role == "JUDGE" for grant in facts.grants)
        conditions_of = {
            c for i in decision.items if i.unit == unit.unit for g in i.grounds for c in g.conditions
        }
        reviews = {"REVIEW(DUTY_MAGISTRATE,72h)", "REVIEW(DPO,7d)", "RECALL_IF_NOT_CONFIRMED"}
        reviewed = reviews | {"EXPIRES(72h)", "H2"} <= conditions_of
        assert ordered or (unit.truth("item.released_by_tp2") is True and reviewed)


@theorem
@given(all_facts())
def test_b_nothing_passes_an_absolute_prohibition_that_is_not_met(facts):
    decision = decide(facts, RULES, ON)
    for rule in RULES.rules:
        for clause in rule.clauses:
            if clause.level is not Level.N0 or clause.effect is Effect.C:
                continue
            if clause.scope is Scope.MESSAGE and value_of(clause.when, facts.message.truth) is not False:
                assert decision.outcome >= Outcome.REFER
                assert decision.released_now == frozenset()
            if clause.scope is Scope.ITEM:
                struck = {u.unit for u in facts.items if value_of(clause.when, u.truth) is not False}
                assert not struck & decision.released_now


@st.composite
def restricting_rules(draw):
    """Draw one more rule that refuses, refers, asks an authorisation or sets a condition."""
    scope = draw(st.sampled_from(list(Scope)))
    effect = draw(st.sampled_from([Effect.M, Effect.S, Effect.O, Effect.A, Effect.C]))
    template = next(c for r in RULES.rules for c in r.clauses if c.effect is Effect.M)
    when = draw(conditions(scope=scope, depth=1))
    level = (
        Level.N3 if effect is Effect.A else draw(st.sampled_from([Level.N0, Level.N1, Level.N2, Level.N5]))
    )
    clause = replace(
        template,
        rule="R-NEW",
        scope=scope,
        effect=effect,
        level=level,
        when=when,
        conjuncts=compile_condition(when, bits()),
        needs=(draw(st.sampled_from(ROLES)),) if effect in (Effect.A, Effect.O) else (),
        conditions=("H3",) if effect is Effect.C else (),
        writes=False,
        writes_of_unit=False,
    )
    return Rule(id="R-NEW", title={}, source="", valid_from=ON.date(), valid_to=None, clauses=(clause,))


@theorem
@given(all_facts(), restricting_rules())
def test_c_one_more_restricting_rule_lowers_no_item_and_releases_nothing_more(facts, rule):
    before = decide(facts, RULES, ON)
    after = decide(facts, replace(RULES, rules=(*RULES.rules, rule)), ON)
    assert all(b.outcome <= a.outcome for b, a in zip(before.items, after.items, strict=True))
    assert all(b.outcome <= a.outcome for b, a in zip(before.offences, after.offences, strict=True))
    assert after.released_now <= before.released_now


STATES = st.frozensets(st.sampled_from(["BE", "RU", "TR", "VN", "MA", "CN", "BY", "FR"]), max_size=3)
OWN_RULES = {"T12", "T13", "T14"}
"""Types whose own rules ask whose national it is (design.md section 5)."""

SITUATIONS = situations()


@pytest.mark.source("C0-10")
@theorem
@given(st.sampled_from(SITUATIONS), STATES)
def test_d_nationality_alone_changes_an_outcome_only_through_an_allowed_rule(situation, nationalities):
    weighing = situation.weighing
    changed = tuple(
        replace(s, nationalities=frozenset(StateCode(n) for n in nationalities))
        for s in weighing.request.subjects
    )
    other = replace(weighing, request=replace(weighing.request, subjects=changed))
    before, after = weigh(weighing, RULES), weigh(other, RULES)
    if weighing.request.type.value in ("T06", "T19"):
        claim = any(i.category.value == "DC_ASYLUM" for i in weighing.items)
        assert claim or before == after
    differing = {g.rule for g in set(before.grounds) ^ set(after.grounds)}
    own = ON_TRANSFER if weighing.request.type.value in OWN_RULES else frozenset()
    assert differing <= ALLOWED | own


@theorem
@given(all_facts())
def test_the_same_facts_give_the_same_decision(facts):
    assert decide(facts, RULES, ON) == decide(facts, RULES, ON)
