"""Keys and signatures of travel documents (ICAO 9303-12): asn1crypto reads, cryptography verifies."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import algos, core, keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from comity.documents.curves import BY_OID, OF_CRYPTOGRAPHY, Curve, Point, named_curve, verifies
from comity.documents.der import Asn1, check_der, reading
from comity.errors import MalformedFile, SignatureInvalid

_HASHES: dict[str, hashes.HashAlgorithm] = {
    # Documents that rest on SHA-1 are still valid, and graded weak.
    "sha1": hashes.SHA1(),  # noqa: S303 # nosec B303
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_DIGESTS = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_SIGNATURES = {
    "1.2.840.113549.1.1.1": ("rsa", ""),
    "1.2.840.113549.1.1.5": ("rsa", "sha1"),
    "1.2.840.113549.1.1.14": ("rsa", "sha224"),
    "1.2.840.113549.1.1.11": ("rsa", "sha256"),
    "1.2.840.113549.1.1.12": ("rsa", "sha384"),
    "1.2.840.113549.1.1.13": ("rsa", "sha512"),
    "1.2.840.113549.1.1.10": ("pss", ""),
    "1.2.840.10045.2.1": ("ecdsa", ""),
    "1.2.840.10045.4.1": ("ecdsa", "sha1"),
    "1.2.840.10045.4.3.1": ("ecdsa", "sha224"),
    "1.2.840.10045.4.3.2": ("ecdsa", "sha256"),
    "1.2.840.10045.4.3.3": ("ecdsa", "sha384"),
    "1.2.840.10045.4.3.4": ("ecdsa", "sha512"),
    "0.4.0.127.0.7.1.1.4.1.1": ("plain", "sha1"),
    "0.4.0.127.0.7.1.1.4.1.2": ("plain", "sha224"),
    "0.4.0.127.0.7.1.1.4.1.3": ("plain", "sha256"),
    "0.4.0.127.0.7.1.1.4.1.4": ("plain", "sha384"),
    "0.4.0.127.0.7.1.1.4.1.5": ("plain", "sha512"),
}
"""Each object identifier's kind and digest; RFC 3370 lets the digest be named by the signer instead."""
_RSA_KEYS = ("1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10")
_EC_KEY, _MGF1, _PRIME_FIELD = "1.2.840.10045.2.1", "1.2.840.113549.1.1.8", "1.2.840.10045.1.1"
_NO_PARAMETERS = (b"", b"\x05\x00")
_MOST_BITS = 8192
_MOST_KEY_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Algorithm:
    """How a signature was made; `mask` and `salt` are those of RSASSA-PSS."""

    kind: str
    digest: str
    mask: str = ""
    salt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key ready for use: RSA, or a point of a named curve (`explicit`: spelled out)."""

    size: int
    curve: str = ""
    explicit: bool = False
    pss: Algorithm | None = None
    handle: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | tuple[Curve, Point]

    @property
    def weakness(self) -> str:
        """Return in what it falls short of today's practice, or nothing."""
        short = self.size < (224 if self.curve else 2048)
        return f"{self.curve or 'RSA'}, {self.size} bits" if short else ""


_remembered = lru_cache(maxsize=512)
"""The same few identifiers stand in every certificate of a state: each is read once."""


@_remembered
def digest_named(algorithm: bytes) -> str:
    """Return the digest that an AlgorithmIdentifier names.

    Raises: MalformedFile if it is none that travel documents may use.
    """
    with reading("A digest's name"):
        return _digest(algos.DigestAlgorithm.load(algorithm, strict=True))


def _digest(algorithm: Asn1) -> str:
    found = _DIGESTS.get(algorithm["algorithm"].dotted)
    if found is None or _parameters(algorithm) not in _NO_PARAMETERS:
        raise MalformedFile("A digest is none that travel documents may use.")
    return found


@_remembered
def algorithm_named(algorithm: bytes, digest: str = "") -> Algorithm:
    """Return the signature algorithm that an AlgorithmIdentifier names, with the digest beside it if any.

    Raises: MalformedFile if it is none that travel documents may use, or its parameters are.
    """
    with reading("A signature algorithm's name"):
        read = algos.AlgorithmIdentifier.load(algorithm, strict=True)
        kind, own = _SIGNATURES.get(read["algorithm"].dotted, ("", ""))
        parameters = _parameters(read)
        if kind == "pss":
            return _pss(parameters)
    if not kind or not (own or digest) or parameters not in _NO_PARAMETERS:
        raise MalformedFile("A signature algorithm is none that travel documents may use.")
    return Algorithm(kind, own or digest)


def _parameters(algorithm: Asn1) -> bytes:
    return b"" if isinstance(algorithm["parameters"], core.Void) else bytes(algorithm["parameters"].dump())


def _pss(parameters: bytes) -> Algorithm:
    read = algos.RSASSAPSSParams.load(parameters, strict=True)
    mask = read["mask_gen_algorithm"]
    if mask["algorithm"].dotted != _MGF1 or int(read["trailer_field"]) != 1:
        raise MalformedFile("The parameters of an RSASSA-PSS signature are not those of RFC 4055.")
    return Algorithm(
        "pss",
        _digest(read["hash_algorithm"]),
        _digest(mask["parameters"]),
        int(read["salt_length"]),
    )


