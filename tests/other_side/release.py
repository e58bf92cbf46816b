"""What the other side opens: orders, shares, sealed items (section 12)."""

import hashlib
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from other_side.basics import (
    Refused,
    digest,
    instant,
    need,
    read,
    unb64,
    unframe,
    unpad,
    verify,
    verify_chain,
)
from other_side.reading import SEAL

ORDER = {
    "suite",
    "kind",
    "matter",
    "request",
    "items",
    "recipient",
    "recipient_key",
    "announcement",
    "article",
}
ORDER |= {"conditions", "given_by", "role", "authority", "docket", "given_at", "valid_until"}
PARTS = {"JUDGE": ["AUTHORITY", "JUDGE"], "TP2": ["AUTHORITY", "FIRST", "SECOND"]}
CHUNK = (64 << 10) + 16


def derive(key: bytes, info: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def open_chunks(key: bytes, data: bytes) -> bytes:
    need(len(data) > 48, "truncated")
    salt, commitment, rest = data[1:17], data[17:49], data[49:]
    need(data[0] == 1, "unknown-suite")
    need(commitment == derive(key, b"comity/1 chunk commit", salt), "key-not-committed")
    cipher = AESGCM(derive(key, b"comity/1 chunk key", salt))
    chunks = [rest[at : at + CHUNK] for at in range(0, len(rest), CHUNK)]
    try:
        return b"".join(
            cipher.decrypt(n.to_bytes(11, "big") + bytes([n == len(chunks) - 1]), chunk, None)
            for n, chunk in enumerate(chunks)
        )
    except InvalidTag:
        raise Refused("cannot-open") from None


def open_package(package: bytes, secret: bytes) -> bytes:
    """Open one sealed item and recompute what its header commits to."""
    header, _, ciphertext = unframe(package, 3)
    key = derive(secret, b"comity/1 package\n" + hashlib.sha256(header).digest())
    text = unpad(open_chunks(key, ciphertext))
    need(digest(text) == read(header)["commitment"], "content-differs")
    return text[32:]


def check_order(signed: Any, peer: Any, use: dict[str, Any], at: str) -> Any:
    """Check an order for one use: matter, request, recipient and recipient_key."""
    said = read(unb64(signed["statement"]), ORDER)
    holders = []
    for one in signed["signatures"]:
        own = verify_chain(one["chain"], peer["root"], instant(said["given_at"]))
        verify(own["signing"], one["signature"], unb64(signed["statement"]), b"comity/1 order")
        holders.append(own["holder"])
    need(len(holders) == (2 if said["kind"] == "TP2" else 1), "personal-signature-missing")
    need((holders[0]["name"], holders[0]["authority"]) == (said["given_by"], said["authority"]), "wrong-role")
    need((said["matter"], said["request"]) == (use["matter"], use["request"]), "order-for-other-case")
    key = (said["recipient"], said["recipient_key"])
    need(key == (use["recipient"], use["recipient_key"]), "recipient-key-changed")
    need(instant(said["given_at"]) <= instant(at) <= instant(said["valid_until"]), "order-expired")
    return said


def open_release(body: Any, order: Any, key: Any) -> dict[str, bytes]:
    """Open the items of a release under its first order."""
    bound = hashlib.sha256(unb64(body["orders"][0]["statement"])).digest()
    shares = {(one["item"], one["part"]): unb64(one["sealed"]) for one in body["shares"]}
    opened = {}
    for package in map(unb64, body["packages"]):
        header, _, ciphertext = unframe(package, 3)
        label = read(header)
        named = {name: label[name] for name in ("item", "category", "commitment")} | {
            "package": digest(ciphertext)
        }
        need(named in order["items"], "order-does-not-cover")
        secrets = []
        for part in PARTS[order["kind"]] if label["cut"] else ["AUTHORITY"]:
            info = b"comity/1 share\n" + part.encode() + b"\n" + hashlib.sha256(header).digest() + bound
            need((label["item"], part) in shares, "cannot-open")
            try:
                secrets.append(SEAL.decrypt(shares[label["item"], part], key, info=info))
            except InvalidTag:
                raise Refused("cannot-open") from None
        halves = secrets[1:]
        b = bytes(x ^ y for x, y in zip(*halves, strict=True)) if len(halves) == 2 else b"".join(halves)
        opened[label["item"]] = open_package(package, secrets[0] + b)
    return opened
