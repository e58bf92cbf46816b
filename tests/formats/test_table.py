"""Tables by a mapping: every field, every form of date, and each refusal by line and column."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import BadInput, MalformedFile
from comity.formats import table
from comity.formats.listing import sift, strict
from comity.formats.mapping import TableMapping, read_mapping
from comity.formats.source import Held
from comity.formats.table_dates import Unclear, read_date, read_forms
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
    RegisterId,
    RemarkKind,
    Sex,
)

ON = date(2031, 2, 3)
MAPPING = """
source = "Travel bans of Nowhere"
encoding = "windows-1251"
delimiter = ";"
head = 2
dates = ["DD.MM.YYYY", "MON YYYY", "YYYY"]
months = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
about = ["ca.", "около"]
empty = ["-", "n/a"]
reference = "File"
source_id = "Old file"
listed_on = "Since"
updated_on = "Changed"
delisted_on = "Until"
sex = { column = "Sex", male = ["М"], female = ["Ж"] }

[[name]]
columns = ["Given", "Family"]

[[name]]
columns = ["Also"]
quality = "GOOD"
many = "|"
note = "Why"

[[name]]
columns = ["Nick"]
quality = "LOW"

[[birth]]
column = "Born"
to = "Born to"

[[document]]
kind = "PASSPORT"
number = "Passport"
state = "Of"
issued = "Issued"
expires = "Expires"

[[nationality]]
column = "Nation"
many = "/"

[[place]]
kind = "BIRTH"
city = "Town"
country = "Of"

