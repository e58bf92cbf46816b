"""Records of persons as FollowTheMoney entities, one JSON object a line.

The schema knows no doubt about dates: one that is about, or between two, is said in `notes` besides. Cases,
protection and where a value stood never leave a register this way.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from comity.formats.states import state_coded
from comity.model.records import (
    DateKind,
    Document,
    DocumentKind,
    Name,
    NameQuality,
    Nationality,
    Place,
    PlaceKind,
    Record,
    RemarkKind,
    Sex,
)

_NAMES = {
    NameQuality.PRIMARY: "name",
    NameQuality.GOOD: "alias",
    NameQuality.ALSO_KNOWN_AS: "alias",
    NameQuality.UNGRADED: "alias",
    NameQuality.FORMERLY: "previousName",
    NameQuality.LOW: "weakAlias",
}
_SCHEMAS = {DocumentKind.PASSPORT: "Passport", DocumentKind.NATIONAL_ID: "Identification"}
_SEXES = {Sex.MALE: "male", Sex.FEMALE: "female"}

Values = list[tuple[str, str]]


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the lines of a file; who is delisted is among them, with the day on which the listing ended."""
    for record in records:
        for entity in entities(record):
            yield json.dumps(entity, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def entities(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the person, then one entity for each document and one for the listing."""
    id = f"{record.register.lower()}-{record.reference}"
    yield _entity(id, "Person", [*_names(record.names), *_facts(record), *_notes(record)])
    numbered = (document for document in record.documents if document.number)
    for number, document in enumerate(numbered, start=1):
        schema = _SCHEMAS.get(document.kind, "Identification")
        yield _entity(f"{id}-document-{number}", schema, [("holder", id), *_document(document)])
    yield _entity(f"{id}-listing", "Sanction", [("entity", id), *_listing(record)])


def _entity(id: str, schema: str, values: Values) -> dict[str, Any]:
    properties: dict[str, list[str]] = {}
    for name, text in values:
        if text and text not in properties.setdefault(name, []):
            properties[name].append(text)
    return {"id": id, "schema": schema, "properties": {n: texts for n, texts in properties.items() if texts}}


def _names(names: tuple[Name, ...]) -> Values:
    return [(_NAMES[name.quality], name.text) for name in names]


def _facts(record: Record) -> Values:
    dates = [birth.date for birth in record.births if birth.date is not None]
    return [
        *(("birthDate", born.text.rstrip("~")) for born in dates if born.kind is not DateKind.BETWEEN),
        ("gender", _SEXES.get(record.sex, "")),
        *(("nationality", _nationality(n)) for n in record.nationalities),
        *(pair for place in record.places for pair in _place(place)),
        *(("modifiedAt", day.isoformat()) for day in record.updated_on),
    ]


def _nationality(told: Nationality) -> str:
    """Return the code of a state, or the words; not words that a reader would take for a code, as `na`."""
    if told.state is not None:
        return told.state.lower()
    return told.text if state_coded(told.text) is None else ""


def _place(place: Place) -> Values:
    if place.kind is PlaceKind.BIRTH:
        town = ", ".join(filter(None, (place.street, place.city, place.province)))
        return [("birthPlace", town), ("birthCountry", place.country)]
    parts = (place.street, place.postcode, place.city, place.province, place.country)
    return [("address", ", ".join(filter(None, parts)))]


def _notes(record: Record) -> Values:
    """Say in words what the schema has no property for."""
    doubtful = [b.date for b in record.births if b.date is not None and b.date.kind is not DateKind.EXACT]
    names = {RemarkKind.TITLE: "title", RemarkKind.DESIGNATION: "position", RemarkKind.COMMENT: "notes"}
    return [
        *((names[remark.kind], remark.text) for remark in record.remarks if remark.kind in names),
        *(("notes", f"Birth date in doubt: {born.text}") for born in doubtful),
        *(("notes", f"Birth: {birth.note}") for birth in record.births if birth.date is None),
        *(("notes", f"Document: {d.label} {d.note}".strip()) for d in record.documents if not d.number),
    ]


def _document(document: Document) -> Values:
    return [
        ("number", document.number),
        ("type", document.label),
        ("country", document.state.lower() if document.state else document.country),
        ("startDate", document.issued.text if document.issued else ""),
        ("endDate", document.expires.text if document.expires else ""),
        ("authority", document.issued_at),
        ("summary", document.note),
    ]


def _listing(record: Record) -> Values:
    kinds = {RemarkKind.PROGRAMME: "program", RemarkKind.SUBMITTED_BY: "authority"}
    return [
        ("authorityId", record.source_id or record.reference),
        ("listingDate", record.listed_on.isoformat() if record.listed_on else ""),
        ("endDate", record.delisted_on.isoformat() if record.delisted_on else ""),
        *((kinds[remark.kind], remark.text) for remark in record.remarks if remark.kind in kinds),
    ]
