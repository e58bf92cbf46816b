"""An invented issuing state: its certificates, its chips, its lists, on every family of algorithms of 9303.

What is made is whole and lawful unless a test asks for one thing to be otherwise.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, cached_property

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comity.documents.curves import CURVES, OF_CRYPTOGRAPHY, Curve
from documents.der_writing import (
    NULL,
    bits,
    boolean,
    explicit,
    extension,
    generalized,
    integer,
    name,
    octets,
    oid,
    printable,
    seq,
    set_of,
    tlv,
    utc,
)

DIGESTS = {
    "sha1": ("1.3.14.3.2.26", hashes.SHA1(), "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"),
    "sha224": ("2.16.840.1.101.3.4.2.4", hashes.SHA224(), "1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1"),
    "sha256": ("2.16.840.1.101.3.4.2.1", hashes.SHA256(), "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"),
    "sha384": ("2.16.840.1.101.3.4.2.2", hashes.SHA384(), "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3"),
    "sha512": ("2.16.840.1.101.3.4.2.3", hashes.SHA512(), "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4"),
}
"""Each digest's own identifier, its maker, and the identifiers of RSA (PKCS 1) and ECDSA with it."""
PLAIN = {"sha1": 1, "sha224": 2, "sha256": 3, "sha384": 4, "sha512": 5}
NAMED = {curve.name: curve for curve in CURVES}
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
SIGNER_FROM, SIGNER_UNTIL = datetime(2022, 1, 1, tzinfo=UTC), datetime(2032, 4, 1, tzinfo=UTC)
USE_UNTIL = datetime(2022, 4, 1, tzinfo=UTC)
ISSUED = datetime(2022, 2, 10, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ZONE = (
    "P<BELSAMPLOVA<<MIRELA<<<<<<<<<<<<<<<<<<<<<<<",
    "SP123456<2BEL9001011F3202099<<<<<<<<<<<<<<06",
)


@dataclass(frozen=True)
class Scheme:
    """How somebody signs: `kind` is rsa, pss, ecdsa or plain; a curve may be spelled out."""

    kind: str
    digest: str = "sha256"
    curve: str = "secp256r1"
    size: int = 2048
    exponent: int = 65537
    spelled: bool = False
    salt: int | None = None
    number: int = 0

    @property
    def algorithm(self) -> bytes:
        _, _, rsa_oid, ecdsa_oid = DIGESTS[self.digest]
        if self.kind == "rsa":
            return seq(oid(rsa_oid), NULL)
        if self.kind == "ecdsa":
            return seq(oid(ecdsa_oid))
        if self.kind == "plain":
            return seq(oid(f"0.4.0.127.0.7.1.1.4.1.{PLAIN[self.digest]}"))
        return seq(oid("1.2.840.113549.1.1.10"), self.parameters)

    @property
    def parameters(self) -> bytes:
        digest = seq(oid(DIGESTS[self.digest][0]), NULL)
        mask = seq(oid("1.2.840.113549.1.1.8"), digest)
        return seq(explicit(0, digest), explicit(1, mask), explicit(2, integer(self.salted)))

    @property
    def salted(self) -> int:
        return DIGESTS[self.digest][1].digest_size if self.salt is None else self.salt

    @cached_property
    def key_info(self) -> bytes:
        key = key_of(self)
        if isinstance(key, rsa.RSAPrivateKey):
            return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return key_info(NAMED[self.curve], point_of(key), spelled=self.spelled)

    def sign(self, data: bytes) -> bytes:
        key, maker = key_of(self), DIGESTS[self.digest][1]
        if isinstance(key, rsa.RSAPrivateKey):
            pss = padding.PSS(mgf=padding.MGF1(maker), salt_length=self.salted)
            return key.sign(data, padding.PKCS1v15() if self.kind == "rsa" else pss, maker)
        if isinstance(key, OwnKey):
            signature = key.sign(hashlib.new(self.digest, data).digest())
        else:
            signature = key.sign(data, ec.ECDSA(maker, deterministic_signing=True))
        if self.kind == "ecdsa":
            return signature
        width = (NAMED[self.curve].n.bit_length() + 7) // 8
        return b"".join(part.to_bytes(width, "big") for part in decode_dss_signature(signature))


@dataclass(frozen=True)
class OwnKey:
    """A key on a curve on which `cryptography` does not sign; the nonce is fixed, as no secret is kept."""

    curve: Curve
    secret: int = 0x1F3D5B79

    def sign(self, digest: bytes) -> bytes:
        n = self.curve.n
        hashed = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - n.bit_length())
        nonce = hashed % (n - 1) + 1
        r = self.curve.multiply(nonce, 0, None)[0] % n
        return encode_dss_signature(r, pow(nonce, -1, n) * (hashed + r * self.secret) % n)


