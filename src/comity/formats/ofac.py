"""The OFAC list of specially designated nationals (sdn.csv, alt.csv, add.csv) as records of persons.

The three files are joined by OFAC's number of the entry. They may be of different dates: an alias or an
address whose entry is not in the list is reported, and belongs to nobody. Strong aliases stand in alt.csv;
weak ones stand in the remarks, as birth dates and documents do (`ofac_remarks`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from comity.formats.listing import Entry, Listing, Passed, Unfit, clean
from comity.formats.ofac_remarks import read_remarks
from comity.formats.rows import Shape, rows
from comity.formats.source import Source
from comity.model.records import (
    Birth,
    Document,
    Name,
    NameQuality,
    Nationality,
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

SOURCE = "OFAC list of specially designated nationals"
REGISTER = RegisterId("US-OFAC")

ALIAS_OF_OTHERS = "alias of an entry that is no person"
ADDRESS_OF_OTHERS = "address of an entry that is no person"
NOTHING = "-0-"

_SHAPE = Shape()
_END = "\x1a"  # the mark by which old systems end a text file
_COLUMNS, _ALT_COLUMNS, _ADD_COLUMNS = 12, 5, 6
_ALIASES = {"aka": NameQuality.GOOD, "fka": NameQuality.FORMERLY, "nka": NameQuality.GOOD}


def read(
    sdn: Source,
    *,
    alt: Source | None = None,
    add: Source | None = None,
    dated: date,
    register: RegisterId = REGISTER,
) -> Listing:
    """Open a list; the date of its publication is not in the files."""

    def entries(on_progress: Progress | None) -> Iterator[Entry]:
        return _Pass(register, dated, alt, add).entries(sdn, on_progress)

    return Listing(register=register, source=SOURCE, dated=dated, entries=entries)


@dataclass(slots=True)
class _Beside:
    """The rows of alt.csv or add.csv, by the number of their entry."""

    part: str
    of_others: str
    rows: dict[str, list[tuple[int, list[str]]]] = field(default_factory=dict)


class _Pass:
    """One pass over the files: what stands beside the entries first, then entry by entry."""

    def __init__(self, register: RegisterId, dated: date, alt: Source | None, add: Source | None) -> None:
        self._register, self._dated = register, dated
        self._files = (
            (alt, _ALT_COLUMNS, _Beside("alias", ALIAS_OF_OTHERS)),
            (add, _ADD_COLUMNS, _Beside("address", ADDRESS_OF_OTHERS)),
        )

    def entries(self, sdn: Source, on_progress: Progress | None) -> Iterator[Entry]:
        """Yield every entry, then what belongs to none."""
        for source, columns, beside in self._files:
            yield from self._gather(source, columns, beside)
        for line, row in _rows(sdn, on_progress):
            yield from self._entry(line, row)
        for _, _, beside in self._files:
            for number, left in beside.rows.items():
                for line, row in left:
                    reason = f"the {beside.part} of an entry that is not in the list"
                    yield _rejected(line, reason, row, number, beside.part)

    def _gather(self, source: Source | None, columns: int, beside: _Beside) -> Iterator[Entry]:
        for line, row in _rows(source, None) if source is not None else ():
            if len(row) != columns or not row[0].isdecimal():
                reason = f"not a number of an entry and {columns} columns in all"
                yield _rejected(line, reason, row, "", beside.part)
            else:
                beside.rows.setdefault(row[0], []).append((line, row))

    def _entry(self, line: int, row: list[str]) -> Iterator[Entry]:
        number = row[0] if row[0].isdecimal() else ""
        aliases, addresses = (beside.rows.pop(number, []) for _, _, beside in self._files)
        if len(row) != _COLUMNS or not number:
            yield _rejected(line, f"not a number and {_COLUMNS} columns in all", row, number)
        elif row[2].lower() != "individual":
            yield Passed(row[2] or "entity")
            yield from (Passed(ALIAS_OF_OTHERS) for _ in aliases)
            yield from (Passed(ADDRESS_OF_OTHERS) for _ in addresses)
        elif not row[1]:
            yield _rejected(line, "a person without a name", row, number)
        else:
            yield from self._person(line, row, aliases, addresses)

    def _person(
        self,
        line: int,
        row: list[str],
        aliases: list[tuple[int, list[str]]],
        addresses: list[tuple[int, list[str]]],
    ) -> Iterator[Entry]:
        number = row[0]
        try:
            at = self._at("sdn.csv/SDN_Name", line)
            names = [_name(row[1], NameQuality.PRIMARY, at)]
            places: list[Place] = []
            for n, other in aliases:
                if other[2] not in _ALIASES or not other[3]:
                    yield _rejected(n, "the alias is no aka, fka or nka, or is empty", other, number, "alias")
                    continue
                note = "; ".join(filter(None, ("n.k.a." if other[2] == "nka" else "", clean(other[4]))))
                names.append(_name(other[3], _ALIASES[other[2]], self._at("alt.csv/alt_name", n), note))
            places += (_address(other, self._at("add.csv", n)) for n, other in addresses)
            yield self._record(row, line, names, places)
        except Unfit as unfit:
            yield _rejected(line, str(unfit), row, number)

    def _record(self, row: list[str], line: int, names: list[Name], places: list[Place]) -> Record:
        said = list(read_remarks(clean(row[11]), self._at("sdn.csv/Remarks", line)))
        places = [item for item in said if isinstance(item, Place)] + places
        return Record(
            register=self._register,
            reference=row[0],
            source_id=row[0],
            names=(*names, *(item for item in said if isinstance(item, Name))),
            provenance=self._at("sdn.csv", line),
            sex=next((item for item in said if isinstance(item, Sex)), Sex.UNKNOWN),
            births=tuple(item for item in said if isinstance(item, Birth)),
            documents=tuple(item for item in said if isinstance(item, Document)),
            nationalities=tuple(item for item in said if isinstance(item, Nationality)),
            places=tuple(places),
            remarks=(
                *self._columns(row, line),
                *(item for item in said if isinstance(item, Remark)),
            ),
        )

    def _columns(self, row: list[str], line: int) -> Iterator[Remark]:
        for programme in filter(None, clean(row[3]).split("] [")):
            at = self._at("sdn.csv/Program", line)
            yield Remark(kind=RemarkKind.PROGRAMME, text=programme, provenance=at)
        if row[4]:
            at = self._at("sdn.csv/Title", line)
            yield Remark(kind=RemarkKind.TITLE, text=clean(row[4]), provenance=at)

    def _at(self, element: str, line: int) -> Provenance:
        return Provenance(source=SOURCE, dated=self._dated, element=element, line=line)


def _rows(source: Source, on_progress: Progress | None) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows without their head, the end mark, and the word for nothing."""
    for line, row in rows(source, _SHAPE, on_progress):
        cells = [cell.strip() for cell in row]
        if cells == [_END] or cells[0].lower() == "ent_num":
            continue
        yield line, ["" if cell == NOTHING else cell for cell in cells]


def _name(text: str, quality: NameQuality, at: Provenance, note: str = "") -> Name:
    tidy = clean(text)
    return Name(text=tidy, quality=quality, script=script_of(tidy), provenance=at, note=note)


def _address(row: list[str], at: Provenance) -> Place:
    street, city, country, note = map(clean, row[2:])
    return Place(kind=PlaceKind.ADDRESS, street=street, city=city, country=country, note=note, provenance=at)


def _rejected(line: int, reason: str, row: list[str], reference: str, part: str = "") -> Rejected:
    return Rejected(line=line, reason=reason, reference=reference, part=part, raw=",".join(row))
