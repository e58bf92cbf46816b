"""Lies that are acts: what no desk lets through, and releases that are not what their order says.

Each is signed by the keys that it needs and stands in the liar's own log; only the other node refuses it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from comity.acts.commit import known_matter
from comity.acts.partners import matter_of
from comity.acts.ports import ActId
from comity.acts.signing import Hand
from comity.acts.states import DecidedRequest, Releasable
from comity.demo.simulate.forging import (
    Forgery,
    Kept,
    certified,
    garbage,
    judge_by_authority,
    judge_by_node,
    signed_by,
    unsigned,
    utter,
)
from comity.demo.simulate.steps import Turn, make_ready
from comity.demo.simulate.words import FalseRelease, Lie
from comity.demo.world import SEATS
from comity.errors import BadInput
from comity.exchange import releases
from comity.exchange.orders import draw_up
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import ItemId, MatterId
from comity.seal.canonical import b64, digest_hex
from comity.seal.keys import KeySet
from comity.seal.orders import SignedOrder, sign_order
from comity.seal.packages import Package, Seen, cut_package, seal_package

OTHER_TEXT = b"Another text than the one that was ordered."


def tell(turn: Turn) -> ActId:
    """Tell a lie: by an act, about a release, or by an honest act whose envelope is packed falsely later.

    Raises: BadInput if there is no such case; what a desk raises on the way to a false release.
    """
    if not turn.matter.startswith("case/") and turn.step.lie != Lie.OTHER_FINGERPRINT:
        raise BadInput(f"The lie '{turn.step.lie}' is told in a case that the other side opened.")
    if turn.step.lie in set(FalseRelease):
        return _release_falsely(turn, FalseRelease(turn.step.lie))
    forged = _acceptance(turn)
    if turn.step.lie in set(Lie):
        forged = _LIES[Lie(turn.step.lie)](turn, forged)
    return utter(turn.place.node, turn.tested, forged, turn.now)


# ── acts ────────────────────────────────────────────────────────────────────────────────────────
def _acceptance(turn: Turn) -> Forgery:
    """Write the honest act that most lies change: the duty desk accepts the request."""
    duty = turn.by(Role.SPOC_DUTY)
    return Forgery(kind="request.accept", matter=turn.matter, by=duty, kept=Kept.APART)


def _third(turn: Turn) -> StateCode:
    """Name a state that is not of the pair."""
    return StateCode(next(s for s in SEATS if s not in (turn.place.node.state, turn.tested)))


def _says(**header: Any) -> Callable[[Turn, Forgery], Forgery]:  # noqa: ANN401 - fields of a header
    return lambda turn, honest: replace(honest, header=header)


def _own_act(turn: Turn, honest: Forgery) -> Forgery:
    return replace(honest, kind="order.grant", by=None)


def _other_case(turn: Turn, honest: Forgery) -> Forgery:
    matter = MatterId(f"case/{_third(turn)}-{turn.tested}-{turn.now:%Y}-000001")
    return replace(honest, kind="reply.none", header={"matter": matter, "follows": ()})


def _your_case(turn: Turn, honest: Forgery) -> Forgery:
    matter = MatterId(f"case/{turn.tested}-{turn.place.node.state}-{turn.now:%Y}-999999")
    return replace(honest, kind="request.ack", by=None, header={"matter": matter, "follows": ()})


def _backdated(turn: Turn, honest: Forgery) -> Forgery:
    last = known_matter(turn.place.node, turn.matter).headers[-1].at
    return replace(honest, header={"at": last - timedelta(hours=1)})


def _expired(turn: Turn, honest: Forgery) -> Forgery:
    duty, place = turn.by(Role.SPOC_DUTY), turn.place
    seat = duty.person.authority.code
    by = (place.foundation.seats[seat], (place.foundation.certificates[seat],))
    ended = certified(duty.person, *by, turn.now - timedelta(days=2), turn.now - timedelta(days=1))
    return replace(honest, by=ended)


def _other_fingerprint(turn: Turn, honest: Forgery) -> Forgery:
    pair = matter_of(turn.place.node.state, turn.tested)
    return replace(honest, kind="partner.join", matter=pair, body={"fingerprint": "0000"})


_LIES: Mapping[Lie, Callable[[Turn, Forgery], Forgery]] = {
    Lie.OWN_ACT: _own_act,
    Lie.UNKNOWN_KIND: _says(kind="request.teleport"),
    Lie.OTHER_CASE: _other_case,
    Lie.OTHER_STATE: lambda t, f: replace(f, header={"state": _third(t)}),
    Lie.YOUR_NAME: lambda t, f: replace(f, header={"state": t.tested}),
    Lie.YOUR_CASE: _your_case,
    Lie.MADE_FOR_ANOTHER: lambda t, f: replace(f, header={"to": _third(t)}),
    Lie.STILL_TO_COME: lambda t, f: replace(f, header={"at": t.now + timedelta(hours=1)}),
    Lie.BACKDATED: _backdated,
    Lie.UNSIGNED: lambda t, f: replace(f, signed=unsigned),
    Lie.FORGED: lambda t, f: replace(f, signed=garbage),
    Lie.SIGNED_BY_ANOTHER: lambda t, f: replace(f, signed=signed_by(t.by(Role.SUPERVISOR))),
    Lie.WRONG_ROLE: lambda t, f: replace(f, by=t.by(Role.SUPERVISOR)),
    Lie.PERSON_FOR_NODE: lambda t, f: replace(f, kind="request.update"),
    Lie.LIAISON: lambda t, f: replace(f, by=t.by(Role.LIAISON_OFFICER)),
    Lie.EXPIRED_PERSON: _expired,
    Lie.JUDGE_BY_NODE: lambda t, f: replace(f, kind="release.recall", by=judge_by_node(t.place, t.now)),
    Lie.JUDGE_BY_AUTHORITY: lambda t, f: replace(
        f, kind="release.recall", by=judge_by_authority(t.place, t.now)
    ),
    Lie.WITHOUT_CONTENT: lambda t, f: replace(f, without_body=True),
    Lie.WITHOUT_ARTICLE: lambda t, f: replace(f, kind="reply.full", header={"basis": None}),
    Lie.OTHER_FINGERPRINT: _other_fingerprint,
}


# ── releases ────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """An honest release about to be falsified: its packages and its first order."""

    turn: Turn
    decided: DecidedRequest
    packages: tuple[Package, ...]
    order: SignedOrder

    @property
    def items(self) -> tuple[OrderedItem, ...]:
        """Return the items as an order names them."""
        return tuple(package.ordered for package in self.packages)

    def draw(self, kind: OrderKind = OrderKind.AUTHORITY, **changes: Any) -> Order:  # noqa: ANN401
        """Write an order of the duty desk over these packages, changed."""
        turn, duty = self.turn, self.turn.by(Role.SPOC_DUTY)
        order = draw_up(turn.place.node, self.decided, kind, self.items, duty, turn.now)
        return replace(order, **changes)

    def ordered(self, **changes: Any) -> "_Draft":  # noqa: ANN401 - fields of an order
        """Have the duty desk sign another order than the honest one."""
        return replace(self, order=_sign(self.draw(**changes), self.turn.by(Role.SPOC_DUTY)))


def _release_falsely(turn: Turn, lie: FalseRelease) -> ActId:
    node, ready = turn.place.node, make_ready(turn)
    body = releases.release_body(node, ready, turn.now)
    draft = _FALSE[lie](_draft(turn, ready))
    body["packages"] = [b64(package.stripped().to_bytes()) for package in draft.packages]
    body["orders"] = [] if lie is FalseRelease.NO_ORDER else [draft.order.to_plain()]
    forged = Forgery(
        kind="reply.full",
        matter=turn.matter,
        by=turn.by(Role.SPOC_DUTY),
        body=body,
        header={
            "basis": ready.decided.received.request.basis,
            "marks": {"order": digest_hex(draft.order.statement), "items": str(len(draft.packages))},
        },
        kept=Kept.MOVED if lie is FalseRelease.OTHER_CONTENT else Kept.APART,
    )
    return utter(node, turn.tested, forged, turn.now)


def _draft(turn: Turn, ready: Releasable) -> _Draft:
    return _Draft(turn=turn, decided=ready.decided, packages=ready.packages, order=ready.signed[0])


def _sign(order: Order, hand: Hand) -> SignedOrder:
    if hand.keys is None:
        raise ValueError("the key of whoever forges is unlocked")
    seen = [Seen(ordered=item, plaintext=b"") for item in order.items]
    return sign_order(order, key=hand.keys.signing, chain=hand.chain, seen=seen)


def _other_content(draft: _Draft) -> _Draft:
    first, *others = draft.packages
    sealed = seal_package(first.label, OTHER_TEXT, authority=draft.turn.place.node.keys.sealing.public)
    return replace(draft, packages=(sealed, *others))


def _no_judge(draft: _Draft) -> _Draft:
    """Put the items under a judge's key, and an order of the duty desk beside them."""
    node, judge = draft.turn.place.node, draft.turn.by(Role.JUDGE).certificate.sealing
    keys = {"authority": node.keys.sealing.public, "judges": [judge] if judge else []}
    cut = tuple(cut_package(p.label, OTHER_TEXT, **keys) for p in draft.packages)  # type: ignore[arg-type]
    return replace(draft, packages=cut).ordered()


