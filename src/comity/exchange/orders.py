"""Those who authorise: the judge reads and turns the key, the legal officer authorises a transfer."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.acts.act import Act
from comity.acts.allowed import is_assigned
from comity.acts.commit import Deed, Matter, known_matter, perform
from comity.acts.node import Node
from comity.acts.partners import announcement, partner
from comity.acts.plain import from_plain
from comity.acts.signing import Hand
from comity.acts.states import DecidedRequest
from comity.acts.wanted import Wanted
from comity.errors import OutOfOrder, PersonalSignatureMissing
from comity.exchange.answers import packages, rebuild
from comity.exchange.weighing import content, request_of
from comity.law import clocks
from comity.law.disclosure import is_masked
from comity.law.gate import either
from comity.law.masking import neutral
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.decisions import Decision, Outcome
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import ItemId, MatterId
from comity.seal.canonical import digest_hex
from comity.seal.keys import PersonKeys, SealingPublicKey
from comity.seal.orders import SignedOrder, Use, check_order, sign_order
from comity.seal.packages import Package, Part, Seen, judge_view, show_to
from comity.seal.shares import ReleasedShare, release_shares

AWAITED = (("IN_PROGRESS", "AWAITING_AUTHORISATION"),)
"""How a case stands that waits for a judge, on the shared and on the own track."""

UNSENT = (("", "APPROVED"),)
"""How a warning stands that was approved and not issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTerms:
    """What a judge adds to an order: conditions, a docket number, and a shorter life than the law's."""

    conditions: tuple[str, ...] = ()
    docket: str = ""
    valid_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One entry of the judge's queue: what is asked, of how many items, for whom, since when.

    `behind` tells that so many of that partner's stand before it that it waits behind its share.
    """

    matter: MatterId
    since: datetime
    needs: tuple[str, ...]
    items: int
    partner: StateCode | None = None
    behind: bool = False


def queue(node: Node, by: Hand | None = None) -> tuple[Waiting, ...]:
    """List what waits for a judge: the oldest of each partner, then the next; a flood waits behind.

    A liaison sees what is assigned to them (L5).
    """
    cases = node.store.read(lambda r: r.matters("case/", Wanted(stands=AWAITED)))
    warnings = node.store.read(lambda r: r.matters("alert/", Wanted(stands=UNSENT)))
    waiting = []
    for row in (*cases, *warnings):
        held = known_matter(node, row.id)
        asked = _asked_in_case(held) if row in cases else _asked_in_warning(node, held)
        if asked is not None and (by is None or is_assigned(by.person, held.headers)):
            since, needs = asked
            items = len(packages(node, row.id))
            other = row.partner or request_of(node, held)[0].recipient.state  # of what nobody has sent yet
            waiting.append(Waiting(matter=row.id, since=since, needs=needs, items=items, partner=other))
    return _in_turn(waiting, node.quotas.judge_queue)


def _asked_in_case(held: Matter) -> tuple[datetime, tuple[str, ...]] | None:
    """Return since when an answer waits, and for whom."""
    submitted = held.last("answer.submit")
    if submitted is None:
        return None
    marks = held.headers[held.acts.index(submitted)].marks
    return submitted.at, tuple(marks.get("needs", "").split())


def _asked_in_warning(node: Node, held: Matter) -> tuple[datetime, tuple[str, ...]] | None:
    """Return the same of an approved warning, if the law asks a judge for it and none has decided yet."""
    approved, weighed = held.last("alert.approve"), held.last("alert.weigh")
    decided, changed = held.last("order.grant", "order.refuse"), held.last("alert.item")
    if approved is None or weighed is None or weighed.content is None:
        return None
    if decided is not None and changed is not None and held.acts.index(changed) < held.acts.index(decided):
        return None
    needs = neutral(from_plain(Decision, content(node, weighed)["decision"])).authorisers
    roles = node.catalogue.kind("order.grant").roles
    return (approved.at, needs) if any(roles.intersection(either(need)) for need in needs) else None


def _in_turn(waiting: list[Waiting], share: int) -> tuple[Waiting, ...]:
    """Let partners take turns, the oldest of each first, and put behind what exceeds a partner's share."""
    counted: Counter[StateCode | None] = Counter()
    turns: list[tuple[int, Waiting]] = []
    for entry in sorted(waiting, key=lambda w: w.since):
        turn = counted[entry.partner]
        counted[entry.partner] += 1
        turns.append((turn, replace(entry, behind=turn >= share)))
    return tuple(entry for _, entry in sorted(turns, key=lambda t: (t[0], t[1].since)))


