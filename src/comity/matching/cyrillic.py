"""Cyrillic letters of Russian, Belarusian, Ukrainian, Bulgarian, Serbian, Macedonian and Kazakh."""

from comity.matching.latin import once, skeleton, table

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
B: б п
F: в ф
K: г к х ґ ғ қ ѓ ќ
T: д т
i: е и й ы э ё і ї є ј
S: з с ж ц ч ш щ ђ ћ џ ѕ
L: л љ
M: м
N: н њ ң
u: о у ў ө ұ ү
R: р
-: ъ ь һ
iu: ю
ia: я
""")
)


def forms(word: str) -> tuple[str, str, str, str]:
    """Return fine, sound, coarse and second coarse form of a Cyrillic word."""
    fine = "".join(c for c in once(word.translate(_FINE)) if c.isascii())
    voiced = word.replace("дж", "џ").replace("тс", "ц").replace("дз", "ц")
    sound = once("".join(c for c in voiced.translate(_SOUND) if c.isascii()))
    second = (
        sound
        if "х" not in word
        else once("".join(c for c in voiced.replace("х", "").translate(_SOUND) if c.isascii()))
    )
    return fine, sound, skeleton(sound), skeleton(second)
