"""Check a proof file with nothing of Comity: an independent reading of its protocol, in one source file.

    python verify_proof.py FILE [--trust BUNDLE] [--json]

needs Python and `cryptography`; no node, no network, no clock. The bundle holds the states' root keys and
came over a channel that you trust. With it the verdict is `valid` or `invalid`; without it a sound file is
`consistent, signers unknown`, for anybody can make up two states. What a file leaves open is told as "not
shown" and not judged. Exit codes: 0 valid or consistent, 1 invalid, 2 a file that cannot be opened.
"""

import argparse
import base64
import json
import re
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey, MLDSA65PublicKey

Json = Any
VALID, CONSISTENT, INVALID = "valid", "consistent, signers unknown", "invalid"
BYTES = "statement ed25519 mldsa44 mldsa65 mlkem768 x25519 note lines path salt body packages"
INSTANTS, NUMBERS, DAY = "at made_at given_at valid_from valid_until", "index size", "%Y-%m-%d %H:%M UTC"
"""Types of members by name, the same everywhere; a `statement` is signed bytes with members of its own."""
NODE_SIGNS = (
    "request.ack request.update request.lapse recall.done release.differs release.feedback text.show "
    "alert.receive alert.expire alert.lapse alert.recall_done alert.ack alert.respond alert.feedback "
    "head.show duty.show"
)
"""Acts without legal effect, under the node's key alone; every other, known or not, needs a person's own."""
REQUESTS, RELEASES = {"request.send", "request.supplement"}, {"reply.full", "reply.partial", "alert.issue"}
DANGER_SET = {"DC_IDENTITY", "DC_FACE", "DC_VEHICLE", "DC_CASE_FACTS", "DC_NON_PERSONAL"}
JUDICIAL, LIAISON = {"JUDGE", "DUTY_MAGISTRATE"}, {"LIAISON_OFFICER", "LIAISON_MAGISTRATE"}
KEY_HOLDERS = JUDICIAL | {"PROSECUTOR", "SUPERVISOR"}  # which of them, the releasing state's law says
SIGNERS = {"JUDGE": KEY_HOLDERS, "TP2": {"SPOC_DUTY", "LEGAL_OFFICER", "PROSECUTOR"}}
VERBS = {"request.send": "asked", "reply.full": "released to", "reply.partial": "released a part to"}
ED25519, COSIGNED, MLDSA44 = 1, 4, 6  # C2SP signature types: a log signs by 1 and 6, its witness by 4 and 6


class Refused(Exception):
    """The file does not prove what it says."""


@dataclass(slots=True)
class Report:
    """What a file proves, in words, and what it leaves open; or why it proves nothing, and by which act."""

    verdict: str = INVALID
    reason: str = ""
    act: str = ""
    lines: list[str] = field(default_factory=list)
    not_shown: list[str] = field(default_factory=list)


# ── reading, strictly ───────────────────────────────────────────────────────────────────────────
def _need(holds: object, reason: str) -> None:
    if not holds:
        raise Refused(reason)


def _decode(data: bytes) -> Json:
    value = json.loads(data.decode())
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    _need(text.encode() == data, "A part is not in canonical form, or names a member twice.")
    return value


def _read(value: Json, name: str = "") -> Json:
    """Turn what was decoded into objects, bytes, instants and numbers, by the names of members."""
    if isinstance(value, dict) and name == "basis":
        return f"{value['instrument']}/{value['version']} {value['article']}"
    if isinstance(value, dict) and name != "marks":
        known = {member: _read(one, member) for member, one in value.items()}
        return known if name in ("parties", "roots") else SimpleNamespace(**known)
    if isinstance(value, list):
        return [_read(one, name) for one in value]
    if name in BYTES.split():
        data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        again = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        _need(again == value, f"{name} is no strict base64url.")
        return SimpleNamespace(bytes=data, says=_read(_decode(data))) if name == "statement" else data
    if name in INSTANTS.split():
        at = datetime.fromisoformat(value.removesuffix("Z") + "+00:00")
        _need(at.isoformat().removesuffix("+00:00") + "Z" == value, f"{name} is no instant in its one form.")
        return at
    _need(name not in NUMBERS.split() or (type(value) is int and value >= 0), f"{name} is no whole number.")
    _need(name != "suite" or value == 1, "A statement is of a suite that is not known.")
    return value


# ── keys, certificates, heads of logs ───────────────────────────────────────────────────────────
def _id(key: Json) -> str:
    return sha256(key.ed25519 + key.mldsa65).digest()[:16].hex()


