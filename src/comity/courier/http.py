"""The line over HTTPS: several envelopes in one post, their receipts in the answer (docs/protocol.md)."""

import json
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import httpx2

from comity.acts.node import Node
from comity.acts.partners import Line, lines
from comity.acts.wire import MOST_ENVELOPES
from comity.courier.courier import Transport
from comity.courier.tls import TlsFile, client_context
from comity.errors import DoorRefused, LineDown, MalformedMessage, QuotaExceeded, Truncated
from comity.model.parties import StateCode
from comity.seal.canonical import frame, unframe_all

PATH = "/peer/envelopes"
MEDIA_TYPE = "application/octet-stream"
MOST_ANSWER = 8 << 20
"""Bytes of an answer that are read; receipts of a full post take less."""

MOST_PROBLEM = 65_536
FIRST_AGAIN = timedelta(seconds=1)
LAST_AGAIN = timedelta(hours=1)
TIMEOUT = httpx2.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)
LIMITS = httpx2.Limits(keepalive_expiry=30.0)
"""A connection rests for less time than any door keeps it open."""

_CUT = (httpx2.ReadError, httpx2.WriteError, httpx2.CloseError, httpx2.RemoteProtocolError)
"""A connection that ended under way, as one that rested does when the other side has started anew."""


class HttpLine:
    """The line to one partner's door; its connection is kept open between posts."""

    def __init__(self, state: StateCode, line: Line, own: TlsFile) -> None:
        self.line = line
        self._state = state
        self._client = httpx2.Client(
            base_url=line.address,
            verify=client_context(own, line.tls),
            timeout=TIMEOUT,
            limits=LIMITS,
            trust_env=False,  # no proxy, no key log of the environment
            follow_redirects=False,
            headers={"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE},
        )

    def __call__(self, envelopes: Sequence[bytes], now: datetime) -> Sequence[bytes]:
        """Post envelopes and return the receipts of the first ones.

        Raises: LineDown, DoorRefused, QuotaExceeded with how long to wait.
        """
        body = frame(*envelopes)
        try:
            try:
                return self._post(body)
            except _CUT:
                return self._post(body)  # on a new connection; the same bytes do no harm
        except (httpx2.HTTPError, ssl.SSLError, RuntimeError) as failed:  # the last: it was closed meanwhile
            raise LineDown(
                f"The line to {self._state} is down ({type(failed).__name__}). What was sent comes again."
            ) from None
        except (MalformedMessage, Truncated):
            raise LineDown(
                f"What answers on the line to {self._state} is not a partner's door. Look at its address."
            ) from None

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _post(self, body: bytes) -> Sequence[bytes]:
        with self._client.stream("POST", PATH, content=body) as response:
            most = MOST_ANSWER if response.status_code == httpx2.codes.OK else MOST_PROBLEM
            return self._receipts(response, _read(response, most))

    def _receipts(self, response: httpx2.Response, data: bytes) -> Sequence[bytes]:
        if response.status_code == httpx2.codes.OK:
            return unframe_all(data, MOST_ENVELOPES)
        code = _code(data)
        if response.status_code == httpx2.codes.TOO_MANY_REQUESTS:
            wait = _again(response.headers.get("Retry-After", ""))
            raise QuotaExceeded(f"The door of {self._state} asks to wait {wait}.", wait=wait)
        raise DoorRefused(
            f"The door of {self._state} took nothing: {response.status_code} {code}. It is sent again.",
            told=code,
        )


class HttpLines:
    """The lines to all partners that have an address, as two persons set them last.

    A node without a key for its line (`own` is None) has none; `others` are lines of another sort, which
    go before.
    """

    def __init__(
        self, node: Node, own: TlsFile | None, others: Mapping[StateCode, Transport] | None = None
    ) -> None:
        self._node, self._own = node, own
        self._others = dict(others or {})
        self._open: dict[StateCode, HttpLine] = {}

    def __call__(self) -> dict[StateCode, Transport]:
        """Return the lines as they are now; one that changed is opened anew."""
        if self._own is None:
            return dict(self._others)
        wanted = self._node.store.read(lines)
        for state in [s for s, opened in self._open.items() if wanted.get(s) != opened.line]:
            self._open.pop(state).close()
        for state, line in wanted.items():
            if state not in self._open and state not in self._others:
                self._open[state] = HttpLine(state, line, self._own)
        return {**self._open, **self._others}

    def close(self) -> None:
        """Close every line."""
        while self._open:
            self._open.popitem()[1].close()


def _read(response: httpx2.Response, most: int) -> bytes:
    """Read an answer, but no more than it may have.

    Raises: MalformedMessage.
    """
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > most:
            raise MalformedMessage(f"The answer has more than {most} bytes.")
    return bytes(data)


def _code(problem: bytes) -> str:
    """Return the code that a problem document names, if it names one in a few plain letters."""
    try:
        code = json.loads(problem)["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "without a code"
    plain = isinstance(code, str) and len(code) <= 64 and code.replace("-", "").isascii()
    return code if plain and code.replace("-", "").isalnum() else "without a code"


def _again(text: str) -> timedelta:
    """Return how long a door asks to wait, within what this node believes."""
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 60
    return min(max(timedelta(seconds=seconds), FIRST_AGAIN), LAST_AGAIN)
