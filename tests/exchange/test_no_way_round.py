"""Ways round the judge, the second person and the law that somebody inside might try, each of them shut."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from comity.acts.commit import commit_later
from comity.demo.world import World
from comity.errors import (
    CannotOpen,
    MalformedMessage,
    OrderRequired,
    PersonalSignatureMissing,
    SamePersonTwice,
)
from comity.exchange import alerts, answers, orders, received, releases, weighing
from comity.exchange.clock import run_due
from comity.exchange.orders import draw_up
from comity.model.authorisations import OrderKind
from comity.model.parties import StateCode
from comity.model.people import PersonInRole, Pseudonym, Role
from comity.model.requests import DataCategory, MatterId
from comity.people.accredit import accredit
from comity.seal.orders import SignedOrder, sign_order, write_order
from stories.exchange import (
    HELD,
    IDENTITY,
    KNOWN,
    THREAT,
    WHO,
    a_world,
    answered,
    authorised,
    dangerous,
    held,
    item,
    nothing,
    put,
    shared_kinds,
    states,
    taken,
    warned_of,
)

RU = StateCode("RU")


@pytest.fixture
def world() -> Iterator[World]:
    """Give two states."""
    with a_world() as copy:
        yield copy


def forge(world: World, matter: MatterId, kind: OrderKind, role: Role) -> SignedOrder:
    """Write an order of anybody's over the whole answer, without their signature."""
    be = world["BE"]
    decided = answers.rebuild(be.node, matter, world.now)
    covered = tuple(p.ordered for p in decided.packages)
    order = draw_up(be.node, decided, kind, covered, be[role], world.now)
    return SignedOrder(order=order, statement=write_order(order), signatures=())


def test_reads_an_order_from_its_signed_bytes_alone(world: World) -> None:
    matter, be = answered(world), world["BE"]
    spoc, decided = be[Role.SPOC_DUTY], answers.rebuild(be.node, matter, world.now)
    assert spoc.keys is not None
    own = forge(world, matter, OrderKind.AUTHORITY, Role.SPOC_DUTY).order
    real = sign_order(own, key=spoc.keys.signing, chain=spoc.chain)
    judges = forge(world, matter, OrderKind.JUDGE, Role.JUDGE).order
    with pytest.raises(OrderRequired, match="JUDGE"):
        decided.authorised(replace(real, order=judges), roots=be.node.roots, now=world.now)


def test_counts_no_further_order_that_nobody_signed(world: World) -> None:
    matter, be = answered(world), world["BE"]
    judges = orders.grant(be.node, matter, be[Role.JUDGE], world.now)
    unsigned = forge(world, matter, OrderKind.AUTHORITY, Role.LEGAL_OFFICER)
    decided = answers.rebuild(be.node, matter, world.now)
    with pytest.raises(PersonalSignatureMissing):
        decided.authorised(judges, further=(unsigned,), roots=be.node.roots, now=world.now)


def test_decides_anew_when_something_was_found_after_the_answer_was_prepared(world: World) -> None:
    matter, be = authorised(world), world["BE"]
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
    protected = replace(KNOWN, subjects=(replace(HELD, protection_from=frozenset({RU})),))
    weighing.find(be.node, matter, protected, be[Role.OFFICER], world.now)
    with pytest.raises(OrderRequired, match="no longer"):
        releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)
    assert shared_kinds(be.node, matter)[-1] == "request.accept"


def test_keeps_a_matter_under_the_judges_key_once_a_judge_refused(world: World) -> None:
    matter, be = answered(world), world["BE"]
    orders.refuse(be.node, matter, "not necessary", be[Role.JUDGE], world.now)
    closed = replace(KNOWN, subjects=(replace(HELD, open_case=False),))
    weighing.find(be.node, matter, closed, be[Role.OFFICER], world.now)
    put(world, matter, item("again", DataCategory.DC_CASE_FACTS, "q2", linked=False))
    assert [(p.label.item, p.cut) for p in answers.packages(be.node, matter)] == [
        ("again", True),
        ("file", True),
        ("identity", True),
    ]
    orders.authorise_transfer(be.node, matter, "a note", be[Role.LEGAL_OFFICER], world.now)
    with pytest.raises(OrderRequired):
        releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)


