"""The first window: pages that show the work of a node; `make_window` gives them as one application.

Every page is made at the server and works without JavaScript. The window shows; what it does to a node is
a logged look: a search of a register, a document held against one, crossings looked up. Sign-in and the
pages of work come with the console.
"""

import mimetypes
import secrets
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib import resources

import structlog
from fastapi import FastAPI, Request, Response
from jinja2 import Environment, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.errors import ComityError
from comity.web import window_lists, window_matter, window_pair, window_registers, window_travel
from comity.web.window_faults import fault, status_of
from comity.web.window_seats import House, Seats
from comity.web.window_visit import visiting

_log = structlog.get_logger()

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SERVED = (".css", ".js", ".svg")

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}


def make_window(
    houses: Sequence[House], clock: Callable[[], datetime], *, hosts: Sequence[str] = LOOPBACK
) -> ASGIApp:
    """Return the window onto these houses; `hosts` are the names that it answers to.

    Raises: ConfigInvalid if a node is real: there is no sign-in yet.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.seats = Seats(houses)
    app.state.clock = clock
    app.state.pages = make_pages()
    for room in (window_lists, window_matter, window_registers, window_pair, window_travel):
        app.include_router(room.routes)
    app.add_api_route("/static/{version}/{name}", static, methods=["GET"])
    app.add_exception_handler(ComityError, _failed)
    app.add_exception_handler(HTTPException, _lost)
    app.add_exception_handler(Exception, _broken)
    return _Guard(app, frozenset(hosts))


def make_pages() -> Environment:
    """Return the templates, which escape whatever is put in and say every text in the visitor's language."""
    pages = Environment(
        loader=PrefixLoader(
            {
                "comity": PackageLoader("comity.web"),
                "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
            }
        ),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True, pgettext=_pgettext, npgettext=_npgettext
    )
    pages.globals["static"] = lambda name: f"/static/{version()}/{name}"
    pages.filters["bdi"] = bdi
    return pages


def bdi(text: object) -> Markup:
    """Set a name or reference apart, so that it keeps its own direction in a text that runs the other way."""
    return Markup("<bdi>{}</bdi>").format(text)


def static(version: str, name: str) -> Response:
    """Give one of the files that the pages use; its path changes with its content, so it keeps for a year."""
    found = _files().get(name)
    if found is None:
        raise HTTPException(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(found, media_type=kind, headers=headers)


@cache
def version() -> str:
    """Name the state of all static files, for their paths."""
    digest = sha256()
    for name, data in sorted(_files().items()):
        digest.update(sha256(name.encode()).digest() + sha256(data).digest())
    return digest.hexdigest()[:16]


@cache
def _files() -> dict[str, bytes]:
    folder = resources.files("comity.web") / "static"
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.name.endswith(SERVED)}


@pass_context
def _gettext(context: Context, text: str) -> str:
    return str(context["tongue"].texts.gettext(text))


@pass_context
def _ngettext(context: Context, one: str, many: str, n: int) -> str:
    return str(context["tongue"].texts.ngettext(one, many, n))


@pass_context
def _pgettext(context: Context, about: str, text: str) -> str:
    return str(context["tongue"].texts.pgettext(about, text))


@pass_context
def _npgettext(context: Context, about: str, one: str, many: str, n: int) -> str:
    return str(context["tongue"].texts.npgettext(about, one, many, n))


# ── what went wrong ─────────────────────────────────────────────────────────────────────────────
def _failed(request: Request, failed: Exception) -> Response:
    """Say what failed and what to do."""
    if not isinstance(failed, ComityError):
        return _broken(request, failed)
    return _fault(request, status_of(failed), failed.code, failed.what, failed.remedy)


def _lost(request: Request, lost: Exception) -> Response:
    """Say that a page is not there, or not for this."""
    status = lost.status_code if isinstance(lost, HTTPException) else 404
    return _fault(request, status, f"http-{status}")


def _broken(request: Request, broken: Exception) -> Response:
    """Say that this window failed, and nothing of how."""
    return _fault(request, 500, "window-failed")


def _fault(request: Request, status: int, code: str, what: str = "", do: str = "") -> Response:
    visit = visiting(request)
    return visit.page("error.html", status, **fault(visit.tongue, code, what, do))


class _Guard:
    """Answers to known hosts only (a foreign name that resolves here sees nothing), with strict headers."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        nonce, started = secrets.token_urlsafe(18), False
        scope.setdefault("state", {})["nonce"] = nonce

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = _policy(nonce)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        host = named.rpartition(":")[0] if named.rpartition(":")[2].isdigit() else named
        app = self._app if host in self._hosts else _unknown_host
        try:
            await app(scope, receive, guarded)
        except Exception as failed:  # what it says may name somebody: only its kind and place are logged
            place = traceback.extract_tb(failed.__traceback__)[-1]
            _log.error("window-failed", kind=type(failed).__name__, file=place.filename, line=place.lineno)
            if not started:
                await _no_page(scope, receive, guarded)


def _policy(nonce: str) -> str:
    """Allow the page's own style, script, picture and form, and nothing else."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


_no_page: ASGIApp = PlainTextResponse("DEMO: the window failed. Nothing was changed; try again.\n", 500)
_unknown_host: ASGIApp = PlainTextResponse("DEMO: this window answers to its own name only.\n", 421)