def view(node: Node, matter: MatterId, judge: Hand, now: datetime) -> tuple[Seen, ...]:
    """Open the items for a judge; the reading is logged as every reading is.

    Raises: PersonalSignatureMissing if the judge's key is locked; CannotOpen, ContentDiffers; what
        `perform` raises.
    """
    perform(node, Deed(kind="order.view", matter=matter, by=judge), now)
    return _opened(node, packages(node, matter), judge)


def _opened(node: Node, sealed: tuple[Package, ...], judge: Hand) -> tuple[Seen, ...]:
    """Open the cut ones of these items: the authority shows its share, the judge's own key does the rest."""
    keys = _unlocked(judge)
    return tuple(
        judge_view(package, _shown(node, package, keys.sealing.public), keys.sealing)
        for package in sealed
        if package.cut
    )


def grant(
    node: Node,
    matter: MatterId,
    by: Hand,
    now: datetime,
    *,
    items: frozenset[ItemId] | None = None,
    terms: OrderTerms | None = None,
) -> SignedOrder:
    """Authorise the release of items that the judge opened, in full or in part, by the judge's own key.

    No item is opened but those that the order names.
    The judge's share of each item is sealed to the recipient, bound to the order. Items that need no judge
    go along; an item that may not leave in any case is never named, or the order would tell of it.

    Raises: OutOfOrder if no item of the answer is named; what `sign_order` and `perform` raise.
    """
    keys = _unlocked(by)
    decided = rebuild(node, matter, now)
    named = _covered(decided, items)
    seen = _opened(node, named, by)
    viewed = {s.ordered.item: s.ordered for s in seen}
    covered = tuple(viewed.get(p.label.item, p.ordered) for p in named)
    order = draw_up(node, decided, OrderKind.JUDGE, covered, by, now, terms)
    signed = sign_order(order, key=keys.signing, chain=by.chain, seen=(*seen, *_uncut(named)))
    shares = _turn(node, decided, signed, by, now, Part.JUDGE)
    _commit(node, "order.grant", matter, signed, shares, by, now)
    return signed


def refuse(node: Node, matter: MatterId, reasons: str, by: Hand, now: datetime) -> Act:
    """Refuse to authorise, with reasons that stay here."""
    deed = Deed(kind="order.refuse", matter=matter, by=by, body={"reasons": reasons})
    return perform(node, deed, now)


def authorise_transfer(node: Node, matter: MatterId, note: str, by: Hand, now: datetime) -> SignedOrder:
    """Authorise a transfer by derogation or arrangement, with the written note the law asks (R-XFER)."""
    if not note.strip():
        raise OutOfOrder("The law asks a written note: say why the transfer is necessary (LED 38(2)-(3)).")
    keys = _unlocked(by)
    decided = rebuild(node, matter, now)
    may_leave = _may_leave(decided)
    covered = tuple(p.ordered for p in decided.packages if p.label.item in may_leave)
    order = draw_up(node, decided, OrderKind.AUTHORITY, covered, by, now)
    signed = sign_order(order, key=keys.signing, chain=by.chain)
    _commit(node, "transfer.authorise", matter, signed, (), by, now, note=note)
    return signed


def propose_special(
    node: Node, matter: MatterId, items: frozenset[ItemId], necessity: str, by: Hand, now: datetime
) -> Act:
    """Propose the release of special-category items, with the necessity (TP3, first person)."""
    if not necessity.strip():
        raise OutOfOrder("TP3 asks the necessity in writing: say why special-category data must leave.")
    body = {"items": sorted(items), "necessity": necessity}
    deed = Deed(kind="special.propose", matter=matter, by=by, body=body, marks={"what": _what(items)})
    return perform(node, deed, now)


def authorise_special(node: Node, matter: MatterId, items: frozenset[ItemId], by: Hand, now: datetime) -> Act:
    """Authorise the release of special-category items (TP3, second person)."""
    body = {"items": sorted(items)}
    deed = Deed(kind="special.authorise", matter=matter, by=by, body=body, marks={"what": _what(items)})
    return perform(node, deed, now)


def orders_of(node: Node, matter: MatterId) -> tuple[tuple[SignedOrder, tuple[ReleasedShare, ...]], ...]:
    """Return the orders given since the answer last changed, the latest of each kind first.

    Any item added after an order voids it (K6), as does a judge's refusal what was ordered before, and a
    review that does not confirm two persons' order: it is passed over here.
    """
    held = known_matter(node, matter)
    changed = max((n for n, a in enumerate(held.acts) if a.kind in ("answer.item", "alert.item")), default=-1)
    found = []
    confirmed, refused = True, False
    for act, header in reversed(list(zip(held.acts, held.headers, strict=True))[changed + 1 :]):
        confirmed = confirmed and header.marks.get("confirmed") != "no"
        refused = refused or act.kind == "order.refuse"
        void = {"order.grant": refused, "danger.order": refused or not confirmed, "transfer.authorise": False}
        if not void.get(act.kind, True):
            body = content(node, act)
            shares = tuple(ReleasedShare.from_plain(s) for s in body["shares"])
            found.append((SignedOrder.from_plain(body["order"]), shares))
    return tuple(found)


