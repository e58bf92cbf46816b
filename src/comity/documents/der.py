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


def definite(data: bytes, what: str) -> bytes:
    """Return BER with its indefinite lengths and strings in pieces written as DER asks; other bytes stay.

    Some makers of signed data write its wrapping that way (RFC 5652 allows it). What is signed inside, the
    certificates and attributes, is DER and stays byte for byte.

    Raises: MalformedFile.
    """
    if data[1:2] != bytes([_LONG_LENGTH]):
        return data
    value, stop = _definite(data, 0, len(data), what, 0)
    if stop < len(data):
        raise MalformedFile(f"{what}: {len(data) - stop} bytes follow its end.")
    return value


_END = b"\x00\x00"
_STRING, _PIECES = b"\x04", 0x24


def _definite(data: bytes, at: int, end: int, what: str, deep: int) -> tuple[bytes, int]:
    """Return one value with definite lengths, and where the next begins."""
    if deep > DEEPEST:
        raise MalformedFile(f"{what}: values nest too deep, at byte {at}.")
    tag, open_ended = data[at : at + 1], data[at + 1 : at + 2] == bytes([_LONG_LENGTH])
    if not open_ended:
        inside, stop = header(data, at, end, what)
        if not tag[0] & _CONSTRUCTED or bytes([_LONG_LENGTH]) not in data[inside:stop]:
            return data[at:stop], stop
    else:
        inside, stop = at + 2, end
    if tag[0] & _LONG_TAG == _LONG_TAG or not tag[0] & _CONSTRUCTED:
        raise MalformedFile(f"{what}: no value of BER at byte {at}.")
    members, next_at = _members(data, inside, stop, what, deep, open_ended=open_ended)
    if tag[0] == _PIECES:
        pieces = (one[slice(*header(one, 0, len(one), what))] for one in members if one[:1] == _STRING)
        return _value(_STRING, b"".join(pieces)), next_at
    return _value(tag, b"".join(members)), next_at


def _members(
    data: bytes, at: int, stop: int, what: str, deep: int, *, open_ended: bool
) -> tuple[list[bytes], int]:
    members: list[bytes] = []
    while at < stop:
        if open_ended and data[at : at + 2] == _END:
            return members, at + 2
        value, at = _definite(data, at, stop, what, deep + 1)
        members.append(value)
        if len(members) > MOST_VALUES:
            raise MalformedFile(f"{what}: values are too many, at byte {at}.")
    if open_ended:
        raise MalformedFile(f"{what}: a value does not end.")
    return members, at


def _value(tag: bytes, inside: bytes) -> bytes:
    size = len(inside)
    if size < _LONG_LENGTH:
        return tag + bytes([size]) + inside
    spelled = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return tag + bytes([_LONG_LENGTH | len(spelled)]) + spelled + inside
