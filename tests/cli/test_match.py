"""`comity match keys` and `comity match table`: lines in, lines out, no node."""

import io
import json
import os
import sys
import unicodedata

import pytest

from comity.cli import main
from comity.cli.batch import arriving


@pytest.fixture
def ask(monkeypatch, capsys):
    def ask(*words: str, lines: str = "") -> tuple[int, list[dict]]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
        status = main(["match", *words])
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ask


@pytest.fixture
def once(capsys):
    def ask(*words: str) -> tuple[int, dict]:
        status = main(["match", *words])
        return status, json.loads(capsys.readouterr().out)

    return ask


def test_each_line_is_answered_by_its_keys(ask):
    names = "Щербаков Иван Петрович", "Ivan Petrovitch Chtcherbakov"
    lines = "\n".join(json.dumps({"name": name, "born": "1984-02-23"}) for name in names)
    status, (held, asked) = ask("keys", "--profile", "strict", lines=lines)
    assert status == 0
    assert set(held["keys"]) & set(asked["keys"])
    assert len(held["keys"]) == len(held["types"]) == len(held["strengths"]) <= 20
    assert set(held["strengths"]) <= {"strong", "weak"}


def test_a_bad_line_is_told_and_the_others_go_on(ask):
    good = '{"name": "Zephyrin Quaghebeur", "born": "1984"}'
    bad = ["no json", "[1]", '{"born": "1984"}', '{"name": "A B", "born": "84"}', '{"name": 3}', "[" * 9000]
    status, answers = ask("keys", lines="\n".join([good, *bad, good]))
    assert status == 1
    assert answers[0] == answers[-1]
    assert answers[0]["types"] == ["IDENTITY T*/y", "IDENTITY C*/y"]
    assert [one["error"]["code"] for one in answers[1:-1]] == ["bad-input"] * len(bad)


def test_a_name_without_a_date_has_no_key(ask):
    assert ask("keys", lines='{"name": "Zephyrin Quaghebeur"}\n') == (
        0,
        [{"keys": [], "types": [], "strengths": []}],
    )


def test_a_document_has_one_strong_key(ask):
    lines = '{"document": "EO105582", "state": "BE"}\n{"document": "E0IO5582", "state": "BE"}\n'
    status, (one, other) = ask("keys", lines=lines)
    assert (status, one) == (0, other)
    assert (one["types"], one["strengths"]) == (["DOCUMENT D"], ["strong"])


def test_a_table_is_made_of_statistics_and_gives_other_keys(ask, once, tmp_path):
    statistics, table = tmp_path / "names.csv", tmp_path / "names.tsv"
    statistics.write_text("name,count,group\n,1000,VN\nNguyễn,380,VN\nHòa,5,VN\n", encoding="utf-8")
    status, told = once("table", str(statistics), "--version", "own-1", "--out", str(table), "--json")
    assert (status, told["tokens"]) == (0, 2)
    assert table.read_text(encoding="utf-8") == "comity name table\town-1\nhoa\t0.005\tVN\nnguyen\t0.38\tVN\n"
    line = '{"name": "Zephyrin Quaghebeur", "born": "1984-02-23"}\n'
    _, (own,) = ask("keys", "--table", str(table), lines=line)
    _, (shipped,) = ask("keys", lines=line)
    assert own["keys"]
    assert not set(own["keys"]) & set(shipped["keys"])


def test_statistics_without_the_columns_are_refused_by_their_line(tmp_path, capsys):
    statistics = tmp_path / "names.csv"
    statistics.write_text("name,count\nAnna,many\n", encoding="utf-8")
    assert main(["match", "table", str(statistics), "--version", "1", "--out", str(tmp_path / "t")]) == 1
    assert "Line 2" in capsys.readouterr().err


def test_lines_are_taken_as_they_come_and_a_huge_one_is_not_kept(monkeypatch):
    there, here = os.pipe()
    monkeypatch.setattr(sys, "stdin", os.fdopen(there, encoding="utf-8"))
    lines = arriving(100)
    os.write(here, b"one\n\ntwo\nthr")
    assert next(lines) == [b"one", b"two"]
    os.write(here, b"ee\r\n")
    assert next(lines) == [b"three\r"]
    for _ in range(50):
        os.write(here, b"x" * 1000)
        assert next(lines) == []
    os.write(here, b"\nfour")
    os.close(here)
    assert [len(line) for line in next(lines)] == [101]
    assert [*lines] == [[b"four"]]
    sys.stdin.close()


def test_oddities_of_unicode_end_no_run_and_change_no_name(ask):
    plain, marked, apart, half = (
        {"name": "Zoë Çelik", "born": "1984-02-03"},
        {"name": "\u200fZoë\u200b Çelik\u200e", "born": "1984-02-03"},
        {"name": unicodedata.normalize("NFD", "Zoë Çelik"), "born": "1984-02-03"},
        {"name": "Zoë Çelik \ud800", "born": "1984-02-03"},
    )
    status, answers = ask("keys", lines="\n".join(map(json.dumps, (plain, marked, apart, half))))
    assert status == 0
    assert answers[0]["keys"]
    assert all(answer == answers[0] for answer in answers)
