"""The OFAC list: persons out of three files and out of free text, and every row accounted for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import MalformedFile
from comity.formats import ofac
from comity.formats.listing import sift, strict
from comity.formats.ofac_remarks import read_date, read_remarks
from comity.formats.source import Held
from comity.model.records import (
    Birth,
    Dataset,
    Document,
    DocumentKind,
    Name,
    NameQuality,
    Nationality,
    PartialDate,
    Place,
    PlaceKind,
    Provenance,
    Record,
    Rejected,
    Remark,
    RemarkKind,
    Sex,
)

ON = date(2031, 2, 3)

REMARKS = (
    "DOB 02 Sep 1968; alt. DOB 1970 to 1971; POB Lida, Hrodna Region, Belarus; nationality Belarus; "
    "alt. citizen Russia; Gender Female; Passport MP1234567 (Belarus) issued 05 Mar 2010 "
    "expires 04 Mar 2020; National ID No. 4020968A011PB1 (Belarus); Tax ID No. 77-12 (Russia); "
    "a.k.a. 'THE BEE'; Secondary sanctions risk: none at all."
)
SDN = (
    '7001,"HUTSKO, Volha","individual","NOWHERE] [SDGT","Keeper of bees",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"'
    + REMARKS
    + '"\r\n7002,"SALT ROAD LTD",-0- ,"NOWHERE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '7003,"NORTHERN STAR","vessel","NOWHERE",-0- ,"XX1","Tug",-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '7004,"VIKHOREV, Ihor","individual","NOWHERE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
)
ALT = (
    '7001,1,"aka","GUTSKO, Olga",-0- \r\n7001,2,"fka","HUTSKO-BUSEL, Volha","until 1999"\r\n'
    '7001,3,"nka","BUSEL, Volha",-0- \r\n7002,4,"aka","SALTROAD",-0- \r\n'
    '7999,5,"aka","NOBODY, At All",-0- \r\n\x1a'
)
ADD = '7001,1,"Linden 3","Orsha 211","Belarus",-0- \r\n7003,2,-0- ,-0- ,"Panama",-0- \r\n\x1a'


def read(sdn: str = SDN, alt: str | None = ALT, add: str | None = ADD) -> Dataset:
    beside = {name: Held(text.encode()) for name, text in (("alt", alt), ("add", add)) if text is not None}
    return sift(ofac.read(Held(sdn.encode()), dated=ON, **beside))


def at(element: str, line: int) -> Provenance:
    source = "OFAC list of specially designated nationals"
    return Provenance(source=source, dated=ON, element=element, line=line)


def test_reads_the_persons_and_counts_what_is_none():
    found = read()
    assert (found.register, found.dated) == ("US-OFAC", ON)
    assert [(record.reference, record.source_id) for record in found.records] == [
        ("7001", "7001"),
        ("7004", "7004"),
    ]
    assert found.passed == {
        "address of an entry that is no person": 1,
        "alias of an entry that is no person": 1,
        "entity": 1,
        "vessel": 1,
    }


def test_reports_an_alias_of_nobody_and_gives_it_to_nobody():
    reason = "the alias of an entry that is not in the list"
    raw = "7999,5,aka,NOBODY, At All,"
    assert read().parts == (Rejected(line=5, reason=reason, reference="7999", part="alias", raw=raw),)


def test_reads_names_with_their_quality_and_keeps_the_weak_apart():
    person = next(iter(read().records))
    latin = {"script": "Latn"}
    assert person.names == (
        Name(
            text="HUTSKO, Volha", quality=NameQuality.PRIMARY, provenance=at("sdn.csv/SDN_Name", 1), **latin
        ),
        Name(text="GUTSKO, Olga", quality=NameQuality.GOOD, provenance=at("alt.csv/alt_name", 1), **latin),
        Name(
            text="HUTSKO-BUSEL, Volha",
            quality=NameQuality.FORMERLY,
            note="until 1999",
            provenance=at("alt.csv/alt_name", 2),
            **latin,
        ),
        Name(
            text="BUSEL, Volha",
            quality=NameQuality.GOOD,
            note="n.k.a.",
            provenance=at("alt.csv/alt_name", 3),
            **latin,
        ),
        Name(text="THE BEE", quality=NameQuality.LOW, provenance=at("sdn.csv/Remarks", 1), **latin),
    )
    assert [name.text for name in person.names if name.quality is NameQuality.LOW] == ["THE BEE"]


def test_reads_births_places_nationalities_and_documents_out_of_the_remarks():
    person = next(iter(read().records))
    here = at("sdn.csv/Remarks", 1)
    assert person.births == (
        Birth(date=PartialDate.parse("1968-09-02"), provenance=here),
        Birth(date=PartialDate.parse("1970/1971"), provenance=here),
    )
    assert person.places == (
        Place(kind=PlaceKind.BIRTH, city="Lida, Hrodna Region", country="Belarus", provenance=here),
        Place(
            kind=PlaceKind.ADDRESS,
            street="Linden 3",
            city="Orsha 211",
            country="Belarus",
            provenance=at("add.csv", 1),
        ),
    )
    assert person.nationalities == (
        Nationality(text="Belarus", state="BY", provenance=here),
        Nationality(text="Russia", state="RU", provenance=here),
    )
    assert person.documents == (
        Document(
            kind=DocumentKind.PASSPORT,
            label="Passport",
            number="MP1234567",
            state="BY",
            country="Belarus",
            issued=PartialDate.parse("2010-03-05"),
            expires=PartialDate.parse("2020-03-04"),
            provenance=here,
        ),
        Document(
            kind=DocumentKind.NATIONAL_ID,
            label="National ID No.",
            number="4020968A011PB1",
            state="BY",
            country="Belarus",
            provenance=here,
        ),
        Document(
            kind=DocumentKind.OTHER,
            label="Tax ID No.",
            number="77-12",
            state="RU",
            country="Russia",
            provenance=here,
        ),
    )
    assert (person.sex, person.listed_on) == (Sex.FEMALE, None)
    assert [(remark.kind, remark.text) for remark in person.remarks] == [
        (RemarkKind.PROGRAMME, "NOWHERE"),
        (RemarkKind.PROGRAMME, "SDGT"),
        (RemarkKind.TITLE, "Keeper of bees"),
        (RemarkKind.COMMENT, "Secondary sanctions risk: none at all"),
    ]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("1968", "1968"),
        ("Sep 1968", "1968-09"),
        ("September 1968", "1968-09"),
        ("2 Sep 1968", "1968-09-02"),
        ("circa 1968", "1968~"),
        ("circa 02 Sep 1968", "1968-09-02~"),
        ("1955 to 1958", "1955/1958"),
        ("Dec 1955 to Jan 1956", "1955-12/1956-01"),
        ("30 Dec 1955 to 02 Jan 1956", "1955-12-30/1956-01-02"),
        ("circa 1979-1982", "1979/1982"),
    ],
)
def test_reads_every_form_of_date_that_the_list_has(said, written):
    assert read_date(said) == PartialDate.parse(written)


@pytest.mark.parametrize(
    "said", ["", "unknown", "31 Feb 1968", "Foo 1968", "1958 to 1955", "1955 to then", "68"]
)
def test_words_that_are_no_date_stay_a_note(said):
    assert read_date(said) is None
    (birth,) = read_remarks(f"DOB {said or '-'}", at("x", 1))
    assert birth == Birth(note=said or "-", provenance=at("x", 1))


@pytest.mark.parametrize(
    ("said", "number", "state", "note"),
    [
        ("Passport AB 123456 (Iran)", "AB 123456", "IR", ""),
        ("Passport A123456(7) (Hong Kong)", "A123456(7)", "HK", ""),
        ("alt. Passport 123456", "123456", None, ""),
        ("Passport 123456 expires 01 Jan 2030", "123456", None, ""),
        ("Diplomatic Passport D9 (Cuba) issued 1999 in Minsk", "D9", "CU", "in Minsk"),
        ("Passport 123456 issued under another name", "123456", None, "issued under another name"),
        ("Cedula No. 1.234.567 (Colombia)", "1.234.567", "CO", ""),
        ("Passport 5 (Atlantis)", "5", None, ""),
        ("Seafarer's Identification Document 5 (Ukraine)", "5", "UA", ""),
    ],
)
def test_reads_a_document_in_every_way_it_is_written(said, number, state, note):
    (found,) = read_remarks(said + ".", at("x", 1))
    assert isinstance(found, Document)
    assert (found.number, found.state, found.note) == (number, state, note)


@pytest.mark.parametrize(
    "said", ["Phone Number 1234567", "Email Address a9@example.org", "Executive Order 13224"]
)
def test_what_is_no_document_stays_a_remark(said):
    assert list(read_remarks(said, at("x", 1))) == [
        Remark(kind=RemarkKind.COMMENT, text=said, provenance=at("x", 1))
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "line", "reason", "reference"),
    [
        ('7004,"VIKHOREV, Ihor"', "7004,-0- ", 4, "a person without a name", "7004"),
        ("7004,", "seven,", 4, "not a number and 12 columns in all", ""),
        ('7004,"VIKHOREV, Ihor"', "7004,VIKHOREV, Ihor", 4, "not a number and 12 columns in all", "7004"),
        ("7004,", "7001,", 4, "the same reference stands twice", "7001"),
        ("VIKHOREV, ", "VIKHOREV\x07, ", 4, "a value holds a control character or half of one", "7004"),
    ],
)
def test_rejects_a_row_alone_with_line_and_reason(was, becomes, line, reason, reference):
    assert was in SDN
    found = read(SDN.replace(was, becomes))
    (rejected,) = found.rejected
    assert (rejected.line, rejected.reason, rejected.reference) == (line, reason, reference)
    assert [record.reference for record in found.records] == ["7001"]
    with pytest.raises(MalformedFile, match=f"Line {line}: {reason}"):
        strict(ofac.read(Held(SDN.replace(was, becomes).encode()), dated=ON))


def test_a_broken_alias_is_left_out_and_its_person_stands():
    found = read(alt='7001,1,"zka","GUTSKO, Olga",-0- \n7001,2\n')
    assert [(part.line, part.part, part.reference) for part in found.parts] == [
        (2, "alias", ""),
        (1, "alias", "7001"),
    ]
    assert [record.reference for record in found.records] == ["7001", "7004"]


def test_white_space_without_end_takes_no_longer_than_other_text():
    (document,) = read_remarks(f"Passport{' ' * 20_000}AB1 (Belarus){' ' * 20_000}.", at("x", 1))
    assert (document.number, document.state) == ("AB1", "BY")


@given(st.text(max_size=300))
def test_no_text_of_remarks_is_lost_or_does_harm(text):
    for said in read_remarks(text, at("x", 1)):
        assert said


@given(st.integers(0, len(SDN)), st.integers(0, 60), st.binary(max_size=20))
def test_mutated_files_are_read_or_refused_and_nothing_else(start, length, instead):
    data = SDN.encode()
    try:
        found = sift(ofac.read(Held(data[:start] + instead + data[start + length :]), dated=ON))
    except MalformedFile:
        return
    assert all(isinstance(record, Record) for record in found.records)
