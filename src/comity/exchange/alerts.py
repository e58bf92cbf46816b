"""Warnings of danger (T06, lifecycle A): draft, approve, two persons, issue, answer, review, recall."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from comity.acts.act import Act
from comity.acts.commit import Deed, known_matter, new_reference, orders_paper, perform, read_matter
from comity.acts.node import Node
from comity.acts.partners import Partner, partner
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Timer, Tx
from comity.acts.signing import Hand
from comity.acts.states import Releasable, UrgentRequest
from comity.errors import NotAllowed, OrderRequired, OutOfOrder, PersonalSignatureMissing, SealBroken
from comity.exchange.answers import check_parties, rebuild, weigh_again
from comity.exchange.cases import feedback_timer
from comity.exchange.dangers import WARNED
from comity.exchange.orders import draw_up
from comity.exchange.received import read_release
from comity.exchange.releases import check_still_holds, recall, release_body
from comity.exchange.weighing import content, public, record
from comity.law import clocks
from comity.law.gate import weigh
from comity.law.weighing import Weighing
from comity.model.authorisations import OrderKind
from comity.model.releases import AlertReply, Conditions
from comity.model.requests import MINIMUM_DANGER_SET, MatterId, Proportionality, Request
from comity.seal.canonical import decode, digest_hex
from comity.seal.orders import SignedOrder, countersign, sign_order
from comity.seal.packages import Part
from comity.seal.shares import release_shares

RECALL = "RECALL"
"""The condition by which the law says that an unconfirmed release is to be recalled."""

REVIEW = "urgency-review"
INSPECT = "urgency-inspect"
EXPIRE = "alert-expire"


def draft(node: Node, request: Request, by: Hand, now: datetime, matter: MatterId | None = None) -> MatterId:
    """Write or rewrite a warning; nothing leaves."""
    other = request.recipient.state
    node.store.read(lambda r: partner(r, other))
    matter = matter or new_reference(node, "alert", other, now)
    request = replace(request, reference=matter.partition("/")[2], made_at=now)
    perform(node, Deed(kind="alert.draft", matter=matter, by=by, body={"request": to_plain(request)}), now)
    return matter


def approve(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Approve a warning, by a supervisor's own signature."""
    return perform(node, Deed(kind="alert.approve", matter=matter, by=by), now)


def note_attempt(node: Node, matter: MatterId, whom: str, result: str, by: Hand, now: datetime) -> Act:
    """Log that a judge was tried: the evidence for domain.md 5.5(2)."""
    body = {"whom": whom, "result": result}
    return perform(node, Deed(kind="attempt.note", matter=matter, by=by, body=body), now)


def propose_danger(node: Node, matter: MatterId, by: Hand, now: datetime) -> SignedOrder:
    """Propose a release without prior order in imminent danger (TP2, first person)."""
    if by.keys is None:
        raise PersonalSignatureMissing("The person's key is locked. Unlock it with the passphrase first.")
    decided = rebuild(node, matter, now)
    covered = tuple(p.ordered for p in decided.packages if p.label.category in MINIMUM_DANGER_SET)
    wanted = draw_up(node, decided, OrderKind.TP2, covered, by, now)
    freed = weigh(replace(decided.weighing, orders=(wanted,)), node.law.rulebook).released_now
    # An order travels with the warning: naming what stays behind would tell of it (R-ASYLUM, S47).
    order = replace(wanted, items=tuple(i for i in covered if i.item in freed))
    signed = sign_order(order, key=by.keys.signing, chain=by.chain)
    body = {"order": signed.to_plain()}
    marks = {"what": digest_hex(signed.statement)}
    perform(node, Deed(kind="danger.propose", matter=matter, by=by, body=body, marks=marks), now)
    return signed


def order_danger(node: Node, matter: MatterId, by: Hand, now: datetime) -> SignedOrder:
    """Give the second signature in imminent danger (TP2); reviews by judge and DPO fall due with it.

    The second person's half of the cut is sealed to the recipient here, the first person's when the
    warning is issued; both are bound to the order.
    """
    held = known_matter(node, matter)
    proposed = held.last("danger.propose")
    if proposed is None:
        raise OutOfOrder(f"TP2: {matter} has no proposal by the duty desk yet.")
    if by.keys is None:
        raise PersonalSignatureMissing("The person's key is locked. Unlock it with the passphrase first.")
    signed = SignedOrder.from_plain(content(node, proposed)["order"])
    both = countersign(signed, key=by.keys.signing, chain=by.chain)
    urgent = rebuild(node, matter, now).urgent(both, roots=node.roots, now=now)
    body = {"order": both.to_plain(), "shares": _halves(node, urgent, Part.SECOND, by)}
    deed = Deed(
        kind="danger.order",
        matter=matter,
        by=by,
        body=body,
        marks={"what": digest_hex(signed.statement), "order": digest_hex(both.statement)},
        also=lambda tx, _: _set_reviews(tx, matter, _hours(urgent.decided.weighing), now),
    )
    perform(node, deed, now)
    return both


