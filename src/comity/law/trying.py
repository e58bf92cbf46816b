"""Situations decided under a rulebook, and where the law answers otherwise than they expect."""

from collections.abc import Iterable
from dataclasses import dataclass

from comity.law.gate import weigh
from comity.law.rulebook import Rulebook
from comity.law.situations import Situation, differences
from comity.model.decisions import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One situation as the law decides it, and where that is not what it expects."""

    situation: Situation
    decision: Decision
    differences: tuple[str, ...]


def try_all(situations: Iterable[Situation], rulebook: Rulebook) -> tuple[Tried, ...]:
    """Decide every situation and compare it with what it expects."""
    known = {situation.id: situation for situation in situations}
    decided = {label: weigh(situation.weighing, rulebook) for label, situation in known.items()}
    return tuple(
        Tried(
            situation=situation,
            decision=decided[label],
            differences=differences(situation, decided[label], decided),
        )
        for label, situation in known.items()
    )
