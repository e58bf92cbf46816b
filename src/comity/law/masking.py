"""Who sees a masked ground at this node, and what everybody else sees of the decision (AX9, Q2, Q18).

A masked ground tells of an asylum claim (R-ASYLUM, and R-REFOUL where there is one), a victim, another
owner's data, an intelligence service or a hidden embargo. Those who decide the case see it; the others see
one neutral text, the same whichever it is, and nothing else of that item.
"""

from collections.abc import Iterable
from dataclasses import replace

from comity.law.disclosure import is_hidden_ground, strictest
from comity.law.gate import either
from comity.model.decisions import Decision, Disclosable, Ground, Level, Outcome, UnitDecision
from comity.model.people import Role

NEUTRAL = "NEUTRAL"
"""Stands in the place of a masked rule's id."""

ALWAYS_SEE = frozenset({Role.LEGAL_OFFICER, Role.DPO, Role.DPA_INSPECTOR})
"""Roles that see every ground: they answer for the law, or watch over it."""

FOR_TWO_TO_SEE = "ABUSE("
"""How the flags begin that legal officer and data protection officer alone look at (domain.md 5.7)."""

_URGENT_PAIR = frozenset({Role.SPOC_DUTY, Role.LEGAL_OFFICER, Role.PROSECUTOR})
_OFFICES = {
    "COURT": Role.JUDGE,
    "CENTRAL_AUTHORITY": Role.CA_LAWYER,
    "CENTRAL_AUTHORITY_OF": Role.CA_LAWYER,
    "EXECUTIVE_DECIDER": Role.MINISTER_DELEGATE,
}
"""Offices that rules name, and the role in which a person decides there."""


def deciders(decision: Decision) -> frozenset[Role]:
    """Return who must decide or authorise something in a decision, the two of TP2 among them (5.5)."""
    needs = {need for ground in decision.grounds for need in ground.needs}
    named = {word.partition("(")[0] for need in needs for word in either(need)}
    roles = {Role(word) for word in named if word in set(Role)}
    roles |= {role for office, role in _OFFICES.items() if office in named}
    return frozenset(roles) | (_URGENT_PAIR if "TP2_WOULD_SUFFICE" in decision.flags else frozenset())


def sees_grounds(role: Role, decision: Decision) -> bool:
    """Tell whether a person in a role sees the masked grounds of a decision."""
    return role in ALWAYS_SEE or role in deciders(decision)


def neutral(decision: Decision) -> Decision:
    """Return a decision as everybody at the node may see it.

    What is masked is refused by one ground without rule or article. Whatever could tell one masked ground
    from another is gone: other grounds of that item, flags, the consultation of K2, the rules that passed.
    """
    held = _holds_back(decision)
    own = _shown("", tuple(g for g in decision.grounds if not g.unit and not (held and _consults(g))))
    base = _rank(own, Outcome.PERMIT)
    least = base if held else Outcome.PERMIT  # else each stands as it stood
    offences, items = _units(decision.offences, least), _units(decision.items, least)
    units = (*offences, *items)
    left = [unit for unit in units if unit.outcome is not Outcome.REFUSE]
    outcome = max([base, *(unit.outcome for unit in left)])
    if any(some and all(u.outcome is Outcome.REFUSE for u in some) for some in (offences, items)):
        outcome = Outcome.REFUSE
    standing = (*own, *(ground for unit in left for ground in unit.grounds))
    refused = not held and decision.outcome is Outcome.REFUSE  # then what refuses says what is owed with it
    owed = [g for unit in units for g in unit.grounds if refused and g.outcome is Outcome.REFUSE]
    return replace(
        decision,
        outcome=outcome if held else decision.outcome,
        partial=outcome is not Outcome.REFUSE if held else decision.partial,
        grounds=(*own, *(ground for unit in units for ground in unit.grounds)),
        items=items,
        offences=offences,
        authorisers=_needed(standing),
        conditions=strictest(c for ground in (*standing, *owed) for c in ground.conditions),
        flags=() if held else tuple(f for f in decision.flags if not f.startswith(FOR_TWO_TO_SEE)),
        passed=(),
    )


def _holds_back(decision: Decision) -> bool:
    """Tell whether a masked ground holds something back."""
    return _are_held(decision.grounds)


def _are_held(grounds: Iterable[Ground]) -> bool:
    return any(is_hidden_ground(g) and g.outcome >= Outcome.NEEDS_AUTHORISATION for g in grounds)


def _consults(ground: Ground) -> bool:
    return ground.action == "CONSULT_BEFORE_REFUSAL"


def _shown(unit: str, grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """Return what is shown of a unit's grounds: the neutral one alone where a masked one holds it back."""
    if _are_held(grounds):
        return (_neutral_ground(unit),)
    return tuple(ground for ground in grounds if not is_hidden_ground(ground))


def _neutral_ground(unit: str) -> Ground:
    return Ground(
        rule=NEUTRAL,
        outcome=Outcome.REFUSE,
        level=Level.N1,
        article="",
        disclosable=Disclosable.NO_REPLY_POSSIBLE,
        unit=unit,
    )


def _units(units: tuple[UnitDecision, ...], least: Outcome) -> tuple[UnitDecision, ...]:
    return tuple(
        replace(
            unit,
            outcome=Outcome.REFUSE if _are_held(unit.grounds) else max(unit.outcome, least),
            grounds=_shown(unit.unit, unit.grounds),
        )
        for unit in units
    )


def _rank(grounds: Iterable[Ground], least: Outcome) -> Outcome:
    return max([least, *(ground.outcome for ground in grounds)])


def _needed(grounds: Iterable[Ground]) -> tuple[str, ...]:
    needs = {n for g in grounds if g.outcome is Outcome.NEEDS_AUTHORISATION for n in g.needs}
    return tuple(sorted(needs))
