"""Values of the model read from a file by their type hints: what each is written as, and what it is not."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest

from comity.errors import LawFileInvalid
from comity.law.lawfile import Table, read_file
from comity.law.shapes import read_changes, read_table, read_text, read_value
from comity.model.instruments import InstrumentKind
from comity.model.lifecycle import Period
from comity.model.lists import ListEffect
from comity.model.parties import Authority, StateCode
from comity.model.people import Pseudonym
from comity.model.profiles import RelationStatus
from comity.model.requests import DataCategory, RequestType, Tlp


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


@dataclass(frozen=True, kw_only=True)
class Inner:
    name: str
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Outer:
    title: str
    inner: Inner = Inner(name="usual")
    rows: tuple[Inner, ...] = ()
    many: frozenset[int] = field(default_factory=frozenset)
    by: Authority | None = None


def table(text: str) -> Table:
    return read_file("x.toml", text.encode())


def one(hint: Any, written: str) -> Any:
    return read_value(hint, table(f"a = 1\nv = {written}\n"), "v")


@pytest.mark.parametrize(
    ("hint", "written", "value"),
    [
        (bool, "true", True),
        (str, '"x"', "x"),
        (int, "5", 5),
        (date, "1800-01-01", date(1800, 1, 1)),
        (date, "2200-12-31", date(2200, 12, 31)),
        (datetime, "2026-01-01T10:00:00Z", datetime(2026, 1, 1, 10, tzinfo=UTC)),
        (timedelta, '"72 h"', timedelta(hours=72)),
        (timedelta, '"30 d"', timedelta(days=30)),
        (timedelta, '"30 min"', timedelta(minutes=30)),
        (timedelta, '"10 s"', timedelta(seconds=10)),
        (timedelta, '"0 s"', timedelta()),
        (timedelta, '"36525 d"', timedelta(days=36525)),
        (Period, '"6 months"', Period(months=6)),
        (Period, '"36525 d"', Period(days=36525)),
        (Period, '"1200 months"', Period(months=1200)),
        (Authority, '"BE/SPOC"', Authority.parse("BE/SPOC")),
        (StateCode, '"BE"', "BE"),
        (Colour, '"RED"', Colour.RED),
        (bool | None, '"unknown"', None),
        (bool | None, "false", False),
        (StateCode | None, '"BE"', "BE"),
        (tuple[str, ...], '["b", "a"]', ("b", "a")),
        (frozenset[Colour], '["RED"]', frozenset({Colour.RED})),
        (tuple[StateCode, ...], '["BE"]', ("BE",)),
        (tuple[Authority, ...], '["BE/SPOC"]', (Authority.parse("BE/SPOC"),)),
        (dict[str, int], "{ a = 1 }", {"a": 1}),
        (dict[Colour, tuple[str, ...]], '{ RED = ["x"] }', {Colour.RED: ("x",)}),
        (Inner, '{ name = "n" }', Inner(name="n")),
    ],
)
def test_reads_a_value_as_its_hint_says(hint: Any, written: str, value: Any):
    assert one(hint, written) == value
    assert type(one(hint, written)) is type(value)


@pytest.mark.parametrize(
    ("hint", "written", "said"),
    [
        (bool, "1", "'v': 1 is no true or false."),
        (str, "5", "'v': 5 is no text."),
        (int, "true", "'v': true is no number."),
        (date, '"long ago"', "'v': 'long ago' is no date."),
        (date, "2026-01-01T10:00:00Z", "'v': 2026-01-01T10:00:00+00:00 is no date."),
        (date, "1799-12-31", "'v' lies outside the years 1800 to 2200."),
        (date, "2201-01-01", "'v' lies outside the years 1800 to 2200."),
        (datetime, "2026-01-01", "is no instant."),
        (datetime, "2026-01-01T10:00:00", "'v' is an instant and needs its offset, as …T10:00:00Z."),
        (datetime, "1700-01-01T10:00:00Z", "'v' lies outside the years 1800 to 2200."),
        (timedelta, '"72 weeks"', "'v': '72 weeks' is no span of time such as '72 h'."),
        (timedelta, '"soon"', "'v': 'soon' is no span of time such as '72 h'."),
        (timedelta, '"-1 h"', "'v': '-1 h' is no span of time such as '72 h'."),
        (timedelta, '"36526 d"', "'v': '36526 d' is no span of time such as '72 h'."),
        (timedelta, "5", "'v': 5 is no span of time such as '72 h'."),
        (Period, '"soon"', "'v': 'soon' is no period such as '90 d' or '6 months', of a hundred years at"),
        (Period, '"36526 d"', "'v': '36526 d' is no period such as"),
        (Period, '"1201 months"', "'v': '1201 months' is no period such as"),
        (Authority, '"BE/KING"', "'v': 'BE/KING' is no authority."),
        (Authority, "5", "'v': 5 is no authority."),
        (Pseudonym, "5", "'v': 5 is no text."),
        (StateCode, '"BEL"', "'v': 'BEL' is no state; two capital letters name one."),
        (StateCode, "5", "'v': 5 is no state; two capital letters name one."),
        (tuple[StateCode, ...], '["be"]', "'v': 'be' is no state; two capital letters name one."),
        (Colour, '"GREEN"', "'v': 'GREEN' is no colour. Known: RED, BLUE."),
        (Colour, "[]", "'v': [] is no colour. Known: RED, BLUE."),
        (bool, '"unknown"', "'v': 'unknown' is no true or false."),
        (tuple[str, ...], '"x"', "'v' is a list."),
        (tuple[Inner, ...], '"x"', "'v' is a list."),
        (tuple[Inner, ...], "[5]", "'v' is a list of tables, written [[v]]."),
        (dict[str, int], "5", "'v' is a table."),
        (dict[Colour, int], "{ GREEN = 1 }", "'GREEN': 'GREEN' is no colour. Known: RED, BLUE."),
        (dict[str, int], '{ a = "x" }', "'a': 'x' is no number."),
        (Inner, "5", "'v' is a table."),
        (Inner, "{ day = 2026-01-01 }", "'name' is missing."),
    ],
)
def test_refuses_what_is_no_such_value_by_its_line(hint: Any, written: str, said: str):
    with pytest.raises(LawFileInvalid) as caught:
        one(hint, written)
    assert caught.value.what.startswith("x.toml:2: ")
    assert said in caught.value.what


OF_THEIR_KIND = {
    "LetterStatus": "status of letter",
    "CourtCaseState": "state of court case",
    "DataUse": "use of data",
    "ClauseEffect": "effect of clause",
}


def test_a_kind_of_value_is_named_in_the_words_of_the_field():
    for hint, words in (
        (InstrumentKind, "kind of instrument"),
        (RelationStatus, "status of a relation"),
        (ListEffect, "effect of a listing"),
        (RequestType, "request type"),
        (Tlp, "mark of the traffic light protocol"),
        (DataCategory, "data category"),
        *((StrEnum(name, ["A"]), words) for name, words in OF_THEIR_KIND.items()),
    ):
        with pytest.raises(LawFileInvalid) as caught:
            one(hint, '"X"')
        assert caught.value.what.startswith(f"x.toml:2: 'v': 'X' is no {words}. Known: ")


def test_a_text_that_says_nothing_is_refused_at_its_line():
    assert read_text(table('a = 1\nv = " x "\n'), "v") == " x "
    for written, said in (
        ('""', "'v' says nothing."),
        ('" "', "'v' says nothing."),
        ("5", "'v': 5 is no text."),
    ):
        with pytest.raises(LawFileInvalid) as caught:
            read_text(table(f"a = 1\nv = {written}\n"), "v")
        assert caught.value.what == f"x.toml:2: {said}"


def test_what_is_long_is_shown_by_its_beginning():
    for length, shown in ((78, "'" + 78 * "x" + "'"), (79, "'" + 79 * "x" + "…")):
        with pytest.raises(LawFileInvalid) as caught:
            one(int, f'"{length * "x"}"')
        assert caught.value.what == f"x.toml:2: 'v': {shown} is no number."


def test_a_value_that_is_not_there_is_missing():
    with pytest.raises(LawFileInvalid, match=r"x\.toml:1: 'w' is missing\."):
        read_value(str, table("v = 1\n"), "w")


WHOLE = """\
title = "t"
many = [2, 1]
by = "BE/SPOC"

