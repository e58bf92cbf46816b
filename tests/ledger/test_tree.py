import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import BadInput
from comity.ledger import tree
from ledger.reference import Log, naive_consistency, naive_inclusion, naive_root

ENTRIES = [b"entry %d" % number for number in range(70)]

# The eight entries and the roots of the Certificate Transparency reference tests, for sizes 0 to 8.
CT_ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_gives_the_roots_of_the_certificate_transparency_reference():
    log = Log(CT_ENTRIES)
    assert [log.root(size).hex() for size in range(9)] == CT_ROOTS


def test_keeps_a_leaf_from_passing_for_a_node():
    left, right = tree.leaf_hash(b"a"), tree.leaf_hash(b"b")
    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)


def test_agrees_with_the_standard_for_every_size_and_older_size():
    log = Log(ENTRIES)
    for size in range(len(ENTRIES) + 1):
        held = ENTRIES[:size]
        assert log.root(size) == naive_root(held)
        assert [log.inclusion(at, size) for at in range(size)] == [
            naive_inclusion(at, held) for at in range(size)
        ]
        assert [log.consistency(old, size) for old in range(1, size + 1)] == [
            naive_consistency(old, held) for old in range(1, size + 1)
        ]


@given(st.lists(st.integers(0, 20), max_size=8))
def test_stores_the_same_nodes_whatever_the_batches(batches):
    log, entries = Log(), iter(b"%d" % number for number in range(200))
    for batch in batches:
        log.append([next(entries) for _ in range(batch)])
    assert log.stored == Log([b"%d" % number for number in range(sum(batches))]).stored


def test_stores_every_perfect_subtree_and_nothing_else():
    assert sorted(Log(ENTRIES[:6]).stored) == [
        (0, 0),
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
        (0, 5),
        (1, 0),
        (1, 1),
        (1, 2),
        (2, 0),
    ]


def test_reads_one_stored_node_a_level_to_append():
    log, read = Log(ENTRIES[:63]), []

    def nodes(level, index):
        read.append((level, index))
        return log.stored[level, index]

    tree.append(63, ENTRIES[63:65], nodes)
    assert read == [(0, 62), (1, 30), (2, 14), (3, 6), (4, 2), (5, 0)]


def test_has_nothing_to_prove_from_the_empty_log_and_between_equal_sizes():
    log = Log(ENTRIES[:5])
    assert (log.consistency(0), log.consistency(5), Log().consistency(0)) == ([], [], [])


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 5), (0, 0)])
def test_refuses_a_path_for_an_entry_that_is_not_there(index, size):
    with pytest.raises(BadInput):
        Log(ENTRIES[:5]).inclusion(index, size)


@pytest.mark.parametrize(("old", "new"), [(5, 4), (-1, 4)])
def test_refuses_a_path_for_a_log_that_shrinks(old, new):
    with pytest.raises(BadInput):
        Log(ENTRIES[:5]).consistency(old, new)
