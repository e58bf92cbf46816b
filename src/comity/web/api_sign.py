"""Routes of tickets: what a person's key made of a wish, and an act that is given up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from comity.errors import BadInput
from comity.seal.canonical import unb64
from comity.seal.keys import Signature
from comity.web.api_door import Looks, tell
from comity.web.api_routes import look
from comity.web.api_tickets import Granted, Tickets, Wish, WishKind
from comity.web.api_words import Reader, Words

router = APIRouter(prefix="/tickets")

_B64 = r"^[A-Za-z0-9_-]+$"


class Signed(Words):
    """Both signatures of the person's key over the statement, in its context, in base64url."""

    key: str = Field(pattern="^[0-9a-f]{32}$")
    ed25519: str = Field(pattern=r"^[A-Za-z0-9_-]{85}[AQgw]$")
    mldsa65: str = Field(pattern=r"^[A-Za-z0-9_-]{4412}$")


class AsSigned(Words):
    """A signature that was wanted."""

    signature: Signed


class AsOpened(Words):
    """The 32 bytes that were opened with the person's key, in base64url."""

    opened: str = Field(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")


class Turned(Words):
    """What the person's key made of the wish at that step."""

    step: int = Field(ge=1)
    granted: tuple[AsSigned | AsOpened] = Field(description="One for each that was wanted, in order.")


Ticket = Annotated[
    str, Path(pattern="^[A-Za-z0-9_-]{32}$", description="The ticket that an act was answered with.")
]


@look(router, "/{ticket}", object, Tickets.find, method="POST")
def answer(ticket: Ticket, door: Looks, words: Annotated[Turned, Depends(Reader(Turned))]) -> Response:
    """Hand in what the person's key made of what was wanted; the answer is the act's, or the next wish."""
    call = door.house.tickets.find(door.owner, ticket)
    (granted,) = words.granted
    return tell(call.grant(words.step, lambda wish: _read(granted, wish)))


@look(router, "/{ticket}", None, Tickets.drop, method="DELETE")
def drop(ticket: Ticket, door: Looks) -> Response:
    """Give an act up that waits for a signature: the desk ends as with a locked key."""
    door.house.tickets.drop(door.owner, ticket)
    return Response(status_code=204)


def _read(granted: AsSigned | AsOpened, wish: Wish) -> Granted:
    if wish.kind is WishKind.SIGN and isinstance(granted, AsSigned):
        return Signature.from_plain(granted.signature.model_dump())
    if wish.kind is WishKind.OPEN and isinstance(granted, AsOpened):
        return unb64(granted.opened)
    raise BadInput(f"Wanted was {wish.kind}, and something else was handed in.")
