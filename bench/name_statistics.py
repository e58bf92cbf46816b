"""Write name statistics as CSV (name,count,group) from open data: `python bench/name_statistics.py DATA`.

DATA is a folder with `wikidata/wd_*_80.tsv` (name, transliteration, count; from Wikidata, CC0) and
`lists/common-{forenames,surnames}-by-country.csv` (popular names by country, CC0). A row without a name says
how many persons its group has. Where a list has ranks and no counts, the r-th name is taken to have a share
of 1.5 % / r^0.7 (a family name 3 %). What no list has (patronymics, Vietnamese middle names, syllables of
Chinese given names) is our own estimate in percent, below. `comity match table` makes a table of these rows.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

Row = tuple[str, float, str]
PERSONS = 1_000_000
_OWN = """
VN-middle: thi 22 van 13 thanh 6 minh 6 ngoc 5 anh 4 duc 4 quang 4 duy 3 tuan 3 quoc 3 dinh 3 trung 3 huy
3 tan 2.5 tien 2.5 xuan 2.5 huu 2.3 hung 2.3 viet 2 hai 2 nam 1.8 thai 1.8 cong 1.8 khanh 1.8 hieu 1.7
phuong 2.5 phuc 1.6 hong 2 thu 2.5 hoa 1.5 lan 1.5 linh 2 long 1.5 son 1.5 dung 2 hanh 1 mai 1.5 thuy 2.5
bao 1.5 kim 1.5 my 1 nga 1 nhung 1 trang 1.5 thao 1.5 tam 1.3 tu 1.3 phong 1.3 quan 1.3 khoa 1 tai 1
thang 1.3 cuong 1.3 manh 1.3
CN-given: wei 2.5 ming 2 hua 3 ying 2.5 xiu 2.5 fang 2 jun 2.5 li 3 min 1.7 jing 2.5 qiang 1.5 lei 1.5
yan 2.5 hong 2.5 mei 2 lan 1.8 ping 2 gang 1.2 jie 2 juan 1.4 tao 1.4 chao 1.2 xia 1.5 yong 1.7 guo 2
jian 2.5 zhi 2 xiao 2.5 yu 3 lin 2 feng 2 long 1.4 bo 1.3 hai 1.5 na 1 dan 1.2 chen 1.2 bin 1.4 peng 1.2
hui 1.8 yun 1.3 gui 1.5 zhen 1.3 shu 1.3 rong 1.3 xin 1.8 yi 1.8 jia 1.4 zhong 1.2 wen 1.8 sheng 1.3
cheng 1.2 liang 1.3 xue 1 qing 1.4 chun 1.2 de 1 dong 1.4 hao 1.2 kai 1 ting 1 yang 1.5 zi 1.3 fei 1
xiang 1.4 huan 1 an 0.8 song 0.7
RU-given: elena 6 tatiana 4.5 natalia 4.5 olga 4.5 irina 4 svetlana 3.5 anna 3 ekaterina 3 maria 2.5
liudmila 2.5 galina 2.5 iulia 2 nadezhda 1.5 valentina 1.7 marina 1.8 anastasia 1.8 oksana 1 liubov 1
vera 1 nina 1 larisa 1 aleksandr 8 sergei 6 vladimir 5 andrei 4.5 aleksei 4 dmitri 3.5 nikolai 3.5
mikhail 2.5 iuri 2 evgeni 2.2 ivan 2.5 viktor 2.2 igor 1.8 oleg 1.5 anatoli 1.6 viacheslav 1 pavel 1.3
roman 1.2 maksim 1.2 denis 1 konstantin 1 vitali 1 smirnova 1 ivanova 1 kuznetsova 0.7 popova 0.6
RU-patronymic: aleksandrovich 8 aleksandrovna 8 sergeevich 4.5 sergeevna 4.5 vladimirovich 5 vladimirovna
5 nikolaevich 5 nikolaevna 5 ivanovich 5 ivanovna 5 viktorovich 3.5 viktorovna 3.5 mikhailovich 3
mikhailovna 3 vasilevich 3 vasilevna 3 anatolevich 3 anatolevna 3 andreevich 2.5 andreevna 2.5 iurevich
2.5 iurevna 2.5 petrovich 2 petrovna 2 alekseevich 2.5 alekseevna 2.5 evgenevich 2 evgenevna 2 pavlovich
1 pavlovna 1 dmitrievich 1.5 dmitrievna 1.5 valentinovich 0.8 valentinovna 0.8 igorevich 1 igorevna 1
olegovich 1 olegovna 1
MA-given: mohamed 8 ahmed 4.5 fatima 4.5 rachid 2 khadija 2.5 hassan 2.5 said 2.2 abdellah 1.5 aicha 2
youssef 2 mustapha 2 omar 1.6 khalid 1.6 ali 1.6 ibrahim 1.2 brahim 1 hamid 1 aziz 1 nadia 1 samira 1
naima 1 zineb 1 amina 1 malika 1 karima 0.8 latifa 0.8 hanan 0.8 souad 0.8 abdelkader 0.7 abderrahim 0.7
driss 0.7 jamal 0.8 mariam 1.2 hicham 0.7 karim 0.7 tariq 0.5 bilal 0.5 ayoub 0.8 hamza 0.8 fouad 0.5
mahmoud 0.7 salah 0.5 yasmine 0.5 sara 0.8
TR-given: mehmet 4.5 fatma 4 mustafa 3.5 ayse 3.2 ahmet 3 emine 2.6 ali 2.6 huseyin 2.3 hatice 2.2 hasan
2.1 zeynep 1.6 ibrahim 1.6 ismail 1.3 osman 1.1 elif 1.1 yusuf 1.2 meryem 1 murat 1 omer 1 ramazan 0.9
halil 0.9 suleyman 0.9 serife 0.8 zehra 0.9 sultan 0.8 hanife 0.6 merve 0.6 havva 0.5 abdullah 0.7 mahmut
0.6 recep 0.6 salih 0.6 fadime 0.5 kemal 0.5 emre 0.6 hakan 0.5 kadir 0.5 yilmaz 2 kaya 1.5 demir 1.4
celik 1.2 sahin 1.3 yildiz 1.1
BE-given: maria 3 jean 2.2 marc 1.3 marie 2.5 luc 1 patrick 1 jan 1 philippe 1.2 thomas 1 michel 1
martine 1 nathalie 1 david 0.9 nicolas 0.9 johan 0.7 peter 0.8 dirk 0.8 anne 1 christine 0.8 isabelle 0.7
monique 0.7 rita 0.7 pierre 0.9 jacques 0.6 daniel 0.8 andre 0.6 eric 0.7 robert 0.5 paul 0.7 guy 0.5
francois 0.6 alain 0.5 bernard 0.4 olivier 0.5 sarah 0.8 laura 0.8 kevin 0.5 louis 0.6 lucas 0.6 emma 0.6
julie 0.7 sophie 0.6 elise 0.4 simon 0.4 vincent 0.5
KR-family: kim 21.5 gim 4 lee 14.7 yi 3 park 8.4 bak 2 choi 4.7 choe 1.2 jung 3.5 jeong 1.5 kang 2.3 cho
2.1 jo 0.8 yoon 2 jang 2 lim 1.6 im 0.6 han 1.5 oh 1.5 seo 1.3 shin 1.5 kwon 1.4 hwang 1.4 ahn 1.3 song
1.4 ryu 0.5 hong 1.1 jeon 0.9 ko 0.9 moon 0.9 son 0.8 yang 0.9 bae 0.8 baek 0.7 yoo 0.8 nam 0.5 shim 0.5
noh 0.4
CN-surname: wang 7.4 li 7.6 zhang 6.8 liu 5.2 chen 4.6 yang 3 zhao 2.1 huang 2.2 zhou 1.9 wu 2.2 xu 2.1
sun 1.4 hu 1.2 zhu 1.3 gao 1.1 lin 1.1 he 1.5 guo 1.1 ma 1.1 luo 1 liang 0.9 song 0.8 zheng 0.8 xie 0.8
han 0.7 tang 0.9 feng 0.7 yu 1.3 dong 0.6 xiao 0.6 cheng 0.6 cao 0.6 yuan 0.6 deng 0.6 fu 0.6 shen 0.6
zeng 0.5 peng 0.5 lu 1.3 su 0.5 jiang 1.1 cai 0.5 jia 0.4 ding 0.4 wei 0.9 xue 0.4 ye 0.5 yan 0.9
pan 0.5 du 0.5 dai 0.4 xia 0.4 zhong 0.4 tian 0.4 ren 0.4 fan 0.6 fang 0.4 shi 0.8 yao 0.4 tan 0.4
liao 0.4 zou 0.4 xiong 0.4 jin 0.4 hao 0.4 kong 0.4 bai 0.4 cui 0.4 qiu 0.5 qin 0.4 meng 0.4
VN-given: huong 2 oanh 0.7 quynh 1 hang 1.2 dat 1 vy 0.8 trinh 0.7 thinh 0.6 yen 1 ha 1.8 hien 1.3 ngan 1
nhi 0.8 nhu 0.8 nhan 0.6 giang 0.8 duyen 0.6 chau 0.6 dong 0.5 loc 0.6 loi 0.6 nghia 0.6 phat 0.5 quy 0.6
sang 0.6 thien 0.6 thuan 0.6 toan 0.8 tri 0.6 trong 0.6 tung 1 vinh 0.7 bich 0.7 loan 0.8
lien 0.6 nguyet 0.5 hau 0.5 hue 0.6 huyen 1.2 nhat 0.5 quyen 0.7 tram 0.6 tuyet 0.7 uyen 0.6 khang 0.5
kien 0.5 lam 0.6 thuong 0.7 tin 0.5 truc 0.5
MA-family: alaoui 1 idrissi 0.8 amrani 0.6 bennani 0.5 mansouri 0.5 filali 0.4 tazi 0.4 fassi 0.4 naciri 0.4
berrada 0.4 bakkali 0.4
"""
_COUNTRIES = "BE VN MA TR RU BY CN FR NL LU DE GB ES IT PL UA KZ AM AZ GE IR IL DZ TN EG GR RS RO"
COUNTRIES = frozenset(_COUNTRIES.split())
"""The seven states of the demonstration, their neighbours and the languages read by rule."""


def main(folder: Path) -> None:
    """Print the rows."""
    out = csv.writer(sys.stdout)
    out.writerow(("name", "count", "group"))
    out.writerows((name, round(count), group) for name, count, group in rows(folder) if count >= 1)


def rows(folder: Path) -> Iterator[Row]:
    """Yield all rows, own estimates last."""
    yield from surnames(folder / "lists" / "common-surnames-by-country.csv")
    yield from forenames(folder / "lists" / "common-forenames-by-country.csv")
    yield from labels(sorted((folder / "wikidata").glob("*.tsv")))
    group = ""
    words = iter(_OWN.split())
    for word in words:
        if word.endswith(":"):
            group = word[:-1]
            yield "", PERSONS, group
        else:
            yield word, float(next(words)) / 100 * PERSONS, group


def surnames(file: Path) -> Iterator[Row]:
    """Yield family names by the share that the list gives, else by their rank."""
    for country, listed in _by_country(file, ("Country",)).items():
        group = f"{country[0]}-family"
        yield "", PERSONS, group
        for rank, row in enumerate(listed, start=1):
            share = float(row["Percent"] or 0)
            for name in row["Romanized Name"].split("/"):
                yield name, PERSONS * (share or 0.03 / rank**0.7), group


def forenames(file: Path) -> Iterator[Row]:
    """Yield given names by their rank among those of one sex."""
    for country, listed in _by_country(file, ("Country", "Gender")).items():
        group = "-".join(country)
        yield "", PERSONS, group
        for rank, row in enumerate(listed, start=1):
            yield row["Romanized Name"], PERSONS * 0.015 / rank**0.7, group


def labels(files: list[Path]) -> Iterator[Row]:
    """Yield the words of people's names on Wikidata, by how often they stand there; a person has two."""
    counts: dict[str, int] = defaultdict(int)
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            name, _, count = line.split("\t")
            counts[name] += int(count)
    yield "", sum(counts.values()) / 2, "labels"
    yield from ((name, count, "labels") for name, count in counts.items() if count > 20)


def _by_country(file: Path, keys: tuple[str, ...]) -> dict[tuple[str, ...], list[dict[str, str]]]:
    found: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    with file.open(encoding="utf-8-sig", newline="") as source:
        for row in csv.DictReader(source):
            if row["Romanized Name"] and row["Country"] in COUNTRIES:
                found[tuple(row[key] for key in keys)].append(row)
    return found


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        print("Nothing is measured: name the folder DATA.", __doc__, sep="\n\n")
