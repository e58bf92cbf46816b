"""What an authority holds on a person: every value with where it stands, and how it is looked for.

A record keeps what its source said, in the source's words. Nothing here compares names: folding and
likeness belong to the rooms that search.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NewType

from comity.model.dates import DateKind as DateKind  # noqa: PLC0414 - whoever speaks of records speaks of dates
from comity.model.dates import PartialDate as PartialDate  # noqa: PLC0414
from comity.model.parties import StateCode
from comity.model.requests import SubjectStatus

RegisterId = NewType("RegisterId", str)
"""One register of one authority, as `UN-SC` or `BE-SPOC`."""

Progress = Callable[[int, int], None]
"""Called with (done, total) while long work goes on."""

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
    counted = Counter(_script(letter) for letter in text if letter.isalpha())
    return max(sorted(counted), key=lambda script: counted[script], default="Zyyy")


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "Zyyy")


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
    expires: PartialDate | None = None
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
        """Return every other name than the primary one and its original script, of whatever quality."""
        return tuple(name for name in self.names if name.quality is not NameQuality.PRIMARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One entry of a list that cannot be read; `raw` is what the file says there, and may hold a person.

    `reference` is empty where not even that can be read. `part` says what alone was left out where the
    entry itself stands, as the alias or the document that belongs to nobody.
    """

    line: int
    reason: str
    reference: str = ""
    part: str = ""
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A whole list or register as its source published it on a date.

    `records` may be read anew from the file on each pass. Whom a rejected entry may be is not delisted.
    `parts` were left out of entries that stand; `passed` counts entries that are none of a person.
    """

    register: RegisterId
    source: str
    dated: date
    records: Collection[Record]
    rejected: tuple[Rejected, ...] = ()
    parts: tuple[Rejected, ...] = ()
    passed: Mapping[str, int] = field(default_factory=dict)

    @property
    def parts_counted(self) -> dict[str, int]:
        """Return how much was left out of entries, by what it is."""
        return dict(Counter(part.part for part in self.parts))

    @property
    def rejections(self) -> tuple["Rejection", ...]:
        """Return what was rejected and why, without what the file says there."""
        return tuple(
            Rejection(line=one.line, reason=one.reason, reference=one.reference, part=one.part)
            for one in (*self.rejected, *self.parts)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """What is told of an entry that cannot be read: where it stands, why, and its reference if it has one."""

    line: int
    reason: str
    reference: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did: references by what happened to them.

    `delisted` are those whom the list itself calls delisted and the `gone`, who no longer stand in it.
    `kept` stand no longer in it either, but an entry that was rejected may be them. `indexed` is False where
    the records are in the register and its index could not follow.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    delisted: tuple[str, ...]
    unchanged: tuple[str, ...]
    gone: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    rejected: int = 0
    indexed: bool = True

    @property
    def read(self) -> int:
        """Return how many entries the list has: each was added, changed, delisted, unchanged or rejected."""
        told = len(self.added) + len(self.changed) + len(self.delisted) + len(self.unchanged)
        return told - len(self.gone) + self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Whom a search asks for, by any mix of what is known; no registers named means all."""

    name: str = ""
    born: PartialDate | None = None
    document: str = ""
    place: str = ""
    registers: tuple[RegisterId, ...] = ()
    delisted: bool = False
    limit: int = 100


Span = tuple[int, int]
"""Where a piece of a text begins and ends, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a record was found: what was asked, what is held, how they agree, and which pieces of it do."""

    feature: str
    asked: str
    held: str
    because: str
    marks: tuple[Span, ...] = ()


class Band(StrEnum):
    """What a likeness is worth: none of these is an identity, which a person establishes (R-MATCH)."""

    LIKELY = "LIKELY"
    POSSIBLE = "POSSIBLE"
    NEEDS_SECOND_FACTOR = "NEEDS_SECOND_FACTOR"
    HIDDEN = "HIDDEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record that a search found, how like it is to whom was asked for, and why."""

    record: Record
    because: tuple[Reason, ...]
    score: float = 0.0
    band: Band = Band.HIDDEN
