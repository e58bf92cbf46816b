"""What another version of the law would decide otherwise, each difference as a situation.

Known situations are weighed under both. Then, for each clause that was changed, a smallest situation is
looked for in which it alone makes the difference: by the prover where it is installed, which looks at
outcomes, else and for all beside outcomes (who is to look, for what) by trying what the clause itself asks.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from comity.law.body import Files, Law
from comity.law.clauses import Clause
from comity.law.combining import decide_all
from comity.law.examples import Example, example_of, facts_of, smallest
from comity.law.facts import Facts, unit_of
from comity.law.follows import FOLLOWS, what_follows
from comity.law.gate import decide, weigh
from comity.law.naming import Scope, bits
from comity.law.proving import (
    Decided,
    Formula,
    Symbols,
    Voice,
    all_of,
    any_of,
    differ,
    is_so,
    is_there,
    make_symbols,
    make_voices,
    no,
    z3,
)
from comity.law.rulebook import Rulebook
from comity.law.situations import Law as Known
from comity.law.situations import Situation, parse_situations
from comity.law.stages import Setting, guaranteed
from comity.law.truth import Truth
from comity.law.weighing import Grant, Weighing
from comity.model.decisions import Decision, Moment, Outcome

ClauseKey = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One situation that two versions decide differently; `rules` are those that speak in one of them only.

    A known situation has a `title`; of others `example` tells the facts, with the earlier decision.
    """

    title: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    rules: tuple[str, ...]
    example: Example | None = None

    def differing(self) -> tuple[str, ...]:
        """Name what comes out otherwise: the message, its parts, who is needed, conditions, flags, limits."""
        names = dict.fromkeys((*self.before, *self.after))
        return tuple(name for name in names if self.before.get(name) != self.after.get(name))

    def gist(self) -> tuple[tuple[object, ...], ...]:
        """Return what another situation must differ in to be told besides: rules, what comes out, limits."""
        moot = _MOOT if _one_refuses(self.before, self.after) else ()
        names = tuple(name for name in self.differing() if name not in moot)
        return self.rules, names, tuple((self.before[n], self.after[n]) for n in names if n in FOLLOWS)

    def adds_to(self, usual: "Changed") -> bool:
        """Tell whether this shows what the usual message, which fares otherwise too, does not."""
        more = any(not set(one) <= set(other) for one, other in zip(self.gist(), usual.gist(), strict=True))
        return more or self._refused() != usual._refused()

    def _refused(self) -> tuple[bool, bool]:
        return self.before["message"] == _REFUSE, self.after["message"] == _REFUSE

    def lines(self) -> tuple[str, ...]:
        """Return the situation in lines for a person: the message, and of the rest what differs."""
        facts = self.example.lines()[:-1] if self.example else ()
        names = dict.fromkeys(("message", *self.differing()))
        because = (f"through: {', '.join(self.rules)}",) if self.rules else ()
        return (
            self.title,
            *facts,
            *_told("before", self.before, names, self.after),
            *_told("after", self.after, names, self.before),
            *because,
        )


_BESIDE = ("message", "needs", "referred to", "conditions", "flags", *FOLLOWS)
"""What a decision says beside how each part fares."""


def _told(
    when: str, decides: Mapping[str, str], names: Iterable[str], other: Mapping[str, str]
) -> Iterable[str]:
    """Tell the message and these parts of a decision, those that fare alike together.

    Where one of both refuses, no conditions are told; else only those that the other lacks.
    """
    parts: dict[str, list[str]] = {}
    for name in (name for name in names if name in decides and name not in _BESIDE):
        parts.setdefault(decides[name], []).append(name)
    every = sum(name not in _BESIDE for name in decides)
    said = [f"message {decides['message']}"]
    for answer, held in parts.items():
        said.append(f"{'every part' if len(held) == every > 1 else _named(held)} {answer}")
    beside = (name for name in _BESIDE[1:] if name in names and name in decides)
    one_refuses = _one_refuses(decides, other)
    said += [_only(n, decides[n], other[n]) for n in beside if not (one_refuses and n in _MOOT)]
    yield f"{when}: {'; '.join(said)}"


