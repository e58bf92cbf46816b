"""What goes first on competence, channel and time limits, whichever text a message relies on (I9(3)).

Who asks may rely on any text that opens the message: its purposes, areas and categories count. It does not
choose away the text that goes before: where that one names authorities, channels or a time limit, these
count; where it is silent, the next, down to the text relied on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.law.pointing import cite_competence
from comity.model.instruments import Instrument, Terms
from comity.model.requests import RequestType


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """How a message runs that relies on one text: `texts` are those that go before it, and itself last.

    `terms` are those of the text relied on, with authorities, channels, time limits and calendar from the
    first that says so; `competence` says where these authorities and channels stand.
    """

    texts: tuple[Instrument, ...]
    terms: Terms
    competence: str


def lead(texts: Sequence[Instrument], kind: RequestType) -> Leading:
    """Join what goes first of texts in their order of precedence; the last is the one relied on."""
    relied = texts[-1]
    by_state = {state: text for text in reversed(texts) for state in text.terms.authorities}
    channels = next((text for text in texts if text.terms.channels), relied)
    limits = next((text for text in texts if kind in text.terms.time_limits), relied)
    named = (*by_state.values(), channels)
    terms = relied.terms
    if any(text is not relied for text in (*named, limits)):
        agreed = limits.terms.time_limits
        terms = replace(
            terms,
            authorities={state: text.terms.authorities[state] for state, text in by_state.items()},
            channels=channels.terms.channels,
            time_limits={**terms.time_limits, **({kind: agreed[kind]} if kind in agreed else {})},
            calendar=limits.terms.calendar,
        )
    competence = cite_competence(texts, authorities=by_state.values(), channels=channels)
    return Leading(texts=tuple(texts), terms=terms, competence=competence)
