"""The release itself: who authorises it, what it rests on, how it is opened, and how it is recalled."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from acts.forgery import deliver, envelopes, slip_in
from comity.acts.commit import open_act
from comity.demo.world import CAST, World, make_world
from comity.errors import (
    CheckpointTooOld,
    ContentDiffers,
    Erased,
    NotAccepted,
    NotCompetent,
    OrderRequired,
    OutOfOrder,
)
from comity.exchange import answers, orders, releases
from comity.model.decisions import Outcome
from comity.model.people import JUDICIAL, Role
from comity.model.requests import DataCategory, ItemId, MatterId
from comity.seal.canonical import b64
from comity.seal.packages import Label, seal_package
from stories.exchange import (
    AGREEMENT,
    FILE,
    IDENTITY,
    MARK,
    STATES,
    accepted,
    act_of,
    agree,
    answered,
    at,
    authorised,
    closed,
    held,
    let_go,
    own_kinds,
    put,
    released,
    shared_kinds,
    states,
    taken,
)
from stories.signing import on_a_line

FACE = replace(
    IDENTITY,
    id=ItemId("face"),
    category=DataCategory.DC_FACE,
    linked_case=False,
    strictly_necessary=True,
)
FACES = frozenset({FACE.id})


# ── who must have authorised ────────────────────────────────────────────────────────────────────
def special(world: World) -> MatterId:
    """Bring an image of the person into an answer; no open case is behind it."""
    matter = taken(world)
    put(world, matter, FACE)
    return matter


def propose_and_authorise(world: World, matter: MatterId, role: Role) -> None:
    be = world["BE"]
    orders.propose_special(be.node, matter, FACES, "No other trait.", be[Role.OFFICER], world.now)
    orders.authorise_special(be.node, matter, FACES, be[role], world.now)


@pytest.mark.parametrize("second", [Role.DPO, Role.LEGAL_OFFICER])
def test_releases_special_data_by_two_persons_and_the_transfers_own_order(second: Role):
    with at(special) as (world, matter):
        be = world["BE"]
        propose_and_authorise(world, matter, second)
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        let_go(world, matter)
        assert shared_kinds(be.node, matter)[-1] == "reply.full"


@pytest.mark.parametrize(("over", "stands"), [(0, True), (1, False)])
def test_what_two_persons_authorised_of_special_data_ends_after_thirty_days(over: int, stands: bool):
    """K6: on its last instant it stands, then not."""
    with at(special) as (world, matter):
        be = world["BE"]
        propose_and_authorise(world, matter, Role.DPO)
        later = world.now + timedelta(days=30, seconds=over)
        decision = answers.decide_answer(be.node, matter, later).decision
        assert ("TP3" not in decision.authorisers) is stands


def test_two_persons_on_special_data_do_not_stand_in_for_the_transfers_note():
    with at(special) as (world, matter):
        be = world["BE"]
        propose_and_authorise(world, matter, Role.LEGAL_OFFICER)
        with pytest.raises(OrderRequired, match="LEGAL_OFFICER"):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)


def test_the_transfers_note_does_not_stand_in_for_two_persons_on_special_data():
    with at(special) as (world, matter):
        be = world["BE"]
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        with pytest.raises(OrderRequired):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)


def test_an_item_added_voids_what_two_persons_authorised():
    with at(special) as (world, matter):
        be = world["BE"]
        propose_and_authorise(world, matter, Role.DPO)
        put(world, matter, replace(IDENTITY, linked_case=False))
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert [p.label.item for p in ready.packages] == ["identity"]


def test_asks_a_written_note_for_the_transfer():
    with at(answered) as (world, matter):
        be = world["BE"]
        with pytest.raises(OutOfOrder):
            orders.authorise_transfer(be.node, matter, " ", be[Role.LEGAL_OFFICER], world.now)


def test_leaves_a_refused_order_to_be_asked_again():
    with at(answered) as (world, matter):
        be = world["BE"]
        assert [(w.matter, w.items, w.needs) for w in orders.queue(be.node)] == [
            (matter, 2, ("JUDGE", "LEGAL_OFFICER"))
        ]
        orders.refuse(be.node, matter, "Name the inquiry.", be[Role.JUDGE], world.now)
        assert orders.queue(be.node) == ()
        with pytest.raises(OutOfOrder):
            orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        answers.submit(be.node, matter, be[Role.OFFICER], world.now)
        orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        assert "order.refuse" not in shared_kinds(be.node, matter)


def test_takes_no_item_under_a_judges_key_where_no_judge_is_certified(tmp_path: Path):
    world = make_world(tmp_path, STATES, agreements=(AGREEMENT,), cast=set(CAST) - JUDICIAL)
    try:
        matter = taken(world)
        with pytest.raises(NotCompetent):
            put(world, matter, IDENTITY)
        put(world, matter, replace(IDENTITY, linked_case=False))
    finally:
        world.close()


def test_refuses_a_second_item_of_the_same_name():
    with at(answered) as (world, matter), pytest.raises(OutOfOrder):
        put(world, matter, IDENTITY)


# ── what leaves ─────────────────────────────────────────────────────────────────────────────────
def test_records_the_weighing_under_which_a_release_left():
    with at(released) as (world, matter):
        be = world["BE"].node
        acts = held(be, matter)
        weighed = acts.last("request.weigh")
        marks = acts.headers[acts.acts.index(weighed)].marks
        assert dict(marks) == {"moment": "G3", "outcome": Outcome.PERMIT_WITH_CONDITIONS.name}
        assert own_kinds(be, matter)[-1] == "request.weigh"


@pytest.mark.parametrize(("by_line", "limit"), [(True, timedelta(hours=24)), (False, timedelta(days=14))])
def test_rests_on_a_log_that_the_partner_cosigned_lately(by_line: bool, limit: timedelta):
    with at(authorised) as (world, matter):
        be = world["BE"]
        if by_line:
            on_a_line(world, "BE", "RU")
        world.carry()
        world.now += limit + timedelta(seconds=1)
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        with pytest.raises(CheckpointTooOld):
            releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)
        world.now -= timedelta(seconds=1)
        releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)


def test_has_its_head_cosigned_anew_where_nothing_else_was_sent():
    with at(authorised) as (world, matter):
        be = world["BE"]
        world.carry()
        world.later(days=3)
        world.carry()
        let_go(world, matter)
        assert shared_kinds(be.node, matter)[-1] == "reply.full"


def test_opens_nothing_before_its_conditions_are_accepted():
    with at(released) as (world, matter):
        ru = world["RU"]
        bound = releases.accepted_conditions(ru.node, matter)
        assert (bound.handling, bound.purpose, bound.case_ref) == ("H1", "INVESTIGATION", "VG-2019-771")
        with pytest.raises(NotAccepted):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
        opened = releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        assert [(o.item, o.category, o.plaintext) for o in opened] == [
            ("file", "DC_CASE_FACTS", MARK),
            ("identity", "DC_IDENTITY", MARK),
        ]


def test_logs_every_reading():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        for _ in range(2):
            releases.read(ru.node, matter, ru[Role.SUPERVISOR], world.now)
        readings = [h for h in held(ru.node, matter).headers if h.kind == "release.read"]
        assert [h.author for h in readings] == ["ru-supervisor"] * 2


def test_has_nothing_to_read_before_a_release():
    with at(taken) as (world, matter), pytest.raises(OutOfOrder):
        releases.read(world["RU"].node, matter, world["RU"][Role.OFFICER], world.now)


# ── content that is not what the order names ────────────────────────────────────────────────────
def swapped(world: World) -> MatterId:
    """Let BE's desk release another package than the judge saw."""
    matter, be = authorised(world), world["BE"]
    world.carry()
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
    body = releases.release_body(be.node, ready, world.now)
    label = Label(matter=matter, item=FILE.id, category=FILE.category)
    other = seal_package(label, b"another file", authority=be.node.keys.sealing.public).stripped()
    body["packages"] = [
        b64((other if p.label.item == FILE.id else p.stripped()).to_bytes()) for p in ready.packages
    ]
    order = releases.digest_hex(ready.signed[0].statement)
    slip_in(world, "BE", "reply.full", matter, by=be[Role.SPOC_DUTY], body=body, marks={"order": order})
    world.carry()
    return matter


