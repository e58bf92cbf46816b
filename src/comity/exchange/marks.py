"""What this node itself knows of a person from other cases, under a code of this node alone (domain.md 5.7).

Whoever was found to be protected, held with a political item, or whose document its own issuer reported:
each is one line under the person's or the document's code, with the case and never a name. It makes a later
message be looked at and decides nothing. It is written in the commit of what it follows from, and erased by
the clock of `exchange.links` when its time is over.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from comity.acts.node import Node
from comity.acts.ports import Reading, Timer, Tx
from comity.errors import ComityError
from comity.law.follows import RETENTION
from comity.model.dates import PartialDate
from comity.model.parties import StateCode
from comity.model.records import Query, Record
from comity.model.requests import MatterId, Request, Subject
from comity.model.travel import Fate, PaperAsked
from comity.seal.canonical import decode, encode, read_instant, write_instant

KNOWN = "known/"
"""The papers that say what is known of a person or document, by code."""

FORGET = "forget-refusals"
"""The clock that erases links."""

MATTER = MatterId("law/refusals")

PROTECTED, POLITICAL, REPORTED = "protected", "political", "reported"

_TAKEN = frozenset({Fate.STOLEN, Fate.STOLEN_BLANK, Fate.REVOKED})
_WHOLE = len("1980-05-04")

Write = Callable[[Tx], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the persons and the document of a request, towards one state."""

    critic: bool = False
    reported: bool = False
    protected_since: date | None = None


def note_found(node: Node, matter: MatterId, subjects: Iterable[Subject], now: datetime) -> Write:
    """Return what keeps who was found to be protected, from which states and, from the own register, when."""
    lines: dict[str, Mapping[str, Any]] = {}
    for subject in subjects:
        if subject.protection_from:
            since = _registered(node, subject)
            said = {"states": sorted(subject.protection_from), "since": since.isoformat() if since else ""}
            lines |= {f"{KNOWN}{c}/{PROTECTED}/{matter}": said for c in codes(node, (subject,))}
    return _keep(lines, now)


def note_opinion(
    node: Node, matter: MatterId, subjects: Iterable[Subject], state: StateCode, now: datetime
) -> Write:
    """Return what keeps of whom an item tells what they hold or belong to, in a case with a state."""
    said = {"states": [state], "since": ""}
    return _keep({f"{KNOWN}{c}/{POLITICAL}/{matter}": said for c in codes(node, subjects)}, now)


def note_reported(node: Node, matter: MatterId, paper: PaperAsked, now: datetime) -> Write:
    """Return what keeps that the issuer of a document said that it is stolen or revoked."""
    said = {"states": [paper.issuer], "since": ""}
    return _keep({f"{KNOWN}{c}/{REPORTED}/{matter}": said for c in _of_paper(node, paper)}, now)


def known_of(node: Node, request: Request, state: StateCode, now: datetime) -> Known:
    """Return what this node knows of the persons and the document of a request, towards a state."""
    people = tuple(codes(node, request.subjects))
    paper = request.paper if request.paper is not None and request.paper.issuer == state else None

    def read(reading: Reading) -> tuple[list[tuple[str, Mapping[str, Any]]], bool]:
        lines = [one for code in people for one in _lines(reading, code, state, now)]
        heard = paper is not None and any(
            what == REPORTED for c in _of_paper(node, paper) for what, _ in _lines(reading, c, state, now)
        )
        return lines, heard

    lines, heard = node.store.read(read)
    days = [date.fromisoformat(said["since"]) for _, said in lines if said["since"]]
    return Known(
        critic=any(what in (PROTECTED, POLITICAL) for what, _ in lines),
        reported=heard or (paper is not None and _in_register(node, paper)),
        protected_since=max(days, default=None),
    )


def _lines(
    reading: Reading, code: str, state: StateCode, now: datetime
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, kept in reading.papers(f"{KNOWN}{code}/").items():
        said = decode(kept)
        if state in said["states"] and now <= read_instant(said["until"]):
            yield name.split("/")[2], said


def _in_register(node: Node, paper: PaperAsked) -> bool:
    """Tell whether the last word of the own register on a document is that it was stolen or revoked."""
    return any(held.fate in _TAKEN for held in node.travel.papers(paper.number, paper.issuer)[:1])


def _registered(node: Node, subject: Subject) -> date | None:
    """Return the day on which the own register of protected persons took this very person in, if any."""
    if len(subject.born) != _WHOLE or not subject.name.strip():
        return None
    mine = set(codes(node, (subject,)))
    try:
        found = node.registers.search(Query(name=subject.name, born=PartialDate.parse(subject.born)))
    except (ComityError, ValueError):
        return None
    days = [
        record.listed_on
        for record in (one.record for one in found)
        if record.listed_on
        and set(record.protection_from) & (subject.protection_from or frozenset())
        and mine & set(codes(node, _as_subjects(record, subject.born)))
    ]
    return max(days, default=None)


def _as_subjects(record: Record, born: str) -> Iterator[Subject]:
    if any(birth.date is not None and birth.date.text == born for birth in record.births):
        yield from (Subject(label="", status=None, name=name.text, born=born) for name in record.names)


# ── codes ───────────────────────────────────────────────────────────────────────────────────────
def codes(node: Node, subjects: Iterable[Subject]) -> Iterator[str]:
    """Yield a code for each document, and for each name with a whole birth date; less tells no person."""
    key = _key(node)
    if key is None:
        return
    for subject in subjects:
        if subject.document.strip():
            yield _code(key, "document", subject.document)
        if subject.name.strip() and len(subject.born) == _WHOLE:
            yield _code(key, "person", subject.name, subject.born)


def _of_paper(node: Node, paper: PaperAsked) -> Iterator[str]:
    key = _key(node)
    if key is not None and paper.number.strip():
        yield _code(key, "paper", paper.issuer, paper.number)


def _key(node: Node) -> bytes | None:
    seeds = node.keys.log_seeds
    return None if seeds is None else hashlib.sha256(b"comity/1 refused" + seeds[0]).digest()


def _code(key: bytes, *words: str) -> str:
    said = "\x1f".join(" ".join(sorted(word.casefold().split())) for word in words)
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


# ── keeping ─────────────────────────────────────────────────────────────────────────────────────
def _keep(lines: Mapping[str, Mapping[str, Any]], now: datetime) -> Write:
    until = write_instant(now + RETENTION)
    return keep({name: encode({**said, "until": until}) for name, said in lines.items()}, now)


def keep(papers: Mapping[str, bytes], now: datetime) -> Write:
    """Return what writes papers that are forgotten when their time is over."""

    def write(tx: Tx) -> None:
        for name, kept in papers.items():
            tx.put_paper(name, kept)
        if papers and tx.timer(FORGET) is None:
            tx.set_timer(forget_at(now + RETENTION))

    return write


def forget_at(until: datetime) -> Timer:
    """Return the one clock of all links; the last instant of one still counts."""
    return Timer(id=FORGET, matter=MATTER, kind=FORGET, due_at=until + timedelta(seconds=1))