def draw_up(
    node: Node,
    decided: DecidedRequest,
    kind: OrderKind,
    covered: tuple[OrderedItem, ...],
    by: Hand,
    now: datetime,
    terms: OrderTerms | None = None,
) -> Order:
    """Write an order that binds matter, request, items, recipient, its key with announcement, and time."""
    terms = terms or OrderTerms()
    got = decided.received
    basis = got.request.basis
    life = clocks.order_life(kind, terms.valid_for, danger=got.matter.startswith("alert/"))
    return Order(
        kind=kind,
        matter=got.matter,
        request=got.act,
        items=covered,
        recipient=got.recipient,
        recipient_key=got.recipient_key,
        announcement=node.store.read(lambda r: announcement(r, node.state, got.recipient)),
        article="" if basis is None else f"{basis.instrument}/{basis.version} {basis.article}",
        conditions=terms.conditions,
        given_by=by.person.pseudonym,
        role=by.person.role,
        authority=by.person.authority.code,
        docket=terms.docket,
        given_at=now,
        valid_until=now + life,
    )


def key_holders(node: Node, decided: DecidedRequest) -> frozenset[Role]:
    """Return the roles whose order turns the second key of this answer (R-JUDGE, Q3)."""
    weighing = decided.weighing
    holders = frozenset(r for item in weighing.items for r in node.law.key_holders(weighing, item))
    return holders or frozenset({Role.JUDGE} if any(p.cut for p in decided.packages) else ())


def _covered(decided: DecidedRequest, items: frozenset[ItemId] | None) -> tuple[Package, ...]:
    """Return what an order over these items lets go, None for all that may leave."""
    known = _may_leave(decided)
    wanted = known if items is None else items
    if not wanted or wanted - known:
        raise OutOfOrder(
            f"{decided.received.matter} has no item {', '.join(sorted(wanted - known))} in its answer "
            "that may leave by an order. See `comity law explain`."
        )
    wanted |= {p.label.item for p in decided.packages if not p.cut} & known
    return tuple(p for p in decided.packages if p.label.item in wanted)


def _may_leave(decided: DecidedRequest) -> frozenset[ItemId]:
    """Return the items that lack nothing but somebody's authorisation, and whose name may be told."""
    units = decided.decision.items
    return frozenset(
        ItemId(u.unit) for u in units if u.outcome <= Outcome.NEEDS_AUTHORISATION and not is_masked(u)
    )


def _uncut(sealed: tuple[Package, ...]) -> tuple[Seen, ...]:
    return tuple(Seen(ordered=p.ordered, plaintext=b"") for p in sealed if not p.cut)


def _turn(
    node: Node, decided: DecidedRequest, signed: SignedOrder, by: Hand, now: datetime, part: Part
) -> tuple[ReleasedShare, ...]:
    """Seal the holder's share of every covered item to the recipient, bound to the order."""
    recipient = node.store.read(lambda r: partner(r, decided.received.recipient)).sealing
    names = {i.item for i in signed.order.items}
    covered = tuple(p for p in decided.packages if p.label.item in names)
    use: Use = decided.use(node.state, covered)
    holders = key_holders(node, decided)
    checked = check_order(signed, use, roots=node.roots, now=now, authorisers=holders)
    return release_shares(covered, checked, part, key=_unlocked(by).sealing, recipient=recipient)


def _commit(
    node: Node,
    kind: str,
    matter: MatterId,
    signed: SignedOrder,
    shares: tuple[ReleasedShare, ...],
    by: Hand,
    now: datetime,
    note: str = "",
) -> Act:
    body = {"order": signed.to_plain(), "shares": [s.to_plain() for s in shares], "note": note}
    marks = {"order": digest_hex(signed.statement)}
    return perform(node, Deed(kind=kind, matter=matter, by=by, body=body, marks=marks), now)


def _shown(node: Node, package: Package, judge: SealingPublicKey) -> bytes:
    return show_to(package, node.keys.sealing, judge)


def _unlocked(hand: Hand) -> PersonKeys:
    if hand.keys is None:
        raise PersonalSignatureMissing("The person's key is locked. Unlock it with the passphrase first.")
    return hand.keys


def _what(items: frozenset[ItemId]) -> str:
    return digest_hex("\n".join(sorted(items)).encode())
