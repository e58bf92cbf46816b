"""Certificates of travel documents, read from their own bytes (RFC 5280, ICAO 9303-12).

States certify with negative serial numbers, extensions that break their grammar and curves spelled out; a
reader that refuses those would refuse states. What is signed is always the bytes as they came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from asn1crypto import core, x509

from comity.documents.der import Asn1, check_der, reading
from comity.documents.grammar import DocumentTypes
from comity.documents.signatures import Algorithm, Key, algorithm_named, read_key, verify
from comity.errors import MalformedFile, SignatureInvalid

MOST_BYTES = 32 * 1024
"""How large a certificate may be; the largest of a master list have 3 kB."""
MASTER_LIST_SIGNER = "2.23.136.1.1.3"
"""The purpose of a key that signs master lists (ICAO 9303-12)."""

_KEY_ID, _AUTHORITY, _BASIC, _USAGE, _PURPOSES = (
    "2.5.29.14",
    "2.5.29.35",
    "2.5.29.19",
    "2.5.29.15",
    "2.5.29.37",
)
_KEY_PERIOD, _DOCUMENT_TYPES = "2.5.29.16", "2.23.136.1.1.6.2"
_READ = (_KEY_ID, _AUTHORITY, _BASIC, _USAGE, _PURPOSES, _KEY_PERIOD, _DOCUMENT_TYPES)
_HARMLESS = ("2.5.29.17", "2.5.29.18", "2.5.29.31", "2.5.29.32", "2.23.136.1.1.6.1")
"""Alternative names, where revocation lists lie, policies, a changed name: nothing that a check here asks."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Certificate:
    """One certificate; `algorithm` is None where it is unknown.

    `key_from` and `key_until` bound the use of its key. `unread` are critical extensions that are not known,
    and known ones that break their grammar.
    """

    der: bytes
    signed: bytes
    signature: bytes
    algorithm: Algorithm | None
    one_algorithm: bool
    issuer: bytes
    subject: bytes
    serial: int
    valid_from: datetime
    valid_until: datetime
    key_info: bytes
    key_id: bytes = b""
    authority_key_id: bytes = b""
    is_ca: bool | None = None
    usages: frozenset[str] | None = None
    purposes: frozenset[str] = frozenset()
    document_types: frozenset[str] = frozenset()
    key_from: datetime | None = None
    key_until: datetime | None = None
    unread: tuple[str, ...] = ()

    @cached_property
    def key(self) -> Key:
        """Return its public key. Raises: MalformedFile."""
        return read_key(self.key_info)

    @cached_property
    def fingerprint(self) -> str:
        """Return the SHA-256 of its bytes."""
        return sha256(self.der).hexdigest()

    @cached_property
    def name(self) -> str:
        """Return its subject for people, in the order of its parts."""
        return ", ".join(f"{_SHORT.get(kind, kind)}={text}" for kind, text in self._parts)

    @cached_property
    def country(self) -> str:
        """Return the two letters of its subject's country, in capitals."""
        return next((text.strip().upper() for kind, text in self._parts if kind == "2.5.4.6"), "")

    @cached_property
    def _parts(self) -> list[tuple[str, str]]:
        return _parts(self.subject)

    @property
    def certifies(self) -> bool:
        """Tell whether it says, by both of its marks, that its key certifies others."""
        return self.is_ca is True and self.usages is not None and "key_cert_sign" in self.usages

    @property
    def in_use(self) -> tuple[datetime, datetime]:
        """Return from when until when its key may sign."""
        since, until = self.key_from or self.valid_from, self.key_until or self.valid_until
        return max(since, self.valid_from), min(until, self.valid_until)

    def signed_by(self, issuer: "Certificate") -> bool:
        """Tell whether that certificate's key made the signature on this one."""
        return _signed_by(self, issuer)


@lru_cache(maxsize=1024)
def _signed_by(this: Certificate, issuer: Certificate) -> bool:
    """Verify once what stands in a thousand chips: a state's signer signs for months."""
    try:
        if this.algorithm is None:
            return False
        verify(issuer.key, this.algorithm, this.signature, this.signed)
    except (SignatureInvalid, MalformedFile):
        return False
    return True


