"""A zone held against what the same document prints for the eye, or against what a register says of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from comity.documents.dates import read_birth, read_expiry
from comity.documents.findings import Code, Finding, Grade
from comity.documents.mrz import Zone
from comity.documents.romanise import zone_forms

SameName = Callable[[str, str], bool]
"""Tells whether two names, in any scripts, may be one; the rooms that compare names hand it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What the visual zone or a register shows; what is empty is not compared.

    Names are in any script, dates as `1974-08-12`.
    """

    surname: str = ""
    given: str = ""
    number: str = ""
    born: str = ""
    expires: str = ""
    sex: str = ""


def compare(zone: Zone, printed: Printed, same_name: SameName, today: date) -> Iterator[Finding]:
    """Yield where a zone and what is printed differ: an error, or a note where only the spelling does."""
    if zone.layout is None:
        return
    if printed.surname or printed.given:
        yield from _names(zone, printed, same_name)
    if any(map(str.isalnum, printed.number)) and not zone.has_number(printed.number):
        yield _differs(zone, "number", "document number")
    births = {one.text for one in read_birth(zone.born, today)}
    if printed.born and births and printed.born not in births:
        yield _differs(zone, "born", "date of birth")
    until = read_expiry(zone.field("expires").ljust(6, "<"), today) if zone.field("expires") else None
    if printed.expires and until is not None and printed.expires != until.isoformat():
        yield _differs(zone, "expires", "date of expiry")
    if printed.sex and zone.field("sex") not in (printed.sex.upper().replace("X", ""), ""):
        yield _differs(zone, "sex", "sex")


def _names(zone: Zone, printed: Printed, same_name: SameName) -> Iterator[Finding]:
    """Hold the names against each other: as the standard writes them, else as names that may be one."""
    surname, given = zone.names
    parted = bool(printed.surname and printed.given)
    pairs = [(surname, printed.surname), (given, printed.given)] if parted else []
    pairs = pairs or [(f"{surname} {given}".strip(), printed.surname or printed.given)]
    if all(_as_standard(zone, shown, told) for shown, told in pairs):
        return
    whole = f"{printed.surname} {printed.given}".strip()
    if same_name(f"{surname} {given}".strip(), whole):
        said = "The name is printed in another spelling than the standard's; it may be the same."
        yield _finding(zone, Grade.NOTE, Code.NAME_SPELLED, "names", said)
    else:
        yield _differs(zone, "names", "name")


def _as_standard(zone: Zone, shown: str, told: str) -> bool:
    """Tell whether a zone shows a name as the standard writes it, whole or truncated by its field."""
    if shown == told.upper():  # in the letters of the document, as a code was read
        return True
    held = shown.replace(" ", "<")
    cut = any(one.code is Code.NAME_TRUNCATED for one in zone.findings)
    return any(form == held or (cut and bool(held) and form.startswith(held)) for form in zone_forms(told))


def _differs(zone: Zone, field: str, what: str) -> Finding:
    said = f"The zone shows another {what} than is printed."
    return _finding(zone, Grade.ERROR, Code.PRINTED_DIFFERS, field, said)


def _finding(zone: Zone, grade: Grade, code: Code, field: str, said: str) -> Finding:
    layout = zone.layout
    if layout is None:  # never: nothing is compared with a zone of no known layout
        return Finding(grade, code, field, 1, 1, said)
    place = layout.fields.get(field) or layout.fields.get("surname", slice(0, 0))
    return Finding(grade, code, field, *layout.place(place.start), said)
