"""What the API answers of the law's reasons, as values; a test holds them to the document."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from comity.model.decisions import Disclosable, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundTold:
    """One ground in words; the message's own has an empty `unit`."""

    rule: str
    unit: str
    outcome: str
    level: str
    article: str
    disclosable: Disclosable
    needs: tuple[str, ...]
    action: str
    conditions: tuple[str, ...]
    unknown: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTold:
    """What a condition or a fact is of one unit: TRUE, FALSE or UNKNOWN."""

    unit: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTold:
    """One clause of a rule, and whether its condition holds, unit by unit."""

    place: int
    scope: Literal["message", "offence", "item"]
    effect: str
    level: str
    article: str
    facts: tuple[str, ...]
    because: str
    values: tuple[ValueTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTold:
    """One rule in force on the day, with its clauses as they were weighed."""

    rule: str
    title: str
    source: str
    valid_from: date
    valid_to: date | None
    clauses: tuple[ClauseTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTold:
    """One named fact with its meaning, unit by unit."""

    fact: str
    scope: Literal["message", "offence", "item"]
    meaning: str
    values: tuple[ValueTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CureTold:
    """One lawful cure: its kind, the fact or role that it is, and in words."""

    kind: str
    what: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTold:
    """Cures that only together better the named units, and the outcome of the message then."""

    cures: tuple[CureTold, ...]
    better: tuple[str, ...]
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Which version of a profile or agreement was used."""

    of: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The last weighing of a matter, in words and as values.

    `whole` tells that nothing in it was left out for masked grounds. `conditions` are the obligations of a
    release, `time_limit` is in seconds. `lines` and the other texts are in `language`; `warning` says where
    that is not the one asked for, or that the law's files have changed since: then `rules` and `missing`
    are empty.
    """

    matter: str
    moment: Moment
    outcome: str
    partial: bool
    neutral: bool
    whole: bool
    authorisers: tuple[str, ...]
    conditions: tuple[str, ...]
    released: tuple[str, ...]
    flags: tuple[str, ...]
    time_limit: timedelta | None
    on: datetime
    rulebook: str
    versions: tuple[Version, ...]
    language: str
    warning: str
    lines: tuple[str, ...]
    missing: tuple[MissingTold, ...]
    grounds: tuple[GroundTold, ...]
    rules: tuple[RuleTold, ...]
    facts: tuple[FactTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleTold:
    """One rule that is likely to hold the draft up at the partner, or that `depends` on what only it knows.

    `needs`, `action` and `conditions` are what the partner's side would need; `line` says it in words.
    `units` are the offences or questions that it concerns; none means the whole message.
    """

    rule: str
    article: str
    outcome: str
    depends: bool
    units: tuple[str, ...]
    needs: tuple[str, ...]
    action: str
    conditions: tuple[str, ...]
    because: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compatibility:
    """How a draft is likely to fare at the partner: this side's own assessment, as `notice` says."""

    matter: str
    partner: str
    on: datetime
    outcome: str
    notice: str
    language: str
    warning: str
    rulebook: str
    versions: tuple[Version, ...]
    obstacles: tuple[ObstacleTold, ...]