def _halves(node: Node, urgent: UrgentRequest, part: Part, by: Hand) -> list[dict[str, str]]:
    """Seal one person's halves of the second cut to the recipient, bound to the order."""
    if by.keys is None:
        raise PersonalSignatureMissing("The person's key is locked. Unlock it with the passphrase first.")
    recipient = node.store.read(lambda r: partner(r, urgent.decided.received.recipient)).sealing
    shares = release_shares(urgent.packages, urgent.order, part, key=by.keys.sealing, recipient=recipient)
    return [s.to_plain() for s in shares]


def issue(node: Node, request: Releasable, by: Hand, now: datetime) -> Act:
    """Issue a warning, or update one, with what the law lets go; without an order this cannot be called."""
    got = request.decided.received
    valid_until = now + (clocks.DANGER_ORDER if isinstance(request, UrgentRequest) else clocks.ALERT_LIFE)
    check_still_holds(node, request, now)
    record(node, request.weighing, request.decision, now, alert=True)
    body = release_body(node, request, now) | {"request": to_plain(_outline(got.request))}
    if isinstance(request, UrgentRequest):
        body["shares"] += _halves(node, request, Part.FIRST, by)
    expiry = Timer(id=f"{EXPIRE}/{got.matter}", matter=got.matter, kind=EXPIRE, due_at=valid_until)
    again = known_matter(node, got.matter).folded.shared
    deed = Deed(
        kind="alert.update" if again else "alert.issue",
        matter=got.matter,
        by=by,
        to=got.recipient,
        body=body,
        marks={
            "type": got.request.type,
            "order": digest_hex(request.signed[0].statement),
            "until": f"{valid_until:%Y-%m-%dT%H:%MZ}",
        },
        also=lambda tx, _: tx.set_timer(expiry),
    )
    return perform(node, deed, now)


def _outline(request: Request) -> Request:
    """Return what a warning says outside its sealed items: nobody's identity and no free text."""
    return replace(
        public(request),
        subjects=(),
        facts="",
        link_to_recipient="",
        necessity="",
        proportionality=Proportionality(),
        urgency_reason="",
    )


def check_alert(node: Node, act: Act, peer: Partner, now: datetime) -> None:
    """Check an arriving warning: its order binds this matter and this node's key.

    Raises: SealBroken and its branches, NotAllowed and its branches, MalformedMessage.
    """
    check_parties(node, from_plain(Request, act.content["request"]), act, peer)
    checked = read_release(node, act.content, act.header.matter, "", peer, act.header.at)
    if act.header.marks.get("order") != checked.digest.hex():
        raise SealBroken("The warning names another order in its header than it carries.")


