"""States by the names that lists give them, and no state where there is a doubt."""

import pytest

from comity.formats.states import state_coded, state_named


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Belarus", "BY"),
        ("  syrian arab REPUBLIC ", "SY"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Korea, North", "KP"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d Ivoire", "CI"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo", "CG"),
        ("Viet Nam", "VN"),
        ("Türkiye", "TR"),
        ("Burma", "MM"),
        ("Bosnia-Herzegovina", "BA"),
        ("U.S.A.", "US"),
        ("State of Palestine", "PS"),
        ("Moroccan", "MA"),
        ("United Kingdom of Great Britain and Northern\n  Ireland", "GB"),
    ],
)
def test_knows_a_state_by_its_names_and_its_adjective(name, code):
    assert state_named(name) == code


@pytest.mark.parametrize(
    "name",
    [
        "",
        "na",
        "possibly Palestinian",
        "Sudan/South Sudan",
        "USSR (until 1991)",
        "Region: Crimea",
        "Atlantis",
    ],
)
def test_a_doubt_or_a_state_that_is_no_more_is_no_state(name):
    assert state_named(name) is None


@pytest.mark.parametrize(
    ("code", "state"), [("by", "BY"), ("BLR", "BY"), ("xk", "XK"), ("su", None), ("zz", None), ("", None)]
)
def test_knows_a_state_by_its_two_and_its_three_letters(code, state):
    assert state_coded(code) == state
