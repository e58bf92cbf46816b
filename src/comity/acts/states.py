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
from comity.law.masking import neutral
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
        bound = self._bind(OrderKind.AUTHORITY, (order, *further), roots, now, frozenset(Role))
        packages = self._released(bound.decision, cut=False)
        self._check(order, packages, roots, now, frozenset(Role))
        return PermittedRequest(decided=self, packages=packages, bound=bound)

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
        self._check(order, self.packages, roots, now, authorisers)
        bound = self._bind(OrderKind.JUDGE, (order, *further), roots, now, authorisers)
        return AuthorisedRequest(decided=self, packages=self._released(bound.decision, cut=True), bound=bound)

    def urgent(
        self, order: SignedOrder, *, further: tuple[SignedOrder, ...] = (), roots: Roots, now: datetime
    ) -> "UrgentRequest":
        """Bind the order of two persons in imminent danger (TP2, domain.md 5.5).

        Raises: OrderRequired if a condition of 5.5 does not hold; what `check_order` raises.
        """
        bound = self._bind(OrderKind.TP2, (order, *further), roots, now, frozenset())
        packages = self._released(bound.decision, cut=True)
        self._check(order, packages, roots, now, frozenset())
        return UrgentRequest(decided=self, packages=packages, bound=bound)

    def lets_go(self, request: "Releasable") -> bool:
        """Tell whether the law still lets these packages go, with the orders that were checked (G3)."""
        decision = weigh(replace(self.weighing, orders=request.bound.orders), self.rulebook)
        held = {p.ordered for p in self.packages}
        return all(p.ordered in held and p.label.item in decision.released_now for p in request.packages)

    def _bind(
        self,
        kind: OrderKind,
        signed: tuple[SignedOrder, ...],
        roots: Roots,
        now: datetime,
        authorisers: frozenset[Role],
    ) -> "Bound":
        """Check every order before the gate hears of it, and weigh with what was checked, nothing else."""
        first = self._check(signed[0], (), roots, now, authorisers)
        others = tuple(self._check(one, (), roots, now, frozenset(Role)) for one in signed[1:])
        if first.order.kind is not kind or any(o.order.kind is not OrderKind.AUTHORITY for o in others):
            raise OrderRequired(f"An order of kind {kind} is needed, and orders of the authority beside it.")
        orders = (first.order, *(o.order for o in others))
        decision = weigh(replace(self.weighing, orders=orders, on=now), self.rulebook)
        return Bound(order=first, orders=orders, signed=signed, decision=decision)

    def _check(
        self,
        order: SignedOrder,
        packages: tuple[Package, ...],
        roots: Roots,
        now: datetime,
        authorisers: frozenset[Role],
    ) -> CheckedOrder:
        releaser = self.weighing.own.state
        return check_order(order, self.use(releaser, packages), roots=roots, now=now, authorisers=authorisers)

    def _released(self, decision: Decision, *, cut: bool) -> tuple[Package, ...]:
        """Return the packages that the gate lets go; one under a judge's key only where a key turned."""
        go = tuple(
            p for p in self.packages if ItemId(p.label.item) in decision.released_now and (cut or not p.cut)
        )
        if not go:
            who = ", ".join(neutral(decision).authorisers) or "nobody can, as the law stands"
            raise OrderRequired(
                f"{self.received.matter}: nothing may leave yet; the law asks: {who}. "
                "Submit the answer with `comity case submit` and see `comity law explain`."
            )
        return go


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The orders of a release as they were checked, and what the gate says with them.

    `order` is the one to which the shares are bound, `orders` are all, `signed` their signed forms.
    """

    order: CheckedOrder
    orders: tuple[Order, ...]
    signed: tuple[SignedOrder, ...] = field(repr=False)
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class _Released:
    """What all three kinds of release hold."""

    decided: DecidedRequest
    packages: tuple[Package, ...] = field(repr=False)
    bound: Bound

    @property
    def decision(self) -> Decision:
        """Return what the gate says with the orders."""
        return self.bound.decision

    @property
    def weighing(self) -> Weighing:
        """Return what was weighed, the orders with it."""
        return replace(self.decided.weighing, orders=self.bound.orders, on=self.decision.on)

    @property
    def order(self) -> CheckedOrder:
        """Return the order to which the shares are bound."""
        return self.bound.order

    @property
    def signed(self) -> tuple[SignedOrder, ...]:
        """Return the orders as they were signed, the binding one first."""
        return self.bound.signed


@dataclass(frozen=True, slots=True, kw_only=True)
class PermittedRequest(_Released):
    """An answer that the law lets go without a judge, under the authority's signed order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisedRequest(_Released):
    """An answer that a judge's order lets go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentRequest(_Released):
    """A warning that two persons let go in imminent danger, with its reviews due."""


Releasable = PermittedRequest | AuthorisedRequest | UrgentRequest