def test_answers_content_that_differs_with_evidence():
    with at(swapped) as (world, matter):
        ru, be = world["RU"], world["BE"]
        releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
        with pytest.raises(ContentDiffers):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        world.carry()
        assert states(world, matter) == ("CONTENT_DIFFERS", "CONTENT_DIFFERS")
        told = open_act(be.node, held(be.node, matter).last("release.differs")).content
        assert told["act"] == act_of(be.node, matter, "reply.full")
        assert sorted(told["evidence"]) == ["committed", "found", "item"]
        assert told["evidence"]["item"] == "file"
        with pytest.raises(NotAccepted):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)


def test_releases_again_what_differed():
    with at(swapped) as (world, matter):
        ru = world["RU"]
        releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
        with pytest.raises(ContentDiffers):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        world.carry()
        let_go(world, matter)
        world.carry()
        releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
        assert len(releases.read(ru.node, matter, ru[Role.OFFICER], world.now)) == 2
        world.carry()
        agree(world, matter)


# ── recall (M2) ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("step", [released, accepted, closed])
def test_recalls_a_release_wherever_it_stands(step):
    with at(step) as (world, matter):
        be, ru = world["BE"], world["RU"]
        releases.recall(be.node, matter, "the wrong person", be[Role.LEGAL_OFFICER], world.now)
        world.carry()
        assert states(world, matter) == ("RECALL_DONE", "RECALL_DONE")
        with pytest.raises(NotAccepted):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        gone = ru.node.store.read(lambda r: r.act(act_of(ru.node, matter, "reply.full")))
        with pytest.raises(Erased):
            _ = open_act(ru.node, gone).content
        agree(world, matter)


