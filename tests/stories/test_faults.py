"""A whole exchange survives a death at every write: nothing is lost, nothing happens twice."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from acts.forgery import deliver, envelopes
from acts.test_delivery import IN_ORDER, four_acts
from comity.acts.commit import LATER
from comity.demo.world import World, make_world
from comity.exchange import answers, links, releases
from comity.exchange.weighing import Findings
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import decode
from faults import Faults, Place, Postgres
from stories.driver import at_place, check_between, exchange, tick, whole
from stories.exchange import (
    AGREEMENT,
    BE,
    HELD,
    IDENTITY,
    KNOWN,
    MEMORY,
    STATES,
    accepted,
    held,
    put,
    shared_kinds,
    stage,
    states,
    taken,
    template,
)


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="comity-faults-", dir=MEMORY) as folder:
        yield Path(folder)


def on_sqlite(home: Path) -> Faults:
    """Let the exchange run in copies of the template's homes."""
    runs = Faults(partial(exchange, template), partial(whole, template), home, nodes=())
    shutil.copytree(template().folder, home / "template", dirs_exist_ok=True)
    return runs


def on_postgres(home: Path, server: Postgres) -> Faults:
    """Let the exchange run in copies of two databases."""
    built: list[World] = []  # the world is made in the databases that `Faults` makes

    def first() -> World:
        return built[0]

    runs = Faults(partial(exchange, first), partial(whole, first), home, nodes=STATES, postgres=server)
    urls = {state: server.url(name) for state, name in runs._templates.items()}
    built.append(make_world(home / "template", STATES, agreements=(AGREEMENT,), databases=urls))
    built[0].close()
    return runs


@pytest.fixture
def server() -> Iterator[Postgres]:
    try:
        server = Postgres()
    except Exception as error:
        pytest.skip(f"the PostgreSQL that comes as a wheel cannot start here: {error!r}")
    yield server
    server.stop()


