"""Han characters by their pinyin; a name written without spaces is split after the family name."""

from functools import cache

from comity.matching import latin
from comity.matching.latin import table

_TWO = """
上官 东方 令狐 公孙 公孫 南宫 南宮 司徒 司空 司馬 司马 呼延 夏侯 宇文 完顏 完颜 尉迟 尉遲 慕容
拓跋 東方 欧阳 歐陽 澹台 澹臺 独孤 獨孤 百里 皇甫 端木 聞人 西門 西门 諸葛 诸葛 赫连 赫連 軒轅
轩辕 長孫 长孙 闻人
"""
TWO = frozenset(_TWO.split())
SURNAME = table("""
zeng: 曾
shan: 单 單
xie: 解
qiu: 仇
ou: 区 區
ren: 任
zha: 查
wei: 尉
gai: 盖
piao: 朴
yue: 乐 樂
zhai: 翟
qin: 覃
chong: 重 种
he: 黑
bi: 秘
she: 折
xian: 洗 冼
mi: 宓
po: 繁
miao: 缪 繆
yan: 燕
hua: 华 華
lu: 吕 呂
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


def syllables(word: str) -> tuple[str, ...]:
    """Return the pinyin of each character, without tone; what has none is left out."""
    if word in SURNAME:
        return (SURNAME[word],)
    table = _pinyin()
    return tuple(said for c in word if (said := table.get(ord(c))))


def forms(word: str) -> tuple[str, str, str, str]:
    """Return fine, sound, coarse and second coarse form of Han characters."""
    return latin.forms("".join(syllables(word)))
