"""How a name of the visual zone is written in a machine-readable zone.

Latin, Cyrillic and Arabic letters follow ICAO Doc 9303 part 3, section 6 (tables A, B and C), with what it
lets states choose; Greek, which it leaves to the states, follows ISO 843 as ELOT 743 prints it. A letter that
has no row loses its marks.
"""

import unicodedata
from itertools import islice, product

MOST_FORMS = 64
MOST_LETTERS = 120


def _rows(table: str) -> dict[str, tuple[str, ...]]:
    """Read a table of letters: `Г=G/H` may be written G or H, `Ь=` falls away."""
    rows = (row.split("=") for row in table.split())
    return {letter: tuple(forms.split("/")) for letter, forms in rows}


_LATIN = _rows(
    "Ä=AE/A Å=AA/A Æ=AE Ð=D Đ=D Ñ=N/NXX Ö=OE/O Ø=OE/O Ü=UE/U/UXX Þ=TH ß=SS ẞ=SS Ħ=H ı=I Ĳ=IJ ĸ=Q "
    "Ł=L Ŋ=N Œ=OE Ŧ=T Ə=E/A Ơ=O Ư=U"
)
_CYRILLIC = _rows(
    "Г=G/H Ё=E/IO Ж=ZH/Z И=I/Y Х=KH/H Ц=TS/C Ч=CH/C Ш=SH/S Щ=SHCH/SHT Ъ=IE/ Ь= Ю=IU/YU Я=IA/YA "
    "Є=IE/YE Ї=I/YI Й=I/Y Ѓ=GJ/G Ќ=K/KJ Џ=DZ/DJ Ў=U Ґ=G Ђ=D Ћ=C Љ=LJ Њ=NJ Ѕ=DZ Ј=J І=I А=A Б=B В=V "
    "Д=D Е=E З=Z К=K Л=L М=M Н=N О=O П=P Р=R С=S Т=T У=U Ф=F Ы=Y Э=E"
)
_ARABIC = _rows(
    "ء=XE آ=XAA أ=XAE ؤ=U إ=I ئ=XI ا=A ب=B ت=T ث=XTH ج=J ح=XH خ=XKH د=D ذ=XDH ر=R ز=Z س=S ش=XSH "
    "ص=XSS ض=XDZ ط=XTT ظ=XZZ ع=E غ=G ف=F ق=Q ك=K ل=L م=M ن=N ه=H و=W ى=XAY ي=Y ٱ=XXA ٹ=XXT ټ=XRT "
    "پ=P ځ=XKE څ=XXH چ=XC ڈ=XXD ډ=XDR ڑ=XXR ړ=XRR ږ=XRX ژ=XJ ښ=XXS ک=XKK ګ=XXK ڭ=XNG گ=XGG ں=XNN "
    "ڼ=XXN ھ=XDO ۀ=XYH ہ=XXG ۂ=XGE ۃ=XTG ۍ=XXY ې=Y ے=XYB ۓ=XBE ة=XAH/XTA ی=XYA/Y ـ="
)
_GREEK = _rows(
    "Α=A Β=V Γ=G Δ=D Ε=E Ζ=Z Η=I Θ=TH Ι=I Κ=K Λ=L Μ=M Ν=N Ξ=X Ο=O Π=P Ρ=R Σ=S Τ=T Υ=Y Φ=F Χ=CH Ψ=PS Ω=O"
)
_RUSSIAN_CODE = str.maketrans("ABVGDE2JZIQKLMNOPRSTUFHC34WXY9678", "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
"""How the Russian internal passport writes letters, one for one: order 773 of the Ministry of the Interior
of 16 November 2020, annex 24."""
_PAIRS = {"ΟΥ": "OU", "ΓΓ": "NG", "ΓΞ": "NX", "ΓΧ": "NCH", "ΑΥ": "AV", "ΕΥ": "EV", "ΗΥ": "IV"}
_VOICELESS = frozenset("ΘΚΞΠΣΤΦΧΨ")
_TABLE = _LATIN | _CYRILLIC | _ARABIC | _GREEK
_DROPPED = frozenset("'’‘ʼʻ`´.,")
_SHADDA = "\u0651"


def zone_forms(name: str) -> frozenset[str]:
    """Return the ways in which a zone may write a name, its parts joined by fillers; not without end."""
    letters = _letters(name)
    choices = sorted({one for one in letters if len(_TABLE.get(one, ())) > 1})
    ways = islice(product(*(_TABLE[one] for one in choices)), MOST_FORMS)
    forms = (_written(letters, dict(zip(choices, chosen, strict=True))) for chosen in ways)
    return frozenset(form for form in forms if form)


def russian_name(coded: str) -> str:
    """Return a name in Cyrillic that the zone of a Russian internal passport writes in its own code."""
    return coded.translate(_RUSSIAN_CODE)


def _letters(name: str) -> list[str]:
    """Return the letters of a name, upright and large; a shadda doubles the letter before it."""
    plain = unicodedata.normalize("NFC", name[:MOST_LETTERS].replace("ß", "ẞ"))
    found: list[str] = []
    for one in plain:
        large = one if one in _TABLE else one.upper()
        found += [found[-1]] if one == _SHADDA and found else [large]
    return found


def _written(letters: list[str], rows: dict[str, str]) -> str:
    """Write letters with the chosen forms; hyphens and spaces part, apostrophes and points fall away."""
    out: list[str] = []
    at = 0
    while at < len(letters):
        pair = _bare(letters[at]) + (_bare(letters[at + 1]) if at + 1 < len(letters) else "")
        if pair in _PAIRS:
            after = _bare(letters[at + 2]) if at + 2 < len(letters) else ""
            hard = pair[0] in "ΑΕΗ" and (not after or after in _VOICELESS)
            out.append(_PAIRS[pair][:-1] + "F" if hard else _PAIRS[pair])
            at += 2
            continue
        out.append(_one(letters[at], rows))
        at += 1
    return "<".join(part for part in "".join(out).split("<") if part)


def _one(letter: str, rows: dict[str, str]) -> str:
    if letter in rows:
        return rows[letter]
    if letter in _TABLE:
        return _TABLE[letter][0]
    if letter.isspace() or unicodedata.category(letter) == "Pd":
        return "<"
    if letter in _DROPPED or unicodedata.category(letter) in ("Mn", "Cf"):
        return ""
    bare = _bare(letter)
    return "".join(_TABLE.get(one, (one if "A" <= one <= "Z" else "",))[0] for one in bare)


def _bare(letter: str) -> str:
    """Return a letter without its marks."""
    return "".join(c for c in unicodedata.normalize("NFD", letter) if unicodedata.category(c) != "Mn")
