"""Change the law's code in small ways, one at a time, and see whether its tests notice.

`python tests/mutants.py [MODULE ...]`, as `gate instruments named.items`, or `all`; without words a sample of
all of `law/`, drawn with COMITY_MUTANTS_SEED, for COMITY_MUTANTS_MINUTES. Fails where too few are noticed;
each that was missed is shown.

mutmut makes the mutants. They are tried here, since it collects the tests anew for each: a copy of the house
in `mutants/` is read once, its tests run once to learn which of them enter which function, and each mutant
is a fork of that process that runs the tests nearest to it up to the first failure.
"""

import ast
import functools
import gc
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.file_mutation import mutate_file_contents

from mutant_switch import ENTERED, activate

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "mutants"
FOUND = HOUSE / "found.tsv"
"""What was found so far, line by line, for whoever watches a long run."""
LAW = Path("src/comity/law")
TESTS = ("tests/law", "tests/test_law_files.py")
SLOW = ("proofs", "proving", "theorems", "differing", "probing")
"""Tests by Z3, and the second writing of the gate that they hold against the first."""
NOT_MUTATED = {"proving", "combining", "theorems", "stages", "examples", "differing", "probing"}
MAY_STAND_AFTER = ("of_message(", "of_offence(", "of_item(", "cache", "lru_cache(", "property")
MINUTES = float(os.environ.get("COMITY_MUTANTS_MINUTES", "30"))
LEAST = 0.9
"""Nine of ten are to be noticed, of a sample of all as in each module that is asked by name."""
SEED = int(os.environ.get("COMITY_MUTANTS_SEED", "20"))
"""Draws the sample of all; what was missed of the first is explained in docs/mutants.md."""
ENOUGH = 12.0
"""Seconds of tests that a mutant must outlive to be called missed."""
FIRST = 1.0
"""Seconds of tests that are tried first, with what the caches hold: most mutants are noticed there."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: its name in the trampoline, the function it stands for, and what differs."""

    name: str
    function: str
    shown: str


# ── making ──────────────────────────────────────────────────────────────────────────────────────
def modules(words: Sequence[str]) -> list[str]:
    """Return the modules of `law/` that these words ask for."""
    law = ROOT / LAW
    every = [str(p.relative_to(law).with_suffix("")).replace("/", ".") for p in sorted(law.rglob("*.py"))]
    if words and words != ["all"]:
        return [name for name in every if name in words]
    return [name for name in every if name not in NOT_MUTATED and not name.endswith("__init__")]


def make(names: Sequence[str]) -> list[Mutant]:
    """Copy the house to `mutants/`, and put the mutants of some modules into it."""
    shutil.rmtree(HOUSE, ignore_errors=True)
    for part in ("src", "tests", "docs", "pyproject.toml", "CHANGELOG.md"):
        from_, to = ROOT / part, HOUSE / part
        if from_.is_dir():
            shutil.copytree(from_, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(from_, to)
    return [mutant for name in names for mutant in mutate(name)]


def mutate(module: str) -> Iterator[Mutant]:
    """Write one module with all its mutants inside, and give them."""
    path = HOUSE / LAW / (module.replace(".", "/") + ".py")
    made = mutate_file_contents(str(path), undecorated(path.read_text()))
    path.write_text(made.code.replace("from mutmut.mutation.trampoline import", "from mutant_switch import"))
    lines, spans = made.code.splitlines(), made.line_span_by_function_name

    def body(name: str) -> list[str]:
        span = spans[name]
        return lines[span.start : span.end]

    for name in made.mutant_names:
        stem = name.rpartition("__mutmut_")[0]
        was, now = body(f"{stem}__mutmut_orig"), body(name)
        gone = [f"    - {line.strip()}" for line in was if line not in now]
        new = [f"    + {line.strip()}" for line in now if line not in was and name not in line]
        place = f"comity.law.{module}"
        yield Mutant(f"{place}.{name}", f"{place}.{stem}", "\n".join((*gone[-3:], *new)))


def undecorated(code: str) -> str:
    """Write each lone decorator as a call after its function: mutmut leaves out what is decorated.

    The named facts of the law are registered by a decorator each.
    """
    lines = code.splitlines()
    functions = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda node: -node.lineno):
        if len(node.decorator_list) != 1 or node.end_lineno is None:
            continue
        decorator = node.decorator_list[0]
        word = ast.unparse(decorator)
        if not word.startswith(MAY_STAND_AFTER):
            continue
        lines.insert(node.end_lineno, f"{' ' * node.col_offset}{node.name} = {word}({node.name})")
        del lines[decorator.lineno - 1 : node.lineno - 1]
    return "\n".join(lines) + "\n"


Test = tuple[int, float, int]
"""How far a test is from a function, its seconds, its place."""


