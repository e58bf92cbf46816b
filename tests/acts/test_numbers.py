"""Numbers of envelopes: kept in runs, in whatever order they come; none is borne twice."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from comity.acts.numbers import Known, came, continues, gaps, known_of, note
from comity.demo.world import World
from comity.errors import Replayed
from comity.model.parties import StateCode
from comity.seal.envelope import Header, Outer

VN, RU = StateCode("VN"), StateCode("RU")
NOW = datetime(2019, 10, 31, 9, tzinfo=UTC)


def outer(seq: int, prev: str = "", id: str = "", digest: str = "") -> Outer:
    header = Header(
        id=id or f"{seq:032d}",
        sender=VN,
        recipient=RU,
        key="",
        seq=seq,
        prev=prev,
        issued_at=NOW,
        expires_at=NOW,
    )
    return Outer(header=header, digest=digest or f"d{seq}", info=b"", ciphertext=b"")


def noted(world: World, *seqs: int) -> list[tuple[int, int, str]]:
    """Note envelopes of a state that has sent none yet; return the runs."""
    store = world["RU"].node.store
    for one in map(outer, seqs):
        store.write(lambda tx, o=one: note(tx, known_of(tx, o), o, None, None))
    return [tuple(run) for run in store.read(lambda r: came(r, VN))]


def known(world: World, one: Outer) -> Known:
    return world["RU"].node.store.read(lambda r: known_of(r, one))


@pytest.mark.parametrize("order", list(permutations((1, 2, 3, 4))), ids=lambda o: "".join(map(str, o)))
def test_joins_runs_whatever_the_order(world: World, order: tuple[int, ...]):
    assert noted(world, *order) == [(1, 4, "d4")]
    assert world["RU"].node.store.read(lambda r: gaps(r, VN)) == ()


def test_keeps_gaps_apart_and_names_them_from_the_lowest(world: World):
    assert noted(world, 2, 3, 7, 200) == [(2, 3, "d3"), (7, 7, "d7"), (200, 200, "d200")]
    missing = world["RU"].node.store.read(lambda r: gaps(r, VN))
    assert missing[:5] == (1, 4, 5, 6, 8)
    assert len(missing) == 64
    assert noted(world, 1) == [(1, 3, "d3"), (7, 7, "d7"), (200, 200, "d200")]


@pytest.mark.parametrize(
    ("one", "follows"),
    [
        (outer(1), True),
        (outer(1, prev="d0"), False),  # there is none before the first
        (outer(4, prev="d3"), True),
        (outer(4, prev="d2"), False),
        (outer(2, id="f" * 32), False),  # another bears it
        (outer(9, prev="d8"), True),  # what it names may still come
        (outer(0), False),
    ],
)
def test_tells_what_continues_the_numbers_that_came(world: World, one: Outer, follows: bool):
    noted(world, *(() if one.header.seq == 1 else (1, 2, 3)))
    assert continues(known(world, one), one) is follows


def test_a_copy_continues_and_other_bytes_under_its_id_are_refused(world: World):
    noted(world, 1, 2)
    assert continues(known(world, outer(1)), outer(1))
    other = outer(1, digest="e1")
    with pytest.raises(Replayed):
        world["RU"].node.store.write(lambda tx: note(tx, known_of(tx, other), other, None, b"receipt"))
    assert noted(world) == [(1, 2, "d2")]
