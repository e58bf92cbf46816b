"""Words beside a name: titles, honorifics, particles and marks of a married name, in plain letters."""

import re

_TITLES = """
mr mrs ms miss dr prof sir lord dame lady rev reverend hon jr sr iii phd esq esquire doctor professor lt sgt
capt captain lieutenant
mme mlle mons maitre monsieur madame mademoiselle mgr monseigneur docteur docteure professeur colonel
capitaine commissaire
dhr mevr mevrouw mw mej mejuffrouw meneer mijnheer heer drs ir jhr jonkheer dokter kolonel kapitein
commissaris inspecteur herr herrn frau fraulein
bay bayan bey hanim efendi hocaefendi haci sayin doktor avukat av komiser doc uzm muhendis yuzbasi binbasi
haj hajj hadj hajja hadja hajji haji hadji sidi moulay mulay lalla lala sheikh cheikh shaykh sayyid
gn gzha gospodin gospozha grazhdanin grazhdanka spadar spadarynia pani
г-н г-жа господин госпожа гр гражданин гражданка товарищ тов доктор профессор проф судья прокурор адвокат
генерал полковник подполковник майор капитан лейтенант сержант спадар спадарыня пані др доктар палкоўнік
грамадзянін грамадзянка
先生 女士 小姐 太太 夫人 博士 教授 同志 老师 老師 律师 律師 法官 医生 醫生
السيد السيدة الآنسة الانسة الأستاذ الأستاذة الاستاذ الدكتور الدكتورة دكتور الحاج الحاجة الشيخ الشيخة العقيد
النقيب سيدي مولاي لالة للا سي آقای آقا خانم دکتر مهندس حاجی
"""
_DOUBTFUL = """
lord dame hon bay heer doc haci haj hajj hadj hajja hadja hajji haji hadji sidi moulay mulay lalla lala sheikh
cheikh shaykh sayyid الحاج الحاجة الشيخ الشيخة سيدي مولاي حاجی
"""
_MARKERS = """
nee ne epouse ep veuve vve divorcee geb geboren geboortenaam weduwe alias dit dite aka урожд
урожденная
"""
_PARTICLES = """
van von vom der den de di du des da dos das do del della la las los ter ten te het t s l d y e zu
zum zur el al ul as ash ad ed an ar at az bin ben ibn bint bent ould beni ait au oglu ogly kizi kyzy qizi
ван фон дер ден де ди дю дель ла аль эль ибн бин бен оглы кызы оглу улуу
بن ابن بنت ال فان دي دو لا ايت آيت أيت ولد
"""
TITLES = frozenset(_TITLES.split())
DOUBTFUL = frozenset(_DOUBTFUL.split())
"""Titles that are also names: they are titles only before a name that has two parts besides."""
MARKERS = frozenset(_MARKERS.split())
PARTICLES = frozenset(_PARTICLES.split())
PATRONYMIC = re.compile(
    r"(?:[oeiyw](?:vi(?:ch|tch|tsch|tsj|c|cz)|wi(?:ch|tsch|cz))|[oeiyj][vw]n[aey]|ichna|itchna|inichna|itsch?na"
    r"|(?:ов|ев|ьев)ич|(?:ов|ев|ив)на|ич[ін]?на|иничь?на|авіч|овіч|евіч|ович|овна|ївна|йович|аўна|еўна|ёўна|ойвіч)$"
)
