"""Travel documents and crossings: what is asked of them, what an authority holds, what it answers.

A number is compared as documents print it; names and dates of holders stand as the issuing register has them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.model.parties import StateCode


class PaperKind(StrEnum):
    """What sort of travel document is meant."""

    PASSPORT = "PASSPORT"
    NATIONAL_ID = "NATIONAL_ID"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"
    VISA = "VISA"
    OTHER = "OTHER"


TO_NATIONALS = frozenset({PaperKind.PASSPORT, PaperKind.NATIONAL_ID})
"""Kinds that a state issues to its nationals: of these alone it may say that it never issued one (T04)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAsked:
    """The document that a verification (T04) is about; `zone` has the lines of its machine-readable zone."""

    kind: PaperKind
    issuer: StateCode
    number: str
    zone: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days that an entry and exit query (T05) asks about, both included."""

    first: date
    last: date

    @property
    def bounded(self) -> bool:
        """Tell whether it runs forward and over twelve months at the most, the default limit (T05)."""
        end = (self.first.year + 1, self.first.month, self.first.day)
        return self.first <= self.last and (self.last.year, self.last.month, self.last.day) < end

    def has(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day <= self.last


class Fate(StrEnum):
    """What became of a document, as its issuer's register has it."""

    ISSUED = "ISSUED"
    LOST = "LOST"
    STOLEN = "STOLEN"
    STOLEN_BLANK = "STOLEN_BLANK"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document in a register; a stolen blank has no holder. `since` is the day of its fate."""

    kind: PaperKind
    issuer: StateCode
    number: str
    fate: Fate
    since: date
    source: str
    name: str = ""
    born: str = ""
    expires: date | None = None


class Direction(StrEnum):
    """Which way a person crossed."""

    ENTRY = "ENTRY"
    EXIT = "EXIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One crossing of a person; `source` names the system that it stands in, `own` or such as `EES`."""

    name: str
    born: str
    direction: Direction
    on: date
    place: str
    document: str = ""
    source: str = "own"


class PaperReply(StrEnum):
    """What a verification answers (domain.md 4.5, T04); that nothing can be said is NO_REPLY_POSSIBLE."""

    VALID = "VALID"
    LOST = "LOST"
    STOLEN = "STOLEN"
    STOLEN_BLANK = "STOLEN_BLANK"
    REVOKED = "REVOKED"
    ALTERED = "ALTERED"
    IMPOSTOR = "IMPOSTOR"
    DATA_MISMATCH = "DATA_MISMATCH"
    NOT_ISSUED = "NOT_ISSUED"
    CANNOT_DETERMINE = "CANNOT_DETERMINE"
    NO_REPLY_POSSIBLE = "NO_REPLY_POSSIBLE"


class Seen(StrEnum):
    """What an examiner found on the document or its bearer; no register says it."""

    NOTHING = "NOTHING"
    ALTERED = "ALTERED"
    IMPOSTOR = "IMPOSTOR"
    UNCLEAR = "UNCLEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a document was found to be, and on what that rests.

    `format`, `right` and `wrong` speak of its zone: which check digits verify and which do not.
    """

    reply: PaperReply
    because: tuple[str, ...]
    format: str = ""
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCrossings:
    """The crossings that were found for a query."""

    crossings: tuple[Crossing, ...]
