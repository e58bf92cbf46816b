"""`comity law check`, `decide`, `template`, `gaps`, `docs`: on plain files, with no node anywhere."""

import hashlib
import json
from pathlib import Path

import pytest

import comity.law
from cli.homes import Homes
from comity.cli import main
from comity.law.agreementfile import parse_agreements

ROOM = Path(comity.law.__file__).parent
CASES = Path(__file__).resolve().parents[1] / "law" / "cases"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run one command in a folder without a node; return its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMITY_HOME", raising=False)

    def run(*words: str) -> tuple[int, str]:
        code = main(["law", *words])
        return code, capsys.readouterr().out

    return run


def test_check_names_every_mistake_with_file_and_line_and_ends_with_1(ask, tmp_path):
    text = (ROOM / "agreements" / "demo-be-vn.toml").read_text(encoding="utf-8")
    broken = text.replace('purposes = ["PREVENTION"', 'purposes = ["PRVENTION"').replace(
        "version =", "versoin ="
    )
    (tmp_path / "x.toml").write_text(broken, encoding="utf-8")
    code, out = ask("check", "x.toml")
    assert code == 1
    assert "x.toml:5: error: unknown key 'versoin'" in out
    assert "x.toml:21: error: 'purposes': 'PRVENTION' is no purpose." in out
    assert "3 errors, 0 warnings. Nothing in force was touched." in out


def test_check_answers_in_json_with_each_finding_by_line(ask, tmp_path):
    (tmp_path / "x.toml").write_text('[[rule]]\nid = "R-X"\n', encoding="utf-8")
    code, out = ask("check", "x.toml", "--json")
    told = json.loads(out)
    assert (code, told["errors"], told["kinds"]) == (1, 5, {"x.toml": "rules"})
    assert told["findings"][0] == {
        "file": "x.toml",
        "line": 1,
        "level": "error",
        "text": "'clause' is missing.",
    }


def test_check_ends_with_0_where_it_only_warns_and_takes_folders(ask):
    code, out = ask("check", str(ROOM / "agreements"), "--json")
    told = json.loads(out)
    assert (code, told["errors"]) == (0, 0)
    assert any(one["text"].startswith("INCOMPLETE") for one in told["findings"])


def test_check_of_no_file_or_a_missing_one_is_refused(ask):
    assert ask("check", "--json")[0] == 1
    code, out = ask("check", "nowhere.toml", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "bad-input")


def test_a_broken_file_leaves_the_law_in_force_as_it_was(homes: Homes, tmp_path: Path):
    before = homes("BE", "law", "status")
    (tmp_path / "x.toml").write_text("[[instrument]]\nid = 5\n", encoding="utf-8")
    assert main(["law", "check", str(tmp_path / "x.toml")]) == 1
    assert homes("BE", "law", "status") == before
    assert before["in_force"] is True


def test_decide_says_where_the_outcome_is_not_the_expected_one_and_ends_with_1(ask, tmp_path):
    text = (CASES / "migration.toml").read_text(encoding="utf-8")
    (tmp_path / "s.toml").write_text(
        text.replace('outcome = "PERMIT"\ngrounds', 'outcome = "REFUSE"\ngrounds'), encoding="utf-8"
    )
    code, out = ask("decide", "s.toml")
    assert code == 1
    assert "S11: outcome: expected 'REFUSE', found 'PERMIT'" in out
    assert "12 situations, 1 not as expected." in out


def test_decide_answers_in_json_and_ends_with_0_where_all_is_as_expected(ask):
    code, out = ask("decide", str(CASES), "--json")
    told = json.loads(out)
    assert (code, told["differ"]) == (0, 0)
    s01 = next(one for one in told["situations"] if one["id"] == "S01")
    assert (s01["outcome"], s01["rules"]) == ("NEEDS_AUTHORISATION", ["R-JUDGE", "R-XFER"])
    assert s01["authorisers"] == ["JUDGE", "LEGAL_OFFICER"]


def test_decide_takes_the_law_of_a_folder_where_it_has_some(ask, tmp_path):
    rules = tmp_path / "law" / "rules"
    rules.mkdir(parents=True)
    for file in (ROOM / "rules").glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        (rules / file.name).write_text(
            text.replace('"item.from_closed_system", {', '"item.tainted", {'), encoding="utf-8"
        )
    code, out = ask("decide", str(CASES / "migration.toml"), "--law", "law", "--json")
    told = json.loads(out)
    assert code == 1
    assert [one["id"] for one in told["situations"] if one["differences"]] == ["S10", "S10b"]


