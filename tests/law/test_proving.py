"""The formulas of `law.proving` say what the gate decides, so that a proof is about the real gate."""

import random
from datetime import UTC, datetime

import pytest

from comity.law import Facts, Grant, UnitFacts, decide
from comity.law.accessory import ACCESSORY
from comity.law.combining import decide_all
from comity.law.naming import Scope, bits, vocabulary
from comity.law.proving import OFFENCES, is_so, make_symbols, make_voices, no, z3
from comity.model.decisions import Moment, Outcome
from law.shipped import RULES
from law.test_theorems import BENIGN, NAMES

ON = datetime(2026, 3, 1, tzinfo=UTC)
IN_FORCE = RULES.in_force(ON.date())
OWNERS = ("FR", "DE")
SYMBOLS = make_symbols(IN_FORCE, NAMES, OWNERS)
DECIDED = decide_all(SYMBOLS, make_voices(SYMBOLS, IN_FORCE))
SURRENDER = {"message.surrender_asked_here": True, "type.T10": True}
ABOVE_PERMIT = (Outcome.PERMIT_WITH_CONDITIONS, Outcome.NEEDS_AUTHORISATION, Outcome.REFER, Outcome.REFUSE)


def told(facts):
    """Say in the formulas' own symbols that these are the facts."""
    units = {u.unit: u for u in (facts.message, *facts.offences, *facts.items)}
    said = [(u.there, u.name in units) for u in SYMBOLS.units if u.name]
    for unit in SYMBOLS.units:
        for name in unit.true if unit.name in units else ():
            truth = units[unit.name].truth(name)
            said += [(unit.true[name], truth is True), (unit.false[name], truth is False)]
    by_role = {}
    for grant in facts.grants:
        by_role.setdefault(grant.role, []).append(grant)
    for grant in SYMBOLS.grants:
        given = by_role[grant.role].pop(0) if by_role.get(grant.role) else Grant(role="", units=frozenset())
        said += [(covers, unit in given.units) for unit, covers in grant.covers.items()]
        said.append((grant.conditional, bool(given.conditions)))
    said += [(allowed, rule in facts.treaty_grounds) for rule, allowed in SYMBOLS.treaty.items()]
    return [formula if holds else no(formula) for formula, holds in said]


def outcome_in(model, rank):
    reached = [o for o, at in zip(ABOVE_PERMIT, rank, strict=True) if is_so(model, at)]
    return max(reached, default=Outcome.PERMIT)


def any_facts(chance):
    """Draw facts: near the benign case or far from it, with offences, items and grants of any role."""
    far = chance.choice((0.005, 0.02, 0.05, 0.5))
    start = {**BENIGN, **chance.choice(({}, SURRENDER))}

    def masks(scope, base=(0, 0), **more):
        true, known = base
        for name, fact in vocabulary().items():
            if fact.scope is scope:
                usual = {**start, **more}.get(name, False)
                value = chance.choice((True, False, None)) if chance.random() < far else usual
                true |= bits()[name] if value else 0
                known |= bits()[name] if value is not None else 0
        return true, known

    message = masks(Scope.MESSAGE)
    small = ({"offence.accessory": chance.random() < 0.4} for _ in range(OFFENCES))
    offences = tuple(
        UnitFacts(f"o{n}", *masks(Scope.OFFENCE, message, **more), {}) for n, more in enumerate(small)
    )
    items = tuple(UnitFacts(f"i{n}", *masks(Scope.ITEM, message), {"owner": OWNERS[n]}) for n in range(2))
    units = [unit.name for unit in SYMBOLS.units]
    often = chance.choice((0.3, 0.8))
    return Facts(
        moment=Moment.G3,
        on=ON,
        message=UnitFacts("", *message, NAMES),
        offences=offences[: chance.randrange(OFFENCES + 1)],
        items=items[: chance.randrange(3)],
        grants=tuple(
            Grant(
                role=grant.role,
                units=frozenset(u for u in units if chance.random() < 0.8),
                conditions=("H2",) if chance.random() < 0.3 else (),
            )
            for grant in SYMBOLS.grants
            if chance.random() < often
        ),
        treaty_grounds=frozenset(rule.id for rule in IN_FORCE if chance.random() < 0.1),
    )


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.full) for n in (1, 2, 3))])
def test_the_formulas_decide_every_drawn_situation_as_the_gate_does(seed):
    chance = random.Random(seed)
    solver = z3().SolverFor("QF_FD")
    seen, accessory = set(), set()
    for _ in range(500 if seed else 200):
        facts = any_facts(chance)
        assert solver.check(*told(facts)) == z3().sat
        model, decision = solver.model(), decide(facts, RULES, ON)
        found = {u.unit: u.outcome for u in (*decision.offences, *decision.items)}
        assert {name: outcome_in(model, DECIDED.units[name]) for name in found} == found
        assert outcome_in(model, DECIDED.outcome) == decision.outcome
        assert is_so(model, DECIDED.partial) is decision.partial
        seen |= {decision.outcome, *found.values()}
        accessory |= {
            (ground.outcome, offence.outcome is Outcome.REFUSE)
            for offence in decision.offences
            for ground in offence.grounds
            if ACCESSORY in ground.conditions
        }
    assert seen == set(Outcome)
    assert accessory == {
        (Outcome.PERMIT_WITH_CONDITIONS, False),
        (Outcome.PERMIT_WITH_CONDITIONS, True),
        (Outcome.REFUSE, True),
    }
