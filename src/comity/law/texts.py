"""What all agreements together say on one kind of message on one day, worked out once and kept.

A node weighs many messages under the same agreements; which of them open a type, which goes first and what
protects the data changes with the day and the question, never with the persons. Pure: the same agreements
and the same question give the same value, kept or not.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from comity.law.agreed import (
    AUTHORISERS,
    BARS,
    CURABLE,
    SUPPLEMENTED,
    asked_on_surrender,
    asks_of,
    bars,
    bars_uncured,
    shuts,
)
from comity.law.instruments import (
    EFFECTS,
    Binding,
    as_known,
    by_precedence,
    carries,
    chain_of,
    learned_at,
    may_coerce,
    protects,
    sa_authorised,
    stands_under,
)
from comity.law.leading import Leading, lead
from comity.law.lifecycle import in_force
from comity.law.pointing import cite, forbidden
from comity.law.protection import Protection, most_protective
from comity.law.truth import Truth, all_of, any_of
from comity.model.assurances import AssuranceKind
from comity.model.instruments import Instrument, InstrumentKind
from comity.model.parties import StateCode
from comity.model.requests import DataCategory, RequestType
from comity.model.terms import Terms

_BINDS = frozenset({Binding.YES, Binding.LIMITED})
"""Kinds that forbid by themselves, though they carry nothing."""


class Question(NamedTuple):
    """What the agreements are asked of one message; nothing of a person.

    `asked_on` is the day of a pending request (I4), `case_ref` counts for an ad hoc undertaking only,
    `gdpr` that the own authority acts under that regime (Q8), `without_treaty` that the requested state's
    law allows extradition without one (3.1).
    """

    kind: RequestType
    sender: StateCode
    recipient: StateCode
    on: date
    asked_on: date | None
    case_ref: str
    gdpr: bool
    coercive: Truth
    without_treaty: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The agreements as they were known: those that bear on the message, by precedence, and what follows.

    `by_id` holds those that bear, `leads` how a message runs that relies on each of them (I9(3)), `named` all
    that are known. `binding` tells whether one with all seven safeguards, in articles that bind on that day,
    carries it (37(1)(a), 46(2)(a)), `authorised` whether an arrangement that the supervisory authority
    authorised does (46(3)(b)); `asks` whether one that bears asks a role's authorisation, `bars` whether one
    makes a ground of refusal binding, `bars_uncured` unless a supplement cures it, `shuts` that nothing cures
    it. `cited` says where each text that bears has the terms that decide, by its id; `forbids` where a
    category is forbidden, `on_surrender` which assurances a text asks on every surrender.
    """

    known: tuple[Instrument, ...]
    bearing: tuple[tuple[Instrument, Truth], ...]
    leads: Mapping[str, Leading]
    by_id: Mapping[str, tuple[Instrument, Truth]]
    named: Mapping[str, Instrument]
    protocols: Mapping[str, str]
    protection: Protection
    carried: Truth
    binding: Truth
    authorised: Truth
    asks: Mapping[str, Truth]
    bars: Mapping[str, Truth]
    bars_uncured: Mapping[str, Truth]
    shuts: Mapping[str, Truth]
    cited: Mapping[str, Mapping[str, str]]
    forbids: Mapping[DataCategory, str]
    on_surrender: tuple[tuple[frozenset[AssuranceKind], Truth], ...]
    versions: tuple[tuple[str, str], ...]

    def governing(self, named: str) -> Instrument | None:
        """Return the text relied on: the one named, for a protocol its parent, else by rank (I9)."""
        certain = next((pair for pair in self.bearing if pair[1]), None)
        chosen = self.by_id.get(self.protocols.get(named, named))
        if chosen is None or (certain is not None and not chosen[1]):
            chosen = certain or next(iter(self.bearing), None)
        return chosen[0] if chosen else None


class _Same:
    """The very tuple of agreements that a node holds: known again by identity, never by content."""

    __slots__ = ("texts",)

    def __init__(self, texts: tuple[Instrument, ...]) -> None:
        self.texts = texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.texts is other.texts

    def __hash__(self) -> int:
        return id(self.texts)


class _Traits(NamedTuple):
    """When something of these agreements was learned, and what of a question can matter to them at all."""

    learned: tuple[datetime, ...]
    pending: bool
    cases: bool


def ask(texts: tuple[Instrument, ...], question: Question, known_at: datetime) -> Texts:
    """Return what these agreements, as known at an instant, say on a question (I5)."""
    same = _Same(texts)
    traits = _traits(same)
    if question.asked_on is not None and not traits.pending:
        question = question._replace(asked_on=None)
    if question.case_ref and not traits.cases:
        question = question._replace(case_ref="")
    return _answer(same, traits.learned[: bisect_right(traits.learned, known_at)][-1:], question)


@lru_cache(maxsize=512)
def _traits(same: _Same) -> _Traits:
    return _Traits(
        learned=tuple(sorted(at for text in same.texts for at in learned_at(text))),
        pending=any(text.denunciations for text in same.texts),
        cases=any(text.kind is InstrumentKind.AD_HOC_RECIPROCITY for text in same.texts),
    )


