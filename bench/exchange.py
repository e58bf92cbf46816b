"""Measure acts between two durable nodes: signed, sealed, logged, delivered over mutual TLS, receipted.

Two real processes, each with its door, its courier and its database (SQLite, synchronous FULL) on disk.
One state acts in many cases at a given pace. Half of the acts have legal effect and bear a person's own
signature besides the node's, half are the node's alone, as in a case from request to feedback; with
`--all-personal` each bears one. After five seconds to get warm, the time is taken from the commit of each act
to the commit of its receipt. Beside it stands what a core signs in the same run: an act costs one or two
pairs of signatures (node, person), and as many checks; the receipts of one answer share a pair. Then both
are started anew, as `comity serve`, and the seconds are counted until a first request is acknowledged.

The shares of the door are set out of the way: what ships is 600 envelopes a minute after a burst of 3000
([quotas], docs/operate.md).

    python bench/exchange.py --seconds 60 --rate 102
"""

import argparse
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from comity import duty
from comity.acts.act import Act
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.ports import ActId, pair_log
from comity.acts.signing import Hand
from comity.config import LineConfig, read_config, where_to_listen
from comity.courier import courier
from comity.courier.http import HttpLines
from comity.demo.stage import FRAUD, ask, suspect
from comity.demo.world import World, make_world
from comity.exchange import answers, cases
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import DataCategory, MatterId
from comity.seal.keys import SigningKey
from comity.web.peer import PeerDoor
from comity.web.server import serving
from comity.wiring import now, open_home, open_node

BE, RU = StateCode("BE"), StateCode("RU")
AGREEMENT = "demo-be-ru-police"
WIDE = "\n[quotas]\nenvelopes_per_minute = 1000000\nburst = 1000000\nopen_requests = 1000000\n"
DESKS = 4
PATIENCE = 120.0
WARM = 5.0
"""Seconds at the start that are not counted: connections are made and statements compiled."""
TARGET_RATE, TARGET_P99, TARGET_FIRST = 100, 500, 5
Work = Callable[[Node, Callable[[], datetime]], object]
FORK = multiprocessing.get_context("fork")  # the people's keys are in memory


# ── two states with cases under way ─────────────────────────────────────────────────────────────
def build(folder: Path, number: int) -> tuple[World, list[MatterId]]:
    """Found two states on disk, and let RU ask BE in so many cases, which BE takes up."""
    lines = {state: _line(_free_port()) for state in (RU, BE)}
    world = make_world(folder, (RU, BE), agreements=(AGREEMENT,), lines=lines)
    for state in (RU, BE):
        with (folder / state / "comity.toml").open("a") as config:
            config.write(WIDE)
    matters = [asked(world) for _ in range(number)]
    for matter in matters:
        cases.send(world[RU].node, matter, world[RU][Role.SPOC_DUTY], world.now)
    world.carry()
    for matter in matters:
        answers.accept(world[BE].node, matter, world[BE][Role.SPOC_DUTY], world.now)
    world.carry()
    return world, matters


