"""Decisions as canonical bytes, so that the same inputs replay to the same bytes (AX10)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum
from typing import Any

from comity.law.gate import weigh
from comity.law.rulebook import Rulebook
from comity.law.weighing import Weighing
from comity.model.decisions import Decision


def canonical(value: object) -> bytes:
    """Write a value of the model as JSON with sorted keys; sets are sorted, instants in UTC."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def inputs_digest(weighing: Weighing) -> str:
    """Return the SHA-256 over everything that was weighed; own record only, it is over personal data."""
    return hashlib.sha256(canonical(weighing)).hexdigest()


def replay(weighing: Weighing, rulebook: Rulebook) -> bytes:
    """Weigh again and return the decision's bytes."""
    return canonical(weigh(weighing, rulebook))


def is_replayed(decision: Decision, weighing: Weighing, rulebook: Rulebook) -> bool:
    """Tell whether weighing again gives the same bytes as a stored decision."""
    return canonical(decision) == replay(weighing, rulebook)


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON has any shape
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_plain(one) for one in value), key=repr)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, tzinfo):
        return str(value)
    return value
