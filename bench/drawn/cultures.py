"""Persons of fourteen languages, each name in all the ways it is written: heads known, tails made.

A head is a list of names, the most common first, and the share of the first; what they leave is the tail,
which is put together by the rules of the language (stems and endings, roots and patterns, syllables). No
register or test file is read. Common names are what everybody knows of published statistics.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from drawn import spellings as sp

Forms = Mapping[str, str]
"""A word of a name by the way of writing: `latin`, other romanisations `~fr`, scripts `Cyrl`, `Arab`, …"""
Draw = Callable[[Random], Forms]


@dataclass(frozen=True, slots=True)
class Culture:
    """How the persons of a people are named: words of a family, given and middle name, and their order."""

    code: str
    family: Draw
    given: Draw
    middle: Draw | None = None
    middles: tuple[int, ...] = (1,)
    family_first: float = 0.2


def head(text: str, first: float, forms: Callable[[str], Forms], tail: Draw, slope: float = 0.75) -> Draw:
    """Draw the r-th name of a list with the share `first / r ** slope`, else one of the tail."""
    names = text.split()
    weights = [first / rank**slope for rank in range(1, len(names) + 1)]
    rest = max(0.05, 1 - sum(weights))

    def draw(random: Random) -> Forms:
        at = random.choices(range(len(names) + 1), [*weights, rest])[0]
        return tail(random) if at == len(names) else forms(names[at])

    return draw


def made(forms: Callable[[str], Forms], *parts: str) -> Draw:
    """Draw a name of one piece of each part."""
    pieces = [part.split() for part in parts]

    def draw(random: Random) -> Forms:
        return forms("".join(random.choice(some) for some in pieces).replace(".", ""))

    return draw


def written(
    script: str, systems: Mapping[str, sp.Spell], local: sp.Spell | None = None
) -> Callable[[str], Forms]:
    """Return the forms of a word of a script: its romanisations, the first being the passport's."""

    def forms(word: str) -> Forms:
        spelled = {f"~{name}": spell(word) for name, spell in systems.items()}
        return {
            "latin": next(iter(spelled.values())),
            script: local(word) if local else word.title(),
            **spelled,
        }

    return forms