def asked(world: World) -> MatterId:
    """Have a request drafted and approved."""
    ru = world[RU]
    wanted = [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")]
    person, words = (
        suspect("Arkady Velin", "1980-05-04", "RU"),
        {"case_ref": "VG-2019-771", "facts": "Invoices."},
    )
    request = ask(RU, BE, person, FRAUD, wanted, agreement=AGREEMENT, **words)
    matter = cases.draft(ru.node, request, ru[Role.OFFICER], world.now).matter
    cases.approve(ru.node, matter, ru[Role.SUPERVISOR], world.now)
    return matter


def _line(port: int) -> LineConfig:
    return LineConfig(address=f"https://127.0.0.1:{port}", listen=f"127.0.0.1:{port}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


# ── one node at work ────────────────────────────────────────────────────────────────────────────
def stand(
    home: Path, start: datetime, parent: Connection, work: Callable[[Node, Callable[[], datetime]], object]
) -> None:
    """Be one node's process: door, clock and couriers; do the work when told, and end when told."""
    began = now()

    def clock() -> datetime:
        return start + (now() - began)

    node, own = open_home(home)
    line, stop = read_config(home).line, threading.Event()
    assert line is not None
    door, lines = PeerDoor(node, own, clock), HttpLines(node, own)
    with serving([door.listen(*where_to_listen(line.listen))]):
        words = {"clock": clock, "holder": duty.holder()}
        loop = threading.Thread(target=duty.run, args=(node, lines, stop), kwargs=words)
        loop.start()
        parent.send("stands")
        parent.recv()
        before = time.process_time()
        parent.send(work(node, clock))
        parent.recv()
        parent.send(time.process_time() - before)
        stop.set()
        loop.join()
        lines.close()
    node.store.close()


@dataclass
class Load:
    """What the desks of one node do, and what came of it."""

    hand: Hand
    matters: Sequence[MatterId]
    rate: float
    seconds: float
    all_personal: bool = False

    def __call__(self, node: Node, clock: Callable[[], datetime]) -> list[tuple[float, float]]:
        """Do acts at the pace, and return of each when it was committed and when its receipt was."""
        committed: dict[ActId, float] = {}
        receipted: dict[ActId, float] = {}
        _watch(receipted)
        numbers, begun = count(), time.perf_counter()

        def desk() -> None:
            while (number := next(numbers)) < self.rate * self.seconds:
                time.sleep(max(0.0, begun + number / self.rate - time.perf_counter()))
                turn, place = divmod(number, len(self.matters))
                act = self.act(node, turn, place, clock())
                committed[act.id] = time.perf_counter()

        desks = [threading.Thread(target=desk) for _ in range(DESKS)]
        for one in desks:
            one.start()
        for one in desks:
            one.join()
        _until(lambda: len(receipted.keys() & committed.keys()) == len(committed))
        return [(at, receipted[act]) for act, at in committed.items()]

    def act(self, node: Node, turn: int, place: int, at: datetime) -> Act:
        """Postpone a request and take it up again; unless all is personal, tell of further time between."""
        matter = self.matters[place]
        if self.all_personal:
            return (answers.resume if turn % 2 else answers.postpone)(node, matter, self.hand, at)
        step = (turn - place % 2) % 4  # every other case begins a step later, so that the kinds mix
        if step % 2:
            deed = Deed(kind="request.update", matter=matter, marks={"until": "2019-12-31"})
            return perform(node, deed, at)
        return (answers.resume if step else answers.postpone)(node, matter, self.hand, at)


def _watch(receipted: dict[ActId, float]) -> None:
    """Note when receipts are kept: `settle` returns once they are durable."""
    settle = courier.settle

    def timed(*args: object) -> object:
        settled = settle(*args)
        at = time.perf_counter()
        receipted.update({answer.row.act: at for answer in settled if answer.state == "taken"})
        return settled

    courier.settle = timed


def _nothing(node: Node, clock: Callable[[], datetime]) -> None:
    """Let the other side work."""


# ── measuring ───────────────────────────────────────────────────────────────────────────────────
def run(world: World, load: Load) -> tuple[list[tuple[float, float]], dict[StateCode, float]]:
    """Let both stand and BE's people work; return the times, and each process's seconds of a core."""
    with ExitStack() as stack:
        ends = {}
        for state, work in ((RU, _nothing), (BE, load)):
            ends[state], theirs = FORK.Pipe()
            args = (world.folder / state, world.now, theirs, work)
            process = FORK.Process(target=stand, args=args, daemon=True)
            process.start()
            stack.callback(process.join)
        for each in ("stands", "told"):
            for end in ends.values():
                assert each == "told" or end.recv() == "stands"
                end.send("go") if each == "told" else None
        results = {state: end.recv() for state, end in ends.items()}
        for end in ends.values():
            end.send("end")
        spent = {state: end.recv() for state, end in ends.items()}
    return results[BE], spent


def first_exchange(world: World, matter: MatterId, start: datetime) -> float:
    """Start both nodes as `comity serve`, send a request, and return the seconds until it is acknowledged."""
    node = open_node(world.folder / RU)
    begun = time.perf_counter()
    environment = {**os.environ, "COMITY_NOW": start.isoformat()}
    words = [sys.executable, "-m", "comity", "serve", "--json", "--home"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "env": environment}
    served = [subprocess.Popen([*words, str(world.folder / state)], **pipes) for state in (RU, BE)]
    try:
        for one in served:
            _doors(one)
        cases.send(node, matter, world[RU][Role.SPOC_DUTY], start + timedelta(seconds=1))
        _until(lambda: node.store.read(lambda r: r.matter(matter)).shared == "RECEIVED")
        return time.perf_counter() - begun
    finally:
        for one in served:
            one.terminate()
            one.wait()
        node.store.close()


def _doors(served: subprocess.Popen[bytes]) -> dict[str, str]:
    said = b""
    while not said.endswith(b"\n}\n"):
        said += served.stdout.readline()
    return json.loads(said)["doors"]


def _until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise SystemExit("It did not come to an end.")
        time.sleep(0.01)


def signatures() -> float:
    """Return how many pairs of Ed25519 and ML-DSA-65 one core signs in a second."""
    key, rounds, data = SigningKey.generate(), 400, os.urandom(800)
    start = time.perf_counter()
    for _ in range(rounds):
        key.sign(data, b"bench")
    return rounds / (time.perf_counter() - start)


def check(world: World) -> None:
    """Check that both logs hold the same acts, and that nothing waits."""
    leaves = []
    for state, other in ((RU, BE), (BE, RU)):
        node = open_node(world.folder / state)
        leaves.append(set(node.store.read(lambda r, o=other: r.leaves(pair_log(o)))))
        assert node.store.read(lambda r: r.outbox()) == ()
        node.store.close()
    assert leaves[0] == leaves[1]


def main() -> None:
    """Print rate, latency and start of one run beside what they must reach."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--rate", type=float, default=102.0)
    words.add_argument("--all-personal", action="store_true")
    words.add_argument("--cases", type=int, default=600)
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="comity-bench-", dir=os.environ.get("COMITY_BENCH")) as folder:
        world, matters = build(Path(folder), given.cases)
        later, hand = asked(world), world[BE][Role.SPOC_DUTY]
        world.close()
        before = signatures()
        timed, spent = run(world, Load(hand, matters, given.rate, given.seconds + WARM, given.all_personal))
        signed = (before + signatures()) / 2
        check(world)
        begun = min(begin for begin, _ in timed)
        cold, timed = timed, [one for one in timed if one[0] - begun >= WARM]
        spent = {state: seconds * len(timed) / len(cold) for state, seconds in spent.items()}
        seconds = first_exchange(world, later, world.now + timedelta(days=1))
    took = max(end for _, end in timed) - min(begin for begin, _ in timed)
    late = sorted((end - begin) * 1000 for begin, end in timed)
    rate, p50, p99 = len(timed) / took, late[len(late) // 2], late[len(late) * 99 // 100]
    print(f"acts between two nodes  {rate:>6.1f}/s over {took:.0f} s  (target {TARGET_RATE})")
    print(f"  commit to receipt     p50 {p50:>5.0f} ms, p99 {p99:>5.0f} ms  (target p99 {TARGET_P99})")
    share = (2 if given.all_personal else 1.5) * rate / signed
    print(f"  of {signed:,.0f} signature pairs a core signs a second: {share:.2f} of a core signs")
    asks, answers_ = (spent[state] * 1000 / len(timed) for state in (BE, RU))
    print(
        f"  of a core             {asks:>5.1f} ms an act where it is made, {answers_:.1f} ms where it arrives"
    )
    print(f"start to first exchange {seconds:>6.1f} s  (target {TARGET_FIRST})")


if __name__ == "__main__":
    main()
