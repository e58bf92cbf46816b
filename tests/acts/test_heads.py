"""Heads of logs: late ones wait for their path; a rewritten or rolled-back log is caught with evidence."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from acts.forgery import altered, deliver, envelopes, one_by_one, slip_in
from comity.acts.commit import open_act
from comity.acts.heads import read_sight, read_vouched, show
from comity.acts.node import Node, origin
from comity.acts.partners import matter_of
from comity.acts.ports import ActId, pair_log
from comity.acts.receive import receive
from comity.acts.wire import Inner, ShownHead, read_receipt, sign_receipt
from comity.courier import courier
from comity.demo.simulate.forging import made_up_log
from comity.demo.world import World, reopen
from comity.errors import Evidence, EvidenceRefuted
from comity.exchange import answers
from comity.ledger.checkpoint import LogPublicKey, split
from comity.ledger.witness import Divergence, prove_divergence, verify_cosignature
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import unb64
from stories.exchange import BE, RU, at, closed, held, sent, states

PAIR = matter_of(RU, BE)


@pytest.fixture
def two() -> Iterator[tuple[World, tuple[MatterId, ...]]]:
    """Give two requests of RU that BE has acknowledged and accepted, unsent."""
    with at(sent) as (world, matter):
        both = (matter, sent(world))
        for case in both:
            answers.accept(world["BE"].node, case, world["BE"][Role.SPOC_DUTY], world.now)
        yield world, both


def sight(world: World):
    """Return what RU knows of BE's log."""
    return world["RU"].node.store.read(lambda r: read_sight(r, BE))


def be_log(world: World) -> LogPublicKey:
    return world["BE"].node.self_image.log.named(origin(BE, pair_log(RU)))


def evidence(world: World, state: str = "RU") -> Evidence:
    """Read the evidence that a node kept with its refusal."""
    node = world[state].node
    kept = open_act(node, held(node, PAIR).acts[-1]).content["evidence"]
    path = tuple(unb64(step) for step in kept["path"])
    return Evidence(earlier=unb64(kept["earlier"]), later=unb64(kept["later"]), path=path)


# ── honest heads ────────────────────────────────────────────────────────────────────────────────
def test_cosigns_every_head_that_extends_the_last():
    with at(closed) as (world, _):
        ru, be = world["RU"].node, world["BE"].node
        for node, other in ((ru, be), (be, ru)):
            seen = node.store.read(lambda r, o=other: read_sight(r, o.state))
            size = other.store.read(lambda r, n=node: r.head(pair_log(n.state))).size
            assert (seen.unjoined, seen.size) == ((), size)
            vouched = other.store.read(lambda r, n=node: read_vouched(r, n.state))
            key = node.witness_key().public()
            assert verify_cosignature(vouched.note, vouched.lines, key) == world.now
            assert split(vouched.note)[0].size == vouched.size


