"""National profiles: read from TOML, dated, adopted or not (domain.md 6).

`profiles/*.toml` hold one state each; `demo.toml` holds what the demonstration world adopts, kept
apart. Outside that world a value is adopted only by a TP1 act, and until then it is UNKNOWN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from comity.errors import LawFileInvalid
from comity.law.lawfile import Table, content_digest, read_files
from comity.law.shapes import read_value
from comity.model.parties import StateCode
from comity.model.profiles import Confidence, Profile, ProfileScalar, ProfileValue

FIELDS: Mapping[str, Any] = {
    "languages": tuple,
    "suspect_data_authoriser": str,
    "suspect_data_article": str,
    "led_applies": bool,
    "eu_member": bool,
    "adequacy_led": bool,
    "adequacy_gdpr": bool,
    "transfer_rule": str,
    "regime": dict,
    "death_penalty": str,
    "own_nationals_extradited": bool,
    "magistrate_includes_prosecutor": bool,
    "ihl_exclusion_flag": bool,
    "release_conditions": tuple,
    "urgency_without_prior_order": dict,
    "dual_criminality_for_data": bool,
    "court_examines_assurances": bool,
    "terrorist_lists": tuple,
    "ets_167": bool,
    "ets_167_excludes_residents": bool,
}
"""The fields that the gate reads, and the shape of each."""

DEATH_PENALTY = frozenset({"ABOLISHED_ALL", "IN_LAW_MORATORIUM", "RETAINED", "RETAINED_USED"})
REGIMES = frozenset({"LED", "GDPR", "OUTSIDE", "UNKNOWN"})


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
        self, state: StateCode, *, demonstration: bool = False, adopted: frozenset[str] = frozenset()
    ) -> Profile:
        """Return a state's profile: in the demonstration world all adopted, elsewhere the named fields.

        Raises: LawFileInvalid for a state without a profile.
        """
        if state not in self.shipped:
            raise LawFileInvalid(f"No profile of '{state}'. Add profiles/{state}.toml and activate it (TP1).")
        values = dict(self.shipped[state])
        if demonstration:
            for name, fictional in self.demonstration.get(state, {}).items():
                values[name] = values.get(name, ()) + fictional
        return Profile(
            state=state,
            version=f"{'demo' if demonstration else 'shipped'}-{self.digest[:12]}",
            values={
                name: tuple(replace(v, adopted=demonstration or name in adopted) for v in held)
                for name, held in values.items()
            },
        )


def parse_profiles(files: Mapping[str, bytes]) -> ProfileBook:
    """Read all profile files: one state each, and the demonstration world's own.

    Raises: LawFileInvalid naming file and line.
    """
    shipped: dict[StateCode, dict[str, tuple[ProfileValue, ...]]] = {}
    demonstration: dict[StateCode, dict[str, tuple[ProfileValue, ...]]] = {}
    documents, faults = read_files(files, "state", "world", "note", "value")
    for document in documents.values():
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


def _add(into: dict[str, tuple[ProfileValue, ...]], table: Table, *besides: str) -> None:
    table.only("field", "value", "valid_from", "valid_to", "source", "checked_on", "confidence", *besides)
    name = str(table.data.get("field", ""))
    if name not in FIELDS:
        raise table.refuse(f"unknown field '{name}'; known: {', '.join(sorted(FIELDS))}.", at=name)
    into[name] = (*into.get(name, ()), _value(name, table))


def _value(name: str, table: Table) -> ProfileValue:
    for key in ("value", "valid_from", "source", "checked_on", "confidence"):
        if key not in table.data:
            raise table.refuse(f"'{key}' of field '{name}' is missing.")
    return ProfileValue(
        value=_scalar(name, table),
        valid_from=read_value(date, table, "valid_from"),
        valid_to=read_value(date, table, "valid_to") if "valid_to" in table.data else None,
        source=read_value(str, table, "source"),
        checked_on=read_value(date, table, "checked_on"),
        confidence=read_value(Confidence, table, "confidence"),
    )


def _scalar(name: str, table: Table) -> ProfileScalar:
    value: Any = table.data["value"]
    if FIELDS[name] is tuple and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if not isinstance(value, FIELDS[name]) or (name == "death_penalty" and value not in DEATH_PENALTY):
        raise table.refuse(f"{value!r} is no value of field '{name}'.", at="value")
    if name == "regime" and not {str(one) for one in value.values()} <= REGIMES:
        raise table.refuse(f"a regime is one of {', '.join(sorted(REGIMES))}.", at="value")
    if name == "urgency_without_prior_order" and set(value) != {"article", "reviewer", "hours"}:
        raise table.refuse("an urgency rule names article, reviewer and hours.", at="value")
    return cast(ProfileScalar, value)


def authoriser(profile: Profile, on: date) -> str:
    """Return who authorises suspect data; the switch lets a prosecutor be the competent magistrate."""
    named = str(profile.at("suspect_data_authoriser", on) or "UNKNOWN")
    wider = named == "JUDGE" and profile.at("magistrate_includes_prosecutor", on) is True
    return "JUDGE or PROSECUTOR" if wider else named


OPTIONAL = frozenset(
    {"transfer_rule", "release_conditions", "magistrate_includes_prosecutor", "suspect_data_article"}
    | {"dual_criminality_for_data", "court_examines_assurances"}
    | {"ets_167_excludes_residents"}
)
"""Fields whose absence means that the law has no such thing."""


def not_adopted(profile: Profile, on: date) -> tuple[str, ...]:
    """Return the fields on which the gate finds UNKNOWN, so that a person can adopt them (domain.md 6)."""
    return tuple(sorted(name for name in set(FIELDS) - OPTIONAL if profile.at(name, on) is None))
