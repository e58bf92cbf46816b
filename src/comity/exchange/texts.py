"""The texts of the two sides: shown by each node, compared by each, a difference told at once (I7).

What the own state holds stands in its agreements' files. It is shown when those are activated, and when a
pair is joined; nobody types what the partner holds. A difference in an article that a message rests on makes
the gate ask the joint committee; the legal officer is called until both sides hold the same.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from comity.acts.act import Act, read_header
from comity.acts.changes import begin
from comity.acts.commit import Deed, perform, take_timer
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of, partner, partner_clock
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, Timer, Tx
from comity.acts.texts import COMPARE, SHOWS, Texts, all_partners, shown_by
from comity.errors import MalformedMessage
from comity.exchange.partnership import TEXTS, is_active
from comity.exchange.weighing import check_law_active
from comity.law.copies import compare, held_by
from comity.model.parties import StateCode
from comity.model.texts import Same, Shown, TextsView
from comity.seal.canonical import digest_hex, encode

AGAIN = timedelta(hours=1)
"""How long a node waits for the partner to join before it shows its texts."""

MOST = 500
"""Versions of texts in one act, and articles of one copy."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
DIFFERS, AGREES = "text.differ", "text.agree"


def texts_view(node: Node, state: StateCode) -> TextsView:
    """Show what this state and a partner hold of their agreements, and what is not the same.

    Raises: UnknownPartner.
    """
    node.store.read(lambda r: partner(r, state))
    rows = compare(own_texts(node, state), node.store.read(lambda r: shown_by(r, state)))
    terms = {(i.id, i.version): i.terms for i in node.law.between(node.state, state)}
    told = tuple(
        replace(
            row,
            committee=terms[row.instrument, row.version].committee,
            dispute=terms[row.instrument, row.version].dispute,
        )
        if row.stands is Same.DIFFERS
        else row
        for row in rows
    )
    return TextsView(state=state, differs=any(row.stands is Same.DIFFERS for row in told), texts=told)


def own_texts(node: Node, state: StateCode) -> tuple[Shown, ...]:
    """Return what this state holds of its agreements with another."""
    return held_by(node.law.between(node.state, state), node.state)


def set_clocks(tx: Tx, node: Node, now: datetime) -> None:
    """Have every partner shown the texts, and what partners showed compared again: the law changed."""
    for state in all_partners(tx):
        for kind in (TEXTS, COMPARE):
            tx.set_timer(partner_clock(node.state, kind, state, now))


def show_texts(node: Node, timer: Timer, now: datetime) -> str:
    """Show a partner what this state holds, if that is news to it.

    Raises: LawNotActivated while the node's files are not those in force.
    """
    node.store.read(lambda r: check_law_active(node, r))
    state = StateCode(timer.data)
    held = own_texts(node, state)
    body = to_plain(Texts(texts=held))
    what = digest_hex(encode(body))
    told = _told(node, state)
    if what == told or (not held and not told):
        node.store.write(lambda tx: take_timer(tx, timer))
        return "not needed"
    if not is_active(node, state):
        node.store.write(lambda tx: _later(tx, timer, now))
        return "put off"
    deed = Deed(
        kind=SHOWS,
        matter=timer.matter,
        to=state,
        body=body,
        marks={"what": what},
        also=lambda tx, _: take_timer(tx, timer),
    )
    perform(node, deed, now)
    return SHOWS


def _later(tx: Tx, timer: Timer, now: datetime) -> None:
    take_timer(tx, timer)
    tx.set_timer(replace(timer, due_at=now + AGAIN))


def _told(node: Node, state: StateCode) -> str:
    """Return the digest of what this node showed a partner last."""
    acts = node.store.read(lambda r: r.acts_of(matter_of(node.state, state)))
    shown = [a for a in acts if a.kind == SHOWS and not a.received]
    return read_header(shown[-1].statement).marks["what"] if shown else ""


def check_texts(node: Node, act: Act, peer: Partner, now: datetime) -> None:
    """Check what a partner shows of its texts.

    Raises: MalformedMessage.
    """
    read_shown(act.content, act.header.marks.get("what", ""), peer.state)


def read_shown(content: Mapping[str, Any], what: str, holder: StateCode) -> tuple[Shown, ...]:
    """Read what a state shows: its own copies, each version once, under the digest of its act's header.

    Raises: MalformedMessage.
    """
    shown = from_plain(Texts, dict(content)).texts
    if digest_hex(encode(content)) != what:
        raise MalformedMessage("The texts shown are not those that the act's header names.")
    if len(shown) > MOST or len({(s.instrument, s.version) for s in shown}) != len(shown):
        raise MalformedMessage(f"At most {MOST} versions of texts are shown, each once.")
    copies = [copy for s in shown for copy in s.copies]
    if any(copy.holder != holder or len(copy.articles) > MOST for copy in copies):
        raise MalformedMessage("A partner shows its own copies, each of so many articles at most.")
    digests = [d for copy in copies for d in (copy.digest, *(digest for _, digest in copy.articles))]
    if not all(map(_DIGEST.fullmatch, digests)):
        raise MalformedMessage("A text is shown by its SHA-256 in hex.")
    if any(len({c.language for c in s.copies}) != len(s.copies) for s in shown):
        raise MalformedMessage("A text has one copy in a language.")
    return shown


def compare_texts(node: Node, timer: Timer, now: datetime) -> str:
    """Compare what both sides hold, and record a difference that was not there before, or that it is over.

    Raises: LawNotActivated.
    """
    node.store.read(lambda r: check_law_active(node, r))
    state = StateCode(timer.data)
    rows = [row for row in texts_view(node, state).texts if row.stands is Same.DIFFERS]
    what = digest_hex(encode([to_plain(row) for row in rows])) if rows else ""
    if what == node.store.read(lambda r: _found(r, node.state, state)):
        node.store.write(lambda tx: take_timer(tx, timer))
        return "not needed"
    deed = Deed(
        kind=DIFFERS if rows else AGREES,
        matter=timer.matter,
        body={"texts": [to_plain(row) for row in rows]},
        marks={"what": what, "with": state, "texts": str(len(rows))},
        also=lambda tx, _: _compared(tx, timer, now),
    )
    return perform(node, deed, now).header.kind


def _compared(tx: Tx, timer: Timer, now: datetime) -> None:
    take_timer(tx, timer)
    begin(tx, now)


def _found(reading: Reading, own: StateCode, state: StateCode) -> str:
    """Return the digest of the difference that was recorded last; nothing where both agreed."""
    acts = [a for a in reading.acts_of(matter_of(own, state)) if a.kind in (DIFFERS, AGREES)]
    return read_header(acts[-1].statement).marks["what"] if acts else ""
