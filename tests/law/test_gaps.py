"""Templates of agreements: blanks until filled in, and what a draft departs from (C2-11, C2-12)."""

import re
import tomllib
from dataclasses import astuple
from datetime import timedelta

import pytest

from comity.errors import LawFileInvalid
from comity.law import parse_agreements
from comity.law.checking import ERROR, check
from comity.law.gaps import departures, first_instrument
from comity.law.instruments import carries
from comity.model.terms import Safeguard, TypeLimits
from law.shipped import ROOM, files
from law.test_checking import SHIPPED

TEMPLATES = files(ROOM / "templates")
KINDS = {
    "extradition.toml": {"T10", "T11"},
    "mutual-legal-assistance.toml": {"T07", "T09"},
    "transfer.toml": {"T12"},
    "police.toml": {"T02", "T03", "T04", "T05", "T06", "T07", "T15", "T18", "T19"},
    "migration.toml": {"T03", "T04", "T05", "T13"},
}
SMALL = """\
[[instrument]]
id = "small"

[[instrument.article]]
topic = "scope"
number = "art. 1"
title = "Scope"
says = "The police answer within {hours, as 8} hours."

[[instrument.article]]
topic = "costs"
number = "art. 2"
title = "Costs"
says = "Each bears its own."

[instrument.terms]
purposes = ["PREVENTION", "INVESTIGATION"]
languages = ["{language of the first party, as fr}", "en"]
retention_days = "{days, as 30 without quotes}"

[instrument.terms.request_types]
T02 = { article = "art. 1" }
"""


def filled(name: str) -> str:
    """Return a template with every blank filled in as it suggests."""
    return filled_in(TEMPLATES[name].decode())


def filled_in(text: str) -> str:
    text = re.sub(r'"\{[^{}"=]*\bas (\S+) without quotes\}"', r"\1", text)
    text = text.replace("{first party}", "BE").replace("{second party}", "VN")
    text = text.replace("{where the text is kept}", "the treaty office")
    return re.sub(r"\{[^{}\"=]*?\bas ([^{}\"=]+)\}", r"\1", text)


def between(draft: str, model: str = SMALL) -> list[tuple[str, ...]]:
    found = departures(first_instrument("d", draft.encode()), first_instrument("t", model.encode()))
    return [tuple(map(str, astuple(one))) for one in found]


@pytest.mark.parametrize("name", KINDS)
def test_a_template_is_refused_line_by_line_until_it_is_filled_in(name):
    findings = check({name: TEMPLATES[name]}, SHIPPED).findings
    lines = TEMPLATES[name].decode().split("\n")
    blanks = [n for n, line in enumerate(lines, 1) if re.search(r"\{[^{}\"=]+\}", line.split("#")[0])]
    assert len(blanks) > 10
    assert {one.line for one in findings} == set(blanks)
    assert {one.level for one in findings} == {ERROR}
    assert all(one.text.startswith("still to be filled in: ") for one in findings)


def test_a_blank_that_goes_on_in_the_next_line_is_left_too():
    broken = filled("transfer.toml").replace("6 months are", "{months, \\\nas 6} are", 1)
    (finding,) = check({"t.toml": broken.encode()}, SHIPPED).findings
    assert finding.text == "still to be filled in: months, as 6."


@pytest.mark.source("C2-11")
def test_what_negotiators_agreed_is_the_number_that_the_gate_reads():
    def agreed(name, **numbers):
        text = TEMPLATES[name].decode()
        for blank, number in numbers.items():
            text = re.sub(rf'"\{{{blank}, as \d+ without quotes\}}"', number, text)
            text = re.sub(rf"\{{{blank}, as [^{{}}]+\}}", number, text)
        (draft,), _ = parse_agreements({name: filled_in(text).encode()})
        return draft.terms, {
            one["topic"]: one["says"] for one in tomllib.loads(text)["instrument"][0]["article"]
        }

    numbers = {"least maximum penalty in months": "24", "least sentence left in months": "6"}
    terms, says = agreed("extradition.toml", **numbers)
    assert (terms.surrender.least_penalty_months, terms.surrender.least_sentence_months) == (24, 6)
    assert set(terms.crime_areas.values()) == {0}
    assert "at least 24 months; of a sentence at least 6 months" in says["offences"]

    urgent, other = "time for urgent answers", "time for other answers"
    for name, kind in (("police.toml", "T02"), ("mutual-legal-assistance.toml", "T09")):
        terms, _ = agreed(name, **{urgent: "3 h", other: "70 d"})
        assert terms.time_limits == {kind: TypeLimits(urgent=timedelta(hours=3), normal=timedelta(days=70))}
    for name, kind in (("migration.toml", "T13"), ("transfer.toml", "T12")):
        terms, _ = agreed(name, **{"time to answer": "90 d"})
        assert terms.time_limits == {kind: TypeLimits(normal=timedelta(days=90))}


