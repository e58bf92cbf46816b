"""Lines and rows of text files: every end of line, every encoding told, nothing without bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import MalformedFile
from comity.formats import rows as reading
from comity.formats.rows import Shape, lines, rows
from comity.formats.source import Held


class Pieces:
    """A file that comes in pieces of one byte, so that every seam is met."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @property
    def size(self) -> int:
        return len(self.data)

    def __iter__(self):
        return (self.data[at : at + 1] for at in range(len(self.data)))


def read(data: bytes, shape: Shape | None = None) -> list[tuple[int, list[str]]]:
    return list(rows(Held(data), shape))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("source", [Held, Pieces])
def test_lines_end_in_any_of_three_ways_and_the_last_need_not(end, source):
    text = end.join(["eins", "", "zwei\u2028drei", "vier"])
    assert list(lines(source(text.encode()))) == ["eins", "", "zwei\u2028drei", "vier"]
    assert list(lines(source((text + end).encode()))) == ["eins", "", "zwei\u2028drei", "vier"]


def test_rows_tell_the_line_on_which_they_begin():
    data = b'a,b\r\n"one\r\ntwo",c\r\n\r\nd,e\r\n'
    assert read(data) == [(1, ["a", "b"]), (2, ["one\ntwo", "c"]), (5, ["d", "e"])]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "Đặng;Thị"),
        ("windows-1251", "Щербинин;Юрий"),
        ("utf-16", "窦海生;محمد"),
        ("gb18030", "窦海生;x"),
        ("koi8-r", "Щербинин;Юрий"),
    ],
)
def test_reads_other_encodings_and_delimiters(encoding, text):
    data = text.encode(encoding)
    assert read(data, Shape(encoding=encoding, delimiter=";")) == [(1, text.split(";"))]


@pytest.mark.parametrize(
    ("data", "shape", "line", "reason"),
    [
        (b"a\nb\nc \xe9\n", Shape(), 3, "the text is not in the encoding utf-8-sig"),
        (b"a\nb \x81\n", Shape(encoding="windows-1252"), 2, "the text is not in the encoding windows-1252"),
        (b"a\n\xff\xfe", Shape(), 2, "the text is not in the encoding utf-8-sig"),
        (b"a\n\xc3", Shape(), 2, "the text is not in the encoding utf-8-sig"),
        (b'a\n"b" c,d\n', Shape(), 2, "the row cannot be told from the next (',' expected after '\"')"),
        (b'a\n"b\n', Shape(), 2, "the row cannot be told from the next (unexpected end of data)"),
        (b'a\n"' + b"b\n" * 1_001, Shape(), 2, "the row does not end: a quotation mark is left open"),
        (
            b"a\n" + b"b" * 131_073,
            Shape(),
            2,
            "the row cannot be told from the next (field larger than field limit)",
        ),
    ],
)
def test_refuses_what_is_no_row_with_line_and_reason(data, shape, line, reason):
    with pytest.raises(MalformedFile) as refused:
        read(data, shape)
    assert (refused.value.line, refused.value.reason) == (line, reason)


def test_refuses_a_line_without_an_end(monkeypatch):
    monkeypatch.setattr(reading, "MAX_LINE", 100)
    with pytest.raises(MalformedFile, match="Line 1: the line is longer than 100 characters"):
        list(lines(Pieces(b"a" * 101)))


def test_refuses_a_row_of_many_quoted_lines(monkeypatch):
    monkeypatch.setattr(reading, "MAX_LINE", 100)
    with pytest.raises(MalformedFile, match="Line 1: the row does not end"):
        read(b'"a\n","b\n",' * 40)


@pytest.mark.parametrize("encoding", sorted(reading.ENCODINGS))
def test_every_encoding_that_is_offered_is_a_text_encoding_python_knows(encoding):
    assert list(lines(Held("abc\n".encode(encoding)), encoding)) == ["abc"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("source", [Held, Pieces])
def test_passes_over_the_mark_at_the_beginning_whatever_the_encoding_is_called(encoding, source):
    assert list(lines(source("\ufeffFile\nA-1\n".encode(encoding)), encoding)) == ["File", "A-1"]


@given(st.binary(max_size=400), st.sampled_from(["utf-8-sig", "utf-16", "gb18030", "windows-1252"]))
def test_any_bytes_are_rows_or_refused_and_nothing_else(data, encoding):
    try:
        begins = [line for line, _ in rows(Pieces(data), Shape(encoding=encoding))]
    except MalformedFile:
        return
    assert begins == sorted(set(begins))
