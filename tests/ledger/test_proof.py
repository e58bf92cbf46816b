import json
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import ConsistencyInvalid, InclusionInvalid
from comity.ledger.proof import verify_consistency, verify_inclusion
from comity.ledger.tree import EMPTY_ROOT, leaf_hash
from ledger.reference import Log

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "vectors" / "merkle"
ENTRIES = [b"entry %d" % number for number in range(200)]
LOG = Log(ENTRIES)
GARBAGE = bytes(range(32))


def vectors(kind, verify):
    """Run every vector of one kind and return how many ran and which went wrong."""
    if not VECTORS.is_dir():
        pytest.skip("the Merkle vectors of ../shared are not on this machine")
    files = sorted((VECTORS / kind).rglob("*.json"))
    return len(files), [str(file) for file in files if not agrees(verify, json.loads(file.read_bytes()))]


def agrees(verify, vector):
    path = [b64decode(digest) for digest in vector["proof"] or []]
    try:
        verify(vector, path)
    except (InclusionInvalid, ConsistencyInvalid):
        return vector["wantErr"]
    return not vector["wantErr"]


def test_agrees_with_the_inclusion_vectors():
    def verify(vector, path):
        leaf, root = b64decode(vector["leafHash"]), b64decode(vector["root"])
        verify_inclusion(leaf, vector["leafIdx"], vector["treeSize"], path, root)

    assert vectors("inclusion", verify) == (98, [])


def test_agrees_with_the_consistency_vectors():
    def verify(vector, path):
        roots = b64decode(vector["root1"]), b64decode(vector["root2"])
        verify_consistency(vector["size1"], roots[0], vector["size2"], roots[1], path)

    assert vectors("consistency", verify) == (98, [])


def test_verifies_every_entry_of_every_prefix():
    for size in range(1, 50):
        for index in range(size):
            path, root = LOG.inclusion(index, size), LOG.root(size)
            verify_inclusion(leaf_hash(ENTRIES[index]), index, size, path, root)


def test_verifies_every_prefix_of_every_size():
    for size in range(1, 50):
        for old in range(1, size + 1):
            verify_consistency(old, LOG.root(old), size, LOG.root(size), LOG.consistency(old, size))


def altered(path):
    """Give every path that differs from an honest one in one place."""
    for at, digest in enumerate(path):
        yield [*path[:at], bytes([digest[0] ^ 1, *digest[1:]]), *path[at + 1 :]]
        yield [*path[:at], *path[at + 1 :]]
        yield [*path[:at], digest[:-1], *path[at + 1 :]]
        if at and path[at - 1] != digest:
            yield [*path[: at - 1], digest, path[at - 1], *path[at + 1 :]]
    for at in range(len(path) + 1):
        yield [*path[:at], GARBAGE, *path[at:]]


@given(st.data())
def test_refuses_an_inclusion_proof_with_anything_altered(data):
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    leaf, path, root = leaf_hash(ENTRIES[index]), LOG.inclusion(index, size), LOG.root(size)
    verify_inclusion(leaf, index, size, path, root)
    wrong = [
        (GARBAGE, index, size, path, root),
        (leaf, index, size, path, GARBAGE),
        (leaf, (index + 1) % size if size > 1 else 1, size, path, root),
        (leaf, -1, size, path, root),
        (leaf, size, size, path, root),
        (leaf, index + (1 << 64), size, path, root),
        *((leaf, index, size, other, root) for other in altered(path)),
    ]
    for proof in wrong:
        with pytest.raises(InclusionInvalid):
            verify_inclusion(*proof)


@given(st.data())
def test_refuses_a_consistency_proof_with_anything_altered(data):
    new = data.draw(st.integers(2, 200))
    old = data.draw(st.integers(1, new - 1))
    path, old_root, new_root = LOG.consistency(old, new), LOG.root(old), LOG.root(new)
    verify_consistency(old, old_root, new, new_root, path)
    wrong = [
        (old, GARBAGE, new, new_root, path),
        (old, old_root, new, GARBAGE, path),
        (old, new_root, new, old_root, path),
        (new, old_root, old, new_root, path),
        (old + 1, old_root, new, new_root, path),
        (0, EMPTY_ROOT, new, new_root, path),
        *((old, old_root, new, new_root, other) for other in altered(path)),
    ]
    for proof in wrong:
        with pytest.raises(ConsistencyInvalid):
            verify_consistency(*proof)


@given(st.data())
def test_refuses_a_log_with_one_entry_rewritten(data):
    new = data.draw(st.integers(2, 200))
    old = data.draw(st.integers(1, new - 1))
    at = data.draw(st.integers(0, old - 1))
    rewritten = Log([*ENTRIES[:at], b"another entry", *ENTRIES[at + 1 : new]])
    with pytest.raises(ConsistencyInvalid):
        verify_consistency(old, LOG.root(old), new, rewritten.root(), rewritten.consistency(old))
    leaf = leaf_hash(ENTRIES[at])
    with pytest.raises(InclusionInvalid):
        verify_inclusion(leaf, at, new, rewritten.inclusion(at), rewritten.root())


def test_has_nothing_to_say_about_the_empty_log():
    for new, root in ((0, EMPTY_ROOT), (1, LOG.root(1))):
        with pytest.raises(ConsistencyInvalid):
            verify_consistency(0, EMPTY_ROOT, new, root, [])
