"""What the vectors speak of: two invented states with keys from fixed seeds, certificates, acts and logs.

`papers` are wire values with a name. Another value of the vectors names one as `@name`, so that none is
written twice; and `{"canonical": …}` stands for the binary member that holds these canonical bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import shake_256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from comity.acts.act import CONTEXT, Act, Header, compose
from comity.acts.node import log_image, witness_image, witness_key
from comity.acts.partners import Line, Partner, invite
from comity.acts.ports import ActId, Lane
from comity.acts.signing import Signatures
from comity.ledger.checkpoint import Checkpoint, LogKey, sign
from comity.ledger.tree import append, consistency_path, inclusion_path, root
from comity.ledger.witness import Cosigned, cosign
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import Basis, MatterId
from comity.seal.canonical import b64, decode, encode, write_instant
from comity.seal.certificates import Certificate, CertificateKind, Holder, PersonalSignature, issue
from comity.seal.keys import KeySet, SealingKey, SigningKey

NOW = datetime(2019, 11, 4, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(days=360)
BE, RU = StateCode("BE"), StateCode("RU")
CASE, PAIR = MatterId("case/RU-BE-2019-004711"), MatterId("partnership/BE-RU")
CATALOGUE = "c0" * 32
BASIS = Basis(instrument="demo-be-ru-police", version="1", article="art. 4")
MADE_BY = "vectors/make.py"

Json = dict[str, Any]


def vector(name: str, expect: Any, given: Json | None = None, drawn: Json | None = None) -> Json:  # noqa: ANN401
    """Write one vector; `expect` is the code of an error, or an object of values."""
    parts = {"given": given, "drawn": drawn, "expect": expect}
    return {"name": name, "made_by": MADE_BY} | {k: v for k, v in parts.items() if v is not None}


def changed(of: str, how: str, expect: Any, **given: Any) -> Json:  # noqa: ANN401
    """Write a vector that is another one with some members replaced, a byte flipped or bytes cut off."""
    return vector(f"{of}-{how}", expect, {"of": of} | given)


def stream(name: str) -> Any:  # noqa: ANN401
    """Give what draws fixed bytes in place of `secrets.token_bytes`: SHAKE-256 over name and count."""
    drawn = iter(range(10**6))
    return lambda size: shake_256(f"comity vectors {name} {next(drawn)}".encode()).digest(size)


@cache
def seeds(name: str) -> list[bytes]:
    """Give the six seeds of an owner's keys: Ed25519, ML-DSA-65, ML-KEM-768, X25519 and two of a log."""
    draw = stream(name)
    return [draw(size) for size in (32, 32, 64, 32, 32, 32)]


@cache
def keys_of(name: str) -> KeySet:
    """Make an owner's keys."""
    ed25519, mldsa65, mlkem768, x25519, *log = seeds(name)
    return KeySet(
        signing=SigningKey.from_seeds(ed25519, mldsa65),
        sealing=SealingKey.from_seeds(mlkem768, x25519),
        log_seeds=(log[0], log[1]),
    )


def certificate_of_line() -> bytes:
    """Make the certificate that RU's door shows, in DER: any X.509 that may certify no others will do."""
    private = Ed25519PrivateKey.from_private_bytes(seeds("RU line")[0])
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "comity node")])
    builder = x509.CertificateBuilder(name, name, private.public_key(), 4711, NOW, UNTIL)
    ends = x509.BasicConstraints(ca=False, path_length=None)
    return builder.add_extension(ends, critical=True).sign(private, None).public_bytes(Encoding.DER)


LINE = Line(address="https://ru.example:8443", tls=certificate_of_line())
"""Where RU's door stands, as its invitation says."""


