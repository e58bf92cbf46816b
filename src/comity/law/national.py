"""National profiles: read from TOML, dated, adopted or not (domain.md 6).

`profiles/*.toml` hold one state each; `demo.toml` holds what the demonstration world adopts, kept
apart. Outside that world a value is adopted only by a TP1 act, and until then it is UNKNOWN. What a
partner declares of its own law stands beside our assessment and never replaces it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from comity.errors import LawFileInvalid
from comity.law.fields import FIELDS, OWN_CONDITIONS, Side, names, read_field
from comity.law.floors import NO_PROFILING, lowered, profiles_people
from comity.law.lawfile import Table, content_digest, read_files
from comity.law.shapes import read_text, read_value
from comity.model.parties import StateCode
from comity.model.profiles import Confidence, Profile, ProfileScalar, ProfileValue

IN_ORDER = frozenset({"extradition_decided_by"})
"""Lists of which the first comes first; of all others the order says nothing."""

Values = Mapping[str, tuple[ProfileValue, ...]]
"""Values by field, each field's in the order of their writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileBook:
    """All shipped profiles under one digest, with the demonstration world's values apart."""

    digest: str
    shipped: Mapping[StateCode, Mapping[str, tuple[ProfileValue, ...]]]
    demonstration: Mapping[StateCode, Mapping[str, tuple[ProfileValue, ...]]]

    @property
    def states(self) -> tuple[StateCode, ...]:
        """Return the states that have a profile, sorted."""
        return tuple(sorted(self.shipped))

    def profile(
        self,
        state: StateCode,
        *,
        demonstration: bool = False,
        adopted: frozenset[str] = frozenset(),
        by_act: Values | None = None,
    ) -> Profile:
        """Return a state's profile: in the demonstration world all adopted, elsewhere the named fields.

        `by_act` are values that two persons adopted (TP1): of their fields they alone count.

        Raises: LawFileInvalid for a state without a profile.
        """
        if state not in self.shipped and not by_act:
            raise LawFileInvalid(f"No profile of '{state}'. Add profiles/{state}.toml and activate it (TP1).")
        values = dict(self.shipped.get(state, {}))
        if demonstration:
            for name, fictional in self.demonstration.get(state, {}).items():
                values[name] = values.get(name, ()) + fictional
        held = {
            name: tuple(replace(v, adopted=demonstration or name in adopted) for v in dated)
            for name, dated in values.items()
        }
        own = {name: tuple(replace(v, adopted=True) for v in dated) for name, dated in (by_act or {}).items()}
        world = "demo" if demonstration else "shipped"
        mark = f"+{values_digest(own)[:12]}" if own else ""
        return Profile(state=state, version=f"{world}-{self.digest[:12]}{mark}", values=held | own)


