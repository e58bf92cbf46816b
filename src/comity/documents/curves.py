"""Elliptic curves by their parameters: compared with the named ones, and the few that `cryptography` lacks.

Explicit parameters are never computed with: whoever may choose a curve can make a signature fit. They are
compared, number by number, with a named curve, and that one is used (CVE-2020-0601 is what happens else).
Only public values pass here, so the arithmetic need not hide its time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec

from comity.documents.curve_table import TABLE

Point = tuple[int, int] | None
"""A point by its coordinates; None is the point at infinity."""
_Jacobian = tuple[int, int, int]
_INFINITY: _Jacobian = (1, 1, 0)
_Windows = tuple[tuple[_Jacobian, ...], ...]
_WINDOW, _MOST_DIGIT, _READY_FROM = 4, 15, 5
"""How many bits of a number are one digit, of which a point met so often has every multiple ready."""
_ODD = 8
"""How many odd multiples of a key's point are made ready for one signature."""


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
        total = _INFINITY if other is None else _met(self, other).times(v)
        return self._affine(self._add(total, _met(self, (self.x, self.y)).times(u)))

    def _by_windows(self, number: int, windows: _Windows) -> _Jacobian:
        """Return a multiple of the point whose multiples stand in the windows."""
        total = _INFINITY
        for window in windows:
            digit = number & _MOST_DIGIT
            number >>= _WINDOW
            if digit:
                total = self._add(total, window[digit])
        return total

    def _times(self, v: int, point: _Jacobian) -> _Jacobian:
        """Return v times a point, by digits that are odd or 0 and mostly 0 (its non-adjacent form)."""
        twice = self._doubled(point, 1)
        odd = [point]
        for _ in range(_ODD - 1):
            odd.append(self._add(odd[-1], twice))
        total, zeros = _INFINITY, 0
        for digit in reversed(_digits(v)):
            zeros += 1
            if digit:
                x, y, z = odd[abs(digit) // 2]
                total = self._add(self._doubled(total, zeros), (x, y if digit > 0 else -y % self.p, z))
                zeros = 0
        return self._doubled(total, zeros)

    def _affine(self, point: _Jacobian) -> Point:
        x, y, z = point
        if z % self.p == 0:
            return None
        inverse = pow(z, -1, self.p)
        return x * inverse**2 % self.p, y * inverse**3 % self.p

    def _doubled(self, point: _Jacobian, times: int) -> _Jacobian:
        """Return a point doubled so many times; `az` is a·z⁴, which each time costs one product more."""
        x, y, z = point
        if z == 0:
            return _INFINITY
        p, az = self.p, self.a * pow(z, 4, self.p)
        for _ in range(times):
            yy = y * y % p
            s, u, m = 4 * x * yy, 8 * yy * yy % p, (3 * x * x + az) % p
            z = 2 * y * z % p
            x = (m * m - 2 * s) % p
            y = (m * (s - x) - u) % p
            az = 2 * u * az % p
        return (x, y, z) if z else _INFINITY

    def _add(self, one: _Jacobian, two: _Jacobian) -> _Jacobian:
        if one[2] == 0 or two[2] == 0:
            return two if one[2] == 0 else one
        p, (x1, y1, z1), (x2, y2, z2) = self.p, one, two
        zz1 = z1 * z1 % p
        u1, s1 = x1, y1
        if z2 != 1:
            zz2 = z2 * z2 % p
            u1, s1 = x1 * zz2 % p, y1 * zz2 % p * z2 % p
        h, r = (x2 * zz1 - u1) % p, (y2 * zz1 % p * z1 - s1) % p
        if h == 0:
            return self._doubled(one, 1) if r == 0 else _INFINITY
        hh = h * h % p
        hhh, v = h * hh % p, u1 * hh % p
        x3 = (r * r - hhh - 2 * v) % p
        return x3, (r * (v - x3) - s1 * hhh) % p, h * z1 * z2 % p


class _Met:
    """A point that numbers are multiplied by: a generator or a state's key, met again and again, or once."""

    def __init__(self, curve: Curve, point: tuple[int, int]) -> None:
        self._curve, self._point, self._uses = curve, (*point, 1), 0
        self._windows: _Windows = ()

    def times(self, number: int) -> _Jacobian:
        """Return a multiple; from the fifth on, multiples that were made ready are only added."""
        self._uses += 1
        if self._uses < _READY_FROM:
            return self._curve._times(number, self._point)
        self._windows = self._windows or tuple(self._made())
        return self._curve._by_windows(number, self._windows)

    def _made(self) -> Iterator[tuple[_Jacobian, ...]]:
        base = self._point
        for _ in range(-(-self._curve.n.bit_length() // _WINDOW)):
            row: list[_Jacobian] = [_INFINITY]
            for _ in range(_MOST_DIGIT):
                row.append(self._curve._add(row[-1], base))
            yield tuple(row)
            base = self._curve._add(row[-1], base)


@lru_cache(maxsize=128)
def _met(curve: Curve, point: tuple[int, int]) -> _Met:
    return _Met(curve, point)


def _digits(number: int) -> list[int]:
    """Return the digits of a number, the lowest first: odd and below 2 * _ODD, or 0."""
    found = []
    while number:
        digit = 0
        if number & 1:
            digit = number % (4 * _ODD)
            digit -= 4 * _ODD if digit >= 2 * _ODD else 0
        found.append(digit)
        number = (number - digit) >> 1
    return found


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
