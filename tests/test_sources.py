"""docs/sources.md keeps its word: a row's door and tests exist, and its state is what they show."""

import ast
import importlib.util
import re
import sys
from pathlib import Path

import pytest

from cli.homes import leaves
from comity.web import window_lists, window_matter, window_pair, window_registers

ROOT = Path(__file__).resolve().parents[1]
ROWS_OF_ARTICLE = (18, 32, 32, 19, 25)
BACKGROUND = {
    *("C0-16", "C0-18", "C1-3", "C1-7", "C1-10", "C1-12", "C1-15", "C1-29", "C1-32", "C2-8", "C2-30"),
    *("C2-32", "C3-10", "C3-11", "C3-13", "C3-14", "C3-15", "C3-16", "C3-17", "C3-18", "C3-19", "C4-5"),
    *("C4-23", "C4-24"),
}
"""Courtesy and background: nothing of its own is asked for."""


def generator():
    """Load the script beside the page."""
    spec = importlib.util.spec_from_file_location("make_sources", ROOT / "docs" / "make_sources.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MAKE = generator()
ROWS = MAKE.rows()
WINDOW = (window_lists, window_matter, window_pair, window_registers)
PAGES = [route for room in WINDOW for route in room.routes.routes if "GET" in route.methods]


def test_every_row_that_asks_for_something_stands_there_in_order():
    asked = [f"C{n}-{row}" for n, last in enumerate(ROWS_OF_ARTICLE) for row in range(1, last + 1)]
    assert [row.id for row in ROWS] == [id for id in asked if id not in BACKGROUND]


def test_no_test_carries_a_row_that_is_not_there():
    assert set(MAKE.marked()) <= {row.id for row in ROWS}


def test_every_row_works_or_says_what_is_missing():
    assert [row.id for row in ROWS if row.state != "works" and not row.missing] == []
    assert [row.id for row in ROWS if not row.words or row.words.endswith(".")] == []


def test_what_works_or_partly_works_has_a_door():
    assert [row.id for row in ROWS if row.tests and not row.door] == []
    assert [row.id for row in ROWS if row.door and not row.tests] == []


def test_every_door_exists():
    commands = {f"comity {name}" for name, _ in leaves()}
    assert {row.door for row in ROWS if row.door} <= commands | {page.path for page in PAGES}


def test_every_situation_that_carries_a_row_exists():
    from law.test_cases import SITUATIONS, SOURCES

    assert set(SOURCES) <= set(SITUATIONS)


@pytest.mark.parametrize("file", sorted({file for row in ROWS for file, _ in row.tests}))
def test_a_mark_names_rows_in_the_one_form(file: str):
    marks = re.findall(r"pytest\.mark\.source\((.*)\)", (ROOT / file).read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"C[0-4]-\d+", row) for mark in marks for row in ast.literal_eval(f"[{mark}]"))


def test_the_front_page_leads_from_every_article_to_its_scene_and_pages():
    front = (ROOT / "README.md").read_text(encoding="utf-8")
    for number, article in enumerate(MAKE.read_table()["article"]):
        row = f"| {article['title']}, {article['date']} | `comity demo {number:03}` | "
        assert row in front
        paths = re.findall(r"`(/[^`]*)`", front.partition(row)[2].partition("\n")[0])
        assert paths
        assert [path for path in paths if not any(page.path_regex.fullmatch(path) for page in PAGES)] == []


def test_the_page_is_what_the_script_writes():
    said = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert said == MAKE.page(), "run `python docs/make_sources.py`"
