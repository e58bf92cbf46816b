"""What a simulated partner tells of what happened, one event at a time, and which lies were caught."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from comity.demo.simulate.words import EXPECTED


class Happened(StrEnum):
    """What an event is about."""

    PAIRED = "paired"
    ARRIVED = "arrived"
    DID = "did"
    NOT_DONE = "not done"
    TURNED_AWAY = "turned away"
    REFUSED = "refused"
    SENT = "sent"
    HELD = "held"
    REFUSED_THERE = "refused there"
    BAD_RECEIPT = "bad receipt"
    LINE = "line"
    LIED = "lied"
    CAUGHT = "caught"
    CAUGHT_OTHERWISE = "caught otherwise"
    NOT_CAUGHT = "NOT CAUGHT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened at the simulated partner: no content and nobody's name.

    `about` is the kind of act, the verb, the fault or the lie; `code` that of a refusal.
    """

    at: datetime
    event: Happened
    about: str
    matter: str = ""
    code: str = ""
    text: str = ""


Tell = Callable[[Event], None]


def told_to_nobody(event: Event) -> None:
    """Say nothing."""


@dataclass(slots=True)
class Told:
    """A lie that was told: what a node that follows the protocol answers, and what this one answered."""

    lie: str
    matter: str
    expected: str
    answered: str = ""

    @property
    def stands(self) -> str:
        """Return `caught`, `caught otherwise`, `NOT CAUGHT`, or nothing while it is open."""
        if not self.answered:
            return ""
        if self.answered == "taken":
            return Happened.NOT_CAUGHT
        return Happened.CAUGHT if self.answered == self.expected else Happened.CAUGHT_OTHERWISE


@dataclass(slots=True)
class Report:
    """All that happened, and every lie by what bore it: an act, an envelope or a receipt."""

    tell: Tell = told_to_nobody
    events: list[Event] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=dict)

    def say(
        self, event: Happened, at: datetime, about: str, matter: str = "", *, code: str = "", text: str = ""
    ) -> None:
        """Tell one event."""
        said = Event(at=at, event=event, about=about, matter=matter, code=code, text=text)
        self.events.append(said)
        self.tell(said)

    def lied(self, bearer: str, lie: str, matter: str, at: datetime) -> None:
        """Note that a lie was told, and wait for its answer."""
        expected = EXPECTED[lie]
        self.told[bearer] = Told(lie=lie, matter=matter, expected=expected)
        self.say(Happened.LIED, at, lie, matter, text=f"a node of the protocol answers {expected}")

    def answered(self, bearer: str, answer: str, at: datetime) -> None:
        """Note how a lie was answered: by a code, or `taken`; the first answer counts."""
        lie = self.told.get(bearer)
        if lie is None or lie.answered:
            return
        lie.answered = answer
        wanted = "" if lie.stands == Happened.CAUGHT else f"expected {lie.expected}"
        code = "" if answer == "taken" else answer
        self.say(Happened(lie.stands), at, lie.lie, lie.matter, code=code, text=wanted)

    def came_again(self, envelope: str, at: datetime) -> None:
        """Take an envelope that comes again as the answer to a false receipt: it was not believed."""
        for bearer, lie in tuple(self.told.items()):
            if bearer.startswith(f"receipt/{envelope}/"):
                self.answered(bearer, lie.expected, at)

    @property
    def open(self) -> tuple[Told, ...]:
        """Return the lies that nobody answered yet."""
        return tuple(t for t in self.told.values() if not t.answered)

    @property
    def passed(self) -> tuple[Told, ...]:
        """Return the lies that were believed."""
        return tuple(t for t in self.told.values() if t.stands == Happened.NOT_CAUGHT)
