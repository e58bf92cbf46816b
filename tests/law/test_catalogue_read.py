"""What the catalogue's words come to: every key of an act, and what cannot stand together."""

import hashlib
from datetime import timedelta

import pytest

from comity.errors import LawFileInvalid, UnknownKind
from comity.law.cataloguefile import parse_catalogue
from comity.law.kinds import Capability, Catalogue, Crossing, Kind, LiaisonRule, Lifecycle, Move, TwoPerson
from comity.law.needs import Need
from comity.model.parties import AuthorityKind
from comity.model.people import Role
from comity.model.requests import Urgency

FILE = """\
[lifecycle.X]
matter = "case"
ends = ["DONE"]

[capability.ask]
text = "ask"

[capability.answer]
text = "answer what was asked"
needed = true
needs = ["law", "partner"]
on = ["ask"]
law_names = true

[[act]]
kind = "case.ask"
lifecycle = "X"
capability = "ask"

[[act]]
kind = "case.answer"
lifecycle = "X"
capability = "answer"
shared = true
by = "requested"
roles = ["OFFICER", "JUDGE"]
personal = true
decides = true
basis = true
urgent = true
rank = 7
band_hours = 12
echo = "case.ask"
needs_own = ["case.ask"]

[[act.move]]
from = ["OPEN", "ASKED"]
to = "DONE"
via = ["SEEN"]

[[act.crossing]]
with = ["case.ask"]
to = "OPEN"
duty = "TELL"

[[act]]
kind = "case.read"
lifecycle = "X"
roles = ["*"]

[[two_person]]
id = "TP99"
first = "case.ask"
second = "case.answer"
maker = ["OFFICER"]
checker = ["JUDGE"]

[[liaison]]
id = "L9"
check = "none"
text = "a rule"

[[seat]]
role = "JUDGE"
at = ["COURT"]

[[need]]
id = "n"
begins = ["case.ask"]
settled = ["case.answer"]
roles = ["JUDGE"]
after = "2 h"

[[pace]]
urgency = "NORMAL"
next = "1 h"
again = "2 h"
at_most = "8 h"

[[pace]]
urgency = "URGENT"
next = "1 min"
again = "2 min"
at_most = "8 min"
"""


def read(text: str = FILE) -> Catalogue:
    return parse_catalogue({"x.toml": text.encode()})


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(LawFileInvalid) as caught:
        read(text)
    return caught.value.faults


def test_reads_each_key_of_an_act():
    assert read().kinds["case.answer"] == Kind(
        name="case.answer",
        capability="answer",
        lifecycle="X",
        shared=True,
        by="requested",
        roles=frozenset({Role.OFFICER, Role.JUDGE}),
        personal=True,
        decides=True,
        basis=True,
        urgent=True,
        rank=7,
        band_hours=12,
        echo="case.ask",
        needs_own=frozenset({"case.ask"}),
        moves=(Move(start=frozenset({"OPEN", "ASKED"}), to="DONE", via=("SEEN",)),),
        crossings=(Crossing(with_kinds=frozenset({"case.ask"}), to="OPEN", duty="TELL"),),
    )


def test_an_act_that_says_little_is_the_nodes_own_and_stays_here():
    kind = read().kinds["case.ask"]
    assert kind == Kind(
        name="case.ask",
        capability="ask",
        lifecycle="X",
        shared=False,
        by="either",
        roles=frozenset(),
        personal=False,
        decides=False,
        basis=False,
        urgent=False,
        rank=50,
        band_hours=0,
        echo="",
        needs_own=frozenset(),
        moves=(),
        crossings=(),
    )
    assert kind.by_node
    assert read().kinds["case.read"].roles == frozenset(Role)
    assert not read().kinds["case.read"].by_node


def test_reads_what_stands_beside_the_acts():
    held = read()
    assert list(held.kinds) == ["case.ask", "case.answer", "case.read"]
    assert held.lifecycles == {"X": Lifecycle(name="X", matter="case", ends=frozenset({"DONE"}))}
    assert held.capabilities == {
        "ask": Capability(name="ask", text="ask"),
        "answer": Capability(
            name="answer",
            text="answer what was asked",
            needed=True,
            needs=frozenset({"law", "partner"}),
            on=("ask",),
            law_names=True,
        ),
    }
    rule = TwoPerson(
        id="TP99",
        first="case.ask",
        second="case.answer",
        maker=frozenset({Role.OFFICER}),
        checker=frozenset({Role.JUDGE}),
    )
    assert held.two_person == {"TP99": rule}
    assert (held.rule_for_second("case.answer"), held.rule_for_second("case.ask")) == (rule, None)
    assert held.seats == {Role.JUDGE: frozenset({AuthorityKind.COURT})}
    assert held.may_sit(Role.JUDGE, AuthorityKind.COURT)
    assert not held.may_sit(Role.JUDGE, AuthorityKind.SPOC)
    assert not held.may_sit(Role.OFFICER, AuthorityKind.COURT)  # stands nowhere: nobody's
    assert held.liaison == {"L9": LiaisonRule(id="L9", check="none", text="a rule")}
    need = Need(
        id="n",
        begins=frozenset({"case.ask"}),
        settled=frozenset({"case.answer"}),
        roles=(Role.JUDGE,),
        after=timedelta(hours=2),
    )
    assert held.needs.all == (need,)
    assert held.needs.begun_by == {"case.ask": (need,)}
    assert held.needs.settled_by == {"case.answer": ("n",)}
    assert held.needs.pace(Role.JUDGE, Urgency.URGENT).again == timedelta(minutes=2)
    assert held.needs.pace(Role.JUDGE, Urgency.NORMAL).at_most == timedelta(hours=8)


