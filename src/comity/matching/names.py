"""How a name is read: scripts, titles and particles, and the forms in which two spellings become equal.

A name is read without knowing its language, since a register does not say it. Each part that counts carries
three forms, from letters to bare consonants:

- `fine`: Latin letters, spelling habits folded (Schtscherbakow, Chtcherbakov and Щербаков share one);
- `sound`: consonants by ear with three vowels (a, i, u), so that the habits of two languages meet;
- `coarse`: classes of consonants alone, which Latin, Cyrillic, Arabic and Han share.

Where letters have several values (French and English `ch`, Arabic waw, a silent French ending), `sounds` and
`coarses` hold three readings in one order: generic, second, French; `sound` and `coarse` are the first and
`other` is the second coarse one. A Chinese or Vietnamese given name falls into its syllables, however it was
joined, and the sound of a Chinese syllable is its class: all that pinyin and Wade-Giles
may mean by one spelling.

**Equality across scripts:** parts may be one name if `fine` is equal (surely), `sounds` share a reading (well
possible), or the sets `readings` intersect (possible). Equality of forms is never identity (R-MATCH): what it
is worth is for `likeness` to weigh and for `keys` to count in bits.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from comity.matching import (
    arabic,
    chinese,
    cyrillic,
    greek,
    han,
    hangul,
    hebrew,
    latin,
    palladius,
    rare,
    vietnamese,
)
from comity.matching.scripts import Script, script_of
from comity.matching.titles import DOUBTFUL, MARKERS, PARTICLES, PATRONYMIC, TITLES

__all__ = ["Kind", "Name", "Part", "Script", "read", "read_part", "script_of"]

MOST_LETTERS = 200
"""What is longer is cut here: no name is, and time stays bounded."""
MOST_PARTS = 12
REMEMBERED = 20_000
"""So many words are read once: given names come again and again."""


class Kind(StrEnum):
    """What a part of a name is, as far as its spelling tells."""

    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    PATRONYMIC = "patronymic"
    KUNYA = "kunya"
    INITIAL = "initial"
    PARTICLE = "particle"
    TITLE = "title"

    __hash__ = str.__hash__


class Part(NamedTuple):
    """One part of a name in its forms; `text` is as written, in small letters."""

    text: str
    script: Script
    kind: Kind
    fine: str
    sounds: tuple[str, str, str]
    coarses: tuple[str, str, str]

    @property
    def sound(self) -> str:
        """Return the generic reading by ear."""
        return self.sounds[0]

    @property
    def coarse(self) -> str:
        """Return the consonants of the generic reading."""
        return self.coarses[0]

    @property
    def other(self) -> str:
        """Return the consonants of the second reading."""
        return self.coarses[1]

    @property
    def readings(self) -> frozenset[str]:
        """Return the coarse readings: one to three."""
        return frozenset(self.coarses)


class Name(NamedTuple):
    """A name as read: the parts that count in the order written, and the titles and particles left aside."""

    parts: tuple[Part, ...]
    dropped: tuple[Part, ...]
    groups: tuple[str, ...] = ()
    """Fine letters by unit: a Chinese given name is one, however many syllables it has."""

    @property
    def full(self) -> tuple[Part, ...]:
        """Return the parts that are more than an initial."""
        return tuple(part for part in self.parts if part.kind is not Kind.INITIAL)

    @property
    def initials(self) -> tuple[Part, ...]:
        """Return the parts of which only the first letter is known."""
        return tuple(part for part in self.parts if part.kind is Kind.INITIAL)


class _Word(NamedTuple):
    """One word of a name on its way: as written, in plain letters of its script, and what it is."""

    text: str
    plain: str
    script: Script
    kind: Kind


_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0640\u00ad]")
_QUOTES = re.compile(r"['’‘ʼʻ`´ʹ′ʿʾ]")
_FOREIGN_HAN = re.compile("[·•・‧]")
_KOREAN_VOWELS = frozenset("ŏŭ")
_SHORT_TITLE = re.compile(r"\bг(?:р-(?:н|ка)|-(?:н|жа))\b")
_INNER_ARTICLE = re.compile(r"\b(El|Al)(?=[A-Z][a-z])")
_WORDS = re.compile(r"[^\W\d_]\.(?=[^\W\d_]\b)|[^\W\d_]+[.,،]?")
_COMMAS = frozenset(",،")
_ASIDE = frozenset((Kind.TITLE, Kind.PARTICLE))
_BESIDE = _ASIDE | {Kind.INITIAL}
_UNDECIDED = frozenset((Kind.NAME, Kind.PARTICLE))


def read(name: str) -> Name:
    """Read a name in any script; text without a letter gives a name without parts, nothing raises."""
    words = _kinds(_words(name))
    of_vietnam = any([word.plain in vietnamese.STRONG for word in words])
    if of_vietnam:
        words = [one for word in _without_honorific(words) for one in _vietnamese(word)]
    words = words if of_vietnam else _russian_pinyin(words)
    of_china = not of_vietnam and _is_chinese(words) and _FOREIGN_HAN.search(name) is None
    words = words if of_vietnam or of_china else _korean(words)
    first = of_china and bool(words) and not _is_given(words)
    if of_china:
        words = [one for word in words for one in _chinese(word)]
    parts = [_part(word, as_chinese=of_china) for word in words]
    kept = [part for part in parts if part.kind not in _ASIDE and part.fine]
    if all([part.kind is Kind.INITIAL for part in kept]):  # a name of particles alone: they are the name
        kept = [part for part in parts if part.kind is not Kind.TITLE and part.fine]
    kept = kept[:MOST_PARTS]
    dropped = () if len(kept) == len(parts) else tuple([p for p in parts if p not in kept])[:MOST_PARTS]
    return Name(tuple(kept), dropped, _groups(kept, first=first) if of_china else _fines(kept))


def _fines(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple([part.fine for part in parts if part.kind is not Kind.INITIAL])


def _groups(parts: Sequence[Part], *, first: bool) -> tuple[str, ...]:
    """Return the family name, which stands first or last, and the given name as one."""
    fines = _fines(parts)
    if len(fines) < 3:
        return fines
    family, given = (fines[0], fines[1:]) if first else (fines[-1], fines[:-1])
    return family, latin.once("".join(given))


def read_part(text: str) -> Part | None:
    """Read one word of a name by itself, as a table of names lists it; None if it has no letters."""
    words = _kinds(_words(text, whole=True)[:1])
    part = _part(words[0], as_chinese=False) if words else None
    return part if part and part.fine else None


def _words(name: str, *, whole: bool = False) -> Sequence[str]:
    """Return the words as written, in small letters, a comma or dot still behind them."""
    plain = name[:MOST_LETTERS]
    if "El" in plain or "Al" in plain:
        plain = _INNER_ARTICLE.sub(r"\1 ", plain)
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", plain).lower())
        plain = _UNSEEN.sub("", plain)
        if any(map(unicodedata.combining, plain)):
            plain = "".join([c for c in plain if not unicodedata.combining(c)])
        plain = _SHORT_TITLE.sub(" ", hebrew.marked(plain.lower()))
    found = _WORDS.findall(_QUOTES.sub("", plain.lower()))
    if len(found) == 1 and not whole and not found[0].isascii():
        script = script_of(found[0])
        if script in _SPACELESS:
            return _SPACELESS[script](found[0])
    return found[: 4 * MOST_PARTS]


def _kinds(words: Sequence[str]) -> list[_Word]:
    kinds = list(map(_word, words))
    family_first = any([word[-1] in _COMMAS for word in words[:-1]])
    if family_first:
        comma = False
        for place, word in enumerate(kinds):
            if word.kind is Kind.NAME:
                kinds[place] = word._replace(kind=Kind.GIVEN if comma else Kind.FAMILY)
            comma = comma or words[place][-1] in _COMMAS
    return _joined(_titles(kinds))


def _titles(words: list[_Word]) -> list[_Word]:
    """Take for a name what may be a title, but stands last or has not two parts of a name beside it."""
    if not any([word.plain in DOUBTFUL for word in words]):
        return words
    last = len(words) - 1
    few = sum([word.kind not in _BESIDE for word in words]) < 2
    return [
        word._replace(kind=Kind.NAME) if word.plain in DOUBTFUL and (few or at == last) else word
        for at, word in enumerate(words)
    ]


@lru_cache(maxsize=REMEMBERED)
def _word(written: str) -> _Word:
    """Read one word by itself, a comma or dot still behind it."""
    text = written.rstrip(".,،")
    script = script_of(text)
    plain = latin.plain(text) if script is Script.LATIN else text
    return _Word(text, plain, script, _kind(plain, script))


def _kind(word: str, script: Script) -> Kind:
    if len(word) <= 1 and script not in (Script.HAN, Script.HANGUL):
        return Kind.INITIAL
    if word in TITLES or word in MARKERS:
        return Kind.TITLE
    if word in PARTICLES:
        return Kind.PARTICLE
    return Kind.PATRONYMIC if PATRONYMIC.search(word) else Kind.NAME


def _joined(words: list[_Word]) -> list[_Word]:
    """Join what Arabic writes apart: abd al-X, abu X, X al-din."""
    if not any([arabic.may_join(word.plain) for word in words]):
        return words
    if not any(word.script in (Script.LATIN, Script.ARABIC, Script.CYRILLIC) for word in words):
        return words
    done: list[_Word] = []
    for plain, at in arabic.join([word.plain for word in words]):
        word = words[at]
        kind = Kind.KUNYA if plain != word.plain and arabic.is_kunya(plain) else word.kind
        if plain != word.plain and kind in _ASIDE:
            kind = Kind.NAME
        done.append(_Word(word.text if plain == word.plain else plain, plain, word.script, kind))
    return done


def _without_honorific(words: list[_Word]) -> list[_Word]:
    """Leave away what stands before a Vietnamese family name and a given name, as Mr and Mrs do."""
    addressed = len(words) > 2 and words[0].plain in vietnamese.HONORIFICS
    return words[1:] if addressed and words[1].plain in vietnamese.STRONG else words


def _vietnamese(word: _Word) -> list[_Word]:
    """Split a word of a Vietnamese name into its syllables, and take a particle for the name it is there."""
    kind = Kind.NAME if word.kind in _UNDECIDED else word.kind
    syllables = vietnamese.split(word.plain) if word.script is Script.LATIN else ()
    if len(syllables) < 2:
        return [_Word(word.text, word.plain, word.script, kind)]
    return [_Word(one, one, word.script, kind) for one in syllables]


def _russian_pinyin(words: list[_Word]) -> list[_Word]:
    """Take a Chinese name in Russian letters for its pinyin: two or three words of such syllables alone."""
    if len(words) not in (2, 3) or words[0].script is not Script.CYRILLIC:
        return words
    said = [palladius.split(word.plain) for word in words]
    ends = [chinese.CLASSES[one[0]] for one in (said[0], said[-1]) if len(one) == 1]
    if not all(said) or chinese.FAMILIES.isdisjoint(ends):
        return words
    return [
        word._replace(plain="".join(one), script=Script.LATIN, kind=Kind.NAME)
        for word, one in zip(words, said, strict=True)
    ]


def _korean(words: list[_Word]) -> list[_Word]:
    """Join the two syllables of a Korean given name, which some write apart."""
    family = hangul.family_at([word.plain for word in words]) if len(words) == 3 else None
    if family is None:
        return words
    at = 1 if family == 0 else 0
    one, two = words[at : at + 2]
    joined = _Word(one.text + two.text, one.plain + two.plain, one.script, Kind.NAME)
    return [*words[:at], joined, *words[at + 2 :]]


def _is_given(words: list[_Word]) -> bool:
    """Tell whether a Chinese name starts with the given name: two syllables, or no family's name."""
    start = words[0]
    if start.script is Script.HAN:
        return len(start.text) > 1 and start.text not in han.TWO
    return len(_syllables(start)) > 1 or chinese.CLASSES.get(start.plain) not in chinese.FAMILIES


