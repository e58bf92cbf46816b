"""What is usual of a message under the texts that open its type, and what only one version of them allows.

A message that its own text does not open is refused under either version and shows nothing, so the purpose,
area, language and channel are those of a text: one that was changed where one opens the type, else each
that does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from comity.law.apart import Apart
from comity.law.instruments import by_precedence
from comity.law.ordinary import Ordinary
from comity.model.instruments import Instrument
from comity.model.parties import Channel
from comity.model.requests import Basis, CrimeArea, DataCategory, Purpose, RequestType
from comity.model.terms import Terms

_FIRST: Mapping[str, tuple[Any, ...]] = {
    "purposes": (Purpose.INVESTIGATION, Purpose.PROSECUTION, Purpose.RETURN),
    "crime_areas": (CrimeArea.DRUGS,),
    "languages": ("en",),
    "channels": (Channel.BILATERAL_SPOC,),
}
"""What is taken where a text allows it, else the first that it names."""

_OF_TYPE: Mapping[RequestType, Mapping[str, tuple[Any, ...]]] = {
    RequestType.T10: {"purposes": (Purpose.PROSECUTION,)},
    RequestType.T11: {"purposes": (Purpose.PROSECUTION,)},
    RequestType.T12: {"purposes": (Purpose.EXECUTION_OF_PENALTY,)},
    RequestType.T13: {"purposes": (Purpose.RETURN,), "channels": (Channel.CONSULAR,)},
}
"""The same for types that go another way."""

_SAID = {"purposes": "purpose", "crime_areas": "area", "languages": "language", "channels": "channel"}
"""Of each term that is varied, what it is of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """A text as it is on a day in either law; None where a law has none of its id."""

    before: Instrument | None
    after: Instrument | None

    @property
    def changed(self) -> bool:
        """Tell whether the two laws have it otherwise."""
        return self.before != self.after

    def opens(self, kind: RequestType) -> bool:
        """Tell whether either version opens a type."""
        return any(kind in terms.request_types for terms in self.terms())

    def terms(self) -> tuple[Terms, ...]:
        """Return the terms of the versions that there are."""
        return tuple(text.terms for text in (self.before, self.after) if text is not None)

    def basis(self) -> Basis:
        """Return the text as what a message rests on."""
        (text, *_) = (text for text in (self.before, self.after) if text is not None)
        return Basis(instrument=text.id, version=text.version, article="")


def versions_of(before: Iterable[Instrument], after: Iterable[Instrument]) -> tuple[Versions, ...]:
    """Lay the texts of two laws side by side."""
    one, two = ({text.id: text for text in texts} for texts in (before, after))
    return tuple(Versions(before=one.get(i), after=two.get(i)) for i in sorted(one.keys() | two.keys()))


def messages(
    kind: RequestType, texts: Iterable[Versions], differing: Apart
) -> Iterator[tuple[Ordinary, tuple[tuple[str, Ordinary], ...]]]:
    """Yield the usual messages of a type, each with those that differ in what one version allows, by what."""
    held = tuple(texts)
    opening = [text for text in held if text.opens(kind)]
    grounds = [text for text in opening if text.changed] or opening
    leading = _leading(opening, kind)
    for own in ([text] for text in grounds) if grounds else (held,):
        basis = own[0].basis() if own else None
        named = basis if basis and leading - {basis.instrument} else None
        found = {term: _usual_first(own, term, kind) for term in _SAID}
        found["languages"] = _of_profiles(found["languages"], differing)
        usual = Ordinary(
            type=kind,
            categories=_categories(held),
            basis=named,
            **{_SAID[term]: values[0] for term, values in found.items()},
        )
        others = (
            (_SAID[term], replace(usual, **{_SAID[term]: value}))
            for term, values in found.items()
            for value in values[1:]
        )
        yield usual, tuple(others)


def _leading(opening: Iterable[Versions], kind: RequestType) -> set[str]:
    """Return which text's terms count, in either law, where a message names none (I9)."""
    held = tuple(opening)
    laws = ([text.before for text in held], [text.after for text in held])
    ranked = (
        by_precedence([text for text in law if text and kind in text.terms.request_types], kind)
        for law in laws
    )
    return {texts[0].id for texts in ranked if texts}


def _usual_first(texts: Iterable[Versions], term: str, kind: RequestType) -> list[Any]:
    """Return the usual value if both versions allow it, else one that both do; then what one alone allows."""
    first = (*_OF_TYPE.get(kind, {}).get(term, ()), *_FIRST[term])
    allowed: list[Any] = []
    apart: set[Any] = set()
    for text in texts:
        one, two = (_allows(version, term) for version in (text.before, text.after))
        apart |= one ^ two
        allowed += sorted(one & two) or sorted(one) or sorted(two)
    usual = next((value for value in first if value in allowed), allowed[0] if allowed else first[0])
    return [usual, *sorted(apart - {usual})]


def _allows(text: Instrument | None, term: str) -> set[Any]:
    """Return what a version allows; one that names no channel is open to all."""
    if text is None:
        return set()
    named = set(getattr(text.terms, term))
    return set(Channel) if term == "channels" and not named else named


def _of_profiles(languages: list[Any], differing: Apart) -> list[Any]:
    """Return the languages, then those that a profile gained or lost."""
    profiles: list[Any] = list(differing.fields.get("languages", ()))
    others = {language for one, two in profiles for language in {*(one or ())} ^ {*(two or ())}}
    return [*languages, *sorted(others - {*languages})]


def _categories(texts: Iterable[Versions]) -> tuple[DataCategory, ...]:
    """Return every category that a text of either version opens or forbids."""
    held = [terms for text in texts for terms in text.terms()]
    return tuple(sorted({c for terms in held for c in terms.data_categories | terms.forbidden_categories}))
