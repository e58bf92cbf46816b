"""Who is accredited here, with the chain of certificates of each person's key.

A person may hold several roles; each has its own certificate with dates. Only public parts are kept.
"""

from datetime import datetime

from comity.acts.ports import Reading, Tx
from comity.errors import UnknownPerson
from comity.model.parties import Authority
from comity.model.people import PersonInRole, Pseudonym, Role
from comity.seal.canonical import decode, encode
from comity.seal.certificates import Certificate


def keep_person(tx: Tx, chain: tuple[Certificate, ...]) -> None:
    """Keep a person's certificate and those that lead to the root."""
    holder = chain[0].holder
    name = f"person/{holder.name}/{holder.role}/{holder.authority}"
    tx.put_paper(name, encode([link.to_plain() for link in chain]))


def people(reading: Reading) -> tuple[tuple[Certificate, ...], ...]:
    """Return everybody's chains."""
    return tuple(
        tuple(Certificate.from_plain(link) for link in decode(data))
        for _, data in sorted(reading.papers("person/").items())
    )


def on_duty(reading: Reading, roles: frozenset[Role], now: datetime) -> tuple[Certificate, ...]:
    """Return the certificates of those who hold one of these roles at an instant."""
    return tuple(
        chain[0] for chain in people(reading) if chain[0].holder.role in roles and chain[0].is_valid(now)
    )


def chain_of(
    reading: Reading, pseudonym: Pseudonym, role: Role | None = None
) -> tuple[PersonInRole, tuple[Certificate, ...]]:
    """Return a person in role and the chain of their key.

    Raises: UnknownPerson if nobody, or more than one role, answers to that.
    """
    found = [
        chain
        for chain in people(reading)
        if chain[0].holder.name == pseudonym and role in (None, chain[0].holder.role)
    ]
    if len(found) != 1:
        what = "is not accredited here" if not found else "holds several roles; name one with --role"
        raise UnknownPerson(f"'{pseudonym}' {what}. See `comity people list`.")
    holder = found[0][0].holder
    if holder.role is None:
        raise UnknownPerson(f"'{pseudonym}' is no person.")
    person = PersonInRole(
        pseudonym=holder.name, role=holder.role, authority=Authority.parse(holder.authority)
    )
    return person, found[0]
