"""The life of an agreement as dated events (domain.md 3.2); what stands on a day is computed in `law`."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from comity.model.parties import StateCode


class InstrumentState(StrEnum):
    """How an instrument stands between two parties on a day.

    `RATIFIED_A`: only the party first by its code has ratified; `RATIFIED`: both have, and the clause on
    entry into force still runs.
    """

    PROPOSED = "PROPOSED"
    NEGOTIATING = "NEGOTIATING"
    INITIALLED = "INITIALLED"
    ABANDONED = "ABANDONED"
    SIGNED = "SIGNED"
    PROVISIONALLY_APPLIED = "PROVISIONALLY_APPLIED"
    RATIFIED_A = "RATIFIED_A"
    RATIFIED_B = "RATIFIED_B"
    RATIFIED = "RATIFIED"
    IN_FORCE = "IN_FORCE"
    PARTIALLY_SUSPENDED = "PARTIALLY_SUSPENDED"
    SUSPENDED = "SUSPENDED"
    DENOUNCED = "DENOUNCED"
    TERMINATED = "TERMINATED"
    SUPERSEDED = "SUPERSEDED"


LONGEST_PERIOD: Mapping[str, int] = {"d": 36_525, "months": 1_200}
"""The longest period in each unit: a hundred years."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a treaty: calendar months, then days. Written `90 d`, `6 months`."""

    days: int = 0
    months: int = 0

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read the written form.

        Raises: ValueError.
        """
        number, unit = text.split()
        if unit not in LONGEST_PERIOD or not 0 <= int(number) <= LONGEST_PERIOD[unit]:
            raise ValueError(text)
        return cls(days=int(number)) if unit == "d" else cls(months=int(number))

    def after(self, day: date) -> date:
        """Return the day on which the period ends: the same day of a later month, or its last one."""
        month = day.month - 1 + self.months
        year, month = day.year + month // 12, month % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(day.day, last)) + timedelta(days=self.days)


class EntryRule(StrEnum):
    """How entry into force is computed (I2). A ratification is any act by which a party binds itself."""

    ON_SIGNATURE = "ON_SIGNATURE"
    ON_DATE = "ON_DATE"
    DAYS_AFTER_SIGNATURE = "DAYS_AFTER_SIGNATURE"
    DAYS_AFTER_LAST_RATIFICATION = "DAYS_AFTER_LAST_RATIFICATION"
    MONTHS_AFTER_LAST_RATIFICATION = "MONTHS_AFTER_LAST_RATIFICATION"
    FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION = "FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION"
    AFTER_DEPOSITS = "AFTER_DEPOSITS"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryClause:
    """One clause: a rule with its number of days or months, or its day.

    For AFTER_DEPOSITS: the text enters into force `delay` after the deposit of instrument number
    `deposits`, and for a party that binds itself later `accession` after its own deposit. `general_on` is
    that first day as the depositary states it, where not all deposits stand in this file.
    """

    rule: EntryRule
    number: int = 0
    on: date | None = None
    deposits: int = 0
    delay: Period = Period()
    accession: Period = Period()
    general_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryIntoForce(EntryClause):
    """The clause on entry into force; with `later_of`, the last of all the days that they give."""

    later_of: tuple[EntryClause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days of provisional application of some articles; none named means all of them. `until` included."""

    since: date
    until: date | None = None
    articles: frozenset[str] = frozenset()
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A party's suspension of some articles, or of all (I3): it counts from `effective` after its notice.

    `effective = "2 d"` is the second day after notification. `by` None: both sides. `until` included.
    """

    notified_on: date
    effective: Period = Period()
    until: date | None = None
    by: StateCode | None = None
    articles: frozenset[str] = frozenset()
    recorded_at: datetime | None = None

    @property
    def since(self) -> date:
        """Return the first day on which the articles are suspended."""
        return self.effective.after(self.notified_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Denunciation:
    """A party's notice of denunciation; the text ends when the notice period is over (I4).

    `notice` None: the period that the terms name.
    """

    by: StateCode
    notified_on: date
    notice: Period | None = None
    pending_requests_survive: bool = False
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What one party reserves or declares on some articles (VCLT 19-23), until it withdraws it.

    `excludes`: the articles do not bind between that party and any other; else the text says how they are
    to be read, and binds as it stands. `until` is the last day.
    """

    by: StateCode
    articles: frozenset[str]
    text: str
    excludes: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The signed copy that one party keeps, in one language: SHA-256 of the text, and of each article."""

    holder: StateCode
    language: str
    digest: str
    articles: tuple[tuple[str, str], ...] = ()
