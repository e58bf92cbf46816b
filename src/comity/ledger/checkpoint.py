"""Signed heads of a log: C2SP tlog-checkpoint in C2SP signed-note, under Ed25519 and ML-DSA-44 together.

A log signs its head twice: as an Ed25519 note (type 0x01) and, as tlog-checkpoint advises, with its own
ML-DSA-44 cosignature (type 0x06, without a time). Both must verify. The log's key bears the log's origin as
its name, so a head of another log is refused whoever signed it. Extension lines stand under Ed25519 only
(tlog-cosignature): nothing that matters may rest on them.
"""

import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from comity.errors import BadInput, CheckpointInvalid
from comity.ledger.tree import EMPTY_ROOT

MOST_SIGNATURES = 32  # signed-note asks for at least 16 and for a limit
NOTE_LIMIT = 131_072
"""Bytes of a note, each of its signatures being the longest there is."""

_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x1f]")


class SignatureType(IntEnum):
    """The signature type byte of C2SP signed-note."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04
    MLDSA44_COSIGNATURE = 0x06


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of a log: its size and root under its origin (C2SP tlog-checkpoint)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any(_CONTROL.search(line) for line in lines) or len(self.origin.encode()) > 255:
            raise CheckpointInvalid(
                "A line of the checkpoint is empty, too long or has control characters. Ask for another head."
            )
        if not 0 <= self.size < 1 << 64 or len(self.root) != 32:
            raise CheckpointInvalid(
                "The checkpoint's size exceeds 64 bits or its root is not 32 bytes. Ask for another head."
            )
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise CheckpointInvalid(
                "The checkpoint of no entries has a root that is not the empty log's. Ask for another head."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPublicKey:
    """The public halves of a log's or witness's keys, under the name that its signature lines bear."""

    name: str
    ed25519: bytes
    mldsa44: bytes

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^\s+\x00-\x1f]+", self.name) or len(self.name.encode()) > 255:
            raise BadInput("The name of a log key has up to 255 bytes, no space and no plus sign.")
        if len(self.ed25519) != 32 or len(self.mldsa44) != 1312:
            raise BadInput("A log key is 32 bytes of Ed25519 and 1312 bytes of ML-DSA-44.")

    def key_id(self, kind: SignatureType) -> bytes:
        """Return the four bytes that, beside the name, point to key and algorithm (C2SP signed-note)."""
        return _key_id(self, kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    """The two private keys of a log or of a witness; a log's name is its origin."""

    name: str
    ed25519: Ed25519PrivateKey
    mldsa44: MLDSA44PrivateKey

    @classmethod
    def from_seeds(cls, name: str, ed25519_seed: bytes, mldsa44_seed: bytes) -> Self:
        """Make the keys from two seeds of 32 bytes each."""
        if (len(ed25519_seed), len(mldsa44_seed)) != (32, 32):
            raise BadInput("A log key is made from two seeds of 32 bytes each.")
        return cls(
            name=name,
            ed25519=Ed25519PrivateKey.from_private_bytes(ed25519_seed),
            mldsa44=MLDSA44PrivateKey.from_seed_bytes(mldsa44_seed),
        )

    def public(self) -> LogPublicKey:
        """Return the halves that others verify with."""
        return _public(self)


@lru_cache(maxsize=64)
def _public(key: LogKey) -> LogPublicKey:
    return LogPublicKey(
        name=key.name,
        ed25519=key.ed25519.public_key().public_bytes_raw(),
        mldsa44=key.mldsa44.public_key().public_bytes_raw(),
    )


@lru_cache(maxsize=256)
def _key_id(key: LogPublicKey, kind: SignatureType) -> bytes:
    half = key.mldsa44 if kind is SignatureType.MLDSA44_COSIGNATURE else key.ed25519
    return sha256(key.name.encode() + b"\n" + bytes([kind]) + half).digest()[:4]


def encode(checkpoint: Checkpoint) -> bytes:
    """Write the note text of a checkpoint."""
    root = b64encode(checkpoint.root).decode()
    return "".join(
        f"{line}\n" for line in (checkpoint.origin, checkpoint.size, root, *checkpoint.extensions)
    ).encode()


def parse(text: bytes) -> Checkpoint:
    """Read the note text of a checkpoint.

    Raises:
        CheckpointInvalid: It is none, or not written in the one way that `encode` writes it.
    """
    try:
        origin, size, root, *extensions, end = text.decode().split("\n")
        checkpoint = Checkpoint(
            origin=origin, size=int(size), root=b64decode(root), extensions=tuple(extensions)
        )
    except ValueError as error:
        raise CheckpointInvalid("These bytes are no checkpoint. Ask the log for its head again.") from error
    if end or encode(checkpoint) != text:
        raise CheckpointInvalid("The checkpoint is not written canonically. Ask the log for its head again.")
    return checkpoint


