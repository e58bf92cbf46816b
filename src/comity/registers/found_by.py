"""By what a record is found: digests of the forms of its names, of its dates, numbers and places.

Each digest is keyed, another in each register, for each kind, and for who is delisted: the index that
holds them shows how many records share a form, and neither which form nor whose (decision 23).
"""

import hmac
from collections.abc import Iterable, Iterator
from functools import lru_cache

from comity.matching.names import Kind, Part, read
from comity.model.records import PartialDate, RegisterId
from comity.registers.briefs import Brief
from comity.registers.sealing import RegisterKeys
from comity.registers.terms import spellings, words, years

SCHEME = 1
"""Which forms are taken: another number makes every node's index anew."""

_BYTES = 5
_MIN_FUZZY = 3

Form = tuple[str, str]
"""A kind of form and its text."""


def held_digests(keys: RegisterKeys, register: RegisterId, brief: Brief, *, delisted: bool) -> frozenset[int]:
    """Return what a record is found by."""
    forms: set[Form] = set()
    for name in brief.names:
        for spelling in spellings(name.text):
            forms.update(name_forms(spelling), fuzzy_forms(spelling))
    for born in brief.births:
        forms.update(date_forms(born))
    for paper in brief.documents:
        forms.update(("document", number) for number in paper.numbers)
    for place in brief.places:
        forms.update(place_forms(place))
    return digests(keys, register, forms, delisted=delisted)


def digests(
    keys: RegisterKeys, register: RegisterId, forms: Iterable[Form], *, delisted: bool
) -> frozenset[int]:
    """Return the keyed digests of forms."""
    realm = f"{register}\x00{'delisted' if delisted else 'listed'}"
    return frozenset(_digest(keys.blinding, realm, kind, text) for kind, text in forms)


@lru_cache(maxsize=400_000)
def _digest(key: bytes, realm: str, kind: str, text: str) -> int:
    full = hmac.digest(key, f"comity/1 found by\x00{realm}\x00{kind}\x00{text}".encode(), "sha256")
    return int.from_bytes(full[:_BYTES])


def name_forms(name: str) -> Iterator[Form]:
    """Yield the forms of a name's parts: letters, both bare readings, and letters in any order."""
    for part in _parts(name):
        yield "fine", part.fine
        yield "coarse", part.coarse
        yield "coarse", part.other
        yield "bag", "".join(sorted(part.fine))


def fuzzy_forms(name: str) -> Iterator[Form]:
    """Yield the bare readings of a name's parts, and those with one consonant left out.

    Two spellings share one where a consonant is missing, added or another.
    """
    for part in _parts(name):
        bare = part.coarse
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


def place_forms(place: str) -> Iterator[Form]:
    """Yield the forms of a place's words."""
    for word in words(place):
        yield "place", word
    for part in read(place).full:
        yield "place", part.fine


@lru_cache(maxsize=1_024)
def _parts(name: str) -> tuple[Part, ...]:
    return tuple(part for part in read(name).parts if part.kind is not Kind.INITIAL)
