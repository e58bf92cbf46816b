"""What an agreement's terms lay on a release and on a clock, beside the obligations of 5.4 (domain.md 3.3).

Read here and at the rules: evidence use (R-HAND), copy duty, review of need, monitoring of assurances,
translation (R-FORM), the end of a list (R-BULK), authorisations (R-AGREED), extension of time and calendar,
grounds of refusal that the text makes binding (`BARS`), who bears the costs of what one side does for the
other: told with it, though no rule turns on money. Whether an index is opened at all R-SCOPE reads. Of the
rest, `committee` and `dispute` are shown where two texts differ, since they say who settles it.
`review_cadence` is counted from meetings that were held: no rule reads it before there are meetings.
`direct_contact` opens no channel of its own. What the text asks of the requesting side is its own approval.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo

from comity.model.assurances import AssuranceKind
from comity.model.parties import Authority, AuthorityKind
from comity.model.requests import RequestType
from comity.model.terms import Calendar, Side, Terms

AUTHORISERS = ("JUDGE", "PROSECUTOR", "SUPERVISOR", "LEGAL_OFFICER")
"""Whose authorisation an agreement can ask of the side that releases (R-AGREED)."""

RELEASE = "RELEASE"
"""The act for which it asks: any release, or the type of request that is answered."""

_CENTRAL = frozenset({AuthorityKind.SPOC, AuthorityKind.NCB, AuthorityKind.CENTRAL_AUTHORITY})
_SATURDAY = 5
_DONE_FOR_THE_OTHER = frozenset(
    {RequestType.T09, RequestType.T10, RequestType.T11, RequestType.T12, RequestType.T13}
)
"""Legal assistance, surrender, arrest, transfer and readmission."""


def obligations(
    texts: Iterable[Terms], standing: frozenset[AssuranceKind], between: tuple[Authority, Authority]
) -> tuple[str, ...]:
    """Return what the terms lay on a release, in words: each text adds its own, the shortest review counts.

    A copy is owed where two authorities deal directly; an assurance is watched as its article says.
    """
    held = tuple(texts)
    direct = any(authority.kind not in _CENTRAL for authority in between)
    copies = (f"copy to {t.copy_duty}" for t in held if t.copy_duty and t.direct_contact and direct)
    watched = (
        f"{one.kind} watched by {one.monitoring}"
        for t in held
        for one in t.assurances
        if one.kind in standing
    )
    return tuple(dict.fromkeys((*copies, *_review(held), *watched)))


def costs_of(texts: Iterable[Terms], kind: RequestType) -> tuple[str, ...]:
    """Return who bears the costs of what is done for the other side, each text that says so once.

    Information costs nobody anything that is shared. Where all texts are silent the requested side bears the
    ordinary costs, and the two consult on extraordinary ones (UNTOC art. 18(28)).
    """
    borne = (f"costs: {t.costs}" for t in texts if t.costs and kind in _DONE_FOR_THE_OTHER)
    return tuple(dict.fromkeys(borne))


def asks_of(terms: Terms, role: str, kind: RequestType) -> bool:
    """Tell whether a text asks this role at the requested side to authorise the release."""
    return any(
        one.side is Side.REQUESTED and one.role == role and one.act in (RELEASE, kind)
        for one in terms.authorisations
    )


BARS = ("R-DUAL", "R-HUMAN", "R-MILIT", "R-REMAIN", "R-SOVER")
"""Grounds left to somebody's judgement, or to surrender alone, that a text can make binding for its acts."""


def bars(terms: Terms, rule: str) -> bool:
    """Tell whether a text itself says that this ground refuses, and leaves nobody a choice."""
    named = terms.refusal_grounds.get(rule)
    return named is not None and named.mandatory


def unread(terms: Terms) -> tuple[str, ...]:
    """Return the authorisations of the requested side that no rule reads, by role and act."""
    acts = {RELEASE, *RequestType}
    asked = (one for one in terms.authorisations if one.side is Side.REQUESTED)
    return tuple(f"{o.role} for {o.act}" for o in asked if o.role not in AUTHORISERS or o.act not in acts)


def _review(texts: tuple[Terms, ...]) -> Iterator[str]:
    spans = [t.review_every for t in texts if t.review_every is not None]
    if spans:
        yield f"need reviewed every {min(spans).days} d"


def due_at(start: datetime, limit: timedelta, calendar: Calendar, zone: tzinfo) -> datetime:
    """Return when a limit is over, by the calendar of the text; hours always run on.

    Working days are those from Monday to Friday at the requested side. No public holidays are known here, so
    that what hangs on the limit comes rather too early than too late.
    """
    if calendar is Calendar.CALENDAR_DAYS or limit < timedelta(days=1):
        return start + limit
    days, rest = divmod(limit, timedelta(days=1))
    day = start.astimezone(zone)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day + rest
