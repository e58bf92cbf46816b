"""Tokens: what a program shows to work for a person in role, who lent it that role by their own signature.

A token is shown once and kept as a hash. It opens a hand without a key: whatever needs a personal
signature stays closed to it. It never outlives the accreditation it rests on, nor the key.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import NewType

from comity.acts.act import Act
from comity.acts.allowed import account_of
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, Tx
from comity.acts.roster import chain_in_role
from comity.acts.signing import Hand
from comity.errors import AccreditationExpired, BadInput, TokenInvalid, Unknown, UnknownPerson, WrongRole
from comity.model.people import OVERSIGHT, PersonInRole, Role
from comity.people import codes
from comity.seal.canonical import decode, encode

TokenId = NewType("TokenId", str)
"""The open half of a token: 16 hex digits."""

WATCH = frozenset({Role.ACCREDITATION_OFFICER, Role.DPO, Role.SYSADMIN})
"""Who may end another's token."""

READERS = WATCH | OVERSIGHT
"""Who may see everybody's account and tokens."""

SORT = "comity"
"""How every token begins, so that one that leaked is found."""

_MOST_WORDS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it may be shown: for whom it works, what for, and until when; never its secret.

    `key` is the id of the person's key that was accredited when it was issued.
    """

    id: TokenId
    person: PersonInRole
    what: str
    key: str
    issued_at: datetime
    valid_until: datetime
    ended_at: datetime | None = None

    def is_valid(self, at: datetime) -> bool:
        """Tell whether it works at an instant, as far as its own dates say."""
        return self.ended_at is None and self.issued_at <= at <= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    token: Token
    digest: bytes


def issue(node: Node, by: Hand, what: str, until: datetime, now: datetime) -> tuple[TokenId, str]:
    """Issue a token for the signer's own role until an instant; return its id and its text, shown once.

    Raises: BadInput for an end that has passed or lies after the accreditation's, or no word of what for;
        PersonalSignatureMissing.
    """
    _check_words(by, what, until, now)
    id, secret = codes.draw()
    token = Token(
        id=TokenId(id),
        person=by.person,
        what=what,
        key=by.certificate.signing.id,
        issued_at=now,
        valid_until=until,
    )
    deed = Deed(
        kind="token.issue",
        matter=account_of(by.person.pseudonym),
        by=by,
        body={"what": what},
        marks={"token": id, "role": by.person.role, "until": f"{until:%Y-%m-%d}"},
        also=lambda tx, _: _keep(tx, _Kept(token=token, digest=codes.digest(secret))),
    )
    perform(node, deed, now)
    return token.id, codes.write(SORT, id, secret)


def bearer(node: Node, text: str, now: datetime) -> Hand:
    """Return the person in role for whom a token works, without a key.

    Raises: TokenInvalid, in one sentence whatever is wrong.
    """
    form = codes.read(SORT, text)
    hand = None if form is None else node.store.read(partial(_hand, id=form[0], secret=form[1], now=now))
    if hand is None:
        raise TokenInvalid("This token opens nothing: it is unknown, has ended, or its person's role has.")
    return hand


def end(node: Node, id: str, by: Hand, now: datetime) -> Act:
    """End a token at once: its person does, or whoever watches over accounts.

    Raises: Unknown, WrongRole.
    """
    kept = node.store.read(partial(_kept, id=id))
    if kept is None:
        raise Unknown(f"There is no token {id} here. List them with `comity people token list`.")
    token = kept.token
    if by.person.pseudonym != token.person.pseudonym and by.person.role not in WATCH:
        raise WrongRole(f"Token {id} is another person's; they end it, or {' or '.join(sorted(WATCH))}.")
    deed = Deed(
        kind="token.end",
        matter=account_of(token.person.pseudonym),
        by=by,
        marks={"token": token.id, "role": token.person.role},
        also=lambda tx, _: _keep(tx, replace(kept, token=replace(token, ended_at=token.ended_at or now))),
    )
    return perform(node, deed, now)


def tokens(node: Node, by: Hand | None = None) -> tuple[Token, ...]:
    """Return every token that was ever issued here, the oldest first; to most people their own only."""
    found = [kept.token for kept in node.store.read(_all)]
    if by is not None and by.person.role not in READERS:
        found = [token for token in found if token.person.pseudonym == by.person.pseudonym]
    return tuple(sorted(found, key=lambda token: (token.issued_at, token.id)))


def end_all(tx: Tx, person: PersonInRole, now: datetime) -> None:
    """End every token that works for a person in just this role."""
    for kept in _all(tx):
        if kept.token.person == person and kept.token.ended_at is None:
            _keep(tx, replace(kept, token=replace(kept.token, ended_at=now)))


def _check_words(by: Hand, what: str, until: datetime, now: datetime) -> None:
    if not (what.strip() and what.isprintable() and len(what) <= _MOST_WORDS):
        raise BadInput(f"Say in one line of up to {_MOST_WORDS} characters what the token is for.")
    if until <= now:
        raise BadInput(f"{until:%Y-%m-%d} has passed. Name a later day.")
    last = by.certificate.valid_until
    if until > last:
        raise BadInput(
            f"The token would outlive the accreditation, which ends on {last:%Y-%m-%d}. Name that day."
        )


def _hand(reading: Reading, *, id: str, secret: str, now: datetime) -> Hand | None:
    """Return the hand that a token opens, or nothing."""
    kept = _kept(reading, id)
    if kept is None or not codes.is_same(secret, kept.digest):
        return None
    token = kept.token
    try:
        chain = chain_in_role(reading, token.person)
    except (UnknownPerson, AccreditationExpired):
        return None
    holds = token.is_valid(now) and chain[0].is_valid(now) and chain[0].signing.id == token.key
    return Hand(person=token.person, chain=chain, lent=True) if holds else None


def _kept(reading: Reading, id: str) -> _Kept | None:
    data = reading.paper(f"token/{id}")
    return None if data is None else from_plain(_Kept, decode(data))


def _all(reading: Reading) -> tuple[_Kept, ...]:
    return tuple(from_plain(_Kept, decode(data)) for data in reading.papers("token/").values())


def _keep(tx: Tx, kept: _Kept) -> None:
    tx.put_paper(f"token/{kept.token.id}", encode(to_plain(kept)))