def _signed(key: Json, signature: Json, data: bytes, use: str, what: str) -> None:
    """Check both signatures of one key over the bytes as they came."""
    _need(signature.key == _id(key), f"{what} is signed with another key than its signer's.")
    context = b"comity/1 " + use.encode()
    try:
        Ed25519PublicKey.from_public_bytes(key.ed25519).verify(signature.ed25519, context + b"\n" + data)
        MLDSA65PublicKey.from_public_bytes(key.mldsa65).verify(signature.mldsa65, data, context)
    except (InvalidSignature, ValueError):
        raise Refused(f"A signature on {what} is false.") from None


def _chain(links: list[Json], root: Json, at: datetime) -> Json:
    """Follow certificates up to a state's root, every link at one instant, and return the first of them."""
    top = SimpleNamespace(statement=SimpleNamespace(says=SimpleNamespace(signing=root, holder=None)))
    issuers = {_id(link.statement.says.signing): link for link in [*links[1:], top]}
    link = links[0]
    for _ in range(8):
        this = link.statement.says
        what = f"certificate {this.serial} of {this.holder.name}"
        _need(this.valid_from <= at <= this.valid_until, f"At {at:{DAY}} {what} was not in force.")
        _need(this.issuer in issuers, f"The issuer of {what} is not in its chain.")
        above = issuers[this.issuer]
        by, judge = above.statement.says, this.holder.role in JUDICIAL
        rule = "their court or a sitting judge of it" if judge else "their authority"
        _need(_may_certify(by.holder, this.holder), f"The issuer of {what} is not {rule}.")
        _signed(by.signing, link.signature, link.statement.bytes, "certificate", what)
        if above is top:
            return links[0].statement.says
        link = above
    raise Refused("A chain of certificates has more than eight links.")


def _may_certify(by: Json, holder: Json) -> object:
    """Tell whether a holder, None for the root, certifies another: the root seats, a seat its persons."""
    state, seat = [*holder.authority.split("/"), ""][:2]
    if holder.kind != "PERSON":
        court = holder.kind != "COURT" or seat in ("COURT", "INVESTIGATING_JUDGE")
        return by is None and court and holder.role is None and state in ("", holder.state)
    if by is None or (by.state, by.authority) != (holder.state, holder.authority):
        return False
    return by.kind == "COURT" or (by.role == "JUDGE" if holder.role in JUDICIAL else by.kind == "AUTHORITY")


def _head(note: bytes, origin: str, keys: Json) -> Json:
    """Read a head under both signatures of its log (C2SP tlog-checkpoint)."""
    text, _, lines = note.decode().rpartition("\n\n")
    _, size, root = text.split("\n")
    head = SimpleNamespace(origin=origin, size=int(size), root=base64.b64decode(root), cosigned="")
    head.text = f"{text}\n".encode()
    written = f"{origin}\n{head.size}\n{base64.b64encode(head.root).decode()}"
    _need(text == written, f"A head is not in its one form, or not of the log {origin}.")
    _stamps(head, lines, origin, keys, (ED25519, MLDSA44))
    return head


def _stamps(head: Json, lines: str, name: str, keys: Json, kinds: tuple[int, int]) -> set[int]:
    """Check all of a signer's lines under a head, of both kinds, and return the times that both name."""
    found = re.findall(rf"^— {re.escape(name)} ([A-Za-z0-9+/]+=*)$", lines, re.MULTILINE)
    signer, origin = (bytes([len(one)]) + one.encode() for one in (name, head.origin))
    what = f"signature of {name} under the head of {head.size} entries"
    times: list[set[int]] = [set(), set()]
    for kind, blob in ((kind, base64.b64decode(one)) for kind in kinds for one in found):
        reader: Json = MLDSA44PublicKey if kind == MLDSA44 else Ed25519PublicKey
        key = keys.mldsa44 if kind == MLDSA44 else keys.ed25519
        if blob[:4] != sha256(f"{name}\n".encode() + bytes([kind]) + key).digest()[:4]:
            continue
        stamp, text = b"" if kind == ED25519 else blob[4:12], head.text
        if kind == COSIGNED:
            text = b"cosignature/v1\ntime %d\n" % int.from_bytes(stamp, "big") + text
        elif kind == MLDSA44:
            tree = bytes(8) + head.size.to_bytes(8, "big") + head.root
            text = b"subtree/v1\n\0" + signer + stamp + origin + tree
        try:
            reader.from_public_bytes(key).verify(blob[4 + len(stamp) :], text)
        except (InvalidSignature, ValueError):
            raise Refused(f"A {what} is false.") from None
        times[kinds.index(kind)].add(int.from_bytes(stamp, "big"))
    _need(all(times), f"A {what} is missing.")
    return times[0] & times[1]


