"""The release itself, its arrival, its acceptance, and its recall."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from comity.acts.act import Act, read_header
from comity.acts.commit import Deed, Matter, known_matter, open_act, perform
from comity.acts.heads import read_vouched
from comity.acts.node import Node
from comity.acts.partners import line_of, partner
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import StoredAct, Timer, pair_log
from comity.acts.signing import Hand
from comity.acts.states import (
    AuthorisedRequest,
    PermittedRequest,
    Releasable,
    UrgentRequest,
)
from comity.errors import (
    CheckpointTooOld,
    ContentDiffers,
    NotAccepted,
    OrderExpired,
    OrderRequired,
    OutOfOrder,
    SealBroken,
)
from comity.exchange.answers import rebuild
from comity.exchange.cases import feedback_timer
from comity.exchange.dangers import WARNED
from comity.exchange.orders import draw_up, key_holders, orders_of
from comity.exchange.papers import note_reply
from comity.exchange.received import packages_in, read_release
from comity.exchange.unfounded import RECALL_DUE
from comity.exchange.uses import RELEASES, weigh_reading
from comity.exchange.weighing import content, record, seen_by
from comity.law import clocks
from comity.law.agreed import due_at
from comity.law.disclosure import is_masked, leaving
from comity.law.follows import kept_at_most
from comity.law.gate import weigh
from comity.law.view import View
from comity.model.authorisations import OrderKind
from comity.model.decisions import Decision, Outcome, UnitDecision
from comity.model.releases import Conditions, Opened, Opening
from comity.model.requests import ItemId, MatterId, Request
from comity.model.terms import EvidenceUse, Terms
from comity.seal.canonical import b64, digest_hex
from comity.seal.orders import sign_order
from comity.seal.packages import Package, Part
from comity.seal.shares import ReleasedShare, open_release, release_shares

_TAKEN_BACK = ("RECALLED", "RECALL_DONE", "RETURN_DUE", "RETURNED_UNREAD", "CONTENT_DIFFERS")


def prepare(node: Node, matter: MatterId, by: Hand, now: datetime) -> Releasable:
    """Rebuild what may be released, with the orders given so far; the gate decides anew (G3).

    Raises: OrderRequired naming who must authorise; what `check_order` raises.
    """
    decided = rebuild(node, matter, now)
    orders = orders_of(node, matter)
    of_kind = {k: tuple(s for s, _ in orders if s.order.kind is k) for k in OrderKind}
    further = of_kind[OrderKind.AUTHORITY]
    named = (*of_kind[OrderKind.JUDGE], *of_kind[OrderKind.TP2], *further)[:1]
    if named:  # what the order leaves out stays here
        decided = rebuild(node, matter, now, only=frozenset(i.item for i in named[0].order.items))
    if of_kind[OrderKind.JUDGE]:
        return decided.authorised(
            of_kind[OrderKind.JUDGE][0],
            further=further,
            roots=node.roots,
            now=now,
            authorisers=key_holders(node, decided),
        )
    if of_kind[OrderKind.TP2]:
        return decided.urgent(of_kind[OrderKind.TP2][0], further=further, roots=node.roots, now=now)
    if further:
        return decided.permitted(further[0], further=further[1:], roots=node.roots, now=now)
    if by.keys is None:
        raise OrderRequired("The authority's order is signed by a person; unlock the key first.")
    go = tuple(p for p in decided.packages if p.label.item in decided.decision.released_now and not p.cut)
    covered = tuple(p.ordered for p in go)
    order = draw_up(node, decided, OrderKind.AUTHORITY, covered, by, now)
    signed = sign_order(order, key=by.keys.signing, chain=by.chain)
    return decided.permitted(signed, roots=node.roots, now=now)


def release(node: Node, request: Releasable, by: Hand, now: datetime) -> Act:
    """Release an answer; without the right order this function cannot be called.

    Raises: OutOfOrder for a warning, CheckpointTooOld, what `check_still_holds` and `perform` raise.
    """
    if isinstance(request, UrgentRequest):
        raise OutOfOrder("An order of two persons releases a warning (`alert issue`), never an answer.")
    got = request.decided.received
    check_still_holds(node, request, now)
    _check_cosigned(node, request, now)
    stay = _withheld(rebuild(node, got.matter, now).decision, request)
    codes = {g.disclosable for u in stay for g in u.grounds if g.outcome is u.outcome}
    record(node, request.weighing, request.decision, now)
    deed = Deed(
        kind="reply.partial" if stay else "reply.full",
        matter=got.matter,
        by=by,
        basis=got.request.basis,
        body=release_body(node, request, now),
        marks={
            "order": digest_hex(request.signed[0].statement),
            "items": str(len(request.packages)),
            **({"reasons": " ".join(sorted(codes))} if codes else {}),
        },
        also=lambda tx, _: tx.stop_timers(got.matter, ["update"]),
    )
    return perform(node, deed, now)


def check_still_holds(node: Node, request: Releasable, now: datetime) -> None:
    """Decide anew at the last instant (G3): no order ran out or was voided, and the law still lets it go.

    Raises: OrderExpired, OrderRequired.
    """
    matter = request.decided.received.matter
    standing = {digest_hex(signed.statement) for signed, _ in orders_of(node, matter)}
    fresh = 1 if request.order.order.kind is OrderKind.AUTHORITY else 0  # the releasing person's own order
    for order in request.bound.orders:
        if now > order.valid_until:
            raise OrderExpired(f"An order for {matter} ran out before it was used; ask for a new one.")
    if any(digest_hex(signed.statement) not in standing for signed in request.signed[fresh:]):
        raise OrderRequired(f"{matter} changed after its order, which is void; ask for a new one (K6).")
    only = frozenset(p.label.item for p in request.decided.packages)
    if not rebuild(node, matter, now, only=only).lets_go(request):
        raise OrderRequired(
            f"The law no longer lets {matter} go as it was prepared; see `comity law explain`."
        )


def release_body(node: Node, request: Releasable, now: datetime) -> dict[str, Any]:
    """Write what travels with a release: packages, orders, shares sealed to the recipient, conditions."""
    got = request.decided.received
    recipient = node.store.read(lambda r: partner(r, got.recipient)).sealing
    shares = list(
        release_shares(
            request.packages,
            request.order,
            Part.AUTHORITY,
            key=node.keys.sealing,
            recipient=recipient,
        )
    )
    names = {p.label.item for p in request.packages}
    for signed, turned in orders_of(node, got.matter):
        if digest_hex(signed.statement) == request.order.digest.hex():
            shares += [s for s in turned if s.item in names]
    return {
        "request": to_plain(got.request) if not got.act else got.act,
        "packages": [b64(p.stripped().to_bytes()) for p in request.packages],
        "orders": [s.to_plain() for s in request.signed],
        "shares": [s.to_plain() for s in shares],
        "conditions": to_plain(conditions(request, now)),
    }


def conditions(request: Releasable, now: datetime) -> Conditions:
    """Work out what the recipient is bound to (domain.md 5.4); the strictest counts.

    It is kept for the shortest of what the own profile, the instruments and each item that leaves say.
    """
    asked, weighing = request.decided.received.request, request.decided.weighing
    agreed = View(weighing).texts.protection
    names = {p.label.item for p in request.packages}
    kept = kept_at_most(weighing, (item for item in weighing.items if item.id in names))
    limit = min(kept, clocks.DANGER_ORDER) if isinstance(request, UrgentRequest) else kept
    texts = leaving(request.decision).conditions
    named = {*texts, *(c for signed in request.signed for c in signed.order.conditions)}
    return Conditions(
        handling=next((code for code in ("H3", "H2") if code in named), "H1"),
        purpose=asked.purpose,
        case_ref=asked.case_ref,
        retention_until=now + limit,
        evidence_use=agreed.evidence_use is EvidenceUse.ALLOWED,
        onward=agreed.onward,
        texts=texts,
    )


def accept(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Accept the conditions of a release; before that its content stays closed (domain.md 5.4)."""
    deed = Deed(kind="release.accept", matter=matter, by=by, also=feedback_timer(matter, now))
    return perform(node, deed, now)


