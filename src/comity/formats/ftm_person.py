"""One FollowTheMoney person with documents, listings and addresses as a record."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from comity.formats.listing import Unfit
from comity.formats.states import state_coded, state_named
from comity.model.records import (
    Birth,
    Document,
    DocumentKind,
    Name,
    NameQuality,
    Nationality,
    PartialDate,
    Place,
    PlaceKind,
    Provenance,
    Record,
    RegisterId,
    Remark,
    RemarkKind,
    Sex,
    script_of,
)

_WHOLE_NAME = ("firstName", "secondName", "middleName", "fatherName", "lastName")
_QUALITIES = {
    "alias": NameQuality.GOOD,
    "previousName": NameQuality.FORMERLY,
    "weakAlias": NameQuality.LOW,
}
_NUMBERS = {
    "passportNumber": DocumentKind.PASSPORT,
    "idNumber": DocumentKind.NATIONAL_ID,
    "socialSecurityNumber": DocumentKind.OTHER,
    "taxNumber": DocumentKind.OTHER,
    "innCode": DocumentKind.OTHER,
}
_REMARKS = {
    "title": RemarkKind.TITLE,
    "position": RemarkKind.DESIGNATION,
    "notes": RemarkKind.COMMENT,
    "summary": RemarkKind.COMMENT,
    "description": RemarkKind.COMMENT,
    "program": RemarkKind.PROGRAMME,
}
_LISTING_REMARKS = {
    "program": RemarkKind.PROGRAMME,
    "reason": RemarkKind.COMMENT,
    "authority": RemarkKind.SUBMITTED_BY,
}
_DOCUMENT_KINDS = {"Passport": DocumentKind.PASSPORT, "Identification": DocumentKind.NATIONAL_ID}
_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}


class Said(Protocol):
    """What an entity says; see `ftm.Entity`."""

    @property
    def id(self) -> str:
        """Return its id."""
        ...

    @property
    def schema(self) -> str:
        """Return its schema."""
        ...

    @property
    def line(self) -> int:
        """Return its line."""
        ...

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return all texts of these properties."""
        ...

    def text(self, *names: str) -> str:
        """Return the first text of these properties, or nothing."""
        ...


