"""Entry into force, computed from its clause and the days of signature and ratification (I2)."""

from collections.abc import Iterable
from datetime import date, timedelta

from comity.model.instruments import Instrument, InstrumentKind
from comity.model.lifecycle import EntryClause, EntryRule, Period
from comity.model.parties import UNION, StateCode


def entry_into_force(instrument: Instrument, between: Iterable[StateCode] = ()) -> date | None:
    """Compute the day of entry into force, for all parties or between two; None if not yet, or unknown."""
    parties = bound_themselves(instrument, between)
    clauses = (instrument.entry, *instrument.entry.later_of)
    days = [_day(instrument, clause, parties) for clause in clauses]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def bound_themselves(instrument: Instrument, between: Iterable[StateCode]) -> frozenset[StateCode]:
    """Return the parties whose ratification counts: a member state is bound through its union."""
    asked = acting(instrument, between)
    if not asked or instrument.kind is not InstrumentKind.TREATY_MULTILATERAL:
        return instrument.parties
    return asked & instrument.parties


def acting(instrument: Instrument, between: Iterable[StateCode]) -> frozenset[StateCode]:
    """Return whose acts count between two: their own, and those of the union that binds a member (3.1)."""
    asked = frozenset(between)
    through = asked & (instrument.members - instrument.parties)
    return asked | ({UNION} & instrument.parties) if through else asked


def _day(instrument: Instrument, clause: EntryClause, parties: frozenset[StateCode]) -> date | None:
    signed = instrument.signed_on
    if clause.rule is EntryRule.UNKNOWN:
        return None
    if clause.rule is EntryRule.ON_DATE:
        return _as_noticed(instrument, clause, parties) if signed else None
    if clause.rule in (EntryRule.ON_SIGNATURE, EntryRule.DAYS_AFTER_SIGNATURE):
        return signed + timedelta(days=clause.number) if signed else None
    if not parties or not parties <= set(instrument.ratified):
        return None
    last = max(instrument.ratified[state] for state in parties)
    if clause.rule is EntryRule.AFTER_DEPOSITS:
        return _after_deposits(instrument, clause, last)
    return _after_last(clause, last)


def _as_noticed(instrument: Instrument, clause: EntryClause, parties: frozenset[StateCode]) -> date | None:
    """Return the day of an official notice, unless the ratifications that are known speak against it (I2)."""
    if not instrument.ratified or clause.on is None:
        return clause.on
    if not parties <= set(instrument.ratified):
        return None
    return max(clause.on, *(instrument.ratified[state] for state in parties))


def _after_last(clause: EntryClause, last: date) -> date:
    if clause.rule is EntryRule.DAYS_AFTER_LAST_RATIFICATION:
        return last + timedelta(days=clause.number)
    later = Period(months=clause.number).after(last.replace(day=1))
    if clause.rule is EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION:
        return later
    return Period(months=clause.number).after(last)


def _after_deposits(instrument: Instrument, clause: EntryClause, last: date) -> date | None:
    """Return the general day, or for a later party its own, whichever is later."""
    deposits = sorted(instrument.ratified.values())
    general = clause.general_on
    if general is None:
        if len(deposits) < clause.deposits or not clause.deposits:
            return None
        general = clause.delay.after(deposits[clause.deposits - 1])
        if last <= deposits[clause.deposits - 1]:
            return general
    return max(general, clause.accession.after(last))