@lru_cache(maxsize=512)
def _answer(same: _Same, learned: tuple[datetime, ...], question: Question) -> Texts:
    """Answer as known since the last instant, if any, at which something was learned."""
    between = (question.sender, question.recipient)
    known = as_known(same.texts, learned[-1] if learned else None, question.on, between)
    bearing = tuple(_bearing(known, question))
    leads = {
        text.id: lead([*_before(bearing, place), text], question.kind)
        for place, (text, _) in enumerate(bearing)
    }
    beside = tuple(_beside(known, bearing, question))
    return Texts(
        known=known,
        bearing=bearing,
        leads=leads,
        by_id={i.id: (i, truth) for i, truth in bearing},
        named={i.id: i for i in known},
        protocols={
            i.id: i.parent for i in known if i.parent and stands_under(i, known, question.on) is not False
        },
        protection=_protection([i.terms for i, _ in bearing], beside),
        carried=any_of(truth for _, truth in bearing),
        binding=any_of(all_of(truth, _protects(i, question)) for i, truth in bearing),
        authorised=any_of(_carries(i, question) for i in known if _is_authorised(i, question)),
        asks={
            role: any_of(truth for i, truth in bearing if asks_of(i.terms, role, question.kind))
            for role in AUTHORISERS
        },
        bars={rule: any_of(truth for i, truth in bearing if bars(i.terms, rule)) for rule in BARS},
        bars_uncured={
            rule: any_of(truth for i, truth in bearing if bars_uncured(i.terms, rule)) for rule in CURABLE
        },
        shuts={
            rule: any_of(truth for i, truth in bearing if shuts(i.terms, rule))
            for rule in (*CURABLE, *SUPPLEMENTED)
        },
        cited={
            label: {**said, "competence": leads[label].competence}
            for label, said in cite([i for i, _ in bearing], question.kind).items()
        },
        forbids=forbidden((*(i for i, _ in bearing), *beside)),
        on_surrender=tuple((kinds, truth) for i, truth in bearing if (kinds := asked_on_surrender(i.terms))),
        versions=tuple((f"instrument/{i.id}", i.version) for i in known),
    )


def _bearing(known: Iterable[Instrument], asked: Question) -> Iterable[tuple[Instrument, Truth]]:
    for text in by_precedence(known, asked.kind):
        if not _may_carry(text, asked):
            continue
        opened = _carries(text, asked, asked.asked_on)
        force = may_coerce(text, asked.kind, coercive=asked.coercive, without_treaty=asked.without_treaty)
        truth = all_of(opened, force)
        if truth is not False:
            yield text, truth


def _before(bearing: Sequence[tuple[Instrument, Truth]], place: int) -> Iterable[Instrument]:
    """Yield what goes before a text: before one that is certain nothing that is not."""
    certain = bearing[place][1]
    return (text for text, truth in bearing[:place] if truth or not certain)


def _beside(
    known: tuple[Instrument, ...], bearing: Iterable[tuple[Instrument, Truth]], asked: Question
) -> Iterable[Instrument]:
    """Yield the texts that carry nothing here and whose prohibitions hold all the same (I9(1), 3.1).

    A protocol speaks for the text it stands under; a binding text that opens no type at all speaks of every
    act. What opens other types alone speaks of those.
    """
    borne = {text.id for text, _ in bearing}
    between = (asked.sender, asked.recipient)
    for text in known:
        if not text.terms.forbidden_categories or text.id in borne:
            continue
        article = text.terms.articles.get("forbidden_categories", "")
        binds = in_force(text, article, asked.on, between, asked_on=asked.asked_on)
        if binds is not False and _speaks_here(text, known, borne, asked.on):
            yield text


def _protection(terms: Sequence[Terms], beside: Iterable[Instrument]) -> Protection:
    """Return the strictest of what bears, with what texts beside it forbid (I9(1), I9(2))."""
    strictest = most_protective(terms)
    others = (text.terms.forbidden_categories for text in beside)
    return replace(strictest, forbidden=strictest.forbidden.union(*others))


def _speaks_here(text: Instrument, known: tuple[Instrument, ...], borne: set[str], on: date) -> bool:
    if text.kind is not InstrumentKind.IMPLEMENTING_PROTOCOL:
        return EFFECTS[text.kind].binding in _BINDS and not text.terms.request_types
    under = not borne.isdisjoint(one.id for one in chain_of(text, known))
    return under and stands_under(text, known, on) is not False


def _may_carry(text: Instrument, asked: Question) -> bool:
    """Tell whether this kind of instrument can be the basis of this message (3.1, Q8)."""
    if text.kind is InstrumentKind.MOU:
        return asked.gdpr and sa_authorised(text, asked.kind, asked.on)
    if text.kind is InstrumentKind.AD_HOC_RECIPROCITY:
        return bool(text.case_ref) and text.case_ref == asked.case_ref
    return EFFECTS[text.kind].carries


def _is_authorised(text: Instrument, asked: Question) -> bool:
    return text.kind is InstrumentKind.MOU and sa_authorised(text, asked.kind, asked.on)


def _protects(text: Instrument, asked: Question) -> Truth:
    return protects(text, asked.on, (asked.sender, asked.recipient), asked_on=asked.asked_on)


def _carries(text: Instrument, asked: Question, asked_on: date | None = None) -> Truth:
    return carries(text, asked.kind, asked.sender, asked.recipient, asked.on, asked_on=asked_on)
