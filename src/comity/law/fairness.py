"""No double standards: two requests that differ in a label only, and the mirror of one (domain.md 5.7).

(a) `consistency` compares what one node decides on two requests; (b) `mirrored` swaps the two states of a
weighing, and `mirror` says which rules then differ, and whether the two laws explain it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from comity.law.agreed import BARS
from comity.law.facts import Facts, UnitFacts
from comity.law.gate import decide
from comity.law.naming import bits, vocabulary
from comity.law.rulebook import Rulebook
from comity.law.weighing import Circumstances, Grant, Weighing
from comity.model.authorisations import Order
from comity.model.decisions import Decision, Ground, Level, Outcome
from comity.model.parties import Authority, StateCode
from comity.model.requests import Item, Offence, Request, Subject

ALLOWED = frozenset(
    {"R-XFER", "R-DEATH", "R-TORTURE", "R-TRIAL", "R-LIFE", "R-ABSENT", "R-NATL", "R-EUCIT"}
    | {"R-ASYLUM", "R-REFOUL", "R-LISTDIFF", "R-IHL", "R-PROV", "R-SUSPREL"}
)
"""The rules by which requester, nationality or label may lawfully make a difference (5.7(a))."""

INSTRUMENT_TERMS = frozenset({"R-BASIS", "R-SCOPE", "R-FORM", "R-THRESH", "R-AGREED", "I7", "K2", "5.4"})
"""The rules that say what an instrument says."""

SAID_BY_A_TEXT = frozenset({*BARS, "R-ONWARD"})
"""The rules of which some grounds, those of level N2, say what an instrument says."""

OF_THE_PARTNER = frozenset({"R-PROFILE"})
"""The rule on what a requester declares of its own law (domain.md 6)."""

ON_TRANSFER = frozenset({"R-CONSENT", "4.4/T12", "4.4/T13"})
"""Rules of T12 and T13 that ask whose national a person is; they speak of nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """How two decisions of one node compare: which rules differ, by name, and which of them may not."""

    same_outcome: bool
    differing: tuple[str, ...]
    not_allowed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether there is no double standard."""
        return not self.not_allowed


def consistency(one: Decision, other: Decision) -> Consistency:
    """Compare decisions on two requests that are equal but for requester, nationality or label (5.7(a)).

    Where an allowed rule holds a unit back on one side, the urgency path (5.5) cannot carry it there: that
    the judge is then waited for, and was not on the other side, is the same difference and no second one.
    """
    differ = _results(one) ^ _results(other)
    allowed = ALLOWED | INSTRUMENT_TERMS | OF_THE_PARTNER | ON_TRANSFER
    by_text = {said for said in differ if said.level is Level.N2 and said.rule in SAID_BY_A_TEXT}
    follows = _follows_from_a_bar(one, other) | _follows_from_a_bar(other, one)
    unexplained = {said.rule for said in differ - by_text - follows} - allowed
    return Consistency(
        same_outcome=one.outcome is other.outcome,
        differing=tuple(sorted({said.rule for said in differ})),
        not_allowed=tuple(sorted(unexplained)),
    )


class _Said(NamedTuple):
    """Where a rule spoke, with which outcome, whom it needs, and by which norm."""

    rule: str
    unit: str
    outcome: Outcome
    needs: tuple[str, ...]
    level: Level


def _said(ground: Ground) -> _Said:
    return _Said(ground.rule, ground.unit, ground.outcome, ground.needs, ground.level)


def _results(decision: Decision) -> set[_Said]:
    return {_said(ground) for ground in decision.grounds}


def _follows_from_a_bar(held: Decision, freed: Decision) -> set[_Said]:
    """Return what an allowed rule that holds a unit back entails: TP2 meets no need there, frees nothing.

    The very clause that TP2 met on the freed side must ask on the held side too: one that is silent there is
    a difference of its own.
    """
    only_held = _results(held) - _results(freed)
    more = [g for g in held.grounds if g.unit and _said(g) in only_held]
    units = {g.unit for g in more if g.rule in ALLOWED and g.outcome >= Outcome.REFER}
    met = {_clause(g): g for g in freed.grounds if g.action == "TP2" and g.unit in units}
    waits = [g for g in more if g.outcome is Outcome.NEEDS_AUTHORISATION and _clause(g) in met]
    carried = [g for g in freed.grounds if g.rule == "5.5" and g.unit in units]
    return {_said(g) for g in (*waits, *(met[_clause(g)] for g in waits), *carried)}


def _clause(ground: Ground) -> tuple[str, int, str, tuple[str, ...]]:
    return ground.rule, ground.clause, ground.unit, ground.needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One rule that two mirrored weighings answer otherwise; explained if the law itself differs (5.7).

    `here` and `there` are the gravest outcomes of the rule, with all whom it needs.
    """

    rule: str
    here: Outcome
    there: Outcome
    here_needs: tuple[str, ...]
    there_needs: tuple[str, ...]
    explained: bool


