"""Agreements as data: read from TOML, in force or not on a day, able to carry a message or not.

Implements domain.md 3.1-3.3 and I1-I5, Q8. Three-valued: None is UNKNOWN, for an instrument that the
own state has not adopted (TP1) or whose entry into force nobody has verified.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from comity.law.lawfile import read_files
from comity.law.shapes import read_table
from comity.model.instruments import EntryRule, Instrument, InstrumentKind, Span
from comity.model.parties import StateCode
from comity.model.profiles import Relation, RelationStatus
from comity.model.requests import RequestType

BINDING = frozenset(
    {InstrumentKind.TREATY_BILATERAL, InstrumentKind.TREATY_MULTILATERAL, InstrumentKind.EU_AGREEMENT}
)
"""Kinds that can be a binding instrument of art. 37(1)(a) LED and art. 46(2)(a) GDPR."""

CARRIES = BINDING | {InstrumentKind.EXCHANGE_OF_NOTES, InstrumentKind.AD_HOC_RECIPROCITY}
"""Kinds that can be the basis of a message; an implementing protocol rests on its parent (3.1)."""

READ_BY_PEOPLE = frozenset({"article"})
"""Keys of an instrument's table that are for negotiators (`law.gaps`) and not for the gate."""

_PRECEDENCE = (
    InstrumentKind.TREATY_BILATERAL,
    InstrumentKind.EXCHANGE_OF_NOTES,
    InstrumentKind.EU_AGREEMENT,
    InstrumentKind.TREATY_MULTILATERAL,
    InstrumentKind.AD_HOC_RECIPROCITY,
    InstrumentKind.MOU,
)
"""Precedence among instruments for one act (I9)."""


def parse_agreements(files: Mapping[str, bytes]) -> tuple[tuple[Instrument, ...], tuple[Relation, ...]]:
    """Read agreements (`[[instrument]]`) and government decisions on relations (`[[relation]]`).

    Raises: LawFileInvalid naming file and line.
    """
    instruments: list[Instrument] = []
    relations: list[Relation] = []
    seen: set[tuple[str, str]] = set()
    documents, faults = read_files(files, "instrument", "relation")
    for document in documents.values():
        for table in document.each("instrument"):
            with faults:
                instrument = read_table(Instrument, table, besides=READ_BY_PEOPLE)
                if (instrument.id, instrument.version) in seen:
                    raise table.refuse(
                        f"instrument '{instrument.id}' version '{instrument.version}' stands twice.", at="id"
                    )
                seen.add((instrument.id, instrument.version))
                instruments.append(instrument)
        for table in document.each("relation"):
            with faults:
                relations.append(read_table(Relation, table))
    faults.tell()
    return tuple(instruments), tuple(relations)


def entry_into_force(instrument: Instrument) -> date | None:
    """Compute the day of entry into force from the clause (I2); None if not yet, or unknown."""
    rule, number = instrument.entry.rule, instrument.entry.number
    if rule is EntryRule.ON_SIGNATURE:
        return instrument.signed_on
    if rule is EntryRule.UNKNOWN or not instrument.parties <= set(instrument.ratified):
        return None
    last = max(instrument.ratified.values())
    if rule is EntryRule.DAYS_AFTER_LAST_RATIFICATION:
        return last + timedelta(days=number)
    months = last.month - 1 + number
    return date(last.year + months // 12, months % 12 + 1, 1)


def in_force(
    instrument: Instrument,
    article: str,
    on: date,
    parties: Iterable[StateCode],
    *,
    asked_on: date | None = None,
) -> bool | None:
    """Tell whether an article binds these parties on a day (I1, I3, I4).

    `asked_on` is the day a pending request was made: it finishes under a denounced text that says so.
    """
    between = frozenset(parties)
    if not between <= instrument.parties or not _version_valid(instrument, on):
        return False
    if any(_covers(pause, article, on) and pause.by in {None, *between} for pause in instrument.suspensions):
        return False
    if _has_ended(instrument, on, asked_on):
        return False
    if instrument.entry.rule is EntryRule.UNKNOWN:
        return None
    if not _has_begun(instrument, between, article, on):
        return False
    return True if instrument.adopted else None


def _version_valid(instrument: Instrument, on: date) -> bool:
    since, until = instrument.valid_from, instrument.valid_to
    return (since is None or since <= on) and (until is None or on <= until)


def _covers(span: Span, article: str, on: date) -> bool:
    dated = span.since <= on and (span.until is None or on <= span.until)
    return dated and (not span.articles or article in span.articles)


def _has_ended(instrument: Instrument, on: date, asked_on: date | None) -> bool:
    if instrument.ends_on is not None and on > instrument.ends_on:
        return True
    notice = instrument.denunciation
    if notice is None:
        return False
    last_day = notice.notified_on + notice.notice
    if on <= last_day:
        return False
    pending = asked_on is not None and asked_on <= last_day
    return not (pending and notice.pending_requests_survive)


def _has_begun(instrument: Instrument, between: frozenset[StateCode], article: str, on: date) -> bool:
    entered = _entered(instrument, between)
    if entered is not None and entered <= on:
        return True
    return any(_covers(span, article, on) for span in instrument.provisional)


def _entered(instrument: Instrument, between: frozenset[StateCode]) -> date | None:
    """Return the day for these parties: a multilateral text binds two of them without waiting for all."""
    if instrument.kind is not InstrumentKind.TREATY_MULTILATERAL or not between <= set(instrument.ratified):
        return entry_into_force(instrument)
    days = instrument.entry.number
    return max(instrument.ratified[state] for state in between) + timedelta(days=days)


def carries(
    instrument: Instrument,
    kind: RequestType,
    sender: StateCode,
    recipient: StateCode,
    on: date,
    *,
    asked_on: date | None = None,
) -> bool | None:
    """Tell whether an instrument opens this type in this direction on this day (R-BASIS)."""
    enabled = instrument.terms.request_types.get(kind)
    if enabled is None or enabled.sender not in (None, sender):
        return False
    return in_force(instrument, enabled.article, on, (sender, recipient), asked_on=asked_on)


def by_precedence(instruments: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """Sort instruments for competence, channel and time limits (I9(3)); equal ones by id and version."""
    return tuple(
        sorted(
            (i for i in instruments if i.kind in _PRECEDENCE),
            key=lambda i: (_PRECEDENCE.index(i.kind), i.id, i.version),
        )
    )


def relation_on(relations: Iterable[Relation], of: StateCode, towards: StateCode, on: date) -> RelationStatus:
    """Return what a government decided on its relation with another state; OPEN if it decided nothing."""
    found = [
        r
        for r in relations
        if (r.of, r.towards) == (of, towards)
        and r.valid_from <= on
        and (r.valid_to is None or on <= r.valid_to)
    ]
    return max(found, key=lambda r: r.valid_from).status if found else RelationStatus.OPEN


def adopt(instruments: Iterable[Instrument], ids: Iterable[str] | None = None) -> tuple[Instrument, ...]:
    """Return the instruments as activated by a TP1 act: those named, or in a demonstration world all."""
    named = None if ids is None else frozenset(ids)
    return tuple(replace(i, adopted=True) if named is None or i.id in named else i for i in instruments)
