"""Marks of abuse flag a message to legal officer and DPO, and change no outcome (domain.md 5.7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from comity.law import weigh, word
from comity.law.gate import ABUSE
from comity.law.naming import vocabulary
from comity.law.weighing import Past
from comity.model.parties import Authority
from comity.model.requests import RequestType
from law.sample import ON, SUBJECT, WEIGHING, asked, truth
from law.shipped import RULES

PROTECTED = replace(SUBJECT, protection_from=frozenset({"TR"}))

PATTERNS = {
    "passport_to_stop_travel": {
        "request": asked(type=RequestType.T04),
        "past": Past(reported_by_issuer=True, critic=True),
    },
    "warning_as_arrest_request": {"request": asked(type=RequestType.T06), "past": Past(arrest_asked=True)},
    "asked_again_after_refusal": {"past": Past(refused_before=True)},
    "relabelled_after_political_refusal": {"past": Past(refused_as_political=True)},
    "names_map_a_community": {
        "request": asked(type=RequestType.T05),
        "past": Past(asked_by_unit_today=20, allowed_by_unit=20),
    },
    "soon_after_protection": {"past": Past(protected_since=date(2025, 4, 1))},
    "consular_notice_to_locate": {
        "request": asked(type=RequestType.T14, sender=Authority.parse("TR/CONSULAR"), subjects=(PROTECTED,)),
    },
}


def test_every_pattern_of_the_specification_is_a_fact():
    assert {name.removeprefix(ABUSE) for name in vocabulary() if name.startswith(ABUSE)} == set(PATTERNS)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_flags_the_pattern_and_leaves_the_outcome_as_it_was(pattern):
    changes = PATTERNS[pattern]
    marked = weigh(replace(WEIGHING, **changes), RULES)
    unmarked = weigh(replace(WEIGHING, **{**changes, "past": Past()}), RULES)
    assert f"ABUSE({pattern})" in marked.flags
    assert (marked.outcome, marked.grounds, marked.items) == (
        unmarked.outcome,
        unmarked.grounds,
        unmarked.items,
    )


def test_a_message_without_a_mark_bears_no_flag():
    assert weigh(WEIGHING, RULES).flags == ()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_says_the_pattern_and_who_looks_at_it_in_words(pattern):
    said = word(RULES, f"ABUSE({pattern})")
    assert said.startswith("to be looked at by the legal officer and the data protection officer: ")
    assert pattern not in said
    assert word(RULES, f"ABUSE({pattern})", "fr").startswith("à examiner par le juriste")


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("passport_to_stop_travel", {"past": Past(reported_by_issuer=True, critic=True)}, False),
        (
            "passport_to_stop_travel",
            {"request": asked(type=RequestType.T04), "past": Past(reported_by_issuer=True)},
            False,
        ),
        (
            "passport_to_stop_travel",
            {"request": asked(type=RequestType.T04), "past": Past(critic=True)},
            False,
        ),
        (
            "passport_to_stop_travel",
            {
                "request": asked(type=RequestType.T04, subjects=(PROTECTED,)),
                "past": Past(reported_by_issuer=True),
            },
            True,
        ),
        (
            "warning_as_arrest_request",
            {"request": asked(type=RequestType.T06), "past": Past(arrest_asked=True, warrant_named=True)},
            False,
        ),
        ("asked_again_after_refusal", {"past": Past(refused_before=None)}, None),
        (
            "names_map_a_community",
            {
                "request": asked(type=RequestType.T05),
                "past": Past(asked_by_unit_today=19, allowed_by_unit=20),
            },
            False,
        ),
        ("names_map_a_community", {"past": Past(asked_by_unit_today=99, allowed_by_unit=20)}, False),
        ("soon_after_protection", {"past": Past(protected_since=date(2025, 3, 3))}, True),
        ("soon_after_protection", {"past": Past(protected_since=date(2025, 3, 2))}, True),
        ("soon_after_protection", {"past": Past(protected_since=date(2025, 3, 1))}, False),
        ("soon_after_protection", {"past": Past(protected_since=date(2026, 3, 3))}, False),
        ("consular_notice_to_locate", {"request": asked(type=RequestType.T14)}, False),
        ("consular_notice_to_locate", {"request": asked(subjects=(PROTECTED,))}, False),
        ("consular_notice_to_locate", PATTERNS["consular_notice_to_locate"], True),
    ],
)
def test_the_edges_of_a_pattern(name, changes, expected):
    assert ON.date() == date(2026, 3, 2)
    assert truth(f"{ABUSE}{name}", **changes) is expected


@pytest.mark.parametrize(("hours", "expected"), [(0, False), (1, True)])
def test_a_request_begins_on_the_day_of_the_authority_that_looks_at_it(hours, expected):
    late = asked(made_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    zone = timezone(timedelta(hours=hours))
    granted = Past(protected_since=date(2026, 3, 2))
    found = truth(f"{ABUSE}soon_after_protection", request=late, zone=zone, past=granted)
    assert found is expected
