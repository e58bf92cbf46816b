"""Match keys: what they find, whom they confuse, how many there are and what they cost.

`python bench/keys.py [DATA]`: DATA is a folder with `pairs.jsonl.gz`, `population.jsonl.gz` and
`strangers.jsonl.gz` (invented persons). Without it the same is measured on persons and noise drawn here, with
a fixed seed, from the shipped table of names.

The profiles were fitted on the public files of that form, none of them held back: their figures flatter. Only
other draws, such as those made here, tell how the keys do on data that nobody looked at.

False matches are counted against the whole population file and scaled to the length of list that a profile is
made for (a match is a pair, so they grow as the list does); the population asked against itself gives the
same figure from many more questions. Time is that of the processor, best of three.
"""

import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from comity.matching.frequencies import Frequencies
from comity.matching.keys import Profile, match_keys
from comity.matching.profiles import STRICT, WIDE
from comity.model.records import PartialDate
from comity.wiring import name_table

Row = Mapping[str, Any]
LISTS = {STRICT.name: 1_000_000, WIDE.name: 100_000}
SELF = 20_000


def main() -> None:
    """Print every figure of one run."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else None
    table = name_table()
    if folder and folder.is_dir():
        pairs, population, strangers = (
            _rows(folder / f"{n}.jsonl.gz") for n in ("pairs", "population", "strangers")
        )
        print(f"data: {folder}")
    else:
        pairs, population, strangers = _invented(table)
        print("data: drawn here; give a folder for more")
    for profile in (STRICT, WIDE):
        _measure(profile, pairs, population, strangers, table)


def _measure(
    profile: Profile, pairs: list[Row], population: list[Row], strangers: list[Row], table: Frequencies
) -> None:
    keys = _maker(profile, table)
    size = LISTS[profile.name]
    spent = min(_seconds(keys, population[:3000]) for _ in range(3))
    made = [keys(row["name"], row["born"]) for row in population]
    counts = sorted(map(len, made))
    print(f"\n{profile.name}, list of {size:,}")
    print(
        f"  keys per name: mean {sum(counts) / len(counts):.1f}, most {counts[-1]}; "
        f"time per name {spent * 1e6:.0f} µs"
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
        every = [hit for culture, hits in rows.items() if culture != "BE without Han" for hit in hits]
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
_ONSETS, _RIMES = "b d f g k l m n p r s t v z sh ch", "a e i o u an er in ov el ar im"


def _invented(table: Frequencies) -> tuple[list[Row], list[Row], list[Row]]:
    draw = Random(20261126)
    tokens = sorted(table.fine.shares)
    weights = [table.fine.shares[token] for token in tokens]
    onsets, rimes = _ONSETS.split(), _RIMES.split()

    def word() -> str:
        if draw.random() < 0.5:
            return draw.choices(tokens, weights)[0]
        return "".join(draw.choice(onsets) + draw.choice(rimes) for _ in range(draw.randint(2, 3)))

    def person() -> Row:
        year = min(2008, max(1940, round(draw.gauss(1982, 14))))
        name = " ".join(word().capitalize() for _ in range(draw.choice((2, 2, 3))))
        return {
            "culture": "own",
            "name": name,
            "born": f"{year}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
        }

    people = [person() for _ in range(20_000)]
    pairs = [_noisy(draw.choice(people), kind, draw) for kind in NOISE for _ in range(200)]
    return pairs, people, [person() for _ in range(2_000)]


def _typo(name: str, born: str, draw: Random) -> tuple[str, str]:
    at = draw.randrange(len(name))
    return name[:at] + draw.choice("aeiounrstlm") + name[at + 1 :], born


def _missing(name: str, born: str, draw: Random) -> tuple[str, str]:
    words = name.split()
    if len(words) > 2:
        words.pop(draw.randrange(len(words)))
    return " ".join(words), born


def _order(name: str, born: str, draw: Random) -> tuple[str, str]:
    words = name.split()
    draw.shuffle(words)
    return " ".join(words), born


def _slip(name: str, born: str, draw: Random) -> tuple[str, str]:
    year, month, day = map(int, born.split("-"))
    return (
        name,
        f"{year}-{month:02}-{day % 28 + 1:02}" if draw.random() < 0.5 else f"{year + 1}-{month:02}-{day:02}",
    )


NOISE: Mapping[str, Callable[[str, str, Random], tuple[str, str]]] = {
    "clean": lambda name, born, draw: (name, born),
    "typo1": _typo,
    "missing": _missing,
    "order": _order,
    "dob_year": lambda name, born, draw: (name, born[:4]),
    "dob_err": _slip,
}


def _noisy(person: Row, kind: str, draw: Random) -> Row:
    asked, born = NOISE[kind](person["name"], person["born"], draw)
    return {
        "kind": kind,
        "culture": "own",
        "held": person["name"],
        "held_born": person["born"],
        "asked": asked,
        "asked_born": born,
    }


if __name__ == "__main__":
    main()
