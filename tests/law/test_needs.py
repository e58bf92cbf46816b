"""Who is needed after an act: the catalogue's rows, and what is refused in them."""

from datetime import timedelta

import pytest

from comity.errors import LawFileInvalid
from comity.law.needs import parse_needs
from comity.model.people import Role
from comity.model.requests import Urgency
from comity.wiring import read_law

KINDS = ("alert.issue", "alert.ack", "answer.submit")
PACES = """
[[pace]]
urgency = "URGENT"
next = "10 min"
again = "10 min"
at_most = "3 h"

[[pace]]
urgency = "NORMAL"
next = "2 h"
again = "12 h"
at_most = "24 h"
"""
WARNING = """
[[need]]
id = "warning"
begins = ["alert.issue"]
arrived = true
roles = ["SPOC_DUTY"]
urgent = true
settled = ["alert.ack"]
"""


def parse(text: str):
    return parse_needs({"duty.toml": text.encode()}, KINDS)


def test_reads_who_is_needed_and_what_settles_it():
    needs = parse(WARNING + PACES)
    (need,) = needs.begun_by["alert.issue"]
    assert (need.id, need.called({}), need.urgency({}), need.after) == (
        "warning",
        (Role.SPOC_DUTY,),
        Urgency.URGENT,
        timedelta(0),
    )
    assert needs.settled_by == {"alert.ack": ("warning",)}
    assert needs.pace(Role.SPOC_DUTY, Urgency.NORMAL).again == timedelta(hours=12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (WARNING.replace("alert.ack", "alert.nod") + PACES, r"duty.toml:2: need warning names unknown acts"),
        (WARNING.replace('roles = ["SPOC_DUTY"]\n', "") + PACES, r"duty.toml:2: need warning calls nobody"),
        (WARNING.replace("SPOC_DUTY", "BUTLER") + PACES, r"duty.toml:6: .*'BUTLER' is no role of a person"),
        (WARNING + "within = 3\n" + PACES, r"duty.toml:9: unknown key 'within'"),
        (
            WARNING + PACES.split('[[pace]]\nurgency = "NORMAL"', maxsplit=1)[0],
            r"^duty: no \[\[pace\]\] for every role that is NORMAL\.$",
        ),
        (WARNING, r"^duty: no \[\[pace\]\] for every role that is NORMAL and URGENT\.$"),
        (
            WARNING + PACES.replace('urgency = "NORMAL"', 'urgency = "NORMAL"\nroles = ["DPO"]'),
            r"for every role that is NORMAL",
        ),
    ],
)
def test_refuses_a_row_that_calls_nobody_or_names_nothing(text: str, told: str):
    with pytest.raises(LawFileInvalid, match=told):
        parse(text)


def test_rows_of_all_files_count_in_the_order_of_their_names_and_a_role_may_have_a_pace_of_its_own():
    own = '[[pace]]\nurgency = "URGENT"\nroles = ["DPO"]\nnext = "1 h"\nagain = "1 h"\nat_most = "5 h"\n'
    second = WARNING.replace('"warning"', '"second"').replace("arrived = true\n", "")
    files = {"b.toml": (second + PACES).encode(), "a.toml": (WARNING + own).encode()}
    needs = parse_needs(files, KINDS)
    assert [need.id for need in needs.all] == ["warning", "second"]
    assert [need.id for need in needs.begun_by["alert.issue"]] == ["warning", "second"]
    assert needs.settled_by == {"alert.ack": ("warning", "second")}
    assert needs.pace(Role.DPO, Urgency.URGENT).next == timedelta(hours=1)
    assert needs.pace(Role.SPOC_DUTY, Urgency.URGENT).next == timedelta(minutes=10)
    assert needs.pace(Role.DPO, Urgency.NORMAL).next == timedelta(hours=2)
    assert parse("").all == ()


# ── what is shipped ─────────────────────────────────────────────────────────────────────────────
NEEDS = read_law(demo=True).catalogue.needs


def called(kind: str, arrived: bool, **marks: str) -> dict[str, list[str]]:
    """Return whom an act calls, by need."""
    begun = [n for n in NEEDS.begun_by.get(kind, ()) if n.arrived is arrived]
    return {n.id: [str(r) for r in n.called(marks)] for n in begun if n.called(marks)}


@pytest.mark.parametrize(
    ("kind", "arrived", "marks", "whom"),
    [
        ("alert.issue", True, {}, {"warning": ["SPOC_DUTY"]}),
        ("alert.issue", False, {}, {"unacknowledged": ["SPOC_DUTY"]}),
        ("request.send", True, {"urgency": "URGENT"}, {"request": ["SPOC_DUTY"]}),
        ("request.send", True, {"urgency": "NORMAL"}, {}),
        ("request.send", False, {"urgency": "URGENT"}, {}),
        ("answer.submit", False, {"needs": "JUDGE"}, {"judge": ["JUDGE"]}),
        (
            "answer.submit",
            False,
            {"needs": "LEGAL_OFFICER PROSECUTOR or SUPERVISOR"},
            {"judge": ["PROSECUTOR", "SUPERVISOR"], "transfer": ["LEGAL_OFFICER"]},
        ),
        ("answer.submit", False, {"needs": ""}, {}),
        ("duty.call", False, {"roles": "JUDGE DPO"}, {"asked": ["JUDGE", "DPO"]}),
        ("duty.call", False, {}, {}),
    ],
)
def test_an_act_calls_whom_its_marks_say(kind, arrived, marks, whom):
    assert called(kind, arrived, **marks) == whom


def test_it_is_urgent_where_the_need_or_the_act_says_so():
    usual, urgent = (
        parse(PACES + WARNING.replace("urgent = true", f"urgent = {how}")) for how in ("false", "true")
    )
    (by_act,), (always,) = usual.begun_by["alert.issue"], urgent.begun_by["alert.issue"]
    assert [by_act.urgency({}), by_act.urgency({"urgency": "URGENT"})] == [Urgency.NORMAL, Urgency.URGENT]
    assert [always.urgency({}), always.urgency({"urgency": "NORMAL"})] == [Urgency.URGENT, Urgency.URGENT]


def test_a_warning_can_call_three_people_before_its_thirty_minutes_are_over():
    pace = NEEDS.pace(Role.SPOC_DUTY, Urgency.URGENT)
    assert 2 * pace.next + pace.again <= timedelta(minutes=30)  # T06 (domain.md 4.4)


def test_reviews_are_called_for_again_before_they_fall_due():
    after = {n.id: n.after for n in NEEDS.all}
    assert after["review-near"] < timedelta(hours=72)
    assert after["inspection-near"] < timedelta(days=7)


def test_a_pace_for_one_role_is_no_other_roles_pace():
    """The pace of those named comes first in the file; whoever is not named has the pace of every role."""
    own = PACES.replace('urgency = "NORMAL"', 'urgency = "NORMAL"\nroles = ["JUDGE"]').replace("2 h", "1 h")
    needs = parse(WARNING + own + PACES[PACES.rindex("[[pace]]") :])
    assert needs.pace(Role.JUDGE, Urgency.NORMAL).next == timedelta(hours=1)
    assert needs.pace(Role.SPOC_DUTY, Urgency.NORMAL).next == timedelta(hours=2)
