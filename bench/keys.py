"""Match keys: what they find, whom they confuse, how many there are and what they cost.

`python bench/keys.py [check | fit | fresh | DATA]`: DATA is a folder with `pairs.jsonl.gz`,
`population.jsonl.gz` and `strangers.jsonl.gz` (invented persons). Without it the same is measured on persons
and noise that `drawn/` makes by the rules of their languages: `fit` are those on which the profiles were
fitted, `check` those by which one of two was chosen, `fresh` those that nobody asked before. Cultures beyond
the seven states are listed apart and do not count in the sum of a line.

False matches are counted against the whole population file and scaled to the length of list that a profile
is made for (a match is a pair, so they grow as the list does); the population asked against itself gives the
same figure from many more questions. Time is that of the processor: of names never seen, while what is
remembered of their parts fills (the second profile finds it full), and of the same names again, best of 3.
"""

import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from drawn.cultures import Culture
from drawn.noise import NOISES, OTHERS, OWN, Person, person

from comity.matching.frequencies import Frequencies
from comity.matching.keys import Profile, match_keys
from comity.matching.profiles import STRICT, WIDE
from comity.model.records import PartialDate
from comity.wiring import name_table

Row = Mapping[str, Any]
LISTS = {STRICT.name: 1_000_000, WIDE.name: 100_000}
SELF = 20_000
PEOPLE, PAIRS = 42_000, 60


def main() -> None:
    """Print every figure of one run."""
    said = sys.argv[1] if sys.argv[1:] else "check"
    table = name_table()
    if said in HALVES:
        pairs, population, strangers = _drawn(said)
    else:
        pairs, population, strangers = (
            _rows(Path(said) / f"{n}.jsonl.gz") for n in ("pairs", "population", "strangers")
        )
    print(f"data: {said}")
    for profile in (STRICT, WIDE):
        _measure(profile, pairs, population, strangers, table)


def _measure(
    profile: Profile, pairs: list[Row], population: list[Row], strangers: list[Row], table: Frequencies
) -> None:
    keys = _maker(profile, table)
    size = LISTS[profile.name]
    cold = _seconds(keys, population[:3000])
    spent = min(_seconds(keys, population[:3000]) for _ in range(3))
    made = [keys(row["name"], row["born"]) for row in population]
    counts = sorted(map(len, made))
    print(f"\n{profile.name}, list of {size:,}")
    print(
        f"  keys per name: mean {sum(counts) / len(counts):.1f}, most {counts[-1]}; "
        f"time per name {cold * 1e6:.0f} µs the first time, {spent * 1e6:.0f} µs again"
    )
    holders: dict[bytes, list[int]] = defaultdict(list)
    for row, found in enumerate(made):
        for digest in found:
            holders[digest].append(row)
    scale = size / len(population)
    asked = [
        {row for digest in keys(r["name"], r["born"]) for row in holders.get(digest, ())} for r in strangers
    ]
    false = sum(map(len, asked)) / len(strangers) * scale
    own = sum(
        len({row for digest in made[at] for row in holders[digest]} - {at})
        for at in range(min(SELF, len(made)))
    )
    print(
        f"  false matches per stranger: {false:.3f} ({len(strangers):,} strangers); "
        f"{own / min(SELF, len(made)) * scale:.3f} (population against itself)"
    )
    print(f"  any match: {sum(map(bool, asked)) / len(strangers) * scale:.3f} of strangers")
    _recall(pairs, keys)


def _seconds(keys: Callable[[str, str], frozenset[bytes]], rows: list[Row]) -> float:
    started = time.process_time()
    for row in rows:
        keys(row["name"], row["born"])
    return (time.process_time() - started) / len(rows)


def _recall(pairs: list[Row], keys: Callable[[str, str], frozenset[bytes]]) -> None:
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for pair in pairs:
        hit = bool(keys(pair["held"], pair["held_born"]) & keys(pair["asked"], pair["asked_born"]))
        found[pair["kind"], pair["culture"]].append(hit)
        if pair["kind"] == "script" and pair["culture"] == "BE" and not _han(pair["asked"]):
            found["script", "BE without Han"].append(hit)
    for kind in dict.fromkeys(kind for kind, _ in found):
        rows = {culture: hits for (k, culture), hits in found.items() if k == kind}
        every = [hit for culture, hits in rows.items() if culture not in APART for hit in hits]
        shares = "  ".join(f"{culture} {_percent(hits)}" for culture, hits in rows.items())
        print(f"  {kind:16} {_percent(every)} %   {shares}")


def _percent(hits: Iterable[bool]) -> str:
    hits = list(hits)
    return f"{100 * sum(hits) / len(hits):5.1f}"


def _han(text: str) -> bool:
    return any("\u3400" <= letter <= "\u9fff" for letter in text)


def _maker(profile: Profile, table: Frequencies) -> Callable[[str, str], frozenset[bytes]]:
    def keys(name: str, born: str) -> frozenset[bytes]:
        return frozenset(key.digest for key in match_keys(name, PartialDate.parse(born), profile, table))

    return keys


def _rows(file: Path) -> list[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


# ── persons and noise drawn here ────────────────────────────────────────────────────────────────
HALVES = {"fit": 505, "check": 20261127, "fresh": 20261128}
"""Seeds. The profiles were fitted on draws of the first, and one of two was chosen by the second."""
APART = {"BE without Han", *(culture.code for culture in OTHERS)}


def _drawn(half: str) -> tuple[list[Row], list[Row], list[Row]]:
    draw = Random(HALVES[half])
    people = [person(draw.choice(OWN), draw) for _ in range(PEOPLE)]
    pairs = [row for culture in (*OWN, *OTHERS) for kind in NOISES for row in _pairs(culture, kind, draw)]
    strangers = [person(draw.choice(OWN), draw) for _ in range(2_000)]
    return pairs, list(map(_row, people)), list(map(_row, strangers))


def _row(one: Person) -> Row:
    return {"culture": one.culture, "name": one.said(), "born": one.born.isoformat()}


def _pairs(culture: Culture, kind: str, draw: Random) -> Iterator[Row]:
    """Yield so many persons of a culture said twice; none where it knows no such noise."""
    made = 0
    for _ in range(8 * PAIRS):
        one = person(culture, draw)
        asked = NOISES[kind](one, draw)
        if made == PAIRS:
            return
        if asked:
            made += 1
            yield {
                "kind": kind,
                "culture": culture.code,
                "held": one.said(),
                "held_born": one.born.isoformat(),
                "asked": asked[0],
                "asked_born": asked[1],
            }


if __name__ == "__main__":
    main()
