"""Assurances: the legal moves, the factors of Othman, TP4, and what a breach blocks (domain.md 5.6)."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from comity.errors import AssuranceInsufficient, OutOfOrder, WrongRole
from comity.law import assurances
from comity.model.assurances import Assurance, AssuranceBreach, AssuranceKind, AssuranceState, Othman
from comity.model.parties import Authority
from comity.model.people import Role

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOTH = frozenset({Role.CA_LAWYER, Role.MINISTER_DELEGATE})
GOOD = Othman(**{f.name: True for f in fields(Othman)})
GIVEN = Assurance(
    kind=AssuranceKind.NO_DEATH_PENALTY,
    giver=Authority.parse("CN/CENTRAL_AUTHORITY"),
    state=AssuranceState.GIVEN,
    factors=GOOD,
    monitor_on=(date(2026, 9, 1),),
)
EXAMINED = replace(GIVEN, state=AssuranceState.EXAMINED)
BREACH = AssuranceBreach(kind=AssuranceKind.NO_DEATH_PENALTY, giver="CN", found_at=AT - timedelta(days=90))
LEGAL = {
    ("DRAFT", "GIVEN"),
    ("GIVEN", "EXAMINED"),
    ("EXAMINED", "ACCEPTED"),
    ("EXAMINED", "REJECTED"),
    ("ACCEPTED", "MONITORED"),
    ("MONITORED", "BREACHED"),
    ("MONITORED", "FULFILLED"),
}


@pytest.mark.parametrize(("before", "after"), list(product(AssuranceState, AssuranceState)))
def test_goes_only_where_the_law_lets_it_go(before, after):
    assurance = replace(GIVEN, state=before)
    if (before, after) in LEGAL:
        assert assurances.moved(assurance, after, AT, by=BOTH).state is after
    else:
        with pytest.raises(OutOfOrder) as caught:
            assurances.moved(assurance, after, AT, by=BOTH)
        assert caught.value.what == f"An assurance that is {before} does not become {after}."


@pytest.mark.parametrize("factor", [f.name for f in fields(Othman)])
def test_is_not_examined_while_one_factor_is_open(factor):
    open_ = replace(GIVEN, factors=replace(GOOD, **{factor: None}))
    with pytest.raises(AssuranceInsufficient) as caught:
        assurances.moved(open_, AssuranceState.EXAMINED, AT)
    assert factor in caught.value.what


def test_all_factors_that_nobody_has_examined_are_named():
    open_ = replace(GIVEN, factors=replace(GOOD, binds_courts=None, reviewable=None))
    with pytest.raises(AssuranceInsufficient) as caught:
        assurances.moved(open_, AssuranceState.EXAMINED, AT)
    assert caught.value.what == "Not yet examined: binds_courts, reviewable."


@pytest.mark.parametrize("factor", [f.name for f in fields(Othman) if not f.name.endswith("_visits")])
def test_is_not_accepted_if_one_factor_is_not_met(factor):
    weak = replace(EXAMINED, factors=replace(GOOD, **{factor: False}))
    with pytest.raises(AssuranceInsufficient) as caught:
        assurances.moved(weak, AssuranceState.ACCEPTED, AT, by=BOTH)
    assert factor in caught.value.what


@pytest.mark.parametrize(
    ("consular", "independent", "lacking"),
    [
        (True, False, ()),
        (False, True, ()),
        (True, None, ()),
        (False, False, ("consular_visits", "independent_visits")),
        (None, False, ("consular_visits", "independent_visits")),
    ],
)
def test_one_kind_of_visit_is_enough_and_none_is_not(consular, independent, lacking):
    factors = replace(GOOD, consular_visits=consular, independent_visits=independent)
    assert assurances.shortcomings(factors) == lacking


def test_all_factors_that_are_not_met_are_named():
    names = [f.name for f in fields(Othman) if not f.name.endswith("_visits")][:2]
    weak = replace(EXAMINED, factors=replace(GOOD, **dict.fromkeys(names, False)))
    with pytest.raises(AssuranceInsufficient) as caught:
        assurances.moved(weak, AssuranceState.ACCEPTED, AT, by=BOTH)
    assert caught.value.what == f"Not met: {names[0]}, {names[1]}."


@pytest.mark.parametrize("by", [frozenset(), {Role.CA_LAWYER}, {Role.MINISTER_DELEGATE, Role.JUDGE}])
def test_is_accepted_by_lawyer_and_delegate_together_and_by_nobody_else(by):
    with pytest.raises(WrongRole) as caught:
        assurances.moved(EXAMINED, AssuranceState.ACCEPTED, AT, by=frozenset(by))
    both = "CA_LAWYER and MINISTER_DELEGATE"
    assert caught.value.what == f"An assurance is accepted by {both} together (TP4)."
    accepted = assurances.moved(EXAMINED, AssuranceState.ACCEPTED, AT, by=BOTH)
    assert (accepted.accepted_at, accepted.accepted_by) == (AT, BOTH)


@pytest.mark.parametrize(
    ("change", "blocked"),
    [
        ({}, True),
        ({"kind": AssuranceKind.RETRIAL}, False),
        ({"giver": "RU"}, False),
        ({"found_at": AT}, True),
        ({"found_at": AT + timedelta(seconds=1)}, False),
        ({"reported_at": AT}, False),
        ({"reported_at": AT + timedelta(seconds=1)}, True),
    ],
)
def test_a_breach_blocks_its_kind_from_its_giver_until_the_committee_reports(change, blocked):
    breach = replace(BREACH, **change)
    assert assurances.is_blocked(EXAMINED.kind, "CN", [breach], AT) is blocked
    if blocked:
        with pytest.raises(OutOfOrder) as caught:
            assurances.moved(EXAMINED, AssuranceState.ACCEPTED, AT, by=BOTH, breaches=[breach])
        assert caught.value.what == (
            "CN broke an assurance of kind NO_DEATH_PENALTY; none of that kind is accepted until the joint "
            "committee has reported."
        )
    else:
        moved = assurances.moved(EXAMINED, AssuranceState.ACCEPTED, AT, by=BOTH, breaches=[breach])
        assert moved.state is AssuranceState.ACCEPTED


def test_is_not_monitored_before_a_day_is_named_on_which_somebody_looks():
    accepted = replace(EXAMINED, state=AssuranceState.ACCEPTED, monitor_on=())
    with pytest.raises(AssuranceInsufficient) as caught:
        assurances.moved(accepted, AssuranceState.MONITORED, AT)
    assert caught.value.what == "No day is named on which somebody looks whether it is kept."


def test_is_not_accepted_before_a_day_is_named_on_which_somebody_looks():
    with pytest.raises(AssuranceInsufficient) as caught:
        assurances.moved(replace(EXAMINED, monitor_on=()), AssuranceState.ACCEPTED, AT, by=BOTH)
    assert caught.value.what == "No day is named on which somebody looks whether it is kept."


MONITORED = replace(EXAMINED, state=AssuranceState.MONITORED, accepted_at=AT - timedelta(days=300))


def test_what_is_broken_bears_the_instant_at_which_it_was_found():
    broken = assurances.moved(MONITORED, AssuranceState.BREACHED, AT)
    assert (broken.state, broken.breached_at) == (AssuranceState.BREACHED, AT)
    assert assurances.moved(MONITORED, AssuranceState.FULFILLED, AT).breached_at is None


def test_a_broken_assurance_is_itself_a_breach():
    broken = replace(MONITORED, state=AssuranceState.BREACHED, breached_at=BREACH.found_at)
    assert assurances.known_breaches([broken, EXAMINED], []) == (BREACH,)


def test_a_broken_assurance_is_the_breach_that_was_noted_at_the_same_instant():
    broken = replace(MONITORED, state=AssuranceState.BREACHED, breached_at=BREACH.found_at)
    reported = replace(BREACH, reported_at=AT)
    assert assurances.known_breaches([broken], [reported]) == (reported,)
    another = replace(reported, found_at=BREACH.found_at - timedelta(days=1))
    assert assurances.known_breaches([broken], [another]) == (another, BREACH)


def test_a_broken_assurance_blocks_its_kind_ever_since_if_nobody_says_when():
    found = assurances.known_breaches([replace(MONITORED, state=AssuranceState.BREACHED)], [])
    assert assurances.is_blocked(EXAMINED.kind, "CN", found, AT - timedelta(days=9999))


def test_a_breach_does_not_block_the_rejection_of_another():
    rejected = assurances.moved(EXAMINED, AssuranceState.REJECTED, AT, breaches=[BREACH])
    assert rejected.state is AssuranceState.REJECTED


ACCEPTED = replace(EXAMINED, state=AssuranceState.ACCEPTED, accepted_at=AT, accepted_by=BOTH)


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({}, True),
        ({"state": AssuranceState.MONITORED}, True),
        ({"state": AssuranceState.FULFILLED}, True),
        ({"state": AssuranceState.BREACHED}, False),
        ({"state": AssuranceState.EXAMINED}, False),
        ({"state": AssuranceState.REJECTED}, False),
        ({"accepted_at": None}, False),
        ({"accepted_at": AT + timedelta(seconds=1)}, False),
        ({"accepted_by": frozenset({Role.CA_LAWYER})}, False),
        ({"factors": replace(GOOD, reviewable=None)}, False),
        ({"monitor_on": ()}, False),
    ],
)
def test_only_an_assurance_that_was_rightly_accepted_is_relied_on(change, stands):
    assert assurances.stands(replace(ACCEPTED, **change), [], AT) is stands


def test_an_assurance_accepted_before_another_was_broken_still_stands():
    later = replace(BREACH, found_at=AT + timedelta(days=1))
    assert assurances.stands(ACCEPTED, [later], AT + timedelta(days=2)) is True
    assert assurances.stands(ACCEPTED, [BREACH], AT) is False
