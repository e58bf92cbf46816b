"""The gate: weigh every rule over the facts, then combine by domain.md 5.2 (K1-K8).

Pure and total: the same facts and rules give the same decision. UNKNOWN never becomes permit. The hot
path is one loop over bitmasks; grounds are made only for the clauses that speak.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from comity.law.accessory import with_a_main_offence
from comity.law.clauses import Clause, Effect
from comity.law.disclosure import SUPPLEMENT, is_masked, is_masked_ground, strictest, tells_partner
from comity.law.facts import Facts, UnitFacts, establish
from comity.law.naming import Scope, bits
from comity.law.rulebook import Rulebook
from comity.law.weighing import Grant, Weighing
from comity.model.decisions import Decision, Disclosable, Ground, Level, Outcome, UnitDecision

PERMIT, CONDITIONS = Outcome.PERMIT, Outcome.PERMIT_WITH_CONDITIONS
NEEDS, REFER, REFUSE = Outcome.NEEDS_AUTHORISATION, Outcome.REFER, Outcome.REFUSE

_A, _C = Effect.A, Effect.C
_NAMES_A_TARGET = (Effect.O, Effect.REFER)
_LEGAL_OFFICER = ("LEGAL_OFFICER",)

ABUSE = "abuse."
"""How the facts begin that flag and never decide."""

SHUT = "agreed.shuts_"
"""How the facts begin by which an agreement says that nothing cures a ground; the rule's id follows."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The clauses of one scope in force on a day, and their conjuncts in one flat row.

    A conjunct is one mask: the facts that must be TRUE, and above them those that must be FALSE.
    """

    clauses: tuple[Clause, ...]
    row: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Tables:
    message: _Table
    offence: _Table
    item: _Table
    rules: tuple[str, ...]


@dataclass(slots=True)
class _Voice:
    """One clause that speaks on one unit; `certain` False means that its condition is UNKNOWN.

    `needs` are the clause's, written out for this unit.
    """

    clause: Clause
    facts: UnitFacts
    certain: bool
    needs: tuple[str, ...]


@lru_cache(maxsize=256)
def _tables(rulebook: Rulebook, on: date) -> _Tables:
    rules = rulebook.in_force(on)
    above = len(bits())

    def table(scope: Scope) -> _Table:
        clauses = tuple(c for rule in rules for c in rule.clauses if c.scope is scope)
        row = tuple((pos | neg << above, n) for n, c in enumerate(clauses) for pos, neg in c.conjuncts)
        return _Table(clauses, row)

    return _Tables(
        message=table(Scope.MESSAGE),
        offence=table(Scope.OFFENCE),
        item=table(Scope.ITEM),
        rules=tuple(rule.id for rule in rules),
    )


@lru_cache(maxsize=1)
def _bits_read_here() -> tuple[int, int, int, int]:
    place = bits()
    return (
        place["item.released_by_tp2"],
        place["item.awaits_tp2"],
        place["form.supplement_lapsed"],
        place["message.part_would_mislead"],
    )


def weigh(weighing: Weighing, rulebook: Rulebook) -> Decision:
    """Establish the facts of a weighing and decide on its law-time day (Q21)."""
    facts = establish(weighing)
    return decide(facts, rulebook, facts.on)


def decide(facts: Facts, rulebook: Rulebook, on: datetime) -> Decision:
    """Weigh every rule in force on the day of `on`, in the time zone that `on` carries, and combine."""
    tables = _tables(rulebook, on.date())
    message = _voices(tables.message, tables.message.row, facts.message)
    offences = _voices_of_units(tables.offence, facts.message, facts.offences)
    items = _voices_of_units(tables.item, facts.message, facts.items)
    weigher = _Weigher(facts, (message, *offences, *items))
    own = weigher.grounds(message)
    by_offence = [weigher.grounds(voices) for voices in offences]
    by_item = [weigher.grounds(voices) for voices in items]
    return _combine(facts, rulebook, tables, (weigher.duty(message), own, by_offence, by_item))


def _voices_of_units(table: _Table, message: UnitFacts, units: tuple[UnitFacts, ...]) -> list[list[_Voice]]:
    """Weigh offences or items; what the message's facts make FALSE is dropped once for all of them."""
    against = _against(message)
    row = [entry for entry in table.row if not against & entry[0]]
    return [_voices(table, row, unit) for unit in units]


