"""Each vector read by this project's own code: values, or an error of Comity."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from comity.acts.act import Act, act_id, read_act
from comity.acts.partners import check_invitation, fingerprint, read_invitation
from comity.acts.plain import from_plain
from comity.acts.signing import Signatures, verify_act
from comity.acts.wire import read_inner, read_receipt
from comity.cli.verify_proof import verify as verify_proof
from comity.courier.files import open_file
from comity.exchange import doors
from comity.exchange.texts import read_shown
from comity.law.copies import differing, read_copy
from comity.ledger.checkpoint import LogKey, SignatureType, verify
from comity.ledger.proof import verify_consistency, verify_inclusion
from comity.ledger.tree import append, leaf_hash, root
from comity.ledger.witness import Cosigned, Witnessed, cosign, verify_cosignature
from comity.matching.keys import document_key, match_keys
from comity.matching.profiles import PROFILES
from comity.model.authorisations import OrderedItem
from comity.model.lifecycle import Copy
from comity.model.parties import StateCode
from comity.model.records import PartialDate
from comity.model.requests import MatterId
from comity.seal.canonical import (
    b64,
    decode,
    digest_hex,
    encode,
    frame,
    read_instant,
    unb64,
    unframe,
    write_instant,
)
from comity.seal.certificates import Certificate, verify_chain
from comity.seal.chunks import padding, unpad
from comity.seal.envelope import check_outer, open_envelope
from comity.seal.keys import SealingKey, Signature, SigningKey, VerifyingKey
from comity.seal.orders import SignedOrder, Use, check_order
from comity.seal.packages import Package, open_package
from comity.seal.shares import ReleasedShare, open_release
from comity.wiring import name_table, read_law
from vectors.files import opened, released

Case = dict[str, Any]
Said = dict[str, Any]
LAW = read_law(demo=True)
SOMEBODY = LogKey.from_seeds("comity/TR/witness", bytes(32), bytes(32))


# ── bytes ───────────────────────────────────────────────────────────────────────────────────────
def read_canonical(it: Case) -> Said:
    data = bytes.fromhex(it["hex"]) if "hex" in it else it["text"].encode()
    value = decode(data)
    assert encode(value) == data
    return {"value": value}


def read_bytes(it: Case) -> Said:
    if "frame" in it:
        parts = unframe(bytes.fromhex(it["frame"]), it.get("count", 3))
        assert frame(*parts) == bytes.fromhex(it["frame"])
        return {"parts": [part.hex() for part in parts]}
    if "start" in it:
        return {"text": unpad(bytes.fromhex(it["start"]) + bytes(it["zeros"])).hex()}
    if "zeros" in it:
        padded = bytes(it["zeros"]) + padding(it["zeros"])
        assert unpad(padded) == bytes(it["zeros"])
        return {"size": len(padded), "sha256": digest_hex(padded)}
    if "base64url" in it:
        return {"hex": unb64(it["base64url"]).hex()}
    return {"instant": write_instant(read_instant(it["instant"]))}


def read_trees(it: Case) -> Said:
    if "entries" in it:
        entries = [bytes.fromhex(one) for one in it["entries"]]
        rows = {(level, at): digest for level, at, digest in append(0, entries, lambda *_: b"")}
        return {"root": root(len(entries), lambda level, at: rows[level, at]).hex()}
    path = [unb64(one) for one in it["path"]]
    if "entry" in it:
        leaf = leaf_hash(bytes.fromhex(it["entry"]))
        verify_inclusion(leaf, it["index"], it["size"], path, bytes.fromhex(it["root"]))
    else:
        old, new = ((end["size"], bytes.fromhex(end["root"])) for end in (it["old"], it["new"]))
        verify_consistency(*old, *new, path)
    return {"valid": True}


# ── keys and certificates ───────────────────────────────────────────────────────────────────────
def _signing_key(it: Case) -> SigningKey:
    return SigningKey.from_seeds(unb64(it["seeds"]["ed25519"]), unb64(it["seeds"]["mldsa65"]))


def _sealing_key(seeds: Case) -> SealingKey:
    return SealingKey.from_seeds(unb64(seeds["mlkem768"]), unb64(seeds["x25519"]))


def read_keys(it: Case) -> Said:
    if "log_seeds" in it:
        return _log_key(it)
    if "signature" in it:
        signature, context = Signature.from_plain(it["signature"]), it["context"].encode()
        _signing_key(it).public.verify(signature, bytes.fromhex(it["data"]), context)
        return {"valid": True}
    if "sealed" in it:
        return {"data": _sealing_key(it["seeds"]).open(unb64(it["sealed"]), bytes.fromhex(it["info"])).hex()}
    public = _signing_key(it).public if "ed25519" in it["seeds"] else _sealing_key(it["seeds"]).public
    return {"public": public.to_plain(), "id": public.id}


def _log_key(it: Case) -> Said:
    log = [unb64(seed) for seed in it["log_seeds"]]
    if it["name"].endswith("/witness"):
        log = [sha256(b"comity/1 witness" + seed).digest() for seed in log]
    public = LogKey.from_seeds(it["name"], *log).public()
    image = {"ed25519": b64(public.ed25519), "mldsa44 sha256": digest_hex(public.mldsa44)}
    kinds = (4, 6) if it["name"].endswith("/witness") else (1, 6)
    return {"public": image, "ids": {str(k): public.key_id(SignatureType(k)).hex() for k in kinds}}


def read_certificates(it: Case) -> Said:
    own, *chain = [Certificate.from_plain(one) for one in it["chain"]]
    pinned = {own.holder.state: VerifyingKey.from_plain(it["root"])}
    verify_chain(own, chain, pinned, read_instant(it["at"]))
    holder = own.holder
    names = ("state", "kind", "name", "authority", "role")
    return {"holder": {name: getattr(holder, name) for name in names}}


# ── the pair, acts, envelopes, heads ────────────────────────────────────────────────────────────
def read_pair(it: Case) -> Said:
    if "invitations" in it:
        text = fingerprint(*(read_invitation(encode(one)) for one in it["invitations"]))
        assert text == it["fingerprint"]
        return {"length": len(text)}
    said = it["invitation"] | ({"statement": it["statement"]} if "statement" in it else {})
    peer = read_invitation(encode(said))
    by = it["by"]
    at = read_instant(it["at"])
    check_invitation(peer, demo=by["demo"], own_state=StateCode(by["state"]), now=at)
    said = {"state": peer.state, "authority": peer.authority, "key": peer.node.signing.id}
    return said | {"address": None if peer.line is None else peer.line.address}


def read_lines(it: Case) -> Said:
    key, at = read_invitation(encode(it["partner"])).node.signing, read_instant(it["at"])
    if "file" in it:
        file, _ = open_file(unb64(it["file"]), StateCode(it["to"]), lambda _: key, at)
        parts = [part.hex() for part in file.parts]
        return {"kind": file.kind, "id": file.id, "from": file.sender, "parts": parts}
    told = doors.read_told(encode(it["change"]), lambda _: key)
    doors.check_told(told, it["before"] and read_instant(it["before"]), at)
    assert told.line is not None
    said = {"state": told.state, "address": told.line.address, "at": write_instant(told.at)}
    said |= {"tls sha256": digest_hex(told.line.tls)}
    return said | {"fingerprint": doors.fingerprint_of(told.state, told.line)}


def read_texts(it: Case) -> Said:
    if "text" in it:
        copy = read_copy(it["text"], StateCode("RU"), "en")
        return {"digest": copy.digest, "articles": [list(pair) for pair in copy.articles]}
    act = _act(it)
    said: Said = {"kind": act.header.kind}
    if "own" not in it:
        return said | {"author": act.header.author}
    content = it.get("shown", act.content)
    what = digest_hex(encode(content)) if "shown" in it else it.get("what", act.header.marks["what"])
    (row,) = read_shown(content, what, act.header.state)
    return said | {"differ": sorted(differing(from_plain(Copy, it["own"]), row.copies[0]) or ())}


def read_acts(it: Case) -> Said:
    act = _act(it)
    header = act.header
    said = {"id": act.id, "commitment": header.commitment.hex()}
    return said | {"kind": header.kind, "author": header.author}


def _act(it: Case) -> Act:
    statement, salt, body, signatures = opened(it)
    act = read_act(statement, salt, body)
    peer = read_invitation(encode(it["node"]))
    kind = LAW.catalogue.kind(act.header.kind)
    signed = Signatures.from_bytes(encode(signatures))
    verify_act(act, kind, signed, peer.node.signing, {act.header.state: VerifyingKey.from_plain(it["root"])})
    assert act.id == act_id(statement)
    return act


def read_envelopes(it: Case) -> Said:
    if "receipt" in it:
        receipt = read_receipt(encode(it["receipt"]), read_invitation(encode(it["by"])).node.signing)
        said = {"state": receipt.state, "code": receipt.code}
        return said | {"cosigned": receipt.cosigned, "by": receipt.by}
    data, peer = unb64(it["envelope"]), read_invitation(encode(it["sender"]))
    outer = check_outer(
        data,
        sender=StateCode(it.get("claimed", peer.state)),
        sender_key=peer.node.signing,
        recipient=StateCode(it["to"]),
        now=read_instant(it["at"]),
    )
    inner = read_inner(open_envelope(outer, _sealing_key(it["opened_by"])))
    size = verify(inner.head.note, peer.log.named("comity/RU/pair/BE")).size
    head = {"size": size, "index": inner.head.index, "joins": [join.size for join in inner.head.joins]}
    act = {"statement": b64(inner.act.statement), "salt": b64(inner.act.salt or b"")}
    act |= {"body": inner.act.content, "signatures": decode(inner.signatures)}
    return {"header": decode(outer.info), "act": act, "head": head}


def read_heads(it: Case) -> Said:
    peer, note = read_invitation(encode(it["log"])), unb64(it["note"])
    if "lines" in it:
        key = read_invitation(encode(it["witness"])).witness.named(it["name"])
        return {"at": write_instant(verify_cosignature(note, unb64(it["lines"]), key))}
    key = peer.log.named(it["origin"])
    if "before" in it:
        size, root = it["before"]["size"], bytes.fromhex(it["before"]["root"])
        known = Witnessed(origin=it["origin"], size=size, root=root, note=note)
        path = [unb64(one) for one in it["path"]]
        result = cosign(known, note, path, key, SOMEBODY, read_instant("2019-11-04T10:01:00Z"))
        assert isinstance(result, Cosigned)
        return {"cosigned": result.head.size}
    head = verify(note, key)
    assert head.root.hex() == it["root"]
    return {"size": head.size}


def read_releases(it: Case) -> Said:
    if "package" in it:
        package = Package.from_bytes(unb64(it["package"]))
        content = open_package(package, bytes.fromhex(it["secret"])).decode()
        said = {"content": content, "commitment": package.commitment}
        return said | {"digest": package.ordered.package}
    key, peer = _sealing_key(it["opened_by"]), read_invitation(encode(it["releaser"]))
    more = tuple(OrderedItem(**one) for one in it.get("items", ()) if isinstance(one, dict))
    use = Use(
        matter=MatterId(it["matter"]),
        request=it["request"],
        releaser=peer.state,
        recipient=StateCode("RU"),
        recipient_key=key.id,
        items=more,
    )
    body = released(it) if "release" in it else {"orders": [it["order"]]}
    signed = SignedOrder.from_plain(body["orders"][0])
    checked = check_order(signed, use, roots=peer.roots, now=read_instant(it["at"]))
    if "release" not in it:
        return {"given_by": checked.order.given_by, "items": [one.item for one in checked.order.items]}
    packages = [Package.from_bytes(unb64(one)) for one in body["packages"]]
    shares = [ReleasedShare.from_plain(one) for one in body["shares"]]
    return {item: text.decode() for item, text in open_release(packages, checked, shares, key).items()}


def read_proof(it: Case) -> Said:
    data = encode({"proof": it["proof"], "signature": it["signature"]})
    return {"verdict": verify_proof(data, encode(it["trust"]) if it["trust"] else None).verdict}


def read_match(it: Case) -> Said:
    if "document" in it:
        one = document_key(it["document"], it["state"])
        made = (one,) if one else ()
    else:
        made = match_keys(it["name"], PartialDate.parse(it["born"]), PROFILES[it["profile"]], name_table())
    strength = {True: "strong", False: "weak"}
    said = (f"{k.key_class} {k.type} {strength[k.strong]} {k.content} {k.digest.hex()}" for k in made)
    return {"keys": list(said)}


READERS: dict[str, Callable[[Case], Said]] = {
    "canonical": read_canonical,
    "bytes": read_bytes,
    "trees": read_trees,
    "keys": read_keys,
    "certificates": read_certificates,
    "pair": read_pair,
    "line": read_lines,
    "match": read_match,
    "acts": read_acts,
    "envelopes": read_envelopes,
    "heads": read_heads,
    "releases": read_releases,
    "proof": read_proof,
    "texts": read_texts,
}
