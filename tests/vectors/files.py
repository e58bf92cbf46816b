"""Reads the test vectors of the protocol as docs/protocol.md section 16 says."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from other_side.basics import b64, frame, read, unb64, unframe, write

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "vectors"
FILES = (
    "canonical",
    "bytes",
    "trees",
    "keys",
    "certificates",
    "pair",
    "acts",
    "envelopes",
    "heads",
    "releases",
)
FILES += ("proof", "line", "match", "texts")
STATEMENT_OF = {"act": "act", "chain": "chain.0", "receipt": "receipt", "order": "order"}
HEADER_OF = {"envelope": "envelope", "package-notice": "package"}


@cache
def vectors(file: str) -> dict[str, Any]:
    """Return a file's vectors by name."""
    listed = json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))
    return {one["name"]: one for one in listed}


def parts(vector: Any) -> Any:
    return vector.get("given", {}) | vector.get("drawn", {})


def resolve(value: Any) -> Any:
    """Put in what `@name` and `{"canonical": …}` stand for."""
    if isinstance(value, str) and value.startswith("@"):
        name, *members = value[1:].split("/")
        found = parts(vectors("papers")[name])
        for member in members:
            found = found[int(member) if isinstance(found, list) else member]
        return resolve(found)
    if isinstance(value, dict):
        known = {name: resolve(one) for name, one in value.items()}
        return b64(write(known["canonical"])) if list(known) == ["canonical"] else known
    return [resolve(one) for one in value] if isinstance(value, list) else value


def case(file: str, name: str) -> Any:
    """Return a vector's members: those of the vector it is made `of`, its own, and the change made."""
    own = dict(parts(vectors(file)[name]))
    of = own.pop("of", None)
    known = case(file, of) if of else {"root name": name}
    known |= resolve(own)
    return change(copy.deepcopy(known))


def opened(it: Any) -> tuple[bytes, bytes, bytes, Any]:
    """Return an act's statement, salt, body and signatures, with what the vector puts in their place."""
    act = it["act"] | {name: it[name] for name in ("statement", "salt", "body", "signatures") if name in it}
    return unb64(act["statement"]), unb64(act["salt"]), write(act["body"]), act["signatures"]


def released(it: Any) -> Any:
    """Return a release's body with the shares that the vector leaves in it, for the items it names."""
    body, kept = it["release"], it.get("shares", [0, 1, 2])
    names = it.get("items") or [body["shares"][n]["item"] for n in kept]
    shares = [body["shares"][n] | {"item": name} for n, name in zip(kept, names, strict=True)]
    return body | {"shares": shares}


def change(known: Any) -> Any:
    """Flip a bit, cut an end, or rewrite a statement or header."""
    root = known["root name"]
    if "flip" in known:
        path, at = known.pop("flip")
        edit(known, path, lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    if "cut" in known:
        path, count = known.pop("cut")
        edit(known, path, lambda data: data[:-count])
    if "statement_with" in known:
        more = known.pop("statement_with")
        edit(known, f"{STATEMENT_OF[root]}.statement", lambda data: write(read(data) | more))
    if "header_with" in known:
        more = known.pop("header_with")
        edit(known, HEADER_OF[root], lambda data: reheaded(data, more))
    return known


def reheaded(data: bytes, more: Any) -> bytes:
    header, *rest = unframe(data, 3)
    return frame(write(read(header) | more), *rest)


def edit(known: Any, path: str, how: Any) -> None:
    *way, last = path.split(".")
    for step in way:
        known = known[int(step) if isinstance(known, list) else step]
    key: Any = int(last) if isinstance(known, list) else last
    known[key] = b64(how(unb64(known[key])))