@pytest.mark.parametrize("name", KINDS)
def test_a_template_that_is_filled_in_has_nothing_to_mend(name):
    assert check({name: filled(name).encode()}, SHIPPED).findings == ()


@pytest.mark.source("C2-11", "C2-12")
@pytest.mark.parametrize("name", KINDS)
def test_a_draft_from_a_template_opens_its_types_with_all_safeguards_and_carries_nothing(name):
    (draft,), _ = parse_agreements({name: filled(name).encode()})
    assert set(draft.terms.request_types) == KINDS[name]
    assert set(draft.terms.safeguards) == set(Safeguard)
    for kind in draft.terms.request_types:
        assert carries(draft, kind, "BE", "VN", draft.checked_on) is False


@pytest.mark.parametrize("name", KINDS)
def test_a_template_that_is_filled_in_departs_from_nothing(name):
    assert between(filled(name), TEMPLATES[name].decode()) == []


@pytest.mark.source("C2-12")
def test_an_article_that_says_something_else_is_missing_or_new_is_told():
    draft = SMALL.replace("within {hours, as 8} hours", "when they can")
    draft = draft.replace('topic = "costs"', 'topic = "committee"')
    assert between(draft) == [
        (
            "scope",
            "DIFFERS",
            "art. 1: The police answer within {hours, as 8} hours.",
            "art. 1: The police answer when they can.",
        ),
        ("costs", "MISSING", "art. 2: Each bears its own.", ""),
        ("committee", "ADDED", "", "art. 2: Each bears its own."),
    ]


def test_another_number_or_line_break_is_no_departure():
    draft = SMALL.replace('"art. 1"', '"art. 7"').replace("{hours, as 8}", "12")
    draft = draft.replace(
        '"The police answer within 12 hours."', '"""\nThe police answer \\\n   within 12 hours."""'
    )
    assert between(draft) == []


@pytest.mark.source("C2-12")
def test_a_term_that_differs_is_told_entry_by_entry_and_a_blank_takes_any():
    draft = SMALL.replace('"PREVENTION", ', "").replace(
        'T02 = { article = "art. 1" }', 'T03 = { article = "art. 1" }'
    )
    draft = draft.replace('"{language of the first party, as fr}"', '"fr", "nl"').replace(
        '"{days, as 30 without quotes}"', "30"
    )
    assert between(draft) == [
        ("terms.purposes", "MISSING", "PREVENTION", ""),
        ("terms.request_types", "DIFFERS", "T02", "T03"),
    ]


def test_terms_in_other_articles_are_no_departure_and_all_that_is_new_is_told():
    numbered = SMALL + '\n[instrument.terms.articles]\npurposes = "art. 1"\n'
    assert between(SMALL, numbered) == between(numbered, SMALL) == []
    more = SMALL.replace('"INVESTIGATION"]', '"INVESTIGATION", "PROSECUTION", "ENFORCEMENT"]')
    assert between(more) == [("terms.purposes", "ADDED", "", "PROSECUTION, ENFORCEMENT")]
    assert between(SMALL, more) == [("terms.purposes", "MISSING", "PROSECUTION, ENFORCEMENT", "")]
    months = SMALL + "\n[instrument.terms.crime_areas]\nDRUGS = 12\n"
    assert between(months.replace("12", "48"), months) == [
        ("terms.crime_areas", "DIFFERS", "DRUGS 12", "DRUGS 48")
    ]


def test_a_number_of_the_terms_that_differs_is_told_on_both_sides():
    draft = SMALL.replace('"{days, as 30 without quotes}"', "60")
    model = SMALL.replace('"{days, as 30 without quotes}"', "30")
    assert between(draft, model) == [("terms.retention_days", "DIFFERS", "30", "60")]


