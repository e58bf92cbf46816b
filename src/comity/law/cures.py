"""Lawful cures: the closed list of what may be named as missing, `[[cure]]` beside the rules.

An order, an assurance, a consent, a translation, a missing field, a step of an instrument, the competent
channel. Nobody is ever told that another offence, status, nationality, urgency, purpose or subject would
help: that would teach how to bend a case to the law. Reading refuses such a cure with file and line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from comity.law.lawfile import Table
from comity.law.naming import NamedFact, Scope, vocabulary
from comity.law.shapes import read_text, read_value


class CureKind(StrEnum):
    """What can lawfully be made good."""

    ORDER = "order"
    ASSURANCE = "assurance"
    CONSENT = "consent"
    TRANSLATION = "translation"
    FIELD = "field"
    INSTRUMENT = "instrument"
    CHANNEL = "channel"


NEVER = frozenset(
    {"offence", "offences", "status", "national", "nationals", "nationality", "nationalities", "urgency"}
    | {"urgent", "danger", "purpose", "subject", "subjects", "minor", "victim", "protected", "type"}
)
"""Words of a fact's name that bar it from the list, whatever kind of cure it claims to be."""

_MAY_SAY_VICTIM = "item.victim_lets_it_go"
"""A victim's own consent may be asked for; that somebody is a victim is never made good."""

BLANKS = frozenset({"form.status_missing", "offence.rests_on_ties_alone"})
"""What a request leaves blank: a subject's status, the deed behind an accusation. The field or the facts that
are missing may be named, never what should stand there, so these are filled by the cure of another fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """One lawful cure: the fact that it makes `value`; `only_unknown` if a known "no" stands.

    `fills` are blanks that are filled with it, and that nobody names for themselves.
    An order or consent that a rule itself asks for is no fact; it is named by its role, in `fact`.
    """

    fact: str
    kind: CureKind
    value: bool = True
    only_unknown: bool = False
    fills: tuple[str, ...] = ()
    text: Mapping[str, str]


def is_barred(fact: NamedFact) -> bool:
    """Tell whether a fact may never be named as missing."""
    words = set(fact.name.replace("_", ".").split("."))
    return fact.scope is Scope.OFFENCE or (fact.name != _MAY_SAY_VICTIM and bool(words & NEVER))


def read_cure(table: Table, languages: tuple[str, ...]) -> Cure:
    """Read one `[[cure]]`.

    Raises: LawFileInvalid naming file and line.
    """
    table.only("fact", "kind", "value", "only_unknown", "fills", *languages)
    for key in ("fact", "kind", "value", *languages):
        if key not in table.data:
            raise table.refuse(f"'{key}' is missing.")
    name = read_value(str, table, "fact")
    fact = vocabulary().get(name)
    if fact is None:
        raise table.refuse(f"no fact is named '{name}'.", at=name)
    if is_barred(fact):
        raise table.refuse(f"'{name}' can never be named as missing: it is no lawful cure.", at=name)
    kind = read_value(CureKind, table, "kind")
    if kind is CureKind.ORDER:
        raise table.refuse("an order is asked for by a rule, not by a cure.", at="kind")
    fills = read_value(tuple[str, ...], table, "fills") if "fills" in table.data else ()
    if not set(fills) <= BLANKS:
        raise table.refuse(f"a cure fills blanks alone: {', '.join(sorted(BLANKS))}.", at="fills")
    return Cure(
        fact=name,
        kind=kind,
        value=read_value(bool, table, "value"),
        only_unknown=read_value(bool, table, "only_unknown") if "only_unknown" in table.data else False,
        fills=fills,
        text={language: read_text(table, language) for language in languages},
    )
