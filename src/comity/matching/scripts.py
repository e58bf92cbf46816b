"""Which script a letter belongs to."""

from bisect import bisect_right
from enum import StrEnum


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

    __hash__ = str.__hash__  # an enum's own is a function of Python, and words are looked up by it


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
_ENDS = [end for end, _ in _BLOCKS]
_OF_BLOCK = [*(script for _, script in _BLOCKS), Script.OTHER]


def script_of(text: str) -> Script:
    """Return the script of the first letter."""
    return _OF_BLOCK[bisect_right(_ENDS, ord(text[0]) if text else 0)]
