"""Where an agreement says what decides: what a rule writes out as the article of a term (I8)."""

from collections.abc import Iterable, Mapping, Sequence

from comity.law.agreed import AUTHORISERS, BARS, asked_on_surrender, asks_of
from comity.law.comparing import pointer
from comity.law.protection import ONWARD_STRICTEST_FIRST
from comity.model.instruments import Instrument
from comity.model.requests import DataCategory, Item, RequestType

READ_BY_RULES = (
    "purposes",
    "crime_areas",
    "data_categories",
    "duty_to_assist",
)
"""Terms of the governing text on which a rule rests; `at_` before the name writes out their article."""

PLACES = frozenset(
    {
        *(f"at_{name}" for name in READ_BY_RULES),
        *(f"bars_{rule}" for rule in BARS),
        *(f"asks_{role}" for role in AUTHORISERS),
        "asks_assurance",
        "category_term",
        "competence",
        "received",
    }
)
"""What a rule may write out of the texts; empty where no text says it."""

NOTHING: Mapping[str, str] = dict.fromkeys(PLACES, "")


def cite(bearing: Sequence[Instrument], kind: RequestType) -> Mapping[str, Mapping[str, str]]:
    """Say for each text that may govern where the terms stand that decide, by its id."""
    shared = {**NOTHING, **dict(_of_any(bearing, kind))}
    return {text.id: {**shared, **_own(text)} for text in bearing}


def forbidden(bearing: Iterable[Instrument]) -> Mapping[DataCategory, str]:
    """Say for each category that a text forbids where it does; the first of the texts is cited."""
    found: dict[DataCategory, str] = {}
    for text in bearing:
        for category in text.terms.forbidden_categories:
            found.setdefault(category, f"{text.id}, data categories{_at(text, 'forbidden_categories')}")
    return found


def cite_category(governing: Instrument, forbids: Mapping[DataCategory, str], item: Item) -> str:
    """Say which text forbids an item's category, or that the governing one does not name it; else nothing."""
    if item.category in forbids:
        return forbids[item.category]
    named = item.category in governing.terms.data_categories
    return "" if named else f"{governing.id}, data categories{_at(governing, 'data_categories')}"


def cite_competence(
    texts: Iterable[Instrument], *, authorities: Iterable[Instrument], channels: Instrument
) -> str:
    """Say where the authorities and channels stand that count, text by text in their order (I9(3))."""
    naming = {text.id for text in authorities}
    said = {
        text.id: [
            f"{name}{_at(text, name)}"
            for name, counts in (("authorities", text.id in naming), ("channels", text is channels))
            if counts and getattr(text.terms, name)
        ]
        for text in texts
    }
    return "; ".join(f"{label}, {', '.join(terms)}" for label, terms in said.items() if terms)


def cite_received(texts: Iterable[Instrument]) -> str:
    """Say where the texts under which data came speak of passing it on; the strictest is cited."""
    text = min(texts, key=lambda one: ONWARD_STRICTEST_FIRST.index(one.terms.onward_transfer))
    return f"{text.id}, onward transfer{_at(text, 'onward_transfer')}"


def _own(text: Instrument) -> Mapping[str, str]:
    return {f"at_{name}": _at(text, name) for name in READ_BY_RULES}


def _of_any(bearing: Sequence[Instrument], kind: RequestType) -> Iterable[tuple[str, str]]:
    """Yield what any text that bears may say, each once: the first of them is cited."""
    for text in reversed(bearing):
        for rule, ground in text.terms.refusal_grounds.items():
            if rule in BARS and ground.mandatory:
                yield f"bars_{rule}", f"{text.id}, grounds of refusal{_at(text, 'refusal_grounds', rule)}"
        for role in AUTHORISERS:
            if asks_of(text.terms, role, kind):
                (asked, *_) = (one for one in text.terms.authorisations if one.role == role)
                yield f"asks_{role}", f"{text.id}, authorisations{_read_in(text, asked.article)}"
        for one in text.terms.assurances:
            if one.kind in asked_on_surrender(text.terms):
                yield "asks_assurance", f"{text.id}, assurances{_read_in(text, one.article)}"


def _at(text: Instrument, name: str, entry: str = "") -> str:
    article = pointer(text.terms, name, entry)
    return f", {article}" if article else ""


def _read_in(text: Instrument, article: str) -> str:
    language = text.terms.read_in
    return f", {article} ({language})" if language else f", {article}"
