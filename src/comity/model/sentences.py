"""What a transfer of a sentenced person turns on (T12; ETS 112 arts 3, 7; ETS 167; UNTOC 17)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence as the central authority found it; None is UNKNOWN.

    `ends_on` is the last day left to serve, `indeterminate` that there is none. `consent` is the person's
    own answer, `informed`, `voluntary` and `verified` how it was come by (ETS 112 art. 7). `fled` and
    `expelled` are the two cases of ETS 167 (arts 2, 3) in which no consent is asked; `resident_at_arrest`
    that the person lived in the sentencing state then. `final` that the judgment is; `opinion_heard` that
    of a person to be expelled (ETS 167 art. 3(2)). `converted` that a court of the administering state sets
    another sentence instead of continuing this one (ETS 112 art. 9(1)); `unlike_here` that its nature or
    length is unknown to that state's law, so that a continued one is adapted (art. 10(2)).
    """

    final: bool | None = None
    received_on: date | None = None
    ends_on: date | None = None
    indeterminate: bool | None = False
    consent: bool | None = None
    informed: bool | None = None
    voluntary: bool | None = None
    verified: bool | None = None
    fled: bool | None = False
    expelled: bool | None = False
    opinion_heard: bool | None = None
    resident_at_arrest: bool | None = None
    converted: bool | None = False
    unlike_here: bool | None = False
