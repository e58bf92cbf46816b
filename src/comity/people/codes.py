"""Texts that open something and are shown once: an open id and a secret, of which only a hash is kept."""

import hashlib
import hmac
import re
import secrets

from comity.seal.canonical import b64

_FORM = re.compile(r"([a-z]+)_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


def draw() -> tuple[str, str]:
    """Draw an id of 16 hex digits and a secret of 256 bits."""
    return secrets.token_hex(8), b64(secrets.token_bytes(32))


def write(sort: str, id: str, secret: str) -> str:
    """Write the text that is shown once; `sort` says what it opens."""
    return f"{sort}_{id}_{secret}"


def read(sort: str, text: str) -> tuple[str, str] | None:
    """Read id and secret, or nothing of a text that has another form."""
    form = _FORM.fullmatch(text)
    return (form[2], form[3]) if form and form[1] == sort else None


def digest(secret: str) -> bytes:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def is_same(secret: str, kept: bytes) -> bool:
    """Tell in constant time whether a secret is the one that was kept."""
    return hmac.compare_digest(digest(secret), kept)
