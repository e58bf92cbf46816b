"""Designation lists at a desk: proposed and activated by two legal officers (TP7), shown and compared."""

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
from comity.errors import DemoMixedWithReal, Unknown
from comity.law.lists import ListDiff, Listed, difference, on_list, replaced
from comity.model.lists import DesignationList
from comity.model.requests import MatterId
from comity.seal.canonical import decode, digest_hex, encode

ACTIVE = "list/active/"
"""The papers that hold the lists in force here, by lister."""

EARLIER = "list/version/"
"""The papers that hold every list that was ever in force here, by lister and digest."""


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


def propose(node: Node, one: DesignationList, by: Hand, now: datetime) -> Act:
    """Propose a list, or a new version of one, to be applied here (TP7, first legal officer).

    Raises: DemoMixedWithReal for a fictional list outside a demonstration.
    """
    return perform(node, _deed(node, "list.propose", one, by), now)


def activate(node: Node, one: DesignationList, by: Hand, now: datetime) -> Act:
    """Put the proposed list into force, from the same file (TP7, second legal officer).

    Raises: DemoMixedWithReal; what `perform` raises where it is another list or the same person.
    """
    data = _bytes(one)

    def also(tx: Tx, _: object) -> None:
        tx.put_paper(f"{EARLIER}{one.lister}/{digest_hex(data)}", data)
        tx.put_paper(f"{ACTIVE}{one.lister}", data)
        begin(tx, now)

    return perform(node, replace(_deed(node, "list.activate", one, by), also=also), now)


def _deed(node: Node, kind: str, one: DesignationList, by: Hand) -> Deed:
    if one.fictional and not node.demo:
        raise DemoMixedWithReal(
            f"The list of {one.lister} is fictional. Only a demonstration node applies it."
        )
    marks = {
        "what": digest_hex(_bytes(one)),
        "dated": one.dated.isoformat(),
        "entries": str(len(one.entries)),
    }
    return Deed(kind=kind, matter=MatterId(f"lists/{one.lister}"), by=by, marks=marks)


def lists_of(node: Node) -> tuple[DesignationList, ...]:
    """Return the lists that this node decides under: those it activated, else those of its law."""
    return node.store.read(lambda r: read_lists(node, r))


def read_lists(node: Node, reading: Reading) -> tuple[DesignationList, ...]:
    """Return the lists in force, inside a read."""
    active = (_read(data) for _, data in sorted(reading.papers(ACTIVE).items()))
    return replaced(node.law.lists, active)


def shown(node: Node, lister: str, on: date) -> ListView:
    """Show the list of one lister as it is in force on a day.

    Raises: Unknown.
    """
    one = _known(node, lister)
    return ListView(
        lister=one.lister,
        title=one.title,
        dated=one.dated,
        fictional=one.fictional,
        source=one.source,
        on=on,
        entries=on_list(one, on),
    )


def compared(node: Node, one: str, other: str, on: date) -> ListDiff:
    """Compare the lists of two listers on a day: who stands on one only, and who on both (C4-11).

    Raises: Unknown.
    """
    return difference(_known(node, one), _known(node, other), on)


def _known(node: Node, lister: str) -> DesignationList:
    held = {one.lister: one for one in lists_of(node)}
    if lister not in held:
        there = ", ".join(sorted(held)) or "none"
        raise Unknown(f"There is no list of '{lister}' at this node. There are: {there}.")
    return held[lister]


def _bytes(one: DesignationList) -> bytes:
    return encode(to_plain(one))


@lru_cache(maxsize=32)
def _read(data: bytes) -> DesignationList:
    return from_plain(DesignationList, decode(data))
