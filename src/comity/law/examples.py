"""One combination of facts as a situation that a person can read: what is so, and how it is decided.

The prover finds examples among all combinations; each is made as small as it can be, with every fact
FALSE that may be, and then decided by the gate itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from comity.law.facts import Facts, UnitFacts
from comity.law.gate import decide
from comity.law.naming import Scope, bits, vocabulary
from comity.law.proving import Formula, Symbols, Unit, is_so, no, z3
from comity.law.rulebook import Rulebook
from comity.law.weighing import Grant
from comity.model.decisions import Decision, Moment, Outcome

TRUE, UNKNOWN = "TRUE", "UNKNOWN"

ORDINARY = "type.T02"
"""A request for police information: the type of an example that may be of any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One situation: facts that are not FALSE by unit (`message` or a reference), grants, and the answer.

    `decides` holds the outcome of the message, of each offence and of each item; `because` the rules that
    stand in the way; `beside` what is compared with it, such as one more rule or another nationality.
    """

    on: datetime
    facts: Mapping[str, Mapping[str, str]]
    grants: Mapping[str, tuple[str, ...]]
    decides: Mapping[str, str]
    because: tuple[str, ...]
    beside: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Return the situation in lines for a person."""
        said = [line for unit, facts in self.facts.items() for line in _said(unit, facts)]
        given = [f"granted by {role}: {', '.join(units)}" for role, units in self.grants.items()]
        answer = ", ".join(f"{unit} {outcome}" for unit, outcome in self.decides.items())
        why = f" ({', '.join(self.because)})" if self.because else ""
        return (*said, *given, *self.beside, f"decided: {answer}{why}")


def _said(unit: str, facts: Mapping[str, str]) -> Iterable[str]:
    if not facts:
        yield f"{unit}: every fact is FALSE"
    for name, value in facts.items():
        yield f"{unit}: {name} is {value} ({_meaning(name)})"


def _meaning(name: str) -> str:
    said = vocabulary()[name].meaning.removeprefix("Tell whether ")
    return said.removesuffix(".")


def example_of(facts: Facts, decision: Decision, beside: tuple[str, ...] = ()) -> Example:
    """Tell facts and what was decided on them."""
    own = {"message": _not_false(facts.message, (Scope.MESSAGE,))}
    own |= {offence.unit: _not_false(offence, (Scope.OFFENCE,)) for offence in facts.offences}
    own |= {item.unit: _not_false(item, (Scope.ITEM,)) for item in facts.items}
    in_the_way = {g.rule for g in decision.grounds if g.outcome > Outcome.PERMIT_WITH_CONDITIONS}
    return Example(
        on=facts.on,
        facts=own,
        grants={g.role: tuple(sorted(u or "message" for u in g.units)) for g in facts.grants},
        decides={
            "message": decision.outcome.name,
            **{u.unit: u.outcome.name for u in (*decision.offences, *decision.items)},
        },
        because=tuple(sorted(in_the_way)),
        beside=beside,
    )


def _not_false(held: UnitFacts, scopes: tuple[Scope, ...]) -> dict[str, str]:
    truths = {n: held.truth(n) for n, fact in vocabulary().items() if fact.scope in scopes}
    return {n: TRUE if v else UNKNOWN for n, v in truths.items() if v is not False}


# ── from the prover's model ─────────────────────────────────────────────────────────────────────
def smallest(solver: Any, symbols: Symbols, aside: Iterable[Formula] = ()) -> Any:  # noqa: ANN401
    """Return a model of what the solver was told in which as little as possible is there, TRUE or granted.

    `aside` are further things that we would rather see absent.
    """
    solver.check()
    model = solver.model()
    for wishes in ([no(one) for one in aside], *_wishes(symbols)):
        open_: list[Formula] = []
        for wish in wishes:
            (solver.add if is_so(model, wish) else open_.append)(wish)
        for wish in open_:
            if solver.check(wish) == z3().sat:
                model = solver.model()
                solver.add(wish)
    solver.check()
    return solver.model()


def _wishes(symbols: Symbols) -> Iterable[list[Formula]]:
    """Yield what we would rather see, the most wanted first."""
    yield [no(u.there) for u in (*symbols.offences, *symbols.items)]
    yield [symbols.message.true[ORDINARY]]
    yield [no(covers) for grant in symbols.grants for covers in grant.covers.values()]
    yield [no(grant.conditional) for grant in symbols.grants]
    yield [no(allowed) for allowed in symbols.treaty.values()]
    yield [false for u in symbols.units for false in u.false.values()]
    yield [true for u in symbols.units for true in u.true.values()]


def facts_of(model: Any, symbols: Symbols, on: datetime) -> Facts:  # noqa: ANN401
    """Return the facts that a model stands for, as the gate takes them."""

    def unit(u: Unit) -> UnitFacts:
        true = sum(bits()[f] for f, formula in u.true.items() if is_so(model, formula))
        false = sum(bits()[f] for f, formula in u.false.items() if is_so(model, formula))
        return UnitFacts(u.name, true, true | false, u.names)

    grants = (
        Grant(
            role=g.role,
            units=frozenset(u for u, covers in g.covers.items() if is_so(model, covers)),
            conditions=("AS_GRANTED",) if is_so(model, g.conditional) else (),
        )
        for g in symbols.grants
    )
    return Facts(
        moment=Moment.G3,
        on=on,
        message=unit(symbols.message),
        offences=tuple(unit(o) for o in symbols.offences if is_so(model, o.there)),
        items=tuple(unit(i) for i in symbols.items if is_so(model, i.there)),
        grants=tuple(grant for grant in grants if grant.units),
        treaty_grounds=frozenset(rule for rule, allowed in symbols.treaty.items() if is_so(model, allowed)),
    )


def shown(
    model: Any,  # noqa: ANN401 - the prover brings no types
    symbols: Symbols,
    rulebook: Rulebook,
    on: datetime,
    aside: Mapping[str, Formula] = MappingProxyType({}),
) -> Example:
    """Return a model as a readable situation, decided by the gate itself; `aside` is told where it holds."""
    facts = facts_of(model, symbols, on)
    beside = tuple(text for text, formula in aside.items() if is_so(model, formula))
    return example_of(facts, decide(facts, rulebook, on), beside)
