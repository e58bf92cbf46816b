"""Who can be reached is known before anything is sent: here, and at a partner's duty desk."""

from datetime import UTC, datetime, timedelta

import pytest

from acts.forgery import deliver, envelopes
from comity.acts.commit import Deed, perform
from comity.acts.partners import matter_of
from comity.demo.world import World, engage
from comity.exchange import alerts, reach
from comity.exchange.reach import Because, PartnerReach
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.people.ending import end
from duty.staff import can_send, has_contact, name_of, on_watch, seat, three_on_duty
from stories.exchange import BE, RU, at, dangerous, drafted, held, shared_kinds, taken, warned_of

PAIR = matter_of(BE, RU)
NINE = datetime(2019, 10, 31, 9, 0, tzinfo=UTC)


def desk(world: World, state: str, hours: float = 24) -> str:
    """Put the duty desk of a state on the roster."""
    can_send(world, state)
    name = name_of(world[state], Role.SPOC_DUTY)
    has_contact(world, state, name)
    on_watch(world, state, Role.SPOC_DUTY, name, hours=hours)
    return name


def told(world: World) -> None:
    """Let both clocks run and the courier go."""
    world.later(minutes=0)
    world.carry()


def seen_by_be(world: World) -> PartnerReach:
    return reach.partner_reach(world["BE"].node, RU, world.now)


# ── what a partner says ─────────────────────────────────────────────────────────────────────────
def test_a_partner_that_keeps_no_roster_says_nothing(world: World):
    world.later(hours=12)
    world.carry()
    assert shared_kinds(world["BE"].node, PAIR).count("duty.show") == 0
    assert seen_by_be(world) == PartnerReach(state=RU, reachable=None)


def test_a_partner_says_that_somebody_can_be_reached_and_until_when(world: World):
    desk(world, "RU", hours=8)
    told(world)
    until = NINE + timedelta(hours=8)
    assert seen_by_be(world) == PartnerReach(state=RU, reachable=True, since=NINE, until=until)


def test_it_says_so_at_once_when_nobody_can_be_reached_any_more(world: World):
    desk(world, "RU", hours=8)
    told(world)
    world.later(hours=8)
    world.carry()
    over = NINE + timedelta(hours=8)
    assert seen_by_be(world) == PartnerReach(state=RU, reachable=False, since=over)
    assert shared_kinds(world["BE"].node, PAIR).count("duty.show") == 2


def test_it_repeats_itself_every_twelve_hours_and_not_between(world: World):
    desk(world, "RU", hours=72)
    told(world)
    for hours in (1, 5, 5):
        world.later(hours=hours)
        world.carry()
    shown = [h.at - NINE for h in held(world["BE"].node, PAIR).headers if h.kind == "duty.show"]
    assert shown == [timedelta(0)]
    world.later(hours=1)
    world.carry()
    shown = [h.at - NINE for h in held(world["BE"].node, PAIR).headers if h.kind == "duty.show"]
    assert shown == [timedelta(0), timedelta(hours=12)]
    assert seen_by_be(world).since == NINE


def test_what_changes_nothing_is_not_told(world: World):
    desk(world, "RU", hours=8)
    told(world)
    has_contact(world, "RU", name_of(world["RU"], Role.SPOC_DUTY))
    on_watch(world, "RU", Role.DPO, name_of(world["RU"], Role.DPO))
    told(world)
    assert shared_kinds(world["BE"].node, PAIR).count("duty.show") == 1


def test_the_end_of_a_role_is_told_at_once_where_nobody_else_stands(world: World):
    desk(world, "RU", hours=72)
    told(world)
    ru = world["RU"]
    end(ru.node, ru[Role.SPOC_DUTY].person, "left", ru[Role.ACCREDITATION_OFFICER], world.now)
    told(world)
    assert seen_by_be(world) == PartnerReach(state=RU, reachable=False, since=NINE)


def test_an_old_word_is_no_knowledge(world: World):
    desk(world, "RU", hours=72)
    told(world)
    world.now += timedelta(hours=24)  # and the line is down since
    assert seen_by_be(world) == PartnerReach(state=RU, reachable=None, since=world.now)


def test_a_word_holds_no_longer_than_it_says(world: World):
    desk(world, "RU", hours=2)
    told(world)
    world.now += timedelta(hours=2)
    assert seen_by_be(world) == PartnerReach(state=RU, reachable=None, since=world.now)


def test_it_says_two_words_and_names_nobody(world: World):
    name = desk(world, "RU", hours=8)
    told(world)
    act = held(world["BE"].node, PAIR).last("duty.show")
    (header,) = [h for h in held(world["BE"].node, PAIR).headers if h.kind == "duty.show"]
    assert dict(header.marks) == {"reachable": "yes", "until": "2019-10-31T17:00:00Z"}
    assert (header.author, header.role) == ("node", None)
    assert name.encode() not in act.statement


