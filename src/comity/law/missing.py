"""What is missing: the smallest sets of lawful cures under which an outcome gets better.

Found by deciding again with the cured facts flipped and nothing else changed, never by guessing from
rules. A cure is on the rulebook's closed list, or it is an order or consent that a rule itself asks for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from comity.law.conditions import names_in
from comity.law.cures import Cure, CureKind
from comity.law.facts import Facts, UnitFacts, establish
from comity.law.gate import decide
from comity.law.naming import Scope, bits, vocabulary
from comity.law.rulebook import Rulebook
from comity.law.weighing import Grant, Weighing
from comity.model.decisions import Decision, Outcome

MOST_CURES = 12
"""How many cures are tried together; a decision that lacks more is told the first of them, by name."""

_CONSENTS = ("OWNER(", "ORIGINAL_AUTHORISER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Cures that only together better something: the message as a whole, offences and items by name.

    `becomes` is the outcome of the whole message then.
    """

    cures: tuple[Cure, ...]
    better: tuple[str, ...]
    becomes: Outcome


def missing_cures(weighing: Weighing, rulebook: Rulebook) -> tuple[Missing, ...]:
    """Find what is missing of a weighing: the smallest sets of cures that better its outcome."""
    return missing_of(establish(weighing), rulebook)


def missing_of(facts: Facts, rulebook: Rulebook) -> tuple[Missing, ...]:
    """Find what is missing of facts; no set holds another that is enough by itself."""
    before = decide(facts, rulebook, facts.on)
    candidates = _candidates(facts, before, rulebook)[:MOST_CURES]
    found: list[Missing] = []
    for size in range(1, len(candidates) + 1):
        for chosen in combinations(candidates, size):
            if any(all(cure in chosen for cure in one.cures) for one in found):
                continue
            after = decide(_cured(facts, chosen), rulebook, facts.on)
            if better := _better(before, after):
                found.append(Missing(cures=chosen, better=better, becomes=after.outcome))
    return tuple(found)


def _candidates(facts: Facts, decision: Decision, rulebook: Rulebook) -> tuple[Cure, ...]:
    """Return the cures that could change something, and those that matter only once these are there."""
    found: dict[str, Cure] = {}
    while new := [cure for cure in _named(facts, decision, rulebook) if cure.fact not in found]:
        found |= {cure.fact: cure for cure in new}
        decision = decide(_cured(facts, found.values()), rulebook, facts.on)
    return tuple(found[fact] for fact in sorted(found))


def _named(facts: Facts, decision: Decision, rulebook: Rulebook) -> Iterator[Cure]:
    """Give the cures that stand in the way: needs that nobody met, and facts that a speaking clause reads."""
    listed = {cure.fact: cure for cure in rulebook.cures}
    for ground in decision.grounds:
        if ground.outcome is Outcome.NEEDS_AUTHORISATION:
            yield from (_need(need) for need in ground.needs)
        clause = rulebook.clause_of(ground, facts.on.date())
        if clause is None or ground.outcome < Outcome.NEEDS_AUTHORISATION:
            continue
        for name in sorted(names_in(clause.when) & set(listed)):
            if any(_stands_otherwise(unit, listed[name]) for unit in _units_of(facts, listed[name])):
                yield listed[name]


def _need(role: str) -> Cure:
    kind = CureKind.CONSENT if role.startswith(_CONSENTS) else CureKind.ORDER
    return Cure(fact=role, kind=kind, text={})


def _units_of(facts: Facts, cure: Cure) -> tuple[UnitFacts, ...]:
    return (facts.message,) if vocabulary()[cure.fact].scope is Scope.MESSAGE else facts.items


def _stands_otherwise(unit: UnitFacts, cure: Cure) -> bool:
    stands = unit.truth(cure.fact)
    return stands is None if cure.only_unknown else stands is not cure.value


def _cured(facts: Facts, cures: Iterable[Cure]) -> Facts:
    """Return the facts with these cures, and nothing else changed."""
    grants = tuple(Grant(role=role, units=_everything(facts)) for cure in cures for role in _roles_of(cure))
    flipped = [cure for cure in cures if not _roles_of(cure)]
    of_message = [c for c in flipped if vocabulary()[c.fact].scope is Scope.MESSAGE]
    return replace(
        facts,
        grants=(*facts.grants, *grants),
        message=_flipped(facts.message, of_message),
        offences=tuple(_flipped(unit, of_message) for unit in facts.offences),
        items=tuple(_flipped(unit, flipped) for unit in facts.items),
    )


def _roles_of(cure: Cure) -> tuple[str, ...]:
    """Return the role whose grant a cure is; nothing if it is a fact."""
    return () if cure.fact in vocabulary() else (cure.fact.split(" or ")[0],)


def _everything(facts: Facts) -> frozenset[str]:
    return frozenset({"", *(unit.unit for unit in (*facts.offences, *facts.items))})


def _flipped(unit: UnitFacts, cures: Iterable[Cure]) -> UnitFacts:
    true, known, place = unit.true, unit.known, bits()
    for cure in cures:
        if _stands_otherwise(unit, cure):
            bit = place[cure.fact]
            true, known = (true | bit if cure.value else true & ~bit), known | bit
    return replace(unit, true=true, known=known)


def _better(before: Decision, after: Decision) -> tuple[str, ...]:
    """Name what fares better, if nothing fares worse; the message itself has no name.

    An authorisation of a message that is refused or held for another reason helps nobody.
    """
    stood, stands = _standing(before), _standing(after)
    if any(stands[unit] > rank for unit, rank in stood.items()):
        return ()
    better = tuple(unit for unit, rank in stood.items() if stands[unit] < rank)
    return () if better == ("",) and after.outcome >= before.outcome else better


def _standing(decision: Decision) -> Mapping[str, Outcome]:
    """Return how the message by its own rules, each offence and each item stand."""
    own = max([Outcome.PERMIT, *(g.outcome for g in decision.grounds if not g.unit)])
    return {"": own, **{unit.unit: unit.outcome for unit in (*decision.offences, *decision.items)}}
