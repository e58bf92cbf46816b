"""Orders and the urgency path: what binds them, and when two persons may act before the judge."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.law import Circumstances, Danger, Grant, establish
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.parties import Authority
from comity.model.people import Pseudonym, Role
from comity.model.requests import (
    DataCategory,
    MatterId,
    RequestType,
    Urgency,
)
from law.sample import ITEM, ON, WEIGHING, asked, truth
from law.shipped import PROFILES

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
    ],
)
def test_the_urgency_path_stays_closed_where_one_thing_is_wrong(change, expected):
    assert truth("item.released_by_tp2", WARNING, **change) is expected


def test_an_urgency_rule_that_names_no_article_closes_the_path():
    values = dict(WARNING.own.values)
    known = values["urgency_without_prior_order"][0]
    none = replace(known, value={"article": "", "reviewer": "", "hours": 0})
    own = replace(WARNING.own, values={**values, "urgency_without_prior_order": (none,)})
    assert truth("danger.article_unknown", WARNING, own=own) is False
    assert truth("item.released_by_tp2", WARNING, own=own) is False


@pytest.mark.parametrize(
    ("confirmed", "after", "expected"),
    [
        (None, timedelta(hours=72), False),
        (None, timedelta(hours=72, seconds=1), True),
        (True, timedelta(days=30), False),
        (False, timedelta(hours=1), True),
    ],
)
def test_a_release_is_unconfirmed_when_refused_or_when_the_review_hours_are_over(confirmed, after, expected):
    danger = replace(DANGER, released_at=ON, confirmed=confirmed)
    assert truth("danger.release_not_confirmed", WARNING, danger=danger, on=ON + after) is expected