# ── Slavic ──────────────────────────────────────────────────────────────────────────────────────
_STEM = (
    "бар вол гал дор жар зад кар лом мал нов пал ряб сал тур уст фед хар чер шал щер ябл бур вед гор "
    "дуб ерм жит зим "
    "кол лап мур ник пет рог сел тюл ушак хом цап чуд шум ил бел выс глух доб жил кра лед мел нос плот "
    "рас сын тих"
)
_MORE = ". . ак ен ок ил ов ин ум ач ель ух ан ар ыж еш ат ут еп ош"
_ru = written("Cyrl", sp.RUSSIAN)
_MALE = (
    "александр сергей владимир андрей алексей дмитрий николай михаил иван евгений виктор юрий игорь "
    "олег павел роман "
    "максим денис константин виталий артём антон илья вячеслав станислав вадим руслан тимур кирилл григорий"
)
_FATHERS = (
    "александрович сергеевич владимирович николаевич иванович викторович михайлович анатольевич "
    "андреевич юрьевич "
    "петрович алексеевич евгеньевич васильевич дмитриевич павлович борисович геннадьевич олегович "
    "игоревич фёдорович "
    "валерьевич григорьевич семёнович ильич львович романович константинович тимофеевич"
)
_FAMILY_RU = (
    "иванов смирнов кузнецов попов васильев петров соколов михайлов новиков фёдоров морозов волков "
    "алексеев лебедев "
    "семёнов егоров павлов козлов степанов николаев орлов андреев макаров никитин захаров зайцев "
    "соловьёв борисов "
    "яковлев григорьев романов воробьёв сергеев кузьмин фролов александров дмитриев королёв гусев "
    "киселёв ильин "
    "максимов поляков сорокин виноградов ковалёв белов медведев антонов тарасов жуков баранов филиппов"
)
_WOMEN_RU = (
    "елена татьяна наталья ольга ирина светлана анна екатерина мария людмила галина юлия анастасия "
    "оксана любовь вера "
    "нина лариса марина надежда ксения дарья полина евгения"
)
RU = Culture(
    "RU",
    head(_FAMILY_RU, 0.018, _ru, made(_ru, _STEM, _MORE, "ов ев ин ов ов кин ский енко цев ников")),
    head(
        f"{_MALE} {_WOMEN_RU}",
        0.07,
        _ru,
        made(_ru, _STEM, "ислав омир ина иан ея ислава ий ор ента"),
    ),
    head(_FATHERS, 0.08, _ru, made(_ru, _STEM, ". . ил ан ос ар ен", "ович евич")),
    (1, 1, 1, 0),
    0.3,
)
_uk = written("Cyrl", sp.UKRAINIAN)
_STEM_UA = (
    "бонд кова шев мель тка мороз крав олій кли гон пав сав руд левч петр пол бой хар мар лис кост гав "
    "гор дяч їж "
    "жур зін іва кух лит мит нес осип прих рев сид тим уст хом цим чор шульг щер юрч яц гри бах воло"
)
UA = Culture(
    "UA",
    head(
        "мельник шевченко бойко коваленко бондаренко ткаченко ковальчук кравченко олійник шевчук коваль "
        "поліщук "
        "бондар ткачук марченко лисенко савченко руденко петренко кравчук клименко павленко гончар мороз",
        0.012,
        _uk,
        made(_uk, _STEM_UA, ". . ар ил ан ас ут ов ель", "енко чук ук ський ишин юк івський ак ко"),
    ),
    head(
        "олександр сергій володимир андрій микола іван михайло юрій віктор василь олег ігор дмитро "
        "євген ярослав "
        "тарас григорій олена тетяна наталія ольга ірина оксана світлана юлія катерина ганна людмила "
        "галина любов",
        0.05,
        _uk,
        made(_uk, _STEM_UA, "ослав омир яна іан ея ослава ій ор ента"),
    ),
    head(
        "олександрович сергійович володимирович миколайович іванович михайлович вікторович васильович "
        "григорович",
        0.08,
        _uk,
        made(_uk, _STEM_UA, ". . ил ан ос ар ен", "ович івна"),
    ),
    (1, 0),
)
_by = written("Cyrl", sp.BELARUSIAN)
_STEM_BY = (
    "бар кавал лука даш пята макар сіма васіл жук карп міц рад саў турч хад шыл ярм зян лапа гур дуб вайц яку"
)
BY = Culture(
    "BY",
    head(
        "казлоў новік іваноў кавалёў пятровіч лукашэвіч багдановіч шэўчык кузьміч мароз савіцкі "
        "кавальчук рудзько",
        0.01,
        _by,
        made(
            _by, _STEM_BY, ". . ал ан ар ас ел ін ун уш ыл ют", "овіч евіч онак чык ько еня ёнак скі цкі оў"
        ),
    ),
    head(
        "аляксандр сяргей уладзімір андрэй мікалай аляксей віктар іван міхаіл дзмітрый алег павел юрый "
        "ігар яўген "
        "алена таццяна наталля вольга ірына святлана ганна кацярына марыя людміла галіна юлія",
        0.055,
        _by,
        made(_by, _STEM_BY, "аслаў амір яна іан ея аслава ій ар ента"),
    ),
    head(
        "аляксандравіч сяргеевіч уладзіміравіч мікалаевіч іванавіч міхайлавіч віктаравіч пятровіч андрэевіч",
        0.08,
        _by,
        made(_by, _STEM_BY, ". . ал ан ар ас ел ін", "авіч евіч аўна"),
    ),
    (1, 1, 0),
)
# ── Arabic, Persian, Hebrew ─────────────────────────────────────────────────────────────────────
_PATTERNS: Sequence[str] = [
    "1ā2i3",
    "1a2ī3",
    "1a22ā3",
    "mu1a22a3",
    "1a2a3",
    "1u2ay3",
    "1a22ū3",
    "ma12ū3",
    "1i2ā3",
    "mu1ā2i3",
    "1a2a3ī",
    "1a2ī3ī",
    "1a22ā3ī",
    "1ā2i3ī",
]
_ROOTS = "b t T j H x d r z s š S f q k l m n h g".replace("g", "ġ").split()


def _roots(forms: Callable[[str], Forms], before: Sequence[str], end: str = "") -> Draw:
    def draw(random: Random) -> Forms:
        one, two, three = random.sample(_ROOTS, 3)
        word = random.choice(_PATTERNS).replace("1", one).replace("2", two).replace("3", three)
        return forms(random.choice(before) + word + end)

    return draw