[inner]
name = "n"
day = 2026-01-01

[[rows]]
name = "one"

[[rows]]
name = "two"
"""


def test_reads_a_table_with_what_it_holds_and_the_usual_for_the_rest():
    assert read_table(Outer, table(WHOLE)) == Outer(
        title="t",
        inner=Inner(name="n", day=date(2026, 1, 1)),
        rows=(Inner(name="one"), Inner(name="two")),
        many=frozenset({1, 2}),
        by=Authority.parse("BE/SPOC"),
    )
    assert read_table(Outer, table('title = "t"\n')) == Outer(title="t")
    assert read_table(Outer, table('title = "t"\nmore = 1\n'), besides=frozenset({"more"})) == Outer(
        title="t"
    )


def test_all_mistakes_of_a_table_are_told_each_by_its_line():
    text = WHOLE.replace('title = "t"', "colour = 1").replace("[2, 1]", '[2, "x", "y"]')
    text = text.replace("2026-01-01", '"soon"').replace('name = "one"', "name = 1").replace('"two"', "2")
    with pytest.raises(LawFileInvalid) as caught:
        read_table(Outer, table(text))
    assert list(caught.value.faults) == [
        "x.toml:1: unknown key 'colour'; known here: by, inner, many, rows, title.",
        "x.toml:1: 'title' is missing.",
        "x.toml:7: 'day': 'soon' is no date.",
        "x.toml:10: 'name': 1 is no text.",
        "x.toml:13: 'name': 2 is no text.",
        "x.toml:2: 'many': 'x' is no number.",
        "x.toml:2: 'many': 'y' is no number.",
    ]


def test_changes_what_is_said_otherwise_part_by_part_and_nothing_else():
    before = read_table(Outer, table(WHOLE))
    text = 'by = "TR/NCB"\nrows = []\n[inner]\nname = "m"\n'
    assert read_changes(before, table(text)) == Outer(
        title="t",
        inner=Inner(name="m", day=date(2026, 1, 1)),
        rows=(),
        many=frozenset({1, 2}),
        by=Authority.parse("TR/NCB"),
    )
    assert read_changes(before, table("")) == before
    for text, said in (
        ("colour = 1\n", "x.toml:1: unknown key 'colour'; known here: by, inner, many, rows, title."),
        ("[inner]\nname = 1\n", "x.toml:2: 'name': 1 is no text."),
        ("[inner]\nhats = 1\n", "x.toml:2: unknown key 'hats'; known here: day, name."),
        ("title = 1\n", "x.toml:1: 'title': 1 is no text."),
        ('by = "KING"\n', "x.toml:1: 'by': 'KING' is no authority."),
    ):
        with pytest.raises(LawFileInvalid) as caught:
            read_changes(before, table(text))
        assert caught.value.what == said
