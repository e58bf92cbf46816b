"""`comity serve`: one node at work: its doors open, its clock and couriers running, until told to stop."""

import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cyclopts import App

from comity.cli.desk import HERE, At, clock_of, home_of

if TYPE_CHECKING:
    from comity.acts.node import Node
    from comity.config import Config
    from comity.courier.http import HttpLines
    from comity.courier.tls import TlsFile
    from comity.web.gate import Gate
    from comity.web.server import Listener

Clock = Callable[[], datetime]

app = App(name="serve", help="Open this node's doors, and run its clock and couriers.")

TICK = 0.5
"""Seconds between two looks at what fell due, and at which partners were pinned."""


@app.default
def serve(*, at: At = HERE) -> None:
    """Open the doors that comity.toml names and work until SIGTERM or SIGINT; log lines are JSON."""
    from comity.cli.keys import ask_master
    from comity.config import read_config
    from comity.courier.http import HttpLines
    from comity.web.server import serving
    from comity.wiring import open_home

    config = read_config(home_of(at))
    clock, stop = clock_of(config), threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stop.set())
    _log_in_json()
    with ExitStack() as stack:
        node, own = open_home(config.home, passphrase=ask_master)
        stack.callback(node.store.close)
        doors, gate = _doors(node, config, own, clock)
        lines = HttpLines(node, own)
        stack.callback(lines.close)
        urls = stack.enter_context(serving(list(doors.values())))
        _tell(at, dict(zip(doors, urls, strict=True)))
        _work(node, lines, gate, clock, stop)


def _doors(
    node: "Node", config: "Config", own: "TlsFile", clock: Clock
) -> tuple[dict[str, "Listener"], "Gate | None"]:
    """Return the doors that the configuration names, by what they are for."""
    from comity.config import where_to_listen
    from comity.web.gate import Gate, protocol_of
    from comity.web.peer import make_door
    from comity.web.server import Listener

    if config.line is None:
        return {}, None
    gate = Gate(node, own)
    host, port = where_to_listen(config.line.listen)
    door = Listener(
        app=make_door(node, clock), host=host, port=port, tls=gate.tls, protocol=protocol_of(gate)
    )
    return {"partners": door}, gate


def _work(node: "Node", lines: "HttpLines", gate: "Gate | None", clock: Clock, stop: threading.Event) -> None:
    """Run the clock and a courier for each partner until told to stop."""
    import structlog

    from comity.courier.courier import deliver
    from comity.exchange.clock import run_due

    log = structlog.get_logger("comity.serve")
    while not stop.wait(TICK):
        if gate is not None:
            gate.refresh()
        run_due(node, clock())
        done = deliver(node, lines(), clock())
        if done.taken or done.failed or done.refused:
            log.info("delivered", taken=done.taken, failed=done.failed, problems=sorted(set(done.problems)))


def _tell(at: At, doors: dict[str, str]) -> None:
    """Say where this node listens; the line is written at once, for whoever waits for it."""
    from comity.cli.telling import tell

    said = [f"Answers {who} at {url}" for who, url in doors.items()]
    tell(at, {"doors": doors}, *(said or ("No door is open: comity.toml names none.",)))
    sys.stdout.flush()


def _log_in_json() -> None:
    """Let every log line be one JSON object on stderr, with instant and level."""
    import logging

    import structlog

    steps: Sequence[Any] = (
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    )
    structlog.configure(processors=steps, logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it speaks of requests, in words of its own
