"""Decisions in words, the mirror of two, what the partner is told, replay."""

from dataclasses import replace

import pytest

from comity.law import (
    disclose,
    establish,
    explain,
    inputs_digest,
    is_masked,
    is_replayed,
    leaving,
    mirror,
    replay,
    weigh,
    word,
)
from comity.law.disclosure import Disclosure, strictest
from comity.law.explain import because, headed, line_of
from comity.law.replay import canonical
from comity.model.decisions import Decision, Disclosable, Ground, Level, Moment, Outcome, UnitDecision
from comity.model.releases import ReplyCode
from law.shipped import RULES, situations

SITUATIONS = {situation.id: situation.weighing for situation in situations()}


def lines(label, language="en"):
    return explain(weigh(SITUATIONS[label], RULES), RULES, language)


@pytest.mark.source("C3-5", "C4-14", "C4-12")
def test_says_who_is_needed_under_which_article_and_why():
    assert lines("S01")[:2] == (
        "case-text, status: needs the judge: Code of Criminal Procedure arts 28quinquies, 57, "
        "because the item belongs to an open case against the person (R-JUDGE)",
        "case-text, status: needs the legal officer: LED art. 38, "
        "because only a derogation for this one case carries the transfer (R-XFER)",
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "passes: every rule in force was weighed, and none stands in the way"),
        ("fr", "passe : toutes les règles en vigueur ont été pesées, et aucune ne s'y oppose"),
    ],
)
def test_what_passes_has_its_reason_too(language, said):
    assert lines("S03", language) == (said,)


def unit(name, outcome, *grounds):
    return UnitDecision(unit=name, outcome=outcome, grounds=grounds)


FREE = "passes: every rule in force was weighed, and none stands in the way"


def test_an_offence_that_passes_beside_one_that_is_refused_has_a_line_of_its_own():
    refused = Ground(
        rule="R-POLIT",
        outcome=Outcome.REFUSE,
        level=Level.N1,
        article="ECE art. 3(1)",
        disclosable=Disclosable.HUMAN_RIGHTS,
        unit="insult",
    )
    mixed = Decision(
        moment=Moment.G2,
        outcome=Outcome.PERMIT,
        partial=True,
        grounds=(refused,),
        offences=(unit("theft", Outcome.PERMIT), unit("insult", Outcome.REFUSE, refused)),
        items=(unit("q1", Outcome.PERMIT),),
        on=SITUATIONS["S01"].on,
    )
    assert explain(mixed, RULES)[1:] == (f"theft: {FREE}",)
    held = replace(refused, unit="")
    whole = replace(mixed, outcome=Outcome.REFUSE, grounds=(held, refused))
    assert not [line for line in explain(whole, RULES) if "passes" in line]


def test_what_is_refused_or_waits_never_reads_as_passing():
    for label, weighing in SITUATIONS.items():
        decision = weigh(weighing, RULES)
        said = explain(decision, RULES)
        assert said, label
        assert (FREE in said) == (decision.outcome is Outcome.PERMIT and not decision.grounds), label


def test_says_it_in_french():
    assert lines("S01", "fr")[0] == (
        "case-text, status : demande l'accord : le juge : "
        "Code d'instruction criminelle art. 28quinquies, 57, "
        "car l'élément relève d'une affaire en cours contre la personne (R-JUDGE)"
    )


def test_conditions_stand_beside_each_other_and_what_no_clause_says_has_no_reason():
    words = {code: {"en": code.lower(), "fr": code.lower()} for code in ("ONE", "TWO")}
    book = replace(RULES, words={**RULES.words, **words})
    decision = weigh(SITUATIONS["S01"], RULES)
    ground = replace(
        decision.grounds[0],
        rule="R-NONE",
        outcome=Outcome.PERMIT_WITH_CONDITIONS,
        article="art. 1",
        conditions=("ONE", "TWO"),
        action="",
    )
    assert line_of(ground, decision, book) == "passes under conditions [one; two]: art. 1 (R-NONE)"
    assert because(ground, decision, book) == ""


def test_falls_back_to_english_for_a_language_that_no_rule_speaks():
    assert lines("S01", "vi") == lines("S01")


