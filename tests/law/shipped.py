"""The law as it ships, read once for all tests of this room."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import comity.law
from comity.law import parse_agreements, parse_profiles, parse_rules
from comity.law.lists import parse_lists
from comity.law.situations import Law, Situation, parse_situations

ROOM = Path(comity.law.__file__).parent
CASES = Path(__file__).parent / "cases"


def files(folder: Path) -> dict[str, bytes]:
    """Return the TOML files of a folder by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}


RULES = parse_rules(files(ROOM / "rules"))
PROFILES = parse_profiles(files(ROOM / "profiles"))
INSTRUMENTS, RELATIONS = parse_agreements(files(ROOM / "agreements"))
LISTS = parse_lists(files(ROOM / "designations"))
LAW = Law(profiles=PROFILES, instruments=INSTRUMENTS, relations=RELATIONS, lists=LISTS)


@cache
def situations() -> tuple[Situation, ...]:
    """Return the situations of `cases/`."""
    return parse_situations(files(CASES), LAW)


def in_turn(labels: Iterable[str]) -> list[Any]:
    """Give every fourth of many labels to each run, and the rest to the long one."""
    return [
        pytest.param(label, marks=pytest.mark.full) if number % 4 else label
        for number, label in enumerate(labels)
    ]
