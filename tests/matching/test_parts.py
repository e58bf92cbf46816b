"""Parts of names: what is only looked at in passing is never lost by it."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.parts import Agreement, align
from comity.matching.tokens import tokens

LONG = st.text("bdfglmnprst", min_size=10, max_size=14)


@given(LONG, st.data())
def test_a_long_part_is_found_under_a_slip_of_the_pen(word: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("bdfglmnprst"))
    for slipped in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:]):
        found = align(tokens(word), tokens(slipped))
        assert found is not None
        assert found.parts


@pytest.mark.parametrize("joined", ["".join(some) for some in permutations(("bossche", "vander", "jean"))])
def test_parts_written_together_are_found_in_any_order(joined: str):
    found = align(tokens("Jean Vander Bossche"), tokens(joined))
    assert found is not None
    assert [part.agreement for part in found.parts] == [Agreement.JOINED]
    assert {place for part in found.parts for place in part.one} == {0, 1, 2}
