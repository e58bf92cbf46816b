"""Who holds a key: state root (offline) → authority, court and node keys → persons (design.md section 4).

A court key or a sitting judge certifies a judge's key; the node certifies nobody. A person is certified
by the authority they act for, so a police key can make neither a judge nor a prosecutor.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from comity.errors import (
    AccreditationExpired,
    CertificateInvalid,
    JudgeKeyNotCertifiedByCourt,
    MalformedMessage,
    SignatureInvalid,
)
from comity.model.parties import Authority, AuthorityKind, StateCode
from comity.model.people import JUDICIAL, Pseudonym, Role
from comity.seal.canonical import Fields, b64, decode, encode, write_instant
from comity.seal.keys import SUITE, SealingPublicKey, Signature, Signer, VerifyingKey, check_suite

_CONTEXT = b"comity/1 certificate"
_MOST_LINKS = 8
_LIMIT = 16_384
"""Bytes of a certificate's statement; the keys in it take four thousand."""

_MEMBERS = ("suite", "serial", "holder", "signing", "sealing", "valid_from", "valid_until", "issuer")


class CertificateKind(StrEnum):
    """What a key is for."""

    ROOT = "ROOT"
    AUTHORITY = "AUTHORITY"
    COURT = "COURT"
    NODE = "NODE"
    PERSON = "PERSON"


