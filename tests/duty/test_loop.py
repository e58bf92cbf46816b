"""The loop: it wakes for work, a line that hangs holds up no other, and processes share by leases."""

import socket
import subprocess
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.partners import matter_of
from comity.acts.ports import Tx
from comity.config import read_config
from comity.demo.world import World, make_world
from comity.exchange import alerts, cases, releases
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.wiring import wire
from duty.night import PATIENCE, SLEEPY, at_work, ticking, until, watched
from stories.exchange import BE, RU, approved, danger_ordered, shared_kinds

CN = "CN"


def waits(node: Node) -> int:
    return len(node.store.read(lambda r: r.outbox()))


def send(world: World, matter: MatterId) -> None:
    ru = world["RU"]
    cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)


def test_carries_and_runs_what_falls_due_on_both_sides(world: World):
    ru, be = world["RU"].node, world["BE"].node
    matter = approved(world)
    with at_work(ru, watched(world, "BE"), world.now), at_work(be, watched(world, "RU"), world.now):
        send(world, matter)
        until(lambda: shared_kinds(ru, matter) == ["request.send", "request.ack"])
        until(lambda: waits(be) == 0)


def test_wakes_at_once_for_what_this_process_wrote(world: World):
    lines, matter = watched(world, "BE"), approved(world)
    with at_work(world["RU"].node, lines, world.now, pace=SLEEPY):
        until(lambda: world["RU"].node.store.read(lambda r: r.leaseholder("clock")) is not None)
        send(world, matter)  # nobody looks for an hour otherwise
        until(lambda: waits(world["RU"].node) == 0)
        assert lines[BE].carried == 1


def test_finds_what_another_process_wrote(world: World):
    lines, matter = watched(world, "BE"), approved(world)
    ru = world["RU"].node
    home = world.folder / "RU"
    other = wire(read_config(home), (home / "master.key").read_bytes(), ru.keys, ru.self_image, ru.law)
    try:
        with at_work(other, lines, world.now):
            send(world, matter)
            until(lambda: waits(ru) == 0)
    finally:
        other.store.close()


def test_a_line_that_hangs_holds_up_no_other(tmp_path: Path):
    roles = (Role.LEGAL_OFFICER, Role.MINISTER_DELEGATE, Role.SYSADMIN, Role.SPOC_DUTY)
    world = make_world(tmp_path, ["BE", "RU", CN], cast=roles)
    be, lines = world["BE"].node, watched(world, "RU", CN)
    lines[RU].hangs = True
    world.now += timedelta(hours=12)
    try:
        with at_work(be, lines, world.now):  # a head falls due to each
            assert lines[RU].busy.wait(60)
            until(lambda: [row.partner for row in be.store.read(lambda r: r.outbox())] == ["RU"])
            assert (lines[RU].carried, lines[world[CN].node.state].carried) == (0, 1)
            lines[RU].goes_on.set()
            until(lambda: waits(be) == 0)
    finally:
        world.close()


def test_a_warning_made_while_a_backlog_goes_out_goes_before_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("comity.courier.courier.BATCH", 2)
    monkeypatch.setattr("comity.duty.loop.BATCHES", 1)
    be, desk, lines = world["BE"].node, world["BE"][Role.SPOC_DUTY], watched(world, "RU")
    ready = releases.prepare(be, danger_ordered(world), desk, world.now)
    show = Deed(kind="head.show", matter=matter_of(RU, BE), to=RU)
    backlog = [perform(be, show, world.now).id for _ in range(6)]
    lines[RU].hangs, clock = True, ticking(world.now)
    with at_work(be, lines, clock):
        assert lines[RU].busy.wait(PATIENCE)  # two of the six are on their way
        warning = alerts.issue(be, ready, desk, clock())
        lines[RU].goes_on.set()
        until(lambda: waits(be) == 0)
    came = world["RU"].node.store.read(lambda r: r.leaves("pair/BE"))
    ours = [act for act in came if act in {warning.id, *backlog}]
    assert ours == [*backlog[:2], warning.id, *backlog[2:]]


