"""A visitor of the window without a browser: opens pages, sends forms, reads what is shown."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

import httpx2

from comity.acts.wanted import Wanted
from comity.demo.serve import house_of
from comity.demo.world import World
from comity.web.server import Listener, serving
from comity.web.window import make_window

PAGES = ("/", "/cases", "/alerts", "/registers", "/releases", "/pair")


class Visitor:
    """One browser's worth of cookies, and the page it saw last."""

    def __init__(self, url: str, language: str = "en") -> None:
        self.client = httpx2.Client(base_url=url, headers={"accept-language": language}, timeout=60)
        self.seen = ""

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.client.close()

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """Open a page."""
        answer = self.client.get(path, headers=headers)
        self.seen = answer.text
        return answer

    def send(self, path: str, *, follow: bool = True, **fields: str) -> httpx2.Response:
        """Send a form with the token of the page seen last."""
        answer = self.client.post(path, data={"token": self.token(), **fields}, follow_redirects=follow)
        self.seen = answer.text
        return answer

    def token(self) -> str:
        """Return the token that the page seen last put into its forms."""
        found = re.search(r'name="token" value="([0-9a-f]{64})"', self.seen)
        return found[1] if found else ""

    def look_as(self, state: str, role: str) -> None:
        """Take another person's place."""
        self.get("/")
        self.send("/switch", state=state, person=f"{state.lower()}-{role.lower().replace('_', '-')}/{role}")

    def main(self) -> str:
        """Return the text of the page's main part, without tags."""
        part = re.search(r"<main.*?</main>", self.seen, re.DOTALL)
        text = re.sub(r"<[^>]+>", " ", part[0] if part else "")
        return " ".join(html.unescape(text).split())

    def codes(self) -> list[str]:
        """Return every code that the main part shows beside its words."""
        part = self.seen.partition("<main")[2].partition("</main>")[0]
        return re.findall(r"<code[^>]*>([^<]+)</code>", part)

    def links(self, prefix: str) -> list[str]:
        """Return the paths of this window that the page leads to, each once."""
        found = re.findall(rf'href="({re.escape(prefix)}[^"]*)"', self.seen)
        return list(dict.fromkeys(html.unescape(link) for link in found))


def matter_of(world: World, state: str, room: str, shared: str, own: str | None = None) -> str:
    """Return the number of a matter that stands so at a state's node."""
    rows = world[state].node.store.read(lambda r: r.matters(f"{room}/", Wanted(shared=shared)))
    return next(r.id.partition("/")[2] for r in rows if own is None or r.own == own)


def every_page(world: World, state: str) -> list[str]:
    """Return the paths of every page that a state's window has."""
    rows = world[state].node.store.read(lambda r: r.matters())
    rooms = {"case": "/cases", "alert": "/alerts"}
    matters = [
        f"{rooms[room]}/{number}" for room, _, number in (r.id.partition("/") for r in rows) if room in rooms
    ]
    others = [f"/pair/{r.partner}" for r in rows if r.id.startswith("partnership/")]
    return [*PAGES, *matters, *others]


@contextmanager
def window_onto(world: World) -> Iterator[str]:
    """Serve a window onto a world that a test changes; give its address."""
    window = make_window([house_of(place) for place in world.places.values()], lambda: world.now)
    with serving([Listener(app=window, host="127.0.0.1", port=0)]) as (url,):
        yield url


@contextmanager
def opened(world: World) -> Iterator[Visitor]:
    """Open such a window as Russia's officer."""
    with window_onto(world) as url, Visitor(url) as guest:
        guest.look_as("RU", "OFFICER")
        yield guest
