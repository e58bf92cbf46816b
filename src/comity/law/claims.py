"""What press and speeches say of agreements, beside what the register holds: flagged, never believed (C3-1).

A claim moves no instrument: its state is computed from its dated events alone (I1, I2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from comity.model.instruments import Claim, Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One point on which a claim says something else than the register, or than another claim."""

    point: str
    said: str
    source: str
    against: str
    where: str


def contradictions(instrument: Instrument) -> tuple[Contradiction, ...]:
    """Return where the claims on an agreement contradict its register entry or each other."""
    found = (*_against_register(instrument), *_against_each_other(instrument))
    return tuple(dict.fromkeys(found))


def _against_register(instrument: Instrument) -> Iterator[Contradiction]:
    for claim in instrument.claims:
        for point, said in _points(claim):
            held = getattr(instrument, point)
            if held is not None and said != str(held):
                yield Contradiction(
                    point=point, said=said, source=claim.source, against=str(held), where=instrument.source
                )


def _against_each_other(instrument: Instrument) -> Iterator[Contradiction]:
    for one, other in combinations(instrument.claims, 2):
        others = dict(_points(other))
        for point, said in _points(one):
            if others.get(point, said) != said:
                yield Contradiction(
                    point=point, said=said, source=one.source, against=others[point], where=other.source
                )


def _points(claim: Claim) -> Iterator[tuple[str, str]]:
    for point in ("kind", "signed_on"):
        said = getattr(claim, point)
        if said is not None:
            yield point, str(said)
