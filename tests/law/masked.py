"""Every masked clause of the shipped rulebook, and decisions in which just these grounds speak."""

from comity.law.clauses import Effect
from comity.law.naming import Scope
from comity.model.decisions import Decision, Disclosable, Ground, Moment, Outcome, UnitDecision
from law.sample import ON
from law.shipped import RULES

MASKED = [
    clause
    for rule in RULES.rules
    for clause in rule.clauses
    if clause.disclosable is Disclosable.NO_REPLY_POSSIBLE
    or (clause.rule == "R-REFOUL" and clause.disclosable is Disclosable.POSTPONED)  # tells of a claim (ASY)
]
"""Every clause of the rulebook whose ground is for those alone who decide, and never the partner's."""
OUTCOMES = {Effect.A: Outcome.NEEDS_AUTHORISATION, Effect.C: Outcome.PERMIT_WITH_CONDITIONS}
OUTCOMES |= {Effect.M: Outcome.REFUSE, Effect.S: Outcome.REFER, Effect.O: Outcome.REFER}
OUTCOMES |= {Effect.REFER: Outcome.REFER}


def ground_of(clause, *, unknown=False, needs=None):
    return Ground(
        rule=clause.rule,
        outcome=Outcome.REFER if unknown else OUTCOMES[clause.effect],
        level=clause.level,
        article=clause.article,
        disclosable=clause.disclosable,
        unit="" if clause.scope is Scope.MESSAGE else "item-1",
        needs=clause.needs if needs is None else needs,
        action=clause.action,
        conditions=clause.conditions,
        unknown=unknown,
        clause=clause.place,
    )


def decided(*grounds, flags=()):
    own = tuple(g for g in grounds if not g.unit)
    of_item = tuple(g for g in grounds if g.unit)
    items = (UnitDecision(unit="item-1", outcome=max(g.outcome for g in grounds), grounds=of_item),)
    return Decision(
        moment=Moment.G3,
        outcome=max(g.outcome for g in grounds),
        partial=False,
        grounds=(*own, *of_item),
        items=items,
        authorisers=tuple(n for g in grounds if g.outcome is Outcome.NEEDS_AUTHORISATION for n in g.needs),
        conditions=tuple(c for g in grounds for c in g.conditions),
        flags=flags,
        passed=tuple(rule.id for rule in RULES.rules if rule.id not in {g.rule for g in grounds}),
        neutral=True,
        on=ON,
    )
