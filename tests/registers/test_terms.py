"""What a record is found by, before it is blinded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.records import PartialDate
from comity.registers.terms import asked_numbers, fold, numbers, spellings, words, years


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("Işıl KIVANÇ", "isil kivanc"),
        ("İlker", "ilker"),
        ("Łukasz Møller", "lukasz moller"),
        ("Straßer", "strasser"),
        ("D’Haesendonck", "dhaesendonck"),
        ("Ёдчык", "едчык"),
        ("إدريس", "ادريس"),
        ("كُل", "كل"),
        ("مـحـمد", "محمد"),
        ("حاجی", "حاجي"),
        ("a\u200bb\u202ec", "abc"),
    ],
)
def test_folds_marks_and_keyboard_habits_away(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_words_have_no_order_and_han_characters_stand_alone():
    assert words("El-Mehdi  TAZI") == {"el", "mehdi", "tazi"}
    assert words("欧阳 雪梅") == {"欧", "阳", "雪", "梅"}
    assert words("--- ’’") == frozenset()


def test_parts_spellings_and_other_scripts_of_one_entry():
    assert spellings("Driss Tazi (إدريس التازي); Idris al-Tazi") == (
        "Driss Tazi",
        "إدريس التازي",
        "Idris al-Tazi",
    )


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("D 004711", "D004711"),
        ("D 004711", "d-004711"),
        ("Service passport no. EP-5734291", "EP5734291"),
        ("passport number 9009 No. 770088", "9009 770088"),
        ("900880077 (Expired 3 May 2031)", "900880077"),
        ("national identity card number 90099-8800770-1", "90099 8800770 1"),
        ("Ruritania 900881", "900881"),
        ("R00900881, Taza", "R00900881"),
        ("under number L 900882 issued on 3 May 2031", "L900882"),
        ("N° 901/88", "90188"),
    ],
)
def test_finds_a_number_within_the_words_around_it(held, asked):
    assert asked_numbers(asked) & numbers(held)


def test_a_number_asked_with_its_letter_does_not_match_another_letter():
    assert not asked_numbers("X 004711") & numbers("D 004711")


def test_a_document_without_digits_has_no_number():
    assert numbers("birth certificate") == frozenset()


def test_years_say_nothing_beyond_a_century():
    assert list(years(PartialDate.parse("1955/1958"))) == [1955, 1956, 1957, 1958]
    assert list(years(PartialDate.parse("1972~"))) == [1970, 1971, 1972, 1973, 1974]
    assert list(years(PartialDate.parse("1001/9999"))) == []
