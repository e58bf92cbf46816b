"""What a named fact reads of a weighing, taken from its compiled code, so that no list can be forgotten.

Names of attributes are followed through every function of the law that the fact calls, and through the
methods of `View`. Too much may be found, never too little: nothing in the law reads by a computed name.
"""

from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from comity.law.naming import vocabulary
from comity.law.view import View


@cache
def reads(fact: str) -> frozenset[str]:
    """Return the names of all attributes that a fact may read, directly or through what it calls."""
    found: set[str] = set()
    _follow(vocabulary()[fact].read, found, set())
    return frozenset(found)


def readers_of(attribute: str) -> frozenset[str]:
    """Return the facts that may read an attribute, such as `nationalities`."""
    return frozenset(fact for fact in vocabulary() if attribute in reads(fact))


def _follow(function: Any, found: set[str], seen: set[CodeType]) -> None:  # noqa: ANN401 - any callable
    code = getattr(function, "__code__", None)
    if code is None or code in seen:
        return
    seen.add(code)
    names = set(_names(code))
    found |= names
    for name in names:
        for called in _called(name, function):
            _follow(called, found, seen)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inside in code.co_consts:
        if isinstance(inside, CodeType):
            yield from _names(inside)


def _called(name: str, function: FunctionType) -> Iterator[Any]:
    """Yield what a name may stand for: a function or class of the law, or a method or slot of the view."""
    meant = function.__globals__.get(name)
    yield from _of_the_law(meant)
    for module in function.__globals__.values():
        if isinstance(module, ModuleType) and module.__name__.startswith("comity.law"):
            yield from _of_the_law(getattr(module, name, None))
    method = getattr(View, name, None)
    if isinstance(method, FunctionType):
        yield method
    elif name in View.__slots__:
        yield View.__init__


def _of_the_law(meant: object) -> Iterator[Any]:
    if isinstance(meant, FunctionType) and meant.__module__.startswith("comity."):
        yield meant
    wrapped = getattr(meant, "__wrapped__", None)
    if isinstance(wrapped, FunctionType):
        yield wrapped
