"""Serve one or more doors from this process, each in a thread of its own, until told to stop."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from comity.errors import ConfigInvalid

KEEP_ALIVE = 75
"""Seconds that a connection may rest between two requests."""

CLOSE_WITHIN = 5
"""Seconds that requests under way get when a door closes; what is cut off comes again."""


class Protocol(HttpToolsProtocol):
    """HTTP with one connection, which ends at once when its door closes and no request is under way."""

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
    server = uvicorn.Server(
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
        )
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
