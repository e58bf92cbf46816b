"""The same person asked for again after a refusal is flagged, and nobody's name is kept for it (5.7)."""

from dataclasses import replace
from datetime import timedelta

from comity.acts.node import Node
from comity.demo.world import World
from comity.exchange import answers, cases, links
from comity.exchange.clock import run_due
from comity.model.decisions import Decision, Disclosable, Ground, Level, Outcome
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import decode, read_instant
from stories.exchange import VELIN, a_world, answered, at, sent, velin

AGAIN = "ABUSE(asked_again_after_refusal)"
RELABELLED = "ABUSE(relabelled_after_political_refusal)"
POLITICAL = Ground(
    rule="R-POLIT",
    outcome=Outcome.REFUSE,
    level=Level.N1,
    article="ECE art. 3(1)",
    disclosable=Disclosable.HUMAN_RIGHTS,
)


def weighed(world: World, matter: MatterId) -> Decision:
    return answers.admit(world["BE"].node, matter, world.now)


def refuse(world: World, matter: MatterId, *grounds: Ground) -> None:
    """Have a person refuse what the law would let go with a judge's order."""
    be = world["BE"]
    decision = answers.decide_answer(be.node, matter, world.now).decision
    decision = replace(decision, grounds=(*decision.grounds, *grounds))
    answers.refuse(be.node, matter, decision, be[Role.SPOC_DUTY], world.now)


def test_who_was_refused_and_is_asked_for_again_is_flagged():
    with at(answered) as (world, matter):
        assert weighed(world, matter).flags == ()
        refuse(world, matter)
        assert AGAIN not in weighed(world, matter).flags  # a case is no repetition of itself
        again = weighed(world, sent(world))
        assert AGAIN in again.flags
        assert RELABELLED not in again.flags


def test_the_flag_changes_no_outcome():
    with at(answered) as (world, matter):
        before = weighed(world, sent(world))
        refuse(world, matter)
        after = weighed(world, sent(world))
        assert AGAIN in after.flags
        assert (before.outcome, before.grounds) == (after.outcome, after.grounds)


def test_another_person_and_a_name_without_a_whole_date_are_not_linked():
    with at(answered) as (world, matter):
        refuse(world, matter)
        for other in (replace(VELIN, born="1978-05-15"), replace(VELIN, born="1978")):
            assert AGAIN not in weighed(world, sent(world, velin(subject=other))).flags


def test_a_name_in_another_order_and_other_letters_is_the_same_person():
    with at(answered) as (world, matter):
        refuse(world, matter)
        turned = replace(VELIN, name=" ".join(reversed(VELIN.name.upper().split())))
        assert AGAIN in weighed(world, sent(world, velin(subject=turned))).flags


def test_facts_refused_as_political_that_come_back_under_another_name_are_flagged():
    with at(answered) as (world, matter):
        refuse(world, matter, POLITICAL)
        assert RELABELLED not in weighed(world, sent(world)).flags
        (offence,) = velin().offences
        renamed = replace(velin(), offences=(replace(offence, code="extortion"),))
        assert RELABELLED in weighed(world, sent(world, renamed)).flags


def test_a_refusal_is_forgotten_after_five_years():
    with at(answered) as (world, matter):
        refuse(world, matter)
        be, request = world["BE"].node, velin()
        kept = links.RETENTION
        other = MatterId("case/other")

        def seen(now):
            return links.past_of(be, other, request, links.Past(), now).refused_before

        assert seen(world.now + kept)
        assert not seen(world.now + kept + timedelta(seconds=1))


def test_the_clock_erases_a_link_when_its_time_is_over_and_not_before():
    with at(answered) as (world, matter):
        refuse(world, matter)
        be, until = world["BE"].node, world.now + links.RETENTION

        def kept():
            return be.store.read(lambda r: r.papers(links.REFUSED))

        run_due(be, until)
        assert kept()
        run_due(be, until + timedelta(seconds=1))
        assert not kept()
        assert be.store.read(lambda r: r.timer(links.FORGET)) is None


def test_one_clock_serves_all_links_and_comes_back_for_the_later_ones():
    with at(answered) as (world, matter):
        refuse(world, matter)
        first = world.now
        be, second = world["BE"].node, MatterId("case/second")
        somebody = velin(subject=replace(VELIN, name="Oleg Other"))
        decision = weighed(world, matter)
        be.store.write(links.note(be, second, somebody, decision, first + timedelta(days=30)))
        run_due(be, first + links.RETENTION + timedelta(seconds=1))
        left = be.store.read(lambda r: r.papers(links.REFUSED))
        assert {decode(kept)["matter"] for kept in left.values()} == {second}
        run_due(be, first + links.RETENTION + timedelta(days=30, seconds=1))
        assert be.store.read(lambda r: r.papers(links.REFUSED)) == {}


def test_what_is_kept_names_nobody_and_another_node_makes_another_code():
    with a_world() as world:
        codes = [set(links.codes(world[state].node, velin().subjects)) for state in ("BE", "RU")]
        assert codes[0]
        assert not codes[0] & codes[1]
    with at(answered) as (world, matter):
        refuse(world, matter)
        papers = world["BE"].node.store.read(lambda r: r.papers(links.REFUSED))
        assert papers
        kept = b"".join((*(name.encode() for name in papers), *papers.values())).lower()
        assert not [part for part in VELIN.name.lower().split() if part.encode() in kept]


# ── what the partner refused ────────────────────────────────────────────────────────────────────
def drafted(world: World) -> Decision:
    """Have RU draft the same request once more, and weigh it before it is sent."""
    ru = world["RU"]
    matter = cases.draft(ru.node, velin(), ru[Role.OFFICER], world.now).matter
    return cases.check(ru.node, matter, world.now)


def test_who_asks_again_for_somebody_whom_the_partner_refused_is_flagged_at_home():
    with at(answered) as (world, matter):
        assert AGAIN not in drafted(world).flags  # it was asked about and not refused
        refuse(world, matter)
        world.carry()
        assert AGAIN in drafted(world).flags


def test_whom_an_own_request_named_is_forgotten_after_five_years():
    with at(answered) as (world, _):
        ru = world["RU"].node
        (kept,) = {decode(paper)["until"] for paper in asked_about(ru).values()}
        last = read_instant(kept)
        run_due(ru, last)
        assert asked_about(ru)
        run_due(ru, last + timedelta(seconds=1))
        assert asked_about(ru) == {}


def asked_about(node: Node) -> dict[str, bytes]:
    return node.store.read(lambda r: r.papers(links.ASKED))
