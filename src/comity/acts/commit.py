"""One way to do an act: check who and when, sign, and commit act, state, leaf, outbox and timers together."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from comity.acts import allowed
from comity.acts.act import Act, Header, compose, read_act, read_header
from comity.acts.calls import note_desk, note_needs
from comity.acts.changes import note_changes
from comity.acts.fold import Folded, advance, fold, legal_move
from comity.acts.node import Also, Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import ActId, Lane, MatterRow, Protected, Reading, StoredAct, Timer, Tx
from comity.acts.profiles import note_declared
from comity.acts.roster import check_held, is_held
from comity.acts.signing import Hand, sign_act
from comity.errors import Crossed, OutOfOrder, UnknownMatter
from comity.law.kinds import Catalogue, Kind
from comity.model.parties import StateCode
from comity.model.people import NODE
from comity.model.requests import Basis, MatterId
from comity.seal.canonical import decode, encode, unframe

ATTEMPTS = 5

ORDER_MARK = "order"
"""The mark by which a release binds its order: SHA-256 of the order's statement."""
LATER = "later"
"""The timer of an act that was signed and set aside until its instant."""


class TimerRan(Exception):
    """Tells that another clock ran a timer first, so that nothing is done; no failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A matter as read: its folded state and its acts with their headers, in order of commit here."""

    id: MatterId
    partner: StateCode | None
    folded: Folded
    acts: tuple[StoredAct, ...]
    headers: tuple[Header, ...]

    def last(self, *kinds: str) -> StoredAct | None:
        """Return the latest effective act of one of these kinds."""
        found = [a for a in self.acts if a.kind in kinds and a.id in self.folded.effective]
        return found[-1] if found else None


def read_matter(reading: Reading, id: MatterId, catalogue: Catalogue) -> Matter:
    """Read a matter whole; one that does not exist yet is empty."""
    acts = reading.acts_of(id)
    headers = tuple(read_header(a.statement) for a in acts)
    folded = fold({a.id: h for a, h in zip(acts, headers, strict=True)}, catalogue)
    partner = next((a.partner for a in acts if a.partner is not None), None)
    return Matter(id=id, partner=partner, folded=folded, acts=acts, headers=headers)


def known_matter(node: Node, id: MatterId) -> Matter:
    """Read a matter that must exist.

    Raises: UnknownMatter.
    """
    matter = node.store.read(lambda r: read_matter(r, id, node.catalogue))
    if not matter.acts:
        raise UnknownMatter(f"There is no {id} at this node. List what there is with `comity case list`.")
    return matter


def new_reference(node: Node, kind: str, other: StateCode, now: datetime) -> MatterId:
    """Make the name of a new matter, as `case/BE-VN-2026-000123`.

    The number is drawn, not counted: a partner must not learn how many drafts were never sent (AX11).
    """
    while True:
        number = secrets.randbelow(10**6)
        matter = MatterId(f"{kind}/{node.state}-{other}-{now:%Y}-{number:06d}")
        if node.store.read(lambda r, m=matter: r.matter(m)) is None:  # type: ignore[misc]
            return matter