def _climb(digest: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root over a leaf and the hashes beside its way up (RFC 9162 section 2.1.3)."""
    if size <= 1:
        return b"" if index or path else digest
    half = 1 << (size - 1).bit_length() - 1
    right, beside = index >= half, b"".join(path[-1:])
    digest = _climb(digest, index - half * right, size - half if right else half, path[:-1])
    return sha256(b"\1" + (beside + digest if right else digest + beside)).digest()


def _check_place(act: str, place: Json, head: Json) -> None:
    leaf = sha256(b"\0" + bytes.fromhex(act)).digest()
    root = _climb(leaf, place.index, head.size, place.path)
    _need(root == head.root, f"The path from the act does not lead to the head of {head.origin}.")


# ── the two states, their acts and orders ───────────────────────────────────────────────────────
@dataclass(slots=True)
class _Case:
    """What is checked so far: invitations, heads, and the headers of acts with all that came before."""

    parties: dict[str, Json]
    matters: tuple[str, str]
    heads: list[Json]
    fingerprint: str
    acts: dict[str, Json] = field(default_factory=dict)


def _person(case: _Case, state: str, at: datetime, signed: Json, data: bytes, use: str) -> Json:
    """Check a signature and the certificates behind it at an instant, and return whose it is."""
    own = _chain(signed.chain, case.parties[state].root, at)
    _signed(own.signing, signed.signature, data, use, f"the {use}")
    _need(own.holder.state == state, f"The {use} is not signed in {state}.")
    return own.holder


def _node(case: _Case, state: str, at: datetime, signature: Json, data: bytes, use: str) -> None:
    signed = SimpleNamespace(chain=[case.parties[state].node], signature=signature)
    _person(case, state, at, signed, data, use)


def _open(proof: Json, trust: Json) -> _Case:
    """Check the two invitations and the heads of the log, and return the case without its acts."""
    _need(proof.v == "comity/1 proof", "The file is of another version.")
    parties = {state: party.statement.says for state, party in proof.parties.items()}
    for state, party in proof.parties.items():
        said, node = party.statement.says, party.statement.says.node.statement.says
        pinned = said.root if trust is None else trust["roots"].get(state)
        _need(said.root == pinned, f"The trust bundle pins another root of {state}, or none.")
        marks = {said.demo, proof.demo, said.demo if trust is None else trust["demo"]}
        own = (node.holder.state, node.holder.kind, len(marks))
        _need(own == (state, "NODE", 1), f"{state} shows no node, or demonstration and real mix.")
        _signed(node.signing, party.signature, party.statement.bytes, "invitation", f"{state}'s invitation")
    by, (other,) = proof.by, set(parties) - {proof.by}
    heads = [_head(shown.note, f"comity/{by}/pair/{other}", parties[by].log) for shown in proof.heads]
    for head, shown in zip(heads, proof.heads, strict=True):
        if shown.lines:
            name, keys = f"comity/{other}/witness", parties[other].witness
            at = max(_stamps(head, shown.lines.decode(), name, keys, (COSIGNED, MLDSA44)))
            head.cosigned = f"cosigned by {other} at {datetime.fromtimestamp(at, UTC):{DAY}}"
    both = sorted(party.statement.bytes for party in proof.parties.values())
    framed = b"comity/1 fingerprint" + b"".join(len(one).to_bytes(4, "big") + one for one in both)
    text = " ".join(re.findall("....", sha256(framed).hexdigest()[:40].upper()))
    return _Case(parties, (proof.matter, "partnership/" + "-".join(sorted(parties))), heads, text)


def _act(case: _Case, id: str, act: Json) -> list[str]:
    """Check one act and tell it in words."""
    said, data, own = act.statement.says, act.statement.bytes, act.signatures.person
    _need({said.state, said.to} == set(case.parties), "It is no act between the two states.")
    _need(said.v == "comity/1" and said.matter in case.matters, "It is of another matter or version.")
    _node(case, said.state, said.at, act.signatures.node, data, "act")
    _need(own or said.kind in NODE_SIGNS.split(), "It has legal effect and no person signed it.")
    if own:
        who = _person(case, said.state, said.at, own, data, "act")
        signer = (who.kind, who.name, who.role, who.authority)
        _need(signer == ("PERSON", said.author, said.role, said.authority), "Its signer is not its author.")
    near = set(said.follows)
    _need(id not in case.acts and near <= set(case.acts), "It repeats an act, or follows a missing one.")
    case.acts[id], said.before = said, near.union(*(case.acts[one].before for one in near))
    same = said.kind != "partner.join" or said.marks["what"] == sha256(case.fingerprint.encode()).hexdigest()
    _need(same, "It confirms another fingerprint than that of the two invitations.")
    orders, bound, head = act.orders, said.marks.get("order"), case.heads[act.place.head]
    _need(bound or not (orders or said.kind in RELEASES), "It names no order.")
    same = not orders or sha256(orders[0].statement.bytes).hexdigest() == bound
    _need(same, "The order in the file is not the one that the release names.")
    more = [_order(case, said, one) for one in orders]
    if act.opening:
        whole = sha256(act.opening.salt + act.opening.body).digest() == said.body
        _need(whole, "The body in the file is not the one that the act commits to.")
        more += [_contents(orders, _read(_decode(act.opening.body)))] if orders else []
    _check_place(id, act.place, head)
    place = f"{'own signature' if own else 'signed by the node'}; at position {act.place.index}, "
    place += head.cosigned or "not cosigned yet"
    if act.receipt:
        got, signed = act.receipt.statement.says, act.receipt.signed
        one = (sha256(act.receipt.statement.bytes).hexdigest() in signed, got.act, got.by, got.state)
        _need(one == (True, id, said.to, "taken") and len(signed) <= 64, "Its receipt is for another act.")
        both = json.dumps(signed, separators=(",", ":")).encode()
        _node(case, said.to, got.at, act.receipt.signature, both, "receipt")
        theirs = _head(got.head.note, f"comity/{said.to}/pair/{said.state}", case.parties[said.to].log)
        _check_place(id, got.head, theirs)
        place += f"; at {got.head.index} in the log of {said.to}, by its receipt of {got.at:{DAY}}"
    what = " ".join(filter(None, (said.kind, said.marks.get("type"), said.marks.get("urgency"))))
    verb, under = VERBS.get(said.kind, "told"), f", under {said.basis}" if said.basis else ""
    by = f"by {said.author}, {said.role or 'for the node'} of {said.authority}, {place}; act {id[:12]}"
    first = f"{said.at:{DAY}}  {said.state} {verb} {said.to} ({what}){under}"
    return [first, *(f"    {line}" for line in (by, *more))]


def _contents(orders: Json, said: Json) -> str:
    """Check what an opened release carries against its orders, and tell its conditions."""
    _need(said.orders == orders, "The orders in the file are not those that the release carries.")
    order, use = orders[0].statement.says, said.conditions
    for package in said.packages:
        one = 4 + int.from_bytes(package[:4], "big")  # header, no shares, content: each after its length
        two = 4 + one + int.from_bytes(package[one : one + 4], "big")
        label, content = _read(_decode(package[4:one])), sha256(package[two + 4 :]).hexdigest()
        named = (label.item, label.category, label.commitment, content)
        covered = [(item.item, item.category, item.commitment, item.package) for item in order.items]
        _need(named in covered, "A package is not one that the order names.")
        _need(order.kind != "AUTHORITY" or not label.cut, "A package left without the judge's order.")
    texts = "; ".join((f"handling {use.handling}", f"for {use.purpose}", *use.texts))
    return f"conditions of use until {use.retention_until}: {texts}"


def _order(case: _Case, said: Json, signed: Json) -> str:
    """Check that an order holds for a release: for what, to whom, when, and by whom; tell it in words."""
    order, data = signed.statement.says, signed.statement.bytes
    _need((order.matter, order.recipient) == (said.matter, said.to), "The order is for another case.")
    if said.kind != "alert.issue":
        asked: Json = case.acts.get(order.request, said)
        own = asked.kind in REQUESTS and asked.state == said.to and order.request in said.before
        _need(own, "The order was given for another request.")
        _need(order.article == asked.basis == said.basis, "Request, order and release differ in article.")
    told: Json = case.acts.get(order.announcement, said)
    announced = (told.state, told.marks.get("sealing")) == (said.to, order.recipient_key)
    _need(announced, "The order names a key that its recipient did not announce.")
    _need(order.given_at <= said.at <= order.valid_until, "The order did not hold at the release.")
    who = [_person(case, said.state, order.given_at, one, data, "order") for one in signed.signatures]
    one, roles, kind = who[0], {one.role for one in who}, order.kind
    named = (order.given_by, order.authority, one.role and order.role)
    _need((one.name, one.authority, one.role) == named, "The order is signed by another than it names.")
    count, may = {"JUDGE": 1, "TP2": 2, "AUTHORITY": 1}[kind], SIGNERS.get(kind, roles - LIAISON)
    _need(len(who) == count and roles <= may and one.authority, f"Its signers give no {kind} order.")
    if kind == "TP2":
        names, keys = {one.name for one in who}, {one.signature.key for one in signed.signatures}
        two = len(roles) == len(names) == len(keys) == 2 and "SPOC_DUTY" in roles
        _need(two, "In danger two persons sign: the duty desk, and a legal officer or prosecutor.")
        _need({one.category for one in order.items} <= DANGER_SET, "Two persons may not release such items.")
    by = " and ".join(f"{one.name}, {one.role or 'seal'} of {one.authority}" for one in who)
    span = f"docket {order.docket or 'none'}, given {order.given_at:{DAY}} until {order.valid_until:{DAY}}"
    terms = "".join(f"; condition: {one}" for one in order.conditions)
    items = ", ".join(one.category for one in order.items)
    return f"order of {order.kind}: {by}, {span}, under {order.article}, for {items}{terms}"


def verify(data: bytes, trust: bytes | None) -> Report:
    """Check a proof file against pinned roots, or, without a trust bundle, against itself alone."""
    report = Report()
    try:
        _check(data, trust, report)
        report.verdict = CONSISTENT if trust is None else VALID
    except Exception as bad:
        unread = f"It is not written as the protocol says ({type(bad).__name__})."
        report.reason = str(bad) if isinstance(bad, Refused) else unread
    if report.reason:
        return Report(reason=_plain(report.reason, True), act=_plain(report.act, True))
    report.lines = [_plain(one, trust is not None) for one in report.lines]
    report.not_shown = [_plain(one, trust is not None) for one in report.not_shown]
    return report


def _plain(text: str, known: bool) -> str:
    """Keep what a file says from passing for our words: no controls, and of unknown signers no verdict."""
    text = "".join(one if one.isprintable() else "?" for one in text)
    return text if known else re.sub("(?i)valid", "v*lid", text)


def _check(data: bytes, trust: bytes | None, report: Report) -> None:
    file = _read(_decode(data))
    proof, by = file.proof, file.proof.by
    case = _open(proof, None if trust is None else vars(_read(_decode(trust))))
    report.lines = ["DEMO: invented states and persons; nothing here has legal effect."] * proof.demo
    head = f"{proof.matter}, shown by {by} at {proof.made_at:{DAY}}, positions in its log"
    report.lines += [head, f"fingerprint of {' and '.join(case.parties)}: {case.fingerprint}"]
    for act in sorted(proof.acts, key=lambda act: act.place.index):
        id, said = sha256(act.statement.bytes).hexdigest(), act.statement.says
        report.act = f"{id[:12]} ({said.kind})"
        report.lines += _act(case, id, act)
        if "order" in said.marks and not act.orders:
            report.not_shown.append(f"who authorised {report.act}: its order was erased with its content")
        if not case.heads[act.place.head].cosigned:
            report.not_shown.append(f"a head with {report.act} that the partner cosigned")
    report.act = ""
    _node(case, by, proof.made_at, file.signature, data[9 : data.rindex(b',"signature":')], "proof")


def main(argv: list[str] | None = None) -> int:
    """Print what a proof file proves; return 1 if it is invalid, and leave with 2 if it cannot be opened."""
    parser = argparse.ArgumentParser(description="Check a proof file of Comity against pinned state roots.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--trust", type=Path, help="the trust bundle; without it no signer is known")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args(argv)
    try:
        report = verify(given.file.read_bytes(), given.trust and given.trust.read_bytes())
    except OSError as unread:
        parser.error(f"{unread.filename}: {unread.strerror}")
    words = [*report.lines, *(f"Not shown: {gap}." for gap in report.not_shown)]
    words.append(" ".join(filter(None, (f"Verdict: {report.verdict}.", report.act, report.reason))))
    print(json.dumps(asdict(report), indent=2) if given.json else "\n".join(words))
    return int(report.verdict == INVALID)


if __name__ == "__main__":
    sys.exit(main())
