"""Reading the law's TOML files, with the line of every mistake.

`tomllib` forgets where a value stood; a `Table` remembers the lines of its own part of the file, so a
refusal names file and line. Nothing here knows rules, profiles or instruments.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from comity.errors import LawFileInvalid

_HEADER = re.compile(r"^\s*\[(\[?)\s*([A-Za-z0-9_.\-\" ]+?)\s*\]")
LARGEST = 1_000_000
"""Bytes of the largest file of the law; no text of a treaty in terms comes near it."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


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
            word = re.compile(rf"(?<![\w.\-]){re.escape(at)}(?![\w\-])")
            for number in range(self.start, self.end):
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
        start, end = next(iter(self._spans(key)), (self.start, self.end))
        return Table(self.source, self._child(key), start, end, row)

    def with_data(self, data: Mapping[str, Any]) -> "Table":
        """Return this place in the file with other content (a situation that follows another)."""
        return Table(self.source, self.name, self.start, self.end, data)

    def only(self, *known: str) -> None:
        """Refuse any key that is not known here.

        Raises: LawFileInvalid.
        """
        for key in self.data:
            if key not in known:
                raise self.refuse(f"unknown key '{key}'; known here: {', '.join(sorted(known))}.", at=key)

    def _child(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _spans(self, key: str) -> list[tuple[int, int]]:
        child = self._child(key)
        inside = [(line, name) for line, name in self.source.headers if self.start <= line < self.end]
        spans: list[tuple[int, int]] = []
        open_at: int | None = None
        for line, name in (*inside, (self.end, "")):
            if open_at is not None and not name.startswith(child + "."):
                spans.append((open_at, line))
                open_at = None
            if name == child:
                open_at = line
        return spans


def read_file(file: str, content: bytes) -> Table:
    """Parse one file as its outermost table.

    Raises: LawFileInvalid for a file that is too large, or for bytes that are not UTF-8 or not TOML.
    """
    if len(content) > LARGEST:
        last = content.count(b"\n", 0, LARGEST) + 1
        raise LawFileInvalid(
            f"{file}:{last}: {len(content):,} bytes; a file of the law has {LARGEST:,} at most. Divide it."
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise LawFileInvalid(f"{file}:1: not UTF-8 text ({broken.reason} at byte {broken.start}).") from None
    lines = tuple(text.splitlines())
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        place = _AT_LINE.search(str(broken))
        line = place[1] if place else str(max(len(lines), 1))
        raise LawFileInvalid(f"{file}:{line}: not TOML: {_AT_LINE.sub('', str(broken)).strip()}.") from None
    headers = tuple((n, found[2]) for n, line in enumerate(lines) if (found := _HEADER.match(line)))
    return Table(_Source(file, lines, headers), "", 0, len(lines), data)


def content_digest(documents: Mapping[str, Table]) -> str:
    """Return the SHA-256 over what the files say: names and values, not comments or spacing."""
    content = {name: document.data for name, document in documents.items()}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
