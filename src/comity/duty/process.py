"""This process among those of a node: its name, and how it is told to stop."""

import os
import secrets
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def holder() -> str:
    """Return a name for this process that no other bears: machine, number, and a draw."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@contextmanager
def until_told() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and SIGINT set, while the loop runs; from the main thread alone."""
    stop = threading.Event()
    before = {s: signal.signal(s, lambda *_: stop.set()) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
