"""Curves: each holds its equations, explicit parameters are one of them exactly, or no curve at all."""

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from comity.documents.curves import CURVES, OF_CRYPTOGRAPHY, Curve, verifies
from comity.documents.signatures import Algorithm, read_key, verify
from comity.errors import MalformedFile, SignatureInvalid
from documents.issuing import NAMED, OwnKey, Scheme, key_info, key_of, point_of

KNOWN = [curve for curve in CURVES if curve.name in OF_CRYPTOGRAPHY]
BY_NAME = [pytest.param(curve, id=curve.name) for curve in CURVES]


def point(curve: Curve) -> bytes:
    return point_of(key_of(Scheme("ecdsa", curve=curve.name)))


@pytest.mark.parametrize("curve", BY_NAME)
def test_the_generator_is_on_its_curve_and_has_the_order_that_the_standard_prints(curve: Curve):
    assert curve.holds(curve.x, curve.y)
    assert curve.multiply(curve.n, 0, None) is None
    assert curve.multiply(curve.n - 1, 0, None) == (curve.x, curve.p - curve.y)
    assert (4 * curve.a**3 + 27 * curve.b**2) % curve.p != 0
    assert all(
        pow(witness, number - 1, number) == 1 for witness in (2, 3, 5) for number in (curve.p, curve.n)
    )


def test_knows_the_curves_of_9303_and_every_one_that_the_library_computes_on():
    brainpool = {
        "brainpoolP224r1",
        "brainpoolP256r1",
        "brainpoolP320r1",
        "brainpoolP384r1",
        "brainpoolP512r1",
    }
    nist = {"secp224r1", "secp256r1", "secp384r1", "secp521r1"}
    assert brainpool | nist | set(OF_CRYPTOGRAPHY) <= set(NAMED)


@pytest.mark.parametrize("curve", [pytest.param(curve, id=curve.name) for curve in KNOWN])
def test_own_arithmetic_agrees_with_the_librarys(curve: Curve):
    key = ec.generate_private_key(OF_CRYPTOGRAPHY[curve.name])
    numbers = key.public_key().public_numbers()
    compressed = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    assert curve.point(point_of(key)) == (numbers.x, numbers.y)
    if curve.p % 4 == 3:
        assert curve.point(compressed) == (numbers.x, numbers.y)
    for digest in ("sha1", "sha256", "sha512"):
        maker = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha512": hashes.SHA512()}[digest]
        r, s = decode_dss_signature(key.sign(b"a list of data groups", ec.ECDSA(maker)))
        hashed = hashlib.new(digest, b"a list of data groups").digest()
        assert verifies(curve, (numbers.x, numbers.y), hashed, r, s)
        assert not verifies(curve, (numbers.x, numbers.y), hashed, r, s + 1)
        assert not verifies(curve, (numbers.x, numbers.y), bytes([hashed[0] ^ 1]) + hashed[1:], r, s)


OF_OPENSSL = [
    (
        "305a301406072a8648ce3d020106092b24030302080101080342000465ebcc6ed8cc3416211d1da63ed288e8"
        "b932b472aac452d3e91ef54ec0fc858104e892d5805097e8fc7319d5d66592f49049fedcc678342fbee4b1a8"
        "72a3b192",
        "304402206964fd15a2b5163383ea389eff1e9d5e8dfd749d14ecfa7cf6ae5359669744860220784905bb185c"
        "bba1478d8af263bbf5aa3e07b629253a6e9aa237fd71ba4f51d9",
    ),
    (
        "307a301406072a8648ce3d020106092b240303020801010c0362000482608f928ead5daa547d769f426f3524"
        "1066a8046508b282f88e17a644d95404ea029cbffc5a7dd90286b2e692429e6e4681261a139d07ad5771b578"
        "e55acb4d9786c3f177e462ae9f8aa0b067d933e3915ff631c45f23901109f9c7a1781f2a",
        "306502310081ff103422be21fd3da7706372a08868ef516113219f882aeaf67335deefba9940f9f3cc61ff2a"
        "050ae2ec16214a057502305c87a65f97b6566d0beac4b3aa60439fe50d0bf3bdee801470bd92e9d134e0edfd"
        "bbc78125bf4e7a2415dea4ec8a5272",
    ),
]
"""Keys on brainpoolP256t1 and brainpoolP384t1 with signatures over one text, made by OpenSSL 3.0."""


