"""Model values as plain values for an act's body, and back, by their own type hints.

One reader for every frozen dataclass of `model`: no mapper per class. Reading is strict: an unknown
or missing field, another type or an unknown code is refused, never guessed.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from comity.errors import MalformedMessage
from comity.seal.canonical import b64, read_instant, unb64, write_instant

T = TypeVar("T")


def to_plain(value: object) -> Any:  # noqa: ANN401 - a plain value has any shape
    """Write a model value as text, numbers, lists and objects; sets are sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return write_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, bytes):
        return b64(value)
    return _collection(value)


def _collection(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, frozenset | set):
        return sorted(to_plain(v) for v in value)
    if isinstance(value, tuple | list):
        return [to_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): to_plain(v) for k, v in value.items()}
    return value


def from_plain(kind: type[T], plain: object) -> T:
    """Read a model value of a class.

    Raises: MalformedMessage naming the field.
    """
    return cast(T, _read(kind, plain, kind.__name__))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, plain: object, where: str) -> object:  # noqa: ANN401 - a type hint has any shape
    if isinstance(kind, NewType):
        return _read(kind.__supertype__, plain, where)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_optional(kind, plain, where)
    if origin in (tuple, frozenset):
        return _read_many(kind, origin, plain, where)
    if is_dataclass(kind):
        return _read_class(cast(type, kind), plain, where)
    return _read_scalar(kind, plain, where)


def _read_optional(kind: Any, plain: object, where: str) -> object:  # noqa: ANN401
    choices = [k for k in get_args(kind) if k is not NoneType]
    if plain is None and NoneType in get_args(kind):
        return None
    return _read(choices[0], plain, where)


def _read_many(kind: Any, origin: Any, plain: object, where: str) -> object:  # noqa: ANN401
    if not isinstance(plain, list):
        raise _wrong(where)
    args = get_args(kind)
    if origin is tuple and args[-1] is not Ellipsis:
        if len(args) != len(plain):
            raise _wrong(where)
        return tuple(_read(k, v, where) for k, v in zip(args, plain, strict=True))
    return origin(_read(args[0], v, where) for v in plain)


def _read_class(kind: type, plain: object, where: str) -> object:
    if not isinstance(plain, dict):
        raise _wrong(where)
    known = {f.name: f for f in fields(kind)}
    for name in set(plain) - set(known):
        raise MalformedMessage(f"{where} has an unknown field '{name}'.")
    required = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    for name in required - set(plain):
        raise MalformedMessage(f"{where} lacks the field '{name}'.")
    hints = _hints(kind)
    return kind(**{n: _read(hints[n], v, f"{where}.{n}") for n, v in plain.items()})


def _read_scalar(kind: Any, plain: object, where: str) -> object:  # noqa: ANN401
    try:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(plain)
        if kind is timedelta and type(plain) is int:
            return timedelta(seconds=plain)
        if isinstance(plain, str) and kind in _FROM_TEXT:
            return _FROM_TEXT[kind](plain)
    except (ValueError, OverflowError, MalformedMessage):
        raise _wrong(where) from None
    if type(plain) is not kind:
        raise _wrong(where)
    return plain


_FROM_TEXT: dict[Any, Any] = {datetime: read_instant, date: date.fromisoformat, bytes: unb64}


def _wrong(where: str) -> MalformedMessage:
    return MalformedMessage(f"{where} does not have the type that the protocol gives it.")
