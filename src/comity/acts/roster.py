"""Who is accredited here: for each person in role their key's chain of certificates, and whether it ended.

A person may hold several roles; each has its own certificate with dates. Only public parts are kept.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from comity.acts.plain import to_plain
from comity.acts.ports import Reading, Tx
from comity.errors import AccreditationExpired, CertificateInvalid, UnknownPerson
from comity.model.parties import Authority
from comity.model.people import PersonInRole, Pseudonym, Role
from comity.seal.canonical import decode, encode, read_instant
from comity.seal.certificates import Certificate, Holder

Chain = tuple[Certificate, ...]

SOON = timedelta(days=30)
"""How long before its end an accreditation is shown as ending soon."""


class Standing(StrEnum):
    """How an accreditation stands at an instant."""

    VALID = "valid"
    ENDING = "ending soon"
    EXPIRED = "expired"
    ENDED = "ended"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation:
    """One role of one person: the chain of their key, their own certificate first, and when it was ended."""

    person: PersonInRole
    chain: Chain
    ended_at: datetime | None = None

    @property
    def certificate(self) -> Certificate:
        """Return the person's own certificate."""
        return self.chain[0]

    @property
    def valid_until(self) -> datetime:
        """Return the last instant at which every certificate of the chain holds."""
        return min(link.valid_until for link in self.chain)

    def standing(self, at: datetime) -> Standing:
        """Tell how it stands at an instant."""
        if self.ended_at is not None:
            return Standing.ENDED
        if at < self.certificate.valid_from:
            return Standing.NOT_YET
        if at > self.valid_until:
            return Standing.EXPIRED
        return Standing.ENDING if self.valid_until - at <= SOON else Standing.VALID

    def is_valid(self, at: datetime) -> bool:
        """Tell whether the role is held at an instant (L1)."""
        return self.standing(at) in (Standing.VALID, Standing.ENDING)


def keep_person(tx: Tx, chain: Chain) -> None:
    """Keep a person's certificate and those that lead to the root; one of the same role is replaced."""
    _keep(tx, Accreditation(person=person_of(chain[0].holder), chain=chain))


def end_role(tx: Tx, person: PersonInRole, now: datetime) -> None:
    """Keep that a role was ended early.

    Raises: UnknownPerson, AccreditationExpired if it was ended before.
    """
    _keep(tx, replace(_held(tx, person), ended_at=now))


def accreditations(reading: Reading, pseudonym: str = "") -> tuple[Accreditation, ...]:
    """Return everybody's roles, or one person's, with those that expired or were ended."""
    prefix = f"person/{pseudonym}/" if pseudonym else "person/"
    return tuple(_read(data) for _, data in sorted(reading.papers(prefix).items()))


def people(reading: Reading) -> tuple[Chain, ...]:
    """Return the chains of all roles that were not ended."""
    return tuple(one.chain for one in accreditations(reading) if one.ended_at is None)


def on_duty(reading: Reading, roles: frozenset[Role], now: datetime) -> tuple[Certificate, ...]:
    """Return the certificates of those who hold one of these roles at an instant."""
    return tuple(
        one.certificate for one in accreditations(reading) if one.person.role in roles and one.is_valid(now)
    )


def chain_of(reading: Reading, pseudonym: Pseudonym, role: Role | None = None) -> tuple[PersonInRole, Chain]:
    """Return a person in role and the chain of their key.

    Raises: UnknownPerson if nobody, or more than one role, answers to that; AccreditationExpired if the
        role was ended.
    """
    found = [one for one in accreditations(reading, pseudonym) if role in (None, one.person.role)]
    found = [one for one in found if one.ended_at is None] or found[-1:]
    if len(found) != 1:
        what = "is not accredited here" if not found else "holds several roles; name one with --role"
        raise UnknownPerson(f"'{pseudonym}' {what}. See `comity people list`.")
    return found[0].person, _not_ended(found[0]).chain


def chain_in_role(reading: Reading, person: PersonInRole) -> Chain:
    """Return the chain of a person's key in just this role at just this authority.

    Raises: UnknownPerson, AccreditationExpired if the role was ended.
    """
    return _held(reading, person).chain


def check_held(reading: Reading, certificate: Certificate) -> None:
    """Check that a person's certificate is the one in force here: not ended, nor replaced by another key.

    Raises: UnknownPerson, AccreditationExpired (L1), CertificateInvalid.
    """
    kept = _held(reading, person_of(certificate.holder)).certificate
    if kept.signing.id != certificate.signing.id:
        raise CertificateInvalid(
            f"'{certificate.holder.name}' was accredited again, with another key. Unlock the new one."
        )


def is_held(reading: Reading, certificate: Certificate) -> bool:
    """Tell whether a person's certificate is the one in force here."""
    try:
        check_held(reading, certificate)
    except (UnknownPerson, AccreditationExpired, CertificateInvalid):
        return False
    return True


def person_of(holder: Holder) -> PersonInRole:
    """Return the person in role whom a certificate names.

    Raises: UnknownPerson if it names none.
    """
    if holder.role is None:
        raise UnknownPerson(f"'{holder.name}' is no person.")
    return PersonInRole(pseudonym=holder.name, role=holder.role, authority=Authority.parse(holder.authority))


def _held(reading: Reading, person: PersonInRole) -> Accreditation:
    data = reading.paper(_paper(person))
    if data is None:
        raise UnknownPerson(f"'{person.pseudonym}' is not {person.role} here. See `comity people list`.")
    return _not_ended(_read(data))


def _not_ended(one: Accreditation) -> Accreditation:
    if one.ended_at is not None:
        raise AccreditationExpired(
            f"'{one.person.pseudonym}' is {one.person.role} no longer: the role was ended on "
            f"{one.ended_at:%Y-%m-%d} (L1). See `comity people show {one.person.pseudonym}`."
        )
    return one


def _paper(person: PersonInRole) -> str:
    return f"person/{person.pseudonym}/{person.role}/{person.authority.code}"


def _keep(tx: Tx, one: Accreditation) -> None:
    plain = {"chain": [link.to_plain() for link in one.chain], "ended": to_plain(one.ended_at)}
    tx.put_paper(_paper(one.person), encode(plain))


@lru_cache(maxsize=1024)
def _read(data: bytes) -> Accreditation:
    """Read a kept role; the same bytes are read once."""
    plain = decode(data)
    chain = tuple(Certificate.from_plain(link) for link in plain["chain"])
    ended = plain["ended"]
    return Accreditation(
        person=person_of(chain[0].holder),
        chain=chain,
        ended_at=None if ended is None else read_instant(ended),
    )
