"""Keys that protect keys: Argon2id over a passphrase, a node's master key, and wrapping under it."""

import secrets
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from comity.errors import CannotOpen, ConfigInvalid, MalformedMessage, Truncated
from comity.seal.canonical import Fields, b64

_KEY = 32
_SALT = 16
_NONCE = 12
_TAG = 16
_MOST_MEMORY_KIB = 2**20
_MOST_ROUNDS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardness:
    """What one guess of a passphrase costs under Argon2id (RFC 9106); stored beside what it protects."""

    memory_kib: int = 64 * 2**10
    lanes: int = 4
    iterations: int = 3
    salt: bytes

    @classmethod
    def fresh(cls, *, memory_kib: int = 64 * 2**10, lanes: int = 4, iterations: int = 3) -> "Hardness":
        """Return parameters with a new salt."""
        salt = secrets.token_bytes(_SALT)
        return cls(memory_kib=memory_kib, lanes=lanes, iterations=iterations, salt=salt)

    def to_plain(self) -> dict[str, int | str]:
        """Return the stored form."""
        return {
            "kdf": "argon2id",
            "memory_kib": self.memory_kib,
            "lanes": self.lanes,
            "iterations": self.iterations,
            "salt": b64(self.salt),
        }

    @classmethod
    def from_plain(cls, value: object) -> "Hardness":
        """Read the stored form.

        Raises: MalformedMessage.
        """
        fields = Fields(value, "key protection", ("kdf", "memory_kib", "lanes", "iterations", "salt"))
        if fields.text("kdf") != "argon2id":
            raise MalformedMessage("The key is not protected by Argon2id.")
        return cls(
            memory_kib=fields.number("memory_kib"),
            lanes=fields.number("lanes"),
            iterations=fields.number("iterations"),
            salt=fields.binary("salt"),
        )


def derive_key(passphrase: str, hardness: Hardness) -> bytes:
    """Derive 32 bytes from a passphrase, typed in any Unicode form.

    Raises: MalformedMessage: the parameters are outside what this node will compute.
    """
    if hardness.memory_kib > _MOST_MEMORY_KIB or max(hardness.lanes, hardness.iterations) > _MOST_ROUNDS:
        raise MalformedMessage(
            "The parameters of the passphrase ask for more than 1 GiB, 64 lanes or 64 rounds."
        )
    try:
        kdf = Argon2id(
            salt=hardness.salt,
            length=_KEY,
            iterations=hardness.iterations,
            lanes=hardness.lanes,
            memory_cost=hardness.memory_kib,
        )
    except ValueError:
        raise MalformedMessage("The parameters of the passphrase are below what Argon2id allows.") from None
    return kdf.derive(unicodedata.normalize("NFKC", passphrase).encode(errors="surrogatepass"))


def read_key(content: bytes) -> bytes:
    """Return the master key that a key file holds: exactly 32 random bytes.

    Raises: ConfigInvalid.
    """
    if len(content) != _KEY:
        raise ConfigInvalid(
            f"The master key file has {len(content)} bytes; it must hold exactly 32 random bytes."
        )
    return content


def wrap(key: bytes, secret: bytes, associated: bytes) -> bytes:
    """Wrap a small secret under a key of 32 bytes, bound to what it belongs to."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, associated)


def unwrap(key: bytes, wrapped: bytes, associated: bytes) -> bytes:
    """Open what `wrap` closed.

    Raises: Truncated, CannotOpen.
    """
    if len(wrapped) < _NONCE + _TAG:
        raise Truncated("The end of the wrapped secret is missing; restore it from the backup.")
    try:
        return AESGCM(key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], associated)
    except InvalidTag:
        raise CannotOpen(
            "The wrapped secret does not open with this key; check which master key is given."
        ) from None
