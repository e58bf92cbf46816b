"""The API's door: who comes, how often, and what becomes of a request; each asks one desk.

A reading asks and answers. An act has an idempotency key and is answered from what was noted of it. Where the
act needs the person's own key, the answer is a ticket, and the person's program turns the key.
"""

import hashlib
import json
import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from comity.acts.node import Node
from comity.acts.plain import to_plain
from comity.acts.signing import Hand
from comity.errors import TokenInvalid
from comity.exchange import outcomes
from comity.exchange.reach import reach
from comity.model.requests import MatterId
from comity.people import tokens
from comity.seal.canonical import b64
from comity.seal.keys import PersonKeys
from comity.web.api_once import Note, Once, Repeated, digest_of
from comity.web.api_tickets import Parked, Tickets, WishKind
from comity.web.api_words import body_of
from comity.web.errors import TooManyRequests

Doing = Callable[[Node, Hand, datetime], object]
"""One desk call, ready for the node, the person and the instant."""

Telling = Callable[[Node, Note], object]
"""What is answered when the acts of a note are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one token, and one request, may take.

    `rate` requests a second and `burst` at once, for each token in each process; `body` bytes in `seconds`;
    `tickets` acts of one token and `all_tickets` of all that wait for a signature, each as many seconds as
    `ticket_lives`.
    """

    rate: float = 50.0
    burst: int = 200
    body: int = 16 * 2**20
    seconds: float = 30.0
    tickets: int = 8
    all_tickets: int = 128
    ticket_lives: float = 120.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class House:
    """What the requests of one application share: the node, the clock, and what is counted."""

    def __init__(self, node: Node, clock: Callable[[], datetime], limits: Limits) -> None:
        self.node = node
        self.clock = clock
        self.limits = limits
        self.tickets = Tickets(lives=limits.ticket_lives, each=limits.tickets, most=limits.all_tickets)
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()
        self._turns = tuple(threading.Lock() for _ in range(256))

    def turn(self, name: str) -> threading.Lock:
        """Return the turn of those who come under one name, of which the first two digits count."""
        return self._turns[int(name[:2], 16)]

    def count(self, owner: str) -> None:
        """Count a request of a token against its share.

        Raises: TooManyRequests.
        """
        limits, now = self.limits, time.monotonic()
        with self._lock:
            bucket = self._buckets.setdefault(owner, _Bucket(left=limits.burst, at=now))
            bucket.left = min(float(limits.burst), bucket.left + (now - bucket.at) * limits.rate)
            bucket.at = now
            if bucket.left < 1:
                wait = math.ceil((1 - bucket.left) / limits.rate)
                raise TooManyRequests("This token asked more than its share.", seconds=max(1, wait))
            bucket.left -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One request of a person in role: it reads, or it shows content that is opened for it."""

    house: House
    hand: Hand
    owner: str
    now: datetime

    @property
    def node(self) -> Node:
        """Return the node."""
        return self.house.node

    def show(self, doing: Doing) -> Response:
        """Answer with what a desk call gives; a repeat asks the desk again."""
        return tell(doing(self.node, self.hand, self.now))

    def open(self, doing: Doing) -> Response:
        """Answer with what only the person's own key opens; a repeat asks the desk again."""

        def whole(keys: PersonKeys) -> object:
            return doing(self.node, replace(self.hand, keys=keys), self.now)

        return tell(self.house.tickets.begin(self.owner, "", "", self.hand, whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting(Door):
    """One request of a person in role for an act, under an idempotency key."""

    key: str
    digest: str = field(repr=False)
    matter: MatterId | None

    def act(self, doing: Doing, *kinds: str, telling: Telling | None = None) -> Response:
        """Have an act of one of these kinds done, once, without the person's key; answer from its note."""
        once = self._once(kinds)
        with self.house.turn(once.name):
            return tell(self._done(once, telling) or self._do(once, doing, telling, None))

    def sign(self, doing: Doing, *kinds: str, telling: Telling | None = None) -> Response:
        """Have an act done, once, with the person's own key; answer from its note, or with a ticket."""
        once = self._once(kinds)
        done = self._done(once, telling)
        if done is not None:
            return tell(done)

        def whole(keys: PersonKeys) -> object:
            return self._do(once, doing, telling, keys)

        tickets = self.house.tickets
        return tell(tickets.begin(self.owner, once.name, once.digest, self.hand, whole, self._gaps))

    def _gaps(self) -> tuple[str, ...]:
        """Return who cannot be reached for the matter of this act, if it is a case or a warning."""
        if self.matter is None or not outcomes.may_see(self.node, self.matter, self.hand):
            return ()
        return reach(self.node, self.matter, self.house.clock()).gaps

    def _once(self, kinds: tuple[str, ...]) -> Once:
        return Once(self.owner, self.key, self.digest, kinds, self.now)

    def _done(self, once: Once, telling: Telling | None) -> object | None:
        note = self.node.store.read(once.note)
        return _told(self.node, note, once, telling) if once.last(note) is not None else None

    def _do(self, once: Once, doing: Doing, telling: Telling | None, keys: PersonKeys | None) -> object:
        node = replace(self.node, noting=once.noting)
        with suppress(Repeated):  # the other request's note says what was done
            doing(node, replace(self.hand, keys=keys), self.now)
        return _told(self.node, self.node.store.read(once.note), once, telling)


def _told(node: Node, note: Note, once: Once, telling: Telling | None) -> object:
    return once.last(note) if telling is None else telling(node, note)


def tell(told: object) -> Response:
    """Answer with a document, in the same form as acts hold it; or with a ticket."""
    if isinstance(told, Response):
        return told
    if isinstance(told, Parked):
        headers = {"Location": f"/tickets/{told.ticket}"}
        return _json(_parked(told), status=202, headers=headers)
    return _json(to_plain(told))


def _json(document: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status, headers=headers, media_type="application/json")


def _parked(told: Parked) -> dict[str, Any]:
    wish = told.wish
    wanted = {"kind": wish.kind, "about": b64(wish.about)}
    if wish.kind is WishKind.SIGN:
        wanted |= {"statement": b64(wish.data), "context": wish.context.decode()}
    else:
        wanted |= {"sealed": b64(wish.data), "info": b64(wish.context)}
    told_of = {"ticket": told.ticket, "step": told.step, "seconds": told.seconds, "gaps": told.gaps}
    return told_of | {"wanted": [wanted]}


BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token that a person in role issued: `comity people token issue`. It never signs.",
)
"""How a program signs in."""


def house_of(request: Request) -> House:
    """Return what the application shares."""
    house: House = request.app.state.house
    return house


def come(
    house: Annotated[House, Depends(house_of)],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Door:
    """Let a token in.

    Raises: TokenInvalid, TooManyRequests.
    """
    if given is None:
        raise TokenInvalid("No token was shown. Send it as 'Authorization: Bearer …'.")
    now = house.clock()
    hand = tokens.bearer(house.node, given.credentials, now)
    owner = hashlib.sha256(given.credentials.encode()).hexdigest()
    house.count(owner)
    return Door(house=house, hand=hand, owner=owner, now=now)


def come_to_act(
    request: Request,
    door: Annotated[Door, Depends(come)],
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            pattern=r"^[A-Za-z0-9._~-]{8,64}$",
            description="Fresh for each act, the same for each repeat of its request: a repeat does nothing "
            "again and has the same answer, for a day at least.",
        ),
    ],
    body: Annotated[bytes, Depends(body_of)],
) -> Acting:
    """Let a token in to have an act done.

    Raises: TokenInvalid, TooManyRequests, TooLarge, TooSlow.
    """
    digest = digest_of(request.method.encode(), request.url.path.encode(), body)
    named = ((room, request.path_params.get(room)) for room in ("case", "alert"))
    matter = next((MatterId(f"{room}/{number}") for room, number in named if number), None)
    return Acting(
        house=door.house,
        hand=door.hand,
        owner=door.owner,
        now=door.now,
        key=key,
        digest=digest,
        matter=matter,
    )


Looks = Annotated[Door, Depends(come)]
Acts = Annotated[Acting, Depends(come_to_act)]