def _false_judge(draft: _Draft) -> _Draft:
    judge = judge_by_node(draft.turn.place, draft.turn.now)
    person = judge.person
    named = {"given_by": person.pseudonym, "role": person.role, "authority": person.authority.code}
    return replace(draft, order=_sign(draft.draw(OrderKind.JUDGE, **named), judge))


def _forged(draft: _Draft) -> _Draft:
    first, *others = draft.order.signatures
    false = replace(first, signature=replace(first.signature, ed25519=b"\x5a" * 64))
    return replace(draft, order=replace(draft.order, signatures=(false, *others)))


def _beside(draft: _Draft) -> _Draft:
    renamed = tuple(replace(item, item=ItemId(f"{item.item}-other")) for item in draft.items)
    return draft.ordered(items=renamed)


def _expired_order(draft: _Draft) -> _Draft:
    begun: datetime = draft.turn.by(Role.SPOC_DUTY).certificate.valid_from
    return draft.ordered(given_at=begun, valid_until=draft.turn.now - timedelta(seconds=1))


_FALSE: Mapping[FalseRelease, Callable[[_Draft], _Draft]] = {
    FalseRelease.OTHER_CONTENT: _other_content,
    FalseRelease.NO_ORDER: lambda d: d,
    FalseRelease.NO_JUDGE: _no_judge,
    FalseRelease.FALSE_JUDGE: _false_judge,
    FalseRelease.FORGED_ORDER: _forged,
    FalseRelease.ORDER_EXPIRED: _expired_order,
    FalseRelease.ORDER_OF_OTHER_CASE: lambda d: d.ordered(matter=MatterId(f"{d.turn.matter}-other")),
    FalseRelease.ORDER_FOR_OTHER_KEY: lambda d: d.ordered(recipient_key=KeySet.generate().sealing.id),
    FalseRelease.BESIDE_THE_ORDER: _beside,
}
