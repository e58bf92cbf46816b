"""The certificate of a line: one key, no authority, no date that ends it."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from comity.errors import MalformedMessage
from comity.seal.tls import certificate_of, check_certificate, make_tls_key, pem_password, to_pem


@pytest.mark.parametrize("host", ["be.example", "127.0.0.1", "[::1]"])
def test_names_its_host_certifies_nobody_and_never_ends(host: str):
    key = make_tls_key(host)
    certificate = x509.load_der_x509_certificate(key.certificate)
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(n.value) for n in named] == [host.strip("[]")]
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert certificate.not_valid_after_utc.year == 9999
    check_certificate(key.certificate)


def test_writes_its_key_under_a_password_and_never_bare():
    key, password = make_tls_key("be.example"), pem_password(bytes(32))
    pem = key.to_pem(password)
    assert b"ENCRYPTED PRIVATE KEY" in pem
    assert load_pem_private_key(pem.split(b"-----BEGIN CERTIFICATE")[0], password).curve.name == "secp256r1"
    assert certificate_of(pem[pem.index(b"-----BEGIN CERTIFICATE") :]) == key.certificate
    assert pem_password(bytes(31) + b"\x01") != password


def authority() -> bytes:
    """Make a certificate that could certify others."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    start = datetime(2019, 1, 1, tzinfo=UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize("der", [b"", b"junk", authority(), make_tls_key("be.example").certificate[:-1]])
def test_pins_no_authority_and_nothing_that_is_no_certificate(der: bytes):
    with pytest.raises(MalformedMessage):
        check_certificate(der)


@pytest.mark.parametrize("pem", [b"", to_pem(make_tls_key("be.example").certificate)[:-40]])
def test_reads_no_file_without_a_certificate(pem: bytes):
    with pytest.raises(MalformedMessage):
        certificate_of(pem)
