"""A partner that refuses, delays, fails and lies: nothing is lost or doubled, and every lie is caught."""

from datetime import timedelta

import pytest

from comity.acts.commit import Deed, open_act, perform
from comity.acts.node import origin
from comity.acts.partners import matter_of
from comity.acts.ports import pair_log
from comity.acts.wire import read_receipt
from comity.demo.simulate.partner import in_process
from comity.demo.simulate.report import Happened
from comity.demo.simulate.words import AtDoor
from comity.demo.world import World
from comity.errors import ContentDiffers, Evidence
from comity.exchange import cases, releases
from comity.ledger.witness import Divergence, prove_divergence
from comity.model.people import Role
from comity.model.releases import OutcomeCode
from comity.model.requests import MatterId
from comity.seal.canonical import unb64
from stories.driver import SHARED, check_between
from stories.exchange import BE, RU, act_of, agree, approved, held, shared_kinds, states, velin
from stories.playing import Played, a_play, playing, script

ANSWERS = """
[[on]]
arrives = "request.send"
  [[on.then]]
  do = "accept"
  [[on.then]]
  do = "answer"
  after = "10 min"
  items = [{category = "DC_IDENTITY", text = "Arkady Velin"}]
"""
"""The partner answers at once what it is asked."""

LIES = """
[[on]]
arrives = "request.send"
  [[on.then]]
  do = "lie"
  lie = "{lie}"
  after = "1 min"
  [[on.then]]
  do = "accept"
  after = "1 min"
"""
RELEASES_FALSELY = """
[[on]]
arrives = "request.send"
  [[on.then]]
  do = "accept"
  [[on.then]]
  do = "answer"
  lie = "{lie}"
  items = [{{category = "DC_IDENTITY", text = "Arkady Velin"}}]
"""
AND_THEN_TRULY = """
  [[on.then]]
  do = "answer"
  after = "10 min"
"""
PAIR = matter_of(RU, BE)


def asked(play: Played) -> MatterId:
    """Let the tested node send a request; the partner gets it with the next round."""
    here, there = play.partner.tested, play.partner.node.state
    matter = approved(play.world, velin(here, there), here)
    cases.send(play.tested.node, matter, play.tested[Role.SPOC_DUTY], play.world.now)
    return matter


def closed(play: Played, matter: MatterId) -> None:
    """Let BE accept what came, and feed back."""
    be = play.tested
    releases.accept(be.node, matter, be[Role.OFFICER], play.world.now)
    cases.feed_back(be.node, matter, OutcomeCode.ADVANCED_CASE, be[Role.OFFICER], play.world.now)
    play.settle()


def refusals(world: World, state: str = "BE") -> list[str]:
    """Return the codes that a node recorded for what it did not let in."""
    pair = held(world[state].node, PAIR)
    return [h.marks["code"] for h in pair.headers if h.kind == "envelope.refuse"]


# ── faults of the line: nothing is lost, nothing is doubled ─────────────────────────────────────
DOOR = """
[[door]]
arrives = "{arrives}"
nth = {nth}
does = "{does}"
wait = "{wait}"
"""
LINE = """
[[line]]
sends = "{sends}"
nth = [1]
does = "{does}"
wait = "{wait}"
"""
FAULTS = {
    "drops the first request": DOOR.format(arrives="request.send", nth=[1], does="drop", wait="0 s"),
    "drops five in a row": DOOR.format(arrives="request.send", nth=[1, 2, 3, 4, 5], does="drop", wait="0 s"),
    "is busy": DOOR.format(arrives="request.send", nth=[1, 2], does="busy", wait="0 s"),
    "hangs": DOOR.format(arrives="release.accept", nth=[1], does="hang", wait="60 s"),
    "answers late": DOOR.format(arrives="request.send", nth=[1], does="late", wait="10 s"),
    "answers too late": DOOR.format(arrives="request.send", nth=[1], does="late", wait="60 s"),
    "loses its receipts": DOOR.format(arrives="", nth=[1, 2, 3], does="lost", wait="0 s"),
    "answers with garbage": DOOR.format(arrives="request.send", nth=[1], does="garbage", wait="0 s"),
    "answers with half a receipt": DOOR.format(arrives="", nth=[1, 3], does="truncated", wait="0 s"),
    "sends twice": LINE.format(sends="reply.full", does="twice", wait="0 s"),
    "loses our receipt": LINE.format(sends="reply.full", does="lost", wait="0 s"),
    "sends late": LINE.format(sends="request.accept", does="late", wait="30 min"),
    "sends in another order": LINE.format(sends="request.accept", does="reorder", wait="0 s"),
    "leaves a gap for a while": LINE.format(sends="request.ack", does="gap", wait="20 min"),
    "sends half an envelope": LINE.format(sends="request.accept", does="cut-off", wait="0 s"),
    "sends a false outside": LINE.format(sends="request.accept", does="bad-signature", wait="0 s"),
}


