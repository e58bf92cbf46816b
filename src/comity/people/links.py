"""One-time links: how the first accreditation officer and data protection officer come to their accounts.

The operator makes a link for these two roles only, and only while nobody holds the role; these two
accredit everybody else. A link is no account: the person redeems it with a key of their own, which their
authority certifies, and signs for it themselves.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from comity.acts.allowed import account_of, check_seat
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, Tx
from comity.acts.roster import accreditations, on_duty
from comity.acts.signing import Hand
from comity.errors import BadInput, LinkInvalid, SamePersonTwice, WrongRole
from comity.model.parties import Authority
from comity.model.people import PersonInRole, Pseudonym, Role
from comity.model.requests import MatterId
from comity.people import codes
from comity.people.accredit import certify, keep_own, marks_of
from comity.seal.canonical import decode, encode
from comity.seal.certificates import Certificate
from comity.seal.keys import PersonKeys

FIRST = frozenset({Role.ACCREDITATION_OFFICER, Role.DPO})
"""The roles for which an operator may make a link."""

LIFE = timedelta(hours=72)
"""How long a link waits to be redeemed."""

SORT = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link as it is kept: for which role at which authority, until when; never its secret.

    `valid_until` is the accreditation's end, `redeem_until` the link's own.
    """

    id: str
    role: Role
    authority: Authority
    valid_until: datetime
    redeem_until: datetime
    digest: bytes
    used_at: datetime | None = None


def make(node: Node, role: Role, seat: Authority, until: datetime, now: datetime) -> tuple[Link, str]:
    """Make a one-time link for a first officer; return it and its code, shown once.

    Raises: WrongRole for any other role, or one that somebody holds; WrongSeat for an authority without it;
        BadInput for an end that has passed.
    """
    if role not in FIRST:
        raise WrongRole(
            f"An operator makes links for {' and '.join(sorted(FIRST))} only, not for {role}. "
            "They accredit everybody else: `comity people add`."
        )
    if node.store.read(lambda r: on_duty(r, frozenset({role}), now)):
        raise WrongRole(f"This node has its {role}; further ones are accredited: `comity people add`.")
    check_seat(node.catalogue, role, seat.kind)
    if until <= now:
        raise BadInput(f"{until:%Y-%m-%d} has passed. Name a later day.")
    id, secret = codes.draw()
    link = Link(
        id=id,
        role=role,
        authority=seat,
        valid_until=until,
        redeem_until=now + LIFE,
        digest=codes.digest(secret),
    )
    marks = {"role": role, "authority": seat.code, "until": f"{until:%Y-%m-%d}"}
    deed = Deed(kind="account.link", matter=_matter(id), marks=marks, also=lambda tx, _: _keep(tx, link))
    perform(node, deed, now)
    return link, codes.write(SORT, id, secret)


def link_of(node: Node, code: str, now: datetime) -> Link:
    """Return the link that a code opens; a code that opens none is refused, and that is recorded.

    Raises: LinkInvalid, in one sentence whatever is wrong.
    """
    form = codes.read(SORT, code)
    link = None if form is None else node.store.read(partial(_kept, id=form[0]))
    if form is None or link is None:
        raise _invalid()
    fault = node.store.read(partial(_fault, link=link, now=now))
    if not codes.is_same(form[1], link.digest):
        fault = "wrong secret"
    if fault:
        raise _refused(node, link, fault, now)
    return link


def redeem(
    node: Node,
    code: str,
    pseudonym: Pseudonym,
    keys: PersonKeys,
    *,
    issuer: PersonKeys,
    issued_by: Certificate,
    now: datetime,
) -> Hand:
    """Redeem a link with the person's own key, certified by their authority and signed for by themselves.

    Raises: LinkInvalid; SamePersonTwice if the pseudonym or the key is another person's; CertificateInvalid.
    """
    link = link_of(node, code, now)
    _check_own_name(node, pseudonym, keys)
    person = PersonInRole(pseudonym=pseudonym, role=link.role, authority=link.authority)
    hand = certify(node, person, keys, issuer=issuer, issued_by=issued_by, until=link.valid_until, now=now)

    def write(tx: Tx) -> None:
        if _fault(tx, link=link, now=now):  # another was first
            raise _invalid()
        _keep(tx, replace(link, used_at=now))
        keep_own(tx, hand, now)

    deed = Deed(
        kind="account.redeem",
        matter=account_of(pseudonym),
        by=hand,
        body={"certificate": hand.certificate.to_plain()},
        marks={**marks_of(hand.certificate), "link": link.id},
        also=lambda tx, _: write(tx),
    )
    try:
        perform(node, deed, now)
    except LinkInvalid:
        raise _refused(node, link, "used", now) from None
    return hand


def _refused(node: Node, link: Link, why: str, now: datetime) -> LinkInvalid:
    """Record a refusal, and return what to raise."""
    perform(node, Deed(kind="account.refuse", matter=_matter(link.id), marks={"why": why}), now)
    return _invalid()


def _fault(reading: Reading, *, link: Link, now: datetime) -> str:
    """Say why a link opens nothing any more, or nothing."""
    kept = _kept(reading, link.id)
    if kept is None or kept.used_at is not None:
        return "used"
    if now > link.redeem_until:
        return "late"
    return "filled" if on_duty(reading, frozenset({link.role}), now) else ""


def _check_own_name(node: Node, pseudonym: Pseudonym, keys: PersonKeys) -> None:
    """Check that a link gives nobody the account of somebody else: the operator hands out links.

    Raises: SamePersonTwice.
    """
    for one in node.store.read(lambda r: accreditations(r, pseudonym)):
        if one.certificate.signing.id != keys.signing.id:
            raise SamePersonTwice(f"'{pseudonym}' is an account with another key. Take another pseudonym.")


def _invalid() -> LinkInvalid:
    hours = LIFE // timedelta(hours=1)
    return LinkInvalid(
        f"This code opens nothing: it is unknown, used, older than {hours} hours, or the role is filled."
    )


def _matter(id: str) -> MatterId:
    return MatterId(f"link/{id}")


def _kept(reading: Reading, id: str) -> Link | None:
    data = reading.paper(f"link/{id}")
    return None if data is None else from_plain(Link, decode(data))


def _keep(tx: Tx, link: Link) -> None:
    tx.put_paper(f"link/{link.id}", encode(to_plain(link)))
