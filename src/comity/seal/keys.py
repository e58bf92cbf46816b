"""Keys that sign and keys that seal (suite 1, design.md section 7).

A signing key is a pair, Ed25519 and ML-DSA-65; both signatures are required, so breaking one algorithm
forges nothing. A sealing key is X-Wing (ML-KEM-768 and X25519) under HPKE, RFC 9180.
The id of a key is the first 16 bytes of SHA-256 over its public bytes, in hex.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from comity.errors import (
    CannotOpen,
    MalformedMessage,
    SignatureInvalid,
    SuiteDowngraded,
    Truncated,
    UnknownSuite,
)
from comity.seal.canonical import Fields, b64, decode, encode, unb64

SUITE = 1
"""HPKE X-Wing, HKDF-SHA256, AES-256-GCM; Ed25519 and ML-DSA-65; SHA-256."""

_SUITES = frozenset({SUITE})
_HPKE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_SEALED_OVERHEAD = hpke.KEM.MLKEM768_X25519.enc_length() + 16
_SEED = 32
_MLKEM_SEED = 64


def check_suite(suite: int, pinned: int = SUITE) -> None:
    """Refuse a suite that this node does not know or that is weaker than the pinned one.

    Raises: UnknownSuite, SuiteDowngraded.
    """
    if suite not in _SUITES:
        raise UnknownSuite(f"Suite {suite} is not known here; agree on suite {SUITE} with the partner.")
    if suite < pinned:
        raise SuiteDowngraded(
            f"Suite {suite} is weaker than suite {pinned}, which was agreed with the partner."
        )


def key_id(public: bytes) -> str:
    """Return the id of a key: 128 bits of SHA-256 over its public bytes, in hex."""
    return hashlib.sha256(public).digest()[:16].hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Both signatures of one key over one statement; neither counts alone."""

    key: str
    ed25519: bytes
    mldsa65: bytes

    def to_plain(self) -> dict[str, str]:
        """Return the wire form."""
        return {"key": self.key, "ed25519": b64(self.ed25519), "mldsa65": b64(self.mldsa65)}

    @classmethod
    def from_plain(cls, value: object) -> "Signature":
        """Read the wire form.

        Raises: MalformedMessage.
        """
        fields = Fields(value, "signature", ("key", "ed25519", "mldsa65"))
        return cls(key=fields.text("key"), ed25519=fields.binary("ed25519"), mldsa65=fields.binary("mldsa65"))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyingKey:
    """The public half of a signing key."""

    id: str
    ed25519: Ed25519PublicKey = field(repr=False)
    mldsa65: MLDSA65PublicKey = field(repr=False)

    @classmethod
    def from_bytes(cls, ed25519: bytes, mldsa65: bytes) -> "VerifyingKey":
        """Read 32 and 1952 raw public bytes.

        Raises: MalformedMessage.
        """
        try:
            return cls(
                id=key_id(ed25519 + mldsa65),
                ed25519=Ed25519PublicKey.from_public_bytes(ed25519),
                mldsa65=MLDSA65PublicKey.from_public_bytes(mldsa65),
            )
        except ValueError:
            raise MalformedMessage("The public signing key is not one of suite 1.") from None

    def verify(self, signature: Signature, data: bytes, context: bytes) -> None:
        """Check both signatures over the bytes as received.

        Raises: SignatureInvalid.
        """
        if signature.key != self.id:
            raise SignatureInvalid(f"The signature names key {signature.key}, expected is {self.id}.")
        self.verify_ed25519(signature.ed25519, data, context)
        try:
            self.mldsa65.verify(signature.mldsa65, data, context)
        except InvalidSignature:
            raise SignatureInvalid(f"The ML-DSA-65 signature of key {self.id} is false.") from None

    def verify_ed25519(self, signature: bytes, data: bytes, context: bytes) -> None:
        """Check the Ed25519 signature alone: a cheap check at the door, never evidence.

        Raises: SignatureInvalid.
        """
        try:
            self.ed25519.verify(signature, _in_context(data, context))
        except InvalidSignature:
            raise SignatureInvalid(f"The Ed25519 signature of key {self.id} is false.") from None

    def to_raw(self) -> tuple[bytes, bytes]:
        """Return 32 and 1952 raw public bytes."""
        return self.ed25519.public_bytes_raw(), self.mldsa65.public_bytes_raw()

    def to_plain(self) -> dict[str, str]:
        """Return the wire form."""
        first, second = self.to_raw()
        return {"ed25519": b64(first), "mldsa65": b64(second)}

    @classmethod
    def from_plain(cls, value: object) -> "VerifyingKey":
        """Read the wire form.

        Raises: MalformedMessage.
        """
        fields = Fields(value, "signing key", ("ed25519", "mldsa65"))
        return cls.from_bytes(fields.binary("ed25519"), fields.binary("mldsa65"))


