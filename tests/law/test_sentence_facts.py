"""Facts of a transfer of a sentenced person (T12), with every value that each can have."""

from datetime import date

import pytest

from comity.law import Circumstances
from comity.law.named.sentenced import months_after
from comity.model.sentences import Sentence
from law.sample import WEIGHING, about, saying, truth


# ── sentences (T12) ─────────────────────────────────────────────────────────────────────────────
def served(**found):
    return {"circumstances": Circumstances(sentence=Sentence(**found))}


@pytest.mark.parametrize("lacking", ["consent", "informed", "voluntary", "verified"])
def test_consent_is_whole_or_none(lacking):
    whole = dict.fromkeys(("consent", "informed", "voluntary", "verified"), True)
    assert truth("sentence.consented", **served(**whole)) is True
    assert truth("sentence.consented", **served(**{**whole, lacking: False})) is False
    assert truth("sentence.consented", **served(**{**whole, lacking: None})) is None


def test_where_nobody_looked_at_the_sentence_nothing_is_known():
    for fact in ("fled_home", "expelled_and_heard", "too_little_left", "consented", "not_final"):
        assert truth(f"sentence.{fact}") is None


@pytest.mark.parametrize(
    ("own", "partner", "expected"),
    [
        ("PARTY", "PARTY", True),
        ("PARTY", "SIGNED", False),
        ("NOT_PARTY", "PARTY", False),
        ("PARTY", None, None),
        (None, "PARTY", None),
        (None, "SIGNED", False),
    ],
)
def test_the_protocol_binds_two_parties(own, partner, expected):
    sides = {"own": saying(ets_167=own), "partner": saying(WEIGHING.partner, ets_167=partner)}
    assert truth("sentence.protocol_binds_both", **sides) is expected


@pytest.mark.parametrize(
    ("own", "partner", "resident", "expected"),
    [
        (True, False, True, True),
        (False, True, True, True),
        (False, False, True, False),
        (True, True, False, False),
        (True, False, None, None),
        (None, False, True, None),
        (False, None, True, None),
    ],
)
def test_a_declaration_of_either_state_excludes_its_residents(own, partner, resident, expected):
    sides = {
        "own": saying(ets_167_excludes_residents=own),
        "partner": saying(WEIGHING.partner, ets_167_excludes_residents=partner),
    }
    found = truth("sentence.declaration_excludes", **sides, **served(resident_at_arrest=resident))
    assert found is expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"ends_on": date(2026, 9, 1)}, True),  # ON is 2 March 2026
        ({"ends_on": date(2026, 9, 2)}, False),
        ({"ends_on": date(2026, 9, 1), "received_on": date(2026, 3, 1)}, False),
        ({"ends_on": date(2026, 9, 1), "indeterminate": True}, False),
        ({"ends_on": date(2026, 9, 1), "indeterminate": None}, None),
        ({}, None),
        ({"indeterminate": True}, False),
    ],
)
def test_six_months_are_left_when_the_request_is_received(found, expected):
    assert truth("sentence.too_little_left", **served(**found)) is expected


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_counts_calendar_months_to_the_same_day_or_the_last(day, months, later):
    assert months_after(day, months) == later


@pytest.mark.parametrize("name", ["fled_home", "converted"])
@pytest.mark.parametrize("value", [True, False, None])
def test_says_what_was_found_of_a_sentence(name, value):
    field = {"fled_home": "fled", "converted": "converted"}[name]
    assert truth(f"sentence.{name}", **served(**{field: value})) is value


@pytest.mark.parametrize(
    ("expelled", "heard", "expected"),
    [(True, True, True), (True, False, False), (False, True, False), (True, None, None)],
)
def test_who_is_to_be_expelled_was_heard(expelled, heard, expected):
    found = served(expelled=expelled, opinion_heard=heard)
    assert truth("sentence.expelled_and_heard", **found) is expected


@pytest.mark.parametrize(
    ("nationalities", "expected"),
    [({"BE"}, False), ({"TR"}, False), ({"FR"}, True), ({"FR", "TR"}, False), (set(), None)],
)
def test_a_person_is_at_home_in_one_of_the_two_states_or_in_none(nationalities, expected):
    assert truth("sentence.of_no_national", **about(nationalities=frozenset(nationalities))) is expected
