"""How much a record is like whom a search asks for: the matching room's likeness, told as reasons."""

from collections.abc import Sequence
from typing import NamedTuple

from comity.matching.births import WORTH, relate
from comity.matching.likeness import THRESHOLDS, Evidence, Feature, Person, compare
from comity.matching.parts import MORE, WHOLE
from comity.model.records import Band, PartialDate, Query, Reason
from comity.registers.briefs import Brief
from comity.registers.reasons import marks
from comity.registers.terms import asked_numbers, spellings

_MARKED = frozenset({Feature.NAME, Feature.PLACE})


class Weight(NamedTuple):
    """A score in bits with its band, and what each feature adds to it."""

    score: float
    band: Band
    evidence: tuple[Evidence, ...]

    def because(self) -> tuple[Reason, ...]:
        """Tell every feature that adds to the score or takes from it."""
        return tuple(_reason(one) for one in self.evidence if one.worth)


def asked_person(query: Query) -> Person:
    """Describe whom a search asks for."""
    return Person(
        names=(query.name,) if query.name else (),
        births=(query.born,) if query.born else (),
        places=(query.place,) if query.place else (),
        documents=tuple((number, "") for number in sorted(asked_numbers(query.document))),
    )


def cannot_be(query: Query, births: Sequence[PartialDate]) -> bool:
    """Tell whether birth dates hide a record, were its name the very same: no name need be read.

    Most candidates share parts of the name, and contradict the birth date. Only a place or a document could
    outweigh that.
    """
    born = query.born
    if born is None or not births or not query.name or query.place or query.document:
        return False
    return max([WORTH[relate(held, born)] for held in births]) + WHOLE + MORE < THRESHOLDS[-1][0]


def weigh(asked: Person, brief: Brief) -> Weight:
    """Weigh a record against whom a search asks for."""
    held = Person(
        names=tuple(spelling for name in brief.names for spelling in spellings(name.text)),
        births=brief.births,
        places=brief.places,
        documents=tuple((number, paper.state) for paper in brief.documents for number in paper.numbers),
    )
    found = compare(held, asked)
    return Weight(found.score, Band(found.band), found.because)


def _reason(one: Evidence) -> Reason:
    return Reason(
        feature=one.feature,
        asked=one.asked,
        held=one.held,
        because=one.because,
        marks=marks(one.asked, one.held) if one.feature in _MARKED else (),
    )
