"""Ten real kills at any instant: whatever two nodes were doing, they finish it and agree."""

import os
import random
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest

from faults import Place, in_child
from stories.driver import at_place, case_of, check, drive
from stories.exchange import template

SEED = 20191031
KILLS = 10


def work(place: Place) -> None:
    """Run one exchange after the other until somebody kills this process."""
    world, number = at_place(template(), place), 1
    while True:
        drive(world, case_of(number))
        number += 1


def killed(place: Place, after: float) -> None:
    """Let a child work for a while and kill it as nobody can refuse."""
    process = os.fork()
    if not process:
        try:
            work(place)
        finally:
            os._exit(1)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself: it failed before it was killed"


def finish(place: Place) -> None:
    """Finish what was begun, run one exchange more, and check all of them."""
    world = at_place(template(), place)
    begun = len(world["RU"].node.store.read(lambda r: r.matters("case/")))
    matters = [case_of(number) for number in range(1, begun + 2)]
    for matter in matters:
        drive(world, matter)
    check(world, matters)
    world.close()


@pytest.mark.full
@pytest.mark.faults
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_finishes_every_exchange_after_ten_kills():
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="comity-kill-") as folder:  # on a real disk
        shutil.copytree(template().folder, folder, dirs_exist_ok=True)
        for attempt in range(KILLS):
            killed(Place(Path(folder), attempt=attempt), chance.uniform(0.2, 2.5))
        assert in_child(lambda: finish(Place(Path(folder), attempt=KILLS))) == 0
