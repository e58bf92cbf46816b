"""What follows of a message beside its decision: by when it is answered, how long data is kept."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from comity.law import clocks
from comity.law.view import View
from comity.law.weighing import Weighing
from comity.model.requests import Item
from comity.model.terms import Calendar, Terms

RETENTION = timedelta(days=5 * 365)
"""The longest that anything released is kept where nobody says less (domain.md section 7)."""

FOLLOWS = ("answered within", "further time", "kept at most", "log cosigned within")
"""What is told of a message that is not refused, by name."""


def kept_at_most(weighing: Weighing, items: Iterable[Item]) -> timedelta:
    """Return how long items that leave together may be kept: the shortest limit counts (K1).

    It is that of the own profile, of an instrument for a category, or of an item itself, whose last day is
    the last on which it is kept.
    """
    view = View(weighing)
    own, together = view.own("retention_days"), tuple(items)
    spans = (view.texts.protection.longest_for(item.category) for item in together)
    days = (i.retention_until - view.today for i in together if i.retention_until is not None)
    kept = min([RETENTION, *days, *(span for span in spans if span is not None)])
    return min(kept, timedelta(days=own)) if isinstance(own, int) else kept


def what_follows(weighing: Weighing) -> Mapping[str, str]:
    """Return what follows of a message, in words for a person, by the names of FOLLOWS."""
    view, request = View(weighing), weighing.request
    terms, direct = view.terms, weighing.circumstances.direct
    limit = clocks.time_limit(request.type, request.urgency, terms, direct=direct)
    days = clocks.calendar_of(request.type, request.urgency, terms)
    further = clocks.extension(request.type, terms)
    return {
        "answered within": "no limit" if limit is None else _in_days(limit, days),
        "further time": _in_days(further, terms.calendar if terms else Calendar.CALENDAR_DAYS),
        "kept at most": _kept(weighing),
        "log cosigned within": _fresh(text.terms for text, _ in view.texts.bearing),
    }


def _kept(weighing: Weighing) -> str:
    """Tell categories that are kept equally long together; a text that treats all alike needs no names."""
    by_span: dict[timedelta, list[str]] = {}
    personal = [item for item in weighing.items if item.personal]
    for category in sorted({item.category for item in personal}):
        alike = (item for item in personal if item.category is category)
        by_span.setdefault(kept_at_most(weighing, alike), []).append(category)
    if not by_span:
        return "nothing personal"
    if len(by_span) == 1:
        return _span(next(iter(by_span)))
    most = max(by_span.values(), key=len)
    said = sorted(
        (span, "all others" if named is most else ", ".join(named)) for span, named in by_span.items()
    )
    return "; ".join(f"{named} {_span(span)}" for span, named in said)


def _fresh(texts: Iterable[Terms]) -> str:
    held = tuple(texts)
    if not held:
        return "no text says"
    line, file = (min(getattr(t, f"checkpoint_age_{way}") for t in held) for way in ("line", "file"))
    return f"{_span(line)} by line; {_span(file)} by file"


def _in_days(limit: timedelta, calendar: Calendar) -> str:
    working = calendar is Calendar.WORKING_DAYS_OF_REQUESTED and limit >= timedelta(days=1)
    return f"{_span(limit)}{' of work' if working else ''}"


def _span(span: timedelta) -> str:
    days, rest = divmod(span, timedelta(days=1))
    return f"{span / timedelta(hours=1):g} h" if rest or not days else f"{days} d"