def test_two_processes_never_work_one_partner_at_once(world: World):
    matters = [approved(world) for _ in range(4)]
    ru, lines = world["RU"].node, watched(world, "BE")
    with at_work(ru, lines, world.now, holder="one"), at_work(ru, lines, world.now, holder="two"):
        for matter in matters:
            send(world, matter)
        until(lambda: waits(ru) == 0)
    assert (lines[BE].most_at_once, lines[BE].carried) == (1, 4)


def test_keeps_its_lease_while_a_round_lasts(world: World):
    lines, matter = watched(world, "BE"), approved(world)
    lines[BE].hangs = True
    ru = world["RU"].node

    def lease() -> tuple[str, object]:
        return ru.store.read(lambda r: r.leaseholder("courier/BE"))

    with at_work(ru, lines, world.now):
        send(world, matter)
        assert lines[BE].busy.wait(60)
        first = lease()
        until(lambda: lease() > first)
        assert lease()[0] == "one"
        lines[BE].goes_on.set()
        until(lambda: waits(ru) == 0)


def test_takes_over_at_once_what_one_that_is_gone_had_claimed(world: World):
    ru, matter, started = world["RU"].node, approved(world), subprocess.Popen(["true"])
    started.wait()
    gone, later = f"{socket.gethostname()}:{started.pid}:00000000", world.now + timedelta(minutes=5)
    send(world, matter)

    def claim(tx: Tx) -> None:
        tx.lease("courier/BE", gone, world.now, later)
        assert len(tx.claim(BE, gone, world.now, later, 32)) == 1

    ru.store.write(claim)
    with at_work(ru, watched(world, "BE"), world.now):  # nothing new wakes it: all that waits is claimed
        until(lambda: waits(ru) == 0)


def test_gives_its_leases_back_when_it_stops(world: World):
    ru, matter = world["RU"].node, approved(world)
    with at_work(ru, watched(world, "BE"), world.now, pace=SLEEPY, holder="first"):
        send(world, matter)
        until(lambda: waits(ru) == 0)
    second = approved(world)
    with at_work(ru, watched(world, "BE"), world.now, holder="second"):  # five minutes are not waited
        send(world, second)
        until(lambda: waits(ru) == 0)
    assert ru.store.read(lambda r: r.leaseholder("courier/BE"))[0] == "second"


def test_takes_up_a_line_that_comes_and_lets_go_of_one_that_went(world: World):
    ru, lines, matter = world["RU"].node, {}, approved(world)
    with at_work(ru, lines, world.now):
        send(world, matter)
        until(lambda: ru.store.read(lambda r: r.leaseholder("clock")) is not None)
        lines.update(watched(world, "BE"))
        until(lambda: waits(ru) == 0)
        gone = lines.pop(BE)
        held_until = ru.store.read(lambda r: r.leaseholder("courier/BE"))[1]
        until(lambda: ru.store.read(lambda r: r.leaseholder("courier/BE"))[1] != held_until)  # given back
        send(world, approved(world))
        assert gone.carried == 1


def test_goes_on_after_whatever_fails(world: World):
    ru, lines, matter = world["RU"].node, watched(world, "BE"), approved(world)
    good, asked = lines[BE].line, []

    def broken(envelopes: Sequence[bytes], now: datetime) -> Sequence[bytes]:
        asked.append(1)
        if len(asked) == 1:
            raise RuntimeError("a fault that nobody foresaw")
        return good(envelopes, now)

    lines[BE].line = broken
    with at_work(ru, lines, world.now):
        send(world, matter)
        until(lambda: bool(asked))
        ru.store.write(lambda tx: tx.unclaim(BE))
        until(lambda: waits(ru) == 0)
    assert len(asked) == 2
