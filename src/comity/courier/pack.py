"""Pack an act: number it, show its place in the log, seal it, and keep the bytes before anything is sent."""

import hashlib
import secrets
from datetime import datetime

from comity.acts.commit import open_act
from comity.acts.heads import keep_shown, last_shown, read_sight, show
from comity.acts.node import Node
from comity.acts.partners import Partner
from comity.acts.ports import OutboxRow, Reading, Tx
from comity.acts.signing import Signatures
from comity.acts.wire import VALID, Inner
from comity.errors import Crossed, StoreFailed
from comity.ledger.checkpoint import split
from comity.model.parties import StateCode
from comity.seal.canonical import decode, encode
from comity.seal.envelope import Header, make

ATTEMPTS = 5


def told(reading: Reading, partner: StateCode) -> tuple[int, ...]:
    """Return the sizes of our log that the partner said it wants joined to the next head."""
    data = reading.paper(f"told/{partner}")
    return () if data is None else tuple(decode(data))


def keep_told(tx: Tx, partner: StateCode, sizes: tuple[int, ...]) -> None:
    """Keep the sizes that a receipt asked for."""
    tx.put_paper(f"told/{partner}", encode(sorted(set(sizes))))


def pack(node: Node, row: OutboxRow, peer: Partner, now: datetime) -> bytes:
    """Return the bytes of an act's envelope, made once and the same at every attempt."""
    if row.envelope is not None:
        return row.envelope
    for _ in range(ATTEMPTS):
        seq, prev = node.store.read(lambda r: _last(r, peer.state))
        data, size = _seal(node, row, peer, seq + 1, prev, now)

        def keep(tx: Tx, taken: int = seq + 1, envelope: bytes = data, shown: int = size) -> None:
            if tx.next_seq(peer.state) != taken:
                raise Crossed("Another courier took this number.")
            tx.packed(row.act, peer.state, taken, envelope)
            digest = hashlib.sha256(envelope).hexdigest()
            tx.put_paper(f"packed/{peer.state}", encode([taken, digest]))
            keep_shown(tx, peer.state, shown)

        try:
            node.store.write(keep)
        except Crossed:
            continue
        return data
    raise Crossed("Other couriers kept taking the number; the act stays in the outbox.")


def _last(reading: Reading, partner: StateCode) -> tuple[int, str]:
    data = reading.paper(f"packed/{partner}")
    if data is None:
        return 0, ""
    seq, prev = decode(data)
    return seq, prev


def _seal(node: Node, row: OutboxRow, peer: Partner, seq: int, prev: str, now: datetime) -> tuple[bytes, int]:
    state = peer.state

    def read(reading: Reading) -> Inner:
        stored = reading.act(row.act)
        sizes = (*told(reading, state), *last_shown(reading, state))
        head = show(node, reading, state, row.act, sizes)
        if stored is None or head is None:
            raise StoreFailed(f"Act {row.act[:12]} is in the outbox but not in the log; check the database.")
        return Inner(
            act=open_act(node, stored),
            signatures=Signatures.from_bytes(stored.signatures),
            to=state,
            seq=seq,
            prev=prev,
            head=head,
            cosigned=reading.paper(f"lines/{state}") or b"",
            witnessed=read_sight(reading, state).size,
        )

    inner = node.store.read(read)
    header = Header(
        id=secrets.token_hex(16),
        sender=node.state,
        recipient=state,
        key=peer.sealing.id,
        seq=seq,
        prev=prev,
        issued_at=now,
        expires_at=now + VALID,
    )
    data = make(inner.to_bytes(), header, to=peer.sealing, signer=node.keys.signing)
    return data, split(inner.head.note)[0].size
