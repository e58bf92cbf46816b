"""The UN list: what is read of it, and every way in which it is refused whole."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comity.errors import MalformedFile
from comity.formats import elements, listing, un
from comity.formats.listing import sift
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
    Remark,
    RemarkKind,
    Sex,
)

SOUND = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2031-02-03T20:27:45.483-04:00">
<INDIVIDUALS>
<INDIVIDUAL><DATAID>7700001</DATAID><VERSIONNUM>1</VERSIONNUM>
<FIRST_NAME> ALES </FIRST_NAME><SECOND_NAME>VON  DER
 HUTSKO</SECOND_NAME><THIRD_NAME/>
<UN_LIST_TYPE>Nowhere</UN_LIST_TYPE>
<REFERENCE_NUMBER>NWi.001 </REFERENCE_NUMBER>
<LISTED_ON>2012-06-29-04:00</LISTED_ON>
<GENDER>MALE</GENDER>
<NAME_ORIGINAL_SCRIPT>Алесь Гуцько (Belarusian)</NAME_ORIGINAL_SCRIPT>
<COMMENTS1>Keeps
 bees.</COMMENTS1>
<TITLE><VALUE>Dr</VALUE></TITLE>
<DESIGNATION><VALUE>Clerk</VALUE><VALUE>Beekeeper</VALUE></DESIGNATION>
<NATIONALITY><VALUE>Belarus</VALUE><VALUE>USSR (until 1991)</VALUE></NATIONALITY>
<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>
<LAST_DAY_UPDATED><VALUE>2013-01-02</VALUE><VALUE/></LAST_DAY_UPDATED>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Ales Gutsko; Oles Hutsko</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Bee</ALIAS_NAME><DATE_OF_BIRTH>1971</DATE_OF_BIRTH>
<CITY_OF_BIRTH>Lida</CITY_OF_BIRTH><NOTE>previously listed as</NOTE></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_ADDRESS><STREET>Linden 3</STREET><CITY>Orsha</CITY><ZIP_CODE>211</ZIP_CODE></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1970-02-28</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH/>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER> MP 1234567</NUMBER>
<ISSUING_COUNTRY>Belarus</ISSUING_COUNTRY><DATE_OF_ISSUE>2009-05-06</DATE_OF_ISSUE>
<CITY_OF_ISSUE>Lida</CITY_OF_ISSUE><NOTE>expired</NOTE></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT/>
<SORT_KEY/></INDIVIDUAL>
<INDIVIDUAL><DATAID>7700002</DATAID>
<FIRST_NAME>Volha</FIRST_NAME>
<REFERENCE_NUMBER>NWi.002</REFERENCE_NUMBER>
</INDIVIDUAL>
</INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>7700003</DATAID><FIRST_NAME>A company</FIRST_NAME></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
"""
FIRST_PERSON, SECOND_PERSON = 4, 32


def at(element: str, line: int) -> Provenance:
    return Provenance(
        source="UN Security Council consolidated list", dated=date(2031, 2, 3), element=element, line=line
    )


def parse(text: str) -> Dataset:
    return un.parse(text.encode())


def refusal_of(data: bytes) -> str | None:
    try:
        un.parse(data)
    except MalformedFile as refused:
        return refused.what
    return None


def born(block: str) -> tuple[Birth, ...]:
    """Read the first person with this block in place of the birth date."""
    start = SOUND.index("<INDIVIDUAL_DATE_OF_BIRTH>")
    end = SOUND.index("<INDIVIDUAL_PLACE_OF_BIRTH/>")
    inner = f"<INDIVIDUAL_DATE_OF_BIRTH>{block}</INDIVIDUAL_DATE_OF_BIRTH>\n"
    return parse(SOUND[:start] + inner + SOUND[end:]).records[0].births[:-1]


def test_reads_the_date_of_the_list_and_its_persons_but_no_entity():
    read = parse(SOUND)
    assert (read.register, read.dated) == ("UN-SC", date(2031, 2, 3))
    assert [(record.reference, record.source_id) for record in read.records] == [
        ("NWi.001", "7700001"),
        ("NWi.002", "7700002"),
    ]


def test_reads_every_name_with_script_quality_and_place_in_the_file():
    assert parse(SOUND).records[0].names == (
        Name(
            text="ALES VON DER HUTSKO",
            quality=NameQuality.PRIMARY,
            script="Latn",
            provenance=at("FIRST_NAME", 5),
        ),
        Name(
            text="Алесь Гуцько",
            quality=NameQuality.PRIMARY,
            script="Cyrl",
            original_script=True,
            note="Belarusian",
            provenance=at("NAME_ORIGINAL_SCRIPT", 11),
        ),
        Name(
            text="Ales Gutsko; Oles Hutsko",
            quality=NameQuality.GOOD,
            script="Latn",
            provenance=at("INDIVIDUAL_ALIAS", 19),
        ),
        Name(
            text="The Bee",
            quality=NameQuality.LOW,
            script="Latn",
            note="previously listed as",
            provenance=at("INDIVIDUAL_ALIAS", 20),
        ),
    )


