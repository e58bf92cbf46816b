"""What a ground says, whose orders bind an item, and how conditions are compiled."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.law import Grant, decide
from comity.law.conditions import MOST_CONJUNCTS, compile_condition, read_condition
from comity.law.disclosure import Leaving, leaving
from comity.model.decisions import Disclosable, Ground, Level, Moment, Outcome
from law.test_gate import DUTY, ON, TAINTED, book, facts, rule

OPEN_CASE = '"item.from_open_case"'
BITS = {"a": 1, "b": 2, "c": 4}


# ── grounds ─────────────────────────────────────────────────────────────────────────────────────
def test_a_refusal_says_rule_level_article_and_place_and_asks_nobody():
    decision = decide(facts(items=[{"item.tainted": True}]), book(rule("M", "M", TAINTED)), ON)
    assert decision.grounds == (
        Ground(
            rule="M",
            outcome=Outcome.REFUSE,
            level=Level.N1,
            article="art. 1",
            disclosable=Disclosable.NATIONAL_LAW,
            unit="i0",
        ),
    )


def test_consulting_the_partner_names_the_duty_and_the_central_authority():
    duty = facts({"message.duty_to_assist": True}, items=[{"item.tainted": True}])
    assert decide(duty, book(DUTY, rule("M", "M", TAINTED)), ON).grounds[-1] == Ground(
        rule="DUTY",
        outcome=Outcome.REFER,
        level=Level.N4,
        article="art. 1",
        disclosable=Disclosable.NATIONAL_LAW,
        needs=("CENTRAL_AUTHORITY",),
        action="CONSULT_BEFORE_REFUSAL",
    )


def test_consulting_points_at_the_clause_of_the_duty_and_names_the_instrument():
    clause = DUTY[DUTY.index("[[rule.clause]]") :].replace("art. 1", "{instrument}, art. 1")
    two = rule("DUTY", "NONE", '{ all = ["court.hold"] }', scope="message") + clause
    weighed = facts({"message.duty_to_assist": True}, items=[{"item.tainted": True}])
    weighed = replace(weighed, message=replace(weighed.message, names={"instrument": "treaty-x"}))
    consult = decide(weighed, book(two, rule("M", "M", TAINTED)), ON).grounds[-1]
    assert (consult.clause, consult.article) == (1, "treaty-x, art. 1")


def test_consulting_leaves_a_refusal_that_also_rests_on_more_than_national_law():
    duty = facts({"message.duty_to_assist": True}, items=[{"item.tainted": True}])
    decision = decide(duty, book(DUTY, rule("M", "M", TAINTED), rule("N", "M2", TAINTED)), ON)
    assert (decision.outcome, decision.flags) == (Outcome.REFUSE, ("TREATY_CONFLICT",))


def test_a_need_says_who_is_asked_and_how_it_was_met():
    rules = book(rule("A", "A-tp2", OPEN_CASE))
    suspect = {"item.from_open_case": True}
    order = Grant(role="JUDGE", units=frozenset({"i0"}))

    def said(given, grants=()):
        (ground,) = decide(facts(items=[given], grants=grants), rules, ON).grounds
        return ground.outcome, ground.needs, ground.action

    assert said(suspect) == (Outcome.NEEDS_AUTHORISATION, ("JUDGE",), "")
    assert said(suspect, (order,)) == (Outcome.PERMIT, ("JUDGE",), "AUTHORISED")
    assert said({**suspect, "item.released_by_tp2": True}) == (Outcome.PERMIT, ("JUDGE",), "TP2")


def test_holding_the_rest_back_says_why_and_asks_the_legal_officer():
    misleading = facts({"message.part_would_mislead": True}, items=[{"item.tainted": True}, {}])
    decision = decide(misleading, book(rule("M", "M", TAINTED)), ON)
    assert [ground for ground in decision.grounds if not ground.unit] == [
        Ground(
            rule="K5",
            outcome=Outcome.REFER,
            level=Level.N1,
            article="LED art. 4(1)(d)",
            disclosable=Disclosable.NATIONAL_LAW,
            needs=("LEGAL_OFFICER",),
            action="PART_WOULD_MISLEAD",
        )
    ]
    assert [(i.unit, i.outcome) for i in decision.items] == [("i0", Outcome.REFUSE), ("i1", Outcome.REFER)]


def test_nothing_is_held_back_where_every_item_goes_under_conditions():
    misleading = facts({"message.part_would_mislead": True}, items=[{"item.tainted": True}])
    assert decide(misleading, book(rule("C", "C", TAINTED)), ON).outcome is Outcome.PERMIT_WITH_CONDITIONS


def test_a_decision_bears_its_moment_and_its_time_limit():
    decision = decide(facts(time_limit=timedelta(hours=8)), book(), ON)
    assert (decision.moment, decision.time_limit) == (Moment.G3, timedelta(hours=8))


def test_a_request_of_which_no_offence_is_left_is_not_answered_neutrally():
    masked = rule("MASKED", "M", TAINTED, disclosable="NO_REPLY_POSSIBLE")
    told = rule("JUDGED", "M", '"offence.judged_here"', scope="offence")
    weighed = facts(offences=[{"offence.judged_here": True}], items=[{"item.tainted": True}])
    assert decide(weighed, book(masked, told), ON).neutral is False
    assert decide(weighed, book(masked), ON).neutral is True


def test_what_goes_takes_the_conditions_of_the_message_along_and_what_stays_takes_none():
    rules = book(rule("A", "A", OPEN_CASE), rule("C", "C", '{ all = ["basis.carries"] }', scope="message"))
    suspect = {"item.from_open_case": True}

    def leaves(*items):
        return leaving(decide(facts({"basis.carries": True}, items=items), rules, ON))

    assert leaves({}, suspect) == Leaving(items=frozenset({"i0"}), conditions=("H1", "X"))
    assert leaves(suspect) == Leaving(items=frozenset(), conditions=())


# ── whose conditions bind (K1, K6) ──────────────────────────────────────────────────────────────
NARROW = Grant(role="JUDGE", units=frozenset({"i0"}), conditions=("H2",))
WIDE = Grant(role="JUDGE", units=frozenset({"i0", "i1"}))


@pytest.mark.parametrize("grants", [(NARROW, WIDE), (WIDE, NARROW)])
def test_the_conditions_of_a_narrow_order_bind_although_a_wider_one_carries_the_item(grants):
    suspects = [{"item.from_open_case": True}] * 2
    decision = decide(facts(items=suspects, grants=grants), book(rule("A", "A", OPEN_CASE)), ON)
    assert [i.outcome for i in decision.items] == [Outcome.PERMIT_WITH_CONDITIONS, Outcome.PERMIT]
    assert [g.conditions for g in decision.grounds] == [("H2",), ()]


@pytest.mark.parametrize(
    "other",
    [
        Grant(role="DPO", units=frozenset({"i0", "i1"}), conditions=("H2",)),
        Grant(role="JUDGE", units=frozenset({"i1"}), conditions=("H2",)),
    ],
)
def test_the_conditions_of_an_order_by_another_or_for_another_item_do_not_bind(other):
    suspects = [{"item.from_open_case": True}, {}]
    decision = decide(facts(items=suspects, grants=(other, WIDE)), book(rule("A", "A", OPEN_CASE)), ON)
    assert decision.items[0].outcome is Outcome.PERMIT


def test_the_conditions_of_either_of_two_roles_bind():
    needed = book(rule("A", "A-or", OPEN_CASE))
    given = Grant(role="LEGAL_OFFICER", units=frozenset({"i0"}), conditions=("H2",))
    decision = decide(facts(items=[{"item.from_open_case": True}], grants=(given,)), needed, ON)
    assert decision.conditions == ("H2",)


def test_a_role_is_not_one_of_the_words_of_another():
    needed = book(rule("A", "A-or", OPEN_CASE))
    given = facts(items=[{"item.from_open_case": True}], grants=(Grant(role="or", units=frozenset({"i0"})),))
    assert decide(given, needed, ON).outcome is Outcome.NEEDS_AUTHORISATION


# ── conditions ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("plain", "says"),
    [
        (["a"], "a condition is a fact, or one of all, any, not"),
        ({"all": ["a"], "any": ["b"]}, "a condition is a fact, or one of all, any, not"),
        ({"none": ["a"]}, "'none' joins no conditions; 'all', 'any' and 'not' do"),
        ({"all": []}, "'all' has a list of one condition at least"),
        ({"any": "a"}, "'any' has a list of one condition at least"),
    ],
)
def test_refuses_what_is_no_condition_and_says_why(plain, says):
    with pytest.raises(ValueError, match=f"^{says}$"):
        read_condition(plain)


@pytest.mark.parametrize(
    ("plain", "conjuncts"),
    [
        ({"all": ["a", "b"]}, ((3, 0),)),
        ({"any": ["a", "b"]}, ((1, 0), (2, 0))),
        ({"all": [{"not": "a"}, {"not": "b"}]}, ((0, 3),)),
        ({"not": {"any": ["a", "b"]}}, ((0, 3),)),
        ({"not": {"all": ["a", {"not": "b"}]}}, ((0, 1), (2, 0))),
        ({"not": {"not": "a"}}, ((1, 0),)),
        ({"any": ["a", {"all": ["a", "b"]}]}, ((1, 0),)),
        ({"any": [{"not": "a"}, {"all": [{"not": "a"}, {"not": "b"}]}]}, ((0, 1),)),
        ({"any": ["a", {"all": ["b", {"not": "a"}]}]}, ((1, 0), (2, 1))),
        ({"any": [{"all": ["a", "b"]}, {"all": ["a", "c"]}]}, ((3, 0), (5, 0))),
        ({"any": [{"all": ["a", {"not": "b"}]}, {"all": ["a", {"not": "c"}]}]}, ((1, 2), (1, 4))),
    ],
)
def test_a_condition_unfolds_into_its_cases(plain, conjuncts):
    assert compile_condition(read_condition(plain), BITS) == conjuncts


def test_a_condition_of_as_many_cases_as_allowed_is_read_and_one_of_more_is_not():
    names = [f"{letter}{n}" for letter in "ab" for n in range(7)]
    bits = {name: 1 << place for place, name in enumerate(names)}
    pairs = [{"any": [f"a{n}", f"b{n}"]} for n in range(7)]
    assert len(compile_condition(read_condition({"all": pairs[:6]}), bits)) == MOST_CONJUNCTS == 64
    with pytest.raises(ValueError, match="the condition unfolds into more than 64 cases"):
        compile_condition(read_condition({"all": pairs}), bits)
