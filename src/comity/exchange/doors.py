"""How a partner is reached: the line that its invitation names, until two persons set another (TP9).

A changed line is a signed statement of the partner's node. That would do to believe it; a new certificate
is compared by voice all the same, since the node's key is what an intruder there would hold. It bears an
instant: what was said before the line that is set now is not taken again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from comity.acts.act import Act
from comity.acts.admission import CLOCK_SKEW
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.partners import Line, line_of, line_paper, line_told, matter_of, partner, told_paper
from comity.acts.ports import Tx
from comity.acts.signing import Hand
from comity.errors import CertificateInvalid, DemoMixedWithReal, MalformedMessage, OutOfOrder, Replayed
from comity.model.parties import StateCode
from comity.seal.canonical import Fields, b64, decode, encode, frame, write_instant
from comity.seal.keys import Signature, VerifyingKey

CONTEXT = b"comity/1 line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another line to a partner, None for by file; `fingerprint` is what people compare by voice.

    `told_at` is when the partner's node said so, None for what two persons here say.
    """

    state: StateCode
    line: Line | None
    fingerprint: str
    same_key: bool
    told_at: datetime | None = None

    @property
    def what(self) -> str:
        """Return the digest that both persons confirm."""
        return hashlib.sha256(_statement(self.state, self.line)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a node said of its line, and when; `demo` if it is a demonstration's."""

    state: StateCode
    line: Line | None
    at: datetime
    demo: bool


def own_line(node: Node, line: Line, now: datetime) -> bytes:
    """Say, signed by this node, where its door stands now: to be handed to every partner."""
    said = {"demo": node.demo, "state": node.state, "line": line.to_plain(), "at": write_instant(now)}
    statement = encode(said)
    signature = node.keys.signing.sign(statement, CONTEXT)
    return encode({"statement": b64(statement), "signature": signature.to_plain()})


def read_change(node: Node, data: bytes, now: datetime) -> Change:
    """Read what a partner's node says of its line.

    Raises: UnknownPartner, DemoMixedWithReal; what `read_told` and `check_told` raise.
    """
    told = read_told(data, lambda state: node.store.read(lambda r: partner(r, state)).node.signing)
    if told.demo != node.demo:
        raise DemoMixedWithReal(f"What {told.state} says of its line mixes demonstration and real.")
    check_told(told, node.store.read(lambda r: line_told(r, told.state)), now)
    return replace(change(node, told.state, told.line), told_at=told.at)


def read_told(data: bytes, key_of: Callable[[StateCode], VerifyingKey]) -> Told:
    """Read what a node says of its line, signed by its key.

    Raises: MalformedMessage, SignatureInvalid; what `key_of` raises.
    """
    outer = Fields(decode(data), "line", ("statement", "signature"))
    statement = outer.binary("statement")
    fields = Fields(decode(statement), "line", ("demo", "state", "line", "at"))
    state = StateCode(fields.text("state"))
    key_of(state).verify(Signature.from_plain(outer.any("signature")), statement, CONTEXT)
    return Told(
        state=state,
        line=Line.from_plain(fields.any("line")),
        at=fields.instant("at"),
        demo=fields.flag("demo"),
    )


def check_told(told: Told, before: datetime | None, now: datetime) -> None:
    """Check that something was said after what is set now was said, and not in time to come.

    Raises: Replayed, OutOfOrder.
    """
    if told.at > now + CLOCK_SKEW:
        raise OutOfOrder("The statement bears an instant still to come; set the clocks right.")
    _check_newer(told.state, before, told.at)


def moved(node: Node, state: StateCode, address: str) -> Change:
    """Name another address of a partner's door, under the certificate that is pinned.

    Raises: UnknownPartner; MalformedMessage if no certificate is pinned, or the address is none.
    """
    here = node.store.read(lambda r: line_of(r, state))
    if here is None:
        raise MalformedMessage(f"No certificate of {state} is pinned. Ask it for `comity node line --out`.")
    return change(node, state, Line.from_plain({**here.to_plain(), "address": address}))


def change(node: Node, state: StateCode, line: Line | None) -> Change:
    """Compare another line with the present one.

    Raises: UnknownPartner.
    """
    here = node.store.read(lambda r: line_of(r, state))
    return Change(
        state=state,
        line=line,
        fingerprint=fingerprint_of(state, line),
        same_key=line is None or (here is not None and here.tls == line.tls),
    )


def fingerprint_of(state: StateCode, line: Line | None) -> str:
    """Return the fingerprint of a line, whenever it was told: 160 bits in groups of four."""
    text = hashlib.sha256(CONTEXT + frame(_statement(state, line))).hexdigest()[:40].upper()
    return " ".join(text[i : i + 4] for i in range(0, 40, 4))


def propose(node: Node, wanted: Change, by: Hand, now: datetime) -> Act:
    """Propose another line to a partner, as the operator (TP9, first person)."""
    deed = Deed(
        kind="line.propose",
        matter=matter_of(node.state, wanted.state),
        by=by,
        body={"line": None if wanted.line is None else wanted.line.to_plain()},
        marks={"what": wanted.what},
    )
    return perform(node, deed, now)


def set_line(node: Node, wanted: Change, heard: str, by: Hand, now: datetime) -> Act:
    """Set the line that was proposed, as the duty desk (TP9, second person).

    Raises: CertificateInvalid if the certificate is new and its fingerprint was not heard; Replayed if the
        partner's node said so no later than what was set meanwhile; what `perform` raises.
    """
    if not wanted.same_key and heard.replace(" ", "").upper() != wanted.fingerprint.replace(" ", ""):
        raise CertificateInvalid(
            f"The fingerprint heard is not the one of the new line of {wanted.state}. Set nothing; call the "
            "partner on a number you already know, and have it sent again."
        )
    plain = None if wanted.line is None else wanted.line.to_plain()
    deed = Deed(
        kind="line.set",
        matter=matter_of(node.state, wanted.state),
        by=by,
        body={"line": plain},
        marks={"what": wanted.what},
        also=lambda tx, _: _set(tx, wanted),
    )
    return perform(node, deed, now)


def _set(tx: Tx, wanted: Change) -> None:
    plain = None if wanted.line is None else wanted.line.to_plain()
    tx.put_paper(line_paper(wanted.state), encode(plain))
    if wanted.told_at is not None:
        _check_newer(wanted.state, line_told(tx, wanted.state), wanted.told_at)
        tx.put_paper(told_paper(wanted.state), write_instant(wanted.told_at).encode())


def _check_newer(state: StateCode, before: datetime | None, told_at: datetime) -> None:
    if before is not None and told_at <= before:
        raise Replayed(
            f"{state} said that of its line no later than what is set now. Have it write it anew: "
            "`comity node line --out`."
        )


def _statement(state: StateCode, line: Line | None) -> bytes:
    return encode({"state": state, "line": None if line is None else line.to_plain()})
