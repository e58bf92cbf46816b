"""Where each field of a machine-readable zone stands, and what its check digits cover.

TD1, TD2 and TD3 follow ICAO Doc 9303 parts 5, 6 and 4, visas A and B part 7. Older national formats stand
beside them, recognised as what they are. Slices count in the zone's lines joined to one text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.documents.digits import check_digit, values

COUNTS_FILLER = frozenset({"BEL"})
"""States whose long numbers may count the filler at the tenth place, against the standard."""

NUMBER, BIRTH, EXPIRY, PERSONAL, COMPOSITE = "doc_no", "dob", "expiry", "personal_no", "composite"
"""The check digits, by what they cover."""

TEN_YEARS = 10 * 366 + 190
"""Passports and visas are valid for ten years, and some months more where those of an old one are added."""


class Format(StrEnum):
    """The formats that are read."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRVA = "MRVA"
    MRVB = "MRVB"
    FR_ID_OLD = "FR_ID_OLD"
    FR_DRIVING = "FR_DRIVING"
    CH_DRIVING = "CH_DRIVING"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Check:
    """One check digit: where it stands, what it covers, whether an unused field may show a filler for it."""

    at: int
    over: tuple[slice, ...]
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: the lengths of its lines, its fields, its check digits by field.

    `continued` is where a long number goes on; `most_days` is how long such a document is valid at most, 0 if
    nobody can say.
    """

    format: Format
    widths: tuple[int, ...]
    fields: Mapping[str, slice]
    checks: Mapping[str, Check]
    continued: slice | None = None
    codes: str = ""
    national: str = ""
    most_days: int = 0

    def place(self, index: int) -> tuple[int, int]:
        """Return line and column of a character of the joined text, both from 1."""
        for line, width in enumerate(self.widths, 1):
            if index < width:
                return line, index + 1
            index -= width
        return len(self.widths), self.widths[-1]


def _check(at: int, *over: tuple[int, int], may_be_empty: bool = False) -> Check:
    return Check(at, tuple(slice(*one) for one in over), may_be_empty)


def _fields(**places: tuple[int, int]) -> Mapping[str, slice]:
    return {name: slice(*place) for name, place in places.items()}


TD1 = Layout(
    Format.TD1,
    (30, 30, 30),
    _fields(
        code=(0, 2),
        issuer=(2, 5),
        number=(5, 14),
        optional=(15, 30),
        born=(30, 36),
        sex=(37, 38),
        expires=(38, 44),
        nationality=(45, 48),
        optional_2=(48, 59),
        names=(60, 90),
    ),
    {
        NUMBER: _check(14, (5, 14)),
        BIRTH: _check(36, (30, 36)),
        EXPIRY: _check(44, (38, 44)),
        COMPOSITE: _check(59, (5, 30), (30, 37), (38, 45), (48, 59)),
    },
    slice(15, 30),
    "ACI",
)
_TWO_LINES = {
    NUMBER: (9, (0, 9)),
    BIRTH: (19, (13, 19)),
    EXPIRY: (27, (21, 27)),
}


def _two_lines(
    kind: Format, width: int, codes: str, optional: int, more: Mapping[str, Check], *, continued: bool = False
) -> Layout:
    """Lay out a format of two lines, whose second lines agree up to the optional data."""
    fields = _fields(
        code=(0, 2),
        issuer=(2, 5),
        names=(5, width),
        number=(width, width + 9),
        nationality=(width + 10, width + 13),
        born=(width + 13, width + 19),
        sex=(width + 20, width + 21),
        expires=(width + 21, width + 27),
        optional=(width + 28, width + optional),
    )
    checks = {
        name: _check(width + at, (width + first, width + end))
        for name, (at, (first, end)) in _TWO_LINES.items()
    }
    spill = fields["optional"] if continued else None
    most = 0 if continued else TEN_YEARS
    return Layout(kind, (width, width), fields, checks | dict(more), spill, codes, most_days=most)


TD2 = _two_lines(
    Format.TD2,
    36,
    "ACI",
    35,
    {COMPOSITE: _check(71, (36, 46), (49, 56), (57, 71))},
    continued=True,
)
TD3 = _two_lines(
    Format.TD3,
    44,
    "P",
    42,
    {
        PERSONAL: _check(86, (72, 86), may_be_empty=True),
        COMPOSITE: _check(87, (44, 54), (57, 64), (65, 87)),
    },
)
MRVA = _two_lines(Format.MRVA, 44, "V", 44, {})
MRVB = _two_lines(Format.MRVB, 36, "V", 36, {})

FR_ID_OLD = Layout(
    Format.FR_ID_OLD,
    (36, 36),
    _fields(
        code=(0, 2),
        issuer=(2, 5),
        surname=(5, 30),
        office=(30, 36),
        number=(36, 48),
        given=(49, 63),
        born=(63, 69),
        sex=(70, 71),
    ),
    {
        NUMBER: _check(48, (36, 48)),
        BIRTH: _check(69, (63, 69)),
        COMPOSITE: _check(71, (0, 71)),
    },
    codes="I",
    national="the French identity card of 1988 to 2021",
)
FR_DRIVING = Layout(
    Format.FR_DRIVING,
    (30,),
    _fields(code=(0, 2), issuer=(2, 5), number=(5, 14), expires=(15, 21), surname=(21, 29)),
    {COMPOSITE: _check(29, (0, 29))},
    codes="D",
    national="the French driving licence, one line after ISO/IEC 18013",
)
CH_DRIVING = Layout(
    Format.CH_DRIVING,
    (9, 30, 30),
    _fields(code=(9, 11), issuer=(11, 14), number=(14, 23), born=(28, 34), names=(39, 69)),
    {},
    codes="F",
    national="the Swiss driving licence",
)
ALL = (TD1, TD2, TD3, MRVA, MRVB, FR_ID_OLD, FR_DRIVING, CH_DRIVING)


def layout_of(lines: Sequence[str]) -> Layout | None:
    """Return the layout of lines of exactly its lengths, none if there is none."""
    widths = tuple(map(len, lines))
    if widths == (44, 44):
        return MRVA if lines[0][0] == "V" else TD3
    if widths == (30, 30, 30):
        return TD1
    if widths == (36, 36):
        if lines[0][0] == "V":
            return MRVB
        digits = sum(map(str.isdigit, lines[1][10:13]))  # a TD2 has the nationality there
        return FR_ID_OLD if digits > 1 and lines[0].startswith("IDFRA") else TD2
    if widths == (30,) and lines[0].startswith("D"):
        return FR_DRIVING
    return CH_DRIVING if widths == (9, 30, 30) else None


def spilled(layout: Layout, text: str) -> str | None:
    """Return what a long document number goes on with, its check digit last; None if it is not long.

    Parts 5 and 6, 4.2.2: a filler at the check digit's place; the rest of the number, its check digit and a
    filler stand at the start of the optional data.
    """
    if layout.continued is None or text[layout.checks[NUMBER].at] != "<":
        return None
    more = text[layout.continued].partition("<")[0]
    return more if more and "<" not in text[layout.fields["number"]] else None


def long_number(layout: Layout, text: str, more: str) -> tuple[bool, bool]:
    """Tell whether the check digit of a long number is right, and whether the filler counts in it."""
    first, digit = text[layout.fields["number"]], more[-1]
    if not (digit.isascii() and digit.isdigit()):
        return False, False
    if check_digit(values(first + more[:-1])) == int(digit):
        return True, False
    counts = text[layout.fields["issuer"]] in COUNTS_FILLER
    right = counts and check_digit(values(first + "<" + more[:-1])) == int(digit)
    return right, right


def field_at(layout: Layout, index: int) -> str:
    """Return the field or check digit that a character belongs to, empty if none."""
    held = (name for name, place in layout.fields.items() if place.start <= index < place.stop)
    checks = (name for name, check in layout.checks.items() if check.at == index)
    return next(held, next(checks, ""))
