"""`comity demo`: two invented states, from a request to a proved release."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from comity.errors import BadInput

app = App(name="demo", help="Play the demonstration: two states, from a request to a proved release.")


@app.default
def play(
    scene: Annotated[str | None, Parameter(help="One scene, as 000; else all.")] = None,
    /,
    *,
    proof: Annotated[Path | None, Parameter(help="Keep the exported proof in this file.")] = None,
    json: Annotated[bool, Parameter(help="Answer with one JSON document on stdout.")] = False,
    serve: Annotated[bool, Parameter(help="Show the demonstration world in pages, on this machine.")] = False,
    port: Annotated[int, Parameter(help="Where --serve listens; 0 takes any free one.")] = 8000,
    open: Annotated[bool, Parameter(help="Open the browser on the pages of --serve.")] = False,
) -> int:
    """Play the scenes, one per source article, or show their world; everybody in them is invented.

    Raises: BadInput if --serve comes with a scene, a proof or JSON.
    """
    if serve:
        from comity.demo.serve import main as show

        if scene or proof or json:
            raise BadInput("--serve shows the whole world and answers with pages. Leave the other words out.")
        return show(port, browse=open)
    from comity.cli.verify_proof import verify
    from comity.demo.play import main

    return main(scene, str(proof) if proof else None, verify=verify, as_json=json)
