"""What an agreement contradicts, lacks or cannot do, line by line; the gate would meet it too late."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta
from functools import partial

from comity.errors import LawFileInvalid
from comity.law.agreed import idle_cures
from comity.law.agreementfile import READ_BY_PEOPLE
from comity.law.articles import covers, parts_of, touches
from comity.law.comparing import unpointed
from comity.law.gaps import articles_of
from comity.law.instruments import EFFECTS, incomplete
from comity.law.lawfile import Table
from comity.law.shapes import read_table
from comity.model.instruments import Instrument, Span, Suspension
from comity.model.parties import STATES
from comity.model.terms import Onward, Terms, TypeLimits

_TERMS = frozenset(field.name for field in fields(Terms))
LANGUAGE_READ = "read_in"
"""The term that names the language version (I8)."""

Look = Callable[[Table, Instrument], Iterator[LawFileInvalid]]


def contradictions(document: Table, rules: frozenset[str]) -> tuple[str, ...]:
    """Return what cannot stand in the agreements of one file, each as file, line and words.

    `rules` are the rules that there are: a ground of refusal names one.
    """
    looks = (_of_parties, _of_dates, _of_terms, _of_spans, _of_articles, _no_pointer, _of_languages)
    return tuple(_looked(document, (*looks, partial(_of_grounds, rules=rules))))


def doubts(document: Table) -> tuple[str, ...]:
    """Return where an agreement of one file carries less than its authors may think."""
    return tuple(_looked(document, (_incomplete, _no_basis, _idle_cures, _idle_articles)))


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
def _of_parties(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    parties, terms = instrument.parties, instrument.terms
    for state in sorted(instrument.bound - STATES):
        yield table.refuse(f"'{state}' is no state (ISO 3166-1), nor EU.", at=state)
    if len(parties) < 2:
        yield table.refuse("an agreement has two parties at the least.", at="parties")
    named = {
        "authorities": set(terms.authorities),
        "request_types": {one.sender for one in terms.request_types.values() if one.sender},
    }
    for place, states in named.items():
        for state in sorted(states - instrument.bound):
            yield _inside(table, place).refuse(f"'{place}' names {state}, which is no party.", at=state)


def _of_grounds(table: Table, instrument: Instrument, rules: frozenset[str]) -> Iterator[LawFileInvalid]:
    for ground in sorted(set(instrument.terms.refusal_grounds) - rules):
        yield _inside(table, "refusal_grounds").refuse(
            f"'{ground}' is no rule, so nothing tests this ground.", at=ground
        )


def _of_dates(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    signed = instrument.signed_on
    spans: list[Span | Suspension] = [*instrument.provisional, *instrument.suspensions]
    pairs = [
        ("ends_on", signed, instrument.ends_on),
        *(("until", span.since, span.until) for span in spans),
        *(("denunciations", signed, notice.notified_on) for notice in instrument.denunciations),
    ]
    for place, earlier, later in pairs:
        if earlier is not None and later is not None and later < earlier:
            yield table.refuse(f"'{place}': {later} lies before {earlier}, on which it rests.", at=str(later))


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
    if terms.onward_transfer is Onward.ALLOWED_TO and not terms.onward_to:
        yield inside.refuse(
            "onward transfer is ALLOWED_TO, and 'onward_to' names no state.", at="onward_transfer"
        )
    for kind in () if instrument.parent else sorted(set(terms.time_limits) - set(terms.request_types)):
        yield _inside(table, "time_limits").refuse(f"a time limit for {kind}, which is not opened.", at=kind)
    for kind in sorted(terms.duty_to_assist - set(terms.request_types)):
        yield inside.refuse(f"a duty to assist with {kind}, which is not opened.", at="duty_to_assist")


def _of_spans(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    """Refuse spans of no length, urgent answers that may come later than others, and nobody who watches."""
    inside, terms = table.table("terms"), instrument.terms
    for name in ("review_every", "checkpoint_age_line", "checkpoint_age_file"):
        if getattr(terms, name) == timedelta():
            yield inside.refuse(f"'{name}' is no time at all.", at=name)
    for category in (one for one, span in terms.retention.items() if span == timedelta()):
        yield _inside(table, "retention").refuse(f"'{category}' is no time at all.", at=category)
    for kind, limits in terms.time_limits.items():
        yield from _of_limits(_inside(table, "time_limits").table(kind), limits)
    for one in inside.each("assurances"):
        if not one.data["monitoring"].strip():
            yield one.refuse("'monitoring' says who looks whether an assurance is kept.", at="monitoring")


def _of_limits(table: Table, limits: TypeLimits) -> Iterator[LawFileInvalid]:
    for name in ("urgent", "normal", "extension"):
        if getattr(limits, name) == timedelta():
            yield table.refuse(f"'{name}' is no time at all.", at=name)
    if limits.urgent and limits.normal and limits.urgent > limits.normal:
        yield table.refuse("an urgent answer has more time than another.", at="urgent")


def _of_articles(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    """Refuse pointers to no article: empty ones, those of no term, those to an article that is not there."""
    try:
        articles = articles_of(table)
    except LawFileInvalid as wrong:
        yield wrong
        return
    numbers = tuple(article.number for article in articles)
    for inside, key, text in _pointers(table, instrument.terms):
        if not text.strip():
            yield inside.refuse(f"'{key}' names no article.", at=key)
        elif inside.name.endswith(".articles") and key not in _TERMS:
            yield inside.refuse(f"'{key}' is no term that an article could hold.", at=key)
        elif numbers and not text.startswith("not applicable:"):
            yield from (inside.refuse(f"'{key}' {why}.", at=key) for why in _astray(text, numbers))


def _astray(pointer: str, numbers: tuple[str, ...]) -> Iterator[str]:
    """Say which of what a pointer names is no article of the text: the first alone."""
    if not parts_of(pointer):
        yield "names no article, or 'not applicable: …' with the reason"
    for part in sorted(parts_of(pointer)):
        if not covers(numbers, part):
            article = part.partition("(")[0]
            yield f"points to {'art. ' if article[0].isdigit() else ''}{article}, which is not in the text"
            return


def _of_languages(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    terms = instrument.terms
    if terms.request_types and not terms.languages:
        yield table.table("terms").refuse("no language: name those in which a request is taken.")
    if LANGUAGE_READ in unpointed(terms):
        yield table.table("terms").refuse(
            "no language version: 'read_in' names the one from which the terms were read (I8)."
        )


# ── what carries less than one may think ────────────────────────────────────────────────────────
def _incomplete(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    missing = incomplete(instrument)
    if missing:
        yield _inside(table, "safeguards").refuse(
            f"INCOMPLETE: no article on {', '.join(missing)}; without it the agreement carries no transfer "
            "of personal data under LED art. 37(1)(a) or GDPR art. 46(2)(a).",
            at="safeguards",
        )


def _no_basis(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    kind = instrument.kind
    if instrument.terms.request_types and not (EFFECTS[kind].carries or instrument.parent):
        yield table.refuse(f"{kind} is by itself no basis for personal data or coercion (AX7).", at="kind")


def _idle_cures(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    for rule, why in idle_cures(instrument.terms):
        yield _inside(table, "refusal_grounds").refuse(
            f"'{rule}': 'curable' changes nothing: {why}.", at=rule
        )


def _idle_articles(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    """Tell articles that are suspended, reserved or provisionally applied, and of which no term speaks."""
    pointers = tuple(text for _, _, text in _pointers(table, instrument.terms))
    events = {
        "suspensions": [event.articles for event in instrument.suspensions],
        "reservations": [event.articles for event in instrument.reservations],
        "provisional": [event.articles for event in instrument.provisional],
    }
    for place, named in events.items():
        for article in sorted(frozenset().union(*named)):
            if not any(touches((article,), pointer) for pointer in pointers):
                yield table.refuse(
                    f"'{place}' names '{article}', to which no term points: it changes nothing.", at=article
                )


def _pointers(table: Table, terms: Terms) -> Iterator[tuple[Table, str, str]]:
    """Yield every article to which a term points: where it stands, the word to look for there, itself."""
    inside = table.table("terms")
    for place, named in (
        ("request_types", {key: one.article for key, one in terms.request_types.items()}),
        ("safeguards", terms.safeguards),
        ("articles", terms.articles),
        ("refusal_grounds", {key: one.article for key, one in terms.refusal_grounds.items()}),
    ):
        yield from ((_inside(table, place), key, text) for key, text in named.items())
    for place in ("assurances", "authorisations"):
        yield from ((row, "article", row.data["article"]) for row in inside.each(place))
    for place in ("hit_no_hit", "list_screening"):
        if place in inside.data:
            yield inside.table(place), "article", inside.table(place).data["article"]
    if terms.consular_mandatory:
        yield inside, "consular_mandatory", terms.consular_mandatory


def _no_pointer(table: Table, instrument: Instrument) -> Iterator[LawFileInvalid]:
    for name in sorted(set(unpointed(instrument.terms)) - {LANGUAGE_READ}):
        yield _inside(table, name).refuse(f"no article is named for '{name}'.", at=name)


def _inside(table: Table, place: str) -> Table:
    """Return the part of an instrument's terms where one stands, if it has a part of its own."""
    terms = table.table("terms")
    return terms.table(place) if isinstance(terms.data.get(place), dict) else terms
