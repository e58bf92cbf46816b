"""Measure the scorer: recall at false-positive rates, AUC on labelled names, pairs a second; peers beside it.

The pairs and the register are those of `COMITY_DATA` (`names/eval`, `names/pairs`). Strangers are drawn hard:
they share a part of their name with the person held, half of them the birth year too. Every speed is pairs a
second of one core's time; `cold` reads names that its process never saw, `warm` has read them before.
"""

import csv
import gc
import gzip
import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from comity.matching.likeness import Band, Likeness, Person, compare
from comity.matching.tokens import tokens
from comity.model.records import PartialDate

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("COMITY_DATA", HERE.parents[1] / "shared" / "data"))
PEERS = Path(os.environ.get("COMITY_PEERS", HERE / "peers" / ".venv" / "bin" / "python"))
RATES = (1e-3, 1e-4)
HARD, TIMED = 20, 20_000
"""Hard strangers for each asked person, and pairs whose speed is taken."""
Pair = dict[str, Any]


def main() -> None:
    """Print every row of the table, the peer's beside ours where its environment is there."""
    if not (DATA / "names").is_dir():
        sys.exit(f"No names in {DATA}: set COMITY_DATA.")
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    same = [*lines("pairs")]
    others = list(strangers(same, chance))
    labelled = list(names())
    speed(chance.sample(same + others, TIMED))  # first, while nothing is known of these pairs
    ours = [score(pair).hundredths for pair in same + others]
    theirs, _ = peer(same + others)
    print(f"{len(same):,} pairs of one person, {len(others):,} of two that share a part of the name")
    rows = defaultdict(list)
    for place, pair in enumerate(same):
        rows[pair["kind"]].append(place)
    for kind, places in rows.items():
        said = [f"{kind:16}", *recalls("Comity", ours, places, len(same))]
        print(*said, *(recalls("logic-v2", theirs, places, len(same)) if theirs else ()))
    bands(same, others)
    auc(labelled)


def lines(name: str) -> Iterator[Pair]:
    """Yield the lines of one file of `names/eval`."""
    with gzip.open(DATA / "names" / "eval" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def strangers(same: Sequence[Pair], chance: random.Random) -> Iterator[Pair]:
    """Yield pairs of two persons that share a part of the name, half of them the birth year too."""
    register = [*lines("population")]
    holding = defaultdict(list)
    for place, person in enumerate(register):
        for part in set(tokens(person["name"])):
            holding[part.fine].append(place)
    asked = [(p["name"], p["born"]) for p in lines("strangers")]
    asked += [(p["asked"], p["asked_born"]) for p in same if p["kind"] == "mix"]
    for name, born in asked:
        sharing = sorted({place for part in tokens(name) for place in holding.get(part.fine, ())})
        year = [place for place in sharing if register[place]["born"][:4] == born[:4]]
        drawn = chance.sample(sharing, min(HARD, len(sharing))) + chance.sample(year, min(HARD, len(year)))
        for place in drawn:
            held = register[place]
            if (held["name"], held["born"]) != (name, born):
                yield {"held": held["name"], "held_born": held["born"], "asked": name, "asked_born": born}


def person(name: str, born: str) -> Person:
    """Return one side of a pair."""
    return Person(names=(name,), births=(PartialDate.parse(born),) if born else ())


def score(pair: Pair) -> Likeness:
    """Score one pair."""
    return compare(person(pair["held"], pair["held_born"]), person(pair["asked"], pair["asked_born"]))


def peer(pairs: Sequence[Pair], passes: int = 1) -> tuple[list[float], list[float]]:
    """Return the peer's scores and the seconds of each pass; nothing where its environment is not there."""
    if not PEERS.exists():
        return [], []
    return apart([str(PEERS), str(HERE / "peers" / "likeness.py"), str(passes)], pairs)


def apart(command: list[str], pairs: Sequence[Pair]) -> tuple[list[float], list[float]]:
    """Score pairs in a process that has read no name yet; return scores and the seconds of each pass."""
    fields = ("held", "held_born", "asked", "asked_born")
    given = "\n".join(json.dumps({field: pair[field] for field in fields}) for pair in pairs)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, encoding="utf-8")
    return [*map(float, done.stdout.split())], [*map(float, done.stderr.split())]


def passes(many: int) -> None:
    """Score the pairs of standard input as `peers/likeness.py` does, and print the same."""
    pairs = [json.loads(line) for line in sys.stdin]
    score({"held": "Anna Maes", "held_born": "1980", "asked": "王小明", "asked_born": "1981"})
    gc.collect()
    gc.freeze()
    seconds, scores = [], []
    for _ in range(many):
        start = process_time()
        scores = [score(pair).hundredths for pair in pairs]
        seconds.append(process_time() - start)
    print(*scores, sep="\n")
    print(*seconds, file=sys.stderr)


def recalls(who: str, scores: Sequence[float], places: Sequence[int], true: int) -> Iterator[str]:
    """Yield the share of a kind that lies above all but a rate of the strangers."""
    false = sorted(scores[true:], reverse=True)
    for rate in RATES:
        least = false[int(len(false) * rate)]
        found = sum(scores[place] > least for place in places) / len(places)
        yield f"{who} {found:.3f} at {rate:g} "


def bands(same: Sequence[Pair], others: Sequence[Pair]) -> None:
    """Print how many of each lie in each band, by the thresholds as they stand."""
    for what, pairs in (("one person", same), ("two persons", others)):
        found = [score(pair).band for pair in pairs]
        print(f"{what:16}", *(f"{band.value} {found.count(band) / len(found):.4f} " for band in Band))


def names() -> Iterator[tuple[bool, Pair]]:
    """Yield nomenklatura's own labelled names of persons."""
    path = DATA / "names" / "pairs" / "nomenklatura_name_bench_cases.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["schema"] == "Person":
                pair = {"held": row["name1"], "held_born": "", "asked": row["name2"], "asked_born": ""}
                yield row["is_match"] == "true", pair


def auc(labelled: Sequence[tuple[bool, Pair]]) -> None:
    """Print how often a labelled match lies above a labelled stranger."""
    truth = [true for true, _ in labelled]
    pairs = [pair for _, pair in labelled]
    theirs, _ = peer(pairs)
    for who, scores in (("Comity", [score(pair).hundredths for pair in pairs]), ("logic-v2", theirs)):
        if scores:
            good = [one for one, true in zip(scores, truth, strict=True) if true]
            bad = [one for one, true in zip(scores, truth, strict=True) if not true]
            won = sum((one > two) + (one == two) / 2 for one in good for two in bad)
            print(
                f"labelled names   {who} AUC {won / len(good) / len(bad):.3f} of {len(good)} and {len(bad)}"
            )


def speed(pairs: Sequence[Pair]) -> None:
    """Print pairs a second of one core, cold and warm, and how many times the peer's.

    Each runs in a process of its own that has read none of these names, and makes both persons in every pass.
    """
    _, ours = apart([sys.executable, __file__, "passes", "2"], pairs)
    _, theirs = peer(pairs, 2)
    for what, mine, least in zip(("cold", "warm"), ours, (8_000, 50_000), strict=True):
        print(f"{what:16} Comity {len(pairs) / mine:>9,.0f} pairs/s  (target {least:,})")
    if theirs:
        for what, mine, other in zip(("cold", "warm"), ours, theirs, strict=True):
            print(
                f"{what:16} logic-v2 {len(pairs) / other:>7,.0f} pairs/s  ratio {other / mine:.1f} (target 8)"
            )


if __name__ == "__main__":
    passes(int(sys.argv[2])) if sys.argv[1:2] == ["passes"] else main()