_ar = written("Arab", sp.ARABIC_LATIN, sp.ARABIC)
_GIVEN_AR = (
    "muHammad aHmad fāTimah xadījah rašīd Hasan sa`īd yūsuf muSTafà `umar xālid `alī ibrāhīm `azīz "
    "nādyah samīrah "
    "na`īmah zaynab amīnah malīkah karīmah laTīfah Hanān su`ād `abd_al_qādir `abd_al_raHīm idrīs jamāl "
    "maryam hišām "
    "karīm Tāriq bilāl ayyūb Hamzah fu'ād maHmūd SalāH yāsmīn sārah `abd_al_laTīf `abd_al_karīm "
    "nūr_al_dīn jalāl"
).replace("muSTafà", "muSTafā")
MA = Culture(
    "MA",
    head(
        "al_`alawī al_idrīsī bannānī al_fāsī bin_`alī al_tāzī bannīs al_`amrānī al_filālī barrādah "
        "al_manSūrī "
        "al_hāšimī al_sūsī al_bakrī al_qāsimī al_xaTīb al_nāSirī al_tuhāmī al_zahrā'ī al_kattānī al_marīnī",
        0.012,
        _ar,
        _roots(_ar, ["al_", "al_", "", "", "bin_", "bū"]),
    ),
    head(_GIVEN_AR, 0.075, _ar, _roots(_ar, [""])),
    head(_GIVEN_AR, 0.075, _ar, _roots(_ar, [""])),
    (0, 0, 1),
)
_fa = written("Arab", sp.PERSIAN_LATIN, sp.PERSIAN)
_STEM_FA = (
    "moHammad Hosein reza karim raHim akbar jafar kāzem mahdi āhan zar gol nik bahrām farhād rostam "
    "sohrāb kuh daryā "
    "pur sabz šir bozorg jahān mehr šāh nur dast kār rad xoš vafā tavān sālār hošang pāk"
)
IR = Culture(
    "IR",
    head(
        "moHammadi Hoseini aHmadi rezāyi morādi mirzāyi raHimi karimi jafari qāsemi rostami Safari "
        "šarifi ebrāhimi "
        "Sādeqi heydari qorbāni najafi mahmudi sultāni",
        0.015,
        _fa,
        made(_fa, _STEM_FA, ". . ān", "zāde pur iyā i iyān fard xāh doust pur manš kiyā"),
    ),
    head(
        "moHammad `ali Hosein mahdi reza hasan amir fāTeme zahrā maryam ma`Sume sakine narges leylā "
        "mitrā nāhid "
        "puyā bahrām sinā kāmrān šahrām golnāz pežmān čangiz žāle mehrdād behzād farzāne nasrin",
        0.07,
        _fa,
        made(
            _fa,
            "mehr gol šah far beh nik āz dil xor jahān ar žin",
            "nāz dād zād šid āsā bānu ruz tāj yār šir",
        ),
    ),
)
_he = written("Hebr", sp.HEBREW_LATIN, sp.HEBREW)
IL = Culture(
    "IL",
    head(
        "kohen lewi mızraHi pereC bıTon dahan 'avraham friydman malka 'azulay kaC yosef dawid `amar "
        "'oHayon Hadad gabay "
        "ben_Hayim šapiro klein levin segal rozen".replace("friydman", "fridman"),
        0.02,
        _he,
        made(
            _he,
            "rozen gold šTern grin ber fein lib zilber bir wein Tov kaC `oz har šapir",
            "berg šTein man feld baum blum son Tal ",
        ),
    ),
    head(
        "yosef dawid moše 'avraham ya`aqov yiCHaq šlomo Hayim daniyel mixa'el yonatan 'eli šmu'el 'uri "
        "sara rıvqa rahel "
        "lea' ester mıryam Hana tamar no`a maya šıra yael Cıpora ronit 'orli gila".replace("rahel", "raHel"),
        0.03,
        _he,
        made(_he, "'el ya šım `a ne rı gav ram ze yı", "yaqim riel `on mi tan qa tali Hori xariya"),
    ),
    family_first=0.15,
)
# ── Turkish ─────────────────────────────────────────────────────────────────────────────────────


def _tr(word: str) -> Forms:
    word = word.translate(str.maketrans("İI", "iı"))
    forms = {f"~{name}": spell(word) for name, spell in sp.TURKISH.items()}
    shown = (word[0].replace("i", "İ").upper() if word[0] != "ı" else "I") + word[1:]
    return {"latin": forms["~plain"], "Latn": shown, "Cyrl": sp.turkish_cyrillic(word).title(), **forms}


TR = Culture(
    "TR",
    head(
        "yılmaz kaya demir çelik şahin yıldız yıldırım öztürk aydın özdemir arslan doğan kılıç aslan "
        "çetin kara koç kurt "
        "özkan şimşek polat erdoğan avcı güneş aksoy bulut korkmaz tekin",
        0.012,
        _tr,
        made(
            _tr,
            "kara öz demir ak gül yıl bal taş gök er tan dağ kız sarı yeşil bayrak kuş top çam tok "
            "deniz ay gün bozkır",
            "türk er taş oğlu kaya bay soy ay can sel ten man lı cı çay göz kan tekin han doğdu gelen "
            "bulut yürek",
        ),
    ),
    head(
        "mehmet fatma mustafa ayşe ahmet emine ali hüseyin hatice hasan zeynep ibrahim ismail osman "
        "elif yusuf meryem "
        "murat ömer ramazan halil süleyman şerife zehra hanife merve emre hakan kadir recep özlem gülay",
        0.045,
        _tr,
        made(
            _tr,
            "gül ay bay tu nur er can se be ül şen il do ka bar öz gök tan su yal mer",
            "ay kan han ca sel nur gün den ker ten cihan tan",
        ),
    ),
    head(
        "ali can nur mehmet ahmet ayşe gül hasan",
        0.06,
        _tr,
        made(_tr, "ay bar se ne er", "sel çin şen ış kan fe"),
    ),
    (0, 0, 1),
    0.1,
)
