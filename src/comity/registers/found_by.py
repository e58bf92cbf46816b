"""By what a record is found: digests of the forms of its names, of its dates, numbers and places.

Each digest is keyed, another in each register, for each kind, and for who is delisted: the index that
holds them shows how many records share a form, and neither which form nor whose (decision 23).
"""

import hmac
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from comity.matching import eastern
from comity.matching.keys import NORM
from comity.matching.names import Kind, Part, read
from comity.model.records import PartialDate, RegisterId
from comity.registers.briefs import Brief
from comity.registers.sealing import RegisterKeys
from comity.registers.terms import spellings, words, years

SCHEME = f"3/{NORM}"
"""Which forms are taken and how names are read: another text makes every node's index anew."""

_BYTES = 5
_MIN_FUZZY = 3

Form = tuple[str, str]
"""A kind of form and its text."""


def held_digests(keys: RegisterKeys, register: RegisterId, brief: Brief, *, delisted: bool) -> set[int]:
    """Return what a record is found by."""
    realm = _realm(register, delisted=delisted)
    found: set[int] = set()
    for name in brief.names:
        for spelling in spellings(name.text):
            parts = _parts(spelling)
            for part in parts:
                found.update(_part_digests(keys.blinding, realm, part))
            found.update([_digest(keys.blinding, realm, *form) for form in _joined_forms(parts)])
    for born in brief.births:
        found.update(_date_digests(keys.blinding, realm, born))
    forms: list[Form] = [("document", number) for paper in brief.documents for number in paper.numbers]
    for place in brief.places:
        forms += place_forms(place)
    found.update(_digest(keys.blinding, realm, *form) for form in forms)
    return found


def digests(keys: RegisterKeys, register: RegisterId, forms: Iterable[Form], *, delisted: bool) -> set[int]:
    """Return the keyed digests of forms."""
    realm = _realm(register, delisted=delisted)
    return {_digest(keys.blinding, realm, kind, text) for kind, text in forms}


def _realm(register: RegisterId, *, delisted: bool) -> str:
    return f"{register}\x00{'delisted' if delisted else 'listed'}"


@lru_cache(maxsize=50_000)
def _part_digests(key: bytes, realm: str, part: Part) -> tuple[int, ...]:
    """Return the digests of all forms of a part: given names come again and again."""
    forms = {*_part_forms(part), *_fuzzy_forms(part.coarse)}
    return tuple([_digest(key, realm, kind, text) for kind, text in forms])


@lru_cache(maxsize=50_000)
def _date_digests(key: bytes, realm: str, born: PartialDate) -> tuple[int, ...]:
    return tuple([_digest(key, realm, kind, text) for kind, text in date_forms(born)])


@lru_cache(maxsize=100_000)
def _digest(key: bytes, realm: str, kind: str, text: str) -> int:
    full = hmac.digest(key, f"comity/1 found by\x00{realm}\x00{kind}\x00{text}".encode(), "sha256")
    return int.from_bytes(full[:_BYTES])


def name_forms(name: str) -> Iterator[Form]:
    """Yield the forms of a name's parts, and bare readings of neighbours joined.

    Of a part these are letters, the bare readings, and letters in any order.
    """
    parts = _parts(name)
    for part in parts:
        yield from _part_forms(part)
    yield from _joined_forms(parts)


def _part_forms(part: Part) -> Iterator[Form]:
    yield "fine", part.fine
    yield from (("coarse", coarse) for coarse in (*part.coarses, *eastern.coarses(part)))
    yield "bag", "".join(sorted(part.fine))


def _joined_forms(parts: tuple[Part, ...]) -> list[Form]:
    """Return what two neighbours read as one: they may be written so, and two that agree say more."""
    return [("coarse", one.coarse + other.coarse) for one, other in pairwise(parts)]


def fuzzy_forms(name: str) -> Iterator[Form]:
    """Yield the bare readings of a name's parts, and those with one consonant left out.

    Two spellings share one where a consonant is missing, added or another.
    """
    for part in _parts(name):
        yield from _fuzzy_forms(part.coarse)


def _fuzzy_forms(bare: str) -> Iterator[Form]:
    if len(bare) >= _MIN_FUZZY:
        yield "fuzzy", bare
        yield from (("fuzzy", bare[:i] + bare[i + 1 :]) for i in range(len(bare)))


def date_forms(born: PartialDate) -> Iterator[Form]:
    """Yield the forms of a birth date as far as it is known; day and month stand in either order."""
    if born.month is None or born.to_year is not None or len(years(born)) != 1:
        yield from (("year", str(year)) for year in years(born))
        return
    yield "year", str(born.year)
    if born.day is None:
        yield "month", f"{born.year}-{born.month}"
        return
    yield "month", f"{born.year}-{born.month}"
    first, second = sorted((born.month, born.day)) if born.day <= 12 else (born.month, born.day)
    yield "day", f"{born.year}-{first}-{second}"
    yield "birthday", f"{first}-{second}"
    yield "year-day", f"{born.year}-{born.day}"


def place_forms(place: str) -> Iterator[Form]:
    """Yield the forms of a place's words."""
    for word in words(place):
        yield "place", word
    for part in read(place).full:
        yield "place", part.fine


@lru_cache(maxsize=1_024)
def _parts(name: str) -> tuple[Part, ...]:
    return tuple(part for part in read(name).parts if part.kind is not Kind.INITIAL)
