"""The files of a chip (ICAO 9303-10): which is which, the signed list of data groups, the zone in DG1.

A file says by its first byte what it is; its name says nothing. The face in DG2, fingerprints and irises are
digested and never read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from asn1crypto import core

from comity.documents import grammar
from comity.documents.der import check_der, reading
from comity.documents.signatures import digest_named
from comity.errors import MalformedFile

SECURITY_OBJECT = "2.23.136.1.1.1"
"""The type of the content that EF.SOD signs."""
MOST_BYTES = 4 * 2**20
"""How large one file of a chip may be; a face has about 15 kB."""
MOST_SIGNED_BYTES = 64 * 1024
"""How large EF.SOD may be; most have 2 kB."""

COM, SOD = "EF.COM", "EF.SOD"
_GROUP_TAGS = "61 75 63 76 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70"
FILES = {0x60: COM, 0x77: SOD} | {tag: f"DG{n}" for n, tag in enumerate(bytes.fromhex(_GROUP_TAGS), 1)}
"""What a file is, by its first byte."""
GUARDED = ("DG3", "DG4")
"""Fingerprints and irises: only states with a special key may read them (ICAO 9303-11, 8)."""
_LENGTHS = {90: 30, 72: 36, 88: 44}
_TEXT = re.compile(rb"[\t\n\r -~\x80-\xff]*")
"""Bytes without any control character; every file of a chip has some in its tags and lengths."""
_DIRECTORY = re.compile(rb"\x61.\x4f", re.DOTALL)
"""How EF.DIR begins: with the names of a card's applications (ISO 7816-4, 12.2)."""
_OBJECT_ID = bytes.fromhex("0606678108010101")
"""SECURITY_OBJECT as signed data names its content."""
_ZONE, _TAGS, _ISSUED = b"\x5f\x1f", b"\x5c", b"\x5f\x26"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityObject:
    """The list that the issuing state signs: a digest for each data group, by its name."""

    version: int
    has_lds_version: bool
    digest: str
    groups: Mapping[str, bytes]
    fault: str


def kind_of(data: bytes) -> str | None:
    """Return which file of a chip this is, by its first byte; a text laid beside them is none.

    Some readers store EF.SOD without its tag, and beside the chip's files EF.DIR, which has DG1's.
    """
    if not data or _TEXT.fullmatch(data):
        return None
    if is_bare(data):
        return SOD
    return None if _DIRECTORY.match(data) else FILES.get(data[0])


def is_bare(data: bytes) -> bool:
    """Tell whether this is signed data with a list of data groups inside, without the tag of EF.SOD."""
    return data[:1] == b"\x30" and _OBJECT_ID in data[:256]


def signed_data(data: bytes) -> bytes:
    """Return what stands in EF.SOD.

    Raises: MalformedFile if it is longer or shorter than it says.
    """
    return data if is_bare(data) else _inside(data, SOD)


def read_security_object(content: bytes) -> SecurityObject:
    """Read the signed list of data groups (ICAO 9303-10, 4.7.3.2).

    Raises: MalformedFile.
    """
    what = "The signed list of data groups"
    check_der(content, what, most_bytes=MOST_SIGNED_BYTES)
    with reading(what):
        read = grammar.SecurityObject.load(content, strict=True)
        pairs = [(int(one["number"]), bytes(one["value"].contents)) for one in read["hashes"]]
        digest = digest_named(read["algorithm"].dump())
        return SecurityObject(
            version=int(read["version"]),
            has_lds_version=not isinstance(read["lds_version"], core.Void)
            and bool(read["lds_version"].native),
            digest=digest,
            groups={f"DG{number}": value for number, value in pairs},
            fault=_fault(pairs, digest),
        )


_SIZES = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}


def _fault(pairs: list[tuple[int, bytes]], digest: str) -> str:
    numbers = [number for number, _ in pairs]
    if len(set(numbers)) < len(numbers):
        return "names a data group twice"
    if not all(1 <= number <= 16 for number in numbers):
        return "names a data group that does not exist"
    if not {1, 2} <= set(numbers):
        return "lacks DG1 or DG2, which every travel document has"
    if any(len(value) != _SIZES[digest] for _, value in pairs):
        return "holds a digest of another length than its algorithm makes"
    return ""


def zone_of(data: bytes) -> tuple[str, ...]:
    """Return the lines of the machine-readable zone in DG1, as they stand.

    Raises: MalformedFile if its length is that of no zone, or a character is none of ASCII.
    """
    for tag, value in _values(_inside(data, "DG1"), "DG1"):
        width = _LENGTHS.get(len(value))
        if tag == _ZONE and width and re.fullmatch(rb"[0-9A-Z<\n ]+", value):
            text = value.decode("ascii")
            return tuple(text[at : at + width] for at in range(0, len(text), width))
    raise MalformedFile("DG1 holds no machine-readable zone of a known length.")


def issued_on(data: bytes) -> date | None:
    """Return the date of issue in DG12, if it names one.

    Raises: MalformedFile.
    """
    for tag, value in _values(_inside(data, "DG12"), "DG12"):
        if tag == _ISSUED:
            digits = value.decode("latin-1") if len(value) == 8 else value.hex()
            if re.fullmatch(r"[0-9]{8}", digits):
                with reading("The date of issue in DG12"):
                    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return None


def groups_in_com(data: bytes) -> frozenset[str]:
    """Return the data groups that EF.COM lists, which nobody signs.

    Raises: MalformedFile.
    """
    for tag, value in _values(_inside(data, COM), COM):
        if tag == _TAGS:
            return frozenset(FILES.get(one, "?") for one in value)
    return frozenset()


def _inside(data: bytes, what: str) -> bytes:
    tag, value, rest = _value(data, what)
    if rest or len(tag) != 1 or FILES.get(tag[0]) != what:
        raise MalformedFile(f"{what} is longer than it says, or is something else.")
    return value


def _values(data: bytes, what: str) -> Iterator[tuple[bytes, bytes]]:
    while data:
        tag, value, data = _value(data, what)
        yield tag, value


def _value(data: bytes, what: str) -> tuple[bytes, bytes, bytes]:
    """Return tag and contents of the first value, and what follows it (ISO 7816-4)."""
    size = 2 if data[:1] and data[0] & 0x1F == 0x1F else 1
    length, at = data[size : size + 1], size + 1
    more = length[0] - 0x80 if length and length[0] >= 0x80 else 0
    if not length or not 0 <= more <= 4 or (length[0] == 0x80):
        raise MalformedFile(f"{what} cannot be read: a length in it is not written as it must be.")
    count = int.from_bytes(data[at : at + more], "big") if more else length[0]
    at += more
    if at + count > len(data):
        raise MalformedFile(f"{what} ends before it says.")
    return data[:size], data[at : at + count], data[at + count :]


def state_of(zone: tuple[str, ...]) -> str:
    """Return the issuing state that a zone names: letters 3 to 5 of the first line in every layout."""
    return zone[0][2:5].rstrip("<")


def types_of(zone: tuple[str, ...]) -> str:
    """Return the type of document that a zone names."""
    return zone[0][:2].rstrip("<")
