"""What the other side reads of a line that changes, and of a courier's file (section 17)."""

from datetime import datetime, timedelta
from typing import Any

from other_side.basics import digest, frame, instant, need, read, unb64, unframe, verify, write

FILE = {"v", "demo", "kind", "id", "from", "to", "made_at", "count", "digest"}
AHEAD = timedelta(minutes=10)


def read_change(data: bytes, key: Any, before: datetime | None, now: datetime) -> Any:
    """Read what a node says of its line, after what was set before."""
    plain = read(data, {"statement", "signature"})
    statement = unb64(plain["statement"])
    said = read(statement, {"demo", "state", "line", "at"})
    verify(key, plain["signature"], statement, b"comity/1 line")
    at = instant(said["at"])
    need(at <= now + AHEAD, "out-of-order")
    need(before is None or at > before, "replayed")
    need(type(said["demo"]) is bool)
    need(said["line"] is None or set(said["line"]) == {"address", "tls"})
    return said


def fingerprint(state: str, line: Any) -> str:
    text = digest(b"comity/1 line" + frame(write({"state": state, "line": line})))[:40].upper()
    return " ".join(text[at : at + 4] for at in range(0, 40, 4))


def read_file(data: bytes, own_state: str, key: Any, now: datetime) -> tuple[Any, list[bytes]]:
    """Read a courier's file: its statement, and the parts of its body."""
    statement, signature, body = unframe(data, 3)
    said = read(statement, FILE)
    need((said["v"], said["to"]) == ("comity/1 file", own_state), "retargeted")
    verify(key, read(signature), statement, b"comity/1 file")
    need(type(said["demo"]) is bool and said["digest"] == digest(body))
    need(instant(said["made_at"]) <= now + AHEAD, "out-of-order")
    parts = unframe(body, said["count"])
    return said, parts
