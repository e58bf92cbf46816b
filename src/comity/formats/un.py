"""The UN Security Council's consolidated list (XML) as records of persons.

A file that is no such list, or breaks off, is refused whole, with line and reason. A person who cannot
be read is rejected alone (`read`), or refuses the file (`parse`). Texts of refusals never quote the
file, which holds persons. Groups and undertakings (ENTITIES) are no persons and are passed over.
"""

import re
from collections.abc import Iterator
from datetime import date

from comity.errors import MalformedFile
from comity.formats.elements import Element, elements
from comity.formats.listing import Entry, Listing, strict
from comity.formats.source import Held, Source, malformed
from comity.formats.states import state_named
from comity.model.records import (
    Birth,
    Dataset,
    DateKind,
    Document,
    DocumentKind,
    Name,
    NameQuality,
    Nationality,
    PartialDate,
    Place,
    PlaceKind,
    Progress,
    Provenance,
    Record,
    RegisterId,
    Rejected,
    Remark,
    RemarkKind,
    Sex,
    script_of,
)

SOURCE = "UN Security Council consolidated list"
REGISTER = RegisterId("UN-SC")

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?:,?\s+(\d{4}))?",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_PERSON = ("INDIVIDUALS", "INDIVIDUAL")
_NOTE_AT_END = re.compile(r"(.+?)\s*\(([A-Za-z ]+)\)")

_QUALITIES = {
    "good": NameQuality.GOOD,
    "low": NameQuality.LOW,
    "a.k.a.": NameQuality.ALSO_KNOWN_AS,
    "f.k.a.": NameQuality.FORMERLY,
    "": NameQuality.UNGRADED,
}
# A date whose kind is left blank is not claimed to be exact.
_DATE_KINDS = {
    "EXACT": DateKind.EXACT,
    "APPROXIMATELY": DateKind.APPROXIMATE,
    "BETWEEN": DateKind.BETWEEN,
    "": DateKind.APPROXIMATE,
}
_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE, "unknown": Sex.UNKNOWN, "": Sex.UNKNOWN}
_PASSPORT = ("passport", "passeport", "pasaporte")
_REMARKS = {
    "TITLE": RemarkKind.TITLE,
    "DESIGNATION": RemarkKind.DESIGNATION,
    "COMMENTS1": RemarkKind.COMMENT,
    "UN_LIST_TYPE": RemarkKind.PROGRAMME,
    "SUBMITTED_BY": RemarkKind.SUBMITTED_BY,
}


def parse(data: bytes, *, register: RegisterId = REGISTER, on_progress: Progress | None = None) -> Dataset:
    """Read the whole list into records of persons; progress counts bytes.

    Raises:
        MalformedFile: the file is no such list, breaks its rules or is too large.
    """
    return strict(read(Held(data), register=register), on_progress)


def read(source: Source, *, register: RegisterId = REGISTER) -> Listing:
    """Open a list; its persons are read by each pass.

    Raises: MalformedFile for a file that is no such list.
    """
    on = dated(next(elements(source, _PERSON, None)))

    def entries(on_progress: Progress | None) -> Iterator[Entry]:
        return _entries(source, register, on, on_progress)

    return Listing(register=register, source=SOURCE, dated=on, entries=entries)


def _entries(source: Source, register: RegisterId, on: date, on_progress: Progress | None) -> Iterator[Entry]:
    people = elements(source, _PERSON, on_progress)
    root = next(people)
    seen: set[str] = set()
    for person in people:
        reference, number = person.said("REFERENCE_NUMBER"), person.said("DATAID")
        try:
            if number in seen:
                raise malformed(person.line, "the same DATAID stands twice in the list")
            yield _Person(person, on).record(register)
        except MalformedFile as unread:
            raw = person.written()
            yield Rejected(line=unread.line, reason=unread.reason, reference=reference, raw=raw)
        seen.add(number)
    if not seen:  # to import an empty list would delist everybody
        raise malformed(root.line, "the list holds no person")


def dated(root: Element) -> date:
    """Return the day on which a list was made, from its root.

    Raises: MalformedFile.
    """
    if root.tag != "CONSOLIDATED_LIST":
        raise malformed(root.line, "the root is not CONSOLIDATED_LIST, so this is no UN list")
    try:
        return date.fromisoformat(root.attributes.get("dateGenerated", "")[:10])
    except ValueError:
        raise malformed(root.line, "the root has no valid dateGenerated") from None


