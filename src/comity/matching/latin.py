"""Latin letters: the spelling habits of many languages, folded into letters and three readings by ear."""

import re
import unicodedata
from collections.abc import Callable
from operator import eq


def table(text: str) -> dict[str, str]:
    """Read a table of spellings: what is meant, a colon, and the spellings that mean it; `-` means silent."""
    found: dict[str, str] = {}
    to = ""
    for word in text.split():
        if word.endswith(":"):
            to = word[:-1].replace("-", "")
        else:
            found[word] = to
    return found


_SPECIAL = str.maketrans(
    table("ss: ß ae: æ oe: œ o: ø l: ł d: đ ð th: þ i: ı e: ə ng: ŋ ts: ț b: ɓ d: ɗ k: ĸ")
)
_OTHER = re.compile(r"[^a-z]+")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aiu]+(?=[aiu])")

_FINE = table("""
shch: schtsch shtsh chtch sjtsj stch shch szcz shh
ch: tsch tch tsj cz
sh: sch sj sz
dj: dsch dzh dzj
zh: zj
f: ph
v: w
u: ou
ks: x
k: ck q
i: y j iy ij yi ii
ge: gue
gi: gui
ke: que
ki: qui
""")
_GENERIC = table("""
S: schtsch shtsh chtch sjtsj stch shch szcz shh tsch tch tsj tsh cz sch sh ch sj sz zh zj dsch dzh dzj dj ts
   tz dz z s j
Si: ce ci cy
KR: chr
KL: chl
K: c ck cq k q
G: g gh
Gi: gue gui
Ki: que qui
Ki: que qui
H: h kh
KS: x
F: f ph
V: v w
P: p
B: b
T: t th
D: d dh
L: l
M: m
N: n
R: r
a: a
i: i y
i: e
u: o u ou oe ue oo eu
ia: ija
aDiSa: adija
""")
_SECOND = _GENERIC | table("""
H: ch
S: c x
Si: ge gi gy
Gu: gue
u: w
""")
_FRENCH = _GENERIC | table("""
S: c x
Si: ge gi gy
Ka: ca
Ku: co cu
KL: cl
KR: cr
K: c
Ku: qu
N: gn
i: ill ail eil
u: eau au eaux aux ault aut
ua: oi oy ois oit oix
Sua: cois coi
Sia: tia
Siu: tio
iN: ain ein
""")
_GERMAN = _GENERIC | table("""
H: ch
S: c
""")
_SILENT = re.compile(r"(?<=..)(?:(?<=e)rs?|(?<=[rn])ds?|(?<=au)ds?|(?<=[aeiournl])ts?|s|x|z|(?<=m)ps?|es?)$")


_APART = 0xE000
"""What a spelling of several letters means stands here, until the single letters have been read."""


def _reader(spellings: dict[str, str]) -> Callable[[str], str]:
    """Return what reads spellings, at each place the longest; single letters all at once, which is fast."""
    several = {spelling: meant for spelling, meant in spellings.items() if len(spelling) > 1}
    find = re.compile("|".join(sorted(several, key=len, reverse=True)))
    apart = {spelling: "".join(chr(_APART + ord(c)) for c in meant) for spelling, meant in several.items()}
    letters = {_APART + ord(c): c for meant in several.values() for c in meant}
    letters |= {ord(one): meant for one, meant in spellings.items() if len(one) == 1}

    def found(match: re.Match[str]) -> str:
        return apart[match.group()]

    def read(word: str) -> str:
        return find.sub(found, word).translate(letters)

    return read


_read_fine, _read_generic = _reader(_FINE), _reader(_GENERIC)
_read_second, _read_french = _reader(_SECOND), _reader(_FRENCH)
_read_german = _reader(_GERMAN)
_OUA = re.compile("^ou(?=[aeiy])")
_CHR = re.compile("(?<=[a-z])chr")
"""Maghrebi French: Ouafae is Wafaa, and Bouchra has no Greek chi."""
_J = re.compile("(?<![sz])j")
_IOTA = re.compile(
    r"(?<=[bcfghklmnpqrtvx])j|(?<=[eouy])j(?![aeiouy])|(?<=a)j(?=[lnkts]|$)|(?<=e)j|(?<=[aou])j(?=e[vw])|ij(?![aeiouy])"
)


def plain(word: str) -> str:
    """Return a word in small letters a-z, without diacritics."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word.translate(_SPECIAL))
    return _OTHER.sub("", word.lower())


def fine(word: str) -> str:
    """Return letters a-z with spelling habits folded."""
    return once(_read_fine(once(word)))


def sounds(word: str) -> tuple[str, str, str]:
    """Return three readings by ear of a word in letters a-z: the generic, a second, the French one.

    French has no w: a word with one is read as German, Dutch and Polish have it instead.
    """
    if not word:
        return "", "", ""
    word = once(word)
    slavic = _IOTA.sub("i", word) if "j" in word else word
    german = _J.sub("i", word) if "w" in word else "i" + word[1:] if word[0] == "j" else word
    german = _OUA.sub("v", german) if word[0] == "o" else german
    french = _CHR.sub("shr", slavic)
    return (
        settle(_read_generic(slavic)),
        settle(_read_second(german)),
        settle(_read_german(german) if "w" in word else _read_french(_SILENT.sub("", french))),
    )


def sound(word: str) -> str:
    """Return the generic reading by ear alone."""
    return sounds(word)[0] if "j" in word else settle(_read_generic(once(word)))


def once(text: str) -> str:
    """Merge doubled letters."""
    return _DOUBLE.sub(r"\1", text) if any(map(eq, text, text[1:])) else text


def ascii_of(word: str) -> str:
    """Leave letters of other scripts away."""
    return word if word.isascii() else "".join([c for c in word if c.isascii()])


def settle(heard: str) -> str:
    """Leave of each run of vowels the last, and of a doubled consonant one."""
    return once(settle_vowels(heard))


def settle_vowels(heard: str) -> str:
    """Leave of each run of vowels the last."""
    return _VOWELS.sub("", heard)


_COARSE = str.maketrans({"P": "B", "V": "F", "D": "T", "G": "K", "H": "", "a": "", "i": "", "u": ""})


def skeleton(sound: str) -> str:
    """Return the classes of consonants of a reading by ear; of vowels alone, a sign that there are some."""
    return sound.translate(_COARSE) or "A"
