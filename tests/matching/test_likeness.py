"""How alike two persons are: the same from both sides, bounded, explained, never identity by one factor."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.matching.likeness import HIGHEST, LOWEST, Band, Feature, Person, compare
from comity.model.records import PartialDate, Sex

WORDS = """
Nguyễn Thị Hòa Văn An Щербаков Анна Shcherbakova Анатольевна محمد العلوي Mohamed El Alaoui 王小明 Wang
Xiaoming Xiao Ming Hsiao-ming Yılmaz Mehmet Ali Şahin Peeters Jean-Luc van den Bossche J. A. O'Neill Αλέξης
Արամ דוד 김민수
"""
NAMES = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS.split()), max_size=5).map(" ".join))
BORN = st.dates().map(lambda day: PartialDate(year=day.year, month=day.month, day=day.day))
PERSONS = st.builds(
    Person,
    names=st.lists(NAMES, min_size=1, max_size=3).map(tuple),
    births=st.lists(
        st.one_of(BORN, st.integers(1900, 2020).map(lambda y: PartialDate(year=y))), max_size=2
    ).map(tuple),
    places=st.lists(st.sampled_from(["Mons", "Fès", "Фес", "Hà Nội", "", "?"]), max_size=2).map(tuple),
    nationalities=st.frozensets(st.sampled_from(["BE", "MA", "Belgium"]), max_size=2),
    sex=st.sampled_from(Sex),
    documents=st.lists(
        st.tuples(st.sampled_from(["AB123456", "A8I23456", "7", ""]), st.sampled_from(["", "BE", "MA"])),
        max_size=2,
    ).map(tuple),
)


def person(name: str, born: str = "", **more: object) -> Person:
    return Person(names=(name,), births=(PartialDate.parse(born),) if born else (), **more)  # type: ignore[arg-type]


@given(PERSONS, PERSONS)
@settings(max_examples=300)
def test_it_is_the_same_whichever_side_comes_first(one: Person, other: Person):
    assert compare(one, other).hundredths == compare(other, one).hundredths


@given(PERSONS, PERSONS)
def test_it_is_bounded_and_every_feature_says_why(one: Person, other: Person):
    found = compare(one, other)
    assert LOWEST <= found.hundredths <= HIGHEST
    assert all(evidence.because for evidence in found.because)


@given(PERSONS, PERSONS)
def test_nobody_is_more_like_a_person_than_the_person(one: Person, other: Person):
    assert compare(one, one).hundredths >= compare(one, other).hundredths


@given(PERSONS, PERSONS)
def test_one_factor_alone_is_never_more_than_a_reason_to_ask_for_a_second(one: Person, other: Person):
    found = compare(one, other)
    factors = [
        e for e in found.because if e.worth > 0 and e.feature not in (Feature.SEX, Feature.NATIONALITY)
    ]
    if len(factors) < 2:
        assert found.band in (Band.NEEDS_SECOND_FACTOR, Band.HIDDEN)


@given(PERSONS, PERSONS, st.sampled_from(["births", "places", "nationalities", "sex", "documents"]))
def test_a_further_agreeing_feature_never_lowers_it(one: Person, other: Person, feature: str):
    agreeing = {
        "births": (PartialDate.parse("1980-05-02"),),
        "places": ("Mons",),
        "nationalities": frozenset({"BE"}),
        "sex": Sex.FEMALE,
        "documents": (("AB123456", "BE"),),
    }[feature]
    unknown = {feature: getattr(Person(names=()), feature)}
    added = {feature: agreeing}
    without = compare(one._replace(**unknown), other._replace(**unknown))
    assert compare(one._replace(**added), other._replace(**added)).hundredths >= without.hundredths


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_is_compared(one: str, other: str):
    compare(person(one), person(other))


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("Щербакова Анна Анатольевна", "Chtcherbakova Anna"),
        ("خديجة بنيحيى", "Khadija Benyahia"),
        ("王小明", "Wang Xiaoming"),
        ("Nguyễn Thị Hòa", "NGUYEN THI HOA"),
        ("Şahin, Gülay", "Gulay Sahin"),
        ("Jean-Luc van den Bossche", "VANDENBOSSCHE Jean Luc"),
    ],
)
def test_one_person_in_two_scripts_or_spellings_is_likely_with_a_birth_date(held: str, asked: str):
    assert compare(person(held, "1980-05-23"), person(asked, "1980-05-23")).band is Band.LIKELY


def test_a_common_forename_and_few_consonants_in_another_script_leave_a_doubt():
    found = compare(person("محمد العلوي", "1980-05-23"), person("Mohamed El Alaoui", "1980-05-23"))
    assert found.band in (Band.POSSIBLE, Band.LIKELY)


def test_a_rare_name_alone_is_not_identity():
    rare = person("Anastasiia Evgenevna Zvirzhivskaia-Galustian")
    assert compare(rare, rare).band is Band.NEEDS_SECOND_FACTOR


def test_two_of_one_common_name_and_birth_year_need_a_second_factor():
    """S40: two persons, one name that many carry, the same birth year, nothing else."""
    found = compare(person("Nguyen Van An", "1983-02-11"), person("Nguyen Van An", "1983"))
    assert found.band in (Band.NEEDS_SECOND_FACTOR, Band.HIDDEN)


def test_one_document_under_two_names_is_looked_at_and_not_identity():
    held = person("Anna Smirnova", "1980-05-02", documents=(("AB 123456", "BE"),))
    asked = person("Fatima Alaoui", "1991-11-30", documents=(("AB123456", "be"),))
    assert compare(held, asked).band is Band.NEEDS_SECOND_FACTOR


def test_letters_read_as_digits_are_the_same_document_number():
    held = person("Anna Smirnova", documents=(("AB1O0456", "BE"),))
    asked = person("Anna Smirnova", documents=(("A8-100456", "BE"),))
    assert compare(held, asked).band is Band.LIKELY


def test_the_best_of_several_names_and_dates_counts():
    held = Person(
        names=("The Baker", "Анна Щербакова"),
        births=(PartialDate(year=1970), PartialDate.parse("1980-05-02")),
    )
    found = compare(held, person("Anna Shcherbakova", "1980-05-02"))
    assert [(e.held, e.asked) for e in found.because] == [
        ("Анна Щербакова", "Anna Shcherbakova"),
        ("1980-05-02", "1980-05-02"),
    ]


def test_it_says_which_parts_agree_by_what_and_which_stand_alone():
    said = compare(person("Shcherbakova Anna Petrovna"), person("Щербакова А.")).because[0].because
    assert said.startswith("shcherbakova = щербакова (same letters")
    assert "anna = а (one is the initial of the other" in said
    assert said.endswith("petrovna only held")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("Anna Maes", "Anna Maes"), ("Anna Maes", "Anna Mais")),
        (("Pham Duc Lam", "Lam Ducpham"), ("Pham Duc Lam", "Lam Hung Pham")),
        (("Zvirzhivskii Ivan", "Zvirzhivskij Ivan"), ("Ivanov Ivan", "Ivanov Igor")),
        (("Aynur Kızıltürk", "A. Kızıltürk"), ("Aynur Kızıltürk", "B. Kızıltürk")),
        (("Wang Xiaoming", "Wang Xiao Ming"), ("Wang Xiaoming", "Wang Xiao")),
        (("Sela Zvirko", "Sela Zvirko"), ("Nguyen Van", "Nguyen Van")),
    ],
)
def test_what_is_better_evidence_weighs_more(better: tuple[str, str], worse: tuple[str, str]):
    weighed = [compare(person(one), person(other)).hundredths for one, other in (better, worse)]
    assert weighed[0] > weighed[1]
