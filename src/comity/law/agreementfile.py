"""Files of agreements: read strictly, checked as a whole, refused with file and line (domain.md 3).

A refused file changes nothing: the law in force stays as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date

from comity.errors import OutOfOrder
from comity.law.agreed import AUTHORISERS, unheard, unread
from comity.law.articles import parts_of
from comity.law.lawfile import Faults, Table, read_files
from comity.law.lifecycle import check_life
from comity.law.shapes import LONGEST, read_table
from comity.model.instruments import Instrument, InstrumentKind
from comity.model.lifecycle import LONGEST_PERIOD, EntryClause, EntryRule
from comity.model.profiles import Relation
from comity.model.terms import Terms

LED61 = date(2016, 5, 6)
"""Treaties of EU states signed before this day stay usable until amended (LED art. 61)."""

READ_BY_PEOPLE = frozenset({"article"})
"""Keys of an instrument's table that are for negotiators (`law.gaps`) and not for the gate."""

_NUMBERED = {
    EntryRule.DAYS_AFTER_SIGNATURE: "d",
    EntryRule.DAYS_AFTER_LAST_RATIFICATION: "d",
    EntryRule.MONTHS_AFTER_LAST_RATIFICATION: "months",
    EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION: "months",
}

ENDS_EARLY = "'valid_to' lies before 'valid_from'."
"""What is said of a value, a version or a decision that ends before it begins."""

_OF_INSTRUMENT = frozenset(field.name for field in fields(Instrument))
_OF_TERMS = frozenset(f"terms.{field.name}" for field in fields(Terms))

_FROM_ONE = frozenset(_NUMBERED) - {EntryRule.DAYS_AFTER_LAST_RATIFICATION}
"""Rules by which a text does not enter into force on the very day, or before it."""

MOST_MONTHS = 1200
"""The longest least penalty: a hundred years."""

Placed = tuple[Instrument, Table]


def parse_agreements(
    files: Mapping[str, bytes], *, elsewhere: frozenset[str] = frozenset()
) -> tuple[tuple[Instrument, ...], tuple[Relation, ...]]:
    """Read agreements (`[[instrument]]`) and government decisions on relations (`[[relation]]`).

    `elsewhere` are ids of agreements in other files, on which these may rest.
    Raises: LawFileInvalid naming file and line.
    """
    placed: list[Placed] = []
    relations: list[Relation] = []
    seen: set[tuple[str, str]] = set()
    documents, faults = read_files(files, "instrument", "relation")
    for document in documents.values():
        for table in document.each("instrument"):
            with faults:
                instrument = read_table(Instrument, table, besides=READ_BY_PEOPLE)
                if (instrument.id, instrument.version) in seen:
                    raise table.refuse(
                        f"instrument '{instrument.id}' version '{instrument.version}' stands twice.", at="id"
                    )
                seen.add((instrument.id, instrument.version))
                placed.append((instrument, table))
                _check(instrument, table)
        for table in document.each("relation"):
            with faults:
                relations.append(_relation(table))
    faults.tell()
    _check_links(placed, elsewhere)
    return tuple(instrument for instrument, _ in placed), tuple(relations)


def _relation(table: Table) -> Relation:
    relation = read_table(Relation, table)
    if relation.valid_to is not None and relation.valid_to < relation.valid_from:
        raise table.refuse(ENDS_EARLY, at="valid_to")
    return relation


def _check(instrument: Instrument, table: Table) -> None:
    """Check that an instrument does not contradict itself; all that it says against itself is told.

    Raises: LawFileInvalid.
    """
    faults = Faults()
    for why, at in _contradictions(instrument):
        with faults:
            raise table.refuse(why, at=at)
    with faults:
        if not wrong_entry(instrument):
            _check_order(instrument, table)
    faults.tell()


def _check_order(instrument: Instrument, table: Table) -> None:
    try:
        check_life(instrument)
    except OutOfOrder as broken:
        why = f"the events of '{instrument.id}' stand in no possible order: {broken.what}"
        raise table.refuse(why, at=_dated(broken.what)) from None


