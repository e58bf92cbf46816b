"""Abuse that this node recognises from what it knows itself: own acts, no effect, nothing shown (5.7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.acts.commit import open_act
from comity.demo.people import make_person
from comity.demo.world import World
from comity.exchange import answers, cases, holdings, links, marks, orders, papers, releases, weighing
from comity.exchange.clock import run_due
from comity.exchange.weighing import Findings
from comity.model.decisions import Decision, Disclosable, Ground, Level, Outcome
from comity.model.people import Role
from comity.model.records import Dataset, RegisterId
from comity.model.requests import DataCategory, MatterId, Request, RequestType
from comity.model.travel import Fate, Paper, PaperAsked, PaperKind, Seen
from stories.exchange import (
    HELD,
    RU,
    VELIN,
    a_world,
    at,
    held,
    item,
    let_go,
    put,
    sent,
    shared_kinds,
    taken,
    velin,
)

STOPPED = "ABUSE(passport_to_stop_travel)"
SOON = "ABUSE(soon_after_protection)"
PROTECTED = Findings(subjects=(replace(HELD, protection_from=frozenset({RU})),))
REPORTED = Paper(
    kind=PaperKind.PASSPORT,
    issuer="RU",
    number="400012345",
    fate=Fate.REVOKED,
    since=date(2019, 10, 1),
    source="lost and stolen documents",
)
CRITIC = Ground(
    rule="R-DISCRIM",
    outcome=Outcome.REFUSE,
    level=Level.N1,
    article="ECE art. 3(2)",
    disclosable=Disclosable.HUMAN_RIGHTS,
)


def passport(issuer: str = "RU", number: str = "400012345", subject=VELIN) -> Request:
    """Write RU's question about a passport."""
    asked = PaperAsked(kind=PaperKind.PASSPORT, issuer=issuer, number=number)
    return replace(velin(subject=subject), type=RequestType.T04, questions=(), paper=asked)


def weighed(world: World, request: Request) -> Decision:
    return answers.admit(world["BE"].node, sent(world, request), world.now)


def reported(world: World) -> None:
    be = world["BE"]
    papers.record(be.node, (REPORTED,), be[Role.OFFICER], world.now)


def protected(world: World) -> MatterId:
    return taken(world, found=PROTECTED)


def refused(world: World) -> MatterId:
    """Have a person refuse RU as a request made to punish for an opinion."""
    matter, be = taken(world), world["BE"]
    decision = answers.decide_answer(be.node, matter, world.now).decision
    decision = replace(decision, outcome=Outcome.REFUSE, grounds=(*decision.grounds, CRITIC))
    answers.refuse(be.node, matter, decision, be[Role.SPOC_DUTY], world.now)
    return matter


def of_a_movement(world: World) -> MatterId:
    """Put into an answer to RU what movement the person belongs to."""
    matter = taken(world)
    put(world, matter, item("movement", DataCategory.DC_ORG_AFFILIATION, "q2"))
    return matter


@pytest.mark.parametrize("known", [protected, refused, of_a_movement])
def test_a_passport_reported_by_its_issuer_is_flagged_where_its_holder_is_known_here(known):
    with at(known) as (world, _):
        assert STOPPED not in weighed(world, passport()).flags
        reported(world)
        assert STOPPED in weighed(world, passport()).flags
        somebody = replace(VELIN, name="Oleg Other")
        assert STOPPED not in weighed(world, passport(subject=somebody)).flags


def test_a_passport_of_somebody_unknown_here_is_flagged_nowhere():
    with a_world() as world:
        reported(world)
        assert STOPPED not in weighed(world, passport()).flags


def test_a_passport_that_the_asking_state_did_not_issue_was_not_reported_by_it():
    with at(protected) as (world, _):
        be = world["BE"]
        papers.record(be.node, (replace(REPORTED, issuer="BE"),), be[Role.OFFICER], world.now)
        assert STOPPED not in weighed(world, passport("BE")).flags