def test_reads_births_documents_places_and_what_else_is_said():
    record = parse(SOUND).records[0]
    assert record.births == (
        Birth(date=PartialDate(year=1970, month=2, day=28), provenance=at("INDIVIDUAL_DATE_OF_BIRTH", 25)),
        Birth(date=PartialDate(year=1971), provenance=at("INDIVIDUAL_ALIAS/DATE_OF_BIRTH", 20)),
    )
    assert record.documents == (
        Document(
            kind=DocumentKind.PASSPORT,
            label="Passport",
            number="MP 1234567",
            state="BY",
            country="Belarus",
            issued=PartialDate(year=2009, month=5, day=6),
            issued_at="Lida",
            note="expired",
            provenance=at("INDIVIDUAL_DOCUMENT", 27),
        ),
    )
    assert record.places == (
        Place(
            kind=PlaceKind.ADDRESS,
            street="Linden 3",
            city="Orsha",
            postcode="211",
            provenance=at("INDIVIDUAL_ADDRESS", 24),
        ),
        Place(kind=PlaceKind.BIRTH, city="Lida", provenance=at("INDIVIDUAL_ALIAS", 20)),
    )
    assert record.nationalities == (
        Nationality(text="Belarus", state="BY", provenance=at("NATIONALITY/VALUE", 16)),
        Nationality(text="USSR (until 1991)", provenance=at("NATIONALITY/VALUE", 16)),
    )
    assert record.remarks == (
        Remark(kind=RemarkKind.TITLE, text="Dr", provenance=at("TITLE/VALUE", 14)),
        Remark(kind=RemarkKind.DESIGNATION, text="Clerk", provenance=at("DESIGNATION/VALUE", 15)),
        Remark(kind=RemarkKind.DESIGNATION, text="Beekeeper", provenance=at("DESIGNATION/VALUE", 15)),
        Remark(kind=RemarkKind.COMMENT, text="Keeps bees.", provenance=at("COMMENTS1", 12)),
        Remark(kind=RemarkKind.PROGRAMME, text="Nowhere", provenance=at("UN_LIST_TYPE", 7)),
    )
    assert (record.sex, record.listed_on, record.updated_on) == (
        Sex.MALE,
        date(2012, 6, 29),
        (date(2013, 1, 2),),
    )
    assert (record.provenance.line, record.delisted_on) == (FIRST_PERSON, None)


def test_reads_when_the_list_itself_delists():
    text = SOUND.replace("<GENDER>", "<DELISTED_ON>2030-12-31</DELISTED_ON><GENDER>")
    assert parse(text).records[0].delisted_on == date(2030, 12, 31)


@pytest.mark.parametrize(
    ("block", "date_text", "note"),
    [
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR> 1961 </YEAR>", "1961", ""),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-01-01-05:00</DATE>", "1961-01-01", ""),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-01-01T00:00:00Z</DATE>", "1961-01-01", ""),
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1961</YEAR>", "1961~", ""),
        ("<TYPE_OF_DATE/><YEAR>1961</YEAR>", "1961~", ""),
        (
            "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><NOTE>Approximately</NOTE><FROM_YEAR>1961</FROM_YEAR>"
            "<TO_YEAR>1963</TO_YEAR>",
            "1961/1963",
            "Approximately",
        ),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Sep.</NOTE><YEAR>1961</YEAR>", "1961-09", "Sep."),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>October 1966 </NOTE>", "1966-10", "October 1966"),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>deceased</NOTE><YEAR>1961</YEAR>", "1961", "deceased"),
    ],
)
def test_reads_dates_of_every_kind(block, date_text, note):
    (birth,) = born(block)
    assert birth.date is not None
    assert (birth.date.text, birth.note) == (date_text, note)


@pytest.mark.parametrize(
    "note", ["12/01/1390 (Hijri Calendar)", "Between May and June 1966", "about thirty years old"]
)
def test_keeps_words_that_are_no_date_as_a_note(note):
    assert born(f"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>{note}</NOTE>") == (
        Birth(date=None, note=note, provenance=at("INDIVIDUAL_DATE_OF_BIRTH", 25)),
    )


@pytest.mark.parametrize("name", ["", ":un"])
def test_reads_a_list_whose_words_have_a_namespace(name):
    spaced = SOUND.replace("<CONSOLIDATED_LIST", f'<CONSOLIDATED_LIST xmlns{name}="https://un.example/list"')
    assert parse(spaced).records == parse(SOUND).records


def test_passes_over_an_empty_birth_block():
    assert born("<TYPE_OF_DATE/>") == ()


