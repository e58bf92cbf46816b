"""National profiles: seven states, dated values, adopted or UNKNOWN (domain.md 6)."""

from datetime import date

import pytest

from comity.errors import LawFileInvalid
from comity.law import parse_profiles
from comity.law.national import FIELDS, not_adopted
from comity.model.profiles import Confidence
from law.shipped import PROFILES, ROOM, files

TODAY = date(2026, 11, 21)


def test_ships_the_seven_states():
    assert PROFILES.states == ("BE", "BY", "CN", "MA", "RU", "TR", "VN")


@pytest.mark.parametrize(
    ("state", "authoriser", "death"),
    [
        ("BE", "JUDGE", "ABOLISHED_ALL"),
        ("VN", "PROSECUTOR or SUPERVISOR", "RETAINED"),
        ("MA", "PROSECUTOR", "IN_LAW_MORATORIUM"),
        ("TR", "PROSECUTOR or JUDGE", "ABOLISHED_ALL"),
        ("RU", "none", "IN_LAW_MORATORIUM"),
        ("BY", "PROSECUTOR", "RETAINED_USED"),
        ("CN", "PROSECUTOR or SUPERVISOR", "RETAINED_USED"),
    ],
)
def test_says_what_the_specification_says_of_each_state(state, authoriser, death):
    profile = PROFILES.profile(state, demonstration=True)
    assert profile.at("suspect_data_authoriser", TODAY) == authoriser
    assert profile.at("death_penalty", TODAY) == death
    assert profile.at("led_applies", TODAY) is (state == "BE")
    assert profile.at("own_nationals_extradited", TODAY) is False


def test_outside_the_demonstration_world_nothing_is_known_until_it_is_adopted():
    shipped = PROFILES.profile("BE")
    some = PROFILES.profile("BE", adopted=frozenset({"led_applies"}))
    assert shipped.at("led_applies", TODAY) is None
    assert some.at("led_applies", TODAY) is True
    assert some.at("suspect_data_authoriser", TODAY) is None
    assert "led_applies" not in not_adopted(some, TODAY)
    assert "suspect_data_authoriser" in not_adopted(some, TODAY)


def test_only_the_demonstration_world_has_an_urgency_article_and_it_is_fictional():
    for state in PROFILES.states:
        shipped = PROFILES.profile(state, adopted=frozenset(FIELDS))
        demo = PROFILES.profile(state, demonstration=True).held("urgency_without_prior_order", TODAY)
        assert shipped.at("urgency_without_prior_order", TODAY) is None
        assert demo.confidence is Confidence.FICTIONAL
        assert (demo.value["reviewer"], demo.value["hours"]) == ("DUTY_MAGISTRATE", 72)


def test_demonstration_and_shipped_profiles_are_told_apart_by_version():
    assert PROFILES.profile("BE").version.startswith("shipped-")
    assert PROFILES.profile("BE", demonstration=True).version.startswith("demo-")


def test_every_value_carries_source_and_day_of_check():
    for values in PROFILES.shipped.values():
        for held in values.values():
            assert all(value.source and value.checked_on == TODAY for value in held)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('field = "death_penalty"', 'field = "guillotine"', "unknown field 'guillotine'"),
        (
            'value = "ABOLISHED_ALL"',
            'value = "RARELY"',
            "'RARELY' is no value of field 'death_penalty': known are",
        ),
        ("value = true", 'value = "yes"', "'yes' is no value of field"),
        ('state = "BE"', "", "BE.toml:1: a profile names its 'state' by two letters"),
        ("valid_from = 2016-05-05", 'since = "long"', "unknown key 'since'"),
        ('confidence = "verify"', 'confidence = "sure"', "'confidence': 'sure' is no confidence."),
    ],
)
def test_refuses_a_mistake_with_file_and_line(old, new, said):
    text = files(ROOM / "profiles")["BE.toml"].decode()
    assert old in text
    with pytest.raises(LawFileInvalid) as caught:
        parse_profiles({"BE.toml": text.replace(old, new, 1).encode()})
    assert said in caught.value.what
    assert caught.value.what.startswith("BE.toml:")
