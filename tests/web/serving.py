"""Real `comity serve` processes: started, waited for, stopped, killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds after which what never comes is given up."""


@dataclass
class Served:
    """One home at work in a process of its own; `doors` are the addresses that it said."""

    home: Path
    now: datetime
    doors: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> "Served":
        """Start it, and wait until it says where it listens."""
        environment = {**os.environ, "COMITY_NOW": self.now.isoformat(), "PYTHONPATH": str(ROOT / "src")}
        self.log = (self.home / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "comity", "serve", "--home", str(self.home), "--json"],
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=environment,
        )
        said = b""
        while not said.endswith(b"\n}\n"):
            line = self.process.stdout.readline()
            assert line, f"it ended: {self.said()}"
            said += line
        self.doors = json.loads(said)["doors"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, if it still runs."""
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()
        self.log.close()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end, and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Kill it as nobody can refuse."""
        self.process.kill()
        assert self.process.wait(PATIENCE) == -signal.SIGKILL

    def said(self) -> str:
        """Return what it wrote into its log so far."""
        return (self.home / "serve.log").read_text(encoding="utf-8")


def until(happened: Callable[[], object], served: tuple[Served, ...] = ()) -> None:
    """Wait for something that processes do in their own time, and give up only when it never comes."""
    end = time.monotonic() + PATIENCE
    while not happened():
        for one in served:
            assert one.process.poll() is None, f"it ended: {one.said()}"
        assert time.monotonic() < end, [one.said() for one in served]
        time.sleep(0.05)
