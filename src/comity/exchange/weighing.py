"""The gate at a desk: what is known of a matter goes in, the full weighing is recorded as an own act."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from comity.acts.act import Act
from comity.acts.commit import Deed, Matter, open_act, perform
from comity.acts.node import ACTIVE_LAW, Node
from comity.acts.partners import partner
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, StoredAct, Timer, Tx
from comity.acts.profiles import declared_by, profile_of
from comity.acts.signing import Hand
from comity.acts.texts import shown_by
from comity.errors import LawNotActivated, OutOfOrder
from comity.exchange.assured import as_moved, check_noted
from comity.exchange.dangers import danger_of
from comity.exchange.designations import lists_of
from comity.exchange.links import past_of
from comity.exchange.marks import note_found
from comity.exchange.telling import tells
from comity.law import clocks, gate
from comity.law.bare import bare
from comity.law.facts import establish
from comity.law.masking import neutral, sees_grounds
from comity.law.sheet import FactSheet, write_sheet
from comity.law.view import SURRENDERS, View
from comity.law.weighing import Circumstances, Danger, Grant, Past, Weighing
from comity.model.authorisations import OrderKind
from comity.model.decisions import Decision, Moment
from comity.model.parties import StateCode
from comity.model.profiles import Profile
from comity.model.requests import Item, MatterId, Offence, Purpose, Request, RequestType, Subject
from comity.model.surrender import ProvisionalArrest
from comity.seal.packages import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What this side found out itself: internal, it never leaves (R-ASYLUM, AX11).

    Until somebody found out, whether a subject is protected, has an open case or is a minor is unknown.
    `tainted` names items that arrived and were obtained by torture or ill-treatment (R-TAINT);
    `past` is what somebody found of earlier messages, the marks of abuse (domain.md 5.7); `arrest` a
    provisional arrest that runs (T11). `onward_to` is a third state to which what arrived is wanted to go on,
    `onward_purpose` for what, where not for the same (G4, G5).
    """

    subjects: tuple[Subject, ...] = ()
    offences: tuple[Offence, ...] = ()
    circumstances: Circumstances = field(default_factory=Circumstances)
    danger: Danger | None = None
    tainted: frozenset[str] = frozenset()
    past: Past = field(default_factory=Past)
    arrest: ProvisionalArrest | None = None
    onward_to: StateCode | None = None
    onward_purpose: Purpose | None = None


ARREST = "arrest"
"""The clock of a provisional arrest (S31)."""


def check_files(node: Node) -> None:
    """Check that the law's files are as the node read them when it started.

    Raises: LawNotActivated.
    """
    lies = node.law.digest if node.law_on_disk is None else node.law_on_disk()
    if lies != node.law.digest:
        raise LawNotActivated(
            f"The law's files were changed while the node ran: they have digest {lies[:12]}, it was started "
            f"under {node.law.digest[:12]}. Put the files back, or start again and have two people activate."
        )


