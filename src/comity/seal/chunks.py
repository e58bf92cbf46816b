"""Large content under one key: committing chunked AES-256-GCM, and the padding that hides sizes.

The header is suite ‖ salt ‖ commitment; keys and commitment are HKDF of the content key under the salt,
so a ciphertext opens under one key only, and one content key may close several texts. The nonce is
counter ‖ last-flag, so chunks cannot be reordered, repeated or cut off unnoticed.
"""

import hmac
import itertools
import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.errors import CannotOpen, KeyNotCommitted, MalformedMessage, Truncated
from comity.seal.keys import SUITE, check_suite

CHUNK = 64 * 2**10
_TAG = 16
_SALT = 16
_HEADER = 1 + _SALT + 32
_KIB = 2**10
_MIB = 2**20
_CLASSES = (4 * _KIB, 16 * _KIB, 64 * _KIB, 256 * _KIB)


def size_class(length: int) -> int:
    """Return the size that `length` bytes are shown as: 4, 16, 64 or 256 KiB, then whole MiB."""
    return next((size for size in _CLASSES if length <= size), -(-length // _MIB) * _MIB)


def padding(length: int) -> bytes:
    """Return what to append to `length` bytes: one 0x80, then zeros up to the size class."""
    return b"\x80".ljust(size_class(length + 1) - length, b"\0")


def unpad(padded: bytes) -> bytes:
    """Take the padding off.

    Raises: MalformedMessage.
    """
    end = padded.rfind(b"\x80")
    if end < 0 or len(padded) != size_class(end + 1) or padded[end + 1 :] != bytes(len(padded) - end - 1):
        raise MalformedMessage("The sealed content is not padded to its size class.")
    return padded[:end]


def derive(key: bytes, info: bytes, salt: bytes | None = None) -> bytes:
    """Derive 32 bytes for one use by HKDF-SHA256."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def seal_chunks(key: bytes, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Close a text that comes in parts of any size under a content key of 32 bytes."""
    salt = secrets.token_bytes(_SALT)
    yield bytes([SUITE]) + salt + _commitment(key, salt)
    cipher = _cipher(key, salt)
    for counter, (block, last) in enumerate(_blocks(parts, CHUNK)):
        yield cipher.encrypt(_nonce(counter, last), block, None)


def open_chunks(key: bytes, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Open what `seal_chunks` closed; the text counts only when the iterator ends without an error.

    Raises:
        UnknownSuite: the header names another suite.
        KeyNotCommitted: the ciphertext was made under another key, or under two.
        Truncated: the end is missing.
        CannotOpen: a chunk was altered or moved.
    """
    rest = iter(parts)
    start = bytearray()
    while len(start) < _HEADER:
        part = next(rest, None)
        if part is None:
            raise Truncated("The end of the sealed content is missing; fetch it again.")
        start += part
    check_suite(start[0])
    salt, commitment = bytes(start[1 : 1 + _SALT]), bytes(start[1 + _SALT : _HEADER])
    if not hmac.compare_digest(commitment, _commitment(key, salt)):
        raise KeyNotCommitted("The ciphertext does not commit to this key; ask for it to be sealed again.")
    cipher = _cipher(key, salt)
    blocks = _blocks(itertools.chain([bytes(start[_HEADER:])], rest), CHUNK + _TAG)
    for counter, (block, last) in enumerate(blocks):
        yield _open_chunk(cipher, counter, block, last)


def _open_chunk(cipher: AESGCM, counter: int, block: bytes, last: bool) -> bytes:
    if len(block) < _TAG:
        raise Truncated("The end of the sealed content is missing; fetch it again.")
    try:
        return cipher.decrypt(_nonce(counter, last), block, None)
    except InvalidTag:
        if last and _opens(cipher, _nonce(counter, False), block):
            raise Truncated("The end of the sealed content is missing; fetch it again.") from None
        raise CannotOpen(f"Chunk {counter} of the sealed content was altered; fetch it again.") from None


def _opens(cipher: AESGCM, nonce: bytes, block: bytes) -> bool:
    try:
        cipher.decrypt(nonce, block, None)
    except InvalidTag:
        return False
    return True


def _blocks(parts: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    buffer = bytearray()
    for part in parts:
        buffer += part
        while len(buffer) > size:
            yield bytes(buffer[:size]), False
            del buffer[:size]
    yield bytes(buffer), True


def _nonce(counter: int, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(derive(key, b"comity/1 chunk key", salt))


def _commitment(key: bytes, salt: bytes) -> bytes:
    return derive(key, b"comity/1 chunk commit", salt)