def _is_chinese(words: list[_Word]) -> bool:
    """Tell whether every word is Han or reads as Chinese syllables, two to four in all, with a family's."""
    said = 0
    named = [word.plain for word in words if word.kind is not Kind.TITLE]
    if not named or not (chinese.is_family(named[0]) or chinese.is_family(named[-1])):
        return False
    for word in words:
        if word.kind is Kind.TITLE:
            continue
        count = len(word.text) if word.script is Script.HAN else len(_syllables(word))
        if not count:
            return False
        if count > 3 or not _KOREAN_VOWELS.isdisjoint(word.text):  # a foreign name in Han, or Korea's o and u
            return False
        said += count
    return 2 <= said <= 4


def _syllables(word: _Word) -> tuple[str, ...]:
    return chinese.split(word.plain) if word.script is Script.LATIN else ()


def _chinese(word: _Word) -> list[_Word]:
    """Split a word of a Chinese name into its syllables or characters."""
    kind = Kind.NAME if word.kind in _UNDECIDED else word.kind
    if kind is Kind.TITLE:
        return [word]
    if word.script is Script.HAN:
        family = word.text if word.text in han.SURNAME else ""
        said = han.syllables(word.text, family=bool(family))
        written = word.text if len(said) == len(word.text) else said
        return [_Word(text, one, Script.HAN, kind) for text, one in zip(written, said, strict=True)]
    return [_Word(one, one, word.script, kind) for one in _syllables(word)]


