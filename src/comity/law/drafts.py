"""What an agreement contradicts, lacks or cannot do, line by line; the gate would meet it too late."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields

from comity.errors import LawFileInvalid
from comity.law.gaps import articles_of
from comity.law.instruments import BINDING, CARRIES, READ_BY_PEOPLE
from comity.law.lawfile import Faults, Table
from comity.law.shapes import read_table
from comity.model.instruments import Instrument, InstrumentKind, Onward, Safeguard, Terms
from comity.model.requests import DataCategory

LONGEST_ENTRY = 3650
"""Days or months after which an agreement enters into force, at the most."""

_TERMS = frozenset(field.name for field in fields(Terms))
_NEED_A_POINTER = ("crime_areas", "purposes", "data_categories")
_NUMBER = re.compile(r"\d+[a-z]*")

Look = Callable[[Table, Instrument], Iterator[LawFileInvalid]]


def contradictions(document: Table) -> tuple[str, ...]:
    """Return what cannot stand in the agreements of one file, each as file, line and words."""
    circles: tuple[str, ...] = ()
    try:
        _check_parents(document)
    except LawFileInvalid as wrong:
        circles = wrong.faults
    return (
        *circles,
        *_looked(document, (_of_parties, _of_dates, _of_terms, _of_articles, _of_languages)),
    )


def doubts(document: Table) -> tuple[str, ...]:
    """Return where an agreement of one file carries less than its authors may think."""
    return tuple(_looked(document, (_incomplete, _no_basis, _no_pointer)))


def _looked(document: Table, looks: tuple[Look, ...]) -> Iterator[str]:
    """Look at each agreement that can be read; what cannot is told elsewhere."""
    for table in document.each("instrument") if isinstance(document.data.get("instrument", []), list) else ():
        try:
            instrument = read_table(Instrument, table, besides=READ_BY_PEOPLE)
        except LawFileInvalid:
            continue
        for look in looks:
            for fault in look(table, instrument):
                yield from fault.faults


# ── what cannot stand ───────────────────────────────────────────────────────────────────────────
def _check_parents(document: Table) -> None:
    """Refuse protocols that rest on each other: `parent` is what a protocol implements (3.1)."""
    tables = {str(table.data.get("id")): table for table in document.each("instrument")}
    faults = Faults()
    for label, table in tables.items():
        seen, above = {label}, table.data.get("parent")
        while isinstance(above, str) and above in tables and above not in seen:
            seen.add(above)
            above = tables[above].data.get("parent")
        with faults:
            if above == label:
                raise table.refuse(f"'{label}' rests on itself by its 'parent'.", at="parent")
    faults.tell()


def _of_parties(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    parties = instrument.parties
    if len(parties) < 2:
        yield table.refuse("an agreement has two parties at the least.", at="parties")
    terms = instrument.terms
    named = {
        "ratified": set(instrument.ratified),
        "suspensions": {span.by for span in instrument.suspensions if span.by},
        "denunciation": {instrument.denunciation.by} if instrument.denunciation else set(),
        "authorities": set(terms.authorities),
        "request_types": {one.sender for one in terms.request_types.values() if one.sender},
    }
    for place, states in named.items():
        for state in sorted(states - parties):
            if instrument.kind is not InstrumentKind.EU_AGREEMENT:
                yield _inside(table, place).refuse(f"'{place}' names {state}, which is no party.", at=state)


def _of_dates(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    if not 0 <= instrument.entry.number <= LONGEST_ENTRY:
        yield table.refuse(f"the entry into force counts 0 to {LONGEST_ENTRY}.", at="entry")
    signed = instrument.signed_on
    spans = [*instrument.provisional, *instrument.suspensions]
    pairs = [
        ("valid_to", instrument.valid_from, instrument.valid_to),
        ("ends_on", signed, instrument.ends_on),
        *(("ratified", signed, day) for day in sorted(instrument.ratified.values())[:1]),
        *(("until", span.since, span.until) for span in spans),
    ]
    if instrument.denunciation is not None:
        pairs.append(("denunciation", signed, instrument.denunciation.notified_on))
    for place, earlier, later in pairs:
        if earlier is not None and later is not None and later < earlier:
            yield table.refuse(f"'{place}': {later} lies before {earlier}, on which it rests.", at=place)


def _of_terms(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    inside, terms = table.table("terms"), instrument.terms
    for category in sorted(terms.data_categories & terms.forbidden_categories):
        yield inside.refuse(
            f"the agreement contradicts itself: {category} is both opened and forbidden.",
            at="forbidden_categories",
        )
    if terms.onward_to and terms.onward_transfer is not Onward.ALLOWED_TO:
        yield inside.refuse(
            f"the agreement contradicts itself: 'onward_to' names states, and onward transfer is "
            f"{terms.onward_transfer}.",
            at="onward_to",
        )
    for kind in sorted(terms.duty_to_assist - set(terms.request_types)):
        yield inside.refuse(f"a duty to assist with {kind}, which is not opened.", at="duty_to_assist")


def _of_articles(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    """Refuse pointers to no article: empty ones, those of no term, those to an article that is not there."""
    try:
        articles = articles_of(table)
    except LawFileInvalid as wrong:
        yield wrong
        return
    numbers = {number for article in articles for number in _NUMBER.findall(article.number)}
    terms = instrument.terms
    pointers = [
        *(("request_types", key, one.article) for key, one in terms.request_types.items()),
        *(("safeguards", key, text) for key, text in terms.safeguards.items()),
        *(("articles", key, text) for key, text in terms.articles.items()),
    ]
    for place, key, text in pointers:
        inside = _inside(table, place)
        if not text.strip():
            yield inside.refuse(f"'{key}' names no article.", at=key)
        elif place == "articles" and key not in _TERMS:
            yield inside.refuse(f"'{key}' is no term that an article could hold.", at=key)
        elif numbers and not text.startswith("not applicable:"):
            missing = [number for number in _NUMBER.findall(_outer(text)) if number not in numbers]
            if missing:
                yield inside.refuse(f"'{key}' points to art. {missing[0]}, which is not in the text.", at=key)


def _of_languages(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    terms = instrument.terms
    if terms.request_types and not terms.languages:
        yield table.table("terms").refuse(
            "no language: name those in which a request is taken.", at="languages"
        )


# ── what carries less than one may think ────────────────────────────────────────────────────────
def _incomplete(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    terms = instrument.terms
    personal = terms.data_categories - {DataCategory.DC_NON_PERSONAL}
    missing = [safeguard for safeguard in Safeguard if safeguard not in terms.safeguards]
    if instrument.kind in BINDING and personal and missing:
        yield _inside(table, "safeguards").refuse(
            f"INCOMPLETE: no article on {', '.join(missing)}; without it the agreement carries no transfer "
            "of personal data under LED art. 37(1)(a) or GDPR art. 46(2)(a).",
            at="safeguards",
        )


def _no_basis(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    kind = instrument.kind
    if instrument.terms.request_types and kind not in CARRIES:
        yield table.refuse(f"{kind} is by itself no basis for personal data or coercion (AX7).", at="kind")


def _no_pointer(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    terms = instrument.terms
    for name in _NEED_A_POINTER:
        if getattr(terms, name) and name not in terms.articles:
            yield _inside(table, name).refuse(f"no article is named for '{name}'.", at=name)


def _inside(table: Table, place: str) -> Table:
    """Return the part of an instrument's table where a term stands, if it has one of its own."""
    terms = table.table("terms")
    for outer in (terms, table):
        if isinstance(outer.data.get(place), dict):
            return outer.table(place)
    return terms if place in terms.data or place not in table.data else table


def _outer(pointer: str) -> str:
    """Return a pointer without what stands in brackets: art. 4(2) stands in art. 4."""
    return re.sub(r"\([^)]*\)", "", pointer)
