"""The full weighing for a machine: complete for those who see everything, plain facts for the others."""

import json
from dataclasses import replace

import pytest

from comity.acts.plain import from_plain, to_plain
from comity.law import decide, establish, explain, weigh
from comity.law.conditions import names_in
from comity.law.explain import spoken_in, warn_of
from comity.law.naming import vocabulary
from comity.law.sheet import FactSheet, read_sheet, write_sheet
from comity.law.told import is_plain, tell_facts, tell_grounds, tell_missing, tell_rules
from comity.model.decisions import Disclosable, Outcome
from law.shipped import RULES, in_turn, situations

SITUATIONS = {situation.id: situation.weighing for situation in situations()}
MASKED = [c for r in RULES.rules for c in r.clauses if c.disclosable is Disclosable.NO_REPLY_POSSIBLE]


def sheet(label):
    return write_sheet(establish(SITUATIONS[label]))


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_facts_written_in_words_decide_the_same_when_they_are_read_back(label):
    facts = establish(SITUATIONS[label])
    kept = from_plain(FactSheet, json.loads(json.dumps(to_plain(write_sheet(facts)))))
    read = read_sheet(kept)
    assert replace(decide(read, RULES, read.on), on=facts.on) == decide(facts, RULES, facts.on)


def test_a_word_that_the_vocabulary_lost_is_left_out():
    kept = sheet("S01")
    grown = replace(
        kept, units=(replace(kept.units[0], true=(*kept.units[0].true, "gone.fact")), *kept.units[1:])
    )
    assert read_sheet(grown) == read_sheet(kept)


def test_tells_every_rule_in_force_and_every_fact_with_its_value():
    told = tell_rules(sheet("S01"), RULES, "en", whole=True)
    day = sheet("S01").day
    assert [rule.rule for rule in told] == [rule.id for rule in RULES.in_force(day)]
    facts = tell_facts(sheet("S01"), whole=True)
    assert [fact.fact for fact in facts] == list(vocabulary())
    values = {fact.fact: {v.unit: v.value for v in fact.values} for fact in facts}
    assert values["item.from_open_case"] == {"case-text": "TRUE", "status": "TRUE"}
    assert values["item.victim_lets_it_go"] == {"case-text": "UNKNOWN", "status": "UNKNOWN"}
    assert values["court.hold"] == {"": "FALSE"}
    judge = next(rule for rule in told if rule.rule == "R-JUDGE")
    assert [(v.unit, v.value) for v in judge.clauses[0].values] == [("case-text", "TRUE"), ("status", "TRUE")]
    assert judge.clauses[0].facts == (
        "item.from_open_case",
        "moment.releasing",
        "own.names_suspect_data_authoriser",
    )


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_what_a_condition_is_told_to_be_is_why_its_rule_spoke_or_not(label):
    decision, kept = weigh(SITUATIONS[label], RULES), sheet(label)
    spoke = {(g.rule, g.clause, g.unit): g.unknown for g in decision.grounds if g.rule not in ("K5", "K2")}
    told = {
        (rule.rule, clause.place, value.unit): value.value
        for rule in tell_rules(kept, RULES, "en", whole=True)
        for clause in rule.clauses
        for value in clause.values
        if clause.effect != "DUTY"
    }
    assert {key for key, value in told.items() if value != "FALSE"} == set(spoke)
    assert all(told[key] == ("UNKNOWN" if unknown else "TRUE") for key, unknown in spoke.items())


def test_grounds_are_told_with_article_level_and_reason():
    first = tell_grounds(weigh(SITUATIONS["S01"], RULES), RULES, "fr")[0]
    assert (first.unit, first.level, first.disclosable) == ("case-text", "N5", "NATIONAL_LAW")
    judge = next(g for g in tell_grounds(weigh(SITUATIONS["S01"], RULES), RULES, "fr") if g.rule == "R-JUDGE")
    assert (judge.outcome, judge.level, judge.needs) == ("NEEDS_AUTHORISATION", "N3", ("JUDGE",))
    assert judge.because == "l'élément relève d'une affaire en cours contre la personne"


