"""A file of law as a table that knows its lines: where each mistake is told, and what is too much."""

import hashlib

import pytest

from comity.errors import LawFileInvalid
from comity.law.lawfile import MOST_FAULTS, Faults, Table, content_digest, read_file, read_files

TEXT = """\
title = "name"  # colour is told here
[outer]
name = "a"
inner = { colour = 1 }

[[outer.row]]
name = "b"
[outer.row.deep]
colour = 2

[[outer.row]]
name = "c"
colour = 3

[other]
colour = 4
"""


def table(text: str = TEXT) -> Table:
    return read_file("x.toml", text.encode())


def line(found: LawFileInvalid) -> int:
    return int(found.what.split(":")[1])


def refused(content: bytes) -> str:
    with pytest.raises(LawFileInvalid) as caught:
        read_file("x.toml", content)
    return caught.value.what


# ── where a mistake is told ─────────────────────────────────────────────────────────────────────
def test_a_mistake_is_told_where_its_word_stands_within_its_own_table():
    document = table()
    outer, (one, two) = document.table("outer"), document.table("outer").each("row")
    assert [line(part.refuse("x", at="colour")) for part in (document, outer, one, two)] == [4, 4, 9, 13]
    assert [line(part.refuse("x", at="name")) for part in (document, outer, one, two)] == [1, 3, 7, 12]
    assert line(one.table("deep").refuse("x", at="colour")) == 9
    assert line(document.table("other").refuse("x", at="colour")) == 16
    assert line(outer.table("inner").refuse("x", at="colour")) == 4


def test_a_mistake_is_told_at_the_head_of_its_table_where_no_word_stands():
    document = table()
    one, two = document.table("outer").each("row")
    assert [line(part.refuse("x")) for part in (document, document.table("outer"), one, two)] == [1, 2, 6, 11]
    assert [line(part.refuse("x", at="nowhere")) for part in (document, one, two)] == [1, 6, 11]
    assert document.refuse("why").what == "x.toml:1: why"
    assert line(table("").refuse("x")) == 1
    assert line(table("a = 1\n[b]").table("b").refuse("x")) == 2
    named = table('[name]\nx = 1\nname = "y"\n').table("name")
    assert line(named.refuse("x", at="name")) == 3  # the word inside comes before that of the heading
    (row,) = table("row = [{ name = 1 }]\nname = 2\n").each("row")
    assert line(row.refuse("x", at="name")) == 1


def test_a_word_is_found_whole_and_outside_remarks():
    document = table('a.name = 1\nrename = 2\nname-of = 3\n# name\nb = "name"\n')
    assert line(document.refuse("x", at="name")) == 5
    assert line(table("x = 1 # one # name\ny = 2 # name # two\nname = 3\n").refuse("x", at="name")) == 3
    assert line(table("[other]\nx = 1\n").table("other").refuse("x", at="other")) == 1


def test_a_table_that_is_not_there_is_empty_and_one_in_a_list_is_not_confused_with_its_neighbour():
    document = table()
    assert document.table("nowhere").data == {}
    assert list(document.each("nowhere")) == []
    one, two = document.table("outer").each("row")
    assert (one.data, two.data) == ({"name": "b", "deep": {"colour": 2}}, {"name": "c", "colour": 3})
    assert (one.start, one.end, two.start, two.end) == (5, 10, 10, 14)
    assert two.table("deep").data == {}
    assert one.with_data({"x": 1}).refuse("y").what == one.refuse("y").what
    other = one.with_data({"deep": {"colour": 3}})
    assert (other.name, other.start, other.end, other.data) == (
        "outer.row",
        one.start,
        one.end,
        {"deep": {"colour": 3}},
    )
    assert line(other.table("deep").refuse("x", at="colour")) == 9


def test_a_table_written_on_one_line_is_that_line_alone():
    document = table("[outer]\ncolour = 1\ninner = { colour = 2 }\nlater = { x = 1 }\n")
    outer = document.table("outer")
    assert line(outer.table("inner").refuse("x", at="colour")) == 3
    assert line(outer.table("later").refuse("x", at="colour")) == 4  # no such word there: its head
    followed = table("[outer]\ninner = { x = 1 }\ncolour = 2\n").table("outer").table("inner")
    assert (followed.start, followed.end) == (1, 2)
    two = table("[one]\ninner = { x = 1 }\n[two]\ninner = { x = 2 }\n").table("two")
    assert line(two.table("inner").refuse("x", at="x")) == 4
    assert (outer.table("nowhere").start, outer.table("nowhere").end) == (outer.start, outer.end)


def test_a_list_written_on_one_line_stands_where_its_table_does():
    document = table("[outer]\nrow = [{ name = 1 }, { name = 2 }]\n")
    rows = list(document.table("outer").each("row"))
    assert [row.data for row in rows] == [{"name": 1}, {"name": 2}]
    assert [line(row.refuse("x", at="name")) for row in rows] == [2, 2]


@pytest.mark.parametrize("text", ["row = 5\n", "row = [5]\n", "row = [{}, 5]\n"])
def test_what_is_no_list_of_tables_is_refused(text: str):
    with pytest.raises(LawFileInvalid) as caught:
        list(table(text).each("row"))
    assert caught.value.what == "x.toml:1: 'row' is a list of tables, written [[row]]."
    nested = table("[outer]\nrow = 5\n").table("outer")
    with pytest.raises(LawFileInvalid) as caught:
        list(nested.each("row"))
    assert caught.value.what == "x.toml:2: 'row' is a list of tables, written [[outer.row]]."


