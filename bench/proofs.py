"""Measure the proofs: the seconds that each theorem of the shipped law takes, on one core.

Target (design.md section 11): all theorems in less than 60 seconds. Run: `python bench/proofs.py`.
"""

import time
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from comity.law import parse_profiles, parse_rules
from comity.law.naming import vocabulary
from comity.law.theorems import prove

TARGET = 60.0
SINCE = datetime(2026, 3, 1, tzinfo=UTC)


def law_files(folder: str) -> dict[str, bytes]:
    """Return the shipped files of one folder of the law."""
    room = Path(str(files("comity.law"))) / folder
    return {path.name: path.read_bytes() for path in room.glob("*.toml")}


def main() -> None:
    """Print the seconds of each theorem, and of all."""
    rulebook, profiles = parse_rules(law_files("rules")), parse_profiles(law_files("profiles"))
    clauses = sum(len(rule.clauses) for rule in rulebook.rules)
    print(f"{len(rulebook.rules)} rules, {clauses} clauses, {len(vocabulary())} facts of three values")
    wall, begun = time.perf_counter(), time.process_time()
    total = 0.0
    for proof in prove(rulebook, profiles, SINCE):
        spent = time.process_time() - begun
        total += spent
        print(f"({proof.theorem})  {spent:6.2f} s  {'proved' if proof.holds else 'REFUTED'}  {proof.says}")
        begun = time.process_time()
    clock = time.perf_counter() - wall
    print(f"all  {total:6.2f} s of a core, {clock:.2f} s by the clock, {total / TARGET:.2f} of the target")


if __name__ == "__main__":
    main()