def sign(checkpoint: Checkpoint, key: LogKey) -> bytes:
    """Return the head as a note under both of the log's keys.

    ML-DSA-44 signs differently each time: what is sent again must be these bytes, kept.
    """
    if checkpoint.origin != key.name:
        raise CheckpointInvalid(
            "This key signs for another log. Sign with the key that bears the log's origin."
        )
    types = (SignatureType.ED25519, SignatureType.MLDSA44_COSIGNATURE)
    return encode(checkpoint) + b"\n" + b"".join(signature_line(checkpoint, key, kind, 0) for kind in types)


@lru_cache(maxsize=256)
def verify(note: bytes, key: LogPublicKey) -> Checkpoint:
    """Return the head that the note holds, once both of the log's signatures stand.

    A note that stood is remembered: all acts of a batch show the same one.

    Raises:
        CheckpointInvalid: It is malformed or of another log, or a signature is missing or false.
    """
    checkpoint, signatures = split(note)
    if checkpoint.origin != key.name:
        raise CheckpointInvalid("The checkpoint is of another log than the key. Name the right log.")
    for kind in (SignatureType.ED25519, SignatureType.MLDSA44_COSIGNATURE):
        verify_signatures(checkpoint, signatures, key, kind)
    return checkpoint


@lru_cache(maxsize=256)
def split(note: bytes) -> tuple[Checkpoint, tuple[tuple[str, bytes], ...]]:
    """Take a note apart into its checkpoint and its signatures, as (name, key id + signature), unverified."""
    if len(note) > NOTE_LIMIT:
        raise CheckpointInvalid(f"The note has {len(note)} bytes, {NOTE_LIMIT} are allowed. Ask for another.")
    text, _, rest = note.rpartition(b"\n\n")
    try:
        *lines, end = rest.decode().split("\n")
    except UnicodeDecodeError as error:
        raise CheckpointInvalid("The note is not UTF-8. Ask for it again.") from error
    if end or not 0 < len(lines) <= MOST_SIGNATURES:
        raise CheckpointInvalid(f"A note ends with 1 to {MOST_SIGNATURES} signature lines. Ask for it again.")
    return parse(text + b"\n"), tuple(_read_signature(line) for line in lines)


def signature_line(checkpoint: Checkpoint, key: LogKey, kind: SignatureType, time: int) -> bytes:
    """Sign a checkpoint in one way; `time` is in POSIX seconds, 0 for none."""
    message = _message(checkpoint, key.name, kind, time)
    signer = key.mldsa44 if kind is SignatureType.MLDSA44_COSIGNATURE else key.ed25519
    stamp = b"" if kind is SignatureType.ED25519 else struct.pack(">Q", time)
    signature = key.public().key_id(kind) + stamp + signer.sign(message)
    return f"— {key.name} {b64encode(signature).decode()}\n".encode()


def verify_signatures(
    checkpoint: Checkpoint, signatures: Sequence[tuple[str, bytes]], key: LogPublicKey, kind: SignatureType
) -> set[int]:
    """Check every signature of one key and type, at least one, and return their times in POSIX seconds.

    Signatures of other keys are passed over, as signed-note demands; a false one of this key spoils the note.
    """
    key_id = key.key_id(kind)
    own = [blob[4:] for name, blob in signatures if name == key.name and blob[:4] == key_id]
    if not own:
        raise CheckpointInvalid(f"The {kind.name} signature of this key is missing. Ask for the note again.")
    verifier = (
        MLDSA44PublicKey.from_public_bytes(key.mldsa44)
        if kind is SignatureType.MLDSA44_COSIGNATURE
        else Ed25519PublicKey.from_public_bytes(key.ed25519)
    )
    times = set()
    for signature in own:
        stamp = b"" if kind is SignatureType.ED25519 else signature[:8]
        time = int.from_bytes(stamp)
        try:
            verifier.verify(signature[len(stamp) :], _message(checkpoint, key.name, kind, time))
        except InvalidSignature as error:
            raise CheckpointInvalid(
                f"The {kind.name} signature is false. Do not rely on the note."
            ) from error
        times.add(time)
    return times


def _read_signature(line: str) -> tuple[str, bytes]:
    """Read one signature line, strictly."""
    match = _SIGNATURE.fullmatch(line)
    name, text = match.groups() if match and not _CONTROL.search(line) else ("", "")
    try:
        blob = b64decode(text)
    except ValueError:
        blob = b""
    if len(blob) <= 4 or b64encode(blob).decode() != text:
        raise CheckpointInvalid("A signature line of the note is malformed. Ask for the note again.")
    return name, blob


def _message(checkpoint: Checkpoint, signer: str, kind: SignatureType, time: int) -> bytes:
    """Return the bytes that a signature of this type covers (C2SP signed-note, tlog-cosignature)."""
    if kind is SignatureType.ED25519:
        return encode(checkpoint)
    if kind is SignatureType.ED25519_COSIGNATURE:
        return b"cosignature/v1\ntime %d\n" % time + encode(checkpoint)
    name, origin = signer.encode(), checkpoint.origin.encode()
    head = struct.pack(">QQ", 0, checkpoint.size) + checkpoint.root  # the subtree from entry 0: the whole log
    return b"".join(
        (
            b"subtree/v1\n\0",
            bytes([len(name)]),
            name,
            struct.pack(">Q", time),
            bytes([len(origin)]),
            origin,
            head,
        )
    )
