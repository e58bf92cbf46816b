"""What no profile and no rule may lower, and what no rule may weigh (domain.md 6, Q20; LED 11(3))."""

import inspect
import re
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import LawFileInvalid
from comity.law import parse_profiles, parse_rules, weigh
from comity.law.conditions import names_in
from comity.law.facts import VOCABULARY_IN
from comity.law.fields import DEATH_PENALTY, FIELDS, REGIMES
from comity.law.floors import FLOORS, NATIONALITY_FACTS, NATIONALITY_RULES
from comity.law.naming import vocabulary
from comity.law.reads import reads
from comity.law.rulebook import Effect
from comity.model.decisions import Outcome
from comity.model.instruments import InstrumentKind, Terms
from comity.model.profiles import Confidence, ProfileValue
from law.shipped import PROFILES, ROOM, RULES, files, situations

HEAD = 'state = "BE"\n\n'
REST = 'valid_from = 2020-01-01\nsource = "invented"\nchecked_on = 2026-11-21\nconfidence = "verify"\n'


def profile(field: str, value: str) -> dict[str, bytes]:
    return {"BE.toml": f'{HEAD}[[value]]\nfield = "{field}"\nvalue = {value}\n{REST}'.encode()}


def refusal(content: dict[str, bytes]) -> str:
    with pytest.raises(LawFileInvalid) as caught:
        parse_profiles(content)
    return caught.value.what


# ── floors ──────────────────────────────────────────────────────────────────────────────────────
def test_the_floors_are_those_of_the_specification():
    axioms = {f"AX{n}" for n in range(1, 12)}  # AX5 is the human decision
    absolute = {"R-TORTURE", "R-REFOUL", "R-DEATH", "R-TRIAL", "R-TAINT", "R-LIST"}
    assert set(FLOORS) == axioms | absolute | {"R-ASYLUM", "R-BULK", "LOGGING"}


@pytest.mark.parametrize("id", FLOORS)
def test_refuses_a_profile_that_sets_a_floor_by_its_word_with_file_and_line(id):
    line = 5 if FLOORS[id].field == "asylum_secrecy" else 4
    said = refusal(profile(FLOORS[id].field, "false"))
    assert said.startswith(f"BE.toml:{line}: '{FLOORS[id].field}' is a floor of the platform ({id}): ")
    assert said.endswith("No profile lowers it.")


@pytest.mark.parametrize("id", FLOORS)
def test_refuses_a_profile_that_names_a_floor_by_its_id(id):
    for name in (id, id.lower().replace("-", "_"), FLOORS[id].field.replace("_", "-")):
        said = refusal(profile(name, '"off"'))
        assert said.startswith(f"BE.toml:4: '{name}' is a floor of the platform ({id}): ")


@pytest.mark.parametrize("id", FLOORS)
def test_refuses_a_profile_with_a_floor_as_a_key_of_its_own(id):
    content = f"{HEAD.rstrip()}\n{FLOORS[id].field} = false\n".encode()
    said = refusal({"BE.toml": content})
    assert said.startswith(f"BE.toml:2: '{FLOORS[id].field}' is a floor of the platform ({id}): ") or (
        id == "R-ASYLUM" and said.startswith("BE.toml:2: unknown key 'asylum_secrecy'")
    )


def test_a_profile_may_say_that_it_keeps_asylum_secrecy():
    book = parse_profiles(profile("asylum_secrecy", "true"))
    assert book.profile("BE").held("asylum_secrecy", date(2026, 1, 1)).value is True


def test_refuses_a_profile_that_brings_a_rule():
    said = refusal({"BE.toml": f'{HEAD}[[rule]]\nid = "R-ASYLUM"\n'.encode()})
    assert said.startswith("BE.toml:3: unknown key 'rule'")


@pytest.mark.parametrize("nobody", ["NODE", "AUTOMATIC", "JUDGE or NODE", "", "NONE"])
def test_refuses_an_authoriser_that_is_no_person_in_role(nobody):
    said = refusal(profile("suspect_data_authoriser", f'"{nobody}"'))
    assert said.startswith("BE.toml:5: ")
    assert "it names roles of persons, as 'PROSECUTOR or JUDGE', or 'none' (AX5)." in said


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ('{ article = "art. 1", reviewer = "NODE", hours = 72 }', "a person in role as the reviewer (AX5)"),
        ('{ article = "art. 1", reviewer = "JUDGE", hours = 73 }', "within 72 hours; no profile allows more"),
        ('{ article = "art. 1", reviewer = "JUDGE", hours = 0 }', "within 72 hours"),
        ('{ article = "art. 1", reviewer = "JUDGE", hours = true }', "within 72 hours"),
    ],
)
def test_refuses_an_urgency_rule_without_a_human_review_in_time(value, why):
    said = refusal(profile("urgency_without_prior_order", value))
    assert said.startswith("BE.toml:5: ")
    assert why in said


