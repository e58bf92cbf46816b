"""Where two versions of the law are apart between two states: which terms, fields and listings differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import combinations

from comity.law.body import Law
from comity.law.instruments import as_known
from comity.law.lists import is_listed
from comity.model.instruments import Instrument
from comity.model.parties import StateCode
from comity.model.profiles import Profile
from comity.model.terms import Terms

Pair = tuple[StateCode, StateCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """What differs between two states: each text with both its versions, values of fields, organisations.

    A text that only one version has stands beside one that says nothing; `fields` maps a field to the values
    of either version, `listed` are organisations that one version lists for one of the two and the other
    does not.
    """

    texts: tuple[tuple[Terms, Terms], ...]
    fields: Mapping[str, tuple[tuple[object, object], ...]]
    listed: tuple[str, ...]

    def of_term(self, name: str) -> tuple[tuple[object, object], ...]:
        """Return the two values of a term, of each text that gives it otherwise."""
        values = ((getattr(one, name), getattr(two, name)) for one, two in self.texts)
        return tuple((one, two) for one, two in values if one != two)

    def differs(self, *names: str) -> bool:
        """Tell whether a term or a field of one of these names differs."""
        terms = {field.name for field in fields(Terms)}
        return any(name in self.fields or (name in terms and self.of_term(name)) for name in names)


def apart(before: Law, after: Law, pair: Pair, on: datetime) -> Apart:
    """Return what differs between two states on a day."""
    return Apart(
        texts=tuple(_texts(*(on_the_day(law, pair, on) for law in (before, after)))),
        fields=_fields(before, after, pair, on),
        listed=tuple(_listed(before, after, pair, on)),
    )


def on_the_day(law: Law, pair: Pair, on: datetime) -> tuple[Instrument, ...]:
    """Return the texts between two states as they are known on a day, each in one version (I5)."""
    return as_known(law.between(*pair), on, on.date())


def changed_pairs(before: Law, after: Law, on: datetime) -> tuple[Pair, ...]:
    """Return the pairs of states between which an agreement, relation, profile or listing is another one."""
    known = [s for s in sorted(before.profiles.states) if s in after.profiles.states]
    profiles = {s for s in known if before.profile(s).values != after.profile(s).values}
    relations = {frozenset({r.of, r.towards}) for r in {*before.relations} ^ {*after.relations}}
    lists = before.lists != after.lists

    def differs(pair: Pair) -> bool:
        both = [law.between(*pair) for law in (before, after)]
        own = bool(set(pair) & profiles) or (lists and any(_listed(before, after, pair, on)))
        return (own and any(both)) or frozenset(pair) in relations or both[0] != both[1]

    return tuple(pair for pair in combinations(known, 2) if differs(pair))


def _texts(before: Iterable[Instrument], after: Iterable[Instrument]) -> Iterable[tuple[Terms, Terms]]:
    one, two = ({text.id: text.terms for text in texts} for texts in (before, after))
    for label in sorted(one.keys() | two.keys()):
        versions = (one.get(label, Terms()), two.get(label, Terms()))
        if versions[0] != versions[1]:
            yield versions


def _fields(
    before: Law, after: Law, pair: Pair, on: datetime
) -> Mapping[str, tuple[tuple[object, object], ...]]:
    found: dict[str, list[tuple[object, object]]] = {}
    for state in pair:
        one, two = before.profile(state), after.profile(state)
        for name in sorted({*one.values, *two.values}):
            values = (one.at(name, on.date()), two.at(name, on.date()))
            if values[0] != values[1]:
                found.setdefault(name, []).append(values)
    return {name: tuple(values) for name, values in found.items()}


def _listed(before: Law, after: Law, pair: Pair, on: datetime) -> Iterable[str]:
    """Yield one organisation that is newly on, and one no longer on, a list that one of the two applies."""
    named = {e.organisation or e.name for law in (before, after) for one in law.lists for e in one.entries}
    for state in pair:
        listers = [_listers(law.profile(state), on) for law in (before, after)]
        told: set[object] = set()
        for organisation in sorted(named):
            way = tuple(
                is_listed(law.lists, organisation, applied, on.date())
                for law, applied in zip((before, after), listers, strict=True)
            )
            if way[0] != way[1] and way not in told:
                told.add(way)
                yield organisation


def _listers(own: Profile, on: datetime) -> tuple[str, ...]:
    applied = own.at("terrorist_lists", on.date())
    return (
        tuple(own.state if one == "NATIONAL" else one for one in applied)
        if isinstance(applied, tuple)
        else ()
    )
