"""What stands before every route: limits on the body, the headers of every answer, and the last catch.

No name of a person stands in an address, and nothing is logged of a request but where an unforeseen failure
came from.
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.web.api_door import Limits
from comity.web.errors import TooLarge, TooSlow, Unforeseen, answer

LOG = logging.getLogger("comity.web")

HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
"""On every answer: it is kept by nobody, shown in no frame, and taken for nothing but what it says it is."""

DEMO = (b"comity-demo", b"DEMO: invented states and persons; nothing here has legal effect.")
"""On every answer of a demonstration node."""

TLS_ONLY = (b"strict-transport-security", b"max-age=31536000")


class Guard:
    """Bounds what comes in, and marks what goes out."""

    def __init__(self, app: ASGIApp, limits: Limits, *, demo: bool) -> None:
        self.app = app
        self.limits = limits
        self.headers = (*HEADERS, DEMO) if demo else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False
        headers = [*self.headers, *((TLS_ONLY,) if scope.get("scheme") == "https" else ())]

        async def mark(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        try:
            await self.app(scope, _bounded(receive, self.limits), mark)
        except ClientDisconnect:
            return
        except Exception as failed:
            LOG.error("unforeseen %s at %s", type(failed).__name__, _place(failed))
            if not begun:
                await answer(Unforeseen("The request met something unforeseen."))(scope, receive, mark)


def _bounded(receive: Receive, limits: Limits) -> Callable[[], Awaitable[Message]]:
    """Bound the bytes of a body, and the seconds in which it comes."""
    got, whole = 0, False
    until = asyncio.get_running_loop().time() + limits.seconds

    async def take() -> Message:
        nonlocal got, whole
        if whole:  # what is awaited now is that the sender hangs up
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise TooSlow(f"The body did not come within {limits.seconds:.0f} seconds.") from None
        got += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if got > limits.body:
            raise TooLarge(f"The body has more than {limits.body} bytes.")
        return message

    return take


def _place(failed: BaseException) -> str:
    """Say where a failure came from, without what it was about."""
    frames = traceback.extract_tb(failed.__traceback__)
    return " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno}" for f in reversed(frames[-4:]))
