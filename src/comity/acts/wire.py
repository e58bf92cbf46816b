"""What travels inside an envelope, and the receipt that comes back (docs/protocol.md).

Inner bytes: the act with its opening and signatures, the number of the envelope, the sender's signed
head with the act's inclusion in it, and the paths that join this head to those the recipient saw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.acts.act import Act, read_act
from comity.acts.ports import ActId
from comity.errors import MalformedMessage, SignatureInvalid
from comity.model.parties import StateCode
from comity.seal.canonical import Fields, b64, decode, digest_hex, encode, read_instant, unb64, write_instant
from comity.seal.keys import Signature, SigningKey, VerifyingKey

RECEIPT_CONTEXT = b"comity/1 receipt"
VALID = timedelta(days=366)
"""How long an envelope may travel: longer than any line or courier is down, so that no act is lost by it."""

MOST_NUMBERS = 64
"""How many sizes or gaps a receipt may name."""

MOST_ENVELOPES = 64
"""How many envelopes come together, and how many receipts one signature bears."""

MOST_CODE, MOST_WORDS = 64, 1024
"""Characters of a receipt's code and sentence."""

_INNER = ("act", "salt", "body", "signatures", "to", "seq", "prev", "head", "cosigned", "witnessed")
_HEAD = ("note", "index", "path", "joins")
_RECEIPT = (
    "envelope",
    "digest",
    "act",
    "state",
    "code",
    "what",
    "at",
    "by",
    "cosignature",
    "cosigned",
    "witnessed",
    "unjoined",
    "head",
    "gaps",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A consistency path from an earlier size of the log to the head beside it."""

    size: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHead:
    """A signed head of the shower's pair log, an act's place in it, and what joins it to earlier heads."""

    note: bytes
    index: int
    path: tuple[bytes, ...]
    joins: tuple[Join, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """The inside of an envelope.

    `signatures` are the canonical bytes of those on the act, as a vault keeps them (`acts.signing`);
    `cosigned` frames the recipient's head and the sender's lines on it, or is empty; `witnessed` is the
    size up to which the sender cosigned the recipient's log.
    """

    act: Act
    signatures: bytes
    to: StateCode
    seq: int
    prev: str
    head: ShownHead
    cosigned: bytes
    witnessed: int

    def to_bytes(self) -> bytes:
        """Write it canonically."""
        act = self.act
        return encode(
            {
                "act": b64(act.statement),
                "salt": None if act.salt is None else b64(act.salt),
                "body": None if act.body is None else b64(act.body),
                "signatures": b64(self.signatures),
                "to": self.to,
                "seq": self.seq,
                "prev": self.prev,
                "head": _write_head(self.head),
                "cosigned": b64(self.cosigned),
                "witnessed": self.witnessed,
            }
        )


def read_inner(data: bytes) -> Inner:
    """Read the inside of an envelope.

    Raises: MalformedMessage, DuplicateKeys, SealBroken if the body is not the one committed to.
    """
    fields = Fields(decode(data), "inside of the envelope", _INNER)
    opening = [None if fields.any(n) is None else fields.binary(n) for n in ("salt", "body")]
    return Inner(
        act=read_act(fields.binary("act"), opening[0], opening[1]),
        signatures=fields.binary("signatures"),
        to=StateCode(fields.text("to")),
        seq=fields.number("seq"),
        prev=fields.text("prev"),
        head=_read_head(fields.any("head")),
        cosigned=fields.binary("cosigned"),
        witnessed=fields.number("witnessed"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The signed answer to an envelope.

    `state` is `taken`, `held` (waits for an act it follows) or `refused` (with `code`, and in `what` the
    sentence that belongs to the code: a partner reads nothing of what was found here);
    `cosignature` are the receiver's lines on the sender's head of size `cosigned`; `witnessed` and
    `unjoined` tell the sender which of its heads the receiver cosigned and which still want a path;
    `gaps` are missing numbers.
    """

    envelope: str
    digest: str
    act: ActId
    state: str
    code: str = ""
    what: str = ""
    at: datetime
    by: StateCode
    cosignature: bytes = b""
    cosigned: int = 0
    witnessed: int
    unjoined: tuple[int, ...] = ()
    head: ShownHead | None = None
    gaps: tuple[int, ...] = ()

    def statement(self) -> bytes:
        """Write the bytes that are signed."""
        return encode(
            {
                "envelope": self.envelope,
                "digest": self.digest,
                "act": self.act,
                "state": self.state,
                "code": self.code,
                "what": self.what,
                "at": write_instant(self.at),
                "by": self.by,
                "cosignature": b64(self.cosignature),
                "cosigned": self.cosigned,
                "witnessed": self.witnessed,
                "unjoined": list(self.unjoined),
                "head": None if self.head is None else _write_head(self.head),
                "gaps": list(self.gaps),
            }
        )


def sign_receipt(receipt: Receipt, key: SigningKey) -> bytes:
    """Write a receipt with its signature."""
    return sign_receipts((receipt,), key)[0]


def sign_receipts(receipts: Sequence[Receipt], key: SigningKey) -> list[bytes]:
    """Write the receipts of one answer under one signature, over the digests of all their statements."""
    statements = [receipt.statement() for receipt in receipts]
    digests = [digest_hex(statement) for statement in statements]
    signature = key.sign(encode(digests), RECEIPT_CONTEXT).to_plain()
    return [
        encode({"statement": b64(statement), "signed": digests, "signature": signature})
        for statement in statements
    ]


def read_receipt(
    data: bytes, key: VerifyingKey, proved: set[tuple[bytes, Signature]] | None = None
) -> Receipt:
    """Read a receipt and check its signature; `proved` gathers which were good, to check each once.

    Raises: MalformedMessage, DuplicateKeys, SignatureInvalid.
    """
    outer = Fields(decode(data), "receipt", ("statement", "signed", "signature"))
    statement, digests = outer.binary("statement"), outer.texts("signed")
    signed, signature = encode(list(digests)), Signature.from_plain(outer.any("signature"))
    if len(digests) > MOST_ENVELOPES:
        raise MalformedMessage(f"At most {MOST_ENVELOPES} receipts are signed together.")
    if digest_hex(statement) not in digests:
        raise SignatureInvalid("The receipt is not among those that were signed.")
    if proved is None or (signed, signature) not in proved:
        key.verify(signature, signed, RECEIPT_CONTEXT)
    if proved is not None:
        proved.add((signed, signature))
    fields = Fields(decode(statement), "receipt", _RECEIPT)
    head, state = fields.any("head"), fields.text("state")
    code, what = fields.text("code"), fields.text("what")
    if state not in ("taken", "held", "refused") or len(code) > MOST_CODE or len(what) > MOST_WORDS:
        raise MalformedMessage("A receipt says taken, held or refused, with a short code and sentence.")
    return Receipt(
        envelope=fields.text("envelope"),
        digest=fields.text("digest"),
        act=ActId(fields.text("act")),
        state=state,
        code=code,
        what=what,
        at=read_instant(fields.text("at")),
        by=StateCode(fields.text("by")),
        cosignature=fields.binary("cosignature"),
        cosigned=fields.number("cosigned"),
        witnessed=fields.number("witnessed"),
        unjoined=_numbers(fields.list("unjoined")),
        head=None if head is None else _read_head(head),
        gaps=_numbers(fields.list("gaps")),
    )


def _write_head(head: ShownHead) -> dict[str, object]:
    return {
        "note": b64(head.note),
        "index": head.index,
        "path": [b64(h) for h in head.path],
        "joins": [{"size": j.size, "path": [b64(h) for h in j.path]} for j in head.joins],
    }


def _read_head(value: object) -> ShownHead:
    fields = Fields(value, "head of the log", _HEAD)
    joins = []
    for plain in fields.list("joins"):
        join = Fields(plain, "join of two heads", ("size", "path"))
        joins.append(Join(size=join.number("size"), path=tuple(unb64(h) for h in join.texts("path"))))
    return ShownHead(
        note=fields.binary("note"),
        index=fields.number("index"),
        path=tuple(unb64(h) for h in fields.texts("path")),
        joins=tuple(joins),
    )


def _numbers(values: list[object]) -> tuple[int, ...]:
    if len(values) > MOST_NUMBERS or not all(type(v) is int and v >= 0 for v in values):
        raise MalformedMessage(f"A receipt counts in whole numbers, at most {MOST_NUMBERS} of a sort.")
    return tuple(v for v in values if isinstance(v, int))
