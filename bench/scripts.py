"""Scripts, each apart: how often a token and its Latin spelling share a reading.

`python bench/scripts.py DATA`: DATA is the folder that `bench/name_statistics.py` reads. Tokens of
`wikidata/` weigh by their count; those of `lists/` (Greek, Armenian, Georgian and more, by country) once
each. Coarse: one of the readings is shared; by ear: one of the sounds.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from comity.matching.names import Script, read_part

Pair = tuple[str, str, int]
LEAST = 500
"""Tokens of a file, the most common first."""


def main(folder: Path) -> None:
    """Print one line for each script."""
    sums: dict[Script, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    for latin, local, count in (*_labels(folder / "wikidata"), *_lists(folder / "lists")):
        ours, theirs = read_part(latin), read_part(local)
        if ours is None or theirs is None or theirs.script in (ours.script, Script.OTHER):
            continue
        found = sums[theirs.script]
        found[0] += 1
        found[1] += count
        found[2] += count * bool(ours.readings & theirs.readings)
        found[3] += count * bool(set(ours.sounds) & set(theirs.sounds))
    for script, (tokens, every, coarse, sound) in sorted(sums.items()):
        print(
            f"{script.name:9} {tokens:6.0f} tokens  coarse {coarse / every:6.1%}  by ear {sound / every:6.1%}"
        )


def _labels(folder: Path) -> Iterator[Pair]:
    for file in sorted(folder.glob("*.tsv")):
        rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
        for latin, local, count in sorted(rows, key=lambda row: -int(row[2]))[:LEAST]:
            yield latin, local.replace(" ", ""), int(count)


def _lists(folder: Path) -> Iterator[Pair]:
    for file in sorted(folder.glob("common-*-by-country.csv")):
        with file.open(encoding="utf-8-sig", newline="") as source:
            for row in csv.DictReader(source):
                if row["Localized Name"] and row["Romanized Name"] and not row["Localized Name"].isascii():
                    yield row["Romanized Name"], row["Localized Name"], 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        print("Nothing is measured: name the folder DATA.", __doc__, sep="\n\n")