def test_a_safeguard_is_told_by_its_name_wherever_it_stands_and_with_the_reason_why_it_does_not_apply():
    one, other = (
        SMALL + f'\n[instrument.terms.safeguards]\n{safeguard} = "art. {number}"\n'
        for safeguard, number in (("RIGHTS", 3), ("REDRESS", 4))
    )
    assert between(one, other) == [("terms.safeguards", "DIFFERS", "REDRESS", "RIGHTS")]
    assert between(one.replace("art. 3", "art. 5"), one) == []
    assert between(one.replace("art. 3", "not applicable: no data"), one) == [
        ("terms.safeguards", "DIFFERS", "RIGHTS", "RIGHTS not applicable: no data")
    ]


@pytest.mark.source("C2-12")
def test_grounds_and_assurances_that_are_struck_out_or_loosened_are_told():
    template = TEMPLATES["extradition.toml"].decode()
    draft = filled("extradition.toml")
    draft = re.sub(r"\[\[instrument\.terms\.assurances\]\]\n(.+\n)+\n", "", draft)
    draft = re.sub(r"R-(DEATH|POLIT) = .*\n", "", draft)
    draft = draft.replace(
        'R-NEBIS = { article = "art. 3", mandatory = true }', 'R-NEBIS = { article = "art. 3" }'
    )
    follows = "{who follows it up, as the consul}"
    assert between(draft, template) == [
        (
            "terms.refusal_grounds",
            "DIFFERS",
            "R-POLIT (mandatory = true), R-NEBIS (mandatory = true), "
            "R-DEATH (mandatory = true, curable = true)",
            "R-NEBIS",
        ),
        (
            "terms.assurances",
            "MISSING",
            f"(kind = NO_DEATH_PENALTY, trigger = R-DEATH, giver = STATE, monitoring = {follows}), "
            f"(kind = LIFE_TERM_REVIEW, trigger = R-LIFE, giver = STATE, monitoring = {follows})",
            "",
        ),
    ]


def test_a_blank_inside_an_entry_takes_any_filling_and_the_rest_must_stand():
    model = SMALL + '\n[instrument.terms.time_limits.T02]\nurgent = "{span, as 8 h}"\nnormal = "7 d"\n'
    draft = model.replace("{span, as 8 h}", "3 h")
    assert between(draft, model) == []
    assert between(draft.replace("7 d", "70 d"), model) == [
        (
            "terms.time_limits",
            "DIFFERS",
            "T02 (urgent = {span, as 8 h}, normal = 7 d)",
            "T02 (urgent = 3 h, normal = 70 d)",
        )
    ]
    kept = SMALL + '\n[instrument.terms.retention]\nDC_FACE = "30 d"\n'
    assert between(kept.replace("30 d", "3650 d"), kept) == [
        ("terms.retention", "DIFFERS", "DC_FACE 30 d", "DC_FACE 3650 d")
    ]


def test_a_blank_in_a_remark_is_nothing_to_fill_in():
    kept = filled("transfer.toml") + "# {a blank} # and another remark\n"
    assert check({"transfer.toml": kept.encode()}, SHIPPED).findings == ()


def test_a_term_that_only_one_side_may_use_differs():
    draft = SMALL.replace('{ article = "art. 1" }', '{ article = "art. 1", sender = "BE" }')
    assert between(draft) == [("terms.request_types", "DIFFERS", "T02", "T02 (sender = BE)")]


def test_an_agreement_without_articles_has_its_terms_compared():
    draft = SMALL[: SMALL.index("[[instrument.article]]")] + SMALL[SMALL.index("[instrument.terms]") :]
    assert [row[:2] for row in between(draft)] == [("scope", "MISSING"), ("costs", "MISSING")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('topic = "costs"', 'topic = "scope"', "d:11: the topic 'scope' stands twice."),
        ('number = "art. 2"', 'number = "art. 1"', "d:12: the number 'art. 1' stands twice."),
        ('title = "Costs"', "", "d:10: 'title' is missing."),
        ('title = "Costs"', 'titel = "Costs"', "d:13: unknown key 'titel'"),
    ],
)
def test_articles_that_cannot_be_read_are_refused_by_their_line(old, new, said):
    with pytest.raises(LawFileInvalid) as caught:
        between(SMALL.replace(old, new))
    assert said in caught.value.what


def test_one_agreement_is_laid_beside_a_template_and_not_two():
    with pytest.raises(LawFileInvalid, match="one agreement is laid beside a template, 2 stand here"):
        first_instrument("d", (SMALL + SMALL).encode())
