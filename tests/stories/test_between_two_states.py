"""What the first article tells of, between two complete nodes: S01-S09 and S47, on both databases."""

from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

from comity.acts.commit import open_act
from comity.acts.states import AuthorisedRequest, PermittedRequest
from comity.acts.wire import read_receipt
from comity.config import read_config
from comity.demo.world import World
from comity.errors import NotAccepted, OrderRequired
from comity.exchange import activation, alerts, answers, cases, orders, releases, weighing
from comity.exchange.weighing import Findings
from comity.law.body import Law, parse_law
from comity.law.facts import Facts, establish
from comity.law.fairness import mirror
from comity.law.gate import weigh
from comity.model.decisions import Decision, Outcome
from comity.model.people import Role
from comity.model.releases import AlertReply, OutcomeCode
from comity.model.requests import DataCategory, ItemId, MatterId
from comity.wiring import wire
from stories.exchange import (
    AGREEMENT,
    BE,
    FILE,
    HELD,
    IDENTITY,
    KNOWN,
    MARK,
    PUNISHABLE,
    RU,
    VELIN,
    a_world,
    act_of,
    agree,
    answered,
    danger_ordered,
    dangerous,
    held,
    issue,
    issued,
    let_go,
    nothing,
    put,
    sent,
    shared_kinds,
    states,
    taken,
    velin,
)

VANHAECK = replace(VELIN, name="Joris Vanhaeck", nationalities=frozenset({BE}))
PHONE = replace(IDENTITY, id=ItemId("phone"), category=DataCategory.DC_CONTACT)


def both(world: World, matter: MatterId, state: str) -> None:
    """Check that both nodes stand at one state and fold to the same."""
    assert states(world, matter) == (state, state)
    agree(world, matter)


# ── S01, S02: the judge and the legal officer ───────────────────────────────────────────────────
@pytest.mark.source("C0-5", "C2-4", "C2-13", "C3-4")
def test_a_judge_turns_the_key_and_the_suspects_data_arrives(two_states: World):
    world, ru, be = two_states, two_states["RU"], two_states["BE"]
    matter = sent(world)
    both(world, matter, "RECEIVED")
    receipt = ru.node.store.read(lambda r: r.receipt(act_of(ru.node, matter, "request.send")))
    assert read_receipt(receipt, be.node.keys.signing.public).state == "taken"  # C0-1

    answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
    weighing.find(be.node, matter, KNOWN, be[Role.OFFICER], world.now)
    put(world, matter, IDENTITY)
    put(world, matter, FILE)
    asked = answers.decide_answer(be.node, matter, world.now).decision
    assert (asked.outcome, asked.authorisers) == (Outcome.NEEDS_AUTHORISATION, ("JUDGE", "LEGAL_OFFICER"))
    with pytest.raises(OrderRequired):
        releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)

    answers.submit(be.node, matter, be[Role.OFFICER], world.now)
    world.carry()
    both(world, matter, "IN_PROGRESS")  # RU does not see that a judge is asked
    assert [s.plaintext for s in orders.view(be.node, matter, be[Role.JUDGE], world.now)] == [MARK, MARK]
    orders.grant(be.node, matter, be[Role.JUDGE], world.now, terms=orders.OrderTerms(docket="2019/1"))
    orders.authorise_transfer(be.node, matter, "Art. 38(1)(d).", be[Role.LEGAL_OFFICER], world.now)
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
    assert isinstance(ready, AuthorisedRequest)
    assert ready.decision.outcome is Outcome.PERMIT_WITH_CONDITIONS
    assert {"H1", "RETENTION", "TRANSFER_REGISTER", "NO_DEATH_PENALTY_USE"} <= set(ready.decision.conditions)
    releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)
    world.carry()
    both(world, matter, "REPLIED_FULL")

    with pytest.raises(NotAccepted):
        releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
    releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
    opened = releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
    assert {o.item: o.plaintext for o in opened} == {"identity": MARK, "file": MARK}
    cases.feed_back(ru.node, matter, OutcomeCode.ADVANCED_CASE, ru[Role.OFFICER], world.now)
    world.carry()
    both(world, matter, "CLOSED")
    assert shared_kinds(ru.node, matter) == shared_kinds(be.node, matter)


# ── S03: the mirror ─────────────────────────────────────────────────────────────────────────────
def weighed(world: World, state: str, matter: MatterId) -> Decision:
    return answers.decide_answer(world[state].node, matter, world.now).decision


def facts(world: World, state: str, matter: MatterId) -> Facts:
    return establish(answers.decide_answer(world[state].node, matter, world.now).weighing)


