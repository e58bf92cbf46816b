"""The switch in mutated code: which mutant is active, and which functions were entered (tests/mutants.py)."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

MutantDict = dict[str, Callable[..., Any]]
"""The bodies of one function by name; mutmut writes the name of this type into what it makes."""

ENTERED: set[str] = set()
"""The functions that were entered since somebody emptied this set."""


class Active:
    """The one mutant that stands in for its function, by module and name; none at first."""

    module, _, name = os.environ.get("COMITY_MUTANT", "").rpartition(".")


def activate(mutant: str) -> None:
    """Let one mutant stand in for its function in this process."""
    Active.module, _, Active.name = mutant.rpartition(".")


def wrap_in_trampoline(bodies: MutantDict, is_classmethod: bool = False) -> Callable[..., Any]:
    """Let a function be its active mutant, or itself."""

    def around(function: Callable[..., Any]) -> Callable[..., Any]:
        module, key = function.__module__, ""

        @wraps(function)
        def enter(*args: Any, **words: Any) -> Any:
            nonlocal key
            if not key and len(bodies) > 1:
                first = next(name for name in bodies if "__mutmut_" in name)
                key = f"{module}.{first.rpartition('__mutmut_')[0]}"
            ENTERED.add(key)
            if Active.module != module or Active.name not in bodies:
                return function(*args, **words)
            if is_classmethod:
                return getattr(args[0], Active.name)(*args[1:], **words)
            return bodies[Active.name](*args, **words)

        return enter

    return around
