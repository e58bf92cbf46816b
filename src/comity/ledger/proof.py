"""Check that an entry stands in a log and that a log only grew (RFC 9162 sections 2.1.3.2 and 2.1.4.2).

A path is walked in two parts: up to where the way from the entry meets the right edge of the tree a bit of
the index says on which side each sibling stands; along the edge all siblings stand on the left. So the
length of an honest path is known beforehand, and every other length is refused.
"""

from collections.abc import Sequence
from hashlib import sha256

from comity.errors import ConsistencyInvalid, InclusionInvalid


def verify_inclusion(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Check that the entry with this leaf hash is number `index` under the root of `size` entries.

    Raises:
        InclusionInvalid: It is not, or the path does not show it.
    """
    if not 0 <= index < size or len(leaf_hash) != 32:
        raise InclusionInvalid(
            f"No entry {index} with such a hash fits into {size} entries. Ask for the proof again."
        )
    inner = (index ^ size - 1).bit_length()
    if len(path) != inner + (index >> inner).bit_count():
        raise InclusionInvalid(
            f"A path of {len(path)} hashes cannot lead from entry {index} to the root of {size} entries. "
            "Ask for the proof again."
        )
    if _climb(leaf_hash, index, path, inner) != root:
        raise InclusionInvalid(
            f"The path from entry {index} does not end in the root of {size} entries: do not rely on it. "
            "Keep entry, proof and signed head, and show them to the log's witness."
        )


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Check that the log of `new_size` entries begins with the `old_size` entries under `old_root`.

    Raises:
        ConsistencyInvalid: It does not, or the path does not show it. The empty log is always refused:
            every log begins with it, so a proof from it would say nothing.
    """
    if not 0 < old_size <= new_size:
        raise ConsistencyInvalid(
            f"Nothing can be proved from {old_size} to {new_size} entries. Compare two heads."
        )
    if old_size == new_size:
        if path or old_root != new_root:
            raise ConsistencyInvalid(
                f"Two roots, or a path, for the same {new_size} entries. Keep both signed heads."
            )
        return
    # The way starts at the last perfect subtree of the old log.
    level = (old_size & -old_size).bit_length() - 1
    index = (old_size - 1) >> level
    inner = (old_size - 1 ^ new_size - 1).bit_length() - level
    start, rest = (path[0], path[1:]) if index and path else (old_root, path)
    if len(rest) != inner + (index >> inner).bit_count():
        raise ConsistencyInvalid(
            f"A path of {len(path)} hashes cannot lead from {old_size} to {new_size} entries. "
            "Ask for the proof again."
        )
    if _climb_left(start, index, rest, inner) != old_root or _climb(start, index, rest, inner) != new_root:
        raise ConsistencyInvalid(
            f"The log of {new_size} entries does not extend the head of {old_size}: it was rewritten, "
            "or the path belongs to other heads. Keep both signed heads."
        )


def _climb(digest: bytes, index: int, path: Sequence[bytes], inner: int) -> bytes:
    """Hash from a node up to the root over all its siblings."""
    for beside in path[:inner]:
        digest = sha256(b"\x01" + beside + digest if index & 1 else b"\x01" + digest + beside).digest()
        index >>= 1
    for beside in path[inner:]:
        digest = sha256(b"\x01" + beside + digest).digest()
    return digest


def _climb_left(digest: bytes, index: int, path: Sequence[bytes], inner: int) -> bytes:
    """Hash over the siblings on the left only: what stood before the log grew."""
    before = [beside for at, beside in enumerate(path) if at >= inner or index >> at & 1]
    for beside in before:
        digest = sha256(b"\x01" + beside + digest).digest()
    return digest