@pytest.mark.parametrize(
    "marks",
    [
        {"reachable": "perhaps", "until": ""},
        {"reachable": "yes"},
        {"reachable": "yes", "until": "tomorrow"},
        {"reachable": "yes", "until": "", "who": "somebody"},
    ],
)
def test_other_words_are_refused(world: World, marks: dict[str, str]):
    ru = world["RU"].node
    perform(ru, Deed(kind="duty.show", matter=PAIR, to=BE, marks=marks), world.now)
    (data,) = envelopes(world, "RU")
    receipt = deliver(world, "BE", data)
    assert (receipt.state, receipt.code) == ("refused", "malformed-message")


# ── own side ────────────────────────────────────────────────────────────────────────────────────
def draft(world: World) -> MatterId:
    return warned_of(world, dangerous())


def test_a_warning_shows_that_nobody_can_review_it_and_the_partner_is_not_known(world: World):
    found = reach.reach(world["BE"].node, draft(world), world.now)
    assert found.gaps == (
        "RU's duty desk: not known whether anybody can be reached.",
        "SPOC_DUTY: nobody stands on the roster.",
        "DUTY_MAGISTRATE or JUDGE: nobody stands on the roster.",
        "DPO: nobody stands on the roster.",
    )
    assert found.partner == PartnerReach(state=RU, reachable=None)


def test_a_warning_with_everybody_on_duty_shows_no_gap(world: World):
    desk(world, "RU")
    desk(world, "BE")
    told(world)
    three_on_duty(world, "BE", Role.DUTY_MAGISTRATE)
    has_contact(world, "BE", name_of(world["BE"], Role.DPO))
    on_watch(world, "BE", Role.DPO, name_of(world["BE"], Role.DPO))
    matter = draft(world)
    assert reach.reach(world["BE"].node, matter, world.now).gaps == ()
    world.later(hours=24)
    world.carry()
    assert reach.reach(world["BE"].node, matter, world.now).gaps[0] == (
        "RU's duty desk: nobody can be reached since 2019-11-01 09:00Z."
    )


def test_it_says_why_nobody_can_be_reached(world: World):
    can_send(world, "BE")
    be, roles = world["BE"], (Role.DPO,)

    def why() -> Because:
        return reach.here_reach(world["BE"].node, roles, world.now).because

    assert why() is Because.NO_ROSTER
    leaver = engage(be, Role.DPO, "BE/SPOC", be.since, name="be-leaver", days=1)
    on_watch(world, "BE", Role.DPO, "be-leaver", hours=12)
    assert why() is Because.NO_CONTACT
    has_contact(world, "BE", "be-leaver")
    assert why() is Because.ON_DUTY
    on_watch(world, "BE", Role.DPO, hours=1)
    assert why() is Because.NO_ROSTER
    assert leaver.certificate.valid_until == world.now + timedelta(days=1)


def test_an_asker_is_shown_the_partner_and_an_answerer_its_own_judge(world: World):
    matter = taken(world)
    asker = reach.reach(world["RU"].node, matter, world.now)
    answerer = reach.reach(world["BE"].node, matter, world.now)
    assert (asker.partner.state, [h.roles for h in asker.here]) == (BE, [])
    assert answerer.partner.state == RU
    assert [h.roles for h in answerer.here] == [
        (Role.SPOC_DUTY,),
        (Role.JUDGE, Role.PROSECUTOR, Role.SUPERVISOR),
        (Role.LEGAL_OFFICER,),
    ]


def test_a_draft_of_a_request_shows_the_partner_before_it_is_sent(world: World):
    assert reach.reach(world["RU"].node, drafted(world), world.now).partner.state == BE


# ── gaps of the roster ──────────────────────────────────────────────────────────────────────────
def test_a_check_says_from_when_nobody_stands_in(world: World):
    name = desk(world, "BE", hours=8)
    on_watch(world, "BE", Role.SPOC_DUTY, name, start=NINE + timedelta(hours=10), hours=8)
    found = {(s.role, s.authority.code): s for s in reach.check(world["BE"].node, world.now)}
    duty = found[Role.SPOC_DUTY, "BE/SPOC"]
    assert (duty.people, duty.reachable, duty.changes_at) == ((name,), True, NINE + timedelta(hours=8))
    judge = found[Role.JUDGE, "BE/COURT/brussels"]
    assert (judge.people, judge.reachable, judge.changes_at) == ((), False, None)
    world.now += timedelta(hours=8)
    duty = reach.cover(world["BE"].node, seat(world["BE"], Role.SPOC_DUTY), Role.SPOC_DUTY, world.now)
    assert (duty.people, duty.reachable, duty.changes_at) == ((), False, NINE + timedelta(hours=10))


def test_a_gap_begins_where_the_last_accreditation_ends(world: World):
    can_send(world, "BE")
    be = world["BE"]
    engage(be, Role.DPO, "BE/SPOC", be.since, name="be-leaver", days=1)
    has_contact(world, "BE", "be-leaver")
    on_watch(world, "BE", Role.DPO, "be-leaver", hours=24)
    found = reach.cover(world["BE"].node, seat(be, Role.DPO), Role.DPO, world.now)
    assert found.changes_at == NINE + timedelta(hours=24)


def test_a_warning_is_never_held_back_by_who_can_be_reached():
    with at(draft) as (world, matter):
        be = world["BE"]
        assert len(reach.reach(be.node, matter, world.now).gaps) == 4
        alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], world.now)
        alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], world.now)
        alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], world.now)
