"""Hangul by its jamo: Korean names in the spellings of Revised Romanisation, McCune-Reischauer and custom.

A syllable's code point says its lead, vowel and tail. Spellings differ in g and k, d and t, b and p, j and ch
(which the coarse form merges), in r and l (which the readings tell apart), and in every vowel but a and i:
eo, eu, o, oo and u are one sound here. A foreign name in Hangul has p for f, b for v, and l for both r and l.
"""

import re

from comity.matching import latin

_FIRST, _LAST = 0xAC00, 0xD7A3
_LEADS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()  # noqa: SIM905
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()  # noqa: SIM905
_TAILS = "- k kk ks n nj nh t l lk lm lp ls lt lp lh m p ps t t ng t t k t p t".split()  # noqa: SIM905
_HEARD = latin.table("""
K: g k kk
N: n
D: d
T: t tt
R: r
M: m
B: b p pp
S: s ss j jj ch
F: f
H: h
""")
_VOWEL_HEARD = latin.table("""
a: a ya wa
i: ae yae e ye wae oe we wi ui i
u: eo yeo o yo u wo yu eu
""")
_CUSTOM_TEXT = """
 김 kim gim 이 lee yi 리 lee yi 박 park pak 최 choi choe 정 jung chung 강 kang gang 조
cho jo 윤 yoon yun 장 jang chang 임 lim im 림 lim im 오 oh o 서 seo suh 신 shin sin 권
kwon gwon 안 ahn an 류 ryu yoo 유 yoo ryu 노 noh roh 허 huh heo 우 woo u 문 moon mun
"""
_WORDS = _CUSTOM_TEXT.split()
_CUSTOM = {_WORDS[at]: (_WORDS[at + 1], _WORDS[at + 2]) for at in range(0, len(_WORDS), 3)}
"""Family names are spelled by custom: 이 is Lee, not I."""
_FAMILIES = """
kim gim lee yi rhee ri park pak bak choi choe jung jeong chung chong kang gang cho jo yoon yun youn jang
chang lim im rim han oh o seo suh so shin sin kwon gwon hwang ahn an song ryu yoo yu you hong jeon jun
chun ko go koh moon mun son sohn yang bae pae baek paik back huh heo hur nam sim shim noh no roh kwak
gwak sung seong cha joo ju chu woo u koo gu ku min jin na ra eom um won cheon bang pang gong kong hyun
hyeon ham byun byeon yeo yeom choo seok sun seol
"""
FAMILIES = frozenset(_FAMILIES.split())
_TWO = frozenset("남궁 제갈 사공 선우 독고".split())  # noqa: SIM905
"""Family names of two syllables; 황보 is left out, since 황 and a given name in 보 are more frequent."""
_SURE = frozenset(("kim", "lee", "park", "choi", "pak", "kang", "yoon", "kwon", "hwang", "shin"))
_SYLLABLE = re.compile(
    "(?:kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjh])?[wy]?(?:ae|eo|eu|ee|oo|ou|oe|ui|[aeiou])(?:h|ng|[kgntdlmpbr])?$"
)


def split(word: str) -> list[str]:
    """Split a whole name in Hangul, of two to four syllables, after the family name; else leave it."""
    at = 2 if word[:2] in _TWO and len(word) > 2 else 1
    return [word[:at], word[at:]] if 2 <= len(word) <= 4 else [word]


def family_at(words: list[str]) -> int | None:
    """Return where a Korean family name stands beside the two syllables of a given name; None if nowhere."""
    places = [at for at in (0, 2) if len(words) == 3 and words[at] in FAMILIES]
    places.sort(key=lambda at: words[at] not in _SURE)
    given = [at for at in range(3) if places and at != places[0]]
    return places[0] if given and all(_SYLLABLE.match(words[at]) for at in given) else None


def fine(word: str) -> str:
    """Return letters a-z: a family name as custom has it, other syllables by Revised Romanisation."""
    if word in _CUSTOM:
        return latin.fine(_CUSTOM[word][0])
    return latin.fine("".join("".join(_jamo(c)) for c in word if _is_syllable(c)))


def sounds(word: str) -> tuple[str, str, str]:
    """Return three readings by ear: of a Korean name, and of a foreign one with f for p, with r for l."""
    if word in _CUSTOM:
        one, other = map(latin.sounds, _CUSTOM[word])
        return one[0], other[0], one[1]
    syllables = [_jamo(c) for c in word if _is_syllable(c)]
    first = "".join(_heard(*one) for one in syllables)
    foreign = "".join(_heard("f" if one[0] == "p" else one[0], *one[1:]) for one in syllables)
    return latin.settle(first), latin.settle(foreign.replace("R", "L")), latin.settle(first.replace("L", "R"))


def _heard(lead: str, vowel: str, tail: str) -> str:
    end = "NG" if tail == "ng" else "L" if tail[:1] == "l" else _HEARD.get(tail[:1], "")
    return _HEARD.get(lead, "") + _VOWEL_HEARD[vowel] + end


def _is_syllable(letter: str) -> bool:
    return _FIRST <= ord(letter) <= _LAST


def _jamo(syllable: str) -> tuple[str, str, str]:
    lead, rest = divmod(ord(syllable) - _FIRST, len(_VOWELS) * len(_TAILS))
    vowel, tail = divmod(rest, len(_TAILS))
    return _LEADS[lead].strip("-"), _VOWELS[vowel], _TAILS[tail].strip("-")
