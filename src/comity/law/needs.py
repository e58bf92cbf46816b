"""Who is needed after an act, how soon, and what settles it: the duty desk's part of the catalogue.

Rows `[[need]]` and `[[pace]]` of `law/catalogue/duty.toml` (domain.md 4.4, 5.5). They call people and
decide nothing: a need that nobody answers changes no case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from comity.errors import LawFileInvalid
from comity.law.lawfile import read_file
from comity.law.shapes import read_table
from comity.model.people import Role
from comity.model.requests import Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """People who are needed `after` a span from an act that begins it, until an act that settles it.

    `arrived` tells whether the partner's act begins it or our own; `when` are marks that the act must
    bear. `roles` are called in this order; `among` names the mark whose words say which of them, and with
    no `roles` at all, who. It is urgent by itself or where the act's mark `urgency` says so. `answered`
    tells that who answers the call settles it by that: they are to look, and the law waits for no act.
    """

    id: str
    begins: frozenset[str]
    settled: frozenset[str]
    roles: tuple[Role, ...] = ()
    among: str = ""
    arrived: bool = False
    when: Mapping[str, str] = field(default_factory=dict)
    urgent: bool = False
    after: timedelta = timedelta(0)
    answered: bool = False

    def called(self, marks: Mapping[str, str]) -> tuple[Role, ...]:
        """Return the roles that an act with these marks calls, in order; nobody where it begins nothing."""
        if any(marks.get(name) != value for name, value in self.when.items()):
            return ()
        if not self.among:
            return self.roles
        words = marks.get(self.among, "").split()  # "or" is no role
        named = tuple(Role(word) for word in words if word in set(Role))
        return tuple(r for r in self.roles if r in named) if self.roles else named

    def urgency(self, marks: Mapping[str, str]) -> Urgency:
        """Return how urgent it is."""
        urgent = self.urgent or marks.get("urgency") == Urgency.URGENT
        return Urgency.URGENT if urgent else Urgency.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long one person has before the `next` is called, and how long after the last one is called `again`.

    The wait between rounds doubles, up to `at_most`. No `roles` means every role.
    """

    urgency: Urgency
    next: timedelta
    again: timedelta
    at_most: timedelta
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """All needs, by the kinds of act that begin and settle them, and the paces."""

    all: tuple[Need, ...] = ()
    begun_by: Mapping[str, tuple[Need, ...]] = field(default_factory=dict)
    settled_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paces: tuple[Pace, ...] = ()

    def pace(self, role: Role, urgency: Urgency) -> Pace:
        """Return the pace at which people of a role are called."""
        return next(p for p in self.paces if p.urgency is urgency and (not p.roles or role in p.roles))


def parse_needs(files: Mapping[str, bytes], kinds: Iterable[str]) -> Needs:
    """Read needs and paces from the catalogue's files, given by name.

    Raises: LawFileInvalid naming file and line.
    """
    known = frozenset(kinds)
    needs: list[Need] = []
    paces: list[Pace] = []
    for name in sorted(files):
        document = read_file(name, files[name])
        for table in document.each("need"):
            need = read_table(Need, table)
            if unknown := (need.begins | need.settled) - known:
                raise table.refuse(f"need {need.id} names unknown acts {sorted(unknown)}.")
            if not need.roles and not need.among:
                raise table.refuse(f"need {need.id} calls nobody.")
            needs.append(need)
        paces += [read_table(Pace, table) for table in document.each("pace")]
    if needs:
        _check_paces(paces)
    begins = {kind for need in needs for kind in need.begins}
    settles = {kind for need in needs for kind in need.settled}
    return Needs(
        all=tuple(needs),
        begun_by={kind: tuple(n for n in needs if kind in n.begins) for kind in begins},
        settled_by={kind: tuple(n.id for n in needs if kind in n.settled) for kind in settles},
        paces=tuple(paces),
    )


def _check_paces(paces: list[Pace]) -> None:
    missing = [u for u in Urgency if not any(p.urgency is u and not p.roles for p in paces)]
    if missing:
        raise LawFileInvalid(f"duty: no [[pace]] for every role that is {' and '.join(missing)}.")
