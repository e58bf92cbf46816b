"""The catalogue: which acts exist, who may do them, and how they move a matter.

Read from `law/catalogue/*.toml` by `law.cataloguefile` (domain.md 2.2, 2.3, 4.2, 4.4). It holds kinds, moves,
crossing acts, the two-person table, the liaison rules and where roles sit; it decides nothing about content.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from comity.errors import UnknownKind
from comity.law.needs import Needs
from comity.model.parties import AuthorityKind
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
    duty: str = ""


RELEASING = "releasing"
"""Says of an own act that the side does it from which something leaves, in a case and in a warning."""

_RELEASES = {"case": "requested", "alert": "requesting"}
"""The side from which something leaves, by the room of a matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of act.

    `by` is `requesting`, `requested`, `either` or `releasing`: an own act on what leaves, by the requested
    side of a case and by the requesting side of a warning. `capability` is what a person's act is part of;
    `rank` sorts concurrent acts, low first; `band_hours` holds a reply back to a fixed band of time after
    receipt (domain.md 4.2, one neutral answer); `echo` is what the receiving node answers at once.
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

    def side_in(self, room: str) -> str:
        """Return the side that does this act in a matter of a room, or `either`."""
        return _RELEASES.get(room, self.by) if self.by == RELEASING else self.by

    def belongs_in(self, room: str, own: str) -> bool:
        """Tell whether this act moves matters of a room; `own` is the room of its lifecycle."""
        return room == own or (self.by == RELEASING and room in _RELEASES)

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
class Seat:
    """Where a role sits: the kinds of authority that may have it (domain.md 2.1)."""

    role: Role
    at: frozenset[AuthorityKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The whole catalogue under one digest."""

    digest: str
    kinds: Mapping[str, Kind]
    lifecycles: Mapping[str, Lifecycle]
    capabilities: Mapping[str, Capability]
    two_person: Mapping[str, TwoPerson]
    liaison: Mapping[str, LiaisonRule]
    seats: Mapping[Role, frozenset[AuthorityKind]]
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

    def may_sit(self, role: Role, kind: AuthorityKind) -> bool:
        """Tell whether an authority of a kind may have a role; a role that stands nowhere is nobody's."""
        return kind in self.seats.get(role, frozenset())
