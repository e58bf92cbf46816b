"""The requested side of lifecycle Q: admit, find out, put items into the answer, reply without data."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from comity.acts.act import Act
from comity.acts.commit import Deed, Matter, known_matter, perform
from comity.acts.node import Also, Node
from comity.acts.partners import Partner
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import StoredPackage, Timer, Tx
from comity.acts.roster import on_duty
from comity.acts.signing import Hand
from comity.acts.states import DecidedRequest, ReceivedRequest
from comity.errors import MalformedMessage, NotCompetent, OutOfOrder, Retargeted
from comity.exchange import links, marks
from comity.exchange.weighing import (
    Answer,
    content,
    key_of,
    other_side,
    request_of,
    weigh,
    weigh_and_record,
)
from comity.law import clocks
from comity.law.disclosure import disclose
from comity.law.masking import neutral
from comity.law.named.abuse import OPINION
from comity.model.decisions import Decision, Disclosable, Moment, Outcome
from comity.model.people import Role
from comity.model.requests import Item, ItemId, MatterId, Request, RequestType
from comity.seal.keys import SealingPublicKey
from comity.seal.packages import Label, Package, cut_package, seal_package

DANGER_FIRST = frozenset({Role.SPOC_DUTY})
DANGER_SECOND = frozenset({Role.LEGAL_OFFICER, Role.PROSECUTOR})
_T = RequestType
ANSWERED_NEUTRALLY = frozenset({_T.T01, _T.T02, _T.T03, _T.T04, _T.T05, _T.T08, _T.T15})
"""Types to which nothing held and what is withheld are one answer (domain.md 4.2)."""


def admit(node: Node, matter: MatterId, now: datetime) -> Decision:
    """Weigh a received request (G2) and record the weighing; people then accept, return or refuse."""
    held = known_matter(node, matter)
    request, _ = request_of(node, held)
    weighing = weigh(node, held, request, Moment.G2, now)
    return weigh_and_record(node, weighing, now)


def check_request(node: Node, act: Act, peer: Partner, now: datetime) -> None:
    """Check that an arriving request can be read and is what its header says.

    Raises: MalformedMessage, Retargeted.
    """
    request = from_plain(Request, act.content["request"])
    check_parties(node, request, act, peer)
    if request.basis != act.header.basis:
        raise MalformedMessage("The request rests on another article than its header names.")


def check_parties(node: Node, request: Request, act: Act, peer: Partner) -> None:
    """Check that what arrived speaks of the matter and the two states that it came in and by.

    Raises: Retargeted.
    """
    named = (request.sender.state, request.recipient.state, request.reference)
    if named != (peer.state, node.state, act.header.matter.partition("/")[2]):
        raise Retargeted("The content names another matter or other states than its header.")


def accept(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Accept a request for work; what will be answered stays open."""
    return perform(node, Deed(kind="request.accept", matter=matter, by=by), now)


def return_for_supplement(
    node: Node, matter: MatterId, why: Disclosable, missing: str, by: Hand, now: datetime
) -> Act:
    """Ask the requesting side for what is missing; once day 30 is over without it, the request lapses."""
    over = clocks.last_instant(now, clocks.SUPPLEMENT.days, node.zone)
    lapse = Timer(id=f"lapse/{matter}", matter=matter, kind="lapse", due_at=over)
    deed = Deed(
        kind="request.return",
        matter=matter,
        by=by,
        body={"missing": missing},
        marks={"reason": why},
        also=lambda tx, _: tx.set_timer(lapse),
    )
    return perform(node, deed, now)


