"""`comity partner line`: how this node reaches a partner; a change takes two persons (TP9)."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, do, opened, read_in
from comity.errors import BadInput
from comity.model.parties import StateCode

if TYPE_CHECKING:
    from datetime import datetime

    from comity.acts.node import Node
    from comity.exchange.doors import Change

app = App(name="line", help="See and change how partners are reached: two persons (TP9).")

LONGEST = 65_536
"""Bytes of a line's file."""

State = Annotated[StateCode, Parameter(help="The partner, as RU.")]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """Which line: one that the partner's node wrote, another address of it, or none."""

    file: Annotated[Path | None, Parameter(help="What the partner's `comity node line` wrote.")] = None
    address: Annotated[
        str | None, Parameter(help="Another address of its door, under the certificate that is pinned.")
    ] = None
    by_file: Annotated[bool, Parameter(help="No line: files that a courier carries.")] = False

    def read(self, node: "Node", state: StateCode, now: "datetime") -> "Change":
        """Return the change that was named.

        Raises: BadInput.
        """
        from comity.exchange import doors

        if [self.file, self.address, self.by_file or None].count(None) != 2:
            raise BadInput("Say which line: --file, --address or --by-file, one of them.")
        if self.address is not None:
            return doors.moved(node, state, self.address)
        if self.file is None:
            return doors.change(node, state, None)
        wanted = doors.read_change(node, read_in(self.file, LONGEST), now)
        if wanted.state != state:
            raise BadInput(f"That file is of {wanted.state}, not of {state}. Name the right one.")
        return wanted


NOWHERE = To()


@app.command
def show(state: State, /, *, to: To = NOWHERE, at: At = HERE) -> None:
    """Show how a partner is reached; or, of a change, the fingerprint that is compared by voice."""
    from comity.acts.partners import line_of
    from comity.cli.telling import tell

    with opened(at) as (node, now):
        if to == NOWHERE:
            line = node.store.read(lambda r: line_of(r, state))
            address = None if line is None else line.address
            tell(at, {"state": state, "address": address}, f"{state}: {address or 'by file'}")
            return
        wanted = to.read(node, state, now)
        address = None if wanted.line is None else wanted.line.address
        new = not wanted.same_key
        tell(
            at,
            {"state": state, "address": address, "new_key": new, "fingerprint": wanted.fingerprint},
            f"{state} would be reached {'at ' + address if address else 'by file'}.",
            f"Its certificate is new. Fingerprint: {wanted.fingerprint}" if new else "Under the same key.",
            "Compare it by voice, on a number that you already know." if new else "Nothing is compared.",
        )


@app.command
def propose(state: State, /, *, to: To = NOWHERE, by: By) -> None:
    """Propose another line to a partner, as the operator (TP9, first person)."""
    from comity.exchange import doors

    do(by, lambda node, hand, now: doors.propose(node, to.read(node, state, now), hand, now))


@app.command
def accept(
    state: State,
    /,
    *,
    to: To = NOWHERE,
    fingerprint: Annotated[str, Parameter(help="As heard from the partner, where its key is new.")] = "",
    by: By,
) -> None:
    """Set the line that was proposed, as the duty desk (TP9, second person)."""
    from comity.exchange import doors

    do(by, lambda node, hand, now: doors.set_line(node, to.read(node, state, now), fingerprint, hand, now))
