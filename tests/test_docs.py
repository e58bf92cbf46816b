"""The documents keep their word: ```console blocks are run as they stand, links lead somewhere."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


class Command(NamedTuple):
    """One line after `$`, and the lines that the document shows below it."""

    line: str
    shown: tuple[str, ...]


def commands(text: str) -> list[Command]:
    """Read the `comity` and `make` commands of a document's console blocks."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
            line, *shown = part.splitlines()
            if line.split()[0] in {"comity", "make"}:
                found.append(Command(line, tuple(filter(str.strip, shown))))
    return found


def appear(shown: tuple[str, ...], printed: str) -> bool:
    """Tell whether the shown lines were printed in their order; `…` stands for anything."""
    lines = iter(" ".join(line.split()) for line in printed.splitlines())
    return all(
        any(re.fullmatch(re.escape(" ".join(wanted.split())).replace("…", ".*"), line) for line in lines)
        for wanted in shown
        if wanted.strip() != "…"
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_of_a_document_work(document: Path, tmp_path: Path):
    verbs = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert verbs is not None
    plain = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", "COLUMNS": "110"}
    for command in commands(document.read_text(encoding="utf-8")):
        program, *words = shlex.split(command.line, comments=True)
        if program == "make":  # this test runs inside `make test`: only the verb is checked
            assert set(words[:1]) <= set(verbs[1].split()), command.line
            continue
        ran = subprocess.run(
            [sys.executable, "-m", "comity", *words],
            cwd=tmp_path,
            env={**os.environ, **plain},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == 0, f"{command.line}\n{ran.stdout}{ran.stderr}"
        assert appear(command.shown, ran.stdout), f"{command.line}\n{ran.stdout}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_links_of_a_document_lead_somewhere(document: Path):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (document.parent / link).exists()] == []


def test_reads_commands_with_what_is_shown_below():
    block = "$ comity case show N-17 \\\n    --as auditor\nrefused  R-MINOR\n\n$ ls\nx\n$ make demo\n"
    text = f"Text.\n```console\n{block}```\n"
    assert commands(text) == [
        Command("comity case show N-17      --as auditor", ("refused  R-MINOR",)),
        Command("make demo", ()),
    ]


def test_leaves_other_blocks_alone():
    assert commands("```python\n$ comity demo\n```\n```\n$ comity demo\n```\n") == []


@pytest.mark.parametrize(
    ("shown", "appears"),
    [
        (("case N-17 refused",), True),
        (("case … refused", "R-MINOR …"), True),
        (("…", "R-MINOR art. 7(2)"), True),
        (("R-MINOR …", "case … refused"), False),
        (("case N-18 refused",), False),
        (("case",), False),
    ],
)
def test_compares_what_is_shown_with_what_was_printed(shown, appears):
    assert appear(shown, "hello\ncase  N-17   refused\n\nR-MINOR art. 7(2)\n") is appears