# ── trying ──────────────────────────────────────────────────────────────────────────────────────
@dataclass(slots=True)
class Trial:
    """A plugin of pytest: once the tests are collected, it tries mutants instead of running them."""

    mutants: Sequence[Mutant]
    until: float
    verdicts: dict[Mutant, str] = field(default_factory=dict)
    covers: defaultdict[str, list[Test]] = field(default_factory=lambda: defaultdict(list))
    at_collection: frozenset[str] = frozenset()
    left_out: list[str] = field(default_factory=list)
    caches: list["functools._lru_cache_wrapper[object]"] = field(default_factory=list)

    def pytest_configure(self) -> None:
        """Let Hypothesis draw as in every run, and shrink nothing: that a test fails is enough."""
        from hypothesis import Phase, settings

        short = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", derandomize=True, deadline=None, phases=short)
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which test enters which function, then try each mutant in a fork."""
        self.at_collection = frozenset(ENTERED)
        gc.unfreeze()  # what conftest.py froze is not among the objects
        self.caches = [c for c in gc.get_objects() if isinstance(c, functools._lru_cache_wrapper)]
        self.learn(session.items)
        gc.freeze()
        for mutant in self.mutants:
            if time.monotonic() > self.until:
                break
            how = self.verdicts[mutant] = self.verdict(mutant, session.items)
            with FOUND.open("a") as found:
                found.write(f"{how}\t{mutant.name}\n")
        return True

    def learn(self, items: Sequence[pytest.Item]) -> None:
        """Run every test once, and remember which functions it enters and what it costs.

        Caches are emptied before the first test of a kind, so that what they keep is seen to be entered. What
        reads the source itself fails here without any mutant; it is left out, and named.
        """
        turns: Counter[tuple[str, str]] = Counter()
        begun_kinds: set[str] = set()
        for place, (item, after) in enumerate(pairwise((*items, None))):
            kind = item.nodeid.partition("[")[0]
            if kind not in begun_kinds:
                self.forget()
            ENTERED.clear()
            begun = time.process_time()
            if failed(item, after):
                self.left_out.append(item.nodeid)
                continue
            took = time.process_time() - begun
            begun_kinds.add(kind)
            for function in ENTERED:
                turns[kind, function] += 1
                far = len(ENTERED) * turns[kind, function]  # what enters little first, and of each kind some
                self.covers[function].append((far, took, place))

    def forget(self) -> None:
        """Empty the caches of the law and of its tests."""
        for cache in self.caches:
            if getattr(cache, "__module__", "").startswith(("comity", "law", "tests")):
                cache.cache_clear()

    def verdict(self, mutant: Mutant, items: Sequence[pytest.Item]) -> str:
        """Say whether a mutant is noticed by the tests as they were collected.

        They are collected anew only for a function that no test enters afterwards: that takes long, and so a
        mutant that is noticed while the tests are read alone may count as missed.
        """
        near = [(items[place], took) for _, took, place in sorted(self.covers[mutant.function])]
        if not near:
            return collected_anew(mutant) if mutant.function in self.at_collection else "no test"
        first = in_a_fork(mutant, *up_to(FIRST, near), anew=False)
        return first if first != "missed" else in_a_fork(mutant, *up_to(ENOUGH, near), anew=True)


def up_to(seconds: float, near: Sequence[tuple[pytest.Item, float]]) -> tuple[list[pytest.Item], float]:
    """Return the nearest tests that together take so many seconds, at least one, and what they take."""
    chosen, cost = [], 0.0
    for item, took in near:
        chosen.append(item)
        cost += took
        if cost > seconds:
            break
    return chosen, cost


def failed(item: pytest.Item, after: pytest.Item | None) -> bool:
    """Run one test and tell whether it failed."""
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=after))


def in_a_fork(mutant: Mutant, items: Sequence[pytest.Item], cost: float, *, anew: bool) -> str:
    """Run these tests on one mutant in a child, up to the first that fails; `anew` with empty caches."""
    child = os.fork()
    if child == 0:
        limit(5 + 5 * cost)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        activate(mutant.name)
        if anew:
            TRIAL.forget()
        os._exit(int(any(failed(item, after) for item, after in pairwise((*items, None)))))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "noticed by time or memory"
    return "noticed" if os.WEXITSTATUS(status) else "missed"


def collected_anew(mutant: Mutant) -> str:
    """Run the tests on one mutant from the beginning, since it already matters when they are read."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *selection()],
        env={**os.environ, "COMITY_MUTANT": mutant.name},
        preexec_fn=lambda: limit(120),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return "noticed when read" if done.returncode else "missed"


def limit(seconds: float) -> None:
    """Let this process use so many seconds of a core, and 4 GB."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


def selection() -> tuple[str, ...]:
    """Return pytest's words for the tests that are asked."""
    return (*TESTS, "-m", "not slow", *(f"--ignore=tests/law/test_{name}.py" for name in SLOW))


TRIAL = Trial((), 0.0)


def main(words: list[str]) -> int:
    """Try the mutants of some modules, or a sample of all, and print which were missed."""
    mutants = make(modules(words))
    if not words:
        random.Random(SEED).shuffle(mutants)
    os.chdir(HOUSE)
    sys.path[:1] = [str(HOUSE / "src"), str(HOUSE / "tests")]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    TRIAL.mutants, TRIAL.until = mutants, time.monotonic() + (60 * MINUTES if not words else 1e9)
    code = pytest.main(["-qq", "-p", "no:cacheprovider", *selection()], plugins=[TRIAL])
    if code != pytest.ExitCode.OK:
        return int(code)
    missed = [mutant for mutant, how in TRIAL.verdicts.items() if not how.startswith("noticed")]
    for name in TRIAL.left_out:
        print(f"left out  {name}: it fails without any mutant")
    for mutant in missed:
        print(f"missed  {mutant.name.removeprefix('comity.law.')} ({TRIAL.verdicts[mutant]})\n{mutant.shown}")
    tried = len(TRIAL.verdicts)
    rate = 1 - len(missed) / tried if tried else 0.0
    low, high = wilson(tried - len(missed), tried)
    print(
        f"{tried - len(missed)} of {tried} mutants noticed: {rate:.1%} (95 %: {low:.1%} to {high:.1%})   "
        f"target {LEAST:.0%}"
    )
    return 0 if rate >= LEAST else 1


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the interval that holds the true share with 95 % certainty (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle, wide = share + z * z / (2 * of), z * ((share * (1 - share) + z * z / (4 * of)) / of) ** 0.5
    return (middle - wide) / (1 + z * z / of), (middle + wide) / (1 + z * z / of)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