def read(node: Node, matter: MatterId, by: Hand, now: datetime) -> tuple[Opened, ...]:
    """Open for a person what the law lets them use of what arrived; as `open_received`, without the rest."""
    return open_received(node, matter, by, now).items


def open_received(node: Node, matter: MatterId, by: Hand, now: datetime) -> Opening:
    """Open a release or warning for a person; every reading is logged.

    The gate weighs each reading (G4): an item of which it refuses the use stays closed, and the weighing is
    recorded. That closes what was obtained by torture and what is over, before any recall arrives.

    Raises: NotAccepted before the conditions are accepted; ContentDiffers with evidence, which the
        partner is told by a shared act.
    """
    held = known_matter(node, matter)
    arrived = held.last(*RELEASES, *WARNED)
    if arrived is None or not arrived.received:
        raise OutOfOrder(f"{matter} holds nothing that a partner released; see `comity case show`.")
    _check_open(held, arrived)
    alert = matter.startswith("alert/")
    body = open_act(node, arrived).content
    weighing = weigh_reading(node, held, arrived, body, now)
    decision = weigh(weighing, node.law.rulebook)
    closed = {unit.unit for unit in decision.items if unit.outcome is Outcome.REFUSE}
    marks = {"withheld": str(len(closed))} if closed else {}
    kind = "alert.read" if alert else "release.read"
    perform(node, Deed(kind=kind, matter=matter, by=by, marks=marks), now)
    if closed:
        record(node, weighing, decision, now, alert=alert)
    sealed = {p.label.item: p for p in packages_in(body)}
    opened = _opened(
        node, held, arrived, body, [p for p in sealed.values() if p.label.item not in closed], now
    )
    note_reply(node, held, opened.values(), now)
    return Opening(
        items=tuple(
            Opened(item=item, category=sealed[item].label.category, plaintext=data)
            for item, data in opened.items()
        ),
        withheld=tuple((item, sealed[item].label.category) for item in sealed if item in closed),
        decision=seen_by(decision, by),
    )


