"""Write docs/sources.md: what the five articles ask for, the door, the tests and the state of each row.

`python docs/make_sources.py` reads tests/sources.toml and finds the tests that carry a row by their mark,
`@pytest.mark.source("C0-1")`, and situations of law by the table SOURCES of tests/law/test_cases.py.
tests/test_sources.py compares the page with what this gives.
"""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "sources.md"
CASES = "tests/law/test_cases.py"
HEAD = (
    "# What the articles ask for\n\n"
    "Five articles tell of cooperation between states. Each sentence that asks for something is a row: "
    "what it asks, in our words; the command by which it is done, or the path of the page in "
    "`comity demo --serve`; the tests that show it; and how far it is. *Works*: tests show all of it. "
    "*Partly*: they show some of it. *Not yet*: nothing shows it. "
    "Courtesy and background are left out. `python docs/make_sources.py` writes this page from the tests."
)


@dataclass(frozen=True)
class Row:
    """One row: its id, what is asked, the door, the tests as (file, name), and what is missing."""

    id: str
    words: str
    door: str
    missing: str
    tests: tuple[tuple[str, str], ...]

    @property
    def state(self) -> str:
        """Say how far it is."""
        if not self.tests:
            return "not yet"
        return "partly" if self.missing else "works"


def rows() -> list[Row]:
    """Read all rows with their tests."""
    table, carried = read_table(), marked()
    return [
        Row(id, row["words"], row["door"], row["missing"], tuple(sorted(carried.get(id, ()))))
        for id, row in table.items()
        if id != "article"
    ]


def read_table() -> dict:
    """Read the rows as they are written."""
    return tomllib.loads((TESTS / "sources.toml").read_text(encoding="utf-8"))


def marked() -> dict[str, list[tuple[str, str]]]:
    """Find the tests of each row: marked functions, and situations of law."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        name = file.relative_to(ROOT).as_posix()
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            for row in rows_of(node):
                found.setdefault(row, []).append((name, node.name))  # type: ignore[attr-defined]
            if name == CASES:
                for row, situation in situations_of(node):
                    found.setdefault(row, []).append((name, f"situation_{situation}"))
    return found


def rows_of(node: ast.stmt) -> Iterator[str]:
    """Read the marks of one test."""
    for mark in getattr(node, "decorator_list", ()):
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.source":
            yield from (ast.literal_eval(row) for row in mark.args)


def situations_of(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Read which situation of law carries which rows."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SOURCES":
        for situation, carried in ast.literal_eval(node.value).items():
            yield from ((row, situation) for row in carried)


def told(test: tuple[str, str]) -> str:
    """Write one test as a link that says what it shows."""
    file, name = test
    words = name.removeprefix("test_").replace("_", " ")
    return f"[{words}](../{file})"


def page() -> str:
    """Write the whole page."""
    table, listed = read_table(), rows()
    states = [row.state for row in listed]
    counted = ", ".join(f"{states.count(state)} {state}" for state in ("works", "partly", "not yet"))
    lines = [HEAD, "", f"Of {len(listed)} rows: {counted}."]
    for number, article in enumerate(table["article"]):
        lines += [
            "",
            f"## Article {number}: {article['title']}, {article['date']}",
            f"Of {article['about']}.",
            "",
        ]
        lines += ["| Row | What it asks | Door | Shown by | State | Missing |", "|---|---|---|---|---|---|"]
        for row in listed:
            if row.id.startswith(f"C{number}-"):
                door = f"`{row.door}`" if row.door else ""
                tests = "<br>".join(map(told, row.tests))
                lines.append(f"| {row.id} | {row.words} | {door} | {tests} | {row.state} | {row.missing} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
