"""Facts of one offence when a person or coercion is asked: nature, penalty, lapse, judgment, speciality."""

from datetime import timedelta

from comity.law import clocks
from comity.law.lifecycle import in_force
from comity.law.naming import of_offence
from comity.law.truth import Truth, all_of, any_of, opposite
from comity.law.view import View
from comity.model.requests import Offence, Purpose
from comity.model.surrender import Surrendered, SurrenderTerms

CETS_212 = "cets-212"
"""The id of the fourth additional protocol to the extradition convention (R-LAPSE, R-SPECIALITY)."""


def _binds_both(view: View, instrument: str) -> Truth:
    """Tell whether an instrument, by its id, is in force between the two states today."""
    parties = (view.w.own.state, view.w.partner.state)
    text = view.texts.named.get(instrument)
    return False if text is None else in_force(text, "", view.today, parties)


# ── its nature (R-POLIT, R-DISCRIM, R-MILIT, R-FISCAL, R-IHL) ───────────────────────────────────
@of_offence("offence.political")
def political(view: View, offence: Offence) -> Truth:
    """Tell whether the offence is political in itself or by connexion."""
    return view.raised(view.examination(offence).political)


@of_offence("offence.depoliticised", from_law=True)
def depoliticised(view: View, offence: Offence) -> Truth:
    """Tell whether a treaty that binds both says that the offence counts as no political one."""
    return _binds_both(view, view.examination(offence).depoliticised_by)


@of_offence("offence.protected_expression")
def protected_expression(view: View, offence: Offence) -> Truth:
    """Tell whether the conduct is opinion, expression or assembly that human rights protect, and no more."""
    return view.raised(view.examination(offence).protected_expression)


@of_offence("offence.military")
def military(view: View, offence: Offence) -> Truth:
    """Tell whether the offence is one of military law only."""
    return view.examination(offence).military


@of_offence("offence.fiscal")
def fiscal(view: View, offence: Offence) -> Truth:
    """Tell whether the offence has a fiscal side."""
    return view.examination(offence).fiscal


@of_offence("offence.in_armed_conflict")
def in_armed_conflict(view: View, offence: Offence) -> Truth:
    """Tell whether the act is attributed to an armed force in an armed conflict."""
    return view.examination(offence).armed_conflict


# ── penalty (R-THRESH, Q12; R-LIFE) ─────────────────────────────────────────────────────────────
@of_offence("offence.below_threshold", from_law=True)
def below_threshold(view: View, offence: Offence) -> Truth:
    """Tell whether the maximum penalty of either law, or the sentence to be served, is too low."""
    terms, found = _terms(view), view.examination(offence)
    penalty = terms.least_penalty_months
    to_serve = view.request.purpose is Purpose.EXECUTION_OF_PENALTY
    return any_of(
        (
            _below(offence.max_penalty_months, penalty),
            _below(found.max_penalty_here_months, penalty),
            to_serve and _below(found.sentence_months, terms.least_sentence_months),
        )
    )


def _below(months: int | None, least: int) -> Truth:
    return None if months is None else months < least


def _terms(view: View) -> SurrenderTerms:
    return view.terms.surrender if view.terms else SurrenderTerms()


@of_offence("offence.accessory", from_law=True)
def accessory(view: View, offence: Offence) -> Truth:
    """Tell whether an offence that is too small by itself may go along with a main one (Q12)."""
    return _terms(view).accessory_offences and below_threshold(view, offence) is True


@of_offence("offence.life_without_review", from_law=True)
def life_without_review(view: View, offence: Offence) -> Truth:
    """Tell whether the offence may carry a life term there that nobody reviews."""
    return view.examination(offence).life_without_review


# ── judgment and time (R-ABSENT, R-LAPSE) ───────────────────────────────────────────────────────
@of_offence("offence.absent_without_retrial", from_law=True)
def absent_without_retrial(view: View, offence: Offence) -> Truth:
    """Tell whether judgment was given in absence and a new trial is no right."""
    found = view.examination(offence)
    return all_of(found.in_absentia, opposite(found.retrial))


@of_offence("offence.lapsed", from_law=True)
def lapsed(view: View, offence: Offence) -> Truth:
    """Tell whether prosecution or penalty is time-barred, or an amnesty here covers it (Q22).

    Time under the law of either state counts; of the requested state only, where CETS 212 binds both.
    """
    found = view.examination(offence)
    there = all_of(found.time_barred_there, opposite(_binds_both(view, CETS_212)))
    return any_of((found.time_barred_here, there, found.amnesty_here))


# ── speciality (R-SPECIALITY) ───────────────────────────────────────────────────────────────────
@of_offence("offence.outside_speciality")
def outside_speciality(view: View, offence: Offence) -> Truth:
    """Tell whether the person came by surrender and this earlier offence is not what it was granted for."""
    earlier = view.w.circumstances.examination.surrendered
    if earlier is None or offence.code in earlier.offences:
        return False
    committed = offence.committed_on
    before = None if committed is None else committed < earlier.on.astimezone(view.w.zone).date()
    return all_of(before, opposite(_may_be_tried_for_all(view, earlier)))


def _may_be_tried_for_all(view: View, earlier: Surrendered) -> Truth:
    """Tell whether the person stayed although free to leave, or came back; the last day still binds (Q21)."""
    parties = (view.w.own.state, earlier.by)
    text = view.texts.named.get(CETS_212)
    short = False if text is None else in_force(text, "", view.today, parties)
    long_over = _over(view, earlier, clocks.SPECIALITY)
    short_over = all_of(short, _over(view, earlier, clocks.SPECIALITY_CETS_212))
    return any_of((earlier.returned, all_of(earlier.could_leave, any_of((long_over, short_over)))))


def _over(view: View, earlier: Surrendered, period: timedelta) -> bool:
    return earlier.freed_at is not None and clocks.is_over(
        earlier.freed_at, period.days, view.w.on, view.w.zone
    )
