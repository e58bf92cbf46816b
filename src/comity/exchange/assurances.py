"""Assurances at a desk: examined, accepted by two persons (TP4), watched, and answered for if broken (5.6).

Each step is a signed act of this side alone; the partner hears nothing of it before M6 exists.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from comity.acts.act import Act, read_header
from comity.acts.changes import begin
from comity.acts.commit import Deed, Matter, known_matter, perform
from comity.acts.node import Also, Node
from comity.acts.plain import to_plain
from comity.acts.ports import Reading, Tx
from comity.acts.profiles import profile_of
from comity.acts.signing import Hand
from comity.errors import OutOfOrder, WrongRole
from comity.exchange.assured import MOVES, keep_broken, named
from comity.exchange.outcomes import check_reader
from comity.exchange.weighing import check_law_active, content, findings
from comity.law.assurances import ACCEPTS, moved
from comity.model.assurances import Assurance, AssuranceKind, AssuranceState, Othman
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import digest_hex, encode

_S = AssuranceState

LATER = frozenset({_S.REJECTED, _S.MONITORED, _S.BREACHED, _S.FULFILLED})
"""Where one person moves an assurance; acceptance takes two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which assurance of a matter: its kind, its giver as `RU/CENTRAL_AUTHORITY`, its paper if it has one."""

    kind: AssuranceKind
    giver: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assured:
    """The assurances of a matter, as far as they have come."""

    matter: MatterId
    assurances: tuple[Assurance, ...]


def shown(node: Node, matter: MatterId, by: Hand) -> Assured:
    """Show the assurances of a matter: what is promised, how good it is, and how far it has come.

    Raises: what `check_reader` raises.
    """
    check_reader(node, matter, by)
    found = findings(node, known_matter(node, matter)).circumstances.assurances
    return Assured(matter=matter, assurances=found)


def examine(node: Node, matter: MatterId, which: Which, factors: Othman, by: Hand, now: datetime) -> Act:
    """Examine an assurance by each factor; again, while nobody has answered it.

    Raises: OutOfOrder; AssuranceInsufficient if a factor is left open.
    """
    held, one = _found(node, matter, which)
    before = replace(one, factors=factors, state=_S.GIVEN if one.state is _S.EXAMINED else one.state)
    words = {"factors": to_plain(factors)}
    return _do(node, held, "assurance.examine", moved(before, _S.EXAMINED, now), words, by, now)


def propose(
    node: Node, matter: MatterId, which: Which, monitor_on: tuple[date, ...], by: Hand, now: datetime
) -> Act:
    """Propose to accept an assurance, with the days on which somebody looks at it (TP4, first person).

    Raises: OutOfOrder if a breach of its kind waits for a report; AssuranceInsufficient; WrongRole.
    """
    held, one = _found(node, matter, which)
    proposed = replace(one, monitor_on=tuple(sorted(set(monitor_on))))
    _accepted(node, held, proposed, now)
    words = {"monitor_on": to_plain(proposed.monitor_on)}
    return _do(node, held, "assurance.propose", proposed, words, by, now)


def accept(node: Node, matter: MatterId, which: Which, by: Hand, now: datetime) -> Act:
    """Accept an assurance as it was proposed (TP4, second person).

    Raises: OutOfOrder if it was not proposed so, or a breach of its kind waits for a report; WrongRole;
        SamePersonTwice.
    """
    held, one = _found(node, matter, which)
    return _do(node, held, "assurance.accept", _accepted(node, held, one, now), {}, by, now)


def move(node: Node, matter: MatterId, which: Which, to: AssuranceState, by: Hand, now: datetime) -> Act:
    """Reject an assurance, or say of one accepted that it is watched, was broken or was fulfilled.

    A breach blocks its kind from its giver in every matter here until the joint committee has reported, and
    what is open is weighed again.

    Raises: OutOfOrder for a move that is none, or that takes two persons.
    """
    if to not in LATER:
        raise OutOfOrder(f"{to} is no step of one person: `comity assurance examine`, `propose`, `accept`.")
    held, one = _found(node, matter, which)
    after = moved(one, to, now)

    def also(tx: Tx, _: Act) -> None:
        if to is _S.BREACHED:
            keep_broken(tx, matter, after)
            begin(tx, now)

    return _do(node, held, "assurance.move", after, {"to": to.value}, by, now, also)


def report(node: Node, matter: MatterId, which: Which, reference: str, by: Hand, now: datetime) -> Act:
    """Record that the joint committee reported on a broken assurance, and under what reference.

    Raises: OutOfOrder if it was not broken.
    """
    _, one = _found(node, matter, which)
    if one.state is not _S.BREACHED:
        raise OutOfOrder(f"The assurance is {one.state}; the committee reports on one that is {_S.BREACHED}.")
    deed = Deed(
        kind="assurance.report",
        matter=matter,
        by=by,
        body={**to_plain(which), "reference": reference},
        also=lambda tx, _: keep_broken(tx, matter, one, reported_at=now),
    )
    return perform(node, deed, now)


# ── what the acts share ─────────────────────────────────────────────────────────────────────────
def _found(node: Node, matter: MatterId, which: Which) -> tuple[Matter, Assurance]:
    """Find the assurance that is meant; its paper need be named only where there are several."""
    held = known_matter(node, matter)
    alike = [
        one
        for one in findings(node, held).circumstances.assurances
        if (one.kind, one.giver.code) == (which.kind, which.giver)
    ]
    exact = [one for one in alike if one.text == which.text]
    if len(alike) == 1 and not which.text:
        exact = alike
    if len(exact) != 1:
        why = "Name its paper" if alike else "Note it as GIVEN first (`findings`)"
        raise OutOfOrder(
            f"{matter} has {len(alike)} assurances {which.kind} of that giver, and none is meant plainly. "
            f"{why}; see `comity assurance list`."
        )
    return held, exact[0]


def _accepted(node: Node, held: Matter, one: Assurance, now: datetime) -> Assurance:
    """Return an assurance as both of TP4 accept it under the law in force; their acts see to it that both do.

    Raises: LawNotActivated; WrongRole where the own law wants a court to have examined it; what `moved` says.
    """
    breaches = findings(node, held).circumstances.assurance_breaches

    def read(reading: Reading) -> bool:
        check_law_active(node, reading)
        own = profile_of(node, reading, node.state)
        return own.at("court_examines_assurances", node.day(now)) is True

    if node.store.read(read) and _examiner(node, held, one) is not Role.JUDGE:
        raise WrongRole(
            "The own law wants a court to examine an assurance before it is accepted: have a judge do "
            "`comity assurance examine`."
        )
    return moved(one, _S.ACCEPTED, now, by=ACCEPTS, breaches=breaches)


def _examiner(node: Node, held: Matter, one: Assurance) -> Role | None:
    """Return the role of whoever examined an assurance last."""
    for act, header in reversed(list(zip(held.acts, held.headers, strict=True))):
        if act.kind == "assurance.examine":
            said = content(node, act)
            if (said["kind"], said["giver"], said["text"]) == named(one):
                return header.role
    return None


def _what(one: Assurance) -> str:
    """Return the digest of what both persons accept: promise, giver, paper, factors and days."""
    return digest_hex(encode(to_plain((*named(one), one.factors, one.monitor_on))))


def _do(
    node: Node,
    held: Matter,
    kind: str,
    after: Assurance,
    words: dict[str, object],
    by: Hand,
    now: datetime,
    also: Also | None = None,
) -> Act:
    """Record how an assurance stands now, unless somebody moved one of the matter meanwhile."""
    seen = Counter(h.kind in MOVES for h in held.headers)[True]

    def check(tx: Tx, act: Act) -> None:
        stated = (read_header(a.statement).kind for a in tx.stated_in(held.id))
        if sum(k in MOVES for k in stated) != seen + 1:
            raise OutOfOrder(f"Somebody moved an assurance of {held.id} meanwhile. Look at it again.")
        if also is not None:
            also(tx, act)

    which = dict(zip(("kind", "giver", "text"), named(after), strict=True))
    body = {**which, **words, "assurance": to_plain(after)}
    marks = {"what": _what(after)}
    return perform(node, Deed(kind=kind, matter=held.id, by=by, body=body, marks=marks, also=check), now)
