"""The documents keep their word: ```console blocks are run as they stand, links lead somewhere.

All blocks of one document are one session of bash in one empty folder: what a command exported, defined,
captured or wrote is there for those after it. Each must end well and print what is shown below it.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
MARK = "\x1e"
"""Parts what one command printed from what the next did."""

BEFORE = ("set -eo pipefail", "make() { :; }", "trap 'kill $(jobs -p) 2>&-' EXIT")
"""Stops at what fails, passes over `make`, and leaves nothing running behind."""


class Command(NamedTuple):
    """What stands after `$`, with its lines after `>`, and the lines that the document shows below it."""

    line: str
    shown: tuple[str, ...]


def commands(text: str) -> list[Command]:
    """Read the commands of a document's console blocks."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *rest = part.replace("\\\n", " ").splitlines()
            more = [line[2:] for line in rest if line.startswith("> ") or line == ">"]
            shown = [line for line in rest[len(more) :] if line.strip()]
            found.append(Command("\n".join([first, *more]), tuple(shown)))
    return found


def appear(shown: tuple[str, ...], printed: str) -> bool:
    """Tell whether the shown lines were printed in their order; `…` stands for anything."""
    lines = iter(" ".join(line.split()) for line in printed.splitlines())
    return all(
        any(re.fullmatch(re.escape(" ".join(wanted.split())).replace("…", ".*"), line) for line in lines)
        for wanted in shown
        if wanted.strip() != "…"
    )


def run(lines: list[str], folder: Path) -> tuple[list[str], str]:
    """Run lines in one shell, to the first that fails: what each that ended well printed, and the errors."""
    (folder / "bin").mkdir()
    comity = folder / "bin" / "comity"
    comity.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m comity "$@"\n')
    comity.chmod(0o755)
    (folder / "work").mkdir()
    plain = {"HOME": str(folder), "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", "COLUMNS": "110"}
    plain["PATH"] = f"{folder / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    script = "".join(f"{line}\nprintf '{MARK}'\n" for line in [*BEFORE, *lines])
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=folder / "work",
        env={**os.environ, **plain},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    *printed, _ = ran.stdout.split(MARK)
    return printed[len(BEFORE) :], ran.stdout.rpartition(MARK)[2] + ran.stderr


@pytest.mark.parametrize(
    "document",
    [pytest.param(path, marks=[pytest.mark.slow] * (path.name == "tour.md")) for path in DOCUMENTS],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_commands_of_a_document_work(document: Path, tmp_path: Path):
    known = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert known is not None
    told = commands(document.read_text(encoding="utf-8"))
    verbs = {command.line.split()[1] for command in told if command.line.startswith("make ")}
    assert verbs <= set(known[1].split())  # this test runs inside `make test`: only the verb is checked
    if not told:
        return
    printed, errors = run([command.line for command in told], tmp_path)
    for command, text in zip(told, printed, strict=False):
        assert appear(command.shown, text), f"$ {command.line}\n{text}"
    assert len(printed) == len(told), f"$ {told[len(printed)].line}\n{errors}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_links_of_a_document_lead_somewhere(document: Path):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_row_of_a_table_has_as_many_cells_as_its_head(document: Path):
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    plain = re.sub(r"`[^`\n]*`", "code", text.replace("\\|", "or"))
    for table in re.findall(r"(?:^\|.*\n)+", plain, re.MULTILINE):
        head, *rows = table.splitlines()
        assert [row for row in rows if row.count("|") != head.count("|")] == []


def test_reads_commands_with_what_is_shown_below():
    block = "$ comity case show N-17 \\\n    --as auditor\nrefused  R-MINOR\n\n"
    block += "$ cat > f <<END\n> a = 1\n>\n> END\n$ ls\nf\n"
    text = f"Text.\n```console\n{block}```\n"
    assert commands(text) == [
        Command("comity case show N-17      --as auditor", ("refused  R-MINOR",)),
        Command("cat > f <<END\na = 1\n\nEND", ()),
        Command("ls", ("f",)),
    ]


def test_runs_the_commands_of_a_document_in_one_shell_up_to_the_one_that_fails(tmp_path: Path):
    lines = [
        "X=$(echo 7)",
        "echo $X > f; echo done",
        "cat f",
        "cat <<END\na\nEND",
        "false | cat",
        "echo never",
    ]
    printed, _ = run(lines, tmp_path)
    assert printed == ["", "done\n", "7\n", "a\n"]


def test_a_value_that_could_not_be_had_ends_the_document(tmp_path: Path):
    printed, errors = run(["X=$(comity case show none --home nowhere)", "echo $X"], tmp_path)
    assert printed == []
    assert "nowhere" in errors


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


def test_the_index_names_every_decision():
    index = (ROOT / "docs" / "index.md").read_text()
    numbers = re.findall(r"^(\d+)\. \[.*\]\(decisions/(\d{4})-[a-z0-9-]+\.md\)$", index, re.MULTILINE)
    assert all(int(shown) == int(number) for shown, number in numbers)
    files = sorted(path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [number for _, number in numbers] == files
