"""What arrived, before it is used (G4) or goes on to a third state (G5): by labels, conditions, own findings.

Nothing is passed on here; the weighing says who must consent first (R-ONWARD).
"""

from dataclasses import replace
from datetime import datetime

from comity.acts.act import Header, read_header
from comity.acts.commit import Matter, known_matter
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.acts.profiles import declared_by, profile_of
from comity.acts.texts import shown_by
from comity.errors import OutOfOrder
from comity.exchange.releases import RELEASES
from comity.exchange.weighing import (
    WARNED,
    Findings,
    content,
    findings,
    other_side,
    request_of,
    weigh,
    weigh_and_record,
)
from comity.law.weighing import Weighing
from comity.model.decisions import Decision, Moment
from comity.model.instruments import Instrument
from comity.model.parties import Authority, StateCode
from comity.model.releases import Conditions
from comity.model.requests import Handling, Item, MatterId, Purpose, Request
from comity.seal.canonical import unb64
from comity.seal.packages import Package


def holds(held: Matter) -> bool:
    """Tell whether a partner released something in a matter to this node."""
    arrived = held.last(*RELEASES, *WARNED)
    return arrived is not None and arrived.received


def came_under(node: Node, release: Header, request: Request) -> Instrument | None:
    """Return the text under which something came, ended or not: its data clauses go on to bind (I4).

    A warning names none in its header, but in what it says.
    """
    basis = release.basis or request.basis
    texts = node.law.between(node.state, other_side(node, request))
    named = [text for text in texts if basis is not None and text.id == basis.instrument]
    same = [text for text in named if basis is not None and text.version == basis.version]
    return next(iter((*same, *named)), None)


def weigh_use(node: Node, matter: MatterId, now: datetime) -> Decision:
    """Weigh a release or warning that arrived, for what this side noted as wanted, and record it.

    Where it is wanted to go on to a third state, that is weighed (G5), else its use (G4).

    Raises: OutOfOrder if nothing arrived; Erased once it was recalled or returned.
    """
    held = known_matter(node, matter)
    arrived = held.last(*RELEASES, *WARNED)
    if arrived is None or not holds(held):
        raise OutOfOrder(f"{matter} holds nothing that a partner released; see `comity case show`.")
    request, _ = request_of(node, held)
    body = content(node, arrived)
    bound = from_plain(Conditions, body["conditions"])
    source = other_side(node, request)
    found = findings(node, held)
    labels = (Package.from_bytes(unb64(package)).label for package in body["packages"])
    items = tuple(
        Item(
            id=label.item,
            category=label.category,
            source=source,
            handling=Handling(bound.handling),
            retention_until=node.day(bound.retention_until),
            tainted=label.item in found.tainted,
        )
        for label in labels
    )
    under = came_under(node, read_header(arrived.statement), request)
    weighing = weigh(node, held, request, Moment.G4, now)
    weighing = replace(weighing, items=items, received_under=under)
    if found.onward_to is not None:
        weighing = _going_on(node, weighing, found, bound, now)
    return weigh_and_record(node, weighing, now, alert=matter.startswith("alert/"))


def _going_on(node: Node, weighing: Weighing, found: Findings, bound: Conditions, now: datetime) -> Weighing:
    """Return the weighing of passing on what arrived: as if the third state stood in the partner's place.

    The message goes the other way: who received it would now give it.
    """
    third, source, request = StateCode(str(found.onward_to)), weighing.partner.state, weighing.request

    def there(authority: Authority) -> Authority:
        return replace(authority, state=third) if authority.state == source else authority

    return replace(
        weighing,
        moment=Moment.G5,
        partner=node.store.read(lambda r: profile_of(node, r, third)),
        declared=node.store.read(lambda r: declared_by(r, third)),
        instruments=node.law.between(node.state, third),
        shown=node.store.read(lambda r: shown_by(r, third)),
        relation=node.law.relation(node.state, third, now.astimezone(node.zone), request.channel),
        request=replace(
            request,
            sender=there(request.recipient),
            recipient=there(request.sender),
            basis=None,
            purpose=found.onward_purpose or Purpose(bound.purpose),
        ),
        circumstances=replace(weighing.circumstances, original_purpose=Purpose(bound.purpose)),
    )
