"""The pages of the law: from article to rule to situation, and docs/law as the files now say."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from comity.law.booklet import Pages, pages
from comity.law.conditions import AllOf, AnyOf, Named, Not
from comity.law.trying import try_all
from law.shipped import RULES, situations

DOCS = Path(__file__).resolve().parents[2] / "docs" / "law"


@cache
def written() -> Pages:
    """Return the pages of the law as its files now say."""
    return pages(RULES, try_all(situations(), RULES))


def test_docs_law_is_what_the_rules_and_situations_say():
    lying = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    old = sorted({name for name in {*lying, *written()} if lying.get(name) != written().get(name)})
    assert old == [], "out of date: run `comity law docs --out docs/law`"


def test_leads_from_an_article_to_its_rules():
    assert "| CAT art. 15 | [R-TAINT](rules.md#r-taint) |" in written()["articles.md"]
    assert "[R-BASIS](rules.md#r-basis)" in next(
        line for line in written()["articles.md"].splitlines() if line.startswith("| LED art. 8 |")
    )


def test_leads_from_an_article_through_its_rule_to_situations_on_one_line():
    line = next(line for line in written()["articles.md"].splitlines() if line.startswith("| CAT art. 15 |"))
    assert "| [R-TAINT](rules.md#r-taint) | [" in line
    assert "[S41](situations.md#s41)" in line


def test_a_bar_in_a_text_breaks_no_table():
    taint = next(rule for rule in RULES.rules if rule.id == "R-TAINT")
    barred = replace(taint, clauses=(replace(taint.clauses[0], article="a | b"), *taint.clauses[1:]))
    assert "| a \\| b | [R-TAINT]" in pages(replace(RULES, rules=(barred,)), ())["articles.md"]


def test_says_until_when_a_rule_holds():
    taint = next(rule for rule in RULES.rules if rule.id == "R-TAINT")
    ending = replace(taint, valid_to=date(2030, 5, 6))
    assert " to 2030-05-06" in pages(replace(RULES, rules=(ending,)), ())["rules.md"]


def silent_in(most: int) -> str:
    """Return the line of the situations in which a rule is expected to be silent, of so many."""
    (one,) = (tried for tried in try_all(situations(), RULES) if tried.situation.id == "S10")
    cases = [replace(one, situation=replace(one.situation, id=f"C{n:02}")) for n in range(most)]
    lines = pages(RULES, cases)["rules.md"].split("## R-JUDGE\n")[1].split("\n## ")[0].splitlines()
    return next(line for line in lines if line.startswith("Expected to be silent in"))


def test_names_twelve_situations_and_counts_the_rest():
    assert silent_in(12).endswith("[C11](situations.md#c11).")
    assert silent_in(13).endswith("[C11](situations.md#c11) and 1 more.")


def test_a_condition_of_one_part_stands_in_no_brackets_and_one_of_two_does():
    taint = next(rule for rule in RULES.rules if rule.id == "R-TAINT")
    one = AnyOf((Named("item.tainted"),))
    two = AnyOf((Named("item.tainted"), Named("court.hold")))
    clause = replace(taint.clauses[0], when=AllOf((one, Not(two))))
    told = pages(replace(RULES, rules=(replace(taint, clauses=(clause,)),)), ())["rules.md"]
    assert "When `item.tainted` and not (`item.tainted` or `court.hold`)." in told


def test_leads_from_a_rule_to_the_situations_in_which_it_speaks_or_is_silent():
    judge = written()["rules.md"].split("## R-JUDGE\n")[1].split("\n## ")[0]
    assert "**No suspect's data without its key** / Pas de donnée de suspect sans sa clé." in judge
    assert "N3: needs an authorisation from `{suspect_data_authoriser}`" in judge
    assert (
        "When `moment.releasing` and `item.from_open_case` and `own.names_suspect_data_authoriser`." in judge
    )
    assert "[S01](situations.md#s01)" in judge.split("Expected to be silent in")[0]
    assert "[S10](situations.md#s10)" in judge.split("Expected to be silent in")[1]


def test_every_rule_and_every_situation_has_its_place():
    assert {line[3:] for line in written()["rules.md"].splitlines() if line.startswith("## ")} == {
        rule.id for rule in RULES.rules
    }
    told = [line[3:] for line in written()["situations.md"].splitlines() if line.startswith("## ")]
    assert told == sorted(situation.id for situation in situations())


def test_says_of_a_situation_who_asks_whom_and_what_comes_of_it():
    s01 = written()["situations.md"].split("## S01\n")[1].split("\n## ")[0]
    assert "T02 from RU/SPOC to BE/SPOC, weighed by BE at G3 on 2019-10-31: **NEEDS_AUTHORISATION**." in s01
    assert "[R-JUDGE](rules.md#r-judge)" in s01


def test_every_link_inside_the_pages_leads_to_a_heading():
    for text in written().values():
        for page, anchor in re.findall(r"\]\((\w+\.md)#([^)]+)\)", text):
            heads = [line[3:].lower() for line in written()[page].splitlines() if line.startswith("## ")]
            assert anchor in {
                "".join(c for c in h if c.isalnum() or c in "-_ ").replace(" ", "-") for h in heads
            }