def _voices(table: _Table, row: Iterable[tuple[int, int]], unit: UnitFacts) -> list[_Voice]:
    """Return the clauses whose condition is not FALSE: a clause is FALSE iff each of its conjuncts is."""
    against = _against(unit)
    speaking = [entry for entry in row if not against & entry[0]]
    if not speaking:
        return []
    meets = unit.true | (unit.known & ~unit.true) << len(bits())
    certain: dict[int, bool] = {}
    for mask, place in speaking:
        certain[place] = meets & mask == mask or certain.get(place, False)
    clauses = table.clauses
    return [_Voice(clauses[n], unit, sure, clauses[n].needs) for n, sure in certain.items()]


def _against(unit: UnitFacts) -> int:
    """Return what falsifies a conjunct: FALSE where TRUE is asked, TRUE where FALSE is."""
    return (unit.known & ~unit.true) | unit.true << len(bits())


def either(need: str) -> list[str]:
    """Return the roles of which each meets a need by itself."""
    return need.split(" or ")


class _Weigher:
    """Turns voices into grounds, knowing which needs are met by whom (K3, K6, 5.5)."""

    __slots__ = ("facts", "lapsed", "named_by_need", "tp2", "written")

    def __init__(self, facts: Facts, all_voices: Iterable[list[_Voice]]) -> None:
        self.facts = facts
        self.tp2, _, lapsed, _ = _bits_read_here()
        self.lapsed = bool(facts.message.true & lapsed)
        self.written: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.named_by_need: dict[str, set[str]] = {}
        for voices in all_voices:
            for voice in voices:
                if not voice.needs:
                    continue
                voice.needs = self._written(voice.clause, voice.needs, voice.facts)
                if voice.clause.effect is _A and not self._met_by_tp2(voice):
                    for need in voice.needs:
                        self.named_by_need.setdefault(need, set()).add(voice.facts.unit)

    def grounds(self, voices: list[_Voice]) -> tuple[Ground, ...]:
        """Return one ground per voice, in the order of the rulebook."""
        return tuple([self._ground(v) for v in voices if v.clause.effect is not Effect.DUTY])

    def duty(self, voices: list[_Voice]) -> Clause | None:
        """Return the duty to assist that speaks for certain, if any (K2, N4)."""
        return next((v.clause for v in voices if v.clause.effect is Effect.DUTY and v.certain), None)

    def _ground(self, voice: _Voice) -> Ground:
        clause = voice.clause
        effect = clause.effect
        if effect is _C or effect is Effect.NONE:
            return self._made(voice, CONDITIONS if effect is _C else PERMIT)
        if not voice.certain:
            needs = clause.unknown_needs or (voice.needs if effect in _NAMES_A_TARGET else _LEGAL_OFFICER)
            return self._made(voice, REFER, needs, clause.unknown_action or "ESTABLISH_FACTS")
        if effect is _A:
            return self._authorisation(voice)
        if effect in _NAMES_A_TARGET:
            return self._made(voice, REFER, voice.needs, clause.action)
        shut = bits().get(f"{SHUT}{clause.rule}", 0)
        if effect is Effect.S and not self.lapsed and not self.facts.message.true & shut:
            return self._made(voice, REFER, ("REQUESTING_SIDE",), SUPPLEMENT)
        return self._made(voice, REFUSE)

    def _authorisation(self, voice: _Voice) -> Ground:
        """Leave the conditions of a need that is met, and keep one that is not (K3: N3 only)."""
        if self._met_by_tp2(voice):
            return self._met(voice, (), "TP2")
        if not all([self._is_granted(need) for need in voice.needs]):
            return self._made(voice, NEEDS, voice.needs, voice.clause.action)
        return self._met(voice, self._binding(voice), "AUTHORISED")

    def _met(self, voice: _Voice, grants: Iterable[Grant], how: str) -> Ground:
        conditions = (*voice.clause.conditions, *(c for grant in grants for c in grant.conditions))
        outcome = CONDITIONS if conditions else PERMIT
        return self._made(voice, outcome, voice.needs, how, conditions=conditions)

    def _met_by_tp2(self, voice: _Voice) -> bool:
        return voice.clause.tp2 and voice.certain and bool(voice.facts.true & self.tp2)

    def _is_granted(self, need: str) -> bool:
        """Tell whether a grant by one of the roles covers *every* unit with this need (K6)."""
        if not self.facts.grants:
            return False
        roles = either(need)
        units = self.named_by_need[need]
        return any(g.role in roles and units <= g.units for g in self.facts.grants)

    def _binding(self, voice: _Voice) -> Iterable[Grant]:
        """Return every grant for this unit by a role that is needed: the conditions of each bind (K1)."""
        roles = {role for need in voice.needs for role in either(need)}
        return [g for g in self.facts.grants if g.role in roles and voice.facts.unit in g.units]

    def _made(
        self,
        voice: _Voice,
        outcome: Outcome,
        needs: tuple[str, ...] = (),
        action: str = "",
        *,
        conditions: tuple[str, ...] | None = None,
    ) -> Ground:
        clause = voice.clause
        article = clause.article
        named = clause.conditions if conditions is None else conditions
        if clause.writes:
            (article,) = self._written(clause, (article,), voice.facts)
            named = self._written(clause, named, voice.facts)
        return Ground(
            rule=clause.rule,
            outcome=outcome,
            level=clause.level,
            article=article,
            disclosable=clause.disclosable,
            unit=voice.facts.unit,
            needs=needs,
            action=action,
            conditions=named,
            unknown=not voice.certain,
            clause=clause.place,
        )

    def _written(self, clause: Clause, texts: tuple[str, ...], unit: UnitFacts) -> tuple[str, ...]:
        """Write out what a rule leaves in braces, such as the profile's authoriser (Q3)."""
        if not clause.writes:
            return texts
        if clause.writes_of_unit:
            names: Mapping[str, str] = {**self.facts.message.names, **unit.names}
            return tuple([text.format_map(names) for text in texts])
        written = self.written.get(texts)
        if written is None:
            written = tuple([text.format_map(self.facts.message.names) for text in texts])
            self.written[texts] = written
        return written


