"""The test vectors of the protocol: our code and the other side's, which shares none, read what they say."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from comity.errors import ComityError
from other_side.basics import Refused
from vectors import ours, theirs
from vectors.files import FILES, FOLDER, case, resolve, vectors

ALL = (*FILES, "papers")
NAMES = [(file, name) for file in FILES for name in vectors(file)]
THEIRS = [(file, name) for file, name in NAMES if file in theirs.READERS and name not in theirs.LEFT_OUT]


def outcome(read: Any, file: str, name: str) -> Any:
    """Read one vector and return the values, or the code of the error."""
    try:
        return read(case(file, name))
    except ComityError as refused:
        return refused.code
    except Refused as refused:
        return refused.args[0]


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_our_code_reads_a_vector_as_it_says(file: str, name: str):
    assert outcome(ours.READERS[file], file, name) == resolve(vectors(file)[name]["expect"])


@pytest.mark.parametrize(("file", "name"), THEIRS)
def test_the_other_side_reads_a_vector_alike(file: str, name: str):
    assert outcome(theirs.READERS[file], file, name) == resolve(vectors(file)[name]["expect"])


def test_the_script_makes_the_same_again_save_what_is_drawn(tmp_path: Path):
    subprocess.run([sys.executable, FOLDER / "make.py", tmp_path], check=True)
    for file in ALL:
        made = json.loads((tmp_path / f"{file}.json").read_text(encoding="utf-8"))
        assert list(map(fixed, made)) == list(map(fixed, vectors(file).values())), file


def fixed(vector: Any) -> Any:
    return {name: value for name, value in vector.items() if name != "drawn"}


def test_they_are_small_and_say_where_they_come_from():
    assert sum(file.stat().st_size for file in FOLDER.glob("*.json")) < 360_000
    assert {one["made_by"] for file in ALL for one in vectors(file).values()} == {"vectors/make.py"}
    assert {file.stem for file in FOLDER.glob("*.json")} == set(ALL)
