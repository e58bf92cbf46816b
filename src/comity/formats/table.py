"""A table (CSV) as records of persons, by a mapping: each refusal of a cell names line and column."""

from collections.abc import Iterator
from datetime import date

from comity.errors import BadInput
from comity.formats.listing import Entry, Listing, Unfit, clean
from comity.formats.mapping import Section, TableMapping
from comity.formats.rows import rows
from comity.formats.source import Source, malformed
from comity.formats.states import state_coded, state_named
from comity.formats.table_dates import Unclear, read_date
from comity.model.parties import StateCode
from comity.model.records import (
    Birth,
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


def read(source: Source, mapping: TableMapping, *, dated: date, register: RegisterId) -> Listing:
    """Open a table, whose date is not in it.

    Raises:
        BadInput: the head has not the columns that the mapping names.
        MalformedFile: the file cannot be read as far as its head.
    """
    line, head = _head(source, mapping)
    _refuse_missing(mapping, line, head)

    def entries(on_progress: Progress | None) -> Iterator[Entry]:
        for begins, row in rows(source, mapping.shape, on_progress):
            if begins > line:
                yield _Row(mapping, head, begins, row, register, dated).entry()

    return Listing(register=register, source=mapping.source, dated=dated, entries=entries)


def _head(source: Source, mapping: TableMapping) -> tuple[int, list[str]]:
    for line, row in rows(source, mapping.shape):
        if line >= mapping.head:
            return line, [" ".join(cell.split()) for cell in row]
    raise malformed(mapping.head, "the head with the names of the columns is not there")


def _refuse_missing(mapping: TableMapping, line: int, head: list[str]) -> None:
    for column in mapping.columns():
        if head.count(column) != 1:
            often = "twice" if column in head else "not"
            raise BadInput(
                f"The mapping and the file do not fit: column '{column}' stands {often} in the head on line "
                f"{line}. Mend the mapping, its delimiter or its encoding; no row was read."
            )


class _Row:
    """One row on its way to a record."""

    def __init__(
        self,
        mapping: TableMapping,
        head: list[str],
        line: int,
        row: list[str],
        register: RegisterId,
        dated: date,
    ) -> None:
        self._mapping, self._line, self._row = mapping, line, row
        self._register, self._dated = register, dated
        self._places = {name: number for number, name in enumerate(head)}
        self._columns = len(head)

    def entry(self) -> Entry:
        """Return the record, or why it cannot be read."""
        reference = ""
        try:
            if len(self._row) != self._columns:
                raise Unfit(f"{len(self._row)} columns where the head has {self._columns}")
            reference = self._cell(self._mapping.fields["reference"])
            if not reference:
                raise self._unfit(self._mapping.fields["reference"], "a person without a reference")
            return self._record(reference)
        except Unfit as unfit:
            raw = self._mapping.shape.delimiter.join(self._row)
            return Rejected(line=self._line, reason=str(unfit), reference=reference, raw=raw)

    def _record(self, reference: str) -> Record:
        names = tuple(self._names())
        if not any(name.quality is NameQuality.PRIMARY for name in names):
            raise Unfit("a person without a primary name")
        changed = self._day("updated_on")
        return Record(
            register=self._register,
            reference=reference,
            source_id=self._field("source_id"),
            names=names,
            provenance=self._at(""),
            sex=self._sex(),
            births=tuple(self._births()),
            documents=tuple(self._documents()),
            nationalities=tuple(self._nationalities()),
            places=tuple(self._addresses()),
            remarks=tuple(self._remarks()),
            listed_on=self._day("listed_on"),
            updated_on=(changed,) if changed else (),
            delisted_on=self._day("delisted_on"),
        )

    def _at(self, column: str) -> Provenance:
        return Provenance(source=self._mapping.source, dated=self._dated, element=column, line=self._line)

    def _unfit(self, column: str, reason: str) -> Unfit:
        return Unfit(f"column {self._places[column] + 1} '{column}': {reason}")

    def _cell(self, column: str) -> str:
        try:
            text = clean(self._row[self._places[column]])
        except Unfit as unfit:
            raise self._unfit(column, str(unfit)) from None
        return "" if text.casefold() in self._mapping.empty else text

    def _field(self, name: str) -> str:
        column = self._mapping.fields.get(name)
        return self._cell(column) if column else ""

    def _said(self, section: Section, word: str) -> str:
        names = section.columns.get(word)
        return " ".join(filter(None, map(self._cell, names))) if names else ""

    def _many(self, section: Section, word: str) -> list[str]:
        said = self._said(section, word)
        parts = said.split(section.many) if section.many else [said]
        return [part.strip() for part in parts if part.strip()]

    def _date(self, column: str) -> PartialDate | None:
        text = self._cell(column)
        if not text:
            return None
        try:
            return read_date(text, self._mapping.dates, self._mapping.about)
        except Unclear as unclear:
            raise self._unfit(column, str(unclear)) from None

    def _dated_at(self, section: Section, word: str) -> PartialDate | None:
        names = section.columns.get(word)
        return self._date(names[0]) if names else None

    def _day(self, name: str) -> date | None:
        column = self._mapping.fields.get(name)
        day = self._date(column) if column else None
        if column and day is not None and (day.day is None or day.kind is not DateKind.EXACT):
            raise self._unfit(column, "no day of a month")
        return day.earliest if day is not None else None

    def _sex(self) -> Sex:
        column = self._mapping.sex_column
        said = self._cell(column).casefold() if column else ""
        if said and said not in self._mapping.sex:
            raise self._unfit(column, "none of the words that the mapping gives for a sex")
        return Sex(self._mapping.sex[said].upper()) if said else Sex.UNKNOWN

    def _names(self) -> Iterator[Name]:
        for number, section in enumerate(self._mapping.sections["name"]):
            default = NameQuality.PRIMARY if number == 0 else NameQuality.UNGRADED
            quality = NameQuality(section.choice) if section.choice else default
            at = self._at(section.columns["columns"][0])
            for text in self._many(section, "columns"):
                note = self._said(section, "note")
                yield Name(text=text, quality=quality, script=script_of(text), provenance=at, note=note)

    def _births(self) -> Iterator[Birth]:
        for section in self._mapping.sections["birth"]:
            column = section.columns["column"][0]
            born, until = self._date(column), self._dated_at(section, "to")
            if born is not None and until is not None and born != until:
                born = self._between(column, born, until)
            note = self._said(section, "note")
            if born is not None or note:
                yield Birth(date=born, note=note, provenance=self._at(column))

    def _between(self, column: str, born: PartialDate, until: PartialDate) -> PartialDate:
        ends = dict(to_year=until.year, to_month=until.month, to_day=until.day)
        kind = DateKind.BETWEEN
        try:
            return PartialDate(kind=kind, year=born.year, month=born.month, day=born.day, **ends)
        except ValueError:
            raise self._unfit(column, "the last date is before the first") from None

    def _documents(self) -> Iterator[Document]:
        for section in self._mapping.sections["document"]:
            if number := self._said(section, "number"):
                country = self._said(section, "state")
                yield Document(
                    kind=DocumentKind(section.choice or DocumentKind.OTHER),
                    label=self._said(section, "label"),
                    number=number,
                    state=_state(country),
                    country=country,
                    issued=self._dated_at(section, "issued"),
                    issued_at=self._said(section, "issued_at"),
                    expires=self._dated_at(section, "expires"),
                    note=self._said(section, "note"),
                    provenance=self._at(section.columns["number"][0]),
                )

    def _nationalities(self) -> Iterator[Nationality]:
        for section in self._mapping.sections["nationality"]:
            at = self._at(section.columns["column"][0])
            for text in self._many(section, "column"):
                yield Nationality(text=text, state=_state(text), provenance=at)

    def _addresses(self) -> Iterator[Place]:
        words = ("street", "city", "province", "postcode", "country", "note")
        for section in self._mapping.sections["place"]:
            said = {word: self._said(section, word) for word in words}
            if any(said.values()):
                kind = PlaceKind(section.choice or PlaceKind.ADDRESS)
                at = self._at(next(iter(section.columns.values()))[0])
                yield Place(kind=kind, provenance=at, **said)

    def _remarks(self) -> Iterator[Remark]:
        for section in self._mapping.sections["remark"]:
            kind = RemarkKind(section.choice or RemarkKind.COMMENT)
            at = self._at(section.columns["column"][0])
            yield from (Remark(kind=kind, text=t, provenance=at) for t in self._many(section, "column"))


def _state(text: str) -> StateCode | None:
    return state_named(text) or state_coded(text)