# ── combination (K1, K2, K5, Q1, Q5) ────────────────────────────────────────────────────────────
_Weighed = tuple[Clause | None, tuple[Ground, ...], list[tuple[Ground, ...]], list[tuple[Ground, ...]]]
"""The duty to assist, and the grounds of message, offences and items."""


def _combine(facts: Facts, rulebook: Rulebook, tables: _Tables, weighed: _Weighed) -> Decision:
    duty, own, by_offence, by_item = weighed
    base = _rank(own, PERMIT)
    offences = with_a_main_offence(_units(facts.offences, by_offence, base))
    through = max(base, min([o.outcome for o in offences])) if offences else base
    items = _units(facts.items, by_item, through)
    own, items = _keep_from_misleading(facts, own, items)
    units = (*offences, *items)
    left = [unit for unit in units if unit.outcome is not REFUSE]
    outcome = max([_rank(own, base), *[unit.outcome for unit in left]])
    if _nothing_survives(offences) or _nothing_survives(items):
        outcome = REFUSE
    partial = outcome is not REFUSE and len(left) < len(units)
    grounds = (*own, *[ground for unit in units for ground in unit.grounds])
    flags: tuple[str, ...] = ()
    if duty is not None:
        own, grounds, outcome, flags = _consult_first(facts, duty, own, grounds, outcome)
    standing = [*own, *[ground for unit in left for ground in unit.grounds]]
    refusing = [g for unit in units for g in unit.grounds if outcome is g.outcome is REFUSE]
    spoken = {ground.rule for ground in grounds}
    return Decision(
        moment=facts.moment,
        outcome=outcome,
        partial=partial,
        grounds=grounds,
        items=items,
        offences=offences,
        authorisers=tuple(sorted(set().union(*[g.needs for g in standing if g.outcome is NEEDS]))),
        conditions=strictest(c for ground in (*standing, *refusing) for c in ground.conditions),
        time_limit=facts.time_limit,
        flags=(*flags, *_awaiting(facts, items), *_abuses(facts)),
        passed=tuple([rule for rule in tables.rules if rule not in spoken]),
        neutral=_is_neutral(own, offences, items),
        rulebook=rulebook.digest,
        versions=facts.versions,
        on=facts.on,
    )


