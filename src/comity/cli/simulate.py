"""`comity partner simulate`: play a whole foreign node by a script, to test another node against."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from comity.cli.desk import At, clock_of, read_in, write_out
from comity.errors import BadInput
from comity.model.parties import StateCode

if TYPE_CHECKING:
    from comity.acts.partners import Partner
    from comity.demo.simulate.report import Event, Report
    from comity.demo.simulate.script import Script
    from comity.demo.world import Place

EVERY = 0.2
"""Seconds between two looks at what is due."""

UNHEARD = (
    "DEMONSTRATION. This partner is invented, and joins by a fingerprint that nobody heard.",
    "A real partner must never do that: two persons of each side compare it by voice (TP9).",
)


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How a simulated partner is played."""

    state: Annotated[str, Parameter(help="Whom it plays, as RU; else what the script names.")] = ""
    pair: Annotated[
        Path | None, Parameter(help="The invitation of the node to test; once is enough for a home.")
    ] = None
    home: Annotated[
        Path | None, Parameter(help="Its home, founded if there is none; else simulated-STATE.")
    ] = None
    listen: Annotated[
        str, Parameter(help="Where its door listens when it is founded; port 0 takes a free one.")
    ] = "127.0.0.1:0"
    speed: Annotated[
        float, Parameter(help="How fast a script goes: 60 makes a minute of an hour in every `after`.")
    ] = 1.0
    seconds: Annotated[float, Parameter(name="--for", help="End after so many seconds.")] = 0.0
    template: Annotated[bool, Parameter(help="Print an annotated script that uses every word.")] = False
    list_: Annotated[bool, Parameter(name="--list", help="List the scripts that come with Comity.")] = False
    json: Annotated[bool, Parameter(help="Answer with one JSON document a line.")] = False


PLAYING = Playing()


def simulate(
    script: Annotated[
        str, Parameter(help="A script in TOML, or the name of one that comes with Comity, as `good`.")
    ] = "",
    /,
    *,
    playing: Playing = PLAYING,
) -> int:
    """Play a foreign demonstration node that answers, refuses, fails and lies as a script says.

    Ends with 1 if a lie was believed.
    """
    from comity.demo.simulate.script import shipped, template

    at = At(json=playing.json)
    if playing.template:
        from comity.cli.telling import tell

        tell(at, {"template": template()}, template())
        return 0
    if playing.list_:
        return _list(at, {name: _read(name).title for name in shipped()})
    if not script:
        raise BadInput("Name a script. See what there is with --list, and how to write one with --template.")
    if playing.speed <= 0:
        raise BadInput("Time goes forward: --speed is above 0.")
    return _play(_read(script), playing)


def _list(at: At, scripts: dict[str, str]) -> int:
    from comity.cli.telling import grid, tell

    tell(at, {"scripts": scripts}, grid(scripts.items(), "script", "plays"))
    return 0


def _read(script: str) -> "Script":
    from comity.demo.simulate.script import read_script, shipped, shipped_script
    from comity.wiring import read_law

    content = shipped_script(script) if script in shipped() else read_in(Path(script))
    return read_script(content, read_law(demo=True).catalogue)


def _play(script: "Script", playing: Playing) -> int:
    from comity.config import Config
    from comity.demo.simulate.partner import Simulator
    from comity.demo.simulate.report import Report
    from comity.demo.simulate.standing import pair, paired_with, run, stand

    state = StateCode(playing.state or script.state or "")
    if not state:
        raise BadInput("The script names no state. Say whom to play with --state.")
    home = playing.home or Path(f"simulated-{state}")
    clock = clock_of(Config(home=home, state=state, demo=True))
    place = stand(home, state, script.agreements, playing.listen, clock())
    try:
        file = _invitation(place, home)
        if playing.pair is not None:
            pair(place, read_in(playing.pair), clock())
        peer, report = paired_with(place), Report(tell=_teller(playing))
        simulator = Simulator(place, peer.state, script, playing.speed, report)
        with _ending(playing.seconds) as over:
            run(home, simulator, clock, over, lambda: _ready(place, peer, file, playing))
        return _sum_up(report, playing)
    finally:
        place.node.store.close()


def _invitation(place: "Place", home: Path) -> Path:
    """Write this partner's invitation, once."""
    from comity.exchange.partnership import invitation

    file = home / f"{place.node.state}.invitation"
    if not file.exists():
        write_out(file, invitation(place.node))
    return file


@contextmanager
def _ending(seconds: float) -> Iterator[Callable[[], bool]]:
    """Give what waits a moment and tells whether it is over: by SIGTERM, Ctrl-C, or after so long."""
    over, timer = threading.Event(), None
    before = {told: signal.signal(told, lambda *_: over.set()) for told in (signal.SIGTERM, signal.SIGINT)}
    if seconds:
        timer = threading.Timer(seconds, over.set)
        timer.start()
    try:
        yield lambda: over.wait(EVERY)
    finally:
        if timer is not None:
            timer.cancel()
        for told, handler in before.items():
            signal.signal(told, handler)


def _ready(place: "Place", peer: "Partner", file: Path, playing: Playing) -> None:
    """Say that the door is open, and how the node under test joins."""
    from comity.acts.partners import fingerprint

    text = fingerprint(place.node.self_image, peer)
    document = {"event": "ready", "state": place.node.state, "tested": peer.state, "fingerprint": text}
    _say(
        playing,
        {**document, "invitation": str(file)},
        *UNHEARD,
        f"Fingerprint: {text}",
        f"Join from {peer.state}: `comity partner propose {file}`, then `comity partner accept {file}`.",
    )


def _teller(playing: Playing) -> "Callable[[Event], None]":
    def tell(event: "Event") -> None:
        words = (f"{event.at:%H:%M:%S}", f"{event.event:<16}", f"{event.about:<20}", event.matter)
        line = " ".join(filter(None, (*words, event.code, event.text)))
        _say(playing, event, line)

    return tell


def _sum_up(report: "Report", playing: Playing) -> int:
    lies = [
        {"lie": t.lie, "expected": t.expected, "answered": t.answered, "stands": t.stands or "open"}
        for t in report.told.values()
    ]
    lines = [f"{t['stands']:<16} {t['lie']:<20} {t['answered'] or t['expected']}" for t in lies]
    _say(playing, {"event": "end", "lies": lies}, *(lines or ["No lie was told."]))
    return 1 if report.passed or report.open else 0


def _say(playing: Playing, document: object, *lines: str) -> None:
    """Say one thing at once: a line of JSON, or readable lines."""
    import json

    from comity.acts.plain import to_plain
    from comity.cli.telling import printable

    if playing.json:
        print(json.dumps(to_plain(document), ensure_ascii=False), flush=True)
        return
    for line in lines:
        print(printable(line), flush=True)
