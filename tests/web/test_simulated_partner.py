"""The simulated partner over real connections: its door breaks, lies and delays there as in one process."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from comity.cli import main
from comity.config import Config, LineConfig, where_to_listen
from comity.courier.courier import deliver
from comity.courier.http import HttpLines
from comity.demo.simulate.door import SimulatedDoor
from comity.demo.stage import suspect
from comity.demo.world import CAST, Place, found_place, seats_of
from comity.exchange import cases, partnership
from comity.exchange.clock import run_due
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import Basis, MatterId
from comity.web.peer import PeerDoor
from comity.web.server import serving
from comity.wiring import create_home, now, read_law, tls_file
from stories.exchange import a_copy, states, velin
from stories.playing import Played, playing, script
from stories.test_simulated_partner import (
    ANSWERS,
    CODES,
    DOOR,
    ENVELOPES,
    FALSE,
    LINE,
    RECEIPTS,
    asked,
    faults_are_mended,
)
from web.doors import key_of, lined, reach

AT_ONCE = re.compile(r'wait = "\d+ s"')


@contextmanager
def over_the_line(text: str, state: str = "RU") -> Iterator[Played]:
    """Give a world in which a state follows a script behind its own door, and the other is served by ours."""
    with a_copy(lined()) as world:
        play = playing(world, AT_ONCE.sub('wait = "0 s"', text), state)
        with served(play):
            yield play


@contextmanager
def served(play: Played) -> Iterator[None]:
    world, sim, node = play.world, play.partner, play.tested.node
    doors = {
        node.state: PeerDoor(node, key_of(world, node.state), lambda: world.now),
        sim.node.state: SimulatedDoor(sim, key_of(world, sim.node.state), lambda: world.now),
    }
    with serving([door.listen("127.0.0.1", 0) for door in doors.values()]) as urls:
        for state, url in zip(doors, urls, strict=True):
            reach(world, state, url)
        lines = {s: HttpLines(p.node, key_of(world, s)) for s, p in world.places.items()}
        play.to_partner = lines[node.state]()[sim.node.state]
        play.to_tested = lines[sim.node.state]()[node.state]
        try:
            yield
        finally:
            for line in lines.values():
                line.close()


def test_mends_every_fault_of_a_bad_line():
    with over_the_line(script("slow")) as play:
        faults_are_mended(play)


@pytest.mark.parametrize("does", ["drop", "busy", "hang", "late", "lost", "garbage", "truncated"])
def test_mends_a_door_that_fails(does: str):
    with over_the_line(ANSWERS + DOOR.format(arrives="", nth=[1, 2], does=does, wait="0 s")) as play:
        faults_are_mended(play)


@pytest.mark.parametrize("does", ["twice", "lost", "reorder", "cut-off", "bad-signature"])
def test_mends_a_line_that_fails(does: str):
    with over_the_line(ANSWERS + LINE.format(sends="request.accept", does=does, wait="0 s")) as play:
        faults_are_mended(play)


def test_catches_the_liar_at_every_lie():
    with over_the_line(script("liar")) as play:
        matter = asked(play)
        play.settle(60 * 6)
        told = {t.lie: t.answered for t in play.partner.report.told.values()}
        carried = {"cut-off": "truncated", "bad-signature": "signature-invalid", "other-bytes": "replayed"}
        assert told == {**CODES, **FALSE, **ENVELOPES, **RECEIPTS, **carried}
        assert play.partner.report.passed == play.partner.report.open == ()
        assert states(play.world, matter) == ("REPLIED_FULL", "REPLIED_FULL")


# ── the command ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(autouse=True)
def by_the_real_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no story of another file that still stands tell these nodes what time it is."""
    monkeypatch.delenv("COMITY_NOW", raising=False)


class Command:
    """`comity partner simulate` in a process of its own, and what it said line by line."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "comity", "partner", "simulate", *words, "--json"],
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Command":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def until(self, event: str, about: str = "") -> dict[str, str]:
        """Read on until something happened."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            if said["event"] == event and about in ("", said.get("about")):
                return said
        raise AssertionError(f"it ended without '{event} {about}'")

    def end(self) -> int:
        """Interrupt it, as Ctrl-C does, and wait for its end."""
        self.process.send_signal(signal.SIGINT)
        self.until("end")
        return self.process.wait(timeout=30)