# ── what the others are told ────────────────────────────────────────────────────────────────────
def test_no_fact_that_only_a_masked_clause_reads_is_plain():
    read = {name for clause in MASKED for name in names_in(clause.when)}
    assert {name for name in read if is_plain(name)} <= {
        name for name in vocabulary() if name.startswith(("moment.", "type."))
    }


def test_nothing_of_a_person_an_item_an_offence_or_a_danger_is_plain():
    for name, fact in vocabulary().items():
        if fact.scope != "message" or name.startswith(("subjects.", "danger.", "court.", "return.")):
            assert not is_plain(name)


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_others_are_told_no_masked_clause_and_no_fact_but_plain_ones(label):
    rules = tell_rules(sheet(label), RULES, "en", whole=False)
    clauses = {(rule.rule, clause.place) for rule in rules for clause in rule.clauses}
    assert not clauses & {(clause.rule, clause.place) for clause in MASKED}
    assert all(is_plain(fact) for rule in rules for clause in rule.clauses for fact in clause.facts)
    assert all(is_plain(fact.fact) for fact in tell_facts(sheet(label), whole=False))


def test_what_is_missing_of_a_masked_item_is_told_to_those_who_see_it_only():
    decision, kept = weigh(SITUATIONS["S36"], RULES), sheet("S36")
    (whole,) = tell_missing(kept, decision, RULES, "en", whole=True)
    assert whole.cures[0].text == "the owner of the data (FR)"
    assert tell_missing(kept, decision, RULES, "en", whole=False) == ()


@pytest.mark.parametrize("label", ["S27", "S46", "S42-hidden", "S36-french-only"])
def test_nothing_is_missing_for_others_where_all_is_masked(label):
    decision = weigh(SITUATIONS[label], RULES)
    assert tell_missing(sheet(label), decision, RULES, "en", whole=False) == ()


def test_what_is_missing_of_an_open_item_is_told_beside_a_masked_one():
    decision = weigh(SITUATIONS["S10b"], RULES)
    (one,) = tell_missing(sheet("S10b"), decision, RULES, "fr", whole=False)
    assert [(c.kind, c.what, c.text) for c in one.cures] == [("order", "JUDGE", "le juge")]
    assert one.better == ("national",)


def test_what_is_missing_of_a_surrender_without_items_is_told_too():
    """T10 carries no item, so nothing masked is taken out of it: court and executive decide (R-SURR)."""
    decision = weigh(SITUATIONS["S44-death-assured"], RULES)
    told = tell_missing(sheet("S44-death-assured"), decision, RULES, "en", whole=False)
    assert {c.what for one in told for c in one.cures} == {"COURT", "EXECUTIVE_DECIDER"}


def test_a_masked_ground_that_only_lays_down_conditions_takes_nothing_out():
    decision = weigh(SITUATIONS["S10b"], RULES)
    masked = replace(
        decision.grounds[0],
        unit="national",
        outcome=Outcome.PERMIT_WITH_CONDITIONS,
        disclosable=Disclosable.NO_REPLY_POSSIBLE,
    )
    beside = replace(decision, grounds=(*decision.grounds, masked))
    (one,) = tell_missing(sheet("S10b"), beside, RULES, "en", whole=False)
    assert one.better == ("national",)


# ── languages ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("asked", "spoken", "warns"),
    [
        ("en", "en", False),
        ("fr-BE", "fr", False),
        ("FR", "fr", False),
        ("nl", "en", True),
        ("vi", "en", True),
    ],
)
def test_a_language_without_texts_is_answered_in_english_with_a_warning(asked, spoken, warns):
    assert spoken_in(asked) == spoken
    warning = f"The law's texts stand in English and French only; '{asked}' is answered in English."
    assert warn_of(asked) == (warning if warns else "")
    assert explain(weigh(SITUATIONS["S01"], RULES), RULES, asked) == explain(
        weigh(SITUATIONS["S01"], RULES), RULES, spoken
    )
