"""Belgian persons: French and Dutch names, each with its Cyrillic, Arabic and, where known, Han form."""

import re
from random import Random

from drawn.cultures import Culture, Draw, Forms, head


def _be(word: str) -> Forms:
    latin, cyrillic, arabic, *han = word.replace("_", " ").split("/")
    arabic = re.sub(r"(.)\1", r"\1", arabic)
    forms = {"latin": latin.title(), "Cyrl": cyrillic.title(), "Arab": arabic}
    return forms | {"Hani": han[0]} if han else forms


def _joined(*parts: str) -> Draw:
    pieces = [part.split() for part in parts]

    def draw(random: Random) -> Forms:
        chosen = [random.choice(some).split("/") for some in pieces]
        return _be("/".join("".join(column) for column in zip(*chosen, strict=True)))

    return draw


_GIVEN_BE = (
    "marie/мари/ماري/玛丽 jean/жан/جان/让 luc/люк/لوك/吕克 marc/марк/مارك/马克 "
    "patrick/патрик/باتريك/帕特里克 "
    "jan/ян/يان/扬 "
    "philippe/филипп/فيليب/菲利普 thomas/тома/توماس/托马斯 michel/мишель/ميشيل/米歇尔 "
    "martine/мартин/مارتين/马丁内 "
    "nathalie/натали/ناتالي/娜塔莉 david/давид/ديفيد/大卫 nicolas/николя/نيكولا/尼古拉 "
    "johan/йохан/يوهان/约翰 "
    "peter/петер/بيتر/彼得 "
    "dirk/дирк/ديرك/德克 anne/анн/آن/安妮 christine/кристин/كريستين/克里斯汀 "
    "isabelle/изабель/إيزابيل/伊莎贝尔 "
    "pierre/пьер/بيير/皮埃尔 "
    "jacques/жак/جاك/雅克 daniel/даниэль/دانيال/丹尼尔 eric/эрик/إريك/埃里克 robert/робер/روبرت/罗伯特 "
    "guy/ги/غي/居伊 "
    "bernard/бернар/برنارد/贝尔纳 olivier/оливье/أوليفييه/奥利维尔 sarah/сара/سارة/萨拉 "
    "laura/лора/لورا/劳拉 "
    "kevin/кевин/كيفين/凯文 "
    "emma/эмма/إيما/艾玛 julie/жюли/جولي/朱莉 sophie/софи/صوفي/索菲 simon/симон/سيمون/西蒙 "
    "pieter/питер/بيتر/彼得 "
    "geert/герт/خيرت/海尔特 koen/кун/كون/昆 willem/виллем/ويليم/威廉 benoit/бенуа/بينوا/伯努瓦 "
    "chantal/шанталь/شانتال/尚塔尔"
)
_ONSETS = "b/б/ب d/д/د f/ф/ف g/г/غ l/л/ل m/м/م n/н/ن p/п/ب r/р/ر s/с/س t/т/ت v/в/ف k/к/ك br/бр/بر st/ст/ست"
_RIMES = "a/а/ا e/е/ي i/и/ي o/о/و an/ан/ان el/ель/يل or/ор/ور er/ер/ير in/ин/ين"
BE = Culture(
    "BE",
    head(
        "peeters/петерс/بيترز janssens/янссенс/يانسنز maes/мас/ماس jacobs/якобс/ياكوبس "
        "mertens/мертенс/ميرتنز "
        "willems/виллемс/ويليمز claes/клас/كلاس goossens/госсенс/خوسنز wouters/ваутерс/ووترز "
        "de_smet/де_смет/دي_سميت "
        "dubois/дюбуа/دوبوا lambert/ламбер/لامبير dupont/дюпон/دوبون martin/мартен/مارتان "
        "simon/симон/سيمون "
        "pauwels/пауэлс/باولز hermans/херманс/هيرمانز aerts/артс/آرتس michiels/михилс/ميخيلز "
        "dumont/дюмон/دومون",
        0.006,
        _be,
        _joined(
            "van_de/ван_де/فان_دي de/де/دي ver/вер/فير van_/ван_/فان_ du/дю/دو le/ле/لو mo/мо/مو "
            "ca/ка/كا ro/ро/رو",
            _ONSETS,
            _RIMES,
            "meulen/мёлен/مولن put/пут/بوت bruyne/брейне/بروين man/ман/مان mans/манс/مانز court/кур/كور "
            "mont/мон/مون bergh/берг/بيرغ kens/кенс/كنز ville/виль/فيل lin/лен/لان velde/велде/فيلدي",
        ),
    ),
    head(
        _GIVEN_BE, 0.022, _be, _joined(_ONSETS, _RIMES, "na/на/نا ck/к/ك l/ль/ل ne/н/ن tte/тт/ت ndo/ндо/ندو")
    ),
    head(_GIVEN_BE, 0.03, _be, _joined(_ONSETS, _RIMES, "na/на/نا ne/н/ن s/с/س")),
    (0, 0, 1),
    0.15,
)
