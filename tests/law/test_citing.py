"""Articles are cited in the language of the explanation."""

import re

import pytest

from comity.law.citing import cite
from law.shipped import RULES

ENGLISH = re.compile(
    r"\b(?:of|the|on|by|and|with|law|arts|profile|Treaty|Directive|Regulation|Refugee|Bombings|Protocol"
    r"|recital|purposes|grounds|data|duty|crime|signed|handling|lists|LED|GDPR|ECHR|UNTOC|ECE)\b"
)
ARTICLES = sorted({clause.article for rule in RULES.rules for clause in rule.clauses})


@pytest.mark.parametrize(
    ("article", "french"),
    [
        ("LED art. 38", "directive (UE) 2016/680 art. 38"),
        ("UNTOC arts 16(1), 18(9)", "Convention de Palerme art. 16(1), 18(9)"),
        ("ECHR art. 3; Othman", "CEDH art. 3; Othman"),
        ("Directive 2013/32 art. 30", "directive 2013/32 art. 30"),
        ("Regulation (EU) 2018/1862 art. 65", "règlement (UE) 2018/1862 art. 65"),
        ("demo-be-vn, crime areas", "demo-be-vn, domaines de criminalité"),
        ("demo-be-tr, grounds of refusal, art. 5 (en)", "demo-be-tr, motifs de refus, art. 5 (en)"),
        ("demo-be-tr, assurances, art. 6 (en)", "demo-be-tr, garanties, art. 6 (en)"),
        ("demo-be-tr, onward transfer, art. 9 (en)", "demo-be-tr, transfert ultérieur, art. 9 (en)"),
        ("UNTOC art. 16(12); law of BE", "Convention de Palerme art. 16(12); droit de l'État BE"),
        ("ECHR Protocol 13; LED recital 71", "CEDH protocole n° 13; directive (UE) 2016/680 considérant 71"),
    ],
)
def test_an_article_is_cited_in_french_and_left_alone_in_english(article, french):
    assert cite(article, "fr") == french
    assert cite(article, "en") == article


@pytest.mark.parametrize("article", ARTICLES)
def test_no_article_of_the_rules_keeps_an_english_word_in_french(article):
    written = re.sub(r"\{at_\w+\}", ", art. 3 (en)", article).replace("{", "").replace("}", "")
    assert ENGLISH.findall(cite(written, "fr")) == []


def test_a_name_inside_another_word_is_left_alone():
    assert cite("Loi RELED-2 art. 3", "fr") == "Loi RELED-2 art. 3"
