"""What is missing: the smallest sets of lawful cures under which an outcome gets better.

Found by deciding again with the cured facts flipped and nothing else changed, never by guessing from
rules. A cure is on the rulebook's closed list, or it is an order or consent that a rule itself asks for.
All smallest sets are found, however many cures there are, as long as a further cure takes no better outcome
away; `tests/law/test_missing.py` holds them against a search through every set. What is nobody's to make good
is never named: that the state of nationality was informed (R-EUCIT) is a step the ground names itself. Nor is
anything named for a ground that an agreement says nothing cures.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from comity.law.conditions import names_in
from comity.law.cures import Cure, CureKind
from comity.law.facts import Facts, UnitFacts
from comity.law.gate import SHUT, decide, either
from comity.law.naming import Scope, bits, vocabulary
from comity.law.rulebook import Rulebook
from comity.law.weighing import Grant
from comity.model.decisions import Decision, Outcome

_CONSENTS = ("OWNER(", "ORIGINAL_AUTHORISER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Cures that only together better something: the message as a whole, offences and items by name.

    `becomes` is the outcome of the whole message then.
    """

    cures: tuple[Cure, ...]
    better: tuple[str, ...]
    becomes: Outcome


def missing_of(facts: Facts, rulebook: Rulebook) -> tuple[Missing, ...]:
    """Find what is missing of facts: the smallest sets of cures that better their outcome."""
    before = decide(facts, rulebook, facts.on)
    candidates = candidates_of(facts, rulebook)

    @cache
    def tried(chosen: frozenset[int]) -> Missing | None:
        cures = tuple(candidates[place] for place in sorted(chosen))
        after = decide(_cured(facts, cures), rulebook, facts.on)
        better = _better(before, after)
        return Missing(cures=cures, better=better, becomes=after.outcome) if better else None

    smallest = _smallest(frozenset(range(len(candidates))), tried)
    found = (tried(chosen) for chosen in sorted(smallest, key=lambda chosen: (len(chosen), sorted(chosen))))
    return tuple(one for one in found if one is not None)


Chosen = frozenset[int]
"""Candidates by their places."""


def _smallest(every: Chosen, enough: Callable[[Chosen], object]) -> set[Chosen]:
    """Return all smallest sets that are enough: each leaves out something of every one found before it.

    A tree of hitting sets (Reiter 1987): a smallest set that is none of those found lacks one of each.
    """
    found: set[Chosen] = set()
    open_, seen = [every], {every}
    while open_:
        allowed = open_.pop()
        one = next((known for known in found if known <= allowed), None)
        if one is None:
            if not enough(allowed):
                continue
            one = _shrunk(allowed, enough)
            found.add(one)
        for left in (allowed - {place} for place in one):
            if left not in seen:
                seen.add(left)
                open_.append(left)
    return found


def _shrunk(chosen: Chosen, enough: Callable[[Chosen], object]) -> Chosen:
    """Drop from a set that is enough whatever it can do without, the last first."""
    for place in sorted(chosen, reverse=True):
        if enough(chosen - {place}):
            chosen -= {place}
    return chosen


def candidates_of(facts: Facts, rulebook: Rulebook) -> tuple[Cure, ...]:
    """Return the cures that could change something of facts, sorted."""
    return _candidates(facts, decide(facts, rulebook, facts.on), rulebook)


def _candidates(facts: Facts, decision: Decision, rulebook: Rulebook) -> tuple[Cure, ...]:
    """Return the cures that could change something, and those that matter only once these are there."""
    found: dict[str, Cure] = {}
    while new := [cure for cure in _named(facts, decision, rulebook) if cure.fact not in found]:
        found |= {cure.fact: cure for cure in new}
        decision = decide(_cured(facts, found.values()), rulebook, facts.on)
    return tuple(found[fact] for fact in sorted(found))


def _named(facts: Facts, decision: Decision, rulebook: Rulebook) -> Iterator[Cure]:
    """Give the cures that stand in the way: needs that nobody met, and facts that a speaking clause reads."""
    listed = {fact: cure for cure in rulebook.cures for fact in (cure.fact, *cure.fills)}
    closed = (name for name in vocabulary() if name.startswith(SHUT) and facts.message.truth(name))
    shut = {name.removeprefix(SHUT) for name in closed}
    for ground in decision.grounds:
        if ground.outcome is Outcome.NEEDS_AUTHORISATION:
            yield from (_need(need) for need in ground.needs)
        clause = rulebook.clause_of(ground, facts.on.date())
        if clause is None or ground.outcome < Outcome.NEEDS_AUTHORISATION:
            continue
        if clause.rule in shut:
            continue
        for name in sorted(names_in(clause.when) & set(listed)):
            if any(_stands_otherwise(unit, name, listed[name]) for unit in _units_of(facts, name)):
                yield listed[name]


def _need(role: str) -> Cure:
    kind = CureKind.CONSENT if role.startswith(_CONSENTS) else CureKind.ORDER
    return Cure(fact=role, kind=kind, text={})


def _units_of(facts: Facts, name: str) -> tuple[UnitFacts, ...]:
    of = {Scope.MESSAGE: (facts.message,), Scope.OFFENCE: facts.offences, Scope.ITEM: facts.items}
    return of[vocabulary()[name].scope]


def _stands_otherwise(unit: UnitFacts, name: str, cure: Cure) -> bool:
    stands = unit.truth(name)
    return stands is None if cure.only_unknown else stands is not cure.value


def _cured(facts: Facts, cures: Iterable[Cure]) -> Facts:
    """Return the facts with these cures, and nothing else changed."""
    grants = tuple(Grant(role=role, units=_everything(facts)) for cure in cures for role in _roles_of(cure))
    flipped = [(name, cure) for cure in cures if not _roles_of(cure) for name in (cure.fact, *cure.fills)]

    def made(unit: UnitFacts, *scopes: Scope) -> UnitFacts:
        return _flipped(unit, [(n, cure) for n, cure in flipped if vocabulary()[n].scope in scopes])

    return replace(
        facts,
        grants=(*facts.grants, *grants),
        message=made(facts.message, Scope.MESSAGE),
        offences=tuple(made(unit, Scope.MESSAGE, Scope.OFFENCE) for unit in facts.offences),
        items=tuple(made(unit, Scope.MESSAGE, Scope.ITEM) for unit in facts.items),
    )


def _roles_of(cure: Cure) -> tuple[str, ...]:
    """Return the role whose grant a cure is; nothing if it is a fact."""
    return () if cure.fact in vocabulary() else (either(cure.fact)[0],)


def _everything(facts: Facts) -> frozenset[str]:
    return frozenset({"", *(unit.unit for unit in (*facts.offences, *facts.items))})


def _flipped(unit: UnitFacts, cures: Iterable[tuple[str, Cure]]) -> UnitFacts:
    true, known, place = unit.true, unit.known, bits()
    for name, cure in cures:
        if _stands_otherwise(unit, name, cure):
            bit = place[name]
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
