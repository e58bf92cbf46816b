"""What one partner may send in a time: its share of the door, so that a flood of one delays no other.

Shares are data. Envelopes and bytes are counted in two buckets that fill again as time goes; they stand in
the vault and are counted in the commit that takes an envelope in, so they hold across processes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """A partner's share: of envelopes, of bytes, of what waits here, and of the judges' queue.

    `burst` envelopes may come at once, then `envelopes_per_minute`. `held` acts may wait for others in each
    lane; `open_requests` may be undecided. A judge sees `judge_queue` answers for one partner before those
    beyond, which wait behind.
    """

    envelopes_per_minute: int = 600
    burst: int = 3000
    bytes_per_hour: int = 4 << 30
    held: int = 1000
    open_requests: int = 1000
    judge_queue: int = 20

    def __post_init__(self) -> None:
        if min(getattr(self, name) for name in self.__dataclass_fields__) < 1:
            raise ValueError("every quota is at least 1")
