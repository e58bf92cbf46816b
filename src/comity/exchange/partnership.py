"""The pair: invite, compare one fingerprint over a second channel, and join by two persons (TP9)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.acts.act import Act
from comity.acts.calls import DESK
from comity.acts.commit import Deed, perform, take_timer
from comity.acts.heads import read_vouched
from comity.acts.node import Node
from comity.acts.partners import (
    Partner,
    check_invitation,
    fingerprint,
    lines,
    matter_of,
    paper_of,
    partner_clock,
    read_invitation,
)
from comity.acts.ports import Timer, Tx
from comity.acts.signing import Hand
from comity.errors import CertificateInvalid, OutOfOrder
from comity.law.copies import held_by
from comity.model.parties import StateCode
from comity.seal.canonical import b64, digest_hex

HEAD = "head"
HEAD_EVERY = timedelta(hours=12)
"""How often a head is shown to a partner to whom nothing else was sent; it tells nothing (AX11)."""

TEXTS = "texts"
"""The clock on which a partner is shown what this state holds of their agreements."""


def invitation(node: Node) -> bytes:
    """Return what this node says of itself, to be handed over on any channel."""
    return node.self_image.to_bytes()


def compare(node: Node, data: bytes, now: datetime) -> tuple[Partner, str]:
    """Read a partner's invitation and return the one fingerprint that people compare.

    Raises: DemoMixedWithReal, MalformedMessage, SignatureInvalid, CertificateInvalid.
    """
    peer = read_invitation(data)
    check_invitation(peer, demo=node.demo, own_state=node.state, now=now)
    return peer, fingerprint(node.self_image, peer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One partner that is pinned here, how far the pair has come, and where its node answers."""

    state: StateCode
    authority: str
    stands: str
    line: str
    fingerprint: str


def pairs(node: Node) -> tuple[Pair, ...]:
    """List the partners."""
    papers, reached = node.store.read(lambda r: (r.papers("partner/"), lines(r)))
    pinned = [read_invitation(data) for data in papers.values()]
    rows = node.store.read(lambda r: [r.matter(matter_of(node.state, peer.state)) for peer in pinned])
    return tuple(
        Pair(
            state=peer.state,
            authority=peer.authority,
            stands=row.shared if row else "",
            line=reached[peer.state].address if peer.state in reached else "by file",
            fingerprint=fingerprint(node.self_image, peer),
        )
        for peer, row in zip(pinned, rows, strict=True)
    )


def propose(node: Node, data: bytes, by: Hand, now: datetime) -> Act:
    """Propose a partner, as the operator (TP9, first person)."""
    peer, text = compare(node, data, now)
    deed = Deed(
        kind="partner.propose",
        matter=matter_of(node.state, peer.state),
        by=by,
        body={"invitation": b64(data)},
        marks={"what": digest_hex(text.encode())},
    )
    return perform(node, deed, now)


def join(node: Node, data: bytes, heard: str, by: Hand, now: datetime) -> Act:
    """Confirm the fingerprint heard over the second channel and pin the partner (TP9, second person).

    The act goes to the partner and announces this node's keys: it is act 0 of the pair.

    Raises: CertificateInvalid if the fingerprint differs; OutOfOrder if this side has joined.
    """
    peer, text = compare(node, data, now)
    if heard.replace(" ", "").upper() != text.replace(" ", ""):
        raise CertificateInvalid(
            f"The fingerprint heard is not the one of {peer.state} and this node. Do not join; call the "
            "partner on a number you already know, and have both invitations sent again."
        )
    matter = matter_of(node.state, peer.state)
    before = node.store.read(lambda r: r.acts_of(matter))
    if any(a.kind == "partner.join" and not a.received for a in before):
        raise OutOfOrder(f"This node has joined {peer.state} already; the partner's own act makes the pair.")
    deed = Deed(
        kind="partner.join",
        matter=matter,
        by=by,
        to=peer.state,
        body={"fingerprint": text, "sealing": node.keys.sealing.public.to_plain()},
        marks={"what": digest_hex(text.encode()), "sealing": node.keys.sealing.id},
        also=lambda tx, _: _pin(tx, node, peer.state, data, now),
    )
    return perform(node, deed, now)


def _pin(tx: Tx, node: Node, state: StateCode, data: bytes, now: datetime) -> None:
    """Pin the partner, and start the clocks on which it is shown our heads and told of our duty desk."""
    tx.put_paper(paper_of(state), data)
    for kind in (HEAD, DESK):
        tx.set_timer(partner_clock(node.state, kind, state, now + HEAD_EVERY))
    if held_by(node.law.between(node.state, state), node.state):
        tx.set_timer(partner_clock(node.state, TEXTS, state, now))


def check_join(node: Node, act: Act, peer: Partner, now: datetime) -> None:
    """Check a partner's joining: it must confirm the same fingerprint and the pinned sealing key.

    Raises: CertificateInvalid.
    """
    expected = fingerprint(node.self_image, peer)
    if act.content.get("fingerprint") != expected or act.header.marks.get("sealing") != peer.sealing.id:
        raise CertificateInvalid(
            f"{peer.state} confirmed another fingerprint or sealing key than this node pinned; compare again."
        )


def show_head(node: Node, timer: Timer, now: datetime) -> str:
    """Show the head of the pair log to be cosigned, on a fixed clock, if nothing else was cosigned since."""
    state = StateCode(timer.data)
    vouched = node.store.read(lambda r: read_vouched(r, state))
    stale = vouched is None or now - vouched.at >= HEAD_EVERY

    def set_again(tx: Tx, _: object = None) -> None:
        take_timer(tx, timer)
        tx.set_timer(replace(timer, due_at=now + HEAD_EVERY))

    if not (stale and is_active(node, state)):
        node.store.write(set_again)
        return "not needed"
    perform(node, Deed(kind="head.show", matter=timer.matter, to=state, also=set_again), now)
    return "head.show"


def is_active(node: Node, state: StateCode) -> bool:
    """Tell whether both sides have joined."""
    row = node.store.read(lambda r: r.matter(matter_of(node.state, state)))
    return row is not None and row.shared == "ACTIVE"
