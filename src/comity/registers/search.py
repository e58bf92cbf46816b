"""Search by name, birth date and document: everything asked must agree, and each hit says why."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, func, select

from comity.errors import BadInput, UnknownRecord
from comity.model.records import Found, Name, NameQuality, Query, Reason, Record, RegisterId
from comity.registers.register import unseal
from comity.registers.sealing import RegisterKeys, blind
from comity.registers.tables import records, terms
from comity.registers.terms import asked_numbers, held_numbers, spellings, words, years

_QUALITIES = {
    NameQuality.PRIMARY: "the primary name",
    NameQuality.GOOD: "an alias of good quality",
    NameQuality.LOW: "an alias of low quality",
    NameQuality.ALSO_KNOWN_AS: "an alias",
    NameQuality.FORMERLY: "a former name",
    NameQuality.UNGRADED: "an alias without a grade",
}


def search(connection: Connection, keys: RegisterKeys, query: Query) -> tuple[Found, ...]:
    """Return the records that agree with all that is asked, by register and reference.

    A record without a readable birth date is not excluded by one, and the reasons say so.

    Raises:
        BadInput: the query says nothing, or more records agree than its limit.
        UnknownRecord: the query names a register that holds nothing.
    """
    _refuse_empty(query)
    found: list[Found] = []
    for register in _registers(connection, query):
        for record in _candidates(connection, keys, register, query):
            because = reasons(record, query)
            if because:
                found.append(Found(record=record, because=because))
            if len(found) > query.limit:
                raise BadInput(f"More than {query.limit} records agree. Say more about the person.")
    return tuple(sorted(found, key=lambda hit: (hit.record.register, hit.record.reference)))


def _refuse_empty(query: Query) -> None:
    if query.name and not words(query.name):
        raise BadInput("The name asked for holds no letter. Give a name as it is written.")
    if query.document and not asked_numbers(query.document):
        raise BadInput("The document asked for holds no digit. Give its number.")
    if not (query.name or query.document or (query.born and years(query.born))):
        raise BadInput("The search says too little. Give a name, a birth date or a document number.")


def reasons(record: Record, query: Query) -> tuple[Reason, ...]:
    """Say for everything asked why the record agrees with it, or nothing if it does not."""
    asked = [(query.name, _by_name), (query.born, _by_birth), (query.document, _by_document)]
    said = [tuple(why(record, query)) for given, why in asked if given]
    return sum(said, ()) if all(said) else ()


def _by_name(record: Record, query: Query) -> Iterator[Reason]:
    asked = words(query.name)
    for name in record.names:
        for spelling in spellings(name.text):
            held = words(spelling)
            if asked <= held:
                yield Reason(
                    feature="name", asked=query.name, held=name.text, because=_how(name, whole=asked == held)
                )
                break


def _how(name: Name, *, whole: bool) -> str:
    what = _QUALITIES[name.quality] + (" in original script" if name.original_script else "")
    return f"{'the same words as' if whole else 'every word asked stands in'} {what}"


def _by_birth(record: Record, query: Query) -> Iterator[Reason]:
    born = query.born
    if born is None:
        return
    dates = [birth.date for birth in record.births if birth.date is not None]
    for held in dates:
        if held == born:
            yield Reason(feature="birth", asked=born.text, held=held.text, because="the same date")
        elif held.overlaps(born):
            yield Reason(feature="birth", asked=born.text, held=held.text, because="may be the same day")
    if not dates and (query.name or query.document):
        yield Reason(feature="birth", asked=born.text, held="", because="no birth date is held")


def _by_document(record: Record, query: Query) -> Iterator[Reason]:
    asked = asked_numbers(query.document)
    for document in record.documents:
        if asked & held_numbers(document):
            yield Reason(
                feature="document",
                asked=query.document,
                held=document.number or document.label or document.note,
                because=f"the same number in a document of kind {document.kind}",
            )


def _registers(connection: Connection, query: Query) -> tuple[RegisterId, ...]:
    held = connection.execute(select(records.c.register).distinct().order_by(records.c.register)).scalars()
    known = tuple(RegisterId(register) for register in held)
    if missing := sorted(set(query.registers) - set(known)):
        raise UnknownRecord(
            f"No register {', '.join(missing)} here. Import it or leave it out of the search."
        )
    return tuple(register for register in known if register in query.registers) or known


def _candidates(
    connection: Connection, keys: RegisterKeys, register: RegisterId, query: Query
) -> Iterator[Record]:
    """Open the records whose blind terms agree; years serve only where nothing stronger is asked."""
    ways: list[ColumnElement[bool]] = []
    if asked := words(query.name):
        ways.append(_holding(keys, register, "name", asked, len(asked)))
    if numbers := asked_numbers(query.document):
        ways.append(_holding(keys, register, "document", numbers, 1))
    if not ways and query.born:
        ways.append(_holding(keys, register, "birth", frozenset(map(str, years(query.born))), 1))
    if not query.delisted:
        ways.append(records.c.delisted_on.is_(None))
    rows = connection.execute(
        select(records.c.handle, records.c.sealed, records.c.delisted_on)
        .where(records.c.register == register, *ways)
        .order_by(records.c.handle)
    )
    for row in rows:
        yield unseal(keys, register, row.handle, row.sealed, row.delisted_on)


def _holding(
    keys: RegisterKeys, register: RegisterId, kind: str, texts: frozenset[str], at_least: int
) -> ColumnElement[bool]:
    return records.c.handle.in_(
        select(terms.c.handle)
        .where(
            terms.c.register == register,
            terms.c.term.in_([blind(keys, register, kind, text) for text in sorted(texts)]),
        )
        .group_by(terms.c.handle)
        .having(func.count() >= at_least)
    )