class FtmPerson:
    """A person and what belongs to them, on its way to a record."""

    def __init__(
        self, person: Said, parts: list[Said], register: RegisterId, source: str, dated: date
    ) -> None:
        self._person, self._parts = person, parts
        self._register, self._source, self._dated = register, source, dated

    def record(self) -> Record:
        """Return all that is said of the person.

        Raises: Unfit for a person without a name.
        """
        listings = [part for part in self._parts if part.schema == "Sanction"]
        return Record(
            register=self._register,
            reference=self._person.id,
            source_id=next((n for part in listings if (n := part.text("unscId", "authorityId"))), ""),
            names=tuple(self._names()),
            provenance=self._at(self._person, ""),
            sex=_SEXES.get(self._person.text("gender").lower(), Sex.UNKNOWN),
            births=tuple(self._births()),
            documents=tuple(self._documents()),
            nationalities=tuple(self._nationalities()),
            places=tuple(self._places()),
            remarks=tuple(self._remarks(listings)),
            listed_on=min(self._days(listings, "listingDate", "startDate"), default=None),
            updated_on=tuple(sorted(self._days([self._person], "modifiedAt"))),
            delisted_on=self._ended(listings),
        )

    def _at(self, said: Said, name: str) -> Provenance:
        element = f"{said.schema}/{name}" if name else said.schema
        return Provenance(source=self._source, dated=self._dated, element=element, line=said.line)

    def _names(self) -> Iterator[Name]:
        names = self._person.texts("name") or (" ".join(map(self._person.text, _WHOLE_NAME)).strip(),)
        if not names[0]:
            raise Unfit("a person without a name")
        first, *others = (" ".join(name.split()) for name in names)
        yield self._name(first, NameQuality.PRIMARY, "name")
        for other in others:
            original = script_of(other) != script_of(first)
            yield self._name(
                other, NameQuality.PRIMARY if original else NameQuality.GOOD, "name", original=original
            )
        for prop, quality in _QUALITIES.items():
            yield from (self._name(text, quality, prop) for text in self._person.texts(prop))

    def _name(self, text: str, quality: NameQuality, prop: str, original: bool = False) -> Name:
        at = self._at(self._person, prop)
        return Name(
            text=text, quality=quality, script=script_of(text), provenance=at, original_script=original
        )

    def _births(self) -> Iterator[Birth]:
        for text in self._person.texts("birthDate"):
            born = _date(text)
            yield Birth(date=born, note="" if born else text, provenance=self._at(self._person, "birthDate"))

    def _documents(self) -> Iterator[Document]:
        seen: set[str] = set()
        for part in self._parts:
            if part.schema not in _DOCUMENT_KINDS:
                continue
            number, country = part.text("number", "passportNumber"), part.text("country")
            seen.add(number)
            yield Document(
                kind=_DOCUMENT_KINDS[part.schema],
                label=part.text("type"),
                number=number,
                state=state_coded(country) or state_named(country),
                country=country,
                issued=_date(part.text("startDate")),
                issued_at=part.text("authority"),
                expires=_date(part.text("endDate")),
                note="; ".join(part.texts("summary", "description")),
                provenance=self._at(part, ""),
            )
        for prop, kind in _NUMBERS.items():
            for number in self._person.texts(prop):
                if number not in seen:
                    yield Document(kind=kind, number=number, provenance=self._at(self._person, prop))

    def _nationalities(self) -> Iterator[Nationality]:
        for text in self._person.texts("nationality", "citizenship"):
            state = state_coded(text) or state_named(text)
            yield Nationality(text=text, state=state, provenance=self._at(self._person, "nationality"))

    def _places(self) -> Iterator[Place]:
        at = self._at(self._person, "birthPlace")
        for town, country in self._birthplaces():
            yield Place(kind=PlaceKind.BIRTH, city=town, country=country, provenance=at)
        for text in self._person.texts("address"):
            yield Place(kind=PlaceKind.ADDRESS, street=text, provenance=self._at(self._person, "address"))
        for part in self._parts:
            if part.schema == "Address":
                yield Place(
                    kind=PlaceKind.ADDRESS,
                    street=part.text("street", "full"),
                    city=part.text("city"),
                    province=part.text("region"),
                    postcode=part.text("postalCode"),
                    country=part.text("country"),
                    note=part.text("remarks"),
                    provenance=self._at(part, ""),
                )

    def _birthplaces(self) -> Sequence[tuple[str, str]]:
        """Return towns and countries; of several countries nobody says which town is whose."""
        towns, countries = self._person.texts("birthPlace"), self._person.texts("birthCountry")
        if len(countries) == 1 and towns:
            return [(town, countries[0]) for town in towns]
        return [*((town, "") for town in towns), *(("", country) for country in countries)]

    def _remarks(self, listings: list[Said]) -> Iterator[Remark]:
        sources = [(self._person, _REMARKS), *((listing, _LISTING_REMARKS) for listing in listings)]
        for said, kinds in sources:
            for prop, kind in kinds.items():
                for text in said.texts(prop):
                    yield Remark(kind=kind, text=text, provenance=self._at(said, prop))

    def _days(self, parts: list[Said], *props: str) -> Iterator[date]:
        for part in parts:
            for text in part.texts(*props):
                day = _date(text)
                if day is not None and day.day is not None:
                    yield day.earliest

    def _ended(self, listings: list[Said]) -> date | None:
        """Return the day on which the last listing ended, if every one has."""
        ends = [max(self._days([listing], "endDate"), default=None) for listing in listings]
        days = [end for end in ends if end is not None and end <= self._dated]
        return max(days) if days and len(days) == len(ends) else None


def _date(text: str) -> PartialDate | None:
    """Read a date, whose time means nothing here, or nothing."""
    try:
        return PartialDate.parse(text.split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0])
    except ValueError:
        return None
