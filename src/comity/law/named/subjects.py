"""Facts of offences and of all subjects together: ages, death penalty, earlier judgments."""

import calendar
from datetime import date

from comity.law.naming import of_message, of_offence
from comity.law.truth import Truth, all_of, any_of, opposite
from comity.law.view import LED_PURPOSES, View
from comity.model.requests import Offence, Purpose, RequestType

MAJORITY = 18

_OF_CRIME = LED_PURPOSES - {Purpose.IDENTIFICATION_OF_VICTIM}
"""Purposes for which data may serve an offence (R-DEATH)."""


def under_18_on(born: str, day: date) -> Truth:
    """Tell whether somebody born on `YYYY-MM-DD`, `YYYY-MM` or `YYYY` is under 18 on a day.

    None if the date is missing, unreadable, or too coarse to tell. The birthday itself is the first day
    of majority; 29 February turns 18 on 1 March.
    """
    bounds = _born_between(born)
    if bounds is None:
        return None
    earliest, latest = bounds
    if _eighteenth(latest) <= day:
        return False
    return True if _eighteenth(earliest) > day else None


def _born_between(born: str) -> tuple[date, date] | None:
    parts = born.split("-")
    try:
        numbers = [int(part) for part in parts]
        year, *rest = numbers
        if len(rest) == 2:
            exact = date(year, rest[0], rest[1])
            return exact, exact
        if len(rest) == 1:
            return date(year, rest[0], 1), date(year, rest[0], calendar.monthrange(year, rest[0])[1])
        return (date(year, 1, 1), date(year, 12, 31)) if not rest else None
    except (ValueError, calendar.IllegalMonthError):
        return None


def _eighteenth(born: date) -> date:
    year = born.year + MAJORITY
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


@of_message("subjects.one_minor")
def one_minor(view: View) -> Truth:
    """Tell whether a subject is under 18, was so at the act, or may be (Q23)."""
    days = (view.today, *(o.committed_on for o in view.request.offences if o.committed_on))
    return any(
        s.minor is not False or any(under_18_on(s.born, day) is True for day in days)
        for s in view.request.subjects
    )


# ── consular notice (T14, Q27) ──────────────────────────────────────────────────────────────────
@of_message("consular.chosen")
def consular_chosen(view: View) -> Truth:
    """Tell whether everybody whom a consular notice speaks of has chosen that the consulate is told."""
    return view.request.type is RequestType.T14 and all_of(*(s.consent for s in view.request.subjects))


@of_message("consular.mandatory", from_law=True)
def consular_mandatory(view: View) -> Truth:
    """Tell whether an agreement in force makes a consular notice mandatory, whatever the person chooses."""
    if view.request.type is not RequestType.T14:
        return False
    return any_of(in_force for text, in_force in view.texts.bearing if text.terms.consular_mandatory)


# ── death penalty (R-DEATH) ─────────────────────────────────────────────────────────────────────
@of_offence("offence.may_carry_death", from_law=True)
def may_carry_death(view: View, offence: Offence) -> Truth:
    """Tell whether the partner's law threatens this offence with death, moratorium or not."""
    law = view.partner("death_penalty")
    if law == "ABOLISHED_ALL":
        return False
    threatened = offence.death_at_partner
    return all_of(None, threatened) if law is None else threatened


@of_message("offences.one_may_carry_death", from_law=True)
def one_may_carry_death(view: View) -> Truth:
    """Tell whether data given here may serve an offence that carries death at the partner."""
    return any_of(may_carry_death(view, offence) for offence in view.request.offences)


@of_message("offences.unnamed_may_carry_death", from_law=True)
def unnamed_may_carry_death(view: View) -> Truth:
    """Tell whether what is let go may serve an offence that nobody has named and that carries death there.

    For crime it is not known, whose offence stays unnamed; where the own law asks it of any request, it may.
    A return, a border, a victim's name, training and statistics serve no offence. An index of hits has its
    own closed list of rules (4.4).
    """
    request, law = view.request, view.partner("death_penalty")
    if request.offences or law == "ABOLISHED_ALL":
        return False
    of_any = view.own_says("death_asked_of_any_request", bool)
    if of_any is not False:
        return None if law is None else of_any
    serves_crime = request.purpose in _OF_CRIME and request.type is not RequestType.T01
    return None if serves_crime else False


# ── earlier judgments, dual criminality ─────────────────────────────────────────────────────────
@of_offence("offence.judged_here")
def judged_here(view: View, offence: Offence) -> Truth:
    """Tell whether a final judgment here covers the same facts (R-NEBIS)."""
    return offence.judged_here


@of_offence("offence.pending_here")
def pending_here(view: View, offence: Offence) -> Truth:
    """Tell whether proceedings on the same facts are pending here (R-PEND)."""
    return offence.pending_here


@of_offence("offence.not_punishable_here")
def not_punishable(view: View, offence: Offence) -> Truth:
    """Tell whether the conduct, whatever its label, is no offence here (R-DUAL)."""
    return opposite(offence.punishable_here)
