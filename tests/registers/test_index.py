"""The index beside the database: it follows every change, survives crashes, and shows nobody."""

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import tantivy

from comity.demo.people import make_person, make_register
from comity.errors import BadInput, StoreFailed
from comity.model.records import Band, NameQuality, PartialDate, Query, Record
from comity.registers import migrations, register
from comity.registers.found_by import date_forms, name_forms
from comity.registers.held import HeldRegisters
from comity.registers.index import Index, Position
from comity.registers.sealing import derive_keys
from comity.store.vault import SqlStore, open_store
from faults import DIED, MASTER_KEY, Seams, in_child, in_children

from .conftest import NOW, dataset

FOLDER = Path(migrations.__path__[0])
KEYS = derive_keys(MASTER_KEY)


class House:
    """One store with its registers, as a process of a node opens them."""

    def __init__(self, home: Path, on_seam: Callable[[str], None] = lambda _: None) -> None:
        self.store: SqlStore = open_store(
            home / "node.db", master_key=MASTER_KEY, keys=home / "keys", migrations=[FOLDER], on_seam=on_seam
        )
        self.held = HeldRegisters(self.store, lambda r: r.connection, KEYS, home / "index", on_seam)

    def put(self, *people: Record) -> None:
        """Add own records, each in a commit of its own."""
        for person in people:
            self.store.write(lambda tx, one=person: register.add(tx.connection, KEYS, one))

    def bring(self, people: tuple[Record, ...], dated: date = date(2019, 1, 1)) -> None:
        """Import a list."""
        self.store.write(lambda tx: self.held.import_list(tx, dataset(people, dated), NOW))

    def remove(self, reference: str) -> None:
        """Take an own record out."""
        self.store.write(lambda tx: register.remove(tx.connection, KEYS, "BE-DEMO", reference))

    def ask(self, name: str = "", born: str = "", **given: object) -> list[str]:
        """Return the references found, best first."""
        query = Query(name=name, born=PartialDate.parse(born) if born else None, **given)
        return [hit.record.reference for hit in self.held.search(query)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path)
    yield opened
    opened.store.close()


def person(reference: str, name: str, born: str = "1970-05-04", **given: object) -> Record:
    return make_person("BE", reference, name, born, **given)


QUESTIONS = [
    {"name": "Ihor Vikhorev"},
    {"name": "Игорь Вихорев", "born": "1968"},
    {"name": "Nguyen Thi Buoi", "born": "1956"},
    {"born": "1968/1972"},
    {"name": "Dou Haisheng"},
    {"name": "窦海生", "born": "1972"},
]


# ── what it follows ─────────────────────────────────────────────────────────────────────────────
def test_follows_what_is_added_changed_delisted_and_comes_back(house: House, people):
    house.bring(people)
    assert house.ask("Dou Haisheng") == ["BE-C"]
    renamed = replace(people[2], names=make_person("BE", "x", "Bavo Claeskens", "1970").names)
    house.bring((people[0], renamed), date(2020, 1, 1))
    assert (house.ask("Dou Haisheng"), house.ask("Bavo Claeskens")) == ([], ["BE-C"])
    assert (house.ask("Nguyễn Thị Bưởi"), house.ask("Nguyễn Thị Bưởi", delisted=True)) == ([], ["BE-B"])
    house.bring((people[0], people[1]), date(2021, 1, 1))
    assert (house.ask("Nguyễn Thị Bưởi"), house.ask("Bavo Claeskens")) == (["BE-B"], [])


def test_follows_what_is_removed_and_keeps_nothing_of_it(house: House):
    house.put(person("BE-1", "Bavo Claeskens"), person("BE-2", "Ihor Vikhorev"))
    assert house.ask("Bavo Claeskens") == ["BE-1"]
    house.remove("BE-1")
    assert (house.ask("Bavo Claeskens"), house.ask("Ihor Vikhorev")) == ([], ["BE-2"])


def test_answers_the_same_after_it_was_made_anew(house: House, tmp_path: Path, people):
    crowd = make_register("BE", 300, 5)
    house.bring((*people, *crowd))
    house.ask("Ihor Vikhorev")
    house.bring((*people[1:], *crowd[50:]), date(2020, 1, 1))
    house.ask("Ihor Vikhorev")
    house.bring((*people, *crowd[:200]), date(2021, 1, 1))
    asked = [*QUESTIONS, *({"name": one.name} for one in crowd[::9])]
    grown = [house.held.search(_query(**one)) for one in asked]
    (tmp_path / "index").rename(tmp_path / "grown")
    anew = House(tmp_path)
    assert [anew.held.search(_query(**one)) for one in asked] == grown
    assert sum(map(len, grown)) > 50
    anew.store.close()


