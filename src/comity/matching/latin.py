"""Latin letters: spelling habits of many languages folded into letters, sounds and consonants."""

import re
import unicodedata

_SPECIAL = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ə": "e",
        "ŋ": "ng",
    }
)


def table(text: str) -> dict[str, str]:
    """Read a table of spellings: on each line what is written, a colon, and the spellings it replaces."""
    found: dict[str, str] = {}
    to = ""
    for word in text.split():
        if word.endswith(":"):
            to = word[:-1].replace("-", "")
        else:
            found[word] = to
    return found


_OTHER = re.compile(r"[^a-z]+")

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
""")
_SOUND = table("""
S: schtsch shtsh chtch sjtsj stch shch szcz shh tsch tch tsj tsh cz sch sh ch sj sz zh zj dsch dzh dzj
  dj ts tz dz z s j
Si: ce ci cy
K: c ck kh gh q k g
Ku: gu
Ki: gue gui
KS: x
-: h
B: p b
F: ph f v w
T: t th d dh
L: l
M: m
N: n
R: r
a: a
i: e i y
u: o u
""")
_SECOND = _SOUND | {"ch": "K", "j": "i", "w": "u", "x": "S", "c": "S", "ge": "Si", "gi": "Si", "h": "K"}


def _matcher(table: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(table, key=len, reverse=True)))


_FIND_FINE, _FIND_SOUND, _FIND_SECOND = _matcher(_FINE), _matcher(_SOUND), _matcher(_SECOND)
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aiu]+")


def plain(word: str) -> str:
    """Return a word in small letters a-z, without diacritics."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word.translate(_SPECIAL))
    return _OTHER.sub("", word.lower())


def forms(word: str) -> tuple[str, str, str, str]:
    """Return fine, sound, coarse and second coarse form of a word in letters a-z."""
    word = once(word)
    fine = once(_FIND_FINE.sub(lambda m: _FINE[m.group()], word))
    sound = once(_FIND_SOUND.sub(lambda m: _SOUND[m.group()], word))
    second = once(_FIND_SECOND.sub(lambda m: _SECOND[m.group()], word))
    return fine, sound, skeleton(sound), skeleton(second)


def once(text: str) -> str:
    """Merge doubled letters."""
    return _DOUBLE.sub(r"\1", text)


def skeleton(sound: str) -> str:
    """Return the consonants of a sound form; of vowels alone, a sign that there are some."""
    return _VOWELS.sub("", sound) or "A"