[[remark]]
kind = "COMMENT"
column = "Why"
"""
HEAD = (
    "File;Old file;Since;Changed;Until;Sex;Given;Family;Also;Why;Nick;Born;Born to;Passport;Of;Issued;"
    "Expires;Nation;Town"
)
FIRST = (
    "A-1;7;29.06.2012;01.02.2013;-;Ж;Вольга;Гуцько;Volha Hutsko | Olga Gutsko;kept bees;The Bee;2.9.1968;-;"
    "MP 1;Belarus;сентября 2010;2020;by/Russia;Лида"
)
SECOND = "A-2;;;;31.12.2030;;Алесь;Гуцько;;;;около 1970;1972;;;;;;"
TABLE = f"exported on Monday\n{HEAD}\n{FIRST}\n\n{SECOND}\n"
REGISTER = RegisterId("NW-BANS")


def mapping(was: str = "", becomes: str = "") -> TableMapping:
    assert was in MAPPING
    return read_mapping(MAPPING.replace(was, becomes, 1).encode())


def read(text: str = TABLE, by: TableMapping | None = None) -> Dataset:
    data = text.encode("windows-1251")
    return sift(table.read(Held(data), by or mapping(), dated=ON, register=REGISTER))


def at(column: str, line: int = 3) -> Provenance:
    return Provenance(source="Travel bans of Nowhere", dated=ON, element=column, line=line)


def test_reads_every_field_that_the_mapping_names():
    first, _ = read().records
    assert (first.register, first.reference, first.source_id) == ("NW-BANS", "A-1", "7")
    assert [(name.text, name.quality, name.script, name.note) for name in first.names] == [
        ("Вольга Гуцько", NameQuality.PRIMARY, "Cyrl", ""),
        ("Volha Hutsko", NameQuality.GOOD, "Latn", "kept bees"),
        ("Olga Gutsko", NameQuality.GOOD, "Latn", "kept bees"),
        ("The Bee", NameQuality.LOW, "Latn", ""),
    ]
    assert first.births == (Birth(date=PartialDate.parse("1968-09-02"), provenance=at("Born")),)
    assert first.documents == (
        Document(
            kind=DocumentKind.PASSPORT,
            number="MP 1",
            state="BY",
            country="Belarus",
            issued=PartialDate.parse("2010-09"),
            expires=PartialDate.parse("2020"),
            provenance=at("Passport"),
        ),
    )
    assert first.nationalities == (
        Nationality(text="by", state="BY", provenance=at("Nation")),
        Nationality(text="Russia", state="RU", provenance=at("Nation")),
    )
    assert first.places == (
        Place(kind=PlaceKind.BIRTH, city="Лида", country="Belarus", provenance=at("Town")),
    )
    assert [(remark.kind, remark.text) for remark in first.remarks] == [(RemarkKind.COMMENT, "kept bees")]
    assert (first.sex, first.listed_on, first.updated_on) == (
        Sex.FEMALE,
        date(2012, 6, 29),
        (date(2013, 2, 1),),
    )


def test_empty_cells_say_nothing_and_two_dates_are_one_between_them():
    _, second = read().records
    assert (second.reference, second.provenance.line, second.delisted_on) == ("A-2", 5, date(2030, 12, 31))
    assert [birth.date and birth.date.text for birth in second.births] == ["1970/1972"]
    assert (second.documents, second.nationalities, second.sex, second.listed_on) == (
        (),
        (),
        Sex.UNKNOWN,
        None,
    )


@pytest.mark.parametrize(
    ("was", "becomes", "reason", "reference"),
    [
        (
            "2.9.1968",
            "1968-09-02",
            "column 12 'Born': no date of the forms DD.MM.YYYY, MON YYYY, YYYY",
            "A-1",
        ),
        ("2.9.1968", "31.2.1968", "column 12 'Born': a date that no calendar has", "A-1"),
        ("29.06.2012", "2012", "column 3 'Since': no day of a month", "A-1"),
        ("29.06.2012", "ca. 29.06.2012", "column 3 'Since': no day of a month", "A-1"),
        (";Ж;", ";X;", "column 6 'Sex': none of the words that the mapping gives for a sex", "A-1"),
        (";MP 1;", ";MP 1;;", "20 columns where the head has 19", ""),
        ("A-1", "-", "column 1 'File': a person without a reference", ""),
        (";Вольга;Гуцько;", ";;-;", "a person without a primary name", "A-1"),
        (
            ";The Bee;",
            ";The\x07Bee;",
            "column 11 'Nick': a value holds a control character or half of one",
            "A-1",
        ),
        ("2.9.1968;-;", "1968;1967;", "column 12 'Born': the last date is before the first", "A-1"),
        ("A-1", "A-2", "the same reference stands twice", "A-2"),
    ],
)
def test_rejects_a_row_alone_by_line_and_column(was, becomes, reason, reference):
    assert was in TABLE
    found = read(TABLE.replace(was, becomes, 1))
    (rejected,) = found.rejected
    line = 5 if becomes == "A-2" else 3
    assert (rejected.line, rejected.reason, rejected.reference) == (line, reason, reference)
    assert len(found.records) == 1


def test_refuses_the_whole_table_where_no_row_may_be_rejected():
    data = TABLE.replace("2.9.1968", "?").encode("windows-1251")
    with pytest.raises(MalformedFile, match=r"Line 3: column 12 'Born': no date of the forms"):
        strict(table.read(Held(data), mapping(), dated=ON, register=REGISTER))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("Nick", "Nickname", "column 'Nick' stands not in the head on line 2"),
        ("Old file", "File", "column 'File' stands twice in the head on line 2"),
        (HEAD, HEAD.replace(";", ","), "stands not in the head on line 2. Mend the mapping, its delimiter"),
    ],
)
def test_refuses_a_table_whose_head_does_not_fit(was, becomes, said):
    with pytest.raises(BadInput) as refused:
        read(TABLE.replace(was, becomes, 1))
    assert said in refused.value.what


def test_refuses_a_table_without_a_head():
    with pytest.raises(MalformedFile, match="Line 2: the head with the names of the columns is not there"):
        read("exported on Monday\n")


def test_a_wrong_encoding_is_told_by_line():
    data = TABLE.encode("windows-1251")
    with pytest.raises(MalformedFile, match="Line 3: the text is not in the encoding utf-8"):
        sift(table.read(Held(data), mapping('"windows-1251"', '"utf-8"'), dated=ON, register=REGISTER))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("head = 2", "head = = 2", "it is no TOML (at line 5, column 8)"),
        ("head = 2", "head = 0", "'head' is not the number of the line"),
        ("head = 2", "hat = 2", "'hat' is no word of a mapping"),
        ('source = "Travel bans of Nowhere"', "", "'source' is missing or no text"),
        ('reference = "File"', "", "'reference' is missing or no text"),
        ('"windows-1251"', '"zlib"', "'encoding' is none of ascii, big5"),
        ('";"', '";;"', "'delimiter' and 'quote' are one character each"),
        ('"DD.MM.YYYY"', '"DD.MM.YY"', "'DD.MM.YY' among 'dates' has not one YYYY"),
        ('"DD.MM.YYYY"', '"DD YYYY"', "'DD YYYY' among 'dates' has not one YYYY, and DD only with MM or MON"),
        ('"MON YYYY"', '"MM.DD.YYYY"', "'MM.DD.YYYY' and 'DD.MM.YYYY' among 'dates' cannot be told apart"),
        ('"MON YYYY"', '"am MON YYYY"', "'am MON YYYY' among 'dates' has other letters"),
        ('"янв", ', "", "'months' are not twelve different beginnings of names"),
        ('quality = "LOW"', 'quality = "POOR"', "[[name]] 3: 'quality' is none of PRIMARY, GOOD, LOW"),
        ('columns = ["Nick"]', 'column = "Nick"', "[[name]] 3: 'column' is no word of it"),
        ('columns = ["Nick"]', "", "[[name]] 3: 'columns' is missing"),
        ('columns = ["Nick"]', "columns = []", "[[name]] 3: no column is named"),
        (
            'kind = "PASSPORT"',
            'kind = "VISA"',
            "[[document]] 1: 'kind' is none of PASSPORT, NATIONAL_ID",
        ),
        ('number = "Passport"', "number = 7", "'number' is missing or no text"),
        ("[[nationality]]", "[nationality]", "'nationality' is written [[nationality]], once for each"),
        ('male = ["М"]', 'man = ["М"]', "'sex' has other words than column, female, male"),
        ('empty = ["-", "n/a"]', "empty = [7]", "'empty' is no list of texts"),
    ],
)
def test_refuses_a_mapping_by_the_word_that_is_wrong(was, becomes, said):
    with pytest.raises(BadInput) as refused:
        mapping(was, becomes)
    assert said in refused.value.what


def test_refuses_a_mapping_without_names():
    with pytest.raises(BadInput, match=r"no .*name.* says where the names stand"):
        read_mapping(b'source = "x"\nreference = "y"')


def test_the_mapping_in_the_document_is_one():
    document = (Path(__file__).resolve().parents[2] / "docs" / "lists.md").read_text(encoding="utf-8")
    found = read_mapping(document.split("```toml")[1].split("```")[0].encode())
    assert set(found.sections) == {"name", "birth", "document", "nationality", "place", "remark"}
    assert all(found.sections.values())
    assert len(list(found.columns())) == 5 + 1 + 4 + 2 + 4 + 1 + 2 + 1


@pytest.mark.parametrize(
    ("form", "text", "written"),
    [
        ("YYYY-MM-DD", "1968-09-02", "1968-09-02"),
        ("DD/MM/YYYY", "2/9/1968", "1968-09-02"),
        ("MM/YYYY", "09/1968", "1968-09"),
        ("YYYYMMDD", "19680902", "1968-09-02"),
        ("DD MON YYYY", "02 Sept. 1968", "1968-09-02"),
        ("YYYY", "ca. 1968", "1968~"),
    ],
)
def test_reads_a_date_in_the_form_that_is_named(form, text, written):
    assert read_date(text, read_forms([form], []), ["ca."]) == PartialDate.parse(written)


@pytest.mark.parametrize("text", ["0000", "١٩٦٨", "1968 ", "68", "19680", "Foo 1968"])
def test_reads_no_other_text_as_a_date(text):
    with pytest.raises(Unclear):
        read_date(text, read_forms(["YYYY", "MON YYYY"], []))


@given(st.binary(max_size=300), st.integers(0, 300))
def test_mutated_tables_are_read_or_refused_and_nothing_else(instead, start):
    data = TABLE.encode("windows-1251")
    data = data[:start] + instead + data[start + len(instead) :]
    try:
        found = sift(table.read(Held(data), mapping(), dated=ON, register=REGISTER))
    except BadInput:
        return
    assert all(isinstance(record, Record) for record in found.records)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_mapping_or_refused_and_nothing_else(data):
    try:
        read_mapping(data)
    except BadInput:
        return


@given(st.integers(0, len(MAPPING)), st.integers(0, 30), st.text(max_size=20))
def test_mutated_mappings_are_read_or_refused_and_nothing_else(start, length, instead):
    try:
        read_mapping((MAPPING[:start] + instead + MAPPING[start + length :]).encode(errors="replace"))
    except BadInput:
        return
