"""What came of it: an act, a weighing, an order or opened items, as every door tells them.

Acts, weighings and orders hold no content, so a door may show them again; opened items it shows once.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from comity.acts import allowed
from comity.acts.act import Act
from comity.acts.commit import known_matter
from comity.acts.fold import side_of
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.acts.ports import ActId, Reading
from comity.acts.signing import Hand
from comity.errors import Unknown, WrongRole
from comity.exchange import answers, cases, releases, uses
from comity.exchange.weighing import content, seen_by
from comity.law.explain import explain, line_of, word
from comity.law.masking import FOR_TWO_TO_SEE
from comity.model.authorisations import OrderKind
from comity.model.decisions import Decision, Moment, Outcome
from comity.model.people import LIAISON, Role
from comity.model.records import Band, Found, RegisterId
from comity.model.releases import Conditions
from comity.model.requests import DataCategory, ItemId, MatterId
from comity.seal.canonical import digest_hex
from comity.seal.orders import SignedOrder

WEIGHINGS = ("request.weigh", "alert.weigh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One act just done and the states that its matter is in now; `done` is False while it is set aside."""

    act: ActId
    kind: str
    matter: MatterId
    at: datetime
    shared: str
    own: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the law says of a matter and why, the gravest grounds first; `act` is what was done with it."""

    matter: MatterId
    moment: Moment
    outcome: str
    partial: bool
    neutral: bool
    authorisers: tuple[str, ...]
    conditions: tuple[str, ...]
    released: tuple[str, ...]
    on: datetime
    lines: tuple[str, ...]
    act: ActId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order just given: for which items, and until when."""

    matter: MatterId
    order: str
    kind: OrderKind
    items: tuple[ItemId, ...]
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """One item as it was opened: its text, or in base64 what is none."""

    item: ItemId
    category: DataCategory
    text: str | None = None
    base64: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedItem:
    """One item that stays closed to whoever reads, and why, as far as they may see it (AX9)."""

    item: ItemId
    category: DataCategory
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Opened items of a matter, for the eyes of the one who opened them, and those whose use is refused."""

    matter: MatterId
    items: tuple[OpenItem, ...]
    withheld: tuple[ClosedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why a record was found: what is held, how it agrees with what was asked, and which pieces of it do."""

    feature: str
    held: str
    because: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One record that a search found."""

    register: RegisterId
    reference: str
    name: str
    born: tuple[str, ...]
    because: tuple[Because, ...]
    aliases: tuple[str, ...] = ()
    score: float = 0.0
    band: Band = Band.HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a search found, best first."""

    found: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The conditions under which a matter's release may be used."""

    matter: MatterId
    conditions: Conditions


def done(reading: Reading, act: Act, now: datetime) -> Done:
    """Tell an act just done; inside its own commit it is told as that leaves the matter."""
    row = reading.matter(act.header.matter)
    return Done(
        act=act.id,
        kind=act.header.kind,
        matter=act.header.matter,
        at=act.header.at,
        shared=row.shared if row else "",
        own=row.own if row else "",
        done=act.header.at <= now,
    )


def weighed(
    node: Node,
    matter: MatterId,
    decision: Decision,
    by: Hand,
    language: str = "en",
    act: ActId | None = None,
) -> Weighed:
    """Tell a decision in a language, with the grounds that somebody may see (AX9)."""
    decision = seen_by(decision, by)
    flags = [word(node.law.rulebook, f, language) for f in decision.flags if f.startswith(FOR_TWO_TO_SEE)]
    return Weighed(
        matter=matter,
        moment=decision.moment,
        outcome=decision.outcome.name,
        partial=decision.partial,
        neutral=decision.neutral,
        authorisers=decision.authorisers,
        conditions=decision.conditions,
        released=tuple(sorted(decision.released_now)),
        on=decision.on,
        lines=(*explain(decision, node.law.rulebook, language), *flags),
        act=act,
    )


def ordered(signed: SignedOrder) -> Ordered:
    """Tell an order."""
    order = signed.order
    return Ordered(
        matter=order.matter,
        order=digest_hex(signed.statement),
        kind=order.kind,
        items=tuple(i.item for i in order.items),
        valid_until=order.valid_until,
    )


