"""Han characters by their pinyin; a name written without spaces is split after the family name."""

import re
from functools import cache

from comity.matching import latin
from comity.matching.latin import table
from comity.matching.titles import TITLES

_TWO = """
欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 夏侯
皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 宇文 长孙 長孫 司空
端木 百里 呼延 南宫 南宮 独孤 獨孤 西门 西門 轩辕 軒轅
澹台 澹臺 拓跋 完颜 完顏 赫连 赫連 闻人 聞人
"""
TWO = frozenset(_TWO.split())
SURNAME = table("""
zeng: 曾 shan: 单 單 xie: 解 qiu: 仇 ou: 区 區 ren: 任 zha: 查 wei: 尉 gai: 盖 piao: 朴 yue: 乐 樂
zhai: 翟 qin: 覃 chong: 重 种 he: 黑 bi: 秘 she: 折 xian: 洗 冼 mi: 宓 po: 繁 miao: 缪 繆 yan: 燕
hua: 华 華 lu: 吕 呂
""")
GIVEN = table("""
hang: 行 chong: 重 xing: 兴 興
""")


@cache
def _pinyin() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    return {char: latin.plain(said.split(",")[0]) for char, said in PINYIN_DICT.items()}


_HEARD = table("""
B: b P: p M: m F: f D: d T: t N: n L: l G: g K: k H: h R: r V: w S: j q x zh ch sh z c s
a: a i: i e u: o u
""")
_SYLLABLE = re.compile("([bpmfdtnlgkhrjqxw]|[zcs]h?)?[aeiouy]*([aeiou])(n?)g?$")


def sounds(word: str) -> tuple[str, str, str]:
    """Return three readings by ear of a foreign name: r at an end, l before it; the other way; all r.

    A character stands for the nearest syllable: sh, x or q is some s, l also r, ng is n, and er at an end is
    l as well as r.
    """
    said = syllables(word)
    first = latin.settle("".join("R" if one == "er" else _heard(one) for one in said))
    second = latin.settle("".join("L" if one == "er" else _heard(one).replace("L", "R") for one in said))
    return first, second, latin.settle(first.replace("L", "R").replace("V", "u"))


def _heard(syllable: str) -> str:
    found = _SYLLABLE.match(syllable)
    return (
        "".join(_HEARD.get(one or "", "N" if one == "n" else "") for one in found.groups()) if found else ""
    )


def split(word: str) -> list[str]:
    """Split a whole name of two to four characters into family and given name, and off it a title."""
    title = [word[-2:]] if len(word) > 3 and word[-2:] in TITLES else []
    word = word[:-2] if title else word
    if not 2 <= len(word) <= 4:
        return [word, *title]
    at = 2 if word[:2] in TWO and len(word) > 2 else 1
    return [word[:at], word[at:], *title]


def syllables(word: str, *, family: bool = False) -> tuple[str, ...]:
    """Return the pinyin of each character, without tone; what has none is left out."""
    if family and word in SURNAME:
        return (SURNAME[word],)
    table = _pinyin()
    return tuple(said for c in word if (said := table.get(ord(c))))
