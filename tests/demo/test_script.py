"""A script is read strictly, line by line, and every word of it is known."""

from datetime import timedelta

import pytest

from comity.demo.simulate.script import TAKES, read_script, shipped, shipped_script, template
from comity.demo.simulate.words import EXPECTED, PACKED, AtDoor, FalseRelease, Lie, OnLine, Verb
from comity.errors import BadInput, MalformedFile
from comity.model.decisions import Disclosable
from comity.model.parties import StateCode
from comity.model.requests import DataCategory, RequestType, Urgency
from comity.wiring import read_law

CATALOGUE = read_law(demo=True).catalogue

SCRIPT = """\
title = "A partner"
state = "RU"

[[on]]
arrives = "request.send"
type = "T02"
urgency = "URGENT"
category = "DC_IDENTITY"
nth = [1, 3]

  [[on.then]]
  do = "accept"
  after = "20 min"

  [[on.then]]
  do = "answer"
  items = [{ category = "DC_IDENTITY", text = "who", linked_case = true }]

  [[on.then]]
  do = "refuse"
  reasons = ["SCOPE"]

[[door]]
does = "hang"
wait = "5 s"

[[line]]
sends = "request.accept"
does = "twice"
"""


def test_reads_rules_steps_and_faults():
    script = read_script(SCRIPT.encode(), CATALOGUE)
    assert (script.title, script.state) == ("A partner", StateCode("RU"))
    (rule,) = script.on
    assert (rule.arrives, rule.type, rule.urgency, rule.category, rule.nth) == (
        "request.send",
        RequestType.T02,
        Urgency.URGENT,
        DataCategory.DC_IDENTITY,
        (1, 3),
    )
    accept, answer, refuse = rule.then
    assert (accept.do, accept.after) == (Verb.ACCEPT, timedelta(minutes=20))
    (piece,) = answer.items
    assert (piece.item.id, piece.item.category, piece.item.linked_case, piece.text) == (
        "item-1",
        DataCategory.DC_IDENTITY,
        True,
        "who",
    )
    assert refuse.reasons == (Disclosable.SCOPE,)
    assert [(f.does, f.wait) for f in script.door] == [(AtDoor.HANG, timedelta(seconds=5))]
    assert [(f.does, f.sends) for f in script.line] == [(OnLine.TWICE, "request.accept")]


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (('title = "A partner"', 'titel = "A partner"'), 1, "unknown key 'titel'"),
        (('arrives = "request.send"', 'arrives = "request.sent"'), 5, "no shared act of the catalogue"),
        (('arrives = "request.send"', 'arrives = "order.grant"'), 5, "no shared act of the catalogue"),
        (('type = "T02"', 'type = "T99"'), 6, "is no request type"),
        (("nth = [1, 3]", "nth = [0]"), 9, "'nth' counts from 1"),
        (('do = "accept"', 'do = "acept"'), 12, "is no verb"),
        (('do = "accept"', 'doing = "accept"'), 12, "unknown key 'doing'"),
        (('  do = "accept"\n', "\n"), 11, "'do' is missing"),
        (('after = "20 min"', 'after = "20 minutes"'), 13, "is no span of time"),
        (('after = "20 min"', "times = 0"), 13, "'times' counts from 1"),
        (('after = "20 min"', 'reasons = ["SCOPE"]'), 13, "'reasons' does not belong to 'accept'"),
        (('after = "20 min"', 'lie = "unsigned"'), 13, "'lie' does not belong to 'accept'"),
        (('text = "who", ', ""), 17, "'text' is missing"),
        (("linked_case", "linked"), 17, "unknown key 'linked'"),
        (('reasons = ["SCOPE"]', 'reasons = ["OTHER"]'), 21, "is no reason that a partner may be told"),
        (('do = "refuse"\n  reasons = ["SCOPE"]', 'do = "lie"'), 19, "'lie' is missing"),
        (('do = "refuse"\n  reasons = ["SCOPE"]', 'do = "lie"\n  lie = "white"'), 21, "is no lie of 'lie'"),
        (('does = "hang"', 'does = "slam"'), 24, "is no fault at the door"),
        (('sends = "request.accept"', 'arrives = "request.accept"'), 28, "unknown key 'arrives'"),
        (('does = "twice"', "does = "), 29, "not TOML"),
    ],
)
def test_refuses_with_the_line(change: tuple[str, str], line: int, says: str):
    with pytest.raises(MalformedFile) as refused:
        read_script(SCRIPT.replace(*change, 1).encode(), CATALOGUE)
    assert refused.value.what.startswith(f"Line {line}: ")
    assert says in refused.value.what


def test_refuses_a_rule_that_does_nothing():
    with pytest.raises(MalformedFile, match=r"^Line 2: nothing is done"):
        read_script(b'title = "x"\n[[on]]\narrives = "request.send"\n', CATALOGUE)


def test_leaves_to_the_desk_what_the_desk_fills_in():
    text = b'[[on]]\n  [[on.then]]\n  do = "ask"\n  request = { sender = "RU/SPOC" }\n'
    with pytest.raises(MalformedFile, match=r"^Line 4: 'sender' is filled in by the desk"):
        read_script(text, CATALOGUE)


@pytest.mark.parametrize("name", shipped())
def test_reads_every_script_that_is_shipped(name: str):
    assert read_script(shipped_script(name), CATALOGUE).title.startswith("A partner ")


def test_knows_no_other_script():
    with pytest.raises(BadInput, match="flood, good, liar, refusing, slow"):
        shipped_script("best")


def test_the_template_uses_every_verb_and_names_every_fault_and_lie_of_the_line():
    text = template()
    script = read_script(text.encode(), CATALOGUE)
    assert {step.do for rule in script.on for step in rule.then} == set(Verb)
    assert [word for word in (*AtDoor, *OnLine) if f"`{word}`" not in text] == []


def test_every_lie_has_its_code_and_no_fault_of_the_line_has_one():
    honest = {"drop", "busy", "hang", "late", "lost", "garbage", "truncated", "refused"}
    honest |= {"twice", "reorder", "gap"}
    assert {*Lie, *FalseRelease, *AtDoor, *OnLine} - set(EXPECTED) == honest
    assert set(TAKES) == set(Verb)
    assert set(OnLine) > PACKED