def test_what_is_no_table_is_refused():
    with pytest.raises(LawFileInvalid) as caught:
        table("a = 1\nrow = 5\n").table("row")
    assert caught.value.what == "x.toml:2: 'row' is a table."


def test_every_unknown_key_is_told():
    with pytest.raises(LawFileInvalid) as caught:
        table("a = 1\nb = 2\nc = 3\n").only("b", "a1")
    assert list(caught.value.faults) == [
        "x.toml:1: unknown key 'a'; known here: a1, b.",
        "x.toml:3: unknown key 'c'; known here: a1, b.",
    ]


# ── several mistakes ────────────────────────────────────────────────────────────────────────────
def test_mistakes_are_gathered_up_to_a_hundred_and_anything_else_passes():
    faults = Faults()
    faults.tell()
    for number in range(MOST_FAULTS - 1):
        with faults:
            raise LawFileInvalid(f"x.toml:{number}: wrong.")
    assert len(faults.found) == MOST_FAULTS - 1
    with pytest.raises(LawFileInvalid) as caught, faults:
        raise LawFileInvalid("x.toml:99: one.", "x.toml:99: too many.")
    assert len(caught.value.faults) == MOST_FAULTS
    exactly = Faults(found=["x.toml:1: wrong."] * (MOST_FAULTS - 1))
    with pytest.raises(LawFileInvalid) as caught, exactly:
        raise LawFileInvalid("x.toml:99: the hundredth.")
    assert len(caught.value.faults) == MOST_FAULTS
    with pytest.raises(KeyError), Faults():
        raise KeyError("x")


def test_files_are_read_in_the_order_of_their_names_and_each_mistake_is_kept():
    documents, faults = read_files({"b.toml": b"a = 1\n", "a.toml": b"a = ", "c.toml": b"b = 1\n"}, "a")
    assert list(documents) == ["b.toml", "c.toml"]
    assert [fault[:9] for fault in faults.found] == ["a.toml:1:", "c.toml:1:"]
    assert faults.found[1] == "c.toml:1: unknown key 'b'; known here: a."
    free, none = read_files({"c.toml": b"b = 1\n"})
    assert (free["c.toml"].data, none.found) == ({"b": 1}, [])


# ── what is too much ────────────────────────────────────────────────────────────────────────────
def test_a_value_sixteen_deep_is_read_and_one_seventeen_deep_is_not():
    assert table("a = " + "[" * 14 + "{ b = 1 }" + "]" * 14)
    assert refused(b"a = 1\nb = " + b"[" * 15 + b"{ c = 1 }" + b"]" * 15) == "x.toml:2: nested too deeply."
    assert table("a." * 15 + "b = 1\n")
    assert refused(b"x = 1\n" + b"a." * 17 + b"b = 1\n") == "x.toml:2: nested too deeply."


def test_four_thousand_bytes_a_line_are_read_and_one_more_is_not():
    assert table(f'a = "{"x" * 3994}"\n')
    assert refused(b'b = 1\na = "' + b"x" * 3995 + b'"\n') == "x.toml:2: the line has more than 4000 bytes."


def test_ten_thousand_entries_are_read_and_one_more_is_not():
    assert len(table("a = [" + "1,\n" * 10_000 + "]").data["a"]) == 10_000
    said = refused(b"b = 1\na = [" + b"1,\n" * 10_001 + b"]")
    assert said == "x.toml:2: 'a' has more than 10000 entries."
    inside = refused(b"b = 1\n[a]\nc = [" + b"1,\n" * 10_001 + b"]")
    assert inside == "x.toml:3: 'c' has more than 10000 entries."


def test_a_million_bytes_are_read_and_one_more_is_not():
    whole = b"# 456789\n" * 111_111 + b"\n"
    assert len(whole) == 1_000_000
    assert read_file("x.toml", whole).data == {}
    said = refused(whole + b"\n")
    assert said == "x.toml:111113: the file goes on after 1000000 bytes; none of law does."
    assert refused(b"\n" + whole).startswith("x.toml:111113: the file goes on after 1000000 bytes")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\n", "x.toml:1: not UTF-8 text (invalid start byte at byte 0)."),
        (b"\n\xff\n", "x.toml:2: not UTF-8 text (invalid start byte at byte 1)."),
        (b"a = 1\nb = \xff\n", "x.toml:2: not UTF-8 text (invalid start byte at byte 10)."),
        (b"a = 1\nb = \n", "x.toml:2: not TOML: Invalid value."),
        (b"a = \nb = 1\n", "x.toml:1: not TOML: Invalid value."),
        (b"a = 1\nb = [1,\n", "x.toml:2: not TOML: "),
        (b"a = 1\na = 2\n", "x.toml:2: not TOML: Cannot overwrite a value."),
    ],
)
def test_what_is_no_toml_is_told_by_its_line(content: bytes, said: str):
    assert refused(content).startswith(said)


# ── the digest ──────────────────────────────────────────────────────────────────────────────────
def test_the_digest_is_over_names_and_values():
    documents, _ = read_files({"b.toml": 'b = "é"\na = 2026-01-01\n'.encode(), "a.toml": b"[x]\ny = [1]\n"})
    text = '{"a.toml":{"x":{"y":[1]}},"b.toml":{"a":"2026-01-01","b":"é"}}'
    assert content_digest(documents) == hashlib.sha256(text.encode()).hexdigest()