class _Person:
    """Read one INDIVIDUAL element of a list of that date."""

    def __init__(self, element: Element, dated: date) -> None:
        self._element = element
        self._dated = dated

    def record(self, register: RegisterId) -> Record:
        """Return all that the list says of the person."""
        person = self._element
        return Record(
            register=register,
            reference=self._required("REFERENCE_NUMBER"),
            source_id=self._required("DATAID"),
            names=tuple(self._names()),
            provenance=self._at(person),
            sex=self._sex(),
            births=tuple(self._births()),
            documents=tuple(self._documents()),
            nationalities=tuple(
                Nationality(text=value.text, state=state_named(value.text), provenance=self._at(value))
                for block in person.each("NATIONALITY", "NATIONALITY2")
                for value in _values(block)
            ),
            places=tuple(self._places()),
            remarks=tuple(
                Remark(kind=kind, text=value.text, provenance=self._at(value))
                for tag, kind in _REMARKS.items()
                for block in person.each(tag)
                for value in _values(block)
            ),
            listed_on=self._day("LISTED_ON"),
            updated_on=tuple(
                day(value) for block in person.each("LAST_DAY_UPDATED") for value in _values(block)
            ),
            delisted_on=self._day("DELISTED_ON"),
        )

    def _at(self, element: Element) -> Provenance:
        return Provenance(source=SOURCE, dated=self._dated, element=element.path, line=element.line)

    def _required(self, tag: str) -> str:
        text = self._element.said(tag)
        if not text:
            raise malformed(self._element.line, f"a person without {tag}")
        return text

    def _day(self, tag: str) -> date | None:
        return next((day(child) for child in self._element.each(tag) if child.text), None)

    def _sex(self) -> Sex:
        said = self._element.said("GENDER").lower()
        if said not in _SEXES:
            raise malformed(self._element.line, "GENDER is none of Male, Female, Unknown")
        return _SEXES[said]

    def _names(self) -> Iterator[Name]:
        parts = [
            part
            for tag in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
            for part in self._element.each(tag)
            if part.text
        ]
        if not parts:
            raise malformed(self._element.line, "a person without a name")
        yield self._name(" ".join(part.text for part in parts), NameQuality.PRIMARY, parts[0])
        for original in self._element.each("NAME_ORIGINAL_SCRIPT"):
            if original.text:
                noted = _NOTE_AT_END.fullmatch(original.text)
                text, note = noted.groups() if noted else (original.text, "")
                yield self._name(text, NameQuality.PRIMARY, original, note=note, original_script=True)
        for alias in self._element.each("INDIVIDUAL_ALIAS"):
            quality = _QUALITIES.get(alias.said("QUALITY").lower())
            if quality is None:
                raise malformed(alias.line, "QUALITY of an alias is none of Good, Low, a.k.a., f.k.a.")
            if text := alias.said("ALIAS_NAME"):
                yield self._name(text, quality, alias, note=alias.said("NOTE"))

    def _name(
        self, text: str, quality: NameQuality, element: Element, note: str = "", original_script: bool = False
    ) -> Name:
        return Name(
            text=text,
            quality=quality,
            script=script_of(text),
            provenance=self._at(element),
            note=note,
            original_script=original_script,
        )

    def _births(self) -> Iterator[Birth]:
        for block in self._element.each("INDIVIDUAL_DATE_OF_BIRTH"):
            born, note = _birth_date(block), block.said("NOTE")
            if born or note:
                yield Birth(date=born, note=note, provenance=self._at(block))
        for alias in self._element.each("INDIVIDUAL_ALIAS"):
            for given in alias.each("DATE_OF_BIRTH"):
                if given.text:
                    born, note = _loose_date(given)
                    yield Birth(date=born, note=note, provenance=self._at(given))

    def _documents(self) -> Iterator[Document]:
        for block in self._element.each("INDIVIDUAL_DOCUMENT"):
            if not block.says():
                continue
            issued = next((child for child in block.each("DATE_OF_ISSUE") if child.text), None)
            issued_on, issued_note = _loose_date(issued) if issued else (None, "")
            kind = block.said("TYPE_OF_DOCUMENT")
            issuer = block.said("ISSUING_COUNTRY") or block.said("COUNTRY_OF_ISSUE")
            yield Document(
                kind=_document_kind(kind),
                label=block.said("TYPE_OF_DOCUMENT2") or kind,
                number=block.said("NUMBER"),
                state=state_named(issuer),
                country=issuer,
                issued=issued_on,
                issued_at=", ".join(filter(None, map(block.said, ("CITY_OF_ISSUE", "COUNTRY_OF_ISSUE")))),
                note="; ".join(filter(None, (issued_note, block.said("NOTE")))),
                provenance=self._at(block),
            )

    def _places(self) -> Iterator[Place]:
        for tag, kind in (
            ("INDIVIDUAL_PLACE_OF_BIRTH", PlaceKind.BIRTH),
            ("INDIVIDUAL_ADDRESS", PlaceKind.ADDRESS),
        ):
            for block in self._element.each(tag):
                if block.says():
                    yield Place(
                        kind=kind,
                        street=block.said("STREET"),
                        city=block.said("CITY"),
                        province=block.said("STATE_PROVINCE"),
                        postcode=block.said("ZIP_CODE"),
                        country=block.said("COUNTRY"),
                        note=block.said("NOTE"),
                        provenance=self._at(block),
                    )
        for alias in self._element.each("INDIVIDUAL_ALIAS"):
            city, country = alias.said("CITY_OF_BIRTH"), alias.said("COUNTRY_OF_BIRTH")
            if city or country:
                yield Place(kind=PlaceKind.BIRTH, city=city, country=country, provenance=self._at(alias))


