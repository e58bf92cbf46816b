"""Chinese syllables in pinyin and Wade-Giles: one class for all that a spelling may mean."""

import re
from functools import lru_cache

from comity.matching.latin import table

_INVENTORY = """
-: a ai an ang ao e ei en er o ou
b: a ai an ang ao ei en eng i ian iao ie in ing o u
p: a ai an ang ao ei en eng i ian iao ie in ing o ou u
m: a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
f: a an ang ei en eng o ou u
d: a ai an ang ao e ei eng i ian iao ie ing iu ong ou u uan ui un uo
t: a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
n: a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo
l: a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo
g: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
k: a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo
h: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j: i ia ian iang iao ie in ing iong iu u uan ue un
q: i ia ian iang iao ie in ing iong iu u uan ue un
x: i ia ian iang iao ie in ing iong iu u uan ue un
zh: a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
ch: a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
sh: a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
r: an ang ao e en eng i ong ou u uan ui un uo
z: a ai an ang ao e ei en eng i ong ou u uan ui un uo
c: a ai an ang ao e en eng i ong ou u uan ui un uo
s: a ai an ang ao e en eng i ong ou u uan ui un uo
y: a an ang ao e i in ing ong ou u uan ue un
w: a ai an ang ei en eng o u
"""
_WADE_INITIALS = table("p: b t: d k: g ch: j q zh ts: z c hs: x j: r")
_WADE_FINALS = table("ung: ong ien: ian ieh: ie ueh: ue iung: iong erh: er o: uo")
_WADE_WHOLE = table("""
chih: zhi chi shih: shi jih: ri tzu: zi ci szu: si ko: ge ke ho: he kuo: guo kuo huo: huo shuo: shuo yen: yan
yu: you yeh: ye yueh: yue i: yi kuei: gui kui lueh: lue erh: er lo: luo o: e -: ru ruan run
""")
"""Syllables that follow no rule; those of `-` would bring ju, juan and jun into the class of ru."""
_MORE = {"si": "ssu", "lu": "lyu", "nu": "nyu", "zhong": "chong", "lue": "lyue", "yi": "yi", "ying": "ying"}


def _wade(initial: str, final: str) -> str:
    whole = _WADE_WHOLE.get(initial + final)
    if whole is not None:
        return whole
    return _WADE_INITIALS.get(initial, initial) + _WADE_FINALS.get(final, final)


def _inventory() -> list[tuple[str, str]]:
    rows = (line.split(": ") for line in _INVENTORY.strip().splitlines())
    return [(initial.replace("-", ""), final) for initial, finals in rows for final in finals.split()]


def _classes() -> dict[str, str]:
    """Merge syllables that share a spelling, and name each class by its first syllable."""
    head: dict[str, str] = {}

    def top(spelling: str) -> str:
        while head.setdefault(spelling, spelling) != spelling:
            spelling = head[spelling]
        return spelling

    for initial, final in _inventory():
        for other in (initial + final, _wade(initial, final), _MORE.get(initial + final, "")):
            if other:
                head[top(other)] = top(initial + final)
    return {spelling: top(spelling) for spelling in list(head)}


CLASSES = _classes()
"""Every spelling of a syllable, and the class it belongs to."""
WADE_ALONE = {"ju": "ru", "juan": "ruan", "jun": "run"}
"""What a syllable means in Wade-Giles alone, as a second reading: no class, since it would be too large."""
_FAMILIES = """
 wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng
xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia ding wei
xue ye yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui
kang mao qiu qin gu hou shao meng long wan duan qian yin lai yi chang wen he qiao gong pang fan lan
shan ou ni ji shu qu xiang mo bao zuo geng ning guan chai zhan gan ge mu tu nie bi di jiao kuang lou
mi niu pu rong sha sheng si tong xi xing xin yue yun zhuo ruan miao ling min cen chu fei bian leng
lian ming pei qi ran tai ying you zhai zang zong
"""
_TWO = """
 ouyang sima zhuge shangguan situ dongfang xiahou huangfu yuchi gongsun murong linghu yuwen zhangsun
sikong duanmu baili huyan nangong dugu ximen xuanyuan tantai tuoba wanyan helian wenren
"""
_OF_TWO = frozenset(_TWO.split())
FAMILIES = frozenset(CLASSES[name] for name in _FAMILIES.split())


def is_family(word: str) -> bool:
    """Tell whether a word is Han, or in letters a-z a common family name of one or two syllables."""
    return not word.isascii() or word in _OF_TWO or CLASSES.get(word) in FAMILIES


_NOT_CHINESE = re.compile("ee|oo")
_LONGEST_SYLLABLE = max(map(len, CLASSES))
_LONGEST = 30


@lru_cache(maxsize=20_000)
def split(word: str) -> tuple[str, ...]:
    """Split a word in letters a-z into Chinese syllables, the longest first; empty if it has others."""
    if word in CLASSES:
        return (word,)
    if len(word) > _LONGEST or _NOT_CHINESE.search(word):
        return ()
    ways: list[tuple[str, ...] | None] = [None] * (len(word) + 1)
    ways[len(word)] = ()
    for at in range(len(word) - 1, -1, -1):
        for size in range(min(_LONGEST_SYLLABLE, len(word) - at), 0, -1):
            rest = ways[at + size]
            if rest is not None and word[at : at + size] in CLASSES:
                ways[at] = (word[at : at + size], *rest)
                break
    return ways[0] or ()
