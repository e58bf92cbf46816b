"""An account as it may be shown: one person's roles with dates, who made and ended them, and their tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.acts.act import Header
from comity.acts.allowed import account_of, check_reads
from comity.acts.commit import read_matter
from comity.acts.node import Node
from comity.acts.roster import Accreditation, accreditations
from comity.acts.signing import Hand
from comity.errors import UnknownPerson
from comity.model.people import Pseudonym
from comity.people.tokens import READERS, Token, tokens

MADE = ("account.redeem", "person.accredit", "judge.record")
ENDED = ("person.end", "judge.end")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHeld:
    """One role of an account; `made_by` and `ended_by` name the officer, court or judge, or nobody."""

    accreditation: Accreditation
    made_by: str
    ended_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's account, in all their roles."""

    pseudonym: Pseudonym
    roles: tuple[RoleHeld, ...]
    tokens: tuple[Token, ...]


def staff(node: Node, by: Hand | None = None) -> tuple[Accreditation, ...]:
    """Return everybody's roles, with those that expired or were ended.

    They are shown to who watches over accounts, and to who assigns cases or says who is on call.

    Raises: WrongRole.
    """
    assigns = node.catalogue.kind("case.assign").roles | node.catalogue.kind("roster.set").roles
    check_reads(by, READERS | assigns, "The accounts of others")
    return node.store.read(accreditations)


def account(node: Node, pseudonym: Pseudonym, by: Hand | None = None) -> Account:
    """Return an account with everything that may be shown of it: one's own, or to who watches over accounts.

    Raises: WrongRole; UnknownPerson.
    """
    if by is not None and by.person.pseudonym != pseudonym:
        check_reads(by, READERS, "The accounts of others")
    held, matter = node.store.read(
        lambda r: (accreditations(r, pseudonym), read_matter(r, account_of(pseudonym), node.catalogue))
    )
    if not held:
        raise UnknownPerson(f"'{pseudonym}' has no account here. See `comity people list`.")
    return Account(
        pseudonym=pseudonym,
        roles=tuple(
            RoleHeld(
                accreditation=one,
                made_by=_author(matter.headers, MADE, one),
                ended_by=_author(matter.headers, ENDED, one),
            )
            for one in held
        ),
        tokens=tuple(token for token in tokens(node) if token.person.pseudonym == pseudonym),
    )


def _author(headers: Sequence[Header], kinds: Sequence[str], one: Accreditation) -> str:
    """Name who did the latest of these acts on just this certificate; of a judge's, the court or judge."""
    found = [h for h in headers if h.kind in kinds and h.marks.get("certificate") == one.certificate.digest]
    if not found:
        return ""
    return found[-1].marks.get("by", found[-1].author)