def _rank(grounds: Iterable[Ground], least: Outcome) -> Outcome:
    return max([least, *[ground.outcome for ground in grounds]])


def _units(
    facts: tuple[UnitFacts, ...], grounds: list[tuple[Ground, ...]], least: Outcome
) -> tuple[UnitDecision, ...]:
    return tuple(
        [
            UnitDecision(unit=unit.unit, outcome=_rank(said, least), grounds=said)
            for unit, said in zip(facts, grounds, strict=True)
        ]
    )


def _nothing_survives(units: tuple[UnitDecision, ...]) -> bool:
    return bool(units) and all([unit.outcome is REFUSE for unit in units])


def _keep_from_misleading(
    facts: Facts, own: tuple[Ground, ...], items: tuple[UnitDecision, ...]
) -> tuple[tuple[Ground, ...], tuple[UnitDecision, ...]]:
    """Hold the rest back too where a part alone would mislead, or may (K5)."""
    bit = _bits_read_here()[3]
    may_mislead = facts.message.true & bit or not facts.message.known & bit
    if not may_mislead or all([i.outcome <= CONDITIONS for i in items]):
        return own, items
    ground = Ground(
        rule="K5",
        outcome=REFER,
        level=Level.N1,
        article="LED art. 4(1)(d)",
        disclosable=Disclosable.NATIONAL_LAW,
        needs=_LEGAL_OFFICER,
        action="PART_WOULD_MISLEAD",
    )
    held = tuple(UnitDecision(unit=i.unit, outcome=max(REFER, i.outcome), grounds=i.grounds) for i in items)
    return (*own, ground), held


def _consult_first(
    facts: Facts,
    duty: Clause,
    own: tuple[Ground, ...],
    grounds: tuple[Ground, ...],
    outcome: Outcome,
) -> tuple[tuple[Ground, ...], tuple[Ground, ...], Outcome, tuple[str, ...]]:
    """Consult the partner before national law alone refuses what a treaty obliges to (K2, N4 against N1).

    The route changes, never the set that is released: what was refused stays refused.
    """
    refusals = [g for g in grounds if g.outcome is REFUSE]
    national = [g for g in refusals if g.level is Level.N1 and g.rule not in facts.treaty_grounds]
    if all([is_masked_ground(g) for g in national]):  # to consult about these alone would tell (AX9)
        return own, grounds, outcome, ()
    consult = Ground(
        rule=duty.rule,
        outcome=REFER,
        level=Level.N4,
        article=duty.article.format_map(facts.message.names),
        disclosable=duty.disclosable,
        needs=("CENTRAL_AUTHORITY",),
        action="CONSULT_BEFORE_REFUSAL",
        clause=duty.place,
    )
    route = REFER if outcome is REFUSE and len(national) == len(refusals) else max(outcome, REFER)
    return (*own, consult), (*grounds, consult), route, ("TREATY_CONFLICT",)


def _awaiting(facts: Facts, items: tuple[UnitDecision, ...]) -> tuple[str, ...]:
    """Say that two persons may let an item go (TP2): none that is refused, or that somebody must look at."""
    bit = _bits_read_here()[1]
    asked = zip(facts.items, items, strict=True)
    return ("TP2_WOULD_SUFFICE",) if any([i.true & bit and d.outcome is NEEDS for i, d in asked]) else ()


@lru_cache(maxsize=1)
def _marks_of_abuse() -> tuple[tuple[int, str], ...]:
    return tuple((bit, f"ABUSE({n.removeprefix(ABUSE)})") for n, bit in bits().items() if n.startswith(ABUSE))


def _abuses(facts: Facts) -> tuple[str, ...]:
    """Return the marks of abuse: for two persons to look at, with no effect on the outcome (5.7)."""
    return tuple([flag for bit, flag in _marks_of_abuse() if facts.message.true & bit])


def _is_neutral(
    own: tuple[Ground, ...], offences: tuple[UnitDecision, ...], items: tuple[UnitDecision, ...]
) -> bool:
    """Tell whether the partner's answer is the neutral one, unless somebody lets an item go (Q2, Q18)."""
    if any(tells_partner(g) for g in own) or _nothing_survives(offences):
        return False
    return bool(items) and all(is_masked(i) for i in items)
