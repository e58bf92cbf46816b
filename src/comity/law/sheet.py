"""The facts of a weighing by name, to be kept beside its decision and told to whoever may see them.

What a `Facts` holds as bits of this version's vocabulary is written here in words, so that it can be read
after the vocabulary grew: a word that is gone is left out, a new one counts as FALSE or says nothing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from comity.law import pointing
from comity.law.facts import Facts, UnitFacts
from comity.law.naming import Scope, bits, vocabulary
from comity.law.truth import Truth
from comity.law.weighing import Grant
from comity.model.decisions import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSheet:
    """What is TRUE and what is UNKNOWN of one unit, its own facts only; everything else is FALSE."""

    scope: Scope
    unit: str
    true: tuple[str, ...]
    unknown: tuple[str, ...]
    names: tuple[tuple[str, str], ...] = ()

    def truth(self, name: str) -> Truth:
        """Return one named fact."""
        return None if name in self.unknown else name in self.true


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSheet:
    """All that `decide` reads, in words; `day` is the law-time day (Q21), the message's unit comes first."""

    moment: Moment
    day: date
    units: tuple[UnitSheet, ...]
    grants: tuple[Grant, ...] = ()
    time_limit: timedelta | None = None
    treaty_grounds: frozenset[str] = frozenset()
    versions: tuple[tuple[str, str], ...] = ()


def write_sheet(facts: Facts) -> FactSheet:
    """Write facts in words."""
    return FactSheet(
        moment=facts.moment,
        day=facts.on.date(),
        units=(
            _written(Scope.MESSAGE, facts.message),
            *(_written(Scope.OFFENCE, unit) for unit in facts.offences),
            *(_written(Scope.ITEM, unit) for unit in facts.items),
        ),
        grants=facts.grants,
        time_limit=facts.time_limit,
        treaty_grounds=facts.treaty_grounds,
        versions=facts.versions,
    )


def read_sheet(sheet: FactSheet) -> Facts:
    """Read facts back; `decide` says of them what it said of those that were written."""
    message = _read(sheet.units[0], 0, 0)
    units = [(unit.scope, _read(unit, message.true, message.known)) for unit in sheet.units[1:]]
    return Facts(
        moment=sheet.moment,
        on=datetime.combine(sheet.day, time(12), UTC),
        message=message,
        offences=tuple(unit for scope, unit in units if scope is Scope.OFFENCE),
        items=tuple(unit for scope, unit in units if scope is Scope.ITEM),
        grants=sheet.grants,
        time_limit=sheet.time_limit,
        treaty_grounds=sheet.treaty_grounds,
        versions=sheet.versions,
    )


def names_of(scope: Scope) -> tuple[str, ...]:
    """Return the names of all facts of a scope, sorted."""
    return tuple(name for name, fact in vocabulary().items() if fact.scope is scope)


def _written(scope: Scope, unit: UnitFacts) -> UnitSheet:
    names = names_of(scope)
    return UnitSheet(
        scope=scope,
        unit=unit.unit,
        true=tuple(name for name in names if unit.truth(name) is True),
        unknown=tuple(name for name in names if unit.truth(name) is None),
        names=tuple(sorted(unit.names.items())),
    )


def _read(unit: UnitSheet, true: int, known: int) -> UnitFacts:
    place = bits()
    for name in names_of(unit.scope):
        if name not in unit.unknown:
            known |= place[name]
        if name in unit.true:
            true |= place[name]
    later = pointing.NOTHING if unit.scope is Scope.MESSAGE else {}
    return UnitFacts(unit.unit, true, known, {**later, **dict(unit.names)})
