"""`comity demo --serve` shows the demonstration world on this machine only, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from comity.cli import main as comity

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The command as a visitor runs it, with a folder of its own for temporary files."""
    command = [sys.executable, "-m", "comity", "demo", "--serve", "--port", "0"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path), "NO_COLOR": "1"}
    with subprocess.Popen(command, env=surroundings, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def line_with(told: str, process: subprocess.Popen[str]) -> str:
    """Read on until the command tells this; an end without it fails."""
    assert process.stderr is not None
    for line in process.stderr:
        if told in line:
            return line
    raise AssertionError(f"it ended without telling '{told}'")


def test_clears_away_when_it_is_told_to_stop_amid_the_making(served: subprocess.Popen[str], tmp_path: Path):
    line_with("http://127.0.0.1:", served)
    served.terminate()
    assert served.wait(timeout=60) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.full
def test_shows_the_world_and_leaves_nothing_behind(served: subprocess.Popen[str], tmp_path: Path):
    url = line_with("http://127.0.0.1:", served).strip()
    before = httpx2.get(url, timeout=60)
    assert (before.status_code, before.headers["refresh"]) == (503, "1")
    assert before.text.startswith("The demonstration world is being made.")
    line_with("Ready", served)
    page = httpx2.get(url, timeout=60).text
    assert len(re.findall(r'<option value="[A-Z]{2}"', page)) == 7
    assert "DEMO" in page
    assert [folder.name[:12] for folder in tmp_path.iterdir()] == ["comity-demo-"]
    served.send_signal(signal.SIGINT)
    assert served.wait(timeout=60) == 0
    assert list(tmp_path.iterdir()) == []


def test_refuses_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert comity(["demo", "--serve", "--port", str(taken.getsockname()[1])]) == 1
    assert "config-invalid" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["000"], ["--json"], ["--proof", "case.proof"]])
def test_serves_the_whole_world_or_nothing(more: list[str], capsys: pytest.CaptureFixture[str]):
    assert comity(["demo", *more, "--serve"]) == 1
    told = capsys.readouterr()
    assert "bad-input" in told.err + told.out
