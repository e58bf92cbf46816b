"""The gate as formulas: what `law.gate` decides, said of every combination of facts at once.

A fact is two Booleans (TRUE, FALSE; neither is UNKNOWN), an outcome the four thresholds that it reaches.
One message, three offences and two items, each there or not, and two grants of every role stand for any
number of them (decision 19). `tests/law/test_proving.py` holds that formulas and gate agree. Z3 is
asked for when it is needed: it comes with `comity[proof]`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from comity.errors import ProverMissing
from comity.law.clauses import Clause, Effect
from comity.law.conditions import Conjunct
from comity.law.gate import SHUT
from comity.law.naming import Scope, bits, vocabulary
from comity.law.rulebook import Rule

Formula = Any
"""A Boolean of Z3, which brings no types; or True or False, which make formulas small."""

Rank = tuple[Formula, Formula, Formula, Formula]
"""Whether an outcome reaches PERMIT_WITH_CONDITIONS, NEEDS_AUTHORISATION, REFER, REFUSE."""

CONDITIONS, NEEDS, REFER, REFUSE = range(4)
"""Places in a Rank."""

MOST = 2
"""Items, and grants of one role."""

OFFENCES = 3
"""An accessory offence, its main one, and one that names the same need."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The message, an offence or an item: whether it is there, and what is TRUE and FALSE of it by name."""

    name: str
    scope: Scope
    there: Formula
    true: Mapping[str, Formula]
    false: Mapping[str, Formula]
    names: Mapping[str, str]

    def unknown(self, fact: str) -> Formula:
        """Say that a fact is UNKNOWN."""
        return all_of(no(self.true[fact]), no(self.false[fact]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What one role may have granted: which units it covers, and whether under conditions."""

    role: str
    covers: Mapping[str, Formula]
    conditional: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """Every situation at once; `treaty` says of a rule that the instrument itself allows its refusals."""

    message: Unit
    offences: tuple[Unit, ...]
    items: tuple[Unit, ...]
    grants: tuple[Granted, ...]
    treaty: Mapping[str, Formula]

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return message, offences and items."""
        return (self.message, *self.offences, *self.items)

    def consistent(self) -> Formula:
        """Say that no fact is both TRUE and FALSE: all that the formulas themselves ask of facts."""
        return all_of(*(no(all_of(u.true[f], u.false[f])) for u in self.units for f in u.true))


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One clause on one unit: when it speaks, and when its condition is TRUE for certain."""

    clause: Clause
    unit: Unit
    speaks: Formula
    certain: Formula
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What comes of all voices: one outcome for each unit, and of each voice what it reaches."""

    outcome: Rank
    units: Mapping[str, Rank]
    partial: Formula
    reached: tuple[tuple[Voice, Rank], ...] = field(repr=False)

    def released(self, item: Unit) -> Formula:
        """Say that an item may leave now (Q1)."""
        return all_of(item.there, no(self.units[item.name][NEEDS]))

    def carries(self, unit: Unit, code: str) -> Formula:
        """Say that one of the grounds of a unit that let it pass names this condition."""
        naming = [(v, r) for v, r in self.reached if v.unit.name == unit.name and code in _conditions(v)]
        return any_of(*(all_of(rank[CONDITIONS], no(rank[NEEDS])) for _, rank in naming))


def make_symbols(
    rules: Sequence[Rule], names: Mapping[str, str], owners: Sequence[str], *, prefix: str = ""
) -> Symbols:
    """Make one symbol for each fact of message, offences and items; `names` and `owners` are written out."""
    message = _unit(prefix, "", Scope.MESSAGE, names, None)
    offences = tuple(_unit(prefix, f"o{n}", Scope.OFFENCE, {}, message) for n in range(OFFENCES))
    items = tuple(
        _unit(prefix, f"i{n}", Scope.ITEM, {**names, "owner": owners[n]}, message) for n in range(MOST)
    )
    units = (message, *offences, *items)
    roles = sorted({role for need in needs_of(rules, units) for role in need.split(" or ")})
    return Symbols(
        message=message,
        offences=offences,
        items=items,
        grants=tuple(_granted(prefix, role, n, units) for role in roles for n in range(MOST)),
        treaty={rule.id: z3().Bool(f"{prefix}treaty:{rule.id}") for rule in rules},
    )


def needs_of(rules: Sequence[Rule], units: Iterable[Unit]) -> frozenset[str]:
    """Return every need that an authorising clause may name on these units, written out."""
    clauses = [c for rule in rules for c in rule.clauses if c.effect is Effect.A]
    return frozenset(n for c in clauses for u in units if u.scope is c.scope for n in _written(c, u))


def _written(clause: Clause, unit: Unit) -> tuple[str, ...]:
    return tuple(need.format_map(unit.names) for need in clause.needs)


def _conditions(voice: Voice) -> tuple[str, ...]:
    return tuple(code.format_map(voice.unit.names) for code in voice.clause.conditions)


def _unit(prefix: str, name: str, scope: Scope, names: Mapping[str, str], message: Unit | None) -> Unit:
    own = [fact.name for fact in vocabulary().values() if fact.scope is scope]
    true, false = ({f: z3().Bool(f"{prefix}{name}:{f}:{side}") for f in own} for side in "TF")
    if message is None:
        return Unit(name=name, scope=scope, there=True, true=true, false=false, names=names)
    return Unit(
        name=name,
        scope=scope,
        there=z3().Bool(f"{prefix}{name}"),
        true={**message.true, **true},
        false={**message.false, **false},
        names={**message.names, **names},
    )


def _granted(prefix: str, role: str, number: int, units: Iterable[Unit]) -> Granted:
    label = f"{prefix}grant:{role}:{number}"
    covers = {unit.name: z3().Bool(f"{label}:{unit.name}") for unit in units}
    return Granted(role=role, covers=covers, conditional=z3().Bool(f"{label}:conditional"))


# ── voices (as `gate._voices`) ──────────────────────────────────────────────────────────────────
def truth_of(conjuncts: Iterable[Conjunct], unit: Unit) -> tuple[Formula, Formula]:
    """Say that a compiled condition is not FALSE, and that it is TRUE, of a unit."""
    pairs = [(_facts(asked), _facts(denied)) for asked, denied in conjuncts]
    possible = [
        all_of(*(no(unit.false[f]) for f in asked), *(no(unit.true[f]) for f in denied))
        for asked, denied in pairs
    ]
    met = [
        all_of(*(unit.true[f] for f in asked), *(unit.false[f] for f in denied)) for asked, denied in pairs
    ]
    return any_of(*possible), any_of(*met)


@cache
def _facts(mask: int) -> tuple[str, ...]:
    return tuple(name for name, bit in bits().items() if mask & bit)


def make_voices(symbols: Symbols, rules: Iterable[Rule]) -> tuple[Voice, ...]:
    """Make the voice of each clause on each unit of its scope."""
    return tuple(
        make_voice(clause, unit, *truth_of(clause.conjuncts, unit))
        for rule in rules
        for clause in rule.clauses
        for unit in symbols.units
        if unit.scope is clause.scope
    )


def make_voice(clause: Clause, unit: Unit, possible: Formula, met: Formula) -> Voice:
    """Make the voice of a clause whose condition may hold and holds when these formulas do."""
    speaks = all_of(unit.there, possible)
    return Voice(
        clause=clause, unit=unit, speaks=speaks, certain=all_of(speaks, met), needs=_written(clause, unit)
    )


# ── grounds (as `gate._Weigher`) ────────────────────────────────────────────────────────────────
class Weigher:
    """What each voice reaches, knowing which needs are met by whom (K3, K6, 5.5)."""

    def __init__(self, symbols: Symbols, voices: Sequence[Voice]) -> None:
        """Note which units name which need."""
        self.symbols = symbols
        self.lapsed = symbols.message.true["form.supplement_lapsed"]
        self.named: dict[str, dict[str, list[Formula]]] = {}
        for voice in voices:
            if voice.clause.effect is Effect.A:
                asks = all_of(voice.speaks, no(self.met_by_tp2(voice)))
                for need in voice.needs:
                    self.named.setdefault(need, {}).setdefault(voice.unit.name, []).append(asks)

    def met_by_tp2(self, voice: Voice) -> Formula:
        """Say that the urgency path meets this need."""
        carried = voice.unit.true.get("item.released_by_tp2", False)
        return all_of(voice.clause.tp2, voice.certain, carried)

    def reach(self, voice: Voice) -> Rank:
        """Return which outcome one voice reaches."""
        match voice.clause.effect:
            case Effect.DUTY | Effect.NONE:
                return up_to(CONDITIONS, False)
            case Effect.C:
                return up_to(CONDITIONS, voice.speaks)
            case Effect.A:
                return self._authorisation(voice)
            case Effect.M:
                return highest(self.unsure(voice), up_to(REFUSE, voice.certain))
            case Effect.S:
                shut = self.symbols.message.true.get(f"{SHUT}{voice.clause.rule}", False)
                lapsed = up_to(REFUSE, all_of(voice.certain, any_of(self.lapsed, shut)))
                return highest(self.unsure(voice), up_to(REFER, voice.certain), lapsed)
            case _:
                return up_to(REFER, voice.speaks)

    def unsure(self, voice: Voice) -> Rank:
        """Return what a voice reaches whose condition is UNKNOWN: a person looks at it (K4)."""
        return up_to(REFER, all_of(voice.speaks, no(voice.certain)))

    def _authorisation(self, voice: Voice) -> Rank:
        by_two = self.met_by_tp2(voice)
        granted = all_of(*(self._is_granted(need) for need in voice.needs))
        passes = all_of(voice.certain, any_of(by_two, granted))
        bound = all_of(no(by_two), self._binds(voice))
        named = bool(voice.clause.conditions)
        return highest(
            self.unsure(voice),
            up_to(NEEDS, all_of(voice.certain, no(by_two), no(granted))),
            up_to(CONDITIONS, all_of(passes, any_of(named, bound))),
        )

    def _is_granted(self, need: str) -> Formula:
        """Say that a grant by one of the roles covers every unit with this need (K6)."""
        roles = need.split(" or ")
        asking = {unit: any_of(*asks) for unit, asks in self.named[need].items()}
        return any_of(
            *(
                all_of(*(any_of(no(asks), grant.covers[unit]) for unit, asks in asking.items()))
                for grant in self.symbols.grants
                if grant.role in roles
            )
        )

    def _binds(self, voice: Voice) -> Formula:
        """Say that a grant for this unit, by a role that is needed, sets conditions (K1)."""
        roles = {role for need in voice.needs for role in need.split(" or ")}
        given = [g for g in self.symbols.grants if g.role in roles]
        return any_of(*(all_of(g.covers[voice.unit.name], g.conditional) for g in given))
