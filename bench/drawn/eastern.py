"""Chinese, Vietnamese, Korean, Greek, Armenian and Georgian persons, drawn by rule."""

from random import Random

from drawn import spellings as sp
from drawn.cultures import Culture, Draw, Forms, head, made, written

# ── Chinese ─────────────────────────────────────────────────────────────────────────────────────
_FAMILY_CN = (
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu 高gao "
    "林lin 何he 郭guo 马ma "
    "罗luo "
    "梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu 董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng "
    "许xu 傅fu 沈shen 曾zeng "
    "彭peng 吕lü 苏su 卢lu 蒋jiang 蔡cai 贾jia 丁ding 魏wei 薛xue 叶ye 阎yan 余yu 潘pan 杜du 戴dai "
    "夏xia 钟zhong 汪wang 田tian "
    "任ren 姜jiang 范fan 方fang 石shi 姚yao 谭tan 廖liao 邹zou 熊xiong 金jin 陆lu 郝hao 孔kong 白bai "
    "崔cui 康kang 毛mao 邱qiu "
    "秦qin 江jiang 史shi 顾gu 侯hou 邵shao 孟meng 龙long 万wan 段duan 雷lei 钱qian 汤tang 尹yin 黎li "
    "易yi 常chang 武wu 乔qiao"
)
_RARER_CN = (
    "严yan 温wen 季ji 俞yu 章zhang 鲁lu 葛ge 伍wu 韦wei 申shen 尤you 毕bi 聂nie 丛cong 焦jiao 向xiang 柳liu "
    "邢xing 路lu 岳yue "
    "齐qi 梅mei 莫mo 庄zhuang 辛xin 管guan 祝zhu 左zuo 涂tu 谷gu 祁qi 时shi 舒shu 耿geng 牟mu 卜bu 詹zhan "
    "关guan 苗miao 凌ling "
    "费fei 纪ji 靳jin 盛sheng 童tong 欧ou 甄zhen 项xiang 曲qu 成cheng 游you 阳yang 裴pei 席xi 卫wei 查zha "
    "屈qu 鲍bao 霍huo "
    "翁weng 隋sui 甘gan 景jing 单shan 包bao 司si 柏bai 宁ning 柯ke 阮ruan 桂gui 闵min 解xie 强qiang 柴chai "
    "华hua 车che 冉ran "
    "房fang 边bian 蒙meng 施shi 覃qin 牛niu 芦lu 贺he 龚gong 文wen 庞pang 樊fan 兰lan 殷yin 洪hong 安an 倪ni "
    "颜yan 骆luo 党dang"
)
_GIVEN_CN = (
    "伟wei 明ming 华hua 英ying 秀xiu 芳fang 军jun 丽li 敏min 静jing 强qiang 磊lei 艳yan 红hong 梅mei "
    "兰lan 平ping 刚gang "
    "杰jie "
    "娟juan 涛tao 超chao 霞xia 勇yong 国guo 建jian 志zhi 小xiao 玉yu 林lin 峰feng 龙long 波bo 海hai "
    "娜na 丹dan 晨chen 斌bin "
    "鹏peng 辉hui 云yun 桂gui 珍zhen 淑shu 荣rong 新xin 义yi 家jia 忠zhong 文wen 生sheng 成cheng "
    "亮liang 雪xue 庆qing 春chun "
    "德de 东dong 浩hao 凯kai 婷ting 阳yang 子zi 飞fei 翔xiang 欢huan 安an 松song 瑞rui 宇yu 婉wan 洁jie "
    "诗shi 若ruo 思si "
    "晓xiao 永yong 泽ze 俊jun 凤feng 宝bao 金jin 彩cai 悦yue 佳jia 怡yi 书shu 传chuan 长chang 广guang "
    "立li 向xiang 少shao "
    "青qing"
)


def _syllables(words: list[str]) -> Forms:
    said = [word[1:] for word in words]
    plain = [one.replace("ü", "u") for one in said]
    wade = "-".join(sp.WADE(one).lower() for one in said)
    return {
        "latin": "".join(plain).title(),
        "~joined": "".join(plain).title(),
        "~spaced": " ".join(plain).title(),
        "~hyphen": "-".join(plain).title(),
        "~wade": wade.title().replace("'S", "'s"),
        "~wadeplain": sp.bare(wade).replace("'", "").title(),
        "Hani": "".join(word[0] for word in words),
        "Cyrl": "".join(sp.palladius(one).lower() for one in said).title(),
    }


def _chinese(random: Random) -> Forms:
    words = _GIVEN_CN.split()
    weights = [1 / (12 + at) for at in range(len(words))]
    return _syllables(random.choices(words, weights, k=random.choice((1, 2, 2, 2, 2))))


