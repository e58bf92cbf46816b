"""A rule of three clauses, and a ground and a decision from which single tests depart."""

from dataclasses import replace
from datetime import date

from comity.law.clauses import Clause, Effect
from comity.law.conditions import AllOf, Named
from comity.law.naming import Scope
from comity.law.rulebook import Rule, Rulebook
from comity.model.decisions import Decision, Disclosable, Ground, Level, Moment, Outcome
from law.sample import ON

CLAUSE = Clause(
    rule="R-X",
    place=0,
    scope=Scope.ITEM,
    effect=Effect.A,
    level=Level.N3,
    article="art. 1",
    disclosable=Disclosable.NATIONAL_LAW,
    when=AllOf((Named("item.personal"), Named("type.T02"))),
    conjuncts=(),
    needs=("JUDGE",),
    action="",
    conditions=(),
    tp2=False,
    unknown_needs=(),
    unknown_action="",
    writes=False,
    writes_of_unit=False,
    because={"en": "it is so", "fr": "c'est ainsi"},
)
MASKED = replace(CLAUSE, place=1, disclosable=Disclosable.NO_REPLY_POSSIBLE, when=Named("type.T02"))
PLAIN = replace(CLAUSE, place=2, scope=Scope.MESSAGE, when=AllOf((Named("type.T02"), Named("regime.led"))))
RULE = Rule(
    id="R-X",
    title={"en": "A rule", "fr": "Une règle"},
    source="the source",
    valid_from=date(2000, 1, 1),
    valid_to=date(2030, 1, 1),
    clauses=(CLAUSE, MASKED, PLAIN),
)
BOOK = Rulebook(digest="d", rules=(RULE, replace(RULE, id="R-Y", clauses=(CLAUSE,))), words={})


def ground(**more) -> Ground:
    usual = {
        "rule": "R-X",
        "outcome": Outcome.REFER,
        "level": Level.N3,
        "article": "art. 9",
        "disclosable": Disclosable.SCOPE,
        "unit": "i",
        "needs": ("DPO",),
        "action": "LOOK",
        "conditions": ("H1",),
        "unknown": True,
        "clause": 2,
    }
    return Ground(**{**usual, **more})


def decision(*grounds: Ground, **more) -> Decision:
    usual = {"moment": Moment.G3, "outcome": Outcome.REFER, "partial": False, "grounds": grounds, "on": ON}
    return Decision(**{**usual, **more})
