"""Every attack of docs/threat-model.md names a test that is there, or says that nothing holds."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
ANSWERS = re.compile(r"`tests/|\*do(es)? not hold\*|by design|people compare")
ROWS = re.findall(r"^\| (?!---|Key )(.+) \|$", THREATS.split("## Outsider on the line")[1], re.MULTILINE)


def test_every_attack_names_a_test_or_says_that_it_does_not_hold():
    keys = THREATS.split("## Thief of one key")[1].split("## ")[0]
    heads = {"Attack", "It looks at", "Has", "Who", "File"}
    attacks = [row for row in ROWS if row.split(" | ")[0] not in heads and row not in keys]
    assert len(attacks) > 60
    assert [row for row in attacks if not ANSWERS.search(row.split(" | ")[-1])] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_that_a_document_names_is_there(document: Path):
    named = re.findall(r"`(tests/[\w./-]+\.py)`", document.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).is_file()] == []
