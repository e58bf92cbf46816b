"""Reading the law's TOML files, with the line of every mistake.

`tomllib` forgets where a value stood; a `Table` remembers the lines of its own part of the file, so a
refusal names file and line; `Faults` gathers refusals, so that all are told and not the first alone. What no
lawyer could have written (too long, too deep) is refused before it costs anything. Nothing here knows rules,
profiles or instruments.
"""

import hashlib
import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from comity.errors import LawFileInvalid

_HEADER = re.compile(r"^\s*\[(\[?)\s*([A-Za-z0-9_.\-\" ]+?)\s*\]")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")

MOST_BYTES = 1_000_000
MOST_IN_A_LINE = 4_000
MOST_ENTRIES = 10_000
MOST_DEPTH = 16
"""The longest file, line and list, and the deepest nesting, that is read at all."""

MOST_FAULTS = 100
"""So many mistakes are told at once; whoever made more mends these first."""

_DEEP_KEY = re.compile(rb"""(?<![\w"'-])(?:[\w"'-]+\s*\.\s*){%d}""" % (MOST_DEPTH + 1))


@dataclass(slots=True)
class Faults:
    """Mistakes found one after the other, told together: `with faults: …` for each part, then `tell`."""

    found: list[str] = field(default_factory=list)

    def __enter__(self) -> "Faults":
        """Begin one part."""
        return self

    def __exit__(
        self, _: type[BaseException] | None, fault: BaseException | None, __: TracebackType | None
    ) -> bool:
        """Keep a refusal for later and go on, up to MOST_FAULTS; let anything else pass.

        Raises: LawFileInvalid.
        """
        if not isinstance(fault, LawFileInvalid):
            return False
        self.found.extend(fault.faults)
        if len(self.found) >= MOST_FAULTS:
            self.tell()
        return True

    def tell(self) -> None:
        """Raise what was found, if anything was.

        Raises: LawFileInvalid.
        """
        if self.found:
            raise LawFileInvalid(*self.found[:MOST_FAULTS]) from None


