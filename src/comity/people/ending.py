"""End a role before its time: at once, everywhere at this node, with every token that works for it.

Whoever accredits may end it; a judge's role is ended by the court's key or a sitting judge alone, whose
signature on the end is kept. Telling partners is not built: to them a certificate holds until its last day.
"""

from datetime import datetime

from comity.acts.act import Act
from comity.acts.allowed import account_of
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.ports import Tx
from comity.acts.roster import chain_in_role, end_role
from comity.acts.signing import Hand
from comity.errors import CertificateInvalid, JudgeKeyNotCertifiedByCourt
from comity.model.people import JUDICIAL, PersonInRole
from comity.people.accredit import above, marks_of
from comity.people.tokens import end_all
from comity.seal.canonical import b64, encode, write_instant
from comity.seal.certificates import Certificate, may_certify, verify_chain
from comity.seal.keys import PersonKeys

CONTEXT = b"comity/1 end of a role"
"""Domain separation of a court's signature on the end of a judge's role."""


def end(node: Node, person: PersonInRole, why: str, by: Hand, now: datetime) -> Act:
    """End a person's role by the signature of an accreditation officer or data protection officer.

    Raises: JudgeKeyNotCertifiedByCourt for a judge; UnknownPerson; AccreditationExpired if it was ended
        before; what `perform` raises.
    """
    if person.role in JUDICIAL:
        raise JudgeKeyNotCertifiedByCourt("Only the court's key or a sitting judge ends a judge's role.")
    chain = node.store.read(lambda r: chain_in_role(r, person))
    deed = Deed(
        kind="person.end",
        matter=account_of(person.pseudonym),
        by=by,
        body={"why": why},
        marks=marks_of(chain[0]),
        also=lambda tx, _: _end(tx, person, now),
    )
    return perform(node, deed, now)


def end_judge(
    node: Node,
    person: PersonInRole,
    why: str,
    *,
    issuer: PersonKeys,
    issued_by: Certificate,
    now: datetime,
) -> Act:
    """End a judge's role by the court's key, or a sitting judge's; the node writes it down.

    Raises: JudgeKeyNotCertifiedByCourt, CertificateInvalid; UnknownPerson; AccreditationExpired.
    """
    chain = node.store.read(lambda r: chain_in_role(r, person))
    holder = chain[0].holder
    if person.role not in JUDICIAL or not may_certify(issued_by, holder, now):
        raise JudgeKeyNotCertifiedByCourt("Only the judge's court or a sitting judge of it ends the role.")
    verify_chain(issued_by, above(node, issued_by), node.roots, now)
    if issuer.signing.id != issued_by.signing.id:
        raise CertificateInvalid("The key at hand is not the court's or judge's. Bring the right key file.")
    statement = encode({"ends": chain[0].digest, "at": write_instant(now)})
    deed = Deed(
        kind="judge.end",
        matter=account_of(person.pseudonym),
        body={
            "why": why,
            "statement": b64(statement),
            "signature": issuer.signing.sign(statement, CONTEXT).to_plain(),
            "by": issued_by.to_plain(),
        },
        marks={**marks_of(chain[0]), "by": issued_by.holder.name},
        also=lambda tx, _: _end(tx, person, now),
    )
    return perform(node, deed, now)


def _end(tx: Tx, person: PersonInRole, now: datetime) -> None:
    end_role(tx, person, now)
    end_all(tx, person, now)