def test_keeps_an_issue_date_in_words_as_a_note():
    text = SOUND.replace("<DATE_OF_ISSUE>2009-05-06<", "<DATE_OF_ISSUE>spring 2009<")
    (document,) = parse(text).records[0].documents
    assert (document.issued, document.note) == (None, "spring 2009; expired")


@pytest.mark.parametrize(
    ("said", "quality"),
    [("a.k.a.", NameQuality.ALSO_KNOWN_AS), ("f.k.a.", NameQuality.FORMERLY), ("", NameQuality.UNGRADED)],
)
def test_reads_the_other_grades_of_an_alias(said, quality):
    text = SOUND.replace("<QUALITY>Low<", f"<QUALITY>{said}<")
    assert parse(text).records[0].aliases[1].quality is quality


def test_tells_how_far_it_is():
    padded = SOUND.replace("Keeps", "Keeps " * 30_000).encode()
    steps: list[tuple[int, int]] = []
    un.parse(padded, on_progress=lambda *at: steps.append(at))
    assert steps == [(65536, 182065), (131072, 182065), (182065, 182065)]


@pytest.mark.parametrize(
    ("was", "becomes", "line", "reason"),
    [
        ("<SORT_KEY/></INDIVIDUAL>", "</INDIVIDUALS>", 31, "not well-formed XML (mismatched tag)"),
        ("</CONSOLIDATED_LIST>\n", "", 38, "not well-formed XML (no element found)"),
        ("<CONSOLIDATED_LIST ", "<html ", 38, "not well-formed XML (mismatched tag)"),
        ("Keeps", "&who;", 12, "not well-formed XML (undefined entity)"),
        ("CONSOLIDATED_LIST", "SDN_LIST", 2, "the root is not CONSOLIDATED_LIST, so this is no UN list"),
        (' dateGenerated="2031-', ' dateGenerated="yes-', 2, "the root has no valid dateGenerated"),
        ("INDIVIDUAL>", "GROUP>", 2, "the list holds no person"),
        ("<DATAID>7700001</DATAID>", "<DATAID> </DATAID>", FIRST_PERSON, "a person without DATAID"),
        (
            "<REFERENCE_NUMBER>NWi.002</REFERENCE_NUMBER>",
            "",
            SECOND_PERSON,
            "a person without REFERENCE_NUMBER",
        ),
        ("<FIRST_NAME>Volha</FIRST_NAME>", "<FIRST_NAME/>", SECOND_PERSON, "a person without a name"),
        ("7700002", "7700001", SECOND_PERSON, "the same DATAID stands twice in the list"),
        ("NWi.002", "NWi.001", SECOND_PERSON, "the same reference stands twice"),
        (">EXACT<", ">CIRCA<", 25, "TYPE_OF_DATE is none of EXACT, APPROXIMATELY, BETWEEN"),
        (">EXACT<", ">BETWEEN<", 25, "a date BETWEEN lacks FROM_YEAR or TO_YEAR"),
        ("1970-02-28", "1970-02-29", 25, "DATE is a date that no calendar has"),
        ("1970-02-28", "28 Feb. 1970", 25, "DATE is no date of the form YYYY-MM-DD"),
        ("<DATE>1970-02-28</DATE>", "<YEAR>70</YEAR>", 25, "YEAR is no year of four digits"),
        ("<DATE>1970-02-28</DATE>", "<YEAR>0000</YEAR>", 25, "YEAR is no year of four digits"),
        (
            "<DATE>1970-02-28</DATE>",
            "<FROM_YEAR>1971</FROM_YEAR><TO_YEAR>1970</TO_YEAR>",
            25,
            "FROM_YEAR is after TO_YEAR",
        ),
        (
            "<DATE_OF_BIRTH>1971<",
            "<DATE_OF_BIRTH>1971-13-01<",
            20,
            "DATE_OF_BIRTH is a date that no calendar has",
        ),
        ("2009-05-06", "2009-05-32", 28, "DATE_OF_ISSUE is a date that no calendar has"),
        ("2012-06-29-04:00", "June 2012", 9, "LISTED_ON is no date of the form YYYY-MM-DD"),
        ("2013-01-02", "2013-00-02", 18, "VALUE is a date that no calendar has"),
        (">Low<", ">Splendid<", 20, "QUALITY of an alias is none of Good, Low, a.k.a., f.k.a."),
        (">MALE<", ">M<", FIRST_PERSON, "GENDER is none of Male, Female, Unknown"),
        ("<SORT_KEY/>", "<A>" * 16 + "</A>" * 16, 31, "elements nest deeper than 16"),
        ("<SORT_KEY/>", "<A/>" * 20_001, 31, "one INDIVIDUAL holds more than 20000 elements"),
        ('encoding="UTF-8"', 'encoding="no-such"', 1, "the text is not in its declared encoding"),
        ('encoding="UTF-8"', 'encoding="shift_jis"', 1, "the text is not in its declared encoding"),
    ],
)
def test_refuses_the_whole_file_with_line_and_reason(was, becomes, line, reason):
    assert was in SOUND
    text = SOUND.replace(was, becomes)
    with pytest.raises(MalformedFile) as refused:
        parse(text)
    said = f"Line {line}: {reason}. The file is refused whole; get it again from its publisher."
    assert refused.value.what == said


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE CONSOLIDATED_LIST>",
        '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE l [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE l SYSTEM "http://localhost/list.dtd">',
    ],
)
def test_refuses_document_types_and_entities(doctype):
    hostile = SOUND.replace("<CONSOLIDATED_LIST", doctype + "<CONSOLIDATED_LIST", 1)
    with pytest.raises(MalformedFile, match="Line 2: document types and entities are forbidden"):
        parse(hostile)