def open_act(node: Node, stored: StoredAct) -> Act:
    """Read a stored act with its body, or without it once erased."""
    if stored.content is None:
        return read_act(stored.statement, None, None)
    salt, body = unframe(node.store.reveal(stored.matter, stored.id, stored.content), 2)
    return read_act(stored.statement, salt, body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody is about to do: the words of one act before it is checked and signed.

    `by` is None for the node's own acts. `not_before` holds a shared act back to a fixed band of time; the
    act then bears that instant, and is committed only then. `also` writes into the same commit.
    """

    kind: str
    matter: MatterId
    by: Hand | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    to: StateCode | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    basis: Basis | None = None
    not_before: datetime | None = None
    also: Also | None = None


def perform(node: Node, deed: Deed, now: datetime) -> Act:
    """Do one act at this node.

    One that is held back is signed now and set aside: not even the log's growth may tell the partner that
    it is decided (domain.md 4.2, one neutral answer). `commit_later` does the rest.

    Raises: NotAllowed and its branches, OutOfOrder, Crossed if others keep coming first.
    """
    kind = node.catalogue.kind(deed.kind)
    for _ in range(ATTEMPTS):
        matter = node.store.read(partial(_read_for, deed))
        _check(node, kind, matter, deed, now)
        act = _compose(node, kind, matter, deed, now)
        signatures = sign_act(act, kind, node.keys.signing, deed.by)
        signed = signatures.to_bytes()
        stored = stored_act(act, signed, protect(node, act), received=False, own=node.state, now=now)
        write = _commit if act.header.at <= now else _set_aside
        try:
            node.store.write(partial(write, node, deed, act, stored, now))
        except Crossed:
            continue
        return act
    raise Crossed(f"'{deed.kind}' was overtaken {ATTEMPTS} times. Read the matter again and repeat.")


def _read_for(deed: Deed, reading: Reading) -> Matter:
    """Read how a matter stands, and its headers only where a person acts: who did what before counts then."""
    row = reading.matter(deed.matter)
    stated = () if deed.by is None else reading.stated_in(deed.matter)
    headers = tuple(read_header(a.statement) for a in stated)
    partner = None if row is None else row.partner
    return Matter(id=deed.matter, partner=partner, folded=_folded(row), acts=(), headers=headers)


def commit_later(node: Node, timer: Timer, now: datetime) -> bool:
    """Commit an act that was set aside, and tell whether it still fitted; else nobody ever hears of it."""

    def write(tx: Tx) -> bool:
        tx.stop_timer(timer.id)
        kept = tx.paper(timer.id)
        if not kept:  # another clock was first
            return False
        stored = from_plain(StoredAct, decode(kept))
        tx.put_paper(timer.id, b"")
        act = read_act(stored.statement, None, None)
        row = tx.matter(stored.matter)
        kind = node.catalogue.kind(stored.kind)
        if row is None or stored.partner is None or legal_move(kind, row.shared) is None:
            return False
        apply(tx, node.catalogue, act, replace(stored, at=now), now)
        tx.enqueue(act.id, stored.partner, stored.lane, now)
        return True

    return node.store.write(write)


def take_timer(tx: Tx, timer: Timer) -> None:
    """Stop a timer in the commit of what it does, if it still stands as it was read: so it is done once.

    Raises: TimerRan, which undoes the whole commit.
    """
    if tx.timer(timer.id) != timer:
        raise TimerRan
    tx.stop_timer(timer.id)


def protect(node: Node, act: Act) -> Protected | None:
    """Seal salt and body for rest."""
    opening = act.opening
    return None if opening is None else node.store.protect(act.header.matter, act.id, opening)


def apply(
    tx: Tx,
    catalogue: Catalogue,
    act: Act,
    stored: StoredAct,
    now: datetime,
) -> Folded:
    """Append an act and write the matter's new projection; return the state after it."""
    return _apply(tx, catalogue, tx.matter(act.header.matter), act, stored, now)


def _apply(
    tx: Tx, catalogue: Catalogue, row: MatterRow | None, act: Act, stored: StoredAct, now: datetime
) -> Folded:
    before = _folded(row)
    after = advance(before, act.id, act.header, catalogue)
    tx.append(stored)
    if act.header.shared and ORDER_MARK in act.header.marks and act.body is not None:
        tx.put_paper(orders_paper(act.id), encode(act.content["orders"]))
    if after is None:
        after = read_matter(tx, act.header.matter, catalogue).folded
    if act.id in after.effective:
        note_needs(tx, catalogue.needs, act.id, act.header, arrived=stored.received, now=now)
        note_desk(tx, act.header, now)
        if stored.received:
            note_declared(tx, act)
            note_changes(tx, act, now)
    partner = stored.partner or (row.partner if row else None)
    tx.put_matter(
        MatterRow(
            id=act.header.matter,
            lifecycle=after.lifecycle,
            partner=partner,
            opener=after.opener or act.header.state,
            shared=after.shared,
            own=after.own,
            heads=after.heads,
            shared_heads=after.shared_heads,
            opened_at=row.opened_at if row else now,
            changed_at=now,
        )
    )
    return after


def orders_paper(act: ActId) -> str:
    """Name the paper that keeps the signed orders of a release: they hold no person and outlive its body."""
    return f"orders/{act}"


def stored_act(
    act: Act,
    signatures: bytes,
    content: Protected | None,
    *,
    received: bool,
    own: StateCode,
    now: datetime,
) -> StoredAct:
    """Write an act as a row of the vault."""
    header = act.header
    other = header.state if header.state != own else header.to
    return StoredAct(
        id=act.id,
        matter=header.matter,
        kind=header.kind,
        partner=other if header.shared else None,
        received=received,
        lane=header.lane,
        statement=act.statement,
        signatures=signatures,
        content=content,
        at=now,
    )


def _commit(node: Node, deed: Deed, act: Act, stored: StoredAct, now: datetime, tx: Tx) -> None:
    row = tx.matter(act.header.matter)
    heads = () if row is None else (row.shared_heads if act.header.shared else row.heads)
    if tuple(sorted(heads)) != act.header.follows:
        raise Crossed("Another act came first.")
    after = _apply(tx, node.catalogue, row, act, stored, now)
    if act.id in after.ineffective:
        raise OutOfOrder(f"'{act.header.kind}' does not fit: the matter is {after.shared or 'not begun'}.")
    if stored.partner is not None:
        tx.enqueue(act.id, stored.partner, act.header.lane, now)
    _finish(node, deed, act, tx)


def _set_aside(node: Node, deed: Deed, act: Act, stored: StoredAct, now: datetime, tx: Tx) -> None:
    name = f"{LATER}/{act.id}"
    tx.put_paper(name, encode(to_plain(stored)))
    tx.set_timer(Timer(id=name, matter=stored.matter, kind=LATER, due_at=act.header.at))
    _finish(node, deed, act, tx)


def _finish(node: Node, deed: Deed, act: Act, tx: Tx) -> None:
    """Write what belongs to the act; its author's role is in force before it (L1) or, of a link, by it."""
    held = deed.by is None or is_held(tx, deed.by.certificate)
    for also in filter(None, (deed.also, node.noting)):
        also(tx, act)
    if deed.by is not None and not held:
        check_held(tx, deed.by.certificate)


def _check(node: Node, kind: Kind, matter: Matter, deed: Deed, now: datetime) -> None:
    folded, by = matter.folded, deed.by
    allowed.check_room(node.catalogue, kind, matter.id)
    allowed.check_role(kind, by.person.role if by else None)
    allowed.check_side(kind, node.state, folded.opener, matter.id)
    state = folded.shared if kind.shared else folded.own
    allowed.check_move(kind, folded, legal_move(kind, state) is not None)
    if by is None:
        return
    allowed.check_seat(node.catalogue, by.person.role, by.person.authority.kind)
    allowed.check_hand(kind, by, node.roots, now)
    allowed.check_assigned(by.person, matter.headers, matter.id)
    allowed.check_not_own(kind.name, by.person.pseudonym, matter.id)
    allowed.check_maker(kind.name, by.person.pseudonym, matter.headers)
    allowed.check_not_requester(kind.name, by.person.pseudonym, node.state, matter.headers)
    pair = allowed.first_half(node.catalogue, kind.name, matter.headers)
    if pair is not None:
        allowed.check_second(pair[0], pair[1], by.person, deed.marks.get("what", ""))


def _compose(node: Node, kind: Kind, matter: Matter, deed: Deed, now: datetime) -> Act:
    recipient = (deed.to or matter.partner) if kind.shared else None
    if kind.shared and recipient is None:
        raise OutOfOrder(f"'{kind.name}' goes to a partner, and this matter names none. Name one.")
    if kind.basis and deed.basis is None:
        raise OutOfOrder(f"'{kind.name}' must name the article it rests on. Add the basis.")
    person = deed.by.person if deed.by else None
    header = Header(
        kind=kind.name,
        matter=matter.id,
        lane=Lane.URGENT if kind.urgent else Lane.NORMAL,
        follows=matter.folded.shared_heads if kind.shared else matter.folded.heads,
        at=max(now, deed.not_before or now),
        state=node.state,
        to=recipient,
        authority=person.authority.code if person else node.authority,
        role=person.role if person else None,
        author=person.pseudonym if person else NODE,
        basis=deed.basis,
        catalogue=node.catalogue.digest,
        marks=dict(deed.marks),
    )
    return compose(header, deed.body)


def _folded(row: MatterRow | None) -> Folded:
    if row is None:
        return Folded()
    return Folded(
        lifecycle=row.lifecycle,
        opener=row.opener,
        shared=row.shared,
        own=row.own,
        heads=row.heads,
        shared_heads=row.shared_heads,
    )
