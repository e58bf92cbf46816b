"""`comity demo`: two invented states, from a request to a proved release."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

app = App(name="demo", help="Play the demonstration: two states, from a request to a proved release.")


@app.default
def play(
    scene: Annotated[str | None, Parameter(help="One scene, as 000; else all.")] = None,
    /,
    *,
    proof: Annotated[Path | None, Parameter(help="Keep the exported proof in this file.")] = None,
    json: Annotated[bool, Parameter(help="Answer with one JSON document on stdout.")] = False,
) -> int:
    """Play the scenes, one per source article; everybody in them is invented."""
    from comity.cli.verify_proof import verify
    from comity.demo.play import main

    return main(scene, str(proof) if proof else None, verify=verify, as_json=json)