@lru_cache(maxsize=REMEMBERED)
def _part(word: _Word, *, as_chinese: bool) -> Part:
    read_by = _READERS.get(word.script)
    if read_by:
        fine, sounds = read_by.fine(word.plain), read_by.sounds(word.plain)
        return Part(word.text, word.script, word.kind, fine, sounds, _coarses(sounds))
    letters = _letters(word)
    fine, sounds = latin.fine(letters), latin.sounds(letters)
    if as_chinese and letters in chinese.CLASSES:
        said = chinese.CLASSES[letters]
        other = chinese.WADE_ALONE.get(letters, said)
        return Part(word.text, word.script, word.kind, fine, (said, other, said), _coarses(sounds))
    if word.script is Script.HAN:
        sounds = han.sounds(word.plain)
    return Part(word.text, word.script, word.kind, fine, sounds, _coarses(sounds))


class _Reader(Protocol):
    """The rules of a script of its own: fine letters and three readings by ear."""

    def fine(self, word: str, /) -> str:
        """Return letters a-z."""

    def sounds(self, word: str, /) -> tuple[str, str, str]:
        """Return the three readings."""


_READERS: Mapping[Script, _Reader] = {
    Script.CYRILLIC: cyrillic,
    Script.ARABIC: arabic,
    Script.GREEK: greek,
    Script.HEBREW: hebrew,
    Script.HANGUL: hangul,
}
_SPACELESS = {Script.HAN: han.split, Script.HANGUL: hangul.split}


def _coarses(sounds: tuple[str, str, str]) -> tuple[str, str, str]:
    first, second, third = sounds
    return latin.skeleton(first), latin.skeleton(second), latin.skeleton(third)


def _letters(word: _Word) -> str:
    """Return a word of any script in letters a-z."""
    if word.plain.isascii():
        return word.plain
    return "".join(han.syllables(word.text)) if word.script is Script.HAN else rare.to_latin(word.plain)
