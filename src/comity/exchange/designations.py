"""Designation lists at a desk: applied from their dates on by two legal officers (TP7), shown, compared."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from comity.acts.act import Act
from comity.acts.changes import begin
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, Tx
from comity.acts.signing import Hand
from comity.errors import BadInput, DemoMixedWithReal, ListNotHeld, Unknown
from comity.formats import un_groups
from comity.law import lists
from comity.law.lists import ListChange, ListDiff, Listed
from comity.model.lists import DesignationList
from comity.model.requests import MatterId
from comity.seal.canonical import decode, digest_hex, encode

FILE = "list.toml"
"""What the file of a list is called where it came without a name."""

HELD = "list/held/"
"""The papers that say which lists two persons applied here, by lister: date and digest, in their order."""

VERSION = "list/version/"
"""The papers that hold each of these lists, by lister and digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One list on a day: whose it is, of when, what a listing does, and who stands on it."""

    lister: str
    title: str
    dated: date
    fictional: bool
    source: str
    on: date
    entries: tuple[Listed, ...]


def propose(node: Node, content: bytes, by: Hand, now: datetime, name: str = FILE) -> Act:
    """Propose a list, or another version of one, to be applied here (TP7, first legal officer).

    `content` is the list's file: the Security Council's XML, or TOML with one `[[list]]`; `name` is what
    mistakes in it are told of.

    Raises: MalformedFile, LawFileInvalid, BadInput; DemoMixedWithReal for a fictional list outside a
        demonstration.
    """
    return perform(node, _deed(node, "list.propose", content, by, name), now)


def activate(node: Node, content: bytes, by: Hand, now: datetime, name: str = FILE) -> Act:
    """Put the proposed list into force from its date on, from the same file (TP7, second legal officer).

    It stands until the date of the next one of its lister: an older list than the one in force changes
    earlier days alone.

    Raises: MalformedFile, LawFileInvalid, BadInput; DemoMixedWithReal; what `perform` raises where it is
        another file or the same person.
    """
    one = _of_file(content, name)
    data = encode(to_plain(one))
    version = (one.dated, digest_hex(data))

    def also(tx: Tx, _: object) -> None:
        held = (*(v for v in _held(tx, one.lister) if v != version), version)
        tx.put_paper(f"{VERSION}{one.lister}/{version[1]}", data)
        tx.put_paper(f"{HELD}{one.lister}", encode(to_plain(held)))
        begin(tx, now)

    return perform(node, replace(_deed(node, "list.activate", content, by, name), also=also), now)


def change(node: Node, content: bytes, now: datetime, name: str = FILE) -> ListChange:
    """Tell what a list's file would change here: who comes on the list, who goes, and from which day on.

    A list that stands today is compared today, another on its own date.

    Raises: MalformedFile, LawFileInvalid, BadInput.
    """
    one, today = _of_file(content, name), node.day(now)

    def read(reading: Reading) -> ListChange:
        dates = [dated for dated, _ in _held(reading, one.lister)]
        later = any(one.dated < dated <= today for dated in dates)
        on = one.dated if later or one.dated > today else today
        before = {b.lister: b for b in read_lists(node, reading, one.dated)}.get(one.lister)
        return lists.change(one, dates, before, on, today)

    return node.store.read(read)


def _deed(node: Node, kind: str, content: bytes, by: Hand, name: str) -> Deed:
    one = _of_file(content, name)
    if one.fictional and not node.demo:
        raise DemoMixedWithReal(
            f"The list of {one.lister} is fictional. Only a demonstration node applies it."
        )
    marks = {
        "what": digest_hex(content),
        "dated": one.dated.isoformat(),
        "entries": str(len(one.entries)),
    }
    return Deed(kind=kind, matter=MatterId(f"lists/{one.lister}"), by=by, marks=marks)


def lists_of(node: Node, on: date) -> tuple[DesignationList, ...]:
    """Return the lists that this node decides under on a day."""
    return node.store.read(lambda r: read_lists(node, r, on))


def read_lists(node: Node, reading: Reading, on: date) -> tuple[DesignationList, ...]:
    """Return the list of each lister that stands on a day, inside a read, sorted by lister (AX10).

    Of the lists that two persons applied it is the latest one dated till then; of a lister of whom they
    applied none, the law's own, whose entries say since and until when. A lister whose list of that day is
    not held has none: who stood on it is not known.
    """
    found = {one.lister: one for one in node.law.lists}
    for paper, data in reading.papers(HELD).items():
        lister = paper.removeprefix(HELD)
        found.pop(lister, None)
        versions = _versions(data)
        place = lists.on_day([dated for dated, _ in versions], on)
        kept = None if place is None else reading.paper(f"{VERSION}{lister}/{versions[place][1]}")
        if kept is not None:
            found[lister] = _read(kept)
    return tuple(found[lister] for lister in sorted(found))


def days_of_lists(reading: Reading) -> frozenset[date]:
    """Return the days from which the lists that two persons applied stand."""
    return frozenset(dated for data in reading.papers(HELD).values() for dated, _ in _versions(data))


def shown(node: Node, lister: str, on: date) -> ListView:
    """Show the list of one lister as it is in force on a day.

    Raises: Unknown.
    """
    one = _known(node, lister, on)
    return ListView(
        lister=one.lister,
        title=one.title,
        dated=one.dated,
        fictional=one.fictional,
        source=one.source,
        on=on,
        entries=lists.on_list(one, on),
    )


def compared(node: Node, one: str, other: str, on: date) -> ListDiff:
    """Compare the lists of two listers on a day: who stands on one only, and who on both (C4-11).

    Raises: Unknown.
    """
    return lists.difference(_known(node, one, on), _known(node, other, on), on)


def _known(node: Node, lister: str, on: date) -> DesignationList:
    found = {one.lister: one for one in lists_of(node, on)}
    if lister in found:
        return found[lister]
    dates = [dated for dated, _ in node.store.read(lambda r: _held(r, lister))]
    if dates:
        raise ListNotHeld(
            f"The list of '{lister}' as it stood on {on} is not held here. The earliest is of {min(dates)}."
        )
    there = ", ".join(sorted(found)) or "none"
    raise Unknown(f"There is no list of '{lister}' at this node. There are: {there}.")


def _held(reading: Reading, lister: str) -> tuple[tuple[date, str], ...]:
    data = reading.paper(f"{HELD}{lister}")
    return () if data is None else _versions(data)


@lru_cache(maxsize=4)
def _of_file(content: bytes, name: str) -> DesignationList:
    """Read one list: XML is the Security Council's, anything else TOML.

    Raises: MalformedFile, LawFileInvalid, BadInput.
    """
    if content.lstrip()[:1] == b"<" or content.startswith(b"\xef\xbb\xbf<"):
        return un_groups.parse(content)
    found = lists.parse_lists({name: content})
    if len(found) != 1:
        raise BadInput(f"The file holds {len(found)} lists. Two persons apply one list at a time.")
    return found[0]


@lru_cache(maxsize=32)
def _read(data: bytes) -> DesignationList:
    return from_plain(DesignationList, decode(data))


@lru_cache(maxsize=64)
def _versions(data: bytes) -> tuple[tuple[date, str], ...]:
    return from_plain(tuple[tuple[date, str], ...], decode(data))
