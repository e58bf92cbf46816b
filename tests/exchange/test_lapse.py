"""Nobody confirmed in time: the node recalls what two persons released, and it is counted (5.5, S07)."""

from datetime import timedelta

import pytest

from comity.acts.commit import Deed, perform
from comity.demo.world import World
from comity.exchange import alerts
from comity.exchange.clock import overdue, run_due
from comity.exchange.urgencies import count_urgencies
from comity.model.people import Role
from comity.model.requests import MatterId
from stories.exchange import (
    THREAT,
    acknowledged,
    at,
    danger_ordered,
    held,
    issue,
    issued,
    own_kinds,
    shared_kinds,
    states,
    warned_of,
)


def pass_time(world: World, **span: float) -> None:
    """Let time pass, then clocks and couriers run on both sides."""
    world.now += timedelta(**span)
    for _ in range(2):
        for place in world.places.values():
            run_due(place.node, world.now)
        world.carry()


def counted(world: World) -> tuple[int, int, int, int, int]:
    c = count_urgencies(world["BE"].node, world.now)
    return c.released, c.confirmed, c.not_confirmed, c.lapsed, c.waiting


def confirm(world: World, matter: MatterId, how: str, role: Role, *, right: bool = True) -> None:
    be = world["BE"]
    getattr(alerts, how)(be.node, matter, right, "as it was", be[role], world.now)


# ── silence ─────────────────────────────────────────────────────────────────────────────────────
def test_silence_of_the_magistrate_recalls_after_72_hours_and_blocks_use_at_the_partner():
    with at(acknowledged) as (world, matter):
        be, ru = world["BE"].node, world["RU"].node
        pass_time(world, hours=72)
        assert "alert.lapse" not in shared_kinds(be, matter)  # the last instant is in time
        pass_time(world, seconds=1)
        assert shared_kinds(be, matter).count("alert.lapse") == 1
        assert states(world, matter) == ("RECALL_DONE", "RECALL_DONE")
        assert held(ru, matter).last("alert.issue").content is None
        act = held(be, matter).last("alert.lapse")
        header = held(be, matter).headers[held(be, matter).acts.index(act)]
        assert (header.author, header.role, dict(header.marks)) == ("node", None, {"reason": "RECALL"})


def test_the_last_instant_of_the_review_is_in_time():
    with at(acknowledged) as (world, matter):
        world.now += timedelta(hours=72)
        confirm(world, matter, "review", Role.JUDGE)
        pass_time(world, seconds=1)
        assert "alert.lapse" not in shared_kinds(world["BE"].node, matter)


def test_silence_of_the_data_protection_officer_recalls_after_7_days_what_has_expired_meanwhile():
    with at(acknowledged) as (world, matter):
        confirm(world, matter, "review", Role.DUTY_MAGISTRATE)
        pass_time(world, days=4)
        assert states(world, matter) == ("EXPIRED", "EXPIRED")
        pass_time(world, days=3)
        assert "alert.lapse" not in shared_kinds(world["BE"].node, matter)
        pass_time(world, seconds=1)
        assert states(world, matter) == ("RECALL_DONE", "RECALL_DONE")


def test_both_reviews_keep_it_and_one_that_does_not_confirm_is_a_persons_recall():
    with at(acknowledged) as (world, matter):
        confirm(world, matter, "review", Role.JUDGE)
        confirm(world, matter, "inspect", Role.DPO)
        pass_time(world, days=8)
        assert "alert.lapse" not in shared_kinds(world["BE"].node, matter)
    with at(acknowledged) as (world, matter):
        confirm(world, matter, "review", Role.JUDGE, right=False)
        pass_time(world, days=8)
        kinds = shared_kinds(world["BE"].node, matter)
        assert (kinds.count("alert.recall"), kinds.count("alert.lapse")) == (1, 0)


def test_a_review_stays_due_after_the_recall_and_what_never_left_is_not_recalled():
    with at(acknowledged) as (world, matter):
        pass_time(world, hours=73)
        assert [t.kind for t in overdue(world["BE"].node, world.now)] == ["urgency-review"]
    with at(danger_ordered) as (world, matter):
        pass_time(world, days=8)
        assert shared_kinds(world["BE"].node, matter) == []
        assert "alert.weigh" in own_kinds(world["BE"].node, matter)


def test_a_partners_node_recalls_by_itself_only_what_two_persons_ordered():
    def without_identity(world: World) -> MatterId:
        matter = warned_of(world, None, THREAT)
        issue(world, matter)
        return matter

    with at(without_identity) as (world, matter):
        assert states(world, matter) == ("ISSUED", "ISSUED")
        deed = Deed(kind="alert.lapse", matter=matter, marks={"reason": "RECALL"})
        perform(world["BE"].node, deed, world.now)
        world.carry()
        assert states(world, matter)[0] == "ISSUED"  # RU let nothing in
        assert held(world["RU"].node, matter).last("alert.lapse") is None


# ── counted ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("says", "count"),
    [
        ((), (1, 0, 0, 0, 1)),
        (("review",), (1, 0, 0, 0, 1)),
        (("review", "inspect"), (1, 1, 0, 0, 0)),
        (("not",), (1, 0, 1, 0, 0)),
        (("late",), (1, 0, 0, 1, 0)),
    ],
)
def test_what_became_of_releases_in_danger_is_counted(says: tuple[str, ...], count: tuple[int, ...]):
    with at(issued) as (world, matter):
        for word in says:
            if word == "late":
                pass_time(world, hours=73)
            elif word == "not":
                confirm(world, matter, "review", Role.JUDGE, right=False)
            else:
                confirm(world, matter, word, Role.JUDGE if word == "review" else Role.DPO)
        assert counted(world) == count


def test_what_two_persons_ordered_and_nobody_issued_is_not_counted_nor_what_is_a_year_old():
    with at(danger_ordered) as (world, _):
        assert counted(world) == (0, 0, 0, 0, 0)
    with at(issued) as (world, _):
        world.now += timedelta(days=366)
        assert counted(world) == (0, 0, 0, 0, 0)
