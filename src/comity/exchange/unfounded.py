"""What left on a basis that, as is known now, was missing (I5, Q24): a new record, never a changed one.

A change that was learned late does not rewrite what was decided. Where it shows that no basis carried a
release on its day, the node records that, the legal officer is called to recall (M2), the data protection
officer to inform the supervisory authority. Both stay due until they are done; neither is done by the node.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from comity.acts.act import Act, read_header
from comity.acts.commit import Deed, known_matter, perform
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.acts.ports import ActId, Mark, Reading, StoredAct, Timer, Tx
from comity.acts.profiles import adopted_values, declared_by
from comity.acts.signing import Hand
from comity.acts.texts import shown_by
from comity.errors import Erased, MalformedMessage, OutOfOrder
from comity.exchange.designations import read_lists
from comity.exchange.weighing import content
from comity.law.bare import Bare
from comity.law.gate import weigh
from comity.model.decisions import Decision, Outcome
from comity.model.requests import MatterId

RELEASES = ("reply.full", "reply.partial", "alert.issue", "alert.update")
WEIGHINGS = ("request.weigh", "alert.weigh")
UNFOUNDED = ("release.unfounded", "alert.unfounded")
BASIS = frozenset({"R-BASIS", "R-XFER"})
"""The rules that ask for a basis: of the message, and of the transfer."""

RECALL_DUE, REPORT_DUE = "recall-due", "report-due"
"""The reminders that stay until what left is recalled, and until the supervisory authority is informed."""

AT_ONCE = timedelta(hours=24)
"""Time for both; then they are shown as overdue (domain.md section 7)."""

GONE = frozenset({"RECALLED", "RECALL_DONE", "RETURNED_UNREAD"})
"""States in which the partner holds nothing any more that could be recalled."""


def look_at_releases(node: Node, after: Mark | None, limit: int, now: datetime) -> tuple[Mark | None, int]:
    """Look at some releases of this node, the newest first, and record which had no basis.

    Returns the mark after which to go on, None at the end, and how many were looked at.
    """
    page = node.store.read(lambda r: r.acts_of_kinds(RELEASES, limit=limit, after=after))
    sent = [act for act in page if not act.received]
    for act in sent:
        _look(node, act, now)
    return ((page[-1].at, page[-1].id) if len(page) == limit else None), len(sent)


def _look(node: Node, release: StoredAct, now: datetime) -> None:
    held = known_matter(node, release.matter)
    if held.folded.shared in GONE or release.id not in held.folded.effective:
        return
    if any(h.kind in UNFOUNDED and h.marks["release"] == release.id for h in held.headers):
        return
    recorded = _weighed(node, held.acts, release)
    if recorded is None:
        return
    then, facts = recorded
    missing = _missing(node.store.read(lambda r: _again(node, r, facts, now))) - _missing(then)
    if missing:
        _record(node, release, missing, now)


def _weighed(node: Node, acts: Sequence[StoredAct], release: StoredAct) -> tuple[Decision, Bare] | None:
    """Return the weighing that a release rested on; None where its facts are erased or were not kept."""
    names = [a.id for a in acts]
    before = [a for a in acts[: names.index(release.id)] if a.kind in WEIGHINGS]
    try:
        body = content(node, before[-1])
        return from_plain(Decision, body["decision"]), from_plain(Bare, body["weighed"])
    except (Erased, KeyError, IndexError, MalformedMessage):
        return None


def _again(node: Node, reading: Reading, facts: Bare, now: datetime) -> Decision:
    """Weigh the facts of a release on its own day, under the law of that day as it is known now."""
    weighing = facts.under(
        node.law,
        adopted_values(reading),
        read_lists(node, reading, node.day(facts.on)),
        declared_by(reading, facts.partner),
        shown_by(reading, facts.partner),
        node.zone,
    )
    return weigh(replace(weighing, known_at=now), node.law.rulebook)


def _missing(decision: Decision) -> frozenset[str]:
    """Return the rules that ask for a basis and found none."""
    grounds = (*decision.grounds, *(g for unit in decision.items for g in unit.grounds))
    return frozenset(g.rule for g in grounds if g.rule in BASIS and g.outcome is Outcome.REFUSE)


def _record(node: Node, release: StoredAct, missing: frozenset[str], now: datetime) -> None:
    matter = release.matter
    header = read_header(release.statement)
    basis = header.basis.instrument if header.basis else ""

    def also(tx: Tx, _: Act) -> None:
        for kind in (RECALL_DUE, REPORT_DUE):
            tx.set_timer(Timer(id=f"{kind}/{matter}", matter=matter, kind=kind, due_at=now + AT_ONCE))

    deed = Deed(
        kind="alert.unfounded" if matter.startswith("alert/") else "release.unfounded",
        matter=matter,
        marks={"release": release.id, "rules": " ".join(sorted(missing)), "basis": basis},
        also=also,
    )
    perform(node, deed, now)


def report(node: Node, matter: MatterId, reference: str, by: Hand, now: datetime) -> Act:
    """Record, as data protection officer, that the supervisory authority was informed, and under what number.

    Raises: OutOfOrder if nothing in the matter is without a basis.
    """
    held = known_matter(node, matter)
    found = held.last(*UNFOUNDED)
    if found is None:
        raise OutOfOrder(f"No release in {matter} is known to lack its basis; there is nothing to report.")
    release = held.headers[held.acts.index(found)].marks["release"]
    deed = Deed(
        kind="alert.report" if matter.startswith("alert/") else "release.report",
        matter=matter,
        by=by,
        body={"reference": reference},
        marks={"release": ActId(release)},
        also=lambda tx, _: tx.stop_timers(matter, [REPORT_DUE]),
    )
    return perform(node, deed, now)
