"""What arrived, before it is used (G4) or goes on to a third state (G5): by labels, conditions, own findings.

Nothing is passed on here; the weighing says who must consent first (R-ONWARD). A reading is a use.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from comity.acts.act import Header, read_header
from comity.acts.commit import Matter, known_matter
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.acts.ports import StoredAct
from comity.acts.profiles import declared_by, profile_of
from comity.acts.texts import shown_by
from comity.errors import OutOfOrder
from comity.exchange.dangers import WARNED
from comity.exchange.weighing import (
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

RELEASES = ("reply.full", "reply.partial")
"""Acts by which an answer is released."""


def holds(held: Matter) -> bool:
    """Tell whether a partner released something in a matter to this node."""
    arrived = held.last(*RELEASES, *WARNED)
    return arrived is not None and arrived.received


def came_under(node: Node, release: Header, request: Request, now: datetime) -> tuple[Instrument, ...]:
    """Return the texts under which something came, ended or not: their data clauses go on to bind (I4).

    First the one relied on, then all others that bore the release at its instant: whichever of them the
    request named, the most protective condition of each kind counts (I9(2)). Last their newer versions whose
    clauses reach back (I6), which the texts with a third state would not show. A warning names none in its
    header, but in what it says.
    """
    basis = release.basis or request.basis
    texts = node.law.between(node.state, other_side(node, request))
    named = [text for text in texts if basis is not None and text.id == basis.instrument]
    same = [text for text in named if basis is not None and text.version == basis.version]
    then = node.law.texts_for(request, release.at.astimezone(node.zone), gdpr=True)
    governing = then.governing(basis.instrument if basis else "")
    relied = next(iter((*same, *named)), governing)
    if relied is None:
        return ()
    bore = (relied, *(text for text, _ in then.bearing if text.id != relied.id))
    since = node.law.texts_for(request, now.astimezone(node.zone), gdpr=True).named
    newer = (since.get(text.id, text) for text in bore)
    reaching = (i for i in newer if i.data_clauses_reach_back and i.adopted and i not in bore)
    return (*bore, *reaching)


def weigh_use(node: Node, matter: MatterId, now: datetime) -> Decision:
    """Weigh a release or warning that arrived, for what this side noted as wanted, and record it.

    Where it is wanted to go on to a third state, that is weighed (G5), else its use (G4): for the purpose
    that it came for, or another that is wanted.

    Raises: OutOfOrder if nothing arrived; Erased once it was recalled or returned.
    """
    held = known_matter(node, matter)
    arrived = held.last(*RELEASES, *WARNED)
    if arrived is None or not holds(held):
        raise OutOfOrder(f"{matter} holds nothing that a partner released; see `comity case show`.")
    body = content(node, arrived)
    weighing, found = _as_it_came(node, held, arrived, body, now), findings(node, held)
    if found.onward_to is not None:
        weighing = _going_on(node, weighing, found, from_plain(Conditions, body["conditions"]), now)
    elif found.onward_purpose is not None:
        weighing = replace(weighing, request=replace(weighing.request, purpose=found.onward_purpose))
    return weigh_and_record(node, weighing, now, alert=matter.startswith("alert/"))


def weigh_reading(
    node: Node, held: Matter, arrived: StoredAct, body: Mapping[str, Any], now: datetime
) -> Weighing:
    """Return the weighing of a reading (G4): for the purpose that it came for, and no further use."""
    weighing = _as_it_came(node, held, arrived, body, now)
    plain = replace(weighing.circumstances, uses=frozenset(), audience=None)
    return replace(weighing, circumstances=plain)


def _as_it_came(
    node: Node, held: Matter, arrived: StoredAct, body: Mapping[str, Any], now: datetime
) -> Weighing:
    """Return the weighing of using what arrived as it came: its labels, its conditions, our findings."""
    request, _ = request_of(node, held)
    bound = from_plain(Conditions, body["conditions"])
    source, tainted = other_side(node, request), findings(node, held).tainted
    labels = (Package.from_bytes(unb64(package)).label for package in body["packages"])
    items = tuple(
        Item(
            id=label.item,
            category=label.category,
            source=source,
            handling=Handling(bound.handling),
            retention_until=_kept_until(node, bound, now),
            tainted=label.item in tainted,
        )
        for label in labels
    )
    under, *beside = came_under(node, read_header(arrived.statement), request, now) or (None,)
    weighing = weigh(node, held, request, Moment.G4, now)
    purpose = Purpose(bound.purpose)
    return replace(
        weighing,
        items=items,
        request=replace(weighing.request, purpose=purpose),
        received_under=under,
        received_beside=tuple(beside),
        circumstances=replace(weighing.circumstances, original_purpose=purpose),
    )


def _kept_until(node: Node, bound: Conditions, now: datetime) -> date:
    """Return the last day of what is kept for days; what expires after hours has no last day (5.5(5))."""
    day = node.day(bound.retention_until)
    in_hours = any(text.startswith("EXPIRES(") for text in bound.texts)
    return day - timedelta(days=1) if in_hours and now > bound.retention_until else day


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
    )
