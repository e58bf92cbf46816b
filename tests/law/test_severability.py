"""Severability (K5, Q1): each offence and each item is weighed by itself, and what may go goes.

Every situation of `cases/` is taken apart and put together again; what is expected holds for all of them.
"""

from dataclasses import replace

import pytest

from comity.law import Facts, decide, establish, unit_of
from comity.law.accessory import ACCESSORY
from comity.law.naming import Scope, vocabulary
from comity.model.decisions import Outcome
from law.shipped import RULES, in_turn, situations

SITUATIONS = {situation.id: establish(situation.weighing) for situation in situations()}
PLAIN = {
    label: facts
    for label, facts in SITUATIONS.items()
    if not facts.grants and facts.message.truth("message.duty_to_assist") is False
}
"""Situations without orders (an order covers all or nothing, K6) and without a duty to assist (K2)."""


def said(facts: Facts):
    return decide(facts, RULES, facts.on)


def added(facts: Facts, scope: Scope, name: str, **true: bool):
    """Add a unit of which these facts of its own are TRUE and all others FALSE."""
    of_message = {
        fact.name: facts.message.truth(fact.name)
        for fact in vocabulary().values()
        if fact.scope is Scope.MESSAGE
    }
    return unit_of(scope, name, {**of_message, **true}, {"owner": "own"})


TAINTED = {"item.tainted": True}
JUDGED = {"offence.judged_here": True}


@pytest.mark.parametrize("label", in_turn(PLAIN))
def test_each_item_is_told_what_it_would_be_told_alone(label):
    facts = PLAIN[label]
    whole = {unit.unit: unit.grounds for unit in said(facts).items}
    for item in facts.items:
        (alone,) = said(replace(facts, items=(item,))).items
        assert alone.grounds == whole[item.unit]


@pytest.mark.parametrize("label", in_turn(PLAIN))
def test_each_offence_is_told_what_it_would_be_told_alone(label):
    facts = PLAIN[label]
    whole = {unit.unit: unit.grounds for unit in said(facts).offences}
    for offence in facts.offences:
        if any(ACCESSORY in ground.conditions for ground in whole[offence.unit]):
            continue  # it goes along with a main one or not at all (Q12)
        (alone,) = said(replace(facts, offences=(offence,))).offences
        assert alone.grounds == whole[offence.unit]


@pytest.mark.parametrize("label", in_turn(PLAIN))
def test_an_item_that_is_refused_holds_back_no_other(label):
    facts = PLAIN[label]
    before = said(facts)
    if facts.message.truth("message.part_would_mislead") is not False:
        pytest.skip("a part alone would mislead there, so the rest is held too (K5)")
    after = said(replace(facts, items=(*facts.items, added(facts, Scope.ITEM, "tainted", **TAINTED))))
    assert after.items[-1].outcome is Outcome.REFUSE
    assert after.released_now == before.released_now
    assert after.items[:-1] == before.items


@pytest.mark.parametrize("label", [label for label, facts in PLAIN.items() if facts.offences])
def test_an_offence_that_is_refused_takes_no_other_with_it(label):
    facts = PLAIN[label]
    moves = replace(facts, offences=(*facts.offences, added(facts, Scope.OFFENCE, "judged", **JUDGED)))
    before, after = said(facts), said(moves)
    assert after.offences[:-1] == before.offences
    judged = after.offences[-1].outcome
    assert judged is Outcome.REFUSE or "R-NEBIS" not in {g.rule for g in after.grounds}
    survived = any(unit.outcome is not Outcome.REFUSE for unit in before.offences)
    if survived and judged is Outcome.REFUSE:
        assert after.items == before.items
        assert (after.partial, after.released_now) == (
            after.outcome is not Outcome.REFUSE,
            before.released_now,
        )


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_an_answer_is_partial_if_and_only_if_some_is_refused_and_some_is_not(label):
    decision = said(SITUATIONS[label])
    outcomes = [unit.outcome for unit in (*decision.items, *decision.offences)]
    refused = [outcome is Outcome.REFUSE for outcome in outcomes]
    lost = any(
        units and all(unit.outcome is Outcome.REFUSE for unit in units)
        for units in (decision.items, decision.offences)
    )
    if "TREATY_CONFLICT" not in decision.flags:
        assert decision.partial is (any(refused) and not all(refused) and not lost)


@pytest.mark.parametrize("label", in_turn(PLAIN))
def test_the_message_fares_as_the_gravest_of_what_survives(label):
    decision = said(PLAIN[label])
    own = [ground.outcome for ground in decision.grounds if not ground.unit]
    left = [u.outcome for u in (*decision.items, *decision.offences) if u.outcome is not Outcome.REFUSE]
    lost = any(
        units and all(unit.outcome is Outcome.REFUSE for unit in units)
        for units in (decision.items, decision.offences)
    )
    assert decision.outcome is (Outcome.REFUSE if lost else max([Outcome.PERMIT, *own, *left]))


@pytest.mark.parametrize("label", in_turn(PLAIN))
def test_the_order_of_items_and_offences_decides_nothing(label):
    facts = PLAIN[label]
    turned = replace(facts, items=facts.items[::-1], offences=facts.offences[::-1])
    one, other = said(facts), said(turned)
    assert (one.outcome, one.partial, one.authorisers, one.conditions) == (
        other.outcome,
        other.partial,
        other.authorisers,
        other.conditions,
    )
    assert set(one.items) == set(other.items)
    assert set(one.offences) == set(other.offences)


def test_what_may_go_goes_although_the_message_waits():
    """Q1: an item with PERMIT or conditions leaves at once even if the message's outcome is higher."""
    decision = said(SITUATIONS["S10b"])
    assert decision.outcome is Outcome.NEEDS_AUTHORISATION
    assert decision.released_now == {"border-entry"}
