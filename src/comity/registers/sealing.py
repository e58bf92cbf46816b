"""How records rest: each sealed under the node's key, found only by keyed digests.

Who holds the database without the key sees how many records share a term, and no more. Who holds the
key holds everything: that is the stated limit of registers, whose plain text the node must search.
"""

import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.acts.plain import from_plain, to_plain
from comity.errors import ConfigInvalid
from comity.model.records import Record, RegisterId
from comity.seal.canonical import decode, encode
from comity.seal.master import unwrap, wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterKeys:
    """The two keys of a node's registers, both drawn from the node's key."""

    sealing: bytes = field(repr=False)
    blinding: bytes = field(repr=False)


def derive_keys(key: bytes) -> RegisterKeys:
    """Draw the registers' keys from the node's 32-byte key.

    Raises: ConfigInvalid for a key of another length.
    """
    if len(key) != 32:
        raise ConfigInvalid("The key of the registers is not 32 bytes long. Check the node's key.")
    return RegisterKeys(sealing=_drawn(key, b"sealing"), blinding=_drawn(key, b"blinding"))


def _drawn(key: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"comity/1 registers " + use).derive(key)


def blind(keys: RegisterKeys, register: RegisterId, kind: str, text: str) -> bytes:
    """Return the keyed digest that stands for a text, another in each register and for each kind."""
    return hmac.digest(keys.blinding, encode([register, kind, text]), "sha256")


def content_digest(keys: RegisterKeys, record: Record) -> bytes:
    """Return a keyed digest of what the source says, wherever it says it: provenance left out."""
    content = encode(_without_provenance(to_plain(record))).decode()
    return blind(keys, record.register, "content", content)


def seal(keys: RegisterKeys, record: Record, handle: bytes) -> bytes:
    """Seal a record to its place in its register."""
    return wrap(keys.sealing, encode(to_plain(record)), place(record.register, handle))


def open_sealed(keys: RegisterKeys, register: RegisterId, handle: bytes, sealed: bytes) -> Record:
    """Open a sealed record.

    Raises:
        CannotOpen: another key sealed it, or its bytes or its place were changed.
        Truncated: its end is missing.
    """
    return from_plain(Record, decode(unwrap(keys.sealing, sealed, place(register, handle))))


def _without_provenance(plain: object) -> object:
    if isinstance(plain, dict):
        return {name: _without_provenance(part) for name, part in plain.items() if name != "provenance"}
    return [_without_provenance(part) for part in plain] if isinstance(plain, list) else plain


def place(register: RegisterId, handle: bytes) -> bytes:
    """Name the place of a record: what its seal is bound to."""
    return register.encode() + b"\x00" + handle
