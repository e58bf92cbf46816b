"""The other side's logs and heads (section 7): inclusion, consistency, signed notes, cosignatures."""

import base64
import hashlib
import struct
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from other_side.basics import Refused, b64, need, unb64


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def half(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def climb(digest: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root over a leaf and what stands beside its way."""
    if size == 1:
        need(not path, "inclusion-invalid")
        return digest
    need(path, "inclusion-invalid")
    k, (*rest, beside) = half(size), path
    if index < k:
        return node_hash(climb(digest, index, k, rest), beside)
    return node_hash(beside, climb(digest, index - k, size - k, rest))


def grow(old: int, new: int, path: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Return the roots of both sizes; `known` is the old root, while the old tree is whole."""
    need(len(path) > (old != new) - (known is not None) and old > 0, "consistency-invalid")
    if old == new:
        need(len(path) == (known is None), "consistency-invalid")
        return (known, known) if known is not None else (path[0], path[0])
    k, (*rest, beside) = half(new), path
    if old <= k:
        one, other = grow(old, k, rest, known)
        return one, node_hash(other, beside)
    one, other = grow(old - k, new - k, rest, None)
    return node_hash(beside, one), node_hash(beside, other)


def root_of(entries: list[bytes]) -> bytes:
    if len(entries) < 2:
        return hashlib.sha256(b"".join(b"\0" + entry for entry in entries)).digest()
    k = half(len(entries))
    return node_hash(root_of(entries[:k]), root_of(entries[k:]))


def inclusion(index: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = half(len(entries))
    if index < k:
        return [*inclusion(index, entries[:k]), root_of(entries[k:])]
    return [*inclusion(index - k, entries[k:]), root_of(entries[:k])]


def consistency(old: int, entries: list[bytes], *, whole: bool = True) -> list[bytes]:
    if old == len(entries):
        return [] if whole else [root_of(entries)]
    k = half(len(entries))
    if old <= k:
        return [*consistency(old, entries[:k], whole=whole), root_of(entries[k:])]
    return [*consistency(old - k, entries[k:], whole=False), root_of(entries[:k])]


def check_inclusion(entry: bytes, index: int, size: int, path: list[bytes], root: bytes) -> None:
    need(0 <= index < size, "inclusion-invalid")
    leaf = hashlib.sha256(b"\0" + entry).digest()
    need(climb(leaf, index, size, path) == root, "inclusion-invalid")


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> None:
    need(old <= new and grow(old, new, path, old_root) == (old_root, new_root), "consistency-invalid")


def signed_text(note: bytes, kind: int, name: str, time: int) -> bytes:
    """Return what a line of a note covers: kinds 1, 4 and 6 of C2SP signed-note."""
    text = note.partition(b"\n\n")[0] + b"\n"
    if kind == 6:
        origin, size, root = text.decode().splitlines()[:3]
        names = [bytes([len(one)]) + one.encode() for one in (name, origin)]
        tree = struct.pack(">QQ", 0, int(size)) + base64.b64decode(root)
        return b"subtree/v1\n\0" + names[0] + struct.pack(">Q", time) + names[1] + tree
    return text if kind == 1 else b"cosignature/v1\ntime %d\n" % time + text


def line_key(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def check_lines(note: bytes, lines: bytes, name: str, keys: dict[str, str], kinds: tuple[int, int]) -> int:
    """Check both of a signer's lines and return their instant in POSIX seconds."""
    times = []
    for kind in kinds:
        public = unb64(keys["mldsa44" if kind == 6 else "ed25519"])
        try:
            own = [
                base64.b64decode(line.split()[2], validate=True)
                for line in lines.splitlines()
                if line.split()[1] == name.encode()
            ]
        except ValueError:
            raise Refused("checkpoint-invalid") from None
        own = [blob for blob in own if blob[:4] == line_key(name, kind, public)]
        need(own, "checkpoint-invalid")
        stamp, signature = (own[0][4:12], own[0][12:]) if kind != 1 else (bytes(8), own[0][4:])
        times.append(int.from_bytes(stamp, "big"))
        reader: Any = mldsa.MLDSA44PublicKey if kind == 6 else ed25519.Ed25519PublicKey
        try:
            reader.from_public_bytes(public).verify(signature, signed_text(note, kind, name, times[-1]))
        except InvalidSignature:
            raise Refused("checkpoint-invalid") from None
    need(kinds == (1, 6) or times[0] == times[1] > 0, "checkpoint-invalid")
    return times[0]


def read_head(note: bytes, origin: str, keys: dict[str, str]) -> tuple[int, bytes]:
    """Check a log's head and return its size and root."""
    text, _, lines = note.partition(b"\n\n")
    name, size, root = text.decode().split("\n")
    need(name == origin, "checkpoint-invalid")
    check_lines(note, lines, origin, keys, (1, 6))
    return int(size), base64.b64decode(root)


def check_place(shown: Any, act: str, origin: str, keys: dict[str, str]) -> tuple[int, bytes]:
    """Check that an act stands under the head shown with it."""
    size, root = read_head(unb64(shown["note"]), origin, keys)
    path = [unb64(one) for one in shown["path"]]
    check_inclusion(bytes.fromhex(act), shown["index"], size, path, root)
    return size, root


class LogKey:
    """The two keys of a log or of a witness."""

    def __init__(self) -> None:
        self.one = ed25519.Ed25519PrivateKey.generate()
        self.other = mldsa.MLDSA44PrivateKey.generate()
        halves = {"ed25519": self.one, "mldsa44": self.other}
        self.public = {name: b64(half.public_key().public_bytes_raw()) for name, half in halves.items()}

    def lines(self, note: bytes, name: str, kinds: tuple[int, int], time: int = 0) -> bytes:
        written = b""
        for kind in kinds:
            signer: Any = self.other if kind == 6 else self.one
            public = unb64(self.public["mldsa44" if kind == 6 else "ed25519"])
            stamp = b"" if kind == 1 else time.to_bytes(8, "big")
            blob = line_key(name, kind, public) + stamp + signer.sign(signed_text(note, kind, name, time))
            written += f"— {name} {base64.b64encode(blob).decode()}\n".encode()
        return written
