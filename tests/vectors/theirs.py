"""Vectors read by the other side, which has nothing of Comity; what it does not judge is left out."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

from other_side import basics, line, logs, reading, release, texts
from other_side.basics import unb64, write
from vectors.files import opened, released

Case = dict[str, Any]
Said = dict[str, Any]


def read_canonical(it: Case) -> Said:
    return {"value": basics.read(bytes.fromhex(it["hex"]) if "hex" in it else it["text"].encode())}


def read_bytes(it: Case) -> Said:
    if "frame" in it:
        return {
            "parts": [part.hex() for part in basics.unframe(bytes.fromhex(it["frame"]), it.get("count", 3))]
        }
    if "start" in it:
        return {"text": basics.unpad(bytes.fromhex(it["start"]) + bytes(it["zeros"])).hex()}
    if "zeros" in it:
        padded = basics.pad(bytes(it["zeros"]))
        return {"size": len(padded), "sha256": basics.digest(padded)}
    if "base64url" in it:
        return {"hex": unb64(it["base64url"]).hex()}
    return {"instant": basics.say(basics.instant(it["instant"]))}


def read_trees(it: Case) -> Said:
    if "entries" in it:
        return {"root": logs.root_of([bytes.fromhex(one) for one in it["entries"]]).hex()}
    path = [unb64(one) for one in it["path"]]
    if "entry" in it:
        known = bytes.fromhex(it["entry"]), it["index"], it["size"], path, bytes.fromhex(it["root"])
        logs.check_inclusion(*known)
    else:
        old, new = ((end["size"], bytes.fromhex(end["root"])) for end in (it["old"], it["new"]))
        logs.check_consistency(*old, *new, path)
    return {"valid": True}


def read_certificates(it: Case) -> Said:
    return {"holder": basics.verify_chain(it["chain"], it["root"], basics.instant(it["at"]))["holder"]}


def read_pair(it: Case) -> Said:
    if "invitation" in it:
        plain = it["invitation"] | ({"statement": it["statement"]} if "statement" in it else {})
        said, by = reading.read_invitation(write(plain)), it["by"]
        at = basics.instant(it["at"])
        reading.check_invitation(said, demo=by["demo"], own_state=by["state"], at=at)
        seat = basics.read(unb64(said["authorities"][0]["statement"]))["holder"]["authority"]
        where = {"address": said["line"] and said["line"]["address"]}
        return {"state": said["state"], "authority": seat, "key": basics.key_id(said["key"])} | where
    text = reading.fingerprint(*map(write, it["invitations"]))
    assert text == it["fingerprint"]
    return {"length": len(text)}


def read_lines(it: Case) -> Said:
    key, at = reading.read_invitation(write(it["partner"]))["key"], basics.instant(it["at"])
    if "file" in it:
        said, parts = line.read_file(unb64(it["file"]), it["to"], key, at)
        return {name: said[name] for name in ("kind", "id", "from")} | {"parts": [p.hex() for p in parts]}
    said = line.read_change(write(it["change"]), key, it["before"] and basics.instant(it["before"]), at)
    told, known = said["line"], {name: said[name] for name in ("state", "at")}
    known |= {"address": told["address"], "tls sha256": basics.digest(unb64(told["tls"]))}
    return known | {"fingerprint": line.fingerprint(said["state"], told)}


def read_acts(it: Case) -> Said:
    statement, salt, body, signatures = opened(it)
    peer = reading.read_invitation(write(it["node"])) | {"root": it["root"]}
    said = reading.check_act(statement, salt, body, signatures, peer)
    told = {"id": basics.digest(statement), "commitment": unb64(said["body"]).hex()}
    return told | {"kind": said["kind"], "author": said["author"]}


def read_texts(it: Case) -> Said:
    if "text" in it:
        return texts.copy_of(it["text"])
    statement, salt, body, signatures = opened(it)
    peer = reading.read_invitation(write(it["node"])) | {"root": it["root"]}
    act = reading.check_act(statement, salt, body, signatures, peer)
    if "own" not in it:
        return {name: act[name] for name in ("kind", "author")}
    content = it.get("shown", basics.read(body))
    what = basics.digest(write(content)) if "shown" in it else it.get("what", act["marks"]["what"])
    (row,) = texts.read_shown(content, what, act["state"])
    return {"kind": act["kind"], "differ": texts.differ(it["own"], row["copies"][0])}


def read_envelopes(it: Case) -> Said:
    if "receipt" in it:
        said = reading.read_receipt(write(it["receipt"]), reading.read_invitation(write(it["by"])))
        return {name: said[name] for name in ("state", "code", "cosigned", "by")}
    peer = reading.read_invitation(write(it["sender"]))
    key, own = _opener(it["opened_by"])
    named = peer | {"state": it.get("claimed", peer["state"])}
    header, inside = reading.open_envelope(unb64(it["envelope"]), named, it["to"], key, own)
    basics.need(basics.instant(it["at"]) <= basics.instant(header["expires"]), "replayed")
    statement, head = unb64(inside["act"]), inside["head"]
    size, _ = logs.check_place(head, basics.digest(statement), "comity/RU/pair/BE", peer["log"])
    shown = {"size": size, "index": head["index"], "joins": [one["size"] for one in head["joins"]]}
    act = {"statement": inside["act"], "salt": inside["salt"], "body": basics.read(unb64(inside["body"]))}
    act["signatures"] = basics.read(unb64(inside["signatures"]))
    return {"header": header, "act": act, "head": shown}


def read_heads(it: Case) -> Said:
    note, origin = unb64(it["note"]), it["origin"]
    if "lines" in it:
        keys = basics.read(unb64(it["witness"]["statement"]))["witness"]
        at = logs.check_lines(note, unb64(it["lines"]), it["name"], keys, (4, 6))
        return {"at": basics.say(datetime.fromtimestamp(at, UTC))}
    size, root = logs.read_head(note, origin, basics.read(unb64(it["log"]["statement"]))["log"])
    if "before" in it:
        before, path = it["before"], [unb64(one) for one in it["path"]]
        basics.need(before["size"] <= size, "log-rolled-back")
        logs.check_consistency(before["size"], bytes.fromhex(before["root"]), size, root, path)
        return {"cosigned": size}
    return {"size": size}


def read_releases(it: Case) -> Said:
    if "package" in it:
        header, _, ciphertext = basics.unframe(unb64(it["package"]), 3)
        content = release.open_package(unb64(it["package"]), bytes.fromhex(it["secret"])).decode()
        said = {"content": content, "commitment": basics.read(header)["commitment"]}
        return said | {"digest": basics.digest(ciphertext)}
    key, own = _opener(it["opened_by"])
    body = released(it) if "release" in it else {"orders": [it["order"]]}
    use = {"matter": it["matter"], "request": it["request"], "recipient": "RU", "recipient_key": own}
    peer = reading.read_invitation(write(it["releaser"]))
    order = release.check_order(body["orders"][0], peer, use, it["at"])
    if "release" not in it:
        return {"given_by": order["given_by"], "items": [one["item"] for one in order["items"]]}
    return {item: text.decode() for item, text in release.open_release(body, order, key).items()}


def _opener(seeds: Case) -> tuple[Any, str]:
    halves = {
        "mlkem768": mlkem.MLKEM768PrivateKey.from_seed_bytes(unb64(seeds["mlkem768"])),
        "x25519": x25519.X25519PrivateKey.from_private_bytes(unb64(seeds["x25519"])),
    }
    public = {name: basics.b64(half.public_key().public_bytes_raw()) for name, half in halves.items()}
    return hpke.MLKEM768X25519PrivateKey(*halves.values()), basics.key_id(public)


READERS: dict[str, Callable[[Case], Said]] = {
    "canonical": read_canonical,
    "bytes": read_bytes,
    "trees": read_trees,
    "certificates": read_certificates,
    "pair": read_pair,
    "line": read_lines,
    "acts": read_acts,
    "envelopes": read_envelopes,
    "heads": read_heads,
    "releases": read_releases,
    "texts": read_texts,
}
LEFT_OUT = frozenset({"order-for-more-than-it-names"})
"""Vectors of checks that the other side does not make."""