def test_says_what_is_not_known():
    assert lines("S01-link-unknown")[0] == (
        "address: goes to the legal officer: establish what is not known: "
        "Code of Criminal Procedure arts 28quinquies, 57, "
        "it is not known whether the item belongs to an open case against the person (R-JUDGE)"
    )


def test_puts_the_gravest_first_and_names_the_message_without_a_prefix():
    assert lines("S01-today")[0] == (
        "goes to the legal officer: decide whether this relation allows it: "
        "government decision on relations with RU, because the own government wants every message "
        "on this relation looked at by a person (R-SUSPREL)"
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("REVIEW(DPO,7d)", "reviewed by the data protection officer within 7 days"),
        ("EXPIRES(72h)", "expires after 72 hours"),
        ("FEEDBACK(1d)", "outcome reported within 1 day"),
        ("DPO or LEGAL_OFFICER", "the data protection officer or the legal officer"),
        ("OWNER(FR)", "the owner of the data (FR)"),
        ("NOT_A_WORD", "NOT_A_WORD"),
    ],
)
def test_puts_codes_into_words(code, said):
    assert word(RULES, code) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("REVIEW(DPO,7d)", "révisé par le délégué à la protection des données sous 7 jours"),
        ("EXPIRES(72h)", "expire après 72 heures"),
        ("FEEDBACK(90d)", "suite communiquée sous 90 jours"),
    ],
)
def test_puts_spans_into_french_words(code, said):
    assert word(RULES, code, "fr") == said


@pytest.mark.parametrize(
    ("units", "language", "said"),
    [
        ((), "en", "held"),
        (("",), "en", "held"),
        (("q1", "q2"), "en", "q1, q2: held"),
        (("", "fraud"), "en", "the message, fraud: held"),
        (("q1", "q2"), "fr", "q1, q2 : held"),
        (("", "fraud"), "fr", "le message, fraud : held"),
    ],
)
def test_a_line_begins_with_what_it_is_of(units, language, said):
    assert headed(units, "held", language) == said


@pytest.mark.source("C1-9")
def test_every_ground_of_every_situation_is_explained_in_both_languages():
    for label in SITUATIONS:
        for language in ("en", "fr"):
            assert not [line for line in lines(label, language) if "{" in line]


def test_a_refused_item_is_in_no_line_that_says_it_passes():
    refused, passes = lines("S10")
    assert refused.startswith("eu-system: refused: ")
    assert passes.startswith("national: passes under conditions [")
    held, goes = lines("S10", "fr")
    assert (held.partition(" ")[0], goes.partition(" ")[0]) == ("eu-system", "national")


# ── mirror (5.7(b); more of it: test_fairness) ──────────────────────────────────────────────────
@pytest.mark.source("C0-6", "C4-18")
def test_the_mirror_of_s01_differs_by_what_the_two_laws_say_and_nothing_else():
    found = mirror(*(establish(SITUATIONS[label]) for label in ("S01", "S03")), RULES)
    assert [(d.rule, d.here.name, d.there.name, d.explained) for d in found] == [
        ("5.4", "PERMIT_WITH_CONDITIONS", "PERMIT", True),
        ("R-JUDGE", "NEEDS_AUTHORISATION", "PERMIT", True),
        ("R-XFER", "NEEDS_AUTHORISATION", "PERMIT", True),
    ]


# ── what the partner is told ────────────────────────────────────────────────────────────────────
def test_a_masked_item_beside_an_answered_question_leaves_no_count_and_no_code():
    decision = weigh(SITUATIONS["S10"], RULES)
    asked = {"q1": frozenset({"national"}), "q2": frozenset({"eu-system"})}
    assert disclose(decision, asked) == Disclosure(reply=ReplyCode.FULL, codes=())


def test_an_item_that_waits_for_its_owner_is_masked_and_one_that_waits_for_a_judge_is_not():
    items = {unit.unit: is_masked(unit) for unit in weigh(SITUATIONS["S36"], RULES).items}
    assert items == {"own-item": False, "french-item": True}
    assert [is_masked(unit) for unit in weigh(SITUATIONS["S01"], RULES).items] == [False, False]
    assert [is_masked(unit) for unit in weigh(SITUATIONS["S36-consent"], RULES).items] == [False, False]


