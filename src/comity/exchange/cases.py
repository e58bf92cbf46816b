"""The requesting side of lifecycle Q: draft, approve, send, withdraw, accept what came, feed back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from comity.acts.act import Act
from comity.acts.commit import Deed, known_matter, new_reference, perform
from comity.acts.node import Node
from comity.acts.partners import partner
from comity.acts.plain import to_plain
from comity.acts.ports import Timer, Tx
from comity.acts.signing import Hand
from comity.errors import OutOfOrder
from comity.exchange import links
from comity.exchange.weighing import (
    public,
    request_of,
    seen_by,
    weigh,
    weigh_and_record,
)
from comity.law import clocks
from comity.model.decisions import Decision, Moment, Outcome
from comity.model.releases import OutcomeCode
from comity.model.requests import MatterId, Request

FEEDBACK_DUE = "feedback-due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as it stands: its matter, the request and what the gate says before sending (G1)."""

    matter: MatterId
    request: Request
    decision: Decision


def draft(node: Node, request: Request, by: Hand, now: datetime, matter: MatterId | None = None) -> Draft:
    """Write or rewrite a draft and weigh it at G1, as often as wanted; nothing leaves."""
    other = request.recipient.state
    node.store.read(lambda r: partner(r, other))
    matter = matter or new_reference(node, "case", other, now)
    request = replace(request, reference=matter.partition("/")[2], made_at=now)
    perform(node, Deed(kind="request.draft", matter=matter, by=by, body={"request": to_plain(request)}), now)
    return Draft(matter=matter, request=request, decision=check(node, matter, now))


def check(node: Node, matter: MatterId, now: datetime) -> Decision:
    """Weigh a request before it is sent (G1) and record the weighing."""
    held = known_matter(node, matter)
    request, _ = request_of(node, held)
    weighing = weigh(node, held, request, Moment.G1, now)
    return weigh_and_record(node, weighing, now)


def approve(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Approve a draft, by a supervisor's own signature."""
    return perform(node, Deed(kind="request.approve", matter=matter, by=by), now)


def assign(node: Node, matter: MatterId, to: str, by: Hand, now: datetime) -> Act:
    """Assign a case to a person, so that a liaison may follow it (L5)."""
    return perform(node, Deed(kind="case.assign", matter=matter, by=by, marks={"to": to}), now)


def send(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Send an approved request, if the law lets it go (G1).

    Raises: OutOfOrder naming the rules that hold it back, or what `perform` raises.
    """
    held = known_matter(node, matter)
    request, _ = request_of(node, held)
    decision = check(node, matter, now)
    if decision.outcome > Outcome.PERMIT_WITH_CONDITIONS:
        told = seen_by(decision, by)
        rules = ", ".join(sorted({g.rule for g in told.grounds if g.outcome >= Outcome.NEEDS_AUTHORISATION}))
        raise OutOfOrder(
            f"{matter} is not sent: the law says {told.outcome.name} ({rules}). "
            "Read why with `comity law explain` and mend the draft."
        )
    sent = replace(public(request), made_at=now)
    again = bool(held.folded.shared)
    keep = links.note_asked(node, matter, request, now)
    deed = Deed(
        kind="request.supplement" if again else "request.send",
        matter=matter,
        by=by,
        to=request.recipient.state,
        basis=request.basis,
        body={"request": to_plain(sent)},
        marks={"type": request.type, "urgency": request.urgency},
        also=lambda tx, _: keep(tx),
    )
    return perform(node, deed, now)


def withdraw(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Withdraw a request; if a release crossed it, that release is to be returned unread."""
    return perform(node, Deed(kind="request.withdraw", matter=matter, by=by), now)


def return_unread(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Return a release unread; its content here is erased in the same commit."""
    held = known_matter(node, matter)
    release = held.last("reply.full", "reply.partial")
    if release is None:
        raise OutOfOrder(f"{matter} holds no release to return; see `comity case show`.")
    deed = Deed(kind="release.return", matter=matter, by=by, also=lambda tx, _: tx.erase(release.id))
    return perform(node, deed, now)


def feed_back(node: Node, matter: MatterId, outcome: OutcomeCode, by: Hand, now: datetime) -> Act:
    """Tell the partner what its reply was worth (M3, C0-11)."""
    kind = "alert.feedback" if matter.startswith("alert/") else "release.feedback"

    def also(tx: Tx, _: Act) -> None:
        tx.stop_timers(matter, [FEEDBACK_DUE])

    return perform(node, Deed(kind=kind, matter=matter, by=by, marks={"outcome": outcome}, also=also), now)


def feedback_timer(matter: MatterId, now: datetime) -> Callable[[Tx, Act], None]:
    """Return what sets the 90-day clock of outcome feedback."""
    timer = Timer(
        id=f"{FEEDBACK_DUE}/{matter}", matter=matter, kind=FEEDBACK_DUE, due_at=now + clocks.FEEDBACK
    )
    return lambda tx, _: tx.set_timer(timer)