CN = Culture(
    "CN",
    head(
        _FAMILY_CN,
        0.075,
        lambda word: _syllables([word]),
        made(lambda word: _syllables([word]), _RARER_CN),
        0.8,
    ),
    _chinese,
    family_first=0.9,
)
# ── Vietnamese ──────────────────────────────────────────────────────────────────────────────────
_FAMILY_VN = (
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý trương đinh đoàn lâm mai "
    "trịnh đào lưu tạ "
    "châu hà phùng vương thái cao tăng lương kiều quách tô"
)
_GIVEN_VN = (
    "anh minh thành ngọc đức quang duy tuấn dũng hùng hoa lan hương linh long sơn hạnh mai thủy thảo "
    "trang nga nhung "
    "tâm tú phong quân khoa tài thắng cường mạnh hải nam việt khánh hiếu phương phúc hồng thu bảo kim "
    "hòa bích yến "
    "oanh hằng ly vinh vy trinh tiên quỳnh như ngân hiền giang duyên châu đạt đông lộc lợi nghĩa nhân "
    "phát quốc quý "
    "sang tân thiện thịnh thuận tiến toàn trí trọng trung tùng vũ xuân"
)


def _vn(word: str) -> Forms:
    plain = sp.bare(word).title()
    return {"latin": plain, "Latn": word.title(), "~plain": plain}


def _any(text: str) -> Draw:
    words = text.split()
    return lambda random: _vn(random.choice(words))


VN = Culture(
    "VN",
    head(_FAMILY_VN, 0.38, _vn, _any("đồng khuất nghiêm thạch tiêu cù ông chu doãn mạc"), 1.4),
    head(_GIVEN_VN, 0.045, _vn, _any(_GIVEN_VN), 0.55),
    head(
        "thị văn thanh minh ngọc đức quang hữu thu kim bích xuân công đình", 0.25, _vn, _any(_GIVEN_VN), 1.0
    ),
    (1, 1, 1, 1, 1, 1, 2, 2, 2, 0),
    0.8,
)
# ── Korean ──────────────────────────────────────────────────────────────────────────────────────
_LEADS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", ".").split()
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()  # noqa: SIM905
_TAILS = ". k kk ks n nj nh t l lk lm lp ls lt lp lh m p ps t t ng t t k t p t".split()  # noqa: SIM905

_FAMILIES_KR = (
    "김kim 이lee 박park 최choi 정jung 강kang 조cho 윤yoon 장jang 임lim 한han 오oh 서seo 신shin 권kwon "
    "황hwang 안ahn 송song "
    "류ryu 홍hong 전jeon 고ko 문moon 손son 양yang 배bae 백baek 허huh 유yoo 남nam 심shim 노noh 하ha "
    "곽kwak 성sung 차cha 구koo"
)
_GIVEN_KR = (
    "민 지 서 현 영 수 준 우 진 은 정 희 성 호 철 미 경 숙 순 자 옥 상 재 동 혜 윤 석 훈 태 병 기 승 연 "
    "하 유 원 선 용 규 "
    "종 인 주 아 예 소 나 림 범 광 춘 도 빈 람 별 찬 건 혁 환 욱 식 균 만 복 권 길 구 명 문 배"
)