def faults_are_mended(play: Played) -> None:
    matter = asked(play)
    play.settle()
    closed(play, matter)
    assert states(play.world, matter) == ("CLOSED", "CLOSED")
    assert shared_kinds(play.tested.node, matter) == SHARED
    assert sorted(shared_kinds(play.partner.node, matter)) == sorted(SHARED)
    agree(play.world, matter)
    check_between(play.world)
    assert refusals(play.world, "BE") == refusals(play.world, "RU") == []


@pytest.mark.parametrize("fault", FAULTS)
def test_loses_and_doubles_nothing_against_a_partner_that(fault: str):
    with a_play(ANSWERS + FAULTS[fault]) as play:
        faults_are_mended(play)
        if fault in ("sends half an envelope", "sends a false outside"):
            assert [t.stands for t in play.partner.report.told.values()] == ["caught"]


def test_loses_and_doubles_nothing_on_either_database(two_states: World):
    faults_are_mended(playing(two_states, ANSWERS + "".join(FAULTS.values())))


# ── lies ────────────────────────────────────────────────────────────────────────────────────────
CODES = {
    "own-act": "retargeted",
    "unknown-kind": "unknown-kind",
    "other-case": "retargeted",
    "other-state": "retargeted",
    "your-name": "retargeted",
    "your-case": "retargeted",
    "made-for-another": "retargeted",
    "still-to-come": "out-of-order",
    "backdated": "out-of-order",
    "unsigned": "personal-signature-missing",
    "forged": "signature-invalid",
    "signed-by-another": "certificate-invalid",
    "wrong-role": "wrong-role",
    "person-for-node": "wrong-role",
    "liaison": "liaison-may-not-decide",
    "expired-person": "accreditation-expired",
    "judge-by-node": "judge-key-not-certified-by-court",
    "judge-by-authority": "judge-key-not-certified-by-court",
    "without-content": "malformed-message",
    "without-article": "malformed-message",
    "other-fingerprint": "certificate-invalid",
}
FALSE = {
    "no-order": "order-required",
    "no-judge": "order-required",
    "false-judge": "judge-key-not-certified-by-court",
    "forged-order": "signature-invalid",
    "order-expired": "order-expired",
    "order-of-other-case": "order-for-other-case",
    "order-for-other-key": "recipient-key-changed",
    "beside-the-order": "order-does-not-cover",
}
ENVELOPES = {
    "number-inside": "retargeted",
    "number-again": "replayed",
    "other-before": "replayed",
    "oversized": "malformed-message",
    "not-sealed": "cannot-open",
    "other-sealing-key": "recipient-key-changed",
    "other-body": "seal-broken",
    "too-long": "malformed-message",
    "out-of-time": "replayed",
    "other-place": "inclusion-invalid",
    "forked-log": "consistency-invalid",
    "rolled-back-log": "ledger-diverged",
}
RECEIPTS = {
    "other-envelope": "retargeted",
    "other-act": "retargeted",
    "other-key": "signature-invalid",
    "other-place": "inclusion-invalid",
    "forked-log": "consistency-invalid",
}


def caught(play: Played) -> list[tuple[str, str]]:
    """Return the lies that were told, each with its answer."""
    return [(t.lie, t.answered) for t in play.partner.report.told.values()]


@pytest.mark.parametrize("lie", CODES)
def test_takes_in_no_act_that_no_desk_let_through(lie: str):
    with a_play(LIES.format(lie=lie)) as play:
        matter = asked(play)
        play.settle()
        assert refusals(play.world) == [CODES[lie]]
        assert shared_kinds(play.tested.node, matter) == ["request.send", "request.ack", "request.accept"]
        assert states(play.world, matter) == ("IN_PROGRESS", "IN_PROGRESS")
        assert caught(play) == [(lie, CODES[lie])]
        told = [h.marks["code"] for h in held(play.partner.node, PAIR).headers if h.kind == "delivery.refuse"]
        assert told == [CODES[lie]]


@pytest.mark.parametrize("lie", FALSE)
def test_takes_in_no_release_without_the_order_for_just_that(lie: str):
    with a_play(RELEASES_FALSELY.format(lie=lie) + AND_THEN_TRULY) as play:
        matter = asked(play)
        play.settle()
        assert refusals(play.world) == [FALSE[lie]]
        assert caught(play) == [(lie, FALSE[lie])]
        kinds = ["request.send", "request.ack", "request.accept", "reply.full"]
        assert shared_kinds(play.tested.node, matter) == kinds
        closed(play, matter)
        opened = releases.read(play.tested.node, matter, play.tested[Role.OFFICER], play.world.now)
        assert [o.plaintext for o in opened] == [b"Arkady Velin"]


