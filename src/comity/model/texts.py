"""What two sides hold of the signed texts of their agreements, laid beside each other (domain.md I7)."""

from dataclasses import dataclass
from enum import StrEnum

from comity.model.lifecycle import Copy
from comity.model.parties import StateCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one side's node shows of its signed copies of one version of a text."""

    instrument: str
    version: str
    copies: tuple[Copy, ...]


class Same(StrEnum):
    """How the two copies of one text in one language stand to each other.

    `NOT_SHOWN`: the partner's node shows none; `NOT_HELD`: the files here name none.
    """

    SAME = "SAME"
    DIFFERS = "DIFFERS"
    NOT_SHOWN = "NOT_SHOWN"
    NOT_HELD = "NOT_HELD"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyView:
    """One text in one version and language: the own digest beside the partner's, and where they differ.

    `articles` are those that differ; none named beside DIFFERS means that nobody can say which. `committee`
    and `dispute` say who settles a difference, where the text says so.
    """

    instrument: str
    version: str
    language: str
    stands: Same
    ours: str = ""
    theirs: str = ""
    articles: tuple[str, ...] = ()
    committee: str = ""
    dispute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsView:
    """The texts of both sides of a pair, language by language; `differs` where any of them does."""

    state: StateCode
    differs: bool
    texts: tuple[CopyView, ...]
