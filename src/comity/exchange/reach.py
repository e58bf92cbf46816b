"""Who can be reached, here and at a partner's duty desk, shown before anything is sent.

Own side: on the roster, accredited, and by a way that this node can send. Partner's side: its node says by
`duty.show` whether anybody at its duty desk can be reached and until when; no person, number or cause. It
is sent when that changes, and every twelve hours. A node that keeps no roster says nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from comity.acts.act import Act, Header, read_header
from comity.acts.commit import Deed, Matter, known_matter, perform, take_timer
from comity.acts.fold import side_of
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of
from comity.acts.ports import Reading, Timer, Tx
from comity.acts.roster import Accreditation, accreditations
from comity.errors import MalformedMessage
from comity.exchange.partnership import is_active
from comity.exchange.rosters import contacts_of, ladder, seats, watches
from comity.model.duty import Watch
from comity.model.parties import Authority, StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import MatterId
from comity.seal.canonical import read_instant, write_instant

SHOW_EVERY = timedelta(hours=12)
STALE = 2 * SHOW_EVERY
"""After this long without a word nobody knows any more whether a partner can be reached."""

REACHABLE = "reachable"
UNTIL = "until"
DUTY_DESK = (Role.SPOC_DUTY,)


class Because(StrEnum):
    """Why people in a role can be reached or not."""

    ON_DUTY = "on duty"
    NO_ROSTER = "nobody stands on the roster"
    NOT_ACCREDITED = "the accreditation of those on the roster has ended"
    NO_CONTACT = "those on the roster can be called by no way that this node has"


@dataclass(frozen=True, slots=True, kw_only=True)
class HereReach:
    """Whether somebody in one of these roles can be reached at this node, and why not."""

    roles: tuple[Role, ...]
    reachable: bool
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReach:
    """What a partner's node says of its duty desk; `reachable` is None where nothing fresh is known.

    `since` is when it said so first, `until` how long it says this holds.
    """

    state: StateCode
    reachable: bool | None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who can be reached for a matter: the partner's duty desk, and those who are needed here."""

    matter: MatterId
    partner: PartnerReach | None
    here: tuple[HereReach, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return one sentence for each who cannot be reached, or of whom nothing is known."""
        missing = [_partner_gap(self.partner)] if self.partner and not self.partner.reachable else []
        return (*missing, *(f"{_names(h.roles)}: {h.because}." for h in self.here if not h.reachable))


def reach(node: Node, matter: MatterId, now: datetime) -> Reach:
    """Tell who can be reached for a matter, before it is sent or decided.

    Raises: UnknownMatter.
    """
    held = known_matter(node, matter)
    row = node.store.read(lambda r: r.matter(matter))
    side = side_of(node.state, held.folded.opener)
    other = (row.partner if row else None) or _other(held)
    roles = dict.fromkeys(
        need.roles
        for need in node.catalogue.needs.all
        if need.roles and not need.arrived
        for kind in map(node.catalogue.kind, need.begins)
        if kind.lifecycle == held.folded.lifecycle and kind.by in ("either", side)
        if kind.shared or not kind.by_node  # what the node finds by itself is no reason to ask before sending
    )
    return Reach(
        matter=matter,
        partner=None if other is None else partner_reach(node, other, now),
        here=tuple(here_reach(node, group, now) for group in roles),
    )


def here_reach(node: Node, roles: tuple[Role, ...], now: datetime) -> HereReach:
    """Tell whether somebody in one of these roles can be reached now, and if not, why."""
    standing = ladder(node, roles, now)
    if any(contacts_of(node, p.pseudonym) for p in standing):
        return HereReach(roles=roles, reachable=True, because=Because.ON_DUTY)
    if standing:
        because = Because.NO_CONTACT
    else:
        named = node.store.read(lambda r: [_named(node, r, role, now) for role in roles])
        because = Because.NOT_ACCREDITED if any(named) else Because.NO_ROSTER
    return HereReach(roles=roles, reachable=False, because=because)


def _named(node: Node, reading: Reading, role: Role, at: datetime) -> bool:
    """Tell whether a roster names anybody for a role, accredited or not."""
    found = (next((w for w in watches(node, reading, a, role) if w.covers(at)), None) for a in seats(node))
    return any(w is not None and w.people for w in found)


# ── how long it holds ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How a role at an authority is covered: whether somebody can be reached now, and when that changes next.

    `people` are those on the roster now, in order; `changes_at` is None if it never does, as things are.
    """

    authority: Authority
    role: Role
    people: tuple[Pseudonym, ...]
    reachable: bool
    changes_at: datetime | None


def cover(node: Node, authority: Authority, role: Role, now: datetime) -> Cover:
    """Tell how a role is covered at an authority, now and up to the next change."""

    def read(reading: Reading) -> tuple[list[Watch], list[Accreditation]]:
        held = [
            a for a in accreditations(reading) if (a.person.role, a.person.authority) == (role, authority)
        ]
        return list(watches(node, reading, authority, role)), held

    known, held = node.store.read(read)
    called = {p for w in known for p in w.people if contacts_of(node, p)}

    def on(at: datetime) -> tuple[Pseudonym, ...]:
        watch = next((w for w in known if w.covers(at)), None)
        valid = {a.person.pseudonym for a in held if a.is_valid(at)}
        return tuple(p for p in (watch.people if watch else ()) if p in valid)

    def reachable(at: datetime) -> bool:
        return any(p in called for p in on(at))

    is_now = reachable(now)
    later = sorted(at for at in _turning_points(known, held) if at > now)
    changes = next((at for at in later if reachable(at) is not is_now), None)
    return Cover(authority=authority, role=role, people=on(now), reachable=is_now, changes_at=changes)


def _turning_points(known: Iterable[Watch], held: Iterable[Accreditation]) -> set[datetime]:
    accredited = ((a.certificate.valid_from, a.valid_until + timedelta(microseconds=1)) for a in held)
    return {at for ends in accredited for at in ends} | {at for w in known for at in (w.starts_at, w.ends_at)}


def check(node: Node, now: datetime) -> tuple[Cover, ...]:
    """Tell how every role that may be called is covered at every authority that has such people."""
    asked = dict.fromkeys(role for need in node.catalogue.needs.all for role in need.roles)
    held = {(a.person.role, a.person.authority) for a in node.store.read(accreditations)}
    return tuple(cover(node, a, role, now) for role in asked for a in seats(node) if (role, a) in held)


# ── what the partners are told ──────────────────────────────────────────────────────────────────
def show_reach(node: Node, timer: Timer, now: datetime) -> str:
    """Tell a partner whether our duty desk can be reached, if that changed or twelve hours have passed."""
    state = StateCode(timer.data)
    desk = cover(node, seats(node)[0], DUTY_DESK[0], now)
    nxt = min(now + SHOW_EVERY, desk.changes_at or now + SHOW_EVERY)

    def set_again(tx: Tx, _: object = None) -> None:
        take_timer(tx, timer)
        tx.set_timer(replace(timer, due_at=nxt))

    marks = {REACHABLE: "yes" if desk.reachable else "no"}
    marks[UNTIL] = "" if desk.changes_at is None else write_instant(desk.changes_at)
    if not (is_active(node, state) and _keeps_roster(node)) or not _is_news(node, state, marks, now):
        node.store.write(set_again)
        return "not needed"
    perform(node, Deed(kind="duty.show", matter=timer.matter, to=state, marks=marks, also=set_again), now)
    return "duty.show"


def _keeps_roster(node: Node) -> bool:
    return node.store.read(lambda r: any(True for _ in watches(node, r, seats(node)[0], DUTY_DESK[0])))


def _is_news(node: Node, state: StateCode, marks: Mapping[str, str], now: datetime) -> bool:
    told = [h for h in _shown(node, state) if h.state == node.state]
    return not told or dict(told[-1].marks) != marks or now - told[-1].at >= SHOW_EVERY


def check_show(node: Node, act: Act, peer: Partner, now: datetime) -> None:
    """Check what a partner says of its duty desk: two words, and nothing else.

    Raises: MalformedMessage.
    """
    marks = act.header.marks
    if act.content or set(marks) != {REACHABLE, UNTIL} or marks[REACHABLE] not in ("yes", "no"):
        raise MalformedMessage("A partner says of its duty desk whether it can be reached, and until when.")
    if marks[UNTIL]:
        read_instant(marks[UNTIL])


def partner_reach(node: Node, state: StateCode, now: datetime) -> PartnerReach:
    """Return what a partner says of its duty desk, as far as that is fresh."""
    told = [h for h in _shown(node, state) if h.state == state]
    if not told:
        return PartnerReach(state=state, reachable=None)
    last = told[-1]
    until = read_instant(last.marks[UNTIL]) if last.marks[UNTIL] else None
    fresh_until = min(last.at + STALE, until or last.at + STALE)
    if now >= fresh_until:
        return PartnerReach(state=state, reachable=None, since=fresh_until)
    alike = takewhile(lambda h: h.marks[REACHABLE] == last.marks[REACHABLE], reversed(told))
    return PartnerReach(
        state=state,
        reachable=last.marks[REACHABLE] == "yes",
        since=min(h.at for h in alike),
        until=until,
    )


def _shown(node: Node, state: StateCode) -> list[Header]:
    """Return what both sides told each other of their duty desks, in order of commit here."""
    acts = node.store.read(lambda r: r.acts_of(matter_of(node.state, state)))
    return [read_header(a.statement) for a in acts if a.kind == "duty.show"]


def _partner_gap(other: PartnerReach) -> str:
    since = "" if other.since is None else f" since {other.since:%Y-%m-%d %H:%MZ}"
    if other.reachable is None:
        return f"{other.state}'s duty desk: not known{since} whether anybody can be reached."
    return f"{other.state}'s duty desk: nobody can be reached{since}."


def _names(roles: tuple[Role, ...]) -> str:
    return " or ".join(roles)


def _other(held: Matter) -> StateCode | None:
    """Return the state that a draft is for."""
    sort, _, name = held.id.partition("/")
    return StateCode(name.split("-")[1]) if sort in ("case", "alert") else None