@contextmanager
def ours(home: Path) -> Iterator[tuple[Place, Callable[[], None]]]:
    """Give a node of BE behind its own door by the real clock, and its courier's round."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{tried.getsockname()[1]}"
    line = LineConfig(address=f"https://{where}", listen=where)
    config = Config(home=home, state=StateCode("BE"), demo=True, line=line)
    place = found_place(config, read_law(demo=True), now(), tuple(CAST))
    own = tls_file(home, (home / "master.key").read_bytes())
    door, lines = PeerDoor(place.node, own, now), HttpLines(place.node, own)

    def go() -> None:
        door.tend()
        run_due(place.node, now())
        deliver(place.node, lines(), now())

    with serving([door.listen(*where_to_listen(where))]):
        yield place, go
    lines.close()
    place.node.store.close()


def joined(place: Place, said: dict[str, str]) -> None:
    """Let two persons of BE join by the fingerprint that the simulated partner said."""
    data = Path(said["invitation"]).read_bytes()
    partnership.propose(place.node, data, place[Role.SYSADMIN], now())
    partnership.join(place.node, data, said["fingerprint"], place[Role.SPOC_DUTY], now())


def asks_today(place: Place) -> MatterId:
    """Let BE send a request to VN, as the law of today has it."""
    basis = Basis(instrument="demo-be-vn", version="1", article="art. 4")
    request = replace(velin("BE", "VN", suspect("Tran Van Nowhere", "1980-05-04", "VN")), basis=basis)
    draft = cases.draft(place.node, request, place[Role.OFFICER], now())
    cases.approve(place.node, draft.matter, place[Role.SUPERVISOR], now())
    cases.send(place.node, draft.matter, place[Role.SPOC_DUTY], now())
    return draft.matter


def test_the_command_plays_a_whole_partner_and_stands_up_again(tmp_path: Path):
    words = ("good", "--state", "VN", "--home", str(tmp_path / "sim"), "--speed", "36000")
    with ours(tmp_path / "BE") as (place, go):
        invitation = tmp_path / "BE.invitation"
        invitation.write_bytes(partnership.invitation(place.node))
        with Command(*words, "--pair", str(invitation)) as command:
            joined(place, command.until("ready"))
            go()
            command.until("paired")
            matter = asks_today(place)
            go()
            command.until("arrived", "request.send")
            command.until("sent", "reply.full")
            assert command.end() == 0
        assert place.node.store.read(lambda r: r.matter(matter)).shared == "REPLIED_FULL"
        with Command(*words) as again:
            again.until("paired")
            assert again.end() == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "bad-input"),
        (("best",), "bad-input"),
        (("good",), "bad-input"),
        (("good", "--state", "VN", "--speed", "0"), "bad-input"),
        (("good", "--state", "XX"), "bad-input"),
        (("good", "--state", "RU"), "bad-input"),
        (("good", "--state", "RU", "--listen", "nowhere"), "config-invalid"),
    ],
)
def test_the_command_refuses(words: tuple[str, ...], code: str, tmp_path: Path, capsys):
    home = ("--home", str(tmp_path / "sim"))
    assert main(["partner", "simulate", *words, *home, "--json"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["error"]["code"] == code


def invited(home: Path, **config: object) -> str:
    """Found a node of BE that only has an invitation, and return its file."""
    image = create_home(
        Config(home=home, state=StateCode("BE"), **config), seats_of(StateCode("BE")), now()
    ).image
    file = home / "BE.invitation"
    file.write_bytes(image.to_bytes())
    return str(file)


def refused(capsys: pytest.CaptureFixture[str], folder: Path, invitation: str) -> str:
    """Let the command pair with a node, and return why it does not."""
    words = ("good", "--state", "VN", "--home", str(folder / "sim"), "--pair", invitation, "--json")
    assert main(["partner", "simulate", *words]) == 1
    return json.loads(capsys.readouterr().out.splitlines()[-1])["error"]["code"]


def test_the_command_pairs_with_no_real_node(tmp_path: Path, capsys):
    assert refused(capsys, tmp_path, invited(tmp_path / "BE")) == "demo-mixed-with-real"


def test_the_command_needs_a_node_with_a_door_and_keeps_to_it(tmp_path: Path, capsys):
    assert refused(capsys, tmp_path, invited(tmp_path / "BE", demo=True)) == "bad-input"
    again = LineConfig(address="https://127.0.0.1:8443")
    assert refused(capsys, tmp_path, invited(tmp_path / "other", demo=True, line=again)) == "bad-input"