def test_a_question_that_only_a_masked_item_answers_counts_as_answered():
    asked = {"q1": frozenset({"own-item"}), "q2": frozenset({"french-item"})}
    assert disclose(weigh(SITUATIONS["S36"], RULES), asked) == Disclosure(reply=ReplyCode.FULL, codes=())


def test_what_is_refused_in_the_open_makes_the_answer_partial():
    decision = weigh(SITUATIONS["many-reasons"], RULES)
    assert disclose(decision) == Disclosure(
        reply=ReplyCode.PARTIAL,
        codes=(Disclosable.HUMAN_RIGHTS, Disclosable.NATIONAL_LAW, Disclosable.SCOPE),
    )


def test_what_is_refused_but_answers_no_question_leaves_the_answer_full():
    decision = weigh(SITUATIONS["many-reasons"], RULES)
    refused = {item.unit for item in decision.items} - decision.released_now
    assert disclose(decision, {"q": decision.released_now}).reply is ReplyCode.FULL
    assert (
        disclose(decision, {"q": decision.released_now, "r": frozenset(refused)}).reply is ReplyCode.PARTIAL
    )


def test_no_answer_is_due_while_a_judge_must_decide():
    assert disclose(weigh(SITUATIONS["S01"], RULES)) == Disclosure(reply=None)


def test_what_leaves_takes_along_only_its_own_conditions():
    assert leaving(weigh(SITUATIONS["S47"], RULES)).conditions == ()
    assert "H2" in leaving(weigh(SITUATIONS["S05"], RULES)).conditions
    assert "H1" not in leaving(weigh(SITUATIONS["S05"], RULES)).conditions


def test_a_held_message_says_nothing_of_its_items():
    ground = Ground(
        rule="R",
        outcome=Outcome.REFER,
        level=Level.N1,
        article="",
        disclosable=Disclosable.NO_REPLY_POSSIBLE,
        unit="i",
    )
    decision = Decision(
        moment=Moment.G3,
        outcome=Outcome.REFER,
        partial=False,
        grounds=(ground,),
        items=(UnitDecision(unit="i", outcome=Outcome.REFER, grounds=(ground,)),),
        on=SITUATIONS["S01"].on,
    )
    assert disclose(decision).reply is ReplyCode.NO_REPLY_POSSIBLE


# ── replay ──────────────────────────────────────────────────────────────────────────────────────
def test_what_is_weighed_is_written_without_blanks_and_in_one_order():
    assert canonical({"b": frozenset({2, 1}), "a": ("é", None, Outcome.REFER)}) == (
        '{"a":["é",null,"REFER"],"b":[1,2]}'.encode()
    )


def test_every_situation_replays_to_the_same_bytes():
    for weighing in SITUATIONS.values():
        assert is_replayed(weigh(weighing, RULES), weighing, RULES)


def test_a_changed_input_changes_digest_and_bytes():
    weighing = SITUATIONS["S01"]
    later = replace(weighing, items=weighing.items[:1])
    assert inputs_digest(weighing) == inputs_digest(replace(weighing))
    assert inputs_digest(weighing) != inputs_digest(later)
    assert replay(weighing, RULES) != replay(later, RULES)


def test_the_decision_names_the_versions_that_it_used():
    decision = weigh(SITUATIONS["S01"], RULES)
    assert decision.rulebook == RULES.digest
    assert [name for name, _ in decision.versions] == [
        "instrument/demo-be-ru-police",
        "list/BE",
        "list/EU",
        "list/TR",
        "list/UN",
        "profile/BE",
        "profile/RU",
    ]


@pytest.mark.parametrize(
    ("named", "strictest_of_them"),
    [
        (("H1", "X"), ("H1", "X")),
        (("H2", "H1"), ("H2",)),
        (("H1", "H3", "A"), ("A", "H3")),
        (("H3", "H2", "H1"), ("H3",)),
        (("H3", "H2"), ("H3",)),
        ((), ()),
    ],
)
def test_of_several_handling_codes_the_strictest_alone_is_named(named, strictest_of_them):
    assert strictest(named) == strictest_of_them