_COURTS = frozenset({AuthorityKind.COURT, AuthorityKind.INVESTIGATING_JUDGE})
_UNDER_ROOT = frozenset(
    {CertificateKind.ROOT, CertificateKind.AUTHORITY, CertificateKind.COURT, CertificateKind.NODE}
)
_CERTIFY_PERSONS = frozenset({CertificateKind.AUTHORITY, CertificateKind.COURT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose key it is; `name` is a pseudonym for a person, else any label; only persons have a role."""

    state: StateCode
    kind: CertificateKind
    name: Pseudonym
    authority: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One link of the chain, with the bytes that its issuer signed."""

    serial: str
    holder: Holder
    signing: VerifyingKey
    sealing: SealingPublicKey | None
    valid_from: datetime
    valid_until: datetime
    issuer: str
    statement: bytes = field(repr=False)
    signature: Signature = field(repr=False)

    def to_plain(self) -> dict[str, object]:
        """Return the wire form."""
        return {"statement": b64(self.statement), "signature": self.signature.to_plain()}

    @classmethod
    def from_plain(cls, value: object) -> "Certificate":
        """Read the wire form; whether it is true, `verify_chain` says.

        Raises: MalformedMessage, UnknownSuite.
        """
        outer = Fields(value, "certificate", ("statement", "signature"))
        return _read(outer.binary("statement"), Signature.from_plain(outer.any("signature")))

    @property
    def digest(self) -> str:
        """Return SHA-256 of what its issuer signed, in hex."""
        return hashlib.sha256(self.statement).hexdigest()

    def is_valid(self, at: datetime) -> bool:
        """Tell whether `at` lies within its dates, the last instant included."""
        return self.valid_from <= at <= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSignature:
    """A person's signature with the certificates that lead to the root, the person's own first."""

    signature: Signature
    chain: tuple[Certificate, ...]

    def to_plain(self) -> dict[str, object]:
        """Return the wire form."""
        return {"signature": self.signature.to_plain(), "chain": [link.to_plain() for link in self.chain]}

    @classmethod
    def from_plain(cls, value: object) -> "PersonalSignature":
        """Read the wire form.

        Raises: MalformedMessage, UnknownSuite.
        """
        fields = Fields(value, "personal signature", ("signature", "chain"))
        chain = fields.list("chain")
        if not 1 <= len(chain) <= _MOST_LINKS:
            raise MalformedMessage(f"A personal signature carries 1 to {_MOST_LINKS} certificates.")
        return cls(
            signature=Signature.from_plain(fields.any("signature")),
            chain=tuple(Certificate.from_plain(link) for link in chain),
        )


def issue(
    holder: Holder,
    signing: VerifyingKey,
    sealing: SealingPublicKey | None,
    *,
    issuer: Signer,
    serial: str,
    valid_from: datetime,
    valid_until: datetime,
) -> Certificate:
    """Certify that a key is the holder's.

    Raises: MalformedMessage: kind, role and authority of the holder do not fit together.
    """
    statement = encode(
        {
            "suite": SUITE,
            "serial": serial,
            "holder": _write_holder(holder),
            "signing": signing.to_plain(),
            "sealing": sealing.to_plain() if sealing else None,
            "valid_from": write_instant(valid_from),
            "valid_until": write_instant(valid_until),
            "issuer": issuer.id,
        }
    )
    signature = issuer.sign(statement, _CONTEXT)
    return Certificate.from_plain({"statement": b64(statement), "signature": signature.to_plain()})


def verify_chain(
    certificate: Certificate,
    chain: Sequence[Certificate],
    roots: Mapping[StateCode, VerifyingKey],
    at: datetime,
) -> None:
    """Follow a certificate up to the pinned root of its state; every link must hold at `at`.

    Raises:
        AccreditationExpired: the person's own certificate is outside its dates.
        JudgeKeyNotCertifiedByCourt: a judge certified by anything but a court or a sitting judge.
        CertificateInvalid: any other broken link.
    """
    _check_dates(certificate, at)
    root = roots.get(certificate.holder.state)
    if root is None:
        raise CertificateInvalid(
            f"No root of {certificate.holder.state} is pinned; onboard the partner first."
        )
    issuers = {link.signing.id: link for link in chain}
    link = certificate
    for _ in range(_MOST_LINKS):
        if link.issuer == root.id:
            _check_under_root(link, root)
            return
        issuer = issuers.get(link.issuer)
        if issuer is None:
            raise CertificateInvalid(f"The issuer of certificate {link.serial} is not in the chain.")
        _check_link(link, issuer, at)
        link = issuer
    raise CertificateInvalid(
        f"The chain of certificate {certificate.serial} is longer than {_MOST_LINKS} links."
    )


def verify_personal(
    personal: PersonalSignature,
    data: bytes,
    context: bytes,
    *,
    roots: Mapping[StateCode, VerifyingKey],
    at: datetime,
) -> Holder:
    """Check a person's signature over bytes as received, and the chain behind it; return who signed.

    Raises: SignatureInvalid, and what `verify_chain` raises.
    """
    own, *chain = personal.chain
    verify_chain(own, chain, roots, at)
    own.signing.verify(personal.signature, data, context)
    return own.holder


def _check_dates(certificate: Certificate, at: datetime) -> None:
    if certificate.is_valid(at):
        return
    if certificate.holder.kind is CertificateKind.PERSON:
        raise AccreditationExpired(
            f"Certificate {certificate.serial} is not valid at {at:%Y-%m-%d %H:%M}; renew it."
        )
    raise CertificateInvalid(
        f"Certificate {certificate.serial} is not valid at {at:%Y-%m-%d %H:%M}; renew it."
    )


def _check_under_root(link: Certificate, root: VerifyingKey) -> None:
    if link.holder.role in JUDICIAL:
        raise JudgeKeyNotCertifiedByCourt(f"Certificate {link.serial} of a judge is not issued by a court.")
    if link.holder.kind not in _UNDER_ROOT:
        raise CertificateInvalid(f"Certificate {link.serial} of a person is not issued by their authority.")
    if link.holder.kind is CertificateKind.ROOT and link.signing != root:
        raise CertificateInvalid(f"Certificate {link.serial} names another root than the pinned one.")
    _check_signature(link, root)


def _check_link(link: Certificate, issuer: Certificate, at: datetime) -> None:
    if not may_certify(issuer, link.holder, at):
        if link.holder.role in JUDICIAL:
            raise JudgeKeyNotCertifiedByCourt(
                f"Certificate {link.serial} of a judge is not issued by their court or a sitting judge of it."
            )
        raise CertificateInvalid(f"The issuer of certificate {link.serial} may not certify it.")
    _check_dates(issuer, at)
    _check_signature(link, issuer.signing)


def may_certify(issuer: Certificate, holder: Holder, at: datetime) -> bool:
    """Tell whether an issuer may certify a person: a judge by their court or a sitting judge of it alone."""
    by = issuer.holder
    same_place = (by.state, by.authority) == (holder.state, holder.authority)
    if holder.kind is not CertificateKind.PERSON or not same_place:
        return False
    if holder.role in JUDICIAL:
        return by.kind is CertificateKind.COURT or (by.role is Role.JUDGE and issuer.is_valid(at))
    return by.kind in _CERTIFY_PERSONS


def _check_signature(link: Certificate, issuer: VerifyingKey) -> None:
    try:
        _verify(link.statement, link.signature, *issuer.to_raw())
    except SignatureInvalid:
        raise CertificateInvalid(f"Certificate {link.serial} is not signed by its issuer.") from None


@lru_cache(maxsize=1024)
def _verify(statement: bytes, signature: Signature, ed25519: bytes, mldsa65: bytes) -> None:
    """Check a certificate's signature once: what stood is remembered, under the whole of key and bytes."""
    VerifyingKey.from_bytes(ed25519, mldsa65).verify(signature, statement, _CONTEXT)


@lru_cache(maxsize=1024)
def _read(statement: bytes, signature: Signature) -> Certificate:
    """Read one certificate; the same ones come with every act of a person."""
    fields = Fields(decode(statement, _LIMIT), "certificate", _MEMBERS)
    check_suite(fields.number("suite"))
    sealing = fields.any("sealing")
    return Certificate(
        serial=fields.text("serial"),
        holder=_read_holder(fields.any("holder")),
        signing=VerifyingKey.from_plain(fields.any("signing")),
        sealing=None if sealing is None else SealingPublicKey.from_plain(sealing),
        valid_from=fields.instant("valid_from"),
        valid_until=fields.instant("valid_until"),
        issuer=fields.text("issuer"),
        statement=statement,
        signature=signature,
    )


def _write_holder(holder: Holder) -> dict[str, object]:
    return {
        "state": holder.state,
        "kind": holder.kind,
        "name": holder.name,
        "authority": holder.authority,
        "role": holder.role,
    }


def _read_holder(value: object) -> Holder:
    fields = Fields(value, "holder of a certificate", ("state", "kind", "name", "authority", "role"))
    holder = Holder(
        state=StateCode(fields.text("state")),
        kind=fields.choice("kind", CertificateKind),
        name=Pseudonym(fields.text("name")),
        authority=fields.text("authority"),
        role=None if fields.any("role") is None else fields.choice("role", Role),
    )
    if not _fits(holder):
        raise MalformedMessage(
            "Kind, role, authority and state of a certificate's holder do not fit together."
        )
    return holder


def _fits(holder: Holder) -> bool:
    if (holder.role is not None) != (holder.kind is CertificateKind.PERSON):
        return False
    if not holder.authority:
        return holder.kind in {CertificateKind.ROOT, CertificateKind.NODE}
    try:
        authority = Authority.parse(holder.authority)
    except ValueError:
        return False
    if holder.kind is CertificateKind.COURT and authority.kind not in _COURTS:
        return False
    return authority.state == holder.state and authority.code == holder.authority
