"""FollowTheMoney entities (JSON lines) as records of persons.

A person's documents, listings and addresses are entities of their own that name the person, or that the
person names; they are gathered first. What the schema says of ethnicity, religion and politics is passed
over: no register of ours holds it. A line that is no entity is rejected alone.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.formats.ftm_person import FtmPerson
from comity.formats.listing import Entry, Listing, Passed, Unfit, clean
from comity.formats.rows import lines
from comity.formats.source import Source
from comity.model.records import Progress, Record, RegisterId, Rejected

SOURCE = "FollowTheMoney entities"
REGISTER = RegisterId("FTM")

HOLDER = {"Passport": "holder", "Identification": "holder", "Sanction": "entity"}
"""Schemas of what belongs to a person, and the property that names the person."""

_PARTS = {"Passport": "document", "Identification": "document", "Sanction": "listing"}
_ASIDE = (*HOLDER, "Address")


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: its texts by property, and the line on which it stands."""

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]
    line: int

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return all texts of these properties, each once."""
        return tuple(dict.fromkeys(text for name in names for text in self.properties.get(name, ())))

    def text(self, *names: str) -> str:
        """Return the first text of these properties, or nothing."""
        return next(iter(self.texts(*names)), "")


def read(source: Source, *, dated: date, register: RegisterId = REGISTER, title: str = SOURCE) -> Listing:
    """Open a file of entities, whose date is not in it; the title names the publisher.

    Raises: MalformedFile for bytes that are no text.
    """
    beside = _gather(source)

    def entries(on_progress: Progress | None) -> Iterator[Entry]:
        return _Pass(register, title, dated, dict(beside)).entries(source, on_progress)

    return Listing(register=register, source=title, dated=dated, entries=entries)


class _Pass:
    """One pass over the file; `beside` loses what found its person."""

    def __init__(
        self, register: RegisterId, title: str, dated: date, beside: dict[str, list[Entity]]
    ) -> None:
        self._register, self._title, self._dated = register, title, dated
        self._beside = beside

    def entries(self, source: Source, on_progress: Progress | None) -> Iterator[Entry]:
        """Yield every entity, then what belongs to none of them."""
        for line, text in enumerate(lines(source, on_progress=on_progress), start=1):
            if text.strip():
                yield self._entry(text, line)
        for part in self._beside.values():
            yield from (_orphan(entity) for entity in part if entity.schema in HOLDER)

    def _entry(self, text: str, line: int) -> Entry:
        reference = ""
        try:
            entity = read_entity(text, line)
            reference = entity.id
            parts = self._beside.pop(entity.id, []) if entity.schema not in _ASIDE else []
            return self._record(entity, parts) if entity.schema == "Person" else Passed(entity.schema)
        except Unfit as unfit:
            return Rejected(line=line, reason=str(unfit), reference=reference, raw=text)

    def _record(self, entity: Entity, parts: list[Entity]) -> Record:
        addresses = [a for id in entity.texts("addressEntity") for a in self._beside.get(f"@{id}", ())]
        return FtmPerson(entity, [*parts, *addresses], self._register, self._title, self._dated).record()


def read_entity(text: str, line: int) -> Entity:
    """Read one line.

    Raises: Unfit for what is no entity: the reason quotes nothing of it.
    """
    plain = _json(text)
    if not isinstance(plain, dict):
        raise Unfit("the line is no JSON object")
    id, schema, said = (plain.get(name) for name in ("id", "schema", "properties"))
    if not (isinstance(id, str) and id.strip() and isinstance(schema, str) and isinstance(said, dict)):
        raise Unfit("no entity: id, schema or properties are missing")
    return Entity(clean(id), clean(schema), {name: _texts(values) for name, values in said.items()}, line)


def _texts(values: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever JSON holds there
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Unfit("a property is no list of texts; nested entities are not read")
    return tuple(tidy for value in values if (tidy := clean(value)))


def _json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise Unfit("the JSON nests too deep") from None
    except Unfit:
        raise
    except ValueError:
        raise Unfit("the line is no JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unfit("one object names the same key twice")
    return found


def _no_number(_: str) -> float:
    raise Unfit("the JSON holds a number that is none")


def _gather(source: Source) -> dict[str, list[Entity]]:
    """Read what belongs to persons, by the person's id; addresses stand under their own id, marked."""
    beside: dict[str, list[Entity]] = {}
    marks = tuple(f'"{schema}"' for schema in _ASIDE)
    for line, text in enumerate(lines(source), start=1):
        if not any(mark in text for mark in marks):
            continue
        try:
            entity = read_entity(text, line)
        except Unfit:
            continue  # the pass that reads persons rejects it
        if entity.schema == "Address":
            beside.setdefault(f"@{entity.id}", []).append(entity)
        elif entity.schema in HOLDER:
            for holder in entity.texts(HOLDER[entity.schema]) or ("",):
                beside.setdefault(holder, []).append(entity)
    return beside


def _orphan(entity: Entity) -> Rejected:
    part = _PARTS[entity.schema]
    reason = f"the {part} of an entity that is not in the file"
    raw = json.dumps({name: list(texts) for name, texts in entity.properties.items()}, ensure_ascii=False)
    return Rejected(line=entity.line, reason=reason, reference=entity.id, part=part, raw=raw)
