"""Documents and crossings are found one by one, by what names them, and never listed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, select

from comity.model.requests import Subject
from comity.model.travel import Crossing, Direction, Fate, Paper, PaperKind, Period
from comity.registers.travel import crossings, papers, put_crossings, put_papers, travel

STOLEN = Paper(
    kind=PaperKind.PASSPORT,
    issuer="VN",
    number="C7000218",
    fate=Fate.STOLEN,
    since=date(2022, 8, 1),
    source="VN passports",
)
ENTRY = Crossing(
    name="Щербаков Игорь", born="1968-09-02", direction=Direction.ENTRY, on=date(2023, 1, 3), place="Zaventem"
)
JANUARY = Period(first=date(2023, 1, 1), last=date(2023, 1, 31))


def named(name: str = "", born: str = "", document: str = "") -> Subject:
    return Subject(label="p1", status=None, name=name, born=born, document=document)


def test_finds_a_document_by_number_and_issuer(connection: Connection, keys):
    put_papers(connection, keys, (STOLEN,))
    assert papers(connection, keys, "c 7000218", "VN") == (STOLEN,)
    assert papers(connection, keys, "C7000219", "VN") == ()
    assert papers(connection, keys, "C7000218", "BE") == ()


def test_shows_what_a_misread_number_may_be(connection: Connection, keys):
    put_papers(connection, keys, (STOLEN,))
    assert papers(connection, keys, "C70OO2I8", "VN") == (STOLEN,)


def test_a_later_word_of_the_same_source_takes_the_place_of_the_earlier(connection: Connection, keys):
    found = replace(STOLEN, fate=Fate.ISSUED, since=date(2022, 9, 1))
    other = replace(STOLEN, fate=Fate.REVOKED, since=date(2022, 8, 15), source="VN consulates")
    put_papers(connection, keys, (STOLEN,))
    put_papers(connection, keys, (found, other))
    assert papers(connection, keys, "C7000218", "VN") == (found, other)


@pytest.mark.parametrize("name", ["Щербаков Игорь", "Igor Shcherbakov", "CHTCHERBAKOV IGOR"])
def test_finds_a_person_s_crossings_in_another_script(name: str, connection: Connection, keys):
    put_crossings(connection, keys, (ENTRY,))
    assert crossings(connection, keys, named(name, "1968-09-02"), JANUARY) == (ENTRY,)
    assert crossings(connection, keys, named(name, "1968-09-03"), JANUARY) == ()


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("SHCHERBAKOV IGOR", "Щербаков Игорь Михайлович"),
        ("Щербаков Игорь Михайлович", "Igor Shcherbakov"),
        ("Nguyễn Thị Hòa", "NGUYEN HOA"),
    ],
)
def test_finds_crossings_where_one_side_has_a_part_more(held, asked, connection: Connection, keys):
    entry = replace(ENTRY, name=held)
    put_crossings(connection, keys, (entry,))
    assert crossings(connection, keys, named(asked, ENTRY.born), JANUARY) == (entry,)


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("Nguyễn Thị Hòa", "Nguyễn Thị Lan"),
        ("Щербаков Игорь Михайлович", "Щербаков Игорь Петрович"),
        ("Щербаков Игорь", "Щербаков"),
    ],
)
def test_finds_no_crossings_of_another_who_shares_parts_and_a_birthday(
    held, asked, connection: Connection, keys
):
    put_crossings(connection, keys, (replace(ENTRY, name=held),))
    assert crossings(connection, keys, named(asked, ENTRY.born), JANUARY) == ()


def test_finds_crossings_within_the_period_alone(connection: Connection, keys):
    later = replace(ENTRY, direction=Direction.EXIT, on=date(2023, 2, 1))
    put_crossings(connection, keys, (ENTRY, later, ENTRY))
    assert crossings(connection, keys, named(ENTRY.name, ENTRY.born), JANUARY) == (ENTRY,)
    year = Period(first=date(2022, 2, 2), last=date(2023, 2, 1))
    assert crossings(connection, keys, named(ENTRY.name, ENTRY.born), year) == (ENTRY, later)


@pytest.mark.source("C2-17")
def test_without_a_named_person_or_a_bounded_period_nothing_is_found(connection: Connection, keys):
    put_crossings(connection, keys, (ENTRY,))
    endless = Period(first=date(2023, 1, 1), last=date(2024, 1, 1))
    assert crossings(connection, keys, named(ENTRY.name, ENTRY.born), endless) == ()
    assert crossings(connection, keys, named(), JANUARY) == ()
    assert crossings(connection, keys, named(ENTRY.name), JANUARY) == ()
    assert crossings(connection, keys, named("", ENTRY.born), JANUARY) == ()


def test_finds_crossings_by_the_document_shown(connection: Connection, keys):
    shown = replace(ENTRY, document="4000 123456")
    put_crossings(connection, keys, (shown,))
    assert crossings(connection, keys, named(document="4000123456"), JANUARY) == (shown,)


def test_no_row_shows_whom_or_what_it_holds(connection: Connection, keys):
    put_papers(connection, keys, (STOLEN,))
    put_crossings(connection, keys, (ENTRY,))
    for row in connection.execute(select(travel)):
        seen = b" ".join(value if isinstance(value, bytes) else value.encode() for value in row)
        assert b"7000218" not in seen
        assert "Щербаков".encode() not in seen
