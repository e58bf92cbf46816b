"""Own acts alter nothing that the partner can see; all that is withheld looks like nothing held."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.acts.commit import LATER
from comity.demo.world import World, engage
from comity.exchange import answers, cases, holdings, orders, weighing
from comity.exchange.weighing import Findings
from comity.model.people import Role
from comity.model.records import Query
from comity.model.requests import DataCategory, ItemId, MatterId
from stories.exchange import (
    FILE,
    HELD,
    IDENTITY,
    KNOWN,
    PUNISHABLE,
    RU,
    VELIN,
    at,
    drafted,
    let_go,
    put,
    sent,
    shared_kinds,
    states,
    velin,
)
from stories.watching import Watch

PERSON = velin(subject=replace(VELIN, name="Ilya Testov"))
CLEAR = replace(HELD, name="Ilya Testov", open_case=False)
PROTECTED = replace(CLEAR, protection_from=frozenset({RU}))
HOME = replace(IDENTITY, id=ItemId("home"), category=DataCategory.DC_ADDRESS, linked_case=False)


def asked_about(world: World) -> MatterId:
    return sent(world, PERSON)


# ── own acts, whatever and whenever ─────────────────────────────────────────────────────────────
def draft_another(world: World, matter: MatterId) -> None:
    drafted(world, velin("BE", "RU"), "BE")


def find_again(world: World, matter: MatterId) -> None:
    be = world["BE"]
    weighing.find(be.node, matter, KNOWN, be[Role.OFFICER], world.now)


def weigh_again(world: World, matter: MatterId) -> None:
    answers.admit(world["BE"].node, matter, world.now)


def add_an_item(world: World, matter: MatterId) -> None:
    be = world["BE"]
    count = len(answers.packages(be.node, matter))
    put(world, matter, replace(FILE, id=ItemId(f"file-{count}")))


def ask_the_judge(world: World, matter: MatterId) -> None:
    be = world["BE"]
    add_an_item(world, matter)
    answers.submit(be.node, matter, be[Role.OFFICER], world.now)
    orders.refuse(be.node, matter, "The inquiry is not ripe.", be[Role.JUDGE], world.now)


def search_the_register(world: World, matter: MatterId) -> None:
    be = world["BE"]
    holdings.search(be.node, Query(name="Ilya Testov"), "inquiry", be[Role.OFFICER], world.now)


def assign_it(world: World, matter: MatterId) -> None:
    be = world["BE"]
    cases.assign(be.node, matter, "be-liaison-officer", be[Role.SUPERVISOR], world.now)


def engage_somebody(world: World, matter: MatterId) -> None:
    engage(world["BE"], Role.OFFICER, "BE/SPOC", world.now, name="be-newcomer")


OWN = [
    draft_another,
    find_again,
    weigh_again,
    add_an_item,
    ask_the_judge,
    search_the_register,
    assign_it,
    engage_somebody,
]
MOMENTS = 4
Extra = list[list[Callable[[World, MatterId], None]]]


def exchange(extra: Extra) -> tuple[object, ...]:
    """Run one exchange to its neutral end, with own acts at each moment, and return all that RU saw."""
    with at(asked_about) as (world, matter):
        be, watch = world["BE"], Watch(world)

        def moment(number: int) -> None:
            for act in extra[number]:
                act(world, matter)
            watch.carry()

        moment(0)
        answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
        moment(1)
        watch.later(hours=1)
        answers.reply_none(be.node, matter, be[Role.SPOC_DUTY], world.now)
        moment(2)
        watch.later(hours=2)
        moment(3)
        watch.later(hours=1)
        assert watch.arrived()[0][0] == "NO_REPLY_POSSIBLE"
        return watch.seen, watch.arrived()


PLAIN: Extra = [[], [], [], []]


@pytest.mark.source("C2-5", "C4-17")
@settings(max_examples=12)
@given(st.lists(st.lists(st.sampled_from(OWN), max_size=2), min_size=MOMENTS, max_size=MOMENTS))
def test_shows_the_partner_the_same_with_and_without_own_acts(extra: Extra):
    assert exchange(extra) == exchange(PLAIN)


def test_shows_the_partner_three_acts_in_four_hours():
    seen, arrived = exchange(PLAIN)
    assert [what for what, *_ in seen] == ["envelope", "envelope"]
    assert [kind for kind, *_ in arrived] == [
        "NO_REPLY_POSSIBLE",
        "reply.none",
        "request.accept",
        "request.ack",
    ]


# ── the one neutral answer (domain.md 4.2) ──────────────────────────────────────────────────────
def nobody_known(world: World, matter: MatterId) -> None:
    be = world["BE"]
    answers.nothing_held(be.node, matter, be[Role.OFFICER], world.now)


def protected_here(world: World, matter: MatterId) -> None:
    """S09: the person asked for asylum here."""
    found(world, matter, replace(PROTECTED))
    put(world, matter, HOME)
    refused_and_neutral(world, matter)


def under_a_hidden_embargo(world: World, matter: MatterId) -> None:
    """S42: naming the embargo would reveal the inquiry."""
    found(world, matter, CLEAR)
    put(world, matter, replace(HOME, embargo=True, embargo_hidden=True))
    refused_and_neutral(world, matter)


def in_a_system_of_the_union(world: World, matter: MatterId) -> None:
    found(world, matter, CLEAR)
    put(world, matter, replace(HOME, source="EURODAC"))
    refused_and_neutral(world, matter)


def product_of_a_service(world: World, matter: MatterId) -> None:
    found(world, matter, CLEAR)
    put(world, matter, replace(HOME, intelligence_service=True))
    refused_and_neutral(world, matter)


def found(world: World, matter: MatterId, person) -> None:
    be = world["BE"]
    findings = Findings(subjects=(person,), offences=(PUNISHABLE,))
    weighing.find(be.node, matter, findings, be[Role.OFFICER], world.now)


def refused_and_neutral(world: World, matter: MatterId) -> None:
    decision = answers.decide_answer(world["BE"].node, matter, world.now).decision
    assert decision.neutral
    assert decision.released_now == frozenset()


GROUNDS = [protected_here, under_a_hidden_embargo, in_a_system_of_the_union, product_of_a_service]


def answer(ground: Callable[[World, MatterId], None], *, after: float, refuse: bool) -> tuple[object, ...]:
    """Answer neutrally, so many hours after the receipt, with a word on another case in between."""
    with at(asked_about) as (world, matter):
        be, watch = world["BE"], Watch(world)
        watch.carry()
        other = sent(world)
        answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
        ground(world, matter)
        watch.carry()
        watch.later(hours=after)
        if refuse and ground is not under_a_hidden_embargo:  # there a prosecutor decides, not the law alone
            decision = answers.decide_answer(be.node, matter, world.now).decision
            answers.refuse(be.node, matter, decision, be[Role.SPOC_DUTY], world.now)
        else:
            answers.reply_none(be.node, matter, be[Role.SPOC_DUTY], world.now)
        watch.later(hours=3 - after)
        answers.accept(be.node, other, be[Role.SPOC_DUTY], world.now)
        watch.carry()
        watch.later(hours=1)
        return watch.seen, watch.arrived()


@pytest.mark.parametrize("ground", GROUNDS)
def test_gives_one_neutral_answer_whatever_is_withheld(ground: Callable[[World, MatterId], None]):
    expected = answer(nobody_known, after=0, refuse=False)
    assert answer(ground, after=2, refuse=True) == expected


def test_gives_the_neutral_answer_at_the_end_of_its_band_of_time():
    seen, arrived = answer(protected_here, after=2, refuse=True)
    with at(asked_about) as (world, _):
        received = world.now
    assert [a[1] - received for a in arrived if a[0] == "reply.none"] == [timedelta(hours=4)]
    assert max(when - received for _, when, *_ in seen) == timedelta(hours=4)


def test_does_not_even_let_the_log_grow_before_the_band_is_over():
    with at(asked_about) as (world, matter):
        be = world["BE"]
        answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
        size = be.node.store.read(lambda r: r.head("pair/RU")).size
        answers.reply_none(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.later(hours=3, minutes=59)
        assert be.node.store.read(lambda r: r.head("pair/RU")).size == size
        world.later(minutes=1)
        assert be.node.store.read(lambda r: r.head("pair/RU")).size == size + 1


def test_drops_a_neutral_reply_that_a_withdrawal_overtook():
    with at(asked_about) as (world, matter):
        be, ru = world["BE"], world["RU"]
        answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
        answers.reply_none(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        cases.withdraw(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        world.later(hours=4)
        world.carry()
        assert states(world, matter) == ("WITHDRAWN", "WITHDRAWN")
        assert "reply.none" not in shared_kinds(be.node, matter)
        assert LATER not in {t.kind for t in be.node.store.read(lambda r: r.timers_of(matter))}


# ── inside a reply (Q18) ────────────────────────────────────────────────────────────────────────
def reply_with(*more: Callable[[World, MatterId], None]) -> tuple[object, ...]:
    """Release one item, with others held back or never held, and return all that RU saw."""
    with at(asked_about) as (world, matter):
        be, watch = world["BE"], Watch(world)
        answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
        found(world, matter, CLEAR)
        put(world, matter, replace(IDENTITY, linked_case=False))
        for step in more:
            step(world, matter)
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        let_go(world, matter)
        watch.carry()
        return watch.seen, watch.arrived()


@pytest.mark.parametrize(
    "masked",
    [
        replace(HOME, source="SIS"),
        replace(HOME, source="FR"),
        replace(HOME, embargo=True, embargo_hidden=True),
        replace(HOME, intelligence_service=True),
        replace(HOME, reveals_protection=True),
    ],
    ids=["system", "owner", "embargo", "service", "protection"],
)
def test_leaves_no_trace_of_a_masked_item_beside_an_answer(masked):
    assert reply_with(lambda w, m: put(w, m, replace(masked, answers="q2"))) == reply_with()


def test_tells_the_reason_of_an_item_that_is_withheld_openly():
    secret = replace(FILE, linked_case=False, classification="SECRET")
    _, arrived = reply_with(lambda w, m: put(w, m, secret))
    (reply,) = (a for a in arrived if a[0].startswith("reply."))
    assert (reply[0], reply[5]) == ("reply.partial", {"items": "1", "reasons": "SCOPE"})
