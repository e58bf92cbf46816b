"""Facts of a transfer of a sentenced person (T12): consent, its exceptions, time left, how it is served."""

import calendar
from datetime import date
from functools import partial
from operator import eq

from comity.law.naming import of_message
from comity.law.truth import Truth, all_of, any_of, opposite, yes_or_no
from comity.law.view import View
from comity.model.sentences import Sentence

LEAST_LEFT = 6
"""Months left to serve when the request is received (ETS 112 art. 3(1)(c))."""


def _sentence(view: View) -> Sentence:
    return view.w.circumstances.sentence or Sentence(fled=None, expelled=None)


@of_message("sentence.consented")
def consented(view: View) -> Truth:
    """Tell whether the person consents, informed, of free will and verified (ETS 112 arts 3(1)(d), 7)."""
    sentence = _sentence(view)
    return all_of(sentence.consent, sentence.informed, sentence.voluntary, sentence.verified)


@of_message("sentence.protocol_binds_both", from_law=True)
def protocol_binds_both(view: View) -> Truth:
    """Tell whether both states are bound by the protocol on transfer without consent (ETS 167)."""
    values = (view.own("ets_167"), view.partner("ets_167"))
    return all_of(*(None if value is None else value == "PARTY" for value in values))


@of_message("sentence.fled_home")
def fled_home(view: View) -> Truth:
    """Tell whether the person fled to the own country before serving (ETS 167 art. 2)."""
    return _sentence(view).fled


@of_message("sentence.expelled_and_heard")
def expelled_and_heard(view: View) -> Truth:
    """Tell whether the person is to be expelled for the same facts and was heard (ETS 167 art. 3(1)-(2))."""
    sentence = _sentence(view)
    return all_of(sentence.expelled, sentence.opinion_heard)


@of_message("sentence.declaration_excludes", from_law=True)
def declaration_excludes(view: View) -> Truth:
    """Tell whether a state's declaration on ETS 167 art. 3 excludes this resident of the sentencing state."""
    declared = (view.own("ets_167_excludes_residents"), view.partner("ets_167_excludes_residents"))
    excludes = any_of(yes_or_no(value) for value in declared)
    return all_of(excludes, _sentence(view).resident_at_arrest)


@of_message("sentence.too_little_left")
def too_little_left(view: View) -> Truth:
    """Tell whether fewer than six months are left when the request is received (ETS 112 art. 3(1)(c))."""
    sentence = _sentence(view)
    if sentence.indeterminate is True:
        return False
    if sentence.ends_on is None or sentence.indeterminate is None:
        return None
    return sentence.ends_on < months_after(sentence.received_on or view.today, LEAST_LEFT)


@of_message("sentence.not_final")
def not_final(view: View) -> Truth:
    """Tell whether the judgment can still be appealed (ETS 112 art. 3(1)(b))."""
    return opposite(_sentence(view).final)


@of_message("sentence.of_no_national")
def of_no_national(view: View) -> Truth:
    """Tell whether the person is a national of neither state: none is home (ETS 112 art. 3(1)(a))."""
    states = {view.w.own.state, view.w.partner.state}
    return any_of(
        None if not subject.nationalities else not subject.nationalities & states
        for subject in view.request.subjects
    )


# ── how the sentence is served: as it stands, or converted by a court (ETS 112 arts 9-11) ─────────
@of_message("sentence.served_here")
def served_here(view: View) -> Truth:
    """Tell whether the person, a national of the deciding state alone of the two, would come home."""
    states = {view.w.own.state, view.w.partner.state}
    home = [subject.nationalities & states for subject in view.request.subjects]
    if not home or any(len(named) != 1 for named in home):
        return None
    return all(view.w.own.state in named for named in home)


@of_message("sentence.converted")
def converted(view: View) -> Truth:
    """Tell whether a court shall set another sentence instead of continuing this one (ETS 112 art. 11)."""
    return _sentence(view).converted


@of_message("sentence.unlike_own_law")
def unlike_own_law(view: View) -> Truth:
    """Tell whether the law where it is served lacks a sentence of this nature or length (art. 10(2))."""
    return _sentence(view).unlike_here


@of_message("sentence.way_excluded", from_law=True)
def way_excluded(view: View) -> Truth:
    """Tell whether one of the two states excludes how the sentence would be served (ETS 112 art. 3(3))."""
    by_court = _sentence(view).converted
    ways = {"CONVERSION": by_court, "CONTINUED_ENFORCEMENT": opposite(by_court)}
    return any_of(
        all_of(view.says(law, "sentence_way_excluded", partial(eq, way)), taken)
        for law in (view.w.own, view.w.partner)
        for way, taken in ways.items()
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
