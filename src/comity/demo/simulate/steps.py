"""What the people of the simulated state do, each by its desk and under its own law.

What that law refuses is not done, whatever the script says: the desk's error is the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from comity.acts.commit import Deed, known_matter, perform
from comity.acts.signing import Hand
from comity.acts.states import Releasable
from comity.demo.scene_000 import warning
from comity.demo.simulate.forging import Forgery, Kept, utter
from comity.demo.simulate.script import Piece, Step
from comity.demo.simulate.words import Verb
from comity.demo.stage import FRAUD, ask, suspect
from comity.demo.world import Place
from comity.errors import BadInput, OrderRequired
from comity.exchange import alerts, answers, cases, orders, releases, weighing
from comity.exchange.weighing import Findings, request_of
from comity.law.clocks import EXTENSION
from comity.law.weighing import Danger
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import Basis, DataCategory, Item, MatterId, Request, RequestType

NOTE = "Needed for one inquiry."
DANGER = Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One step that is due: where, against which state, in which matter, and when."""

    place: Place
    tested: StateCode
    step: Step
    now: datetime
    matter: MatterId

    def by(self, role: Role) -> Hand:
        """Return who acts."""
        return self.place[role]


def do(turn: Turn) -> MatterId:
    """Do a step and return the matter that the next one is about.

    Raises: BadInput if the step speaks of no matter; what the desk raises.
    """
    if turn.step.do in (Verb.ASK, Verb.WARN):
        return _ask(turn) if turn.step.do is Verb.ASK else _warn(turn)
    if not turn.matter:
        raise BadInput(
            f"'{turn.step.do}' stands where no case or warning is yet. Let it `ask` or `warn` first."
        )
    _DO[turn.step.do](turn)
    return turn.matter


# ── the requesting side ─────────────────────────────────────────────────────────────────────────
def _ask(turn: Turn) -> MatterId:
    matter = cases.draft(turn.place.node, _request(turn), turn.by(Role.OFFICER), turn.now).matter
    _send(turn, matter)
    return matter


def _supplement(turn: Turn) -> None:
    node, held = turn.place.node, known_matter(turn.place.node, turn.matter)
    request = replace(request_of(node, held)[0], **turn.step.request)
    cases.draft(node, request, turn.by(Role.OFFICER), turn.now, turn.matter)
    _send(turn, turn.matter)


def _send(turn: Turn, matter: MatterId) -> None:
    cases.approve(turn.place.node, matter, turn.by(Role.SUPERVISOR), turn.now)
    cases.send(turn.place.node, matter, turn.by(Role.SPOC_DUTY), turn.now)


