"""Model values read from a law file's tables, by their own type hints; strict, never guessing.

`"unknown"` is the third truth value; a span of time is written `"72 h"`, `"30 d"`, `"30 min"` or `"10 s"`,
a period of a treaty `"90 d"` or `"6 months"`. All mistakes of a table are told, not the first alone.
"""

import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from comity.errors import LawFileInvalid
from comity.law.lawfile import Faults, Table
from comity.model.dates import is_date
from comity.model.lifecycle import Period
from comity.model.parties import Authority, StateCode

T = TypeVar("T")

UNKNOWN = "unknown"
"""How a file writes that something is not known."""

_WRITTEN = (Authority, Period)
"""Classes of the model that a file writes as one text."""
YEARS = range(1800, 2201)
"""The years in which a date of the law can lie; so no period added to one leaves the calendar."""

LONGEST = timedelta(days=36525)
"""The longest span of time: a hundred years."""

_DATES_IN_PART = frozenset({"born"})
"""Texts that are a date as far as it is known."""

_UNITS = {"d": 86400, "h": 3600, "min": 60, "s": 1}
_STATE = re.compile(r"[A-Z]{2}")


def read_table(kind: type[T], table: Table, *, besides: frozenset[str] = frozenset()) -> T:
    """Read one frozen dataclass from a table; `besides` names keys that somebody else reads.

    Raises: LawFileInvalid naming file and line.
    """
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    hints = _hints(cast(Any, kind))
    faults = Faults()
    with faults:
        table.only(*known, *besides)
    for name, field in known.items():
        with faults:
            if name in table.data:
                values[name] = read_value(hints[name], table, name)
            elif field.default is MISSING and field.default_factory is MISSING:
                raise table.refuse(f"'{name}' is missing.")
    faults.tell()
    return kind(**values)


def read_changes(value: T, table: Table) -> T:
    """Return a value with what a table says otherwise, part by part ("as this, but …").

    Raises: LawFileInvalid naming file and line.
    """
    hints = _hints(cast(Any, type(value)))
    table.only(*hints)
    changes: dict[str, Any] = {}
    for name in table.data:
        held = getattr(value, name)
        if is_dataclass(held) and type(held) not in _WRITTEN:
            changes[name] = read_changes(held, table.table(name))
        else:
            changes[name] = read_value(hints[name], table, name)
    return cast(T, replace(cast(Any, value), **changes))


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401
    return get_type_hints(kind)


def read_value(hint: Any, table: Table, name: str) -> Any:  # noqa: ANN401 - a type hint has any shape
    """Read one value of a table as its type hint says.

    Raises: LawFileInvalid.
    """
    if name not in table.data:
        raise table.refuse(f"'{name}' is missing.")
    value = table.data[name]
    bare = _optional(hint)
    if bare is not None:
        return None if value == UNKNOWN else _as(bare, value, table, name)
    return _as(hint, value, table, name)


def read_text(table: Table, name: str) -> str:
    """Read a text that says something.

    Raises: LawFileInvalid.
    """
    text: str = read_value(str, table, name)
    if not text.strip():
        raise table.refuse(f"'{name}' says nothing.", at=name)
    return text


def _as(hint: Any, value: Any, table: Table, name: str) -> Any:  # noqa: ANN401
    if hint is StateCode and not (isinstance(value, str) and _STATE.fullmatch(value)):
        raise table.refuse(f"'{name}': {value!r} is no state; two capital letters name one.", at=name)
    if isinstance(hint, NewType):
        return _as(hint.__supertype__, value, table, name)
    if is_dataclass(hint) and hint not in _WRITTEN:
        return read_table(hint, _narrow(table, name, value))  # type: ignore[arg-type]
    origin = get_origin(hint)
    if origin in (tuple, frozenset):
        return _many(hint, origin, value, table, name)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(hint, value, table, name)
    if name in _DATES_IN_PART and value and not is_date(str(value)):
        raise table.refuse(f"'{name}' is no date; write 1968, 1968-09-02, 1968~ or 1955/1958.", at=name)
    return _single(hint, value, table, name)


