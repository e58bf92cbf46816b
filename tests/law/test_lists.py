"""Designation lists by lister and date, and how two of them differ (C4-10, C4-11, R-LISTDIFF)."""

from dataclasses import replace
from datetime import date

import pytest

from comity.errors import LawFileInvalid
from comity.law.lists import change, difference, is_listed, on_day, on_list, parse_lists
from comity.model.lists import Designation, DesignationList, ListEffect
from comity.model.profiles import Confidence
from law.shipped import LISTS

BY_LISTER = {one.lister: one for one in LISTS}
TODAY = date(2026, 3, 2)


def names(listed) -> list[str]:
    return [entry.name for entry in listed]


def a_list(lister: str, *entries: Designation) -> DesignationList:
    return DesignationList(
        lister=lister,
        title="t",
        dated=TODAY,
        source="s",
        checked_on=TODAY,
        confidence=Confidence.FICTIONAL,
        entries=entries,
    )


def test_what_ships_is_fictional_and_says_so():
    assert {one.lister for one in LISTS} == {"UN", "EU", "BE", "TR"}
    assert all(one.fictional and one.confidence is Confidence.FICTIONAL for one in LISTS)


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2003, 1, 31), []),
        (date(2003, 2, 1), ["Salt Road Group"]),
        (date(2018, 6, 30), ["Northern Column", "Salt Road Group"]),
        (date(2018, 7, 1), ["Northern Column"]),
    ],
)
def test_a_list_is_as_it_was_on_the_day(on: date, held: list[str]):
    assert names(on_list(BY_LISTER["UN"], on)) == held


def test_an_entry_has_the_effects_of_its_list_unless_it_names_its_own():
    own = Designation(key="1", name="A", since=TODAY, effects=frozenset({ListEffect.TRAVEL_BAN}))
    none = Designation(key="2", name="B", since=TODAY)
    one = DesignationList(
        lister="EU",
        title="t",
        dated=TODAY,
        effects=frozenset({ListEffect.FREEZE_FUNDS}),
        source="s",
        checked_on=TODAY,
        confidence=Confidence.FICTIONAL,
        entries=(own, none),
    )
    assert [e.effects for e in on_list(one, TODAY)] == [(ListEffect.TRAVEL_BAN,), (ListEffect.FREEZE_FUNDS,)]


@pytest.mark.source("C4-11")
def test_two_lists_differ_by_who_stands_on_one_only_and_by_what_a_listing_does():
    found = difference(BY_LISTER["EU"], BY_LISTER["TR"], TODAY)
    assert names(found.only_one) == ["Colonne du Nord"]
    assert names(found.only_other) == ["Blue River Movement"]
    assert [(e.one.name, e.other.name) for e in found.both] == [("Cedar Front", "Cedar Front")]
    assert [e.one.name for e in found.other_effects] == ["Cedar Front"]


def test_one_organisation_under_two_names_stands_on_both():
    found = difference(BY_LISTER["UN"], BY_LISTER["EU"], TODAY)
    assert [(e.one.name, e.other.name) for e in found.both] == [("Northern Column", "Colonne du Nord")]
    assert names(found.only_other) == ["Cedar Front"]


def test_the_difference_is_that_of_the_day():
    found = difference(BY_LISTER["EU"], BY_LISTER["TR"], date(2008, 1, 1))
    assert (names(found.only_one), names(found.only_other)) == (["Colonne du Nord"], ["Cedar Front"])


def test_the_difference_turned_round_is_the_same_turned_round():
    here = difference(BY_LISTER["EU"], BY_LISTER["TR"], TODAY)
    there = difference(BY_LISTER["TR"], BY_LISTER["EU"], TODAY)
    assert (here.only_one, here.only_other) == (there.only_other, there.only_one)


@pytest.mark.parametrize(
    ("organisation", "listers", "expected"),
    [
        ("Northern Column", ("UN",), True),
        ("  northern   COLUMN ", ("UN",), True),
        ("Colonne du Nord", ("UN",), True),
        ("Cedar Front", ("UN",), False),
        ("Cedar Front", ("UN", "EU"), True),
        ("Cedar Front", ("UN", "RU"), None),
        ("Northern Column", ("UN", "RU"), True),
        ("Salt Road Group", ("UN",), False),
        ("Northern Column", (), False),
    ],
)
def test_listed_not_listed_and_not_known(organisation, listers, expected):
    assert is_listed(LISTS, organisation, listers, TODAY) is expected


# ── one list after the other ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("dates", "on", "place"),
    [
        ((), date(2019, 1, 1), None),
        ((date(2018, 10, 29),), date(2018, 10, 28), None),
        ((date(2018, 10, 29),), date(2018, 10, 29), 0),
        ((date(2018, 10, 29), date(2020, 11, 30)), date(2020, 11, 29), 0),
        ((date(2020, 11, 30), date(2018, 10, 29)), date(2020, 11, 29), 1),
        ((date(2020, 11, 30), date(2018, 10, 29)), date(2020, 11, 30), 0),
        ((date(2018, 10, 29), date(2018, 10, 29)), date(2018, 10, 29), 1),
    ],
)
def test_the_latest_list_dated_till_a_day_stands_and_of_one_date_the_last_applied(dates, on, place):
    assert on_day(dates, on) == place


