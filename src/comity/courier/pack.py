"""Pack acts: number them, show their place in the log, seal them, and keep the bytes before they are sent."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from comity.acts.commit import open_act
from comity.acts.heads import keep_shown, read_sight, show_all, to_join
from comity.acts.node import Node
from comity.acts.partners import Partner
from comity.acts.ports import ActId, OutboxRow, Reading, StoredAct, Tx
from comity.acts.wire import VALID, Inner, ShownHead
from comity.errors import ComityError, Crossed, StoreFailed
from comity.ledger.checkpoint import split
from comity.model.parties import StateCode
from comity.seal.canonical import decode, digest_hex, encode
from comity.seal.envelope import Header, make

ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What was packed, in the order of the outbox, and what could not be, with the reason."""

    packed: tuple[OutboxRow, ...]
    failed: tuple[tuple[OutboxRow, ComityError], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What all envelopes of a batch stand on, read at once: one head, one number before the first."""

    acts: Mapping[ActId, StoredAct]
    heads: Mapping[ActId, ShownHead]
    seq: int
    prev: str
    cosigned: bytes
    witnessed: int


def told(reading: Reading, partner: StateCode) -> tuple[int, tuple[int, ...]]:
    """Return the size of our log that the partner said it witnessed, and those that it wants joined."""
    data = reading.paper(f"told/{partner}")
    witnessed, *unjoined = (0,) if data is None else decode(data)
    return witnessed, tuple(unjoined)


def keep_told(tx: Tx, partner: StateCode, witnessed: int, unjoined: tuple[int, ...]) -> None:
    """Keep what a receipt says of our log."""
    tx.put_paper(f"told/{partner}", encode([witnessed, *unjoined]))


def pack(node: Node, row: OutboxRow, peer: Partner, now: datetime) -> bytes:
    """Return the bytes of an act's envelope, made once and the same at every attempt.

    Raises: what keeps it from being packed.
    """
    batch = pack_all(node, (row,), peer, now)
    for _, failed in batch.failed:
        raise failed
    return batch.packed[0].envelope or b""


def pack_all(node: Node, rows: Sequence[OutboxRow], peer: Partner, now: datetime) -> Batch:
    """Pack what is not packed yet, in one commit, under one signed head of the log.

    Raises: Crossed, StoreFailed.
    """
    new = [row for row in rows if row.envelope is None]
    if not new:
        return Batch(packed=tuple(rows))
    for _ in range(ATTEMPTS):
        batch, size = _seal(node, new, peer, now)
        try:
            node.store.write(lambda tx, b=batch, s=size: _keep(tx, b, peer.state, s))  # type: ignore[misc]
        except Crossed:
            continue
        made = {row.act: row for row in batch.packed}
        packed = tuple(made.get(row.act, row) for row in rows if row.envelope is not None or row.act in made)
        return replace(batch, packed=packed)
    raise Crossed("Other couriers kept taking the numbers; the acts stay in the outbox.")


def _keep(tx: Tx, batch: Batch, state: StateCode, size: int) -> None:
    if not batch.packed:
        return
    if tx.next_seq(state, len(batch.packed)) != batch.packed[0].seq:
        raise Crossed("Another courier took these numbers.")
    tx.packed(state, batch.packed)
    last = batch.packed[-1]
    tx.put_paper(f"packed/{state}", encode([last.seq, digest_hex(last.envelope or b"")]))
    keep_shown(tx, state, size)


def _seal(node: Node, rows: Sequence[OutboxRow], peer: Partner, now: datetime) -> tuple[Batch, int]:
    """Seal each to the partner; each names the one before. The size is that of the head they show."""
    ground = node.store.read(lambda r: _ground(node, r, rows, peer.state))
    packed: list[OutboxRow] = []
    failed: list[tuple[OutboxRow, ComityError]] = []
    seq, prev, size = ground.seq, ground.prev, 0
    for row in rows:
        try:
            inner = _inner(node, row, ground, seq + 1, prev)
        except ComityError as error:
            failed.append((row, error))
            continue
        seq += 1
        data = _envelope(node, inner, peer, now)
        prev, size = hashlib.sha256(data).hexdigest(), split(inner.head.note)[0].size
        packed.append(replace(row, seq=seq, envelope=data))
    return Batch(packed=tuple(packed), failed=tuple(failed)), size


def _ground(node: Node, reading: Reading, rows: Sequence[OutboxRow], state: StateCode) -> _Ground:
    witnessed, unjoined = told(reading, state)
    sizes = (*to_join(reading, state, witnessed), *unjoined)
    last = reading.paper(f"packed/{state}")
    seq, prev = (0, "") if last is None else decode(last)
    return _Ground(
        acts=reading.acts([row.act for row in rows]),
        heads=show_all(node, reading, state, [row.act for row in rows], sizes),
        seq=seq,
        prev=prev,
        cosigned=reading.paper(f"lines/{state}") or b"",
        witnessed=read_sight(reading, state).size,
    )


def _inner(node: Node, row: OutboxRow, ground: _Ground, seq: int, prev: str) -> Inner:
    stored = ground.acts.get(row.act)
    if stored is None or row.act not in ground.heads:
        raise StoreFailed(f"Act {row.act[:12]} is in the outbox but not in the log; check the database.")
    return Inner(
        act=open_act(node, stored),
        signatures=stored.signatures,
        to=row.partner,
        seq=seq,
        prev=prev,
        head=ground.heads[row.act],
        cosigned=ground.cosigned,
        witnessed=ground.witnessed,
    )


def _envelope(node: Node, inner: Inner, peer: Partner, now: datetime) -> bytes:
    header = Header(
        id=secrets.token_hex(16),
        sender=node.state,
        recipient=peer.state,
        key=peer.sealing.id,
        seq=inner.seq,
        prev=inner.prev,
        issued_at=now,
        expires_at=now + VALID,
    )
    return make(inner.to_bytes(), header, to=peer.sealing, signer=node.keys.signing)
