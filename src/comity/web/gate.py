"""The gate before the partners' door: whose connection it is, by the certificate that was pinned.

It lets in and shares out, and proves nothing: who speaks, each envelope proves. What one partner opens is
counted, so that no number of connections keeps another out.
"""

import asyncio
import ssl
from collections import Counter
from typing import Any

from comity.acts.node import Node
from comity.acts.partners import lines
from comity.courier.tls import TlsFile, server_context, trust
from comity.model.parties import StateCode
from comity.seal.tls import tls_fingerprint
from comity.web.server import Protocol

MOST_CONNECTIONS = 32
"""Connections that one partner may hold open."""

PEER = "peer"
"""Where a request's state names the certificate, by its fingerprint, that opened the connection."""


class Gate:
    """The certificates that are pinned now, and the connections of each partner."""

    def __init__(self, node: Node, own: TlsFile) -> None:
        self.tls: ssl.SSLContext = server_context(own)
        self._node = node
        self._states: dict[str, StateCode] = {}
        self._trusted: set[str] = set()
        self._open: Counter[str] = Counter()
        self.refresh()

    def refresh(self) -> None:
        """Let in whom two persons pinned since, and no more whose certificate they let go."""
        pinned = self._node.store.read(lines)
        states: dict[str, StateCode] = {}
        for state, line in pinned.items():
            fingerprint = tls_fingerprint(line.tls)
            states[fingerprint] = state
            if fingerprint not in self._trusted:
                trust(self.tls, line.tls)
                self._trusted.add(fingerprint)
        self._states = states

    def state_of(self, fingerprint: str) -> StateCode | None:
        """Return whose certificate it is now, if it is still pinned: a connection may outlive that."""
        return self._states.get(fingerprint)

    def enter(self, connection: asyncio.BaseTransport) -> str | None:
        """Count a connection in and return the fingerprint it came with, or say that it may not come in."""
        shown = connection.get_extra_info("ssl_object")
        der = shown.getpeercert(binary_form=True) if shown is not None else None
        if der is None:
            return None
        fingerprint = tls_fingerprint(der)
        if self.state_of(fingerprint) is None or self._open[fingerprint] >= MOST_CONNECTIONS:
            return None
        self._open[fingerprint] += 1
        return fingerprint

    def leave(self, fingerprint: str) -> None:
        """Count a connection out."""
        self._open[fingerprint] -= 1


def protocol_of(gate: Gate) -> type[Protocol]:
    """Return what speaks HTTP behind a gate, and tells each request whose connection it came by."""

    class PeerProtocol(Protocol):
        peer: str | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.peer = gate.enter(transport)
            if self.peer is None:
                transport.abort()
                return
            self.app_state: dict[str, Any] = {**self.app_state, PEER: self.peer}

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self.peer is not None:
                gate.leave(self.peer)

    return PeerProtocol