def test_a_list_changes_who_comes_who_goes_and_what_is_told_anew():
    def entry(key: str, name: str, **more: object) -> Designation:
        return Designation(key=key, name=name, since=date(2010, 1, 1), **more)

    gone = entry("4", "D", until=date(2020, 1, 1))
    before = replace(a_list("EU", entry("1", "A"), entry("2", "B"), entry("3", "C"), gone), dated=TODAY)
    after = a_list("EU", entry("1", "A"), entry("3", "C", aliases=("See",)), entry("5", "E"), gone)
    told = change(replace(after, dated=date(2026, 4, 1)), (TODAY,), before, TODAY, date(2026, 5, 1))
    assert names(told.added) == ["E"]
    assert names(told.removed) == ["B"]
    assert [(both.one.name, both.other.name) for both in told.changed] == [("C", "C")]
    assert (told.instead_of, told.until, told.today) == (TODAY, None, date(2026, 4, 1))


def test_an_older_list_stands_until_the_next_and_not_today():
    newer, older = date(2020, 11, 30), date(2018, 10, 29)
    told = change(replace(a_list("EU"), dated=older), (newer,), None, older, TODAY)
    assert (told.instead_of, told.until, told.today) == (None, newer, newer)


def test_where_the_first_list_is_of_a_day_to_come_none_stands_today():
    told = change(a_list("EU"), (), None, TODAY, date(2026, 3, 1))
    assert (told.dated, told.today) == (TODAY, None)


# ── bad files ───────────────────────────────────────────────────────────────────────────────────
SOUND = """[[list]]
lister = "EU"
title = "t"
dated = 2026-01-01
source = "s"
checked_on = 2026-01-01
confidence = "fictional"

[[list.entries]]
key = "1"
name = "A"
since = 2020-01-01
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "A"', 'nam = "A"', "x.toml:11: unknown key 'nam'"),
        ("since = 2020-01-01", "since = 2020-13-01", "x.toml:12: not TOML"),
        ("since = 2020-01-01", 'since = "long ago"', "x.toml:12: 'since': 'long ago' is no date."),
        ("since = 2020-01-01", "since = 2020-01-01\nuntil = 2019-12-31", "x.toml:10: '1' ends before it be"),
        ('lister = "EU"', "", "x.toml:1: 'lister' is missing."),
        (
            'lister = "EU"',
            'lister = "TURKEY"',
            "x.toml:2: 'TURKEY' is no lister: UN, EU or the code of a sta",
        ),
        ('lister = "EU"', 'lister = ""', "x.toml:2: '' is no lister"),
        ('title = "t"', 'title = " "', "x.toml:3: 'title' says nothing."),
        ('source = "s"', 'source = ""', "x.toml:5: 'source' says nothing."),
        ('key = "1"', 'key = ""', "x.toml:10: 'key' says nothing."),
        ('name = "A"', 'name = " "', "x.toml:11: 'name' says nothing."),
        ('title = "t"', 'title = "t"\neffects = ["PRISON"]', "'PRISON' is no effect of a listing."),
    ],
)
def test_refuses_a_mistake_with_file_and_line(old: str, new: str, said: str):
    with pytest.raises(LawFileInvalid) as refused:
        parse_lists({"x.toml": SOUND.replace(old, new).encode()})
    assert said in refused.value.what


def test_refuses_an_entry_or_a_lister_that_stands_twice():
    entry = '[[list.entries]]\nkey = "1"\nname = "B"\nsince = 2020-01-01\n'
    with pytest.raises(LawFileInvalid, match=r"x\.toml:14: '1' stands twice in the list of 'EU'"):
        parse_lists({"x.toml": (SOUND + entry).encode()})
    with pytest.raises(LawFileInvalid, match=r"x\.toml:14: the list of 'EU' stands twice"):
        parse_lists({"x.toml": (SOUND + SOUND).encode()})


def test_an_entry_may_end_on_the_day_on_which_it_begins():
    text = SOUND + "until = 2020-01-01\n"
    (one,) = parse_lists({"x.toml": text.encode()})
    assert names(on_list(one, date(2020, 1, 1))) == ["A"]
    assert names(on_list(one, date(2020, 1, 2))) == []


def test_what_is_listed_is_told_with_all_that_its_list_says():
    entry = Designation(key="7", name="B", organisation="The B", aliases=("Bee",), since=TODAY, until=TODAY)
    (told,) = on_list(a_list("EU", entry), TODAY)
    assert (told.lister, told.key, told.name, told.organisation) == ("EU", "7", "B", "The B")
    assert (told.since, told.until, told.effects) == (TODAY, TODAY, ())
    plain = replace(entry, organisation="")
    assert on_list(a_list("EU", plain), TODAY)[0].organisation == "B"
    assert is_listed((a_list("EU", entry),), "the  bee", ("EU",), TODAY) is False
    assert is_listed((a_list("EU", entry),), " BEE", ("EU",), TODAY) is True
    assert is_listed((a_list("EU", entry),), "the b", ("EU",), TODAY) is True


def test_two_entries_of_one_name_stand_in_the_order_of_their_keys():
    one, other = (Designation(key=key, name="A", since=TODAY) for key in ("2", "1"))
    assert [e.key for e in on_list(a_list("EU", one, other), TODAY)] == ["1", "2"]
    found = difference(a_list("EU", one, other), a_list("UN"), TODAY)
    assert (found.one, found.other, found.on) == ("EU", "UN", TODAY)
    assert [e.key for e in found.only_one] == ["1", "2"]