def test_opens_no_other_content_than_was_ordered_and_tells_the_partner():
    with a_play(RELEASES_FALSELY.format(lie="other-content")) as play:
        be, matter = play.tested, asked(play)
        play.settle()
        releases.accept(be.node, matter, be[Role.OFFICER], play.world.now)
        with pytest.raises(ContentDiffers):
            releases.read(be.node, matter, be[Role.OFFICER], play.world.now)
        play.settle()
        assert states(play.world, matter) == ("CONTENT_DIFFERS", "CONTENT_DIFFERS")
        assert caught(play) == [("other-content", "content-differs")]
        told = open_act(be.node, held(be.node, matter).last("release.differs")).content
        assert sorted(told["evidence"]) == ["committed", "found", "item"]


@pytest.mark.parametrize("lie", ENVELOPES)
def test_takes_in_no_envelope_that_is_not_what_it_says(lie: str):
    with a_play(ANSWERS + LINE.format(sends="request.accept", does=lie, wait="0 s")) as play:
        matter = asked(play)
        play.settle(20)
        assert refusals(play.world) == [ENVELOPES[lie]]
        assert caught(play) == [(lie, ENVELOPES[lie])]
        assert shared_kinds(play.tested.node, matter) == ["request.send", "request.ack"]
        assert states(play.world, matter)[1] == "RECEIVED"


def test_keeps_the_first_bytes_under_an_id_and_refuses_the_others():
    with a_play(ANSWERS + LINE.format(sends="request.accept", does="other-bytes", wait="0 s")) as play:
        matter = asked(play)
        play.settle()
        assert refusals(play.world) == ["replayed"]
        assert caught(play) == [("other-bytes", "replayed")]
        assert states(play.world, matter) == ("REPLIED_FULL", "REPLIED_FULL")


@pytest.mark.parametrize("lie", RECEIPTS)
def test_believes_no_receipt_that_is_not_the_one_for_what_it_sent(lie: str):
    with a_play(ANSWERS + DOOR.format(arrives="request.send", nth=[1], does=lie, wait="0 s")) as play:
        matter = asked(play)
        play.round()
        assert [r.act for r in play.tested.node.store.read(lambda r: r.outbox())] != []
        assert play.problems == [f"RU:{RECEIPTS[lie]}"]
        play.settle()
        assert caught(play) == [(lie, RECEIPTS[lie])]
        assert states(play.world, matter) == ("REPLIED_FULL", "REPLIED_FULL")
        assert refusals(play.world) == ([] if lie == "other-key" else [RECEIPTS[lie]])


def test_keeps_the_false_receipt_that_the_partner_signed():
    false = DOOR.format(arrives="request.send", nth=[1], does="other-envelope", wait="0 s")
    with a_play(ANSWERS + false) as play:
        matter = asked(play)
        play.round()
        be, ru = play.tested.node, play.partner.node
        kept = open_act(be, held(be, PAIR).acts[-1]).content
        receipt = read_receipt(unb64(kept["receipt"]), ru.keys.signing.public)
        assert (kept["act"], receipt.by, receipt.digest) == (receipt.act, RU, "00" * 32)
        assert kept["act"] == act_of(be, matter, "request.send")


def test_records_a_refusal_of_the_partner_and_sends_no_more():
    refused = DOOR.format(arrives="request.send", nth=[1], does="refused", wait="0 s")
    with a_play(ANSWERS + refused + 'code = "not-competent"\n') as play:
        matter = asked(play)
        play.settle()
        be = play.tested.node
        assert be.store.read(lambda r: r.outbox()) == ()
        last = held(be, PAIR).headers[-1]
        assert (last.kind, last.marks["code"]) == ("delivery.refuse", "not-competent")
        assert states(play.world, matter) == ("", "SENT")


# ── logs that lie: who refuses keeps the evidence ───────────────────────────────────────────────
def accuses(play: Played) -> Divergence:
    """Weigh the evidence that BE kept with its last refusal, as anybody can."""
    be, ru = play.tested.node, play.partner.node
    (kept,) = [
        open_act(be, act).content["evidence"]
        for act in held(be, PAIR).acts
        if act.kind == "envelope.refuse" and "evidence" in open_act(be, act).content
    ]
    path = tuple(unb64(step) for step in kept["path"])
    shown = Evidence(earlier=unb64(kept["earlier"]), later=unb64(kept["later"]), path=path)
    return prove_divergence(shown, ru.self_image.log.named(origin(RU, pair_log(BE))))