def _values(block: Element) -> Iterator[Element]:
    """Yield the VALUE children that say something, or the block itself if it does."""
    return (child for child in (block, *block.each("VALUE")) if child.text)


def day(element: Element) -> date:
    """Read a full date, with or without time and zone, both of which mean nothing here.

    Raises: MalformedFile.
    """
    written = _DAY.fullmatch(element.text)
    if written is None:
        raise malformed(element.line, f"{element.tag} is no date of the form YYYY-MM-DD")
    try:
        return date.fromisoformat(written[1])
    except ValueError:
        raise malformed(element.line, f"{element.tag} is a date that no calendar has") from None


def _loose_date(element: Element) -> tuple[PartialDate | None, str]:
    """Read a date where the list allows free text: what has no date's form becomes a note."""
    text = element.text
    if _DAY.fullmatch(text):
        given = day(element)
        return PartialDate(year=given.year, month=given.month, day=given.day), ""
    if _YEAR.fullmatch(text):
        return PartialDate(year=_year(element)), ""
    return None, text


def _year(element: Element) -> int:
    if not _YEAR.fullmatch(element.text) or element.text == "0000":
        raise malformed(element.line, f"{element.tag} is no year of four digits")
    return int(element.text)


def _birth_date(block: Element) -> PartialDate | None:
    """Read one birth date; DATE is surer than YEAR, and a note may name the month of a year."""
    kind = _DATE_KINDS.get(block.said("TYPE_OF_DATE").upper())
    if kind is None:
        raise malformed(block.line, "TYPE_OF_DATE is none of EXACT, APPROXIMATELY, BETWEEN")
    given = {child.tag: child for child in block.children if child.text}
    if kind is DateKind.BETWEEN or "FROM_YEAR" in given or "TO_YEAR" in given:
        return _between(block, given)
    if "DATE" in given:
        exact = day(given["DATE"])
        return PartialDate(kind=kind, year=exact.year, month=exact.month, day=exact.day)
    month = _MONTH.fullmatch(block.said("NOTE"))
    year = _year(given["YEAR"]) if "YEAR" in given else int(month[2] or 0) if month else 0
    if not year:
        return None
    return PartialDate(kind=kind, year=year, month=_MONTHS.index(month[1][:3].lower()) + 1 if month else None)


def _between(block: Element, given: dict[str, Element]) -> PartialDate:
    if not {"FROM_YEAR", "TO_YEAR"} <= given.keys():
        raise malformed(block.line, "a date BETWEEN lacks FROM_YEAR or TO_YEAR")
    first, last = _year(given["FROM_YEAR"]), _year(given["TO_YEAR"])
    if first > last:
        raise malformed(block.line, "FROM_YEAR is after TO_YEAR")
    return PartialDate(kind=DateKind.BETWEEN, year=first, to_year=last)


def _document_kind(text: str) -> DocumentKind:
    words = text.lower()
    if any(word in words for word in _PASSPORT):
        return DocumentKind.PASSPORT
    return DocumentKind.NATIONAL_ID if "national identification" in words else DocumentKind.OTHER
