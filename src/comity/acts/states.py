"""The states of a request on its way to a release, as types: order is a type.

`release()` takes a `Releasable` and nothing else. A `DecidedRequest` becomes one only through the gate:
with no order where the law asks none (`permitted`), with the judge's order where it asks one
(`authorised`), or with the order of two persons in danger (`urgent`, domain.md 5.5). Nothing else
builds these classes; a matter is rebuilt by the same transitions from its acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from comity.errors import OrderRequired
from comity.law.gate import weigh
from comity.law.rulebook import Rulebook
from comity.law.weighing import Weighing
from comity.model.authorisations import Order, OrderKind
from comity.model.decisions import Decision
from comity.model.parties import StateCode
from comity.model.people import JUDICIAL, Role
from comity.model.requests import ItemId, MatterId, Request
from comity.seal.keys import VerifyingKey
from comity.seal.orders import CheckedOrder, SignedOrder, Use, check_order
from comity.seal.packages import Package

Roots = Mapping[StateCode, VerifyingKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRequest:
    """A request as it arrived, or a warning as it is drafted; `act` is empty for a warning."""

    matter: MatterId
    act: str
    request: Request
    recipient: StateCode
    recipient_key: str

    def decided(
        self, weighing: Weighing, rulebook: Rulebook, packages: tuple[Package, ...]
    ) -> "DecidedRequest":
        """Weigh the answer with every item in it, before anybody authorised anything."""
        decision = weigh(weighing, rulebook)
        return DecidedRequest(
            received=self, weighing=weighing, rulebook=rulebook, packages=packages, decision=decision
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedRequest:
    """A request with the items of its answer and what the gate says of them as things stand."""

    received: ReceivedRequest
    weighing: Weighing = field(repr=False)
    rulebook: Rulebook = field(repr=False)
    packages: tuple[Package, ...] = field(repr=False)
    decision: Decision

    def use(self, releaser: StateCode, packages: tuple[Package, ...]) -> Use:
        """Name what is about to leave, for an order to be held against."""
        got = self.received
        return Use(
            matter=got.matter,
            request=got.act,
            releaser=releaser,
            recipient=got.recipient,
            recipient_key=got.recipient_key,
            items=tuple(p.ordered for p in packages),
        )

    def permitted(
        self, order: SignedOrder, *, further: tuple[SignedOrder, ...] = (), roots: Roots, now: datetime
    ) -> "PermittedRequest":
        """Let go, by the authority's own order, what the law permits without a judge.

        Raises: OrderRequired naming who must authorise; what `check_order` raises.
        """
        decision = self._weigh_with((order, *further), now)
        packages = self._released(decision, cut=False)
        checked = self._check(order, OrderKind.AUTHORITY, packages, roots, now, frozenset(Role))
        return PermittedRequest(
            decided=self,
            decision=decision,
            packages=packages,
            order=checked,
            signed=(order, *further),
        )

    def authorised(
        self,
        order: SignedOrder,
        *,
        further: tuple[SignedOrder, ...] = (),
        roots: Roots,
        now: datetime,
        authorisers: frozenset[Role] = JUDICIAL,
    ) -> "AuthorisedRequest":
        """Bind the judge's order to this answer: every item of it must be in the order (K6, S04).

        `further` are the orders of others whom the law also asks.

        Raises: OrderRequired if the law asks more than this; what `check_order` raises.
        """
        checked = self._check(order, OrderKind.JUDGE, self.packages, roots, now, authorisers)
        decision = self._weigh_with((order, *further), now)
        packages = self._released(decision, cut=True)
        return AuthorisedRequest(
            decided=self,
            decision=decision,
            packages=packages,
            order=checked,
            signed=(order, *further),
        )

    def urgent(
        self, order: SignedOrder, *, further: tuple[SignedOrder, ...] = (), roots: Roots, now: datetime
    ) -> "UrgentRequest":
        """Bind the order of two persons in imminent danger (TP2, domain.md 5.5).

        Raises: OrderRequired if a condition of 5.5 does not hold; what `check_order` raises.
        """
        decision = self._weigh_with((order, *further), now)
        packages = self._released(decision, cut=True)
        checked = self._check(order, OrderKind.TP2, packages, roots, now, frozenset())
        return UrgentRequest(
            decided=self, decision=decision, packages=packages, order=checked, signed=(order, *further)
        )

    def _weigh_with(self, orders: tuple[SignedOrder, ...], now: datetime) -> Decision:
        given: tuple[Order, ...] = tuple(signed.order for signed in orders)
        return weigh(replace(self.weighing, orders=given, on=now), self.rulebook)

    def _check(
        self,
        order: SignedOrder,
        kind: OrderKind,
        packages: tuple[Package, ...],
        roots: Roots,
        now: datetime,
        authorisers: frozenset[Role],
    ) -> CheckedOrder:
        if order.order.kind is not kind:
            raise OrderRequired(f"An order of kind {kind} is needed, not {order.order.kind}.")
        releaser = self.weighing.own.state
        return check_order(order, self.use(releaser, packages), roots=roots, now=now, authorisers=authorisers)

    def _released(self, decision: Decision, *, cut: bool) -> tuple[Package, ...]:
        """Return the packages that the gate lets go; one under a judge's key only where a key turned."""
        go = tuple(
            p for p in self.packages if ItemId(p.label.item) in decision.released_now and (cut or not p.cut)
        )
        if not go:
            who = ", ".join(decision.authorisers) or "nobody can, as the law stands"
            raise OrderRequired(
                f"{self.received.matter}: nothing may leave yet; the law asks: {who}. "
                "Submit the answer with `comity case submit` and see `comity law explain`."
            )
        return go


@dataclass(frozen=True, slots=True, kw_only=True)
class PermittedRequest:
    """An answer that the law lets go without a judge, under the authority's signed order."""

    decided: DecidedRequest
    decision: Decision
    packages: tuple[Package, ...] = field(repr=False)
    order: CheckedOrder
    signed: tuple[SignedOrder, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisedRequest:
    """An answer that a judge's order lets go."""

    decided: DecidedRequest
    decision: Decision
    packages: tuple[Package, ...] = field(repr=False)
    order: CheckedOrder
    signed: tuple[SignedOrder, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentRequest:
    """A warning that two persons let go in imminent danger, with its reviews due."""

    decided: DecidedRequest
    decision: Decision
    packages: tuple[Package, ...] = field(repr=False)
    order: CheckedOrder
    signed: tuple[SignedOrder, ...] = field(repr=False)


Releasable = PermittedRequest | AuthorisedRequest | UrgentRequest
