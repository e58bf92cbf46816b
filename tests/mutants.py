"""Change the law's code in small ways, one at a time, and see whether its tests notice.

`python tests/mutants.py [MODULE ...]`, as `gate instruments named.items`, or `all`; without words those that
decide. The tool is mutmut, set up in pyproject.toml; it works in `mutants/`, where it also remembers what
it found, so a run that was cut off goes on. Fails where fewer than nine of ten are noticed.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MUTMUT = Path(sys.executable).with_name("mutmut")
THE_GATE = ("gate", "conditions", "truth")
MINUTES = int(os.environ.get("COMITY_MUTANTS_MINUTES", "30"))
LEAST = 0.9
NOTICED = {"killed", "timeout", "suspicious", "segfault"}
MISSED = {"survived", "no tests"}


def verdicts() -> dict[str, str]:
    """Return what mutmut found of each mutant that was tried."""
    told = subprocess.run(
        [MUTMUT, "results", "--all", "true"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = dict(re.findall(r"^\s+(\S+): (.+)$", told, re.MULTILINE))
    return {name: verdict for name, verdict in found.items() if verdict in NOTICED | MISSED}


def main(modules: list[str]) -> int:
    """Try the mutants of some modules for so many minutes, and print which were missed."""
    every = modules == ["all"]
    names = [] if every else [f"comity.law.{module}.*" for module in modules or THE_GATE]
    try:
        subprocess.run(
            [MUTMUT, "run", *names], cwd=ROOT, timeout=60 * MINUTES, stdout=subprocess.DEVNULL, check=True
        )
    except subprocess.TimeoutExpired:
        print(f"Stopped after {MINUTES} minutes; what was tried so far counts.")
    asked = tuple(name.removesuffix("*") for name in names)
    tried = {name: how for name, how in verdicts().items() if every or name.startswith(asked)}
    missed = sorted(name for name, how in tried.items() if how in MISSED)
    rate = 1 - len(missed) / len(tried) if tried else 0.0
    print("\n".join(f"missed  {name}" for name in missed))
    print(f"{len(tried) - len(missed)} of {len(tried)} mutants noticed: {rate:.1%}   target {LEAST:.0%}")
    return 0 if rate >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
