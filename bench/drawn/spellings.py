"""Rules by which one name is written in many ways: each system a table from the letters of its source."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

Spell = Callable[[str], str]


def rules(text: str) -> Spell:
    """Make a speller of `from=to` words, the longest match first; `^` and `$` are the ends of a word."""
    pairs = [word.partition("=") for word in text.split()]
    to = {source: target.replace("-", "") for source, _, target in pairs}
    finder = re.compile("|".join(map(re.escape, sorted(to, key=len, reverse=True))))

    @cache
    def spell(word: str) -> str:
        written = finder.sub(lambda found: to[found.group()], f"^{word.lower()}$")
        return written.replace("^", "").replace("$", "").replace("_", "-").title()

    return spell


_RU = (
    "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts "
    "ч=ch ш=sh "
    "щ=shch ъ=- ы=y ь=- э=e ю=iu я=ia "
)
_SOFT = "^е=ye ае=aye ее=eye ие=iye ое=oye уе=uye ье=ye "
RUSSIAN = {
    "passport": rules(_RU + "ъ=ie"),
    "en": rules(_RU + _SOFT + "ё=yo й=y ю=yu я=ya ий$=y ый$=y"),
    "fr": rules(
        _RU + "ё=io ж=j у=ou ч=tch ш=ch щ=chtch ю=iou я=ia ий$=i ый$=y ин$=ine ын$=yne ге=gue ги=gui "
        "асо=asso еса=essa оси=ossi й=ï"
    ),
    "de": rules(
        _RU + "в=w ж=sch з=s х=ch ц=z ч=tsch ш=sch щ=schtsch ю=ju я=ja й=i ий$=i ё=jo ^е=je ае=aje ье=je"
    ),
    "nl": rules(_RU + "ж=zj у=oe х=ch ч=tsj ш=sj щ=sjtsj ю=joe я=ja й=j ий$=i ё=jo ^е=je ае=aje ье=je"),
    "pl": rules(_RU + "в=w ж=ż х=ch ц=c ч=cz ш=sz щ=szcz ю=ju я=ja й=j ий$=i ё=jo ^е=je"),
    "iso": rules(_RU + "ж=ž х=h ц=c ч=č ш=š щ=šč ю=ju я=ja й=j ё=ë"),
}
_UK = _RU + "г=h ґ=g є=ie ї=i і=i и=y "
UKRAINIAN = {
    "passport": rules(_UK + "^є=ye ^ї=yi ^й=y ^ю=yu ^я=ya зг=zgh"),
    "en": rules(_UK + "є=ye ї=yi й=y ю=yu я=ya ий$=y"),
    "ru": rules(_UK + "г=g и=i й=i ій$=y"),
    "fr": rules(_UK + "у=ou ч=tch ш=ch щ=chtch ж=j ю=iou"),
    "de": rules(_UK + "в=w ж=sch з=s х=ch ц=z ч=tsch ш=sch щ=schtsch ю=ju я=ja є=je ї=ji й=j"),
    "pl": rules(_UK + "в=w ж=ż х=ch ц=c ч=cz ш=sz щ=szcz ю=ju я=ja є=je ї=ji й=j"),
}
_BY = _RU + "г=h і=i ў=u дз=dz ё=io "
BELARUSIAN = {
    "passport": rules(_BY + "е=ie ^е=ye ^ё=yo ^ю=yu ^я=ya ле=le "),
    "lacinka": rules(_BY + "ж=ž х=ch ц=c ч=č ш=š ў=ŭ ь=- ю=iu я=ia ^е=je ^ю=ju ^я=ja й=j е=ie"),
    "ru": rules(_BY + "г=g дзі=di дзе=de дзь=d ці=ti це=te ць=t ў=v"),
    "en": rules(_BY + "г=g ў=w ё=yo ю=yu я=ya й=y"),
    "de": rules(_BY + "в=w ж=sch з=s х=ch ц=z ч=tsch ш=sch ю=ju я=ja й=j ў=u"),
}
_AR = (
    "a=a i=i u=ou ā=a ī=i ū=ou '=- `=- b=b t=t T=t j=j H=h h=h x=kh d=d D=d đ=d r=r z=z Z=d s=s S=s "
    "š=ch ş=s "
    "ġ=gh f=f q=k k=k l=l m=m n=n w=w y=y ay=ai aw=aou iyy=i "
)
_ARABIC = rules(
    "a=- i=- u=- ā=ا ī=ي ū=و '=ء `=ع b=ب t=ت T=ط j=ج H=ح h=ه x=خ d=د đ=ض D=ذ r=ر z=ز Z=ظ s=س S=ص š=ش "
    "ş=ث ġ=غ f=ف "
    "q=ق k=ك l=ل m=م n=ن w=و y=ي ^a=ا ^i=ا ^u=ا ^ī=اي ^ū=او ^ā=آ ^'a=أ ^'i=إ ^'u=أ ^'=أ aẗ$=ة à$=ى 'ā=آ "
    "bb=ب tt=ت TT=ط jj=ج HH=ح xx=خ dd=د đđ=ض rr=ر zz=ز ss=س SS=ص šš=ش ff=ف qq=ق kk=ك ll=ل mm=م nn=ن "
    "ww=و yy=ي ^al_=ال"
)


def notation(text: str) -> Spell:
    """Make a speller that tells small from capital letters, as the notation of sounds does."""
    pairs = [word.partition("=") for word in text.split()]
    to = {source: target.replace("-", "") for source, _, target in pairs}
    finder = re.compile("|".join(map(re.escape, sorted(to, key=len, reverse=True))))

    @cache
    def spell(word: str) -> str:
        written = finder.sub(lambda found: to[found.group()], f"^{word}$")
        return written.replace("^", "").replace("$", "").replace("_", " ").title()

    return spell


ARABIC = notation(
    "a=- i=- u=- ā=ا ī=ي ū=و '=ئ `=ع b=ب t=ت T=ط j=ج H=ح h=ه x=خ d=د đ=ض D=ذ r=ر z=ز Z=ظ s=س S=ص š=ش "
    "ş=ث ġ=غ f=ف "
    "q=ق k=ك l=ل m=م n=ن w=و y=ي ^a=أ ^i=إ ^u=أ ^ī=إي ^ū=أو ^ā=آ ah$=ة "
    "bb=ب tt=ت TT=ط jj=ج HH=ح xx=خ dd=د đđ=ض rr=ر zz=ز ss=س SS=ص šš=ش ff=ف qq=ق kk=ك ll=ل mm=م nn=ن "
    "ww=و yy=ي ^al_=ال "
    "^`abd_al_=عبد_ال ^ibn_=بن_"
)
_EN = _AR + "u=u ū=u š=sh aw=aw ay=ay q=q w=w iyy=iy ah$=a "
ARABIC_LATIN = {
    "fr": notation(_AR + "^al_=el_ ah$=a ū=ou u=o HH=h ^w=ou ^`abd_al_=abdel"),
    "en": notation(_EN + "^al_=al_ ^`abd_al_=abdul_ "),
    "plain": notation(_EN + "^al_=al q=k ^`abd_al_=abdel_ ay=ei uH=oh amm=am aww=aw H=h"),
    "fr2": notation(_AR + "^al_=- q=q w=ou y=y ī=i ^`abd_al_=abd_el_ ah$=a ss=ss SS=ss ās=ass as=ass is=iss"),
    "de": notation(_EN + "^al_=al_ š=sch x=ch j=dsch y=j w=w ^`abd_al_=abdul ah$=a"),
    "gulf": notation(_EN + "ī=ee ū=oo ^al_=al_ ah$=ah Z=z đ=dh D=dh ş=th q=q ^`abd_al_=abdul_"),
}
PERSIAN = notation(
    "a=- e=- o=- ā=ا i=ی u=و '=ئ `=ع b=ب p=پ t=ت T=ط j=ج č=چ H=ح h=ه x=خ d=د D=ذ đ=ض r=ر z=ز Z=ظ ž=ژ "
    "s=س S=ص "
    "š=ش ġ=غ q=ق f=ف k=ک g=گ l=ل m=م n=ن v=و y=ی ^a=ا ^e=ا ^o=ا ^ā=آ ^i=ای ^u=او e$=ه ey=ی ow=و "
    "mm=م jj=ج bb=ب ss=س dd=د rr=ر zz=ز"
)
_FA = (
    "ā=a '=- `=- T=t č=ch H=h x=kh D=z đ=z Z=z ž=zh S=s š=sh ġ=gh q=gh ey=ei ow=ow o=o u=ou e$=e ^a=a "
    "b=b p=p "
)
PERSIAN_LATIN = {
    "passport": notation(_FA),
    "en": notation(_FA + "u=u i=i ey=ey q=q ž=j"),
    "oo": notation(_FA + "u=oo i=ee e$=eh q=q o=o"),
    "fr": notation(_FA + "š=ch č=tch ž=j u=ou"),
    "de": notation(_FA + "š=sch č=tsch x=ch j=dsch v=w u=u ž=sch y=j"),
    "arab": notation(_FA + "o=u e=i v=w u=u ey=ai"),
}
HEBREW = notation(
    "a=- e=- ı=- u=ו o=ו i=י '=א `=ע b=ב v=ב g=ג d=ד h=ה w=ו z=ז H=ח T=ט y=י k=כ x=כ l=ל m=מ n=נ s=ס "
    "p=פ f=פ C=צ q=ק "
    "r=ר S=ש š=ש t=ת J=ג' c=צ' ^a=א ^e=א ^i=אי ^u=או ^o=או a$=ה m$=ם n$=ן k$=ך x$=ך f$=ף C$=ץ e$=ה "
    "ei=יי ai=יי"
)
_HE = "'=- `=- H=h T=t x=kh C=tz q=k S=s š=sh w=v ı=i J=j c=ch "
HEBREW_LATIN = {
    "passport": notation(_HE),
    "ch": notation(_HE + "H=ch x=ch C=ts ei=ey"),
    "academy": notation(_HE + "H=h x=kh C=ts q=q"),
    "de": notation(_HE + "H=ch x=ch C=z š=sch v=w w=w y=j"),
    "fr": notation(_HE + "š=ch C=ts u=ou H=h x=kh"),
    "en": notation(_HE + "C=z x=k q=c k=c y=i v=v"),
}
_GR = (
    "α=a ά=a β=v γ=g δ=d ε=e έ=e ζ=z η=i ή=i θ=th ι=i ί=i ϊ=i κ=k λ=l μ=m ν=n ξ=x ο=o ό=o π=p ρ=r σ=s "
    "ς=s τ=t υ=y ύ=y "
    "φ=f χ=ch ψ=ps ω=o ώ=o ου=ou ού=ou γγ=ng γκ=gk γχ=nch μπ=mp ^μπ=b ντ=nt αυ=av αύ=af ευ=ev εύ=ef "
)
GREEK = {
    "elot": rules(_GR),
    "en": rules(_GR + "χ=h ου=u ού=u γκ=g μπ=b ντ=d ^γι=y υ=i ύ=i ξ=x"),
    "old": rules(_GR + "φ=ph κ=k γκ=ng αυ=au ευ=eu αι=ae χ=ch"),
    "de": rules(_GR + "χ=ch ου=u ού=u β=w αυ=au ευ=eu"),
    "fr": rules(_GR + "φ=ph αι=e αί=e υ=y"),
}
_HY = (
    "ա=a բ=b գ=g դ=d ե=e զ=z է=e ը=y թ=t ժ=zh ի=i լ=l խ=kh ծ=ts կ=k հ=h ձ=dz ղ=gh ճ=ch մ=m յ=y ն=n շ=sh "
    "ո=o չ=ch պ=p "
    "ջ=j ռ=r ս=s վ=v տ=t ր=r ց=ts ւ=v փ=p ք=k և=ev օ=o ֆ=f ու=u ^ե=ye ^ո=vo "
)
ARMENIAN = {
    "passport": rules(_HY + "^ե=e"),
    "en": rules(_HY + "յան$=ian"),
    "ru": rules(_HY + "ղ=g հ=g յան$=ian ^հ=a"),
    "fr": rules(_HY + "շ=ch չ=tch ճ=tch ժ=j ու=ou ջ=dj յան$=ian"),
    "western": rules(_HY + "բ=p պ=b գ=k կ=g դ=t տ=d ծ=dz ձ=ts ջ=ch ճ=j յան$=ian"),
}
_KA = (
    "ა=a ბ=b გ=g დ=d ე=e ვ=v ზ=z თ=t ი=i კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=zh რ=r ს=s ტ=t უ=u ფ=p ქ=k ღ=gh ყ=q "
    "შ=sh ჩ=ch ც=ts "
    "ძ=dz წ=ts ჭ=ch ხ=kh ჯ=j ჰ=h "
)
GEORGIAN = {
    "passport": rules(_KA),
    "ru": rules(_KA + "ღ=g ყ=k ჯ=dzh"),
    "de": rules(_KA + "შ=sch ჩ=tsch ჭ=tsch ხ=ch ვ=w ც=z წ=z ჯ=dsch ჟ=sch"),
    "fr": rules(_KA + "შ=ch ჩ=tch ჭ=tch უ=ou ჯ=dj ჟ=j"),
}
_TURKISH_CYRILLIC = rules(
    "a=а b=б c=дж ç=ч d=д e=е f=ф g=г ğ=г h=х ı=ы i=и j=ж k=к l=л m=м n=н o=о ö=ё p=п r=р s=с ş=ш t=т "
    "u=у ü=ю v=в y=й z=з "
    "^e=э ya=я yu=ю yı=йы ye=е ^ö=о ^ü=ю iye=ие lü=лю"
)
TURKISH = {
    "plain": rules("ı=i ğ=g ş=s ç=c ö=o ü=u"),
    "en": rules("ı=i ğ=g ş=sh ç=ch c=j ö=o ü=u"),
    "de": rules("ı=i ğ=g ş=sch ç=tsch c=dsch ö=oe ü=ue v=w"),
    "fr": rules("ı=i ğ=g ş=ch ç=tch c=dj u=ou ö=o ü=u"),
}


def turkish_cyrillic(word: str) -> str:
    """Write a Turkish name in Russian letters."""
    return _TURKISH_CYRILLIC(word)


_INITIALS = "zh=ch ch=ch' j=ch q=ch' x=hs z=ts c=ts' b=p p=p' d=t t=t' g=k k=k' r=j zi=tzu ci=tz'u si=ssu "
_FINALS = "ong=ung ian=ien ie=ieh yan=yen you=yu ye=yeh yu=yü ri=jih zhi=chih chi=ch'ih shi=shih "
WADE = rules(
    _INITIALS + _FINALS + "iang=iang qiang=ch'iang jiang=chiang xiang=hsiang yang=yang uang=uang iong=iung "
    "ang=ang eng=eng ing=ing ge$=ko ke$=k'o he$=ho ju=chü qu=ch'ü "
    "xu=hsü yue$=yüeh lue$=lüeh duo$=to "
    "luo$=lo yi$=i "
    "zhong=chung jiong=chiung xiong=hsiung bian=pien pian=p'ien dian=tien tian=t'ien jian=chien "
    "qian=ch'ien xian=hsien "
    "xie=hsieh jie=chieh gui=kuei hui=hui kui=k'uei tuo$=t'o guo=kuo er$=erh"
)
_PALLADIUS = rules(
    "a=а o=о e=э ei=эй ai=ай ao=ао ou=оу an=ань en=энь ang=ан eng=эн ong=ун i=и ia=я ie=е iao=яо iu=ю "
    "ian=янь iang=ян "
    "in=инь ing=ин iong=юн u=у ua=уа uo=о uai=уай ui=уй uan=уань un=унь uang=уан ue=юэ b=б p=п m=м f=ф "
    "d=д t=т n=н l=л "
    "g=г k=к h=х j=цз q=ц x=с zh=чж ch=ч sh=ш r=ж z=цз c=ц s=с zhi$=чжи shi$=ши ri$=жи chi$=чи zi$=цзы "
    "ci$=цы si$=сы "
    "ya=я yan=янь yang=ян yao=яо ye=е yi=и yin=инь ying=ин yong=юн you=ю yu=юй yue=юэ yuan=юань yun=юнь "
    "ju=цзюй qu=цюй xu=сюй jun=цзюнь qun=цюнь xun=сюнь juan=цзюань quan=цюань xuan=сюань jue=цзюэ "
    "que=цюэ xue=сюэ "
    "nü=нюй lü=люй wa=ва wo=во wai=вай wei=вэй wan=вань wen=вэнь wang=ван wu=у hui=хуэй er$=эр"
)


def palladius(syllable: str) -> str:
    """Write a pinyin syllable in Russian letters, by the system of Palladius."""
    return _PALLADIUS(syllable)


def bare(text: str) -> str:
    """Return text without its diacritics."""
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("ı", "i"))
    return "".join(c for c in spread if not unicodedata.combining(c))
