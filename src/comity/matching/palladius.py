"""Chinese syllables in Russian letters (the system of Palladius), told by their pinyin: Сяо is xiao."""

from comity.matching import chinese
from comity.matching.latin import table

_INITIALS = table("""
b: б p: п m: м f: ф d: д t: т n: н l: л g: г k: к h: х j: цз q: ц x: с zh: чж ch: ч sh: ш r: ж z: цз c: ц
s: с
""")
_FINALS = table("""
a: а o: о e: э ei: эй ai: ай ao: ао ou: оу an: ань en: энь ang: ан eng: эн ong: ун i: и ia: я ie: е iao: яо
iu: ю ian: янь iang: ян in: инь ing: ин iong: юн u: у ua: уа uo: уо uai: уай ui: уй уэй uan: уань un: унь
uang: уан ue: юэ
""")
_UO = frozenset(("d", "t", "n", "l", "g", "k", "h", "z", "c", "s", "zh", "ch", "sh", "r"))
_AFTER_PALATAL = table("u: юй uan: юань un: юнь ue: юэ")
_WHOLE = table("""
 a: а ai: ай an: ань ang: ан ao: ао e: э en: энь ou: оу weng: вэньг zhi: чжи chi: чи shi: ши ri: жи zi:
цзы ci: цы si: сы er: эр ya: я yan: янь yang: ян yao: яо ye: е yi: и yin: инь ying: ин yong: юн you: ю
yu: юй yue: юэ yuan: юань yun: юнь wa: ва wo: во wai: вай wei: вэй вей wan: вань wen: вэнь wang: ван wu:
у hui: хуэй хой lu: люй nu: нюй
""")
_PALATAL = frozenset(("j", "q", "x"))
_NOT_CHINESE = """
иван анна инна яна лина лана дана дина нина лиана женя саня ваня таня соня маня аня даня лена гена дуня
тоня майя лия жанна уля оля коля толя поля юля филя инга нанэ юнна минна
"""
_RUSSIAN = frozenset(_NOT_CHINESE.split())
"""Russian names that fall into such syllables too; who bears one is not read as Chinese."""


def _syllables() -> dict[str, str]:
    found: dict[str, str] = {}
    for russian, initial in _INITIALS.items():
        initials = ("j", "z") if russian == "цз" else ("q", "c") if russian == "ц" else ("x", "s")
        for ending, final in (_FINALS | _AFTER_PALATAL).items():
            for one in initials if russian in ("цз", "ц", "с") else (initial,):
                final = "uo" if final == "o" and one in _UO else final  # noqa: PLW2901
                if one + final in chinese.CLASSES and _fits(one, final, ending):
                    found.setdefault(russian + ending, one + final)
    return found | _WHOLE


def _fits(initial: str, final: str, ending: str) -> bool:
    """Tell whether j, q, x stand before i and ü alone, which other initials of one letter have not."""
    palatal = initial in _PALATAL
    if ending in _AFTER_PALATAL or final.startswith("i"):
        return palatal or (initial not in ("z", "c", "s") and ending not in _AFTER_PALATAL)
    return not palatal


SYLLABLES = _syllables()
"""Every syllable in Russian letters, by its pinyin."""
_LONGEST = max(map(len, SYLLABLES))
_MOST_SYLLABLES = 2


def split(word: str) -> tuple[str, ...]:
    """Return the pinyin of a word of one or two syllables, the first being the longest; empty for another."""
    if word in SYLLABLES:
        return (SYLLABLES[word],)
    if word in _RUSSIAN or len(word) > _MOST_SYLLABLES * _LONGEST:
        return ()
    one, mark, two = word.partition("ъ")
    if mark:
        return (SYLLABLES[one], SYLLABLES[two]) if one in SYLLABLES and two in SYLLABLES else ()
    for at in range(min(_LONGEST, len(word) - 1), 0, -1):
        if word[:at] in SYLLABLES and word[at:] in SYLLABLES:
            return SYLLABLES[word[:at]], SYLLABLES[word[at:]]
    return ()
