"""Accredit a person in role: their authority certifies the key, an accreditation officer signs for it.

A judge's key is certified by a court's key or a sitting judge alone, and no officer's signature can stand
for that; the node writes down what the court did. The node and its operator certify and accredit nobody.
"""

import secrets
from datetime import datetime

from comity.acts.allowed import account_of, check_seat
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.ports import Reading, Tx
from comity.acts.roster import Chain, accreditations, chain_in_role, check_held, keep_person, person_of
from comity.acts.signing import Hand
from comity.errors import JudgeKeyNotCertifiedByCourt, SamePersonTwice
from comity.model.people import JUDICIAL, PersonInRole
from comity.seal.certificates import Certificate, CertificateKind, Holder, issue, verify_chain
from comity.seal.keys import PersonKeys


def accredit(
    node: Node,
    person: PersonInRole,
    keys: PersonKeys,
    *,
    issuer: PersonKeys,
    issued_by: Certificate,
    until: datetime,
    now: datetime,
    by: Hand | None,
) -> Hand:
    """Certify a person's key for one role at one authority until an instant, and record who accredited them.

    `by` is the accreditation officer or data protection officer who signs; None for a judge, whom the
    issuer alone makes.

    Raises: JudgeKeyNotCertifiedByCourt, CertificateInvalid if the issuer may not certify this role;
        WrongSeat if no such authority has it; SamePersonTwice if the key is another person's, or somebody
        accredits themselves; what `perform` raises.
    """
    judicial = person.role in JUDICIAL
    if judicial and by is not None:
        raise JudgeKeyNotCertifiedByCourt(
            "A judge is made by the court's key or a sitting judge; no officer's signature stands for it."
        )
    hand = certify(node, person, keys, issuer=issuer, issued_by=issued_by, until=until, now=now)
    deed = Deed(
        kind="judge.record" if judicial else "person.accredit",
        matter=account_of(person.pseudonym),
        by=by,
        body={"certificate": hand.certificate.to_plain()},
        marks=marks_of(hand.certificate) | ({"by": issued_by.holder.name} if judicial else {}),
        also=lambda tx, _: keep_own(tx, hand, now),
    )
    perform(node, deed, now)
    return hand


def certify(
    node: Node,
    person: PersonInRole,
    keys: PersonKeys,
    *,
    issuer: PersonKeys,
    issued_by: Certificate,
    until: datetime,
    now: datetime,
) -> Hand:
    """Have the issuer certify a person's key; nothing is kept yet.

    Raises: JudgeKeyNotCertifiedByCourt, CertificateInvalid, SamePersonTwice, WrongSeat.
    """
    node.store.read(lambda r: _check_own_key(r, person, keys.signing.id, now))
    holder = Holder(
        state=node.state,
        kind=CertificateKind.PERSON,
        name=person.pseudonym,
        authority=person.authority.code,
        role=person.role,
    )
    certificate = issue(
        holder,
        keys.signing.public,
        keys.sealing.public,
        issuer=issuer.signing,
        serial=secrets.token_hex(8),
        valid_from=now,
        valid_until=until,
    )
    chain = (certificate, issued_by, *above(node, issued_by))
    verify_chain(certificate, chain[1:], node.roots, now)
    check_seat(node.catalogue, person.role, person.authority.kind)
    return Hand(person=person, chain=chain, keys=keys)


def marks_of(certificate: Certificate) -> dict[str, str]:
    """Return what the signature of whoever accredits covers: role, authority, last day and certificate."""
    return {
        "role": str(certificate.holder.role),
        "authority": certificate.holder.authority,
        "until": f"{certificate.valid_until:%Y-%m-%d}",
        "certificate": certificate.digest,
    }


def above(node: Node, issued_by: Certificate) -> Chain:
    """Return what leads from a sitting judge who certifies another up to the root; nothing for a seat.

    Raises: UnknownPerson, AccreditationExpired, CertificateInvalid if the judge does not sit here.
    """
    if issued_by.holder.kind is not CertificateKind.PERSON:
        return ()
    node.store.read(lambda r: check_held(r, issued_by))
    return node.store.read(lambda r: chain_in_role(r, person_of(issued_by.holder)))[1:]


def keep_own(tx: Tx, hand: Hand, now: datetime) -> None:
    """Keep a person's certificate, unless another came first with this key, or into this account.

    Raises: SamePersonTwice.
    """
    _check_own_key(tx, hand.person, hand.certificate.signing.id, now)
    keep_person(tx, hand.chain)


def _check_own_key(reading: Reading, person: PersonInRole, key: str, now: datetime) -> None:
    """Check that a key and an account are one person's: no second account with it, no second key beside it.

    Two accounts with one key would be one person, and one account with two keys two. Only the key of the
    very role that is given anew may be another.

    Raises: SamePersonTwice.
    """
    for one in accreditations(reading):
        same_key = one.certificate.signing.id == key
        if same_key and one.person.pseudonym != person.pseudonym:
            raise SamePersonTwice(
                f"The key of '{person.pseudonym}' is another person's already. Make a key of their own."
            )
        besides = one.person.pseudonym == person.pseudonym and one.person != person
        if besides and not same_key and one.is_valid(now):
            raise SamePersonTwice(
                f"'{person.pseudonym}' is {one.person.role} with another key. Bring that key, or end that "
                "role first: `comity people end`."
            )
