"""Hebrew letters: what each is by its place, since vowels are hardly written.

Bet, kaf and pe are hard (b, k, p) at the beginning and soft (v, kh, f) at the end; between, either
reading. Vav and yod are vowels between consonants (mothers of reading), doubled or first a vav is v. A
geresh makes j of gimel and ch of tsade.
"""

import re

from comity.matching import latin
from comity.matching.latin import table

_FIRST = table("""
a: א
-: ע
B: ב
G: ג
D: ד
H: ה ח
u: ו
S: ז ס צ ץ ש
T: ט ת
i: י
K: כ ק
L: ל
M: מ ם
N: נ ן
P: פ
R: ר
V: װ
F: ף
""")
_FIRST["ך"] = "H"
_HARD = str.maketrans(_FIRST)
_SOFT = str.maketrans(_FIRST | table("V: ב F: פ H: כ"))
_CONSONANT = str.maketrans(_FIRST | table("V: ב ו F: פ H: כ"))
_FINE = str.maketrans(
    table("""
a: א
-: ע
b: ב
g: ג
d: ד
h: ה
kh: ח ך
u: ו
z: ז
s: ס
t: ט ת
i: י
k: כ ק
l: ל
m: מ ם
n: נ ן
p: פ
f: ף
ts: צ ץ
r: ר
sh: ש
v: װ
""")
)
_GERESH = re.compile("([גזצ])['’׳]")
_VAV = re.compile("^ו|וו|ו(?=י)")
_END = re.compile("[הא]$")
_SOFT_END = re.compile("(?<=.)ב$")


def marked(text: str) -> str:
    """Write a letter with a geresh as one that sounds like it, before quotes are taken away."""
    return _GERESH.sub("ז", text)


def fine(word: str) -> str:
    """Return a Hebrew word in letters a-z; most vowels are not there."""
    return latin.fine(_latin(_END.sub("", _VAV.sub("װ", word)) or word, _FINE))


def sounds(word: str) -> tuple[str, str, str]:
    """Return three readings by ear: soft letters after the first, hard ones, vav a consonant and pe f."""
    word = _SOFT_END.sub("װ", _VAV.sub("װ", _END.sub("", word) or word))
    start, rest = word[:1], word[1:]
    first, second = (_latin(start, _HARD) + _latin(rest, way) for way in (_SOFT, _HARD))
    third = _latin(start.replace("פ", "ף"), _HARD) + _latin(rest, _CONSONANT)
    return latin.settle(first), latin.settle(second), latin.settle(third)


def _latin(word: str, letters: dict[int, str]) -> str:
    return "".join(c for c in word.translate(letters) if c.isascii())
