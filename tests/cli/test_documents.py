"""`comity documents mrz`: zones in, verdicts out, for people and for programs."""

import io
import json

import pytest

from comity.cli import main
from comity.cli.batch import MOST_LINE

ERIKSSON = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
FALSE = [ERIKSSON[0], "L898902C34UTO7408122F1204159ZE184226B<<<<<10"]


def test_answers_each_line_with_one_document(monkeypatch, capsys):
    asked = "".join(json.dumps({"lines": lines}) + "\n" for lines in (ERIKSSON, FALSE))
    monkeypatch.setattr("sys.stdin", io.StringIO(asked))
    assert main(["documents", "mrz", "--json", "--on", "2012-01-01"]) == 0
    sound, false = map(json.loads, capsys.readouterr().out.splitlines())
    assert (sound["format"], sound["check_digits_valid"], sound["number"]) == ("TD3", True, "L898902C3")
    assert [one for one in sound["findings"] if one["grade"] != "note"] == []
    assert not false["check_digits_valid"]
    assert false["checks"] == {
        "doc_no": False,
        "dob": True,
        "expiry": True,
        "personal_no": True,
        "composite": False,
    }
    wrong = false["findings"][0]
    assert (wrong["grade"], wrong["code"], wrong["line"], wrong["column"]) == (
        "error",
        "check-digit-wrong",
        2,
        10,
    )


@pytest.mark.parametrize("line", ['{"x": 1}', "{", '{"lines": [1]}', '{"lines": "P<"}', "{" * 5000])
def test_a_line_that_holds_no_zone_is_told_and_the_next_is_read(line: str, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n" + json.dumps({"lines": ERIKSSON})))
    assert main(["documents", "mrz", "--json"]) == 1
    told, read = map(json.loads, capsys.readouterr().out.splitlines())
    assert told["error"]["code"] == "bad-input"
    assert read["check_digits_valid"]


def test_a_line_that_holds_no_zone_is_told_to_people_in_words(tmp_path, capsys):
    file = tmp_path / "zones.jsonl"
    file.write_text('{"x": 1}\n')
    assert main(["documents", "mrz", str(file)]) == 1
    assert capsys.readouterr().out.startswith("bad-input: A line holds no zone.")


def test_reads_printed_zones_out_of_a_file(tmp_path, capsys):
    file = tmp_path / "zones.txt"
    file.write_text("\n".join(ERIKSSON) + "\n\n" + "\n".join(FALSE) + "\n")
    assert main(["documents", "mrz", str(file)]) == 0
    out = capsys.readouterr().out
    assert "TD3: doc_no right, dob right, expiry right, personal_no right, composite right." in out
    assert "error  line 2, column 10: Document number: the check digit is 4; 6 is due." in out


def test_holds_a_zone_against_what_the_document_prints(monkeypatch, capsys):
    asked = [
        {"lines": ERIKSSON, "visual": {"surname": "Eriksson", "given": "Anna Maria", "born": "1974-08-12"}},
        {"lines": ERIKSSON, "visual": {"surname": "Иванова", "number": "L898902C4"}},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, asked))))
    assert main(["documents", "mrz", "--json", "--on", "2012-01-01"]) == 0
    same, other = map(json.loads, capsys.readouterr().out.splitlines())
    assert [one["field"] for one in same["findings"] if one["code"] == "printed-differs"] == []
    assert [one["field"] for one in other["findings"] if one["code"] == "printed-differs"] == [
        "names",
        "number",
    ]


def test_answers_in_the_order_of_the_lines_whatever_they_hold(monkeypatch, capsys):
    asked = "hello\n" + json.dumps({"lines": ERIKSSON}) + "\n[1]\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(asked))
    assert main(["documents", "mrz", "--json"]) == 0
    said = [json.loads(line)["format"] for line in capsys.readouterr().out.splitlines()]
    assert said == ["UNKNOWN", "TD3", "UNKNOWN"]


def test_holds_no_more_than_the_beginning_of_a_line_without_end(monkeypatch, capsys):
    asked = json.dumps({"lines": ["A" * (3 * MOST_LINE)]}) + "\n" + json.dumps({"lines": ERIKSSON}) + "\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(asked))
    assert main(["documents", "mrz", "--json"]) == 1
    told, read = map(json.loads, capsys.readouterr().out.splitlines())
    assert told["error"]["code"] == "bad-input"
    assert read["check_digits_valid"]


def test_a_mark_of_utf_8_before_the_first_line_changes_nothing(tmp_path, capsys):
    file = tmp_path / "zones.jsonl"
    file.write_text(json.dumps({"lines": ERIKSSON}), encoding="utf-8-sig")
    assert main(["documents", "mrz", "--json", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "TD3"
