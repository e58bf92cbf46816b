"""Files of situations: refused with file and line, compared with what is decided."""

import pytest

from comity.errors import LawFileInvalid
from comity.law import weigh
from comity.law.situations import differences, parse_situations
from comity.law.trying import try_all
from law.shipped import CASES, LAW, RULES, files, situations

ONE = """\
[[situation]]
id = "A"
title = "t"
on = 2026-03-01T10:00:00Z
moment = "G2"
own = "BE"
partner = "VN"
agreements = ["demo-be-vn"]
expect = { outcome = "REFUSE" }

[situation.request]
type = "T04"
sender = "VN/SPOC"
recipient = "BE/SPOC"
purpose = "BORDER_CONTROL"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"demo-be-vn"', '"demo-be-xx"', "x.toml:8: there is no agreement 'demo-be-xx'."),
        ('moment = "G2"', 'moment = "G9"', "x.toml:5: 'moment': 'G9' is no moment. Known: G1"),
        (
            'outcome = "REFUSE"',
            'outcome = "MAYBE"',
            "'MAYBE' is no outcome; known: PERMIT, PERMIT_WITH_CONDITIONS, ",
        ),
        ('type = "T04"', 'type = "T04"\ncolour = "red"', "x.toml:13: unknown key 'colour'"),
        ("T10:00:00Z", "T10:00:00", "x.toml:4: 'on' is an instant and needs its offset"),
        ('"VN/SPOC"', '"VN/KING"', "x.toml:13: 'sender': 'VN/KING' is no authority."),
        ('title = "t"', 'like = "B"', "x.toml:3: there is no situation 'B' to follow"),
        ('title = "t"', 'like = "A"', "x.toml:3: circular reference: A → A."),
        ('title = "t"', 'title = "t"\ndenounced = { x = {} }', "x.toml:4: there is no agreement 'x'."),
        ('own = "BE"', "", "x.toml:1: 'own' is missing."),
        ('own = "BE"', 'own = "XX"', "No profile of 'XX'."),
    ],
)
def test_refuses_a_mistake_with_file_and_line(old, new, said):
    assert ONE.count(old) == 1
    with pytest.raises(LawFileInvalid) as caught:
        parse_situations({"x.toml": ONE.replace(old, new).encode()}, LAW)
    assert said in caught.value.what


def test_refuses_two_situations_of_one_name():
    with pytest.raises(LawFileInvalid, match=r"x\.toml:18: a situation has an 'id' of its own"):
        parse_situations({"x.toml": (ONE + "\n" + ONE).encode()}, LAW)


def test_says_where_a_decision_is_not_what_was_expected():
    (one,) = parse_situations({"x.toml": ONE.replace("REFUSE", "PERMIT").encode()}, LAW)
    assert differences(one, weigh(one.weighing, RULES)) == ("outcome: expected 'PERMIT', found 'REFUSE'",)


def test_covers_the_scenarios_of_this_release():
    found = {situation.id.split("-")[0] for situation in situations()}
    wanted = {
        "S01",
        "S02",
        "S03",
        "S04",
        "S05",
        "S06",
        "S07",
        "S08",
        "S09",
        "S10",
        "S10b",
        "S11",
        "S33",
        "S34",
    }
    assert wanted | {"S36", "S42", "S43", "S44", "S45", "S46", "S47"} <= found


def test_every_situation_has_a_title_that_a_lawyer_can_read():
    assert all(len(situation.title) > 30 for situation in situations())
    assert all(name.endswith(".toml") for name in files(CASES))


def test_tells_all_mistakes_of_all_files_at_once():
    broken = ONE.replace('"VN"', '"XX"').replace("REFUSE", "MAYBE")
    with pytest.raises(LawFileInvalid) as caught:
        parse_situations({"a.toml": broken.encode(), "b.toml": b"["}, LAW)
    assert [fault.split(": ")[0] for fault in caught.value.faults] == ["b.toml:1", "a.toml:7"]


@pytest.mark.parametrize("point", ["same_as", "leaves_as", "answers_as"])
def test_refuses_to_compare_with_a_situation_that_is_not_there(point):
    text = ONE.replace('outcome = "REFUSE"', f'outcome = "REFUSE", {point} = "Z"')
    with pytest.raises(LawFileInvalid, match=r"x\.toml:9: there is no situation 'Z' to compare with"):
        parse_situations({"x.toml": text.encode()}, LAW)


def test_tries_all_situations_and_keeps_what_differs():
    other = ONE.replace('"A"', '"B"').replace("REFUSE", "PERMIT")
    tried = try_all(parse_situations({"x.toml": (ONE + other).encode()}, LAW), RULES)
    assert [(one.situation.id, one.differences) for one in tried] == [
        ("A", ()),
        ("B", ("outcome: expected 'PERMIT', found 'REFUSE'",)),
    ]
