"""Time limits and periods: how long each thing may take and when it is over (domain.md 4.4, Q21).

The law's numbers and their arithmetic; no clock is read here.
"""

from datetime import datetime, time, timedelta, tzinfo

from comity.model.authorisations import OrderKind
from comity.model.instruments import Terms, TypeLimits
from comity.model.requests import RequestType, Urgency
from comity.model.surrender import ArrestState, ProvisionalArrest
from comity.model.terms import Calendar

SUPPLEMENT = timedelta(days=30)
"""Time for a supplement; then the referral lapses into a refusal (domain.md 5.2)."""

DPO_REVIEW = timedelta(days=7)
"""The data protection officer's review of a release under TP2 (domain.md 5.5)."""

ALERT_LIFE = timedelta(days=30)
"""The longest expiry of a warning before it is renewed (T06)."""

DANGER_ORDER = timedelta(hours=72)
"""The longest life of an order in a danger case (K6, 5.5(5))."""

_ORDER_LIFE = {OrderKind.JUDGE: timedelta(days=30), OrderKind.AUTHORITY: timedelta(days=30)}

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

_DEFAULTS = {
    RequestType.T02: TypeLimits(urgent=8 * _HOUR, normal=7 * _DAY),
    RequestType.T03: TypeLimits(urgent=24 * _HOUR, normal=7 * _DAY),
    RequestType.T04: TypeLimits(urgent=4 * _HOUR, normal=5 * _DAY),
    RequestType.T05: TypeLimits(urgent=24 * _HOUR, normal=10 * _DAY),
    RequestType.T06: TypeLimits(urgent=_HOUR, normal=_HOUR),
    RequestType.T07: TypeLimits(urgent=24 * _HOUR, normal=24 * _HOUR),
    RequestType.T08: TypeLimits(urgent=2 * _HOUR, normal=2 * _HOUR),
    RequestType.T09: TypeLimits(urgent=10 * _DAY, normal=60 * _DAY),
    RequestType.T12: TypeLimits(normal=180 * _DAY),
    RequestType.T13: TypeLimits(urgent=5 * _DAY, normal=25 * _DAY),
    RequestType.T15: TypeLimits(urgent=2 * _HOUR, normal=10 * _DAY),
    RequestType.T16: TypeLimits(urgent=4 * _HOUR, normal=3 * _DAY),
    RequestType.T17: TypeLimits(urgent=2 * _DAY, normal=30 * _DAY),
    RequestType.T18: TypeLimits(normal=30 * _DAY),
    RequestType.T19: TypeLimits(urgent=_HOUR, normal=_HOUR),
    RequestType.T20: TypeLimits(normal=30 * _DAY),
}
"""Urgent and normal limits of domain.md 4.4; of messages that are only acknowledged, that of the word back.

T01 is answered at once, T10 has a target and no limit, T11 and T14 have clocks of their own.
"""

EXTENSION = timedelta(days=30)
"""How much further time an update names, whatever the reason, where the text names no extension."""

_IN_WORKING_DAYS = frozenset(
    {
        (RequestType.T04, Urgency.NORMAL),
        (RequestType.T13, Urgency.URGENT),
        (RequestType.T17, Urgency.URGENT),
    }
)
_T02_URGENT_INDIRECT = timedelta(days=3)


def time_limit(
    kind: RequestType, urgency: Urgency, terms: Terms | None, *, direct: bool = True
) -> timedelta | None:
    """Return the time in which a message must be answered; the instrument prevails.

    `direct` tells whether the answering side can reach the data itself (T02, 8 h against 3 d). None where
    neither instrument nor domain.md 4.4 gives one. In which days it runs, `calendar_of` says.
    """
    agreed = terms.time_limits.get(kind, TypeLimits()) if terms else TypeLimits()
    default = _DEFAULTS.get(kind, TypeLimits())
    if urgency is Urgency.URGENT:
        if kind is RequestType.T02 and not direct:
            return agreed.urgent or _T02_URGENT_INDIRECT
        return agreed.urgent or default.urgent
    return agreed.normal or default.normal


