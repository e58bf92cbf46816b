"""The other side of the protocol, written from docs/protocol.md alone: bytes, keys, certificates.

Nothing of Comity is used, only `cryptography` and Python's own library. Sections are those of the page.
"""

import base64
import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

CERTIFICATE = {"suite", "serial", "holder", "signing", "sealing", "valid_from", "valid_until", "issuer"}
JUDGES = {"JUDGE", "DUTY_MAGISTRATE"}


class Refused(Exception):
    """What came is not what the protocol says; `args[0]` is the code of section 14."""


def need(holds: object, code: str = "malformed-message") -> None:
    if not holds:
        raise Refused(code)


# ── 1 bytes ─────────────────────────────────────────────────────────────────────────────────────
def write(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read(data: bytes, members: set[str] | None = None) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(pairs)) == len(pairs), "duplicate-keys")
        need(all(name.isascii() for name, _ in pairs))
        return dict(pairs)

    def whole(text: str) -> int:
        need(abs(int(text)) < 2**53)
        return int(text)

    def none(_: str) -> None:
        raise Refused("malformed-message")

    try:
        value = json.loads(
            data.decode(), object_pairs_hook=once, parse_int=whole, parse_float=none, parse_constant=none
        )
        need(write(value) == data and depth(value) <= 32)
    except ValueError:
        raise Refused("malformed-message") from None
    need(members is None or (isinstance(value, dict) and set(value) == members))
    return value


def depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((depth(one) + 1 for one in inside), default=0)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Refused("malformed-message") from None
    need(b64(data) == text)
    return data


def frame(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def unframe(data: bytes, count: int) -> list[bytes]:
    parts = []
    for _ in range(count):
        size = int.from_bytes(data[:4], "big")
        need(len(data) >= 4 + size and len(data) >= 4, "truncated")
        parts.append(data[4 : 4 + size])
        data = data[4 + size :]
    need(not data)
    return parts


def size_class(length: int) -> int:
    return next((k << 10 for k in (4, 16, 64, 256) if length <= k << 10), -(-length >> 20) << 20)


def pad(text: bytes) -> bytes:
    return (text + b"\x80").ljust(size_class(len(text) + 1), b"\0")


def unpad(padded: bytes) -> bytes:
    text = padded.rstrip(b"\0")
    need(text.endswith(b"\x80") and pad(text[:-1]) == padded)
    return text[:-1]


def say(at: datetime) -> str:
    return at.isoformat().removesuffix("+00:00") + "Z"


def instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.removesuffix("Z") + "+00:00")
    except ValueError:
        raise Refused("malformed-message") from None
    need(say(at) == text)
    return at


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ── 2 keys, 3 certificates ──────────────────────────────────────────────────────────────────────
def key_id(public: dict[str, str]) -> str:
    return hashlib.sha256(b"".join(unb64(public[name]) for name in sorted(public))).digest()[:16].hex()


def verify(public: dict[str, str], signature: dict[str, str], data: bytes, context: bytes) -> None:
    need(signature["key"] == key_id(public), "signature-invalid")
    try:
        one = ed25519.Ed25519PublicKey.from_public_bytes(unb64(public["ed25519"]))
        one.verify(unb64(signature["ed25519"]), context + b"\n" + data)
        other = mldsa.MLDSA65PublicKey.from_public_bytes(unb64(public["mldsa65"]))
        other.verify(unb64(signature["mldsa65"]), data, context)
    except InvalidSignature:
        raise Refused("signature-invalid") from None


def verify_chain(chain: list[Any], root: dict[str, str], at: datetime) -> Any:
    """Follow certificates to the root and return the first one's statement."""
    said = [read(unb64(link["statement"]), CERTIFICATE) for link in chain]
    need(all(one["suite"] == 1 for one in said), "unknown-suite")
    judge = said[0]["holder"]["role"] in JUDGES
    above = [*said[1:], None]
    for link, own, issuer in zip(chain, said, above, strict=True):
        person = own["holder"]["kind"] == "PERSON"
        in_time = instant(own["valid_from"]) <= at <= instant(own["valid_until"])
        need(in_time, "accreditation-expired" if person else "certificate-invalid")
        key = root if issuer is None else issuer["signing"]
        may = may_certify(issuer and issuer["holder"], own["holder"])
        need(may, "judge-key-not-certified-by-court" if judge else "certificate-invalid")
        try:
            need(own["issuer"] == key_id(key))
            verify(key, link["signature"], unb64(link["statement"]), b"comity/1 certificate")
        except Refused:
            raise Refused("certificate-invalid") from None
    return said[0]


def may_certify(by: Any, holder: Any) -> bool:
    if holder["kind"] != "PERSON" or by is None:
        return by is None and holder["kind"] != "PERSON"
    same = (by["state"], by["authority"]) == (holder["state"], holder["authority"])
    if holder["role"] in JUDGES:
        return same and (by["kind"] == "COURT" or by["role"] == "JUDGE")
    return same and by["kind"] in {"AUTHORITY", "COURT"}


class Key:
    """A signing key of suite 1."""

    def __init__(self) -> None:
        self.one = ed25519.Ed25519PrivateKey.generate()
        self.other = mldsa.MLDSA65PrivateKey.generate()
        halves = {"ed25519": self.one, "mldsa65": self.other}
        self.public = {name: b64(half.public_key().public_bytes_raw()) for name, half in halves.items()}

    def sign(self, data: bytes, context: bytes) -> dict[str, str]:
        first, second = self.one.sign(context + b"\n" + data), self.other.sign(data, context)
        return {"key": key_id(self.public), "ed25519": b64(first), "mldsa65": b64(second)}


def certify(issuer: Key, key: Key, sealing: Any, holder: dict[str, Any], now: datetime) -> dict[str, Any]:
    said = {"suite": 1, "serial": secrets.token_hex(8), "holder": holder, "signing": key.public}
    said |= {"sealing": sealing, "issuer": key_id(issuer.public)}
    said |= {"valid_from": say(now), "valid_until": say(now + timedelta(days=365))}
    statement = write(said)
    return {"statement": b64(statement), "signature": issuer.sign(statement, b"comity/1 certificate")}
