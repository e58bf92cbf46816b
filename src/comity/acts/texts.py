"""What a partner's node shows of the texts that its state holds: kept as a paper, the newest counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from comity.acts.act import Act
from comity.acts.partners import PARTNERS, partner_clock
from comity.acts.plain import from_plain
from comity.acts.ports import Reading, Tx
from comity.model.parties import StateCode
from comity.model.texts import Shown
from comity.seal.canonical import decode, encode

SHOWS = "text.show"
COMPARE = "texts-compare"
"""The clock on which what a partner showed is compared with what is held here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What a state holds of its agreements with a partner, as it travels."""

    texts: tuple[Shown, ...] = ()


def note_texts(tx: Tx, act: Act, now: datetime) -> None:
    """Keep what a partner shows of its texts in the commit of its act, and have it compared at once."""
    header = act.header
    if header.kind == SHOWS and header.to is not None and act.body is not None:
        tx.put_paper(_paper(header.state), encode(act.content))
        tx.set_timer(partner_clock(header.to, COMPARE, header.state, now))


def shown_by(reading: Reading, state: StateCode) -> tuple[Shown, ...]:
    """Return what a partner's node showed last; nothing if it showed nothing."""
    kept = reading.paper(_paper(state))
    return _shown(kept) if kept else ()


@lru_cache(maxsize=256)
def _shown(kept: bytes) -> tuple[Shown, ...]:
    return from_plain(Texts, decode(kept)).texts


def all_partners(reading: Reading) -> Iterable[StateCode]:
    """Name every partner that is pinned."""
    return (StateCode(name.removeprefix(PARTNERS)) for name in sorted(reading.papers(PARTNERS)))


def _paper(state: StateCode) -> str:
    return f"texts/{state}"
