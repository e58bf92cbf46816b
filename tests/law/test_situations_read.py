"""What a situation's words come to: every key of its file, and the value that it has in the weighing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from comity.errors import LawFileInvalid
from comity.law.gate import weigh
from comity.law.situations import Expected, Situation, differences, parse_situations
from comity.law.weighing import Circumstances, Danger, Grant, Past
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.decisions import Decision, Disclosable, Ground, Level, Moment, Outcome, UnitDecision
from comity.model.instruments import Denunciation, Period
from comity.model.parties import Authority, Channel
from comity.model.people import Role
from comity.model.profiles import RelationStatus
from comity.model.releases import ReplyCode
from comity.model.requests import DataCategory, Item, Purpose, Request, RequestType
from law.sample import WEIGHING
from law.shipped import LAW, RULES

WHOLE = """\
[[situation]]
id = "A"
title = "One that says all there is to say"
on = 2026-03-01T10:00:00Z
moment = "G3"
own = "BE"
partner = "VN"
agreements = ["demo-be-vn"]
relation = "SUSPENDED"
received_under = "demo-be-tr"
authorised = { demo-be-vn = 2026-01-05 }
denounced = { demo-be-vn = { by = "VN", notified_on = 2026-01-01, notice = "90 d" } }
amended = { demo-be-tr = { note = "as amended" }, demo-be-vn = { adopted = false } }
declared = { death_penalty = "RETAINED" }
danger = { to_life = true, concrete = "unknown" }
circumstances = { series = true }
past = { critic = true }
request = { type = "T04", sender = "VN/SPOC", recipient = "BE/SPOC", purpose = "BORDER_CONTROL" }

[[situation.item]]
id = "i"
category = "DC_VEHICLE"

[[situation.item]]
id = "j"
category = "DC_IDENTITY"

[[situation.order]]
kind = "JUDGE"
role = "JUDGE"
items = ["j"]
given_at = 2026-02-27T10:00:00Z
valid_until = 2026-03-27T10:00:00Z
article = "art. 5"

[[situation.order]]
kind = "TP2"
role = "SUPERVISOR"
items = ["i", "j"]
given_at = 2026-02-28T10:00:00Z
valid_until = 2026-03-28T10:00:00Z
article = "art. 6"
conditions = ["H2"]
request = "another"
recipient = "TR"

[[situation.consent]]
role = "OWNER(FR)"
items = ["i"]

[[situation.consent]]
role = "DPO"

