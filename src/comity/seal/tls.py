"""The key pair by which a node's line knows another's: one self-signed certificate, pinned byte by byte.

It opens the gate and proves nothing else; who speaks, the envelope proves. It bears no dates that mean
anything: it ends when two persons pin another (TP9), never by itself in the night.
"""

import hashlib
import ipaddress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from comity.errors import MalformedMessage

LONGEST = 8192
"""Bytes of a certificate in DER."""

_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_INFO = b"comity/1 line.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsKey:
    """A node's private key for its line, and the certificate that others pin, in DER."""

    certificate: bytes
    private: ec.EllipticCurvePrivateKey = field(repr=False)

    def to_pem(self, password: bytes) -> bytes:
        """Write both in PEM, the key encrypted under a password and never bare."""
        key = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
        return key + to_pem(self.certificate)


def make_tls_key(host: str) -> TlsKey:
    """Make a P-256 key and a certificate in the name of a host."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "comity node")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    return TlsKey(certificate=certificate.public_bytes(Encoding.DER), private=private)


def check_certificate(der: bytes) -> None:
    """Check that bytes are one certificate of a node, and of no authority that could certify others.

    Raises: MalformedMessage.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        extensions = certificate.extensions
    except ValueError:
        raise MalformedMessage("The line's certificate cannot be read; have it written anew.") from None
    issuing = [e for e in extensions if isinstance(e.value, x509.BasicConstraints) and e.value.ca]
    if issuing or len(der) > LONGEST:
        raise MalformedMessage(
            "The line's certificate is too long, or may certify others; name the node's own."
        )


def tls_fingerprint(der: bytes) -> str:
    """Return SHA-256 of a certificate in hex: how a door finds who pinned it."""
    return hashlib.sha256(der).hexdigest()


def to_pem(der: bytes) -> bytes:
    """Write a certificate in PEM."""
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def certificate_of(pem: bytes) -> bytes:
    """Return the certificate that a PEM file holds, in DER.

    Raises: MalformedMessage.
    """
    try:
        return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    except ValueError:
        raise MalformedMessage("The file holds no certificate in PEM. Make the line's key anew.") from None


def pem_password(master: bytes) -> bytes:
    """Derive the password of a node's key file from its master key."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_INFO).derive(master).hex().encode()


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)