def _opened(
    node: Node,
    held: Matter,
    arrived: StoredAct,
    body: Mapping[str, Any],
    sealed: list[Package],
    now: datetime,
) -> dict[ItemId, bytes]:
    """Open these packages; that an answer differs from what its order commits to, its sender is told.

    Raises: what `read_release` and `open_release` raise.
    """
    alert = held.id.startswith("alert/")
    peer = node.store.read(lambda r: partner(r, arrived.partner or node.state))
    request = "" if alert else body["request"]
    checked = read_release(node, body, held.id, request, peer, read_header(arrived.statement).at)
    shares = tuple(ReleasedShare.from_plain(s) for s in body["shares"])
    try:
        return open_release(sealed, checked, shares, node.keys.sealing)
    except SealBroken as broken:
        if not alert:
            evidence = dict(broken.evidence) if isinstance(broken, ContentDiffers) else {}
            told = {"act": arrived.id, "what": broken.what, "evidence": evidence}
            perform(node, Deed(kind="release.differs", matter=held.id, body=told), now)
        raise


def accepted_conditions(node: Node, matter: MatterId) -> Conditions:
    """Return what this node is bound to by the release it holds."""
    held = known_matter(node, matter)
    arrived = held.last(*RELEASES, *WARNED)
    if arrived is None:
        raise OutOfOrder(f"{matter} holds no release; see `comity case show`.")
    return from_plain(Conditions, content(node, arrived)["conditions"])


def recall(node: Node, matter: MatterId, why: str, by: Hand, now: datetime) -> Act:
    """Recall what was released (M2): the recipient's node blocks its use at once."""
    kind = "alert.recall" if matter.startswith("alert/") else "release.recall"
    deed = Deed(
        kind=kind,
        matter=matter,
        by=by,
        body={"why": why},
        marks={"reason": "RECALL"},
        also=lambda tx, _: tx.stop_timers(matter, [RECALL_DUE]),
    )
    return perform(node, deed, now)


def update_timer(matter: MatterId, request: Request, terms: Terms | None, received_at: datetime) -> Timer:
    """Return the clock of the 'further time needed' update: a fixed point before the limit.

    Limit and calendar are those of the text, so that both sides know the point; days run in the zone that
    `received_at` carries.
    """
    limit = clocks.time_limit(request.type, request.urgency, terms) or clocks.SUPPLEMENT
    calendar = clocks.calendar_of(request.type, request.urgency, terms)
    over = due_at(received_at, limit, calendar, received_at.tzinfo or UTC)
    due = clocks.further_time_update_at(received_at, over - received_at)
    return Timer(id=f"update/{matter}", matter=matter, kind="update", due_at=due)


def _withheld(whole: Decision, request: Releasable) -> tuple[UnitDecision, ...]:
    """Return the items that stay and whose staying may be told; of a masked one there is no trace (Q18)."""
    gone = {p.label.item for p in request.packages}
    return tuple(u for u in whole.items if u.unit not in gone and not is_masked(u))


def _check_cosigned(node: Node, request: PermittedRequest | AuthorisedRequest, now: datetime) -> None:
    """Check that the partner cosigned our log lately: a release does not rest on an unwitnessed log.

    What is late the text says, otherwise for a partner on a line than for one reached by file. Heads are
    shown by the clock alone, never for a release: else they would tell of it (AX11).
    """
    got = request.decided.received
    bearing = View(request.decided.weighing).texts.bearing
    vouched, line = node.store.read(lambda r: (read_vouched(r, got.recipient), line_of(r, got.recipient)))
    terms = [text.terms for text, _ in bearing]
    ages = [t.checkpoint_age_file if line is None else t.checkpoint_age_line for t in terms]
    limit = min(ages, default=None)
    if vouched is None or (limit is not None and now - vouched.at > limit):
        raise CheckpointTooOld(
            f"{got.recipient} has not cosigned {pair_log(got.recipient)} within the instrument's limit. "
            "A head is shown every twelve hours: run the clock and the courier, then release again."
        )


def _check_open(held: Matter, arrived: StoredAct) -> None:
    """Check that somebody accepted what arrived last, after it came, and that it was not taken back since.

    Silence accepts nothing, and what was accepted of an earlier warning says nothing of its update (5.4).
    """
    state = held.folded.shared
    if state in _TAKEN_BACK:
        raise NotAccepted(f"{held.id} is {state}: its content may not be used. Ask the partner why.")
    agreed = held.last("release.accept", "alert.ack")
    if agreed is None or held.acts.index(agreed) < held.acts.index(arrived):
        raise NotAccepted(
            f"The content of {held.id} stays closed until its conditions are accepted: `comity case agree` "
            "for a release, `comity alert ack` for a warning, and again for each update of it."
        )
