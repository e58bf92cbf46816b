"""Text files of strangers line by line and row by row: decoded strictly, no more than a row in memory."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from comity.formats.source import Source, malformed
from comity.model.records import Progress

ENCODINGS = frozenset(
    {"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii", "koi8-r", "koi8-u", "gb18030", "gbk"}
    | {"big5", "shift_jis", "euc-jp", "euc-kr", "tis-620"}
    | {f"iso-8859-{part}" for part in range(1, 17) if part != 12}
    | {f"windows-{page}" for page in range(1250, 1259)}
)
"""Text encodings of files; Python names others that unpack, look things up or take ages."""
MAX_LINE = 4 * 2**20
"""How many characters a line, or all lines of one row, may have."""
MAX_ROW_LINES = 1_000
_MARK = "\ufeff"  # some programs begin a file with it, whatever the encoding is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the rows of a file are written."""

    encoding: str = "utf-8-sig"
    delimiter: str = ","
    quote: str = '"'


def lines(source: Source, encoding: str = "utf-8-sig", on_progress: Progress | None = None) -> Iterator[str]:
    """Yield the lines without their ends, whichever of the three ends they have; progress counts bytes.

    Raises: MalformedFile for bytes that are not in the encoding, and for a line without an end.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("strict"), translate=True)
    number, open_line, done = 1, "", 0
    for piece in source:
        done += len(piece)
        try:
            text = decoder.decode(piece, final=done >= source.size)
        except UnicodeError as wrong:  # UTF-16 without its mark is none that tells where
            start = wrong.start if isinstance(wrong, UnicodeDecodeError) else 0
            number += piece[:start].count(b"\n")
            raise malformed(number, f"the text is not in the encoding {encoding}") from None
        if number == 1 and not open_line:
            text = text.removeprefix(_MARK)
        *whole, open_line = (open_line + text).split("\n")
        for line in whole:
            _bounded(line, number)
            yield line
            number += 1
        _bounded(open_line, number)
        if on_progress is not None:
            on_progress(done, source.size)
    if open_line:
        yield open_line


def _bounded(line: str, number: int) -> None:
    if len(line) > MAX_LINE:
        raise malformed(number, f"the line is longer than {MAX_LINE} characters")


def rows(
    source: Source, shape: Shape | None = None, on_progress: Progress | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins; empty lines are no rows.

    Raises: MalformedFile for wrong quotes, fields and rows beyond bounds, and as `lines` does.
    """
    shape = shape or Shape()
    fed = _Fed(lines(source, shape.encoding, on_progress))
    reader = csv.reader(
        fed,
        delimiter=shape.delimiter,
        quotechar=shape.quote or None,
        strict=True,
        quoting=csv.QUOTE_MINIMAL if shape.quote else csv.QUOTE_NONE,
    )
    while True:
        begins = fed.number + 1
        fed.row_begins()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            reason = str(wrong).split("(")[0].strip()
            raise malformed(begins, f"the row cannot be told from the next ({reason})") from None
        if row:
            yield begins, row


class _Fed:
    """Feed lines to a reader of rows, and refuse a row that does not end."""

    def __init__(self, coming: Iterator[str]) -> None:
        self.number = 0
        self._coming = coming
        self._first = 1
        self._letters = 0

    def row_begins(self) -> None:
        """Begin to count anew."""
        self._first, self._letters = self.number + 1, 0

    def __iter__(self) -> "_Fed":
        return self

    def __next__(self) -> str:
        line = next(self._coming)
        self.number += 1
        self._letters += len(line)
        if self._letters > MAX_LINE or self.number - self._first >= MAX_ROW_LINES:
            raise malformed(self._first, "the row does not end: a quotation mark is left open")
        return line + "\n"