def mirror(here: Facts, there: Facts, rulebook: Rulebook) -> tuple[Difference, ...]:
    """List each rule whose result differs between two mirrored weighings (5.7(b)).

    The test of a difference is the law itself: the other side is given what profile, agreement and government
    give this one. What then no longer differs is explained by law; what still does, by nothing.
    """
    one, other = decide(here, rulebook, here.on), decide(there, rulebook, there.on)
    alike = decide(_under_the_law_of(here, there), rulebook, there.on)
    named = here.message.names
    swap = _Swap(StateCode(named["own_state"]), StateCode(named["partner_state"]), {})
    ours, theirs, same = _by_rule(one), _by_rule(other, swap), _by_rule(alike, swap)
    return tuple(
        Difference(
            rule=rule,
            here=_gravest(one, rule),
            there=_gravest(other, rule),
            here_needs=_needs(one, rule),
            there_needs=_needs(other, rule),
            explained=same.get(rule) == ours.get(rule),
        )
        for rule in sorted({*ours, *theirs})
        if theirs.get(rule) != ours.get(rule)
    )


_OF_THE_CASE = frozenset({"own_state", "partner_state", "surrendering_state", "owner"})
"""What rules write in braces that no law gives: the mirror swaps these states."""


@cache
def _given_by_law() -> int:
    return sum(bits()[name] for name, fact in vocabulary().items() if fact.from_law)


def _under_the_law_of(here: Facts, there: Facts) -> Facts:
    """Put what the law gives on this side in the place of what it gives on the other."""
    units = {unit.unit: unit for unit in (*here.offences, *here.items)}

    def given(unit: UnitFacts, ours: UnitFacts | None) -> UnitFacts:
        if ours is None:
            return unit
        law = _given_by_law()
        names = {name: text for name, text in ours.names.items() if name not in _OF_THE_CASE}
        return replace(
            unit,
            true=unit.true & ~law | ours.true & law,
            known=unit.known & ~law | ours.known & law,
            names={**unit.names, **names},
        )

    return replace(
        there,
        message=given(there.message, here.message),
        offences=tuple(given(unit, units.get(unit.unit)) for unit in there.offences),
        items=tuple(given(unit, units.get(unit.unit)) for unit in there.items),
        treaty_grounds=here.treaty_grounds,
    )


def _by_rule(decision: Decision, swap: "_Swap | None" = None) -> dict[str, frozenset[_Said]]:
    """Return what each rule says beyond permitting, with the states of the roles swapped back."""
    said = {
        _Said(g.rule, g.unit, g.outcome, tuple(map(swap.role, g.needs)) if swap else g.needs, g.level)
        for g in decision.grounds
        if g.outcome > Outcome.PERMIT
    }
    return {rule: frozenset(one for one in said if one.rule == rule) for rule in {one.rule for one in said}}