[situation.expect]
outcome = "REFUSE"
items = { i = "PERMIT" }
offences = { o = "REFER" }
"""
NOON = datetime(2026, 3, 1, 10, tzinfo=UTC)
SHIPPED = {instrument.id: instrument for instrument in LAW.instruments}


def read(text: str = WHOLE) -> Situation:
    return parse_situations({"x.toml": text.encode()}, LAW)[-1]


def refused(text: str) -> str:
    with pytest.raises(LawFileInvalid) as caught:
        parse_situations({"x.toml": text.encode()}, LAW)
    return caught.value.what


# ── each key ────────────────────────────────────────────────────────────────────────────────────
def test_reads_when_who_and_under_which_law():
    found = read()
    w = found.weighing
    assert (found.id, found.title) == ("A", "One that says all there is to say")
    assert (w.moment, w.on, w.relation) == (Moment.G3, NOON, RelationStatus.SUSPENDED)
    assert w.own == LAW.profiles.profile("BE", demonstration=True)
    assert w.partner == LAW.profiles.profile("VN", demonstration=True)
    assert w.lists == LAW.lists
    assert (w.matter, w.request_act, w.recipient_key) == (
        "case/situation",
        "the-request",
        "the-recipient-key",
    )
    assert w.danger == Danger(to_life=True, concrete=None)
    assert w.circumstances == Circumstances(series=True)
    assert w.past == Past(critic=True)


def test_changes_the_agreements_that_it_names_and_no_other():
    w = read().weighing
    notice = Denunciation(by="VN", notified_on=date(2026, 1, 1), notice=Period(days=90))
    told = replace(SHIPPED["demo-be-vn"], denunciations=(notice,), sa_authorised_on=date(2026, 1, 5))
    assert w.instruments == (replace(told, adopted=True),)
    assert w.received_under == replace(SHIPPED["demo-be-tr"], note="as amended")


def test_reads_which_other_texts_bore_what_arrived():
    one = 'received_under = "demo-be-tr"'
    more = WHOLE.replace(one, f'{one}\nreceived_beside = ["demo-be-vn", "untoc"]', 1)
    assert [text.id for text in read(more).weighing.received_beside] == ["demo-be-vn", "untoc"]
    with pytest.raises(LawFileInvalid, match="there is no agreement 'gone'"):
        read(more.replace('"untoc"]', '"gone"]'))


def test_reads_what_the_partner_declares_as_of_that_day():
    declared = read().weighing.declared
    assert declared is not None
    (value,) = declared.values["death_penalty"]
    assert (declared.state, value.value, value.valid_from, value.adopted) == (
        "VN",
        "RETAINED",
        date(2026, 3, 1),
        True,
    )


def test_reads_a_request_and_fills_in_what_every_request_has():
    assert read().weighing.request == Request(
        reference="SITUATION",
        type=RequestType.T04,
        sender=Authority.parse("VN/SPOC"),
        recipient=Authority.parse("BE/SPOC"),
        channel=Channel.BILATERAL_SPOC,
        basis=None,
        purpose=Purpose.BORDER_CONTROL,
        case_ref="",
        language="nl",
    )


def test_a_request_that_names_no_language_is_in_the_first_that_the_requested_side_takes():
    assert read().weighing.request.language == "nl"
    swapped = WHOLE.replace('"VN/SPOC"', '"TR/SPOC"').replace('"BE/SPOC"', '"VN/SPOC"')
    assert read(swapped).weighing.request.language == "vi"
    named = WHOLE.replace('type = "T04"', 'type = "T04", language = "ru"', 1)
    assert read(named).weighing.request.language == "ru"
    assert read(LEAST.replace("request =", 'world = "real"\nrequest =')).weighing.request.language == "en"


def test_reads_items_orders_and_consents():
    w = read().weighing
    one, other = w.items
    assert (one, other) == (
        Item(id="i", category=DataCategory.DC_VEHICLE),
        Item(id="j", category=DataCategory.DC_IDENTITY),
    )
    named = [OrderedItem(item=i.id, category=i.category, package="", commitment="") for i in w.items]
    judge = Order(
        kind=OrderKind.JUDGE,
        matter="case/situation",
        request="the-request",
        items=(named[1],),
        recipient="VN",
        recipient_key="the-recipient-key",
        announcement="",
        article="art. 5",
        conditions=(),
        given_by="somebody",
        role=Role.JUDGE,
        authority="VN/COURT",
        given_at=datetime(2026, 2, 27, 10, tzinfo=UTC),
        valid_until=datetime(2026, 3, 27, 10, tzinfo=UTC),
    )
    two = replace(
        judge,
        kind=OrderKind.TP2,
        request="another",
        items=tuple(named),
        recipient="TR",
        article="art. 6",
        conditions=("H2",),
        role=Role.SUPERVISOR,
        given_at=judge.given_at + timedelta(days=1),
        valid_until=judge.valid_until + timedelta(days=1),
    )
    assert w.orders == (judge, two)
    assert w.consents == (
        Grant(role="OWNER(FR)", units=frozenset({"i"})),
        Grant(role="DPO", units=frozenset({""})),
    )


LEAST = WHOLE[: WHOLE.index("agreements")] + WHOLE[WHOLE.index("request =") : WHOLE.index("[[situation.item")]
LEAST += 'expect = { outcome = "PERMIT" }\n'


def test_what_it_does_not_say_is_absent():
    w = read(LEAST).weighing
    assert (w.instruments, w.items, w.orders, w.consents, w.danger) == ((), (), (), (), None)
    assert (w.declared, w.received_under, w.relation) == (None, None, RelationStatus.OPEN)
    assert (w.circumstances, w.past) == (Circumstances(), Past())


def test_outside_the_demonstration_world_only_what_is_adopted_counts():
    real = 'world = "real"\nadopted = ["led_applies"]\nagreements = ["demo-be-vn"]\n'
    real += "amended = { demo-be-vn = { adopted = false } }\n"
    w = read(LEAST.replace("request =", real + "request =")).weighing
    assert w.own == LAW.profiles.profile("BE", adopted=frozenset({"led_applies"}))
    assert w.partner == LAW.profiles.profile("VN", adopted=frozenset({"led_applies"}))
    assert w.instruments == (replace(SHIPPED["demo-be-vn"], adopted=False),)


def test_one_that_is_like_another_keeps_what_it_does_not_say_otherwise():
    later = '[[situation]]\nid = "B"\nlike = "A"\ntitle = "u"\nmoment = "G2"\ndanger = { to_life = false }\n'
    earlier, found = read(), read(WHOLE + later + 'expect = { outcome = "PERMIT" }\n')
    assert (found.id, found.title, found.expected) == ("B", "u", Expected(outcome="PERMIT"))
    danger = Danger(to_life=False, concrete=None)
    assert found.weighing == replace(earlier.weighing, moment=Moment.G2, danger=danger)
    for needed in ("title", "expect"):  # each says its own
        assert f"'{needed}' is missing." in refused(
            WHOLE
            + '[[situation]]\nid = "B"\nlike = "A"\n'
            + {
                "title": 'expect = { outcome = "PERMIT" }\n',
                "expect": 'title = "u"\n',
            }[needed]
        )


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('i = "PERMIT"', 'i = "OFTEN"', "x.toml:56: 'OFTEN' is no outcome"),
        ('o = "REFER"', 'o = "SELDOM"', "x.toml:57: 'SELDOM' is no outcome"),
        ('"demo-be-tr"', '"nowhere"', "x.toml:10: there is no agreement 'nowhere'."),
        ("{ demo-be-vn = 2026-01-05", "{ gone = 2026-01-05", "x.toml:11: there is no agreement 'gone'."),
        ("{ demo-be-tr = { note", "{ gone = { note", "x.toml:13: there is no agreement 'gone'."),
        ('note = "as amended"', "note = 5", "x.toml:13: 'note': 5 is no text."),
        (
            'note = "as amended"',
            'entry = { rule = "DAYS_AFTER_SIGNATURE", number = 99999999 }',
            "x.toml:13: entry into force: DAYS_AFTER_SIGNATURE counts 36525 at the most (a hundred years).",
        ),
        ("2026-01-05", '"soon"', "x.toml:11: 'demo-be-vn': 'soon' is no date."),
        ('"RETAINED"', '"SELDOM"', "x.toml:14: that is no profile that a partner can declare."),
        ("death_penalty", "guillotine", "x.toml:14: that is no profile that a partner can declare."),
        ("series = true", "serial = true", "x.toml:16: unknown key 'serial'"),
        ('partner = "VN"', 'partner = "XX"', "x.toml:7: No profile of 'XX'."),
        ('role = "DPO"', 'role = "DPO"\ncolour = "red"', "x.toml:53: unknown key 'colour'"),
        ('article = "art. 5"', 'articel = "art. 5"', "x.toml:34: unknown key 'articel'"),
    ],
)
def test_refuses_a_mistake_with_file_and_line(old: str, new: str, said: str):
    assert said in refused(WHOLE.replace(old, new, 1))


@pytest.mark.parametrize("key", ["title", "on", "moment", "own", "partner", "request", "expect"])
def test_refuses_a_situation_that_lacks_what_each_must_say(key: str):
    text = "\n".join(line for line in LEAST.splitlines() if not line.startswith(f"{key} ="))
    assert refused(text) == f"x.toml:1: '{key}' is missing."


def test_refuses_a_situation_without_a_name():
    assert refused(LEAST.replace('id = "A"', "")) == "x.toml:1: a situation has an 'id' of its own."


def test_sixteen_may_follow_one_another_and_no_more():
    def chain(links: int) -> str:
        rows = (f'[[situation]]\nid = "S{n}"\nlike = "S{n + 1}"\n' for n in range(links))
        first = LEAST.replace('id = "A"', f'id = "S{links}"')
        own = 'title = "u"\nexpect = { outcome = "PERMIT" }\n'
        return first + "".join(row + own for row in rows)

    assert len(parse_situations({"x.toml": chain(17).encode()}, LAW)) == 18
    assert "more than 16 situations follow one another." in refused(chain(18))


# ── comparing ───────────────────────────────────────────────────────────────────────────────────
def ground(rule: str, outcome: Outcome, **more) -> Ground:
    return Ground(
        rule=rule,
        outcome=outcome,
        level=Level.N1,
        article="a",
        disclosable=Disclosable.NATIONAL_LAW,
        **more,
    )


DECISION = Decision(
    moment=Moment.G3,
    outcome=Outcome.REFER,
    partial=True,
    grounds=(
        ground("R-B", Outcome.REFER, needs=("LEGAL_OFFICER", "DPO")),
        ground("R-A", Outcome.NEEDS_AUTHORISATION, needs=("JUDGE",)),
        ground("R-C", Outcome.PERMIT_WITH_CONDITIONS, conditions=("H1",)),
    ),
    items=(UnitDecision(unit="i", outcome=Outcome.PERMIT), UnitDecision(unit="j", outcome=Outcome.REFUSE)),
    offences=(UnitDecision(unit="o", outcome=Outcome.PERMIT),),
    authorisers=("JUDGE",),
    conditions=("H1",),
    time_limit=timedelta(days=1),
    flags=("TP2_WOULD_SUFFICE",),
    passed=("R-D",),
    on=NOON,
)
MET = Expected(
    outcome="REFER",
    partial=True,
    grounds=("R-B", "R-A"),
    authorisers=("JUDGE",),
    refers_to=("LEGAL_OFFICER", "DPO"),
    items={"i": "PERMIT", "j": "REFUSE"},
    offences={"o": "PERMIT"},
    released=("i",),
    conditions=("H1",),
    flags=("TP2_WOULD_SUFFICE",),
    passed=("R-D",),
    neutral=False,
    reply=ReplyCode.PARTIAL,
    codes=(Disclosable.NATIONAL_LAW,),
)


def compared(expected: Expected, decision: Decision = DECISION, **others: Decision) -> tuple[str, ...]:
    return differences(Situation(id="A", title="t", weighing=WEIGHING, expected=expected), decision, others)


def test_finds_no_difference_where_all_is_as_expected():
    told = replace(DECISION, items=(*DECISION.items[:1], replace(DECISION.items[1], grounds=(REFUSED,))))
    assert compared(MET, told) == ()
    assert compared(Expected(outcome="REFER", partial=True)) == ()


REFUSED = ground("R-E", Outcome.REFUSE, unit="j")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": "PERMIT"}, "outcome: expected 'PERMIT', found 'REFER'"),
        ({"partial": False}, "partial: expected False, found True"),
        ({"grounds": ("R-C",)}, "grounds: expected ('R-C',), found ('R-A', 'R-B')"),
        ({"authorisers": ()}, "authorisers: expected (), found ('JUDGE',)"),
        ({"refers_to": ("DPO",)}, "refers_to: expected ('DPO',), found ('DPO', 'LEGAL_OFFICER')"),
        ({"items": {}}, "items: expected {}, found {'i': 'PERMIT', 'j': 'REFUSE'}"),
        ({"offences": {}}, "offences: expected {}, found {'o': 'PERMIT'}"),
        ({"released": ("j",)}, "released: expected ('j',), found ('i',)"),
        ({"flags": ()}, "flags: expected (), found ('TP2_WOULD_SUFFICE',)"),
        ({"neutral": True}, "neutral: expected True, found False"),
        ({"conditions": ("H3", "H2")}, "condition missing: H2"),
        ({"passed": ("R-Z", "R-Y")}, "rule did not pass: R-Y"),
    ],
)
def test_names_each_point_on_which_a_decision_differs(change, said: str):
    asked = replace(Expected(outcome="REFER", partial=True), **change)
    assert compared(asked)[0] == said


def test_what_the_partner_sees_is_compared():
    (reply,) = compared(Expected(outcome="REFER", partial=True, reply=ReplyCode.FULL))
    assert reply.startswith("reply: expected <ReplyCode.FULL")
    (codes,) = compared(Expected(outcome="REFER", partial=True, codes=("SCOPE",)))
    assert codes.startswith("codes: expected ('SCOPE',), found (")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": Outcome.PERMIT}, "outcome is not that of S"),
        ({"conditions": ()}, "conditions is not that of S"),
        ({"time_limit": None}, "time_limit is not that of S"),
        ({"authorisers": ()}, "authorisers is not that of S"),
        ({"flags": ()}, "flags is not that of S"),
        ({"partial": False}, "partial is not that of S"),
        ({"items": DECISION.items[:1]}, "items do not fare as in S"),
    ],
)
def test_two_situations_that_are_to_fare_alike_are_compared_point_by_point(change, said: str):
    alike = Expected(outcome="REFER", partial=True, same_as="S")
    assert compared(alike, S=DECISION) == ()
    assert compared(alike, S=replace(DECISION, **change)) == (said,)


def test_what_leaves_and_what_is_answered_is_compared():
    other = replace(DECISION, items=())
    asked = Expected(outcome="REFER", partial=True, leaves_as="S", answers_as="S")
    assert compared(asked, S=DECISION) == ()
    assert compared(asked, S=other) == (
        "what leaves is not what leaves in S",
        "the answer is not that of S",
    )


def test_a_situation_of_files_is_weighed_as_it_stands():
    assert weigh(read().weighing, RULES).outcome is Outcome.REFUSE


@pytest.mark.parametrize("born", ["1990-17-41", "1980-15-04", "soon"])
def test_a_date_of_birth_that_no_calendar_has_is_refused_at_its_line_and_never_quoted(born):
    subjects = f'subjects = [\n{{ label = "s", born = "{born}" }} ] }}'
    said = refused(WHOLE.replace('purpose = "BORDER_CONTROL" }', f'purpose = "BORDER_CONTROL", {subjects}'))
    assert "'born' is no date; write 1968, 1968-09-02, 1968~ or 1955/1958." in said
    assert born not in said
