"""The simulated partner's door over HTTPS: a node's door that may fail and lie as the script says."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from comity.acts.act import VERSION
from comity.acts.wire import MOST_ENVELOPES
from comity.courier.http import MEDIA_TYPE, PATH
from comity.courier.tls import TlsFile
from comity.demo.simulate.line import Reply
from comity.demo.simulate.partner import Simulator
from comity.errors import ComityError
from comity.seal.canonical import frame, unframe_all
from comity.seal.keys import SUITE
from comity.web.gate import Gate, protocol_of
from comity.web.server import Listener, Protocol

CONNECTION = "connection"
"""Where a request's state holds the connection that it came by, so that the script can break it."""


def _breakable(gate: Gate) -> type[Protocol]:
    """Return what speaks HTTP behind a gate, and lets a request break its connection."""
    behind = protocol_of(gate)

    class BreakableProtocol(behind):  # type: ignore[misc, valid-type]
        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            self.app_state: dict[str, Any] = {**self.app_state, CONNECTION: transport}

    return BreakableProtocol


@dataclass(slots=True)
class _Post:
    """What one post comes to: the receipts of its first envelopes, and how it ends."""

    receipts: list[bytes] = field(default_factory=list)
    last: Reply = field(default_factory=Reply)
    failed: ComityError | None = None


class SimulatedDoor:
    """The door of a simulated partner, which takes up one post after the other."""

    def __init__(self, simulator: Simulator, own: TlsFile, clock: Callable[[], datetime]) -> None:
        self._simulator, self._clock = simulator, clock
        self._gate = Gate(simulator.node, own)
        self._turn = CapacityLimiter(1)

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
            protocol=_breakable(self._gate),
        )

    def tend(self) -> None:
        """Let in whom two persons pinned since."""
        self._gate.refresh()

    async def _envelopes(self, request: Request) -> Response:
        """Take up one post: answer it, or break its connection."""
        try:
            envelopes = unframe_all(await request.body(), MOST_ENVELOPES)
        except ComityError as failed:
            return _problem(failed.code, 400)
        post = await to_thread.run_sync(partial(self._take_up, envelopes), limiter=self._turn)
        await anyio.sleep(post.last.wait.total_seconds())
        if post.receipts:
            return Response(frame(*post.receipts), media_type=MEDIA_TYPE)
        if post.failed is not None:
            return _problem(post.failed.code, 400)
        if post.last.status != 200:
            return _problem("store-failed", post.last.status)
        getattr(request.state, CONNECTION).abort()
        await anyio.sleep(0)  # until the connection is lost; nothing more can be said on it
        return Response(status_code=400)

    def _take_up(self, envelopes: list[bytes]) -> _Post:
        """Answer envelopes in their order, up to the first that has no receipt."""
        post = _Post()
        for data in envelopes:
            try:
                post.last = self._simulator.answer(data, self._clock())
            except ComityError as failed:
                post.failed = failed
                break
            if post.last.receipt is None:
                break
            post.receipts.append(post.last.receipt)
        return post


async def _version(request: Request) -> Response:
    return JSONResponse({"v": VERSION, "suite": SUITE})


def _problem(code: str, status: int) -> Response:
    return JSONResponse(
        {"type": f"urn:comity:error:{code}", "title": code, "status": status, "code": code},
        status,
        media_type="application/problem+json",
    )