def test_the_register_s_last_word_on_a_passport_counts():
    with at(protected) as (world, _):
        reported(world)
        back = replace(REPORTED, fate=Fate.ISSUED, since=date(2019, 11, 1))
        papers.record(world["BE"].node, (back,), world["BE"][Role.OFFICER], world.now)
        assert STOPPED not in weighed(world, passport()).flags


def test_the_flag_of_what_is_known_here_changes_no_outcome():
    with at(protected) as (world, _):
        before = weighed(world, passport())
        reported(world)
        after = weighed(world, passport())
        assert (before.outcome, before.grounds, before.conditions) == (
            after.outcome,
            after.grounds,
            after.conditions,
        )


def test_the_issuer_s_own_reply_is_known_and_flagged_once_it_is_read():
    """The side that asks: the answer says stolen, and the holder is protected from who says so."""
    with a_world() as world:
        be, ru, now = world["BE"], world["RU"], world.now
        papers.record(be.node, (replace(REPORTED, issuer="BE", source="BE"),), be[Role.OFFICER], now)
        other = cases.draft(ru.node, velin(), ru[Role.OFFICER], now).matter
        mine = Findings(subjects=(replace(HELD, protection_from=frozenset({"BE"})),))
        weighing.find(ru.node, other, mine, ru[Role.OFFICER], now)
        matter = taken(world, passport("BE"))
        papers.check(be.node, matter, Seen.NOTHING, be[Role.OFFICER], now)
        papers.put(be.node, matter, be[Role.OFFICER], now)
        answers.submit(be.node, matter, be[Role.OFFICER], now)
        orders.authorise_transfer(be.node, matter, "One passport.", be[Role.LEGAL_OFFICER], now)
        let_go(world, matter)
        world.carry()
        releases.accept(ru.node, matter, ru[Role.OFFICER], now)
        world.carry()
        told = shared_kinds(be.node, matter)
        (opened,) = releases.read(ru.node, matter, ru[Role.OFFICER], now)
        assert b"STOLEN" in opened.plaintext or b"REVOKED" in opened.plaintext
        last = open_act(ru.node, held(ru.node, matter).last("request.weigh")).content["decision"]
        assert STOPPED in last["flags"]
        world.carry()
        assert shared_kinds(be.node, matter) == told


# ── the day of protection, from the own register ────────────────────────────────────────────────
def listed(world: World, day: date | None) -> None:
    """Put the person into BE's own register of the protected, as of a day."""
    be, name = world["BE"], RegisterId("BE-PROTECTED")
    record = make_person("BE", "P-1", VELIN.name, VELIN.born, protection_from=["RU"])
    records = (replace(record, register=name, listed_on=day),)
    dataset = Dataset(register=name, source="invented", dated=date(2019, 10, 1), records=records)
    holdings.import_list(be.node, dataset, be[Role.OFFICER], world.now)


@pytest.mark.parametrize(
    ("months", "flagged"), [(1, True), (11, True), (13, False)], ids=["at once", "late", "too late"]
)
def test_a_request_soon_after_the_own_register_took_the_person_in_is_flagged(months, flagged):
    with a_world() as world:
        listed(world, world.now.date() - timedelta(days=30 * months))
        protected(world)
        assert (SOON in weighed(world, velin()).flags) is flagged


def test_a_register_that_names_no_day_makes_none_up():
    with a_world() as world:
        listed(world, None)
        protected(world)
        assert SOON not in weighed(world, velin()).flags


def test_what_is_known_of_a_person_is_no_name_and_forgotten_after_five_years():
    with at(protected) as (world, _):
        be, until = world["BE"].node, world.now + links.RETENTION

        def kept():
            return be.store.read(lambda r: r.papers(marks.KNOWN))

        said = b"".join((*(name.encode() for name in kept()), *kept().values())).lower()
        assert said
        assert not [part for part in VELIN.name.lower().split() if part.encode() in said]
        run_due(be, until)
        assert kept()
        run_due(be, until + timedelta(seconds=1))
        assert kept() == {}
