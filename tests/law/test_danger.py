"""Orders and the urgency path: what binds them, and when two persons may act before the judge."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.law import Circumstances, Danger, Grant, establish, weigh
from comity.law.named.danger import CONDITIONS
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.decisions import Moment
from comity.model.parties import Authority
from comity.model.people import Pseudonym, Role
from comity.model.requests import (
    DataCategory,
    MatterId,
    RequestType,
    Urgency,
)
from law.sample import ITEM, OFFENCE, ON, WEIGHING, asked, truth
from law.shipped import PROFILES, RULES

# ── orders (K6, Q28) ────────────────────────────────────────────────────────────────────────────
ORDER = Order(
    kind=OrderKind.JUDGE,
    matter=MatterId("case/1"),
    request="request",
    items=(OrderedItem(item="i", category=DataCategory.DC_CASE_FACTS, package="p", commitment="c"),),
    recipient="TR",
    recipient_key="key",
    announcement="",
    article="art. 57",
    conditions=("in chambers",),
    given_by=Pseudonym("judge-1"),
    role=Role.JUDGE,
    authority="BE/COURT",
    given_at=ON - timedelta(hours=1),
    valid_until=ON + timedelta(days=30),
)


def grants(order, **changes):
    return establish(replace(WEIGHING, orders=(order,), **changes)).grants


def test_an_order_grants_what_it_names_with_its_conditions():
    assert grants(ORDER) == (Grant(role="JUDGE", units=frozenset({"i", ""}), conditions=("in chambers",)),)


@pytest.mark.parametrize(
    "change",
    [
        {"matter": MatterId("case/2")},
        {"request": "another"},
        {"recipient": "RU"},
        {"recipient_key": "changed"},
        {"given_at": ON + timedelta(seconds=1)},
        {"valid_until": ON - timedelta(seconds=1)},
    ],
)
def test_an_order_for_something_else_or_another_time_grants_nothing(change):
    assert grants(replace(ORDER, **change)) == ()


def test_an_order_still_stands_at_its_last_instant():
    assert len(grants(replace(ORDER, valid_until=ON))) == 1


def test_an_order_does_not_cover_another_category_or_another_package():
    category = replace(ITEM, category=DataCategory.DC_FINANCIAL)
    assert grants(ORDER, items=(category,))[0].units == frozenset()
    assert grants(ORDER, packages=(("i", "other"),))[0].units == frozenset()
    assert grants(ORDER, packages=(("i", "p"),))[0].units == {"i", ""}


def test_an_order_covers_the_whole_message_only_if_it_names_every_item():
    assert grants(ORDER, items=(ITEM, replace(ITEM, id="j")))[0].units == {"i"}


# ── the urgency path (5.5) ──────────────────────────────────────────────────────────────────────
DANGER = Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
TP2 = replace(
    ORDER,
    kind=OrderKind.TP2,
    request="",
    items=(OrderedItem(item="i", category=DataCategory.DC_IDENTITY, package="", commitment=""),),
)
WARNING = replace(
    WEIGHING,
    request=asked(
        type=RequestType.T06,
        sender=Authority.parse("BE/SPOC"),
        recipient=Authority.parse("TR/SPOC"),
        urgency=Urgency.URGENT,
        urgency_reason="now",
    ),
    request_act="",
    items=(replace(ITEM, category=DataCategory.DC_IDENTITY),),
    orders=(TP2,),
    danger=DANGER,
)


def test_the_urgency_path_opens_when_every_condition_holds():
    assert truth("item.released_by_tp2", WARNING) is True
    assert truth("item.awaits_tp2", WARNING) is False


@pytest.mark.parametrize("missing", ["to_life", "concrete", "order_too_late", "order_tried"])
@pytest.mark.parametrize(("value", "expected"), [(False, False), (None, None)])
def test_the_urgency_path_needs_each_condition_and_unknown_is_not_enough(missing, value, expected):
    danger = replace(DANGER, **{missing: value})
    assert truth("item.released_by_tp2", WARNING, danger=danger) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"orders": ()}, False),
        ({"danger": None}, False),
        ({"own": PROFILES.profile("BE")}, None),
        ({"circumstances": Circumstances(ill_treatment_issue=True)}, False),
        ({"circumstances": Circumstances(ill_treatment_issue=None)}, None),
        ({"circumstances": Circumstances(real_risk=True)}, False),
        ({"on": ON + timedelta(hours=71, seconds=1)}, False),
        ({"items": (replace(ITEM, category=DataCategory.DC_CRIMINAL_RECORD),)}, False),
        ({"items": (replace(ITEM, category=DataCategory.DC_IDENTITY, tainted=True),)}, False),
        ({"items": (replace(ITEM, category=DataCategory.DC_IDENTITY, tainted=None),)}, None),
        ({"request": replace(WARNING.request, type=RequestType.T07)}, False),
        ({"moment": Moment.G4}, False),
    ],
)
def test_the_urgency_path_stays_closed_where_one_thing_is_wrong(change, expected):
    assert truth("item.released_by_tp2", WARNING, **change) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"orders": ()}, True),
        ({}, False),
        ({"orders": (), "own": PROFILES.profile("BE")}, None),
        ({"orders": (), "danger": None}, False),
    ],
)
def test_two_persons_are_awaited_where_only_they_are_missing(change, expected):
    assert truth("item.awaits_tp2", WARNING, **change) is expected


@pytest.mark.parametrize(
    ("source", "danger", "change", "expected"),
    [
        ("FR", {"owner_tried_in_vain": True}, {}, True),
        ("FR", {"owner_tried_in_vain": False}, {}, False),
        ("FR", {"owner_tried_in_vain": None}, {}, None),
        ("FR", {"owner_tried_in_vain": True}, {"orders": ()}, False),
        ("FR", None, {}, False),
        ("CH", {"owner_tried_in_vain": True}, {}, False),
    ],
)
def test_the_item_of_another_member_goes_where_its_owner_was_tried_in_vain(source, danger, change, expected):
    theirs = (replace(WARNING.items[0], source=source),)
    tried = None if danger is None else replace(DANGER, **danger)
    assert truth("item.owner_tried_in_vain", WARNING, items=theirs, danger=tried, **change) is expected


def test_an_urgency_rule_that_names_no_article_closes_the_path():
    values = dict(WARNING.own.values)
    known = values["urgency_without_prior_order"][0]
    none = replace(known, value={"article": "", "reviewer": "", "hours": 0})
    own = replace(WARNING.own, values={**values, "urgency_without_prior_order": (none,)})
    assert truth("danger.article_unknown", WARNING, own=own) is False
    assert truth("item.released_by_tp2", WARNING, own=own) is False


HOURS, DAYS = timedelta(hours=72), timedelta(days=7)
LATER = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("confirmed", "inspected", "after", "expected"),
    [
        (None, None, HOURS, False),
        (None, None, HOURS + LATER, True),
        (True, None, DAYS, False),
        (True, None, DAYS + LATER, True),
        (True, True, timedelta(days=30), False),
        (False, None, timedelta(hours=1), True),
        (True, False, timedelta(days=2), True),
        (None, True, HOURS + LATER, True),
    ],
)
def test_a_release_is_unconfirmed_when_either_review_refuses_or_its_time_is_over(
    confirmed, inspected, after, expected
):
    danger = replace(DANGER, released_at=ON, confirmed=confirmed, inspected=inspected)
    assert truth("danger.release_not_confirmed", WARNING, danger=danger, on=ON + after) is expected


def test_the_magistrates_hours_are_those_that_the_own_law_names():
    values = dict(WARNING.own.values)
    known = values["urgency_without_prior_order"][-1]
    short = replace(known, value={"article": "a", "reviewer": "JUDGE", "hours": 24})
    own = replace(WARNING.own, values={**values, "urgency_without_prior_order": (short,)})
    danger = replace(DANGER, released_at=ON)
    on_time, late = ON + timedelta(hours=24), ON + timedelta(hours=24) + LATER
    assert truth("danger.release_not_confirmed", WARNING, own=own, danger=danger, on=on_time) is False
    assert truth("danger.release_not_confirmed", WARNING, own=own, danger=danger, on=late) is True


# ── each condition by its number (5.5) ──────────────────────────────────────────────────────────
BROKEN = {
    "danger.article_named": {"own": PROFILES.profile("BE")},
    "danger.concrete": {"danger": replace(DANGER, concrete=False)},
    "danger.order_too_late": {"danger": replace(DANGER, order_too_late=False)},
    "danger.order_tried": {"danger": replace(DANGER, order_tried=False)},
    "item.of_the_minimum": {"items": (replace(ITEM, category=DataCategory.DC_FINANCIAL),)},
    "item.signed_by_two": {"orders": ()},
    "item.free_of_absolute_bars": {"circumstances": Circumstances(ill_treatment_issue=True)},
}


def test_the_conditions_of_the_urgency_path_are_those_numbered_zero_to_six():
    assert list(CONDITIONS) == ["(0)", "(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]
    assert {name for names in CONDITIONS.values() for name in names} == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_each_numbered_condition_is_a_named_fact_that_alone_closes_the_path(name):
    assert truth(name, WARNING) is True
    assert truth(name, WARNING, **BROKEN[name]) is not True
    assert truth("item.released_by_tp2", WARNING, **BROKEN[name]) is not True


def test_what_two_persons_release_goes_under_h2_and_for_72_hours():
    decision = weigh(WARNING, RULES)
    assert {"H2", "EXPIRES(72h)", "REVIEW(DUTY_MAGISTRATE,72h)", "REVIEW(DPO,7d)"} <= set(decision.conditions)
    assert {"H0", "H1"} & set(decision.conditions) == set()


def test_danger_to_life_never_lets_data_serve_a_death_sentence():
    offence = replace(OFFENCE, death_at_partner=True)
    partner = PROFILES.profile("CN", demonstration=True)
    decision = weigh(
        replace(WARNING, partner=partner, request=replace(WARNING.request, offences=(offence,))), RULES
    )
    assert "NO_DEATH_PENALTY_USE" in decision.conditions
