"""`comity law value`: values of national profiles, adopted by two persons; UNKNOWN until then (TP1)."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, do, read_in, write_out
from comity.model.parties import StateCode

app = App(name="value", help="Adopt single values of national profiles (TP1).")

MOST = 1_000_000
"""Bytes of a profile file; the longest shipped one has about ten thousand."""

File = Annotated[Path, Parameter(help="A profile file: values of one state, as `write` makes one.")]


@app.command
def write(
    state: Annotated[StateCode, Parameter(help="Whose profile, as BE.")],
    out: Annotated[Path, Parameter(help="A new file.")],
    /,
    *,
    at: At = HERE,
) -> None:
    """Write the shipped profile of a state to a file: keep the values to adopt, and correct them."""
    from comity.cli.telling import tell
    from comity.wiring import shipped_profile

    write_out(out, shipped_profile(state))
    tell(
        at,
        {"state": state, "file": str(out)},
        f"The shipped profile of {state} is in {out}. Verify each value.",
    )


@app.command
def propose(file: File, /, *, by: By) -> None:
    """Propose the values in a file for adoption, as a legal officer (TP1, first person)."""
    from comity.exchange import profiles

    content = read_in(file, MOST)
    do(by, lambda node, hand, now: profiles.propose(node, content, hand, now))


@app.command
def adopt(file: File, /, *, by: By) -> None:
    """Adopt the values proposed in the same file, as the minister's delegate (TP1, second person)."""
    from comity.exchange import profiles

    content = read_in(file, MOST)
    do(by, lambda node, hand, now: profiles.adopt(node, content, hand, now))
