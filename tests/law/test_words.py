"""One ground in words: each outcome, each language, known or not."""

from dataclasses import replace

import pytest

from comity.law.explain import because, explain, line_of, spoken_in, warn_of, word
from comity.law.masking import NEUTRAL
from comity.model.decisions import Outcome, UnitDecision
from law import spoken
from law.spoken import decision, ground

WORDS = {
    "JUDGE": {"en": "the judge", "fr": "le juge"},
    "DPO": {"en": "the officer", "fr": "le délégué"},
    "H1": {"en": "no proof", "fr": "sans preuve"},
    "H2": {"en": "kept close", "fr": "gardé"},
    "LOOK": {"en": "look at it", "fr": "regarder"},
    "TP2": {"en": "by two persons", "fr": "par deux personnes"},
    "AUTHORISED": {"en": "as authorised", "fr": "comme autorisé"},
    "REVIEW": {"en": "seen by {0} in {1}", "fr": "vu par {0} en {1}"},
}
BOOK = replace(spoken.BOOK, words=WORDS)
KNOWN = {"unknown": False}


def said(language: str = "en", *, supposed: bool = False, **more) -> str:
    one = ground(**more)
    return line_of(one, decision(one), BOOK, language, supposed=supposed)


@pytest.mark.parametrize(
    ("more", "english", "french"),
    [
        (
            {"outcome": Outcome.REFUSE, **KNOWN},
            "refused: art. 9, because it is so (R-X)",
            "refusé : art. 9, car c'est ainsi (R-X)",
        ),
        (
            {"needs": ("DPO", "JUDGE"), **KNOWN},
            "goes to the officer and the judge: look at it: art. 9, because it is so (R-X)",
            "à soumettre : le délégué et le juge (regarder) : art. 9, car c'est ainsi (R-X)",
        ),
        (
            {},
            "goes to the officer: look at it: art. 9, it is not known whether it is so (R-X)",
            "à soumettre : le délégué (regarder) : art. 9, on ignore si c'est ainsi (R-X)",
        ),
        (
            {"outcome": Outcome.NEEDS_AUTHORISATION, "needs": ("JUDGE or DPO",), **KNOWN},
            "needs the judge or the officer: art. 9, because it is so (R-X)",
            "demande l'accord : le juge ou le délégué : art. 9, car c'est ainsi (R-X)",
        ),
        (
            {"outcome": Outcome.PERMIT_WITH_CONDITIONS, "conditions": ("H1", "H2"), **KNOWN},
            "passes under conditions [no proof; kept close]: art. 9, because it is so (R-X)",
            "passe sous conditions [sans preuve ; gardé] : art. 9, car c'est ainsi (R-X)",
        ),
        (
            {"outcome": Outcome.PERMIT, "action": "TP2", **KNOWN},
            "passes, by two persons: art. 9, because it is so (R-X)",
            "passe, par deux personnes : art. 9, car c'est ainsi (R-X)",
        ),
        (
            {"outcome": Outcome.PERMIT, "action": "AUTHORISED", **KNOWN},
            "passes, as authorised: art. 9, because it is so (R-X)",
            "passe, comme autorisé : art. 9, car c'est ainsi (R-X)",
        ),
        (
            {"outcome": Outcome.REFUSE, "rule": "K5", **KNOWN},
            "refused: art. 9 (K5)",
            "refusé : art. 9 (K5)",
        ),
        (
            {"rule": NEUTRAL},
            "no answer can be given; why is told only to those who decide this case (SCOPE)",
            "aucune réponse possible ; seuls ceux qui décident de l'affaire en apprennent la raison (SCOPE)",
        ),
    ],
)
def test_says_a_ground_in_both_languages(more, english, french):
    assert said(**more) == english
    assert said("fr", **more) == french


def test_what_is_only_supposed_is_said_with_an_if():
    for unknown in (True, False):
        refused = {"outcome": Outcome.REFUSE, "unknown": unknown}
        assert said(supposed=True, **refused) == "refused: art. 9, if it is so (R-X)"
        assert said("fr", supposed=True, **refused) == "refusé : art. 9, si c'est ainsi (R-X)"


def test_says_the_reason_alone():
    for language, reason in (("en", "it is so"), ("fr", "c'est ainsi")):
        assert because(ground(), decision(), BOOK, language) == reason
        assert because(ground(rule="K5"), decision(), BOOK, language) == ""
    assert because(ground(), decision(), BOOK) == "it is so"
    assert because(ground(rule=NEUTRAL), decision(), BOOK).startswith("no answer can be given; why")
    assert because(ground(rule=NEUTRAL), decision(), BOOK, "fr").startswith("aucune réponse possible")


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("JUDGE", "the judge", "le juge"),
        ("JUDGE or KING", "the judge or KING", "le juge ou KING"),
        ("REVIEW(DPO,7d)", "seen by the officer in 7 days", "vu par le délégué en 7 jours"),
        ("KING(DPO)", "KING(DPO)", "KING(DPO)"),
    ],
)
def test_puts_a_code_into_words(code, english, french):
    assert (word(BOOK, code), word(BOOK, code, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("asked", "spoken", "warned"),
    [
        ("en", "en", False),
        ("fr", "fr", False),
        ("FR-be", "fr", False),
        ("nl-BE", "en", True),
        ("", "en", True),
    ],
)
def test_answers_in_a_language_that_the_law_speaks(asked, spoken, warned):
    assert spoken_in(asked) == spoken
    warning = f"The law's texts stand in English and French only; '{asked}' is answered in English."
    assert warn_of(asked) == (warning if warned else "")


def test_one_line_is_for_all_units_of_which_a_ground_says_the_same_and_the_gravest_comes_first():
    refused = ground(unit="r", outcome=Outcome.REFUSE, **KNOWN)
    passes = ground(outcome=Outcome.PERMIT, action="", **KNOWN)
    needs = ground(outcome=Outcome.NEEDS_AUTHORISATION, needs=("JUDGE",), **KNOWN)
    whole = decision(
        replace(passes, unit="r"),  # a refused item passes nowhere
        replace(passes, unit="j"),
        replace(needs, unit="k"),
        needs,
        replace(needs, unit="", rule="K5"),
        refused,
        items=(UnitDecision(unit="r", outcome=Outcome.REFUSE),),
    )
    assert explain(whole, BOOK) == (
        "r: refused: art. 9, because it is so (R-X)",
        "needs the judge: art. 9 (K5)",
        "i, k: needs the judge: art. 9, because it is so (R-X)",
        "j: passes: art. 9, because it is so (R-X)",
    )
    assert explain(whole, BOOK, "fr-BE")[0] == "r : refusé : art. 9, car c'est ainsi (R-X)"
    held = replace(whole, offences=whole.items, items=())
    assert explain(held, BOOK) == explain(whole, BOOK)
