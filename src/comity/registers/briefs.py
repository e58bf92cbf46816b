"""What a search compares of a record and no more, sealed by itself: hundreds open in milliseconds."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from comity.errors import CannotOpen
from comity.model.parties import StateCode
from comity.model.records import DocumentKind, Name, NameQuality, PartialDate, Record, RegisterId, Sex
from comity.registers.sealing import RegisterKeys, place
from comity.registers.terms import held_numbers
from comity.seal.master import unwrap, wrap

Plain = list[Any]
"""A brief as it is sealed: lists of texts, for which a search waits less than for values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefName:
    """One name, how good the source holds it to be, and whether it is in the original script."""

    text: str
    quality: NameQuality
    original: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefDocument:
    """One document: as it is shown, the numbers that may be read out of that, and whose it is if known."""

    kind: DocumentKind
    shown: str
    numbers: frozenset[str]
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The names, births, documents and places of one record, with sex and nationalities."""

    names: tuple[BriefName, ...]
    births: tuple[PartialDate, ...] = ()
    documents: tuple[BriefDocument, ...] = ()
    places: tuple[str, ...] = ()
    sex: Sex = Sex.UNKNOWN
    states: tuple[StateCode, ...] = ()


def brief_of(record: Record) -> Brief:
    """Take from a record what a search compares."""
    return Brief(
        names=tuple(map(_brief_name, record.names)),
        births=tuple(birth.date for birth in record.births if birth.date is not None),
        documents=tuple(
            BriefDocument(
                kind=d.kind, shown=d.number or d.label or d.note, numbers=found, state=d.state or ""
            )
            for d in record.documents
            if (found := held_numbers(d))
        ),
        places=tuple(
            ", ".join(part for part in (p.city, p.province, p.country) if part) or p.note
            for p in record.places
        ),
        sex=record.sex,
        states=tuple(n.state for n in record.nationalities if n.state is not None),
    )


def _brief_name(name: Name) -> BriefName:
    return BriefName(text=name.text, quality=name.quality, original=name.original_script)


def seal_brief(keys: RegisterKeys, register: RegisterId, handle: bytes, brief: Brief) -> bytes:
    """Seal a brief to the place of its record."""
    data = json.dumps(plain_of(brief), ensure_ascii=False, separators=(",", ":")).encode()
    return wrap(keys.sealing, data, _place(register, handle))


def plain_of(brief: Brief) -> Plain:
    """Return a brief as the list that is sealed."""
    return [
        [[name.text, name.quality, int(name.original)] for name in brief.names],
        [born.text for born in brief.births],
        [[paper.kind, paper.shown, sorted(paper.numbers), paper.state] for paper in brief.documents],
        brief.places,
        brief.sex,
        brief.states,
    ]


def open_plain(keys: RegisterKeys, register: RegisterId, handle: bytes, sealed: bytes) -> Plain:
    """Open a sealed brief as the list that was sealed.

    Raises:
        CannotOpen: another key sealed it, or its bytes or its place were changed.
        Truncated: its end is missing.
    """
    try:
        plain: Plain = json.loads(unwrap(keys.sealing, sealed, _place(register, handle)).decode())
    except ValueError:
        raise _spoilt() from None
    return plain


def births_of(plain: Plain) -> tuple[PartialDate, ...]:
    """Read the births alone out of a brief.

    Raises: CannotOpen.
    """
    try:
        return tuple([_date(text) for text in plain[1]])
    except (ValueError, TypeError, IndexError):
        raise _spoilt() from None


def brief_from(plain: Plain) -> Brief:
    """Read a brief.

    Raises: CannotOpen.
    """
    try:
        names, _, documents, places, sex, states = plain
        return Brief(
            names=tuple(BriefName(text=t, quality=NameQuality(q), original=bool(o)) for t, q, o in names),
            births=births_of(plain),
            documents=tuple(
                BriefDocument(kind=DocumentKind(kind), shown=shown, numbers=frozenset(numbers), state=state)
                for kind, shown, numbers, state in documents
            ),
            places=tuple(places),
            sex=Sex(sex),
            states=tuple(map(StateCode, states)),
        )
    except (ValueError, TypeError):
        raise _spoilt() from None


def _spoilt() -> CannotOpen:
    return CannotOpen("A record's brief is not what was sealed. Restore it from the backup.")


@lru_cache(maxsize=65_536)
def _date(text: str) -> PartialDate:
    return PartialDate.parse(text)


def _place(register: RegisterId, handle: bytes) -> bytes:
    return place(register, handle) + b"\x00brief"