def refuse(node: Node, matter: MatterId, decision: Decision, by: Hand, now: datetime) -> Act:
    """Refuse with disclosable reasons only; a masked ground gets the neutral reply instead.

    Where the law refers or asks an authorisation, the refusal is a person's decision on that. Who was
    refused is kept under a code, so that the same person asked for again is seen (domain.md 5.7).

    Raises: OutOfOrder if the law lets the answer go.
    """
    if decision.outcome <= Outcome.PERMIT_WITH_CONDITIONS:
        raise OutOfOrder(
            f"The law does not refuse {matter}, it says {decision.outcome.name}. Answer it, or see why with "
            "`comity law explain`."
        )
    request, _ = request_of(node, known_matter(node, matter))
    keep = links.note(node, matter, request, decision, now)
    told = set(disclose(decision).codes)
    if not decision.items and request.type not in ANSWERED_NEUTRALLY:
        told.discard(Disclosable.NO_REPLY_POSSIBLE)  # that nothing was put in yet says nothing there
    grounds = (*decision.grounds, *(g for unit in decision.items for g in unit.grounds))
    codes = told or {g.disclosable for g in grounds if g.outcome >= Outcome.NEEDS_AUTHORISATION}
    if decision.neutral or Disclosable.NO_REPLY_POSSIBLE in codes:
        return reply_none(node, matter, by, now, also=lambda tx, _: keep(tx))
    deed = Deed(
        kind="reply.refused",
        matter=matter,
        by=by,
        marks={"reasons": " ".join(sorted(codes))},
        also=lambda tx, _: keep(tx),
    )
    return perform(node, deed, now)


def reply_none(node: Node, matter: MatterId, by: Hand, now: datetime, also: Also | None = None) -> Act:
    """Give the one neutral reply, in a fixed band of time after receipt (domain.md 4.2).

    Nothing held, withheld and embargoed are the same bytes of body, the same marks, the same instants.
    `also` writes into the commit in which the signed reply is set aside.
    """
    held = known_matter(node, matter)
    deed = Deed(kind="reply.none", matter=matter, by=by, not_before=_band(node, held, now), also=also)
    return perform(node, deed, now)


