"""What holds of the law for all facts (design.md section 5), proved, or refuted by an example.

The statements name facts and never rules that must be there, so a book that drops a rule is caught; (b) is
asked of the absolute prohibitions of a `reference`, so a draft is held against the law in force.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from comity.law.accessory import ACCESSORY
from comity.law.clauses import Clause, Effect
from comity.law.combining import decide_all
from comity.law.examples import Example, shown, smallest
from comity.law.fairness import ALLOWED, ON_TRANSFER
from comity.law.naming import Scope, bits
from comity.law.national import ProfileBook
from comity.law.proving import (
    REFER,
    Decided,
    Formula,
    Symbols,
    Unit,
    Voice,
    Weigher,
    all_of,
    any_of,
    differ,
    make_voice,
    make_voices,
    no,
    truth_of,
    z3,
)
from comity.law.reads import readers_of
from comity.law.rulebook import Rulebook
from comity.law.stages import (
    ASKED,
    BARE,
    BY_TP2,
    DANGER,
    LIFE_SAVING,
    NEVER_OF_A_WARNING,
    NEVER_OF_NOBODY,
    RECALLED,
    RELEASING,
    SUSPECT,
    URGENT,
    Setting,
    Stage,
    guaranteed,
    make_stage,
    settings,
)
from comity.law.view import WARNINGS
from comity.model.decisions import Level

OF_NATIONALS = ("type.T12", "type.T13", "type.T14")

RESTRICTING = frozenset({Effect.M, Effect.S, Effect.O, Effect.REFER, Effect.A})
"""Effects that keep something from leaving; C, DUTY and NONE do not."""

MAY_DIFFER = ALLOWED | ON_TRANSFER
"""Rules through which nationality may change an outcome (5.7(a)), those of T12 among them."""

PROTECTION = frozenset({"R-ASYLUM", "R-REFOUL"})
"""Rules of protection status: the only ones through which nationality may change a warning (S47)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theorem:
    """One statement, and the formula of what would break it.

    `reads` are the names written out by profiles on which it depends, `pairs` that it depends on whether
    two items have one owner, and two consents one state; `aside` tells, by text, what an example is
    compared with.
    """

    id: str
    says: str
    broken: Callable[[Stage], Formula] = field(repr=False)
    reads: tuple[str, ...] = ("suspect_data_authoriser",)
    pairs: bool = False
    aside: Callable[[Stage], dict[str, Formula]] = field(default=lambda _: {}, repr=False)

    def key(self, setting: Setting) -> tuple[object, ...]:
        """Return what makes this theorem another one in this setting."""
        owners = (*setting.owners, setting.names["surrendering_state"]) if self.pairs else ()
        return (setting.on, *(setting.names[name] for name in self.reads), *owners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A theorem in all settings: it holds, or an example shows where it does not."""

    theorem: str
    says: str
    settings: int
    counterexample: Example | None = None

    @property
    def holds(self) -> bool:
        """Tell whether the theorem is proved."""
        return self.counterexample is None


def prove(
    rulebook: Rulebook,
    profiles: ProfileBook,
    since: datetime,
    reference: Rulebook | None = None,
    only: Container[str] | None = None,
    weigher: type[Weigher] = Weigher,
) -> Iterator[Proof]:
    """Prove or refute each theorem of a rulebook, or `only` some, from a day on, under every profile.

    Raises: ProverMissing.
    """
    apart = settings(rulebook, profiles, since)
    stages: dict[int, Stage] = {}
    for theorem in (t for t in THEOREMS if only is None or t.id in only):
        places = {theorem.key(setting): place for place, setting in reversed([*enumerate(apart)])}
        example = None
        for place in places.values():
            if place not in stages:
                stages[place] = make_stage(rulebook, reference or rulebook, apart[place], weigher)
            example = example or _refuted(theorem, stages[place], rulebook)
        yield Proof(theorem=theorem.id, says=theorem.says, settings=len(places), counterexample=example)


def _refuted(theorem: Theorem, stage: Stage, rulebook: Rulebook) -> Example | None:
    solver = z3().SolverFor("QF_FD")
    solver.add(stage.symbols.consistent(), guaranteed(stage.symbols, stage.setting), theorem.broken(stage))
    if solver.check() != z3().sat:
        return None
    aside = theorem.aside(stage)
    model = smallest(solver, stage.symbols, aside.values())
    return shown(model, stage.symbols, rulebook, stage.setting.on, aside)


# ── (a) ─────────────────────────────────────────────────────────────────────────────────────────
def _suspects_data_leaves(stage: Stage) -> Formula:
    item, named = stage.item, stage.setting.names
    roles = named["suspect_data_authoriser"].split(" or ")
    ordered = any_of(*(g.covers[item.name] for g in stage.symbols.grants if g.role in roles))
    codes = [code.format_map(named) for code in URGENT]
    reviewed = all_of(*(stage.decided.carries(item, code) for code in codes))
    urgent = all_of(item.true[BY_TP2], item.true[DANGER], item.false[RECALLED], reviewed)
    concerned = (no(item.false[fact]) for fact in (SUSPECT, ASKED, RELEASING))
    return all_of(stage.decided.released(item), *concerned, no(ordered), no(urgent))


# ── (b) ─────────────────────────────────────────────────────────────────────────────────────────
def _passes_an_absolute_prohibition(stage: Stage) -> Formula:
    absolute = [
        clause
        for rule in stage.reference
        for clause in rule.clauses
        if clause.level is Level.N0 and clause.effect in RESTRICTING
    ]
    return any_of(*(_passes(stage, clause) for clause in absolute))


def _passes(stage: Stage, clause: Clause) -> Formula:
    """Say that something passes a clause whose condition is not FALSE."""
    decided, symbols = stage.decided, stage.symbols
    if clause.scope is Scope.MESSAGE:
        struck, _ = truth_of(clause.conjuncts, symbols.message)
        freed = any_of(no(decided.outcome[REFER]), decided.released(stage.item))
        return all_of(struck, freed)
    if clause.scope is Scope.ITEM:
        struck, _ = truth_of(clause.conjuncts, stage.item)
        return all_of(struck, decided.released(stage.item))
    struck_ = [truth_of(clause.conjuncts, o)[0] for o in symbols.offences]
    through = any_of(
        *(
            all_of(o.there, s, no(decided.units[o.name][REFER]))
            for o, s in zip(symbols.offences, struck_, strict=True)
        )
    )
    every = all_of(
        any_of(*(o.there for o in symbols.offences)),
        *(any_of(no(o.there), s) for o, s in zip(symbols.offences, struck_, strict=True)),
    )
    return any_of(through, all_of(every, decided.released(stage.item)))


# ── (c) ─────────────────────────────────────────────────────────────────────────────────────────
def _a_restricting_rule_frees(stage: Stage) -> Formula:
    """Say that with more restricting clauses, of any kind and under any condition, something fares better."""
    symbols, before = stage.symbols, stage.decided
    more = (*stage.voices, *_any_restricting(stage))
    after = decide_all(symbols, more, stage.weigher)
    parts = (*symbols.offences, *symbols.items)
    lower = [
        all_of(unit.there, was, no(now))
        for unit in parts
        for was, now in zip(before.units[unit.name], after.units[unit.name], strict=True)
    ]
    freed = [all_of(after.released(item), no(before.released(item))) for item in symbols.items]
    return any_of(*lower, *freed)


def _any_restricting(stage: Stage) -> Iterator[Voice]:
    """Yield voices of clauses that no book holds, each free to speak or not, to be certain or not."""
    template = next(clause for rule in stage.rules for clause in rule.clauses)
    for text, speaks, kind, unit in _new(stage):
        clause = replace(template, **kind, scope=unit.scope, rule="R-NEW", writes=False)
        yield make_voice(clause, unit, speaks, z3().Bool(f"{text}, certain"))


def _one_more_rule(stage: Stage) -> dict[str, Formula]:
    return {text: speaks for text, speaks, _, _ in _new(stage)}


def _new(stage: Stage) -> Iterator[tuple[str, Formula, dict[str, Any], Unit]]:
    named = sorted(
        {need for voice in stage.voices if voice.clause.effect is Effect.A for need in voice.needs}
    )
    for kind in _kinds(named):
        of = f"({', '.join(kind['needs'])})" if kind["needs"] else ""
        which = f" with {', '.join(kind['conditions'])}" if kind["conditions"] else ""
        how = ", TP2 meets it" if kind.get("tp2") else ""
        for unit in stage.symbols.units:
            if kind.get("tp2") and unit.scope is not Scope.ITEM:
                continue  # the urgency path carries items alone
            text = f"one more rule: {kind['effect']}{of}{which}{how} on {unit.name or 'message'}"
            yield text, z3().Bool(text), kind, unit


def _kinds(named: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield every kind of clause that restricts; an authorisation for each need, with conditions or not."""
    for effect in (Effect.M, Effect.S, Effect.O):
        yield {"effect": effect, "level": Level.N2, "needs": (), "conditions": ()}
    for code in ("ANY", ACCESSORY):
        yield {"effect": Effect.C, "level": Level.N5, "needs": (), "conditions": (code,)}
    for need in (*named, "SOMEBODY_NEW"):
        for tp2 in (False, True):
            for conditions in ((), ("ANY",)):
                yield {
                    "effect": Effect.A,
                    "level": Level.N3,
                    "needs": (need,),
                    "conditions": conditions,
                    "tp2": tp2,
                }


# ── (d) ─────────────────────────────────────────────────────────────────────────────────────────
def _nationality_decides(stage: Stage) -> Formula:
    """Say that with other nationalities an outcome differs, and not through an allowed rule alone."""
    other_symbols = _with_other_nationalities(stage.symbols)
    other_voices = make_voices(other_symbols, stage.rules)
    other = decide_all(other_symbols, other_voices, stage.weigher)
    pairs = [
        (one, any_of(differ(one.speaks, two.speaks), differ(one.certain, two.certain)))
        for one, two in zip(stage.voices, other_voices, strict=True)
    ]
    through = any_of(*(differs for voice, differs in pairs if _may_differ(voice.clause)))
    wrongly = any_of(*(differs for voice, differs in pairs if not _may_differ(voice.clause)))
    protected = any_of(*(differs for voice, differs in pairs if voice.clause.rule in PROTECTION))
    warning = _warns(stage.symbols.message)
    return all_of(
        other_symbols.consistent(),
        _fares_otherwise(stage, other),
        any_of(wrongly, no(through), all_of(warning, no(protected))),
    )


def _warns(message: Unit) -> Formula:
    return any_of(*(message.true[f"type.{kind}"] for kind in WARNINGS))


def _may_differ(clause: Clause) -> bool:
    """Tell whether nationality may speak through a clause: by its rule, or as one of T12 to T14 alone."""
    own = all(any(_asks(asked, t) for t in OF_NATIONALS) for asked, _ in clause.conjuncts)
    return clause.rule in MAY_DIFFER or own


def _asks(mask: int, fact: str) -> bool:
    return bool(mask & bits()[fact])


def _fares_otherwise(stage: Stage, other: Decided) -> Formula:
    one = stage.decided
    differing = [differ(a, b) for a, b in zip(one.outcome, other.outcome, strict=True)]
    for unit in (*stage.symbols.offences, *stage.symbols.items):
        ranks = zip(one.units[unit.name], other.units[unit.name], strict=True)
        differing += [all_of(unit.there, differ(a, b)) for a, b in ranks]
    return any_of(*differing)


def _other_nationalities(stage: Stage) -> dict[str, Formula]:
    other, told = _with_other_nationalities(stage.symbols), {}
    for one, two in zip(stage.symbols.units, other.units, strict=True):
        for fact in readers_of("nationalities") & one.true.keys():
            at = "message" if fact in stage.symbols.message.true else one.name
            differs = any_of(differ(one.true[fact], two.true[fact]), differ(one.false[fact], two.false[fact]))
            told[f"with another nationality, {fact} of {at} is another"] = differs
    return told


def _with_other_nationalities(symbols: Symbols) -> Symbols:
    """Return the same situations, but for the facts that read nationalities."""
    read = readers_of("nationalities")

    def other(unit: Unit) -> Unit:
        def side(formulas: Mapping[str, Formula], letter: str) -> dict[str, Formula]:
            at = {f: "" if f in symbols.message.true else unit.name for f in formulas}
            fresh = {f: z3().Bool(f"other:{at[f]}:{f}:{letter}") for f in formulas if f in read}
            return {**formulas, **fresh}

        return replace(unit, true=side(unit.true, "T"), false=side(unit.false, "F"))

    return replace(
        symbols,
        message=other(symbols.message),
        offences=tuple(map(other, symbols.offences)),
        items=tuple(map(other, symbols.items)),
    )


# ── (k) ─────────────────────────────────────────────────────────────────────────────────────────
def _unknown_permits(stage: Stage) -> Formula:
    """Say that something passes a restricting clause whose condition is UNKNOWN (K4)."""
    passing = []
    for voice in stage.voices:
        if voice.clause.effect not in RESTRICTING:
            continue
        unsure = all_of(voice.speaks, no(voice.certain))
        passing.append(all_of(unsure, _let_through(stage, voice.unit)))
    return any_of(*passing)


def _let_through(stage: Stage, unit: Unit) -> Formula:
    if unit.scope is Scope.MESSAGE:
        return any_of(*(stage.decided.released(item) for item in stage.symbols.items))
    return no(stage.decided.units[unit.name][REFER])


# ── (w) ─────────────────────────────────────────────────────────────────────────────────────────
def _a_bare_warning_waits(stage: Stage) -> Formula:
    """Say that a bare warning that was not recalled stays; its item may be held back by any of the others."""
    message, item = stage.symbols.message, stage.item
    return all_of(
        item.there,
        item.true[BARE],
        item.true[LIFE_SAVING],
        message.true[RELEASING],
        _warns(message),
        message.false[RECALLED],
        *(message.false[fact] for fact in NEVER_OF_A_WARNING),
        *(item.false[fact] for fact in NEVER_OF_NOBODY),
        no(stage.decided.released(item)),
    )


THEOREMS = (
    Theorem(
        id="a",
        says="No item of a suspect leaves without the order that the own law asks, or two persons in danger "
        "under every condition of 5.5: both reviews, and recall if not confirmed.",
        broken=_suspects_data_leaves,
        reads=("suspect_data_authoriser", "urgency_reviewer", "urgency_hours"),
    ),
    Theorem(
        id="b", says="Nothing passes an absolute prohibition (N0).", broken=_passes_an_absolute_prohibition
    ),
    Theorem(
        id="c",
        says="One more restricting rule lowers no outcome of an offence or item and releases nothing more.",
        broken=_a_restricting_rule_frees,
        pairs=True,
        aside=_one_more_rule,
    ),
    Theorem(
        id="d",
        says="Nationality alone changes an outcome only through a rule that may (5.7(a)), and a warning only "
        "through protection.",
        broken=_nationality_decides,
        pairs=True,
        aside=_other_nationalities,
    ),
    Theorem(id="k", says="Nothing passes a prohibition that may apply (K4).", broken=_unknown_permits),
    Theorem(
        id="w",
        says="The bare warning of danger to life is never held back (Q13).",
        broken=_a_bare_warning_waits,
    ),
)