def _request(turn: Turn) -> Request:
    """Write an invented request, with what the script says instead."""
    own = turn.place.node.state
    usual = ask(
        own,
        turn.tested,
        suspect("Arkady Velin", "1980-05-04", own),
        FRAUD,
        [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")],
        agreement="",
        case_ref="SIM-1",
        facts="Invoices were redirected between March and June.",
    )
    return replace(usual, **{"basis": _basis(turn, RequestType.T02), **turn.step.request})


def _basis(turn: Turn, type: RequestType) -> Basis | None:
    """Name the article of the first agreement between the two that provides for this type."""
    for instrument in turn.place.node.law.between(turn.place.node.state, turn.tested):
        enabled = instrument.terms.request_types.get(type)
        if enabled is not None:
            return Basis(instrument=instrument.id, version=instrument.version, article=enabled.article)
    return None


def _withdraw(turn: Turn) -> None:
    duty = turn.by(Role.SPOC_DUTY)
    if turn.step.crossing:
        _cross(turn, "request.withdraw")
    elif turn.matter.startswith("alert/"):
        alerts.withdraw(turn.place.node, turn.matter, duty, turn.now)
    else:
        cases.withdraw(turn.place.node, turn.matter, duty, turn.now)


def _cross(turn: Turn, kind: str) -> None:
    """Do an act as it would have been done before the partner's last ones arrived."""
    node = turn.place.node
    held = known_matter(node, turn.matter)
    known = list(zip(held.acts, held.headers, strict=True))
    while known and known[-1][0].received:
        known.pop()
    followed = {f for _, header in known for f in header.follows}
    heads = tuple(act.id for act, header in known if header.shared and act.id not in followed)
    duty = turn.by(Role.SPOC_DUTY)
    crossing = Forgery(kind=kind, matter=turn.matter, by=duty, header={"follows": heads}, kept=Kept.MOVED)
    utter(node, turn.tested, crossing, turn.now)


def _read(turn: Turn) -> None:
    releases.read(turn.place.node, turn.matter, turn.by(Role.OFFICER), turn.now)


def _feed_back(turn: Turn) -> None:
    cases.feed_back(turn.place.node, turn.matter, turn.step.outcome, turn.by(Role.OFFICER), turn.now)


# ── the requested side ──────────────────────────────────────────────────────────────────────────
def _return(turn: Turn) -> None:
    step, duty = turn.step, turn.by(Role.SPOC_DUTY)
    answers.return_for_supplement(turn.place.node, turn.matter, step.reason, step.missing, duty, turn.now)


def _refuse(turn: Turn) -> None:
    """Refuse with the reasons of the script: here it stands for the law of the simulated state."""
    marks = {"reasons": " ".join(sorted(turn.step.reasons))}
    deed = Deed(kind="reply.refused", matter=turn.matter, by=turn.by(Role.SPOC_DUTY), marks=marks)
    perform(turn.place.node, deed, turn.now)


def _neutral(turn: Turn) -> None:
    node, duty = turn.place.node, turn.by(Role.SPOC_DUTY)
    if turn.step.at_once:
        perform(node, Deed(kind="reply.none", matter=turn.matter, by=duty), turn.now)
    else:
        answers.reply_none(node, turn.matter, duty, turn.now)


def _update(turn: Turn) -> None:
    """Say that further time is needed, as the node's clock does once of itself."""
    marks = {"until": f"{turn.now + EXTENSION:%Y-%m-%d}"}
    perform(turn.place.node, Deed(kind="request.update", matter=turn.matter, marks=marks), turn.now)


def _answer(turn: Turn) -> None:
    ready = make_ready(turn)
    releases.release(turn.place.node, ready, turn.by(Role.SPOC_DUTY), turn.now)


def make_ready(turn: Turn) -> Releasable:
    """Find out, put the items in, have them authorised as the state's law asks, and prepare the release."""
    node, matter, now = turn.place.node, turn.matter, turn.now
    asked, _ = request_of(node, known_matter(node, matter))
    weighing.find(node, matter, _findings(asked, turn.step.items), turn.by(Role.OFFICER), now)
    there = {item.id for item in answers.items(node, known_matter(node, matter))}
    new = [piece for piece in turn.step.items if piece.item.id not in there]
    if not new and orders.orders_of(node, matter):  # made ready by an earlier step
        return releases.prepare(node, matter, turn.by(Role.SPOC_DUTY), now)
    for piece in new:
        item = _fitting(piece.item, asked)
        answers.add_item(node, matter, item, piece.text.encode(), turn.by(Role.OFFICER), now)
    decided = answers.decide_answer(node, matter, now)
    if decided.decision.authorisers:
        answers.submit(node, matter, turn.by(Role.OFFICER), now)
    if any(package.cut for package in decided.packages):
        holder = min(orders.key_holders(node, decided))
        orders.grant(node, matter, turn.by(holder), now)
    if special := frozenset(i.item.id for i in turn.step.items if i.item.strictly_necessary):
        orders.propose_special(node, matter, special, NOTE, turn.by(Role.OFFICER), now)
        orders.authorise_special(node, matter, special, turn.by(Role.DPO), now)
    if Role.LEGAL_OFFICER in decided.decision.authorisers:
        orders.authorise_transfer(node, matter, NOTE, turn.by(Role.LEGAL_OFFICER), now)
    return releases.prepare(node, matter, turn.by(Role.SPOC_DUTY), now)


def _findings(asked: Request, pieces: tuple[Piece, ...]) -> Findings:
    """Find every subject known and nobody protected; an open case is behind what is linked to one."""
    linked = any(piece.item.linked_case for piece in pieces)
    return Findings(
        subjects=tuple(
            replace(s, minor=bool(s.minor), protection_from=frozenset(), open_case=linked, identified=True)
            for s in asked.subjects
        ),
        offences=tuple(replace(o, punishable_here=True, death_at_partner=False) for o in asked.offences),
    )


def _fitting(item: Item, asked: Request) -> Item:
    """Let an item answer the question that asks for its category, and speak of that question's subject."""
    asking = [q for q in asked.questions if q.category is item.category] or list(asked.questions)
    question = next(iter(asking), None)
    subject = item.subject or (question.subject if question and item.personal else "")
    return replace(item, subject=subject, answers=item.answers or (question.id if question else ""))


# ── warnings ────────────────────────────────────────────────────────────────────────────────────
def _warn(turn: Turn) -> MatterId:
    """Warn of danger; where the law asks a judge, two persons order it (TP2)."""
    node, now, step = turn.place.node, turn.now, turn.step
    usual = replace(warning(node.state, turn.tested, None), basis=_basis(turn, RequestType.T06))
    request = replace(usual, **step.request)
    matter = alerts.draft(node, request, turn.by(Role.OFFICER), now)
    found = replace(_findings(request, step.items), danger=DANGER)
    weighing.find(node, matter, found, turn.by(Role.SPOC_DUTY), now)
    for piece in step.items:
        item = _speaking_of(piece.item, request)
        answers.add_item(node, matter, item, piece.text.encode(), turn.by(Role.OFFICER), now)
    alerts.approve(node, matter, turn.by(Role.SUPERVISOR), now)
    alerts.issue(node, _ready_to_warn(turn, matter), turn.by(Role.SPOC_DUTY), now)
    return matter


def _ready_to_warn(turn: Turn, matter: MatterId) -> Releasable:
    node, now, duty = turn.place.node, turn.now, turn.by(Role.SPOC_DUTY)
    try:
        return releases.prepare(node, matter, duty, now)
    except OrderRequired:
        alerts.note_attempt(node, matter, "duty magistrate", "no answer", duty, now)
        alerts.propose_danger(node, matter, duty, now)
        alerts.order_danger(node, matter, turn.by(Role.LEGAL_OFFICER), now)
        return releases.prepare(node, matter, duty, now)


def _speaking_of(item: Item, request: Request) -> Item:
    label = request.subjects[0].label if request.subjects and item.personal else ""
    return replace(item, subject=item.subject or label)


def _respond(turn: Turn) -> None:
    alerts.respond(turn.place.node, turn.matter, turn.step.reply, turn.by(Role.SPOC_DUTY), turn.now)


def _recall(turn: Turn) -> None:
    releases.recall(turn.place.node, turn.matter, turn.step.why, turn.by(Role.LEGAL_OFFICER), turn.now)


def _plain(desk: Callable[..., object], role: Role = Role.SPOC_DUTY) -> Callable[[Turn], None]:
    """Return a step that says nothing beyond the matter."""

    def act(turn: Turn) -> None:
        desk(turn.place.node, turn.matter, turn.by(role), turn.now)

    return act


_DO: Mapping[Verb, Callable[[Turn], None]] = {
    Verb.ACCEPT: _plain(answers.accept),
    Verb.RETURN: _return,
    Verb.REFUSE: _refuse,
    Verb.NEUTRAL: _neutral,
    Verb.POSTPONE: _plain(answers.postpone),
    Verb.RESUME: _plain(answers.resume),
    Verb.UPDATE: _update,
    Verb.ANSWER: _answer,
    Verb.RECALL: _recall,
    Verb.SUPPLEMENT: _supplement,
    Verb.WITHDRAW: _withdraw,
    Verb.AGREE: _plain(releases.accept, Role.OFFICER),
    Verb.READ: _read,
    Verb.RETURN_UNREAD: _plain(cases.return_unread),
    Verb.FEEDBACK: _feed_back,
    Verb.RENEW: _plain(alerts.renew),
    Verb.RESOLVE: _plain(alerts.resolve),
    Verb.ACKNOWLEDGE: _plain(alerts.acknowledge),
    Verb.RESPOND: _respond,
}
