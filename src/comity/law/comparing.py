"""Two versions of an agreement side by side: what an amendment changes, term by term (I6, I8)."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from comity.law.protection import EVIDENCE_STRICTEST_FIRST, ONWARD_STRICTEST_FIRST
from comity.model.instruments import Instrument
from comity.model.terms import Terms

POINTING = frozenset(
    {
        "request_types",
        "refusal_grounds",
        "assurances",
        "authorisations",
        "safeguards",
        "hit_no_hit",
        "list_screening",
    }
)
"""Terms whose values name their own article; all others are pointed to by `Terms.articles`."""

_NO_TERMS = frozenset({"articles", "read_in"})

_ADDED_IS_STRICTER = frozenset(
    {"forbidden_categories", "conditions", "assurances", "authorisations", "safeguards", "refusal_grounds"}
    | {"retention", "retention_days", "review_every", "handling_default"}
)
_ADDED_IS_LOOSER = frozenset(
    {"crime_areas", "purposes", "request_types", "data_categories", "channels", "onward_to"}
    | {"hit_no_hit", "list_screening"}
)
_LESS_IS_STRICTER = frozenset(
    {"retention", "retention_days", "review_every", "checkpoint_age_line", "checkpoint_age_file"}
)
_MORE_IS_STRICTER = frozenset({"crime_areas", "handling_default"})
_RANKED: Mapping[str, tuple[Any, ...]] = {
    "onward_transfer": ONWARD_STRICTEST_FIRST,
    "evidence_use": EVIDENCE_STRICTEST_FIRST,
}


class Direction(StrEnum):
    """What a change does to the protection of data and persons."""

    STRICTER = "STRICTER"
    LOOSER = "LOOSER"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One term, or one entry of it, that two versions give differently; None where one has nothing."""

    term: str
    entry: str
    before: str | None
    after: str | None
    article: str
    direction: Direction


def compare_terms(old: Terms, new: Terms) -> tuple[Change, ...]:
    """List what changes from one version's terms to another's, in the order of domain.md 3.3."""
    changes: list[Change] = []
    for name in term_names():
        before, after = (_entries(getattr(terms, name)) for terms in (old, new))
        for entry in sorted(before.keys() | after.keys()):
            was, now = before.get(entry), after.get(entry)
            if was != now:
                changes.append(
                    Change(
                        term=name,
                        entry=entry,
                        before=None if was is None else _written(was),
                        after=None if now is None else _written(now),
                        article=pointer(new, name, entry) or pointer(old, name, entry),
                        direction=_direction(name, was, now),
                    )
                )
    return tuple(changes)


def compare_versions(
    instruments: tuple[Instrument, ...], label: str, old: str, new: str
) -> tuple[Change, ...]:
    """List what changes between two versions of one agreement.

    Raises: KeyError naming a version that is not there.
    """
    versions = {i.version: i.terms for i in instruments if i.id == label}
    return compare_terms(versions[old], versions[new])


def term_names() -> tuple[str, ...]:
    """Return the terms of an agreement, by the names of domain.md 3.3."""
    return tuple(f.name for f in fields(Terms) if f.name not in _NO_TERMS)


def pointer(terms: Terms, name: str, entry: str = "") -> str:
    """Return the article of a term, or of one entry of it, with the language version that was read (I8)."""
    value = _entries(getattr(terms, name)).get(entry)
    article = str(getattr(value, "article", "")) or terms.articles.get(name, "")
    if name == "safeguards":
        article = str(value or "")
    return f"{article} ({terms.read_in})" if article and terms.read_in else article


def unpointed(terms: Terms) -> tuple[str, ...]:
    """Return the terms that the text gives without saying in which article (I8)."""
    given = (n for n in term_names() if n not in POINTING and _is_given(terms, n))
    bare = tuple(name for name in given if not terms.articles.get(name))
    anything = any(_is_given(terms, name) for name in term_names())
    return (*bare, *(("read_in",) if anything and not terms.read_in else ()))


def _is_given(terms: Terms, name: str) -> bool:
    (spec,) = (f for f in fields(Terms) if f.name == name)
    made = spec.default_factory
    absent = made() if made is not MISSING else spec.default
    return bool(getattr(terms, name) != absent)


def _entries(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a term has any shape
    """Return a term as entries by their key; one value stands under no key, and nothing under none."""
    if isinstance(value, Mapping):
        return {str(key): one for key, one in value.items()}
    if isinstance(value, frozenset | tuple):
        return {str(getattr(one, "kind", "") or getattr(one, "act", "") or one): one for one in value}
    return {} if value is None or value == "" else {"": value}


def _written(value: Any) -> str:  # noqa: ANN401
    if is_dataclass(value) and not isinstance(value, type):
        given = ((f.name, getattr(value, f.name)) for f in fields(value))
        return ", ".join(f"{name} {_written(one)}" for name, one in given if one not in (None, "", 0, ()))
    if isinstance(value, frozenset | tuple):
        return ", ".join(sorted(str(one) for one in value))
    if isinstance(value, timedelta):
        return f"{value.days} d" if value.seconds == 0 else f"{value.total_seconds() / 3600:g} h"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _direction(name: str, was: Any, now: Any) -> Direction:  # noqa: ANN401
    if was is None or now is None:
        if name in _ADDED_IS_STRICTER:
            return Direction.STRICTER if was is None else Direction.LOOSER
        if name in _ADDED_IS_LOOSER:
            return Direction.LOOSER if was is None else Direction.STRICTER
        return Direction.OTHER
    if name in _RANKED:
        return _by_size(_RANKED[name].index(now), _RANKED[name].index(was))
    if name in _LESS_IS_STRICTER:
        return _by_size(now, was)
    return _by_size(was, now) if name in _MORE_IS_STRICTER else Direction.OTHER


def _by_size(stricter_if_less: Any, than: Any) -> Direction:  # noqa: ANN401
    return Direction.STRICTER if stricter_if_less < than else Direction.LOOSER