@pytest.mark.parametrize("id", ["R-ASYLUM", "R-TAINT", "R-BULK", "R-REFOUL"])
def test_the_rulebook_holds_the_floors_that_are_rules(id):
    assert any(rule.id == id for rule in RULES.rules)


# Whatever the two profiles say, these stay: drawn values on every field of both sides.
_ANY = {
    "languages": st.sets(st.sampled_from(["en", "fr", "nl", "ru", "tr"]), min_size=1).map(tuple),
    "suspect_data_authoriser": st.sampled_from(["none", "JUDGE", "PROSECUTOR or JUDGE", "SUPERVISOR"]),
    "death_penalty": st.sampled_from(sorted(DEATH_PENALTY)),
    "regime": st.fixed_dictionaries({"default": st.sampled_from(sorted(REGIMES))}),
    "urgency_without_prior_order": st.sampled_from(
        [
            None,
            {"article": "art. 1", "reviewer": "JUDGE", "hours": 72},
            {"article": "", "reviewer": "", "hours": 0},
        ]
    ),
    "release_conditions": st.just(("H2",)),
    "retention_days": st.integers(1, 4000),
    "dual_criminality_for": st.just(("T01", "T02", "T06")),
    "transfer_rule": st.sampled_from([None, "own rule"]),
    "suspect_data_article": st.just("art. 2"),
}
VALUES = st.fixed_dictionaries(
    {name: st.one_of(st.none(), _ANY.get(name, st.booleans())) for name in FIELDS if FIELDS[name].read_of}
)
TODAY = date(2026, 1, 1)


def of(state: str, values: dict[str, object]):
    made = {
        name: (
            ProfileValue(
                value=value,
                valid_from=date(2000, 1, 1),
                source="drawn",
                checked_on=TODAY,
                confidence=Confidence.FICTIONAL,
            ),
        )
        for name, value in values.items()
    }
    return PROFILES.profile(state, by_act=made)


SITUATIONS = {one.id: one for one in situations()}


SURRENDER = SITUATIONS["S44-death"].weighing  # a surrender
ABSOLUTE = {label: SITUATIONS[label].weighing for label in ("S08", "S09", "S41", "S46")} | {
    "S44-death with a real risk": replace(
        SURRENDER, circumstances=replace(SURRENDER.circumstances, real_risk=True)
    )
}
"""One weighing for each floor that is a rule: bulk, asylum twice, taint, refoulement."""


@pytest.mark.parametrize("label", ABSOLUTE)
@given(own=VALUES, partner=VALUES)
def test_whatever_the_profiles_say_an_absolute_rule_still_refuses(label, own, partner):
    weighing = ABSOLUTE[label]
    before = weigh(weighing, RULES)
    changed = replace(weighing, own=of(weighing.own.state, own), partner=of(weighing.partner.state, partner))
    after = weigh(changed, RULES)
    floors = {(g.rule, g.unit) for g in _absolute(before)}
    assert floors
    assert {(g.rule, g.unit) for g in _absolute(after)} >= floors
    assert not after.released_now & {unit for _, unit in floors}


def _absolute(decision):
    grounds = (*decision.grounds, *(g for i in decision.items for g in i.grounds))
    return [g for g in grounds if g.rule in FLOORS and g.outcome is Outcome.REFUSE]


# ── no profiling ────────────────────────────────────────────────────────────────────────────────
RULE = """
[[rule]]
id = "{id}"
title = {{ en = "t", fr = "t" }}
source = "invented"
valid_from = 2000-01-01
disclosable = "NATIONAL_LAW"

[[rule.clause]]
scope = "message"
effect = "M"
level = "N1"
article = "art. 1"
when.all = ["{fact}"]
{more}
en = "t"
fr = "t"
"""


def refused_rule(**words: str) -> str:
    with pytest.raises(LawFileInvalid) as caught:
        parse_rules({"new.toml": RULE.format(**({"id": "R-NEW", "more": ""} | words)).encode()})
    return caught.value.what


@pytest.mark.parametrize(
    "fact",
    [
        "subject.nationality_is_risky",
        "subject.ethnic_origin",
        "subject.religion",
        "subject.race",
        "person.risk_score_high",
        "subject.faith_community",
    ],
)
def test_refuses_a_rule_that_weighs_birth_or_belief_with_file_and_line(fact):
    said = refused_rule(fact=fact)
    assert said.startswith(
        f"new.toml:14: no fact is named '{fact}': nationality, ethnic origin and religion are"
    )
    assert "LED art. 11(3)" in said


@pytest.mark.parametrize("key", ["risk_score = 10", "score = 3", "weight = 2", 'nationalities = ["XX"]'])
def test_refuses_a_rule_with_a_score(key):
    said = refused_rule(fact="form.coercive", more=key)
    assert said.startswith(
        f"new.toml:15: '{key.split()[0]}': nationality, ethnic origin and religion are never"
    )


