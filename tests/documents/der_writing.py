"""DER written by hand, so that what a test hands in may be wrong in any way (X.690)."""

from datetime import datetime

from asn1crypto import core

from comity.documents.der import children, header

NULL = b"\x05\x00"


def tlv(tag: int, *parts: bytes) -> bytes:
    inside = b"".join(parts)
    if len(inside) < 0x80:
        return bytes([tag, len(inside)]) + inside
    length = len(inside).to_bytes((len(inside).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + inside


def seq(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    return tlv(0x31, *sorted(parts))


def octets(value: bytes) -> bytes:
    return tlv(0x04, value)


def bits(value: bytes, unused: int = 0) -> bytes:
    return tlv(0x03, bytes([unused]), value)


def integer(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def boolean(value: bool) -> bytes:
    return tlv(0x01, b"\xff" if value else b"\x00")


def oid(dotted: str) -> bytes:
    return core.ObjectIdentifier(dotted).dump()


def utf8(text: str) -> bytes:
    return tlv(0x0C, text.encode())


def printable(text: str) -> bytes:
    return tlv(0x13, text.encode("ascii"))


def utc(at: datetime) -> bytes:
    return tlv(0x17, f"{at:%y%m%d%H%M%SZ}".encode())


def generalized(tag: int, at: datetime) -> bytes:
    return tlv(tag, f"{at:%Y%m%d%H%M%SZ}".encode())


def explicit(number: int, *parts: bytes) -> bytes:
    return tlv(0xA0 | number, *parts)


def extension(dotted: str, value: bytes, *, critical: bool = False) -> bytes:
    return seq(oid(dotted), *([boolean(True)] if critical else []), octets(value))


def loosened(value: bytes, deep: int) -> bytes:
    """Write a value in BER: lengths left open down to that depth, and there strings in pieces."""
    if value[0] & 0x20 and deep:
        return (
            value[:1] + b"\x80" + b"".join(loosened(one, deep - 1) for one in children(value, "It")) + b"\0\0"
        )
    if value[0] != 0x04:
        return value
    at, end = header(value, 0, len(value), "It")
    half = at + (end - at) // 2
    return b"\x24\x80" + octets(value[at:half]) + octets(value[half:end]) + b"\0\0"


def name(country: str, common: str, text=utf8) -> bytes:
    parts = (("2.5.4.6", printable(country)), ("2.5.4.3", text(common)))
    return seq(*(tlv(0x31, seq(oid(kind), value)) for kind, value in parts))
