"""Lists of persons held against the registers by commands alone: lines in and out, and what leaves (TP8)."""

import json
import stat
from pathlib import Path

import pytest

from cli.homes import Homes, copy, environment, who

WHY = ("--purpose", "inquiry VG-2019-771")
HEAD = "File,Name,Born\n"
HELD = "A-1,Volha Hutsko,1968-09-02\nA-2,Ihor Vikhorev,1975-06-30\n"
MAPPING = """
source = "Travel bans of Nowhere"
reference = "File"
[[name]]
columns = ["Name"]
[[birth]]
column = "Born"
"""


@pytest.fixture
def homes(founded: Homes, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Homes:
    """RU with a register of two persons and twenty of one name."""
    environment(monkeypatch)
    homes = copy(founded, tmp_path_factory.mktemp("match") / "homes", monkeypatch)
    many = "".join(f"B-{n},Ales Barysau,19{50 + n}-03-0{n % 9 + 1}\n" for n in range(21))
    files = homes.file("table.csv", HEAD + HELD + many), homes.file("map.toml", MAPPING)
    bring = ("--format", "csv", "--register", "NW", "--mapping", files[1], "--dated", "2019-10-01")
    homes("RU", "register", "import", files[0], *bring, *who("RU", "officer"))
    return homes


def searched(homes: Homes, *lines: dict[str, str]) -> tuple[int, list[dict]]:
    asked = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    words = ("match", "search", "--register", "NW", *WHY, *who("RU", "officer"))
    code, out, _ = homes.run("RU", *words, stdin=asked)
    return code, [json.loads(line) for line in out.splitlines()]


def test_answers_each_line_with_ranked_hits_across_scripts(homes: Homes):
    code, (hutsko, nobody) = searched(
        homes,
        {"name": "Вольга Гуцко", "born": "1968-09-02"},
        {"name": "Zyta Przybylska", "born": "1991-01-02"},
    )
    assert code == 0
    assert hutsko["hits"][0]["reference"] == "A-1"
    assert hutsko["hits"][0]["band"] in {"LIKELY", "POSSIBLE"}
    assert not [hit for hit in nobody["hits"] if hit["band"] in {"LIKELY", "POSSIBLE"}]


def test_a_line_that_cannot_be_read_is_told_and_the_others_are_answered(homes: Homes):
    code, (bad, good) = searched(homes, {"born": "in spring"}, {"name": "Ihor Vikhorev", "born": "1975"})
    assert code == 1
    assert set(bad) == {"error"}
    assert good["hits"][0]["reference"] == "A-2"


def test_oddities_of_unicode_are_searched_for_and_end_no_run(homes: Homes):
    lines = [
        {"name": "Volha\u200b Hutsko\u200f", "born": "1968-09"},
        {"name": "Hutsko \ud800"},
        {"place": "\udfff"},
        {"document": "\u0000"},
        {},
    ]
    code, answers = searched(homes, *lines)
    assert code == 1
    assert [one["hits"][0]["reference"] for one in answers[:1]] == ["A-1"]
    assert all(set(one) in ({"hits"}, {"error"}) for one in answers)


def test_few_persons_leave_by_one_person_and_the_file_is_for_its_owner_alone(homes: Homes):
    file, out = homes.file("few.csv", "name,born\nVolha Hutsko,1968-09-02\n"), homes.folder / "few.jsonl"
    said = homes("RU", "match", "bulk", file, "--out", str(out), *WHY, *who("RU", "officer"))
    assert said["results"][0]["hits"][0]["reference"] == "A-1"
    assert json.loads(out.read_text().splitlines()[0])["hits"][0]["reference"] == "A-1"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_more_than_twenty_leave_by_a_supervisor_and_the_data_protection_officer_only(homes: Homes):
    file, out = homes.file("many.csv", "name,born\nAles Barysau,\n"), homes.folder / "many.jsonl"
    code, _ = homes.refused("RU", "match", "bulk", file, "--out", str(out), *WHY, *who("RU", "officer"))
    assert code == "out-of-order"
    assert not out.exists()
    homes("RU", "match", "propose", file, *WHY, *who("RU", "supervisor"))
    said = homes("RU", "match", "export", file, str(out), *WHY, *who("RU", "dpo"))
    assert said["persons"] == 21
    assert sum(len(json.loads(line)["hits"]) for line in Path(out).read_text().splitlines()) == 21
