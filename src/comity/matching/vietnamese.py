"""Vietnamese syllables: a joined given name (Thithuduy) falls into its syllables again."""

import re
from functools import lru_cache

_FAMILIES = """
nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly truong dinh doan lam mai
trinh dao luu to ta quach thai chau cao trieu luong ha phung vuong kieu la tang ton tong khuat
nghiem bach dam giang thach diep lieu mac kim quan tieu lai viet dau cu au ong
"""
FAMILIES = frozenset(_FAMILIES.split())
_STRONG = """
nguyen tran pham huynh hoang phan vu vo dang bui ngo duong truong dinh doan trinh luu quach trieu
luong phung vuong kieu nghiem thach diep khuat thi
"""
_KNOWN = """
thi van anh minh thanh ngoc duc quang duy tuan quoc dinh dang trung huy tan tien xuan huu hung viet
hai nam thai cong khanh hieu phuong phuc hong bao bich cam chi chien chinh chung cuong dat diem dien
diep dong du duong dung gia giang ha han hanh hao hau hien hiep hoa hoai hoan hoang hop hue huong
huyen kha khai khang khoa khoi khuong kien kiet kim ky lam lan lap le lien linh loan loc loi long
luan luc luong ly mai man manh mau mien my nga ngan nghi nghia ngon nguyen nguyet nha nhan nhat nhi
nhien nhu nhung nhut ninh nu oanh phat phi phong phu phung phuoc quan que quy quyen quyet quynh sang
sinh son sy tai tam tham thang thao the thien thiep thieu thin thinh tho thoa thong thu thuan thuc
thuong thuy thuyet ti tich tin tinh toai toan toi ton tra trac tram tran trang tri trieu trinh trong
truc truong tu tue tung tuong tuyen tuyet ty uyen vi vien vinh vu vuong vy y yen thach thoai dao
doan don hoi luyen
"""
_COMMON = frozenset(_KNOWN.split()) | FAMILIES
STRONG = frozenset(_STRONG.split())
HONORIFICS = frozenset(("ong", "ba", "co", "chu", "gs", "ts", "bs"))
"""Mr, Mrs, Miss, uncle, and the short forms of professor, doctor and physician."""
_SHAPE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?$"
)
_LONGEST_SYLLABLE = 7
_LONGEST = 30


@lru_cache(maxsize=20_000)
def split(word: str) -> tuple[str, ...]:
    """Split a word in letters a-z into syllables, common ones first; empty if it has others."""
    if len(word) > _LONGEST:
        return ()
    ways: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(word) + 1)
    ways[len(word)] = (0, ())
    for at in range(len(word) - 1, -1, -1):
        for size in range(min(_LONGEST_SYLLABLE, len(word) - at), 0, -1):
            rest, syllable = ways[at + size], word[at : at + size]
            alone = at == 0 and size == len(word) and _SHAPE.match(syllable)
            if rest is None or not (alone or syllable in _COMMON):
                continue
            worth = rest[0] + (2 if syllable in _COMMON else 5), (syllable, *rest[1])
            ways[at] = min(filter(None, (ways[at], worth)), key=lambda way: way[0])
    best = ways[0]
    return best[1] if best else ()
