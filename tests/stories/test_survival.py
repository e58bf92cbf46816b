"""What an ended agreement leaves behind: data clauses and handling go on to bind (I4, VCLT 70)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.acts.act import read_header
from comity.acts.plain import from_plain
from comity.demo.world import World
from comity.exchange import answers, cases, releases, uses, weighing
from comity.exchange.weighing import Findings, content
from comity.law.bare import Bare
from comity.law.lifecycle import in_force
from comity.law.weighing import Circumstances
from comity.model.decisions import Decision, Ground, Outcome
from comity.model.instruments import Instrument
from comity.model.lifecycle import Denunciation, Period
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import Basis, MatterId, Purpose, RequestType
from comity.model.terms import EvidenceUse, Onward, TypeLimits
from stories.exchange import AGREEMENT, BE, RU, accepted, at, held, sent, velin
from stories.signing import change_law, put_in_force


def denounce(world: World) -> None:
    """Let RU denounce every text between the two with a month's notice, and let the notice pass."""
    notice = Denunciation(by=RU, notified_on=world.now.date(), notice=Period(days=30))
    for state in ("BE", "RU"):
        change_law(world, state, "ended", lambda text: replace(text, denunciations=(notice,)), every=True)
    world.now += timedelta(days=60)
    texts = world["RU"].node.law.between(BE, RU)
    assert not any(in_force(text, "", world.now.date(), (BE, RU)) for text in texts if RU in text.parties)


def use(
    world: World, matter: MatterId, purpose: Purpose | None = None, wanted: frozenset[str] = frozenset()
) -> Decision:
    ru = world["RU"]
    found = Findings(onward_purpose=purpose, circumstances=Circumstances(uses=wanted))
    weighing.find(ru.node, matter, found, ru[Role.OFFICER], world.now)
    return uses.weigh_use(ru.node, matter, world.now)


def grounds(decision: Decision) -> tuple[Ground, ...]:
    return (*decision.grounds, *(g for item in decision.items for g in item.grounds))


def refused_by(decision: Decision) -> set[str]:
    return {g.rule for g in grounds(decision) if g.outcome > Outcome.PERMIT_WITH_CONDITIONS}


def test_what_arrived_under_a_text_is_weighed_under_it_after_it_has_ended():
    with at(accepted) as (world, matter):
        denounce(world)
        use(world, matter)
        ru = world["RU"].node
        kept = from_plain(Bare, content(ru, held(ru, matter).last("request.weigh"))["weighed"])
        assert kept.received_under == "demo-be-ru-police"


def test_handling_and_conditions_of_a_release_outlive_the_text():
    with at(accepted) as (world, matter):
        before = releases.accepted_conditions(world["RU"].node, matter)
        denounce(world)
        assert releases.accepted_conditions(world["RU"].node, matter) == before
        assert before.handling == "H1"
        assert "R-HAND" in refused_by(use(world, matter, wanted=frozenset({"EVIDENCE"})))


def test_another_purpose_is_no_more_open_after_the_end_than_before():
    with at(accepted) as (world, matter):
        before = refused_by(use(world, matter, Purpose.STATISTICS))
        denounce(world)
        assert before
        assert before <= refused_by(use(world, matter, Purpose.STATISTICS))


def forbidding(label: str):
    """Let one of the texts forbid passing on."""

    def change(text: Instrument) -> Instrument:
        if text.id != label:
            return text
        return replace(text, terms=replace(text.terms, onward_transfer=Onward.FORBIDDEN))

    return change


@pytest.mark.parametrize(("named", "other"), [("untoc", AGREEMENT), (AGREEMENT, "untoc"), (None, "untoc")])
def test_whichever_text_a_request_named_all_that_bore_the_release_bind_its_use(named, other):
    with at(accepted) as (world, matter):
        ru = world["RU"].node
        release = read_header(held(ru, matter).last("reply.full").statement)
        basis = None if named is None else Basis(instrument=named, version="", article="")
        request = replace(velin(), basis=basis)
        relied, *beside = uses.came_under(ru, replace(release, basis=basis), request, world.now)
        assert (relied.id, [text.id for text in beside]) == (named or AGREEMENT, [other])


