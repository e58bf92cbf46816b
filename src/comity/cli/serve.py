"""`comity serve`: one node at work: doors open, clock, couriers and notices running, until told to stop."""

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from cyclopts import App

from comity.cli.desk import HERE, At, clock_of, opened_home

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from comity.acts.node import Node
    from comity.courier.courier import Transport
    from comity.model.parties import StateCode
    from comity.web.server import Listener

app = App(name="serve", help="Open this node's doors, and run its clock, couriers and notices.")


@app.default
def serve(*, at: At = HERE) -> None:
    """Open the doors that comity.toml names and work until SIGTERM or SIGINT; the log is lines of JSON."""
    from comity import duty
    from comity.cli.courier import lines_of
    from comity.config import where_to_listen
    from comity.exchange.activation import check_at_start
    from comity.web.peer import PeerDoor
    from comity.web.server import serving

    with opened_home(at) as (node, own, config), ExitStack() as stack:
        check_at_start(node)
        duty.write_json()
        clock, lines = clock_of(config), lines_of(stack, node, own, config)
        doors: dict[str, Listener] = {}
        peer = None if own is None else PeerDoor(node, own, clock)
        if peer is not None and config.line is not None:
            stack.callback(lambda: peer.tend(last=True))
            doors["partners"] = peer.listen(*where_to_listen(config.line.listen))

        if config.api is not None:
            doors["programs"] = _programs(node, clock, config.api.listen)

        def tended() -> "Mapping[StateCode, Transport]":
            if peer is not None:
                peer.tend()
            return lines()

        stop = stack.enter_context(duty.until_told())
        urls = stack.enter_context(serving(list(doors.values())))
        _tell(at, dict(zip(doors, urls, strict=True)))
        ways = duty.senders(config)
        duty.run(node, tended, stop, clock=clock, holder=duty.holder(), senders=ways)


def _programs(node: "Node", clock: "Callable[[], datetime]", listen: str) -> "Listener":
    """Return the door for programs."""
    from comity.config import where_to_listen
    from comity.web.api import make_api
    from comity.web.server import Listener

    host, port = where_to_listen(listen)
    return Listener(app=make_api(node, clock=clock), host=host, port=port)


def _tell(at: At, doors: dict[str, str]) -> None:
    """Say where this node listens; the line is written at once, for whoever waits for it."""
    from comity.cli.telling import tell

    said = [f"Answers {who} at {url}" for who, url in doors.items()]
    tell(at, {"doors": doors}, *(said or ("No door is open: comity.toml names none.",)))
    sys.stdout.flush()
