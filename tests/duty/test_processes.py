"""Three real processes on one node, one of them killed in its work: all that was due is done, and once."""

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from comity.demo.world import World
from comity.model.requests import MatterId
from comity.wiring import loopback
from duty.night import at_work, until
from faults import in_children
from stories.driver import check_between
from stories.exchange import MEMORY, OnPostgres, agree, reopened, sent, shared_kinds, template

CASES = 4
OPEN = Callable[..., World]


@contextmanager
def sqlite(request: pytest.FixtureRequest) -> Iterator[OPEN]:
    with tempfile.TemporaryDirectory(prefix="comity-night-", dir=MEMORY) as folder:
        shutil.copytree(template().folder, folder, dirs_exist_ok=True)
        yield partial(reopened, template(), Path(folder))


@contextmanager
def postgres(request: pytest.FixtureRequest) -> Iterator[OPEN]:
    place: OnPostgres = request.getfixturevalue("on_postgres")
    with tempfile.TemporaryDirectory(prefix="comity-night-", dir=MEMORY) as folder:
        copies = place.copy_homes(Path(folder))
        yield partial(reopened, place.built, Path(folder))
        for name in copies.values():
            place.server.drop(name)


def begun(open_world: OPEN) -> tuple[list[MatterId], timedelta]:
    """Send some requests and let six days pass: of each, 'further time needed' is due."""
    world = open_world()
    matters = [sent(world) for _ in range(CASES)]
    world.close()
    return matters, timedelta(days=6)


def work(open_world: OPEN, later: timedelta, holder: str) -> None:
    """Run the loop of BE until nothing is due and nothing waits."""
    world = open_world()
    be, ru = world["BE"].node, world["RU"].node

    def is_done() -> bool:
        return be.store.read(lambda r: not r.due_timers(world.now + later) and not r.outbox())

    with at_work(be, loopback({ru.state: ru}), world.now + later, holder=holder):
        until(is_done)
    world.close()


def work_and_hang(open_world: OPEN, later: timedelta, seam: int, say: int) -> None:
    """Do the same, say when the write of that number is about to be made or was just made, and hang there."""
    commits = iter(range(1, 10**6))

    def on_seam(name: str) -> None:
        if name.endswith("COMMIT") and next(commits) == seam:
            os.write(say, b"!")
            threading.Event().wait()

    work(partial(open_world, on_seam=on_seam), later, "the one who dies")


def kill_in_its_work(open_world: OPEN, later: timedelta, seam: int) -> None:
    said, say = os.pipe()
    process = os.fork()
    if not process:
        try:
            signal.alarm(120)
            work_and_hang(open_world, later, seam, say)
        finally:
            os._exit(1)
    os.close(say)
    with os.fdopen(said, "rb") as pipe:
        assert pipe.read(1) == b"!", "it ended before its write"
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.faults
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("seam", [4, 9, 14, 19])
@pytest.mark.parametrize("where", [sqlite, pytest.param(postgres, marks=pytest.mark.postgres)])
def test_what_a_killed_process_left_is_done_once_by_the_others(where, seam: int, request):
    with where(request) as open_world:
        matters, later = begun(open_world)
        kill_in_its_work(open_world, later, seam)
        others = [partial(work, open_world, later, holder) for holder in ("second", "third")]
        assert in_children(others) == [0, 0]
        world = open_world()
        for matter in matters:
            expected = ["request.send", "request.ack", "request.update"]
            assert [shared_kinds(world[s].node, matter) for s in ("BE", "RU")] == [expected, expected]
            agree(world, matter)
        world.later(days=7)  # and the other side's clock
        world.carry()
        check_between(world)
        world.close()
