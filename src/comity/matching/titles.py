"""Words beside a name: titles, honorifics, particles and marks of a married name, in plain letters."""

import re

_TITLES = """
mr mrs ms miss dr prof sir lord dame rev hon jr sr phd mme mlle mons maitre dhr mevr mevrouw meneer
heer dhr herr frau fraulein bay bayan bey hanim efendi haci sayin haj hajj hadj hajji haji hadji
hajja hadja sidi moulay lalla sheikh cheikh shaykh sayyid ong gn gzha gospodin gospozha spadar
spadarynia pan pani г-н г-жа господин госпожа гр гражданин гражданка спадар спадарыня др 先生 女士 小姐 太太
博士 教授 السيد السيدة الأستاذ الدكتور الحاج الحاجة الشيخ سيدي مولاي لالة
"""
_MARKERS = """
nee ne epouse ep veuve vve divorcee geb geboren geboortenaam weduwe alias dit dite aka урожд
урожденная
"""
_PARTICLES = """
van von vom der den de di du des da dos das do del della la las los ter ten te het t s l d y e zu
zum zur el al ul as ash ad ed an ar at az bin ben ibn bint bent ould beni ait au ван фон дер ден де
ди дю дель ла аль эль ибн бин бен оглы кызы оглу بن ابن بنت ال فان دي دو لا ايت آيت
"""
TITLES = frozenset(_TITLES.split())
MARKERS = frozenset(_MARKERS.split())
PARTICLES = frozenset(_PARTICLES.split())
PATRONYMIC = re.compile(
    r"(?:[oeiyw](?:vi(?:ch|tch|tsch|tsj|c|cz)|wi(?:ch|tsch|cz))|[oeiyj][vw]n[aey]|ichna|itchna|inichna|itsch?na"
    r"|(?:ов|ев|ьев)ич|(?:ов|ев|ив)на|ич[ін]?на|иничь?на|авіч|овіч|евіч|ович|овна|ївна|йович|аўна|еўна|ёўна|ойвіч)$"
)
