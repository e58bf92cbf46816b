"""FollowTheMoney entities: a person with what belongs to them, read, rejected, and written again."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.demo.people import make_register
from comity.errors import MalformedFile
from comity.formats import ftm, ftm_write
from comity.formats.listing import sift, strict
from comity.formats.source import Held
from comity.model.parties import StateCode
from comity.model.records import (
    Birth,
    Dataset,
    Document,
    DocumentKind,
    NameQuality,
    Nationality,
    PartialDate,
    Place,
    PlaceKind,
    Provenance,
    Record,
    RemarkKind,
    Sex,
    Standing,
)
from comity.model.requests import SubjectStatus

ON = date(2031, 2, 3)

PERSON = {
    "id": "nw-bee",
    "schema": "Person",
    "properties": {
        "name": ["Volha Hutsko", "Вольга Гуцько", "Olga Gutsko"],
        "alias": ["Volha Busel"],
        "weakAlias": ["The Bee"],
        "previousName": ["Volha Linden"],
        "birthDate": ["1968-09-02", "1970", "in spring"],
        "nationality": ["by"],
        "gender": ["female"],
        "birthPlace": ["Lida"],
        "birthCountry": ["by"],
        "address": ["Linden 3, Orsha"],
        "addressEntity": ["nw-home"],
        "position": ["Keeper of bees"],
        "passportNumber": ["MP1234567", "MP7654321"],
        "religion": ["none of our business"],
        "ethnicity": ["none of our business"],
        "modifiedAt": ["2030-12-31"],
    },
}
OTHERS = [
    {"id": "nw-pass", "schema": "Passport", "properties": {
        "holder": ["nw-bee"], "number": ["MP1234567"], "country": ["by"], "startDate": ["2010-03-05"],
        "endDate": ["2020-03-04"], "authority": ["Lida"], "type": ["Passport"]}},
    {"id": "nw-card", "schema": "Identification", "properties": {"holder": ["nw-bee"], "number": ["77-12"]}},
    {"id": "nw-list", "schema": "Sanction", "properties": {
        "entity": ["nw-bee"], "authority": ["Nowhere"], "authorityId": ["NWi.001"], "program": ["Bees"],
        "listingDate": ["2012-06-29"], "reason": ["Kept bees."]}},
    {"id": "nw-home", "schema": "Address", "properties": {
        "street": ["Lime 4"], "city": ["Hrodna"], "postalCode": ["230"], "country": ["by"]}},
    {"id": "nw-firm", "schema": "Company", "properties": {"name": ["Salt Road"]}},
    {"id": "nw-lost", "schema": "Passport", "properties": {"holder": ["nw-nobody"], "number": ["X1"]}},
    {"id": "nw-firms", "schema": "Sanction", "properties": {"entity": ["nw-firm"]}},
]  # fmt: skip


def written(*entities: object) -> bytes:
    return "".join(json.dumps(entity, ensure_ascii=False) + "\n" for entity in entities).encode()


def read(data: bytes) -> Dataset:
    return sift(ftm.read(Held(data), dated=ON))


@pytest.fixture(params=["person first", "person last"])
def person(request) -> Record:
    whole = [PERSON, *OTHERS] if request.param == "person first" else [*OTHERS, PERSON]
    (found,) = read(written(*whole)).records
    return found


def test_reads_names_with_their_quality_and_script(person):
    assert [(name.text, name.quality, name.original_script) for name in person.names] == [
        ("Volha Hutsko", NameQuality.PRIMARY, False),
        ("Вольга Гуцько", NameQuality.PRIMARY, True),
        ("Olga Gutsko", NameQuality.GOOD, False),
        ("Volha Busel", NameQuality.GOOD, False),
        ("Volha Linden", NameQuality.FORMERLY, False),
        ("The Bee", NameQuality.LOW, False),
    ]
    assert [name.text for name in person.names if name.quality is NameQuality.LOW] == ["The Bee"]


def test_joins_documents_listings_and_addresses_to_their_person(person):
    assert [(d.kind, d.number, d.state) for d in person.documents] == [
        (DocumentKind.PASSPORT, "MP1234567", "BY"),
        (DocumentKind.NATIONAL_ID, "77-12", None),
        (DocumentKind.PASSPORT, "MP7654321", None),
    ]
    passport = person.documents[0]
    assert (passport.issued, passport.expires) == (
        PartialDate.parse("2010-03-05"),
        PartialDate.parse("2020-03-04"),
    )
    assert (person.reference, person.source_id, person.listed_on) == ("nw-bee", "NWi.001", date(2012, 6, 29))
    assert [(p.kind, p.street, p.city, p.country) for p in person.places] == [
        (PlaceKind.BIRTH, "", "Lida", "by"),
        (PlaceKind.ADDRESS, "Linden 3, Orsha", "", ""),
        (PlaceKind.ADDRESS, "Lime 4", "Hrodna", "by"),
    ]
    assert [(r.kind, r.text) for r in person.remarks] == [
        (RemarkKind.DESIGNATION, "Keeper of bees"),
        (RemarkKind.PROGRAMME, "Bees"),
        (RemarkKind.COMMENT, "Kept bees."),
        (RemarkKind.SUBMITTED_BY, "Nowhere"),
    ]


def test_reads_births_sex_and_nationality_and_keeps_words_as_a_note(person):
    assert [(birth.date.text if birth.date else None, birth.note) for birth in person.births] == [
        ("1968-09-02", ""),
        ("1970", ""),
        (None, "in spring"),
    ]
    assert (person.sex, person.updated_on, person.delisted_on) == (Sex.FEMALE, (date(2030, 12, 31),), None)
    assert [(n.text, n.state) for n in person.nationalities] == [("by", "BY")]


def test_religion_and_ethnicity_are_passed_over(person):
    assert "none of our business" not in repr(person)


def test_counts_what_is_no_person_and_reports_what_belongs_to_nobody():
    found = read(written(PERSON, *OTHERS))
    assert found.passed == {"Address": 1, "Company": 1, "Identification": 1, "Passport": 2, "Sanction": 2}
    (lost,) = found.parts
    reason = "the document of an entity that is not in the file"
    assert (lost.line, lost.reason, lost.reference, lost.part) == (7, reason, "nw-lost", "document")


def test_who_is_listed_no_more_is_delisted_on_the_last_day():
    ended = {"entity": ["nw-bee"], "listingDate": ["2012-06-29"], "endDate": ["2019-05-06"]}
    over = {"id": "a", "schema": "Sanction", "properties": ended}
    (person,) = read(written(PERSON, over)).records
    assert person.delisted_on == date(2019, 5, 6)
    (person,) = read(written(PERSON, over, OTHERS[2])).records
    assert person.delisted_on is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "the line is no JSON"),
        (b"[1]", "the line is no JSON object"),
        (b"[" * 100_000, "the JSON nests too deep"),
        (b'{"id": NaN}', "the JSON holds a number that is none"),
        (b'{"id": "a", "id": "b"}', "one object names the same key twice"),
        (b'{"id": "a", "schema": "Person"}', "no entity: id, schema or properties are missing"),
        (b'{"id": "a", "schema": "Person", "properties": {}}', "a person without a name"),
        (
            b'{"id": "a", "schema": "Person", "properties": {"name": [{"id": "b"}]}}',
            "a property is no list of texts; nested entities are not read",
        ),
        (
            b'{"id": "a", "schema": "Person", "properties": {"name": ["\\ud800"]}}',
            "a value holds a control character or half of one",
        ),
        (
            b'{"id": "a", "schema": "Person", "properties": {"name": ["' + b"x" * 20_001 + b'"]}}',
            "a value is longer than 20000 characters",
        ),
    ],
)
def test_rejects_a_line_alone_with_its_number_and_reason(line, reason):
    data = written(PERSON) + line + b"\n"
    (rejected,) = read(data).rejected
    assert (rejected.line, rejected.reason) == (2, reason)
    with pytest.raises(MalformedFile, match="Line 2: "):
        strict(ftm.read(Held(data), dated=ON))


def test_what_is_written_is_read_again():
    record = replace(next(iter(read(written(*OTHERS, PERSON)).records)), register="NW", births=())
    lines = b"".join(ftm_write.write([record]))
    (again,) = read(lines).records
    assert (again.reference, again.source_id) == ("nw-nw-bee", "NWi.001")
    assert {n.text: n.quality for n in again.names} == {n.text: n.quality for n in record.names}
    assert [(d.kind, d.number, d.state, d.expires) for d in again.documents] == [
        (d.kind, d.number, d.state, d.expires) for d in record.documents
    ]
    assert (again.sex, again.listed_on, again.nationalities[0].state) == (Sex.FEMALE, date(2012, 6, 29), "BY")


def test_words_that_would_be_read_as_a_code_of_a_state_make_nobody_its_national():
    at = Provenance(source="invented", dated=ON)
    (record,) = make_register("BE", 1, 7)
    said = (
        Nationality(text="na", state=None, provenance=at),  # not available; NA is Namibia
        Nationality(text="Nowhere", state=None, provenance=at),
    )
    person, *_ = ftm_write.entities(replace(record, nationalities=said))
    assert person["properties"]["nationality"] == ["Nowhere"]


@pytest.mark.parametrize(
    ("towns", "countries", "places"),
    [
        (["Lida", "Ліда"], ["by"], [("Lida", "by"), ("Ліда", "by")]),
        (["Lida"], ["by", "pl"], [("Lida", ""), ("", "by"), ("", "pl")]),
        ([], ["by"], [("", "by")]),
    ],
)
def test_reads_every_place_of_birth(towns, countries, places):
    properties = {"name": ["Volha Hutsko"], "birthPlace": towns, "birthCountry": countries}
    (record,) = read(written({"id": "p", "schema": "Person", "properties": properties})).records
    assert [(place.city, place.country) for place in record.places] == places


def test_doubts_that_the_schema_cannot_hold_are_said_in_words():
    at = Provenance(source="invented", dated=ON)
    births = (
        Birth(date=PartialDate.parse("1968~"), provenance=at),
        Birth(date=PartialDate.parse("1955/1958"), provenance=at),
        Birth(note="in spring", provenance=at),
    )
    (record,) = make_register("BE", 1, 7)
    record = replace(
        record, births=births, documents=(Document(kind=DocumentKind.OTHER, note="lost", provenance=at),)
    )
    person, *others = ftm_write.entities(record)
    assert person["properties"]["birthDate"] == ["1968"]
    assert person["properties"]["notes"] == [
        "Birth date in doubt: 1968~",
        "Birth date in doubt: 1955/1958",
        "Birth: in spring",
        "Document:  lost",
    ]
    assert [other["schema"] for other in others] == ["Sanction"]


def test_cases_and_protection_never_leave():
    at = Provenance(source="invented", dated=ON)
    standing = Standing(status=SubjectStatus.SUSPECT, case_ref="A-SECRET", open_case=True, provenance=at)
    (record,) = make_register("BE", 1, 7)
    record = replace(
        record,
        standings=(standing,),
        protection_from=(StateCode("VN"),),
        nationalities=(Nationality(text="Belgium", state=StateCode("BE"), provenance=at),),
        places=(Place(kind=PlaceKind.BIRTH, city="Gent", provenance=at),),
    )
    said = b"".join(ftm_write.write([record])).decode()
    assert "A-SECRET" not in said
    assert "SUSPECT" not in said
    assert '"vn"' not in said.lower()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(data):
    try:
        read(written(PERSON) + data)
    except MalformedFile:
        return


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_any_json_is_read_or_rejected_and_nothing_else(plain):
    entity = {
        "id": "x",
        "schema": "Person",
        "properties": {"name": ["Ales"], "birthDate": plain, "topics": plain},
    }
    found = read(written(PERSON, entity, plain))
    assert len(found.records) + len(found.rejected) + sum(found.passed.values()) == 3
