"""What an honest node never does: acts past its desks' checks, envelopes of any shape, logs made up anew.

For simulated partners and for tests of what a node refuses; everything is signed by the keys it needs.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from comity.acts.act import CONTEXT, Act, Header, compose
from comity.acts.commit import apply, open_act, read_matter, stored_act
from comity.acts.heads import keep_shown, read_sight, show, to_join
from comity.acts.node import Node
from comity.acts.partners import Partner
from comity.acts.ports import ActId, Lane, OutboxRow, Reading, Tx, pair_log
from comity.acts.signing import Hand, Signatures, sign_act
from comity.acts.wire import VALID, Inner, Join, ShownHead
from comity.courier.pack import told
from comity.demo.world import Place
from comity.errors import UnknownRecord
from comity.law.kinds import Kind
from comity.ledger.checkpoint import Checkpoint, sign, split
from comity.ledger.tree import Nodes, append, consistency_path, inclusion_path, root
from comity.model.parties import StateCode
from comity.model.people import NODE, PersonInRole, Role
from comity.model.requests import Basis, MatterId
from comity.seal import envelope
from comity.seal.canonical import decode, encode, frame, unframe
from comity.seal.certificates import Certificate, CertificateKind, Holder, PersonalSignature, issue
from comity.seal.keys import KeySet, SealingPublicKey, SigningKey

Signed = Callable[[Act, Kind, Signatures], Signatures]
"""Gives an act other signatures than the honest ones."""

ANY_BASIS = Basis(instrument="demo", version="1", article="art. 1")


# ── acts ────────────────────────────────────────────────────────────────────────────────────────
def honest(act: Act, kind: Kind, signatures: Signatures) -> Signatures:
    """Leave the signatures as they are."""
    return signatures


class Kept(StrEnum):
    """Where the sender keeps a forged act: among the matter's, unmoved by it or moved, or apart from them.

    Apart from it, the matter goes on at the sender's as if nothing had been said.
    """

    LOOSE = "loose"
    MOVED = "moved"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """The words of an act that is checked by nobody.

    `header` replaces what the header would say; `signed` changes the signatures.
    """

    kind: str
    matter: MatterId
    by: Hand | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    signed: Signed = honest
    without_body: bool = False
    kept: Kept = Kept.LOOSE


def utter(node: Node, other: StateCode, forged: Forgery, now: datetime) -> ActId:
    """Write an act into a node's own log and outbox that no desk of it would have let through."""
    kind, by = node.catalogue.kinds[forged.kind], forged.by
    act = _compose(node, other, forged, kind, now)
    plain = replace(kind, personal=kind.personal and by is not None)
    signatures = forged.signed(act, kind, sign_act(act, plain, node.keys.signing, by))
    place = act.header.matter if forged.kept is not Kept.APART else MatterId(f"lie/{secrets.token_hex(8)}")
    opening = None if forged.without_body else act.opening
    content = None if opening is None else node.store.protect(place, act.id, opening)
    stored = stored_act(act, signatures.to_bytes(), content, received=False, own=node.state, now=now)
    stored = replace(stored, partner=other, matter=place)

    def write(tx: Tx) -> None:
        if forged.kept is Kept.MOVED:
            apply(tx, node.catalogue, act, stored, now)
        else:
            tx.append(stored)
        tx.enqueue(act.id, other, stored.lane, now)

    node.store.write(write)
    return act.id


def _compose(node: Node, other: StateCode, forged: Forgery, kind: Kind, now: datetime) -> Act:
    by = forged.by
    matter = node.store.read(lambda r: read_matter(r, forged.matter, node.catalogue))
    words = Header(
        kind=kind.name,
        matter=forged.matter,
        lane=Lane.URGENT if kind.urgent else Lane.NORMAL,
        follows=matter.folded.shared_heads,
        at=now,
        state=node.state,
        to=other,
        authority=by.person.authority.code if by else node.authority,
        role=by.person.role if by else None,
        author=by.person.pseudonym if by else NODE,
        basis=ANY_BASIS if kind.basis else None,
        catalogue=node.catalogue.digest,
        marks={},
    )
    return compose(replace(words, **forged.header), forged.body)


def garbage(act: Act, kind: Kind, signatures: Signatures) -> Signatures:
    """Put garbage for the second half of the person's signature."""
    person = signatures.person
    if person is None:
        return signatures
    false = replace(person.signature, mldsa65=b"\x5a" * len(person.signature.mldsa65))
    return replace(signatures, person=PersonalSignature(signature=false, chain=person.chain))


def unsigned(act: Act, kind: Kind, signatures: Signatures) -> Signatures:
    """Leave out the person's signature."""
    return replace(signatures, person=None)


def signed_by(hand: Hand) -> Signed:
    """Have somebody else sign than who is named."""

    def sign_as(act: Act, kind: Kind, signatures: Signatures) -> Signatures:
        if hand.keys is None:
            raise ValueError("the key of whoever forges is unlocked")
        signature = hand.keys.signing.sign(act.statement, CONTEXT)
        return replace(signatures, person=PersonalSignature(signature=signature, chain=hand.chain))

    return sign_as


def certified(
    person: PersonInRole,
    issuer: KeySet,
    issued_by: tuple[Certificate, ...],
    since: datetime,
    until: datetime,
) -> Hand:
    """Certify a fresh key for a person by whomever, past every check of who may."""
    keys = KeySet.generate()
    holder = Holder(
        state=person.authority.state,
        kind=CertificateKind.PERSON,
        name=person.pseudonym,
        authority=person.authority.code,
        role=person.role,
    )
    certificate = issue(
        holder,
        keys.signing.public,
        keys.sealing.public,
        issuer=issuer.signing,
        serial="00",
        valid_from=since,
        valid_until=until,
    )
    return Hand(person=person, chain=(certificate, *issued_by), keys=keys)


