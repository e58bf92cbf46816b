"""Booleans of the prover, and outcomes as four of them: what proofs are written in.

Z3 is asked for when it is needed: it comes with `comity[proof]`.
"""

from functools import cache
from typing import Any

from comity.errors import ProverMissing

Formula = Any
"""A Boolean of Z3, which brings no types; or True or False, which make formulas small."""

Rank = tuple[Formula, Formula, Formula, Formula]
"""Whether an outcome reaches PERMIT_WITH_CONDITIONS, NEEDS_AUTHORISATION, REFER, REFUSE."""

CONDITIONS, NEEDS, REFER, REFUSE = range(4)
"""Places in a Rank."""


@cache
def z3() -> Any:  # noqa: ANN401 - the prover brings no types
    """Return the prover.

    Raises: ProverMissing.
    """
    try:
        import z3 as prover
    except ImportError:
        raise ProverMissing("The prover Z3 is not installed here, so nothing can be proved.") from None
    return prover


def is_there() -> bool:
    """Tell whether the prover is installed."""
    try:
        return bool(z3())
    except ProverMissing:
        return False


def all_of(*parts: Formula) -> Formula:
    """Say that every part holds."""
    open_ = [part for part in parts if part is not True]
    if not open_ or any(part is False for part in open_):
        return not open_
    return z3().And(*open_) if len(open_) > 1 else open_[0]


def any_of(*parts: Formula) -> Formula:
    """Say that one part at least holds."""
    open_ = [part for part in parts if part is not False]
    if not open_ or any(part is True for part in open_):
        return bool(open_)
    return z3().Or(*open_) if len(open_) > 1 else open_[0]


def no(part: Formula) -> Formula:
    """Say that a part does not hold."""
    return not part if isinstance(part, bool) else z3().Not(part)


def differ(one: Formula, other: Formula) -> Formula:
    """Say that of two parts one holds and the other does not."""
    if one is other:
        return False
    return any_of(all_of(one, no(other)), all_of(no(one), other))


def is_so(model: Any, formula: Formula) -> bool:  # noqa: ANN401 - the prover brings no types
    """Tell whether something holds in a model."""
    return formula if isinstance(formula, bool) else bool(z3().is_true(model.eval(formula, True)))


def highest(*ranks: Rank) -> Rank:
    """Return the gravest of some outcomes; of none, PERMIT."""
    return tuple(any_of(*(rank[place] for rank in ranks)) for place in range(4))


def up_to(place: int, when: Formula) -> Rank:
    """Return the outcome at a place of a Rank when something holds, else PERMIT."""
    one, two, three, four = (all_of(when, at <= place) for at in range(4))
    return one, two, three, four
