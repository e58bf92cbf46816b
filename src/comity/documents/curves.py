"""Elliptic curves by their parameters: compared with the named ones, and the few that `cryptography` lacks.

Explicit parameters are never computed with: whoever may choose a curve can make a signature fit. They are
compared, number by number, with a named curve, and that one is used (CVE-2020-0601 is what happens else).
Only public values pass here, so the arithmetic need not hide its time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from comity.documents.curve_table import TABLE

Point = tuple[int, int] | None
"""A point by its coordinates; None is the point at infinity."""
_Jacobian = tuple[int, int, int]
_INFINITY: _Jacobian = (1, 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """y² = x³ + ax + b over the integers modulo p; (x, y) generates the group of prime order n."""

    name: str
    oid: str
    p: int
    a: int
    b: int
    x: int
    y: int
    n: int

    def holds(self, x: int, y: int) -> bool:
        """Tell whether coordinates are in range and on the curve."""
        return 0 <= x < self.p and 0 <= y < self.p and (y * y - (x * x + self.a) * x - self.b) % self.p == 0

    def point(self, encoded: bytes) -> Point:
        """Read a point of SEC 1, compressed or not; None if it is not on the curve."""
        width = (self.p.bit_length() + 7) // 8
        x = int.from_bytes(encoded[1 : 1 + width], "big")
        if len(encoded) == 1 + 2 * width and encoded[0] == 4:
            y = int.from_bytes(encoded[1 + width :], "big")
        elif len(encoded) == 1 + width and encoded[0] in (2, 3) and self.p % 4 == 3:
            y = pow((x * x + self.a) * x + self.b, (self.p + 1) // 4, self.p)
            y = y if y % 2 == encoded[0] % 2 else self.p - y
        else:
            return None
        return (x, y) if self.holds(x, y) else None

    def is_generator(self, encoded: bytes) -> bool:
        """Tell whether a point of SEC 1, compressed or not, is this curve's generator."""
        width = (self.p.bit_length() + 7) // 8
        x, y = self.x.to_bytes(width, "big"), self.y.to_bytes(width, "big")
        return encoded in (b"\x04" + x + y, bytes([2 + self.y % 2]) + x)

    def multiply(self, u: int, v: int, other: Point) -> Point:
        """Return u times the generator plus v times another point."""
        first: _Jacobian = (self.x, self.y, 1)
        second = _INFINITY if other is None else (*other, 1)
        both = self._add(first, second)
        total = _INFINITY
        for bit in range(max(u.bit_length(), v.bit_length()) - 1, -1, -1):
            total = self._double(total)
            chosen = (u >> bit & 1) + 2 * (v >> bit & 1)
            if chosen:
                total = self._add(total, (first, second, both)[chosen - 1])
        return self._affine(total)

    def _affine(self, point: _Jacobian) -> Point:
        x, y, z = point
        if z % self.p == 0:
            return None
        inverse = pow(z, -1, self.p)
        return x * inverse**2 % self.p, y * inverse**3 % self.p

    def _double(self, point: _Jacobian) -> _Jacobian:
        x, y, z = point
        if y == 0 or z == 0:
            return _INFINITY
        p, yy = self.p, y * y % self.p
        s = 4 * x * yy % p
        m = (3 * x * x + self.a * pow(z, 4, p)) % p
        left = (m * m - 2 * s) % p
        return left, (m * (s - left) - 8 * yy * yy) % p, 2 * y * z % p

    def _add(self, one: _Jacobian, two: _Jacobian) -> _Jacobian:
        if one[2] == 0 or two[2] == 0:
            return two if one[2] == 0 else one
        p, (x1, y1, z1), (x2, y2, z2) = self.p, one, two
        zz1, zz2 = z1 * z1 % p, z2 * z2 % p
        u1, s1 = x1 * zz2 % p, y1 * zz2 * z2 % p
        h, r = (x2 * zz1 - u1) % p, (y2 * zz1 * z1 - s1) % p
        if h == 0:
            return self._double(one) if r == 0 else _INFINITY
        hh = h * h % p
        hhh, v = h * hh % p, u1 * hh % p
        x3 = (r * r - hhh - 2 * v) % p
        return x3, (r * (v - x3) - s1 * hhh) % p, h * z1 * z2 % p


def verifies(curve: Curve, public: Point, digest: bytes, r: int, s: int) -> bool:
    """Tell whether (r, s) is an ECDSA signature of that digest (SEC 1, 4.1.4)."""
    if public is None or not (0 < r < curve.n and 0 < s < curve.n):
        return False
    hashed = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - curve.n.bit_length())
    inverse = pow(s, -1, curve.n)
    found = curve.multiply(hashed * inverse % curve.n, r * inverse % curve.n, public)
    return found is not None and found[0] % curve.n == r


def _read(table: str) -> Iterator[Curve]:
    for block in re.split(r"\n(?=\w)", table.strip()):
        name, oid, *words = block.split()
        values: dict[str, int] = {}
        for word in words:
            if len(word) == 1:
                key, values[word] = word, 0
            else:
                values[key] = values[key] << 32 | int(word, 16)
        yield Curve(name=name, oid=oid, **values)


CURVES = tuple(_read(TABLE))
"""Every curve that is known here."""
BY_OID = {curve.oid: curve for curve in CURVES}
"""The curves by their object identifier."""
OF_CRYPTOGRAPHY: dict[str, ec.EllipticCurve] = {
    "secp192r1": ec.SECP192R1(),
    "secp224r1": ec.SECP224R1(),
    "secp256r1": ec.SECP256R1(),
    "secp384r1": ec.SECP384R1(),
    "secp521r1": ec.SECP521R1(),
    "secp256k1": ec.SECP256K1(),
    "brainpoolP256r1": ec.BrainpoolP256R1(),
    "brainpoolP384r1": ec.BrainpoolP384R1(),
    "brainpoolP512r1": ec.BrainpoolP512R1(),
}
"""The curves that `cryptography` computes on; the others are computed on here."""


def named_curve(p: int, a: int, b: int, generator: bytes, n: int, cofactor: int | None) -> Curve | None:
    """Return the one named curve that has exactly these parameters, or None.

    `a` and `b` are numbers as they stand, not modulo p. A missing cofactor (it is optional) stands for 1.
    """
    if cofactor not in (1, None):
        return None
    for curve in CURVES:
        if (curve.p, curve.a, curve.b, curve.n) == (p, a, b, n) and curve.is_generator(generator):
            return curve
    return None
