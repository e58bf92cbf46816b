"""Arabic letters, with those of Persian, Urdu, Kurdish and Pashto; short vowels are not written."""

import re
from functools import lru_cache

from comity.matching import latin
from comity.matching.latin import table

_FINE = str.maketrans(
    table("""
a: ا أ آ ٱ ة ى ە
i: إ ئ ي ی ے ێ ې ۍ
-: ء ع
u: ؤ و ۆ
b: ب پ
t: ت ط ٹ
th: ث
j: ج ژ
h: ح ه ۀ ہ ھ
kh: خ
d: د ض ڈ
dh: ذ
r: ر ڑ ڕ ړ
z: ز ظ ځ
s: س ص
sh: ش ښ
gh: غ
f: ف
k: ق ك ک
l: ل ڵ
m: م
n: ن ں ڼ
ch: چ
g: گ ڭ ګ
v: ڤ
ts: څ
""")
)
_FIRST = table("""
a: ا أ آ ٱ
-: إ ء ئ ع ة ى
u: ؤ و ۆ
i: ي ی ے ێ ې ۍ
B: ب پ
T: ت ث ط ٹ
S: ج ز س ش ص چ ژ ښ ځ څ ظ
H: ح خ ه ۀ ہ ھ
D: د ذ ض ڈ
R: ر ڑ ڕ ړ
G: غ گ ڭ ګ
F: ف
V: ڤ
K: ق ك ک
L: ل ڵ
M: م
N: ن ں ڼ
-: ە
""")
_SECOND = _FIRST | table("""
V: و
""")
_THIRD = _FIRST | table("""
S: ث ذ ض
G: ج ق
""")
_READINGS = str.maketrans(_FIRST), str.maketrans(_SECOND), str.maketrans(_THIRD)
_ELIDED = re.compile("^الع")
"""Maghrebi French writes the article into such a name: العمراني is Lamrani."""
_WAW = re.compile("(?<=.)(?<!^[اأ]ب)و(?=[ايی])")
"""Before a vowel a waw is a consonant, also where another is none (موسوی is Musavi); not in Abu."""
_ARTICLE = re.compile("^(?:و|ف)?ال(?=..)")


def fine(word: str) -> str:
    """Return an Arabic word in letters a-z, the article left away; short vowels are not there."""
    return latin.fine(_latin(bare(word), _FINE))


def sounds(word: str) -> tuple[str, str, str]:
    """Return three readings by ear of an Arabic word: generic, waw a consonant, Persian or Egyptian."""
    elided = _ELIDED.match(word)
    word = bare(word).replace("تش", "چ")
    if word[:1] == "و":
        word = "ڤ" + word[1:]
    ways = (word, word, _WAW.sub("ڤ", word))
    first, second, third = (
        latin.settle_vowels(_latin(way, reading)) for way, reading in zip(ways, _READINGS, strict=True)
    )
    return first, "L" + second if elided else second, third


def bare(word: str) -> str:
    """Return a word without its article."""
    return _ARTICLE.sub("", word.replace("الله", "لاه"))


def _latin(word: str, letters: dict[int, str]) -> str:
    return latin.ascii_of(word.translate(letters))


_ABD = re.compile("^(?:abd(?:ou|[eauo])(?:l-?)?|абд[уеаэ](?:ль?)?)(?=[^\\W\\d_]{3})")
_DIN = re.compile("(?:[eaui]{1,2}l?d{1,2}(?:ine?|een)|[eau]ttin|[еуаэ]л?ь?д{1,2}ин)$")
_DIN_WORDS_TEXT = "eddine eldine eldin aldin uddin addin addine uldin din dine الدين дин"
_SERVANT_TEXT = "abd abdul abdel abdal abdoul abdu عبد абд абдул абдель абдуль"
_FATHER_TEXT = "abu abou abo bou umm oum أبو ابو أبي ابي أم ام بو абу умм"
_THE_TEXT = "al el ul as ash ad ar er an en az ez es ed ech ال аль эль"
_DIN_WORDS, _SERVANT = frozenset(_DIN_WORDS_TEXT.split()), frozenset(_SERVANT_TEXT.split())
_FATHER, _THE = frozenset(_FATHER_TEXT.split()), frozenset(_THE_TEXT.split())
_JOINING = _DIN_WORDS | _SERVANT | _FATHER


@lru_cache(maxsize=20_000)
def may_join(word: str) -> bool:
    """Tell whether `join` may change a word or those beside it; what it says no to, stays."""
    return word in _JOINING or _folded(word) != word


def join(words: list[str]) -> list[tuple[str, int]]:
    """Join abd al-X, abu X and X al-din and fold their spelling; each with the place of its first word."""
    done: list[tuple[str, int]] = []
    at = 0
    while at < len(words):
        word, start = words[at], at
        at += 1
        if word in _SERVANT or word in _FATHER:
            while at < len(words) - 1 and words[at] in _THE:
                at += 1
            if at < len(words):
                word = _opening(word) + bare(words[at])
                at += 1
        if at < len(words) and words[at] in _DIN_WORDS:
            word += "دين" if word[-1] > "\u05ff" else "din" if word.isascii() else "дин"
            at += 1
        elif at < len(words) - 1 and words[at] in _THE and words[at + 1] in _DIN_WORDS:
            word += "din" if word.isascii() else "دين"
            at += 2
        done.append((_folded(word), start))
    return done


def is_kunya(word: str) -> bool:
    """Tell whether a joined word names somebody's father or mother."""
    return word.startswith(("abu", "um", "ابو", "ام", "абу", "ум"))


def _opening(word: str) -> str:
    if word in _SERVANT:
        return "abd" if word.isascii() else word[:3]
    return {
        "abou": "abu",
        "abo": "abu",
        "oum": "um",
        "umm": "um",
        "أبو": "ابو",
        "أبي": "ابو",
        "ابي": "ابو",
    }.get(word, word)


def _folded(word: str) -> str:
    if word.isascii():
        return (
            _DIN.sub("din", _ABD.sub("abd", word))
            if "abd" in word or "din" in word or "ttin" in word
            else word
        )
    if word[0] > "\u05ff":
        return word.replace("عبدال", "عبد").replace("الدين", "دين") if len(word) > 6 else word
    return _DIN.sub("дин", _ABD.sub("абд", word))
