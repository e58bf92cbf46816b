"""Changes under what is open: a clock set in the commit of what changed, so that no crash loses it (G6).

Who walks what is open is `exchange.regate`; here stands only how that walk is begun.
"""

from dataclasses import dataclass
from datetime import datetime

from comity.acts.act import Act
from comity.acts.ports import Timer, Tx
from comity.acts.profiles import DECLARES
from comity.acts.texts import note_texts
from comity.model.requests import MatterId

REGATE = "regate"
"""The clock that walks what is open."""

MATTER = MatterId("law/node")
LEARNED, DATED = "learned", "dated"
"""Why it walks: something was learned, or a day came that was known before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """How far the clock has come: why it walks, in which room, after which row, and what it found."""

    why: str = LEARNED
    room: str = "case"
    after: str = "-"
    seen: int = 0
    changed: int = 0

    @classmethod
    def read(cls, data: str) -> "Walk":
        """Read it from a timer."""
        why, room, after, seen, changed = data.split(" ")
        return cls(why=why, room=room, after=after, seen=int(seen), changed=int(changed))

    def timer(self, due_at: datetime) -> Timer:
        """Return the one clock of the node that goes on from here."""
        data = f"{self.why} {self.room} {self.after} {self.seen} {self.changed}"
        return Timer(id=REGATE, matter=MATTER, kind=REGATE, due_at=due_at, data=data)


def begin(tx: Tx, now: datetime) -> None:
    """Have everything weighed again from the start: something that decisions rest on has changed."""
    tx.set_timer(Walk().timer(now))


def note_changes(tx: Tx, act: Act, now: datetime) -> None:
    """Note in the commit of a partner's act what it changes under our decisions."""
    note_texts(tx, act, now)
    if act.header.kind == DECLARES:
        begin(tx, now)
