"""Cyrillic letters of Russian, Belarusian, Ukrainian, Bulgarian, Serbian, Macedonian and Kazakh."""

import re

from comity.matching import latin
from comity.matching.latin import table

_FINE = str.maketrans(
    table("""
a: а ә
b: б
v: в
g: г ґ ғ ѓ
d: д
e: е э ё є
z: з ѕ
i: и й ы і ї ј
k: к қ ќ
l: л љ
m: м
n: н њ ң
o: о ө
p: п
r: р
s: с
t: т
u: у ў ұ ү
f: ф
zh: ж
kh: х
ts: ц
ch: ч ћ
sh: ш
shch: щ
-: ъ ь
iu: ю
ia: я
dj: ђ џ
h: һ
""")
)
_SOUND = str.maketrans(
    table("""
a: а ә
B: б
V: в
G: г ґ ғ ѓ
D: д
S: ж з ѕ с ц ч ћ ш щ ђ џ
i: е э є и й ы і ї ј
u: о ө у ў ұ ү ю
K: к қ ќ
L: л љ
M: м
N: н њ ң
P: п
R: р
T: т
F: ф
H: х һ
-: ъ ь
i: ё
ia: я
""")
)
_JOINED = re.compile("дж|дз|тс|тш|йо|ьо|ио")
_JOIN = table("""
џ: дж
ц: дз тс тш
ё: йо ьо
""")


def fine(word: str) -> str:
    """Return a Cyrillic word in letters a-z."""
    return latin.fine(latin.ascii_of(word.translate(_FINE)))


def sounds(word: str) -> tuple[str, str, str]:
    """Return the reading by ear of a Cyrillic word, three times: its letters have one value."""
    heard = _JOINED.sub(lambda m: _JOIN.get(m.group(), m.group()), word).translate(_SOUND)
    heard = latin.settle(latin.ascii_of(heard))
    return heard, heard, heard