@cache
def key_of(scheme: Scheme):
    if scheme.kind in ("rsa", "pss"):
        return _rsa(scheme.size, scheme.exponent, scheme.number)
    on = OF_CRYPTOGRAPHY.get(scheme.curve)
    secret = 0x1F3D5B79 + scheme.number
    return ec.derive_private_key(secret, on) if on else OwnKey(NAMED[scheme.curve], secret)


@cache
def _rsa(size: int, exponent: int, number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(exponent, size)


def point_of(key) -> bytes:
    if not isinstance(key, OwnKey):
        return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    x, y = key.curve.multiply(key.secret, 0, None)
    width = (key.curve.p.bit_length() + 7) // 8
    return b"\x04" + x.to_bytes(width, "big") + y.to_bytes(width, "big")


def key_info(curve: Curve, point: bytes, *, spelled: bool = False, **otherwise) -> bytes:
    parameters = domain(curve, **otherwise) if spelled else oid(curve.oid)
    return seq(seq(oid("1.2.840.10045.2.1"), parameters), bits(point))


def domain(
    curve: Curve, *, seed: bytes = b"", compressed: bool = False, cofactor: int | None = 1, **altered: int
) -> bytes:
    """Spell a curve out (SEC 1, C.2); `altered` adds to p, a, b, x, y or n."""
    value = {key: getattr(curve, key) + altered.get(key, 0) for key in ("p", "a", "b", "x", "y", "n")}
    width = (curve.p.bit_length() + 7) // 8
    x, y, a, b = (value[key].to_bytes(width + 1, "big", signed=True)[-width:] for key in ("x", "y", "a", "b"))
    base = bytes([2 + value["y"] % 2]) + x if compressed else b"\x04" + x + y
    return seq(
        integer(1),
        seq(oid("1.2.840.10045.1.1"), integer(value["p"])),
        seq(octets(a), octets(b), *([bits(seed)] if seed else [])),
        octets(base),
        integer(value["n"]),
        *([] if cofactor is None else [integer(cofactor)]),
    )


@dataclass(frozen=True)
class Holder:
    """A certificate with its key; `above` is who certified it, nobody for a root."""

    scheme: Scheme
    country: str = "BE"
    common: str = "CSCA of an invented state"
    serial: int = 7
    above: "Holder | None" = None
    valid_from: datetime = FROM
    valid_until: datetime = UNTIL
    key_from: datetime | None = None
    key_until: datetime | None = None
    ca: bool | None = True
    usage: int | None = 0x06
    purposes: tuple[str, ...] = ()
    more: tuple[bytes, ...] = ()
    names_key: bool = True
    key_info: bytes = b""
    issuer: bytes = b""
    inner_algorithm: bytes = b""
    signature: bytes = b""

    @property
    def subject(self) -> bytes:
        return name(self.country, self.common)

    @property
    def key_id(self) -> bytes:
        return hashlib.sha1(self.key_info or self.scheme.key_info).digest()

    @cached_property
    def der(self) -> bytes:
        above = self.above or self
        signed = seq(
            explicit(0, integer(2)),
            integer(self.serial),
            self.inner_algorithm or above.scheme.algorithm,
            self.issuer or above.subject,
            seq(utc(self.valid_from), utc(self.valid_until)),
            self.subject,
            self.key_info or self.scheme.key_info,
            explicit(3, seq(*self._extensions(above))),
        )
        signature = self.signature or above.scheme.sign(signed)
        return seq(signed, above.scheme.algorithm, bits(signature))

    def _extensions(self, above: "Holder") -> list[bytes]:
        made = [extension("2.5.29.14", octets(self.key_id))]
        if self.names_key:
            made.append(extension("2.5.29.35", seq(tlv(0x80, above.key_id))))
        if self.ca is not None:
            made.append(extension("2.5.29.19", seq(*([boolean(True)] if self.ca else [])), critical=True))
        if self.usage is not None:
            unused = (self.usage & -self.usage).bit_length() - 1
            made.append(extension("2.5.29.15", bits(bytes([self.usage]), unused), critical=True))
        if self.key_from or self.key_until:
            since = [generalized(0x80, self.key_from)] if self.key_from else []
            until = [generalized(0x81, self.key_until)] if self.key_until else []
            made.append(extension("2.5.29.16", seq(*since, *until)))
        if self.purposes:
            made.append(extension("2.5.29.37", seq(*map(oid, self.purposes)), critical=True))
        return [*made, *self.more]


def signer_of(above: Holder, scheme: Scheme, **otherwise) -> Holder:
    """Make a document signer."""
    usual = {
        "country": above.country,
        "common": "Document signer 1",
        "serial": 1267,
        "valid_from": SIGNER_FROM,
        "valid_until": SIGNER_UNTIL,
        "key_from": SIGNER_FROM,
        "key_until": USE_UNTIL,
        "ca": None,
        "usage": 0x80,
    }
    return Holder(scheme, above=above, **{**usual, **otherwise})


def list_signer_of(above: Holder, scheme: Scheme, **otherwise) -> Holder:
    """Make a signer of master lists."""
    purposes = ("2.23.136.1.1.3",)
    return signer_of(
        above, scheme, **{"common": "List signer", "purposes": purposes, "key_until": None} | otherwise
    )


def group(tag: int, *parts: bytes) -> bytes:
    return tlv(tag, *parts)


def dg1(zone: tuple[str, ...] = ZONE) -> bytes:
    text = "".join(zone).encode("ascii")
    return group(0x61, b"\x5f\x1f" + bytes([len(text)]) + text)


def dg12(day: str) -> bytes:
    return group(0x6C, b"\x5c\x02\x5f\x26", b"\x5f\x26\x08" + day.encode("ascii"))


GROUPS = {
    1: dg1(),
    2: group(0x75, bytes(range(256)) * 8),
    14: group(0x6E, set_of(seq(oid("1.2.3"), integer(1)))),
}
COM = group(0x60, b"\x5f\x01\x04" + b"0107", b"\x5f\x36\x06" + b"040000", b"\x5c\x03\x61\x75\x6e")


def security_object(
    groups: Mapping[int, bytes],
    digest: str,
    *,
    version: int = 0,
    lds: bool = False,
    extra: tuple[bytes, ...] = (),
) -> bytes:
    hashed = (seq(integer(n), octets(hashlib.new(digest, data).digest())) for n, data in groups.items())
    versions = [seq(printable("0108"), printable("040000"))] if lds else []
    return seq(integer(version), seq(oid(DIGESTS[digest][0]), NULL), seq(*hashed, *extra), *versions)


@dataclass(frozen=True)
class Signing:
    """Signed data (RFC 5652, 5), with whatever a test wants to be otherwise."""

    signer: Holder
    content: bytes
    content_type: str = "2.23.136.1.1.1"
    version: int = 3
    signer_version: int | None = None
    by_key_id: bool = False
    digests: tuple[str, ...] | None = None
    certificates: tuple[bytes, ...] | None = None
    signed_type: str | None = None
    signed_digest: bytes | None = None
    signed_at: datetime | None = None
    attributes: tuple[bytes, ...] | None = None
    bare: bool = False
    unsorted: bool = False
    signers: int = 1
    signature: bytes | None = None
    algorithm: bytes = b""
    serial: int | None = None
    detached: bool = False
    crls: bytes = b""

    @property
    def digest(self) -> str:
        return self.signer.scheme.digest

    def _attributes(self) -> list[bytes]:
        digest = hashlib.new(self.digest, self.content).digest()
        made = [
            _attribute("1.2.840.113549.1.9.3", oid(self.signed_type or self.content_type)),
            _attribute(
                "1.2.840.113549.1.9.4", octets(digest if self.signed_digest is None else self.signed_digest)
            ),
        ]
        if self.signed_at:
            made.append(_attribute("1.2.840.113549.1.9.5", utc(self.signed_at)))
        return made if self.attributes is None else list(self.attributes)

    def signer_info(self) -> bytes:
        holder = self.signer
        stands = self._attributes() if self.unsorted else sorted(self._attributes())
        if self.unsorted:
            stands = sorted(stands, reverse=True)
        signature = holder.scheme.sign(self.content if self.bare else tlv(0x31, *stands))
        serial = holder.serial if self.serial is None else self.serial
        sid = tlv(0x80, holder.key_id) if self.by_key_id else seq(holder.above.subject, integer(serial))
        usual = 3 if self.by_key_id else 1
        return seq(
            integer(usual if self.signer_version is None else self.signer_version),
            sid,
            seq(oid(DIGESTS[self.digest][0]), NULL),
            *([] if self.bare else [tlv(0xA0, *stands)]),
            self.algorithm or holder.scheme.algorithm,
            octets(signature if self.signature is None else self.signature),
        )

    def der(self) -> bytes:
        digests = (self.digest,) if self.digests is None else self.digests
        beside = (self.signer.der,) if self.certificates is None else self.certificates
        content = () if self.detached else (explicit(0, octets(self.content)),)
        return seq(
            oid("1.2.840.113549.1.7.2"),
            explicit(
                0,
                seq(
                    integer(self.version),
                    set_of(*(seq(oid(DIGESTS[one][0]), NULL) for one in digests)),
                    seq(oid(self.content_type), *content),
                    *([explicit(0, *beside)] if beside else []),
                    *([explicit(1, self.crls)] if self.crls else []),
                    tlv(0x31, *(self.signer_info() for _ in range(self.signers))),
                ),
            ),
        )


def _attribute(kind: str, *values: bytes) -> bytes:
    return seq(oid(kind), tlv(0x31, *values))


attribute = _attribute


@dataclass(frozen=True)
class Chip:
    """A chip as its state writes it; `how` are changes of its signed data."""

    root: Holder
    signer: Holder
    groups: Mapping[int, bytes] = field(default_factory=lambda: dict(GROUPS))
    how: Mapping[str, object] = field(default_factory=dict)
    com: bytes = COM

    def signing(self) -> Signing:
        content = security_object(self.groups, self.signer.scheme.digest)
        return replace(Signing(self.signer, content), **self.how)

    @cached_property
    def sod(self) -> bytes:
        return tlv(0x77, self.signing().der())

    @property
    def files(self) -> list[bytes]:
        return [self.com, self.sod, *self.groups.values()]


def chip_of(root: Scheme, signer: Scheme | None = None, **how) -> Chip:
    """Make a state and one of its chips."""
    state = Holder(root)
    return Chip(state, signer_of(state, signer or replace(root, number=1)), how=how)


def master_list(signer: Holder, certificates: list[bytes], **how) -> bytes:
    content = seq(integer(how.pop("list_version", 0)), set_of(*certificates))
    usual = {"certificates": (signer.der, signer.above.der), "signed_at": datetime(2024, 5, 6, tzinfo=UTC)}
    return replace(Signing(signer, content, content_type="2.23.136.1.1.2"), **{**usual, **how}).der()


def revocation_list(
    above: Holder, serials: Mapping[int, datetime], made: datetime, due: datetime | None, **how
) -> bytes:
    entries = [seq(integer(serial), utc(at)) for serial, at in serials.items()]
    signed = seq(
        integer(1),
        above.scheme.algorithm,
        above.subject,
        utc(made),
        *([utc(due)] if due else []),
        *([seq(*entries)] if entries else []),
        *([explicit(0, seq(*how["extensions"]))] if "extensions" in how else []),
    )
    return seq(signed, above.scheme.algorithm, bits(how.get("signature") or above.scheme.sign(signed)))
