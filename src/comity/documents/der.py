"""DER from outside, looked at before it is read: nesting, lengths and number of values are bounded.

`asn1crypto` reads what passed here. Its reader follows indefinite lengths by recursion: those
never reach it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from comity.errors import MalformedFile

Asn1 = Any
"""A value as `asn1crypto` reads it; that library has no types."""

DEEPEST = 24
"""How deep values may nest: a certificate needs about ten."""
MOST_VALUES = 200_000
"""How many values one file may hold: a master list of 541 certificates holds 47,000."""

_CONSTRUCTED, _LONG_TAG, _LONG_LENGTH = 0x20, 0x1F, 0x80


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn whatever a reader of ASN.1 stumbles over into one refusal that names the part.

    Raises: MalformedFile.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
        raise MalformedFile(f"{what} cannot be read: it is not what ASN.1 asks there.") from None


def check_der(data: bytes, what: str, *, most_bytes: int) -> None:
    """Check that bytes are one value of DER, whole, with no byte left over; contents are not looked at.

    Raises: MalformedFile naming `what` and the first byte that is wrong.
    """
    if len(data) > most_bytes:
        raise MalformedFile(f"{what} has more than {most_bytes} bytes.")
    ends = [len(data)]
    at = values = 0
    while ends:
        if at == ends[-1] and values:
            ends.pop()
            continue
        values += 1
        inside, stop = header(data, at, ends[-1], what)
        if values == 1 and stop < len(data):
            raise MalformedFile(f"{what}: {len(data) - stop} bytes follow its end.")
        if data[at] & _CONSTRUCTED:
            ends.append(stop)
        at = inside if data[at] & _CONSTRUCTED else stop
        if len(ends) > DEEPEST or values > MOST_VALUES:
            raise MalformedFile(f"{what}: values nest too deep or are too many, at byte {at}.")


def header(data: bytes, at: int, end: int, what: str) -> tuple[int, int]:
    """Return where the contents of the value at `at` begin and end.

    Raises: MalformedFile if it has no definite length in its shortest form, or goes beyond `end`.
    """
    if at + 2 > end or data[at] & _LONG_TAG == _LONG_TAG:
        raise MalformedFile(f"{what}: no value of DER at byte {at}.")
    length, inside = data[at + 1], at + 2
    if length >= _LONG_LENGTH:
        inside += length - _LONG_LENGTH
        spelled = data[at + 2 : inside]
        length = int.from_bytes(spelled, "big")
        if not 1 <= len(spelled) <= 4 or inside > end or spelled[0] == 0 or length < _LONG_LENGTH:
            raise MalformedFile(f"{what}: a length at byte {at} is not written as DER asks.")
    if inside + length > end:
        raise MalformedFile(f"{what}: a value at byte {at} goes beyond its end.")
    return inside, inside + length


def children(data: bytes, what: str) -> Iterator[bytes]:
    """Yield the values inside a constructed value, each with its header.

    Raises: MalformedFile.
    """
    at, end = header(data, 0, len(data), what)
    while at < end:
        _, stop = header(data, at, end, what)
        yield data[at:stop]
        at = stop