@pytest.mark.source("C0-6", "C4-18")
def test_the_mirror_passes_without_a_judge_and_the_difference_is_explained(two_states: World):
    world, ru, be = two_states, two_states["RU"], two_states["BE"]
    here = answered(world)
    found = Findings(
        subjects=(replace(HELD, name="Joris Vanhaeck", nationalities=frozenset({BE})),),
        offences=(PUNISHABLE,),
    )
    there = taken(world, velin("BE", "RU", VANHAECK), found=found, asker="BE")
    put(world, there, IDENTITY, state="RU")
    put(world, there, FILE, state="RU")
    assert [p.cut for p in answers.packages(ru.node, there)] == [False, False]
    ready = releases.prepare(ru.node, there, ru[Role.SPOC_DUTY], world.now)
    assert isinstance(ready, PermittedRequest)
    releases.release(ru.node, ready, ru[Role.SPOC_DUTY], world.now)
    world.carry()
    both(world, there, "REPLIED_FULL")
    releases.accept(be.node, there, be[Role.OFFICER], world.now)
    assert len(releases.read(be.node, there, be[Role.OFFICER], world.now)) == 2
    differs = mirror(facts(world, "BE", here), facts(world, "RU", there), be.node.law.rulebook)
    assert {"R-JUDGE", "R-XFER"} <= {rule.rule for rule in differs}
    assert all(rule.explained for rule in differs)


# ── S04: a change after the order ───────────────────────────────────────────────────────────────
@pytest.mark.source("C0-5")
def test_a_category_added_after_the_order_voids_it_until_the_judge_orders_anew(two_states: World):
    world, ru, be = two_states, two_states["RU"], two_states["BE"]
    matter = answered(world)
    orders.grant(be.node, matter, be[Role.JUDGE], world.now)
    orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
    put(world, matter, PHONE)
    assert weighed(world, "BE", matter).outcome is Outcome.NEEDS_AUTHORISATION
    with pytest.raises(OrderRequired):
        releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
    answers.submit(be.node, matter, be[Role.OFFICER], world.now)
    orders.grant(be.node, matter, be[Role.JUDGE], world.now)
    orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
    let_go(world, matter)
    world.carry()
    releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
    opened = releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
    assert sorted(o.item for o in opened) == ["file", "identity", "phone"]


def test_an_item_that_needs_no_judge_voids_the_order_too_when_it_comes_after_it(two_states: World):
    """K6, Q28: any other item voids an order, whether or not that item needs one."""
    world, be = two_states, two_states["BE"]
    matter = answered(world)
    orders.grant(be.node, matter, be[Role.JUDGE], world.now)
    orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
    assert len(orders.orders_of(be.node, matter)) == 2
    put(world, matter, replace(PHONE, linked_case=False))
    assert orders.orders_of(be.node, matter) == ()
    assert weighed(world, "BE", matter).authorisers == ("JUDGE", "LEGAL_OFFICER")


# ── S05, S06, S07: danger to life ───────────────────────────────────────────────────────────────
def warn_of(world: World, name: str, nationality: str) -> tuple[MatterId, tuple[object, ...]]:
    """Warn of somebody and return all that might differ: decision, lane, marks, sizes, clocks."""
    be, ru = world["BE"].node, world["RU"].node
    matter = danger_ordered(world, dangerous(name, nationality))
    ready = releases.prepare(be, matter, world["BE"][Role.SPOC_DUTY], world.now)
    decision = ready.decision
    issue(world, matter)
    acts = held(ru, matter)
    arrived = acts.last("alert.issue")
    header = acts.headers[acts.acts.index(arrived)]
    marks = {name: value for name, value in header.marks.items() if name != "order"}
    body = {name: len(str(value)) for name, value in open_act(ru, arrived).content.items()}
    timers = sorted((t.kind, t.due_at) for t in be.store.read(lambda r: r.timers_of(matter)))
    told = (decision.outcome, decision.conditions, decision.time_limit, decision.flags, decision.authorisers)
    rules = tuple((g.rule, g.outcome, g.unit) for g in decision.grounds)
    return matter, (*told, rules, header.lane, header.role, marks, body, timers)


@pytest.mark.source("C0-10")
def test_warns_alike_of_a_russian_and_of_a_belgian(two_states: World):
    """C0-10, AX4."""
    world = two_states
    (one, first), (other, second) = warn_of(world, "Deniz Aral", "RU"), warn_of(world, "Tomo Peera", "BE")
    assert first == second
    assert first[0] is Outcome.PERMIT_WITH_CONDITIONS
    assert first[8] == {"type": "T06", "until": "2019-11-03T09:00Z"}
    ru = world["RU"]
    for matter, name in ((one, "Deniz Aral"), (other, "Tomo Peera")):
        alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert len(releases.read(ru.node, matter, ru[Role.OFFICER], world.now)) == 2
        alerts.respond(ru.node, matter, AlertReply.LOCATED, ru[Role.SPOC_DUTY], world.now)
        assert name not in str(shared_kinds(ru.node, matter))
    world.carry()
    both(world, one, "ACTIVE")
    both(world, other, "ACTIVE")