def calendar_of(kind: RequestType, urgency: Urgency, terms: Terms | None) -> Calendar:
    """Return in which days a limit runs: a default in working days as such, else by the text's calendar."""
    agreed = terms.time_limits.get(kind, TypeLimits()) if terms else TypeLimits()
    named = agreed.urgent if urgency is Urgency.URGENT else agreed.normal
    if named is None and (kind, urgency) in _IN_WORKING_DAYS:
        return Calendar.WORKING_DAYS_OF_REQUESTED
    return terms.calendar if terms else Calendar.CALENDAR_DAYS


def extension(kind: RequestType, terms: Terms | None) -> timedelta:
    """Return how much further time an update names for a type; the instrument prevails."""
    agreed = terms.time_limits.get(kind) if terms else None
    return (agreed.extension if agreed else None) or EXTENSION


def further_time_update_at(received_at: datetime, limit: timedelta) -> datetime:
    """Return the fixed point at which every request still open says 'further time needed'.

    Three quarters of the limit, whatever the reason, so that the update betrays nothing (domain.md 4.2).
    """
    return received_at + limit * 3 / 4


def last_instant(start: datetime, days: int, zone: tzinfo) -> datetime:
    """Return the end of a period of n days: the first instant after day n, the trigger day being day 0 (Q21).

    Days are those of the deciding authority's time zone, so a change of clocks makes one longer.
    """
    day_after = start.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day_after, time.min, tzinfo=zone)


def is_over(start: datetime, days: int, now: datetime, zone: tzinfo) -> bool:
    """Tell whether a period of n days has passed; on day n itself it still runs (Q21)."""
    return now >= last_instant(start, days, zone)


def order_life(kind: OrderKind, asked: timedelta | None = None, *, danger: bool = False) -> timedelta:
    """Return how long an order lives from the signature instant: as asked, else by default (K6, Q28).

    In a danger case, which every warning is, it never lives longer than 72 hours.
    """
    life = asked or _ORDER_LIFE.get(kind, DANGER_ORDER)
    return min(life, DANGER_ORDER) if danger else life


def reviews_due(released_at: datetime, judge_hours: int) -> tuple[datetime, datetime]:
    """Return when the judge's and the data protection officer's reviews are due (domain.md 5.5)."""
    return released_at + timedelta(hours=judge_hours), released_at + DPO_REVIEW


FEEDBACK = timedelta(days=90)
"""Time for outcome feedback to the releasing side (domain.md 5.4, C0-11)."""


# ── provisional arrest, speciality ──────────────────────────────────────────────────────────────
PROVISIONAL_ARREST = timedelta(days=18)
"""Time for the formal request after an arrest (ECE art. 16(4))."""

PROVISIONAL_ARREST_EXTENDED = timedelta(days=40)
"""The same where an extension was asked in time; never longer (ECE art. 16(4))."""

SPECIALITY = timedelta(days=45)
"""Time to leave after the final release; then speciality no longer binds (ECE art. 14(1)(b))."""

SPECIALITY_CETS_212 = timedelta(days=30)
"""The same between parties to the fourth additional protocol (CETS 212)."""


def release_due_at(
    arrest: ProvisionalArrest, zone: tzinfo, without_treaty: timedelta | None = None
) -> datetime:
    """Return the instant from which the arrest is no longer lawful unless the papers have come (S31).

    An extension counts if it was asked while the arrest was lawful. `without_treaty` is the own law's one
    limit where no treaty binds; no extension adds to it.
    """
    if without_treaty is not None:
        return last_instant(arrest.arrested_at, without_treaty.days, zone)
    first = last_instant(arrest.arrested_at, PROVISIONAL_ARREST.days, zone)
    asked = arrest.extension_asked_at
    if asked is None or asked >= first:
        return first
    return last_instant(arrest.arrested_at, PROVISIONAL_ARREST_EXTENDED.days, zone)


def arrest_state(
    arrest: ProvisionalArrest, now: datetime, zone: tzinfo, without_treaty: timedelta | None = None
) -> ArrestState:
    """Return where an arrest stands; papers that come after the limit do not heal it (ECE art. 16(5))."""
    if arrest.release is not None and arrest.release.at <= now:
        return ArrestState.RELEASED
    due = release_due_at(arrest, zone, without_treaty)
    if arrest.papers_at is not None and arrest.papers_at <= now and arrest.papers_at < due:
        return ArrestState.RECEIVED
    return ArrestState.RELEASE_DUE if now >= due else ArrestState.FORMAL_REQUEST_AWAITED
