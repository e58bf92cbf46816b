"""`comity law prove` and `diff`: on the law as shipped, on a draft, and without the prover."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import comity.law
from comity.cli import main
from law.test_gaps import filled

RULES = Path(comity.law.__file__).parent / "rules"


def answered(capsys, *words):
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def waived(tmp_path):
    """A file of rules in which a supervisor may let tainted evidence go."""
    text = (RULES / "items.toml").read_text(encoding="utf-8")
    absolute = 'effect = "M"\nlevel = "N0"\narticle = "CAT art. 15"'
    draft = tmp_path / "items.toml"
    draft.write_text(
        text.replace(absolute, 'effect = "A"\nlevel = "N3"\narticle = "CAT art. 15"\nneeds = ["SUPERVISOR"]'),
        encoding="utf-8",
    )
    return draft


def test_proves_a_theorem_of_the_shipped_law(capsys):
    code, said = answered(capsys, "law", "prove", "--only", "b")
    assert code == 0
    assert said["holds"] is True
    (theorem,) = said["theorems"]
    assert (theorem["id"], theorem["holds"], theorem["counterexample"]) == ("b", True, None)
    assert theorem["seconds"] > 0


def test_refutes_a_draft_with_a_situation_and_a_failing_exit_code(capsys, waived):
    code, said = answered(capsys, "law", "prove", str(waived), "--only", "b")
    assert code == 1
    assert said["holds"] is False
    facts = said["theorems"][0]["counterexample"]["facts"]
    assert "item.tainted" in {name for unit in facts.values() for name in unit}
    assert main(["law", "prove", str(waived), "--only", "b"]) == 1
    told = capsys.readouterr().out
    assert "REFUTED" in told
    assert "item.tainted is TRUE (the item was obtained by torture or ill-treatment (CAT 15))" in told


def test_shows_what_a_draft_decides_otherwise(capsys, waived):
    code, said = answered(capsys, "law", "diff", "shipped", str(waived))
    assert code == 0
    assert [changed["rules"] for changed in said["by_rules"]] == [["R-TAINT"]]
    assert said["situations"] == []


def test_a_draft_of_the_lawful_cures_is_one_of_rules_and_decides_nothing_otherwise(capsys):
    code, said = answered(capsys, "law", "diff", "shipped", str(RULES / "cures.toml"))
    assert (code, said["by_rules"]) == (0, [])


def test_shows_what_another_version_of_an_agreement_decides_without_any_situation(capsys, tmp_path):
    text = (RULES.parent / "agreements" / "demo-be-vn.toml").read_text(encoding="utf-8")
    draft = tmp_path / "second.toml"
    draft.write_text(text.replace('T05 = { article = "art. 5" }\n', ""), encoding="utf-8")
    code, said = answered(capsys, "law", "diff", "shipped", str(draft))
    assert (code, said["by_rules"]) == (0, [])
    assert {tuple(changed["rules"]) for changed in said["by_texts"]} == {
        ("R-BASIS", "R-FORM"),  # English was a language of the text alone
        ("R-BASIS", "R-FORM", "R-XFER"),
    }
    assert main(["law", "diff", "shipped", str(draft)]) == 0
    told = capsys.readouterr().out
    assert "VN asks BE (T05): INVESTIGATION, DRUGS" in told
    assert "2 in changed agreements and profiles." in told


def test_a_digest_names_the_shipped_law(capsys):
    _, proved = answered(capsys, "law", "prove", "--only", "k")
    _, said = answered(capsys, "law", "diff", proved["law"], "shipped")
    assert (said["before"], said["by_rules"]) == (proved["law"], [])


def test_a_folder_without_law_and_a_day_that_is_none_are_named(capsys, tmp_path):
    assert main(["law", "prove", str(tmp_path)]) == 1
    assert "has none of the folders" in capsys.readouterr().err
    assert main(["law", "prove", "--since", "yesterday"]) == 1
    assert "Write it as 2026-03-01" in capsys.readouterr().err


def test_nothing_is_proved_of_a_theorem_that_is_none_or_of_a_law_without_rules(capsys, tmp_path):
    assert main(["law", "prove", "--only", "az"]) == 1
    assert "There are the theorems a, b, c, d, k, w." in capsys.readouterr().err
    (tmp_path / "rules").mkdir()
    assert main(["law", "prove", str(tmp_path)]) == 1
    assert "holds no .toml file, and no law is without rules." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (
            ["law", "prove"],
            1,
            "→ Install it: `pip install 'comity[proof]'`.",
        ),
        (["law", "diff", "shipped", "shipped"], 0, "Without the prover (comity[proof]) others may exist."),
    ],
)
def test_without_the_prover_says_what_to_install(words, code, says):
    program = f"import sys; sys.modules['z3'] = None; from comity.cli import main; sys.exit(main({words!r}))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == code
    assert says in ran.stdout + ran.stderr


@pytest.fixture
def drafts(tmp_path):
    """Two unsigned drafts between two states: the second opens no investigation."""
    text = filled("police.toml")
    files = tmp_path / "one.toml", tmp_path / "two.toml"
    for file, content in zip(files, (text, text.replace('"INVESTIGATION", ', "")), strict=True):
        file.write_text(content, encoding="utf-8")
    return [str(file) for file in files]


@pytest.mark.full
def test_unsigned_drafts_are_weighed_as_if_in_force_and_nothing_of_them_is_proved(capsys, drafts):
    code, said = answered(capsys, "law", "diff", *drafts)
    assert (code, said["proved"]) == (0, False)
    assert said["as_if_in_force"] == {"before": ["be-vn-police 1"], "after": ["be-vn-police 1"]}
    assert said["never_in_force"] == {"before": [], "after": []}
    assert {tuple(changed["rules"]) for changed in said["by_texts"]} == {("R-SCOPE",)}
    assert main(["law", "diff", *drafts, "--on", "2020-01-01"]) == 0
    told = capsys.readouterr().out
    assert "Weighed as if in force on 2020-01-01, which they are not (after): be-vn-police 1." in told
    assert "Agreements and profiles are asked, not proved: others may exist." in told


@pytest.mark.full
def test_a_text_that_was_given_up_is_said_to_do_nothing(capsys, drafts):
    file = Path(drafts[1])
    text = file.read_text(encoding="utf-8")
    dates = "negotiating_since = 2020-01-01\nabandoned_on = 2021-01-01\nentry = "
    file.write_text(text.replace("entry = ", dates, 1), encoding="utf-8")
    assert main(["law", "diff", "shipped", drafts[1]]) == 0
    told = capsys.readouterr().out
    assert "In force on none of the days, so that they do nothing (after): be-vn-police 1." in told
