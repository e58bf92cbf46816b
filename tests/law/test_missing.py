"""What is missing: the smallest sets of lawful cures, and never anything else."""

import json
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import LawFileInvalid
from comity.law import Facts, decide, establish, parse_rules, unit_of
from comity.law.cures import Cure, CureKind, is_barred
from comity.law.facts import PLACEHOLDERS
from comity.law.missing import _better, _cured, _smallest, candidates_of, missing_of
from comity.law.naming import Scope, vocabulary
from comity.law.weighing import Grant
from comity.model.decisions import Moment, Outcome
from law.sample import ON
from law.shipped import RULES, in_turn, situations
from law.test_gate import TAINTED, book, rule
from law.test_gate import facts as gate_facts

SITUATIONS = {situation.id: situation.weighing for situation in situations()}
LISTED = {cure.fact: cure for cure in RULES.cures}
NEEDS = {need for rule in RULES.rules for clause in rule.clauses for need in clause.needs}
NEVER = ("offence", "status", "national", "urgen", "purpose", "subject")
"""What the specification forbids to name, as it stands in the names of facts."""


def missing_cures(weighing, rulebook):
    return missing_of(establish(weighing), rulebook)


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


# ── blanks, and every smallest set ──────────────────────────────────────────────────────────────
def named(weighing):
    return [{c.fact for c in one.cures} for one in missing_cures(weighing, RULES)]


def test_a_missing_status_is_a_field_to_fill_and_no_status_to_choose():
    weighing = SITUATIONS["S03"]
    blank = tuple(replace(s, status=None) for s in weighing.request.subjects)
    assert named(replace(weighing, request=replace(weighing.request, subjects=blank))) == [
        {"form.field_missing"}
    ]


def test_an_accusation_without_a_deed_lacks_facts_and_no_other_offence():
    assert named(SITUATIONS["S12"])[0] >= {"necessity.no_facts"}
    assert named(SITUATIONS["list-only"]) == [{"necessity.no_facts"}]


def test_what_needs_coercion_has_its_channel():
    weighing = SITUATIONS["S03"]
    assert named(replace(weighing, request=replace(weighing.request, coercive=True))) == [{"form.coercive"}]


def test_that_the_home_state_was_informed_is_no_cure():
    """It is on no closed list: a step of the own authority, which the ground names itself (R-EUCIT)."""
    assert "subjects.home_state_informed" not in LISTED
    assert not any("subjects.home_state_informed" in one for one in named(SITUATIONS["S22"]))


def test_a_cure_fills_blanks_alone():
    with pytest.raises(LawFileInvalid, match="a cure fills blanks alone"):
        parse_rules(file("form.field_missing", fills=["offence.political"]))
    every = ["form.status_missing", "offence.rests_on_ties_alone"]
    assert parse_rules(file("form.field_missing", fills=every)).cures[0].fills == tuple(every)


def exhaustive(facts):
    """Every smallest set, found by trying all of them."""
    before, found = decide(facts, RULES, facts.on), []
    candidates = candidates_of(facts, RULES)
    for size in range(1, len(candidates) + 1):
        for chosen in map(frozenset, combinations(range(len(candidates)), size)):
            cures = tuple(candidates[place] for place in sorted(chosen))
            if not any(known <= chosen for known in found) and _better(
                before, decide(_cured(facts, cures), RULES, facts.on)
            ):
                found.append(chosen)
    return [{candidates[place].fact for place in one} for one in found]


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_finds_what_a_search_through_every_set_finds(label):
    facts = establish(SITUATIONS[label])
    assert [{c.fact for c in one.cures} for one in missing_of(facts, RULES)] == exhaustive(facts)