def _jamo(syllable: str) -> tuple[str, str, str]:
    at = ord(syllable) - 0xAC00
    lead, vowel, tail = _LEADS[at // 588], _VOWELS[at % 588 // 28], _TAILS[at % 28]
    return lead.replace(".", ""), vowel, tail.replace(".", "")


def _revised(syllable: str) -> str:
    return "".join(_jamo(syllable))


def _common(syllable: str, random: Random) -> str:
    lead, vowel, tail = _jamo(syllable)
    lead = {"g": "k", "r": "r", "j": random.choice(("j", "j", "ch"))}.get(lead, lead)
    vowel = {"eo": random.choice(("u", "eo", "o")), "eu": random.choice(("eu", "u")), "yeo": "you"}.get(
        vowel, vowel
    )
    vowel = {"u": random.choice(("u", "oo")), "yu": "yoo", "i": random.choice(("i", "ee")), "ae": "ae"}.get(
        vowel, vowel
    )
    return lead + vowel + tail


def _mccune(syllable: str) -> str:
    lead, vowel, tail = _jamo(syllable)
    lead = {"g": "k", "d": "t", "b": "p", "j": "ch", "ch": "ch'", "k": "k'", "t": "t'", "p": "p'"}.get(
        lead, lead
    )
    return lead + {"eo": "ŏ", "yeo": "yŏ", "eu": "ŭ", "ui": "ŭi", "wo": "wŏ"}.get(vowel, vowel) + tail


def _hangul(family: bool, random: Random, written: list[str], known: str = "") -> Forms:
    revised = [_revised(one) for one in written]
    common = [known] if known else [_common(one, random) for one in written]
    return {
        "latin": (known or "-".join(common)).title()
        if known or random.random() < 0.6
        else "".join(revised).title(),
        "Hang": "".join(written),
        "~revised": {"I": "Yi", "O": "Oh"}.get("".join(revised).title(), "".join(revised).title()),
        "~common": " ".join(common).title() if not family else common[0].title(),
        "~mccune": "-".join(map(_mccune, written)).title().replace("'S", "'s"),
    }


def _family_kr(random: Random) -> Forms:
    words = _FAMILIES_KR.split()
    word = random.choices(words, [0.21, 0.15, 0.085, *(0.047 / at**0.75 for at in range(1, len(words) - 2))])[
        0
    ]
    return _hangul(True, random, [word[0]], word[1:])


def _given_kr(random: Random) -> Forms:
    words = _GIVEN_KR.split()
    return _hangul(False, random, random.choices(words, [1 / (6 + at) for at in range(len(words))], k=2))


KR = Culture("KR", _family_kr, _given_kr, family_first=0.85)
# ── Greek, Armenian, Georgian ───────────────────────────────────────────────────────────────────
_gr = written("Grek", sp.GREEK)
_STEM_GR = (
    "παπα χατζη καρα μαυρο δημη κοντο γιαννα σταυρο αθανα βασιλ θεοδω κυρια λαμπρ μιχαλ νικολα πετρ "
    "σωτηρ τσα φωτ χριστ "
    "αγγελ ζαχαρ ξενα ρουσσ μπακ ντου γκικ ψαρ"
)
GR = Culture(
    "GR",
    head(
        "παπαδόπουλος βλάχος αγγελόπουλος νικολαΐδης γεωργίου παπαδάκης δημητρίου ιωάννου οικονόμου "
        "καραγιάννης "
        "κωνσταντίνου μακρής παππάς χατζής αντωνίου μαυρίδης σαμαράς",
        0.012,
        _gr,
        made(
            _gr,
            _STEM_GR,
            ". . νικο γιαννο δημο στεφ πετρ μανω",
            "πουλος ίδης άκης άδης έας όγλου ίου ούδης ιάδης άτος",
        ),
    ),
    head(
        "γεώργιος κωνσταντίνος ιωάννης δημήτριος νικόλαος παναγιώτης βασίλειος χρήστος αθανάσιος μιχαήλ "
        "ευάγγελος "
        "σπυρίδων μαρία ελένη αικατερίνη βασιλική σοφία αγγελική γεωργία δήμητρα κωνσταντίνα παρασκευή "
        "χρυσούλα άννα",
        0.07,
        _gr,
        made(_gr, "θεο ευ αρι φιλο κλεο λεω ξενο πολυ", "δώρα φάνης στείδης τίμη νίκη μήδης κράτης ξένη"),
    ),
)
_hy = written("Armn", sp.ARMENIAN)
_STEM_AM = (
    "արամ բարսեղ գևորգ դանիել եղիա զաքար թադև իսահակ խաչատուր կարապետ հակոբ մարտիրոս նազար շահին "
    "ոսկ պետրոս ռուբեն սիմոն վարդ տիգր փիլիպոս"
)
AM = Culture(
    "AM",
    head(
        "գրիգորյան հարությունյան սարգսյան հովհաննիսյան խաչատրյան պետրոսյան վարդանյան կարապետյան "
        "մկրտչյան գևորգյան "
        "հակոբյան ավետիսյան մարտիրոսյան ղազարյան բաղդասարյան մանուկյան",
        0.03,
        _hy,
        made(_hy, _STEM_AM, ". . ամ ուկ ար", "յան յան անյան ունց ենց"),
    ),
    head(
        "արմեն արամ դավիթ գևորգ հայկ տիգրան վահագն սարգիս գագիկ կարեն անահիտ աննա մարիամ նարինե գայանե "
        "լիլիթ հասմիկ "
        "լուսինե շուշան ռուզաննա",
        0.05,
        _hy,
        made(_hy, "վար ար հրա շու սու զար նու", "դան մինե չյա շիկ րեն նարդ պետ"),
    ),
)
_ka = written("Geor", sp.GEORGIAN)
_STEM_GE = (
    "ბერ კაპან გელა მაის ჭავჭ ლომ წერე ღვინ ყიფ ჩხე გიორგ ქავთ შენგ ხარ ჯაფ ძნელ ტყე ჟორჟოლ "
    "ნიკოლ მელ რუს ცქიტ თოდ პაპ"
)
GE = Culture(
    "GE",
    head(
        "ბერიძე კაპანაძე გელაშვილი მაისურაძე გიორგაძე ლომიძე წიკლაური ბოლქვაძე კვარაცხელია ნოზაძე "
        "ხუციშვილი შენგელია",
        0.012,
        _ka,
        made(_ka, _STEM_GE, ". . ია ან ურ ელ", "აშვილი იძე აძე ავა ელია იანი ური"),
    ),
    head(
        "გიორგი დავით ნიკა ლევან ზურაბ ირაკლი თამაზ ვახტანგ ნინო თამარ მარიამ ნანა ეკა ლია მანანა "
        "ქეთევან სალომე ხათუნა",
        0.06,
        _ka,
        made(_ka, "თეი მი ლა რე შო გურ ზვი", "მურაზ შა ვაზი თა ნა ამ ად"),
    ),
)
