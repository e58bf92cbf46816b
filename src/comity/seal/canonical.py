"""The one written form of every statement: canonical JSON, and frames of length-prefixed parts.

Signatures are made and checked over bytes as they are; nothing here is called between receiving bytes
and verifying them. `decode` refuses whatever a second reader could read differently.
Member names are ASCII and integers fit in 53 bits, so a browser sorts and counts alike (RFC 8785).
"""

import binascii
import hashlib
import json
from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from comity.errors import DuplicateKeys, MalformedMessage, Truncated

SIZE_LIMIT = 16 * 2**20
DEPTH_LIMIT = 32
INTEGER_LIMIT = 2**53 - 1
_LENGTH = 4
_TO_URL = bytes.maketrans(b"+/", b"-_")
_TO_STANDARD = bytes.maketrans(b"-_+/=", b"+/!!!")

Choice = TypeVar("Choice", bound=StrEnum)


def encode(value: object) -> bytes:
    """Write a value of None, bool, int, str, list and dict in its one canonical form.

    Raises:
        MalformedMessage: another type, a non-ASCII member name, an integer beyond 53 bits, text that
            is no Unicode, or deeper than 32.
    """
    _check_plain(value, 0)
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise MalformedMessage("A text holds half a character; write it in Unicode.") from None


def decode(data: bytes, limit: int = SIZE_LIMIT) -> Any:  # noqa: ANN401 - JSON has any shape
    """Read canonical bytes, and only those.

    Raises:
        DuplicateKeys: one object names a member twice.
        MalformedMessage: anything else than the canonical form of a value, or more than `limit` bytes.
    """
    if len(data) > limit:
        raise MalformedMessage(f"The message has {len(data)} bytes, {limit} are allowed; send it as a file.")
    try:
        value = _DECODER.decode(data.decode())
    except (ValueError, RecursionError):
        raise MalformedMessage("The message is not JSON in UTF-8; ask the sender to send it again.") from None
    if encode(value) != data:
        raise MalformedMessage("The message is not in canonical form; its sender must write it canonically.")
    return value


def digest_hex(data: bytes) -> str:
    """Return SHA-256 in hex, as digests are written in statements."""
    return hashlib.sha256(data).hexdigest()


