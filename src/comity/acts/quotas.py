"""What one partner may send in a time: its share of the door, so that a flood of one delays no other.

Shares are data. Envelopes and bytes are counted in two buckets, which fill again as time goes. They stand in
the vault and are taken from in one commit before anything is opened, so they hold across processes. What
is put off is neither opened nor kept, and comes again: no act of an honest partner is lost by a share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.acts.act import Act
from comity.acts.ports import Reading, Tx
from comity.errors import QuotaExceeded
from comity.model.parties import StateCode
from comity.seal.canonical import decode, encode, read_instant, write_instant

UNDECIDED = ("SENT", "RECEIVED", "RETURNED_FOR_SUPPLEMENT", "IN_PROGRESS", "POSTPONED")
"""States, known to both sides, of a request that waits for a decision; own states here tell nothing."""

AGAIN = timedelta(minutes=5)
"""What is told of acts that are put off: their sender comes again by its own clock."""

_MINUTE, _HOUR, _TICK = timedelta(minutes=1), timedelta(hours=1), timedelta(microseconds=1)
_ONE = 1000
"""An envelope in the units of its bucket: thousandths, so that it fills evenly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """A partner's share: of envelopes, of bytes, of what waits here, and of the judges' queue.

    `burst` envelopes may come at once, then `envelopes_per_minute`. `held` acts may wait for others, and as
    many of warnings; `open_requests` may be undecided. A judge sees `judge_queue` answers for one partner
    before those beyond, which wait behind. Beyond `persons_a_day` whom one unit names in a day by queries on
    names or crossings (T01, T05) nothing waits: two persons look whether a community is mapped (5.7).
    """

    envelopes_per_minute: int = 600
    burst: int = 3000
    bytes_per_hour: int = 4 << 30
    held: int = 1000
    open_requests: int = 1000
    judge_queue: int = 20
    persons_a_day: int = 20

    def __post_init__(self) -> None:
        if min(getattr(self, name) for name in self.__dataclass_fields__) < 1:
            raise ValueError("every quota is at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What is left of a partner's share at an instant: thousandths of envelopes, and bytes."""

    at: datetime
    envelopes: int
    size: int


def take(tx: Tx, quotas: Quotas, partner: StateCode, sizes: Sequence[int], now: datetime) -> int:
    """Take envelopes of these sizes from a partner's share, as many of the first as fit; return how many.

    Raises: QuotaExceeded if none does; nothing is written.
    """
    left = _left(tx, quotas, partner, now)
    envelopes, size, taken = left.envelopes, left.size, 0
    for one in sizes:
        if envelopes < _ONE or size <= 0:  # the last may overdraw, or the largest would never fit
            break
        envelopes, size, taken = envelopes - _ONE, size - one, taken + 1
    if not taken:
        raise QuotaExceeded(f"{partner} sent more than its share; it comes again.", wait=_wait(quotas, left))
    tx.put_paper(_paper(partner), encode([write_instant(left.at), envelopes, size]))
    return taken


def check_share(reading: Reading, quotas: Quotas, partner: StateCode, now: datetime) -> None:
    """Check that something is left of a partner's share, which asks for no turn at the vault.

    Raises: QuotaExceeded.
    """
    left = _left(reading, quotas, partner, now)
    if left.envelopes < _ONE or left.size <= 0:
        raise QuotaExceeded(f"{partner} sent more than its share; it comes again.", wait=_wait(quotas, left))


def check_held(reading: Reading, quotas: Quotas, partner: StateCode, act: Act) -> None:
    """Check that one more act may wait here for others; however many do, a warning's have room of their own.

    Raises: QuotaExceeded.
    """
    urgent = act.header.matter.startswith("alert/")
    if reading.held_count(partner, urgent=urgent) >= quotas.held:
        raise QuotaExceeded(f"Too many acts of {partner} wait for others; this one comes again.", wait=AGAIN)


def check_open(reading: Reading, quotas: Quotas, partner: StateCode) -> None:
    """Check that one more request of a partner may wait for a decision.

    Raises: QuotaExceeded.
    """
    if reading.opened_count(partner, UNDECIDED) >= quotas.open_requests:
        raise QuotaExceeded(
            f"Too many requests of {partner} wait for a decision; this one comes again.", wait=AGAIN
        )


def _left(reading: Reading, quotas: Quotas, partner: StateCode, now: datetime) -> _Left:
    """Return what is left, with what came back since.

    A clock that went back a little gives nothing back. If it went back further, it was wrong before: the
    share begins anew, or a partner would be shut out until that instant comes.
    """
    most, data = quotas.burst * _ONE, reading.paper(_paper(partner))
    anew = _Left(at=now, envelopes=most, size=quotas.bytes_per_hour)
    if data is None:
        return anew
    written, envelopes, size = decode(data)
    before = read_instant(written)
    if before - now > _MINUTE:
        return anew
    passed = max(now - before, timedelta(0)) // _TICK
    return _Left(
        at=max(now, before),
        envelopes=min(envelopes + passed * quotas.envelopes_per_minute * _ONE // (_MINUTE // _TICK), most),
        size=min(size + passed * quotas.bytes_per_hour // (_HOUR // _TICK), quotas.bytes_per_hour),
    )


def _wait(quotas: Quotas, left: _Left) -> timedelta:
    """Return when the next envelope fits."""
    by_number = max(0, _ONE - left.envelopes) / (quotas.envelopes_per_minute * _ONE)
    by_size = max(0, 1 - left.size) / quotas.bytes_per_hour
    return max(by_number * _MINUTE, by_size * _HOUR)


def _paper(partner: StateCode) -> str:
    return f"share/{partner}"
