"""The house keeps its own rules: limits, docstrings, types, and imports that point down."""

import ast
import os
import re
import shutil
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ROOT / "src" / "comity"
SOURCES = [*sorted(ROOMS.rglob("*.py")), ROOT / "run.py"]
TREES = {source: ast.parse(source.read_text(encoding="utf-8")) for source in SOURCES}

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = {
    f"{source.relative_to(ROOT)}:{node.lineno} {node.name}": node
    for source, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, Function)
}

DOWN, NO_IO, CHANCE = (
    "Imports point down",
    "Inner rooms do no I/O",
    "Only seal, acts and people draw randomness",
)
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
DRAW_CHANCE = {"comity.seal", "comity.acts", "comity.people"}
HOLD_THE_CLOCK = {"wiring.py", "duty.py", "client/line.py"}
"""Who reads the clock: the node, and the client, which runs elsewhere and does not believe the node's."""


def lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def inner_rooms() -> set[str]:
    """The rooms from `exchange` down that are built."""
    layers = CONTRACTS[DOWN]["layers"]
    inner = layers[next(i for i, layer in enumerate(layers) if layer.startswith("exchange")) :]
    names = {name for layer in inner for name in re.findall(r"\w+", layer)}
    return {f"comity.{name}" for name in names if (ROOMS / name).exists() or (ROOMS / f"{name}.py").exists()}


# ── limits ──────────────────────────────────────────────────────────────────────────────────────
ONE_PAGE = "src/comity/errors.py"
"""Every way to fail stands on one page, whatever its length: it is a list, and is read as one."""


def test_no_file_is_longer_than_400_lines():
    long = {str(source.relative_to(ROOT)): len(source.read_text().splitlines()) for source in SOURCES}
    assert {name: length for name, length in long.items() if length > 400 and name != ONE_PAGE} == {}


def test_no_function_is_longer_than_60_lines():
    assert {name: lines(node) for name, node in FUNCTIONS.items() if lines(node) > 60} == {}


def test_nine_functions_of_ten_have_at_most_30_lines():
    assert statistics.quantiles(map(lines, FUNCTIONS.values()), n=10)[8] <= 30


# ── what every reader may count on ──────────────────────────────────────────────────────────────
def test_every_public_thing_has_a_docstring():
    bare = []
    for source, tree in TREES.items():
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        for node in (tree, *tree.body, *(inside for owner in classes for inside in owner.body)):
            public = isinstance(node, ast.Module) or not getattr(node, "name", "_").startswith("_")
            if (
                public
                and isinstance(node, ast.Module | ast.ClassDef | Function)
                and not ast.get_docstring(node)
            ):
                bare.append(f"{source.relative_to(ROOT)} {getattr(node, 'name', '')}")
    assert bare == []


def test_every_function_says_what_it_returns():
    assert [name for name, node in FUNCTIONS.items() if node.returns is None] == []


def test_only_wiring_duty_and_the_client_read_the_clock():
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
    readers = {
        f"{source.relative_to(ROOMS)}:{node.lineno}"
        for source, tree in TREES.items()
        if source.is_relative_to(ROOMS) and source.relative_to(ROOMS).as_posix() not in HOLD_THE_CLOCK
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in clocks
    }
    assert readers == set()


# ── imports ─────────────────────────────────────────────────────────────────────────────────────
def lint_imports(house: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of the project that stands in a folder."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the source with its contracts, to break."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold():
    found = lint_imports(ROOT)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("place", "planted", "contract"),
    [
        ("law/__init__.py", "import comity.store", DOWN),
        ("store/__init__.py", "import comity.registers", DOWN),
        ("helpers/__init__.py", '"""Collect dust."""', DOWN),
        ("law/__init__.py", "import os", NO_IO),
        ("formats/__init__.py", "from importlib.resources import files", NO_IO),
        ("exchange/__init__.py", "from urllib.request import urlopen", NO_IO),
        ("model/__init__.py", "import secrets", CHANCE),
    ],
)
def test_a_planted_violation_breaks_its_contract(house: Path, place: str, planted: str, contract: str):
    room = house / "src" / "comity" / place
    room.parent.mkdir(exist_ok=True)
    with room.open("a") as source:
        source.write(f"\n{planted}\n")
    found = lint_imports(house)
    assert found.returncode != 0
    assert f"{contract} BROKEN" in found.stdout


def test_the_contracts_name_every_inner_room():
    assert set(CONTRACTS[NO_IO]["source_modules"]) == inner_rooms()
    assert set(CONTRACTS[CHANCE]["source_modules"]) == inner_rooms() - DRAW_CHANCE


@pytest.mark.parametrize(
    "planted",
    [
        "import random",
        "from random import choice",
        "open('case.json')",
        "from io import open",
        "from datetime import datetime\n\ndatetime.now()",
        "from datetime import date\n\ndate.today()",
    ],
)
def test_ruff_refuses_clock_chance_and_files_in_an_inner_room(house: Path, planted: str):
    room = house / "src" / "comity" / "law" / "planted.py"
    room.write_text(f'"""Break a rule."""\n\n{planted}\n')
    found = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", "--select=TID251,PTH123", "--no-cache", str(room)],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert re.match("TID251|PTH123", found.stdout)
