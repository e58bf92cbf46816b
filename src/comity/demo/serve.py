"""Shows the demonstration world in the window, on this machine only; nothing is left behind."""

import signal
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from comity.demo.exhibit import build
from comity.demo.world import CAST, Place, World
from comity.web.server import Listener, serving
from comity.web.window import make_window
from comity.web.window_seats import House
from comity.wiring import now

LOOPBACK = "127.0.0.1"


def main(port: int, *, browse: bool = False) -> int:
    """Build the world, show it until the visitor presses Ctrl-C, and clear it away.

    Raises: ConfigInvalid if the port is taken.
    """
    console = Console(stderr=True, highlight=False)
    for told in (signal.SIGINT, signal.SIGTERM):  # a shell lets its background jobs ignore the first
        signal.signal(told, signal.default_int_handler)
    try:
        with _showing(port, console, browse=browse):
            console.print("Ready. It is seen from this machine only; Ctrl-C ends it and clears it away.")
            threading.Event().wait()
    except KeyboardInterrupt:
        console.print("Cleared away.")
    return 0


def window_of(world: World) -> ASGIApp:
    """Return the window onto a world, whose time goes on from where the world stands."""
    begun, stands = now(), world.now
    houses = [house_of(place) for place in world.places.values()]
    return make_window(houses, lambda: stands + (now() - begun))


def house_of(place: Place) -> House:
    """Return a state's node with its people, in the order of the cast."""
    return House(node=place.node, hands=tuple(place[role] for role in CAST))


@contextmanager
def _showing(port: int, console: Console, *, browse: bool) -> Iterator[None]:
    """Take the address, build the world in a temporary folder, and put its window there."""
    door = _Door()
    with (
        serving([Listener(app=door, host=LOOPBACK, port=port)]) as (url,),
        tempfile.TemporaryDirectory(prefix="comity-demo-") as folder,
    ):
        console.print(f"[bold]{url}[/bold]")
        if browse:
            webbrowser.open(url)
        world = _built(Path(folder), console, door)
        try:
            door.window = window_of(world)
            yield
        finally:
            world.close()


def _built(folder: Path, console: Console, door: "_Door") -> World:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24))
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=1.0)

        def tell(what: str, part: float) -> None:
            door.what = what
            bars.update(task, description=what, completed=part)

        return build(folder, tell)


class _Door:
    """Stands at the address from the first moment: says what is being made until the window is there."""

    def __init__(self) -> None:
        self.window: ASGIApp | None = None
        self.what = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a visitor through to the window, or have the browser ask again in a second."""
        text = f"The demonstration world is being made. {self.what} ...\n"
        soon = PlainTextResponse(text, 503, headers={"refresh": "1", "cache-control": "no-store"})
        await (self.window or soon)(scope, receive, send)
