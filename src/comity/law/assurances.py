"""Assurances in law: the legal moves, what makes one good enough, what a breach blocks (domain.md 5.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime

from comity.errors import AssuranceInsufficient, OutOfOrder, WrongRole
from comity.model.assurances import Assurance, AssuranceBreach, AssuranceKind, AssuranceState, Othman
from comity.model.parties import StateCode
from comity.model.people import Role

_S = AssuranceState

MOVES: Mapping[AssuranceState, frozenset[AssuranceState]] = {
    _S.DRAFT: frozenset({_S.GIVEN}),
    _S.GIVEN: frozenset({_S.EXAMINED}),
    _S.EXAMINED: frozenset({_S.ACCEPTED, _S.REJECTED}),
    _S.ACCEPTED: frozenset({_S.MONITORED}),
    _S.REJECTED: frozenset(),
    _S.MONITORED: frozenset({_S.BREACHED, _S.FULFILLED}),
    _S.BREACHED: frozenset(),
    _S.FULFILLED: frozenset(),
}
"""From each state, where an assurance may go next."""

ACCEPTS = frozenset({Role.CA_LAWYER, Role.MINISTER_DELEGATE})
"""Who accept an assurance together (TP4)."""

STANDING = frozenset({_S.ACCEPTED, _S.MONITORED, _S.FULFILLED})
"""The states in which an assurance is relied on."""

AWAITING = frozenset({_S.GIVEN, _S.EXAMINED})
"""The states in which the next word is the receiving side's."""

_VISITS = frozenset({"consular_visits", "independent_visits"})
_EVER = datetime.min.replace(tzinfo=UTC)
_NO_DAY = "No day is named on which somebody looks whether it is kept."


def not_examined(factors: Othman) -> tuple[str, ...]:
    """Return the factors that nobody has examined yet."""
    return tuple(f.name for f in fields(factors) if getattr(factors, f.name) is None)


def shortcomings(factors: Othman) -> tuple[str, ...]:
    """Return the factors that are not met, or not known to be; of the two kinds of visit one is enough."""
    unmet = [f.name for f in fields(factors) if getattr(factors, f.name) is not True]
    visited = not set(unmet) >= _VISITS
    return tuple(name for name in unmet if not (visited and name in _VISITS))


def known_breaches(
    given: Iterable[Assurance], breaches: Iterable[AssuranceBreach]
) -> tuple[AssuranceBreach, ...]:
    """Return what was broken: the breaches noted, and each assurance that is itself broken.

    One noted as found when the assurance was broken is that very one, with the committee's report if there is
    one. An assurance broken nobody says when was broken ever since.
    """
    noted = tuple(breaches)
    same = {(one.kind, one.giver, one.found_at) for one in noted}
    broken = (
        AssuranceBreach(kind=one.kind, giver=one.giver.state, found_at=one.breached_at or _EVER)
        for one in given
        if one.state is _S.BREACHED
    )
    return (*noted, *(one for one in broken if (one.kind, one.giver, one.found_at) not in same))


def is_blocked(
    kind: AssuranceKind, giver: StateCode, breaches: Iterable[AssuranceBreach], at: datetime
) -> bool:
    """Tell whether a breach of this kind by this state still waits for the joint committee's report."""
    return any(
        (breach.kind, breach.giver) == (kind, giver)
        and breach.found_at <= at
        and (breach.reported_at is None or at < breach.reported_at)
        for breach in breaches
    )


def moved(
    assurance: Assurance,
    to: AssuranceState,
    at: datetime,
    *,
    by: frozenset[Role] = frozenset(),
    breaches: Iterable[AssuranceBreach] = (),
) -> Assurance:
    """Return an assurance in its next state.

    Raises: OutOfOrder for a move that is none, or that a breach blocks; AssuranceInsufficient for factors
    not examined or not met, or where no day is named to look; WrongRole where not both of TP4 accept.
    """
    if to not in MOVES[assurance.state]:
        raise OutOfOrder(f"An assurance that is {assurance.state} does not become {to}.")
    if to is _S.EXAMINED and (open_ := not_examined(assurance.factors)):
        raise AssuranceInsufficient(f"Not yet examined: {', '.join(open_)}.")
    if to is _S.MONITORED and not assurance.monitor_on:
        raise AssuranceInsufficient(_NO_DAY)
    if to is _S.BREACHED:
        return replace(assurance, state=to, breached_at=at)
    if to is not _S.ACCEPTED:
        return replace(assurance, state=to)
    _check_acceptable(assurance, at, by, breaches)
    return replace(assurance, state=to, accepted_at=at, accepted_by=by)


def _check_acceptable(
    assurance: Assurance, at: datetime, by: frozenset[Role], breaches: Iterable[AssuranceBreach]
) -> None:
    if lacking := shortcomings(assurance.factors):
        raise AssuranceInsufficient(f"Not met: {', '.join(lacking)}.")
    if not assurance.monitor_on:
        raise AssuranceInsufficient(_NO_DAY)
    if not by >= ACCEPTS:
        raise WrongRole(f"An assurance is accepted by {' and '.join(sorted(ACCEPTS))} together (TP4).")
    if is_blocked(assurance.kind, assurance.giver.state, breaches, at):
        raise OutOfOrder(
            f"{assurance.giver.state} broke an assurance of kind {assurance.kind}; none of that kind is "
            "accepted until the joint committee has reported."
        )


def stands(assurance: Assurance, breaches: Iterable[AssuranceBreach], now: datetime) -> bool:
    """Tell whether an assurance may be relied on: accepted by both, good enough, no breach open then.

    And with days on which somebody looks whether it is kept (5.4).
    """
    accepted_at = assurance.accepted_at
    return (
        assurance.state in STANDING
        and accepted_at is not None
        and accepted_at <= now
        and assurance.accepted_by >= ACCEPTS
        and not shortcomings(assurance.factors)
        and bool(assurance.monitor_on)
        and not is_blocked(assurance.kind, assurance.giver.state, breaches, accepted_at)
    )
