"""The append-only Merkle tree of RFC 9162 section 2.1 (and RFC 6962), with every perfect subtree stored.

Node (level, index) is the hash over the leaves [index << level, (index + 1) << level). A stored node
never changes, so a log of n entries is some 2 n rows that are only ever added, and every root and path,
of this head or of an older one, is read from a few of them. Who stores them is the caller's choice.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from comity.errors import BadInput

Nodes = Callable[[int, int], bytes]
"""Give the stored hash of the perfect subtree at (level, index); level 0 holds the leaf hashes."""

EMPTY_ROOT = sha256(b"").digest()
"""The root of a log without entries (RFC 9162 section 2.1.1)."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry; the prefix 0x00 keeps it from passing for a node (RFC 9162 section 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one, under the prefix 0x01 (RFC 9162 section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def append(size: int, leaves: Sequence[bytes], nodes: Nodes) -> list[tuple[int, int, bytes]]:
    """Grow a log of `size` entries by a batch and return the rows (level, index, hash) to store.

    `leaves` are the entries themselves, not their hashes. Of the stored nodes it reads at most one a level.
    """
    rows: list[tuple[int, int, bytes]] = []
    level, first = 0, size
    hashes = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while hashes:
        rows += [(level, index, digest) for index, digest in enumerate(hashes, first)]
        if first & 1:  # the batch begins with a right child: its left sibling was stored before
            first -= 1
            hashes.insert(0, nodes(level, first))
        pairs = zip(hashes[::2], hashes[1::2], strict=False)  # a last left child waits for its sibling
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level, first = level + 1, first >> 1
    return rows


def root(size: int, nodes: Nodes) -> bytes:
    """Return the root of the first `size` entries."""
    return _edge(size, size.bit_length(), nodes) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return the path that proves entry `index` in the log of `size` entries (RFC 9162 section 2.1.3.1).

    Raises:
        BadInput: The log of that size has no such entry.
    """
    if not 0 <= index < size:
        raise BadInput(f"A log of {size} entries has no entry {index}. Ask for an entry below its size.")
    return list(_siblings(0, index, size, nodes))


def consistency_path(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """Return the path that proves that `new` entries begin with the `old` ones (RFC 9162 section 2.1.4.1).

    It is empty where there is nothing to prove: from the empty log, and between equal sizes.

    Raises:
        BadInput: The sizes are in the wrong order.
    """
    if not 0 <= old <= new:
        raise BadInput(f"No log grows from {old} to {new} entries. Name the smaller size first.")
    if old in (0, new):
        return []
    level = (old & -old).bit_length() - 1  # the last perfect subtree of the old log
    index = (old >> level) - 1
    start = [nodes(level, index)] if index else []  # at index 0 it is the old root, which is known
    return [*start, *_siblings(level, index, new, nodes)]


def _siblings(level: int, index: int, size: int, nodes: Nodes) -> Iterator[bytes]:
    """Yield what stands beside the way from node (level, index) up to the root."""
    for here in range(level, (size - 1).bit_length()):
        beside = (index >> here - level) ^ 1
        if beside < size >> here:
            yield nodes(here, beside)
        elif beside << here < size:
            yield _edge(size, here, nodes)


def _edge(size: int, level: int, nodes: Nodes) -> bytes:
    """Return the hash of the unfinished subtree at the right edge below `level`; none is stored."""
    peaks = (nodes(at, (size >> at) - 1) for at in range(level) if size >> at & 1)
    edge = next(peaks)
    for peak in peaks:
        edge = node_hash(peak, edge)
    return edge
