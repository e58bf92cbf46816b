"""Who stands at the window: in a demonstration, anybody in anybody's place, chosen by a switch.

There is no sign-in yet, so a window opens to demonstration nodes only. What signs people in later takes the
place of `Seats`; the pages ask for a `Seat` and nothing else.
"""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.errors import BadInput, ConfigInvalid
from comity.model.parties import StateCode

COOKIE = "comity-seat"
MOST_SEATS = 512
"""How many visitors are remembered; the one who came first is forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class House:
    """One state's node, and the people in role who may look into it."""

    node: Node
    hands: tuple[Hand, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seat:
    """One visitor: who they are at which node, and the token that their forms bring back."""

    id: str
    token: str
    house: House
    hand: Hand


class Seats:
    """Every visitor's place in this process; nothing of it is kept."""

    def __init__(self, houses: Sequence[House]) -> None:
        """Take the houses.

        Raises: ConfigInvalid if one of them is real, or holds nobody.
        """
        real = sorted(house.node.state for house in houses if not house.node.demo)
        if real:
            raise ConfigInvalid(
                f"The node of {', '.join(real)} is no demonstration, and the window has no sign-in yet. "
                "Use the command line."
            )
        if not houses or any(not house.hands for house in houses):
            raise ConfigInvalid("A window needs a node, and at each node somebody who looks.")
        self.houses = tuple(houses)
        self._key = secrets.token_bytes(32)
        self._places: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def seat(self, cookie: str) -> Seat:
        """Return the visitor's seat; whoever is new gets the first place."""
        with self._lock:
            known = cookie if cookie in self._places else self._new()
            house, hand = self._places[known]
        return self._seat(known, house, hand)

    def move(self, seat: Seat, state: str, person: str) -> Seat:
        """Put a visitor into another person's place; a person who is not there gives the first of the state.

        Raises: BadInput for a state that has no house.
        """
        states = [house.node.state for house in self.houses]
        if state not in states:
            raise BadInput("No such state is shown here. Choose one from the list.")
        house = states.index(StateCode(state))
        names = [name_of(hand) for hand in self.houses[house].hands]
        place = (house, names.index(person) if person in names else 0)
        with self._lock:
            self._places[seat.id] = place
        return self._seat(seat.id, *place)

    def check(self, seat: Seat, token: str) -> None:
        """Check that a form came from a page of this visitor's.

        Raises: BadInput.
        """
        if not hmac.compare_digest(seat.token.encode(), token.encode()):
            raise BadInput("This form did not come from a page of this window. Open the page and repeat.")

    def _new(self) -> str:
        id = secrets.token_urlsafe(24)
        self._places[id] = (0, 0)
        while len(self._places) > MOST_SEATS:
            self._places.popitem(last=False)
        return id

    def _seat(self, id: str, house: int, hand: int) -> Seat:
        token = hmac.new(self._key, id.encode(), hashlib.sha256).hexdigest()
        found = self.houses[house]
        return Seat(id=id, token=token, house=found, hand=found.hands[hand])


def name_of(hand: Hand) -> str:
    """Name a person in role, as the switch does."""
    return f"{hand.person.pseudonym}/{hand.person.role}"
