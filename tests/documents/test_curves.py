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
from comity.documents.signatures import read_key
from comity.errors import MalformedFile
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