def test_finds_all_of_many_that_are_missing_together():
    """Eleven fields and channels that help only together, and three orders: no search through 16,383 sets."""
    lacking = [
        "form.field_missing", "form.defect_found", "form.language_not_accepted", "form.sender_not_competent",
        "form.recipient_not_competent", "form.coercive", "necessity.no_case", "necessity.no_facts",
        "necessity.no_link", "necessity.no_reason", "basis.text_conflict",
    ]  # fmt: skip
    names = {name: "x" for name in PLACEHOLDERS[Scope.MESSAGE]}
    told = dict.fromkeys((*lacking, "type.T02", "moment.releasing", "basis.carries"), True)
    item = told | dict.fromkeys(("item.special", "item.strictly_necessary", "item.owner_must_consent"), True)
    facts = Facts(
        moment=Moment.G3,
        on=ON,
        message=unit_of(Scope.MESSAGE, "", told, names),
        items=(
            unit_of(Scope.ITEM, "i", item, {"owner": "FR"}),
            unit_of(Scope.ITEM, "j", item, {"owner": "DE"}),
        ),
    )
    assert {c.fact for c in candidates_of(facts, RULES)} == {*lacking, "TP3", "OWNER(FR)", "OWNER(DE)"}
    (one,) = missing_of(facts, RULES)
    assert ({c.fact for c in one.cures}, one.becomes) == (set(lacking), Outcome.NEEDS_AUTHORISATION)


@pytest.mark.parametrize(
    "wanted",
    [[{0}], [{0, 1}, {1, 2}], [{0}, {1}, {2}], [{0, 1}, {2, 3}], [{0, 3}, {1, 3}, {0, 1, 2}], []],
)
def test_finds_every_smallest_set_and_no_other(wanted):
    wanted = {frozenset(one) for one in wanted}

    def enough(chosen):
        return any(one <= chosen for one in wanted)

    assert _smallest(frozenset(range(4)), enough) == wanted


HELD = '[[cure]]\nfact = "form.field_missing"\nkind = "field"\nvalue = false\nen = "e"\nfr = "f"\n'


def test_what_only_leaves_a_condition_is_nothing_that_is_missing():
    asks = rule("C", "C", '{ all = ["form.field_missing"] }', scope="message")
    lacking = gate_facts({"form.field_missing": True})
    assert candidates_of(lacking, book(asks, HELD)) == ()
    assert missing_of(lacking, book(asks, HELD)) == ()


def test_what_stands_in_the_way_once_the_first_is_there_is_named_with_it():
    lacks = rule("S", "S", '{ all = ["form.field_missing"] }', scope="message")
    only_then = '{ all = ["item.special", { not = "form.field_missing" }] }'
    rules = book(lacks, rule("A", "A", only_then), HELD)
    lacking = gate_facts({"form.field_missing": True}, items=[{"item.special": True}])
    assert [c.fact for c in candidates_of(lacking, rules)] == ["JUDGE", "form.field_missing"]


def test_one_item_that_fares_better_is_enough_though_the_message_does_not():
    rules = book(rule("A", "A", '{ all = ["item.special"] }'), rule("M", "M", TAINTED))
    before = decide(gate_facts(items=[{"item.special": True}, {"item.tainted": True}]), rules, ON)
    after = decide(gate_facts(items=[{"item.special": True}, {}]), rules, ON)
    assert (before.outcome, after.outcome) == (Outcome.NEEDS_AUTHORISATION, Outcome.NEEDS_AUTHORISATION)
    assert _better(before, after) == ("i1",)
    assert _better(after, before) == ()


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
    lines = (f"{key} = {json.dumps(v)}" for key, v in keys.items() if v is not None)
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


def test_a_cure_of_the_message_is_one_for_each_of_its_units_and_one_of_an_item_for_items_alone():
    facts = Facts(
        moment=Moment.G3,
        on=ON,
        message=unit_of(Scope.MESSAGE, "", {"form.field_missing": True}),
        offences=(unit_of(Scope.OFFENCE, "o", {"form.field_missing": True}),),
        items=(unit_of(Scope.ITEM, "i", {"form.field_missing": True, "item.victim_lets_it_go": None}),),
    )
    field = Cure(fact="form.field_missing", kind=CureKind.FIELD, value=False, text={})
    victim = Cure(fact="item.victim_lets_it_go", kind=CureKind.CONSENT, text={})
    order = Cure(fact="JUDGE or PROSECUTOR", kind=CureKind.ORDER, text={})
    cured = _cured(facts, (field, victim, order))
    (offence,), (item,) = cured.offences, cured.items
    assert [unit.truth("form.field_missing") for unit in (cured.message, offence, item)] == [False] * 3
    assert item.truth("item.victim_lets_it_go") is True
    assert offence == replace(facts.offences[0], true=offence.true, known=offence.known)
    assert cured.grants == (Grant(role="JUDGE", units=frozenset({"", "o", "i"})),)
    assert _cured(facts, (order,)) == replace(facts, grants=cured.grants)
