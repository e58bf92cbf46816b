"""A mapping file (TOML): which columns of a table say what of a person, and how they write it.

A mapping with a mistake is refused before any row is read, by the word that is wrong. The words are
those of `docs/lists.md`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from comity.errors import BadInput
from comity.formats.rows import ENCODINGS, Shape
from comity.formats.table_dates import DateForm, Unclear, read_forms
from comity.model.records import DocumentKind, NameQuality, PlaceKind, RemarkKind

_TOP = {"source", "encoding", "delimiter", "quote", "head", "dates", "months", "about", "empty"}
_FIELDS = {"reference", "source_id", "listed_on", "updated_on", "delisted_on"}
_SECTIONS: dict[str, tuple[frozenset[str], frozenset[str], type[StrEnum] | None]] = {
    "name": (frozenset({"columns"}), frozenset({"quality", "many", "note"}), NameQuality),
    "birth": (frozenset({"column"}), frozenset({"to", "note"}), None),
    "document": (
        frozenset({"number"}),
        frozenset({"kind", "label", "state", "issued", "issued_at", "expires", "note"}),
        DocumentKind,
    ),
    "nationality": (frozenset({"column"}), frozenset({"many"}), None),
    "place": (
        frozenset(),
        frozenset({"kind", "street", "city", "province", "postcode", "country", "note"}),
        PlaceKind,
    ),
    "remark": (frozenset({"column"}), frozenset({"kind", "many"}), RemarkKind),
}
"""Of each section the words it must have, the words it may have, and the values of its one closed word."""

_NO_COLUMN = {"quality", "kind", "many"}
_COLUMN_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One group of columns, as a name or a document; `columns` are given by the word of each."""

    columns: Mapping[str, tuple[str, ...]]
    choice: str = ""
    many: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """How a table is written and what its columns say."""

    source: str
    shape: Shape
    head: int
    dates: tuple[DateForm, ...]
    about: tuple[str, ...]
    empty: frozenset[str]
    fields: Mapping[str, str]
    sex: Mapping[str, str] = field(default_factory=dict)
    sex_column: str = ""
    sections: Mapping[str, tuple[Section, ...]] = field(default_factory=dict)

    def columns(self) -> Iterator[str]:
        """Yield every column that the mapping names."""
        yield from self.fields.values()
        if self.sex_column:
            yield self.sex_column
        for sections in self.sections.values():
            for section in sections:
                for names in section.columns.values():
                    yield from names


def read_mapping(data: bytes) -> TableMapping:
    """Read a mapping file.

    Raises: BadInput, naming the word that is wrong.
    """
    try:
        plain = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as wrong:
        place = re.search(r"\(at .*\)", str(wrong))
        raise _wrong(f"it is no TOML {place[0] if place else 'in UTF-8'}") from None
    for word in plain.keys() - _TOP - _FIELDS - _SECTIONS.keys() - {"sex"}:
        raise _wrong(f"'{word}' is no word of a mapping")
    sex_column, sex = _sex(plain.get("sex"))
    try:
        forms = read_forms(_texts(plain, "dates", ("YYYY-MM-DD",)), _texts(plain, "months", ()))
    except Unclear as unclear:
        raise _wrong(str(unclear)) from None
    return TableMapping(
        source=_text(plain, "source", required=True),
        shape=_shape(plain),
        head=_head(plain),
        dates=forms,
        about=tuple(word.casefold() for word in _texts(plain, "about", ())),
        empty=frozenset(word.casefold() for word in _texts(plain, "empty", ())) | {""},
        fields={
            name: text
            for name in sorted(_FIELDS)
            if (text := _text(plain, name, required=name == "reference"))
        },
        sex=sex,
        sex_column=sex_column,
        sections={name: tuple(_sections(plain, name)) for name in _SECTIONS},
    )


def _wrong(reason: str) -> BadInput:
    return BadInput(f"The mapping cannot be used: {reason}. Mend it; no row was read.")


def _text(plain: Mapping[str, Any], name: str, default: str = "", *, required: bool = False) -> str:
    said = plain.get(name, default)
    if not isinstance(said, str) or len(said) > _COLUMN_NAME or (required and not said):
        raise _wrong(f"'{name}' is missing or no text")
    return said


def _texts(plain: Mapping[str, Any], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    said = plain.get(name, list(default))
    if not isinstance(said, list) or not all(isinstance(word, str) and word for word in said):
        raise _wrong(f"'{name}' is no list of texts")
    return tuple(said)


def _shape(plain: Mapping[str, Any]) -> Shape:
    encoding = _text(plain, "encoding", "utf-8-sig").lower()
    delimiter, quote = _text(plain, "delimiter", ","), _text(plain, "quote", '"')
    if encoding not in ENCODINGS:
        raise _wrong(f"'encoding' is none of {', '.join(sorted(ENCODINGS))}")
    if len(delimiter) != 1 or len(quote) > 1 or delimiter == quote or {delimiter, quote} & set("\r\n\0 "):
        raise _wrong("'delimiter' and 'quote' are one character each, and not the same; no quote is ''")
    return Shape(encoding=encoding, delimiter=delimiter, quote=quote)


def _head(plain: Mapping[str, Any]) -> int:
    head = plain.get("head", 1)
    if not isinstance(head, int) or isinstance(head, bool) or not 1 <= head <= 100:
        raise _wrong("'head' is not the number of the line with the names of the columns, 1 to 100")
    return head


def _sex(said: object) -> tuple[str, dict[str, str]]:
    if said is None:
        return "", {}
    if not isinstance(said, dict) or said.keys() - {"column", "female", "male"}:
        raise _wrong("'sex' has other words than column, female, male")
    words = {w.casefold(): sex for sex in ("female", "male") for w in _texts(said, sex, ())}
    return _text(said, "column", required=True), words


def _sections(plain: Mapping[str, Any], name: str) -> Iterator[Section]:
    said = plain.get(name, [])
    if not isinstance(said, list) or not all(isinstance(section, dict) for section in said):
        raise _wrong(f"'{name}' is written [[{name}]], once for each")
    if name == "name" and not said:
        raise _wrong("no [[name]] says where the names stand")
    for number, section in enumerate(said, start=1):
        yield _section(section, name, f"[[{name}]] {number}")


def _section(said: Mapping[str, Any], name: str, where: str) -> Section:
    must, may, closed = _SECTIONS[name]
    for word in said.keys() - must - may:
        raise _wrong(f"{where}: '{word}' is no word of it")
    for word in must - said.keys():
        raise _wrong(f"{where}: '{word}' is missing")
    word = "quality" if name == "name" else "kind"
    choice = _text(said, word, "")
    if closed is not None and choice not in ("", *closed):
        raise _wrong(f"{where}: '{word}' is none of {', '.join(closed)}")
    columns = {
        key: _texts(said, key, ()) if key == "columns" else (_text(said, key),)
        for key in said
        if key not in _NO_COLUMN
    }
    if not columns or not all(all(names) and names for names in columns.values()):
        raise _wrong(f"{where}: no column is named")
    return Section(columns=columns, choice=choice, many=_text(said, "many"))
