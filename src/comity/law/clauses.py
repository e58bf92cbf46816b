"""One clause of a rule, read from its table: when it speaks, over named facts, and what follows.

The language is closed: an unknown fact, key, role or condition is refused with file and line. All that is
wrong with a clause is told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from string import Formatter
from typing import Any

from comity.errors import LawFileInvalid
from comity.law.conditions import Condition, Conjunct, compile_condition, names_in, read_condition
from comity.law.facts import PLACEHOLDERS
from comity.law.floors import NO_PROFILING, profiles_people, weighs_nationality
from comity.law.lawfile import Faults, Table
from comity.law.naming import Scope, bits, vocabulary
from comity.law.shapes import read_text, read_value
from comity.model.decisions import Disclosable, Level
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


_KEYS = ("scope", "effect", "level", "article", "when", "needs", "action", "conditions")

Words = Mapping[str, Mapping[str, str]]
"""What explains roles, conditions and actions, by code and language."""


def read_clause(rule: str, place: int, disclosable: Disclosable, table: Table, words: Words) -> Clause:
    """Read one clause; `disclosable` is that of its rule, `words` explain roles, conditions and actions.

    Raises: LawFileInvalid naming file and line of every mistake.
    """
    faults = Faults()
    with faults:
        check_keys(table)
        table.only(*_KEYS, "disclosable", "tp2", "if_unknown", *LANGUAGES)
    values: dict[str, Any] = {"disclosable": disclosable}
    for name, read in _readers(table).items():
        with faults:
            values[name] = read()
    if "when" in values:
        for fault in _wrong_facts(rule, values["when"], values.get("scope"), table):
            with faults:
                raise fault
        with faults:
            values["conjuncts"] = _compiled(values["when"], table)
    for fault in (
        *_wrong_effect(values, table),
        *_wrong_texts(values, table),
        *_unsaid(values, table, words),
    ):
        with faults:
            raise fault
    faults.tell()
    written = frozenset(name for text in _written_out(values) for name in _placeholders(text))
    of_unit = bool(written & PLACEHOLDERS[Scope.ITEM])
    return Clause(rule=rule, place=place, writes=bool(written), writes_of_unit=of_unit, **values)


def _readers(table: Table) -> Mapping[str, Callable[[], Any]]:
    """Return how each part of a clause is read; one that need not be there only where it is."""
    read: dict[str, Callable[[], Any]] = {
        "scope": lambda: read_value(Scope, table, "scope"),
        "effect": lambda: read_value(Effect, table, "effect"),
        "level": lambda: _level(table),
        "article": lambda: read_text(table, "article"),
        "when": lambda: _when(table),
        "needs": lambda: _codes(table, "needs"),
        "action": lambda: read_value(str, table, "action") if "action" in table.data else "",
        "conditions": lambda: _codes(table, "conditions"),
        "tp2": lambda: read_value(bool, table, "tp2") if "tp2" in table.data else False,
        "unknown_needs": lambda: _codes(_unknown(table), "needs"),
        "unknown_action": lambda: (
            read_value(str, _unknown(table), "action") if "action" in _unknown(table).data else ""
        ),
        "because": lambda: read_texts(table),
    }
    if "disclosable" in table.data:
        read["disclosable"] = lambda: read_value(Disclosable, table, "disclosable")
    return read


def read_texts(table: Table) -> Mapping[str, str]:
    """Read what is said in every language.

    Raises: LawFileInvalid naming each that is missing.
    """
    texts: dict[str, str] = {}
    faults = Faults()
    for language in LANGUAGES:
        with faults:
            texts[language] = read_text(table, language)
    faults.tell()
    return texts


def check_keys(table: Table) -> None:
    """Refuse a key by which a rule would score people (LED art. 11(3)).

    Raises: LawFileInvalid.
    """
    for key in table.data:
        if profiles_people(key):
            raise table.refuse(f"'{key}': {NO_PROFILING}.", at=key)


def _codes(table: Table, key: str) -> tuple[str, ...]:
    return read_value(tuple[str, ...], table, key) if key in table.data else ()


def _unknown(table: Table) -> Table:
    unknown = table.table("if_unknown")
    unknown.only("needs", "action")
    return unknown


# ── when it speaks ──────────────────────────────────────────────────────────────────────────────
def _when(table: Table) -> Condition:
    if "when" not in table.data:
        raise table.refuse("'when' is missing.")
    try:
        return read_condition(table.data["when"])
    except ValueError as wrong:
        raise table.refuse(f"{wrong}.", at="when") from None


def _wrong_facts(rule: str, when: Condition, scope: Scope | None, table: Table) -> Iterator[LawFileInvalid]:
    for name in sorted(names_in(when)):
        fact = vocabulary().get(name)
        if fact is None:
            why = f": {NO_PROFILING}." if profiles_people(name) else f".{_likely(name)}"
            yield table.refuse(f"no fact is named '{name}'{why}", at=name)
        elif scope is not None and fact.scope not in (Scope.MESSAGE, scope):
            yield table.refuse(f"'{name}' speaks of an {fact.scope}, this clause of the {scope}.", at=name)
    weighed = weighs_nationality(rule, names_in(when))
    if weighed is not None:
        yield table.refuse(
            f"'{rule}' is no rule in which nationality counts (AX4): {NO_PROFILING}.", at=weighed
        )


def _likely(name: str) -> str:
    found = get_close_matches(name, vocabulary(), n=1)
    return f" Perhaps '{found[0]}'?" if found else ""


def _compiled(when: Condition, table: Table) -> tuple[Conjunct, ...]:
    """Unfold a condition; facts that nobody knows, which are refused elsewhere, count as any others."""
    known = bits()
    strange = sorted(names_in(when) - set(known))
    try:
        conjuncts = compile_condition(
            when, {**known, **{name: 1 << (len(known) + place) for place, name in enumerate(strange)}}
        )
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


# ── what follows ────────────────────────────────────────────────────────────────────────────────
def _level(table: Table) -> Level:
    if "level" not in table.data:
        raise table.refuse("'level' is missing.")
    name = table.data["level"]
    if not isinstance(name, str) or name not in Level.__members__:
        raise table.refuse(f"{name!r} is no level; known: N0 to N5.", at="level")
    return Level[name]


def _wrong_effect(read: Mapping[str, Any], table: Table) -> Iterator[LawFileInvalid]:
    """Tell what does not go with the effect, as far as both could be read."""
    effect, level = read.get("effect"), read.get("level")
    if effect is None:
        return
    if level is not None and (effect is Effect.A) is not (level is Level.N3):
        yield table.refuse("an authorisation (A), and nothing else, stands at level N3 (K3).", at="level")
    if level is not None and (effect is Effect.DUTY) is not (level is Level.N4):
        yield table.refuse("a duty to assist (DUTY), and nothing else, stands at level N4 (K2).", at="level")
    needed = effect in (Effect.A, Effect.O, Effect.REFER)
    if "needs" in read and needed is not bool(read["needs"]):
        what = "names who is needed" if needed else "needs nobody"
        yield table.refuse(f"effect {effect} {what}.", at="needs")
    if effect is Effect.C and not read.get("conditions", True):
        yield table.refuse("effect C names its conditions.", at="effect")
    if read.get("tp2") and effect is not Effect.A:
        yield table.refuse("only an authorisation can be met by TP2.", at="tp2")


# ── what is said ────────────────────────────────────────────────────────────────────────────────
def _written_out(read: Mapping[str, Any]) -> tuple[str, ...]:
    return (*read.get("needs", ()), *read.get("conditions", ()), read.get("article", ""))


def _placeholders(text: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _wrong_texts(read: Mapping[str, Any], table: Table) -> Iterator[LawFileInvalid]:
    if "scope" in read:
        allowed = PLACEHOLDERS[Scope.MESSAGE] | PLACEHOLDERS[read["scope"]]
        for text in _written_out(read):
            for name in (one for one in _placeholders(text) if one not in allowed):
                yield table.refuse(f"nothing is written out for '{{{name}}}' here.", at=text)
    if any("{" in text for text in read.get("because", {}).values()):
        yield table.refuse("a reason is read without the facts and writes out nothing.", at="en")


def _unsaid(read: Mapping[str, Any], table: Table, words: Words) -> Iterator[LawFileInvalid]:
    """Tell the codes that no word explains."""
    lists: Iterable[str] = (
        code for key in ("needs", "unknown_needs", "conditions") for code in read.get(key, ())
    )
    codes = (*lists, read.get("action", ""), read.get("unknown_action", ""))
    for code in (part for text in codes for part in text.split(" or ")):
        word = code.split("(")[0]
        if word and not word.startswith("{") and word not in words:
            yield table.refuse(f"no [[word]] explains '{word}' in {', '.join(LANGUAGES)}.", at=word)
