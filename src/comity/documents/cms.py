"""Signed data of travel documents (RFC 5652, ICAO 9303-10 and -12): the signature, and all it must say."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core

from comity.documents.certificates import Certificate, instant, read_certificate, same_text
from comity.documents.chip_findings import Findings
from comity.documents.der import Asn1, check_der, children, definite, reading
from comity.documents.signatures import Algorithm, algorithm_named, digest_named, verify
from comity.errors import MalformedFile, SignatureInvalid

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = (
    "1.2.840.113549.1.9.3",
    "1.2.840.113549.1.9.4",
    "1.2.840.113549.1.9.5",
)
_SET = b"\x31"
_MOST_CERTIFICATES = 16
"""How many certificates may come beside the content; a security object carries one, a master list two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Content whose signature holds, the certificate that made it, and what else came with it."""

    content: bytes
    signer: Certificate
    others: tuple[Certificate, ...]
    signed_at: datetime | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signer:
    version: int
    issuer: bytes
    serial: int
    key_id: bytes
    digest: str
    algorithm: Algorithm
    attributes: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    version: int
    content_type: str
    content: bytes
    digests: frozenset[str]
    certificates: tuple[Certificate, ...]
    has_crls: bool
    signers: tuple[Asn1, ...]


def read_signed(
    data: bytes, content_type: str, what: str, found: Findings, *, most_bytes: int
) -> Signed | None:
    """Check signed data in full and return its content, or None where no signature holds; why is found.

    The signature must be one, by a certificate that came along, over signed attributes that name type and
    digest of the content.
    """
    try:
        strict = definite(data, what) if len(data) <= most_bytes else data
        parts = _read(strict, what, most_bytes)
        signer = _signer(parts.signers[0], what) if len(parts.signers) == 1 else None
    except MalformedFile as bad:
        found.add("malformed", what, bad.what)
        return None
    if strict is not data:
        found.add("not-der", what)
    _check_parts(parts, content_type, what, found)
    if signer is None:
        found.add("signer-count", what, len(parts.signers))
        return None
    certificate = _certificate(parts.certificates, signer, what, found)
    if certificate is None:
        return None
    signed_at = _check_attributes(parts, signer, what, found)
    if not signer.attributes or not _holds(certificate, signer, what, found):
        return None
    return Signed(
        content=parts.content,
        signer=certificate,
        others=tuple(one for one in parts.certificates if one is not certificate),
        signed_at=signed_at,
        digest=signer.digest,
    )


def _check_parts(parts: _Parts, content_type: str, what: str, found: Findings) -> None:
    if parts.version != 3:
        found.add("cms-version", what, parts.version)
    if parts.content_type != content_type:
        found.add("content-type", what, content_type)
    if parts.has_crls:
        found.add("crl-inside", what)


def _read(data: bytes, what: str, most_bytes: int) -> _Parts:
    check_der(data, what, most_bytes=most_bytes)
    with reading(what):
        outer = cms.ContentInfo.load(data, strict=True)
        if outer["content_type"].dotted != _SIGNED_DATA:
            raise MalformedFile(f"{what} is no signed data of RFC 5652.")
        signed = outer["content"]
        encapsulated, beside = signed["encap_content_info"], signed["certificates"]
        content = encapsulated["content"]
        if isinstance(content, core.Void) or content.contents is None or content.method:
            raise MalformedFile(f"{what} carries no content, or carries it in pieces.")
        choices = () if isinstance(beside, core.Void) else tuple(beside)
        if len(choices) > _MOST_CERTIFICATES:
            raise MalformedFile(f"{what} carries more than {_MOST_CERTIFICATES} certificates.")
        return _Parts(
            version=_version(signed["version"]),
            content_type=encapsulated["content_type"].dotted,
            content=bytes(content.contents),
            digests=frozenset(digest_named(one.dump()) for one in signed["digest_algorithms"]),
            certificates=tuple(
                read_certificate(one.chosen.dump(), f"A certificate in {what}")
                for one in choices
                if one.name == "certificate"
            ),
            has_crls=not isinstance(signed["crls"], core.Void),
            signers=tuple(signed["signer_infos"]),
        )


def _version(version: Asn1) -> int:
    return int.from_bytes(version.contents, "big", signed=True)


def _signer(info: Asn1, what: str) -> _Signer:
    with reading(f"The signer in {what}"):
        sid, digest = info["sid"], digest_named(info["digest_algorithm"].dump())
        by_name = sid.name == "issuer_and_serial_number"
        attributes = info["signed_attrs"]
        return _Signer(
            version=_version(info["version"]),
            issuer=sid.chosen["issuer"].dump() if by_name else b"",
            serial=int(sid.chosen["serial_number"]) if by_name else 0,
            key_id=b"" if by_name else bytes(sid.chosen.contents),
            digest=digest,
            algorithm=algorithm_named(info["signature_algorithm"].dump(), digest),
            attributes=b"" if isinstance(attributes, core.Void) else attributes.dump(),
            signature=bytes(info["signature"].contents),
        )


def _certificate(
    certificates: Sequence[Certificate], signer: _Signer, what: str, found: Findings
) -> Certificate | None:
    """Return the one certificate that the signer names, by issuer and serial or by its key's identifier."""
    if signer.version != (3 if signer.key_id else 1):
        found.add("signer-version", what, signer.version)
    fitting = {one.der: one for one in certificates if _fits(one, signer)}
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    found.add("signer-twice" if fitting else "signer-missing", what)
    return None


