"""`comity courier`: carry what waits in the outbox over the lines that this node has."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from cyclopts import App

from comity.cli.desk import HERE, At, now_of, opened_home
from comity.errors import ConfigInvalid

if TYPE_CHECKING:
    from comity.acts.node import Node
    from comity.config import Config
    from comity.courier.http import HttpLines
    from comity.courier.tls import TlsFile
    from comity.model.parties import StateCode

app = App(name="courier", help="Carry what waits in the outbox to the partners.")


@app.command
def run(*, at: At = HERE) -> int:
    """Deliver what is due to every partner that has a line; ends with 1 if anything failed."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell
    from comity.courier.courier import deliver

    with opened_home(at) as (node, own, config), ExitStack() as stack:
        done = deliver(node, lines_of(stack, node, own, config)(), now_of(config))
        waiting = len(node.store.read(lambda r: r.outbox()))
    document = {**to_plain(done), "waiting": waiting}
    counts = ", ".join(f"{document[k]} {k}" for k in ("taken", "held", "refused", "failed", "waiting"))
    tell(at, document, f"{counts}.", *(f"  {problem}" for problem in done.problems))
    return 1 if done.failed or done.refused else 0


def lines_of(stack: ExitStack, node: "Node", own: "TlsFile | None", config: "Config") -> "HttpLines":
    """Return the lines to this node's partners, to be closed with the command; loopback goes before HTTPS."""
    from comity.courier.http import HttpLines
    from comity.wiring import loopback

    lines = HttpLines(node, own, loopback(_others(stack, config)))
    stack.callback(lines.close)
    return lines


def _others(stack: ExitStack, config: "Config") -> dict["StateCode", "Node"]:
    """Open the other homes on this machine, each to be closed with the command."""
    from comity.cli.keys import ask_master
    from comity.wiring import open_node

    nodes = {}
    for state, home in config.loopback.items():
        nodes[state] = open_node(home, passphrase=ask_master)
        stack.callback(nodes[state].store.close)
        if nodes[state].state != state:
            raise ConfigInvalid(
                f"The loopback line to {state} leads to the node of {nodes[state].state}. "
                "Mend it in comity.toml."
            )
    return nodes
