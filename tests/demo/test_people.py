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
        ("BE", "1c6c3d832f29f694fd6f0de33af3aab21e62958d21740ef7ef7097defcb78f90"),
        ("RU", "8adf75b34b1bec247e600ebd4850365f55a76485901acb2a61460eaebf9b26b4"),
        ("VN", "8c8d9944ff85433576136544b65319eb139411a14efe896291fb0e53b2bde87e"),
        ("MA", "9104400922be2bb813f578c04e731bdc55cf01e8536b9974e34c60880d40aa96"),
        ("TR", "866eec685d138dfa94c06930cccba18cb9aa9dc64f5638668c091ca0c8ef30c2"),
        ("BY", "91b4a4c6e9e25200407a5acdba924cf8e49f38b8d8816eb6fdc6e3b3e72a9539"),
        ("CN", "a020a3c7ce804a86295551d25592b2e4fedcbc90a74298b488c38f2e72a42e27"),
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