def _fits(certificate: Certificate, signer: _Signer) -> bool:
    if signer.key_id:
        return certificate.key_id == signer.key_id
    return certificate.serial == signer.serial and same_text(certificate.issuer, signer.issuer)


def _check_attributes(parts: _Parts, signer: _Signer, what: str, found: Findings) -> datetime | None:
    """Check type and digest of the content among the signed attributes, and return the time of signing."""
    if signer.digest not in parts.digests:
        found.add("digest-unlisted", what)
    if not signer.attributes:
        found.add("attributes-missing", what)
        return None
    try:
        said, twice = _attributes(signer.attributes, what)
    except MalformedFile as bad:
        found.add("malformed", what, bad.what)
        return None
    for oid in (_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME):
        if oid in twice or (oid != _SIGNING_TIME and oid not in said):
            found.add("attribute-wrong", what, _NAMES[oid])
    if said.get(_CONTENT_TYPE, parts.content_type) != parts.content_type:
        found.add("attribute-wrong", what, _NAMES[_CONTENT_TYPE])
    digest = hashlib.new(signer.digest, parts.content).digest()
    if said.get(_MESSAGE_DIGEST, digest) != digest:
        found.add("digest-differs", what)
    at = said.get(_SIGNING_TIME)
    return at if isinstance(at, datetime) else None


_NAMES = {_CONTENT_TYPE: "content type", _MESSAGE_DIGEST: "message digest", _SIGNING_TIME: "signing time"}


def _attributes(attributes: bytes, what: str) -> tuple[dict[str, object], set[str]]:
    """Return the value of each attribute that counts here, and which stand twice or have not one value."""
    said: dict[str, object] = {}
    twice: set[str] = set()
    with reading(f"A signed attribute of {what}"):
        for each in cms.CMSAttributes.load(_SET + attributes[1:], strict=True):
            oid, values = each["type"].dotted, each["values"]
            if oid not in _NAMES:
                continue
            if oid in said or len(values) != 1:
                twice.add(oid)
            elif oid == _CONTENT_TYPE:
                said[oid] = values[0].dotted
            elif oid == _MESSAGE_DIGEST:
                said[oid] = bytes(values[0].contents)
            else:
                said[oid] = instant(values[0].chosen)
    return said, twice


def _holds(certificate: Certificate, signer: _Signer, what: str, found: Findings) -> bool:
    """Verify the signature over the attributes in DER (RFC 5652, 5.4), else as they stand: both bind all."""
    try:
        key = certificate.key
    except MalformedFile as bad:
        found.add("key-unusable", what, "the signer", bad.what)
        return False
    if signer.algorithm.digest != signer.digest:
        found.add("hashes-differ", what)
    stands = _SET + signer.attributes[1:]
    in_order = _in_order(stands, what)
    for signed in dict.fromkeys((in_order, stands)):
        try:
            verify(key, signer.algorithm, signer.signature, signed)
        except SignatureInvalid:
            continue
        if signed != in_order:
            found.add("attributes-order", what)
        return True
    found.add("signature-false", what, what)
    return False


def _in_order(attributes: bytes, what: str) -> bytes:
    """Return a SET OF with its members in the order of DER (X.690, 11.6); its header stays as it is."""
    members = sorted(children(attributes, what)) if len(attributes) > 1 else []
    inside = sum(map(len, members))
    return attributes[: len(attributes) - inside] + b"".join(members)
