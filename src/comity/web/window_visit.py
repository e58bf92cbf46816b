"""One visit to one page: who looks, in which language, at what instant, and the page that comes of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

from fastapi import Depends, Request, Response
from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.errors import BadInput
from comity.exchange.views import MatterView
from comity.web.window_seats import COOKIE, Seat, Seats, name_of
from comity.web.window_tongues import LANGUAGES, Tongue, choose, tongue
from comity.web.window_words import colour, word

LANGUAGE = "comity-language"
YEAR_SECONDS = 365 * 24 * 3600
LARGEST_FORM = 16 * 1024
"""Bytes that a form may have."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Visit:
    """Who looks, in which language, at what instant."""

    request: Request
    seat: Seat
    seats: Seats
    tongue: Tongue
    now: datetime
    pages: Environment

    @property
    def node(self) -> Node:
        """Return the node that is looked into."""
        return self.seat.house.node

    @property
    def hand(self) -> Hand:
        """Return the person who looks."""
        return self.seat.hand

    def word(self, sort: str, code: object) -> str:
        """Return what a code is called in the visitor's language."""
        return word(self.tongue, sort, str(code))

    def words(self, sort: str, codes: Iterable[object]) -> list[str]:
        """Return what several codes are called."""
        return [self.word(sort, code) for code in codes]

    def asked(self, name: str) -> str:
        """Return one value of the page's address, or nothing."""
        return self.request.query_params.get(name, "")

    def page(self, template: str, status: int = 200, **facts: Any) -> Response:  # noqa: ANN401 - what pages show
        """Make a page, and remember seat and language in the browser."""
        text = self.pages.get_template(f"comity/{template}").render(
            visit=self,
            tongue=self.tongue,
            word=self.word,
            words=self.words,
            nonce=self.request.scope["state"]["nonce"],
            path=self.request.url.path,
            place=self.node.state,
            return_to=_return_to(self.request),
            partner_of=_partner_of,
            link=partial(_link, self.request),
            languages=[tongue(code) for code in LANGUAGES],
            name_of=name_of,
            colour=colour,
            **facts,
        )
        return self._remembered(HTMLResponse(text, status))

    def back(self, to: str) -> Response:
        """Send the visitor on to a page of this window."""
        return self._remembered(RedirectResponse(to, 303))

    def _remembered(self, response: Response) -> Response:
        kept = self.request.cookies
        if kept.get(COOKIE) != self.seat.id:
            response.set_cookie(COOKIE, self.seat.id, httponly=True, samesite="strict")
        if self.asked("lang") == self.tongue.code != kept.get(LANGUAGE):
            response.set_cookie(
                LANGUAGE, self.tongue.code, max_age=YEAR_SECONDS, httponly=True, samesite="strict"
            )
        return response


def visiting(request: Request) -> Visit:
    """Find out who looks."""
    state, cookies = request.app.state, request.cookies
    return Visit(
        request=request,
        seat=state.seats.seat(cookies.get(COOKIE, "")),
        seats=state.seats,
        tongue=choose(
            request.query_params.get("lang", ""),
            cookies.get(LANGUAGE, ""),
            request.headers.get("accept-language", ""),
        ),
        now=state.clock(),
        pages=state.pages,
    )


async def form(request: Request) -> dict[str, str]:
    """Read a form that a page of this window sent.

    Raises: BadInput if it is too large, or came from another site or without this visitor's token.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise BadInput("This form came from another site. Open the page here and repeat.")
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > LARGEST_FORM:
            raise BadInput("The form is larger than any form of this window. Shorten it and repeat.")
    try:
        fields = parse_qs(read.decode(), keep_blank_values=True, max_num_fields=40)
    except ValueError:
        raise BadInput("The form cannot be read. Open the page and repeat.") from None
    values = {name: given[0] for name, given in fields.items()}
    visit = visiting(request)
    visit.seats.check(visit.seat, values.get("token", ""))
    return values


Here = Annotated[Visit, Depends(visiting)]
Sent = Annotated[dict[str, str], Depends(form)]


def _link(request: Request, path: str = "", **changes: object) -> str:
    """Return an address: a path with these parameters, or this page with some of its own changed."""
    kept = {} if path else dict(request.query_params)
    kept |= {name: str(value) for name, value in changes.items()}
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"{path or request.url.path}{'?' if query else ''}{query}"


def _partner_of(view: MatterView) -> str:
    """Return the other state of a matter; before anything is shared its reference names it."""
    first, _, rest = view.matter.partition("/")[2].partition("-")
    return view.partner or (rest.partition("-")[0] if view.side == "requesting" else first)


def _return_to(request: Request) -> str:
    """Return this page's own address, without what a visitor chose or a mark of its state."""
    return _link(request, known="", lang="", after="")
