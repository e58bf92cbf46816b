"""What an authority holds on a person: every value with where it stands, and how it is looked for.

A record keeps what its source said, in the source's words. Nothing here compares names: folding and
likeness belong to the rooms that search.
"""

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from comity.model.parties import StateCode
from comity.model.requests import SubjectStatus

RegisterId = NewType("RegisterId", str)
"""One register of one authority, as `UN-SC` or `BE-SPOC`."""

Progress = Callable[[int, int], None]
"""Called with (done, total) while long work goes on."""

APPROXIMATE_YEARS = 2
"""How far an approximate date reaches to either side; sources give no figure, so this is ours."""

_EDTF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)|(\d{4})/(\d{4})", re.ASCII)

_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "GREEK": "Grek",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "HEBREW": "Hebr",
    "ETHIOPIC": "Ethi",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "THAI": "Thai",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a value stands: in which source, of which date, in which element and line."""

    source: str
    dated: date
    element: str = ""
    line: int | None = None


class DateKind(StrEnum):
    """How sure the source is of a date."""

    EXACT = "EXACT"
    APPROXIMATE = "APPROXIMATE"
    BETWEEN = "BETWEEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A Gregorian date as far as it is known: a year, a month, a day, or one of several years.

    Raises: ValueError for a date that no calendar has.
    """

    kind: DateKind = DateKind.EXACT
    year: int
    month: int | None = None
    day: int | None = None
    to_year: int | None = None

    def __post_init__(self) -> None:
        """Refuse impossible dates."""
        if (self.kind is DateKind.BETWEEN) != (self.to_year is not None):
            raise ValueError("BETWEEN, and only BETWEEN, has a last year")
        if self.to_year is not None and (self.month is not None or not self.year <= self.to_year <= 9999):
            raise ValueError("BETWEEN runs from a year to the same or a later year")
        if self.day is not None and self.month is None:
            raise ValueError("a day without a month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `1968`, `1968-09`, `1968-09-02`, `1968~` (about) or `1955/1958` (between).

        The forms are those of ISO 8601-2 (EDTF) level 1. Raises: ValueError for anything else.
        """
        found = _EDTF.fullmatch(text.strip())
        if found is None:
            raise ValueError("a date is written 1968, 1968-09, 1968-09-02, 1968~ or 1955/1958")
        year, month, day, about, first, last = found.groups()
        if first:
            return cls(kind=DateKind.BETWEEN, year=int(first), to_year=int(last))
        return cls(
            kind=DateKind.APPROXIMATE if about else DateKind.EXACT,
            year=int(year),
            month=int(month) if month else None,
            day=int(day) if day else None,
        )

    @property
    def text(self) -> str:
        """Return the form that `parse` reads."""
        if self.to_year is not None:
            return f"{self.year:04}/{self.to_year:04}"
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + ("~" if self.kind is DateKind.APPROXIMATE else "")

    @property
    def earliest(self) -> date:
        """Return the first day it may mean."""
        year = self.year - APPROXIMATE_YEARS if self.kind is DateKind.APPROXIMATE else self.year
        return _clamped(year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """Return the last day it may mean."""
        year = self.to_year or self.year
        if self.kind is DateKind.APPROXIMATE:
            year += APPROXIMATE_YEARS
        return _clamped(year, self.month or 12, self.day or 31)

    def may_be(self, day: date) -> bool:
        """Tell whether this may be that day."""
        return self.earliest <= day <= self.latest

    def overlaps(self, other: "PartialDate") -> bool:
        """Tell whether some day may be both."""
        return self.earliest <= other.latest and other.earliest <= self.latest


def _clamped(year: int, month: int, day: int) -> date:
    """Make a date within the calendar's years and the month's days."""
    year = min(max(year, 1), 9999)
    return date(year, month, min(day, monthrange(year, month)[1]))


class NameQuality(StrEnum):
    """How good a source holds a name to be; UNGRADED where it does not say."""

    PRIMARY = "PRIMARY"
    GOOD = "GOOD"
    LOW = "LOW"
    ALSO_KNOWN_AS = "ALSO_KNOWN_AS"
    FORMERLY = "FORMERLY"
    UNGRADED = "UNGRADED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name as its source writes it; `script` is an ISO 15924 code, `Zyyy` if undecided."""

    text: str
    quality: NameQuality
    script: str
    provenance: Provenance
    original_script: bool = False
    note: str = ""


def script_of(text: str) -> str:
    """Name the script that most letters of a text belong to, as ISO 15924 writes it."""
    words = (unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha())
    counted = Counter(_SCRIPTS.get(word, "Zyyy") for word in words)
    return max(sorted(counted), key=lambda script: counted[script], default="Zyyy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """One birth date that a source gives; `date` is absent where its words are no date.

    Other calendars and doubts stay in `note` as the source wrote them.
    """

    provenance: Provenance
    date: PartialDate | None = None
    note: str = ""


class DocumentKind(StrEnum):
    """What sort of document a number belongs to."""

    PASSPORT = "PASSPORT"
    NATIONAL_ID = "NATIONAL_ID"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document; `number` is empty where the source hides it in `label` or `note`."""

    kind: DocumentKind
    provenance: Provenance
    label: str = ""
    number: str = ""
    state: StateCode | None = None
    country: str = ""
    issued: PartialDate | None = None
    issued_at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nationality:
    """One nationality, in the source's words and as a state where that is known."""

    text: str
    provenance: Provenance
    state: StateCode | None = None


class PlaceKind(StrEnum):
    """What a place is to the person."""

    BIRTH = "BIRTH"
    ADDRESS = "ADDRESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of birth or an address."""

    kind: PlaceKind
    provenance: Provenance
    street: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""
    note: str = ""


class RemarkKind(StrEnum):
    """What a line of text about the person is."""

    TITLE = "TITLE"
    DESIGNATION = "DESIGNATION"
    COMMENT = "COMMENT"
    PROGRAMME = "PROGRAMME"
    SUBMITTED_BY = "SUBMITTED_BY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One line of free text."""

    kind: RemarkKind
    text: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a case holds the person; `open_case` None is unknown (R-JUDGE)."""

    status: SubjectStatus
    case_ref: str
    provenance: Provenance
    open_case: bool | None = None


class Sex(StrEnum):
    """The sex that a source states."""

    FEMALE = "FEMALE"
    MALE = "MALE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that one register holds on one person.

    `source_id` is the source's own number beside the reference. `protection_from` names states
    against which protection is known; it is internal and never leaves (R-ASYLUM).
    """

    register: RegisterId
    reference: str
    names: tuple[Name, ...]
    provenance: Provenance
    source_id: str = ""
    sex: Sex = Sex.UNKNOWN
    births: tuple[Birth, ...] = ()
    documents: tuple[Document, ...] = ()
    nationalities: tuple[Nationality, ...] = ()
    places: tuple[Place, ...] = ()
    remarks: tuple[Remark, ...] = ()
    standings: tuple[Standing, ...] = ()
    protection_from: tuple[StateCode, ...] = ()
    listed_on: date | None = None
    updated_on: tuple[date, ...] = ()
    delisted_on: date | None = None

    @property
    def name(self) -> str:
        """Return the primary name."""
        return next(name.text for name in self.names if name.quality is NameQuality.PRIMARY)

    @property
    def aliases(self) -> tuple[Name, ...]:
        """Return every other name than the primary one and its original script."""
        return tuple(name for name in self.names if name.quality is not NameQuality.PRIMARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A whole list or register as its source published it on a date."""

    register: RegisterId
    source: str
    dated: date
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did: references by what happened to them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    delisted: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Whom a search asks for; everything given must agree, no registers named means all."""

    name: str = ""
    born: PartialDate | None = None
    document: str = ""
    registers: tuple[RegisterId, ...] = ()
    delisted: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a record was found: what was asked, what is held, how they agree."""

    feature: str
    asked: str
    held: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record that a search found, with its reasons."""

    record: Record
    because: tuple[Reason, ...]
