"""The scripts that come with Comity, each played whole against a node of ours."""

import pytest

from comity.demo.simulate.script import shipped
from comity.exchange import alerts, answers, cases, releases, weighing
from comity.model.people import Role
from comity.model.requests import MatterId
from stories.driver import check_between
from stories.exchange import KNOWN, held, states, velin
from stories.playing import Played, a_play, script
from stories.test_simulated_partner import (
    CODES,
    ENVELOPES,
    FALSE,
    RECEIPTS,
    asked,
    closed,
    faults_are_mended,
    refusals,
)

HOURS = 60 * 6


def matters(play: Played, sort: str) -> list[tuple[str, str]]:
    """Return what the partner began, as it stands at the tested node."""
    rows = play.tested.node.store.read(lambda r: r.matters(f"{sort}/RU-"))
    return [(row.id, row.shared) for row in rows]


def test_every_script_is_played_here():
    assert shipped() == ("flood", "good", "liar", "refusing", "slow")


def test_good_answers_reads_asks_and_warns():
    with a_play(script("good")) as play:
        be, matter = play.tested, asked(play)
        play.settle(HOURS)
        closed(play, matter)
        ((alert, stands),) = matters(play, "alert")
        assert stands == "ISSUED"
        alerts.acknowledge(be.node, MatterId(alert), be[Role.SPOC_DUTY], play.world.now)
        assert len(releases.read(be.node, MatterId(alert), be[Role.OFFICER], play.world.now)) == 1
        ((case, _),) = matters(play, "case")
        its = MatterId(case)
        answers.accept(be.node, its, be[Role.SPOC_DUTY], play.world.now)
        weighing.find(be.node, its, KNOWN, be[Role.OFFICER], play.world.now)
        answers.reply_none(be.node, its, be[Role.SPOC_DUTY], play.world.now)
        play.world.later(hours=4)
        play.settle(HOURS)
        assert states(play.world, matter) == ("CLOSED", "CLOSED")
        assert states(play.world, MatterId(alert)) == ("ACKED", "ACKED")
        assert states(play.world, its) == ("NO_REPLY_POSSIBLE", "NO_REPLY_POSSIBLE")
        check_between(play.world)


def test_refusing_gives_nothing_and_says_why():
    with a_play(script("refusing")) as play:
        be, sent = play.tested, []
        for _ in range(3):
            sent.append(asked(play))
            play.settle(HOURS)
        first = sent[0]
        assert [states(play.world, m)[1] for m in sent] == [
            "RETURNED_FOR_SUPPLEMENT",
            "REFUSED",
            "NO_REPLY_POSSIBLE",
        ]
        cases.draft(be.node, velin("BE", "RU"), be[Role.OFFICER], play.world.now, first)
        cases.approve(be.node, first, be[Role.SUPERVISOR], play.world.now)
        cases.send(be.node, first, be[Role.SPOC_DUTY], play.world.now)
        play.settle(HOURS)
        assert states(play.world, first) == ("REFUSED", "REFUSED")
        refused = held(be.node, first).headers[-1]
        assert dict(refused.marks) == {"reasons": "NECESSITY SCOPE"}
        assert [stands for _, stands in matters(play, "case")] == ["WITHDRAWN"]
        check_between(play.world)


def test_slow_loses_and_doubles_nothing():
    with a_play(script("slow")) as play:
        faults_are_mended(play)
        assert [stands for _, stands in matters(play, "case")] == ["RECEIVED"]
        assert len(play.problems) == 6


def test_liar_is_caught_at_every_lie_and_answers_in_the_end():
    with a_play(script("liar")) as play:
        matter = asked(play)
        play.settle(HOURS)
        told = {t.lie: t.answered for t in play.partner.report.told.values()}
        carried = {"cut-off": "truncated", "bad-signature": "signature-invalid", "other-bytes": "replayed"}
        assert told == {**CODES, **FALSE, **ENVELOPES, **RECEIPTS, **carried}
        assert {t.stands for t in play.partner.report.told.values()} == {"caught"}
        recorded = [*CODES.values(), *FALSE.values(), *ENVELOPES.values(), "replayed"]
        recorded += [code for lie, code in RECEIPTS.items() if lie != "other-key"]
        assert sorted(refusals(play.world)) == sorted(recorded)
        assert states(play.world, matter) == ("REPLIED_FULL", "REPLIED_FULL")


def test_flood_is_taken_in_whole_and_the_warning_first():
    with a_play(script("flood")) as play:
        play.settle()
        assert len(matters(play, "case")) == 40
        assert {stands for _, stands in matters(play, "case")} == {"RECEIVED"}
        assert [stands for _, stands in matters(play, "alert")] == ["ISSUED"]
        sent = [e.about for e in play.partner.report.events if e.event == "sent"]
        assert sent[0] == "alert.issue"
        check_between(play.world)


@pytest.mark.parametrize("name", ["good", "slow"])
def test_plays_against_a_state_whose_law_asks_a_judge(name: str):
    with a_play(script(name).replace("text =", "linked_case = true, text ="), "BE") as play:
        matter = asked(play)
        play.settle(HOURS)
        assert states(play.world, matter) == ("REPLIED_FULL", "REPLIED_FULL")
        done = [a.kind for a in held(play.partner.node, matter).acts]
        assert {"order.grant", "transfer.authorise"} <= set(done)
