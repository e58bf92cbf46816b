"""Serve one or more doors from this process, each in a thread of its own, until told to stop.

Who comes is counted before anything is known of them: a connection costs a file descriptor, also one that
never says a word.
"""

import asyncio
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from comity.errors import ConfigInvalid

KEEP_ALIVE = 75
"""Seconds that a connection may rest between two requests."""

CLOSE_WITHIN = 5
"""Seconds that requests under way get when a door closes; what is cut off comes again."""


AGAIN = 0.1
"""Seconds until a door that could take no connection tries again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a door spends on those who come: connections, and seconds for the handshake of TLS.

    `coming` are not yet through the handshake: beyond that the oldest gives way of the address that has most
    of them, so that many who never finish keep out nobody who does, and no one address keeps out another.
    `inside` are; beyond that the newest is turned away.
    """

    coming: int = 128
    inside: int = 384
    handshake: float = 10.0


class Protocol(HttpToolsProtocol):
    """HTTP with one connection, which ends at once when its door closes and no request is under way.

    It ends as well when the head of a request does not come within `ask_within` seconds of the connection, or
    of its first byte.
    """

    ask_within: float = 30.0
    _asking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._has_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those between two requests begin the head of one."""
        if self.cycle is None or self.cycle.response_complete:
            self._await_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Take up the request: its body has limits of its own."""
        self._has_head()
        super().on_headers_complete()

    def _await_head(self) -> None:
        if self._asking is None:
            self._asking = self.loop.call_later(self.ask_within, self.transport.abort)

    def _has_head(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def shutdown(self) -> None:
        """Close the connection, or have it closed after the answer; TLS waits for no word of farewell."""
        idle = self.cycle is None or self.cycle.response_complete
        super().shutdown()
        self.loop.call_later(0 if idle else CLOSE_WITHIN - 1, self.transport.abort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One door: what answers at an address; port 0 takes any free one; `tls` is None for loopback only.

    `protocol` speaks HTTP with one connection; a door may look there who opened it.
    """

    app: ASGIApp
    host: str
    port: int
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    protocol: type[Protocol] = Protocol
    limits: Limits = field(default_factory=Limits)


class _Server(uvicorn.Server):
    """A server that takes in connections itself, and so knows those that are still strangers."""

    def __init__(self, config: uvicorn.Config, listener: Listener) -> None:
        super().__init__(config)
        self._limits, self._protocol = listener.limits, listener.protocol
        self._coming: dict[socket.socket, asyncio.Task[None]] = {}
        self._porters: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door."""
        await super().startup(sockets=[])
        for taken in sockets or ():
            taken.setblocking(False)
            self._porters.append(asyncio.create_task(self._take_in(taken)))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the door, drop who was still coming, and let end what is under way."""
        ended = [*self._porters, *self._coming.values()]
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
        await super().shutdown(sockets)

    async def _take_in(self, taken: socket.socket) -> None:
        """Take what comes as long as the door stands open."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(taken)
            except OSError:  # no descriptor is left in this process, or the caller has gone again
                await asyncio.sleep(AGAIN)
                continue
            self._receive(connection)
            await asyncio.sleep(0)  # however many come, those who are inside are served

    def _receive(self, connection: socket.socket) -> None:
        """Begin the handshake with one, if there is room or somebody gives way."""
        if len(self.server_state.connections) >= self._limits.inside:
            connection.close()
            return
        if len(self._coming) >= self._limits.coming:
            self._coming.pop(self._who_gives_way()).cancel()
        task = self._coming[connection] = asyncio.create_task(self._shake_hands(connection))
        task.add_done_callback(partial(self._came, connection))

    def _who_gives_way(self) -> socket.socket:
        """Find the oldest of the address from which most are still coming."""
        places = {connection: _place(connection) for connection in self._coming}
        crowd = Counter(places.values()).most_common(1)[0][0]
        return next(connection for connection, place in places.items() if place == crowd)

    async def _shake_hands(self, connection: socket.socket) -> None:
        """Lead one connection through the handshake, if there is one, to what speaks HTTP with it."""
        tls = self.config.ssl
        speak = partial(
            self._protocol,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
        within = None if tls is None else self._limits.handshake
        loop = asyncio.get_running_loop()
        await loop.connect_accepted_socket(speak, connection, ssl=tls, ssl_handshake_timeout=within)

    def _came(self, connection: socket.socket, task: asyncio.Task[None]) -> None:
        """Count one out that is through the handshake, or gave way, or did not come through."""
        self._coming.pop(connection, None)
        if task.cancelled() or task.exception() is not None:
            connection.close()


def _place(connection: socket.socket) -> str:
    """Return the address that a connection comes from, or nothing where it is gone already."""
    try:
        return str(connection.getpeername()[0])
    except OSError:
        return ""


@contextmanager
def serving(listeners: Sequence[Listener]) -> Iterator[tuple[str, ...]]:
    """Open every door and give its URL, in order; all are closed on the way out.

    Raises: ConfigInvalid if an address cannot be taken.
    """
    with ExitStack() as stack:
        yield tuple(stack.enter_context(_open(listener)) for listener in listeners)


@contextmanager
def _open(listener: Listener) -> Iterator[str]:
    taken, tls = _take(listener), listener.tls
    server = _Server(
        uvicorn.Config(
            listener.app,
            http=listener.protocol,
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="critical",  # uvicorn would speak of requests, in words of its own
            server_header=False,
            date_header=False,
            ws="none",
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=CLOSE_WITHIN,
            ssl_context_factory=None if tls is None else lambda *_: tls,
        ),
        listener,
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    try:
        port = taken.getsockname()[1]
        host = f"[{listener.host}]" if ":" in listener.host else listener.host
        yield f"http{'' if listener.tls is None else 's'}://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join()
        taken.close()


def _take(listener: Listener) -> socket.socket:
    """Take the address before anything is served; what connects from now on waits and is answered."""
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((listener.host, listener.port))
        taken.listen(2048)
    except OSError as failed:
        taken.close()
        raise ConfigInvalid(
            f"{listener.host}:{listener.port} cannot be listened at ({failed.strerror}). Choose another."
        ) from None
    return taken
