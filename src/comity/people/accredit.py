"""Accredit a person in role: certify their key by the authority they act for, and keep the certificate.

A judge's key is certified by a court key only; the node and its operator certify nobody.
"""

import secrets
from datetime import datetime

from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.roster import chain_of, keep_person, people
from comity.acts.signing import Hand
from comity.errors import SamePersonTwice
from comity.model.people import PersonInRole
from comity.model.requests import MatterId
from comity.seal.certificates import Certificate, CertificateKind, Holder, issue, verify_chain
from comity.seal.keys import KeySet


def accredit(
    node: Node,
    person: PersonInRole,
    keys: KeySet,
    *,
    issuer: KeySet,
    issued_by: Certificate,
    until: datetime,
    now: datetime,
) -> Hand:
    """Certify a person's key for one role at one authority until an instant, and record it.

    Raises: JudgeKeyNotCertifiedByCourt, CertificateInvalid if the issuer may not certify this role;
        SamePersonTwice if the key is another person's.
    """
    _check_own_key(node, person, keys)
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
    chain = (certificate, issued_by, *_above(node, issued_by))
    verify_chain(certificate, chain[1:], node.roots, now)
    marks = {"role": person.role, "until": f"{until:%Y-%m-%d}"}
    deed = Deed(
        kind="person.accredit",
        matter=MatterId(f"account/{person.pseudonym}"),
        marks=marks,
        also=lambda tx, _: keep_person(tx, chain),
    )
    perform(node, deed, now)
    return Hand(person=person, chain=chain, keys=keys)


def _check_own_key(node: Node, person: PersonInRole, keys: KeySet) -> None:
    """Check that nobody else holds this key: two pseudonyms with one key would be one person.

    Raises: SamePersonTwice.
    """
    for chain in node.store.read(people):
        if chain[0].signing.id == keys.signing.id and chain[0].holder.name != person.pseudonym:
            raise SamePersonTwice(
                f"The key of '{person.pseudonym}' is another person's already. Make a key of their own."
            )


def _above(node: Node, issued_by: Certificate) -> tuple[Certificate, ...]:
    """Return what leads from a sitting judge who certifies another up to the root; nothing for a seat."""
    holder = issued_by.holder
    if holder.kind is not CertificateKind.PERSON:
        return ()
    return node.store.read(lambda r: chain_of(r, holder.name, holder.role))[1][1:]
