"""The proof of one matter for somebody without a node: what was signed, ordered and logged, in one file.

`comity.cli.verify_proof` reads it and shares no code with this room. Its limit: a node can leave out the
last acts of a matter, which nothing in the file follows; the partner's own proof shows them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from comity.acts.act import Act, read_act
from comity.acts.commit import ORDER_MARK, known_matter, open_act, orders_paper
from comity.acts.heads import read_vouched, signed_head
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of, partner, read_invitation
from comity.acts.ports import ActId, Reading, StoredAct, pair_log
from comity.acts.wire import read_receipt
from comity.errors import Erased, OutOfOrder, StoreFailed
from comity.ledger.tree import inclusion_path
from comity.model.requests import MatterId
from comity.seal.canonical import b64, decode, encode, write_instant

VERSION = "comity/1 proof"
CONTEXT = b"comity/1 proof"
TRUST_VERSION = "comity/1 trust"
JOIN = "partner.join"
"""Act 0 of a pair: it confirms the fingerprint and announces the key that orders are bound to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """A signed head of our pair log; `lines` are the partner's cosignature, or nothing yet."""

    note: bytes
    lines: bytes
    size: int


def export(node: Node, matter: MatterId, now: datetime, *, with_bodies: bool = False) -> bytes:
    """Write what proves a matter to anybody who holds the two states' roots, under this node's signature.

    Every shared act of the matter goes in, with the two acts by which the pair was joined; own acts never
    do (AX11). Persons are named by pseudonym, and what bodies hold stays here unless asked for. The orders
    of a release go in too; they outlive its body.

    Raises: UnknownMatter; OutOfOrder if nothing of the matter was shared.
    """
    state = known_matter(node, matter).partner
    if state is None:
        raise OutOfOrder(f"Nothing of {matter} was sent or received, so there is nothing to prove.")
    proof = node.store.read(lambda r: _prove(node, r, matter, partner(r, state), with_bodies=with_bodies))
    proof["made_at"] = write_instant(now)
    signature = node.keys.signing.sign(encode(proof), CONTEXT)
    return encode({"proof": proof, "signature": signature.to_plain()})


def trust_bundle(node: Node) -> bytes:
    """Write the roots that this node pinned, its own among them, to be handed over on a trusted channel."""
    pinned = node.store.read(lambda r: r.papers("partner/"))
    sides = (node.self_image, *map(read_invitation, pinned.values()))
    roots = {side.state: side.root.to_plain() for side in sides}
    return encode({"v": TRUST_VERSION, "demo": node.demo, "roots": roots})


def _prove(
    node: Node, reading: Reading, matter: MatterId, peer: Partner, *, with_bodies: bool
) -> dict[str, Any]:
    pair = matter_of(node.state, peer.state)
    joined = [act for act in reading.acts_of(pair) if act.kind == JOIN and pair != matter]
    acts = [*joined, *(act for act in reading.acts_of(matter) if act.partner == peer.state)]
    heads = _heads(node, reading, peer)
    return {
        "v": VERSION,
        "demo": node.demo,
        "by": node.state,
        "matter": matter,
        "parties": {side.state: decode(side.to_bytes()) for side in (node.self_image, peer)},
        "heads": [{"note": b64(head.note), "lines": b64(head.lines)} for head in heads],
        "acts": [
            {
                **_signed(node, reading, act, with_bodies=with_bodies),
                "place": _place(reading, pair_log(peer.state), heads, act.id),
                "receipt": _receipt(reading, act, peer),
            }
            for act in acts
        ],
    }


def _heads(node: Node, reading: Reading, peer: Partner) -> tuple[_Head, ...]:
    """Return the newest head that the partner cosigned, if any, and the present one if the log grew since."""
    log = pair_log(peer.state)
    size, vouched = reading.head(log).size, read_vouched(reading, peer.state)
    cosigned = () if vouched is None else (_Head(note=vouched.note, lines=vouched.lines, size=vouched.size),)
    if vouched is not None and vouched.size == size:
        return cosigned
    return (*cosigned, _Head(note=signed_head(node, reading, log), lines=b"", size=size))


def _place(reading: Reading, log: str, heads: tuple[_Head, ...], act: ActId) -> dict[str, Any]:
    """Prove an act's place under the first head that holds it: the cosigned one where it can."""
    index = reading.leaf_position(log, act)
    if index is None:
        raise StoreFailed(f"Act {act[:12]} is stored but not in the log {log}; check the database.")
    number = next(n for n, head in enumerate(heads) if index < head.size)
    path = reading.in_tree(log, partial(inclusion_path, index, heads[number].size))
    return {"head": number, "index": index, "path": [b64(digest) for digest in path]}


def _signed(node: Node, reading: Reading, stored: StoredAct, *, with_bodies: bool) -> dict[str, Any]:
    """Write an act with its signatures, the orders that it carries, and, if asked for, its opening."""
    act = _open(node, stored)
    opening = None
    if with_bodies and act.salt is not None and act.body is not None:
        opening = {"salt": b64(act.salt), "body": b64(act.body)}
    kept = reading.paper(orders_paper(act.id)) if ORDER_MARK in act.header.marks else None
    orders = [] if kept is None else decode(kept)
    return {
        "statement": b64(act.statement),
        "signatures": decode(stored.signatures),
        "orders": orders,
        "opening": opening,
    }


def _open(node: Node, stored: StoredAct) -> Act:
    """Open an act; if its matter's key is gone, header and signatures remain."""
    try:
        return open_act(node, stored)
    except Erased:
        return read_act(stored.statement, None, None)


def _receipt(reading: Reading, act: StoredAct, peer: Partner) -> object:
    """Return the partner's receipt as it came, if it says that the act stands in the partner's log too."""
    data = None if act.received else reading.receipt(act.id)
    if data is None or read_receipt(data, peer.node.signing).state != "taken":
        return None
    plain: object = decode(data)
    return plain