@pytest.mark.parametrize("fact", sorted(NATIONALITY_FACTS))
def test_refuses_nationality_in_a_rule_where_it_does_not_count(fact):
    content = RULE.format(id="R-NEW", fact=fact, more="").replace(
        '"message"', f'"{vocabulary()[fact].scope}"'
    )
    with pytest.raises(LawFileInvalid) as caught:
        parse_rules({"new.toml": content.encode()})
    assert caught.value.what.startswith("new.toml:14: 'R-NEW' is no rule in which nationality counts (AX4): ")


def test_lets_nationality_count_where_a_named_rule_says_so():
    content = RULE.format(id="R-NATL", fact="subjects.own_national", more="")
    assert parse_rules({"new.toml": content.encode()}).rules[0].id == "R-NATL"
    assert {"R-NATL", "R-EUCIT", "R-ASYLUM"} <= NATIONALITY_RULES


def test_refuses_a_word_that_scores_a_nationality():
    content = '[[word]]\ncode = "NATIONALITY_RISK"\nen = "t"\nfr = "t"\n'
    with pytest.raises(LawFileInvalid) as caught:
        parse_rules({"new.toml": content.encode()})
    assert caught.value.what.startswith("new.toml:2: 'NATIONALITY_RISK': nationality, ethnic origin")


@pytest.mark.parametrize("field", ["nationality_risk", "risk_score", "ethnic_groups", "religions_watched"])
def test_refuses_a_profile_that_scores_people(field):
    said = refusal(profile(field, '["XX"]'))
    assert said.startswith(f"BE.toml:4: '{field}': nationality, ethnic origin and religion are never weighed")


def test_every_fact_that_reads_a_nationality_is_known_as_one():
    """Find each named fact whose own code mentions a nationality."""
    found = set()
    for module in VOCABULARY_IN:
        source = inspect.getsource(module)
        for part in re.split(r"\n(?=@of_)", source)[1:]:
            if re.search(r"\.nationalit", part):
                found.add(re.match(r"@of_\w+\(\s*\"([^\"]+)\"", part)[1])
    assert found == NATIONALITY_FACTS


def test_every_shipped_rule_that_weighs_nationality_may():
    texts = "".join(content.decode() for content in files(ROOM / "rules").values())
    used = {
        rule
        for rule, part in re.findall(
            r'\[\[rule\]\]\s*id = "([^"]+)"(.*?)(?=\[\[rule\]\]|\Z)', texts, re.DOTALL
        )
        if any(f'"{fact}"' in part for fact in NATIONALITY_FACTS)
    }
    assert used == {"R-ASYLUM", "R-EUCIT", "R-NATL", "4.4/T12", "4.4/T13"}


# ── reciprocity (K7) ────────────────────────────────────────────────────────────────────────────
RECIPROCITY = re.compile("recipro|refused_us|granted_us", re.IGNORECASE)


def weighs_reciprocity() -> set[str]:
    """Name each fact that is called after reciprocity, or may read something that is.

    The undertaking of that name is an instrument (domain.md 3.1), not a record of what was granted.
    """
    instrument = {InstrumentKind.AD_HOC_RECIPROCITY.name}
    return {
        name for name in vocabulary() if any(map(RECIPROCITY.search, (name, *(reads(name) - instrument))))
    }


@pytest.mark.parametrize(("kind", "owed"), [("AD_HOC_RECIPROCITY", False), ("TREATY_BILATERAL", True)])
def test_an_undertaking_of_reciprocity_creates_no_duty_to_assist(kind, owed):
    weighing = next(one.weighing for one in situations() if one.id == "K2-national-law")
    texts = tuple(
        replace(text, kind=InstrumentKind(kind), case_ref=weighing.request.case_ref)
        for text in weighing.instruments
    )
    decision = weigh(replace(weighing, instruments=texts), RULES)
    assert ("TREATY_CONFLICT" in decision.flags) is owed


def test_no_shipped_rule_reads_reciprocity_otherwise_than_to_decline_what_is_discretionary():
    """K7: it may add a ground to decline discretionary help, lowers no protection, creates no duty."""
    facts = weighs_reciprocity()
    spoken = {
        (rule.id, clause.effect)
        for rule in RULES.rules
        for clause in rule.clauses
        if facts & set(names_in(clause.when))
    }
    assert {effect for _, effect in spoken} <= {Effect.O}
    assert not {rule for rule, _ in spoken} & {"K2", *FLOORS}
    assert facts == set()  # the shipped law has no such rule at all


def test_no_word_of_a_profile_or_an_agreement_lets_reciprocity_in():
    terms = {field.name for field in fields(Terms)}
    assert not [name for name in (*FIELDS, *terms) if RECIPROCITY.search(name)]


@pytest.mark.parametrize("refused", [True, False, None])
def test_what_either_side_refused_before_changes_no_outcome(refused):
    for one in situations()[::9]:
        past = replace(one.weighing.past, refused_before=refused, refused_as_political=refused)
        found = weigh(replace(one.weighing, past=past), RULES)
        before = weigh(one.weighing, RULES)
        assert (found.outcome, found.grounds) == (before.outcome, before.grounds), one.id