@lru_cache(maxsize=1024)
def read_certificate(der: bytes, what: str) -> Certificate:
    """Read one certificate of X.509.

    Raises: MalformedFile naming `what`.
    """
    check_der(der, what, most_bytes=MOST_BYTES)
    with reading(what):
        read = x509.Certificate.load(der, strict=True)
        inner = read["tbs_certificate"]
        outer = read["signature_algorithm"]
        bits = read["signature_value"].contents
        if bits[:1] != b"\x00":
            raise ValueError
        found, unread = _extensions(inner["extensions"], what)
        return Certificate(
            der=der,
            signed=inner.dump(),
            signature=bits[1:],
            algorithm=_algorithm(outer.dump()),
            one_algorithm=outer.dump() == inner["signature"].dump(),
            issuer=inner["issuer"].dump(),
            subject=inner["subject"].dump(),
            serial=int(inner["serial_number"]),
            valid_from=instant(inner["validity"]["not_before"].chosen),
            valid_until=instant(inner["validity"]["not_after"].chosen),
            key_info=inner["subject_public_key_info"].dump(),
            unread=unread,
            **found,
        )


def instant(time: Asn1) -> datetime:
    """Return a time of ASN.1 as an instant in UTC. Raises: ValueError."""
    read = time.native
    if not isinstance(read, datetime):
        raise ValueError
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def _algorithm(outer: bytes) -> Algorithm | None:
    try:
        return algorithm_named(outer)
    except MalformedFile:
        return None


def _extensions(extensions: Asn1, what: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    found: dict[str, Any] = {}
    unread: list[str] = []
    seen = set()
    for extension in () if isinstance(extensions, core.Void) else extensions:
        oid = extension["extn_id"].dotted
        if oid in seen:
            raise MalformedFile(f"{what} has the extension {oid} twice.")
        seen.add(oid)
        if oid in _READ:
            try:
                found.update(_extension(oid, extension["extn_value"].contents))
            except MalformedFile:
                unread.append(oid)
        elif oid not in _HARMLESS and extension["critical"].native:
            unread.append(oid)
    return found, tuple(unread)


@lru_cache(maxsize=2048)
def _extension(oid: str, value: bytes) -> Mapping[str, Any]:
    check_der(value, "An extension", most_bytes=MOST_BYTES)
    with reading("An extension"):
        match oid:
            case "2.5.29.14":
                return {"key_id": core.OctetString.load(value).contents}
            case "2.5.29.35":
                named = x509.AuthorityKeyIdentifier.load(value)["key_identifier"]
                return {"authority_key_id": b"" if isinstance(named, core.Void) else named.contents}
            case "2.5.29.19":
                return {"is_ca": bool(x509.BasicConstraints.load(value)["ca"].native)}
            case "2.5.29.15":
                return {"usages": frozenset(x509.KeyUsage.load(value).native)}
            case "2.5.29.37":
                return {"purposes": frozenset(one.dotted for one in x509.ExtKeyUsageSyntax.load(value))}
            case "2.5.29.16":
                return _period(x509.PrivateKeyUsagePeriod.load(value))
            case _:
                types = DocumentTypes.load(value)["types"]
                return {"document_types": frozenset(str(one.native) for one in types)}


def _period(period: Asn1) -> Mapping[str, Any]:
    since, until = period["not_before"], period["not_after"]
    return {
        "key_from": None if isinstance(since, core.Void) else instant(since),
        "key_until": None if isinstance(until, core.Void) else instant(until),
    }


def same_name(one: bytes, other: bytes) -> bool:
    """Tell whether two names are the same: case and spaces make no difference (RFC 5280, 7.1)."""
    if one == other:
        return True
    try:
        with reading("A name"):
            return bool(x509.Name.load(one) == x509.Name.load(other))
    except MalformedFile:
        return False


def same_text(one: bytes, other: bytes) -> bool:
    """Tell whether two names say the same, letter by letter, perhaps in other kinds of string."""
    return one == other or (_parts(one) == _parts(other) != _UNREADABLE)


_UNREADABLE = [("a name that cannot be read", "")]


def _parts(name: bytes) -> list[tuple[str, str]]:
    try:
        with reading("A name"):
            parts = [one for part in x509.Name.load(name).chosen for one in part]
            return [(one["type"].dotted, _text(one["value"])) for one in parts]
    except MalformedFile:
        return _UNREADABLE


_SHORT = {"2.5.4.6": "C", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.3": "CN", "2.5.4.5": "serialNumber"}


def _text(value: Asn1) -> str:
    read = value.native
    return read if isinstance(read, str) else "?"
