"""What the present staff can lawfully do: each capability of the catalogue, and whom or what it lacks.

Reckoned from the catalogue, with the same two-person rules that the desks hold: every act of a capability
needs somebody accredited in one of its roles, at an authority that has the role, and acts that one person
may not both do need two.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product

from comity.acts.allowed import APPROVED_BY_ANOTHER, ASKING, AUTHORISING
from comity.acts.node import ACTIVE_LAW, Node
from comity.acts.ports import Reading
from comity.acts.profiles import profile_of
from comity.acts.roster import Accreditation, accreditations
from comity.law.kinds import Capability, Catalogue
from comity.law.national import not_adopted
from comity.model.people import Pseudonym, Role
from comity.model.profiles import Profile

Kinds = Mapping[str, frozenset[Role]]
"""The acts of a capability, by kind, with the roles that may do each."""

Apart = tuple[str, str, str]
"""Two acts that one person may not both do, and the rule that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One capability as it stands: what it lacks, and when somebody will be lacking if nobody new comes."""

    capability: Capability
    lacks: tuple[str, ...]
    until: datetime | None

    @property
    def usable(self) -> bool:
        """Tell whether it can lawfully be used now."""
        return not self.lacks


def check(node: Node, now: datetime) -> tuple[Finding, ...]:
    """Say of every capability whether the present staff can lawfully use it, and until when."""
    on = node.day(now)
    staff, own, outside = node.store.read(lambda r: (accreditations(r), *_outside(r, node, on)))
    named = node.law.authorisers(own, on)
    held = [one for one in staff if one.is_valid(now) and _sits(node.catalogue, one)]
    once = frozenset(one.person.role for one in staff) - frozenset(one.person.role for one in held)
    findings = []
    for capability in node.catalogue.capabilities.values():
        kinds = _kinds_of(node, capability, named)
        people = _lacking(node.catalogue, kinds, held, once)
        things = tuple(said for need, said in sorted(outside.items()) if need in capability.needs)
        until = None if people else _until(node.catalogue, kinds, held)
        findings.append(Finding(capability=capability, lacks=(*things, *people), until=until))
    return tuple(findings)


def _sits(catalogue: Catalogue, one: Accreditation) -> bool:
    """Tell whether somebody is where the role belongs; who is not can do nothing in it."""
    return catalogue.may_sit(one.person.role, one.person.authority.kind)


def _kinds_of(node: Node, capability: Capability, named: frozenset[Role]) -> Kinds:
    """Return the acts of a capability and of those it comes after, with the roles that may do each."""
    kinds: dict[str, frozenset[Role]] = {}
    for part in (node.catalogue.capabilities[name] for name in (*capability.on, capability.name)):
        for kind in node.catalogue.kinds.values():
            if kind.capability == part.name:
                kinds[kind.name] = kind.roles & named if part.law_names and named else kind.roles
    for rule in node.catalogue.two_person.values():
        for half, roles in ((rule.first, rule.maker), (rule.second, rule.checker)):
            if half in kinds:
                kinds[half] &= roles
    return kinds


def _outside(reading: Reading, node: Node, on: date) -> tuple[Profile, dict[str, str]]:
    """Return the own profile, and say what does not stand beside the people, by the catalogue's word."""
    own = profile_of(node, reading, node.state)
    missing = {}
    if (reading.paper(ACTIVE_LAW) or b"").decode() != node.law.digest:
        missing["law"] = "the law is not activated (TP1)"
    if not any(row.shared == "ACTIVE" for row in reading.matters("partnership/")):
        missing["partner"] = "no partner has joined (TP9)"
    unknown = not_adopted(own, on)
    if unknown:
        missing["profile"] = f"not adopted of the own profile (TP1): {', '.join(unknown)}"
    return own, missing


def _lacking(
    catalogue: Catalogue, kinds: Kinds, held: Sequence[Accreditation], once: frozenset[Role]
) -> tuple[str, ...]:
    """Say whom a set of acts lacks: roles that nobody holds, else the acts that too few people would do."""
    pools = {
        kind: frozenset(one.person.pseudonym for one in held if one.person.role in roles)
        for kind, roles in kinds.items()
    }
    empty = sorted({tuple(sorted(kinds[kind])) for kind, pool in pools.items() if not pool})
    if empty:
        return tuple(_nobody(roles, once) for roles in empty)
    apart = tuple(_apart(catalogue, kinds))
    alone = [(a, b, rule) for a, b, rule in apart if len(pools[a] | pools[b]) == 1]
    if alone:
        return tuple(f"'{a}' and '{b}' need two different persons ({rule})" for a, b, rule in alone)
    rivals = _rivals(apart)
    tight = sorted((k for k in rivals if len(pools[k]) <= len(rivals[k])), key=lambda k: (len(pools[k]), k))
    if _assignable(tight, {}, pools, rivals):
        return ()
    core = tight
    for act in tight:  # what is left when nothing more can be taken away is what too few people would do
        without = [other for other in core if other != act]
        core = core if _assignable(without, {}, pools, rivals) else without
    return (f"too few different persons for {', '.join(sorted(core))}",)


def _nobody(roles: Sequence[Role], once: frozenset[Role]) -> str:
    named = " or ".join(roles)
    return f"no {named} whose accreditation is valid" if once & set(roles) else f"no {named}"


def _apart(catalogue: Catalogue, kinds: Kinds) -> Iterator[Apart]:
    """Yield the acts among these that one person may not both do (domain.md 2.3)."""
    for rule in catalogue.two_person.values():
        if {rule.first, rule.second} <= set(kinds):
            yield rule.first, rule.second, rule.id
    for checks, makes in APPROVED_BY_ANOTHER.items():
        if {checks, makes} <= set(kinds):
            yield makes, checks, "who drafted never approves"
    for asks, authorises in product(sorted(ASKING & set(kinds)), sorted(AUTHORISING & set(kinds))):
        yield asks, authorises, "who asked never authorises"


def _rivals(apart: Sequence[Apart]) -> dict[str, set[str]]:
    """Return for each act those that nobody may do beside it."""
    rivals: dict[str, set[str]] = {}
    for one, other, _ in apart:
        rivals.setdefault(one, set()).add(other)
        rivals.setdefault(other, set()).add(one)
    return rivals


def _assignable(
    acts: Sequence[str],
    given: Mapping[str, Pseudonym],
    pools: Mapping[str, frozenset[Pseudonym]],
    rivals: Mapping[str, set[str]],
) -> bool:
    """Tell whether each act can be given to somebody so that no two rivals have one person.

    Acts that more persons could do than they have rivals need not be tried: somebody is always left.
    """
    if not acts:
        return True
    act, rest = acts[0], acts[1:]
    taken = {given[rival] for rival in rivals[act] if rival in given}
    return any(_assignable(rest, {**given, act: one}, pools, rivals) for one in sorted(pools[act] - taken))


def _until(catalogue: Catalogue, kinds: Kinds, held: Sequence[Accreditation]) -> datetime:
    """Return the first end of an accreditation after which the rest of the staff cannot do it.

    Who is lacking once is lacking ever after, so halving finds it; with the last one's end nobody is left.
    """
    ends = sorted({one.valid_until for one in held})

    def is_lacking(at: datetime) -> bool:
        return bool(_lacking(catalogue, kinds, [one for one in held if one.valid_until > at], frozenset()))

    return ends[bisect_left(ends, True, key=is_lacking)]