def test_an_index_of_another_history_is_made_anew(tmp_path: Path, people):
    """A backup of the database was restored, and the index beside it had seen what came after."""
    first, second = tmp_path / "first", tmp_path / "second"
    for home, who in ((first, people[:2]), (second, (people[0], person("BE-X", "Bavo Claeskens")))):
        house = House(home)
        house.bring(who)
        assert house.ask("Ihor Vikhorev") == ["BE-A"]
        house.store.close()
    (second / "index").rename(tmp_path / "lost")
    (first / "index").rename(second / "index")
    house = House(second)
    assert (house.ask("Nguyễn Thị Bưởi"), house.ask("Bavo Claeskens")) == ([], ["BE-X"])
    house.store.close()


def test_an_index_of_another_scheme_is_made_anew(house: House, tmp_path: Path, people):
    house.bring(people)
    index = Index(tmp_path / "index")
    writing = index.writing()
    assert writing is not None
    with writing:
        writing.commit(Position(scheme="999", change=3, mark=b"whatever"))
    assert house.ask("Dou Haisheng") == ["BE-C"]


def test_a_broken_index_is_told_with_what_to_do(house: House, tmp_path: Path, people):
    house.bring(people)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "meta.json").write_text("{")
    with pytest.raises(StoreFailed, match="remove that folder: it is made anew"):
        house.ask("Dou Haisheng")


def test_a_long_catching_up_tells_how_far_it_is(house: House):
    house.bring(make_register("BE", 2_500, 3))
    steps: list[tuple[int, int]] = []
    house.held.catch_up(lambda *at: steps.append(at))
    assert steps == [(2000, 2500), (2500, 2500)]


# ── crashes and company ─────────────────────────────────────────────────────────────────────────
def test_no_crash_between_the_two_commits_loses_a_record_or_shows_one_twice(tmp_path: Path, people):
    def work(home: Path, seam: int) -> int:
        seams = Seams(seam)
        house = House(home, lambda name: seams(name) if "COMMIT" in name else None)
        if not house.ask("Nobody Nowhere", delisted=True) and not house.store.read(_filled):
            house.bring(people)
        house.ask("Ihor Vikhorev")
        house.bring(people[:2], date(2020, 1, 1))
        house.ask("Ihor Vikhorev")
        house.store.close()
        return seams.passed

    total = work(tmp_path / "whole", 0)
    assert total == 10
    died = 0
    for seam in range(1, total + 1):
        home = tmp_path / str(seam)
        died += in_child(lambda h=home, s=seam: work(h, s) and None) == DIED
        house = House(home)
        house.bring(people, date(2021, 1, 1))
        assert house.ask("Ihor Vikhorev", delisted=True) == ["BE-A"]
        assert (house.ask("Nguyễn Thị Bưởi"), house.ask("窦海生")) == (["BE-B"], ["BE-C"])
        assert house.ask(born="1950/1999") == ["BE-A", "BE-B", "BE-C"]
        house.store.close()
    assert died == total


def test_who_is_killed_while_writing_the_index_holds_up_nobody(house: House, tmp_path: Path, people):
    house.bring(people)

    def die() -> None:
        assert Index(tmp_path / "index").writing() is not None
        os.kill(os.getpid(), signal.SIGKILL)

    process = os.fork()
    if not process:
        die()
    os.waitpid(process, 0)
    assert house.ask("Dou Haisheng") == ["BE-C"]


def test_several_processes_write_and_search_at_the_same_time(tmp_path: Path):
    House(tmp_path).store.close()

    def work(number: int) -> None:
        house = House(tmp_path)
        for turn in range(4):
            one = person(f"BE-{number}-{turn}", f"{['Bavo', 'Ihor', 'Driss', 'Ilker'][turn]} Claeskens")
            house.put(one)
            assert one.reference in house.ask("Claeskens")
        house.store.close()

    assert in_children([lambda n=n: work(n) for n in range(3)]) == [0, 0, 0]
    house = House(tmp_path)
    assert sorted(house.ask("Claeskens")) == [f"BE-{n}-{t}" for n in range(3) for t in range(4)]
    house.store.close()


