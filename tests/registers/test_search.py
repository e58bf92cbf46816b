"""Search: everything asked must agree, and every hit says why."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from comity.demo.people import make_person, make_register
from comity.errors import BadInput, UnknownRecord
from comity.model.records import Band, Birth, PartialDate, Query, Reason
from comity.registers.briefs import brief_of
from comity.registers.reasons import agrees
from comity.registers.register import add, import_list
from comity.registers.weighing import asked_person, cannot_be, weigh

from .conftest import NOW, dataset


@pytest.fixture
def ask(connection: Connection, keys, people, look):
    import_list(connection, keys, dataset(people), now=NOW)

    def asked(born: str = "", **given):
        query = Query(born=PartialDate.parse(born) if born else None, **given)
        return {hit.record.reference: hit.because for hit in look(query)}

    return asked


@pytest.mark.parametrize(
    ("asked", "held", "because"),
    [
        ("vikhorev IHOR", "Ihor Vikhorev", "the same words as the primary name"),
        ("Vikhorev", "Ihor Vikhorev", "every word asked stands in the primary name"),
        ("вихорев", "Игорь Вихорев", "every word asked stands in the primary name in original script"),
        ("Wichorew, Igor", "Igor Wichorew", "the same words as an alias of good quality"),
        ("le tailleur", "The Tailor; Le Tailleur", "the same words as an alias of low quality"),
    ],
)
def test_finds_by_words_in_any_order_in_any_name_and_says_which(ask, asked, held, because):
    (why,) = ask(name=asked)["BE-A"]
    assert replace(why, marks=()) == Reason(feature="name", asked=asked, held=held, because=because)


def test_finds_han_and_diacritics_as_people_type_them(ask):
    assert list(ask(name="窦 海生")) == ["BE-C"]
    assert list(ask(name="NGUYEN THI BUOI")) == ["BE-B"]


def test_words_of_two_different_names_are_not_the_words_of_one(ask):
    for mixed in ("Ihor Wichorew", "the tailleur"):
        assert not any("the words" in why.because for why in ask(name=mixed).get("BE-A", ()))


@pytest.mark.parametrize(
    ("born", "found"),
    [
        ("1968-09-02", ["BE-A"]),
        ("1968", ["BE-A"]),
        ("1968-10", []),
        ("1957-05-05", ["BE-B"]),
        ("1974-12-31", ["BE-C"]),
        ("1975", []),
        ("1958/1970", ["BE-A", "BE-B", "BE-C"]),
    ],
)
def test_finds_by_a_birth_date_that_may_be_the_same_day(ask, born, found):
    assert list(ask(born=born)) == found


def test_says_whether_the_birth_date_is_the_same_or_may_be(ask):
    assert ask(born="1972~") == {
        "BE-C": (Reason(feature="birth", asked="1972~", held="1972~", because="the same date"),)
    }
    assert ask(born="1971-05") == {
        "BE-C": (Reason(feature="birth", asked="1971-05", held="1972~", because="may be the same day"),)
    }


def test_finds_by_document_number_however_it_is_spaced(ask):
    assert ask(document="ep 573 4291") == {
        "BE-C": (
            Reason(
                feature="document",
                asked="ep 573 4291",
                held="Service passport no. EP-5734291",
                because="the same number in a document of kind PASSPORT",
            ),
        )
    }


def test_who_agrees_with_everything_stands_before_who_agrees_with_a_part_and_is_told(ask):
    assert next(iter(ask(name="Vikhorev", born="1968", document="D004711"))) == "BE-A"
    assert ask(name="Vikhorev", born="1999") == {}
    halves = ask(name="Vikhorev", document="EP5734291")
    assert {who: {why.feature for why in because} for who, because in halves.items()} == {
        "BE-A": {"name"},
        "BE-C": {"name", "document"},
    }


def test_a_record_without_a_birth_date_is_not_excluded_by_one(connection: Connection, keys, look):
    plain = make_person("BE", "BE-1", "Bavo Claeskens", "1970")
    unread = Birth(note="about thirty years old", provenance=plain.provenance)
    add(connection, keys, replace(plain, births=(unread,)))
    query = Query(name="Claeskens", born=PartialDate.parse("1990"))
    (hit,) = look(query)
    assert hit.because[1] == Reason(feature="birth", asked="1990", held="", because="no birth date is held")
    assert look(Query(born=PartialDate.parse("1990"))) == ()


def test_searches_the_registers_named_or_all(connection: Connection, keys, look):
    for state in ("BE", "RU"):
        add(connection, keys, make_person(state, f"{state}-1", "Bavo Claeskens", "1970"))
    found = [hit.record.reference for hit in look(Query(name="Bavo"))]
    named = [hit.record.reference for hit in look(Query(name="Bavo", registers=("RU-DEMO",)))]
    assert (found, named) == (["BE-1", "RU-1"], ["RU-1"])
    with pytest.raises(UnknownRecord, match="No register VN-DEMO here"):
        look(Query(name="Bavo", registers=("VN-DEMO", "RU-DEMO")))


def test_says_when_too_many_agree_instead_of_cutting_the_answer(connection: Connection, keys, look):
    import_list(connection, keys, dataset(make_register("VN", 40, 1)), now=NOW)
    with pytest.raises(BadInput, match="More than 3 records agree"):
        look(Query(born=PartialDate.parse("1950/2000"), limit=3))
    assert len(look(Query(born=PartialDate.parse("1940/2010"), limit=40))) == 40


@pytest.mark.parametrize(
    "empty",
    [Query(), Query(name="---"), Query(document="passport"), Query(born=PartialDate.parse("1001/9999"))],
)
def test_refuses_a_search_that_says_nothing(look, empty):
    with pytest.raises(BadInput):
        look(empty)


def test_every_fictitious_person_is_found_by_each_of_their_names(connection: Connection, keys, look):
    people = make_register("MA", 120, 11)
    import_list(connection, keys, dataset(people), now=NOW)
    for person in people[::4]:
        for name in person.names:
            found = look(Query(name=name.text))
            assert person.reference in [hit.record.reference for hit in found]


def test_leaves_unread_only_names_of_whom_their_birth_date_hides_whatever_they_are_called():
    """What is skipped would neither be shown by its weight nor agree word for word."""
    born = ["1968", "1968-09", "1968-09-02", "1968~", "1955/1970", "1970-01-01", "2001-02-09"]
    briefs = [brief_of(make_person("BE", "BE-1", "Bavo Claeskens", held)) for held in born]
    briefs.append(replace(briefs[0], births=(*briefs[0].births, *briefs[6].births)))
    briefs.append(replace(briefs[0], births=()))
    skipped = 0
    for asked in born:
        for query in (
            Query(name="Bavo Claeskens", born=PartialDate.parse(asked)),
            Query(name="Claeskens", born=PartialDate.parse(asked)),
            Query(name="Claeskens", born=PartialDate.parse(asked), place="Gent"),
            Query(born=PartialDate.parse(asked)),
        ):
            for brief in briefs:
                if cannot_be(query, brief.births):
                    skipped += 1
                    assert weigh(asked_person(query), brief).band is Band.HIDDEN
                    assert not agrees(query, brief)
    assert skipped > 30


def test_a_birth_date_that_a_document_or_a_place_outweighs_is_weighed():
    held = (PartialDate.parse("1968"),)
    for given in ({"document": "D 004711"}, {"place": "Gent"}):
        assert not cannot_be(Query(name="Claeskens", born=PartialDate.parse("2001"), **given), held)
    assert cannot_be(Query(name="Claeskens", born=PartialDate.parse("2001")), held)
