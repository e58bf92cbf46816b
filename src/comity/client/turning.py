"""Before the key turns: what the server wants signed or opened is read, and held against what was asked.

The server is not trusted with the key, so it is not trusted with what the key is turned for. A statement must
be an act of the kind and matter that was asked, its body the one that it commits to, with the words that were
given, at an instant near that of the client's own clock; an order must be of the matter and for its partner,
under the terms given, hold as long as was asked, and commit to what this key opened; a share must be of a
package of the matter, and of an item that was asked. Anything else is refused.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from comity.client.errors import NotAsked
from comity.errors import ComityError
from comity.model.authorisations import Order, OrderKind
from comity.seal.canonical import decode, read_instant, unb64, unframe
from comity.seal.keys import PersonKeys, Signature
from comity.seal.orders import read_order
from comity.seal.packages import Part

ACT = "comity/1 act"
ORDER = "comity/1 order"
_SHARE, _VIEW = "comity/1 share", "comity/1 view"
_MOST_SIGNED = 12
"""How often one request signs at the most: an order, an act, and acts that others overtook."""
_MOST_OPENED = 4000
"""How often one request opens at the most: up to three shares of each of a thousand items, some again."""

NEAR = timedelta(minutes=10)
"""How far an instant that is signed may lie from the client's own clock, as between two nodes."""

BANDS = {"reply.none": timedelta(hours=4)}
"""How much later an act may bear an instant that the law holds back to the end of a band (AX11)."""

LIVES = {
    OrderKind.JUDGE: timedelta(days=30),
    OrderKind.AUTHORITY: timedelta(days=30),
    OrderKind.TP2: timedelta(hours=72),
}
"""How long an order holds where no end was asked (K6, Q28); in a warning none longer than TP2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asked for, as the key may be turned for it.

    `kinds` are the acts, each with words that its body or marks must have; `matter` ends with a slash where
    the node makes its name, and `partner` is the other state in it; `holds` looks at body and marks together;
    `orders` are the kinds of order and `parts` the shares that belong to it; `terms` those of a judge's order
    and `items` the only ones that may leave under it, none given for all; `life` is how long it holds, None
    for as long as the law says.
    """

    kinds: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    matter: str
    partner: str | None = None
    holds: Callable[[Mapping[str, Any], Mapping[str, Any]], bool] | None = None
    orders: frozenset[OrderKind] = frozenset()
    parts: frozenset[Part] = frozenset()
    terms: Mapping[str, object] = field(default_factory=dict)
    items: frozenset[str] = frozenset()
    life: timedelta | None = None


def asked_for(
    matter: str,
    *kinds: str,
    says: Mapping[str, object] | None = None,
    **more: Any,  # noqa: ANN401 - the further fields of `Asked`
) -> Asked:
    """Say what the key may be turned for in a matter: acts of these kinds, with these words."""
    return Asked(matter=matter, kinds=dict.fromkeys(kinds, says or {}), **more)


