"""Given names that stand for one another: short forms, and one name in several languages.

Each line is one name as it is said in the languages of the seven states; a short form may stand in several
lines. Source: general knowledge of these languages. It is moderate evidence: a Sasha may be an Aleksandr.
Spellings that are read alike need not stand twice, nor Cyrillic ones that are spelled as Latin ones.
"""

from functools import cache

from comity.matching.names import read_part

_FORMS = """
aleksandr alexander alexandre sasha sacha shura sanya alex xander sander iskender aliaksandr oleksandr
aleksandr alexander 亚历山大
aleksandra alexandra alexandrine sasha sacha shura sandra aliaksandra
aleksei alexei alexis alexey lyosha lesha alyosha alyaksei oleksii лёша алёша леша алеша
anastasia nastya nastia nasta anastasiya nastassia
anatolii anatoly tolya anatol
andrei andreas andre andries andrew andy andrii dries
anna anne anneke anouk anya ania anja annie hanna ganna annette
anton antoine antonius antoon antonio tosha toon tony ton
artur arthur
boris borya barys borys
vladimir volodya vova volodymyr uladzimir wladimir 弗拉基米尔
vladislav vlad vladik uladzislau
valentin valya
valentina valya
valerii valery valera valere
varvara barbara varya barbe babette
vasilii vasily basile basil vasya basilius vasyl vasil
viktor victor vitya viktar
victoria viktoria vika victoire
viacheslav vyacheslav slava
galina galya halina halyna
georgii georgy george georges joris zhora gosha goga jorg
grigorii grigory gregoire gregor grisha hryhorii ryhor
daria darya dasha
daniil daniel danila danya danil danilo
denis denys dennis dionysius
dmitrii dmitry dmitri dima mitya dzmitry dmytro
ekaterina yekaterina catherine katharina katherine katya katia kateryna katsiaryna katrien kato trijn
elena yelena helene helena lena alena olena helen ellen alyona леночка
elizaveta elisabeth elizabeth elisabet liza lisa liesbeth lies elise els betty bettina lizaveta ilse babette
evgenii yevgeny eugene eugenius zhenya jenya yauhen yevhen
evgenia eugenie zhenya jenya yauheniya
ivan jan jean johan johannes john vanya hans jean yann johann hannes ian jo 约翰 让
ioanna johanna jeanne joanna jana janneke johana jeannette
igor ihar ihor garik
ilya elie elias ilja ilia illia
irina irene ira iryna iren irena
iosif joseph jozef josef jose jef yusuf osip yusif josephus youssef يوسف
yakov jacob jacques james jakob yasha jaak yakub yaqub jacobus jakub
yulia julia julie yuliya juliette
yurii yury juri yura iouri
ksenia xenia ksusha aksinya oksana
konstantin constantin kostya constant kanstantsin
larisa larissa lara larysa
lev leo leon lyova
leonid leonidas lyonya leanid
lidia lydia lida lydie
liubov lyubov lyuba
liudmila ludmila lyudmila lyuda mila lusya liudmyla
maksim maxim maxime max maksym
margarita margaret marguerite rita margriet greet margot marga gretchen griet
maria marie mary masha maryam mariam miriam meryem maryia mieke mia ria marijke meriem marya مريم
marina maryna
mikhail michael michel misha michiel mikhas mykhailo mihail mikael mickael mike mikail 米哈伊尔 迈克尔
nadezhda nadia nadya nadja nadiya nadzeya
natalia nathalie natalie natasha natacha nata nataliya natallia
nikolai nicolas nicolaas klaas nikolaus kolya niels nick nico mikalai mykola nicholas nicole
olga olya helga volha olha
oleg oleh aleh
pavel paul pavlo pasha paulus pol pauwel pavlik
petr pyotr peter pierre pieter piet petya petro petrus piotr pjotr 皮埃尔
polina pauline paulina polya appolinaria
roman romain romanus roma
sergei sergey serge sergio seryozha serhii siarhei serezha серёжа
semyon simon simeon syoma
sofia sophie sophia sonya sonja fieke
stanislav stas stanislas stanislau
stepan stephane stefan etienne steven stephan stjepan styopa estienne stefanus
svetlana sveta svitlana sviatlana
tamara toma
tatiana tanya tania tatyana tetiana tatsiana
timofei timothee timothy tima tymofii
fedor fyodor theodore theodoor fedya theo teodor fiodar
filipp philippe filip philip flip philippus
francois frans franciscus francis franz francesco frank franky frantz
francoise francisca frances franziska cisca fanny
guillaume willem wilhelm william wim guy bill
henri hendrik heinrich henry hendrik rik heinz henricus harry
louis lodewijk ludwig luis lowie lou aloysius lode
laurent laurens lorenz laurentius lars
charles karel karl carolus carl charly charlie
christophe kristof christoffel christoph chris kris christopher
christian christiaan kristian chris
christine christina kristina christa stien kristien tineke
cornelis corneille kees cornelius cor
dirk diederik theodoric thierry dietrich
emmanuel emanuel manu manuel
frederic frederik friedrich fred freddy frits fritz
gerard gerardus gerrit geert gerhard
gilles egidius gillis
jerome hieronymus jeroen
marc marcus mark markus
mathieu matthieu matthijs matthias mattheus thijs matt matteo
nathan nathanael
olivier oliver
robert rob bob robrecht bert
thomas tom tomas foma
vincent vincentius vince
antoinette antonia toinette nette
beatrice beatrix bea trix
hilde hildegard
muhammad mohamed mohammed mehmet muhammed mohammad mohand mhamed muhammet hamada moha med mo محمد 穆罕默德
ahmad ahmed ahmet hamid ahmadou احمد أحمد 艾哈迈德
mahmoud mahmud mahmut محمود
mustafa mostafa moustapha mostapha moustafa مصطفى
hasan hassan hacene lahcen elhassan حسن
husain hussein hussain huseyin hocine houssine elhoussine حسين
ibrahim brahim abraham ebrahim abram bram ibrahima ابراهيم إبراهيم
ismail ismael smail esmail اسماعيل
ishaq isaac isaak ishak اسحاق
musa moussa moses moise موسى
sulaiman suleyman soulaimane slimane solomon salomon سليمان
daud dawud davut david daoud dawid داود
isa issa aissa عيسى
yahya yahia يحيى
umar omar omer عمر
uthman osman othmane عثمان
ali aly علي
aisha aicha ayse ayshe عائشة
khadija khadidja hatice khadijah خديجة
fatima fatma fatna fatimah fatoumata فاطمة
zainab zineb zeynep zaynab زينب
amina emine aminah امينة
abdullah abdallah abdellah عبدالله
abdurrahman abderrahmane abderrahman عبدالرحمن
rashid rachid resit raschid رشيد
said saeed sait saïd سعيد
khalid khaled halit خالد
jamal djamal cemal gamal جمال
kamal kemal kamel كمال
salim selim سليم
salah selahattin salaheddine صلاح
"""


@cache
def _of_form() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for number, line in enumerate(_FORMS.strip().splitlines()):
        for word in line.split():
            part = read_part(word)
            if part is not None:
                found.setdefault(part.fine, set()).add(f"={number}")
    return {form: frozenset(names) for form, names in found.items()}


def names_of(fine: str) -> frozenset[str]:
    """Return marks of the names that a part may be said for; two parts that share one may be one name."""
    return _of_form().get(fine, frozenset())
