"""Open search: candidates from the index, weighed one by one, best first; each hit says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from comity.errors import BadInput, UnknownRecord
from comity.model.records import Band, Found, Query, Reason, RegisterId
from comity.registers.briefs import Brief, births_of, brief_from
from comity.registers.found_by import Form, date_forms, digests, fuzzy_forms, name_forms, place_forms
from comity.registers.index import Index
from comity.registers.journal import OLDER, read_plain
from comity.registers.reasons import agrees, reasons
from comity.registers.register import unseal
from comity.registers.sealing import RegisterKeys
from comity.registers.tables import records
from comity.registers.terms import asked_numbers, words, years
from comity.registers.weighing import Weight, asked_person, cannot_be, weigh

CANDIDATES = 200
"""How many records of a register are weighed, those that share most with what is asked."""

_ENOUGH = frozenset({Band.LIKELY, Band.POSSIBLE})


class _Row(NamedTuple):
    register: RegisterId
    handle: bytes
    change: int
    brief: bytes | None
    older: bytes | None


@dataclass(frozen=True, slots=True)
class _Weighed:
    row: _Row
    brief: Brief
    weight: Weight

    @property
    def rank(self) -> tuple[float, str, bytes]:
        """Return what the order of hits goes by: the same on every node that holds the same."""
        return -self.weight.score, self.row.register, self.row.handle


def search(connection: Connection, keys: RegisterKeys, index: Index, query: Query) -> tuple[Found, ...]:
    """Return whom the query may mean, best first; equals by register and reference.

    What agrees with all that is asked is always among them; else what weighs enough. Where the first look
    finds nobody who may be meant, a second looks for names that differ by a consonant.

    Raises:
        BadInput: the query says nothing, or more records agree equally well than its limit.
        UnknownRecord: the query names a register that holds nothing.
    """
    _refuse_empty(query)
    found: list[_Weighed] = []
    for register in _registers(connection, query):
        seen: set[int] = set()
        near = _near(connection, keys, index, register, query, asked_forms(query), seen)
        if query.name and not any(one.weight.band in _ENOUGH for one in near):
            forms = frozenset(fuzzy_forms(query.name)) | asked_forms(query)
            near += _near(connection, keys, index, register, query, forms, seen)
        found += near
    found.sort(key=lambda one: one.rank)
    if len(found) > query.limit and found[query.limit].weight.score >= found[0].weight.score:
        raise BadInput(f"More than {query.limit} records agree. Say more about the person.")
    hits = _found(connection, keys, query, found[: query.limit])
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.record.register, hit.record.reference)))


def _refuse_empty(query: Query) -> None:
    if query.name and not words(query.name):
        raise BadInput("The name asked for holds no letter. Give a name as it is written.")
    if query.document and not asked_numbers(query.document):
        raise BadInput("The document asked for holds no digit. Give its number.")
    said = query.name or query.document or words(query.place) or (query.born and years(query.born))
    if not said:
        raise BadInput("The search says too little. Give a name, a birth date, a document number or a place.")


def _registers(connection: Connection, query: Query) -> tuple[RegisterId, ...]:
    known: list[RegisterId] = []
    while following := connection.execute(  # a step for each register, not for each record
        select(func.min(records.c.register)).where(records.c.register > (known[-1] if known else ""))
    ).scalar():
        known.append(RegisterId(following))
    if missing := sorted(set(query.registers) - set(known)):
        raise UnknownRecord(
            f"No register {', '.join(missing)} here. Import it or leave it out of the search."
        )
    return tuple(register for register in known if register in query.registers) or tuple(known)


def _near(
    connection: Connection,
    keys: RegisterKeys,
    index: Index,
    register: RegisterId,
    query: Query,
    forms: frozenset[Form],
    seen: set[int],
) -> list[_Weighed]:
    """Weigh the candidates of one register that were not seen yet; leave aside whom the query cannot mean."""
    most = max(CANDIDATES, query.limit + 1)
    asked = asked_person(query)
    near = []
    for delisted in (False, True) if query.delisted else (False,):
        changes = index.best(digests(keys, register, forms, delisted=delisted), most)
        new = [change for change in changes if change not in seen]
        seen.update(new)
        for row in _rows(connection, register, new):
            plain = read_plain(keys, register, row.handle, row.brief, row.older)
            if cannot_be(query, births_of(plain)):
                continue
            brief = brief_from(plain)
            weight = weigh(asked, brief)
            if weight.band is not Band.HIDDEN or agrees(query, brief):
                near.append(_Weighed(row, brief, weight))
    return near


def asked_forms(query: Query) -> frozenset[Form]:
    """Return the forms by which a query finds."""
    forms: set[Form] = set()
    forms.update(name_forms(query.name))
    if query.born is not None:
        forms.update(date_forms(query.born))
    forms.update(("document", number) for number in asked_numbers(query.document))
    forms.update(place_forms(query.place))
    return frozenset(forms)


def _rows(connection: Connection, register: RegisterId, changes: Sequence[int]) -> list[_Row]:
    """Return the rows of some changes; a record that changed since is found by its new one."""
    if not changes:
        return []
    columns = (records.c.register, records.c.handle, records.c.change, records.c.brief, OLDER)
    rows = connection.execute(select(*columns).where(records.c.change.in_(changes))).all()
    return [_Row(RegisterId(r), *rest) for r, *rest in rows if r == register]


def _found(connection: Connection, keys: RegisterKeys, query: Query, shown: list[_Weighed]) -> list[Found]:
    """Open the records that are shown, and no others."""
    columns = (records.c.change, records.c.sealed, records.c.delisted_on)
    changes = [one.row.change for one in shown]
    rows = connection.execute(select(*columns).where(records.c.change.in_(changes))).all() if changes else ()
    sealed = {change: rest for change, *rest in rows}
    return [
        Found(
            record=unseal(keys, one.row.register, one.row.handle, *sealed[one.row.change]),
            because=_told(reasons(query, one.brief), one.weight),
            score=one.weight.score,
            band=one.weight.band,
        )
        for one in shown
    ]


def _told(worded: tuple[Reason, ...], weight: Weight) -> tuple[Reason, ...]:
    """Tell in which words a record agrees, and of the features in which it does not, what they weigh."""
    said = {reason.feature for reason in worded}
    return worded + tuple(reason for reason in weight.because() if reason.feature not in said)
