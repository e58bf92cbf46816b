"""Situations that a lawyer can read: facts in words, and what the law is expected to answer.

A file holds `[[situation]]` tables. `like` repeats another situation of the same files and overrides
single values, as "S01, but …". What is expected is written from the specification, never from a run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from comity.law.agreementfile import parse_agreements, wrong_entry
from comity.law.disclosure import disclose, leaving
from comity.law.instruments import adopt, relation_on
from comity.law.lawfile import Table, read_files
from comity.law.lists import parse_lists
from comity.law.national import ProfileBook, declaration, parse_profiles
from comity.law.shapes import UNKNOWN, read_changes, read_table, read_value
from comity.law.weighing import Circumstances, Danger, Grant, Past, Weighing
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.decisions import Decision, Moment, Outcome
from comity.model.instruments import Denunciation, Instrument
from comity.model.lists import DesignationList
from comity.model.parties import Authority, StateCode
from comity.model.people import Pseudonym, Role
from comity.model.profiles import Profile, Relation
from comity.model.releases import ReplyCode
from comity.model.requests import Item, MatterId, Request

DEMONSTRATION = "demonstration"

MOST_FOLLOWED = 16
"""How many situations may follow one another by `like`; nobody could read more."""

_MATTER = MatterId("case/situation")
_REQUEST_ACT = "the-request"
_RECIPIENT_KEY = "the-recipient-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The law that situations are weighed under, as parsed from its files."""

    profiles: ProfileBook
    instruments: tuple[Instrument, ...]
    relations: tuple[Relation, ...] = ()
    lists: tuple[DesignationList, ...] = ()


