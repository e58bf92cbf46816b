"""The batch doors: JSON lines in, one JSON document a line out, as fast as they come."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar, cast

from comity.errors import BadInput, MalformedMessage

if TYPE_CHECKING:
    from io import BufferedIOBase

T = TypeVar("T")
MOST_LINE = 2**20
"""Characters of a line that are read; a zone or a record is far shorter, and what is longer is neither."""
_MARK = "\ufeff"  # some programs begin a file of UTF-8 with it
_AT_ONCE = 65_536
"""The most bytes that are read at once."""
_ENCODER = json.JSONEncoder(ensure_ascii=False)


@contextmanager
def given(file: Path | None) -> Iterator[Iterator[str]]:
    """Open the lines of a batch: a file, or stdin where none is named; foreign bytes become a mark.

    Of a line without end no more than its beginning is held.

    Raises: BadInput.
    """
    if file is None:
        yield _lines(sys.stdin)
        return
    try:
        text = file.open(encoding="utf-8", errors="replace")
    except OSError as failed:
        raise BadInput(f"{file} cannot be read ({failed.strerror}). Name a file that is there.") from None
    with text:
        yield _lines(text)


def _lines(text: TextIO) -> Iterator[str]:
    line = text.readline(MOST_LINE).removeprefix(_MARK)
    while line:
        yield line
        whole = line.endswith("\n")
        line = text.readline(MOST_LINE)
        while line and not whole:
            whole = line.endswith("\n")
            line = text.readline(MOST_LINE)


def arriving(longest: int) -> Iterator[list[bytes]]:
    """Yield the lines of stdin, as many at once as have come: who waits for an answer gets it.

    Blank lines are left out; of a line longer than `longest` bytes only a part is kept, one byte longer.
    """
    read, rest = cast("BufferedIOBase", sys.stdin.buffer).read1, b""
    while chunk := read(_AT_ONCE):
        *lines, rest = (rest + chunk).split(b"\n")
        rest = rest[: longest + 1]
        yield [line for line in lines if line.strip()]
    if rest.strip():
        yield [rest]


def write_line(document: object) -> None:
    """Write one JSON document as a line; half a surrogate, which is no text, becomes a mark."""
    whole = _ENCODER.encode(document)
    sys.stdout.write((whole if whole.isascii() else whole.encode(errors="replace").decode()) + "\n")


def read_lines(file: Path, kind: type[T]) -> tuple[T, ...]:
    """Read a file with one value of a model a line, whole or not at all; nothing of it is quoted.

    Raises: BadInput naming the line.
    """
    from comity.acts.plain import from_plain

    read = []
    with given(file) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                read.append(from_plain(kind, json.loads(line)))
            except MalformedMessage as wrong:
                raise BadInput(f"Line {number}: {wrong.what} Mend it and repeat.") from None
            except (ValueError, RecursionError):
                raise BadInput(f"Line {number} is no JSON document. Mend it and repeat.") from None
    return tuple(read)
