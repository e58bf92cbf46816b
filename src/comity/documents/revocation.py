"""Certificate revocation lists of states, from files (RFC 5280, 5; ICAO 9303-12, 7.1.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto import core, crl, pem

from comity.documents.certificates import Certificate, instant, same_name
from comity.documents.chip_findings import Findings
from comity.documents.der import Asn1, check_der, reading
from comity.documents.signatures import Algorithm, algorithm_named, verify
from comity.errors import MalformedFile, SignatureInvalid

MOST_BYTES = 16 * 2**20
"""How large a revocation list may be."""


class Revocation(StrEnum):
    """What is known of a certificate's revocation."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "no CRL, unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """One list of an issuer: what was revoked and when; `due_at` is when the next was due."""

    issuer: bytes
    made_at: datetime
    due_at: datetime | None
    revoked: dict[int, datetime]
    algorithm: Algorithm
    signature: bytes
    signed: bytes


def read_revocation_list(data: bytes) -> RevocationList:
    """Read a revocation list as DER or PEM.

    Raises: MalformedFile.
    """
    what = "The revocation list"
    with reading(what):
        der = pem.unarmor(data)[2] if pem.detect(data) else data
        check_der(der, what, most_bytes=MOST_BYTES)
        read = crl.CertificateList.load(der, strict=True)
        inner, bits = read["tbs_cert_list"], read["signature"].contents
        due, entries = inner["next_update"], inner["revoked_certificates"]
        _check_extensions(inner["crl_extensions"], what)
        if bits[:1] != b"\x00" or read["signature_algorithm"].dump() != inner["signature"].dump():
            raise ValueError
        return RevocationList(
            issuer=inner["issuer"].dump(),
            made_at=instant(inner["this_update"].chosen),
            due_at=None if isinstance(due, core.Void) else instant(due.chosen),
            revoked={
                int(one["user_certificate"]): instant(one["revocation_date"].chosen)
                for one in (() if isinstance(entries, core.Void) else entries)
            },
            algorithm=algorithm_named(read["signature_algorithm"].dump()),
            signature=bits[1:],
            signed=inner.dump(),
        )


def _check_extensions(extensions: Asn1, what: str) -> None:
    """Refuse a list that speaks of a part only, or of others': it could not show that one is good."""
    if isinstance(extensions, core.Void):
        return
    for extension in extensions:
        if extension["critical"].native:
            raise MalformedFile(f"{what} has a critical extension that is not known; it may be a part only.")


def revocation_of(
    certificate: Certificate,
    issuers: Sequence[Certificate],
    lists: Sequence[RevocationList],
    now: datetime,
    where: str,
    found: Findings,
) -> Revocation:
    """Say whether a certificate was revoked, by the lists of its issuer; without one it is unknown.

    `issuers` are the certificates of the issuer's name: a state may sign its list with a newer key.
    """
    genuine = [one for one in lists if _is_of(one, issuers, where, found)]
    for one in genuine:
        if certificate.serial in one.revoked:
            found.add("revoked", where, f"{one.revoked[certificate.serial]:%Y-%m-%d}")
            return Revocation.REVOKED
    if not genuine:
        found.add("crl-none", where)
        return Revocation.UNKNOWN
    newest = max(genuine, key=lambda one: one.made_at)
    if newest.due_at is None or newest.due_at < now:
        found.add(
            "crl-old", where, f"{newest.due_at:%Y-%m-%d}" if newest.due_at else "a day that it does not name"
        )
        return Revocation.UNKNOWN
    return Revocation.GOOD


def _is_of(one: RevocationList, issuers: Sequence[Certificate], where: str, found: Findings) -> bool:
    """Tell whether a list is of that issuer: of its name, and signed by one of the keys that it had."""
    named = [issuer for issuer in issuers if same_name(one.issuer, issuer.subject)]
    for issuer in named:
        try:
            verify(issuer.key, one.algorithm, one.signature, one.signed)
        except (SignatureInvalid, MalformedFile):
            continue
        return True
    if named:
        found.add("crl-false", where)
    return False
