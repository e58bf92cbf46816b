"""The maker of fictitious registers: the same everywhere, in every script, with every kind of doubt."""

import hashlib
from collections import Counter
from datetime import date

import pytest

from comity.acts.plain import to_plain
from comity.demo.people import STATES, Draws, make_person, make_register, register_id
from comity.errors import BadInput
from comity.model.records import DocumentKind, NameQuality, Provenance, Record, Standing
from comity.model.requests import SubjectStatus
from comity.seal.canonical import encode

SCRIPTS = {"BE": "Latn", "RU": "Cyrl", "VN": "Latn", "MA": "Arab", "TR": "Latn", "BY": "Cyrl", "CN": "Hani"}


def digest(records: tuple[Record, ...]) -> str:
    return hashlib.sha256(encode(to_plain(records))).hexdigest()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("BE", "46891f490b575b6b2ad24232bf4f1fdc5f7854e0b223ce5cd7d3e3a593f432f5"),
        ("RU", "a5a210b34c131e0f5e87e1f5af6bcf9bdf6a5d95d8326a194757a450ceb71b1d"),
        ("VN", "30f1f558518f69b18feb556186f279db4ee36bad1257242dadbff01f1094340b"),
        ("MA", "e2d9eefe2a5fa04d8e385bcb7521b1c46258a9d51b7b06292b1fd3b4dd438f94"),
        ("TR", "c8ca10b9584b52699bd43664828e779b20a1e51f4b9ee111241573a082d03a30"),
        ("BY", "f6a1a6517e04eb4e74a395fde2c53ab10581d26763c3ec7c7b6eab173a9278df"),
        ("CN", "986f922f4bb2f0ce5345d7ea50dd8316ce870615ded707feae65a5d5900f6802"),
    ],
)
def test_one_seed_gives_the_same_bytes_on_every_machine(state, expected):
    assert digest(make_register(state, 100, 2019)) == expected


def test_another_seed_gives_other_people():
    assert make_register("BE", 5, 1) != make_register("BE", 5, 2)


def test_a_larger_register_begins_as_the_smaller_one():
    assert make_register("VN", 40, 7)[:10] == make_register("VN", 10, 7)


@pytest.mark.parametrize("state", STATES)
def test_every_person_has_a_name_a_birth_and_a_nationality_of_their_own(state):
    records = make_register(state, 300, 5)
    assert [record.reference for record in records[:2]] == [f"{state}-000001", f"{state}-000002"]
    assert {record.register for record in records} == {register_id(state)}
    assert all(record.name and record.births and record.nationalities for record in records)
    at_home = [record for record in records if record.nationalities[0].state == state]
    assert 0.75 < len(at_home) / len(records) < 0.9
    scripts = Counter(record.names[1].script for record in at_home if record.names[1:])
    assert SCRIPTS[state] in scripts


def test_a_register_holds_every_kind_of_date_name_and_document():
    records = make_register("RU", 400, 5)
    dates = Counter(
        (birth.date.kind.value, birth.date.month is not None, birth.date.day is not None)
        for record in records
        for birth in record.births
        if birth.date
    )
    qualities = Counter(name.quality for record in records for name in record.names)
    kinds = Counter(paper.kind for record in records for paper in record.documents)
    assert set(dates) == {
        ("EXACT", True, True),
        ("EXACT", True, False),
        ("EXACT", False, False),
        ("APPROXIMATE", False, False),
        ("BETWEEN", False, False),
    }
    assert set(qualities) == {NameQuality.PRIMARY, NameQuality.GOOD, NameQuality.LOW}
    assert set(kinds) == {DocumentKind.PASSPORT, DocumentKind.NATIONAL_ID}
    assert max(len(record.births) for record in records) == 2
    assert min(len(record.documents) for record in records) == 0


def test_women_bear_the_feminine_form_in_both_scripts():
    women = [
        record
        for record in make_register("RU", 60, 5)
        if record.sex == "FEMALE" and record.nationalities[0].state == "RU"
    ]
    assert len(women) > 10
    assert all(record.name.endswith("a") and record.names[1].text.endswith("а") for record in women)


def test_the_family_name_stands_first_where_the_country_puts_it():
    vietnamese = next(r for r in make_register("VN", 9, 1) if r.nationalities[0].state == "VN")
    assert (vietnamese.name, vietnamese.names[1].text) == ("Phung Thi Hoa", "Phùng Thị Hòa")


def test_fixed_persons_stand_before_the_drawn_ones():
    at = Provenance(source="BE fictitious register", dated=date(2019, 1, 1))
    suspect = make_person(
        "BE",
        "BE-SUSPECT",
        "Bavo Claeskens",
        "1979-04-01",
        nationalities=["BE"],
        document="EK 123456",
        standing=Standing(status=SubjectStatus.SUSPECT, case_ref="BE-2019-17", open_case=True, provenance=at),
        protection_from=["RU"],
    )
    records = make_register("BE", 3, 1, fixed=[suspect])
    assert [record.reference for record in records] == ["BE-SUSPECT", "BE-000001", "BE-000002", "BE-000003"]
    assert (suspect.nationalities[0].text, suspect.protection_from) == ("Belgium", ("RU",))


def test_draws_are_even_and_fill_patterns():
    draws = Draws("even")
    counts = Counter(draws.below(6) for _ in range(6000))
    assert all(900 < counts[side] < 1100 for side in range(6))
    assert Draws("pattern").filled("E@ ##/#") == "EM 34/2"


def test_a_state_without_names_is_refused():
    with pytest.raises(BadInput, match="No fictitious names for XX"):
        make_register("XX", 1, 1)
