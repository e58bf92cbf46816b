"""The partner as pinned: the root, the node's keys, the log's keys, compared once over a second channel.

An invitation is what a node says of itself; the one fingerprint covers both sides' invitations, root,
authority, signing, sealing, log, witness and TLS keys in them (design.md section 7). The line may change
later by two persons (TP9); the fingerprint of the pair stays that of the invitations.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from comity.acts.ports import ActId, Reading, Timer
from comity.errors import DemoMixedWithReal, MalformedMessage, UnknownPartner
from comity.ledger.checkpoint import LogPublicKey
from comity.model.parties import StateCode
from comity.model.requests import MatterId
from comity.seal.canonical import Fields, b64, decode, encode, frame, read_instant, unb64
from comity.seal.certificates import Certificate, CertificateKind, verify_chain
from comity.seal.keys import SealingPublicKey, Signature, SigningKey, VerifyingKey
from comity.seal.tls import check_certificate

_CONTEXT = b"comity/1 invitation"
PARTNERS = "partner/"
"""How the names of papers with pinned partners begin."""

_MEMBERS = ("demo", "root", "node", "authorities", "log", "witness", "line")
_ADDRESS = re.compile(r"https://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::([0-9]{1,5}))?")
_LONGEST_ADDRESS = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where a node's door stands and the one certificate that it shows there, in DER."""

    address: str
    tls: bytes = field(repr=False)

    def to_plain(self) -> dict[str, str]:
        """Return the wire form."""
        return {"address": self.address, "tls": b64(self.tls)}

    @classmethod
    def from_plain(cls, value: object) -> "Line | None":
        """Read the wire form; None for a node that is reached by file only.

        Raises: MalformedMessage.
        """
        if value is None:
            return None
        fields = Fields(value, "line", ("address", "tls"))
        line = cls(address=fields.text("address"), tls=fields.binary("tls"))
        host_of(line.address)
        check_certificate(line.tls)
        return line


def host_of(address: str) -> str:
    """Return the host of a door's address.

    Raises: MalformedMessage for anything but https, a host, and perhaps a port.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or len(address) > _LONGEST_ADDRESS or int(match[2] or 443) not in range(1, 65536):
        raise MalformedMessage("An address of a door is https://host or https://host:port, in small letters.")
    return match[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogImage:
    """The two public keys of a log or witness; its name is set where it is used."""

    ed25519: bytes
    mldsa44: bytes

    def named(self, name: str) -> LogPublicKey:
        """Return the key under the name that its signature lines bear."""
        return LogPublicKey(name=name, ed25519=self.ed25519, mldsa44=self.mldsa44)

    def to_plain(self) -> dict[str, str]:
        """Return the wire form."""
        return {"ed25519": b64(self.ed25519), "mldsa44": b64(self.mldsa44)}

    @classmethod
    def from_plain(cls, value: object) -> "LogImage":
        """Read the wire form.

        Raises: MalformedMessage.
        """
        fields = Fields(value, "log key", ("ed25519", "mldsa44"))
        return cls(ed25519=fields.binary("ed25519"), mldsa44=fields.binary("mldsa44"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A state's node as another pins it; `statement` are the bytes of its invitation."""

    demo: bool
    root: VerifyingKey = field(repr=False)
    node: Certificate = field(repr=False)
    authorities: tuple[Certificate, ...] = field(repr=False)
    log: LogImage = field(repr=False)
    witness: LogImage = field(repr=False)
    line: Line | None = None
    statement: bytes = field(repr=False)
    signature: Signature = field(repr=False)

    @property
    def state(self) -> StateCode:
        """Return the partner's state, as its root certified it for the node."""
        return self.node.holder.state

    @property
    def authority(self) -> str:
        """Return the code of the partner's single point of contact."""
        return self.authorities[0].holder.authority

    @property
    def roots(self) -> Mapping[StateCode, VerifyingKey]:
        """Return the one root that this partner's people are certified under."""
        return {self.state: self.root}

    @property
    def sealing(self) -> SealingPublicKey:
        """Return the key that anything for this partner is sealed to.

        Raises: MalformedMessage if the node's certificate has none.
        """
        if self.node.sealing is None:
            raise MalformedMessage(f"The node certificate of {self.state} names no sealing key.")
        return self.node.sealing

    def to_bytes(self) -> bytes:
        """Write the invitation with its signature."""
        return encode({"statement": b64(self.statement), "signature": self.signature.to_plain()})


def invite(
    *,
    demo: bool,
    root: VerifyingKey,
    node: Certificate,
    authorities: tuple[Certificate, ...],
    log: LogImage,
    witness: LogImage,
    line: Line | None,
    signer: SigningKey,
) -> Partner:
    """Write this node's invitation; the first authority is its single point of contact."""
    statement = encode(
        {
            "demo": demo,
            "root": root.to_plain(),
            "node": node.to_plain(),
            "authorities": [a.to_plain() for a in authorities],
            "log": log.to_plain(),
            "witness": witness.to_plain(),
            "line": None if line is None else line.to_plain(),
        }
    )
    signature = signer.sign(statement, _CONTEXT)
    return read_invitation(encode({"statement": b64(statement), "signature": signature.to_plain()}))