def kinds_of_seams(home: Path) -> dict[str, list[int]]:
    """Number the seams of one undisturbed exchange by what is about to change, or has."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        shutil.copytree(template().folder, folder, dirs_exist_ok=True)
        names: list[str] = []
        exchange(template, Place(Path(folder), on_seam=names.append))
    found: dict[str, list[int]] = {}
    for number, name in enumerate(names, start=1):
        found.setdefault(name, []).append(number)
    return found


# ── a recall: what was released is erased with the answer ───────────────────────────────────────
def recall(place: Place) -> None:
    """Recall a release that was accepted, and let the courier and the clocks do the rest."""
    built, matter = stage(accepted)
    world = at_place(built, place)
    be = world["BE"]
    tick(world)
    if "release.recall" not in shared_kinds(be.node, matter):
        releases.recall(be.node, matter, "the wrong person", be[Role.SPOC_DUTY], world.now)
    tick(world)
    world.close()


def recalled(place: Place) -> None:
    built, matter = stage(accepted)
    world = at_place(built, place)
    assert states(world, matter) == ("RECALL_DONE", "RECALL_DONE")
    assert shared_kinds(world["RU"].node, matter)[-2:] == ["release.recall", "recall.done"]
    assert held(world["RU"].node, matter).last("reply.full").content is None
    check_between(world)
    world.close()


# ── a masked refusal: decided, and kept for when the same person is asked for again ─────────────
def of_a_protected_person(world: World) -> MatterId:
    protected = replace(HELD, protection_from=frozenset({"RU"}))
    matter = taken(world, found=Findings(subjects=(protected,), offences=KNOWN.offences))
    put(world, matter, IDENTITY)
    return matter


def refuse_without_a_word(place: Place) -> None:
    """Refuse on a ground that the partner must not see, if nobody has yet."""
    built, matter = stage(of_a_protected_person)
    world = at_place(built, place)
    be = world["BE"]
    if not any(t.kind == LATER for t in be.node.store.read(lambda r: r.timers_of(matter))):
        decision = answers.decide_answer(be.node, matter, world.now).decision
        answers.refuse(be.node, matter, decision, be[Role.SPOC_DUTY], world.now)
    world.close()


def refused_and_linked(place: Place) -> None:
    built, matter = stage(of_a_protected_person)
    world = at_place(built, place)
    be = world["BE"].node
    (kept,) = be.store.read(lambda r: r.papers(links.REFUSED)).values()
    assert decode(kept)["matter"] == matter
    assert [t.kind for t in be.store.read(lambda r: r.timers_of(matter)) if t.kind == LATER] == [LATER]
    world.close()


# ── held acts: the last of four comes first ─────────────────────────────────────────────────────
def packed_four(world: World) -> MatterId:
    matter = four_acts(world)
    envelopes(world, "BE")
    return matter


def deliver_backwards(place: Place) -> None:
    """Hand RU four envelopes in the wrong order; a restarted sender hands in all of them again."""
    world = at_place(stage(packed_four)[0], place)
    for data in reversed(envelopes(world, "BE")):
        deliver(world, "RU", data)
    world.close()


def all_taken_in(place: Place) -> None:
    built, matter = stage(packed_four)
    world = at_place(built, place)
    assert states(world, matter) == ("IN_PROGRESS", "IN_PROGRESS")
    assert shared_kinds(world["RU"].node, matter) == IN_ORDER
    assert world["RU"].node.store.read(lambda r: r.held(BE)) == ()
    tick(world)
    check_between(world)
    world.close()


# ── deaths ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.faults
def test_survives_a_death_at_every_kind_of_seam(home: Path):
    seams = kinds_of_seams(home)
    assert len(seams) >= 45
    runs = on_sqlite(home)
    assert runs.count_seams() == sum(map(len, seams.values()))
    for turn, numbers in enumerate(seams.values()):
        assert runs.run_with_fault(numbers[turn * 7 % len(numbers)])


@pytest.mark.faults
def test_erases_what_was_recalled_wherever_it_dies(home: Path):
    runs = Faults(recall, recalled, home, nodes=())
    shutil.copytree(stage(accepted)[0].folder, home / "template", dirs_exist_ok=True)
    for seam in range(3, runs.count_seams(), 12):
        assert runs.run_with_fault(seam)


@pytest.mark.faults
def test_no_masked_refusal_loses_its_link_wherever_it_dies(home: Path):
    runs = Faults(refuse_without_a_word, refused_and_linked, home, nodes=())
    shutil.copytree(stage(of_a_protected_person)[0].folder, home / "template", dirs_exist_ok=True)
    for seam in range(1, runs.count_seams() + 1, 3):
        assert runs.run_with_fault(seam)


@pytest.mark.faults
def test_takes_in_what_was_held_wherever_it_dies(home: Path):
    runs = Faults(deliver_backwards, all_taken_in, home, nodes=())
    shutil.copytree(stage(packed_four)[0].folder, home / "template", dirs_exist_ok=True)
    for seam in range(2, runs.count_seams(), 9):
        assert runs.run_with_fault(seam)


@pytest.mark.faults
@pytest.mark.postgres
def test_survives_deaths_on_postgres(home: Path, server: Postgres):
    runs = on_postgres(home, server)
    for seam in range(40, runs.count_seams(), 150):
        assert runs.run_with_fault(seam)


@pytest.mark.faults
@pytest.mark.full
def test_survives_a_death_at_every_seam(home: Path):
    runs = on_sqlite(home)
    seams = runs.count_seams()
    assert seams > 400
    assert all(runs.run_with_fault(seam) for seam in range(1, seams + 1))


@pytest.mark.faults
@pytest.mark.full
@pytest.mark.postgres
def test_survives_fifty_deaths_on_postgres(home: Path, server: Postgres):
    runs = on_postgres(home, server)
    seams = runs.count_seams()
    assert sum(runs.run_with_fault(1 + turn * (seams - 1) // 49) for turn in range(50)) == 50