def read(node: Node, matter: MatterId, by: Hand, now: datetime, language: str = "en") -> Contents:
    """Open what a partner released, and tell what of it stays closed and why; every reading is logged.

    Raises: what `open_received` raises.
    """
    opening = releases.open_received(node, matter, by, now)
    decision, book = opening.decision, node.law.rulebook
    said = {
        unit.unit: tuple(
            line_of(ground, decision, book, language)
            for ground in unit.grounds
            if ground.outcome is Outcome.REFUSE
        )
        for unit in decision.items
    }
    told = contents(matter, ((o.item, o.category, o.plaintext) for o in opening.items))
    closed = (ClosedItem(item=i, category=kind, because=said[i]) for i, kind in opening.withheld)
    return replace(told, withheld=tuple(closed))


def contents(matter: MatterId, items: Iterable[tuple[ItemId, DataCategory, bytes]]) -> Contents:
    """Tell opened items: the only thing that shows content."""
    return Contents(matter=matter, items=tuple(_open_item(*item) for item in items))


def _open_item(item: ItemId, category: DataCategory, data: bytes) -> OpenItem:
    try:
        return OpenItem(item=item, category=category, text=data.decode())
    except UnicodeDecodeError:
        return OpenItem(item=item, category=category, base64=b64encode(data).decode())


def hits(found: Iterable[Found]) -> Hits:
    """Tell what a search found."""
    return Hits(found=tuple(_hit(one) for one in found))


def _hit(found: Found) -> Hit:
    record = found.record
    return Hit(
        register=record.register,
        reference=record.reference,
        name=record.name,
        born=tuple(birth.date.text for birth in record.births if birth.date),
        because=tuple(
            Because(feature=r.feature, held=r.held, because=r.because, marks=r.marks) for r in found.because
        ),
        aliases=tuple(name.text for name in record.names if name.text != record.name),
        score=found.score,
        band=found.band,
    )


def bound(node: Node, matter: MatterId, by: Hand) -> Bound:
    """Tell the conditions of the release that this node holds, before anybody accepts them.

    Raises: what `check_reader` raises; OutOfOrder if it holds none.
    """
    check_reader(node, matter, by)
    return Bound(matter=matter, conditions=releases.accepted_conditions(node, matter))


def check_reader(node: Node, matter: MatterId, by: Hand) -> None:
    """Check that a person may see what the law says of a matter: not the operator, no stranger (L5).

    Raises: WrongRole, LiaisonMayNotDecide, UnknownMatter.
    """
    if by.person.role is Role.SYSADMIN:
        raise WrongRole("The operator sees no content. Ask a person who handles the matter.")
    check_seen(node, matter, by)


def check_seen(node: Node, matter: MatterId, by: Hand) -> None:
    """Check that a person may know how a matter stands: a liaison only of those assigned (L5).

    Raises: LiaisonMayNotDecide, UnknownMatter.
    """
    allowed.check_assigned(by.person, known_matter(node, matter).headers)


def may_see(node: Node, matter: MatterId, by: Hand) -> bool:
    """Tell whether a person may know how a matter stands."""
    return by.person.role not in LIAISON or allowed.is_assigned(by.person, known_matter(node, matter).headers)


def weigh_now(node: Node, matter: MatterId, by: Hand, now: datetime) -> Decision:
    """Weigh a matter at the moment that applies: G1 before sending, G2 on receipt, G3 with an answer.

    What arrived from a partner is weighed for its use (G4), a warning that left anew (G6).

    Raises: what `check_reader` raises; LawNotActivated.
    """
    check_reader(node, matter, by)
    held = known_matter(node, matter)
    if uses.holds(held):
        return uses.weigh_use(node, matter, now)
    if matter.startswith("alert/"):
        left = bool(held.folded.shared)
        return (
            answers.weigh_again(node, matter, now)
            if left
            else answers.decide_answer(node, matter, now).decision
        )
    if side_of(node.state, held.folded.opener) == "requesting":
        return cases.check(node, matter, now)
    if answers.items(node, held):
        return answers.decide_answer(node, matter, now).decision
    return answers.admit(node, matter, now)


def weighing_of(node: Node, act: ActId) -> Decision:
    """Return the decision that an act recorded.

    Raises: Unknown, Erased.
    """
    stored = node.store.read(lambda r: r.act(act))
    if stored is None:
        raise Unknown(f"There is no act {act[:12]} at this node.")
    return from_plain(Decision, content(node, stored)["decision"])


def order_of(node: Node, act: ActId) -> SignedOrder:
    """Return the order that an act recorded.

    Raises: Unknown, Erased.
    """
    stored = node.store.read(lambda r: r.act(act))
    if stored is None:
        raise Unknown(f"There is no act {act[:12]} at this node.")
    return SignedOrder.from_plain(content(node, stored)["order"])