def test_takes_nobodys_word_that_a_judge_was_tried(world: World) -> None:
    be, now = world["BE"], world.now
    matter = warned_of(world, dangerous(), WHO, THREAT)  # its findings say that a judge was tried
    unproved = alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], now)
    assert [i.item for i in unproved.order.items] == ["threat"]
    alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], now)
    logged = alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], now)
    assert sorted(i.item for i in logged.order.items) == ["threat", "who"]


def test_accredits_nobody_under_another_persons_key(world: World) -> None:
    be = world["BE"]
    officer = be[Role.OFFICER]
    twin = PersonInRole(pseudonym=Pseudonym("be-twin"), role=Role.DPO, authority=officer.person.authority)
    seat = officer.person.authority.code
    assert officer.keys is not None
    with pytest.raises(SamePersonTwice):
        accredit(
            be.node,
            twin,
            officer.keys,
            issuer=be.foundation.seats[seat],
            issued_by=be.foundation.certificates[seat],
            until=world.now + timedelta(days=30),
            now=world.now,
            by=be[Role.ACCREDITATION_OFFICER],
        )


def test_names_a_masked_item_in_no_order(world: World) -> None:
    french = replace(item("french", DataCategory.DC_CASE_FACTS, "q2", linked=True), source="FR")
    matter, be = authorised(world, IDENTITY, french), world["BE"]
    named = [i.item for signed, _ in orders.orders_of(be.node, matter) for i in signed.order.items]
    assert named == ["identity", "identity"]
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
    act = releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)
    assert act.header.kind == "reply.full"
    assert "reasons" not in act.header.marks


def test_lets_only_those_turn_the_key_whom_the_law_names(world: World) -> None:
    matter, be = answered(world), world["BE"]
    with pytest.raises(CannotOpen):
        orders.grant(be.node, matter, be[Role.DUTY_MAGISTRATE], world.now)


@pytest.mark.parametrize(
    "broken",
    [
        {"request": "another"},
        {"packages": []},
        {"shares": []},
        {"conditions": {"handling": "\x1b[31mH9"}},
        {"surprise": 1},
    ],
)
def test_takes_in_no_release_that_its_reader_could_not_use(world: World, broken: dict[str, object]) -> None:
    matter, be, ru = authorised(world), world["BE"], world["RU"]
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
    body = releases.release_body(be.node, ready, world.now)
    conditions = body["conditions"] | dict(broken.get("conditions", {}))  # type: ignore[call-overload]
    body |= {**broken, "conditions": conditions}
    sent = held(ru.node, matter).last("request.send")
    assert sent is not None
    with pytest.raises(MalformedMessage):
        received.read_release(ru.node, body, matter, sent.id, be.node.self_image, world.now)


def test_runs_a_clock_twice_without_harm(world: World) -> None:
    matter, be = nothing(world), world["BE"]
    (timer,) = (t for t in be.node.store.read(lambda r: r.timers_of(matter)) if t.kind == "later")
    assert commit_later(be.node, timer, timer.due_at) is True
    assert commit_later(be.node, timer, timer.due_at) is False
    assert shared_kinds(be.node, matter).count("reply.none") == 1


def test_sends_no_update_that_a_signed_reply_would_contradict(world: World) -> None:
    matter, be = taken(world), world["BE"]
    (update,) = (t for t in be.node.store.read(lambda r: r.timers_of(matter)) if t.kind == "update")
    world.now = update.due_at - timedelta(minutes=1)
    answers.reply_none(be.node, matter, be[Role.SPOC_DUTY], world.now)
    for _ in range(8):
        world.now += timedelta(hours=1)
        run_due(be.node, world.now)
        world.carry()
    assert shared_kinds(world["RU"].node, matter)[-2:] == ["request.accept", "reply.none"]
    assert states(world, matter) == ("NO_REPLY_POSSIBLE", "NO_REPLY_POSSIBLE")
