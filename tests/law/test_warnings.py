"""The bare warning of danger to life is never held back (Q13), whatever else is found or not known."""

from dataclasses import replace

import pytest

from comity.law import weigh
from comity.law.disclosure import OWN_DUTIES, disclose, leaving
from comity.law.explain import explain
from comity.law.facts import UnitFacts, establish
from comity.law.gate import decide
from comity.law.naming import Scope, bits, vocabulary
from comity.model.decisions import Moment, Outcome
from comity.model.requests import DataCategory, ItemId
from law.shipped import RULES, situations

WARNING = next(s for s in situations() if s.id == "S05-identity-not-known")
FACTS = establish(WARNING.weighing)

WHAT_IT_IS = {
    *(name for name in vocabulary() if name.startswith(("type.", "moment."))),
    *("message.danger_to_life", "item.personal", "item.bare_warning", "message.moves_a_person"),
    *("message.surrender_asked_here", "message.hands_over_a_person", "danger.release_not_confirmed"),
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
    *(*WHAT_IT_IS, *OF_PERSONS, *OF_OTHER_TYPES, *KNOWN_FALSE_IN_DANGER),
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


def warned(**changes):
    """Return the bare warning with one item changed, and what is decided of it."""
    (item,) = WARNING.weighing.items
    weighing = replace(WARNING.weighing, items=(replace(item, **changes),))
    return weigh(weighing, RULES)


CLOSED = [
    *({"source": system} for system in ("SIS", "VIS", "EURODAC", "EES", "PNR", "ASYLUM")),
    *({"source": owner} for owner in ("EUROPOL", "FR", "FIU")),
    {"intelligence_service": True},
    {"classification": "SECRET"},
    {"tainted": True},
    {"tainted": None},
    {"embargo": True},
    {"embargo": True, "embargo_hidden": True},
    {"privileged": True},
]
"""Origins that hold every other item back, or may."""

HOW = {"NO_EVIDENCE", "ORIGIN_LOGGED(DPO)", "ORIGIN_UNNAMED", "WORDS_OF_WARNING_ALONE"}


@pytest.mark.parametrize("origin", CLOSED, ids=str)
def test_the_bare_warning_goes_whatever_it_is_drawn_from_and_says_how(origin):
    decision = warned(**origin)
    assert decision.released_now == {"place-time-method"}
    assert set(decision.conditions) >= HOW
    (said,) = [line for line in explain(decision, RULES, "en") if line.endswith("(Q13)")]
    assert said.startswith(
        "place-time-method: passes under conditions [where it comes from is named to nobody there; "
    )
    (dit,) = [line for line in explain(decision, RULES, "fr") if line.endswith("(Q13)")]
    assert "jamais une preuve" in dit
    assert "n'en est nommée à personne" in dit


@pytest.mark.parametrize("origin", CLOSED, ids=str)
def test_what_leaves_does_not_tell_what_stands_behind_the_warning(origin):
    """AX11: as for S05 with identity not yet known."""
    plain = weigh(WARNING.weighing, RULES)
    assert leaving(warned(**origin)) == leaving(plain)
    assert disclose(warned(**origin)) == disclose(plain)
    assert not OWN_DUTIES & set(leaving(warned(**origin)).conditions)


@pytest.mark.parametrize("origin", [*CLOSED[:9], *CLOSED[9:12]], ids=str)
def test_what_describes_a_person_stays_as_strict_in_a_warning(origin):
    (bare,) = WARNING.weighing.items
    facts = replace(bare, id=ItemId("who"), category=DataCategory.DC_CASE_FACTS, **origin)
    decision = weigh(replace(WARNING.weighing, items=(bare, facts)), RULES)
    assert decision.released_now == {"place-time-method"}
    (who,) = [unit for unit in decision.items if unit.unit == "who"]
    assert who.outcome >= Outcome.NEEDS_AUTHORISATION
    assert not HOW & set(decision.conditions)


def test_what_torture_obtained_is_told_to_two_and_never_evidence_though_it_warns():
    decision = warned(tainted=True)
    assert {"MARK_TAINTED", "TELL_DPO_AND_PROSECUTOR", "NO_EVIDENCE"} <= set(decision.conditions)
    found = replace(WARNING.weighing.circumstances, uses=frozenset({"EVIDENCE"}))
    (item,) = WARNING.weighing.items
    wanted = replace(WARNING.weighing, circumstances=found, items=(replace(item, tainted=True),))
    assert weigh(wanted, RULES).released_now == {"place-time-method"}
    assert weigh(replace(wanted, moment=Moment.G4), RULES).outcome is Outcome.REFUSE


def test_what_is_never_so_of_a_bare_warning_is_not_so():
    (item,) = FACTS.items
    assert {name for name in OF_PERSONS | OF_OTHER_TYPES if item.truth(name) is not False} == set()


def test_a_part_of_a_warning_of_danger_never_misleads():
    found = replace(WARNING.weighing.circumstances, part_would_mislead=True)
    facts = establish(replace(WARNING.weighing, circumstances=found))
    assert facts.message.truth("message.part_would_mislead") is False
    calm = replace(WARNING.weighing, circumstances=found, danger=None)
    assert establish(calm).message.truth("message.part_would_mislead") is True