def test_refuses_a_file_beyond_the_size_limit(monkeypatch):
    monkeypatch.setattr(elements, "MAX_BYTES", len(SOUND.encode()) - 1)
    with pytest.raises(MalformedFile, match="the file is larger than"):
        parse(SOUND)


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"\xff\xfe<\x00", "Volha".encode("utf-16")])
def test_refuses_what_is_no_xml(data):
    with pytest.raises(MalformedFile, match=r"^Line \d+: not well-formed XML"):
        un.parse(data)


def test_a_person_who_cannot_be_read_is_rejected_alone_with_all_that_the_file_says():
    found = sift(un.read(Held(SOUND.replace(">MALE<", ">M<").encode())))
    (rejected,) = found.rejected
    reason = "GENDER is none of Male, Female, Unknown"
    assert (rejected.line, rejected.reason, rejected.reference) == (FIRST_PERSON, reason, "NWi.001")
    assert rejected.raw.startswith("<INDIVIDUAL><DATAID>7700001</DATAID>")
    assert "<ALIAS_NAME>The Bee</ALIAS_NAME>" in rejected.raw
    assert [record.reference for record in found.records] == ["NWi.002"]


def test_a_list_that_breaks_off_is_refused_however_it_is_read():
    with pytest.raises(MalformedFile, match="Line 39: not well-formed XML"):
        sift(un.read(Held(SOUND.replace("</CONSOLIDATED_LIST>", "").encode())))


def test_a_list_of_which_nothing_can_be_read_is_refused():
    with pytest.raises(MalformedFile, match="Line 4: a person without REFERENCE_NUMBER"):
        sift(un.read(Held(SOUND.replace("REFERENCE_NUMBER>", "NUMBER>").encode())))


def test_too_many_rejected_entries_mean_a_wrong_file(monkeypatch):
    monkeypatch.setattr(listing, "MAX_REJECTED", 1)
    with pytest.raises(MalformedFile, match="Line 32: more than 1 entries cannot be read"):
        sift(un.read(Held(SOUND.replace("REFERENCE_NUMBER>", "NUMBER>").encode())))


@pytest.mark.parametrize("huge", ["<A>" + "x" * 2**20 + "y</A>", '<A b="' + "x" * 2**20 + 'y"/>'])
def test_refuses_a_huge_text_and_a_huge_attribute(huge):
    with pytest.raises(MalformedFile, match="one element holds more than 1048576 characters"):
        parse(SOUND.replace("<SORT_KEY/>", huge))


def test_a_refusal_quotes_no_value_of_the_file():
    with pytest.raises(MalformedFile) as refused:
        parse(SOUND.replace("1970-02-28", "Volha Hutsko"))
    assert "Volha" not in refused.value.what


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(
    start=st.integers(0, len(SOUND.encode())),
    length=st.integers(0, 200),
    instead=st.one_of(
        st.binary(max_size=20), st.text(max_size=20).map(lambda text: text.encode(errors="replace"))
    ),
)
@example(start=38, length=5, instead=b'"latin-1"')
def test_mutated_lists_are_read_or_refused_and_nothing_else(start, length, instead):
    data = SOUND.encode()
    refusal = refusal_of(data[:start] + instead + data[start + length :])
    assert refusal is None or refusal.startswith("Line ")


@settings(max_examples=200)
@given(
    tag=st.sampled_from(["DATE", "YEAR", "TYPE_OF_DATE", "NOTE", "FROM_YEAR", "TO_YEAR"]),
    said=st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="<&￾￿"), max_size=12)
    | st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
    | st.from_regex(r"\A[0-9]{4}\Z"),
)
def test_any_words_in_a_birth_block_are_read_or_refused(tag, said):
    block = f"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><{tag}>{said}</{tag}>"
    refusal = refusal_of(SOUND.replace("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE>", block).encode())
    assert refusal is None or refusal.startswith("Line 25: ")
