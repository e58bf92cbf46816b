"""Conditions of rules: `all`, `any`, `not` over named facts, compiled to bitmasks.

Kleene's three values form a distributive lattice with De Morgan's laws, so the disjunctive normal form
says exactly what the condition says. Contradictions stay: a fact that is UNKNOWN and not is UNKNOWN.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from comity.law.truth import Truth, all_of, any_of, opposite

MOST_CONJUNCTS = 64
"""A condition that unfolds into more is refused: a lawyer could not read it either."""


@dataclass(frozen=True, slots=True)
class Named:
    """One named fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a condition."""

    inner: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these at least."""

    parts: tuple["Condition", ...]


Condition = Named | Not | AllOf | AnyOf
Conjunct = tuple[int, int]
"""Bits that must be TRUE and bits that must be FALSE."""


def read_condition(plain: Any) -> Condition:  # noqa: ANN401 - TOML has any shape
    """Read `"fact"`, `{all = […]}`, `{any = […]}` or `{not = …}`.

    Raises: ValueError saying what is wrong.
    """
    if isinstance(plain, str):
        return Named(plain)
    if not isinstance(plain, dict) or len(plain) != 1:
        raise ValueError("a condition is a fact, or one of all, any, not")
    ((word, inside),) = plain.items()
    if word == "not":
        return Not(read_condition(inside))
    if word not in ("all", "any"):
        raise ValueError(f"'{word}' joins no conditions; 'all', 'any' and 'not' do")
    if not isinstance(inside, list) or not inside:
        raise ValueError(f"'{word}' has a list of one condition at least")
    parts = tuple(read_condition(part) for part in inside)
    return AllOf(parts) if word == "all" else AnyOf(parts)


def names_in(condition: Condition) -> frozenset[str]:
    """Return the facts that a condition names."""
    match condition:
        case Named(name):
            return frozenset({name})
        case Not(inner):
            return names_in(inner)
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(names_in(part) for part in parts))


def value_of(condition: Condition, truth: Callable[[str], Truth]) -> Truth:
    """Evaluate a condition directly under Kleene logic; the yardstick of the compiled form."""
    match condition:
        case Named(name):
            return truth(name)
        case Not(inner):
            return opposite(value_of(inner, truth))
        case AllOf(parts):
            return all_of(*(value_of(part, truth) for part in parts))
        case AnyOf(parts):
            return any_of(value_of(part, truth) for part in parts)


def compile_condition(condition: Condition, bits: Mapping[str, int]) -> tuple[Conjunct, ...]:
    """Unfold a condition into conjuncts: it is FALSE iff each is, TRUE iff one is.

    Raises: ValueError if it unfolds into more than MOST_CONJUNCTS.
    """
    return tuple(sorted(_unfold(condition, bits, positive=True)))


def _unfold(condition: Condition, bits: Mapping[str, int], *, positive: bool) -> set[Conjunct]:
    match condition:
        case Named(name):
            return {(bits[name], 0) if positive else (0, bits[name])}
        case Not(inner):
            return _unfold(inner, bits, positive=not positive)
        case AllOf(parts) | AnyOf(parts):
            inside = [_unfold(part, bits, positive=positive) for part in parts]
    if isinstance(condition, AllOf) is positive:
        return _product(inside)
    return _absorb(set().union(*inside))


def _product(inside: list[set[Conjunct]]) -> set[Conjunct]:
    found: set[Conjunct] = {(0, 0)}
    for part in inside:
        found = _absorb({(p | q, n | m) for p, n in found for q, m in part})
        if len(found) > MOST_CONJUNCTS:
            raise ValueError(f"the condition unfolds into more than {MOST_CONJUNCTS} cases")
    return found


def _absorb(conjuncts: set[Conjunct]) -> set[Conjunct]:
    """Drop what another conjunct already says more simply: a or (a and b) is a."""
    return {
        (p, n)
        for p, n in conjuncts
        if not any((q, m) != (p, n) and q & p == q and m & n == m for q, m in conjuncts)
    }
