"""`comity courier`: carry what waits in the outbox over the lines of this machine."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from cyclopts import App

from comity.cli.desk import HERE, At, home_of, opened
from comity.errors import ConfigInvalid

if TYPE_CHECKING:
    from comity.acts.node import Node
    from comity.config import Config
    from comity.model.parties import StateCode

app = App(name="courier", help="Carry what waits in the outbox to the partners.")


@app.command
def run(*, at: At = HERE) -> int:
    """Deliver what is due over the loopback lines of comity.toml; ends with 1 if anything failed."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell
    from comity.config import read_config
    from comity.courier.courier import deliver
    from comity.wiring import loopback

    with opened(at) as (node, now), ExitStack() as stack:
        found = others(stack, read_config(home_of(at)))
        done = deliver(node, loopback(found), now)
        waiting = len(node.store.read(lambda r: r.outbox()))
    document = {**to_plain(done), "waiting": waiting}
    counts = ", ".join(f"{document[k]} {k}" for k in ("taken", "held", "refused", "failed", "waiting"))
    tell(at, document, f"{counts}.", *(f"  {problem}" for problem in done.problems))
    return 1 if done.failed or done.refused else 0


def others(stack: ExitStack, config: "Config") -> dict["StateCode", "Node"]:
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