def test_data_does_not_go_on_that_came_under_a_text_that_forbids_it_beside_the_one_named():
    with at(accepted) as (world, matter):
        going = Findings(onward_to=StateCode("BY"))
        weighing.find(world["RU"].node, matter, going, world["RU"][Role.OFFICER], world.now)
        before = uses.weigh_use(world["RU"].node, matter, world.now)
        assert {g.outcome for g in grounds(before) if g.rule == "R-ONWARD"} == {Outcome.NEEDS_AUTHORISATION}
        change_law(world, "RU", "stricter", forbidding("untoc"), every=True)
        weighing.find(world["RU"].node, matter, going, world["RU"][Role.OFFICER], world.now)
        after = uses.weigh_use(world["RU"].node, matter, world.now)
        assert ("untoc, onward transfer", Outcome.REFUSE) in {
            (g.article, g.outcome) for g in grounds(after) if g.rule == "R-ONWARD"
        }


@pytest.mark.parametrize("reach_back", [True, False])
def test_stricter_clauses_that_reach_back_hold_what_would_go_on_to_a_third_state(reach_back):
    """I6: they stand in the texts with whoever gave it, and in none with whoever would get it."""
    with at(accepted) as (world, matter):
        ru = world["RU"]
        law = ru.node.law
        (old,) = [text for text in law.agreements if text.id == AGREEMENT]
        newer = replace(forbidding(AGREEMENT)(old), version="newer", data_clauses_reach_back=reach_back)
        world.later(days=1)
        newer = replace(newer, recorded_at=world.now)
        put_in_force(world, "RU", replace(law, digest="0" * 64, agreements=(*law.agreements, newer)))
        found = Findings(onward_to=StateCode("BY"))
        weighing.find(ru.node, matter, found, ru[Role.OFFICER], world.now)
        decided = uses.weigh_use(ru.node, matter, world.now)
        forbidden = Outcome.REFUSE in {g.outcome for g in grounds(decided) if g.rule == "R-ONWARD"}
        assert forbidden is reach_back


# ── time by the text ────────────────────────────────────────────────────────────────────────────
def test_further_time_is_told_by_the_limit_and_the_extension_of_the_text():
    def limits(text):
        types = {RequestType.T02: TypeLimits(normal=timedelta(days=20), extension=timedelta(days=12))}
        return replace(text, terms=replace(text.terms, time_limits=types))

    with at(sent) as (world, _):
        change_law(world, "BE", "limits", limits, every=True)
        matter = sent(world)
        world.later(days=0)
        be = world["BE"].node
        (timer,) = [t for t in be.store.read(lambda r: r.timers_of(matter)) if t.kind == "update"]
        acked = held(be, matter).last("request.ack").at
        assert timer.due_at == acked + timedelta(days=15)
        world.later(days=15)
        told = [h for h in held(be, matter).headers if h.kind == "request.update"]
        assert [h.marks["until"] for h in told] == [f"{timer.due_at + timedelta(days=12):%Y-%m-%d}"]


# ── what the text says of use (5.4) ─────────────────────────────────────────────────────────────
def test_a_release_binds_its_recipient_to_what_the_text_says_of_evidence_and_of_passing_on():
    def stricter(text):
        terms = replace(text.terms, onward_transfer=Onward.FORBIDDEN, evidence_use=EvidenceUse.ALLOWED)
        return replace(text, terms=terms)

    with at(sent) as (world, _):
        change_law(world, "BE", "stricter", stricter, every=True)
        matter = accepted(world)
        bound = releases.accepted_conditions(world["RU"].node, matter)
        assert (bound.onward, bound.evidence_use) == ("FORBIDDEN", True)
        assert {"ONWARD_FORBIDDEN", "EVIDENCE_ALLOWED"} <= set(bound.texts)
        assert not {"ONWARD_BY_CONSENT", "EVIDENCE_BY_CONSENT"} & set(bound.texts)


# ── a request that was on its way when the text ended (I4) ──────────────────────────────────────
@pytest.mark.parametrize(("days", "refused"), [(0, False), (1, True)])
def test_what_counts_is_when_a_request_came_in_and_not_when_it_says_that_it_was_made(days, refused):
    with at(sent) as (world, _):
        last = Denunciation(
            by=RU,
            notified_on=world.now.date() - timedelta(days=30),
            notice=Period(days=30),
            pending_requests_survive=True,
        )
        ru, be = world["RU"], world["BE"]
        matter = cases.draft(ru.node, velin(), ru[Role.OFFICER], world.now).matter
        cases.approve(ru.node, matter, ru[Role.SUPERVISOR], world.now)
        cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        world.now += timedelta(days=days)
        world.carry()
        change_law(world, "BE", "ends", lambda text: replace(text, denunciations=(last,)), every=True)
        decision = answers.admit(be.node, matter, world.now + timedelta(days=5))
        assert ("R-BASIS" in refused_by(decision)) is refused
