"""Rules as dated data beside their articles: read from TOML, checked, compiled once.

A rule has clauses (`law.clauses`). An unknown key, a text that is missing in a language or a rule that
contradicts itself is refused with file and line; all that is wrong is told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.law.clauses import LANGUAGES, Clause, Effect, Words, check_keys, read_clause, read_texts
from comity.law.cures import Cure, read_cure
from comity.law.floors import NO_PROFILING, profiles_people
from comity.law.lawfile import Faults, Table, content_digest, read_files
from comity.law.shapes import read_text, read_value
from comity.model.decisions import Disclosable, Ground


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
                known[read_value(str, table, _required(table, "code"))] = read_texts(table)
    rules: list[Rule] = []
    for document in documents.values():
        for table in document.each("rule"):
            with faults:
                rule = _rule(table, known)
                _check_overlap(rule, rules, table)
                rules.append(rule)
    cures = _cures(documents.values(), faults)
    faults.tell()
    rules.sort(key=lambda rule: (rule.id, rule.valid_from))
    return Rulebook(digest=content_digest(documents), rules=tuple(rules), words=known, cures=cures)


def _cures(documents: Iterable[Table], faults: Faults) -> tuple[Cure, ...]:
    found: dict[str, Cure] = {}
    for table in (table for document in documents for table in document.each("cure")):
        with faults:
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


_KEYS = ("id", "title", "source", "valid_from", "disclosable", "clause")


def _rule(table: Table, words: Words) -> Rule:
    faults = Faults()
    with faults:
        check_keys(table)
        table.only(*_KEYS, "valid_to")
    values: dict[str, Any] = {"valid_to": None, "disclosable": Disclosable.NECESSITY, "id": ""}
    for name, read in _readers(table).items():
        with faults:
            values[name] = read()
    with faults:
        if values["valid_to"] and values["valid_to"] < values.get("valid_from", values["valid_to"]):
            raise table.refuse("the rule would end before it begins.", at="valid_to")
    disclosable = values.pop("disclosable")
    clauses: list[Clause] = []
    with faults:
        for place, part in enumerate(table.each(_required(table, "clause"))):
            with faults:
                clause = read_clause(values["id"], place, disclosable, part, words)
                _check_contradiction(clause, clauses, part)
                clauses.append(clause)
    faults.tell()
    return Rule(clauses=tuple(clauses), **values)


def _readers(table: Table) -> Mapping[str, Callable[[], Any]]:
    """Return how each part of a rule is read, but for its clauses."""
    read: dict[str, Callable[[], Any]] = {
        "id": lambda: read_text(table, "id"),
        "title": lambda: read_texts(table.table(_required(table, "title"))),
        "source": lambda: read_text(table, "source"),
        "valid_from": lambda: read_value(date, table, "valid_from"),
        "disclosable": lambda: read_value(Disclosable, table, "disclosable"),
    }
    if "valid_to" in table.data:
        read["valid_to"] = lambda: read_value(date, table, "valid_to")
    return read


def _required(table: Table, key: str) -> str:
    if key not in table.data:
        raise table.refuse(f"'{key}' is missing.")
    return key


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