def _gravest(decision: Decision, rule: str) -> Outcome:
    return max((g.outcome for g in decision.grounds if g.rule == rule), default=Outcome.PERMIT)


def _needs(decision: Decision, rule: str) -> tuple[str, ...]:
    return tuple(sorted({need for g in decision.grounds if g.rule == rule for need in g.needs}))


def mirrored(weighing: Weighing, comparable: Mapping[str, str] | None = None) -> Weighing:
    """Swap the two states of a weighing: profiles, authorities, nationalities, owners (5.7(b)).

    `comparable` names for an organisation the one that stands to the other state as it stands to this. What
    the partner declares of itself is no profile of either side: what this side declares there, nobody knows.
    """
    swap = _Swap(weighing.own.state, weighing.partner.state, comparable or {})
    return replace(
        weighing,
        own=weighing.partner,
        partner=weighing.own,
        declared=None,
        request=swap.request(weighing.request),
        items=tuple(swap.item(item) for item in weighing.items),
        orders=tuple(swap.order(order) for order in weighing.orders),
        consents=tuple(swap.grant(grant) for grant in weighing.consents),
        circumstances=swap.circumstances(weighing.circumstances),
    )


@dataclass(frozen=True, slots=True)
class _Swap:
    """Two states, and the organisations that compare."""

    one: StateCode
    other: StateCode
    comparable: Mapping[str, str]

    def state(self, code: StateCode) -> StateCode:
        """Return the other state for one of the two."""
        return {self.one: self.other, self.other: self.one}.get(code, code)

    def states(self, codes: Iterable[StateCode]) -> frozenset[StateCode]:
        """Swap each of several states."""
        return frozenset(self.state(code) for code in codes)

    def authority(self, authority: Authority) -> Authority:
        """Return the same institution of the other state."""
        return replace(authority, state=self.state(authority.state))

    def request(self, request: Request) -> Request:
        """Swap sides, nationalities and organisations of a request."""
        return replace(
            request,
            sender=self.authority(request.sender),
            recipient=self.authority(request.recipient),
            subjects=tuple(self.subject(s) for s in request.subjects),
            offences=tuple(self.offence(o) for o in request.offences),
        )

    def subject(self, subject: Subject) -> Subject:
        """Swap nationalities and the states that somebody is protected from."""
        protection = subject.protection_from
        return replace(
            subject,
            nationalities=self.states(subject.nationalities),
            protection_from=None if protection is None else self.states(protection),
        )

    def offence(self, offence: Offence) -> Offence:
        """Put the comparable organisation in the place of one that is named."""
        accusation = offence.accusation
        if accusation is None:
            return offence
        label = accusation.organisation
        return replace(
            offence, accusation=replace(accusation, organisation=self.comparable.get(label, label))
        )

    def item(self, item: Item) -> Item:
        """Swap the owner of an item."""
        return replace(item, source=self.state(StateCode(item.source)))

    def order(self, order: Order) -> Order:
        """Swap the recipient of an order."""
        return replace(order, recipient=self.state(order.recipient))

    def circumstances(self, found: Circumstances) -> Circumstances:
        """Swap who gave an assurance, who broke one, and who surrendered somebody."""
        earlier = found.examination.surrendered
        examination = found.examination
        if earlier is not None:
            examination = replace(examination, surrendered=replace(earlier, by=self.state(earlier.by)))
        return replace(
            found,
            assurances=tuple(replace(a, giver=self.authority(a.giver)) for a in found.assurances),
            assurance_breaches=tuple(replace(b, giver=self.state(b.giver)) for b in found.assurance_breaches),
            examination=examination,
        )

    def grant(self, grant: Grant) -> Grant:
        """Swap the owner who consented."""
        return replace(grant, role=self.role(grant.role))

    def role(self, role: str) -> str:
        """Swap the state that a role names in brackets."""
        name, opened, inside = role.partition("(")
        return f"{name}({self.state(StateCode(inside.removesuffix(')')))})" if opened else name
