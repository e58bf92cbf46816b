"""A partner's line: since when it is down, told by an own act once that lasts, and again when it is back."""

from datetime import datetime, timedelta

from comity.acts.act import Act
from comity.acts.admission import CLOCK_SKEW
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.partners import matter_of
from comity.acts.ports import Tx
from comity.model.parties import StateCode
from comity.seal.canonical import decode, encode, read_instant, write_instant

LONG = timedelta(hours=1)
"""How long a line may be down before somebody is called."""


def note_line(node: Node, state: StateCode, up: bool, now: datetime) -> Act | None:
    """Note whether what was sent to a partner got there; return the act if that tells something new."""
    name = f"line/{state}"
    kept = node.store.read(lambda r: r.paper(name)) or b""
    since, told = decode(kept) if kept else ("", False)
    if up:
        return _back(node, state, name, told=told, now=now) if since else None
    if not since or read_instant(since) > now + CLOCK_SKEW:  # or a clock that had run ahead told it
        node.store.write(lambda tx: tx.put_paper(name, encode([write_instant(now), told])))
        return None
    if told or now - read_instant(since) < LONG:
        return None
    return _tell(node, state, "line.fail", name, encode([since, True]), now)


def _back(node: Node, state: StateCode, name: str, *, told: bool, now: datetime) -> Act | None:
    if told:
        return _tell(node, state, "line.resume", name, b"", now)
    node.store.write(lambda tx: tx.put_paper(name, b""))
    return None


def _tell(node: Node, state: StateCode, kind: str, name: str, paper: bytes, now: datetime) -> Act:
    def also(tx: Tx, _: Act) -> None:
        tx.put_paper(name, paper)

    return perform(node, Deed(kind=kind, matter=matter_of(node.state, state), also=also), now)