def acknowledge(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Acknowledge a warning, as a person at the duty desk; its content opens with it.

    Where its conditions ask what it was worth, that falls due with the acceptance (5.4).
    """
    asked = any(text.startswith("FEEDBACK(") for text in _conditions_of(node, matter))
    also = feedback_timer(matter, now) if asked else None
    return perform(node, Deed(kind="alert.ack", matter=matter, by=by, also=also), now)


def _conditions_of(node: Node, matter: MatterId) -> tuple[str, ...]:
    """Return the conditions of the warning that came last; none once it is erased."""
    arrived = known_matter(node, matter).last(*WARNED)
    if arrived is None or arrived.content is None:
        return ()
    return from_plain(Conditions, content(node, arrived)["conditions"]).texts


def respond(node: Node, matter: MatterId, reply: AlertReply, by: Hand, now: datetime) -> Act:
    """Tell what came of a warning."""
    return perform(node, Deed(kind="alert.respond", matter=matter, by=by, marks={"reply": reply}), now)


def withdraw(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Withdraw a warning."""
    return perform(node, Deed(kind="alert.withdraw", matter=matter, by=by), now)


def resolve(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Close a warning: the danger is over."""
    return perform(node, Deed(kind="alert.resolve", matter=matter, by=by), now)


def renew(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Renew a warning for another period; never one that rests on a TP2 order alone."""
    held = known_matter(node, matter)
    if held.last("danger.order") is not None and not _confirmed(node, matter):
        raise OrderRequired(f"{matter} rests on two persons' order; a judge must confirm it first (5.5).")
    until = now + clocks.ALERT_LIFE
    expiry = Timer(id=f"{EXPIRE}/{matter}", matter=matter, kind=EXPIRE, due_at=until)
    deed = Deed(
        kind="alert.renew",
        matter=matter,
        by=by,
        marks={"until": f"{until:%Y-%m-%dT%H:%MZ}"},
        also=lambda tx, _: tx.set_timer(expiry),
    )
    return perform(node, deed, now)


def review(node: Node, matter: MatterId, confirmed: bool, reasons: str, by: Hand, now: datetime) -> Act:
    """Review a TP2 release as a judge or magistrate within 72 hours.

    Who does not confirm recalls what left by the same hand, at once (S07).
    """
    return _review(node, matter, "urgency.review", REVIEW, confirmed, reasons, by, now)


def inspect(node: Node, matter: MatterId, confirmed: bool, reasons: str, by: Hand, now: datetime) -> Act:
    """Review a TP2 release as data protection officer within 7 days."""
    return _review(node, matter, "urgency.inspect", INSPECT, confirmed, reasons, by, now)


def lapse(node: Node, matter: MatterId, now: datetime) -> bool:
    """Recall, by the node's key, what two persons released and nobody confirmed in time.

    They ordered it on that condition (RECALL_IF_NOT_CONFIRMED): no new decision is made, and none of a person
    is taken. Whether the time is over the law says. Returns False on the last instant at which it is not.
    """
    decision = weigh_again(node, matter, now)
    left = known_matter(node, matter).folded.shared
    if left in ("", "RECALLED", "RECALL_DONE"):
        return True
    if RECALL not in decision.conditions:
        return False
    with suppress(OutOfOrder, NotAllowed):  # another clock, or a person, was first
        perform(node, Deed(kind="alert.lapse", matter=matter, marks={"reason": RECALL}), now)
    return True


def check_lapse(node: Node, act: Act, peer: Partner, now: datetime) -> None:
    """Check that a partner's node recalls by itself only what two persons ordered there.

    Raises: OutOfOrder.
    """
    held = node.store.read(lambda r: read_matter(r, act.header.matter, node.catalogue))
    arrived = held.last(*WARNED)
    kept = None if arrived is None else node.store.read(lambda r: r.paper(orders_paper(arrived.id)))
    if kept is None:  # it overtook its warning; the fold finds what it fits
        return
    orders = [SignedOrder.from_plain(plain).order for plain in decode(kept)]
    if not any(order.kind is OrderKind.TP2 for order in orders):
        raise OutOfOrder(f"{act.header.matter} rests on no order of two persons; a person recalls it.")


def _review(
    node: Node,
    matter: MatterId,
    kind: str,
    timer: str,
    confirmed: bool,
    reasons: str,
    by: Hand,
    now: datetime,
) -> Act:
    held = known_matter(node, matter)
    if held.last("danger.order") is None:
        raise OutOfOrder(f"{matter} rests on no order of two persons; there is nothing to review.")
    if not confirmed and held.folded.shared not in ("", "RECALLED", "RECALL_DONE"):
        recall(node, matter, "not confirmed on review", by, now)
    deed = Deed(
        kind=kind,
        matter=matter,
        by=by,
        body={"reasons": reasons},
        marks={"confirmed": "yes" if confirmed else "no"},
        also=lambda tx, _: tx.stop_timers(matter, [timer]),
    )
    act = perform(node, deed, now)
    if held.folded.shared:
        weigh_again(node, matter, now)
    return act


def _confirmed(node: Node, matter: MatterId) -> bool:
    held = known_matter(node, matter)
    reviewed = held.last("urgency.review")
    return reviewed is not None and held.headers[held.acts.index(reviewed)].marks["confirmed"] == "yes"


def _hours(weighing: Weighing) -> timedelta:
    """Return the time for the judge's review: what the own law names, within the 72 hours of 5.5."""
    rule = weighing.own.at("urgency_without_prior_order", weighing.on.astimezone(weighing.zone).date())
    named = timedelta(hours=int(rule["hours"])) if isinstance(rule, Mapping) else clocks.DANGER_ORDER
    return min(named, clocks.DANGER_ORDER)


def _set_reviews(tx: Tx, matter: MatterId, hours: timedelta, now: datetime) -> None:
    for kind, due in ((REVIEW, hours), (INSPECT, clocks.DPO_REVIEW)):
        tx.set_timer(Timer(id=f"{kind}/{matter}", matter=matter, kind=kind, due_at=now + due))