@dataclass(frozen=True, slots=True)
class _Source:
    file: str
    lines: tuple[str, ...]
    headers: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a law file and the lines `start` to `end` (from 0, end excluded) it stands on."""

    source: _Source
    name: str
    start: int
    end: int
    data: Mapping[str, Any]

    def refuse(self, why: str, *, at: str = "") -> LawFileInvalid:
        """Return the error that names file and line: of the token if it stands here, else of the table."""
        return LawFileInvalid(f"{self.source.file}:{self._line_of(at) + 1}: {why}")

    def _line_of(self, at: str) -> int:
        if at:
            child = self._child(at)
            for number, name in self.source.headers:  # a part with a heading of its own stands there
                if self.start <= number < self.end and (name == child or name.startswith(f"{child}.")):
                    return number
            word = re.compile(rf"(?<![\w.\-]){re.escape(at)}(?![\w\-])")
            headed = bool(self.name and _HEADER.match(self.source.lines[self.start]))
            places: list[int] = [*range(self.start + headed, self.end), self.start]
            for number in places:
                if word.search(self.source.lines[number].split("#", 1)[0]):
                    return number
        return min(self.start, max(len(self.source.lines) - 1, 0))

    def each(self, key: str) -> Iterator["Table"]:
        """Yield the tables of an array of tables; none if the key is absent.

        Raises: LawFileInvalid if the key holds anything else.
        """
        rows = self.data.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.refuse(f"'{key}' is a list of tables, written [[{self._child(key)}]].", at=key)
        spans = self._spans(key)
        for index, row in enumerate(rows):
            start, end = spans[index] if index < len(spans) else (self.start, self.end)
            yield Table(self.source, self._child(key), start, end, row)

    def table(self, key: str) -> "Table":
        """Return a table inside this one; an absent one is empty.

        Raises: LawFileInvalid if the key holds anything else.
        """
        row = self.data.get(key, {})
        if not isinstance(row, dict):
            raise self.refuse(f"'{key}' is a table.", at=key)
        start, end = next(iter(self._spans(key)), None) or self._inline(key)
        return Table(self.source, self._child(key), start, end, row)

    def with_data(self, data: Mapping[str, Any]) -> "Table":
        """Return this place in the file with other content (a situation that follows another)."""
        return Table(self.source, self.name, self.start, self.end, data)

    def only(self, *known: str) -> None:
        """Refuse any key that is not known here.

        Raises: LawFileInvalid.
        """
        faults = Faults()
        for key in self.data:
            with faults:
                if key not in known:
                    raise self.refuse(f"unknown key '{key}'; known here: {', '.join(sorted(known))}.", at=key)
        faults.tell()

    def _child(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _inline(self, key: str) -> tuple[int, int]:
        """Return the one line of an inline table, or the whole place if it is written otherwise."""
        if any(name.startswith(f"{self._child(key)}.") for _, name in self.source.headers):
            return (self.start, self.end)
        written = re.compile(rf"\s*{re.escape(key)}\s*=")
        lines = (n for n in range(self.start, self.end) if written.match(self.source.lines[n]))
        line = next(lines, None)
        return (self.start, self.end) if line is None else (line, line + 1)

    def _spans(self, key: str) -> list[tuple[int, int]]:
        child, headers = self._child(key), self.source.headers
        inside = headers[bisect_left(headers, (self.start,)) : bisect_left(headers, (self.end,))]
        spans: list[tuple[int, int]] = []
        for line, name in inside:
            if spans and spans[-1][1] == self.end and not name.startswith(f"{child}."):
                spans[-1] = (spans[-1][0], line)
            if name == child:
                spans.append((line, self.end))
        return spans


def read_file(file: str, content: bytes) -> Table:
    """Parse one file as its outermost table.

    Raises: LawFileInvalid for bytes that are not UTF-8 or not TOML, and for what is too long or too deep.
    """
    _check_length(file, content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        raise LawFileInvalid(
            f"{file}:{line}: not UTF-8 text ({broken.reason} at byte {broken.start})."
        ) from None
    if text.startswith("\ufeff"):
        raise LawFileInvalid(f"{file}:1: a byte order mark stands before the text. Save it without one.")
    lines = tuple(text.split("\n"))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        place = _AT_LINE.search(str(broken))
        line = int(place[1]) if place else max(len(text.splitlines()), 1)
        raise LawFileInvalid(f"{file}:{line}: not TOML: {_AT_LINE.sub('', str(broken)).strip()}.") from None
    except RecursionError:
        raise LawFileInvalid(f"{file}:{_deepest(lines) + 1}: nested too deeply.") from None
    headers = tuple((n, found[2]) for n, line in enumerate(lines) if (found := _HEADER.match(line)))
    document = Table(_Source(file, lines, headers), "", 0, len(lines), data)
    _check_size(document)
    return document


def read_files(files: Mapping[str, bytes], *known: str) -> tuple[dict[str, Table], Faults]:
    """Parse files by name, and gather what is wrong with them.

    `known` are the keys that each may have, where that is not checked later.
    """
    documents: dict[str, Table] = {}
    faults = Faults()
    for name in sorted(files):
        with faults:
            documents[name] = read_file(name, files[name])
            if known:
                documents[name].only(*known)
    return documents, faults


def _check_length(file: str, content: bytes) -> None:
    for number, line in enumerate(content[:MOST_BYTES].split(b"\n"), 1):
        if len(line) > MOST_IN_A_LINE:
            raise LawFileInvalid(f"{file}:{number}: the line has more than {MOST_IN_A_LINE} bytes.")
        if _DEEP_KEY.search(line):
            raise LawFileInvalid(f"{file}:{number}: nested too deeply.")
    if len(content) > MOST_BYTES:
        number = content.count(b"\n", 0, MOST_BYTES) + 1
        raise LawFileInvalid(f"{file}:{number}: the file goes on after {MOST_BYTES} bytes; none of law does.")


def _deepest(lines: tuple[str, ...]) -> int:
    """Return the first line, from 0, where more brackets stand open than may, as near as can be told."""
    depth = 0
    for number, line in enumerate(lines):
        depth += sum((c in "[{") - (c in "]}") for c in line)
        if depth > MOST_DEPTH:
            return number
    return 0


def _check_size(document: Table) -> None:
    """Look at every list and table, without recursion."""
    waiting: list[tuple[str, int, Any]] = [("", 0, document.data)]
    while waiting:
        name, depth, value = waiting.pop()
        if depth > MOST_DEPTH:
            raise document.refuse("nested too deeply.", at=name)
        if isinstance(value, list):
            if len(value) > MOST_ENTRIES:
                raise document.refuse(f"'{name}' has more than {MOST_ENTRIES} entries.", at=name)
            waiting.extend((name, depth + 1, one) for one in value)
        elif isinstance(value, dict):
            waiting.extend((key, depth + 1, one) for key, one in value.items())


def content_digest(documents: Mapping[str, Table]) -> str:
    """Return the SHA-256 over what the files say: names and values, not comments or spacing."""
    content = {name: document.data for name, document in documents.items()}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