_DATED = {
    "PROPOSED": "proposed_on",
    "NEGOTIATING": "negotiating_since",
    "INITIALLED": "initialled_on",
    "ABANDONED": "abandoned_on",
    "SIGNED": "signed_on",
    "PROVISIONALLY_APPLIED": "provisional",
    "RATIFIED": "ratified",
    "RATIFIED_A": "ratified",
    "RATIFIED_B": "ratified",
    "IN_FORCE": "entry",
    "DENOUNCED": "denunciations",
    "SUSPENDED": "suspensions",
    "PARTIALLY_SUSPENDED": "suspensions",
    "TERMINATED": "ends_on",
    "SUPERSEDED": "superseded_on",
}
"""The key of the event that leads to a state."""


def _dated(what: str) -> str:
    """Return the key of the event that came too early: the first word of what is wrong."""
    return _DATED[what.partition(" ")[0]]


def _contradictions(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Yield what an instrument says against itself, and the word to look for in its file."""
    for key in ("id", "version", "title", "source"):
        if not getattr(instrument, key).strip():
            yield f"'{key}' says nothing.", key
    yield from _strangers(instrument)
    for why in wrong_entry(instrument):
        yield why, "entry"
    yield from _idle_words(instrument)
    for safeguard, article in instrument.terms.safeguards.items():
        if not _gives(article):
            yield f"{safeguard} names its article, or 'not applicable: …' with the reason.", safeguard
    for asked in unread(instrument.terms):
        yield f"no rule reads an authorisation of {asked}; known: {', '.join(AUTHORISERS)}.", "authorisations"
    yield from unheard(instrument.terms)
    yield from _wrong_days(instrument)
    yield from _wrong_numbers(instrument.terms)


def _gives(pointer: str) -> bool:
    """Tell whether a safeguard is given: by an article with its number, or with the reason why not (C3-6)."""
    word, _, reason = pointer.partition(":")
    if word == "not applicable":
        return bool(reason.strip(" :"))
    return any(map(str.isdigit, "".join(parts_of(pointer))))


def _idle_words(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Yield words that no text of its kind has, or that speak of nothing here."""
    if instrument.prevails_for and instrument.kind is not InstrumentKind.EU_AGREEMENT:
        yield "'prevails_for' stands in an EU_AGREEMENT alone (I9).", "prevails_for"
    for name in sorted(set(instrument.sources) - _OF_INSTRUMENT - _OF_TERMS):
        yield f"'sources' names '{name}', which is no key of an agreement, nor a term as 'terms.costs'.", name
    languages, read_in = instrument.terms.languages, instrument.terms.read_in
    if read_in and languages and not instrument.authentic and read_in not in languages:
        yield f"'{read_in}' is no language of '{instrument.id}': list it as 'authentic' (I8).", "read_in"


def _wrong_days(instrument: Instrument) -> Iterator[tuple[str, str]]:
    for notice in instrument.denunciations:
        if notice.notice is None and instrument.terms.denunciation_notice is None:
            yield "a denunciation has a period of notice, here or in the terms.", "denunciations"
    if instrument.led61_grandfathered and not (instrument.signed_on and instrument.signed_on < LED61):
        yield f"art. 61 LED keeps what was signed before {LED61}.", "led61_grandfathered"
    if instrument.valid_from and instrument.valid_to and instrument.valid_to < instrument.valid_from:
        yield ENDS_EARLY, "valid_to"


def _wrong_numbers(terms: Terms) -> Iterator[tuple[str, str]]:
    for name, months in _least_penalties(terms):
        if months < 0:
            yield f"'{name}': a least penalty counts months from 0 on.", name
        if months > MOST_MONTHS:
            yield f"'{name}': a least penalty counts {MOST_MONTHS} months at the most.", name
    if terms.retention_days is not None and not 1 <= terms.retention_days <= LONGEST.days:
        yield f"'retention_days' counts from 1 day on, and {LONGEST.days} at the most.", "retention_days"
    if terms.list_screening is not None and terms.list_screening.most_persons < 1:
        yield "'most_persons' counts from 1 person on.", "most_persons"
    if terms.list_screening is not None and not terms.list_screening.occasion.strip():
        yield "'occasion' names the reference of the event or case for which a list is screened.", "occasion"


def _least_penalties(terms: Terms) -> Iterator[tuple[str, int]]:
    yield from terms.crime_areas.items()
    for name in ("least_penalty_months", "least_sentence_months"):
        yield name, getattr(terms.surrender, name)


def _strangers(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Yield states and languages that do something here without being of the text."""
    acting = {
        "ratified": set(instrument.ratified) - set(instrument.parties),
        "suspensions": {s.by for s in instrument.suspensions if s.by} - set(instrument.bound),
        "denunciations": {d.by for d in instrument.denunciations} - set(instrument.bound),
        "reservations": {r.by for r in instrument.reservations} - set(instrument.bound),
        "copies": {c.holder for c in instrument.copies} - set(instrument.bound),
    }
    for at, strangers in acting.items():
        if strangers:
            yield f"{', '.join(sorted(strangers))} is no party of '{instrument.id}'.", at
    languages = {c.language for c in instrument.copies} | {instrument.terms.read_in} - {""}
    if instrument.authentic and not languages <= set(instrument.authentic):
        unknown = ", ".join(sorted(languages - set(instrument.authentic)))
        yield f"'{unknown}' is no authentic language of '{instrument.id}' (I8).", "authentic"


def wrong_entry(instrument: Instrument) -> tuple[str, ...]:
    """Return what cannot be computed of the clauses on entry into force."""
    clauses = (instrument.entry, *instrument.entry.later_of)
    return tuple(why for clause in clauses if (why := _wrong_clause(clause)))


def _wrong_clause(clause: EntryClause) -> str:
    most = LONGEST_PERIOD.get(_NUMBERED.get(clause.rule, ""), 0)
    if clause.number > most > 0:
        return f"entry into force: {clause.rule} counts {most} at the most (a hundred years)."
    if clause.number < 0 or (clause.number and clause.rule not in _NUMBERED):
        return f"entry into force: {clause.rule} takes no number {clause.number}."
    if clause.rule in _FROM_ONE and clause.number < 1:
        return f"entry into force: {clause.rule} names a 'number' from 1 on."
    if clause.rule is EntryRule.ON_DATE and clause.on is None:
        return "entry into force: ON_DATE names the day as 'on'."
    if clause.rule is EntryRule.AFTER_DEPOSITS and clause.deposits < 1:
        return "entry into force: AFTER_DEPOSITS names how many 'deposits' it takes."
    return ""


def _check_links(placed: list[Placed], elsewhere: frozenset[str]) -> None:
    """Check that protocols have parents, and that no text stands, in the end, under or after itself."""
    parents = {i.id: i.parent for i, _ in placed if i.parent}
    successors = {i.id: i.superseded_by for i, _ in placed if i.superseded_by}
    known = {i.id for i, _ in placed} | elsewhere
    faults = Faults()
    for instrument, table in placed:
        with faults:
            if (instrument.kind is InstrumentKind.IMPLEMENTING_PROTOCOL) is not bool(instrument.parent):
                raise table.refuse(
                    "an implementing protocol, and nothing else, names its 'parent'.", at="parent"
                )
        for links, at in ((parents, "parent"), (successors, "superseded_by")):
            with faults:
                _check_chain(instrument.id, links, known, table, at)
    faults.tell()


def _check_chain(start: str, links: Mapping[str, str], known: set[str], table: Table, at: str) -> None:
    seen, here = {start: None}, links.get(start)
    while here is not None:
        if here in seen:
            raise table.refuse(f"circular reference: {' → '.join((*seen, here))}.", at=at)
        if here not in known:
            raise table.refuse(f"there is no instrument '{here}'.", at=at)
        seen[here] = None
        here = links.get(here)
