"""Rules as dated data beside their articles: read from TOML, checked, compiled once.

A rule has clauses; a clause says when it speaks (`when`, over named facts) and what follows (`effect`).
The language is closed: an unknown fact, key, role or condition is refused with file and line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from string import Formatter

from comity.law.conditions import Condition, Conjunct, compile_condition, names_in, read_condition
from comity.law.cures import Cure, read_cure
from comity.law.facts import PLACEHOLDERS
from comity.law.floors import NO_PROFILING, profiles_people, weighs_nationality
from comity.law.lawfile import Faults, Table, content_digest, read_files
from comity.law.naming import Scope, bits, vocabulary
from comity.law.shapes import read_text, read_value
from comity.model.decisions import Disclosable, Ground, Level
from comity.model.requests import RequestType

LANGUAGES = ("en", "fr")
"""The languages in which every rule must speak."""


class Effect(StrEnum):
    """What follows when a clause speaks (domain.md 5.3); O is a REFER that a person may decide.

    NONE follows from what is named as no ground: it is said, and stands in nobody's way.
    """

    M = "M"
    S = "S"
    O = "O"  # noqa: E741 - the letter of domain.md 5.3
    REFER = "REFER"
    A = "A"
    C = "C"
    DUTY = "DUTY"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of a rule, compiled.

    `needs` are roles, `A or B` where either will do; `tp2` tells that the urgency path of 5.5 meets this
    need; `unknown_needs` and `unknown_action` say who looks at it when its condition is UNKNOWN (Q10);
    `writes` that a text of it is written out from facts, `writes_of_unit` from those of the item.
    """

    rule: str
    place: int
    scope: Scope
    effect: Effect
    level: Level
    article: str
    disclosable: Disclosable
    when: Condition
    conjuncts: tuple[Conjunct, ...]
    needs: tuple[str, ...]
    action: str
    conditions: tuple[str, ...]
    tp2: bool
    unknown_needs: tuple[str, ...]
    unknown_action: str
    writes: bool
    writes_of_unit: bool
    because: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of domain.md 5.3 (or an obligation of 5.4, or the path of 5.5), dated; `valid_to` included."""

    id: str
    title: Mapping[str, str]
    source: str
    valid_from: date
    valid_to: date | None
    clauses: tuple[Clause, ...]

    def in_force(self, on: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rulebook:
    """All rules under one digest, the words for roles, conditions and actions, and the lawful cures."""

    digest: str
    rules: tuple[Rule, ...]
    words: Mapping[str, Mapping[str, str]]
    cures: tuple[Cure, ...] = ()

    def in_force(self, on: date) -> tuple[Rule, ...]:
        """Return the rules in force on a day."""
        return tuple(rule for rule in self.rules if rule.in_force(on))

    def clause_of(self, ground: Ground, on: date) -> Clause | None:
        """Find the clause that spoke, in the version of its rule that was in force on a day."""
        versions = [rule for rule in self.rules if rule.id == ground.rule]
        rule = next((r for r in versions if r.in_force(on)), versions[0] if versions else None)
        return rule.clauses[ground.clause] if rule and ground.clause < len(rule.clauses) else None


def parse_rules(files: Mapping[str, bytes], words: Mapping[str, Mapping[str, str]] | None = None) -> Rulebook:
    """Read all rule files, given by name; `words` are those that other files already explain.

    Raises: LawFileInvalid naming file and line of every mistake.
    """
    documents, faults = read_files(files, "rule", "word", "cure")
    known = dict(words or {})
    for document in documents.values():
        for table in document.each("word"):
            with faults:
                table.only("code", *LANGUAGES)
                _check_word(table)
                known[read_value(str, table, _required(table, "code"))] = _texts(table)
    rules: list[Rule] = []
    for document in documents.values():
        for table in document.each("rule"):
            with faults:
                rule = _rule(table, known)
                _check_overlap(rule, rules, table)
                rules.append(rule)
    faults.tell()
    rules.sort(key=lambda rule: (rule.id, rule.valid_from))
    cures = _cures(documents.values())
    return Rulebook(digest=content_digest(documents), rules=tuple(rules), words=known, cures=cures)


def _cures(documents: Iterable[Table]) -> tuple[Cure, ...]:
    found: dict[str, Cure] = {}
    for table in (table for document in documents for table in document.each("cure")):
        cure = read_cure(table, LANGUAGES)
        if cure.fact in found:
            raise table.refuse(f"'{cure.fact}' has its cure already.", at=cure.fact)
        found[cure.fact] = cure
    return tuple(found[fact] for fact in sorted(found))


def _check_overlap(rule: Rule, earlier: list[Rule], table: Table) -> None:
    for other in earlier:
        if other.id == rule.id and (other.in_force(rule.valid_from) or rule.in_force(other.valid_from)):
            raise table.refuse(f"rule '{rule.id}' stands twice for the same days.", at="id")


def _check_word(table: Table) -> None:
    if profiles_people(str(table.data.get("code", "")), both=True):
        raise table.refuse(f"'{table.data['code']}': {NO_PROFILING}.", at="code")


def _check_keys(table: Table) -> None:
    """Refuse a key by which a rule would score people (LED art. 11(3))."""
    for key in table.data:
        if profiles_people(key):
            raise table.refuse(f"'{key}': {NO_PROFILING}.", at=key)


def _rule(table: Table, words: Mapping[str, Mapping[str, str]]) -> Rule:
    faults = Faults()
    with faults:
        _check_keys(table)
        table.only("id", "title", "source", "valid_from", "valid_to", "disclosable", "clause")
    for key in ("id", "title", "source", "valid_from", "disclosable", "clause"):
        with faults:
            _required(table, key)
    faults.tell()
    rule, disclosable = read_text(table, "id"), read_value(Disclosable, table, "disclosable")
    valid_from = read_value(date, table, "valid_from")
    valid_to = read_value(date, table, "valid_to") if "valid_to" in table.data else None
    if valid_to is not None and valid_to < valid_from:
        raise table.refuse("the rule would end before it begins.", at="valid_to")
    clauses: list[Clause] = []
    for place, part in enumerate(table.each("clause")):
        with faults:
            clause = _clause(rule, place, disclosable, part, words)
            _check_contradiction(clause, clauses, part)
            clauses.append(clause)
    faults.tell()
    return Rule(
        id=rule,
        title=_texts(table.table("title")),
        source=read_text(table, "source"),
        valid_from=valid_from,
        valid_to=valid_to,
        clauses=tuple(clauses),
    )


def _check_contradiction(clause: Clause, earlier: list[Clause], table: Table) -> None:
    """Refuse a clause that forbids what another of its rule allows in the very same case, or the reverse."""
    for other in earlier:
        same = (other.scope, other.conjuncts) == (clause.scope, clause.conjuncts)
        if same and (other.effect is Effect.M) is not (clause.effect is Effect.M):
            raise table.refuse(
                f"the rule contradicts itself: clause {other.place + 1} has effect {other.effect} in the "
                f"very same case, clause {clause.place + 1} has {clause.effect}.",
                at="effect",
            )


_CLAUSE_KEYS = ("scope", "effect", "level", "article", "when", "needs", "action", "conditions")


def _clause(
    rule: str, place: int, disclosable: Disclosable, table: Table, words: Mapping[str, Mapping[str, str]]
) -> Clause:
    faults = Faults()
    with faults:
        _check_keys(table)
        table.only(*_CLAUSE_KEYS, "disclosable", "tp2", "if_unknown", *LANGUAGES)
    for key in ("scope", "effect", "level", "article", "when", *LANGUAGES):
        with faults:
            _required(table, key)
    faults.tell()
    scope, effect = read_value(Scope, table, "scope"), read_value(Effect, table, "effect")
    unknown = table.table("if_unknown")
    unknown.only("needs", "action")
    when = _when(table, scope)
    _check_nationality(rule, names_in(when), table)
    clause = Clause(
        rule=rule,
        place=place,
        scope=scope,
        effect=effect,
        level=_level(table, effect),
        article=read_text(table, "article"),
        disclosable=_disclosable(table, disclosable),
        when=when,
        conjuncts=_compiled(when, table),
        needs=_words(table, "needs"),
        action=read_value(str, table, "action") if "action" in table.data else "",
        conditions=_words(table, "conditions"),
        tp2=read_value(bool, table, "tp2") if "tp2" in table.data else False,
        unknown_needs=_words(unknown, "needs"),
        unknown_action=read_value(str, unknown, "action") if "action" in unknown.data else "",
        writes=False,
        writes_of_unit=False,
        because=_texts(table),
    )
    _check_effect(clause, table)
    _check_words(clause, table, words)
    written = _placeholders(clause, table)
    return replace(clause, writes=bool(written), writes_of_unit=bool(written & PLACEHOLDERS[Scope.ITEM]))


def _disclosable(table: Table, of_rule: Disclosable) -> Disclosable:
    return read_value(Disclosable, table, "disclosable") if "disclosable" in table.data else of_rule


def _required(table: Table, key: str) -> str:
    if key not in table.data:
        raise table.refuse(f"'{key}' is missing.")
    return key


def _texts(table: Table) -> Mapping[str, str]:
    return {language: read_text(table, _required(table, language)) for language in LANGUAGES}


def _words(table: Table, key: str) -> tuple[str, ...]:
    return read_value(tuple[str, ...], table, key) if key in table.data else ()


def _when(table: Table, scope: Scope) -> Condition:
    try:
        when = read_condition(table.data["when"])
    except ValueError as wrong:
        raise table.refuse(f"{wrong}.", at="when") from None
    faults = Faults()
    for name in sorted(names_in(when)):
        fact = vocabulary().get(name)
        with faults:
            if fact is None:
                why = f": {NO_PROFILING}." if profiles_people(name) else f".{_likely(name)}"
                raise table.refuse(f"no fact is named '{name}'{why}", at=name)
            if fact.scope not in (Scope.MESSAGE, scope):
                raise table.refuse(
                    f"'{name}' speaks of an {fact.scope}, this clause of the {scope}.", at=name
                )
    faults.tell()
    return when


def _likely(name: str) -> str:
    found = get_close_matches(name, vocabulary(), n=1)
    return f" Perhaps '{found[0]}'?" if found else ""


def _check_nationality(rule: str, facts: Iterable[str], table: Table) -> None:
    weighed = weighs_nationality(rule, facts)
    if weighed is not None:
        raise table.refuse(
            f"'{rule}' is no rule in which nationality counts (AX4): {NO_PROFILING}.", at=weighed
        )


def _compiled(when: Condition, table: Table) -> tuple[Conjunct, ...]:
    try:
        conjuncts = compile_condition(when, bits())
    except ValueError as wrong:
        raise table.refuse(f"{wrong}.", at="when") from None
    clashes = [_clash(*conjunct) for conjunct in conjuncts]
    if all(clashes):
        raise table.refuse(f"the condition can never be true: {clashes[0]}.", at="when")
    return conjuncts


APART = (
    ("moment.using", "moment.asking"),
    ("moment.using", "moment.releasing"),
    ("moment.using", "moment.passing_on"),
    ("moment.asking", "moment.passing_on"),
)
"""Moments that exclude each other; who asks for a readmission lets go what the request itself carries."""

_ONE_OF = (
    frozenset(f"type.{kind}" for kind in RequestType),
    frozenset({"regime.unknown", "regime.led", "regime.gdpr", "regime.own_transfer_rule"}),
    frozenset({"relation.suspended", "relation.to_be_referred"}),
    *map(frozenset, APART),
)
"""Facts of which one at most is true: a message has one type, one moment, one regime, one relation."""


def _clash(true: int, false: int) -> str:
    """Say which facts of a conjunct cannot go together; nothing if they can."""
    wanted = [name for name, bit in bits().items() if bit & true]
    both = [name for name, bit in bits().items() if bit & true & false]
    if both:
        return f"it asks for '{both[0]}' and for its contrary"
    for group in _ONE_OF:
        several = [name for name in wanted if name in group]
        if len(several) > 1:
            return f"'{several[0]}' and '{several[1]}' exclude each other"
    return ""


def _level(table: Table, effect: Effect) -> Level:
    name = table.data["level"]
    if not isinstance(name, str) or name not in Level.__members__:
        raise table.refuse(f"{name!r} is no level; known: N0 to N5.", at="level")
    level = Level[name]
    if (effect is Effect.A) is not (level is Level.N3):
        raise table.refuse("an authorisation (A), and nothing else, stands at level N3 (K3).", at="level")
    if (effect is Effect.DUTY) is not (level is Level.N4):
        raise table.refuse("a duty to assist (DUTY), and nothing else, stands at level N4 (K2).", at="level")
    return level


def _check_effect(clause: Clause, table: Table) -> None:
    needed = clause.effect in (Effect.A, Effect.O, Effect.REFER)
    if needed is not bool(clause.needs):
        what = "names who is needed" if needed else "needs nobody"
        raise table.refuse(f"effect {clause.effect} {what}.", at="needs")
    if clause.effect is Effect.C and not clause.conditions:
        raise table.refuse("effect C names its conditions.", at="effect")
    if clause.tp2 and clause.effect is not Effect.A:
        raise table.refuse("only an authorisation can be met by TP2.", at="tp2")


def _placeholders(clause: Clause, table: Table) -> frozenset[str]:
    allowed = PLACEHOLDERS[Scope.MESSAGE] | PLACEHOLDERS[clause.scope]
    found: set[str] = set()
    for text in (*clause.needs, *clause.conditions, clause.article):
        for _, name, _, _ in Formatter().parse(text):
            if name is not None and name not in allowed:
                raise table.refuse(f"nothing is written out for '{{{name}}}' here.", at=text)
            if name is not None:
                found.add(name)
    if any("{" in text for text in clause.because.values()):
        raise table.refuse("a reason is read without the facts and writes out nothing.", at="en")
    return frozenset(found)


def _check_words(clause: Clause, table: Table, words: Mapping[str, Mapping[str, str]]) -> None:
    codes = (*clause.needs, *clause.unknown_needs, *clause.conditions, clause.action, clause.unknown_action)
    for code in (part for text in codes for part in text.split(" or ")):
        word = code.split("(")[0]
        if word and not word.startswith("{") and word not in words:
            raise table.refuse(f"no [[word]] explains '{word}' in {', '.join(LANGUAGES)}.", at=word)