def test_the_digest_is_over_names_and_bytes_in_order():
    files = {"b.toml": b"", "a.toml": FILE.encode()}
    told = hashlib.sha256()
    for name in ("a.toml", "b.toml"):
        told.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(files[name]).digest())
    assert parse_catalogue(files).digest == told.hexdigest()


def test_an_act_that_is_not_there_is_unknown():
    assert read().kind("case.read").name == "case.read"
    with pytest.raises(UnknownKind, match=r"The catalogue in force has no act 'case\.burn'"):
        read().kind("case.burn")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('matter = "case"', "matter = 5", "x.toml:2: 'matter': 5 is no text."),
        ('text = "ask"', "", "x.toml:5: 'text' is missing."),
        (
            'needs = ["law", "partner"]',
            'needs = ["luck"]',
            "x.toml:11: capability answer: 'luck' is not there.",
        ),
        ('on = ["ask"]', 'on = ["hope"]', "x.toml:12: capability answer: 'hope' is not there."),
        ('kind = "case.read"', 'kind = "case.ask"', "x.toml:47: the act 'case.ask' stands twice."),
        (
            'by = "requested"',
            'by = "nobody"',
            "x.toml:25: 'by' is one of either, releasing, requested, requesting.",
        ),
        (
            'by = "requested"',
            'by = "releasing"',
            "x.toml:25: act case.answer: only an own act is done by whichever side releases.",
        ),
        ('"OFFICER", "JUDGE"]\npers', '"OFFICER", "KING"]\npers', "x.toml:26: 'KING' is no role."),
        ("rank = 7", 'rank = "low"', "x.toml:31: 'rank': 'low' is no number."),
        ('via = ["SEEN"]', 'way = ["SEEN"]', "x.toml:39: unknown key 'way'; known here: start, to, via."),
        (
            'duty = "TELL"',
            'debt = "TELL"',
            "x.toml:44: unknown key 'debt'; known here: duty, to, with_kinds.",
        ),
        (
            'lifecycle = "X"\ncap',
            'lifecycle = "Y"\ncap',
            "x.toml:17: act case.ask: there is no lifecycle 'Y'.",
        ),
        (
            'capability = "ask"',
            'capability = "beg"',
            "x.toml:18: act case.ask: there is no capability 'beg'.",
        ),
        ('echo = "case.ask"', 'echo = "case.a"', "x.toml:33: act case.answer: there is no act 'case.a'."),
        ('with = ["case.ask"]', 'with = ["case.b"]', "x.toml:42: act case.answer: there is no act 'case.b'."),
        ('first = "case.ask"', 'first = "case.c"', "x.toml:53: TP99: there is no act 'case.c'."),
        ('second = "case.answer"', 'second = "case.d"', "x.toml:54: TP99: there is no act 'case.d'."),
        ('check = "none"', "", "x.toml:58: 'check' is missing."),
        ('at = ["COURT"]', 'at = ["KING"]', "x.toml:65: 'at': 'KING' is no kind of authority."),
        (
            'at = ["COURT"]',
            'at = ["COURT"]\n[[seat]]\nrole = "JUDGE"\nat = ["SPOC"]',
            "x.toml:67: the role 'JUDGE' stands twice.",
        ),
        ("[[liaison]]", "[[laison]]", "x.toml:58: unknown key 'laison'"),
    ],
)
def test_refuses_a_mistake_with_file_and_line(old: str, new: str, said: str):
    assert old in FILE
    faults = refused(FILE.replace(old, new, 1))
    assert any(fault.startswith(said) for fault in faults), faults


def test_tells_all_that_cannot_stand_together():
    text = FILE.replace('lifecycle = "X"\nroles', 'lifecycle = "Z"\nroles').replace(
        'echo = "case.ask"', 'echo = "q"'
    )
    text = text.replace('on = ["ask"]', 'on = ["hope"]').replace('first = "case.ask"', 'first = "r"')
    assert [fault.split(": ", 1)[1] for fault in refused(text)] == [
        "act case.answer: there is no act 'q'.",
        "act case.read: there is no lifecycle 'Z'.",
        "capability answer: 'hope' is not there.",
        "TP99: there is no act 'r'.",
    ]
