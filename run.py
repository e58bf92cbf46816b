#!/usr/bin/env python3
"""Run a verb of this project: `python3 run.py [VERB]`, on the standard library alone.

The environment lives in `.venv`. It is made from one file of `locks/`, every package by its hash, and
carries a stamp of that file, so that the next run starts at once and needs no network.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
LOCKS = ROOT / "locks"
BENCH = ROOT / "bench"
VENV = ROOT / ".venv"
BASE = str(getattr(sys, "_base_executable", sys.executable))
"""The interpreter below an environment: making `.venv` anew from within it would saw off the branch."""
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "comity.stamp"
CONTAINED_IN = {"core": ("core", "test", "all"), "test": ("test", "all")}

VERBS = {
    "demo": "play the demonstration; words after it go to `comity demo`",
    "test": "what CI runs: style, types, contracts, every test",
    "full": "test, with the long tests, the fuzzer and the benchmarks",
    "check": "the quick part: ruff, mypy, import contracts",
    "fix": "let ruff repair and format what it can",
    "bench": "measure; with a name, that script of bench/ alone",
}


class Stop(Exception):
    """Nothing more can be done here; the text says what the reader can do."""


class Stage(NamedTuple):
    """One step of `test`: a command of the environment, whether it counts tests, and whether all may skip."""

    name: str
    command: tuple[str, ...]
    counts: bool = False
    may_skip: bool = False


CHECKS = (
    Stage("ruff", ("ruff", "check", ".")),
    Stage("ruff format", ("ruff", "format", "--check", ".")),
    Stage("mypy", ("mypy", "--strict")),
    Stage("import contracts", ("lint-imports",)),
)
FIXES = (
    Stage("ruff", ("ruff", "check", "--fix", "--exit-zero", ".")),
    Stage("ruff format", ("ruff", "format", ".")),
)


def pytest(name: str, *words: str, may_skip: bool = False) -> Stage:
    """Give a stage that runs some of the tests, counts them, and says why any was skipped."""
    return Stage(name, ("pytest", "-q", "-rs", "--dist=worksteal", *words), counts=True, may_skip=may_skip)


APART = {
    "postgres": (
        "tests/acts",
        "tests/courier",
        "tests/duty",
        "tests/registers",
        "tests/store",
        "tests/stories",
    ),
    "faults": ("tests/duty", "tests/store", "tests/stories"),
    "browser": ("tests/web",),
    "schemathesis": ("tests/web",),
}
"""Marks of tests that have a stage of their own, and in which folders they stand: a test holds it."""


TESTS = (
    Stage("bandit", ("bandit", "-q", "-r", "src", "-c", "pyproject.toml")),
    pytest("tests, and commands in the documents", "-n3", "-m", f"not ({' or '.join(APART)})"),
    pytest("tests on PostgreSQL", "-n3", "-m", "postgres and not faults", *APART["postgres"]),
    pytest("faults", "-n3", "-m", "faults", *APART["faults"]),
    pytest("pages in a browser", "-n3", "-m", "browser", *APART["browser"], may_skip=True),
    pytest("the API, asked everything", "-n3", "-m", "schemathesis", *APART["schemathesis"]),
)

FUZZ = Stage("fuzz", ("python", "tests/fuzz/run.py"))
"""A minute for each parser, under atheris; COMITY_FUZZ_SECONDS says otherwise."""

MUTANTS = Stage("mutants of the law", ("python", "tests/mutants.py"))
"""A sample of all, by a fixed seed, for half an hour at the most; COMITY_MUTANTS_MINUTES says otherwise."""


# ── the environment ─────────────────────────────────────────────────────────────────────────────
def stamp(lock: str) -> str:
    """Say what an environment made here and now from this lock file carries as its stamp."""
    made_of = f"{ROOT} {sys.version_info[:2]} ".encode() + (LOCKS / f"{lock}.txt").read_bytes()
    return f"{lock} {hashlib.sha256(made_of).hexdigest()}\n"


def holds(lock: str) -> bool:
    """Tell whether `.venv` is complete for this lock file or one that contains it."""
    if not (PYTHON.exists() and STAMP.exists()):
        return False
    return STAMP.read_text() in {stamp(wider) for wider in CONTAINED_IN[lock]}


def ensure(lock: str) -> None:
    """Make `.venv` hold what the lock file names, unless it does already."""
    if holds(lock):
        return
    started = time.monotonic()
    if not holds("core"):
        create()
    install(lock)
    STAMP.write_text(stamp(lock))
    size = sum(file.lstat().st_size for file in VENV.rglob("*") if not file.is_dir()) / 1e6
    seconds = time.monotonic() - started
    print(f"Environment .venv from locks/{lock}.txt: {size:.0f} MB, {seconds:.1f} s\n", flush=True)


def create() -> None:
    """Begin an empty `.venv`: by uv where there is one, else by venv, with a pinned uv inside."""
    if VENV.exists() and not STAMP.exists():
        raise Stop(f"{VENV} was not made by run.py. Move it away, then run this again.")
    uv = shutil.which("uv")
    if uv is None and not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise Stop(
            f"This Python ({sys.executable}) cannot make an environment: its venv module is not installed.\n"
            f"On Debian and Ubuntu run, as root, then try again:\n\n    apt-get install {package}\n"
        )
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    STAMP.write_text("unfinished\n")
    print("Making .venv, once ...", flush=True)
    if uv is not None:
        call(uv, "venv", "--quiet", "--allow-existing", "--python", BASE, str(VENV))
        return
    if call(BASE, "-m", "venv", str(VENV)) != 0:
        raise Stop(f"{sys.executable} -m venv failed: its message stands above.")
    pinned = ("--require-hashes", "-r", str(LOCKS / "uv.txt"), "--target", str(VENV / "uv"))
    if call(str(PYTHON), "-m", "pip", "install", "--quiet", *pinned) != 0:
        print("No uv for this machine; pip does the same, slower.")


def install(lock: str) -> None:
    """Install what the lock file names, by hash, and link this project's own package."""
    pinned = ("--require-hashes", "-r", str(LOCKS / f"{lock}.txt"))
    package = ("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    for installer in installers():
        quiet = () if sys.stdout.isatty() else ("--quiet",)
        if all(call(*installer, *quiet, *words) == 0 for words in (pinned, package)):
            return
    raise Stop(f"locks/{lock}.txt could not be installed: see above. Is a package index in reach?")


def add_fuzzer() -> None:
    """Install what only the fuzzer needs; few machines have a wheel of it, so that it may be missing."""
    pinned = ("--require-hashes", "--only-binary", ":all:", "-r", str(LOCKS / "fuzz.txt"))
    if not any(call(*installer, "--quiet", *pinned) == 0 for installer in installers()):
        print("No fuzzer for this machine: the stage will say so.", flush=True)


def installers() -> list[tuple[str, ...]]:
    """List the ways to install into `.venv` that this machine has, the fastest first."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(VENV / "uv" / "bin"))
    ways: list[tuple[str, ...]] = []
    if uv is not None:
        ways.append((uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON)))
    if (VENV / "bin" / "pip").exists():
        ways.append((str(PYTHON), "-m", "pip", "install"))
    return ways


def call(*command: str) -> int:
    """Run a command in the project's folder; give its exit code."""
    return subprocess.run(command, cwd=ROOT, env=surroundings(), check=False).returncode


def surroundings() -> dict[str, str]:
    """Give the variables that commands run with: the environment's programs come first.

    Compiled modules are kept, whatever the shell says: tests start hundreds of processes.
    """
    path = os.pathsep.join((str(VENV / "bin"), os.environ.get("PATH", os.defpath)))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PATH": path, "VIRTUAL_ENV": str(VENV)}


# ── stages ──────────────────────────────────────────────────────────────────────────────────────
class Totals:
    """The tests that ran so far, and the seconds of each stage."""

    def __init__(self) -> None:
        self.tests = {"passed": 0, "failed": 0, "skipped": 0}
        self.seconds: dict[str, float] = {}

    def add(self, last_line: str) -> int:
        """Add the numbers of pytest's last line; give how many tests ran."""
        found = {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", last_line)}
        found["passed"] = found.get("passed", 0) + found.get("xfailed", 0)
        found["failed"] = found.get("failed", 0) + found.get("error", 0) + found.get("errors", 0)
        for word in self.tests:
            self.tests[word] += found.get(word, 0)
        return found["passed"] + found["failed"]

    def __str__(self) -> str:
        shown = [f"{number} {word}" for word, number in self.tests.items() if number or word != "skipped"]
        return ", ".join(shown)


def run_stages(stages: tuple[Stage, ...]) -> int:
    """Run the stages in their order, up to the first that fails; print what it took."""
    totals, failed = Totals(), 0
    for stage in stages:
        print(f"── {stage.name}", flush=True)
        started = time.monotonic()
        failed, last_line = run_stage(stage)
        totals.seconds[stage.name] = time.monotonic() - started
        if stage.counts and totals.add(last_line) == 0 and failed == 0 and not stage.may_skip:
            print("No test ran in this stage.")
            failed = 1
        if failed:
            print(f"\nThe stage '{stage.name}' failed (exit {failed}): {' '.join(stage.command)}")
            break
    print("\n" + "\n".join(f"{taken:8.1f} s  {name}" for name, taken in totals.seconds.items()))
    print(f"{sum(totals.seconds.values()):8.1f} s  in all")
    if any(totals.tests.values()):
        print(f"\n{totals}")
    return failed


def run_stage(stage: Stage) -> tuple[int, str]:
    """Run one stage, letting its lines through; give its exit code and its last line."""
    last_line = ""
    program = str(VENV / "bin" / stage.command[0])
    with subprocess.Popen(
        (program, *stage.command[1:]),
        cwd=ROOT,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last_line = line if line.strip() else last_line
    return process.returncode, last_line


# ── verbs ───────────────────────────────────────────────────────────────────────────────────────
def benches(name: str | None = None) -> tuple[Stage, ...]:
    """Give one stage for each script of bench/, or for the one named."""
    known = {script.stem: script for script in sorted(BENCH.glob("*.py"))}
    if name is not None and name not in known:
        raise Stop(f"There is no bench/{name}.py. There are: {', '.join(known) or 'none yet'}.")
    chosen = known if name is None else {name: known[name]}
    return tuple(Stage(f"bench {stem}", ("python", str(script))) for stem, script in chosen.items())


def run(verb: str, words: list[str]) -> int:
    """Run one verb; give its exit code."""
    if words and verb not in {"demo", "bench"}:
        raise Stop(f"`{verb}` takes no further words: {' '.join(words)}")
    ensure("core" if verb == "demo" else "test")
    if verb == "demo":
        return call(str(PYTHON), "-m", "comity", "demo", *words)
    if verb == "full":
        os.environ["COMITY_FULL"] = "1"
        add_fuzzer()
        return run_stages((*CHECKS, *TESTS, FUZZ, *benches(), MUTANTS))
    stages = {"test": (*CHECKS, *TESTS), "check": CHECKS, "fix": FIXES}
    return run_stages(stages[verb] if verb in stages else benches(*words[:1]))


def main(words: list[str]) -> int:
    """Run the verb that the words name, or list the verbs."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python gets this far and should be told
        print(f"Comity needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")
        return 2
    if not words or words[0] not in VERBS:
        print("\n".join(f"  {verb:6} {does}" for verb, does in VERBS.items()))
        return 2 if words else 0
    try:
        return run(words[0], words[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
