"""What is said of a travel document: a grade, the place, and what it may have been instead."""

from enum import StrEnum
from typing import NamedTuple


class Grade(StrEnum):
    """How much a finding weighs: an error breaks the standard, a warning is unusual, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """What was found in a machine-readable zone."""

    LAYOUT_UNKNOWN = "layout-unknown"
    LINE_LENGTH = "line-length"
    CHARACTER = "character"
    CLEANED = "cleaned"
    CHECK_DIGIT_WRONG = "check-digit-wrong"
    CHECK_DIGIT_MISSING = "check-digit-missing"
    CHECK_DIGIT_NO_DIGIT = "check-digit-no-digit"
    BLIND = "blind-to-check-digits"
    DATE_IMPOSSIBLE = "date-impossible"
    DATE_UNKNOWN = "date-unknown"
    DATE_ZEROS = "date-zeros"
    EXPIRED = "expired"
    EXPIRY_FAR = "expiry-far"
    STATE_UNKNOWN = "state-unknown"
    SEX = "sex"
    DOCUMENT_CODE = "document-code"
    NAME_EMPTY = "name-empty"
    NAME_CHARACTER = "name-character"
    NAME_NO_PRIMARY = "name-no-primary"
    NAME_PARTED_AGAIN = "name-parted-again"
    NAME_TRUNCATED = "name-truncated"
    NAME_SPELLED = "name-spelled-otherwise"
    PRINTED_DIFFERS = "printed-differs"
    NUMBER_EMPTY = "number-empty"
    NUMBER_HABIT = "number-habit"
    NUMBER_LONG = "number-long"
    FILLER_COUNTED = "filler-counted"
    NATIONAL_FORMAT = "national-format"
    SPECIMEN = "specimen"


class Repair(NamedTuple):
    """What may have stood at a place; lines and columns count from 1, as the standard counts."""

    line: int
    column: int
    held: str
    proposed: str


class Finding(NamedTuple):
    """One finding about a field, with the place of its first character and proposals, the likeliest first."""

    grade: Grade
    code: Code
    field: str
    line: int
    column: int
    text: str
    repairs: tuple[Repair, ...] = ()