class Signer(Protocol):
    """What signs for one owner: a key at hand, or one that its owner turns elsewhere."""

    @property
    def public(self) -> VerifyingKey:
        """Return the public half."""
        ...

    @property
    def id(self) -> str:
        """Return the key id."""
        ...

    def sign(self, data: bytes, context: bytes, about: bytes = b"") -> Signature:
        """Sign bytes for one use; `about` is what they commit to, for an owner who looks before signing."""
        ...


class Opener(Protocol):
    """What opens for one owner: a key at hand, or one that its owner turns elsewhere."""

    @property
    def public(self) -> "SealingPublicKey":
        """Return the public half."""
        ...

    @property
    def id(self) -> str:
        """Return the key id."""
        ...

    def open(self, sealed: bytes, info: bytes, about: bytes = b"") -> bytes:
        """Open what `seal_to` sealed; `about` is what `info` commits to, for an owner who looks first."""
        ...


class PersonKeys(Protocol):
    """The keys of a person at work, here or with the person."""

    @property
    def signing(self) -> Signer:
        """Return what signs for the person."""
        ...

    @property
    def sealing(self) -> Opener:
        """Return what opens for the person."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SigningKey:
    """An Ed25519 and an ML-DSA-65 key that always sign together."""

    public: VerifyingKey
    ed25519: Ed25519PrivateKey = field(repr=False)
    mldsa65: MLDSA65PrivateKey = field(repr=False)

    @classmethod
    def from_seeds(cls, ed25519: bytes, mldsa65: bytes) -> "SigningKey":
        """Build the pair from two seeds of 32 bytes.

        Raises: MalformedMessage.
        """
        try:
            first, second = (
                Ed25519PrivateKey.from_private_bytes(ed25519),
                MLDSA65PrivateKey.from_seed_bytes(mldsa65),
            )
        except ValueError:
            raise MalformedMessage("The seeds of a signing key are 32 and 32 bytes.") from None
        raw = first.public_key().public_bytes_raw(), second.public_key().public_bytes_raw()
        return cls(public=VerifyingKey.from_bytes(*raw), ed25519=first, mldsa65=second)

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new pair."""
        return cls.from_seeds(secrets.token_bytes(_SEED), secrets.token_bytes(_SEED))

    @property
    def id(self) -> str:
        """Return the key id."""
        return self.public.id

    def sign(self, data: bytes, context: bytes, about: bytes = b"") -> Signature:
        """Sign bytes for one use; `context` names it, as b"comity/1 act", and holds no line break."""
        signed = self.mldsa65.sign(data, context)
        return Signature(key=self.id, ed25519=self.sign_ed25519(data, context), mldsa65=signed)

    def sign_ed25519(self, data: bytes, context: bytes) -> bytes:
        """Sign with Ed25519 alone, for the cheap check at the partner's door."""
        return self.ed25519.sign(_in_context(data, context))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingPublicKey:
    """A key that anybody can seal to."""

    id: str
    raw: bytes = field(repr=False)
    hybrid: hpke.MLKEM768X25519PublicKey = field(repr=False, compare=False)

    @classmethod
    def from_bytes(cls, mlkem768: bytes, x25519: bytes) -> "SealingPublicKey":
        """Read 1184 and 32 raw public bytes.

        Raises: MalformedMessage.
        """
        try:
            pair = MLKEM768PublicKey.from_public_bytes(mlkem768), X25519PublicKey.from_public_bytes(x25519)
        except ValueError:
            raise MalformedMessage("The public sealing key is not one of suite 1.") from None
        raw = mlkem768 + x25519
        return cls(id=key_id(raw), raw=raw, hybrid=hpke.MLKEM768X25519PublicKey(*pair))

    def to_plain(self) -> dict[str, str]:
        """Return the wire form."""
        return {"mlkem768": b64(self.raw[:-32]), "x25519": b64(self.raw[-32:])}

    @classmethod
    def from_plain(cls, value: object) -> "SealingPublicKey":
        """Read the wire form.

        Raises: MalformedMessage.
        """
        fields = Fields(value, "sealing key", ("mlkem768", "x25519"))
        return cls.from_bytes(fields.binary("mlkem768"), fields.binary("x25519"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SealingKey:
    """A key that opens what was sealed to its public half."""

    public: SealingPublicKey
    mlkem768: MLKEM768PrivateKey = field(repr=False)
    x25519: X25519PrivateKey = field(repr=False)
    hybrid: hpke.MLKEM768X25519PrivateKey = field(repr=False)

    @classmethod
    def from_seeds(cls, mlkem768: bytes, x25519: bytes) -> "SealingKey":
        """Build the key from seeds of 64 and 32 bytes.

        Raises: MalformedMessage.
        """
        try:
            first, second = (
                MLKEM768PrivateKey.from_seed_bytes(mlkem768),
                X25519PrivateKey.from_private_bytes(x25519),
            )
        except ValueError:
            raise MalformedMessage("The seeds of a sealing key are 64 and 32 bytes.") from None
        raw = first.public_key().public_bytes_raw(), second.public_key().public_bytes_raw()
        hybrid = hpke.MLKEM768X25519PrivateKey(first, second)
        return cls(public=SealingPublicKey.from_bytes(*raw), mlkem768=first, x25519=second, hybrid=hybrid)

    @classmethod
    def generate(cls) -> "SealingKey":
        """Make a new key."""
        return cls.from_seeds(secrets.token_bytes(_MLKEM_SEED), secrets.token_bytes(_SEED))

    @property
    def id(self) -> str:
        """Return the key id."""
        return self.public.id

    def open(self, sealed: bytes, info: bytes, about: bytes = b"") -> bytes:
        """Open what `seal_to` sealed.

        Raises:
            Truncated: fewer bytes than any seal has.
            CannotOpen: another key, another `info` or altered bytes.
        """
        if len(sealed) < _SEALED_OVERHEAD:
            raise Truncated("The end of the sealed bytes is missing.")
        try:
            return _HPKE.decrypt(sealed, self.hybrid, info=info)
        except (InvalidTag, ValueError):
            raise CannotOpen(f"The sealed bytes do not open with key {self.id} in this context.") from None


def seal_to(public: SealingPublicKey, plaintext: bytes, info: bytes) -> bytes:
    """Seal bytes to a key, bound to `info`: it opens with the same `info` only."""
    return _HPKE.encrypt(plaintext, public.hybrid, info=info)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeySet:
    """All private keys of one owner; a node's also hold the two seeds of its log key."""

    signing: SigningKey
    sealing: SealingKey
    log_seeds: tuple[bytes, bytes] | None = field(default=None, repr=False)

    @classmethod
    def generate(cls, *, with_log: bool = False) -> "KeySet":
        """Make new keys, with log seeds for a node."""
        log_seeds = (secrets.token_bytes(_SEED), secrets.token_bytes(_SEED)) if with_log else None
        return cls(signing=SigningKey.generate(), sealing=SealingKey.generate(), log_seeds=log_seeds)

    def to_secret(self) -> bytes:
        """Return all seeds as bytes, to be wrapped at once and never stored bare."""
        seeds = [
            self.signing.ed25519.private_bytes_raw(),
            self.signing.mldsa65.private_bytes_raw(),
            self.sealing.mlkem768.private_bytes_raw(),
            self.sealing.x25519.private_bytes_raw(),
            *(self.log_seeds or ()),
        ]
        return encode({"suite": SUITE, "seeds": [b64(seed) for seed in seeds]})

    @classmethod
    def from_secret(cls, data: bytes) -> "KeySet":
        """Rebuild the keys from `to_secret`.

        Raises: MalformedMessage, UnknownSuite.
        """
        fields = Fields(decode(data), "key set", ("suite", "seeds"))
        check_suite(fields.number("suite"))
        ed25519, mldsa65, mlkem768, x25519, *log_seeds = _seeds(fields.texts("seeds"))
        return cls(
            signing=SigningKey.from_seeds(ed25519, mldsa65),
            sealing=SealingKey.from_seeds(mlkem768, x25519),
            log_seeds=(log_seeds[0], log_seeds[1]) if log_seeds else None,
        )


def _seeds(texts: tuple[str, ...]) -> list[bytes]:
    if len(texts) not in {4, 6}:
        raise MalformedMessage("A key set has four seeds, or six with those of a log.")
    return [unb64(text) for text in texts]


def _in_context(data: bytes, context: bytes) -> bytes:
    return context + b"\n" + data
