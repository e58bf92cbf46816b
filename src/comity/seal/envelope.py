"""The envelope between two nodes: an outer header anybody may see, inner bytes that only one key opens.

An envelope is frame(header, Ed25519 signature, ciphertext). The signature covers the header and
H(ciphertext): a cheap check at the door before anything is opened. The ciphertext is HPKE with the header
as `info`, padded to a size class. Outside stand never kind, urgency, matter or person; evidence are the
signatures of the act inside.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from comity.errors import RecipientKeyChanged, Replayed, Retargeted
from comity.model.parties import StateCode
from comity.seal.canonical import Fields, decode, encode, frame, unframe, write_instant
from comity.seal.chunks import padding, unpad
from comity.seal.keys import (
    SUITE,
    SealingKey,
    SealingPublicKey,
    SigningKey,
    VerifyingKey,
    check_suite,
    seal_to,
)

_CONTEXT = b"comity/1 envelope"
_HEADER_LIMIT = 4096
_MEMBERS = ("suite", "id", "from", "to", "key", "seq", "prev", "issued", "expires")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands outside: ids, route, number in the pair's sequence and times.

    `key` is the id of the recipient's sealing key; `prev` the digest of the envelope before, or empty.
    """

    id: str
    sender: StateCode
    recipient: StateCode
    key: str
    seq: int
    prev: str
    issued_at: datetime
    expires_at: datetime
    suite: int = SUITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """An envelope that passed the door; `digest` is SHA-256 of all its bytes, in hex."""

    header: Header
    digest: str
    info: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)


def make(inner: bytes, header: Header, *, to: SealingPublicKey, signer: SigningKey) -> bytes:
    """Seal the inner bytes to the recipient and sign the outside with the node's key.

    Raises: RecipientKeyChanged, UnknownSuite.
    """
    check_suite(header.suite)
    if header.key != to.id:
        raise RecipientKeyChanged(f"The header names key {header.key}, the bytes would be sealed to {to.id}.")
    info = _write(header)
    ciphertext = seal_to(to, inner + padding(len(inner)), info)
    return frame(info, signer.sign_ed25519(_signed(info, ciphertext), _CONTEXT), ciphertext)


def claimed_sender(data: bytes) -> StateCode:
    """Tell which state an envelope says it comes from, to choose the key that must prove it.

    Raises: MalformedMessage, DuplicateKeys, Truncated, UnknownSuite.
    """
    return _read(unframe(data, 3)[0], SUITE).sender


def check_outer(
    data: bytes,
    *,
    sender: StateCode,
    sender_key: VerifyingKey,
    recipient: StateCode,
    now: datetime,
    suite: int = SUITE,
) -> Outer:
    """Check the outside of an envelope from a partner without opening it; `suite` is the agreed one.

    Raises:
        MalformedMessage: the bytes are no envelope; DuplicateKeys or Truncated where that is the fault.
        UnknownSuite, SuiteDowngraded: the suite is not known or weaker than agreed.
        Retargeted: another state is named as sender or recipient.
        SignatureInvalid: header or ciphertext is not what the sender signed.
        Replayed: it arrives after its time.
    """
    info, signature, ciphertext = unframe(data, 3)
    header = _read(info, suite)
    if (header.sender, header.recipient) != (sender, recipient):
        raise Retargeted(f"Envelope {header.id} is not from {sender} to {recipient}; it is not taken in.")
    sender_key.verify_ed25519(signature, _signed(info, ciphertext), _CONTEXT)
    if now > header.expires_at:
        raise Replayed(f"Envelope {header.id} arrived after its time; ask the sender to issue it anew.")
    return Outer(header=header, digest=hashlib.sha256(data).hexdigest(), info=info, ciphertext=ciphertext)


def check_replay(outer: Outer, known: str | None) -> bool:
    """Tell whether these bytes arrived before and get the same receipt again.

    `known` is the digest under which this id arrived before, if it did.

    Raises: Replayed.
    """
    if known is not None and known != outer.digest:
        raise Replayed(f"Envelope {outer.header.id} arrived before with other bytes; it is not taken in.")
    return known is not None


def open_envelope(outer: Outer, key: SealingKey) -> bytes:
    """Return the inner bytes.

    Raises: RecipientKeyChanged, CannotOpen, Truncated, MalformedMessage.
    """
    if key.id != outer.header.key:
        raise RecipientKeyChanged(
            f"Envelope {outer.header.id} is sealed to key {outer.header.key}, not {key.id}."
        )
    return unpad(key.open(outer.ciphertext, outer.info))


def _write(header: Header) -> bytes:
    return encode(
        {
            "suite": header.suite,
            "id": header.id,
            "from": header.sender,
            "to": header.recipient,
            "key": header.key,
            "seq": header.seq,
            "prev": header.prev,
            "issued": write_instant(header.issued_at),
            "expires": write_instant(header.expires_at),
        }
    )


def _read(data: bytes, suite: int) -> Header:
    fields = Fields(decode(data, _HEADER_LIMIT), "envelope header", _MEMBERS)
    check_suite(fields.number("suite"), suite)
    return Header(
        id=fields.text("id"),
        sender=StateCode(fields.text("from")),
        recipient=StateCode(fields.text("to")),
        key=fields.text("key"),
        seq=fields.number("seq"),
        prev=fields.text("prev"),
        issued_at=fields.instant("issued"),
        expires_at=fields.instant("expires"),
        suite=fields.number("suite"),
    )


def _signed(info: bytes, ciphertext: bytes) -> bytes:
    return info + hashlib.sha256(ciphertext).digest()
