"""`comity courier`: carry what waits in the outbox over the lines that this node has."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, now_of, opened, opened_home, read_in, write_out
from comity.errors import BadInput, ConfigInvalid
from comity.model.parties import StateCode

if TYPE_CHECKING:
    from comity.acts.node import Node
    from comity.config import Config
    from comity.courier.http import HttpLines
    from comity.courier.tls import TlsFile

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


@app.command
def write(
    partner: Annotated[StateCode, Parameter(help="For whom, as RU.")],
    /,
    *,
    out: Annotated[Path, Parameter(help="A new file to hand to a courier.")],
    again: Annotated[
        bool, Parameter(help="Also what went out in a file and has no receipt: the same bytes.")
    ] = False,
    at: At = HERE,
) -> None:
    """Write what waits for a partner into one signed file, for a partner with no line."""
    from comity.cli.telling import tell
    from comity.courier import files

    with opened(at) as (node, now):
        parcel = files.write_parcel(node, partner, now, again=again)
        if parcel is not None:
            try:
                write_out(out, parcel.data)
            except BadInput:
                files.take_back(node, parcel, now)
                raise
            files.hand_over(node, parcel, now)
        held = 0 if parcel is None else len(parcel.rows)
        waiting = len(node.store.read(lambda r: r.outbox(partner)))
        said = (
            "Nothing is due; no file." if parcel is None else f"{held} are in {out}; bring it to {partner}."
        )
        document = {"partner": partner, "envelopes": held, "waiting": waiting}
        tell(at, document, said, f"{waiting} wait for receipts or for a file.")


@app.command
def read(
    file: Annotated[Path, Parameter(help="What a courier brought: envelopes, or receipts.")],
    /,
    *,
    receipts: Annotated[
        Path | None, Parameter(help="For envelopes: a new file with their receipts, to bring back.")
    ] = None,
    at: At = HERE,
) -> int:
    """Take in what a courier brought; ends with 1 if anything of it was refused."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell
    from comity.courier import files
    from comity.exchange.clock import run_due

    with opened(at) as (node, now):
        brought = files.read_file(node, read_in(file, files.LARGEST), now)
        document = {"from": brought.sender, "kind": brought.kind, "parts": len(brought.parts)}
        if brought.kind is files.FileKind.RECEIPTS:
            done = files.keep(node, brought, now)
            told = f"{done.taken} taken, {done.held} held, {done.refused} refused, {done.failed} failed."
            tell(at, {**document, **to_plain(done)}, told, *(f"  {problem}" for problem in done.problems))
            return 1 if done.failed or done.refused else 0
        if receipts is None:
            raise BadInput("The file holds envelopes. Name a new file for their receipts with --receipts.")
        given, answer = files.take_in(node, brought, now)
        write_out(receipts, answer)
        run_due(node, now)
        said = f"{given} receipts are in {receipts}; have it brought back."
        tell(at, {**document, "receipts": given}, said)
    return 0 if given == len(brought.parts) else 1


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
