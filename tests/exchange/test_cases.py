"""A case on both sides: supplement, update, lapse, withdrawal, postponement, refusal, feedback."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.acts.commit import open_act
from comity.demo.world import START, World
from comity.errors import Erased, NotAccepted, OutOfOrder, UnknownMatter, UnknownPartner
from comity.exchange import answers, cases, releases, weighing
from comity.exchange.clock import overdue
from comity.exchange.weighing import Findings, request_of
from comity.law.weighing import Circumstances
from comity.model.assurances import Assurance, AssuranceBreach, AssuranceKind, AssuranceState, Othman
from comity.model.decisions import Disclosable, Moment, Outcome
from comity.model.parties import Authority, StateCode
from comity.model.people import Role
from comity.model.releases import OutcomeCode
from comity.model.requests import MatterId, Offence, RequestType, SubjectStatus, Urgency
from comity.model.surrender import Examination, OffenceExamination, Surrendered
from stories.exchange import (
    FILE,
    HELD,
    IDENTITY,
    accepted,
    agree,
    approved,
    at,
    authorised,
    closed,
    drafted,
    held,
    let_go,
    own_kinds,
    put,
    released,
    sent,
    shared_kinds,
    states,
    taken,
    velin,
)


def marks(world: World, state: str, matter: MatterId, kind: str) -> dict[str, str]:
    """Return the marks of the last act of a kind."""
    headers = held(world[state].node, matter).headers
    return dict([h for h in headers if h.kind == kind][-1].marks)


# ── drafting and sending ────────────────────────────────────────────────────────────────────────
def test_sends_nothing_internal():
    with at(sent) as (world, matter):
        be = world["BE"].node
        request, _ = request_of(be, held(be, matter))
        assert (request.subjects[0].open_case, request.subjects[0].protection_from) == (None, frozenset())
        assert {(o.punishable_here, o.death_at_partner) for o in request.offences} == {(None, None)}
        assert own_kinds(be, matter) == []


def test_what_a_victim_answered_and_what_threatens_them_never_leaves_and_a_choice_of_whoever_is_held_does():
    asked = replace(HELD, status=SubjectStatus.VICTIM, consent=True, endangered_there=True)
    draft = replace(velin(subject=asked), type=RequestType.T07)
    (told,) = weighing.public(draft).subjects
    assert (told.consent, told.endangered_there) == (None, None)
    (chosen,) = weighing.public(replace(draft, type=RequestType.T14)).subjects
    assert (chosen.consent, chosen.endangered_there) == (True, None)


def test_lets_nothing_count_that_the_asking_side_says_of_our_findings():
    stated = replace(HELD, open_case=False, protection_from=frozenset(), minor=False, consent=True)
    with at(sent) as (world, _):
        matter = taken(world, velin(subject=stated), found=Findings())
        put(world, matter, IDENTITY)
        decision = answers.decide_answer(world["BE"].node, matter, world.now).decision
        assert decision.outcome is Outcome.REFER
        unknown = {g.rule for g in decision.grounds if g.unknown}
        assert {"R-ASYLUM", "R-JUDGE", "R-MATCH"} <= unknown
        assert ("R-MINOR", Outcome.NEEDS_AUTHORISATION) in {(g.rule, g.outcome) for g in decision.grounds}


def test_lets_nothing_count_that_the_asking_side_says_of_our_own_proceedings_against_a_person_sought():
    with at(sent) as (world, matter):
        be = world["BE"].node
        received = held(be, matter)
        asked = replace(request_of(be, received)[0], type=RequestType.T10)
        weighed = weighing.weigh(be, received, asked, Moment.G2, world.now).request.offences
        assert {(o.judged_here, o.pending_here) for o in weighed} == {(None, None)}


def test_keeps_what_was_found_of_a_surrender_as_it_was_found():
    assurance = Assurance(
        kind=AssuranceKind.NO_DEATH_PENALTY,
        giver=Authority.parse("RU/CENTRAL_AUTHORITY"),
        state=AssuranceState.GIVEN,
        factors=Othman(in_writing=True, specific=False),
        monitor_on=(START.date(),),
    )
    examination = Examination(
        torture_risk=True,
        offences=(OffenceExamination(code="fraud", political=False),),
        surrendered=Surrendered(by=StateCode("FR"), on=START, offences=frozenset({"fraud"})),
    )
    found = Findings(
        circumstances=Circumstances(
            assurances=(assurance,),
            assurance_breaches=(AssuranceBreach(kind=assurance.kind, giver=StateCode("RU"), found_at=START),),
            examination=examination,
        )
    )
    with at(sent) as (world, matter):
        be = world["BE"]
        weighing.find(be.node, matter, found, be[Role.SPOC_DUTY], world.now)
        assert weighing.findings(be.node, held(be.node, matter)) == found


@pytest.mark.source("C0-3")
def test_sends_nothing_that_the_law_holds_back():
    with at(drafted) as (world, _):
        ru = world["RU"]
        matter = approved(world, replace(velin(), facts="", necessity=""))
        with pytest.raises(OutOfOrder, match="R-NECESS"):
            cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert shared_kinds(ru.node, matter) == []


def test_knows_no_partner_that_never_joined():
    with at(drafted) as (world, _), pytest.raises(UnknownPartner):
        drafted(world, velin("RU", "VN"))


def test_knows_no_case_that_was_never_opened():
    with at(drafted) as (world, _), pytest.raises(UnknownMatter):
        cases.check(world["RU"].node, MatterId("case/RU-BE-2019-424242"), world.now)


def test_draws_the_number_of_a_case_so_that_drafts_cannot_be_counted():
    with at(drafted) as (world, _):
        numbers = {drafted(world).rpartition("-")[2] for _ in range(5)}
        assert len(numbers) == 5
        assert sorted(numbers) != [f"{n:06d}" for n in range(1, 6)]


# ── supplement and lapse ────────────────────────────────────────────────────────────────────────
def returned(world: World) -> MatterId:
    """Have BE ask for what is missing."""
    matter, be = sent(world), world["BE"]
    answers.return_for_supplement(
        be.node, matter, Disclosable.FORM, "Which account?", be[Role.SPOC_DUTY], world.now
    )
    world.carry()
    return matter


def test_completes_a_request_that_was_returned():
    with at(returned) as (world, matter):
        ru, be = world["RU"], world["BE"]
        assert states(world, matter) == ("RETURNED_FOR_SUPPLEMENT", "RETURNED_FOR_SUPPLEMENT")
        assert marks(world, "RU", matter, "request.return") == {"reason": "FORM"}
        missing = held(ru.node, matter).last("request.return")
        assert open_act(ru.node, missing).content == {"missing": "Which account?"}
        more = replace(velin(), facts="Invoices were redirected to account 17.")
        cases.draft(ru.node, more, ru[Role.OFFICER], world.now, matter)
        with pytest.raises(OutOfOrder):
            cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        cases.approve(ru.node, matter, ru[Role.SUPERVISOR], world.now)
        cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("RECEIVED", "RECEIVED")
        request, stored = request_of(be.node, held(be.node, matter))
        assert (request.facts, stored.kind) == (
            "Invoices were redirected to account 17.",
            "request.supplement",
        )


def test_binds_an_order_to_the_request_as_it_was_completed():
    with at(returned) as (world, matter):
        ru, be = world["RU"], world["BE"]
        cases.draft(ru.node, velin(), ru[Role.OFFICER], world.now, matter)
        cases.approve(ru.node, matter, ru[Role.SUPERVISOR], world.now)
        cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        decided = answers.rebuild(be.node, matter, world.now)
        assert decided.received.act == held(be.node, matter).last("request.supplement").id


def test_lapses_into_a_refusal_when_day_30_is_over():
    with at(returned) as (world, matter):
        world.later(days=30, hours=14, minutes=59)  # 23:59 on day 30
        world.carry()
        assert states(world, matter) == ("RETURNED_FOR_SUPPLEMENT", "RETURNED_FOR_SUPPLEMENT")
        world.later(minutes=1)
        assert world.now == datetime(2019, 12, 1, tzinfo=UTC)
        world.carry()
        assert states(world, matter) == ("REFUSED", "REFUSED")
        assert shared_kinds(world["RU"].node, matter)[-1] == "request.lapse"


def test_a_supplement_in_time_stops_the_lapse():
    with at(returned) as (world, matter):
        ru = world["RU"]
        world.later(days=29)
        cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        world.later(days=5)
        world.carry()
        assert states(world, matter) == ("RECEIVED", "RECEIVED")


def test_a_supplement_that_crossed_the_lapse_wins_on_both_sides():
    with at(returned) as (world, matter):
        ru = world["RU"]
        world.now = START + timedelta(days=31)
        cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.later()
        world.carry()
        assert "request.lapse" in shared_kinds(ru.node, matter)
        assert states(world, matter) == ("RECEIVED", "RECEIVED")
        agree(world, matter)


# ── the update at the fixed point ───────────────────────────────────────────────────────────────
def postponed(world: World) -> MatterId:
    matter, be = taken(world), world["BE"]
    answers.postpone(be.node, matter, be[Role.SPOC_DUTY], world.now)
    world.carry()
    return matter


def before_the_judge(world: World) -> MatterId:
    matter, be = taken(world), world["BE"]
    put(world, matter, FILE)
    answers.submit(be.node, matter, be[Role.OFFICER], world.now)
    return matter


@pytest.mark.parametrize("why", [sent, taken, returned, postponed, before_the_judge])
def test_says_at_the_fixed_point_that_more_time_is_needed_whatever_the_reason(why):
    with at(why) as (world, matter):
        world.later(days=5, hours=5, minutes=59)
        assert "request.update" not in shared_kinds(world["BE"].node, matter)
        world.later(minutes=1)  # three quarters of seven days
        world.carry()
        assert shared_kinds(world["RU"].node, matter)[-1] == "request.update"
        assert marks(world, "RU", matter, "request.update") == {"until": "2019-12-05"}
        node = world["RU"].node
        assert open_act(node, held(node, matter).last("request.update")).content == {}


def test_comes_to_the_fixed_point_sooner_for_an_urgent_request():
    urgent = replace(velin(), urgency=Urgency.URGENT, urgency_reason="A hearing is tomorrow.")
    with at(drafted) as (world, _):
        matter = sent(world, urgent)
        world.later(hours=6)
        assert shared_kinds(world["BE"].node, matter)[-1] == "request.update"


@pytest.mark.parametrize("why", [released, closed])
def test_sends_no_update_once_it_has_replied(why):
    with at(why) as (world, matter):
        world.later(days=8)
        world.carry()
        assert "request.update" not in shared_kinds(world["BE"].node, matter)


# ── withdrawal ──────────────────────────────────────────────────────────────────────────────────
def test_withdraws_a_request_that_is_not_answered():
    with at(taken) as (world, matter):
        ru = world["RU"]
        world.carry()
        cases.withdraw(ru.node, matter, ru[Role.SUPERVISOR], world.now)
        world.carry()
        assert states(world, matter) == ("WITHDRAWN", "WITHDRAWN")


def withdrawn_while_released(world: World) -> MatterId:
    """Let RU withdraw while BE's release is under way."""
    matter, ru = authorised(world), world["RU"]
    world.carry()
    let_go(world, matter)
    cases.withdraw(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
    world.carry()
    return matter


def test_a_withdrawal_that_crossed_a_release_leaves_the_duty_to_return_it_unread():
    with at(withdrawn_while_released) as (world, matter):
        ru = world["RU"]
        assert states(world, matter) == ("RETURN_DUE", "RETURN_DUE")
        for place in world.places.values():
            assert held(place.node, matter).folded.duties == ("return the release unread",)
        with pytest.raises(OutOfOrder):
            releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
        with pytest.raises(NotAccepted):
            releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
        agree(world, matter)


def test_returns_a_release_unread_and_erases_it():
    with at(withdrawn_while_released) as (world, matter):
        ru = world["RU"]
        release = held(ru.node, matter).last("reply.full")
        cases.return_unread(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("RETURNED_UNREAD", "RETURNED_UNREAD")
        gone = ru.node.store.read(lambda r: r.act(release.id))
        assert (gone.content, gone.statement) == (None, release.statement)
        with pytest.raises(Erased):
            _ = open_act(ru.node, gone).content


def test_returns_a_release_whose_conditions_it_does_not_accept():
    with at(released) as (world, matter):
        ru = world["RU"]
        cases.return_unread(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("RETURNED_UNREAD", "RETURNED_UNREAD")


def test_has_nothing_to_return_before_a_release():
    with at(sent) as (world, matter), pytest.raises(OutOfOrder):
        cases.return_unread(world["RU"].node, matter, world["RU"][Role.SPOC_DUTY], world.now)


# ── postponing and refusing ─────────────────────────────────────────────────────────────────────
def test_takes_a_postponed_request_up_again():
    with at(postponed) as (world, matter):
        be = world["BE"]
        assert states(world, matter) == ("POSTPONED", "POSTPONED")
        assert marks(world, "RU", matter, "reply.postponed") == {"reason": "POSTPONED"}
        answers.resume(be.node, matter, be[Role.SPOC_DUTY], world.now)
        world.carry()
        assert states(world, matter) == ("IN_PROGRESS", "IN_PROGRESS")


def refused(world: World, offence: Offence, circumstances: Circumstances | None = None) -> MatterId:
    found = Findings(subjects=(HELD,), offences=(offence,), circumstances=circumstances or Circumstances())
    matter, be = taken(world, found=found), world["BE"]
    decision = answers.admit(be.node, matter, world.now)
    answers.refuse(be.node, matter, decision, be[Role.SPOC_DUTY], world.now)
    world.carry()
    return matter


def test_refuses_with_disclosable_codes_and_nothing_else():
    with at(drafted) as (world, _):
        judged = Offence(code="fraud", area=velin().offences[0].area, judged_here=True)
        matter = refused(world, judged)
        ru = world["RU"].node
        assert states(world, matter) == ("REFUSED", "REFUSED")
        assert marks(world, "RU", matter, "reply.refused") == {"reasons": "NATIONAL_LAW"}
        assert open_act(ru, held(ru, matter).last("reply.refused")).content == {}


def test_refuses_nothing_that_the_law_lets_go():
    with at(taken) as (world, matter):
        be = world["BE"]
        decision = answers.admit(be.node, matter, world.now)
        with pytest.raises(OutOfOrder):
            answers.refuse(be.node, matter, decision, be[Role.SPOC_DUTY], world.now)


def test_mixes_no_masked_reason_into_a_refusal():
    with at(taken) as (world, matter):
        be = world["BE"]
        put(world, matter, replace(IDENTITY, source="SIS"))
        put(world, matter, replace(FILE, classification="SECRET"))
        decision = answers.decide_answer(be.node, matter, world.now).decision
        answers.refuse(be.node, matter, decision, be[Role.SPOC_DUTY], world.now)
        assert marks(world, "BE", matter, "reply.refused") == {"reasons": "SCOPE"}


# ── outcome feedback (M3) ───────────────────────────────────────────────────────────────────────
@pytest.mark.source("C0-11", "C3-9")
def test_feeds_back_what_the_answer_was_worth():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        assert states(world, matter) == ("FEEDBACK_DUE", "FEEDBACK_DUE")
        cases.feed_back(ru.node, matter, OutcomeCode.NO_EFFECT, ru[Role.OFFICER], world.now)
        world.carry()
        assert states(world, matter) == ("CLOSED", "CLOSED")
        assert marks(world, "BE", matter, "release.feedback") == {"outcome": "NO_EFFECT"}


@pytest.mark.source("C0-11")
def test_lists_feedback_as_overdue_after_90_days_until_it_is_given():
    with at(accepted) as (world, matter):
        ru = world["RU"]
        world.later(days=89, hours=23)
        assert overdue(ru.node, world.now) == ()
        world.later(hours=1)
        (timer,) = overdue(ru.node, world.now)
        assert (timer.matter, timer.kind) == (matter, "feedback-due")
        world.later(days=10)
        assert len(overdue(ru.node, world.now)) == 1
        cases.feed_back(ru.node, matter, OutcomeCode.TOO_LATE, ru[Role.OFFICER], world.now)
        assert overdue(ru.node, world.now) == ()


def test_closes_a_refused_case_by_feedback():
    with at(drafted) as (world, _):
        matter = refused(world, Offence(code="fraud", area=velin().offences[0].area, judged_here=True))
        ru = world["RU"]
        cases.feed_back(ru.node, matter, OutcomeCode.NO_EFFECT, ru[Role.OFFICER], world.now)
        world.carry()
        assert states(world, matter) == ("CLOSED", "CLOSED")


# ── findings ────────────────────────────────────────────────────────────────────────────────────
def test_decides_by_the_latest_findings():
    with at(taken) as (world, matter):
        be = world["BE"]
        put(world, matter, IDENTITY)
        grown_up = Findings(subjects=(replace(HELD, protection_from=frozenset({"RU"})),))
        weighing.find(be.node, matter, grown_up, be[Role.OFFICER], world.now)
        decision = answers.decide_answer(be.node, matter, world.now).decision
        assert (decision.outcome, decision.neutral) == (Outcome.REFUSE, True)
