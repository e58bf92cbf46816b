"""Arabic letters, with those of Persian, Urdu, Kurdish and Pashto; short vowels are not written."""

from comity.matching.latin import skeleton, table

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
a: ا أ آ ٱ ة ى ە
i: إ ئ ي ی ے ێ ې ۍ
-: ء ح ع ه ۀ ہ ھ
u: ؤ و ۆ
B: ب پ
T: ت ث د ذ ض ط ڈ ٹ
S: ج ز س ش ص ظ چ ژ ښ ځ څ
K: خ غ ق ك گ ک ڭ ګ
R: ر ڑ ڕ ړ
F: ف ڤ
L: ل ڵ
M: م
N: ن ں ڼ
""")
_SOUND = str.maketrans(_FIRST)
_SECOND = str.maketrans(
    _FIRST
    | table("""
S: ث ذ ض
K: ح ه
T: ظ
F: و
""")
)
_ARTICLES = ("وال", "ال")


def forms(word: str) -> tuple[str, str, str, str]:
    """Return fine, sound, coarse and second coarse form of an Arabic word, the article left away."""
    bare = _bare(word)
    fine = "".join(c for c in bare.translate(_FINE) if c.isascii())
    sound = "".join(c for c in bare.translate(_SOUND) if c.isascii())
    second = "".join(c for c in bare.translate(_SECOND) if c.isascii())
    return fine, sound, skeleton(sound), skeleton(second)


def _bare(word: str) -> str:
    word = word.replace("الله", "لاه")
    return next((word[len(a) :] for a in _ARTICLES if word.startswith(a) and len(word) > len(a) + 2), word)