class Log:
    """A pair log in memory."""

    def __init__(self, owner: StateCode, other: StateCode) -> None:
        """Begin an empty log of one state with another."""
        self.key = LogKey.from_seeds(f"comity/{owner}/pair/{other}", *seeds(f"{owner} node")[4:])
        self.leaves: list[bytes] = []
        self.rows: dict[tuple[int, int], bytes] = {}
        self.notes: dict[int, bytes] = {}

    def add(self, leaves: Iterable[bytes]) -> None:
        """Append entries."""
        batch = list(leaves)
        for level, index, digest in append(len(self.leaves), batch, self._node):
            self.rows[level, index] = digest
        self.leaves += batch

    def root(self, size: int) -> bytes:
        """Return the root of the first entries."""
        return root(size, self._node)

    def inclusion(self, index: int, size: int) -> list[str]:
        """Return the path of an entry."""
        return [b64(one) for one in inclusion_path(index, size, self._node)]

    def consistency(self, old: int, new: int) -> list[str]:
        """Return the path between two sizes."""
        return [b64(one) for one in consistency_path(old, new, self._node)]

    def note(self, size: int) -> bytes:
        """Sign the head of a size, once."""
        head = Checkpoint(origin=self.key.name, size=size, root=self.root(size))
        return self.notes.setdefault(size, sign(head, self.key))

    def _node(self, level: int, index: int) -> bytes:
        return self.rows[level, index]


@dataclass
class World:
    """The two states, their papers by name, and the logs of the pair."""

    papers: dict[str, Json] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    invitations: dict[StateCode, Partner] = field(default_factory=dict)
    acts: dict[str, tuple[Act, Signatures]] = field(default_factory=dict)
    logs: dict[StateCode, Log] = field(default_factory=lambda: {BE: Log(BE, RU), RU: Log(RU, BE)})

    def put(self, name: str, *, given: Json | None = None, drawn: Json | None = None) -> str:
        """Keep a wire value and return the word that stands for it."""
        self.papers[name] = vector(name, None, given, drawn)
        return f"@{name}"

    def certify(
        self, name: str, issuer: str, kind: CertificateKind, seat: str = "", role: Role | None = None
    ) -> None:
        """Certify an owner's keys; only who opens something has a sealing key."""
        state, _, label = name.partition(" ")
        holder = Holder(
            state=StateCode(state),
            kind=kind,
            name=Pseudonym(label),
            authority=seat and f"{state}/{seat}",
            role=role,
        )
        seals = kind is CertificateKind.NODE or name == "BE judge"
        certificate = issue(
            holder,
            keys_of(name).signing.public,
            keys_of(name).sealing.public if seals else None,
            issuer=keys_of(issuer).signing,
            serial=name.replace(" ", "-"),
            valid_from=NOW - timedelta(days=5),
            valid_until=UNTIL if kind is CertificateKind.PERSON else UNTIL + timedelta(days=3000),
        )
        self.certificates[name] = certificate
        signature = certificate.signature.to_plain()
        self.put(name, given={"statement": canonical(certificate.statement)}, drawn={"signature": signature})

    def invite(self, state: StateCode) -> None:
        """Write a state's invitation."""
        node = keys_of(f"{state} node")
        image = invite(
            demo=True,
            root=keys_of(f"{state} root").signing.public,
            node=self.certificates[f"{state} node"],
            authorities=(self.certificates[f"{state} SPOC"],),
            log=log_image(node),
            witness=witness_image(state, node),
            line=LINE if state == RU else None,
            signer=node.signing,
        )
        self.invitations[state] = image
        said = decode(image.statement) | {"node": f"@{state} node", "authorities": [f"@{state} SPOC"]}
        seals = {"mlkem768": b64(seeds(f"{state} node")[2]), "x25519": b64(seeds(f"{state} node")[3])}
        self.put(f"{state} node seeds", given=seals)
        said["root"] = self.put(f"{state} root", given=image.root.to_plain())
        signature = image.signature.to_plain()
        self.put(
            f"{state} invitation", given={"statement": {"canonical": said}}, drawn={"signature": signature}
        )

    def sign(self, statement: bytes, context: bytes, chain: Sequence[str]) -> PersonalSignature:
        """Sign as the first person of a chain of certificates."""
        return PersonalSignature(
            signature=keys_of(chain[0]).signing.sign(statement, context),
            chain=tuple(self.certificates[name] for name in chain),
        )

    def put_act(self, name: str, words: Header, body: Json, *, drawn: bool = False, shown: str = "") -> ActId:
        """Compose, sign and log an act; `shown` names a body that is written elsewhere."""
        act, node = compose(words, body), keys_of(f"{words.state} node").signing
        chain = (f"{words.state} duty", f"{words.state} SPOC")
        person = self.sign(act.statement, CONTEXT, chain) if words.role else None
        signatures = Signatures(node=node.sign(act.statement, CONTEXT), person=person)
        self.acts[name] = act, signatures
        plain = decode(signatures.to_bytes())
        if person:
            plain["person"]["chain"] = [f"@{one}" for one in chain]
        opened = {"statement": canonical(act.statement), "salt": b64(act.salt or b""), "body": shown or body}
        if drawn:
            self.put(f"{name} act", drawn={**opened, "signatures": plain})
        else:
            self.put(f"{name} act", given=opened, drawn={"signatures": plain})
        for log in self.logs.values():
            log.add([bytes.fromhex(act.id)])
        return act.id

    def place(self, owner: StateCode, act: ActId, size: int) -> Json:
        """Show an act's index and path under a head."""
        index = self.logs[owner].leaves.index(bytes.fromhex(act))
        return {"index": index, "path": self.logs[owner].inclusion(index, size)}