def test_several_threads_of_one_process_search_while_one_writes(house: House):
    house.put(person("BE-1", "Ihor Vikhorev"))
    seen: list[list[str]] = []
    threads = [threading.Thread(target=lambda: seen.append(house.ask("Ihor Vikhorev"))) for _ in range(8)]
    for number, thread in enumerate(threads):
        thread.start()
        house.put(person(f"BE-X{number}", "Bavo Claeskens"))
    for thread in threads:
        thread.join()
    assert seen == [["BE-1"]] * 8


# ── by what it finds ────────────────────────────────────────────────────────────────────────────
def test_a_date_with_one_part_wrong_shares_the_two_others_in_either_order():
    held = set(date_forms(PartialDate.parse("1986-03-21")))
    for asked, shared in (
        ("1986-02-21", {("year", "1986"), ("year-day", "1986-21")}),
        ("1986-03-22", {("year", "1986"), ("month", "1986-3")}),
        ("1987-03-21", {("birthday", "3-21")}),
    ):
        assert held & set(date_forms(PartialDate.parse(asked))) == shared


def test_a_given_name_written_together_shares_what_its_parts_read_as_one():
    together, apart = set(name_forms("Dao Thanhnam")), set(name_forms("Đào Thanh Nam"))
    assert ("coarse", "TNNM") in together & apart


# ── what it shows ───────────────────────────────────────────────────────────────────────────────
def test_its_files_show_neither_names_nor_numbers_nor_the_register(house: House, tmp_path: Path, people):
    house.bring(people)
    house.ask("Ihor Vikhorev")
    held = b"".join(file.read_bytes() for file in (tmp_path / "index").iterdir())
    assert len(held) > 500
    shown = re.sub(rb"[0-9a-f]{8,}", b" ", held.lower())  # segments' names: any digits, by chance
    for word in ("ihor", "vikhorev", "вихорев", "haisheng", "窦海生", "004711", "1968", "be-demo"):
        assert word.encode() not in shown


def test_the_same_person_has_other_digests_in_another_register_and_when_delisted(tmp_path: Path):
    from comity.registers.briefs import brief_of
    from comity.registers.found_by import held_digests

    brief = brief_of(person("BE-1", "Ihor Vikhorev"))
    ways = [
        held_digests(KEYS, "BE-DEMO", brief, delisted=False),
        held_digests(KEYS, "BE-SPOC", brief, delisted=False),
        held_digests(KEYS, "BE-DEMO", brief, delisted=True),
        held_digests(derive_keys(bytes(32)), "BE-DEMO", brief, delisted=False),
    ]
    assert len(frozenset().union(*ways)) == sum(map(len, ways))


# ── what is asked ───────────────────────────────────────────────────────────────────────────────
def test_finds_a_person_under_another_script_spelling_and_a_slip_of_the_pen(house: House):
    house.put(
        person("BE-1", "Shcherbakov Arkady", "1980-05-04"),
        person("BE-2", "Mohamed El Alaoui", "1975-01-02"),
        person("BE-3", "Wang Xiaoming", "1990-11-30"),
        *make_register("BE", 200, 4),
    )
    for name, born, reference in (
        ("Аркадий Щербаков", "1980-05-04", "BE-1"),
        ("Chtcherbakov Arcady", "1980-04-05", "BE-1"),
        ("Scherbakow Arkadi", "1980", "BE-1"),
        ("محمد العلوي", "1975-01-02", "BE-2"),
        ("Muhammad Alawi", "1975-01-02", "BE-2"),
        ("王小明", "1990-11-30", "BE-3"),
    ):
        assert house.ask(name, born)[0] == reference


def test_finds_a_belarusian_or_ukrainian_spelling_by_the_russian_one_and_back(house: House):
    house.put(
        person("BE-1", "Hryhorenko Volodymyr"),
        person("BE-2", "Денисевич Ольга"),
        *make_register("BE", 200, 4),
    )
    assert house.ask("Григоренко Владимир")[0] == "BE-1"
    assert house.ask("Grigorenko Vladimir")[0] == "BE-1"
    assert house.ask("Dzenisevich Volha")[0] == "BE-2"


def test_finds_who_has_a_name_of_war_that_no_spelling_of_their_name_matches(house: House):
    aliases = [("The Grey Falcon", NameQuality.LOW)]
    house.put(person("BE-1", "Ihor Vikhorev", aliases=aliases), *make_register("BE", 50, 4))
    (hit,) = house.held.search(_query("Grey Falcon"))
    assert (hit.record.reference, hit.because[0].held) == ("BE-1", "The Grey Falcon")


