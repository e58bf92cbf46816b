"""What the people of two simulated partners do with each other: every step of a script, by its own desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.demo.simulate.partner import Simulator, in_process
from comity.demo.simulate.report import Happened
from comity.demo.world import World, make_world
from stories.exchange import a_world, agree, states
from stories.playing import playing, script


def on(arrives: str, *steps: str) -> str:
    """Write a rule."""
    return f'[[on]]\narrives = "{arrives}"\n' + "".join(f"  [[on.then]]\n  {step}\n" for step in steps)


def begins(*steps: str) -> str:
    """Write a rule that begins with the pair."""
    return "[[on]]\n" + "".join(f"  [[on.then]]\n  {step}\n" for step in steps)


WHO = '{ category = "DC_IDENTITY", text = "Arkady Velin", linked_case = true }'
WHERE = '{ category = "DC_NON_PERSONAL", text = "A school, within three hours." }'
FACE = '{ category = "DC_FACE", text = "an image", strictly_necessary = true }'
SUBJECT = '{ subjects = [{ label = "p1", status = "PERSON_POSING_DANGER", name = "Deniz Aral" }] }'

ASKS = begins('do = "ask"')
ACCEPTS = on("request.send", 'do = "accept"')
ANSWERS = on("request.send", 'do = "accept"', f'do = "answer"\n  items = [{WHO}]')
WARNS = f'do = "warn"\n  items = [{WHERE}]'
LATER = 'after = "1 h"\n  '

SCENES = {
    "a request is supplemented": (
        ASKS + on("request.return", 'do = "supplement"\n  request = { facts = "More facts." }'),
        on("request.send", 'do = "return"') + on("request.supplement", 'do = "accept"'),
        "IN_PROGRESS",
    ),
    "a request is refused": (ASKS, on("request.send", 'do = "refuse"'), "REFUSED"),
    "a request is withdrawn": (
        ASKS + on("request.accept", 'do = "withdraw"'),
        ACCEPTS,
        "WITHDRAWN",
    ),
    "a neutral answer waits for its band": (
        ASKS,
        on("request.send", 'do = "accept"', 'do = "neutral"'),
        "NO_REPLY_POSSIBLE",
    ),
    "an answer is postponed, resumed and given": (
        ASKS,
        on(
            "request.send",
            'do = "accept"',
            'do = "postpone"',
            f'{LATER}do = "resume"',
            'do = "update"',
            f'do = "answer"\n  items = [{WHO}]',
        ),
        "REPLIED_FULL",
    ),
    "an answer is read and fed back": (
        ASKS + on("reply.full", 'do = "agree"', 'do = "read"', 'do = "feedback"'),
        ANSWERS,
        "CLOSED",
    ),
    "a part of an answer stays back and is said to": (
        ASKS,
        on(
            "request.send",
            'do = "accept"',
            'do = "answer"\n  items = ['
            + WHO
            + ', { category = "DC_CASE_FACTS", text = "the file", embargo = true, linked_case = true }]',
        ),
        "REPLIED_PARTIAL",
    ),
    "special data is answered by two persons": (
        ASKS,
        on("request.send", 'do = "accept"', f'do = "answer"\n  items = [{FACE}]'),
        "REPLIED_FULL",
    ),
    "an answer is recalled": (
        ASKS + on("reply.full", 'do = "agree"'),
        ANSWERS + on("release.accept", 'do = "recall"'),
        "RECALL_DONE",
    ),
    "an answer that crossed the withdrawal is returned unread": (
        ASKS + on("reply.full", 'do = "withdraw"\n  crossing = true', 'do = "return-unread"'),
        ANSWERS,
        "RETURNED_UNREAD",
    ),
    "a warning is acknowledged, read, answered and fed back": (
        begins(WARNS),
        on("alert.issue", 'do = "acknowledge"', 'do = "read"', 'do = "respond"', 'do = "feedback"'),
        "ACTIVE",
    ),
    "two persons warn of a person": (
        begins(f'do = "warn"\n  items = [{WHO}, {WHERE}]\n  request = {SUBJECT}'),
        on("alert.issue", 'do = "acknowledge"', 'do = "read"'),
        "ACKED",
    ),
    "a warning is renewed and resolved": (
        begins(WARNS, f'{LATER}do = "renew"', f'{LATER}do = "resolve"'),
        on("alert.issue", 'do = "acknowledge"'),
        "RESOLVED",
    ),
    "a warning is withdrawn": (begins(WARNS, f'{LATER}do = "withdraw"'), "", "WITHDRAWN"),
    "a warning is recalled": (begins(WARNS, f'{LATER}do = "recall"'), "", "RECALL_DONE"),
}


@contextmanager
def two(first: str, second: str) -> Iterator[tuple[World, Simulator, Simulator]]:
    """Let both states of a world follow scripts."""
    with a_world() as world:
        yield world, playing(world, first, "RU").partner, playing(world, second, "BE").partner


def go(world: World, one: Simulator, other: Simulator, minutes: int = 60 * 6) -> None:
    """Let both clocks go until both are quiet, at most for so long."""
    for _ in range(minutes // 10):
        for sim, line in ((one, in_process(other)), (other, in_process(one))):
            sim.tick(world.now, line)
        world.now += timedelta(minutes=10)


@pytest.mark.parametrize("asked_of", ["BE", "RU"])
@pytest.mark.parametrize("scene", SCENES)
def test_ends_alike_on_both_sides_where(scene: str, asked_of: str):
    begun, answering, ends = SCENES[scene]
    scripts = (begun, answering) if asked_of == "BE" else (answering, begun)
    with two(*scripts) as (world, ru, be):
        go(world, ru, be)
        rows = world["BE"].node.store.read(lambda r: (*r.matters("case/"), *r.matters("alert/")))
        (matter,) = (row.id for row in rows)
        assert [e for sim in (ru, be) for e in sim.report.events if e.event == Happened.NOT_DONE] == []
        assert states(world, matter) == (ends, ends)
        agree(world, matter)


@pytest.mark.parametrize("state", ["VN", "MA", "TR"])
def test_plays_other_states_under_the_law_of_today(state: str, tmp_path: Path):
    world = make_world(tmp_path, (state, "BE"), now=datetime(2026, 11, 26, 9, tzinfo=UTC))
    try:
        simulated = playing(world, script("good"), state).partner
        asks = ASKS + on("alert.issue", 'do = "acknowledge"')
        (tested,) = (playing(world, asks, "BE").partner,)
        go(world, simulated, tested)
        assert [e for e in simulated.report.events if e.event == Happened.NOT_DONE] == []
        rows = world["BE"].node.store.read(lambda r: (*r.matters("case/"), *r.matters("alert/")))
        assert sorted(row.shared for row in rows) == ["ACKED", "RECEIVED", "REPLIED_FULL"]
    finally:
        world.close()


def test_does_not_what_the_law_of_its_state_refuses_and_says_why():
    with two(ASKS, "") as (world, ru, be):
        world.now = datetime(2026, 11, 26, 9, tzinfo=UTC)  # the relation between the two is suspended by now
        go(world, ru, be, 20)
        (refused,) = [e for e in ru.report.events if e.event == Happened.NOT_DONE]
        assert (refused.about, refused.code) == ("ask", "out-of-order")
        assert "R-SUSPREL" in refused.text
        assert world["BE"].node.store.read(lambda r: r.matters("case/")) == ()
