"""The script of a simulated partner: what it does when something arrives, and how its door and line fail.

Read strictly from TOML, like the files of the law: whatever is unknown is refused with its line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from importlib import resources
from typing import Any, TypeVar, get_type_hints

from comity.demo.simulate.words import PACKED, AtDoor, FalseRelease, Lie, OnLine, Verb
from comity.errors import BadInput, LawFileInvalid, MalformedFile
from comity.law.kinds import Catalogue
from comity.law.lawfile import Table, read_file
from comity.law.shapes import read_table, read_value
from comity.model.decisions import Disclosable
from comity.model.parties import StateCode
from comity.model.releases import AlertReply, OutcomeCode
from comity.model.requests import DataCategory, Item, Request, RequestType, Urgency

_F = TypeVar("_F", "DoorFault", "LineFault")
_PLACE = re.compile(r"script:(\d+): (.*)", re.DOTALL)
_HERE = resources.files("comity.demo.simulate")
_OF_THE_DESK = frozenset({"reference", "made_at", "sender", "recipient", "type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One item of an answer or warning, with its text."""

    item: Item
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that somebody does, `after` a span that follows the step before; `times` repeats it."""

    do: Verb
    after: timedelta = timedelta()
    times: int = 1
    reason: Disclosable = Disclosable.FORM
    reasons: tuple[Disclosable, ...] = (Disclosable.NATIONAL_LAW,)
    missing: str = "Say more of the facts."
    why: str = "It was the wrong person."
    reply: AlertReply = AlertReply.MEASURE_TAKEN
    outcome: OutcomeCode = OutcomeCode.ADVANCED_CASE
    crossing: bool = False
    at_once: bool = False
    lie: str = ""
    items: tuple[Piece, ...] = ()
    request: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is done when an act of this kind arrives; without a kind, when the pair stands.

    `type`, `urgency` and `category` look at the request or warning that the matter is about.
    """

    arrives: str = ""
    type: RequestType | None = None
    urgency: Urgency | None = None
    category: DataCategory | None = None
    nth: tuple[int, ...] = ()
    then: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorFault:
    """How the door treats what arrives, for the deliveries that `nth` counts, or for each."""

    does: AtDoor
    arrives: str = ""
    nth: tuple[int, ...] = ()
    wait: timedelta = timedelta()
    code: str = "out-of-order"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFault:
    """How the courier treats what it sends, for the envelopes that `nth` counts, or for each."""

    does: OnLine
    sends: str = ""
    nth: tuple[int, ...] = ()
    wait: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a simulated partner does."""

    title: str = ""
    state: StateCode | None = None
    agreements: tuple[str, ...] = ()
    on: tuple[Rule, ...] = ()
    door: tuple[DoorFault, ...] = ()
    line: tuple[LineFault, ...] = ()


TAKES: Mapping[Verb, frozenset[str]] = {verb: frozenset() for verb in Verb} | {
    Verb.RETURN: frozenset({"reason", "missing"}),
    Verb.REFUSE: frozenset({"reasons"}),
    Verb.NEUTRAL: frozenset({"at_once"}),
    Verb.ANSWER: frozenset({"items", "lie"}),
    Verb.RECALL: frozenset({"why"}),
    Verb.ASK: frozenset({"request"}),
    Verb.SUPPLEMENT: frozenset({"request"}),
    Verb.WITHDRAW: frozenset({"crossing"}),
    Verb.FEEDBACK: frozenset({"outcome"}),
    Verb.WARN: frozenset({"items", "request"}),
    Verb.RESPOND: frozenset({"reply"}),
    Verb.LIE: frozenset({"lie"}),
}
"""Which words belong to a verb, beside `do`, `after` and `times`."""

LIES: Mapping[Verb, tuple[str, ...]] = {
    Verb.LIE: (*Lie, *sorted(PACKED)),
    Verb.ANSWER: tuple(FalseRelease),
}
"""Which lies a verb tells."""


def shipped() -> tuple[str, ...]:
    """Name the scripts that come with Comity."""
    files = (_HERE / "scripts").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def shipped_script(name: str) -> bytes:
    """Return a script that comes with Comity.

    Raises: BadInput.
    """
    if name not in shipped():
        raise BadInput(f"There is no script '{name}'. Name a file, or one of {', '.join(shipped())}.")
    return (_HERE / "scripts" / f"{name}.toml").read_bytes()


def template() -> str:
    """Return an annotated script that uses every word."""
    return (_HERE / "template.toml").read_text(encoding="utf-8")


def read_script(content: bytes, catalogue: Catalogue) -> Script:
    """Read a script.

    Raises: MalformedFile naming line and reason.
    """
    try:
        table = read_file("script", content)
        table.only(*(f.name for f in fields(Script)))
        return Script(
            **_given(Script, table, besides=frozenset({"on", "door", "line"})),
            on=tuple(_rule(row, catalogue) for row in table.each("on")),
            door=tuple(_fault(DoorFault, row, catalogue, "arrives") for row in table.each("door")),
            line=tuple(_fault(LineFault, row, catalogue, "sends") for row in table.each("line")),
        )
    except LawFileInvalid as refused:
        place = _PLACE.fullmatch(refused.what)
        line, why = place.groups() if place else ("1", refused.what)
        raise MalformedFile(
            f"Line {line}: {why} Mend it there; see `comity partner simulate --template`."
        ) from None


def _rule(table: Table, catalogue: Catalogue) -> Rule:
    table.only(*(f.name for f in fields(Rule)))
    steps = tuple(_step(row) for row in table.each("then"))
    if not steps:
        raise table.refuse("nothing is done; add a [[on.then]].")
    rule = Rule(**_given(Rule, table, besides=frozenset({"then"})), then=steps)
    _check_kind(rule.arrives, "arrives", table, catalogue)
    _check_counts(rule.nth, table)
    return rule


def _step(table: Table) -> Step:
    table.only(*(f.name for f in fields(Step)))
    given = _given(Step, table, besides=frozenset({"items", "request"}))
    if "do" not in given:
        raise table.refuse("'do' is missing.")
    verb: Verb = given["do"]
    for word in table.data:
        if word not in {"do", "after", "times", *TAKES[verb]}:
            raise table.refuse(f"'{word}' does not belong to '{verb}'.", at=word)
    if "lie" in given and given["lie"] not in LIES[verb]:
        known = ", ".join(LIES[verb])
        raise table.refuse(f"'lie': {given['lie']!r} is no lie of '{verb}'. Known: {known}.", at=given["lie"])
    if verb is Verb.LIE and "lie" not in given:
        raise table.refuse("'lie' is missing.")
    if given.get("times", 1) < 1:
        raise table.refuse("'times' counts from 1.", at="times")
    pieces = tuple(_piece(row, n) for n, row in enumerate(table.each("items"), 1))
    return Step(**given, items=pieces, request=_request(table.table("request")))


def _piece(table: Table, number: int) -> Piece:
    text = table.data.get("text")
    if not isinstance(text, str):
        raise table.refuse("'text' is missing: what the item says.", at=next(iter(table.data), ""))
    named = table.with_data({"id": f"item-{number}", **table.data})
    return Piece(item=read_table(Item, named, besides=frozenset({"text"})), text=text)


def _request(table: Table) -> dict[str, Any]:
    for word in table.data:
        if word in _OF_THE_DESK:
            raise table.refuse(f"'{word}' is filled in by the desk; leave it out.", at=word)
    table.only(*(f.name for f in fields(Request)))
    return _given(Request, table)


def _fault(kind: type[_F], table: Table, catalogue: Catalogue, word: str) -> _F:
    fault = read_table(kind, table)
    _check_kind(getattr(fault, word), word, table, catalogue)
    _check_counts(fault.nth, table)
    return fault


def _check_kind(kind: str, word: str, table: Table, catalogue: Catalogue) -> None:
    if kind and not (kind in catalogue.kinds and catalogue.kinds[kind].shared):
        raise table.refuse(f"'{word}': {kind!r} is no shared act of the catalogue.", at=word)


def _check_counts(nth: tuple[int, ...], table: Table) -> None:
    if any(n < 1 for n in nth):
        raise table.refuse("'nth' counts from 1.", at="nth")


def _given(kind: Any, table: Table, *, besides: frozenset[str] = frozenset()) -> dict[str, Any]:  # noqa: ANN401
    """Read the words that a table gives, each by the type hint of its field."""
    hints = get_type_hints(kind)
    return {name: read_value(hints[name], table, name) for name in table.data if name not in besides}
