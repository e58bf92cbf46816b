"""No double standards: two requests that differ in a label only, and the mirror of one (domain.md 5.7).

(a) `consistency` compares what one node decides on two requests; (b) `mirrored` swaps the two states of a
weighing, so that `explain.mirror` can say which rules then differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from comity.law.agreed import BARS
from comity.law.weighing import Circumstances, Grant, Weighing
from comity.model.authorisations import Order
from comity.model.decisions import Decision, Level, Outcome
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
    """Compare decisions on two requests that are equal but for requester, nationality or label (5.7(a))."""
    differ = _results(one) ^ _results(other)
    allowed = ALLOWED | INSTRUMENT_TERMS | OF_THE_PARTNER | ON_TRANSFER
    by_text = {said for said in differ if said.level is Level.N2 and said.rule in SAID_BY_A_TEXT}
    unexplained = {said.rule for said in differ - by_text} - allowed
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


def _results(decision: Decision) -> set[_Said]:
    return {_Said(g.rule, g.unit, g.outcome, g.needs, g.level) for g in decision.grounds}


def mirrored(weighing: Weighing, comparable: Mapping[str, str] | None = None) -> Weighing:
    """Swap the two states of a weighing: profiles, authorities, nationalities, owners (5.7(b)).

    `comparable` names for an organisation the one that stands to the other state as it stands to this.
    """
    swap = _Swap(weighing.own.state, weighing.partner.state, comparable or {})
    return replace(
        weighing,
        own=weighing.partner,
        partner=weighing.own,
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
        role, opened, inside = grant.role.partition("(")
        owner = self.state(StateCode(inside.removesuffix(")")))
        return replace(grant, role=f"{role}({owner})" if opened else role)