@pytest.mark.parametrize(("info", "signature"), OF_OPENSSL, ids=["256", "384"])
def test_verifies_what_openssl_signed_on_a_twisted_curve(info: str, signature: str):
    key, how = read_key(bytes.fromhex(info)), Algorithm("ecdsa", "sha256")
    verify(key, how, bytes.fromhex(signature), b"a list of data groups")
    with pytest.raises(SignatureInvalid):
        verify(key, how, bytes.fromhex(signature), b"a list of data group")


def test_a_key_that_is_met_often_gives_what_it_gave_at_first():
    curve = NAMED["brainpoolP224r1"]
    public = curve.multiply(2**200 + 77, 0, None)
    numbers = (1, 2, 15, 16, curve.n - 1, curve.n // 3)
    first = [curve.multiply(n, n + 1, public) for n in numbers]
    assert all([curve.multiply(n, n + 1, public) for n in numbers] == first for _ in range(3))


@given(
    st.sampled_from(["brainpoolP160r1", "brainpoolP224r1", "brainpoolP320r1"]),
    st.binary(max_size=64),
    st.data(),
)
def test_own_verification_takes_its_own_signature_and_no_other(name: str, digest: bytes, data: st.DataObject):
    curve = NAMED[name]
    key = OwnKey(curve, data.draw(st.integers(1, 2**64)))
    public = curve.multiply(key.secret, 0, None)
    r, s = decode_dss_signature(key.sign(digest))
    assert verifies(curve, public, digest, r, s)
    assert not verifies(curve, public, digest, r, (s + data.draw(st.integers(1, 2**64))) % curve.n)


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (0, 0), (-1, 1)])
def test_refuses_signatures_out_of_range(r: int, s: int):
    curve = NAMED["brainpoolP224r1"]
    assert not verifies(curve, (curve.x, curve.y), bytes(28), r, s)
    assert not verifies(curve, (curve.x, curve.y), bytes(28), curve.n + 1, 1)
    assert not verifies(curve, None, bytes(28), 1, 1)


# ── explicit parameters ─────────────────────────────────────────────────────────────────────────
SPELLINGS = [
    {},
    {"seed": b"any seed"},
    {"compressed": True},
    {"cofactor": None},
    {"seed": b"s", "compressed": True},
]


@pytest.mark.parametrize("curve", BY_NAME)
@pytest.mark.parametrize("how", SPELLINGS, ids=repr)
def test_a_spelled_out_curve_is_loaded_as_the_named_one(curve: Curve, how: dict):
    key = read_key(key_info(curve, point(curve), spelled=True, **how))
    assert (key.curve, key.explicit) == (curve.name, True)
    named = read_key(key_info(curve, point(curve)))
    assert (named.curve, named.explicit, named.size) == (curve.name, False, key.size)


@pytest.mark.parametrize("curve", BY_NAME)
@pytest.mark.parametrize("number", ["p", "a", "b", "x", "y", "n"])
@pytest.mark.parametrize("by", [1, -1, 2])
def test_refuses_a_spelled_out_curve_that_is_altered(curve: Curve, number: str, by: int):
    altered = key_info(curve, point(curve), spelled=True, **{number: by})
    with pytest.raises(MalformedFile, match="parameters differ"):
        read_key(altered)


@pytest.mark.parametrize("cofactor", [0, 2, -1])
def test_refuses_another_cofactor(cofactor: int):
    curve = NAMED["secp256r1"]
    with pytest.raises(MalformedFile, match="parameters differ"):
        read_key(key_info(curve, point(curve), spelled=True, cofactor=cofactor))


def test_refuses_a_generator_chosen_so_that_a_forgers_key_fits():
    """CVE-2020-0601: with G' = Q and the secret 1, anybody signs for the holder of Q."""
    curve = NAMED["secp256r1"]
    x, y = curve.multiply(77, 0, None)
    chosen = {"x": x - curve.x, "y": y - curve.y}
    with pytest.raises(MalformedFile, match="parameters differ"):
        read_key(key_info(curve, point(curve), spelled=True, **chosen))


def test_refuses_a_compressed_generator_of_the_other_sign():
    curve = NAMED["secp256r1"]
    with pytest.raises(MalformedFile, match="parameters differ"):
        read_key(key_info(curve, point(curve), spelled=True, compressed=True, y=1))


@pytest.mark.parametrize("name", ["secp256r1", "brainpoolP224r1"])
@pytest.mark.parametrize(
    "spoil", [lambda p: p[:-1] + bytes([p[-1] ^ 1]), lambda p: p[:-1], lambda p: b"\x00", lambda p: b""]
)
def test_refuses_a_point_that_is_not_on_its_curve(name: str, spoil):
    curve = NAMED[name]
    with pytest.raises(MalformedFile):
        read_key(key_info(curve, spoil(point(curve))))