def header(kind: str, state: StateCode, matter: MatterId, minutes: int, **more: Any) -> Header:  # noqa: ANN401
    """Write an act's header as the node itself; `more` replaces what differs."""
    words: Json = {
        "lane": Lane.NORMAL,
        "follows": (),
        "to": BE if state == RU else RU,
        "authority": f"{state}/SPOC",
        "role": None,
        "author": Pseudonym("node"),
        "basis": None,
        "catalogue": CATALOGUE,
        "marks": {},
    }
    at = NOW + timedelta(minutes=minutes)
    return Header(kind=kind, matter=matter, at=at, state=state, **(words | more))


def duty(state: StateCode) -> Json:
    """Name the duty desk as an act's author."""
    return {"role": Role.SPOC_DUTY, "author": Pseudonym("duty")}


def canonical(data: bytes) -> Json:
    """Show canonical bytes as the value that they hold."""
    return {"canonical": decode(data)}


def resolve(value: Any, papers: dict[str, Json]) -> Any:  # noqa: ANN401
    """Put in what `@name`, `@name/member` and `{"canonical": …}` stand for."""
    if isinstance(value, str) and value.startswith("@"):
        name, *members = value[1:].split("/")
        found: Any = papers[name].get("given", {}) | papers[name].get("drawn", {})
        for member in members:
            found = found[int(member) if isinstance(found, list) else member]
        return resolve(found, papers)
    if isinstance(value, dict):
        known = {name: resolve(one, papers) for name, one in value.items()}
        return b64(encode(known["canonical"])) if list(known) == ["canonical"] else known
    return [resolve(one, papers) for one in value] if isinstance(value, list) else value


def witness(state: StateCode) -> LogKey:
    """Return a node's key as a witness."""
    return witness_key(state, keys_of(f"{state} node"))


@cache
def cosigned(log: Log, size: int, state: StateCode, minutes: int) -> bytes:
    """Cosign a head as a state's witness that sees the log for the first time."""
    note = log.note(size)
    result = cosign(None, note, (), log.key.public(), witness(state), NOW + timedelta(minutes=minutes))
    return result.lines if isinstance(result, Cosigned) else b""


def instant(minutes: int) -> str:
    """Write an instant some minutes after the vectors' first."""
    return write_instant(NOW + timedelta(minutes=minutes))
