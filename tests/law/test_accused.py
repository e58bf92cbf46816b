"""On what an accusation rests, and whose label it bears (R-LIST, R-LISTDIFF)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.model.accusations import Accusation, Deed
from comity.model.lists import Designation
from comity.model.profiles import Confidence, ProfileValue
from comity.model.requests import CrimeArea
from law.sample import OFFENCE, ON, WEIGHING, asked, truth
from law.shipped import LISTS

SOUND = Deed(on=ON.date(), what="He paid for a car.", source="a receipt", grading="B2", attributable=True)


def ties(*deeds: Deed, **more):
    offence = replace(OFFENCE, accusation=Accusation(deeds=deeds), **more)
    return truth("offence.rests_on_ties_alone", request=asked(offences=(offence,)))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, False),
        ({"on": None}, True),
        ({"on": ON.date() + timedelta(days=1)}, True),  # a deed that is yet to come is none
        ({"what": " "}, True),
        ({"source": " "}, True),
        ({"grading": ""}, True),
        ({"grading": "X4"}, True),
        ({"attributable": False}, True),
        ({"attributable": None}, None),
    ],
)
def test_a_deed_counts_that_is_dated_told_graded_and_this_persons_own(change, expected):
    assert ties(replace(SOUND, **change)) is expected


def test_one_deed_that_counts_is_enough_and_none_is_not():
    assert ties() is True
    assert ties(replace(SOUND, on=None), SOUND) is False


def test_of_terrorism_nobody_knows_on_what_it_rests_until_somebody_says():
    def unsaid(area: CrimeArea):
        return truth("offence.rests_on_ties_alone", request=asked(offences=(replace(OFFENCE, area=area),)))

    assert unsaid(CrimeArea.TERRORISM) is None
    assert unsaid(CrimeArea.DRUGS) is False


def own_lists(value):
    held = ProfileValue(
        value=value,
        valid_from=date(2000, 1, 1),
        source="s",
        checked_on=date(2026, 1, 1),
        confidence=Confidence.VERIFY,
        adopted=True,
    )
    return replace(WEIGHING.own, values={**WEIGHING.own.values, "terrorist_lists": (held,)})


@pytest.mark.parametrize(
    ("organisation", "applied", "expected"),
    [
        ("Northern Column", ("UN",), False),
        ("Cedar Front", ("UN",), True),
        ("Cedar Front", ("EU",), False),
        ("Cedar Front", ("NATIONAL",), True),  # Belgium's own list is at hand and does not name it
        ("Cedar Front", ("RU",), None),  # nobody has that list here
        ("Cedar Front", None, None),  # nobody has said which lists apply here
        ("  ", ("UN",), False),
    ],
)
def test_a_label_counts_where_a_list_that_applies_here_bears_it(organisation, applied, expected):
    offence = replace(OFFENCE, accusation=Accusation(organisation=organisation, deeds=(SOUND,)))
    request = asked(offences=(offence,))
    found = truth("offence.label_not_applied_here", request=request, lists=LISTS, own=own_lists(applied))
    assert found is expected
    assert truth("offence.label_not_applied_here", lists=LISTS, own=own_lists(applied)) is False


def test_the_own_national_list_is_the_one_that_the_own_state_keeps():
    entry = Designation(key="1", name="Grey Lodge", since=date(2020, 1, 1))
    lists = tuple(replace(one, entries=(entry,)) if one.lister == "BE" else one for one in LISTS)
    offence = replace(OFFENCE, accusation=Accusation(organisation="Grey Lodge", deeds=(SOUND,)))
    found = truth(
        "offence.label_not_applied_here",
        request=asked(offences=(offence,)),
        lists=lists,
        own=own_lists(("NATIONAL",)),
    )
    assert found is False
