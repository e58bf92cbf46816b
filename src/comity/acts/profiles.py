"""Profiles as they lie in the vault: values that two persons adopted, and what partners declare.

Both are papers: the gate need not look for them among a matter's acts. A declaration changes nothing
here; it stands beside the assessment.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from comity.acts.act import Act
from comity.acts.node import Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, Tx
from comity.errors import MalformedMessage
from comity.law.fields import FIELDS, read_field
from comity.law.national import Values, declared
from comity.model.parties import StateCode
from comity.model.profiles import Profile, ProfileValue
from comity.seal.canonical import decode, encode

ADOPTED = "law/values"
"""The paper with the profile values that two persons adopted (TP1)."""

DECLARES = "profile.declare"
MOST_VALUES = 16
"""How many dated values of one field a declaration may have."""

_ROW = frozenset({"value", "valid_from", "valid_to", "source", "checked_on", "confidence"})


def write_values(values: Values) -> dict[str, list[dict[str, Any]]]:
    """Write values as they travel and lie: whether somebody adopted them is not part of it."""
    return {
        name: [{k: v for k, v in to_plain(value).items() if k in _ROW} for value in held]
        for name, held in sorted(values.items())
    }


def read_values(plain: object) -> Values:
    """Read values, strictly by the fields' shapes.

    Raises: MalformedMessage naming the field.
    """
    if not isinstance(plain, dict):
        raise MalformedMessage("A profile is an object of fields.")
    return {name: _read_field(name, rows) for name, rows in plain.items()}


def _read_field(name: str, rows: object) -> tuple[ProfileValue, ...]:
    if name not in FIELDS:
        raise MalformedMessage("A profile names a field that this protocol does not have.")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_VALUES:
        raise MalformedMessage(f"The field '{name}' of a profile has 1 to {MOST_VALUES} dated values.")
    return tuple(_read_row(name, row) for row in rows)


def _read_row(name: str, row: object) -> ProfileValue:
    if not isinstance(row, dict) or set(row) != _ROW:
        raise MalformedMessage(f"A value of '{name}' has {', '.join(sorted(_ROW))} and nothing else.")
    try:
        value = None if row["value"] is None else read_field(name, row["value"])
    except ValueError:
        raise MalformedMessage(f"What a profile says of '{name}' is no value of that field.") from None
    dated = from_plain(ProfileValue, {**row, "value": None})
    return ProfileValue(
        value=value,
        valid_from=dated.valid_from,
        valid_to=dated.valid_to,
        source=dated.source,
        checked_on=dated.checked_on,
        confidence=dated.confidence,
    )


# ── adopted ─────────────────────────────────────────────────────────────────────────────────────
def adopted_values(reading: Reading) -> Mapping[StateCode, Values]:
    """Return the values that two persons adopted, by state."""
    kept = reading.paper(ADOPTED)
    return _adopted(kept) if kept else {}


@lru_cache(maxsize=8)
def _adopted(kept: bytes) -> Mapping[StateCode, Values]:
    """Read the paper once as long as it says the same: every weighing asks for it."""
    return {StateCode(state): read_values(plain) for state, plain in decode(kept).items()}


def adopt_values(tx: Tx, state: StateCode, values: Values) -> None:
    """Keep values as adopted: each field's own take the place of what was adopted of it before."""
    held = {s: dict(v) for s, v in adopted_values(tx).items()}
    held[state] = held.get(state, {}) | dict(values)
    tx.put_paper(ADOPTED, encode({s: write_values(v) for s, v in sorted(held.items())}))


def profile_of(node: Node, reading: Reading, state: StateCode) -> Profile:
    """Return a state's profile as the node decides under it: with what two persons adopted."""
    return node.law.profile(state, adopted_values(reading).get(state))


# ── declared ────────────────────────────────────────────────────────────────────────────────────
def note_declared(tx: Tx, act: Act) -> None:
    """Keep what a partner declares of its own law, in the commit of its act; the newest counts."""
    if act.header.kind == DECLARES and act.body is not None:
        tx.put_paper(_declared_paper(act.header.state), encode(act.content["profile"]))


def declared_by(reading: Reading, state: StateCode) -> Profile | None:
    """Return what a partner declares of itself; None if it declared nothing."""
    kept = reading.paper(_declared_paper(state))
    return _declared(state, kept) if kept else None


@lru_cache(maxsize=256)
def _declared(state: StateCode, kept: bytes) -> Profile:
    return declared(state, read_values(decode(kept)))


def _declared_paper(state: StateCode) -> str:
    return f"declared/{state}"
