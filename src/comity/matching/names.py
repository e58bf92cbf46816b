"""How a name is read: scripts, titles and particles, and the forms in which two spellings become equal.

A name is read without knowing the language, since a register does not say it. Each part that counts carries
three forms, from letters to bare consonants:

- `fine`: Latin letters, spelling habits folded (Schtscherbakow, Chtcherbakov and Щербаков share one);
- `sound`: classes of consonants with three vowels (a, i, u), so that habits of two languages meet;
- `coarse`: classes of consonants alone, which Latin, Cyrillic, Arabic and Han share. Where a letter has two
  values (French and English `ch`, Arabic waw), `other` is the second reading, else it equals `coarse`.

**Equality across scripts:** parts may be one name if `fine` is equal (surely), `sound` is equal (well
possible), or the sets `readings` intersect (possible). Equality of forms is never identity (R-MATCH): what it
is worth is for `likeness` to weigh and for `keys` to count in bits.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from comity.matching import arabic, cyrillic, han, latin, rare
from comity.matching.titles import INITIAL_KUNYA, MARKERS, PARTICLES, PATRONYMIC, TITLES

MOST_LETTERS = 200
"""What is longer is cut here: no name is, and time stays bounded."""
MOST_PARTS = 12


class Script(StrEnum):
    """The script in which a part is written."""

    LATIN = "Latn"
    CYRILLIC = "Cyrl"
    ARABIC = "Arab"
    HAN = "Hani"
    GREEK = "Grek"
    ARMENIAN = "Armn"
    GEORGIAN = "Geor"
    HEBREW = "Hebr"
    HANGUL = "Hang"
    OTHER = "Zyyy"


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


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name in its forms; `text` is as written, in small letters."""

    text: str
    script: Script
    kind: Kind
    fine: str
    sound: str
    coarse: str
    other: str

    @property
    def readings(self) -> frozenset[str]:
        """Return the coarse readings: one or two."""
        return frozenset((self.coarse, self.other))


@dataclass(frozen=True, slots=True)
class Name:
    """A name as read: the parts that count in the order written, and the titles and particles left aside."""

    parts: tuple[Part, ...]
    dropped: tuple[Part, ...]

    @property
    def full(self) -> tuple[Part, ...]:
        """Return the parts that are more than an initial."""
        return tuple(part for part in self.parts if part.kind is not Kind.INITIAL)

    @property
    def initials(self) -> tuple[Part, ...]:
        """Return the parts of which only the first letter is known."""
        return tuple(part for part in self.parts if part.kind is Kind.INITIAL)


_BLOCKS = (
    (0x0250, Script.LATIN),
    (0x0370, Script.OTHER),
    (0x0400, Script.GREEK),
    (0x0530, Script.CYRILLIC),
    (0x0590, Script.ARMENIAN),
    (0x0600, Script.HEBREW),
    (0x0780, Script.ARABIC),
    (0x10A0, Script.OTHER),
    (0x1100, Script.GEORGIAN),
    (0x1200, Script.HANGUL),
    (0x1C90, Script.OTHER),
    (0x1CC0, Script.GEORGIAN),
    (0x1E00, Script.OTHER),
    (0x1F00, Script.LATIN),
    (0x2000, Script.GREEK),
    (0x3400, Script.OTHER),
    (0xA000, Script.HAN),
    (0xAC00, Script.OTHER),
    (0xD7B0, Script.HANGUL),
    (0xF900, Script.OTHER),
    (0xFB00, Script.HAN),
    (0xFB50, Script.OTHER),
    (0xFF00, Script.ARABIC),
    (0x20000, Script.OTHER),
    (0x32000, Script.HAN),
)
_JOINERS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0640]")
_QUOTES = re.compile(r"['’‘ʼʻ`´ʹ′]")
_WORDS = re.compile(r"[^\W\d_]\.(?=[^\W\d_]\b)|[^\W\d_]+[.,]?")


def read(name: str) -> Name:
    """Read a name in any script; text without a letter gives a name without parts, nothing raises."""
    words = _words(name)
    parts: list[Part] = []
    dropped: list[Part] = []
    for word, kind in _kinds(words):
        part = _part(word, kind)
        aside = kind in (Kind.TITLE, Kind.PARTICLE) or not part.fine
        (dropped if aside else parts).append(part)
    if not parts:  # a name of particles alone, such as "Van": they are the name
        parts, dropped = (
            [p for p in dropped if p.fine and p.kind is Kind.PARTICLE],
            [p for p in dropped if not (p.fine and p.kind is Kind.PARTICLE)],
        )
    return Name(tuple(parts[:MOST_PARTS]), tuple(dropped[:MOST_PARTS]))


def script_of(text: str) -> Script:
    """Return the script of the first letter."""
    letter = ord(text[0]) if text else 0
    return next((script for end, script in _BLOCKS if letter < end), Script.OTHER)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name[:MOST_LETTERS]).lower()
    plain = unicodedata.normalize("NFC", plain)
    plain = _QUOTES.sub("", _JOINERS.sub("", plain))
    found: list[str] = []
    for word in _WORDS.findall(_unmark(plain)):
        found.extend(han.split(word) if script_of(word) is Script.HAN else [word])
    return found


def _unmark(text: str) -> str:
    """Drop combining marks that no composed letter takes up, such as Arabic and Hebrew vowels."""
    if text.isascii():
        return text
    return "".join(c for c in text if not unicodedata.combining(c))


def _kinds(words: list[str]) -> list[tuple[str, Kind]]:
    kinds: list[tuple[str, Kind]] = []
    family_first = any(word.endswith(",") for word in words)
    comma_seen = False
    for word in words:
        bare = word.rstrip(".,")
        kind = _kind(bare, dotted=word.endswith("."))
        if kind is Kind.NAME and family_first:
            kind = Kind.GIVEN if comma_seen else Kind.FAMILY
        comma_seen = comma_seen or word.endswith(",")
        kinds.append((bare, kind))
    return kinds


def _kind(word: str, *, dotted: bool) -> Kind:
    script = script_of(word)
    if len(word) == 1 and script not in (Script.HAN, Script.HANGUL):
        return Kind.INITIAL
    plain = latin.plain(word) if script is Script.LATIN else word
    if plain in TITLES or plain in MARKERS:
        return Kind.TITLE
    if plain in PARTICLES:
        return Kind.PARTICLE
    if plain in INITIAL_KUNYA:
        return Kind.KUNYA
    return Kind.PATRONYMIC if PATRONYMIC.search(plain) else Kind.NAME


def _part(word: str, kind: Kind) -> Part:
    script = script_of(word)
    if script is Script.CYRILLIC:
        forms = cyrillic.forms(word)
    elif script is Script.ARABIC:
        forms = arabic.forms(word)
    elif script is Script.HAN:
        forms = han.forms(word)
    elif script is Script.LATIN:
        forms = latin.forms(latin.plain(word))
    else:
        forms = latin.forms(rare.to_latin(word))
    fine, sound, coarse, other = forms
    return Part(word, script, kind, fine, sound, coarse, other)