def false_judge(place: Place, issuer: KeySet, issued_by: tuple[Certificate, ...], now: datetime) -> Hand:
    """Make a judge whose key somebody else than a court certified."""
    until = now + timedelta(days=30)
    return certified(place[Role.JUDGE].person, issuer, issued_by, now - timedelta(minutes=5), until)


def judge_by_node(place: Place, now: datetime) -> Hand:
    """Make a judge whom the node certified."""
    return false_judge(place, place.foundation.node, (place.foundation.image.node,), now)


def judge_by_authority(place: Place, now: datetime) -> Hand:
    """Make a judge whom the prosecutor's office certified."""
    seat = next(s for s in place.foundation.seats if "PUBLIC_PROSECUTOR" in s)
    return false_judge(place, place.foundation.seats[seat], (place.foundation.certificates[seat],), now)


# ── logs ────────────────────────────────────────────────────────────────────────────────────────
def nodes_of(leaves: Sequence[bytes]) -> Nodes:
    """Return the hashes of a log with these entries."""
    rows = {(level, index): digest for level, index, digest in append(0, leaves, lambda *_: b"")}
    return lambda level, index: rows[level, index]


def head_over(node: Node, other: StateCode, leaves: Sequence[bytes], joins: Sequence[int] = ()) -> ShownHead:
    """Sign a head of a pair log that has these entries and show the last one's place, joined to sizes."""
    key, nodes, size = node.log_key(pair_log(other)), nodes_of(leaves), len(leaves)
    return ShownHead(
        note=sign(Checkpoint(origin=key.name, size=size, root=root(size, nodes)), key),
        index=size - 1,
        path=tuple(inclusion_path(size - 1, size, nodes)),
        joins=tuple(Join(size=s, path=tuple(consistency_path(s, size, nodes))) for s in joins if s <= size),
    )


def made_up_log(node: Node, other: StateCode, act: ActId, size: int, joins: Sequence[int] = ()) -> ShownHead:
    """Show an act as the last of a log in which all other entries are invented."""
    return head_over(
        node, other, [*(b"rewritten %d" % n for n in range(size - 1)), bytes.fromhex(act)], joins
    )


def rolled_back_log(node: Node, other: StateCode, act: ActId, size: int) -> ShownHead:
    """Show an act as the last of the node's true log, cut back before it."""
    true = node.store.read(lambda r: r.leaves(pair_log(other)))
    return head_over(node, other, [*map(bytes.fromhex, true[: size - 1]), bytes.fromhex(act)])


# ── envelopes ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An envelope about to be closed; `raw` takes the place of what is inside, `sealed` of the ciphertext."""

    inner: Inner
    header: envelope.Header
    to: SealingPublicKey
    raw: bytes | None = None
    sealed: bytes | None = None


Change = Callable[[Parcel], Parcel]


def pack_as(node: Node, row: OutboxRow, peer: Partner, now: datetime, change: Change) -> bytes:
    """Pack an act as the courier does, but changed, and keep the bytes as the courier would.

    An envelope under a number that is not the next one takes none.
    """
    honest_one = node.store.read(lambda r: _parcel(node, r, row, peer, now))
    parcel = change(honest_one)
    data = _close(parcel, node.keys.signing)
    shown = split(honest_one.inner.head.note)[0].size

    def keep(tx: Tx) -> None:
        if parcel.header.seq == honest_one.header.seq:
            tx.next_seq(peer.state)
            digest = hashlib.sha256(data).hexdigest()
            tx.put_paper(f"packed/{peer.state}", encode([parcel.header.seq, digest]))
        tx.packed(peer.state, [replace(row, seq=parcel.header.seq, envelope=data)])
        keep_shown(tx, peer.state, shown)

    node.store.write(keep)
    return data


def _parcel(node: Node, reading: Reading, row: OutboxRow, peer: Partner, now: datetime) -> Parcel:
    state = peer.state
    stored, kept = reading.act(row.act), reading.paper(f"packed/{state}")
    witnessed, unjoined = told(reading, state)
    head = show(node, reading, state, row.act, (*to_join(reading, state, witnessed), *unjoined))
    if stored is None or head is None:
        raise UnknownRecord(f"Act {row.act[:12]} is not in the log; nothing can be packed.")
    seq, prev = decode(kept) if kept else (0, "")
    inner = Inner(
        act=open_act(node, stored),
        signatures=stored.signatures,
        to=state,
        seq=seq + 1,
        prev=prev,
        head=head,
        cosigned=reading.paper(f"lines/{state}") or b"",
        witnessed=read_sight(reading, state).size,
    )
    header = envelope.Header(
        id=secrets.token_hex(16),
        sender=node.state,
        recipient=state,
        key=peer.sealing.id,
        seq=seq + 1,
        prev=prev,
        issued_at=now,
        expires_at=now + VALID,
    )
    return Parcel(inner=inner, header=header, to=peer.sealing)


def _close(parcel: Parcel, signer: SigningKey) -> bytes:
    inside = parcel.inner.to_bytes() if parcel.raw is None else parcel.raw
    data = envelope.make(inside, parcel.header, to=parcel.to, signer=signer)
    return data if parcel.sealed is None else resealed(data, parcel.sealed, signer)


def resealed(data: bytes, ciphertext: bytes, signer: SigningKey) -> bytes:
    """Put another ciphertext under an envelope's header, and sign the outside anew."""
    info, _, _ = unframe(data, 3)
    signed = info + hashlib.sha256(ciphertext).digest()
    return frame(info, signer.sign_ed25519(signed, b"comity/1 envelope"), ciphertext)
