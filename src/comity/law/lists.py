"""Designation lists read from their files, asked about a day, and compared (C4-10, C4-11, R-LISTDIFF).

Two lists name one organisation if they give it one label, or share a folded name or alias.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.law.lawfile import Table, read_file
from comity.law.shapes import read_table, read_text
from comity.law.truth import Truth
from comity.model.lists import UN, Designation, DesignationList, ListEffect
from comity.model.parties import STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One organisation on one list on a day, with the effect in law that it has there."""

    lister: str
    key: str
    name: str
    organisation: str
    since: date
    until: date | None
    effects: tuple[ListEffect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoth:
    """One organisation as each of two lists has it."""

    one: Listed
    other: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDiff:
    """How two lists differ on a day: who stands on one only, and who on both with other effects."""

    one: str
    other: str
    on: date
    only_one: tuple[Listed, ...]
    only_other: tuple[Listed, ...]
    both: tuple[OnBoth, ...]

    @property
    def other_effects(self) -> tuple[OnBoth, ...]:
        """Return those on both lists whose effects in law differ."""
        return tuple(entry for entry in self.both if entry.one.effects != entry.other.effects)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """What one list changes beside those held of its lister: who comes on it, who goes, what is told anew.

    It is compared on the day `on` with the list that stands then, dated `instead_of`; None where there is
    none. It stands from its date until the next one of its lister, dated `until`. `today` is the date of
    the list that stands today once it is applied.
    """

    lister: str
    title: str
    dated: date
    instead_of: date | None
    until: date | None
    today: date | None
    on: date
    added: tuple[Listed, ...]
    removed: tuple[Listed, ...]
    changed: tuple[OnBoth, ...]


def parse_lists(files: Mapping[str, bytes]) -> tuple[DesignationList, ...]:
    """Read lists (`[[list]]`, each with `[[list.entries]]`) from files given by name.

    Raises: LawFileInvalid naming file and line.
    """
    found: list[DesignationList] = []
    for name in sorted(files):
        document = read_file(name, files[name])
        document.only("list")
        for table in document.each("list"):
            found.append(read_table(DesignationList, table))
            _check(found[-1], found[:-1], table)
    return tuple(found)


def _check(one: DesignationList, earlier: list[DesignationList], table: Table) -> None:
    if one.lister != UN and one.lister not in STATES:
        raise table.refuse(f"'{one.lister}' is no lister: UN, EU or the code of a state, as TR.", at="lister")
    if any(e.lister == one.lister for e in earlier):
        raise table.refuse(f"the list of '{one.lister}' stands twice.", at="lister")
    for name in ("title", "source"):
        read_text(table, name)
    seen: set[str] = set()
    for entry, row in zip(one.entries, table.each("entries"), strict=True):
        _check_entry(entry, row)
        if entry.key in seen:
            raise row.refuse(f"'{entry.key}' stands twice in the list of '{one.lister}'.", at=entry.key)
        seen.add(entry.key)


def _check_entry(entry: Designation, row: Table) -> None:
    for name in ("key", "name"):
        read_text(row, name)
    if entry.until is not None and entry.until < entry.since:
        raise row.refuse(f"'{entry.key}' ends before it begins.", at=entry.key)


def on_list(one: DesignationList, on: date) -> tuple[Listed, ...]:
    """Return who stands on a list on a day, by name."""
    held = (_listed(one, entry) for entry in one.entries if entry.in_force(on))
    return tuple(sorted(held, key=lambda e: (e.name, e.key)))


def on_day(dates: Iterable[date], on: date) -> int | None:
    """Return the place of the list that stands on a day: of the latest date till then, the last applied."""
    held = [(dated, place) for place, dated in enumerate(dates) if dated <= on]
    return max(held)[1] if held else None


def change(
    one: DesignationList, held: Sequence[date], before: DesignationList | None, on: date, today: date
) -> ListChange:
    """Tell what a list changes against the one that stands on a day without it, reference by reference.

    `held` are the dates of the lists that two persons applied of its lister.
    """
    now = {e.key: e for e in one.entries if e.in_force(on)}
    then = {e.key: e for e in before.entries if e.in_force(on)} if before else {}
    dates = (*held, one.dated)
    standing = on_day(dates, today)
    old = replace(one if before is None else before, entries=())
    return ListChange(
        lister=one.lister,
        title=one.title,
        dated=one.dated,
        instead_of=None if before is None else before.dated,
        until=min((day for day in held if day > one.dated), default=None),
        today=None if standing is None else dates[standing],
        on=on,
        added=_told(one, (e for key, e in now.items() if key not in then)),
        removed=_told(old, (e for key, e in then.items() if key not in now)),
        changed=tuple(
            OnBoth(one=_listed(old, then[key]), other=_listed(one, now[key]))
            for key in sorted(now.keys() & then.keys())
            if _whole(old, then[key]) != _whole(one, now[key])
        ),
    )


def _whole(one: DesignationList, entry: Designation) -> Designation:
    return replace(entry, effects=entry.effects or one.effects)


def is_listed(lists: Iterable[DesignationList], organisation: str, listers: Iterable[str], on: date) -> Truth:
    """Tell whether an organisation is on a list of one of these listers on a day.

    UNKNOWN where it is on none of those at hand and the list of one lister is not.
    """
    by_lister = {one.lister: one for one in lists}
    wanted = tuple(listers)
    label = frozenset({_folded(organisation)})
    for lister in wanted:
        held = by_lister.get(lister)
        if held and any(label & _names(e) for e in held.entries if e.in_force(on)):
            return True
    return None if set(wanted) - set(by_lister) else False


def difference(one: DesignationList, other: DesignationList, on: date) -> ListDiff:
    """Compare two lists on a day."""
    ours = [e for e in one.entries if e.in_force(on)]
    theirs = [e for e in other.entries if e.in_force(on)]
    place: dict[str, int] = {}
    for n, entry in enumerate(theirs):
        for name in _names(entry):
            place.setdefault(name, n)
    both: list[tuple[Designation, Designation]] = []
    alone: list[Designation] = []
    met: set[int] = set()
    for entry in ours:
        found = min((place[name] for name in _names(entry) if name in place), default=None)
        if found is None:
            alone.append(entry)
        else:
            met.add(found)
            both.append((entry, theirs[found]))
    rest = [entry for n, entry in enumerate(theirs) if n not in met]
    return ListDiff(
        one=one.lister,
        other=other.lister,
        on=on,
        only_one=_told(one, alone),
        only_other=_told(other, rest),
        both=tuple(OnBoth(one=_listed(one, a), other=_listed(other, b)) for a, b in both),
    )


def _told(one: DesignationList, entries: Iterable[Designation]) -> tuple[Listed, ...]:
    return tuple(sorted((_listed(one, e) for e in entries), key=lambda e: (e.name, e.key)))


def _listed(one: DesignationList, entry: Designation) -> Listed:
    return Listed(
        lister=one.lister,
        key=entry.key,
        name=entry.name,
        organisation=entry.organisation or entry.name,
        since=entry.since,
        until=entry.until,
        effects=tuple(sorted(entry.effects or one.effects)),
    )


def _names(entry: Designation) -> frozenset[str]:
    return frozenset(_folded(n) for n in (entry.organisation, entry.name, *entry.aliases) if n.strip())


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
