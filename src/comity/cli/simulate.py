"""`comity partner simulate`: play a whole foreign node by a script, to test another node against."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from comity.cli.desk import At, read_in
from comity.errors import BadInput

if TYPE_CHECKING:
    from comity.demo.simulate.script import Script


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How a simulated partner is played."""

    template: Annotated[bool, Parameter(help="Print an annotated script that uses every word.")] = False
    list_: Annotated[bool, Parameter(name="--list", help="List the scripts that come with Comity.")] = False
    json: Annotated[bool, Parameter(help="Answer with one JSON document on stdout.")] = False


PLAYING = Playing()


def simulate(
    script: Annotated[
        str, Parameter(help="A script in TOML, or the name of one that comes with Comity, as `good`.")
    ] = "",
    /,
    *,
    playing: Playing = PLAYING,
) -> None:
    """Read the script of a foreign demonstration node that answers, refuses, fails and lies."""
    from comity.cli.telling import grid, tell
    from comity.demo.simulate.script import shipped, template

    at = At(json=playing.json)
    if playing.template:
        tell(at, {"template": template()}, template())
    elif playing.list_:
        titles = {name: _read(name).title for name in shipped()}
        tell(at, {"scripts": titles}, grid(titles.items(), "script", "plays"))
    elif script:
        tell(at, {"title": _read(script).title}, f"{script} reads well: {_read(script).title}.")
    else:
        raise BadInput("Name a script. See what there is with --list, and how to write one with --template.")


def _read(script: str) -> "Script":
    from comity.demo.simulate.script import read_script, shipped, shipped_script
    from comity.wiring import read_law

    content = shipped_script(script) if script in shipped() else read_in(Path(script))
    return read_script(content, read_law(demo=True).catalogue)
