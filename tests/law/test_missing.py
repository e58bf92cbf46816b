"""What is missing: the smallest sets of lawful cures, and never anything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import LawFileInvalid
from comity.law import Facts, decide, establish, parse_rules, unit_of
from comity.law.cures import CureKind, is_barred
from comity.law.facts import PLACEHOLDERS
from comity.law.missing import missing_cures, missing_of
from comity.law.naming import Scope, vocabulary
from comity.model.decisions import Moment, Outcome
from law.sample import ON
from law.shipped import RULES, in_turn, situations

SITUATIONS = {situation.id: situation.weighing for situation in situations()}
LISTED = {cure.fact: cure for cure in RULES.cures}
NEEDS = {need for rule in RULES.rules for clause in rule.clauses for need in clause.needs}
NEVER = ("offence", "status", "national", "urgen", "purpose", "subject")
"""What the specification forbids to name, as it stands in the names of facts."""


def missing(label):
    found = missing_cures(SITUATIONS[label], RULES)
    return [({c.fact for c in one.cures}, set(one.better), one.becomes.name) for one in found]


def test_names_the_orders_that_only_together_let_it_go():
    assert missing("S01") == [
        ({"JUDGE", "LEGAL_OFFICER"}, {"case-text", "status"}, "PERMIT_WITH_CONDITIONS"),
        ({"JUDGE", "transfer.binding_with_safeguards"}, {"case-text", "status"}, "PERMIT_WITH_CONDITIONS"),
    ]


def test_names_nothing_where_everything_is_there():
    assert missing("S02") == []


def test_names_an_assurance_for_an_offence_that_may_carry_death():
    assert missing("S44-death") == [
        ({"assurance.NO_DEATH_PENALTY.stands"}, {"murder"}, "NEEDS_AUTHORISATION")
    ]


def test_names_those_who_decide_on_a_surrender_and_not_what_was_refused_of_it():
    assert missing("S24") == [({"COURT", "EXECUTIVE_DECIDER"}, {"", "theft", "tax-fraud"}, "PERMIT")]


def test_names_the_consent_of_another_owner():
    ((cure,),) = [one.cures for one in missing_cures(SITUATIONS["S36-french-only"], RULES)]
    assert (cure.fact, cure.kind) == ("OWNER(FR)", CureKind.CONSENT)


def test_names_the_empty_fields_of_a_request_together():
    assert missing("no-case") == [
        ({"necessity.no_case", "necessity.no_facts", "necessity.no_reason"}, {"", "drugs"}, "PERMIT")
    ]


def test_names_an_instrument_step_where_nothing_is_in_force():
    assert missing("S02-no-instrument")[0][0] == {"basis.carries"}


def test_asks_a_victim_who_was_not_asked_and_presses_none_who_declined():
    assert missing("S27") == [({"item.victim_lets_it_go"}, {"shelter"}, "PERMIT_WITH_CONDITIONS")]
    assert missing("S27-refused") == []


@pytest.mark.parametrize("label", ["S09", "S46", "S42", "topic-only", "S44-acquitted"])
def test_names_nothing_where_no_lawful_cure_exists(label):
    assert missing(label) == []


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_every_set_is_enough_and_none_of_its_parts_is(label):
    facts = establish(SITUATIONS[label])
    before = decide(facts, RULES, facts.on)
    for one in missing_of(facts, RULES):
        assert one.better
        held = {"": Outcome.PERMIT, **{u.unit: u.outcome for u in (*before.items, *before.offences)}}
        assert all(unit == "" or held[unit] > Outcome.PERMIT_WITH_CONDITIONS for unit in one.better)
        others = [other for other in missing_of(facts, RULES) if other is not one]
        assert not any({c.fact for c in o.cures} < {c.fact for c in one.cures} for o in others)


# ── the closed list ─────────────────────────────────────────────────────────────────────────────
def test_the_list_holds_lawful_cures_alone():
    assert {cure.kind for cure in RULES.cures} <= {
        CureKind.ASSURANCE, CureKind.CONSENT, CureKind.TRANSLATION, CureKind.FIELD, CureKind.INSTRUMENT,
        CureKind.CHANNEL,
    }  # fmt: skip
    for cure in RULES.cures:
        assert not any(word in cure.fact for word in NEVER)
        assert vocabulary()[cure.fact].scope is not Scope.OFFENCE
        assert set(cure.text) == {"en", "fr"}


def test_every_fact_of_an_offence_a_status_a_purpose_or_a_subject_is_barred():
    for name, fact in vocabulary().items():
        words = name.replace("_", ".").split(".")
        if fact.scope is Scope.OFFENCE or any(w.startswith(NEVER) for w in words):
            assert is_barred(fact), name


def file(fact, kind="field", **more):
    keys = {"fact": fact, "kind": kind, "value": False, "en": "e", "fr": "f"} | more
    lines = (
        f"{key} = {str(v).lower() if isinstance(v, bool) else chr(34) + v + chr(34)}"
        for key, v in keys.items()
        if v is not None
    )
    return {"cures.toml": "\n".join(["[[cure]]", *lines]).encode()}


@pytest.mark.parametrize(
    ("fact", "more", "said"),
    [
        ("form.status_missing", {}, "cures.toml:2: 'form.status_missing' can never be named as missing"),
        ("scope.purpose_outside", {}, "can never be named as missing"),
        ("offence.judged_here", {}, "can never be named as missing"),
        ("subjects.own_national", {}, "can never be named as missing"),
        ("item.about_a_minor", {}, "can never be named as missing"),
        ("no.such_fact", {}, "no fact is named 'no.such_fact'"),
        ("form.field_missing", {"kind": "order"}, "an order is asked for by a rule"),
        ("form.field_missing", {"kind": "bribe"}, "bribe"),
        ("form.field_missing", {"fr": None}, "'fr' is missing"),
        ("form.field_missing", {"why": "x"}, "why"),
    ],
)
def test_refuses_a_cure_that_is_none(fact, more, said):
    with pytest.raises(LawFileInvalid, match=said.replace("(", r"\(")):
        parse_rules(file(fact, **more))


def test_refuses_two_cures_of_one_fact():
    (text,) = file("form.field_missing").values()
    with pytest.raises(LawFileInvalid, match="has its cure already"):
        parse_rules({"cures.toml": text + b"\n" + text})


# ── the property ────────────────────────────────────────────────────────────────────────────────
def truths(scope):
    names = [name for name, fact in vocabulary().items() if fact.scope is scope]
    few = st.dictionaries(st.sampled_from(names), st.sampled_from([True, None, False]), max_size=12)
    return few


@settings(max_examples=150, deadline=None)
@given(
    message=truths(Scope.MESSAGE),
    offence=truths(Scope.OFFENCE),
    item=truths(Scope.ITEM),
    moment=st.sampled_from(["moment.releasing", "moment.asking", "moment.using", "moment.passing_on"]),
)
def test_no_other_fact_is_ever_named(message, offence, item, moment):
    message = {**message, moment: True}
    names = {name: "x" for name in PLACEHOLDERS[Scope.MESSAGE]}
    facts = Facts(
        moment=Moment.G3,
        on=ON,
        message=unit_of(Scope.MESSAGE, "", message, names),
        offences=(unit_of(Scope.OFFENCE, "o", {**message, **offence}),),
        items=(unit_of(Scope.ITEM, "i", {**message, **item}, {"owner": "FR"}),),
    )
    written = {need.format_map({**names, "owner": "FR"}) for need in NEEDS}
    for one in missing_of(facts, RULES):
        for cure in one.cures:
            assert cure.fact in LISTED or cure.fact in written
            if cure.fact in written:
                assert cure.kind in (CureKind.ORDER, CureKind.CONSENT)


def test_a_cure_changes_nothing_but_its_own_fact():
    (one,) = missing_cures(SITUATIONS["S17"], RULES)
    cured = establish(SITUATIONS["S17-accepted"])
    assert decide(cured, RULES, cured.on).outcome is one.becomes
