"""What came with a release, before anybody opens it: its order, its shape, and that it was asked here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from comity.acts.act import Act
from comity.acts.commit import known_matter
from comity.acts.node import Node
from comity.acts.partners import Partner
from comity.acts.plain import from_plain
from comity.errors import MalformedMessage, OrderDoesNotCover, OrderRequired, OutOfOrder, SealBroken
from comity.model.authorisations import OrderKind
from comity.model.people import Role
from comity.model.releases import Conditions
from comity.model.requests import Handling, MatterId, Purpose
from comity.seal.canonical import digest_hex, unb64
from comity.seal.orders import CheckedOrder, SignedOrder, Use, check_order
from comity.seal.packages import Package
from comity.seal.shares import ReleasedShare

_BODY = frozenset({"request", "packages", "orders", "shares", "conditions"})
MOST_CONDITIONS = 64
LONGEST_CONDITION = 400


def check_release(node: Node, act: Act, peer: Partner, now: datetime) -> None:
    """Check an arriving release: its order binds this case, this request and this node's key.

    Its order must have held when it was released; it may have been long on its way, or our clock be behind.

    Raises: SealBroken and its branches, NotAllowed and its branches, OutOfOrder.
    """
    held = known_matter(node, act.header.matter)
    sent = held.last("request.send", "request.supplement")
    if sent is None:
        raise OutOfOrder(f"{act.header.matter} was never asked by this node; nothing is taken in.")
    read_release(node, act.content, act.header.matter, sent.id, peer, act.header.at)
    if act.header.marks.get("order") != digest_hex(_orders(act.content)[0].statement):
        raise SealBroken("The release names another order in its header than it carries.")


def read_release(
    node: Node, body: Mapping[str, Any], matter: MatterId, request: str, peer: Partner, at: datetime
) -> CheckedOrder:
    """Check every order that came with a release and return the first, to which the shares are bound.

    `at` is when it was released.

    Raises: SealBroken and its branches, NotAllowed and its branches, MalformedMessage.
    """
    use = Use(
        matter=matter,
        request=request,
        releaser=peer.state,
        recipient=node.state,
        recipient_key=node.keys.sealing.id,
    )
    everybody = frozenset(Role)
    checked = [
        check_order(signed, use, roots=peer.roots, now=at, authorisers=everybody) for signed in _orders(body)
    ]
    sealed = packages_in(body)
    _check_shape(body, matter, request, sealed, checked[0])
    if any(p.cut for p in sealed) and checked[0].order.kind is OrderKind.AUTHORITY:
        raise OrderRequired("A package under a judge's key came without the order that opens it.")
    return checked[0]


def _check_shape(
    body: Mapping[str, Any], matter: MatterId, request: str, sealed: tuple[Package, ...], first: CheckedOrder
) -> None:
    """Check that a release holds all that its reader will need, and nothing without end.

    Raises: MalformedMessage, OrderDoesNotCover.
    """
    if set(body) != _BODY or (request and body["request"] != request):
        raise MalformedMessage(f"The release in {matter} has other members, or answers another request.")
    bound = from_plain(Conditions, body["conditions"])
    known = bound.handling in set(Handling) and bound.purpose in set(Purpose)
    if not known or len(bound.texts) > MOST_CONDITIONS:
        raise MalformedMessage(f"The conditions of the release in {matter} are not of this protocol.")
    if any(len(text) > LONGEST_CONDITION for text in bound.texts):
        raise MalformedMessage(f"A condition of the release in {matter} is longer than the protocol allows.")
    names = [p.label.item for p in sealed]
    shared = {ReleasedShare.from_plain(share).item for share in body["shares"]}
    if not names or len(set(names)) != len(names) or shared != set(names):
        raise MalformedMessage(f"The release in {matter} lacks packages or shares, or names one twice.")
    if not set(names) <= {i.item for i in first.order.items}:
        raise OrderDoesNotCover(f"The release in {matter} holds an item that its order does not name.")


def _orders(body: Mapping[str, Any]) -> tuple[SignedOrder, ...]:
    orders = tuple(SignedOrder.from_plain(o) for o in body["orders"])
    if not orders:
        raise OrderRequired("The release carries no order.")
    return orders


def packages_in(body: Mapping[str, Any]) -> tuple[Package, ...]:
    """Return the packages that a release carries.

    Raises: MalformedMessage.
    """
    if not isinstance(body.get("packages"), list):
        raise MalformedMessage("The release carries no list of packages.")
    return tuple(Package.from_bytes(unb64(p)) for p in body["packages"])
