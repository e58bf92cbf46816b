"""Once and no more: what was done under an idempotency key, noted in the commit of the act itself.

A note holds the digest of the request and the acts done under it, never content. The answer is written from
the acts, the first time and every time after, so a crash between commit and answer loses nothing. Notes are
kept for a day at least.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.acts.act import Act
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, Tx
from comity.exchange import outcomes
from comity.exchange.outcomes import Done
from comity.seal.canonical import decode, encode, frame
from comity.web.errors import KeyReused

_ROOM = "once"
_DAY = timedelta(days=1)


class Repeated(Exception):
    """The act was done under this key meanwhile by another request, whose answer is the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was done under one key: the digest of its request, and its acts in order."""

    digest: str
    done: tuple[Done, ...] = ()

    def act(self, *kinds: str) -> Done | None:
        """Return the last act of one of these kinds."""
        return next((d for d in reversed(self.done) if d.kind in kinds), None)


class Once:
    """One request under its key; `kinds` are the acts that it is about, each of which makes it done."""

    def __init__(self, owner: str, key: str, digest: str, kinds: tuple[str, ...], now: datetime) -> None:
        self.name = hashlib.sha256(frame(owner.encode(), key.encode())).hexdigest()
        self.digest = digest
        self._kinds = kinds
        self._now = now

    def note(self, reading: Reading) -> Note:
        """Return what was done under the key so far.

        Raises: KeyReused if that was another request.
        """
        kept = next(filter(None, map(reading.paper, self._papers())), None)
        note = Note(digest=self.digest) if kept is None else from_plain(Note, decode(kept))
        if note.digest != self.digest:
            raise KeyReused("The idempotency key stands for another request; nothing was done now.")
        return note

    def last(self, note: Note) -> Done | None:
        """Return the act that the request is about, once it is done."""
        return note.act(*self._kinds)

    def noting(self, tx: Tx, act: Act) -> None:
        """Note an act inside its own commit.

        Raises: KeyReused; Repeated if another request did it meanwhile, so that this commit falls.
        """
        note = self.note(tx)
        if act.header.kind in self._kinds and self.last(note) is not None:
            raise Repeated("The act was done under this key by another request.")
        today, yesterday = self._papers()
        name = yesterday if tx.paper(today) is None and tx.paper(yesterday) is not None else today
        more = replace(note, done=(*note.done, outcomes.done(tx, act, self._now)))
        tx.put_paper(name, encode(to_plain(more)))
        tx.drop_papers(f"{_ROOM}/", f"{_ROOM}/{self._now - _DAY:%Y-%m-%d}")

    def _papers(self) -> tuple[str, str]:
        """Name where the note is, if it was begun today or yesterday."""
        days = (self._now, self._now - _DAY)
        first, second = (f"{_ROOM}/{day:%Y-%m-%d}/{self.name}" for day in days)
        return first, second


def digest_of(*parts: bytes) -> str:
    """Return the digest by which a request is known again."""
    return hashlib.sha256(frame(*parts)).hexdigest()