def values_digest(values: Values) -> str:
    """Return the SHA-256 over what values say, whoever holds them."""
    said = [
        [
            name,
            [
                [v.value, str(v.valid_from), str(v.valid_to), v.source, str(v.checked_on), v.confidence]
                for v in held
            ],
        ]
        for name, held in sorted(values.items())
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def parse_profiles(files: Mapping[str, bytes]) -> ProfileBook:
    """Read all profile files: one state each, and the demonstration world's own.

    Raises: LawFileInvalid naming file and line.
    """
    shipped: dict[StateCode, dict[str, tuple[ProfileValue, ...]]] = {}
    demonstration: dict[StateCode, dict[str, tuple[ProfileValue, ...]]] = {}
    documents, faults = read_files(files)
    for document in documents.values():
        with faults:
            _check_keys(document)
        if document.data.get("world") == "demonstration":
            for table in document.each("value"):
                with faults:
                    for state in (
                        read_value(tuple[StateCode, ...], table, "states") if "states" in table.data else ()
                    ):
                        _add(demonstration.setdefault(state, {}), table, "states")
            continue
        with faults:
            own = shipped.setdefault(_state(document), {})
            for table in document.each("value"):
                with faults:
                    _add(own, table)
    faults.tell()
    return ProfileBook(digest=content_digest(documents), shipped=shipped, demonstration=demonstration)


def _state(document: Table) -> StateCode:
    state = document.data.get("state")
    if not isinstance(state, str) or len(state) != 2:
        raise document.refuse("a profile names its 'state' by two letters, or world = \"demonstration\".")
    return StateCode(state)


def _check_keys(document: Table) -> None:
    for key in document.data:
        _check_name(key, document)
    document.only("state", "world", "note", "value")


def _check_name(name: str, table: Table) -> None:
    """Refuse what would lower a floor, or weigh persons by birth or belief."""
    why = lowered(name) if name not in FIELDS else None
    if why is not None:
        raise table.refuse(why, at=name)
    if name not in FIELDS and profiles_people(name):
        raise table.refuse(f"'{name}': {NO_PROFILING}.", at=name)


def _add(into: dict[str, tuple[ProfileValue, ...]], table: Table, *besides: str) -> None:
    for key in table.data:
        _check_name(key, table)
    table.only("field", "value", "valid_from", "valid_to", "source", "checked_on", "confidence", *besides)
    name = str(table.data.get("field", ""))
    _check_name(name, table)
    if name not in FIELDS:
        raise table.refuse(f"unknown field '{name}'; known: {', '.join(sorted(FIELDS))}.", at=name)
    value, earlier = _value(name, table), into.get(name, ())
    _check_days(name, value, earlier, table)
    into[name] = (*earlier, value)


def _check_days(name: str, value: ProfileValue, earlier: tuple[ProfileValue, ...], table: Table) -> None:
    """Refuse a value that ends before it begins, and one for days that another of its field has."""
    last = value.valid_to or date.max
    if last < value.valid_from:
        raise table.refuse("'valid_to' lies before 'valid_from'.", at="valid_to")
    for other in earlier:
        if other.valid_from <= last and value.valid_from <= (other.valid_to or date.max):
            raise table.refuse(
                f"'{name}' has another value from {other.valid_from} on: end that one by 'valid_to' first.",
                at="valid_from",
            )


def _value(name: str, table: Table) -> ProfileValue:
    for key in ("value", "valid_from", "source", "checked_on", "confidence"):
        if key not in table.data:
            raise table.refuse(f"'{key}' of field '{name}' is missing.")
    return ProfileValue(
        value=_scalar(name, table),
        valid_from=read_value(date, table, "valid_from"),
        valid_to=read_value(date, table, "valid_to") if "valid_to" in table.data else None,
        source=read_text(table, "source"),
        checked_on=read_value(date, table, "checked_on"),
        confidence=read_value(Confidence, table, "confidence"),
    )


def _scalar(name: str, table: Table) -> ProfileScalar | None:
    value = table.data["value"]
    try:
        return read_field(name, value)
    except ValueError as wrong:
        floor = lowered(name)
        said = floor or f"{value!r} is no value of field '{name}': {wrong}."
        raise table.refuse(said, at="value =") from None


def authoriser(profile: Profile, on: date) -> str:
    """Return who authorises suspect data; the switch lets a prosecutor be the competent magistrate."""
    named = str(profile.at("suspect_data_authoriser", on) or "UNKNOWN")
    wider = named == "JUDGE" and profile.at("magistrate_includes_prosecutor", on) is True
    return "JUDGE or PROSECUTOR" if wider else named


def not_adopted(profile: Profile, on: date, read_of: Side = Side.OWN) -> tuple[str, ...]:
    """Return the fields on which the gate finds UNKNOWN and lets nothing go, so that people can adopt them.

    These are the needed ones, and conditions of the own law that are written and not adopted.
    """
    needed = names(read_of, needed=True)
    laid = {n for n in OWN_CONDITIONS if n in names(read_of) and profile.held(n, on) is not None}
    return tuple(sorted(n for n in needed | laid if profile.at(n, on) is None))


def declared_otherwise(assessed: Profile, declared: Profile, on: date) -> tuple[str, ...]:
    """Return the fields on which a partner's declaration differs from our assessment of it on a day.

    Where either says nothing that counts there is no difference: what is UNKNOWN is looked at as such. Nor
    is the order in which a list is written a difference, but where it says who decides first.
    """
    said = ((n, _unordered(n, assessed.at(n, on)), _unordered(n, declared.at(n, on))) for n in FIELDS)
    return tuple(sorted(n for n, ours, theirs in said if None not in (ours, theirs) and ours != theirs))


def _unordered(name: str, value: ProfileScalar | None) -> ProfileScalar | frozenset[str] | None:
    return frozenset(value) if isinstance(value, tuple) and name not in IN_ORDER else value


def declaration(state: StateCode, said: Mapping[str, object], on: date) -> Profile:
    """Return a state's declaration of some fields, as of a day.

    Raises: KeyError for an unknown field, ValueError for what is no value of one.
    """
    made = {
        name: (
            ProfileValue(
                value=read_field(name, value),
                valid_from=on,
                source=f"declared by {state}",
                checked_on=on,
                confidence=Confidence.STATED,
            ),
        )
        for name, value in said.items()
    }
    return declared(state, made)


def declared(state: StateCode, values: Values) -> Profile:
    """Return what a state declares of itself as a profile, under a version of its own."""
    held = {name: tuple(replace(v, adopted=True) for v in dated) for name, dated in values.items()}
    return Profile(state=state, version=f"declared-{values_digest(values)[:12]}", values=held)


def published(assessed: Profile, declares: Profile | None) -> Profile:
    """Return a partner's law as it would look at it itself: what it declares, else what we assessed.

    For foreseeing its answer only; what leaves here is weighed under our assessment.
    """
    if declares is None:
        return assessed
    version = f"{assessed.version}+{declares.version}"
    return replace(assessed, version=version, values={**assessed.values, **declares.values})
