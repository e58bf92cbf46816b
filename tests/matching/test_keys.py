"""Match keys: who shares one, who has none, and what a shared one may be called."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import MalformedFile
from comity.matching.frequencies import build, parse
from comity.matching.keys import MOST_KEYS, Answer, Key, KeyClass, answer, document_key, match_keys
from comity.matching.profiles import PROFILES, STRICT, WIDE
from comity.model.records import PartialDate
from comity.wiring import name_table

TABLE = name_table()
BORN = "1984-02-23"


def made(name: str, born: str | None = BORN, profile: str = "strict") -> set[bytes]:
    date = PartialDate.parse(born) if born else None
    return {key.digest for key in match_keys(name, date, PROFILES[profile], TABLE)}


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("Щербаков Иван Петрович", "Ivan Petrovitch Chtcherbakov"),
        ("Щербаков Иван Петрович", "Iwan Petrowitsch Schtscherbakow"),
        ("Щербаков Иван Петрович", "SHCHERBAKOV, Ivan"),
        ("Nguyễn Thị Bích Hòa", "HOA NGUYEN THI BICH"),
        ("Nguyễn Thị Bích Hòa", "Nguyen Thibichhoa"),
        ("محمد العلوي بنيس", "Mohamed El Alaoui Bennis"),
        ("欧阳晓鹏", "Ouyang Xiaopeng"),
        ("王小鹏", "Wang Hsiao-p'eng"),
        ("Ayşe Gültepe", "Айше Гюльтепе"),
        ("王小鹏", "Ван Сяопэн"),
        ("گلناز بهرامی", "Golnaz Bahrami"),
        ("Σπυρίδων Καραγιάννης", "Spyridon Karagiannis"),
        ("Տիգրան Մկրտչյան", "Tigran Mkrtchyan"),
        ("ვახტანგ კვარაცხელია", "Vakhtang Kvaratskhelia"),
        ("אברהם אבוטבול", "Avraham Abutbul"),
        ("황정은", "Hwang Jung-eun"),
        ("Ярослав Лисенко", "Jaroslaw Lysenko"),
        ("Уладзімір Кавальчук", "Uladzimir Kavalchuk"),
        ("Wim Vandeputte", "Wim Vandepute"),
        ("Begüm Bağdat Oldağ", "Begum B. Oldag"),
        ("Shi Jiagang", "Sh Jiagang"),
        ("Meng Lanhui", "Mebg Lanhui"),
        ("Tran Dinh Tien", "Tran Dnh Tien"),
        ("Phuc Van Loi Le", "Phuc Van koi Le"),
    ],
)
def test_two_spellings_of_one_person_share_a_key(held: str, asked: str):
    assert made(held) & made(asked)


@pytest.mark.parametrize(
    ("held", "asked"),
    [("1984-02-03", "1984-03-02"), ("1984-02-23", "1984-02-24"), ("1984-02-23", "1985-02-23")],
)
def test_a_rare_name_is_found_though_the_date_slipped_or_swapped(held: str, asked: str):
    assert made("Zephyrin Quaghebeur", held) & made("Zephyrin Quaghebeur", asked)


def test_a_rare_name_is_found_by_its_year_alone():
    assert made("Zephyrin Quaghebeur", "1984-02-23") & made("Zephyrin Quaghebeur", "1984")


@pytest.mark.parametrize("born", [BORN, "1984", None])
def test_nguyen_with_one_birth_date_is_never_a_key(born: str | None):
    assert made("Nguyen", born) == set()


def test_two_persons_of_one_common_name_and_year_share_nothing():
    assert not made("Nguyen Van An", "1984-02-23") & made("Nguyen Van An", "1984-11-07")


def test_no_date_and_an_uncertain_date_give_no_key():
    assert made("Zephyrin Quaghebeur", None) == set()
    assert made("Zephyrin Quaghebeur", "1984~") == set()
    assert made("Zephyrin Quaghebeur", "1980/1984") == set()


def test_first_january_counts_as_little():
    assert len(made("Fatma Yilmaz", "1984-01-01")) < len(made("Fatma Yilmaz", "1984-02-23"))


def test_keys_of_twins_with_like_names_meet_which_is_a_known_limit():
    assert made("Emre Gultepe", BORN) & made("Emra Gultepe", BORN)


def test_a_key_is_the_hash_of_its_framed_fields():
    key = match_keys("Zephyrin Quaghebeur", PartialDate.parse("1984"), STRICT, TABLE)[0]
    assert key.content == "kuaghebeur+zefirin|1984"
    framed = b"".join(
        len(field).to_bytes(4, "big") + field
        for field in (b"comity/1", b"IDENTITY", b"T*/y", b"2026-3+3", key.content.encode())
    )
    assert key.digest == sha256(framed).digest()


def test_the_profiles_are_frozen():
    assert [f"{t.type} {t.bits:g}" for t in STRICT.templates] == [
        "S*/full 16",
        "T*/y 17.25",
        "F*/yd 19",
        "F*/ym 19",
        "F*/md 21.5",
        "Fp/full 21",
        "C*/full 22",
        "Cp/full 24",
        "C*/y 22",
        "Fb/full 20",
    ]
    assert [f"{t.type} {t.bits:g}" for t in WIDE.templates] == [
        "S*/full 16",
        "T*/y 13.5",
        "F*/md 14.5",
        "Fp/full 17",
        "C*/full 14.5",
        "Cp/full 19",
        "Fb/full 12",
        "Fi/full 19",
        "C*/y 18",
    ]


NAMES = st.lists(
    st.sampled_from(["Иван", "Anna", "محمد", "小明", "Nguyen", "Zephyrin", "O'Neill", "Yılmaz", "J."]),
    max_size=9,
).map(" ".join)
DATES = st.dates().map(lambda day: PartialDate(year=day.year, month=day.month, day=day.day))


@given(NAMES, DATES, st.sampled_from([STRICT, WIDE]))
def test_no_name_has_more_than_twenty_keys_and_all_differ(name: str, born: PartialDate, profile):
    keys = match_keys(name, born, profile, TABLE)
    assert len(keys) <= MOST_KEYS
    assert len({key.digest for key in keys}) == len(keys)
    assert {len(key.digest) for key in keys} <= {32}
    assert keys == match_keys(name, born, profile, TABLE)


@given(st.permutations(["Zephyrin", "Cornelis", "Quaghebeur"]), DATES)
def test_the_order_of_the_parts_does_not_count(parts: list[str], born: PartialDate):
    there = {key.digest for key in match_keys("Zephyrin Cornelis Quaghebeur", born, STRICT, TABLE)}
    assert {key.digest for key in match_keys(" ".join(parts), born, STRICT, TABLE)} == there


@given(st.text(max_size=300), DATES)
@settings(max_examples=60)
def test_any_text_gives_keys_without_raising(name: str, born: PartialDate):
    assert len(match_keys(name, born, WIDE, TABLE)) <= MOST_KEYS


def test_keys_of_another_table_never_meet():
    other = parse("comity name table\t9\nanna\t0.01\tBE\n")
    ours = match_keys("Zephyrin Quaghebeur", PartialDate.parse(BORN), STRICT, TABLE)
    theirs = match_keys("Zephyrin Quaghebeur", PartialDate.parse(BORN), STRICT, other)
    assert theirs
    assert not {key.digest for key in ours} & {key.digest for key in theirs}


# ── documents ───────────────────────────────────────────────────────────────────────────────────
def document(number: str, state: str = "BE") -> Key:
    key = document_key(number, state)
    assert key
    return key


@pytest.mark.parametrize("read", ["EO105582", "E0IO5582", "E0I0SS8Z", "e0-105 582"])
def test_a_document_number_is_one_through_the_confusions_of_print(read: str):
    assert document(read).digest == document("E0105582").digest


def test_another_state_or_number_is_another_document():
    assert len({document(*one).digest for one in (("E0105582",), ("E0105582", "VN"), ("E0105583",))}) == 3


@pytest.mark.parametrize("number", ["", "12", "0000000", "OOOOO0", "<<<<<<<"])
def test_a_number_that_says_too_little_has_no_key(number: str):
    assert document_key(number, "BE") is None


def test_a_document_is_a_hit_and_names_with_dates_are_only_possible():
    identity = match_keys("Zephyrin Quaghebeur", PartialDate.parse(BORN), STRICT, TABLE)
    assert {key.key_class for key in identity} == {KeyClass.IDENTITY}
    assert any(key.strong for key in identity)
    assert answer(identity) is Answer.POSSIBLE
    assert answer([document("E0105582")]) is Answer.HIT
    assert answer([]) is Answer.NO_HIT


# ── the table ───────────────────────────────────────────────────────────────────────────────────
def test_a_table_takes_a_tokens_share_where_it_is_most_common():
    rows = [
        ("", 1000, "VN-family"),
        ("Nguyễn", 380, "VN-family"),
        ("", 10_000, "FR-family"),
        ("Nguyen", 10, "FR-family"),
    ]
    assert build(rows, version="7") == "comity name table\t7\nnguyen\t0.001\tFR\nnguyen\t0.38\tVN\n"


def test_a_common_token_carries_fewer_bits_than_a_rare_one():
    bits = [TABLE.fine.bits(token) for token in ("nguien", "mohamed", "smirnov", "kuaghebur")]
    assert bits == sorted(bits)
    assert bits[0] < 2
    assert bits[3] > 9


def test_the_shipped_table_has_about_a_thousand_tokens():
    assert TABLE.version == "3"
    assert 800 <= len(TABLE.fine.shares) <= 1180


@pytest.mark.parametrize(
    "text", ["", "other\t1\n", "comity name table\t1\n", "comity name table\t1\nanna\t2\tBE\n"]
)
def test_a_table_that_is_none_is_refused(text: str):
    with pytest.raises(MalformedFile):
        parse(text)
