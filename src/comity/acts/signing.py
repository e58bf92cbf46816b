"""Signatures on an act: the node's on every one, the person's own on acts with legal effect.

The chain of trust runs state root → authority or court → person; the partner follows it to the root
that it pinned when the pair was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.acts.act import CONTEXT, Act
from comity.errors import CertificateInvalid, PersonalSignatureMissing
from comity.law.kinds import Kind
from comity.model.parties import StateCode
from comity.model.people import PersonInRole
from comity.seal.canonical import Fields, decode, encode
from comity.seal.certificates import Certificate, PersonalSignature, verify_personal
from comity.seal.keys import PersonKeys, Signature, Signer, VerifyingKey


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hand:
    """A person at work: their role, the certificates of their key, and the key while it is unlocked.

    `lent` tells that a program works under the person's token: it sees no masked ground (AX9).
    """

    person: PersonInRole
    chain: tuple[Certificate, ...]
    keys: PersonKeys | None = field(default=None, repr=False)
    lent: bool = False

    @property
    def certificate(self) -> Certificate:
        """Return the person's own certificate."""
        return self.chain[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """All signatures on one act."""

    node: Signature
    person: PersonalSignature | None

    def to_bytes(self) -> bytes:
        """Write them canonically."""
        return encode(
            {"node": self.node.to_plain(), "person": None if self.person is None else self.person.to_plain()}
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Signatures":
        """Read them.

        Raises: MalformedMessage, DuplicateKeys, UnknownSuite.
        """
        fields = Fields(decode(data), "signatures of an act", ("node", "person"))
        person = fields.any("person")
        return cls(
            node=Signature.from_plain(fields.any("node")),
            person=None if person is None else PersonalSignature.from_plain(person),
        )


def sign_act(act: Act, kind: Kind, node: Signer, by: Hand | None) -> Signatures:
    """Sign an act with the node's key and, where the catalogue asks it, with the person's own.

    Raises: PersonalSignatureMissing if the person's key is not unlocked.
    """
    person = None
    if kind.personal:
        if by is None or by.keys is None:
            raise PersonalSignatureMissing(
                f"'{kind.name}' has legal effect and needs the person's own signature. Unlock the key first."
            )
        signature = by.keys.signing.sign(act.statement, CONTEXT, act.opening or b"")
        person = PersonalSignature(signature=signature, chain=by.chain)
    return Signatures(node=node.sign(act.statement, CONTEXT), person=person)


def verify_act(
    act: Act,
    kind: Kind,
    signatures: Signatures,
    node: VerifyingKey,
    roots: Mapping[StateCode, VerifyingKey],
) -> None:
    """Check every signature that an act of this kind must carry, and that the signer is its author.

    Raises: SignatureInvalid, PersonalSignatureMissing, CertificateInvalid and its branches,
        AccreditationExpired.
    """
    node.verify(signatures.node, act.statement, CONTEXT)
    if not kind.personal:
        return
    if signatures.person is None:
        raise PersonalSignatureMissing(f"'{kind.name}' arrived without the signature of its author.")
    header = act.header
    holder = verify_personal(signatures.person, act.statement, CONTEXT, roots=roots, at=header.at)
    signer = (holder.state, holder.name, holder.role, holder.authority)
    if signer != (header.state, header.author, header.role, header.authority):
        raise CertificateInvalid(f"'{kind.name}' is signed by another person in role than its author.")