_REFUSE = Outcome.REFUSE.name
_MOOT = ("needs", "referred to", "conditions")

MOST_NAMED = 6
"""How many parts that fare alike are told by name."""


def _one_refuses(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return (one["message"] == _REFUSE) is not (other["message"] == _REFUSE)


def _named(parts: list[str]) -> str:
    if len(parts) <= MOST_NAMED:
        return ", ".join(parts)
    return f"{', '.join(parts[:MOST_NAMED])} and {len(parts) - MOST_NAMED} others"


def _only(name: str, here: str, there: str) -> str:
    """Tell one value beside a decision; of two lists of conditions what the one has and the other lacks."""
    if name != "conditions" or "none" in (here, there):
        return f"{name} {here}"
    shared = set(there.split(", "))
    return f"conditions besides: {', '.join(c for c in here.split(', ') if c not in shared) or 'none'}"


def changed_known(files: Files, before: Law, after: Law) -> Iterator[Changed]:
    """Yield the situations of these files that fare otherwise, each read and weighed under either law.

    Raises: LawFileInvalid naming file and line.
    """
    later = {situation.id: situation.weighing for situation in _read(files, after)}
    for situation in _read(files, before):
        title = f"{situation.id}: {situation.title}"
        if (
            found := weighed_both(title, (situation.weighing, later[situation.id]), before, after)
        ) is not None:
            yield found


def weighed_both(title: str, twice: tuple[Weighing, Weighing], before: Law, after: Law) -> Changed | None:
    """Weigh one message as it reads under either law, and tell what differs; None if nothing does.

    Of what is refused under one of them, no limits are told.
    """
    one, two = (weigh(w, law.rulebook) for w, law in zip(twice, (before, after), strict=True))
    if Outcome.REFUSE in (one.outcome, two.outcome):
        return compared(title, one, two)
    return compared(title, one, two, follows=(what_follows(twice[0]), what_follows(twice[1])))


def _read(files: Files, law: Law) -> tuple[Situation, ...]:
    """Read situations against a law; each says itself which agreements it takes for adopted."""
    known = tuple(replace(agreement, adopted=False) for agreement in law.agreements)
    return parse_situations(files, Known(profiles=law.profiles, instruments=known, relations=law.relations))


def compared(
    title: str,
    one: Decision,
    two: Decision,
    example: Example | None = None,
    follows: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> Changed | None:
    """Tell two decisions of one situation, and what follows beside them; None if they answer alike."""
    before, after = {**answer(one), **follows[0]}, {**answer(two), **follows[1]}
    if before == after:
        return None
    spoken, then = (
        {(g.rule, g.unit, g.outcome, g.needs, g.action, g.conditions) for g in decision.grounds}
        for decision in (one, two)
    )
    rules = {ground[0] for ground in spoken ^ then}
    return Changed(title=title, before=before, after=after, rules=tuple(sorted(rules)), example=example)


def answer(decision: Decision) -> dict[str, str]:
    """Return what comes of a decision: of the message and each part, who is needed, conditions and flags."""
    told = {"message": decision.outcome.name}
    told |= {unit.unit: unit.outcome.name for unit in (*decision.offences, *decision.items)}
    refused = decision.outcome is Outcome.REFUSE
    told["needs"] = "nobody" if refused else ", ".join(decision.authorisers) or "nobody"
    told["referred to"] = "nobody" if refused else ", ".join(_referred(decision)) or "nobody"
    told["conditions"] = ", ".join(decision.conditions) or "none"
    told["flags"] = ", ".join(decision.flags) or "none"
    return told


def _referred(decision: Decision) -> list[str]:
    """Return who is to look at something, and what for."""
    grounds = (g for g in decision.grounds if g.outcome is Outcome.REFER)
    return sorted({f"{' and '.join(g.needs)} for {g.action}" for g in grounds})


# ── clauses that were changed ───────────────────────────────────────────────────────────────────
def changed_clauses(before: Rulebook, after: Rulebook, on: datetime) -> tuple[tuple[Clause, ...], ...]:
    """Return the clauses in force that only the one and only the other book has; texts do not matter."""
    held = [{_key(c): c for r in book.in_force(on.date()) for c in r.clauses} for book in (before, after)]
    return tuple(
        tuple(clause for key, clause in one.items() if key not in other)
        for one, other in (held, reversed(held))
    )


def _key(clause: Clause) -> ClauseKey:
    decides = (clause.rule, clause.scope, clause.effect, clause.level, clause.conjuncts, clause.needs)
    how = (clause.action, clause.conditions, clause.tp2, clause.unknown_needs, clause.unknown_action)
    return (*decides, *how)


def changed_by_rules(before: Rulebook, after: Rulebook, setting: Setting) -> Iterator[Changed]:
    """Yield a situation for each changed clause that makes a difference, as small as can be."""
    found = _proved if is_there() else _tried
    yield from found(before, after, setting)


def _decided_both(facts: Facts, before: Rulebook, after: Rulebook) -> Changed | None:
    one, two = (decide(facts, book, facts.on) for book in (before, after))
    return compared("A situation", one, two, example_of(facts, one))


# ── with the prover ─────────────────────────────────────────────────────────────────────────────
def _proved(before: Rulebook, after: Rulebook, setting: Setting) -> Iterator[Changed]:
    books = [book.in_force(setting.on.date()) for book in (before, after)]
    symbols = make_symbols((*books[0], *books[1]), setting.names, setting.owners)
    voices = [make_voices(symbols, book) for book in books]
    one, two = (decide_all(symbols, spoken) for spoken in voices)
    keys = [{_key(c) for c in clauses} for clauses in changed_clauses(before, after, setting.on)]
    changed = [v for spoken, key in zip(voices, keys, strict=True) for v in spoken if _key(v.clause) in key]
    solver = z3().SolverFor("QF_FD")
    solver.add(symbols.consistent(), guaranteed(symbols, setting))
    told: set[ClauseKey] = set()
    for differs in (_parts_differ(symbols, one, two), _message_differs(one, two)):
        while solver.check(differs) == z3().sat:
            model = _model(solver, symbols, differs)
            found = _decided_both(facts_of(model, symbols, setting.on), before, after)
            spoke = {_key(v.clause) for v in changed if is_so(model, v.speaks)}
            if found is not None:
                told |= spoke
                yield found
            if not spoke:
                break
            solver.add(*(no(v.speaks) for v in changed if _key(v.clause) in spoke))
    yield from _tried(before, after, setting, told)


def _model(solver: Any, symbols: Symbols, differs: Formula) -> Any:  # noqa: ANN401 - the prover's own
    solver.push()
    solver.add(differs)
    model = smallest(solver, symbols)
    solver.pop()
    return model


def _parts_differ(symbols: Symbols, one: Decided, two: Decided) -> Formula:
    """Say that an offence or item fares otherwise, or leaves under other conditions."""
    differing = []
    for unit in (*symbols.offences, *symbols.items):
        ranks = zip(one.units[unit.name], two.units[unit.name], strict=True)
        differing += [all_of(unit.there, differ(a, b)) for a, b in ranks]
    codes = {code for decided in (one, two) for voice, _ in decided.reached for code in _codes(voice)}
    for item in symbols.items:
        carried = [differ(one.carries(item, code), two.carries(item, code)) for code in sorted(codes)]
        differing.append(all_of(one.released(item), any_of(*carried)))
    return any_of(*differing)


def _message_differs(one: Decided, two: Decided) -> Formula:
    """Say that the whole message fares otherwise."""
    return any_of(*(differ(a, b) for a, b in zip(one.outcome, two.outcome, strict=True)))


def _codes(voice: Voice) -> tuple[str, ...]:
    return tuple(code.format_map(voice.unit.names) for code in voice.clause.conditions)


# ── without it ──────────────────────────────────────────────────────────────────────────────────
MOST_STEPS = 40
"""How many grounds that a clause does not speak of are put out of the way, one after the other."""


def _tried(
    before: Rulebook, after: Rulebook, setting: Setting, known: Container[ClauseKey] = ()
) -> Iterator[Changed]:
    """Yield a situation for each changed clause that is not known already, and makes a difference."""
    told: list[Changed] = []
    changed = (c for clauses in changed_clauses(before, after, setting.on) for c in clauses)
    for clause in (c for c in changed if _key(c) not in known):
        tries = (
            _decided_both(facts, before, after)
            for book in (before, after)
            for facts in _asked_by(clause, book, setting)
        )
        found = next((changed for changed in tries if changed is not None), None)
        if found is not None and found not in told:
            told.append(found)
            yield found


_ALWAYS_KNOWN = ("type.", "moment.")
"""Facts of which nobody is in doubt, and of each kind of which one alone is TRUE."""


def _asked_by(clause: Clause, book: Rulebook, setting: Setting) -> Iterator[Facts]:
    """Yield small situations in which a clause speaks: its own facts, granted or not, known or not."""
    names = {**setting.names, "owner": setting.owners[0]}
    roles = (need.format_map(names).split(" or ")[0] for need in clause.needs)
    granted = tuple(Grant(role=role, units=frozenset({"", "o0", "i0"})) for role in roles)
    for asked, denied in clause.conjuncts:
        usual: dict[str, Truth] = {
            name: bool(asked & bit) for name, bit in bits().items() if (asked | denied) & bit
        }
        doubted = (name for name in usual if not name.startswith(_ALWAYS_KNOWN))
        for truths in (usual, *({**usual, name: None} for name in doubted)):
            for grants in ((), granted):
                yield _alone(clause, truths, book, setting, grants)


def _alone(
    clause: Clause,
    truths: Mapping[str, Truth],
    book: Rulebook,
    setting: Setting,
    grants: tuple[Grant, ...],
) -> Facts:
    """Return facts under which a clause speaks and, as far as may be, no other stands in the way."""
    clauses = {(c.rule, c.place): c for r in book.in_force(setting.on.date()) for c in r.clauses}
    clauses.pop((clause.rule, clause.place), None)
    chosen = dict(truths)
    for _ in range(MOST_STEPS):
        facts = _facts(clause.scope, chosen, setting, grants)
        in_the_way = (
            clauses.get((g.rule, g.clause))
            for g in decide(facts, book, setting.on).grounds
            if g.outcome > Outcome.PERMIT_WITH_CONDITIONS
        )
        step = next((s for other in in_the_way if other and (s := _against(other, chosen))), None)
        if step is None:
            break
        chosen |= step
    return _facts(clause.scope, chosen, setting, grants)


def _against(clause: Clause, chosen: Mapping[str, Truth]) -> dict[str, Truth]:
    """Return one fact that is still free and would make a conjunct of this clause FALSE."""
    for asked, denied in clause.conjuncts:
        for name, bit in bits().items():
            truth = bool(denied & bit)
            if (asked | denied) & bit and name not in chosen and not (truth and _taken(name, chosen)):
                return {name: truth}
    return {}


def _taken(name: str, chosen: Mapping[str, Truth]) -> bool:
    """Tell whether a message that is of one type, or at one moment, already is of another."""
    kind = next((kind for kind in _ALWAYS_KNOWN if name.startswith(kind)), None)
    return kind is not None and any(truth and other.startswith(kind) for other, truth in chosen.items())


def _facts(scope: Scope, truths: Mapping[str, Truth], setting: Setting, grants: tuple[Grant, ...]) -> Facts:
    names = {**setting.names, "owner": setting.owners[0]}
    offence = (unit_of(Scope.OFFENCE, "o0", truths, names),) if scope is Scope.OFFENCE else ()
    return Facts(
        moment=Moment.G3,
        on=setting.on,
        message=unit_of(Scope.MESSAGE, "", truths, names),
        offences=offence,
        items=(unit_of(Scope.ITEM, "i0", truths, names),),
        grants=grants,
    )
