"""Vectors of the line: what a node says of its door later on, and a file that a courier carries."""

import hashlib
from dataclasses import replace

from world import BE, LINE, RU, Json, World, canonical, changed, instant, keys_of, vector

from comity.courier import files as by_file
from comity.exchange import doors
from comity.seal.canonical import b64, encode, frame

MOVED = replace(LINE, address="https://door.ru.example")
PARTS = (b"one envelope", b"another")


def lines(world: World) -> list[Json]:
    """Read what RU's node says of its line an hour later, against what two persons set before."""
    statement = encode({"demo": True, "state": RU, "line": MOVED.to_plain(), "at": instant(60)})
    signature = keys_of("RU node").signing.sign(statement, doors.CONTEXT)
    expect = {
        "state": "RU",
        "address": MOVED.address,
        "tls sha256": hashlib.sha256(MOVED.tls).hexdigest(),
        "at": instant(60),
        "fingerprint": doors.fingerprint_of(RU, MOVED),
    }
    given = {"change": "@RU moved", "partner": "@RU invitation", "before": instant(59), "at": instant(50)}
    world.put(
        "RU moved", given={"statement": canonical(statement)}, drawn={"signature": signature.to_plain()}
    )
    return [
        vector("line", expect, given),
        changed("line", "that-is-the-first", expect, before=None),
        changed("line", "said-before-the-one-set", "replayed", before=instant(61)),
        changed("line", "that-is-set-already", "replayed", before=instant(60)),
        changed("line", "still-to-come", "out-of-order", at=instant(49)),
        changed("line", "of-another-partner", "signature-invalid", partner="@BE invitation"),
        changed("line", "signature-altered", "signature-invalid", flip=["change.signature.ed25519", 3]),
    ]


def files(world: World) -> list[Json]:
    """Read a courier's file of RU for BE; what is in it are envelopes, of which section 6 speaks."""
    body = frame(*PARTS)
    statement = encode(
        {
            "v": by_file.VERSION,
            "demo": True,
            "kind": by_file.FileKind.ENVELOPES,
            "id": "0123456789abcdef0123456789abcdef",
            "from": RU,
            "to": BE,
            "made_at": instant(60),
            "count": len(PARTS),
            "digest": hashlib.sha256(body).hexdigest(),
        }
    )
    signature = keys_of("RU node").signing.sign(statement, by_file.CONTEXT)
    data = frame(statement, encode(signature.to_plain()), body)
    expect = {
        "kind": "envelopes",
        "id": "0123456789abcdef0123456789abcdef",
        "from": "RU",
        "parts": [part.hex() for part in PARTS],
    }
    given = {"partner": "@RU invitation", "to": "BE", "at": instant(50)}
    return [
        vector("file", expect, given, {"file": b64(data)}),
        changed("file", "for-another-state", "retargeted", to="VN"),
        changed("file", "still-to-come", "out-of-order", at=instant(49)),
        changed("file", "signed-by-another", "signature-invalid", partner="@BE invitation"),
        changed("file", "content-altered", "malformed-message", flip=["file", len(data) - 1]),
        changed("file", "cut-short", "truncated", cut=["file", 1]),
    ]