def b64(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode()


def unb64(text: str) -> bytes:
    """Read base64url without padding in its one form.

    Raises: MalformedMessage.
    """
    try:
        raw = text.encode("ascii").translate(_TO_STANDARD)
        data = binascii.a2b_base64(raw + b"=" * (-len(raw) % 4), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error):
        raise MalformedMessage("A binary member is not base64url.") from None
    spare = len(data) % 3  # only a last group of one or two bytes has bits that nobody reads
    if spare and b64(data[-spare:]) != text[-spare - 1 :]:
        raise MalformedMessage("A binary member is not written in the one base64url form.")
    return data


def write_instant(at: datetime) -> str:
    """Write an aware instant as ISO 8601 in UTC with a final Z."""
    return at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def read_instant(text: str) -> datetime:
    """Read an instant in the one form that `write_instant` gives.

    Raises: MalformedMessage.
    """
    try:
        at = datetime.fromisoformat(text.removesuffix("Z") + "+00:00")
    except ValueError:
        raise MalformedMessage("An instant is not ISO 8601 in UTC.") from None
    if write_instant(at) != text:
        raise MalformedMessage("An instant is not written in the one form, ISO 8601 in UTC with a final Z.")
    return at


def frame(*parts: bytes) -> bytes:
    """Join parts, each after its length as four big-endian bytes."""
    return b"".join(len(part).to_bytes(_LENGTH, "big") + part for part in parts)


def unframe_all(data: bytes, most: int) -> list[bytes]:
    """Split what `frame` joined into its parts, at least one and at most so many.

    Raises:
        Truncated: the end is missing.
        MalformedMessage: none, or more than `most`.
    """
    parts: list[bytes] = []
    at = 0
    while at < len(data) and len(parts) < most:
        start = at + _LENGTH
        at = start + int.from_bytes(data[at:start], "big")
        if max(start, at) > len(data):
            raise Truncated("The end of the message is missing; ask the sender to send it again.")
        parts.append(data[start:at])
    if not parts or at != len(data):
        raise MalformedMessage(f"The message has no part, or more than {most}.")
    return parts


def unframe(data: bytes, count: int) -> list[bytes]:
    """Split what `frame` joined into exactly `count` parts.

    Raises:
        Truncated: the end is missing.
        MalformedMessage: something follows the last part.
    """
    parts, at = [], 0
    for _ in range(count):
        start = at + _LENGTH
        at = start + int.from_bytes(data[at:start], "big")
        if max(start, at) > len(data):
            raise Truncated("The end of the message is missing; ask the sender to send it again.")
        parts.append(data[start:at])
    if at != len(data):
        raise MalformedMessage("Something follows the end of the message.")
    return parts


class Fields:
    """The members of one decoded object: exactly the expected names, each read by its type."""

    __slots__ = ("_members", "_what")

    def __init__(self, value: object, what: str, names: Collection[str]) -> None:
        """Refuse anything but an object with exactly these member names.

        Raises: MalformedMessage, here and in every method.
        """
        if not isinstance(value, dict) or set(value) != set(names):
            raise MalformedMessage(
                f"The {what} does not have exactly the members {', '.join(sorted(names))}."
            )
        self._members: dict[str, object] = value
        self._what = what

    def any(self, name: str) -> object:
        """Read a member of any type."""
        return self._members[name]

    def text(self, name: str) -> str:
        """Read a text."""
        value = self._members[name]
        return value if isinstance(value, str) else self._refuse(name)

    def number(self, name: str) -> int:
        """Read a whole number that is not negative."""
        value = self._members[name]
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self._refuse(name)
        return value

    def flag(self, name: str) -> bool:
        """Read true or false."""
        value = self._members[name]
        return value if isinstance(value, bool) else self._refuse(name)

    def binary(self, name: str) -> bytes:
        """Read bytes written as base64url."""
        return unb64(self.text(name))

    def instant(self, name: str) -> datetime:
        """Read an instant."""
        return read_instant(self.text(name))

    def choice(self, name: str, among: type[Choice]) -> Choice:
        """Read one word of a closed list."""
        try:
            return among(self.text(name))
        except ValueError:
            self._refuse(name)

    def list(self, name: str) -> list[object]:
        """Read a list."""
        value = self._members[name]
        return value if isinstance(value, list) else self._refuse(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of texts."""
        values = tuple(value for value in self.list(name) if isinstance(value, str))
        return values if len(values) == len(self.list(name)) else self._refuse(name)

    def _refuse(self, name: str) -> NoReturn:
        raise MalformedMessage(
            f"The member {name} of the {self._what} has another type than the protocol says."
        )


def _check_plain(value: object, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise MalformedMessage(f"The message nests deeper than {DEPTH_LIMIT}.")
    if isinstance(value, dict):
        for name, member in value.items():
            if not isinstance(name, str) or not name.isascii():
                raise MalformedMessage("A member name is not ASCII text.")
            _check_plain(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check_plain(member, depth + 1)
    else:
        _check_scalar(value)


def _check_scalar(value: object) -> None:
    if isinstance(value, int):
        if abs(value) > INTEGER_LIMIT:
            raise MalformedMessage("A number does not fit in 53 bits.")
    elif value is not None and not isinstance(value, str):
        raise MalformedMessage(f"A value of type {type(value).__name__} has no canonical form.")


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DuplicateKeys("An object names a member twice; its sender must write each once.")
    return members


def _refuse_number(text: str) -> NoReturn:
    raise MalformedMessage("A number has a fraction or an exponent; only whole numbers are allowed.")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_refuse_number, parse_constant=_refuse_number
)
