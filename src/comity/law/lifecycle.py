"""How an instrument stands on a day, computed from its dated events (domain.md 3.2, I1, I3, I4).

No state is typed into a file: events have dates, and what follows is worked out here. An order of events
that the life of a treaty does not know is refused. Three-valued: None is UNKNOWN.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comity.errors import OutOfOrder
from comity.law.articles import covers, touches
from comity.law.entry import acting, bound_themselves, entry_into_force
from comity.model.instruments import Instrument, InstrumentKind
from comity.model.lifecycle import (
    Denunciation,
    EntryIntoForce,
    EntryRule,
    InstrumentState,
    Reservation,
    Span,
    Suspension,
)
from comity.model.parties import StateCode

_S = InstrumentState
_DAY = timedelta(days=1)
_BINDING = frozenset({_S.RATIFIED_A, _S.RATIFIED_B, _S.RATIFIED})
_SIGNED = frozenset({_S.SIGNED}) | _BINDING
_OVER = frozenset({_S.TERMINATED, _S.SUPERSEDED})

NEXT: Mapping[InstrumentState | None, frozenset[InstrumentState]] = {
    None: frozenset({_S.PROPOSED, _S.NEGOTIATING, _S.INITIALLED, _S.SIGNED}),
    _S.PROPOSED: frozenset({_S.NEGOTIATING, _S.INITIALLED, _S.SIGNED, _S.ABANDONED}),
    _S.NEGOTIATING: frozenset({_S.INITIALLED, _S.SIGNED, _S.ABANDONED}),
    _S.INITIALLED: frozenset({_S.SIGNED, _S.ABANDONED}),
    _S.ABANDONED: frozenset(),
    _S.SIGNED: _BINDING | {_S.PROVISIONALLY_APPLIED, _S.IN_FORCE, _S.SUPERSEDED},
    _S.PROVISIONALLY_APPLIED: _SIGNED | _OVER | {_S.IN_FORCE},
    _S.RATIFIED_A: frozenset({_S.RATIFIED, _S.PROVISIONALLY_APPLIED, _S.IN_FORCE, _S.SUPERSEDED}),
    _S.RATIFIED_B: frozenset({_S.RATIFIED, _S.PROVISIONALLY_APPLIED, _S.IN_FORCE, _S.SUPERSEDED}),
    _S.RATIFIED: frozenset({_S.PROVISIONALLY_APPLIED, _S.IN_FORCE, _S.SUPERSEDED}),
    _S.IN_FORCE: frozenset({_S.PARTIALLY_SUSPENDED, _S.SUSPENDED, _S.DENOUNCED}) | _OVER,
    _S.PARTIALLY_SUSPENDED: frozenset({_S.IN_FORCE, _S.SUSPENDED, _S.DENOUNCED}) | _OVER,
    _S.SUSPENDED: frozenset({_S.IN_FORCE, _S.PARTIALLY_SUSPENDED, _S.DENOUNCED}) | _OVER,
    _S.DENOUNCED: frozenset({_S.SUSPENDED}) | _OVER,
    _S.TERMINATED: frozenset(),
    _S.SUPERSEDED: frozenset(),
}
"""Which standing may follow which; None is before the first event that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of standing and its day."""

    on: date
    to: InstrumentState


def follow(before: InstrumentState | None, to: InstrumentState) -> InstrumentState:
    """Return the next standing.

    Raises: OutOfOrder if the life of a treaty does not know this step.
    """
    if to not in NEXT[before]:
        may = ", ".join(sorted(NEXT[before])) or "nothing"
        raise OutOfOrder(f"{to} does not follow {before or 'the first event'}; after that comes {may}.")
    return to


# ── in force, for an article, between two (I1, I3, I4) ──────────────────────────────────────────
def in_force(
    instrument: Instrument,
    article: str,
    on: date,
    parties: Iterable[StateCode],
    *,
    asked_on: date | None = None,
) -> bool | None:
    """Tell whether an article binds these parties on a day (I1, I3, I4); a pointer to several, all of them.

    `asked_on` is the day a pending request was made: it finishes under a denounced text that says so.
    """
    between = acting(instrument, parties)
    if not between <= instrument.bound or not is_valid(instrument, on):
        return False
    if any(_suspends(pause, between, article, on) for pause in instrument.suspensions):
        return False
    if any(_excludes(reserved, between, article, on) for reserved in instrument.reservations):
        return False
    if _has_ended(instrument, between, on, asked_on):
        return False
    if not _has_begun(instrument, between, article, on):
        unverified = instrument.entry.rule is EntryRule.UNKNOWN and _may_be_signed(instrument, on)
        return None if unverified else False
    return True if instrument.adopted else None


def _may_be_signed(instrument: Instrument, on: date) -> bool:
    """Tell whether a text may have been signed by a day: not one that is known to be only on its way."""
    if instrument.abandoned_on is not None and instrument.abandoned_on <= on:
        return False
    early = (instrument.proposed_on, instrument.negotiating_since, instrument.initialled_on)
    signed = instrument.signed_on
    return signed <= on if signed is not None else not any(early)


def may_have_begun(instrument: Instrument, on: date, parties: Iterable[StateCode]) -> bool:
    """Tell whether a whole version has begun to bind by a day, or nobody verified that it has not (I2)."""
    between = acting(instrument, parties)
    entered = entry_into_force(instrument, between)
    if entered is not None and entered <= on:
        return True
    if instrument.entry.rule is EntryRule.UNKNOWN and _may_be_signed(instrument, on):
        return True
    return any(not span.articles and _covers(span, "", on) for span in instrument.provisional)


def is_valid(instrument: Instrument, on: date) -> bool:
    """Tell whether this version speaks on a day (I5)."""
    since, until = instrument.valid_from, instrument.valid_to
    return (since is None or since <= on) and (until is None or on <= until)


def _suspends(pause: Suspension, between: frozenset[StateCode], article: str, on: date) -> bool:
    return _runs(pause, between, on) and (not pause.articles or touches(pause.articles, article))


def _excludes(reserved: Reservation, between: frozenset[StateCode], article: str, on: date) -> bool:
    runs = reserved.until is None or on <= reserved.until
    return runs and reserved.excludes and reserved.by in between and touches(reserved.articles, article)


def _runs(pause: Suspension, between: frozenset[StateCode], on: date) -> bool:
    dated = pause.since <= on and (pause.until is None or on <= pause.until)
    return dated and (pause.by is None or pause.by in between)


def last_day(instrument: Instrument, between: Iterable[StateCode]) -> date | None:
    """Return the last day of the text between two parties, by denunciation or by its own end (I4)."""
    notices = _notices(instrument, acting(instrument, between))
    ends = [instrument.notice_of(d).after(d.notified_on) for d in notices]
    ends += [instrument.ends_on] if instrument.ends_on else []
    ends += [instrument.superseded_on - _DAY] if instrument.superseded_on else []
    return min(ends, default=None)


def _notices(instrument: Instrument, between: frozenset[StateCode]) -> Iterator[Denunciation]:
    """Yield the denunciations that count between two: any of a text of two, else those by one of them."""
    many = instrument.kind is InstrumentKind.TREATY_MULTILATERAL
    return (d for d in instrument.denunciations if not many or d.by in between)


def _has_ended(
    instrument: Instrument, between: frozenset[StateCode], on: date, asked_on: date | None
) -> bool:
    last = last_day(instrument, between)
    if last is None or on <= last:
        return False
    ended = [d for d in _notices(instrument, between) if instrument.notice_of(d).after(d.notified_on) == last]
    pending = asked_on is not None and asked_on <= last
    return not (pending and ended and all(d.pending_requests_survive for d in ended))


def _has_begun(instrument: Instrument, between: frozenset[StateCode], article: str, on: date) -> bool:
    entered = entry_into_force(instrument, between)
    if entered is not None and entered <= on:
        return True
    return any(_covers(span, article, on) for span in instrument.provisional)


def _covers(span: Span, article: str, on: date) -> bool:
    dated = span.since <= on and (span.until is None or on <= span.until)
    return dated and (not span.articles or covers(span.articles, article))


# ── standing on a day ───────────────────────────────────────────────────────────────────────────
def standing(
    instrument: Instrument, on: date, parties: Iterable[StateCode], *, article: str = ""
) -> InstrumentState | None:
    """Return how an instrument stands between two parties on a day, or how one article of it does.

    None: nothing is dated that early, or whether it entered into force is not known.
    """
    between = acting(instrument, parties)
    last = last_day(instrument, between)
    if instrument.superseded_on and instrument.superseded_on <= on:
        return _S.SUPERSEDED
    if instrument.abandoned_on and instrument.abandoned_on <= on:
        return _S.ABANDONED
    if last is not None and last < on:
        return _S.TERMINATED
    found = _applied(instrument, on, between, article)
    return _early(instrument, on, between) if found is None else found


def _applied(
    instrument: Instrument, on: date, between: frozenset[StateCode], article: str
) -> InstrumentState | None:
    """Return how a text stands that is suspended, denounced, in force or provisionally applied."""
    pauses = [pause for pause in instrument.suspensions if _runs(pause, between, on)]
    if any(not pause.articles or touches(pause.articles, article) for pause in pauses):
        return _S.SUSPENDED
    if any(d.notified_on <= on for d in _notices(instrument, between)):
        return _S.DENOUNCED
    if pauses and not article:
        return _S.PARTIALLY_SUSPENDED
    entered = entry_into_force(instrument, between)
    if entered is not None and entered <= on:
        return _S.IN_FORCE
    spans = [span for span in instrument.provisional if _covers(span, article, on) or not article]
    if any(span.since <= on and (span.until is None or on <= span.until) for span in spans):
        return _S.PROVISIONALLY_APPLIED
    return None


def _early(instrument: Instrument, on: date, between: frozenset[StateCode]) -> InstrumentState | None:
    """Return how a text stands that nobody applies yet; None where the clause on its entry is not known."""
    if instrument.entry.rule is EntryRule.UNKNOWN and instrument.signed_on and instrument.signed_on <= on:
        return None
    bound = _ratified_by(instrument, on, between)
    if bound is not None:
        return bound
    stages = (stage for stage, day in _stages(instrument) if day is not None and day <= on)
    return next(stages, None)


def _stages(instrument: Instrument) -> tuple[tuple[InstrumentState, date | None], ...]:
    return (
        (_S.SIGNED, instrument.signed_on),
        (_S.INITIALLED, instrument.initialled_on),
        (_S.NEGOTIATING, instrument.negotiating_since),
        (_S.PROPOSED, instrument.proposed_on),
    )


def _ratified_by(instrument: Instrument, on: date, between: frozenset[StateCode]) -> InstrumentState | None:
    """Return who of the two has ratified: A is the party first by its code."""
    two = sorted(bound_themselves(instrument, between))
    have = [state for state in two if state in instrument.ratified and instrument.ratified[state] <= on]
    if not have:
        return None
    if len(have) == len(two):
        return _S.RATIFIED
    return _S.RATIFIED_A if have[0] == two[0] else _S.RATIFIED_B


# ── the whole life ──────────────────────────────────────────────────────────────────────────────
def history(instrument: Instrument, parties: Iterable[StateCode]) -> tuple[Step, ...]:
    """Return every change of standing between two parties, in order.

    Raises: OutOfOrder if an event comes before what it needs.
    """
    between = frozenset(parties)
    before: InstrumentState | None = None
    steps: list[Step] = []
    for day in sorted(days_of_change(instrument, between)):
        stages = [stage for stage, dated in reversed(_stages(instrument)) if dated == day]
        now = standing(instrument, day, between)
        for to in (*stages, *((now,) if now else ())):
            if to is not before:
                before = follow(before, to)
                steps.append(Step(on=day, to=to))
    return tuple(steps)


def check_life(instrument: Instrument) -> None:
    """Check the order of events between the parties: of many, between each and the one bound first.

    Raises: OutOfOrder.
    """
    if instrument.entry.rule is EntryRule.UNKNOWN:
        history(replace(instrument, entry=EntryIntoForce(rule=EntryRule.ON_SIGNATURE)), instrument.parties)
        return
    if instrument.kind is not InstrumentKind.TREATY_MULTILATERAL:
        history(instrument, instrument.parties)
        return
    by_day = sorted(instrument.ratified, key=lambda state: (instrument.ratified[state], state))
    for other in by_day[1:]:
        history(instrument, (by_day[0], other))


def days_of_change(instrument: Instrument, parties: Iterable[StateCode]) -> frozenset[date]:
    """Return every day on which something may change between two parties."""
    between = acting(instrument, parties)
    spans: tuple[Span | Suspension, ...] = (*instrument.provisional, *instrument.suspensions)
    ends = [span.until + _DAY for span in spans if span.until]
    last = last_day(instrument, between)
    found: list[date | None] = [
        *(day for _, day in _stages(instrument)),
        instrument.abandoned_on,
        instrument.superseded_on,
        entry_into_force(instrument, between),
        *(instrument.ratified.get(state) for state in bound_themselves(instrument, between)),
        *(span.since for span in spans),
        *ends,
        *(d.notified_on for d in _notices(instrument, between)),
        last + _DAY if last else None,
        instrument.valid_from,
        instrument.valid_to + _DAY if instrument.valid_to else None,
    ]
    return frozenset(day for day in found if day is not None)
