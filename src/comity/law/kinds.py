"""The catalogue: which acts exist, who may do them, and how they move a matter.

Read from `law/catalogue/*.toml` (domain.md 2.2, 2.3, 4.2, 4.4). It holds kinds, moves, crossing acts,
the two-person table and the liaison rules; it decides nothing about content.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from comity.errors import LawFileInvalid, UnknownKind
from comity.law.needs import Needs, parse_needs
from comity.model.people import Role

SAME = "="
"""As a move's target: the state stays."""

EVERYBODY = "*"
"""As the one role of an act: whatever role a person holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of a lifecycle: from any of these states, by way of `via`, to the next."""

    start: frozenset[str]
    to: str
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What a later-sorted act does when it crossed an earlier-sorted one (design.md section 4)."""

    with_kinds: frozenset[str]
    to: str
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of act.

    `by` is `requesting`, `requested` or `either`; `capability` is what a person's act is part of; `rank`
    sorts concurrent acts, low first; `band_hours` holds a reply back to a fixed band of time after receipt
    (domain.md 4.2, one neutral answer); `echo` is the act by which the receiving node answers at once.
    """

    name: str
    capability: str
    lifecycle: str
    shared: bool
    by: str
    roles: frozenset[Role]
    personal: bool
    decides: bool
    basis: bool
    urgent: bool
    rank: int
    band_hours: int
    echo: str
    needs_own: frozenset[str]
    moves: tuple[Move, ...]
    crossings: tuple[Crossing, ...]

    @property
    def by_node(self) -> bool:
        """Tell whether the node itself does this act (receipts and the clock)."""
        return not self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """Something a node can do, in plain words: the acts that belong to it say whom it takes.

    `needed` is what a node must be able to do to exchange lawfully; `needs` names what must stand beside the
    people (`law`, `partner`, `profile`); `on` the capabilities that come before it in one matter; `law_names`
    tells that the profile narrows the roles (Q3).
    """

    name: str
    text: str
    needed: bool = False
    needs: frozenset[str] = frozenset()
    on: tuple[str, ...] = ()
    law_names: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """One lifecycle: the matters it governs and the states in which nothing more is owed."""

    name: str
    matter: str
    ends: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPerson:
    """One row of domain.md 2.3: who makes, who checks; never one person."""

    id: str
    first: str
    second: str
    maker: frozenset[Role]
    checker: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiaisonRule:
    """One row of domain.md 2.2, L1-L5, with the check that holds it."""

    id: str
    check: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The whole catalogue under one digest."""

    digest: str
    kinds: Mapping[str, Kind]
    lifecycles: Mapping[str, Lifecycle]
    capabilities: Mapping[str, Capability]
    two_person: Mapping[str, TwoPerson]
    liaison: Mapping[str, LiaisonRule]
    needs: Needs

    def kind(self, name: str) -> Kind:
        """Return a kind of act.

        Raises: UnknownKind.
        """
        try:
            return self.kinds[name]
        except KeyError:
            raise UnknownKind(
                f"The catalogue in force has no act '{name}'. The partner may run a newer version."
            ) from None

    def rule_for_second(self, kind: str) -> TwoPerson | None:
        """Return the two-person rule whose checker does this act."""
        return next((r for r in self.two_person.values() if r.second == kind), None)


def parse_catalogue(files: Mapping[str, bytes]) -> Catalogue:
    """Read the catalogue's files, given by name.

    Raises: LawFileInvalid naming file and entry.
    """
    kinds: dict[str, Kind] = {}
    lifecycles: dict[str, Lifecycle] = {}
    capabilities: dict[str, Capability] = {}
    two_person: dict[str, TwoPerson] = {}
    liaison: dict[str, LiaisonRule] = {}
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(files[name]).digest())
        document = _document(name, files[name])
        for key, row in document.get("lifecycle", {}).items():
            lifecycles[key] = Lifecycle(name=key, matter=row["matter"], ends=frozenset(row["ends"]))
        for key, row in document.get("capability", {}).items():
            capabilities[key] = _capability(name, key, row)
        for row in document.get("act", []):
            kinds[row["kind"]] = _kind(name, row)
        for row in document.get("two_person", []):
            two_person[row["id"]] = _two_person(row)
        for row in document.get("liaison", []):
            liaison[row["id"]] = LiaisonRule(id=row["id"], check=row["check"], text=row["text"])
    _check_references(kinds, lifecycles, two_person.values())
    _check_capabilities(kinds, capabilities)
    return Catalogue(
        digest=digest.hexdigest(),
        kinds=kinds,
        lifecycles=lifecycles,
        capabilities=capabilities,
        two_person=two_person,
        liaison=liaison,
        needs=parse_needs(files, kinds),
    )


def _document(name: str, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise LawFileInvalid(f"{name}: {bad}") from None


_KNOWN = frozenset(
    [
        "kind",
        "capability",
        "lifecycle",
        "shared",
        "by",
        "roles",
        "personal",
        "decides",
        "basis",
        "urgent",
        "rank",
        "band_hours",
        "echo",
        "needs_own",
        "move",
        "crossing",
    ]
)


def _kind(file: str, row: Mapping[str, Any]) -> Kind:
    unknown = set(row) - _KNOWN
    if unknown or "kind" not in row or "lifecycle" not in row:
        raise LawFileInvalid(f"{file}: act {row.get('kind', '?')}: unknown or missing key {sorted(unknown)}.")
    moves = tuple(
        Move(start=frozenset(m["from"]), to=m["to"], via=tuple(m.get("via", ()))) for m in row.get("move", [])
    )
    crossings = tuple(
        Crossing(with_kinds=frozenset(c["with"]), to=c["to"], duty=c.get("duty", ""))
        for c in row.get("crossing", [])
    )
    return Kind(
        name=row["kind"],
        capability=row.get("capability", ""),
        lifecycle=row["lifecycle"],
        shared=row.get("shared", False),
        by=row.get("by", "either"),
        roles=_roles(file, row),
        personal=row.get("personal", False),
        decides=row.get("decides", False),
        basis=row.get("basis", False),
        urgent=row.get("urgent", False),
        rank=row.get("rank", 50),
        band_hours=row.get("band_hours", 0),
        echo=row.get("echo", ""),
        needs_own=frozenset(row.get("needs_own", ())),
        moves=moves,
        crossings=crossings,
    )


def _roles(file: str, row: Mapping[str, Any]) -> frozenset[Role]:
    named = row.get("roles", [])
    if named == [EVERYBODY]:
        return frozenset(Role)
    try:
        return frozenset(map(Role, named))
    except ValueError as bad:
        raise LawFileInvalid(f"{file}: act {row['kind']}: {bad}.") from None


def _capability(file: str, name: str, row: Mapping[str, Any]) -> Capability:
    if set(row) - {"text", "needed", "needs", "on", "law_names"} or "text" not in row:
        raise LawFileInvalid(f"{file}: capability {name}: unknown key, or no text.")
    return Capability(
        name=name,
        text=row["text"],
        needed=row.get("needed", False),
        needs=frozenset(row.get("needs", ())),
        on=tuple(row.get("on", ())),
        law_names=row.get("law_names", False),
    )


def _two_person(row: Mapping[str, Any]) -> TwoPerson:
    return TwoPerson(
        id=row["id"],
        first=row["first"],
        second=row["second"],
        maker=frozenset(Role(r) for r in row["maker"]),
        checker=frozenset(Role(r) for r in row["checker"]),
    )


def _check_references(
    kinds: Mapping[str, Kind], lifecycles: Mapping[str, Lifecycle], pairs: Iterable[TwoPerson]
) -> None:
    for kind in kinds.values():
        if kind.lifecycle not in lifecycles:
            raise LawFileInvalid(f"act {kind.name}: no lifecycle '{kind.lifecycle}'.")
        named = {kind.echo} - {""} | {k for c in kind.crossings for k in c.with_kinds}
        if named - set(kinds):
            raise LawFileInvalid(f"act {kind.name}: names unknown acts {sorted(named - set(kinds))}.")
    for pair in pairs:
        if pair.first not in kinds or pair.second not in kinds:
            raise LawFileInvalid(f"{pair.id}: unknown act '{pair.first}' or '{pair.second}'.")


def _check_capabilities(kinds: Mapping[str, Kind], capabilities: Mapping[str, Capability]) -> None:
    for kind in kinds.values():
        if kind.capability and kind.capability not in capabilities:
            raise LawFileInvalid(f"act {kind.name}: no capability '{kind.capability}'.")
    for one in capabilities.values():
        if set(one.on) - set(capabilities) or one.needs - {"law", "partner", "profile"}:
            raise LawFileInvalid(f"capability {one.name}: names what is not there in 'on' or 'needs'.")
