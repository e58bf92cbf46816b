"""Every target of the fuzzer takes whatever bytes: mutated seeds here, guided by coverage in `make full`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_its_seeds_are_taken(target: Target):
    for seed in target.seeds:
        target.run(seed)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_mutated_seeds_are_read_or_refused_and_nothing_else(target: Target):
    @settings(max_examples=40)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        seed = data.draw(st.sampled_from(target.seeds))
        cuts = st.lists(
            st.tuples(st.integers(0, len(seed)), st.integers(0, 40), st.binary(max_size=20)), max_size=4
        )
        for start, length, instead in data.draw(cuts):
            seed = seed[:start] + instead + seed[start + length :]
        target.run(seed)

    check()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_repeats_without_end_is_taken_or_refused(target: Target):
    for seed in target.seeds:
        for piece in (seed[:1], seed[-20:], b'"', b"\x00", b"<", b"[", b"(", b";", b" ", b"\xff"):
            target.run(seed + piece * 1_000)
            target.run(piece * 1_000)
