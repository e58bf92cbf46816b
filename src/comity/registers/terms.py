"""What two texts must share to agree word for word: folded words, years of birth, numbers of documents.

Simple on purpose: case, marks, order and spelling habits of keyboards are folded away, nothing is
transliterated. Names across scripts are the matching room's work.
"""

import re
import unicodedata
from functools import lru_cache

from comity.model.records import Document, PartialDate

MAX_YEARS = 100
"""A birth that may lie in more years than this says nothing to search by."""

# Letters that carry no separable mark, and Arabic letters that keyboards write two ways.
_FOLDED = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""}
    | dict.fromkeys("'’‘ʼʻʿʾ`´", "")
)
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SPELLINGS = re.compile(r"[;()]")
_LONG_WORD = re.compile(r"\b[^\W\d_]{3,}\b|\bno\b\.?|\bn[°º]", re.IGNORECASE)
_SERIES = re.compile(r"\b([A-Z]{1,3})[ -]?(\d{4,})\b", re.IGNORECASE)
_MIN_NUMBER = 5


def fold(text: str) -> str:
    """Fold case, diacritics and invisible marks away."""
    if text.isascii():
        return text.translate(_FOLDED).casefold()
    apart = unicodedata.normalize("NFKD", text.translate(_FOLDED)).casefold()
    apart = unicodedata.normalize("NFKD", apart).translate(_FOLDED)
    return "".join(letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Cf"))


@lru_cache(maxsize=65_536)
def words(name: str) -> frozenset[str]:
    """Return a name's folded words; each Han character is a word, since Han writes no spaces."""
    return frozenset(_WORD.findall(_HAN.sub(lambda han: f" {han[0]} ", fold(name))))


def spellings(name: str) -> tuple[str, ...]:
    """Part a name that lists several spellings by `;` or gives another script in brackets."""
    if _SPELLINGS.search(name) is None:
        return (name.strip(),) if words(name) else ()
    return tuple(part.strip() for part in _SPELLINGS.split(name) if words(part))


def years(born: PartialDate) -> range:
    """Return the years that a birth may lie in, none if they are too many to mean anything."""
    first, last = born.earliest.year, born.latest.year
    return range(first, last + 1) if last - first < MAX_YEARS else range(0)


def asked_numbers(text: str) -> frozenset[str]:
    """Return a number as somebody asks for it, whole and without the words around it."""
    upright = unicodedata.normalize("NFKC", text)
    return _with_digits({_bare(upright), _bare(_LONG_WORD.sub(" ", upright))})


def numbers(text: str) -> frozenset[str]:
    """Return the ways in which a document number may be read out of a text.

    The text may be the bare number, or words around it as in `Service passport no. D 0123`.
    """
    upright = unicodedata.normalize("NFKC", text)
    found = {_bare(series[0]) for series in _SERIES.finditer(upright)}
    found |= {bare for piece in re.split(r"[\s,;()]+", upright) if len(bare := _bare(piece)) >= _MIN_NUMBER}
    return asked_numbers(text) | _with_digits(found)


def held_numbers(document: Document) -> frozenset[str]:
    """Return a document's numbers; where the source gives no number, those hidden in its words."""
    if document.number:
        return numbers(document.number)
    hidden = numbers(document.label) | numbers(document.note)
    return frozenset(number for number in hidden if len(number) >= _MIN_NUMBER)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _with_digits(found: set[str]) -> frozenset[str]:
    return frozenset(number for number in found if any(letter.isdigit() for letter in number))
