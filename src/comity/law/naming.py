"""Named facts: the closed vocabulary in which rules are written.

A named fact is a small function, registered by name with its scope; whatever needs arithmetic is one,
with its own test. `from_law` marks facts that a profile, an instrument or a government decision gives:
a difference in them is explained by law (domain.md 5.7).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeVar

from comity.law.truth import Truth

Reader = TypeVar("Reader", bound=Callable[..., Truth])


class Scope(StrEnum):
    """What a fact or a rule speaks of."""

    MESSAGE = "message"
    OFFENCE = "offence"
    ITEM = "item"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFact:
    """One word of the vocabulary: its place in the masks, its meaning and how it is read."""

    name: str
    scope: Scope
    meaning: str
    from_law: bool
    read: Callable[..., Truth]


_NAMED: dict[str, NamedFact] = {}


def register(name: str, scope: Scope, read: Callable[..., Truth], meaning: str, *, from_law: bool) -> None:
    """Add one word to the vocabulary; each name is given once."""
    if name in _NAMED:
        raise ValueError(f"the fact '{name}' is named twice")
    _NAMED[name] = NamedFact(name=name, scope=scope, meaning=meaning, from_law=from_law, read=read)


def _named(scope: Scope, name: str, from_law: bool) -> Callable[[Reader], Reader]:
    def remember(read: Reader) -> Reader:
        register(name, scope, read, (read.__doc__ or "").splitlines()[0], from_law=from_law)
        return read

    return remember


def of_message(name: str, *, from_law: bool = False) -> Callable[[Reader], Reader]:
    """Name a fact of the whole message: `(view) -> Truth`."""
    return _named(Scope.MESSAGE, name, from_law)


def of_offence(name: str, *, from_law: bool = False) -> Callable[[Reader], Reader]:
    """Name a fact of one offence: `(view, offence) -> Truth`."""
    return _named(Scope.OFFENCE, name, from_law)


def of_item(name: str, *, from_law: bool = False) -> Callable[[Reader], Reader]:
    """Name a fact of one item: `(view, item) -> Truth`."""
    return _named(Scope.ITEM, name, from_law)


@cache
def vocabulary() -> dict[str, NamedFact]:
    """Return all named facts by name, sorted; call it through `law.facts`, which loads them all."""
    return dict(sorted(_NAMED.items()))


@cache
def bits() -> dict[str, int]:
    """Return each fact's bit in the masks, in the order of the sorted names."""
    return {name: 1 << place for place, name in enumerate(vocabulary())}
