"""The full weighing for a machine: every rule, every fact, every ground, in words and with their values.

Who may not see masked grounds is told the decision as `masking.neutral` leaves it, and of rules and facts
only what the message's form and the two states' law give; what is new in the vocabulary is not among it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from comity.law.citing import cite
from comity.law.clauses import Clause
from comity.law.conditions import names_in, value_of
from comity.law.disclosure import is_hidden_ground
from comity.law.explain import because, word
from comity.law.facts import Facts
from comity.law.missing import missing_of
from comity.law.naming import Scope, vocabulary
from comity.law.rulebook import Rulebook
from comity.law.sheet import FactSheet, UnitSheet, names_of, read_sheet
from comity.law.truth import Truth
from comity.model.decisions import Decision, Disclosable, Ground, Outcome

PLAIN = ("type", "moment", "form", "necessity", "bulk", "scope", "basis", "regime", "own", "partner", "terms")
"""First words of facts of the message that anybody at the node may see: its form, and what law gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundTold:
    """One ground in words; the message's own has an empty `unit`."""

    rule: str
    unit: str
    outcome: str
    level: str
    article: str
    disclosable: Disclosable
    needs: tuple[str, ...]
    action: str
    conditions: tuple[str, ...]
    unknown: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTold:
    """What a condition or a fact is of one unit: TRUE, FALSE or UNKNOWN."""

    unit: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTold:
    """One clause of a rule, and whether its condition holds, unit by unit."""

    place: int
    scope: Scope
    effect: str
    level: str
    article: str
    facts: tuple[str, ...]
    because: str
    values: tuple[ValueTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTold:
    """One rule in force on the day, with its clauses as they were weighed."""

    rule: str
    title: str
    source: str
    valid_from: date
    valid_to: date | None
    clauses: tuple[ClauseTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTold:
    """One named fact with its meaning, unit by unit."""

    fact: str
    scope: Scope
    meaning: str
    values: tuple[ValueTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CureTold:
    """One lawful cure: its kind, the fact or role that it is, and in words."""

    kind: str
    what: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTold:
    """Cures that only together better the named units, and the outcome of the message then."""

    cures: tuple[CureTold, ...]
    better: tuple[str, ...]
    becomes: str


def tell_grounds(decision: Decision, rulebook: Rulebook, language: str) -> tuple[GroundTold, ...]:
    """Tell the grounds of a decision as it stands, masked or not."""
    return tuple(_ground(ground, decision, rulebook, language) for ground in decision.grounds)


def tell_rules(sheet: FactSheet, rulebook: Rulebook, language: str, *, whole: bool) -> tuple[RuleTold, ...]:
    """Tell every rule in force on the day; not `whole`: clauses over plain facts alone."""
    told = (
        RuleTold(
            rule=rule.id,
            title=rule.title[language],
            source=rule.source,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            clauses=tuple(_clause(c, sheet, language) for c in rule.clauses if whole or _is_plain_clause(c)),
        )
        for rule in rulebook.in_force(sheet.day)
    )
    return tuple(rule for rule in told if rule.clauses)


def tell_facts(sheet: FactSheet, *, whole: bool) -> tuple[FactTold, ...]:
    """Tell every fact with its value for each unit; not `whole`: plain facts alone."""
    return tuple(
        FactTold(
            fact=name,
            scope=fact.scope,
            meaning=fact.meaning,
            values=tuple(_value(u.unit, u.truth(name)) for u in sheet.units if u.scope is fact.scope),
        )
        for name, fact in vocabulary().items()
        if whole or is_plain(name)
    )


def tell_missing(
    sheet: FactSheet, decision: Decision, rulebook: Rulebook, language: str, *, whole: bool
) -> tuple[MissingTold, ...]:
    """Tell what is missing; not `whole`: as if what is masked had not been in the message."""
    facts = read_sheet(sheet) if whole else _without_masked(read_sheet(sheet), decision)
    if facts is None:
        return ()
    return tuple(
        MissingTold(
            cures=tuple(
                CureTold(
                    kind=cure.kind,
                    what=cure.fact,
                    text=cure.text.get(language) or word(rulebook, cure.fact, language),
                )
                for cure in one.cures
            ),
            better=one.better,
            becomes=one.becomes.name,
        )
        for one in missing_of(facts, rulebook)
    )


def is_plain(fact: str) -> bool:
    """Tell whether anybody at the node may see a fact: it is the message's form, or what law gives."""
    return fact.partition(".")[0] in PLAIN and fact in names_of(Scope.MESSAGE)


def _is_plain_clause(clause: Clause) -> bool:
    masked = clause.disclosable is Disclosable.NO_REPLY_POSSIBLE
    return not masked and all(is_plain(name) for name in names_in(clause.when))


def _without_masked(facts: Facts, decision: Decision) -> Facts | None:
    """Return the facts without the units that something masked holds back; None if nothing is left."""
    held = {
        g.unit for g in decision.grounds if is_hidden_ground(g) and g.outcome > Outcome.PERMIT_WITH_CONDITIONS
    }
    items = tuple(unit for unit in facts.items if unit.unit not in held)
    offences = tuple(unit for unit in facts.offences if unit.unit not in held)
    if "" in held or (len(items) < len(facts.items) and not items):
        return None
    return replace(facts, items=items, offences=offences)


def _ground(ground: Ground, decision: Decision, rulebook: Rulebook, language: str) -> GroundTold:
    return GroundTold(
        rule=ground.rule,
        unit=ground.unit,
        outcome=ground.outcome.name,
        level=ground.level.name,
        article=cite(ground.article, language),
        disclosable=ground.disclosable,
        needs=ground.needs,
        action=ground.action,
        conditions=ground.conditions,
        unknown=ground.unknown,
        because=because(ground, decision, rulebook, language),
    )


def _clause(clause: Clause, sheet: FactSheet, language: str) -> ClauseTold:
    return ClauseTold(
        place=clause.place,
        scope=clause.scope,
        effect=clause.effect,
        level=clause.level.name,
        article=cite(clause.article, language),
        facts=tuple(sorted(names_in(clause.when))),
        because=clause.because[language],
        values=tuple(_values(clause, sheet)),
    )


def _values(clause: Clause, sheet: FactSheet) -> Iterator[ValueTold]:
    """Give what a condition is of each unit that it is asked of."""
    message = sheet.units[0]
    for unit in (u for u in sheet.units if u.scope is clause.scope):

        def truth(name: str, unit: UnitSheet = unit) -> Truth:
            of_message = vocabulary()[name].scope is Scope.MESSAGE
            return (message if of_message else unit).truth(name)

        yield _value(unit.unit, value_of(clause.when, truth))


_VALUES = {True: "TRUE", False: "FALSE", None: "UNKNOWN"}


def _value(unit: str, truth: Truth) -> ValueTold:
    return ValueTold(unit=unit, value=_VALUES[truth])