@lru_cache(maxsize=256)
def read_invitation(data: bytes) -> Partner:
    """Read a partner's invitation and check its own signature; whether it is true, people compare.

    Raises: MalformedMessage, DuplicateKeys, SignatureInvalid.
    """
    outer = Fields(decode(data), "invitation", ("statement", "signature"))
    statement = unb64(outer.text("statement"))
    fields = Fields(decode(statement), "invitation", _MEMBERS)
    partner = Partner(
        demo=fields.flag("demo"),
        root=VerifyingKey.from_plain(fields.any("root")),
        node=Certificate.from_plain(fields.any("node")),
        authorities=tuple(Certificate.from_plain(a) for a in fields.list("authorities")),
        log=LogImage.from_plain(fields.any("log")),
        witness=LogImage.from_plain(fields.any("witness")),
        line=Line.from_plain(fields.any("line")),
        statement=statement,
        signature=Signature.from_plain(outer.any("signature")),
    )
    if not partner.authorities:
        raise MalformedMessage("An invitation names at least the single point of contact.")
    partner.node.signing.verify(partner.signature, statement, _CONTEXT)
    return partner


def check_invitation(partner: Partner, *, demo: bool, own_state: StateCode, now: datetime) -> None:
    """Check an invitation before two people compare its fingerprint.

    Raises: DemoMixedWithReal, MalformedMessage, CertificateInvalid.
    """
    if partner.demo != demo:
        raise DemoMixedWithReal(
            f"One of this node and that of {partner.state} is a demonstration, the other is not. "
            "They never exchange; pair it with another of its kind."
        )
    if partner.state == own_state or partner.node.holder.kind is not CertificateKind.NODE:
        raise MalformedMessage("The invitation is this node's own, or its certificate is not a node's.")
    verify_chain(partner.node, (), partner.roots, now)
    for authority in partner.authorities:
        verify_chain(authority, (), partner.roots, now)


def fingerprint(one: Partner, other: Partner) -> str:
    """Return the one fingerprint over both sides: 160 bits in groups of four."""
    first, second = sorted((one.statement, other.statement))
    text = hashlib.sha256(b"comity/1 fingerprint" + frame(first, second)).hexdigest()[:40].upper()
    return " ".join(text[i : i + 4] for i in range(0, 40, 4))


def paper_of(state: StateCode) -> str:
    """Name the paper that holds a pinned partner."""
    return PARTNERS + state


def partner(reading: Reading, state: StateCode) -> Partner:
    """Return the pinned partner.

    Raises: UnknownPartner.
    """
    data = reading.paper(paper_of(state))
    if data is None:
        raise UnknownPartner(f"{state} is no partner of this node. Start with `comity partner invite`.")
    return read_invitation(data)


def pinned(reading: Reading) -> tuple[StateCode, ...]:
    """Name the states whose keys are pinned."""
    prefix = paper_of(StateCode(""))
    return tuple(StateCode(name.removeprefix(prefix)) for name in sorted(reading.papers(prefix)))


def line_paper(state: StateCode) -> str:
    """Name the paper that holds how a partner is reached since two persons changed it."""
    return f"door/{state}"


def told_paper(state: StateCode) -> str:
    """Name the paper that holds the instant of the statement by which a line was set."""
    return f"door-told/{state}"


def line_of(reading: Reading, state: StateCode) -> Line | None:
    """Return how a partner is reached now; None by file only.

    Raises: UnknownPartner.
    """
    peer, changed = partner(reading, state), reading.paper(line_paper(state))
    return peer.line if changed is None else Line.from_plain(decode(changed))


def line_told(reading: Reading, state: StateCode) -> datetime | None:
    """Return the instant of what a partner's node last said of its line, if two persons set it since."""
    kept = reading.paper(told_paper(state))
    return None if kept is None else read_instant(kept.decode())


def lines(reading: Reading) -> dict[StateCode, Line]:
    """Return how each pinned partner that has a line is reached."""
    found = {state: line_of(reading, state) for state in pinned(reading)}
    return {state: line for state, line in found.items() if line is not None}


def matter_of(one: StateCode, other: StateCode) -> MatterId:
    """Name the matter of a pair: the same on both nodes."""
    return MatterId("partnership/" + "-".join(sorted((one, other))))


def partner_clock(own: StateCode, kind: str, state: StateCode, due_at: datetime) -> Timer:
    """Return the timer on which a partner is shown or told something again and again."""
    return Timer(id=f"{kind}/{state}", matter=matter_of(own, state), kind=kind, due_at=due_at, data=state)


def announcement(reading: Reading, own: StateCode, state: StateCode) -> ActId:
    """Return the act by which a partner announced its keys: act 0 of the pair.

    Raises: UnknownPartner if the partner has not joined yet.
    """
    for act in reading.acts_of(matter_of(own, state)):
        if act.received and act.kind == "partner.join":
            return act.id
    raise UnknownPartner(f"{state} has not confirmed the fingerprint yet; wait for its `partner.join`.")
