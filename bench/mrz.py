"""Measure how many machine-readable zones a core reads and judges in a second.

Target: 30,000 zones a second, read alone and as JSON lines at the command's door. Beside it, in the same run
and by the same clock of the processor, a loop that does nothing but compute each zone's check digits
character by character: a slow machine shows as what it is.
The zones are made here, of five formats and invented persons; one in ten has a misread character.
Run: `python bench/mrz.py`.
"""

import json
import os
import random
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from comity.cli.documents import mrz
from comity.cli.law_files import Answer
from comity.documents.layouts import MRVA, MRVB, TD1, TD2, TD3
from comity.documents.making import make
from comity.documents.mrz import read

ZONES = 20_000
TARGET = 30_000
TODAY = date(2026, 11, 26)
ISSUERS = ("BEL", "RUS", "VNM", "MAR", "TUR", "CHN", "BLR")
NAMES = (
    "VELIN<<ARKADY",
    "DE<SMET<<AN<MARIE",
    "TRAN<<THI<MAI<LAN",
    "EL<FASSI<<OMAR",
    "AYDIN<<DENIZ",
    "LIN<<YUE",
)


def zones(draw: random.Random) -> list[tuple[str, ...]]:
    """Make zones of all formats; every tenth is wrong in one character."""
    made = []
    for count in range(ZONES):
        layout = draw.choice((TD1, TD2, TD3, MRVA, MRVB))
        issuer, born = draw.choice(ISSUERS), date(1950, 1, 1) + timedelta(days=draw.randrange(20_000))
        expires = TODAY + timedelta(days=draw.randrange(3_000))
        fields = {
            "code": {"TD3": "P<", "MRVA": "V<", "MRVB": "V<"}.get(layout.format, "ID"),
            "issuer": issuer,
            "nationality": issuer,
            "names": draw.choice(NAMES),
            "number": "".join(draw.choices("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", k=9)),
            "born": f"{born:%y%m%d}",
            "sex": draw.choice("MF"),
            "expires": f"{expires:%y%m%d}",
        }
        lines = make(layout, fields)
        if count % 10 == 0:
            at = draw.randrange(9)
            row = 0 if layout is TD1 else 1
            at += 5 if layout is TD1 else 0
            other = "7" if lines[row][at] != "7" else "8"
            lines = tuple(r[:at] + other + r[at + 1 :] if i == row else r for i, r in enumerate(lines))
        made.append(lines)
    return made


def check_digits_alone(lines: Sequence[str]) -> None:
    """Compute the three or four check digits of a zone as the standard words it, and nothing else."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    row = lines[1]
    for text in (row[:9], row[13:19], row[21:27], row[:10] + row[13:20] + row[21:]):
        total = 0
        for place, one in enumerate(text):
            total += max(alphabet.find(one), 0) * (7, 3, 1)[place % 3]
        total %= 10


def rate(work: Callable[[Sequence[str]], object], zones: Sequence[Sequence[str]]) -> float:
    """Return how many zones a second of the processor does, the best of three rounds."""
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        for lines in zones:
            work(lines)
        best = max(best, len(zones) / (time.process_time() - begun))
    return best


def door_rate(zones: Sequence[Sequence[str]]) -> float:
    """Return how many zones a second `comity documents mrz --json` answers, from a file to nowhere."""
    best = 0.0
    with TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        file = Path(folder) / "zones.jsonl"
        file.write_text("".join(json.dumps({"lines": lines}) + "\n" for lines in zones))
        for _ in range(3):
            begun = time.process_time()
            mrz(file, on=TODAY, answer=Answer(json=True))
            best = max(best, len(zones) / (time.process_time() - begun))
    return best


def main() -> None:
    """Measure and tell."""
    made = zones(random.Random(9303))
    wrong = sum(not read(lines).check_digits_valid for lines in made)
    ours = rate(lambda lines: read(lines, TODAY), made)
    bare = rate(check_digits_alone, made)
    door = door_rate(made)
    print(f"{ZONES} zones, {wrong} with a wrong check digit")
    print(f"read and judged:     {ours:8.0f} zones/s/core (target {TARGET})")
    print(f"check digits alone:  {bare:8.0f} zones/s/core, a plain loop; ratio {ours / bare:.2f}")
    print(f"as JSON at the door: {door:8.0f} zones/s/core, lines in and out")
    print("reached" if min(ours, door) >= TARGET else "NOT reached")


if __name__ == "__main__":
    main()