def test_answers_a_recall_at_once_and_erases_with_the_answer():
    with at(accepted) as (world, matter):
        be, ru = world["BE"], world["RU"]
        releases.recall(be.node, matter, "the wrong person", be[Role.SPOC_DUTY], world.now)
        (data,) = envelopes(world, "BE")
        deliver(world, "RU", data)
        release = act_of(ru.node, matter, "reply.full")
        assert states(world, matter)[0] == "RECALLED"
        assert ru.node.store.read(lambda r: r.act(release)).content is not None
        world.later()
        assert states(world, matter)[0] == "RECALL_DONE"
        assert ru.node.store.read(lambda r: r.act(release)).content is None


def test_has_nothing_to_recall_before_a_release():
    with at(taken) as (world, matter), pytest.raises(OutOfOrder):
        releases.recall(world["BE"].node, matter, "why", world["BE"][Role.SPOC_DUTY], world.now)


# ── on the way ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("late", [timedelta(seconds=-30), timedelta(days=60)])
def test_takes_a_release_whose_order_held_when_it_left_however_clocks_and_couriers_go(late: timedelta):
    with at(authorised) as (world, matter):
        world.carry()
        let_go(world, matter)
        (data,) = envelopes(world, "BE")
        world.now += late  # RU's clock is behind, or a courier took two months: orders live thirty days
        receipt = deliver(world, "RU", data)
        assert (receipt.state, receipt.code) == ("taken", "")
        ru = world["RU"]
        world.now += timedelta(hours=1)
        releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
        assert {o.plaintext for o in releases.read(ru.node, matter, ru[Role.OFFICER], world.now)} == {MARK}
