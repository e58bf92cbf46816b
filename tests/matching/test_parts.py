"""Parts of names: what is only looked at in passing is never lost by it."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.likeness import Band, Person, compare
from comity.matching.parts import Agreement, align
from comity.matching.tokens import tokens
from comity.model.records import PartialDate

LONG = st.text("bdfglmnprst", min_size=10, max_size=14)


@given(LONG, st.data())
def test_a_long_part_is_found_under_a_slip_of_the_pen(word: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("bdfglmnprst"))
    for slipped in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:]):
        found = align(tokens(word), tokens(slipped))
        assert found is not None
        assert found.parts


@pytest.mark.parametrize("joined", ["".join(some) for some in permutations(("bossche", "vander", "jean"))])
def test_parts_written_together_are_found_in_any_order(joined: str):
    found = align(tokens("Jean Vander Bossche"), tokens(joined))
    assert found is not None
    assert [part.agreement for part in found.parts] == [Agreement.JOINED]
    assert {place for part in found.parts for place in part.one} == {0, 1, 2}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Саша Щербаков", "Alexander Shcherbakov"),
        ("Lies Verhaeghe", "Elisabeth Verhaeghe"),
        ("Mehmet Kızıltürk", "Muhammed Kiziltürk"),
        ("Jan Verhaeghe", "Johannes Verhaeghe"),
        ("Kolya Zvirko", "Николай Звирко"),
        ("Med Kızıltürk", "محمد Kızıltürk"),
    ],
)
def test_two_forms_of_one_given_name_are_moderate_evidence(one: str, other: str):
    found, same = align(tokens(one), tokens(other)), align(tokens(one), tokens(one))
    assert found is not None
    assert same is not None
    assert Agreement.NAME in {part.agreement for part in found.parts}
    assert len(found.parts) == 2
    assert found.worth < same.worth


@pytest.mark.parametrize(
    ("one", "other"),
    [("Liesbeth Maes", "Elisabeth Maes"), ("Hatice Maes", "خديجة Maes"), ("Mehmet Maes", "Muhammed Maes")],
)
def test_forms_that_share_their_consonants_are_found_by_whatever_says_more(one: str, other: str):
    found = align(tokens(one), tokens(other))
    assert found is not None
    assert len(found.parts) == 2


@pytest.mark.parametrize(("one", "other"), [("Sasha Maes", "Sergei Maes"), ("Mehmet Demir", "Mahmut Demir")])
def test_two_names_that_are_no_forms_of_one_are_none(one: str, other: str):
    found = align(tokens(one), tokens(other))
    assert found is not None
    assert Agreement.NAME not in {part.agreement for part in found.parts}


@pytest.mark.parametrize("name", ["JP Dupont", "Dupont JP"])
def test_initials_written_together_stand_for_the_names_in_their_order(name: str):
    for whole in ("Jean-Pierre Dupont", "DUPONT Jean Pierre"):
        found = align(tokens(name), tokens(whole))
        assert found is not None
        assert Agreement.JOINED in {part.agreement for part in found.parts}
    other = align(tokens(name), tokens("Pierre Jean Dupont"))
    assert other is not None
    assert Agreement.JOINED not in {part.agreement for part in other.parts}


def test_a_short_form_and_a_surname_alone_are_never_identity():
    one, other = Person(names=("Саша Звиржинский",)), Person(names=("Alexander Zvirzhinskii",))
    assert compare(one, other).band in (Band.NEEDS_SECOND_FACTOR, Band.HIDDEN)


BORN = (PartialDate.parse("1980-05-23"),)


def band(one: str, other: str) -> Band:
    """Return the band of two names with one birth date."""
    return compare(Person(names=(one,), births=BORN), Person(names=(other,), births=BORN)).band


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Грицкевич Сергей", "Hrytskevich Siarhei"),
        ("Грыцкевіч Сяргей", "Hrytskevich Siarhei"),
        ("Grigorenko Vladimir", "Hryhorenko Volodymyr"),
        ("Ковалёв Николай", "Kavaliou Mikalai"),
        ("Денисевич Ольга", "Dzenisevich Volha"),
        ("Тимощик Наталья", "Tsimoshchyk Natallia"),
        ("Луцэвіч Яўген", "Lucevič Jaŭhien"),
        ("Гасанов Эльдар", "Hasanov Eldar"),
    ],
)
def test_a_belarusian_or_ukrainian_spelling_is_likely_the_russian_one_with_a_birth_date(one: str, other: str):
    assert band(one, other) is Band.LIKELY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمدرضا شجریان", "Mohammad Reza Shajarian"),
        ("غلامرضا پورحسینی", "Gholam Reza Pur-Hoseyni"),
        ("امیر حسین‌زاده", "Amir Hossein Zadeh"),
        ("Мамедгусейнов Али", "Mammad Huseynov Ali"),
    ],
)
def test_parts_written_together_in_another_script_are_found_by_their_consonants(one: str, other: str):
    assert band(one, other) is Band.LIKELY


@pytest.mark.parametrize(
    ("one", "other"), [("Нгуен Тхи Хонг", "Nguyễn Thị Hồng"), ("نغوين فان آن", "Nguyễn An")]
)
def test_the_commonest_name_in_another_script_says_little_and_contradicts_nothing(one: str, other: str):
    found = align(tokens(one), tokens(other))
    assert found is not None
    assert 0 in {place for part in found.parts for place in part.one}


@pytest.mark.parametrize("initials", ["AM Desmet", "A.M. Desmet", "Desmet, AM"])
def test_initials_written_together_may_hold_a_vowel(initials: str):
    assert band(initials, "Anne-Marie Desmet") is Band.LIKELY


def test_a_short_name_is_no_initials():
    assert not any(token.together for token in tokens("An Le Li Vu JPMX Ali"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tom Van Acker", "Tom Van Hecke"),
        ("Mohamed Amine Tazi", "Mohamed Amine Fassi"),
        ("Karim El Haj", "Karim Benali"),
        ("Haji Ahmad", "Ahmad Karimi"),
        ("Pan Jianguo", "Jianguo Li"),
        ("Karim Hajji", "Karim Bouzid"),
        ("Marie-Claire Dubois", "Marie-Louise Dubois"),
        ("김민수", "Kim Minho"),
        ("محمدرضا شجریان", "محمدعلی شجریان"),
        ("Петровская Ольга", "Петровская Олеся"),
        ("Γεώργιος Παπαδόπουλος", "Georgios Papadakis"),
    ],
)
def test_two_who_share_a_birth_date_and_half_a_name_are_never_likely_one(one: str, other: str):
    assert band(one, other) is not Band.LIKELY
