"""Reading a name: what one spelling shares with another."""

import pytest

from comity.matching.names import Kind, Name, Script, read


def fine(name: str) -> list[str]:
    return [part.fine for part in read(name).parts]


@pytest.mark.parametrize(
    "spelling", ["Shcherbakov", "Chtcherbakov", "Schtscherbakow", "Sjtsjerbakov", "Щербаков", "SHCHERBAKOV"]
)
def test_shcherbakov_has_one_fine_form_in_five_languages(spelling: str):
    assert fine(spelling) == ["shcherbakov"]


def test_nguyen_thi_hoa_loses_its_marks():
    assert fine("Nguyễn Thị Hòa") == fine("NGUYEN THI HOA") == fine("Nguyễn Thị Hoà")


def test_mohamed_shares_a_consonant_skeleton_with_its_arabic_form():
    (latin,), (arabic,) = read("Mohamed").parts, read("محمد").parts
    assert latin.readings & arabic.readings


def test_han_reads_as_pinyin_and_splits_the_family_name():
    assert fine("王小明") == fine("Wang Xiaoming")
    assert [part.script for part in read("王小明").parts] == [Script.HAN, Script.HAN]


def test_titles_and_particles_are_left_aside_and_initials_marked():
    name = read("Dr. J. van der Berg")
    assert [(part.text, part.kind) for part in name.parts] == [("j", Kind.INITIAL), ("berg", Kind.NAME)]
    assert [part.text for part in name.dropped] == ["dr", "van", "der"]


def test_a_name_without_letters_has_no_parts():
    assert read("") == read("1234 --") == Name((), ())