@pytest.mark.parametrize(
    ("fault", "proof"),
    [
        (LINE.format(sends="request.accept", does="forked-log", wait="0 s"), Divergence.FORK),
        (LINE.format(sends="request.accept", does="rolled-back-log", wait="0 s"), Divergence.GAP),
        (DOOR.format(arrives="request.send", nth=[1], does="forked-log", wait="0 s"), Divergence.FORK),
    ],
)
def test_keeps_what_proves_that_a_log_was_not_the_one_shown_before(fault: str, proof: Divergence):
    with a_play(ANSWERS + fault) as play:
        asked(play)
        play.settle(20)
        assert accuses(play) is proof


UNJOINED = """
[[on]]
arrives = "request.send"
  [[on.then]]
  do = "update"
  after = "1 min"
  times = 10

[[line]]
sends = "request.update"
does = "unjoined-log"
"""


def test_follows_no_log_that_is_never_joined():
    with a_play(UNJOINED) as play:
        matter = asked(play)
        play.settle()
        assert refusals(play.world) == ["ledger-diverged"] * 2
        assert [a for _, a in caught(play)] == [""] * 8 + ["ledger-diverged"] * 2
        assert shared_kinds(play.tested.node, matter) == [
            "request.send",
            "request.ack",
            *["request.update"] * 8,
        ]


# ── what crosses ────────────────────────────────────────────────────────────────────────────────
CROSSES = """
[[on]]
  [[on.then]]
  do = "ask"
[[on]]
arrives = "reply.refused"
  [[on.then]]
  do = "withdraw"
  crossing = true
"""


def test_settles_a_withdrawal_that_crossed_the_answer_alike_on_both_sides():
    with a_play(CROSSES) as play:
        play.settle()
        (row,) = play.tested.node.store.read(lambda r: r.matters("case/"))
        be = play.tested
        marks = {"reasons": "SCOPE"}
        deed = Deed(kind="reply.refused", matter=row.id, by=be[Role.SPOC_DUTY], marks=marks)
        perform(be.node, deed, play.world.now)
        play.settle()
        assert states(play.world, row.id) == ("WITHDRAWN", "WITHDRAWN")
        agree(play.world, row.id)


# ── an integrator reads why ─────────────────────────────────────────────────────────────────────
OF_THE_INSIDE = ["own-act", "unknown-kind", "other-case", "other-state", "your-name", "your-case"]
STEPS = {
    **dict.fromkeys(CODES, 4),
    **dict.fromkeys([*OF_THE_INSIDE, "made-for-another", "still-to-come", "backdated"], 3),
    **dict.fromkeys(["other-fingerprint", *FALSE], 5),
    **dict.fromkeys(ENVELOPES, 3),
    **dict.fromkeys(["out-of-time"], 2),
    **dict.fromkeys(["number-again", "other-before", "other-place", "forked-log", "rolled-back-log"], 6),
}


def test_says_at_which_step_of_the_protocol_an_envelope_was_refused_and_what_a_receipt_lacks():
    """Let the liar be the one that is tested: the simulated partner tells it what is wrong with each lie."""
    with a_play("title = 'A partner that only looks'") as play:
        world = play.world
        liar = playing(world, script("liar"), "BE").partner
        matter = approved(world, velin("RU", "BE"), "RU")
        cases.send(world["RU"].node, matter, world["RU"][Role.SPOC_DUTY], world.now)
        for _ in range(60):
            play.partner.tick(world.now, in_process(liar))
            liar.tick(world.now, in_process(play.partner))
            world.now += timedelta(minutes=1)
        events = play.partner.report.events
        codes = {**CODES, **FALSE, **ENVELOPES}
        told = [t.lie for t in liar.report.told.values() if not isinstance(t.lie, AtDoor)]
        refused = [(e.code, e.text[:6]) for e in events if e.event == Happened.REFUSED]
        inside = [lie for lie in told if lie in STEPS]
        assert sorted(refused) == sorted(
            [*((codes[lie], f"step {STEPS[lie]}") for lie in inside), ("replayed", "step 2")]
        )
        away = [(e.code, e.text[:6]) for e in events if e.event == Happened.TURNED_AWAY]
        assert sorted(away) == [("signature-invalid", "step 1"), ("truncated", "step 1")]
        unread = [e.code for e in events if e.event == Happened.BAD_RECEIPT]
        assert unread == list(RECEIPTS.values())
