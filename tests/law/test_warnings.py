"""The bare warning of danger to life is never held back (Q13), whatever else is found or not known."""

from dataclasses import replace

import pytest

from comity.law.facts import UnitFacts, establish
from comity.law.gate import decide
from comity.law.naming import Scope, bits, vocabulary
from law.shipped import RULES, situations

WARNING = next(s for s in situations() if s.id == "S05-identity-not-known")
FACTS = establish(WARNING.weighing)

BY_ANOTHER_WAY = {"item.intelligence_service", "item.above_restricted", "item.from_closed_system"}
"""What never goes over this platform, warning or not (LED recital 14), or stays closed (Q14)."""

NEVER = {"item.tainted"}
"""What torture obtained is not passed on (CAT 15, N0)."""

WHAT_IT_IS = {
    *(name for name in vocabulary() if name.startswith(("type.", "moment."))),
    *("message.danger_to_life", "item.personal", "message.moves_a_person", "message.surrender_asked_here"),
    *("message.hands_over_a_person", "danger.release_not_confirmed"),
}
"""Facts by which it would be another message: no warning, another type, or one recalled on review."""

KNOWN_FALSE_IN_DANGER = {"message.part_would_mislead"}
"""What is never so of a warning of danger: see the fact's own test."""

OF_PERSONS = {
    *(name for name in vocabulary() if name.startswith("item.about_a_")),
    *("item.category_outside", "item.former_claim_to_origin", "item.from_open_case", "item.graded_x4"),
    *("item.identity_uncertain", "item.special"),
}
"""What is never so of an item that speaks of nobody."""

OF_OTHER_TYPES = {"bulk.period_too_long", "scope.index_not_opened"}
"""What is never so of a warning: it asks for no crossings and no index."""


def with_fact(unit: UnitFacts, name: str, *, known: bool) -> UnitFacts:
    bit = bits()[name]
    if known:
        return replace(unit, true=unit.true | bit, known=unit.known | bit)
    return replace(unit, true=unit.true & ~bit, known=unit.known & ~bit)


LEFT_OUT = {
    *(*WHAT_IT_IS, *BY_ANOTHER_WAY, *NEVER),
    *(*OF_PERSONS, *OF_OTHER_TYPES, *KNOWN_FALSE_IN_DANGER),
}
AT_ITEM = (Scope.MESSAGE, Scope.ITEM)
OTHERS = sorted(n for n, fact in vocabulary().items() if fact.scope in AT_ITEM and n not in LEFT_OUT)


@pytest.mark.parametrize("known", [True, False], ids=["found", "not known"])
@pytest.mark.parametrize("name", OTHERS)
def test_nothing_holds_back_the_bare_warning_of_danger(name, known):
    message = with_fact(FACTS.message, name, known=known)
    (item,) = FACTS.items
    changed = replace(FACTS, message=message, items=(with_fact(item, name, known=known),))
    assert decide(changed, RULES, FACTS.on).released_now == {"place-time-method"}


def test_what_is_never_so_of_a_bare_warning_is_not_so():
    (item,) = FACTS.items
    assert {name for name in OF_PERSONS | OF_OTHER_TYPES if item.truth(name) is not False} == set()


def test_a_part_of_a_warning_of_danger_never_misleads():
    found = replace(WARNING.weighing.circumstances, part_would_mislead=True)
    facts = establish(replace(WARNING.weighing, circumstances=found))
    assert facts.message.truth("message.part_would_mislead") is False
    calm = replace(WARNING.weighing, circumstances=found, danger=None)
    assert establish(calm).message.truth("message.part_would_mislead") is True
