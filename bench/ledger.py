"""Measure the ledger row of the design's table: entries appended, and inclusion proofs verified, a second."""

from hashlib import sha256
from time import perf_counter

from comity.ledger import tree
from comity.ledger.proof import verify_inclusion

ENTRIES, BATCH, PROOFS = 200_000, 1_000, 50_000


def main() -> None:
    """Print both rates of one run beside what they must reach."""
    entries = [sha256(b"%d" % number).digest() for number in range(ENTRIES)]
    stored: dict[tuple[int, int], bytes] = {}

    def nodes(level: int, index: int) -> bytes:
        return stored[level, index]

    start = perf_counter()
    for size in range(0, ENTRIES, BATCH):
        for level, index, digest in tree.append(size, entries[size : size + BATCH], nodes):
            stored[level, index] = digest
    appended = ENTRIES / (perf_counter() - start)

    head = tree.root(ENTRIES, nodes)
    proofs = []
    for number in range(PROOFS):
        index = number * 7919 % ENTRIES  # a prime step: entries from everywhere
        proofs.append((tree.leaf_hash(entries[index]), index, tree.inclusion_path(index, ENTRIES, nodes)))
    start = perf_counter()
    for leaf, index, path in proofs:
        verify_inclusion(leaf, index, ENTRIES, path, head)
    verified = PROOFS / (perf_counter() - start)

    print(f"ledger append, batches of {BATCH:,}      {appended:>10,.0f} entries/s  (target 20,000)")
    print(f"inclusion proofs verified of {ENTRIES:,} {verified:>10,.0f} proofs/s   (target 50,000)")


if __name__ == "__main__":
    main()
