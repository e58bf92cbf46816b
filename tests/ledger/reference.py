"""A log as RFC 9162 section 2.1 writes it down, recursive and slow, and one with its nodes in a dict."""

from hashlib import sha256

from comity.ledger import tree


def naive_root(entries):
    if len(entries) <= 1:
        return sha256(b"\x00" + entries[0]).digest() if entries else sha256(b"").digest()
    cut = split_at(len(entries))
    return sha256(b"\x01" + naive_root(entries[:cut]) + naive_root(entries[cut:])).digest()


def naive_inclusion(index, entries):
    if len(entries) == 1:
        return []
    cut = split_at(len(entries))
    if index < cut:
        return [*naive_inclusion(index, entries[:cut]), naive_root(entries[cut:])]
    return [*naive_inclusion(index - cut, entries[cut:]), naive_root(entries[:cut])]


def naive_consistency(old, entries, *, known=True):
    if old == len(entries):
        return [] if known else [naive_root(entries)]
    cut = split_at(len(entries))
    if old <= cut:
        return [*naive_consistency(old, entries[:cut], known=known), naive_root(entries[cut:])]
    return [*naive_consistency(old - cut, entries[cut:], known=False), naive_root(entries[:cut])]


def split_at(size):
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


class Log:
    """A log in memory: every row that `append` gives is stored once."""

    def __init__(self, entries=()):
        self.size = 0
        self.stored = {}
        self.append(entries)

    def append(self, entries):
        for level, index, digest in tree.append(self.size, entries, self.nodes):
            assert (level, index) not in self.stored
            self.stored[level, index] = digest
        self.size += len(entries)

    def nodes(self, level, index):
        return self.stored[level, index]

    def root(self, size=None):
        return tree.root(self.size if size is None else size, self.nodes)

    def inclusion(self, index, size=None):
        return tree.inclusion_path(index, self.size if size is None else size, self.nodes)

    def consistency(self, old, new=None):
        return tree.consistency_path(old, self.size if new is None else new, self.nodes)
