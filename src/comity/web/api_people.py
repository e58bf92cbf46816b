"""Routes of people: who is accredited, what the staff can lawfully do, a role that ends, and tokens."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import AwareDatetime, Field

from comity.acts.node import Node
from comity.acts.roster import Accreditation, chain_of
from comity.acts.signing import Hand
from comity.exchange import outcomes
from comity.model.people import Pseudonym, Role
from comity.people import accounts, capabilities, ending, tokens
from comity.web.api_answers import (
    AccountView,
    Accredited,
    CapabilityView,
    LentToken,
    People,
    RoleView,
    Staffing,
    TokenList,
    TokenView,
)
from comity.web.api_door import Acts, Looks
from comity.web.api_routes import act, look, unlock
from comity.web.api_words import Reader, Words

router = APIRouter()

Name = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$", description="The pseudonym.", examples=["be-duty-1"])
]


class Ended(Words):
    """Which role of a person ends, and why; it stays here."""

    role: Role
    why: str = Field(min_length=1)


class Lent(Words):
    """What a token is for, in one line without a person's name, and until when it works."""

    what: str = Field(min_length=1, max_length=80)
    until: AwareDatetime


@look(router, "/people", People, accounts.staff, id="people_list")
def list_people(door: Looks) -> Response:
    """List who is accredited here, in which role, until when, with those that expired or were ended."""
    return door.show(
        lambda node, hand, now: People(
            people=tuple(_accredited(one, now) for one in accounts.staff(node, hand))
        )
    )


@look(router, "/people/{pseudonym}", AccountView, accounts.account)
def show(pseudonym: Name, door: Looks) -> Response:
    """Show an account: its roles with dates, who made and ended them, and its tokens."""

    def shown(node: Node, hand: Hand, now: datetime) -> AccountView:
        account = accounts.account(node, Pseudonym(pseudonym), hand)
        return AccountView(
            pseudonym=account.pseudonym,
            roles=tuple(_role(held, now) for held in account.roles),
            tokens=tuple(_token(token, now) for token in account.tokens),
        )

    return door.show(shown)


@act(router, "/people/{pseudonym}/end", outcomes.Done, ending.end)
def end(pseudonym: Name, door: Acts, words: Annotated[Ended, Depends(Reader(Ended))]) -> Response:
    """End a role before its time, at once and with its tokens; a judge's is ended by the court alone."""

    def ended(node: Node, hand: Hand, now: datetime) -> object:
        person, _ = node.store.read(lambda r: chain_of(r, Pseudonym(pseudonym), words.role))
        return ending.end(node, person, words.why, hand, now)

    return door.sign(ended, "person.end")


@look(router, "/node/capabilities", Staffing, capabilities.check)
def check(door: Looks) -> Response:
    """Say which capabilities the present staff can lawfully use, and until when; else what each lacks."""
    return door.show(
        lambda node, _, now: Staffing(capabilities=tuple(map(_capability, capabilities.check(node, now))))
    )


@look(router, "/tokens", TokenList, tokens.tokens, id="tokens_list")
def list_tokens(door: Looks) -> Response:
    """List the tokens: for whom, what for, until when; never what opens."""
    return door.show(
        lambda node, hand, now: TokenList(
            tokens=tuple(_token(token, now) for token in tokens.tokens(node, hand))
        )
    )


@unlock(router, "/tokens", LentToken, tokens.issue)
def issue(door: Looks, words: Annotated[Lent, Depends(Reader(Lent))]) -> Response:
    """Issue a token for one's own role, by one's own signature; its text is shown this once."""

    def issued(node: Node, hand: Hand, now: datetime) -> LentToken:
        token, text = tokens.issue(node, hand, words.what, words.until, now)
        return LentToken(token=token, secret=text, role=hand.person.role, until=words.until)

    return door.open(issued)


@act(router, "/tokens/{token}/end", outcomes.Done, tokens.end, signed=False, id="tokens_end")
def end_token(
    token: Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="The token's id.")], door: Acts
) -> Response:
    """End a token at once; its person does, or whoever watches over accounts."""
    return door.act(lambda node, hand, now: tokens.end(node, token, hand, now), "token.end")


def _token(token: tokens.Token, now: datetime) -> TokenView:
    return TokenView(
        token=token.id,
        pseudonym=token.person.pseudonym,
        role=token.person.role,
        authority=token.person.authority.code,
        what=token.what,
        issued=token.issued_at,
        until=token.valid_until,
        ended=token.ended_at,
        valid=token.is_valid(now),
    )


def _accredited(one: Accreditation, now: datetime) -> Accredited:
    return Accredited(
        pseudonym=one.person.pseudonym,
        role=one.person.role,
        authority=one.person.authority.code,
        until=one.valid_until,
        stands=one.standing(now),
        valid=one.is_valid(now),
    )


def _role(held: accounts.RoleHeld, now: datetime) -> RoleView:
    one = held.accreditation
    return RoleView(
        role=one.person.role,
        authority=one.person.authority.code,
        since=one.certificate.valid_from,
        until=one.valid_until,
        stands=one.standing(now),
        made_by=held.made_by,
        ended_at=one.ended_at,
        ended_by=held.ended_by,
    )


def _capability(found: capabilities.Finding) -> CapabilityView:
    return CapabilityView(
        capability=found.capability.name,
        what=found.capability.text,
        needed=found.capability.needed,
        usable=found.usable,
        lacks=found.lacks,
        until=found.until,
    )
