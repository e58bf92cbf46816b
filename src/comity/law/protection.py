"""Several texts for one act: the most protective condition of each kind counts (I9(1), (2))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from comity.model.parties import StateCode
from comity.model.requests import DataCategory, Handling, Purpose
from comity.model.terms import EvidenceUse, Onward, Terms

ONWARD_STRICTEST_FIRST = (Onward.FORBIDDEN, Onward.WITH_CONSENT, Onward.ALLOWED_TO)

EVIDENCE_STRICTEST_FIRST = (EvidenceUse.MLA_CONSENT, EvidenceUse.WITH_CONSENT, EvidenceUse.ALLOWED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """What protects the data under all texts at once; `purposes` None where no text binds."""

    purposes: frozenset[Purpose] | None = None
    forbidden: frozenset[DataCategory] = frozenset()
    handling: Handling | None = None
    evidence_use: EvidenceUse = EvidenceUse.MLA_CONSENT
    conditions: tuple[str, ...] = ()
    retention: Mapping[DataCategory, timedelta] = field(default_factory=dict)
    retention_of_others: timedelta | None = None
    onward: Onward = Onward.WITH_CONSENT
    onward_to: frozenset[StateCode] = frozenset()

    @property
    def names_conditions(self) -> bool:
        """Tell whether any text names conditions of use (Q5)."""
        limits = bool(self.retention) or self.retention_of_others is not None
        return limits or bool(self.conditions) or self.handling is not None

    def longest_for(self, category: DataCategory) -> timedelta | None:
        """Return how long data of a category may be kept; None where no text says."""
        return self.retention.get(category, self.retention_of_others)


NONE = Protection()


def most_protective(texts: Sequence[Terms]) -> Protection:
    """Join the conditions of several texts: prohibitions add up, of each limit the strictest counts."""
    if not texts:
        return NONE
    if len(texts) == 1:
        return _of(texts[0])
    first, *others = map(_of, texts)
    for other in others:
        first = _joined(first, other)
    return first


def _of(terms: Terms) -> Protection:
    return Protection(
        purposes=terms.purposes,
        forbidden=terms.forbidden_categories,
        handling=terms.handling_default,
        evidence_use=terms.evidence_use,
        conditions=terms.conditions,
        retention=terms.retention,
        retention_of_others=None if terms.retention_days is None else timedelta(days=terms.retention_days),
        onward=terms.onward_transfer,
        onward_to=terms.onward_to,
    )


def _joined(one: Protection, other: Protection) -> Protection:
    purposes = [p.purposes for p in (one, other) if p.purposes is not None]
    onward = min(one.onward, other.onward, key=ONWARD_STRICTEST_FIRST.index)
    both_name = one.onward is other.onward is Onward.ALLOWED_TO
    return Protection(
        purposes=frozenset.intersection(*purposes),
        forbidden=one.forbidden | other.forbidden,
        handling=max((h for h in (one.handling, other.handling) if h), default=None),
        evidence_use=min(one.evidence_use, other.evidence_use, key=EVIDENCE_STRICTEST_FIRST.index),
        conditions=tuple(dict.fromkeys((*one.conditions, *other.conditions))),
        retention={
            category: min(span for p in (one, other) if (span := p.longest_for(category)) is not None)
            for category in {*one.retention, *other.retention}
        },
        retention_of_others=min(
            (p.retention_of_others for p in (one, other) if p.retention_of_others is not None), default=None
        ),
        onward=onward,
        onward_to=one.onward_to & other.onward_to if both_name else one.onward_to | other.onward_to,
    )
