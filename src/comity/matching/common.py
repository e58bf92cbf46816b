"""Name parts so common that they say little, with the bits they say among people of their own language.

Bits are the negative binary logarithm of the share of persons who carry the part, after published name
statistics, rounded to halves. Parts that do not stand here are weighed by their length. A measured table
replaces this where one is at hand.
"""

from functools import cache

from comity.matching.names import read

_HALVES = """
3: nguyen thi
4: van
5: kim
6: tran
7: le singh kaur muhammad mohammed mohamed mohammad lee
8: pham wang li zhang aleksandr aleksandrovich aleksandrovna mehmet park pak sergei elena mohamad
9: huynh hoang vo vu liu chen fatima mustafa ahmet vladimirovich vladimirovna nikolaevich nikolaevna
9: sergeevich sergeevna ivanovich ivanovna viktorovich viktorovna anatolevich anatolevna ali fatma ayse
9: mariia maria vladimir andrei aleksei dmitrii olga tatiana natalia irina anna svetlana ahmed khan
9: alekseevich alekseevna andreevich andreevna petrovich petrovna mikhailovich mikhailovna
9: iurevich iurevna dmitrievich dmitrievna vasilevich vasilevna emine hatice chang
10: abdullah hussein husein hasan hassan marie jean jan mikhail nikolai ivan evgenii ekaterina galina
10: valentina liudmila marina valerevich valerevna gennadevich gennadevna borisovich borisovna
10: evgenevich evgenevna pavlovich pavlovna grigorevich grigorevna leonidovich leonidovna
10: huang yang zhao wu zhou thanh minh ngoc anh hung duc huu quang tuan phuong duy xuan hong dinh
11: dang bui yilmaz kaya demir sahin celik xu sun ma zhu hu guo he lin gao luo lam chan wong
11: ibrahim ismail youssef yusuf rachid rashid khadija aicha aisha omar said hamid abdul abdel john
11: jose michael david peter pierre marc luc iurii igor oleg pavel viktor iuliia anastasiia mai lan
12: do ho ngo duong ly phan truong hai trung long linh huong dung hieu hoa nam thao trang tam an son
12: yildiz yildirim ozturk aydin ozdemir arslan dogan kilic aslan cetin kara koc kurt zeynep elif huseyin
12: zheng liang xie song tang deng han feng cao peng ivanov ivanova smirnov smirnova kuznetsov kuznetsova
12: popov popova philippe paul louis ping wei fang jing min hua ying yan xiu mei jun khalid khaled samir
"""


@cache
def shares() -> dict[str, int]:
    """Return what common forms are worth, letters and sounds alike, in hundredths of a bit."""
    found: dict[str, int] = {}
    for line in _HALVES.strip().splitlines():
        halves, words = line.split(":")
        for word in words.split():
            for part in read(word).parts:
                for form in (part.fine, part.sound):
                    found[form] = min(found.get(form, 9999), int(halves) * 50)
    return found
