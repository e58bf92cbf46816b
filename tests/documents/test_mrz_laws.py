"""What holds for every zone: a made one verifies, a changed one is found out, any text has an answer."""

import string
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.documents.digits import ALPHABET, BLIND
from comity.documents.findings import Grade
from comity.documents.layouts import MRVA, MRVB, TD1, TD2, TD3, Layout
from comity.documents.making import make
from comity.documents.mrz import Zone, read
from comity.documents.visual import Printed, compare

LETTERS = string.ascii_uppercase
DAYS = st.dates().map(lambda day: f"{day:%y%m%d}")
STATES = st.sampled_from(("BEL", "RUS", "VNM", "MAR", "TUR", "CHN", "BLR", "D<<", "XXA", "UTO"))
PARTS = st.lists(st.text(LETTERS, min_size=1, max_size=14), min_size=1, max_size=4).map("<".join)
FIRST = {"TD1": "I", "TD2": "I", "TD3": "P", "MRVA": "V", "MRVB": "V"}


@st.composite
def made(draw: st.DrawFn) -> tuple[Layout, tuple[str, ...]]:
    """Draw a sound zone of any format of the standard."""
    layout = draw(st.sampled_from((TD1, TD2, TD3, MRVA, MRVB)))
    longest = 20 if layout is TD1 else 14 if layout is TD2 else 9
    number = draw(st.text(ALPHABET, min_size=1, max_size=longest))
    room = layout.fields["optional"]
    taken = max(0, len(number) - 9 + 2) if len(number) > 9 else 0
    fields = {
        "code": FIRST[layout.format] + draw(st.sampled_from("<ABD")),
        "issuer": draw(STATES),
        "nationality": draw(STATES),
        "names": f"{draw(PARTS)}<<{draw(PARTS)}",
        "number": number,
        "born": draw(DAYS | st.sampled_from(("<<<<<<", "74<<<<", "7408<<"))),
        "sex": draw(st.sampled_from("MF<")),
        "expires": draw(DAYS),
        "optional": draw(st.text(ALPHABET, max_size=max(0, room.stop - room.start - taken))),
    }
    counts = fields["issuer"] == "BEL" and draw(st.booleans())
    return layout, make(layout, fields, counts_filler=counts)


def told(zone: Zone) -> set[tuple[int, int]]:
    """Return the places that findings other than notes speak of."""
    return {(one.line, one.column) for one in zone.findings if one.grade is not Grade.NOTE}


@given(made())
def test_a_made_zone_verifies(zone: tuple[Layout, tuple[str, ...]]):
    layout, lines = zone
    known = read(lines)
    assert known.format == layout.format
    assert known.check_digits_valid
    assert known.sound


@given(made(), st.data())
def test_a_single_change_is_found_or_proposed_back(zone: tuple[Layout, tuple[str, ...]], data: st.DataObject):
    layout, lines = zone
    text = "".join(lines)
    places = sorted({i for one in layout.checks.values() for s in one.over for i in range(s.start, s.stop)})
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda one: one != text[at]))
    line, column = layout.place(at)
    changed = list(lines)
    changed[line - 1] = changed[line - 1][: column - 1] + other + changed[line - 1][column:]
    after = read(changed)
    if after.check_digits_valid and told(after) == told(read(lines)):
        assert (ALPHABET.find(other) - max(ALPHABET.find(text[at]), 0)) % 10 == 0
        if text[at] in BLIND.get(other, ""):
            proposed = {(r.line, r.column, r.proposed) for f in after.findings for r in f.repairs}
            assert (line, column, text[at]) in proposed


@given(st.lists(st.text(max_size=120), max_size=8))
def test_any_text_has_an_answer(lines: list[str]):
    assert read(lines).check_digits_valid is not True or len("".join(lines)) >= 30


@given(st.lists(st.text(ALPHABET + '<«aж ²١"', min_size=25, max_size=50), min_size=1, max_size=4))
def test_anything_like_a_zone_has_an_answer(lines: list[str]):
    zone = read(lines)
    assert all(one.line >= 1 and one.column >= 1 for one in zone.findings)


def spoil(draw: st.DrawFn, lines: tuple[str, ...]) -> list[str]:
    """Change, drop and add characters of a zone, strangers among them."""
    spoiled = [list(line) for line in lines]
    for _ in range(draw(st.integers(1, 12))):
        line = draw(st.sampled_from(spoiled))
        at = draw(st.integers(0, max(0, len(line) - 1)))
        line[at : at + draw(st.integers(0, 2))] = draw(st.text(ALPHABET + "<²١ß«", max_size=2))
    return ["".join(line) for line in spoiled]


def check_whatever_comes(data: st.DataObject, zone: tuple[Layout, tuple[str, ...]]) -> None:
    lines = spoil(data.draw, zone[1])
    spoiled = read(lines, date(2026, 11, 26))
    printed = Printed(surname="Müller", given="Anna", number="1", born="1974-08-12", expires="2012-04-15")
    differs = list(compare(spoiled, printed, lambda one, other: one == other, date(2026, 11, 26)))
    assert len(spoiled.findings) + len(differs) < 200


@given(st.data(), made())
def test_a_spoiled_zone_has_an_answer_whatever_it_is_held_against(
    data: st.DataObject, zone: tuple[Layout, tuple[str, ...]]
):
    check_whatever_comes(data, zone)


@pytest.mark.full
@settings(max_examples=20_000, suppress_health_check=list(HealthCheck))
@given(st.data(), made())
def test_very_many_spoiled_zones_have_an_answer(data: st.DataObject, zone: tuple[Layout, tuple[str, ...]]):
    check_whatever_comes(data, zone)
