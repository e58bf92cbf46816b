"""Parts of a name made ready to be compared: once for every part, so that a comparison only looks.

Worth is in hundredths of a bit, in whole numbers: what a part says by its letters, its sound, its consonants.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from comity.matching import chinese, eastern, vietnamese
from comity.matching.common import shares
from comity.matching.names import Kind, Part, Script, read
from comity.matching.short_forms import names_of

INITIAL_WORTH = 150
MOST_SLIPS = 3
_TOGETHER = re.compile("[bcdfghjklmnpqrstvwxz]{3}|[a-z]{2}")
"""Initials of given names written as one word, as JP and AM; of three, consonants alone: Ali is a name."""


@dataclass(slots=True, eq=False)
class Token:
    """A part made ready to be compared: its forms and what they are worth; one object for one part.

    Nobody writes to it; it is not frozen, since that doubles the time to make one.
    """

    text: str
    script: Script
    fine: str
    sound: str
    sounds: frozenset[str]
    coarse: str
    coarses: frozenset[str]
    forms: frozenset[str]
    initial: bool
    fine_worth: int
    sound_worth: int
    coarse_worth: int
    letters: int
    heard: int
    bones: int
    """Which letters `fine`, `sound`, `coarse` hold, a bit each: what no slip brings together is soon seen."""
    all_bones: int
    """The letters of every coarse reading."""
    slips: int
    sound_slips: int
    """How many slips of the pen `fine` and `sound` bear."""
    size: int
    names: frozenset[str]
    """The given names that it may be a form of, by their marks (`short_forms`)."""
    together: bool
    """Whether it may be initials written together."""


@lru_cache(maxsize=65_536)
def tokens(name: str) -> tuple[Token, ...]:
    """Read a name into parts that are ready to be compared."""
    return tuple([_token(part) for part in read(name).parts])


@lru_cache(maxsize=65_536)
def words(place: str) -> tuple[Token, ...]:
    """Read a place into parts; in a place nothing is a title or a particle."""
    found = read(place)
    return tuple([_token(part) for part in (*found.parts, *found.dropped) if part.fine])


@lru_cache(maxsize=65_536)
def _token(part: Part) -> Token:
    initial = part.kind is Kind.INITIAL
    fine, sound, coarse = (INITIAL_WORTH,) * 3 if initial else _worth(part)
    more = () if initial else eastern.sounds(part)
    sounds = frozenset(filter(None, (*part.sounds, *more)))
    coarses = frozenset(filter(None, (*part.coarses, *(eastern.coarses(part) if more else ()))))
    names = frozenset() if initial else names_of(part.fine)
    return Token(
        text=part.text,
        script=part.script,
        fine=part.fine,
        sound=part.sound,
        sounds=sounds,
        coarse=part.coarse,
        coarses=coarses,
        forms=sounds | coarses | names,
        initial=initial,
        fine_worth=fine,
        sound_worth=sound,
        coarse_worth=coarse,
        letters=_letters(part.fine),
        heard=_letters(part.sound),
        bones=_letters(part.coarse),
        all_bones=_letters("".join(coarses)),
        slips=most_slips(len(part.fine)),
        sound_slips=most_slips(len(part.sound)),
        size=len(part.fine),
        names=names,
        together=part.script is Script.LATIN and _may_be_initials(part.text),
    )


def _may_be_initials(text: str) -> bool:
    """Tell whether a word may be initials: two letters, but no name as Le and An are."""
    if _TOGETHER.fullmatch(text) is None:
        return False
    return text not in chinese.CLASSES and text not in vietnamese.FAMILIES


def _letters(form: str) -> int:
    found = 0
    for letter in form:
        found |= 1 << (ord(letter) & 63)
    return found


def _worth(part: Part) -> tuple[int, int, int]:
    """Return what a part says by its letters, its sound and its consonants, never more by less."""
    common = shares()
    fine = min(
        400 + 110 * len(part.fine), 1400, common.get(part.fine, 9999), common.get(part.sound, 9999) + 200
    )
    sound = min(fine, 250 + 130 * len(part.sound), common.get(part.sound, 9999))
    return fine, sound, min(sound, 250 + 190 * len(part.coarse))


def most_slips(letters: int) -> int:
    """Return how many slips of the pen a form of so many letters bears."""
    return min(MOST_SLIPS, 1 + letters // 5)