def test_the_second_look_finds_a_name_with_a_consonant_that_is_another(house: House):
    house.put(person("BE-1", "Arkady Shcherbakov"), *make_register("BE", 200, 4))
    assert house.ask("Arkady Shcherbalov", "1970-05-04")[0] == "BE-1"


def test_finds_by_place_and_any_mix(house: House):
    crowd = make_register("MA", 60, 4)
    moroccan = crowd[7]
    house.store.write(lambda tx: house.held.import_list(tx, dataset(crowd), NOW))
    place, born = moroccan.places[0].city, moroccan.births[0].date.text
    assert moroccan.reference in house.ask(place=place)
    assert house.ask(place=place, born=born)[0] == moroccan.reference
    (why,) = (w for w in house.held.search(_query(place=place))[0].because if w.feature == "place")
    assert [why.held[start:end] for start, end in why.marks] == place.split()


@pytest.mark.parametrize(
    "text",
    [
        'name:"x" OR *:* AND (',
        "' OR 1=1 --",
        "a" * 100_000,
        "\x00\x1b[31m Vikhorev",
        "\u202everohkiV\u202c",
        "😀 Vikhorev 😀",
        "%_\\ Vikhorev ^~?*{}[]",
        "١٢٣ د",
        "\ud800 lone",
        "ǅ ﬃ ẞ İ ı",
    ],
)
def test_takes_hostile_text_for_a_name_and_nothing_else(house: House, text: str):
    house.put(person("BE-1", "Ihor Vikhorev"))
    for given in ({"name": text}, {"place": text}, {"name": "Ihor", "document": text}):
        with suppress(BadInput):
            assert house.ask(**given) in ([], ["BE-1"])


def test_an_empty_node_finds_nobody(house: House):
    assert (house.ask("Ihor Vikhorev"), house.ask(born="1970")) == ([], [])


def test_marks_the_pieces_of_a_name_that_agree_in_whatever_script(house: House):
    house.put(person("BE-1", "Ihor Vikhorev", original="Игорь Вихорев"))
    (hit,) = house.held.search(_query("Vikhorev"))
    marked = {why.held: [why.held[start:end] for start, end in why.marks] for why in hit.because}
    assert marked["Ihor Vikhorev"] == ["Vikhorev"]
    house.put(person("BE-2", "غلامرضا پورحسینی"))
    for asked in ("Vikharau Ihar", "Gholam Reza Pur-Hoseyni"):
        (hit,) = house.held.search(_query(asked, "1970-05-04"))
        (why,) = (one for one in hit.because if one.feature == "name")
        assert [why.held[start:end] for start, end in why.marks] == why.held.split()


def test_ranks_by_likeness_and_equals_by_reference(house: House):
    house.put(
        person("BE-3", "Arkady Velin", "1980-05-04"),
        person("BE-2", "Arkady Velin", "1980-05-04"),
        person("BE-1", "Arkady Velin", "1980"),
    )
    hits = house.held.search(_query("Arkady Velin", "1980-05-04"))
    assert [hit.record.reference for hit in hits] == ["BE-2", "BE-3", "BE-1"]
    assert hits[0].score == hits[1].score > hits[2].score
    assert all(hit.band is not Band.HIDDEN for hit in hits[:2])


# ── rows of the time before ─────────────────────────────────────────────────────────────────────
def test_records_held_before_there_was_an_index_are_found(tmp_path: Path, people):
    house = House(tmp_path)
    house.bring(people)
    with house.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE register_records SET brief = NULL")
    assert house.ask("Dou Haisheng") == ["BE-C"]
    house.store.close()


def _query(name: str = "", born: str = "", **given: object) -> Query:
    return Query(name=name, born=PartialDate.parse(born) if born else None, **given)


def _filled(reading: object) -> bool:
    return bool(reading.connection.exec_driver_sql("SELECT 1 FROM register_records").first())


def test_the_library_still_refuses_a_second_writer(tmp_path: Path):
    """The lock is tantivy's; were it gone, two processes would write over each other."""
    index = Index(tmp_path)
    first = index.writing()
    assert first is not None
    with first:
        assert Index(tmp_path).writing() is None
    assert isinstance(tantivy.__version__, str)
