"""Which matters somebody wants to see listed; what is left empty keeps all."""

from dataclasses import dataclass

from comity.model.parties import StateCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter of matters: the partner, the shared state, pairs of shared and own state, who began them."""

    partner: StateCode | None = None
    shared: str = ""
    stands: tuple[tuple[str, str], ...] = ()
    openers: tuple[StateCode, ...] = ()


ALL = Wanted()