def test_a_situation_that_names_no_agreement_is_told_so(ask, tmp_path):
    text = """[[situation]]
id = "%s"
title = "t"
on = 2026-03-01T10:00:00Z
moment = "G2"
own = "BE"
partner = "VN"
expect = { outcome = "REFUSE" }%s

[situation.request]
type = "T02"
sender = "VN/SPOC"
recipient = "BE/SPOC"
purpose = "INVESTIGATION"
subjects = [{ label = "s", status = "SUSPECT" }]

"""
    named = text % ("named", '\nagreements = ["be-vn-migration-mou"]')
    (tmp_path / "x.toml").write_text(text % ("bare", "") + named, encoding="utf-8")
    _, out = ask("decide", "x.toml")
    assert "bare: it names no agreement in 'agreements', so none applies." in out
    assert "named: it names no agreement" not in out
    _, out = ask("decide", "x.toml", "--json")
    assert [one["agreements"] for one in json.loads(out)["situations"]] == [[], ["be-vn-migration-mou"]]


def test_a_folder_that_holds_no_law_is_refused(ask, tmp_path):
    code, out = ask("decide", str(CASES), "--law", str(tmp_path), "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "bad-input")


def test_a_template_is_a_file_that_check_reads(ask, tmp_path):
    code, out = ask("template", "extradition")
    (tmp_path / "draft.toml").write_text(out, encoding="utf-8")
    assert code == 0
    code, out = ask("check", "draft.toml")
    assert code == 1
    assert "draft.toml:6: error: still to be filled in: short name" in out


def test_gaps_lays_an_agreement_beside_a_template(ask):
    code, out = ask(
        "gaps", str(ROOM / "agreements" / "demo-be-vn.toml"), "--template", "extradition", "--json"
    )
    told = json.loads(out)
    assert code == 0
    assert {
        "place": "terms.request_types",
        "gap": "DIFFERS",
        "template": "T11",
        "draft": "T02, T03, T04, T05, T06, T07, T09",
    } in told["gaps"]
    assert {one["place"] for one in told["gaps"] if one["gap"] == "MISSING"} >= {
        "speciality",
        "death-penalty",
    }


def test_gaps_lays_a_draft_beside_the_template_of_its_language(ask, tmp_path):
    _, french = ask("template", "police", "--language", "fr")
    (tmp_path / "draft.toml").write_text(french.replace("{délai des réponses urgentes, p. ex. 8 h}", "3 h"))
    _, out = ask("gaps", "draft.toml", "--template", "police", "--json")
    assert (json.loads(out)["language"], json.loads(out)["gaps"]) == ("fr", [])
    _, out = ask("gaps", "draft.toml", "--template", "police", "--language", "en", "--json")
    assert {"scope", "answer", "terms.costs"} <= {one["place"] for one in json.loads(out)["gaps"]}


def test_docs_writes_the_pages_into_a_folder(ask, tmp_path):
    code, out = ask("docs", "--cases", str(CASES), "--out", "pages", "--json")
    assert code == 0
    assert json.loads(out)["pages"] == ["articles.md", "facts.md", "index.md", "rules.md", "situations.md"]
    assert "R-JUDGE" in (tmp_path / "pages" / "rules.md").read_text(encoding="utf-8")


def test_copy_writes_what_a_side_holds_of_a_signed_text(ask, tmp_path):
    text = tmp_path / "signed.txt"
    text.write_text("Article 1\nThe states help each other.\n", encoding="utf-8")
    code, told = ask("copy", str(text), "--holder", "BE", "--language", "fr", "--json")
    told = json.loads(told)
    digest = hashlib.sha256(b"Article 1 The states help each other.").hexdigest()
    assert code == 0
    assert told["copy"] == {
        "holder": "BE",
        "language": "fr",
        "digest": digest,
        "articles": [["art. 1", digest]],
    }


def test_the_lines_of_copy_stand_as_they_are_in_an_agreement(ask, tmp_path):
    text = tmp_path / "signed.txt"
    text.write_text("Article 1\nThe states help each other.\n", encoding="utf-8")
    _, lines = ask("copy", str(text), "--holder", "BE", "--language", "en")
    agreement = tmp_path / "a.toml"
    treaty = (ROOM / "agreements" / "demo-be-vn.toml").read_text(encoding="utf-8")
    agreement.write_text(treaty + "\n" + lines, encoding="utf-8")
    (found,), _ = parse_agreements({"a.toml": agreement.read_bytes()})
    assert [(c.holder, c.language) for c in found.copies] == [("BE", "en")]


def test_copy_refuses_what_is_no_text(ask, tmp_path):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF\xff\xfe")
    assert ask("copy", str(scan), "--holder", "BE", "--language", "fr")[0] != 0


@pytest.mark.parametrize("command", ["check", "decide"])
def test_a_folder_without_a_file_is_no_answer(capsys, tmp_path, command):
    assert main(["law", command, str(tmp_path)]) == 1
    assert "The folder holds no .toml file. Name another." in capsys.readouterr().err