def check_law_active(node: Node, reading: Reading) -> None:
    """Check that the law in the node's files is the one that two people activated (TP1).

    What the node read when it started, and what lies in its files at this moment: both must be that one.

    Raises: LawNotActivated.
    """
    check_files(node)
    active = reading.paper(ACTIVE_LAW)
    if active is None or active.decode() != node.law.digest:
        found = "none is active" if active is None else f"active is {active.decode()[:12]}"
        raise LawNotActivated(
            f"The law's files have digest {node.law.digest[:12]}, {found}. A legal officer proposes and a "
            "minister's delegate activates: `comity law activate`."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What would leave, and what an order for it is bound to; empty before anything is put in."""

    items: tuple[Item, ...] = ()
    packages: tuple[Package, ...] = ()
    request_act: str = ""
    recipient_key: str = ""


NO_ANSWER = Answer()


def weigh(
    node: Node, matter: Matter, request: Request, moment: Moment, now: datetime, answer: Answer = NO_ANSWER
) -> Weighing:
    """Put together what the gate weighs, with this side's own findings.

    Raises: LawNotActivated.
    """
    other, ours = other_side(node, request), request.sender.state == node.state
    heard = request if ours else replace(request, made_at=matter.acts[0].at)  # when it came in counts (I4)
    own, assessed, declared = node.store.read(lambda r: _profiles(node, r, other))
    shown = node.store.read(lambda r: shown_by(r, other))
    found = findings(node, matter)
    law = node.law
    return Weighing(
        moment=moment,
        on=now,
        own=own,
        partner=assessed,
        declared=declared,
        instruments=law.between(node.state, other),
        shown=shown,
        relation=law.relation(node.state, other, now.astimezone(node.zone), request.channel),
        request=_with_findings(heard, found, own=ours),
        items=answer.items,
        consents=consents(node, matter, answer.items, now),
        matter=matter.id,
        request_act=answer.request_act,
        recipient_key=answer.recipient_key,
        packages=tuple((p.label.item, p.ordered.package) for p in answer.packages),
        danger=danger_of(node, found.danger, matter, own, now),
        circumstances=found.circumstances,
        lists=lists_of(node, node.day(now)),
        past=past_of(node, matter.id, request, found.past, now),
        zone=node.zone,
    )


def _profiles(node: Node, reading: Reading, other: StateCode) -> tuple[Profile, Profile, Profile | None]:
    """Return the own profile, our assessment of the partner, and what it declares of itself.

    Raises: LawNotActivated.
    """
    check_law_active(node, reading)
    own, partner = (profile_of(node, reading, state) for state in (node.state, other))
    return own, partner, declared_by(reading, other)


def record(
    node: Node,
    weighing: Weighing,
    decision: Decision,
    now: datetime,
    *,
    alert: bool = False,
    changed: bool = False,
) -> Act:
    """Record a full weighing as an own act of the node, with every fact; it never leaves whole."""
    facts = write_sheet(establish(weighing))
    return keep(node, weighing, decision, facts, now, alert=alert, changed=changed)


def keep(
    node: Node,
    weighing: Weighing,
    decision: Decision,
    facts: FactSheet,
    now: datetime,
    *,
    alert: bool = False,
    changed: bool = False,
) -> Act:
    """Keep a decision with the facts that it was made from, as an own act of the node.

    `weighed` is what was weighed without content, so that another law can be tried on it. Anybody who sees
    the matter reads its marks, so that they say the outcome without masked grounds. `changed`: it is not what
    it was before something changed that it rests on, and people are called.
    """
    deed = Deed(
        kind="alert.weigh" if alert else "request.weigh",
        matter=weighing.matter,
        body={
            "decision": to_plain(decision),
            "facts": to_plain(facts),
            "weighed": to_plain(bare(weighing)),
        },
        marks={
            "moment": decision.moment,
            "outcome": neutral(decision).outcome.name,
            **({"changed": "yes"} if changed else {}),
            **tells(node, weighing.matter, decision),
        },
    )
    return perform(node, deed, now)


def sees_all(decision: Decision, by: Hand) -> bool:
    """Tell whether somebody sees the masked grounds of a decision: by their role, and never by a token."""
    return not by.lent and sees_grounds(by.person.role, decision)


def seen_by(decision: Decision, by: Hand) -> Decision:
    """Return a decision as this person may see it (AX9)."""
    return decision if sees_all(decision, by) else neutral(decision)


def weigh_and_record(node: Node, weighing: Weighing, now: datetime, *, alert: bool = False) -> Decision:
    """Weigh, record and return the decision."""
    decision = gate.weigh(weighing, node.law.rulebook)
    record(node, weighing, decision, now, alert=alert)
    return decision


def find(node: Node, matter: MatterId, found: Findings, by: Hand, now: datetime) -> Act:
    """Record what this side found out about subjects, offences and circumstances.

    Raises: WrongRole if they say that an assurance was examined, accepted or broken (TP4).
    """
    check_noted(found.circumstances)
    kind = "alert.findings" if matter.startswith("alert/") else "case.findings"
    keep = note_found(node, matter, found.subjects, now)

    def also(tx: Tx, _: Act) -> None:
        """Start the arrest's clock anew; it finds out itself by which limit it runs."""
        keep(tx)
        tx.stop_timers(matter, [ARREST])
        if found.arrest is not None:
            tx.set_timer(arrest_timer(matter, now))

    deed = Deed(kind=kind, matter=matter, by=by, body={"findings": to_plain(found)}, also=also)
    return perform(node, deed, now)


def arrest_timer(matter: MatterId, due_at: datetime) -> Timer:
    """Return the one clock of a matter's provisional arrest."""
    return Timer(id=f"{ARREST}/{matter}", matter=matter, kind=ARREST, due_at=due_at)


def own_limit(node: Node, matter: Matter, request: Request, now: datetime) -> timedelta | None:
    """Return the own law's limit of a provisional arrest; None where a treaty in force sets one (S31).

    Raises: LawNotActivated.
    """
    weighing = weigh(node, matter, request, Moment.G6, now)
    days = weighing.own.at("provisional_detention_days", node.day(now))
    treaty = View(weighing).texts.carried is not False
    return None if treaty or not isinstance(days, int) else timedelta(days=days)


def findings(node: Node, matter: Matter) -> Findings:
    """Return this side's latest findings, its assurances as far as acts have brought them (5.6)."""
    stored = matter.last("case.findings", "alert.findings")
    found = Findings() if stored is None else from_plain(Findings, content(node, stored)["findings"])
    return replace(found, circumstances=as_moved(node, matter, found.circumstances))


def content(node: Node, stored: StoredAct) -> dict[str, Any]:
    """Return a stored act's body.

    Raises: Erased.
    """
    return open_act(node, stored).content


def request_of(node: Node, matter: Matter) -> tuple[Request, StoredAct]:
    """Return the request as it stands: on the side that asks or warns its draft, else what arrived.

    Raises: OutOfOrder if there is none.
    """
    stored = matter.last("request.draft", "alert.draft")
    stored = stored or matter.last("request.send", "request.supplement", "alert.issue", "alert.update")
    if stored is None:
        raise OutOfOrder(f"{matter.id} holds no request. Start with `comity case open`.")
    return from_plain(Request, content(node, stored)["request"]), stored


def other_side(node: Node, request: Request) -> StateCode:
    """Return the other state of a request."""
    sender, recipient = request.sender.state, request.recipient.state
    return recipient if sender == node.state else sender


def key_of(node: Node, state: StateCode) -> str:
    """Return the fingerprint of a partner's sealing key."""
    return node.store.read(lambda r: partner(r, state)).sealing.id


def consents(node: Node, matter: Matter, items: Sequence[Item], now: datetime) -> tuple[Grant, ...]:
    """Return what owners consented to and, as long as an order would hold (K6), the second person of TP3."""
    grants = [Grant(role=f"OWNER({i.source})", units=frozenset({i.id})) for i in items if i.owner_consent]
    special = matter.last("special.authorise")
    changed = matter.last("answer.item", "alert.item")
    if (
        special is not None
        and (changed is None or matter.acts.index(changed) < matter.acts.index(special))
        and now <= special.at + clocks.order_life(OrderKind.AUTHORITY, danger=matter.id.startswith("alert/"))
    ):
        grants.append(Grant(role="TP3", units=frozenset(content(node, special)["items"])))
    return tuple(grants)


def public(request: Request) -> Request:
    """Return the request without anything internal: as it leaves."""
    return replace(
        request,
        subjects=tuple(s.outward(choice=request.type is RequestType.T14) for s in request.subjects),
        offences=tuple(replace(o, punishable_here=None, death_at_partner=None) for o in request.offences),
    )


def _with_findings(request: Request, found: Findings, *, own: bool) -> Request:
    """Join the request with our findings; what the other side says of a subject's protection counts not."""
    subjects = {s.label: s for s in found.subjects}
    offences = {o.code: o for o in found.offences}
    unknown = request if own else _claimed(request)
    return replace(
        unknown,
        subjects=tuple(subjects.get(s.label, s) for s in unknown.subjects),
        offences=tuple(offences.get(o.code, o) for o in unknown.offences),
    )


def _claimed(request: Request) -> Request:
    """Return a partner's request without what only this side can find out: none of it counts as known.

    That no judgment or proceedings here cover the same facts must be looked up where a person is sought.
    """
    sought = request.type in SURRENDERS
    return replace(
        request,
        subjects=tuple(
            replace(
                s,
                protection_from=None,
                open_case=None,
                minor=None,
                identified=None,
                consent=None,
                endangered_there=None,
            )
            for s in request.subjects
        ),
        offences=tuple(
            replace(
                o,
                punishable_here=None,
                death_at_partner=None,
                judged_here=None if sought else o.judged_here,
                pending_here=None if sought else o.pending_here,
            )
            for o in request.offences
        ),
    )
