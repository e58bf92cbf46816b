"""Who is accredited here, with the chain of certificates of each person's key.

A person may hold several roles; each has its own certificate with dates. Only public parts are kept.
"""

from datetime import datetime
from functools import lru_cache

from comity.acts.ports import Reading, Tx
from comity.errors import UnknownPerson
from comity.model.parties import Authority
from comity.model.people import PersonInRole, Pseudonym, Role
from comity.seal.canonical import decode, encode
from comity.seal.certificates import Certificate, Holder


def keep_person(tx: Tx, chain: tuple[Certificate, ...]) -> None:
    """Keep a person's certificate and those that lead to the root."""
    tx.put_paper(_paper(person_of(chain[0].holder)), encode([link.to_plain() for link in chain]))


def people(reading: Reading) -> tuple[tuple[Certificate, ...], ...]:
    """Return everybody's chains."""
    return tuple(_chain(data) for _, data in sorted(reading.papers("person/").items()))


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
    papers = reading.papers(f"person/{pseudonym}/")
    found = [chain for chain in map(_chain, papers.values()) if role in (None, chain[0].holder.role)]
    if len(found) != 1:
        what = "is not accredited here" if not found else "holds several roles; name one with --role"
        raise UnknownPerson(f"'{pseudonym}' {what}. See `comity people list`.")
    return person_of(found[0][0].holder), found[0]


def chain_in_role(reading: Reading, person: PersonInRole) -> tuple[Certificate, ...]:
    """Return the chain of a person's key in just this role at just this authority.

    Raises: UnknownPerson.
    """
    data = reading.paper(_paper(person))
    if data is None:
        raise UnknownPerson(f"'{person.pseudonym}' is not {person.role} here. See `comity people list`.")
    return _chain(data)


def person_of(holder: Holder) -> PersonInRole:
    """Return the person in role whom a certificate names.

    Raises: UnknownPerson if it names none.
    """
    if holder.role is None:
        raise UnknownPerson(f"'{holder.name}' is no person.")
    return PersonInRole(pseudonym=holder.name, role=holder.role, authority=Authority.parse(holder.authority))


def _paper(person: PersonInRole) -> str:
    return f"person/{person.pseudonym}/{person.role}/{person.authority.code}"


@lru_cache(maxsize=1024)
def _chain(data: bytes) -> tuple[Certificate, ...]:
    """Read a kept chain; the same bytes are read once."""
    return tuple(Certificate.from_plain(link) for link in decode(data))