def _many(hint: Any, origin: Any, value: Any, table: Table, name: str) -> Any:  # noqa: ANN401
    inner = get_args(hint)[0]
    if not isinstance(value, list):
        raise table.refuse(f"'{name}' is a list.", at=name)
    found: list[Any] = []
    faults = Faults()
    if is_dataclass(inner) and inner not in _WRITTEN:
        for row in table.each(name):
            with faults:
                found.append(read_table(inner, row))  # type: ignore[arg-type]
    else:
        for one in value:
            with faults:
                found.append(_as(inner, one, table, name))
    faults.tell()
    return origin(found)


def _mapping(hint: Any, value: Any, table: Table, name: str) -> Any:  # noqa: ANN401
    key_hint, value_hint = get_args(hint)
    if not isinstance(value, dict):
        raise table.refuse(f"'{name}' is a table.", at=name)
    inside, found = table.table(name), {}
    faults = Faults()
    for key, one in value.items():
        with faults:
            word = _as(key_hint, key, inside, key)
            found[word] = _as(value_hint, one, inside, key)
    faults.tell()
    return found


def _narrow(table: Table, name: str, value: Any) -> Table:  # noqa: ANN401
    if not isinstance(value, dict):
        raise table.refuse(f"'{name}' is a table.", at=name)
    return table.table(name)


def _optional(hint: Any) -> Any:  # noqa: ANN401
    if get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint):
        (bare,) = (kind for kind in get_args(hint) if kind is not type(None))
        return bare
    return None


def _single(kind: Any, value: Any, table: Table, name: str) -> Any:  # noqa: ANN401
    try:
        if kind in _WRITTEN:
            return kind.parse(value)
        if kind is timedelta:
            return _span(value)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(value)
    except (ValueError, AttributeError, TypeError, OverflowError):
        raise _wrong(kind, value, table, name) from None
    if kind is datetime and isinstance(value, datetime) and value.tzinfo is None:
        raise table.refuse(f"'{name}' is an instant and needs its offset, as …T10:00:00Z.", at=name)
    if type(value) is not kind:
        raise _wrong(kind, value, table, name)
    if isinstance(value, date) and value.year not in YEARS:
        raise table.refuse(f"'{name}' lies outside the years {YEARS[0]} to {YEARS[-1]}.", at=name)
    return value


def _span(value: str) -> timedelta:
    number, unit = value.split()
    span = timedelta(seconds=int(number) * _UNITS[unit]) if unit in _UNITS else None
    if span is None or not timedelta() <= span <= LONGEST:
        raise ValueError(value)
    return span


def _wrong(kind: type, value: object, table: Table, name: str) -> LawFileInvalid:
    what = _KIND_WORDS.get(kind) or _said(kind)
    shown = _written(value) if len(_written(value)) <= 80 else f"{_written(value)[:80]}…"
    known = f" Known: {', '.join(str(k.value) for k in kind)}." if issubclass(kind, Enum) else ""
    return table.refuse(f"'{name}': {shown} is no {what}.{known}", at=name)


def _said(kind: type) -> str:
    """Return the words for a kind of value: of `InstrumentKind` a kind of instrument."""
    name = _NAMED_OTHERWISE.get(kind.__name__, kind.__name__)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() if name == kind.__name__ else name
    head, _, last = words.rpartition(" ")
    return f"{last} of {head}" if head and last in ("kind", "status", "state", "use", "effect") else words


def _written(value: object) -> str:
    """Return a value much as the file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else repr(value)


_NAMED_OTHERWISE = {
    "AtDoor": "fault at the door",
    "Disclosable": "reason that a partner may be told",
    "EntryRule": "way of entry into force",
    "Handling": "handling code",
    "Onward": "rule on passing data on",
    "RelationStatus": "status of a relation",
    "Role": "role of a person",
    "StateCode": "code of a state",
    "SubjectStatus": "status of a person",
    "Tlp": "mark of the traffic light protocol",
    "Ties": "tie to an organisation",
    "ListEffect": "effect of a listing",
}
"""Kinds whose name in the code is none that a lawyer uses."""

_KIND_WORDS: dict[type, str] = {
    bool: "true or false",
    str: "text",
    int: "number",
    date: "date",
    datetime: "instant",
    timedelta: "span of time such as '72 h'",
    Period: "period such as '90 d' or '6 months', of a hundred years at the most",
}