def parse_setting(rooms: Mapping[str, Mapping[str, bytes]]) -> Law:
    """Read the profiles and agreements that situations are weighed under, from the law's files by room.

    Raises: LawFileInvalid naming file and line.
    """
    instruments, relations = parse_agreements(rooms["agreements"])
    return Law(
        profiles=parse_profiles(rooms["profiles"]),
        instruments=instruments,
        relations=relations,
        lists=parse_lists(rooms["designations"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a situation expects; None leaves a point open.

    `grounds` are exactly the rules that stand in the way (NEEDS_AUTHORISATION and above); `conditions`
    must be among those found; `released` are exactly the items that may leave now; `refers_to` exactly
    the targets of referrals; `reply` and `codes` what the partner may see. `same_as` names a situation
    with the same outcome, conditions, deadline, flags and authorisers (AX4); `leaves_as` one from which
    the same leaves (S47); `answers_as` one with the same answer to the partner (S09).
    """

    outcome: str
    partial: bool = False
    grounds: tuple[str, ...] | None = None
    authorisers: tuple[str, ...] | None = None
    refers_to: tuple[str, ...] | None = None
    items: Mapping[str, str] | None = None
    offences: Mapping[str, str] | None = None
    released: tuple[str, ...] | None = None
    conditions: tuple[str, ...] = ()
    flags: tuple[str, ...] | None = None
    passed: tuple[str, ...] = ()
    neutral: bool | None = None
    reply: ReplyCode | None = None
    codes: tuple[str, ...] | None = None
    same_as: str = ""
    leaves_as: str = ""
    answers_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One situation: what is weighed, and what is expected of it."""

    id: str
    title: str
    weighing: Weighing
    expected: Expected


def parse_situations(files: Mapping[str, bytes], law: Law) -> tuple[Situation, ...]:
    """Read files of situations against the law's profiles and instruments.

    Raises: LawFileInvalid naming file and line.
    """
    tables: dict[str, Table] = {}
    documents, faults = read_files(files, "situation")
    for document in documents.values():
        for table in document.each("situation"):
            with faults:
                label = read_value(str, table, "id") if "id" in table.data else ""
                if not label or label in tables:
                    raise table.refuse("a situation has an 'id' of its own.", at="id")
                tables[label] = table
    found: list[Situation] = []
    for label, table in tables.items():
        with faults:
            situation = _situation(label, _followed(table, tables, (label,)), law)
            _check_compared(situation.expected, tables, table)
            found.append(situation)
    faults.tell()
    return tuple(found)


def _check_compared(expected: Expected, tables: Mapping[str, Table], table: Table) -> None:
    for other in (expected.same_as, expected.leaves_as, expected.answers_as):
        if other and other not in tables:
            raise table.refuse(f"there is no situation '{other}' to compare with.", at=other)


def differences(
    situation: Situation, decision: Decision, others: Mapping[str, Decision] | None = None
) -> tuple[str, ...]:
    """Say where a decision is not what its situation expects; nothing if it is.

    `others` holds decisions of other situations by id, for the points that compare two.
    """
    expected = situation.expected
    found: dict[str, tuple[Any, Any]] = {
        "outcome": (expected.outcome, decision.outcome.name),
        "partial": (expected.partial, decision.partial),
    }
    disclosure = disclose(decision)
    in_the_way = [g for g in decision.grounds if g.outcome > Outcome.PERMIT_WITH_CONDITIONS]
    optional: dict[str, Any] = {
        "grounds": _sorted(g.rule for g in in_the_way),
        "authorisers": decision.authorisers,
        "refers_to": _sorted(n for g in in_the_way if g.outcome is Outcome.REFER for n in g.needs),
        "items": {i.unit: i.outcome.name for i in decision.items},
        "offences": {o.unit: o.outcome.name for o in decision.offences},
        "released": _sorted(decision.released_now),
        "flags": _sorted(decision.flags),
        "neutral": decision.neutral,
        "reply": disclosure.reply,
        "codes": tuple(disclosure.codes),
    }
    for name, actual in optional.items():
        wanted = getattr(expected, name)
        if wanted is not None:
            found[name] = (_sorted(wanted) if isinstance(wanted, tuple) else wanted, actual)
    missing = set(expected.conditions) - set(decision.conditions)
    not_passed = set(expected.passed) - set(decision.passed)
    return (
        *(
            f"{name}: expected {wanted!r}, found {actual!r}"
            for name, (wanted, actual) in found.items()
            if wanted != actual
        ),
        *(f"condition missing: {condition}" for condition in sorted(missing)),
        *(f"rule did not pass: {rule}" for rule in sorted(not_passed)),
        *_compared(expected, decision, others or {}),
    )


def _compared(expected: Expected, decision: Decision, others: Mapping[str, Decision]) -> Iterable[str]:
    if expected.same_as:
        other = others[expected.same_as]
        for name in ("outcome", "conditions", "time_limit", "authorisers", "flags", "partial"):
            if getattr(other, name) != getattr(decision, name):
                yield f"{name} is not that of {expected.same_as}"
        if [i.outcome for i in other.items] != [i.outcome for i in decision.items]:
            yield f"items do not fare as in {expected.same_as}"
    if expected.leaves_as and leaving(others[expected.leaves_as]) != leaving(decision):
        yield f"what leaves is not what leaves in {expected.leaves_as}"
    if expected.answers_as and disclose(others[expected.answers_as]) != disclose(decision):
        yield f"the answer is not that of {expected.answers_as}"


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


# ── reading ─────────────────────────────────────────────────────────────────────────────────────
_KEYS = frozenset(
    {"id", "like", "title", "on", "moment", "own", "partner", "world", "agreements", "relation", "request"}
    | {"item", "order", "consent", "danger", "circumstances", "past", "received_under", "expect", "adopted"}
    | {"denounced", "authorised", "amended", "declared", "received_beside"}
)


def _followed(table: Table, tables: Mapping[str, Table], seen: tuple[str, ...]) -> Table:
    """Return a situation with what it takes over from the one that it is like."""
    if "like" not in table.data:
        return table
    label = read_value(str, table, "like")
    if label in seen:
        raise table.refuse(f"circular reference: {' → '.join((*seen, label))}.", at="like")
    if label not in tables:
        raise table.refuse(f"there is no situation '{label}' to follow.", at="like")
    if len(seen) - 1 > MOST_FOLLOWED:
        raise table.refuse(f"more than {MOST_FOLLOWED} situations follow one another.", at="like")
    earlier = _followed(tables[label], tables, (*seen, label))
    taken = {
        key: value for key, value in earlier.data.items() if key not in ("id", "title", "expect", "like")
    }
    return table.with_data(_merged(taken, table.data))


def _merged(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(earlier)
    for key, value in later.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result


def _situation(label: str, table: Table, law: Law) -> Situation:
    table.only(*_KEYS)
    for key in ("title", "on", "moment", "own", "partner", "request", "expect"):
        if key not in table.data:
            raise table.refuse(f"'{key}' is missing.")
    for key in ("own", "partner"):
        if read_value(str, table, key) not in law.profiles.states:
            raise table.refuse(f"No profile of '{table.data[key]}'.", at=key)
    return Situation(
        id=label,
        title=read_value(str, table, "title"),
        weighing=_weighing(table, law),
        expected=_expected(table),
    )


def _expected(table: Table) -> Expected:
    expected = read_table(Expected, table.table("expect"))
    for outcome in (expected.outcome, *(expected.items or {}).values(), *(expected.offences or {}).values()):
        if outcome not in Outcome.__members__:
            raise table.refuse(
                f"'{outcome}' is no outcome; known: {', '.join(Outcome.__members__)}.", at=outcome
            )
    return expected


def _weighing(table: Table, law: Law) -> Weighing:
    on = read_value(datetime, table, "on")
    demonstration = table.data.get("world", DEMONSTRATION) == DEMONSTRATION
    adopted = frozenset(read_value(tuple[str, ...], table, "adopted") if "adopted" in table.data else ())
    own, partner = (StateCode(read_value(str, table, key)) for key in ("own", "partner"))
    items = tuple(read_table(Item, part) for part in table.each("item"))
    sides = [
        law.profiles.profile(state, demonstration=demonstration, adopted=adopted) for state in (own, partner)
    ]
    request = _request(table, sides, on.date())
    relation = relation_on(law.relations, own, partner, on.date(), request.channel)
    return Weighing(
        moment=read_value(Moment, table, "moment"),
        on=on,
        own=sides[0],
        partner=sides[1],
        declared=_declared(table, partner, on.date()),
        instruments=_instruments(table, law, demonstration),
        relation=read_value(type(relation), table, "relation") if "relation" in table.data else relation,
        request=request,
        matter=_MATTER,
        items=items,
        orders=tuple(_order(part, items, partner) for part in table.each("order")),
        consents=tuple(_consent(part) for part in table.each("consent")),
        request_act=_REQUEST_ACT,
        recipient_key=_RECIPIENT_KEY,
        danger=read_table(Danger, table.table("danger")) if "danger" in table.data else None,
        circumstances=read_table(Circumstances, table.table("circumstances")),
        received_under=next(iter(_received(table, law, "received_under")), None),
        received_beside=_received(table, law, "received_beside"),
        lists=law.lists,
        past=read_table(Past, table.table("past")),
    )


def _consent(table: Table) -> Grant:
    """Read what somebody else has granted: for these items, or for the whole message where none is named."""
    table.only("role", "items")
    items = read_value(tuple[str, ...], table, "items") if "items" in table.data else ("",)
    return Grant(role=read_value(str, table, "role"), units=frozenset(items))


def _declared(table: Table, partner: StateCode, on: date) -> Profile | None:
    """Read what the partner declares of itself, as `declared = { death_penalty = "RETAINED" }`."""
    said = table.table("declared")
    try:
        return declaration(partner, said.data, on) if said.data else None
    except (KeyError, ValueError):
        raise table.refuse("that is no profile that a partner can declare.", at="declared") from None


def _request(table: Table, sides: Sequence[Profile], on: date) -> Request:
    """Read the request; what every request has and no situation needs to say is filled in.

    Where it names no language it is written in the first that the requested side takes.
    """
    inside = table.table("request")
    usual = {"reference": "SITUATION", "channel": "BILATERAL_SPOC", "basis": UNKNOWN, "case_ref": ""}
    request = read_table(Request, inside.with_data({**usual, **inside.data}))
    asked = next((side for side in sides if side.state == request.recipient.state), None)
    taken = asked.at("languages", on) if asked else None
    if "language" in inside.data or not isinstance(taken, tuple):
        return request
    return replace(request, language=taken[0])


def _instruments(table: Table, law: Law, demonstration: bool) -> tuple[Instrument, ...]:
    wanted = read_value(tuple[str, ...], table, "agreements") if "agreements" in table.data else ()
    for label in wanted:
        _known(label, table, law)
    found = tuple(_as_told(i, table, law) for i in law.instruments if i.id in wanted)
    return adopt(found) if demonstration else found


def _received(table: Table, law: Law, key: str) -> tuple[Instrument, ...]:
    """Read the text relied on when the items arrived, or the list of those that bore their release too."""
    if key not in table.data:
        return ()
    one = key == "received_under"
    ids = (read_value(str, table, key),) if one else read_value(tuple[str, ...], table, key)
    return tuple(_as_told(_known(label, table, law), table, law) for label in ids)


def _known(label: str, table: Table, law: Law) -> Instrument:
    found = next((i for i in law.instruments if i.id == label), None)
    if found is None:
        raise table.refuse(f"there is no agreement '{label}'.", at=label)
    return found


def _as_told(instrument: Instrument, table: Table, law: Law) -> Instrument:
    """Return an instrument as the situation changes it, by its id.

    `[situation.denounced.ID]` gives it a notice (I4), `authorised = { ID = … }` the supervisory authority's
    day (Q8), `[situation.amended.ID]` any other value.
    """
    told = {key: table.table(key) for key in ("denounced", "authorised", "amended")}
    for label in (label for changes in told.values() for label in changes.data):
        _known(label, table, law)
    if instrument.id in told["denounced"].data:
        notice = read_table(Denunciation, told["denounced"].table(instrument.id))
        instrument = replace(instrument, denunciations=(notice,))
    if instrument.id in told["authorised"].data:
        day = read_value(date, told["authorised"], instrument.id)
        instrument = replace(instrument, sa_authorised_on=day)
    if instrument.id in told["amended"].data:
        changed = told["amended"].table(instrument.id)
        instrument = read_changes(instrument, changed)
        for why in wrong_entry(instrument):
            raise changed.refuse(why, at="entry")
    return instrument


def _order(table: Table, items: tuple[Item, ...], recipient: StateCode) -> Order:
    """Read an order by its few words: kind, role, items, when, and what it may be bound to wrongly."""
    table.only(
        "kind", "role", "items", "given_at", "valid_until", "article", "conditions", "request", "recipient"
    )
    named = read_value(tuple[str, ...], table, "items")
    return Order(
        kind=read_value(OrderKind, table, "kind"),
        matter=_MATTER,
        request=read_value(str, table, "request") if "request" in table.data else _REQUEST_ACT,
        items=tuple(
            OrderedItem(item=i.id, category=i.category, package="", commitment="")
            for i in items
            if i.id in named
        ),
        recipient=StateCode(read_value(str, table, "recipient")) if "recipient" in table.data else recipient,
        recipient_key=_RECIPIENT_KEY,
        announcement="",
        article=read_value(str, table, "article"),
        conditions=read_value(tuple[str, ...], table, "conditions") if "conditions" in table.data else (),
        given_by=Pseudonym("somebody"),
        role=read_value(Role, table, "role"),
        authority=str(Authority.parse(f"{recipient}/COURT").code),
        given_at=read_value(datetime, table, "given_at"),
        valid_until=read_value(datetime, table, "valid_until"),
    )