class Turner:
    """Turns a person's key for one request, and for nothing else; `clock` is the client's own."""

    def __init__(self, keys: PersonKeys, asked: Asked, clock: Callable[[], datetime]) -> None:
        self._keys = keys
        self._asked = asked
        self._clock = clock
        self._signed = 0
        self._opens = 0
        self._opened: dict[str, str] = {}
        self._ordered: frozenset[str] | None = None

    def sign(self, statement: bytes, context: str, about: bytes) -> Signature:
        """Sign a statement that was asked for.

        Raises: NotAsked.
        """
        self._signed += 1
        if self._signed > _MOST_SIGNED:
            raise NotAsked("The server wants more signatures than one request can need.")
        if context == ACT:
            self._check_act(statement, about)
        elif context == ORDER:
            self._check_order(_read(read_order, statement))
        else:
            raise NotAsked("The server wants a signature in a context that no act of a person has.")
        return self._keys.signing.sign(statement, context.encode(), about)

    def open(self, sealed: bytes, info: bytes, header: bytes) -> bytes:
        """Open a share of a package that belongs to what was asked for.

        Raises: NotAsked; CannotOpen.
        """
        self._opens += 1
        if self._opens > _MOST_OPENED:
            raise NotAsked("The server wants more shares opened than one answer can have.")
        digest = hashlib.sha256(header).digest()
        known = {_view(digest)} | {_share(part, digest) for part in self._asked.parts}
        package = _object(header)
        if info not in known or not self._asked.parts:
            raise NotAsked("The server wants a share opened that does not belong to what was asked.")
        item, matter = str(package.get("item")), package.get("matter")
        if matter != self._asked.matter or (self._ordered is not None and item not in self._ordered):
            raise NotAsked("The server wants a share opened of another matter, or of an item not ordered.")
        if self._asked.items and item not in self._asked.items:
            raise NotAsked("The server wants a share opened of an item that was not asked for.")
        self._opened[item] = str(package.get("commitment"))
        return self._keys.sealing.open(sealed, info, header)

    def _check_act(self, statement: bytes, about: bytes) -> None:
        asked, header = self._asked, _object(statement)
        salt, body = _read(lambda data: unframe(data, 2), about)
        kind, matter = str(header.get("kind")), str(header.get("matter"))
        if header.get("v") != "comity/1" or kind not in asked.kinds:
            raise NotAsked("The server wants another act signed than the one that was asked.")
        if not (matter == asked.matter or (asked.matter.endswith("/") and matter.startswith(asked.matter))):
            raise NotAsked("The server wants the act signed in another matter than was asked.")
        if hashlib.sha256(salt + body).digest() != _read(unb64, header.get("body")):
            raise NotAsked("The server shows another body than the act commits to.")
        self._check_instant(_read(read_instant, header.get("at")), ahead=BANDS.get(kind, timedelta()))
        self._check_parties(matter, header)
        places = (_object(body), header.get("marks") or {})
        if asked.holds is not None and not asked.holds(*places):
            raise NotAsked("The act that the server wants signed does not hold together as it was asked.")
        for name, wanted in asked.kinds[kind].items():  # wherever it stands: one place may not hide another
            said = [place[name] for place in places if name in place]
            if not said or not all(_says(word, wanted) for word in said):
                raise NotAsked("The act that the server wants signed does not say what was asked.")

    def _check_parties(self, matter: str, header: Mapping[str, Any]) -> None:
        others = [state for state in _states_of(matter) if state != header.get("state")]
        if header.get("to") not in (None, *others):
            raise NotAsked("The server wants the act sent to a state that is no party of the matter.")
        if self._asked.partner is not None and others != [self._asked.partner]:
            raise NotAsked("The server wants the act signed in the matter of another pair than was asked.")

    def _check_order(self, order: Order) -> None:
        asked, named = self._asked, {str(i.item): i.commitment for i in order.items}
        terms = {"docket": order.docket, "conditions": list(order.conditions)}
        if order.kind not in asked.orders or order.matter != asked.matter:
            raise NotAsked("The server wants another order signed than the one that was asked.")
        if any(terms[name] != wanted for name, wanted in asked.terms.items()):
            raise NotAsked("The order that the server wants signed has other terms than were given.")
        self._check_life(order)
        if order.recipient != _recipient_of(order.matter):
            raise NotAsked("The order that the server wants signed is for another state than the partner.")
        for item, commitment in self._opened.items():
            if item in named and commitment != named[item]:
                raise NotAsked("The order that the server wants signed names other content than was opened.")
        self._ordered = frozenset(named)

    def _check_life(self, order: Order) -> None:
        """Check from when to when an order holds; the second of two persons signs what the first proposed."""
        second = Part.SECOND in self._asked.parts
        self._check_instant(order.given_at, back=LIVES[OrderKind.TP2] if second else timedelta())
        life = self._asked.life or LIVES[order.kind]
        if order.matter.startswith("alert/"):
            life = min(life, LIVES[OrderKind.TP2])
        if order.valid_until - order.given_at != life:
            raise NotAsked("The order that the server wants signed does not hold as long as was asked.")

    def _check_instant(
        self, claimed: datetime, *, back: timedelta = timedelta(), ahead: timedelta = timedelta()
    ) -> None:
        now = self._clock()
        if not now - NEAR - back <= claimed <= now + NEAR + ahead:
            raise NotAsked(
                "The instant that the server wants signed is more than 10 minutes off this machine's clock. "
                "Compare both clocks."
            )


def _states_of(matter: str) -> tuple[str, ...]:
    """Return the two states that a matter's name begins with, the opener first; of others none."""
    room, _, name = matter.partition("/")
    return tuple(name.split("-")[:2]) if room in ("case", "alert", "partnership") else ()


def _recipient_of(matter: str) -> str | None:
    """Return to whom an order of a matter lets go: who asked in a case, who is warned in a warning."""
    states = _states_of(matter)
    if len(states) != 2:
        return None
    return states[1] if matter.startswith("alert/") else states[0]


def _says(word: object, wanted: object) -> bool:
    """Tell whether a word is the one that is wanted; of an object, whether it has the members wanted."""
    if isinstance(wanted, Mapping):
        return isinstance(word, Mapping) and all(word.get(name) == wanted[name] for name in wanted)
    return word == wanted


def _view(digest: bytes) -> bytes:
    return f"{_VIEW}\n".encode() + digest


def _share(part: Part, digest: bytes) -> bytes:
    return f"{_SHARE}\n{part}\n".encode() + digest


def _object(data: bytes) -> dict[str, Any]:
    value = _read(decode, data)
    if not isinstance(value, dict):
        raise NotAsked("The server wants something signed or opened that is no object.")
    return value


def _read(reader: Any, data: object) -> Any:  # noqa: ANN401 - any reader of the seal
    try:
        return reader(data)
    except (ComityError, TypeError, ValueError, AttributeError):
        raise NotAsked("The server wants something signed or opened that cannot be read.") from None
