"""Han characters by their pinyin; a name written without spaces is split after the family name."""

from functools import cache

from comity.matching import latin
from comity.matching.latin import table

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


def split(word: str) -> list[str]:
    """Split a whole name of two to four characters into family and given name; else leave it."""
    if not 2 <= len(word) <= 4:
        return [word]
    at = 2 if word[:2] in TWO and len(word) > 2 else 1
    return [word[:at], word[at:]]


def syllables(word: str, *, family: bool = False) -> tuple[str, ...]:
    """Return the pinyin of each character, without tone; what has none is left out."""
    if family and word in SURNAME:
        return (SURNAME[word],)
    table = _pinyin()
    return tuple(said for c in word if (said := table.get(ord(c))))
