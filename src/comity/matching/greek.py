"""Greek letters: two of them are often one sound, and what it is may depend on their place.

At the beginning μπ, ντ and γκ are b, d and g; within a word mp, nt and ng, or b, d and g too. After α, ε and
η an υ is v. A χ is written ch or h; a γ before ι or ε sounds like y (Γιάννης, Yannis).
"""

import re
import unicodedata

from comity.matching import latin
from comity.matching.latin import table

_LETTERS = str.maketrans(
    table("""
a: α
v: β
g: γ
d: δ
e: ε
z: ζ
i: η ι
th: θ
k: κ
l: λ
m: μ
n: ν
x: ξ
o: ο ω
p: π
r: ρ
s: σ ς
t: τ
y: υ
f: φ
ch: χ
ps: ψ
""")
)
_HEARD = str.maketrans(
    table("""
a: α
V: β
G: γ
D: δ
i: ε η ι υ
S: ζ σ ς
T: τ θ
K: κ
L: λ
M: μ
N: ν
KS: ξ
u: ο ω
P: π
R: ρ
F: φ
H: χ
PS: ψ
B: b
D: d
G: g
""")
)
_SOUNDED = re.compile("(?<=[αεη])υ")
_FIRST = re.compile("^(?:μπ|ντ|γκ)")
_INNER = re.compile("μπ|ντ|γκ")
_VOICED = {"μπ": "b", "ντ": "d", "γκ": "g"}
_SIBILANT = re.compile("τ[σζ]")
_NASAL = re.compile("γ(?=[γκχξ])")
_SOFT = re.compile("(?<!N)γ(?=[ιεηυ])ι?")
_DIAERESIS = "\u0308"


def fine(word: str) -> str:
    """Return a Greek word in letters a-z, as passports have it (ELOT 743)."""
    word = _NASAL.sub("n", _voiced(_SOUNDED.sub("v", _bare(word)))).replace("ου", "u")
    return latin.fine(latin.ascii_of(word.translate(_LETTERS)))


def sounds(word: str) -> tuple[str, str, str]:
    """Return three readings by ear: by the letters, voiced within the word too, γ before ι and ε as y."""
    word = _SIBILANT.sub("σ", _voiced(_SOUNDED.sub("β", _bare(word)))).replace("ου", "ο")
    plain = _NASAL.sub("N", word)
    voiced = _INNER.sub(lambda found: _VOICED[found.group()], word)
    ways = plain.replace("χρ", "κρ"), _NASAL.sub("N", voiced), _SOFT.sub("ι", plain)
    first, second, third = (latin.settle(latin.ascii_of(way.translate(_HEARD))) for way in ways)
    return first, second, third


def _bare(word: str) -> str:
    """Leave accents away; a letter with a diaeresis stands by itself, so it is written i."""
    word = unicodedata.normalize("NFD", word).replace("ι" + _DIAERESIS, "i").replace("υ" + _DIAERESIS, "i")
    return "".join([c for c in word if not unicodedata.combining(c)])


def _voiced(word: str) -> str:
    return _FIRST.sub(lambda found: _VOICED[found.group()], word)
