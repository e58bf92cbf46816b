"""Accessory offences: too small for surrender by themselves, they go along with a main one (Q12)."""

from dataclasses import replace

from comity.model.decisions import Outcome, UnitDecision

ACCESSORY = "ONLY_WITH_A_MAIN_OFFENCE"
"""The condition by which a rule marks an offence as accessory."""


def with_a_main_offence(offences: tuple[UnitDecision, ...]) -> tuple[UnitDecision, ...]:
    """Let an accessory offence fare no better than the best main one; without one it is refused."""
    small = {o.unit for o in offences if any([ACCESSORY in ground.conditions for ground in o.grounds])}
    if not small:
        return offences
    mains = [_by_itself(o) for o in offences if o.unit not in small]
    least = min(mains, default=Outcome.REFUSE)
    return tuple([_no_better(o, least) if o.unit in small else o for o in offences])


def _by_itself(offence: UnitDecision) -> Outcome:
    """Return what the offence's own grounds come to, whatever stands against the whole message."""
    return max([Outcome.PERMIT, *[ground.outcome for ground in offence.grounds]])


def _no_better(offence: UnitDecision, least: Outcome) -> UnitDecision:
    grounds = offence.grounds
    if least is Outcome.REFUSE:
        grounds = tuple([replace(g, outcome=least) if ACCESSORY in g.conditions else g for g in grounds])
    return replace(offence, outcome=max(offence.outcome, least), grounds=grounds)
