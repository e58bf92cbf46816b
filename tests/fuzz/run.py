"""Fuzz every parser with atheris, a while each: `python tests/fuzz/run.py [TARGET ...]`.

Each target runs in a process of its own, from its seeds, guided by coverage, under bounds of memory and of
time for one input. COMITY_FUZZ_SECONDS says how long each (60). What broke a parser is kept, and its
place told. Where atheris is not installed, this says so and ends with 0: the targets ran with Hypothesis.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
SECONDS = int(os.environ.get("COMITY_FUZZ_SECONDS", "60"))
BOUNDS = ("-rss_limit_mb=600", "-timeout=5", "-max_len=20000", "-print_final_stats=0", "-verbosity=0")
PARSERS = ["comity.formats", "comity.documents", "comity.model"]
CHILD = "--one"


def fuzz(name: str, corpus: str) -> None:
    """Fuzz one target until its time is over; ends the process."""
    import atheris  # in locks/fuzz.txt alone

    with atheris.instrument_imports(include=PARSERS):
        from fuzz.targets import TARGETS
    target = next(target for target in TARGETS if target.name == name)
    for number, seed in enumerate(target.seeds):
        (Path(corpus) / f"seed-{number}").write_bytes(seed)
    kept = f"-artifact_prefix={tempfile.gettempdir()}/comity-fuzz-{name}-"
    words = [sys.argv[0], *BOUNDS, f"-max_total_time={SECONDS}", kept, corpus]
    atheris.Setup(words, target.run)
    atheris.Fuzz()


def main(words: list[str]) -> int:
    """Fuzz the targets named, or all; give 1 if one broke."""
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed here, so nothing was fuzzed beyond the tests' Hypothesis.")
        return 0
    from fuzz.targets import TARGETS

    known = [target.name for target in TARGETS]
    broken = []
    for name in words or known:
        if name not in known:
            print(f"There is no target {name}. There are: {', '.join(known)}.")
            return 2
        with tempfile.TemporaryDirectory() as corpus:
            command = (sys.executable, __file__, CHILD, name, corpus)
            done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
        print(f"{name}: {'sound' if done.returncode == 0 else 'BROKEN'} after {SECONDS} s", flush=True)
        if done.returncode != 0:
            broken.append(name)
            print(done.stdout[-3000:], done.stderr[-5000:])
    return 1 if broken else 0


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    if sys.argv[1:2] == [CHILD]:
        fuzz(*sys.argv[2:4])
    sys.exit(main(sys.argv[1:]))
