"""Queries on documents and crossings at two desks: looked up for a case, logged, put in, and never listed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.acts.commit import open_act
from comity.acts.plain import from_plain
from comity.acts.quotas import Quotas
from comity.demo.stage import FRAUD, ask, suspect
from comity.demo.world import World
from comity.errors import OutOfOrder, WrongRole
from comity.exchange import answers, cases, crossings, papers
from comity.exchange.weighing import content
from comity.model.decisions import Outcome
from comity.model.people import Role
from comity.model.requests import DataCategory, MatterId, Request, RequestType
from comity.model.travel import (
    Crossing,
    Direction,
    Fate,
    Paper,
    PaperAsked,
    PaperKind,
    PaperReply,
    Period,
    Seen,
    Verdict,
)
from stories.exchange import held

JANUARY = Period(first=date(2019, 1, 1), last=date(2019, 1, 31))
ENTRY = Crossing(
    name="Аркадий Велин", born="1980-05-04", direction=Direction.ENTRY, on=date(2019, 1, 3), place="Zaventem"
)
STOLEN = Paper(
    kind=PaperKind.PASSPORT,
    issuer="BE",
    number="EN123456",
    fate=Fate.STOLEN,
    since=date(2018, 8, 1),
    source="BE passports",
)


def request(kind: RequestType, **more: object) -> Request:
    """Write a query of RU to BE."""
    whole = ask(
        "RU",
        "BE",
        suspect("Arkady Velin", "1980-05-04", "RU"),
        FRAUD,
        [],
        agreement="demo-be-ru-police",
        case_ref="V-2019-771",
        facts="Invoices were redirected in January 2019.",
    )
    return replace(whole, type=kind, **more)  # type: ignore[arg-type]


def arrived(world: World, asked: Request) -> MatterId:
    """Have RU send a query and BE accept it."""
    ru, be, now = world["RU"], world["BE"], world.now
    matter = cases.draft(ru.node, asked, ru[Role.OFFICER], now).matter
    cases.approve(ru.node, matter, ru[Role.SUPERVISOR], now)
    cases.send(ru.node, matter, ru[Role.SPOC_DUTY], now)
    world.carry()
    answers.accept(be.node, matter, be[Role.SPOC_DUTY], now)
    return matter


def document(number: str = "EN123456") -> Request:
    asked = PaperAsked(kind=PaperKind.PASSPORT, issuer="BE", number=number)
    return request(RequestType.T04, paper=asked)


def test_a_document_is_held_against_the_register_and_the_verdict_put_into_the_answer(world: World):
    be, now = world["BE"], world.now
    papers.record(be.node, (STOLEN,), be[Role.OFFICER], now)
    matter = arrived(world, document())
    verdict = papers.check(be.node, matter, Seen.NOTHING, be[Role.OFFICER], now)
    assert verdict.reply is PaperReply.STOLEN
    papers.put(be.node, matter, be[Role.OFFICER], now)
    (item,) = answers.items(be.node, held(be.node, matter))
    assert (item.id, item.category, item.subject) == ("document", DataCategory.DC_DOCUMENT, "p1")
    logged = held(be.node, matter).last("paper.check")
    assert logged is not None
    assert from_plain(Verdict, content(be.node, logged)["verdict"]) == verdict


def test_a_document_that_nobody_here_may_speak_of_is_noted_as_nothing_held(world: World):
    be, now = world["BE"], world.now
    foreign = PaperAsked(kind=PaperKind.PASSPORT, issuer="RU", number="400012345")
    matter = arrived(world, request(RequestType.T04, paper=foreign))
    assert (
        papers.check(be.node, matter, Seen.NOTHING, be[Role.OFFICER], now).reply
        is PaperReply.NO_REPLY_POSSIBLE
    )
    assert papers.put(be.node, matter, be[Role.OFFICER], now).header.kind == "answer.nothing"


def test_crossings_become_an_item_for_each_person_and_source(world: World):
    be, now = world["BE"], world.now
    crossings.record(be.node, (ENTRY, replace(ENTRY, source="EES")), be[Role.OFFICER], now)
    matter = arrived(world, request(RequestType.T05, period=JANUARY))
    assert len(crossings.find(be.node, matter, be[Role.OFFICER], now).crossings) == 2
    crossings.put(be.node, matter, be[Role.OFFICER], now)
    found = answers.items(be.node, held(be.node, matter))
    assert [(item.id, item.source) for item in found] == [
        ("crossings-p1-EES", "EES"),
        ("crossings-p1-own", "own"),
    ]


def test_nobody_s_crossings_are_found_without_a_query_for_them(world: World):
    be, now = world["BE"], world.now
    matter = arrived(world, document())
    with pytest.raises(OutOfOrder):
        crossings.find(be.node, matter, be[Role.OFFICER], now)
    with pytest.raises(OutOfOrder):
        crossings.put(be.node, matter, be[Role.OFFICER], now)


def test_no_document_is_checked_for_a_matter_that_asks_about_none(world: World):
    be, now = world["BE"], world.now
    matter = arrived(world, request(RequestType.T05, period=JANUARY))
    with pytest.raises(OutOfOrder):
        papers.check(be.node, matter, Seen.NOTHING, be[Role.OFFICER], now)
    with pytest.raises(OutOfOrder):
        papers.put(be.node, matter, be[Role.OFFICER], now)


def test_lets_nobody_look_whose_role_answers_no_case(world: World):
    be, now = world["BE"], world.now
    matter = arrived(world, request(RequestType.T05, period=JANUARY))
    with pytest.raises(WrongRole):
        crossings.find(be.node, matter, be[Role.LEGAL_OFFICER], now)


@pytest.mark.parametrize(
    ("period", "outcome"),
    [
        (None, Outcome.REFER),
        (Period(first=date(2018, 1, 1), last=date(2019, 1, 1)), Outcome.REFUSE),
        (JANUARY, Outcome.PERMIT),
    ],
)
def test_the_gate_looks_at_the_period_before_anything_is_sent(
    world: World, period: Period | None, outcome: Outcome
):
    ru = world["RU"]
    asked = request(RequestType.T05, period=period)
    assert cases.draft(ru.node, asked, ru[Role.OFFICER], world.now).decision.outcome is outcome


def test_the_act_of_a_register_says_how_many_and_never_whom(world: World):
    be, now = world["BE"], world.now
    crossings.record(be.node, (ENTRY,), be[Role.OFFICER], now)
    recorded = held(be.node, MatterId("register/CROSSINGS"))
    assert [dict(h.marks) for h in recorded.headers] == [{"records": "1"}]
    assert open_act(be.node, recorded.acts[0]).content == {"source": "own"}


# ── one unit and a day (5.7) ────────────────────────────────────────────────────────────────────
MAPS = "ABUSE(names_map_a_community)"


def test_a_unit_that_asks_about_more_persons_in_a_day_than_its_share_is_flagged(world: World):
    be = replace(world["BE"].node, quotas=Quotas(persons_a_day=2))
    asked = [arrived(world, request(RequestType.T05, period=JANUARY)) for _ in range(3)]
    assert MAPS in answers.admit(be, asked[2], world.now).flags
    wider = replace(be, quotas=Quotas(persons_a_day=3))
    assert MAPS not in answers.admit(wider, asked[2], world.now).flags
    assert MAPS not in answers.admit(be, asked[2], world.now + timedelta(days=1)).flags
    assert MAPS not in answers.admit(be, arrived(world, document()), world.now).flags


def test_another_unit_has_a_share_of_its_own(world: World):
    be = replace(world["BE"].node, quotas=Quotas(persons_a_day=1))
    arrived(world, request(RequestType.T05, period=JANUARY))
    whole = request(RequestType.T05, period=JANUARY)
    other = replace(whole, sender=replace(whole.sender, seat="kazan"))
    assert MAPS in answers.admit(be, arrived(world, whole), world.now).flags
    assert MAPS not in answers.admit(be, arrived(world, other), world.now).flags
