"""Machine-readable zones read and judged after ICAO Doc 9303 parts 3 to 7: lines in, findings out.

Any text gives a zone with findings; nothing raises. A verdict on a check digit is arithmetic alone; whatever
else is odd is a finding with its grade, its place and what may have stood there instead.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from comity.documents import digits, rules
from comity.documents.findings import Code, Finding, Grade
from comity.documents.layouts import ALL, NUMBER, Format, Layout, field_at, layout_of, long_number, spilled
from comity.documents.romanise import russian_name

MOST_LINES, MOST_CHARACTERS = 6, 200
"""More of either is no zone; the rest is not looked at."""
NEAR = 3
"""How many characters a line may lack or have too many and still be read, as what it would be."""

_NONE: Mapping[str, bool] = MappingProxyType({})
_CLEAN = re.compile("[0-9A-Z<]*")
_FILLERS = str.maketrans(dict.fromkeys("«»‹›＜〈〉≪", "<") | {" ": None, "\t": None, "\xa0": None})
_ONE_TEXT = {88: (44, 44), 72: (36, 36), 90: (30, 30, 30)}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as it was read: its format, its lines joined, the verdict on each check digit, the findings."""

    format: Format
    text: str
    checks: Mapping[str, bool]
    findings: tuple[Finding, ...]
    layout: Layout | None = None
    counts_filler: bool = False

    @property
    def check_digits_valid(self) -> bool | None:
        """Tell whether every check digit is right; None for a format that has none."""
        if self.layout is None or any(one.code in _UNPLACED for one in self.findings):
            return False
        return all(self.checks.values()) if self.layout.checks else None

    @property
    def sound(self) -> bool:
        """Tell whether nothing was found that breaks the standard."""
        return self.layout is not None and all(one.grade is not Grade.ERROR for one in self.findings)

    @property
    def number_is_long(self) -> bool:
        """Tell whether the document number goes on in the optional data."""
        return self.layout is not None and spilled(self.layout, self.text) is not None

    def field(self, name: str) -> str:
        """Return a field without the fillers around it, empty if the format has none of that name."""
        if self.layout is None or name not in self.layout.fields:
            return ""
        return self.text[self.layout.fields[name]].strip("<")

    @property
    def born(self) -> str:
        """Return the date of birth as it stands, YYMMDD with fillers for what is unknown; else empty."""
        place = self.layout.fields.get("born") if self.layout is not None else None
        return self.text[place] if place is not None else ""

    @property
    def number(self) -> str:
        """Return the whole document number, joined where it goes on in the optional data."""
        more = spilled(self.layout, self.text) if self.layout is not None else None
        return self.field("number") + (more[:-1] if more else "")

    @property
    def names(self) -> tuple[str, str]:
        """Return primary and secondary identifier, with spaces between their parts, out of any code."""
        if self.layout is not None and "names" in self.layout.fields:
            primary, _, secondary = self.text[self.layout.fields["names"]].partition("<<")
        else:
            primary, secondary = self.field("surname"), self.field("given")
        if self._is_russian_internal:
            primary, secondary = russian_name(primary), russian_name(secondary)
        return _spaced(primary), _spaced(secondary)

    def has_number(self, told: str) -> bool:
        """Tell whether a number that is printed or held is this document's, spaces and signs apart.

        The Russian internal passport leaves the fourth digit of its series to the optional data; the
        Vietnamese card has the end of its number in the number's field, and the whole in the optional data.
        """
        number = self.number.replace("<", "")
        whole = self.field("optional").partition("<")[0]
        ways = {number, whole} if number and whole.endswith(number) else {number}
        if self._is_russian_internal:
            ways.add(number[:3] + self.field("optional")[:1] + number[3:])
        return "".join(one for one in told.upper() if one.isalnum()) in ways

    @property
    def _is_russian_internal(self) -> bool:
        fields = self.layout.fields if self.layout is not None else None
        return (
            fields is not None and (self.text[fields["code"]], self.text[fields["issuer"]]) in rules.NO_EXPIRY
        )


_UNPLACED = frozenset({Code.LINE_LENGTH, Code.LAYOUT_UNKNOWN})


def _spaced(text: str) -> str:
    return " ".join(part for part in text.split("<") if part)


