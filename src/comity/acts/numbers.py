"""Numbers of a partner's envelopes: each names the one before; a missing one is told and blocks nothing."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from comity.acts.ports import ActId, Arrival, Reading, Tx
from comity.acts.wire import MOST_NUMBERS
from comity.errors import QuotaExceeded, Replayed
from comity.model.parties import StateCode
from comity.seal.canonical import decode, encode
from comity.seal.envelope import Outer

MOST_RUNS = 256
"""Runs that are kept of a partner's numbers: each one more makes every envelope dearer for all."""

AGAIN = timedelta(minutes=5)


class Run(NamedTuple):
    """Numbers that came without a gap between them, and the digest of the last envelope."""

    first: int
    last: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an envelope when its turn comes: whether it came before, and which numbers did."""

    arrival: Arrival | None
    runs: list[Run]


def known_of(reading: Reading, outer: Outer) -> Known:
    """Read what is known of an envelope."""
    header = outer.header
    return Known(arrival=reading.arrival(header.sender, header.id), runs=came(reading, header.sender))


def note(tx: Tx, known: Known, outer: Outer, act: ActId | None, receipt: bytes | None) -> None:
    """Write what is known of an envelope, or its receipt.

    Raises: Replayed if other bytes came under its id.
    """
    header, before = outer.header, known.arrival
    if before is None:
        _count(tx, known.runs, outer)
    elif before.digest != outer.digest:
        raise Replayed(f"Envelope {header.id} arrived before with other bytes; it is not taken in.")
    tx.note_arrival(
        Arrival(
            partner=header.sender,
            envelope_id=header.id,
            seq=header.seq,
            digest=outer.digest,
            act=act,
            receipt=receipt,
        ),
        new=before is None,
    )


def continues(known: Known, outer: Outer) -> bool:
    """Tell whether no other envelope bears this number, and the one before is the one it names."""
    header, runs = outer.header, known.runs
    if known.arrival is not None:
        return True
    if header.seq < 1 or any(run.first <= header.seq <= run.last for run in runs):
        return False
    upto, digest = (runs[0].last, runs[0].digest) if runs and runs[0].first == 1 else (0, "")
    return header.seq > upto + 1 or header.prev == digest


def check_gaps(known: Known, outer: Outer) -> None:
    """Check that a number leaves no new gap where a partner has left very many.

    Raises: QuotaExceeded; it comes again, and is let in once gaps are filled.
    """
    seq, runs = outer.header.seq, known.runs
    if len(runs) >= MOST_RUNS and not any(run.first - 1 <= seq <= run.last + 1 for run in runs):
        raise QuotaExceeded(
            f"Too many numbers of {outer.header.sender} have not come; this one comes again.", wait=AGAIN
        )


def gaps(reading: Reading, sender: StateCode) -> tuple[int, ...]:
    """Return the numbers that have not come, the lowest first, at most as many as a receipt may name."""
    runs = came(reading, sender)
    ends = (0, *(run.last for run in runs))
    missing = (n for end, run in zip(ends, runs, strict=False) for n in range(end + 1, run.first))
    return tuple(islice(missing, MOST_NUMBERS))


def came(reading: Reading, sender: StateCode) -> list[Run]:
    """Return the numbers that came from a partner, in runs."""
    data = reading.paper(f"numbers/{sender}")
    return [] if data is None else [Run(*run) for run in decode(data)]


def _count(tx: Tx, runs: list[Run], outer: Outer) -> None:
    header = outer.header
    if header.seq < 1 or any(run.first <= header.seq <= run.last for run in runs):
        return
    before = [run for run in runs if run.last < header.seq]
    after = [run for run in runs if run.first > header.seq]
    new = Run(header.seq, header.seq, outer.digest)
    if before and before[-1].last == new.first - 1:
        new = Run(before.pop().first, new.last, new.digest)
    if after and after[0].first == new.last + 1:
        _, last, digest = after.pop(0)
        new = Run(new.first, last, digest)
    if len(before) + len(after) < MOST_RUNS:  # else only what is refused comes here (`check_gaps`)
        tx.put_paper(f"numbers/{header.sender}", encode([list(run) for run in (*before, new, *after)]))
