"""What the API answers of designation lists, as values; a test holds them to the document."""

from dataclasses import dataclass
from datetime import date

from comity.model.lists import ListEffect


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One organisation on one designation list, with the effect in law that it has there."""

    lister: str
    key: str
    name: str
    organisation: str
    since: date
    until: date | None
    effects: tuple[ListEffect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One designation list on a day."""

    lister: str
    title: str
    dated: date
    fictional: bool
    source: str
    on: date
    entries: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoth:
    """One organisation as each of two lists has it."""

    one: Listed
    other: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDiff:
    """How two designation lists differ on a day."""

    one: str
    other: str
    on: date
    only_one: tuple[Listed, ...]
    only_other: tuple[Listed, ...]
    both: tuple[OnBoth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """What one designation list changes beside those held of its lister, from its date to the next one's."""

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