def test_recalls_a_warning_that_no_judge_confirms(two_states: World):
    """S07."""
    world, ru, be = two_states, two_states["RU"], two_states["BE"]
    matter = issued(world)
    alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
    world.carry()
    world.later(hours=20)
    alerts.review(be.node, matter, False, "The danger was over.", be[Role.DUTY_MAGISTRATE], world.now)
    world.carry()
    both(world, matter, "RECALL_DONE")
    with pytest.raises(NotAccepted):
        releases.read(ru.node, matter, ru[Role.OFFICER], world.now)


# ── S09: protected and unknown ──────────────────────────────────────────────────────────────────
def test_a_protected_and_an_unknown_person_get_one_answer(world: World):
    ru = world["RU"].node
    seen = []
    for person in (replace(HELD, open_case=False, protection_from=frozenset({RU})), HELD):
        matter = nothing(world, found=Findings(subjects=(person,), offences=(PUNISHABLE,)))
        world.carry()
        world.later(hours=4)
        world.carry()
        both(world, matter, "NO_REPLY_POSSIBLE")
        reply = held(ru, matter).last("reply.none")
        header = held(ru, matter).headers[-1]
        seen.append((reply.kind, dict(header.marks), open_act(ru, reply).content, shared_kinds(ru, matter)))
    assert seen[0] == seen[1]
    assert seen[0][:3] == ("reply.none", {}, {})


# ── the first article's other sentences ─────────────────────────────────────────────────────────
def with_profile(world: World, state: str, old: str, new: str) -> Law:
    """Read the law with one value of a state's profile changed, and let two persons activate it there."""
    root = Path(str(resources.files("comity.law")))
    rooms = {
        room: {f.name: f.read_bytes() for f in (root / room).glob("*.toml")}
        for room in ("catalogue", "rules", "profiles", "agreements")
    }
    profile = rooms["profiles"][f"{state}.toml"].decode()
    assert profile.count(old) == 1
    rooms["profiles"][f"{state}.toml"] = profile.replace(old, new).encode()
    law = parse_law(demo=True, **rooms).choosing((AGREEMENT,))
    place = world[state]
    place.node.store.close()
    home = world.folder / state
    master = (home / "master.key").read_bytes()
    place.node = wire(read_config(home), master, place.node.keys, place.node.self_image, law)
    activation.propose(place.node, place[Role.LEGAL_OFFICER], world.now)
    activation.activate(place.node, place[Role.MINISTER_DELEGATE], world.now)
    return law


@pytest.mark.source("C0-2")
def test_one_value_of_a_profile_changes_the_answer_of_that_side_alone():
    """C0-2."""
    with a_world() as world:
        before = answered(world)
        there = taken(world, velin("BE", "RU", VANHAECK), asker="BE")
        put(world, there, FILE, state="RU")
        with_profile(world, "BE", 'value = "JUDGE"', 'value = "none"')
        assert weighed(world, "BE", before).authorisers == ("LEGAL_OFFICER",)
        assert weighed(world, "RU", there).outcome is Outcome.PERMIT


@pytest.mark.source("C0-4")
def test_every_release_under_the_directive_rests_on_a_step_of_its_ladder():
    """C0-4."""
    with a_world() as world:
        matter, be = answered(world), world["BE"]
        ladder = [g for g in weighed(world, "BE", matter).grounds if g.rule == "R-XFER"]
        assert {(g.article, g.needs) for g in ladder} == {("LED art. 38", ("LEGAL_OFFICER",))}
        orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        with pytest.raises(OrderRequired):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)


@pytest.mark.source("C0-5")
def test_binds_a_release_to_recipient_request_categories_and_time():
    """C0-5."""
    with a_world() as world:
        matter, be = answered(world), world["BE"]
        signed = orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        order = signed.order
        assert (order.matter, order.recipient, order.recipient_key) == (
            matter,
            "RU",
            world["RU"].node.keys.sealing.id,
        )
        assert order.request == act_of(be.node, matter, "request.send")
        assert sorted((i.item, i.category) for i in order.items) == [
            ("file", "DC_CASE_FACTS"),
            ("identity", "DC_IDENTITY"),
        ]
        assert order.valid_until - order.given_at == timedelta(days=30)
        assert order.announcement == act_of_join(world)


def act_of_join(world: World) -> str:
    be = world["BE"].node
    (found,) = (
        a.id for a in held(be, MatterId("partnership/BE-RU")).acts if a.kind == "partner.join" and a.received
    )
    return found


def test_weighs_again_to_the_same_bytes():
    """AX10."""
    with a_world() as world:
        matter = answered(world)
        decided = answers.rebuild(world["BE"].node, matter, world.now)
        assert weigh(decided.weighing, world["BE"].node.law.rulebook) == decided.decision