def read_key(info: bytes) -> Key:
    """Read a SubjectPublicKeyInfo; explicit curve parameters become the named curve that they equal exactly.

    Raises: MalformedFile saying what is wrong with the key.
    """
    check_der(info, "The key", most_bytes=_MOST_KEY_BYTES)
    with reading("The key"):
        read = keys.PublicKeyInfo.load(info, strict=True)
        kind, parameters = read["algorithm"]["algorithm"].dotted, _parameters(read["algorithm"])
        unused, public = read["public_key"].contents[:1], read["public_key"].contents[1:]
        if unused != b"\x00":
            raise MalformedFile("The key's bits are not whole bytes.")
        if kind in _RSA_KEYS:
            restricted = kind == _RSA_KEYS[1] and parameters not in _NO_PARAMETERS
            return _rsa_key(public, _pss(parameters) if restricted else None)
        if kind == _EC_KEY:
            return _ec_key(parameters, public)
    raise MalformedFile("The key is neither RSA nor of an elliptic curve.")


def _rsa_key(public: bytes, pss: Algorithm | None) -> Key:
    check_der(public, "The RSA key", most_bytes=_MOST_KEY_BYTES)
    read = keys.RSAPublicKey.load(public, strict=True)
    modulus, exponent = int(read["modulus"]), int(read["public_exponent"])
    size = modulus.bit_length()
    if not (
        modulus > 0 and 1024 <= size <= _MOST_BITS and 3 <= exponent < 2**64 and exponent % 2 and modulus % 2
    ):
        raise MalformedFile(f"an RSA key of {size} bits, or its exponent, is outside of what may be used.")
    return Key(size=size, pss=pss, handle=rsa.RSAPublicNumbers(exponent, modulus).public_key())


def _ec_key(parameters: bytes, public: bytes) -> Key:
    explicit, curve = _curve(parameters)
    if curve is None:
        raise MalformedFile("its curve is none of the named ones, or its parameters differ from them.")
    on = OF_CRYPTOGRAPHY.get(curve.name)
    point = None if on else curve.point(public)
    if on is None and point is None:
        raise MalformedFile("its point is not on its curve.")
    return Key(
        size=curve.n.bit_length(),
        curve=curve.name,
        explicit=explicit,
        handle=ec.EllipticCurvePublicKey.from_encoded_point(on, public) if on else (curve, point),
    )


@_remembered
def _curve(parameters: bytes) -> tuple[bool, Curve | None]:
    """Return whether parameters spell a curve out, and the named curve that they are."""
    read = keys.ECDomainParameters.load(parameters, strict=True)
    if read.name == "specified":
        return True, _specified(read.chosen)
    return False, BY_OID.get(read.chosen.dotted) if read.name == "named" else None


def _specified(domain: Asn1) -> Curve | None:
    """Find the named curve whose parameters these are; a seed says only where they came from."""
    field, equation = domain["field_id"], domain["curve"]
    if field["field_type"].dotted != _PRIME_FIELD:
        return None
    cofactor = domain["cofactor"]
    return named_curve(
        int(field["parameters"]),
        int.from_bytes(equation["a"].contents, "big"),
        int.from_bytes(equation["b"].contents, "big"),
        bytes(domain["base"].contents),
        int(domain["order"]),
        None if isinstance(cofactor, core.Void) else int(cofactor),
    )


def verify(key: Key, algorithm: Algorithm, signature: bytes, signed: bytes) -> None:
    """Verify one signature.

    Raises: SignatureInvalid, also where key and algorithm do not belong together.
    """
    try:
        _verify(key, algorithm, signature, signed)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        raise SignatureInvalid("A signature of the travel document's chain is false.") from None


def _verify(key: Key, algorithm: Algorithm, signature: bytes, signed: bytes) -> None:
    handle, digest = key.handle, _HASHES[algorithm.digest]
    if isinstance(handle, rsa.RSAPublicKey):
        handle.verify(signature, signed, _padding(key, algorithm), digest)
        return
    if algorithm.kind == "plain":
        half = len(signature) // 2
        r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        if len(signature) != 2 * ((key.size + 7) // 8):
            raise InvalidSignature
        signature = encode_dss_signature(r, s)
    elif algorithm.kind != "ecdsa":
        raise InvalidSignature
    if isinstance(handle, ec.EllipticCurvePublicKey):
        handle.verify(signature, signed, ec.ECDSA(digest))
        return
    r, s = decode_dss_signature(signature)
    if not verifies(*handle, hashlib.new(algorithm.digest, signed).digest(), r, s):
        raise InvalidSignature


def _padding(key: Key, algorithm: Algorithm) -> padding.AsymmetricPadding:
    if algorithm.kind == "rsa" and key.pss is None:
        return padding.PKCS1v15()
    bound = key.pss
    if algorithm.kind != "pss" or (
        bound and (bound.digest, bound.mask) != (algorithm.digest, algorithm.mask)
    ):
        raise InvalidSignature
    if bound and algorithm.salt < bound.salt:
        raise InvalidSignature
    return padding.PSS(mgf=padding.MGF1(_HASHES[algorithm.mask]), salt_length=algorithm.salt)