def read(lines: Sequence[str], today: date | None = None) -> Zone:
    """Read a zone and judge it; births and expiries are held against `today` where it is given."""
    layout = layout_of(lines) if all(lines) else None
    text = "".join(lines) if layout is not None else ""
    found: list[Finding] = []
    if layout is None or not _CLEAN.fullmatch(text):
        lines, found = _cleaned(lines)
        layout = layout_of(lines) if all(lines) else None
        if layout is None:
            layout, lines = _nearest(lines, found)
        text = "".join(lines)
        if layout is None:
            return Zone(Format.UNKNOWN, text, _NONE, tuple(found))
        found.extend(_strangers(layout, text))
    return _judge(layout, text, found, today)


def _judge(layout: Layout, text: str, found: list[Finding], today: date | None) -> Zone:
    values = digits.values(text)
    checks: dict[str, bool] = {}
    counts_filler = False
    for name, check in layout.checks.items():
        held = b"".join([values[one] for one in check.over]) if len(check.over) > 1 else values[check.over[0]]
        digit = text[check.at]
        if digit == "<":
            if name == NUMBER and (more := spilled(layout, text)) is not None:
                checks[name], counts_filler = long_number(layout, text, more)
            else:
                checks[name] = check.may_be_empty and not text[check.over[0]].strip("<")
        else:
            checks[name] = (
                digit.isascii() and digit.isdigit() and values[check.at] == digits.check_digit(held)
            )
    if found:
        _fail_strangers(layout, text, checks)
    found.extend(rules.judge(layout, text, checks, today, counts_filler=counts_filler))
    return Zone(layout.format, text, checks, tuple(found), layout, counts_filler)


def _fail_strangers(layout: Layout, text: str, checks: dict[str, bool]) -> None:
    """Let no check digit hold that covers a character outside the alphabet."""
    for name, check in layout.checks.items():
        covered = text[check.at] + "".join(text[one] for one in check.over)
        checks[name] = checks[name] and bool(_CLEAN.fullmatch(covered))


def _cleaned(lines: Sequence[str]) -> tuple[list[str], list[Finding]]:
    """Return lines as a zone writes them, and a warning if anything had to be done for it."""
    given = [line[:MOST_CHARACTERS] for line in lines[:MOST_LINES]]
    apart = [piece for line in given for piece in line.splitlines()] or [""]
    clean = [piece.translate(_FILLERS).upper()[:MOST_CHARACTERS] for piece in apart if piece.strip()]
    if len(clean) == 1 and len(clean[0]) in _ONE_TEXT:
        whole, start, clean = clean[0], 0, []
        for width in _ONE_TEXT[len(whole)]:
            clean.append(whole[start : start + width])
            start += width
    said = "Spaces, small letters, other filler signs or line breaks were set right before reading."
    changed = clean[:MOST_LINES] != list(lines)
    found = [Finding(Grade.WARNING, Code.CLEANED, "", 1, 1, said)] if changed and clean else []
    return clean[:MOST_LINES], found


def _nearest(lines: list[str], found: list[Finding]) -> tuple[Layout | None, list[str]]:
    """Return the layout that lines of nearly its lengths belong to, with the lines filled or cut to it."""
    for layout in ALL:
        if len(lines) != len(layout.widths) or len(lines) < 2 or layout.format is Format.CH_DRIVING:
            continue
        if all(abs(len(line) - width) <= NEAR for line, width in zip(lines, layout.widths, strict=True)):
            fitted = [line.ljust(w, "<")[:w] for line, w in zip(lines, layout.widths, strict=True)]
            found.extend(_lengths(lines, layout))
            return layout_of(fitted), fitted
    lengths = ", ".join(str(len(line)) for line in lines) or "none"
    said = f"No known format has lines of these lengths: {lengths}."
    found.append(Finding(Grade.ERROR, Code.LAYOUT_UNKNOWN, "", 1, 1, said))
    return None, lines


def _lengths(lines: Sequence[str], layout: Layout) -> Iterable[Finding]:
    for row, (line, width) in enumerate(zip(lines, layout.widths, strict=True), 1):
        if len(line) != width:
            said = f"The line has {len(line)} characters; {layout.format} has {width}."
            yield Finding(Grade.ERROR, Code.LINE_LENGTH, "", row, min(len(line), width) + 1, said)


def _strangers(layout: Layout, text: str) -> Iterable[Finding]:
    """Name the places of characters that no zone has."""
    for index, character in enumerate(text):
        if not _CLEAN.fullmatch(character):
            line, column = layout.place(index)
            said = "No zone has this character: only A to Z, 0 to 9 and the filler."
            yield Finding(Grade.ERROR, Code.CHARACTER, field_at(layout, index), line, column, said)