def postpone(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Postpone, where naming that does no harm (R-EMBARGO)."""
    deed = Deed(kind="reply.postponed", matter=matter, by=by, marks={"reason": Disclosable.POSTPONED})
    return perform(node, deed, now)


def resume(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Take up a postponed request again."""
    return perform(node, Deed(kind="request.resume", matter=matter, by=by), now)


def nothing_held(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Record that nothing is held: an own act; the partner gets the neutral reply."""
    return perform(node, Deed(kind="answer.nothing", matter=matter, by=by), now)


def add_item(node: Node, matter: MatterId, item: Item, plaintext: bytes, by: Hand, now: datetime) -> Act:
    """Put an item into the answer: it is sealed at once, cut in two where the law asks a judge.

    Raises: NotCompetent if a judge is needed and none is certified here; OutOfOrder if the id is taken.
    """
    held = known_matter(node, matter)
    if any(i.id == item.id for i in items(node, held)):
        raise OutOfOrder(f"Item {item.id} is already in the answer; give the new one another id.")
    package = _seal(node, held, item, plaintext, now)
    header, shares, ciphertext = package.to_parts()
    stored = StoredPackage(item=item.id, matter=matter, header=header, ciphertext=ciphertext, shares=shares)
    keep = _opinion(node, held, item, now)

    def also(tx: Tx, _: Act) -> None:
        tx.put_package(stored)
        keep(tx)

    deed = Deed(
        kind="alert.item" if matter.startswith("alert/") else "answer.item",
        matter=matter,
        by=by,
        body={"item": to_plain(item), "package": package.ordered.package},
        also=also,
    )
    return perform(node, deed, now)


def _opinion(node: Node, held: Matter, item: Item, now: datetime) -> marks.Write:
    """Return what keeps that an item tells of what its subject holds or belongs to (domain.md 5.7)."""
    request, _ = request_of(node, held)
    told = [s for s in request.subjects if s.label == item.subject and item.category in OPINION]
    return marks.note_opinion(node, held.id, told, other_side(node, request), now)


def items(node: Node, held: Matter) -> tuple[Item, ...]:
    """Return the items of the answer, in the order they were put in."""
    return tuple(
        from_plain(Item, content(node, a)["item"])
        for a in held.acts
        if a.kind in ("answer.item", "alert.item") and a.id in held.folded.effective
    )


def packages(node: Node, matter: MatterId) -> tuple[Package, ...]:
    """Return the sealed items of the answer."""
    stored = node.store.read(lambda r: r.packages(matter))
    return tuple(Package.from_parts(p.header, p.shares, p.ciphertext) for p in stored)


def decide_answer(node: Node, matter: MatterId, now: datetime) -> DecidedRequest:
    """Weigh the answer as it stands (G3, or G1 for a warning), record it, and return its typed state."""
    decided = rebuild(node, matter, now)
    weigh_and_record(node, decided.weighing, now, alert=matter.startswith("alert/"))
    return decided


def weigh_again(node: Node, matter: MatterId, now: datetime) -> Decision:
    """Weigh an open matter again because something that it rests on has changed (G6), and record it."""
    decided = rebuild(node, matter, now, moment=Moment.G6)
    return weigh_and_record(node, decided.weighing, now, alert=matter.startswith("alert/"))


def rebuild(
    node: Node,
    matter: MatterId,
    now: datetime,
    only: frozenset[ItemId] | None = None,
    moment: Moment | None = None,
) -> DecidedRequest:
    """Rebuild the typed state of an answer from its acts; `only` leaves out what an order does not name.

    The moment is G3, or G1 for a warning, unless it is named.
    """
    held = known_matter(node, matter)
    request, stored = request_of(node, held)
    alert = matter.startswith("alert/")
    other = other_side(node, request)
    act = "" if alert else stored.id
    sealed = tuple(p for p in packages(node, matter) if only is None or p.label.item in only)
    received = ReceivedRequest(
        matter=matter, act=act, request=request, recipient=other, recipient_key=key_of(node, other)
    )
    answer = Answer(
        items=tuple(i for i in items(node, held) if only is None or i.id in only),
        packages=sealed,
        request_act=act,
        recipient_key=received.recipient_key,
    )
    at = moment or (Moment.G1 if alert else Moment.G3)
    weighing = weigh(node, held, request, at, now, answer)
    return received.decided(weighing, node.law.rulebook, sealed)


def submit(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Submit the answer to those who must authorise it; the partner sees only work in progress.

    What a masked ground holds back asks nobody yet: whom it asks would tell which ground it is (AX9).
    """
    decided = decide_answer(node, matter, now)
    needs = neutral(decided.decision).authorisers
    marks = {"needs": " ".join(needs), "urgency": decided.received.request.urgency}
    deed = Deed(kind="answer.submit", matter=matter, by=by, marks=marks)
    return perform(node, deed, now)


def _seal(node: Node, held: Matter, item: Item, plaintext: bytes, now: datetime) -> Package:
    label = Label(matter=held.id, item=item.id, category=item.category)
    authority = node.keys.sealing.public
    holders = key_holders(node, held, item, now)
    if not holders:
        return seal_package(label, plaintext, authority=authority)
    judges = _sealing_keys(node, holders, now)
    if not judges:
        raise NotCompetent(
            f"Item {item.id} may leave only by a judge's order, and no judge is certified at this node. "
            "Have the court certify one: `comity people add --role JUDGE`."
        )
    pair = (_sealing_keys(node, DANGER_FIRST, now), _sealing_keys(node, DANGER_SECOND, now))
    return cut_package(label, plaintext, authority=authority, judges=judges, danger_pair=pair)


def key_holders(node: Node, held: Matter, item: Item, now: datetime) -> frozenset[Role]:
    """Return who must turn a second key for an item (R-JUDGE, Q3); nobody where the law asks none.

    Once a judge refused, no personal item of the matter leaves without a judge, whatever is found later.
    """
    request, _ = request_of(node, held)
    alert = held.id.startswith("alert/")
    weighing = weigh(node, held, request, Moment.G1 if alert else Moment.G3, now, Answer(items=(item,)))
    holders = node.law.key_holders(weighing, item)
    if item.personal and held.last("order.refuse") is not None:
        return holders or frozenset({Role.JUDGE})
    return holders


def _sealing_keys(node: Node, roles: Iterable[Role], now: datetime) -> tuple[SealingPublicKey, ...]:
    found = node.store.read(lambda r: on_duty(r, frozenset(roles), now))
    return tuple({c.sealing.id: c.sealing for c in found if c.sealing is not None}.values())


def _band(node: Node, held: Matter, now: datetime) -> datetime:
    """Return the end of the band that `now` falls into, counted from the receipt of the request."""
    received = held.last("request.ack")
    start = received.at if received else now
    width = timedelta(hours=node.catalogue.kind("reply.none").band_hours)
    return start + width * ((now - start) // width + 1)
