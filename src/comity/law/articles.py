"""Articles as a text cites them, so that a paragraph is found in its article (domain.md I1, I3, I7).

A pointer such as `arts 2(b), 3`, `art. 4, para. 2`, `arts 12-18`, `Article IV` or `第四条` is read into the
articles and paragraphs that it names, with numerals as digits. What has no number, such as `note`, is its
own words. `not applicable: …` names none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_LATIN_WORDS = ("art", "arts", "article", "articles", "artikel", "artikelen", "madde", "điều")
_OTHER_WORDS = ("статья", "статьи", "ст", "المادة", "المادتان", "المواد")
_ARTICLE_WORDS = frozenset((*_LATIN_WORDS, *_OTHER_WORDS))
_AND = frozenset({"and", "et", "en", "ve", "và", "и", "to", "à"})
_FIRST = frozenset({"premier", "première", "first", "eerste", "первая"})
_ORDER = r"(?:bis|ter|quater|quinquies|sexies|septies)"

_CHINESE = re.compile(r"(?<=第)\s*[〇零一二三四五六七八九十百]+|(?<=art\. )[〇零一二三四五六七八九十百]+")
_ROMAN = re.compile(r"\b((?i:art(?:icle|ikel)?s?\.?|статья|điều|madde)\s+)([IVXLC]+)\b")
_OF_CHINESE = re.compile(r"第\s*(\d+)\s*条")
_PARAGRAPH = re.compile(r"(?<=[\w)])\s*(?:,\s*)?(?:para(?:graph)?s?\.?|§|lid|al\.|第)\s*(\d+)\s*款?")
_POINT = re.compile(r"(?<=\d)\.(\d+)")
_NUMBERS = re.compile(r"(?<![\w(])(\d{1,4})\s*(?:[-‐–]|to\b|à\b)\s*(\d{1,4})(?![\w)])")
_BRACKETS = re.compile(r"\((\d{1,4})\)\s*(?:[-‐–]|to\b|à\b)\s*\((\d{1,4})\)")
_CHAIN = r"(?:\s*\([^()]*\))"
_PART = re.compile(
    rf"(?:([^\W\d_]+)\.?\s*)?(?<![\w(])(\d+(?:\s*{_ORDER}\b|[a-z](?![a-z]))?)({_CHAIN}*)"
    rf"((?:\s*(?:,|&|and\b|et\b)\s*{_CHAIN}+)*)"
)
_LONGEST_RANGE = 500


def touches(named: Iterable[str], pointer: str) -> bool:
    """Tell whether what is said of some articles affects a pointer: the same, one above it, or one in it."""
    asked = parts_of(pointer)
    within = frozenset(above for part in asked for above in _lineage(part))
    said = frozenset(part for name in named for part in parts_of(name))
    return bool(said & within) or any(above in asked for part in said for above in _lineage(part))


def covers(named: Iterable[str], pointer: str) -> bool:
    """Tell whether some articles hold all that a pointer names: each itself, or one above it."""
    asked = parts_of(pointer)
    said = frozenset(part for name in named for part in parts_of(name))
    return bool(asked) and all(not said.isdisjoint(_lineage(part)) for part in asked)


@lru_cache(maxsize=4096)
def parts_of(pointer: str) -> frozenset[str]:
    """Return the articles and paragraphs that a pointer names: of `arts 18(3), 27` `18(3)` and `27`."""
    text = " ".join(with_digits(pointer).casefold().split())
    if not text or text.startswith("not applicable"):
        return frozenset()
    text = _PARAGRAPH.sub(r"(\1)", _OF_CHINESE.sub(r"art. \1", _POINT.sub(r"(\1)", text)))
    text = _BRACKETS.sub(lambda found: _range(found, "({})"), _NUMBERS.sub(lambda f: _range(f, "{}"), text))
    return frozenset(_parts(text)) or frozenset({text})


def with_digits(text: str) -> str:
    """Return a text whose numerals, of whatever script, are digits from 0 to 9."""
    composed = unicodedata.normalize("NFKC", text)
    text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in composed)
    text = _ROMAN.sub(lambda found: f"{found[1]}{_roman(found[2])}", text)
    text = _CHINESE.sub(lambda found: str(_chinese(found[0].strip())), text)
    first = "|".join(sorted(_FIRST))
    return re.sub(rf"(?i)\b(art(?:icle|ikel)?\.?\s+)(?:{first})\b", r"\g<1>1", text)


def _parts(text: str) -> Iterator[str]:
    label = ""
    for word, digits, chain, siblings in _PART.findall(text):
        if word and word not in _AND:
            label = "" if word in _ARTICLE_WORDS else f"{word} "
        number = label + re.sub(r"\s", "", digits)
        first = _links(chain)
        yield number + "".join(first)
        for one in re.findall(rf"{_CHAIN}+", siblings):
            links = _links(one)
            yield number + "".join((*first[: max(len(first) - len(links), 0)], *links))


def _links(chain: str) -> tuple[str, ...]:
    return tuple(f"({inner.strip()})" for inner in re.findall(r"\(([^()]*)\)", chain))


def _lineage(part: str) -> tuple[str, ...]:
    """Return a paragraph, and all above it: of `4(2)(a)` `4(2)(a)`, `4(2)` and `4`."""
    cuts = [found.start() for found in re.finditer(r"\(", part)]
    return (part, *(part[:cut] for cut in cuts if cut))


def _range(found: re.Match[str], form: str) -> str:
    low, high = int(found[1]), int(found[2])
    if not low < high <= low + _LONGEST_RANGE:
        return found[0]
    return ", ".join(form.format(number) for number in range(low, high + 1))


_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _roman(text: str) -> int:
    values = [_ROMAN_VALUE[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _chinese(text: str) -> int:
    """Return the number that Chinese numerals below a thousand say: 二十三 is 23."""
    total = ones = 0
    for letter in text:
        value = int(unicodedata.numeric(letter))
        if value < 10:
            ones = value
        else:
            total, ones = total + max(ones, 1) * value, 0
    return total + ones
