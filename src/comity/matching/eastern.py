"""Belarusian and Ukrainian spellings beside the Russian one: Hrytskevich and Грицкевич, Kavaliou and Kovalev.

What is г in Russian letters is h in theirs, as is any foreign h in Russian (Гасан for Hasan); v after a vowel
and before a consonant is u; d and t are dz and ts before some letters. These are further readings of a part:
they count for likeness and for no key, since they would make keys of too many.
"""

import re

from comity.matching import cyrillic, latin
from comity.matching.names import Part
from comity.matching.scripts import Script

LEAST_CONSONANTS = 3
"""So many consonants of a neighbour's spelling are needed to find a part by them."""
_H = re.compile("(?<![cgkpstwz])h")
_U = re.compile("(?<=[aeo])u(?![aeiouy])|^u(?=[^aeiouy])")
_SOFT = re.compile("dz(?=[eimv])|ts(?=[ei])")
_ANY = re.compile("|".join([_H.pattern, _U.pattern, _SOFT.pattern]))
_SOFT_CYRILLIC = re.compile("дз(?=[іеёямв])|ц(?=[іеёяь])")


def sounds(part: Part) -> tuple[str, ...]:
    """Return how a part sounds if a neighbour of Russian spelled it, or Russian a foreign one; often none."""
    if part.script is Script.LATIN:
        word = latin.plain(part.text)
        if _ANY.search(word) is None:
            return ()
        return (latin.sound(_SOFT.sub(_hard, _U.sub("v", _H.sub("g", word)))),)
    if part.script is not Script.CYRILLIC:
        return ()
    russian = _SOFT_CYRILLIC.sub(_hard, part.text.replace("ў", "в"))
    ways = dict.fromkeys((russian, russian.replace("г", "х"), part.text.replace("г", "х")))
    return tuple(cyrillic.sounds(way)[0] for way in ways if way != part.text)


def coarses(part: Part) -> tuple[str, ...]:
    """Return the consonants of those sounds, where they are enough to say something."""
    return tuple([bones for bones in map(latin.skeleton, sounds(part)) if len(bones) >= LEAST_CONSONANTS])


def _hard(found: re.Match[str]) -> str:
    return {"d": "d", "t": "t", "д": "д"}.get(found.group()[0], "т")
