"""Reading a name: what one spelling shares with another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching import chinese, palladius, vietnamese
from comity.matching.names import MOST_PARTS, Kind, Name, Part, Script, read, read_part


def fine(name: str) -> list[str]:
    return [part.fine for part in read(name).parts]


def sounds(name: str) -> list[str]:
    return [part.sound for part in read(name).parts]


def meet(one: str, other: str) -> bool:
    """Tell whether every part of two names, in order, shares a coarse reading."""
    ours, theirs = read(one).full, read(other).full
    return len(ours) == len(theirs) and all(
        a.readings & b.readings for a, b in zip(ours, theirs, strict=True)
    )


def parts_meet(one: str, other: str) -> bool:
    """Tell whether two words by themselves share a coarse reading."""
    ours, theirs = read_part(one), read_part(other)
    return ours is not None and theirs is not None and bool(ours.readings & theirs.readings)


@pytest.mark.parametrize(
    "spelling", ["Shcherbakov", "Chtcherbakov", "Schtscherbakow", "Sjtsjerbakov", "Щербаков", "SHCHERBAKOV"]
)
def test_shcherbakov_has_one_fine_form_in_five_languages(spelling: str):
    assert fine(spelling) == ["shcherbakov"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Сергей Гусев", "Sergueï Goussev"),
        ("Сергей Гусев", "Sergej Gusew"),
        ("Юрий Васильев", "Yuri Vasilyev"),
        ("Татьяна Беляева", "Tatjana Beljajewa"),
        ("Аляксандр Лукашэвіч", "Aliaksandr Lukashevich"),
        ("Фатьма Шимшек", "Fatma Şimşek"),
        ("Реджеп Йылдыз", "Recep Yıldız"),
        ("Жаклин Камбье", "Jacqueline Cambier"),
        ("Мари Дюбуа", "Marie Dubois"),
    ],
)
def test_cyrillic_meets_the_latin_spellings_of_several_languages(one: str, other: str):
    assert meet(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد العلوي", "Mohamed El Alaoui"),
        ("محمد العلوي", "Mohammed al-Alawi"),
        ("خديجة وجدي", "Khadija Wajdi"),
        ("عبد الرحمن", "Abderrahmane"),
        ("عبدالرحمن", "Abdul Rahman"),
        ("نور الدين", "Noureddine"),
        ("فردوس العمراني", "Firdaws Lamrani"),
        ("أبو بكر", "Aboubakr"),
        ("گلناز پژمان", "Golnaz Pejman"),
        ("موسوی", "Mousavi"),
        ("ابوالفضل", "Abolfazl"),
        ("وفاء وهبي", "Ouafae Ouahbi"),
        ("وفاء وهبي", "Wafaa Wahbi"),
        ("بشرى", "Bouchra"),
        ("محمد ولد أحمد", "Mohamed Ould Ahmed"),
        ("کیومرث خسروی", "Kiumars Khosravi"),
    ],
)
def test_arabic_and_persian_letters_meet_french_and_english_spellings(one: str, other: str):
    ours, theirs = read(one).full, read(other).full
    assert all(
        any(a.coarses[way] == b.coarses[by] for way in range(3) for by in range(3))
        for a, b in zip(ours, theirs, strict=True)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Γεώργιος Νικολαΐδης", "Georgios Nikolaidis"),
        ("Վարդան Գրիգորյան", "Vardan Grigoryan"),
        ("დავით ბერიძე", "Davit Beridze"),
        ("김철수", "Kim Cheol-su"),
    ],
)
def test_greek_armenian_georgian_and_hangul_are_read_by_their_letters(one: str, other: str):
    ours = "".join(part.coarse for part in read(one).parts)
    assert ours == "".join(part.coarse for part in read(other).parts)


@pytest.mark.parametrize(
    "latin",
    ["Kim Cheol-su", "Kim Chul Soo", "Kim Ch'ŏlsu", "KIM CHULSOO"],
)
def test_a_korean_name_is_one_in_hangul_and_in_the_three_ways_of_writing_it(latin: str):
    assert meet("김철수", latin)


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("이", "Lee"),
        ("박", "Park"),
        ("최", "Choi"),
        ("한스", "Hans"),
        ("페터", "Peter"),
        ("마르코", "Marco"),
    ],
)
def test_hangul_is_read_by_custom_for_families_and_by_sound_for_foreigners(hangul: str, latin: str):
    assert parts_meet(hangul, latin)


@pytest.mark.parametrize(
    ("hebrew", "latin"),
    [
        ("משה כהן", "Moshe Cohen"),
        ("אברהם לוי", "Avraham Levi"),
        ("רבקה שפירא", "Rivka Shapira"),
        ("יצחק רבין", "Yitzhak Rabin"),
        ("חיים יעקב", "Chaim Yaakov"),
        ("דוד פרץ", "David Peretz"),
        ("ג'ורג' סמית", "George Smith"),
        ("יוסף", "Joseph"),
    ],
)
def test_hebrew_letters_are_hard_or_soft_vowels_or_consonants_by_their_place(hebrew: str, latin: str):
    assert meet(hebrew, latin)


@pytest.mark.parametrize(
    ("han", "latin"),
    [
        ("克莱门特", "Clement"),
        ("托马斯", "Thomas"),
        ("西蒙", "Simon"),
        ("彼得", "Peter"),
        ("奥利弗", "Oliver"),
    ],
)
def test_a_foreign_name_in_han_is_read_by_its_nearest_syllables(han: str, latin: str):
    assert parts_meet(han, latin)


def test_a_dot_in_han_parts_a_foreign_name():
    assert [part.text for part in read("让·杜邦").parts] == ["让", "杜邦"]


@pytest.mark.parametrize("russian", ["Ван Сяомин", "Сяомин Ван", "Ван Сяо Мин"])
def test_a_chinese_name_in_russian_letters_is_told_by_its_pinyin(russian: str):
    assert sorted(fine(russian)) == sorted(fine("Wang Xiaoming"))


@pytest.mark.parametrize(
    ("russian", "pinyin"),
    [
        ("цзянь", "jian"),
        ("цюань", "quan"),
        ("чжэн", "zheng"),
        ("сы", "si"),
        ("хуэй", "hui"),
        ("шэнъин", "shengying"),
    ],
)
def test_palladius_has_a_syllable_for_each_of_pinyin(russian: str, pinyin: str):
    assert "".join(palladius.split(russian)) == pinyin


def test_russian_names_are_no_chinese_ones():
    assert fine("Иван Ли") == ["ivan", "li"]
    assert palladius.split("анна") == palladius.split("инна") == palladius.split("владимир") == ()


def test_a_vietnamese_name_has_the_same_parts_with_marks_without_them_and_joined():
    expected = ["nguien", "thi", "hoa"]
    for name in ("Nguyễn Thị Hòa", "Nguyễn Thị Hoà", "NGUYEN THI HOA", "Nguyen Thihoa"):
        assert fine(name) == expected
    assert sorted(fine("Hoa Thi Nguyen")) == sorted(expected)


def test_van_is_a_particle_in_flanders_and_a_name_in_vietnam():
    assert fine("Kim Van Damme") == ["kim", "dame"]
    assert fine("Nguyen Van Minh") == ["nguien", "van", "minh"]


@pytest.mark.parametrize(
    "spelling", ["王小明", "王 小明", "Wang Xiaoming", "Wang Xiao Ming", "WANG HSIAO-MING"]
)
def test_wang_xiaoming_has_one_sound_in_han_pinyin_and_wade_giles(spelling: str):
    assert sounds(spelling) == ["wang", "xiao", "ming"]


@pytest.mark.parametrize(
    ("pinyin", "wade"),
    [
        ("Zhang Deqing", "Chang Te-ch'ing"),
        ("Cao Lijuan", "Ts'ao Li-chuan"),
        ("Xu Rui", "Hsu Jui"),
        ("Ge Si", "Ko Ssu"),
    ],
)
def test_pinyin_and_wade_giles_share_classes_of_syllables(pinyin: str, wade: str):
    assert sounds(pinyin) == sounds(wade)


def test_a_han_family_name_has_its_own_reading_and_two_characters_may_be_one():
    assert fine("曾国藩")[0] == "zeng"
    assert [part.text for part in read("欧阳修").parts] == ["欧", "阳", "修"]
    assert read("欧阳修").groups == ("u", "iangksiu")


def test_a_joined_name_falls_into_syllables():
    assert chinese.split("xiaoming") == ("xiao", "ming")
    assert vietnamese.split("thithuduy") == ("thi", "thu", "duy")
    assert chinese.split("martin") == vietnamese.split("martin") == ()


def test_turkish_letters_with_and_without_dots_are_one():
    assert fine("Işıl İnönü") == fine("ISIL INONU") == fine("isil inonu")


def test_titles_and_particles_are_left_aside_and_initials_marked():
    name = read("Dr. J. van der Berg")
    assert [(part.text, part.kind) for part in name.parts] == [("j", Kind.INITIAL), ("berg", Kind.NAME)]
    assert [part.text for part in name.dropped] == ["dr", "van", "der"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("г-н", "Иванов"),
        ("гр-ка", "Иванова"),
        ("Подполковник", "Иванов"),
        ("Грамадзянін", "Луцэвіч Яўген"),
        ("Mme", "Dubois"),
        ("Monsieur", "Paul Lefèvre"),
        ("Docteur", "Lefèvre"),
        ("mevr.", "Peeters"),
        ("Mw.", "Freya Claes"),
        ("Herrn Dr.", "Krause"),
        ("Captain", "Maes"),
        ("Sayın", "Yılmaz"),
        ("Av.", "Ahmet Korkmaz"),
        ("الدكتور", "سعيد"),
        ("الآنسة", "عائشة الشرقاوي"),
        ("آقای", "فریدون جلیلی"),
        ("Haj", "Said Benali"),
        ("Moulay", "Hakim Alaoui"),
        ("Bà", "Nguyễn Thị Hồng Nhung"),
    ],
)
def test_honorifics_are_no_part_of_a_name(title: str, name: str):
    assert [p.fine for p in read(f"{title} {name}").parts] == [p.fine for p in read(name).parts]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Karim El Haj", ["karim", "haj"]),
        ("Haji Ahmad", ["haji", "ahmad"]),
        ("Pan Jianguo", ["pan", "jian", "guo"]),
        ("Ong Teng Cheong", ["ong", "teng", "cheong"]),
        ("Ba Nguyen", ["ba", "nguyen"]),
    ],
)
def test_a_title_that_may_be_a_family_name_is_one_where_a_name_would_be_missing(name: str, parts: list[str]):
    assert [part.text for part in read(name).parts] == parts


@pytest.mark.parametrize("name", ["陈国强先生", "陈国强 先生", "陈国强"])
def test_a_han_name_is_the_same_with_a_title_written_to_it(name: str):
    assert [part.text for part in read(name).parts] == ["陈", "国", "强"]


def test_oglu_and_kyzy_are_no_names():
    assert fine("Алиев Эльчин Рашид оглы") == fine("Aliev Elchin Rashid oglu")
    assert fine("Алиева Лейла кызы") == fine("Alieva Leila qizi")


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Ευάγγελος", "Evangelos"),
        ("Μπακογιάννης", "Bakogiannis"),
        ("Μπακογιάννης", "Bakoyannis"),
        ("Ντόβα", "Dova"),
        ("Γκίκας", "Gikas"),
        ("Καραμπάτσος", "Karabatsos"),
        ("Χατζηδάκης", "Hatzidakis"),
        ("Χρυσούλα", "Chrysoula"),
        ("Σταύρου", "Stavrou"),
        ("Αϊβαλιώτης", "Aivaliotis"),
        ("ΓΙΩΡΓΟΣ", "Yorgos"),
    ],
)
def test_two_greek_letters_are_one_sound_by_their_place(greek: str, latin: str):
    ours, theirs = read_part(greek), read_part(latin)
    assert ours is not None
    assert theirs is not None
    assert set(ours.sounds) & set(theirs.sounds)


def test_korean_names_are_not_split_into_chinese_syllables():
    assert [part.text for part in read("Chung Min Soo").parts] == ["chung", "minsoo"]
    assert [part.text for part in read("Yi Yŏnghŭi").parts] == ["yi", "yŏnghŭi"]
    assert [part.text for part in read("남궁민").parts] == ["남궁", "민"]


def test_a_syllable_of_wade_giles_alone_is_a_second_reading():
    assert "ru" in read("Ch'ien Hsueh-ju").parts[2].sounds
    assert sounds("Ch'ien Hsueh-ju")[2] == sounds("Qian Xueju")[2] != sounds("Qian Xueru")[2]


def test_a_comma_tells_family_from_given_name():
    assert [(part.text, part.kind) for part in read("PEETERS, Anna").parts] == [
        ("peeters", Kind.FAMILY),
        ("anna", Kind.GIVEN),
    ]


@pytest.mark.parametrize(
    "name", ["Petrovich", "Petrovitch", "Petrowitsch", "Петрович", "Петровна", "Петровіч"]
)
def test_a_patronymic_is_known_by_its_ending(name: str):
    assert [part.kind for part in read(name).parts] == [Kind.PATRONYMIC]


def test_a_kunya_is_one_part():
    assert [(part.fine, part.kind) for part in read("Abou Bakr").parts] == [("abubakr", Kind.KUNYA)]


def test_a_married_name_is_read_without_its_mark():
    assert fine("Anna Peeters née Dubois") == ["ana", "peters", "dubois"]


def test_single_names_and_names_of_particles_alone_are_names():
    assert fine("Suharto") == ["suharto"]
    assert fine("Van") == ["van"]


def test_a_name_without_letters_has_no_parts():
    assert read("") == read("1234 --") == read("☂ ’") == Name((), ())


def test_the_script_of_each_part_is_told():
    name = read("Иван Ivan إيفان")
    assert [part.script for part in name.parts] == [Script.CYRILLIC, Script.LATIN, Script.ARABIC]


@given(st.text(max_size=400))
def test_any_text_is_read_without_raising_into_bounded_parts(text: str):
    name = read(text)
    assert len(name.parts) <= MOST_PARTS
    assert len(name.dropped) <= MOST_PARTS
    assert all(part.fine.isascii() and len(part.fine) <= 2000 for part in name.parts)


@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "M", "Zs")), max_size=60))
def test_reading_is_the_same_in_capitals_of_ascii_and_twice(text: str):
    assert read(text) == read(text)
    if text.isascii():
        assert [p.sounds for p in read(text).parts] == [p.sounds for p in read(text.upper()).parts]


def test_a_very_long_text_is_cut_before_it_is_read():
    assert len(read("ab " * 100_000).parts) == MOST_PARTS
    part: Part = read("a" * 1_000_000).parts[0]
    assert len(part.text) == 200
