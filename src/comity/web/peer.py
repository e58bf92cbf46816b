"""The partners' door: envelopes in, receipts out (docs/protocol.md, the line by HTTPS).

Each partner's posts are taken up one after the other, in one thread of its own: so a flood of one waits for
itself, and another's warning for nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import anyio
import structlog
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from comity.acts.act import VERSION
from comity.acts.meter import Meter
from comity.acts.node import Node
from comity.acts.receive import receive_all
from comity.acts.wire import MOST_ENVELOPES
from comity.courier.http import MEDIA_TYPE, PATH
from comity.courier.tls import TlsFile
from comity.errors import (
    BadInput,
    ComityError,
    MalformedMessage,
    QuotaExceeded,
    SealBroken,
    StoreFailed,
    UnknownPartner,
)
from comity.model.parties import StateCode
from comity.seal.canonical import frame, unframe_all
from comity.seal.keys import SUITE
from comity.web.gate import PEER, Gate, protocol_of
from comity.web.server import Listener

log = structlog.get_logger("comity.peer")

Clock = Callable[[], datetime]

MOST_BYTES = 18 << 20
"""Bytes of one post: the largest envelope and a little more."""

MOST_POSTS = 8
"""Posts of one partner that may wait at once."""

BODY_WITHIN = 60
"""Seconds in which a post must have come."""

SOON = timedelta(seconds=1)
LATER = timedelta(seconds=10)

STATUS: Mapping[type[ComityError], int] = {
    QuotaExceeded: 429,
    UnknownPartner: 403,
    StoreFailed: 503,
    BadInput: 400,
    SealBroken: 400,
}
"""The status of each error that the door gives; the most particular first."""


class PeerDoor:
    """One node's door for partners: its gate, whose turn it is, and what was put off."""

    def __init__(self, node: Node, own: TlsFile, clock: Clock) -> None:
        self._node, self._clock = node, clock
        self._gate, self._meter = Gate(node, own), Meter()
        self._turns: defaultdict[StateCode, CapacityLimiter] = defaultdict(partial(CapacityLimiter, 1))
        self._waiting: Counter[StateCode] = Counter()

    def listen(self, host: str, port: int) -> Listener:
        """Return the door as it is served at an address."""
        routes = [
            Route("/peer", _version, methods=["GET"]),
            Route(PATH, self._envelopes, methods=["POST"]),
        ]
        return Listener(
            app=Starlette(routes=routes),
            host=host,
            port=port,
            tls=self._gate.tls,
            protocol=protocol_of(self._gate),
        )

    def tend(self, *, last: bool = False) -> None:
        """Let in whom two persons pinned since, and record what was put off; `last` before it closes."""
        self._gate.refresh()
        self._meter.record(self._node, self._clock(), last=last)

    async def _envelopes(self, request: Request) -> Response:
        """Take up one post of a partner."""
        peer = self._gate.state_of(getattr(request.state, PEER))
        if peer is None:
            return _problem(UnknownPartner("The certificate of this connection is pinned no more."))
        if self._waiting[peer] >= MOST_POSTS:
            self._meter.count(peer, 1)
            return _problem(QuotaExceeded("Too many posts wait.", wait=SOON))
        self._waiting[peer] += 1
        try:
            return await self._answer(peer, request)
        except ComityError as failed:
            return _problem(failed)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as failed:
            log.error("failed", kind=type(failed).__name__)
            return _problem(StoreFailed("The node met something that it has no word for."))
        finally:
            self._waiting[peer] -= 1

    async def _answer(self, peer: StateCode, request: Request) -> Response:
        try:
            with anyio.fail_after(BODY_WITHIN):
                body = await _body(request)
        except TimeoutError:
            raise MalformedMessage("The post did not come in time.") from None
        take_in = partial(self._take_in, unframe_all(body, MOST_ENVELOPES))
        receipts = await to_thread.run_sync(take_in, limiter=self._turns[peer])
        return Response(frame(*receipts), media_type=MEDIA_TYPE)

    def _take_in(self, envelopes: list[bytes]) -> tuple[bytes, ...]:
        return receive_all(self._node, envelopes, self._clock(), self._meter)


async def _version(request: Request) -> Response:
    return JSONResponse({"v": VERSION, "suite": SUITE})


async def _body(request: Request) -> bytes:
    """Read a post, but no more of it than one may have.

    Raises: MalformedMessage.
    """
    told = request.headers.get("Content-Length", "")
    body = bytearray()
    if not (told.isascii() and told.isdigit() and len(told) < 12 and int(told) > MOST_BYTES):
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                break
        else:
            return bytes(body)
    raise MalformedMessage(f"A post has at most {MOST_BYTES} bytes.")


def _problem(error: ComityError) -> Response:
    """Answer with an error: its code and meaning, and no word of how things stand here."""
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), 400)
    title = (type(error).__doc__ or "").partition("\n")[0]
    headers = {}
    if isinstance(error, QuotaExceeded | StoreFailed):
        wait = error.wait if isinstance(error, QuotaExceeded) else LATER
        headers["Retry-After"] = str(max(1, round(wait.total_seconds())))
    return JSONResponse(
        {"type": f"urn:comity:error:{error.code}", "title": title, "status": status, "code": error.code},
        status,
        headers=headers,
        media_type="application/problem+json",
    )