def test_keeps_an_older_head_apart_until_a_path_joins_it():
    with at(sent) as (world, matter):
        be = world["BE"]
        answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
        (early,) = envelopes(world, "BE")
        answers.postpone(be.node, matter, be[Role.SPOC_DUTY], world.now)
        late = envelopes(world, "BE")[1]
        assert deliver(world, "RU", late).state == "held"
        size = sight(world).size
        receipt = deliver(world, "RU", early)
        assert (receipt.state, receipt.cosignature, receipt.witnessed) == ("taken", b"", size)
        assert receipt.unjoined == (size - 1,)
        assert [u.size for u in sight(world).unjoined] == [size - 1]
        world.carry()
        answers.resume(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        assert sight(world).unjoined == ()
        assert states(world, matter) == ("IN_PROGRESS", "IN_PROGRESS")


# ── a log that was rolled back ──────────────────────────────────────────────────────────────────
def rolled_back(world: World, matter: MatterId) -> None:
    """Let BE do and deliver two acts, then restore its home from a copy made before."""
    world.close()
    copy = world.folder.with_name(world.folder.name + "-copy")
    shutil.copytree(world.folder / "BE", copy)
    reopen(world)
    be = world["BE"]
    answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
    answers.postpone(be.node, matter, be[Role.SPOC_DUTY], world.now)
    assert world.carry().taken == 2
    world.close()
    shutil.rmtree(world.folder / "BE")
    shutil.move(copy, world.folder / "BE")
    reopen(world)


def test_catches_a_log_that_was_rolled_back_and_grew_otherwise_to_the_same_size():
    with at(sent) as (world, matter):
        rolled_back(world, matter)
        for _ in range(2):
            slip_in(world, "BE", "request.update", matter)
        assert world.carry().problems == ("RU:consistency-invalid", "RU:consistency-invalid")
        assert prove_divergence(evidence(world), be_log(world)) is Divergence.FORK
        assert states(world, matter)[0] == "POSTPONED"


def test_catches_a_log_that_was_rolled_back_and_outgrew_what_was_witnessed():
    with at(sent) as (world, matter):
        rolled_back(world, matter)
        for _ in range(3):
            slip_in(world, "BE", "request.update", matter)
        assert world.carry().problems == ("RU:ledger-diverged",) * 3  # numbers that others bore, and no path
        assert prove_divergence(evidence(world), be_log(world)) is Divergence.GAP


def test_catches_a_log_that_was_rolled_back_by_its_first_envelope():
    with at(sent) as (world, matter):
        rolled_back(world, matter)
        size = sight(world).size
        slip_in(world, "BE", "request.update", matter)
        (data,) = envelopes(world, "BE")
        receipt = deliver(world, "RU", data)
        assert (receipt.code, receipt.cosignature, receipt.witnessed) == ("ledger-diverged", b"", size)
        assert prove_divergence(evidence(world), be_log(world)) is Divergence.GAP


# ── a log that was rewritten under its own key ──────────────────────────────────────────────────
def in_another_log(node: Node, other: StateCode, act: ActId, honest: ShownHead, *, more: int) -> ShownHead:
    """Show an act as the last of a log of which all other entries are different, signed by the log's key."""
    sizes = [join.size for join in honest.joins] if more > 0 else []
    return made_up_log(node, other, act, split(honest.note)[0].size + more, sizes)


def rewritten(world: World, data: bytes, *, more: int = 0) -> bytes:
    """Make an envelope of BE show its act in another log."""

    def change(inner: Inner) -> Inner:
        node = world["BE"].node
        return replace(inner, head=in_another_log(node, RU, inner.act.id, inner.head, more=more))

    return altered(world, "BE", data, change)


def test_refuses_a_head_that_forks_the_witnessed_one_though_the_log_signed_it(two):
    world, (first, _) = two
    world.carry()
    answers.postpone(world["BE"].node, first, world["BE"][Role.SPOC_DUTY], world.now)
    (data,) = envelopes(world, "BE")
    refused = deliver(world, "RU", rewritten(world, data, more=-1))
    assert (refused.state, refused.code, refused.cosignature) == ("refused", "consistency-invalid", b"")
    assert prove_divergence(evidence(world), be_log(world)) is Divergence.FORK
    assert states(world, first)[0] == "IN_PROGRESS"


def test_refuses_a_head_that_does_not_extend_the_witnessed_one_though_the_log_signed_it(two):
    world, (first, _) = two
    world.carry()
    answers.postpone(world["BE"].node, first, world["BE"][Role.SPOC_DUTY], world.now)
    (data,) = envelopes(world, "BE")
    assert deliver(world, "RU", rewritten(world, data, more=1)).code == "consistency-invalid"
    assert prove_divergence(evidence(world), be_log(world)) is Divergence.GAP


def test_refuses_a_late_head_that_the_log_cannot_join_any_more():
    with at(sent) as (world, matter):
        be = world["BE"]
        answers.accept(be.node, matter, be[Role.SPOC_DUTY], world.now)
        (early,) = envelopes(world, "BE")
        answers.postpone(be.node, matter, be[Role.SPOC_DUTY], world.now)
        late = envelopes(world, "BE")[1]
        deliver(world, "RU", late)
        forged = deliver(world, "RU", rewritten(world, early))
        assert (forged.state, forged.cosignature) == ("taken", b"")  # nobody can tell yet
        world.carry()
        answers.resume(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        refused = held(world["RU"].node, PAIR).headers[-1]
        assert (refused.kind, refused.marks) == ("envelope.refuse", {"code": "consistency-invalid"})
        assert prove_divergence(evidence(world), be_log(world)) is Divergence.GAP


def test_an_honest_log_refutes_the_accusation(two):
    world, _ = two
    earlier = sight(world).head
    world.carry()
    node = world["BE"].node
    last = node.store.read(lambda r: r.leaves(pair_log(RU)))[-1]
    shown = node.store.read(lambda r: show(node, r, RU, last, (earlier.size,)))
    honest = Evidence(earlier=earlier.note, later=shown.note, path=shown.joins[0].path)
    with pytest.raises(EvidenceRefuted):
        prove_divergence(honest, be_log(world))


def test_keeps_the_evidence_where_a_receipt_shows_a_rewritten_log(two):
    world, (first, _) = two
    world.carry()
    be, ru = world["BE"].node, world["RU"].node
    answers.postpone(be, first, world["BE"][Role.SPOC_DUTY], world.now)

    def door(data: bytes, now: datetime) -> bytes:
        honest = read_receipt(receive(ru, data, now), ru.keys.signing.public)
        forged = in_another_log(ru, BE, honest.act, honest.head, more=-1)
        return sign_receipt(replace(honest, head=forged), ru.keys.signing)

    sent_out = courier.deliver(be, {RU: one_by_one(door)}, world.now)
    assert (sent_out.failed, sent_out.problems) == (1, ("RU:consistency-invalid",))
    key = ru.self_image.log.named(origin(RU, pair_log(BE)))
    assert prove_divergence(evidence(world, "BE"), key) is Divergence.FORK
    assert len(be.store.read(lambda r: r.outbox(RU))) == 1  # it is sent again, and the receipt asked again


# ── a log that shows heads and never joins them ─────────────────────────────────────────────────
def unjoined(world: World, matter: MatterId, **late: float) -> list[tuple[str, str]]:
    """Let BE send ten acts, minutes apart, each in a log of its own without a path; return what RU says."""
    told = []
    for n in range(10):
        world.now += timedelta(minutes=1, **late)
        slip_in(world, "BE", "request.update", matter)
        data = envelopes(world, "BE")[-1]

        def forked(inner: Inner, more: int = 5 + n) -> Inner:
            head = in_another_log(world["BE"].node, RU, inner.act.id, inner.head, more=more)
            return replace(inner, head=replace(head, joins=()))

        receipt = deliver(world, "RU", altered(world, "BE", data, forked))
        told.append((receipt.state, receipt.code))
    return told


@pytest.fixture
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let BE number its altered envelopes on without looking back: heads alone are asked about."""
    monkeypatch.setattr("comity.acts.entry._check_number", lambda *_: None)


@pytest.mark.usefixtures("forking")
def test_takes_no_more_than_eight_heads_without_a_path():
    with at(sent) as (world, matter):
        told = unjoined(world, matter)
        assert [state for state, _ in told] == ["taken"] * 8 + ["refused"] * 2
        assert {code for _, code in told[8:]} == {"ledger-diverged"}
        assert len(sight(world).unjoined) == 8
        shown = evidence(world)
        assert shown.earlier == sight(world).head.note
        assert prove_divergence(shown, be_log(world)) is Divergence.GAP


@pytest.mark.usefixtures("forking")
def test_waits_no_longer_than_a_day_for_a_path():
    with at(sent) as (world, matter):
        told = unjoined(world, matter, hours=7)
        assert [code for _, code in told] == ["", "", "", "", *["ledger-diverged"] * 6]


def test_takes_all_that_an_honest_log_packed_while_the_line_was_down():
    with at(sent) as (world, matter):
        packed = []
        for _ in range(24):
            world.now += timedelta(hours=5)
            slip_in(world, "BE", "request.update", matter)
            packed.append(envelopes(world, "BE")[-1])
        receipts = [deliver(world, "RU", data) for data in (*packed[20:], *packed[:20])]
        assert {r.state for r in receipts} == {"held", "taken"}
        assert {deliver(world, "RU", data).state for data in packed} == {"taken"}
        world.carry()
        slip_in(world, "BE", "request.update", matter)
        assert world.carry().refused == 0
        assert sight(world).unjoined == ()


def test_joins_every_head_that_comes_in_order_though_no_receipt_came_back():
    with at(sent) as (world, matter):
        packed = []
        for _ in range(24):
            slip_in(world, "BE", "request.update", matter)
            packed.append(envelopes(world, "BE")[-1])
        assert [deliver(world, "RU", data).unjoined for data in packed] == [()] * 24
        world.carry()
        be = world["BE"].node.store.read(lambda r: read_sight(r, RU))
        assert be.unjoined == ()  # nor does any receipt leave a head apart
