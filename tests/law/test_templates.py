"""Templates of agreements in two languages: the same terms, every article said, every blank still a blank."""

import re
import tomllib

import pytest

from comity.law.checking import ERROR, check
from comity.law.gaps import BLANK
from comity.law.templating import translated
from law.shipped import ROOM, files

TEMPLATES = files(ROOM / "templates")
FRENCH = files(ROOM / "templates" / "fr")["texts.toml"]
KINDS = sorted(name.removesuffix(".toml") for name in TEMPLATES)
SHIPPED = {
    room: files(ROOM / room) for room in ("rules", "profiles", "agreements", "designations", "catalogue")
}


def both(kind):
    english = TEMPLATES[f"{kind}.toml"]
    french = translated(kind, english, FRENCH)
    return tomllib.loads(english.decode())["instrument"][0], tomllib.loads(french)["instrument"][0], french


def test_five_templates_ship():
    assert KINDS == ["extradition", "migration", "mutual-legal-assistance", "police", "transfer"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_article_is_said_in_french_under_the_same_number_and_source(kind):
    english, french, _ = both(kind)
    for one, other in zip(english["article"], french["article"], strict=True):
        assert {key: one[key] for key in ("topic", "number", "source")} == {
            key: other[key] for key in ("topic", "number", "source")
        }
        assert one["says"] != other["says"]
        assert len(BLANK.findall(one["says"])) == len(BLANK.findall(other["says"]))
        numbers = [re.findall(r"\d+", blank) for blank in BLANK.findall(one["says"])]
        assert numbers == [re.findall(r"\d+", blank) for blank in BLANK.findall(other["says"])]


def coded(value, name=""):
    """What the gate reads: everything but texts for people and blanks."""
    if isinstance(value, dict):
        return {key: coded(one, key) for key, one in value.items() if key != "article" or name}
    if isinstance(value, list):
        return [coded(one, name) for one in value]
    for_people = {"title", "committee", "costs", "dispute", "trigger", "giver", "monitoring"}
    return "" if name in for_people or (isinstance(value, str) and BLANK.search(value)) else value


@pytest.mark.parametrize("kind", KINDS)
def test_the_terms_are_the_same(kind):
    english, french, _ = both(kind)
    assert coded(english) == coded(french)


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_english_is_left_outside_sources(kind):
    _, _, french = both(kind)
    lines = [line for line in french.splitlines() if not line.startswith("source =")]
    assert not [line for line in lines if re.search(r"\b(the|of|and|as|party|where|which)\b", line)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_to_fill_in_is_all_that_a_check_finds(kind):
    checked = check({"draft.toml": both(kind)[2].encode()}, SHIPPED)
    errors = [one.text for one in checked.findings if one.level == ERROR]
    assert errors
    assert all(text.startswith("still to be filled in: ") for text in errors)
