"""A draft weighed as if it were in force: what it would do, before anybody has signed it.

A text that nobody is bound by yet opens nothing, so that beside the present one it would show the loss of
that one and no more. What has ended, was given up or is suspended stays so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations

from comity.law.body import Law
from comity.law.entry import entry_into_force
from comity.law.lifecycle import in_force
from comity.model.instruments import EntryIntoForce, EntryRule, Instrument

_EVER = date(1900, 1, 1)
_IN_FORCE_EVER = EntryIntoForce(rule=EntryRule.ON_DATE, on=_EVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """A law in which the texts named by `as_if`, each with its version, are weighed as if in force."""

    law: Law
    as_if: tuple[str, ...]


def supposed(law: Law, beside: Law, since: datetime, *, as_dated: bool = False) -> Supposed:
    """Return a law whose texts that `beside` lacks, or has otherwise, are weighed as if in force.

    Those are not that are in force, and known, when the period begins; with `as_dated` nor those that enter
    into force on the day on which the text of `beside` did.
    """
    kept, as_if = list(law.agreements), []
    for text in drafts(law, beside):
        if _binds(text, {since.date()}) and _known(text, since):
            continue
        if as_dated and any(_same_life(text, other) for other in beside.agreements):
            continue
        draft = _as_if(text)
        if text.abandoned_on is None and _binds(draft, {since.date()}):
            kept = [*(other for other in kept if other.id != text.id), draft]
            as_if.append(f"{text.id} {text.version}")
    return Supposed(law=replace(law, agreements=tuple(kept)) if as_if else law, as_if=tuple(as_if))


def drafts(law: Law, beside: Law) -> tuple[Instrument, ...]:
    """Return the texts of a law that another lacks or has otherwise; of several versions the last."""
    changed = {text.id for text in law.agreements if text not in beside.agreements}
    last: dict[str, Instrument] = {}
    for text in law.agreements:
        if text.id in changed and (text.id not in last or _begins(text) >= _begins(last[text.id])):
            last[text.id] = text
    return tuple(last[label] for label in sorted(last))


def idle(law: Law, beside: Law, days: Iterable[date]) -> tuple[str, ...]:
    """Name the changed texts of a law, each with its version, that are in force on none of these days."""
    asked = set(days)
    return tuple(f"{text.id} {text.version}" for text in drafts(law, beside) if not _binds(text, asked))


def _begins(text: Instrument) -> date:
    return text.valid_from or date.min


def _known(text: Instrument, at: datetime) -> bool:
    return text.recorded_at is None or text.recorded_at <= at


def _same_life(text: Instrument, other: Instrument) -> bool:
    """Tell whether two versions of a text enter into force on one day."""
    entered = entry_into_force(text)
    dated = (text.id, text.valid_from, text.recorded_at) == (other.id, other.valid_from, other.recorded_at)
    return dated and entered is not None and entered == entry_into_force(other)


def _as_if(text: Instrument) -> Instrument:
    """Return a text as if it had been in force ever, and known; its pauses and its end stay."""
    authorised = text.sa_authorised_on and _EVER
    always = replace(text, entry=_IN_FORCE_EVER, signed_on=_EVER, ratified={}, valid_from=None)
    return replace(always, recorded_at=None, sa_authorised_on=authorised, adopted=True)


def _binds(text: Instrument, days: Iterable[date]) -> bool:
    """Tell whether something of a text is in force between two of its parties on one of these days."""
    asked = tuple(days)
    return any(
        in_force(text, article, day, pair)
        for pair in combinations(sorted(text.bound), 2)
        for article in _articles(text)
        for day in asked
    )


def _articles(text: Instrument) -> Iterator[str]:
    yield ""
    yield from sorted({enabled.article for enabled in text.terms.request_types.values()})
