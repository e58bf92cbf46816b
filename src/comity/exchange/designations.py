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
from comity.errors import BadInput, DemoMixedWithReal, Unknown
from comity.formats import un_groups
from comity.law.lists import ListDiff, Listed, difference, on_list, parse_lists, replaced
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


def propose(node: Node, content: bytes, by: Hand, now: datetime) -> Act:
    """Propose a list, or a new version of one, to be applied here (TP7, first legal officer).

    `content` is the list's file: the Security Council's XML, or TOML with one `[[list]]`.

    Raises: MalformedFile, LawFileInvalid, BadInput; DemoMixedWithReal for a fictional list outside a
        demonstration.
    """
    return perform(node, _deed(node, "list.propose", content, by), now)


def activate(node: Node, content: bytes, by: Hand, now: datetime) -> Act:
    """Put the proposed list into force, from the same file (TP7, second legal officer).

    Raises: MalformedFile, LawFileInvalid, BadInput; DemoMixedWithReal; what `perform` raises where it is
        another file or the same person.
    """
    one = _of_file(content)
    data = encode(to_plain(one))

    def also(tx: Tx, _: object) -> None:
        tx.put_paper(f"{EARLIER}{one.lister}/{digest_hex(data)}", data)
        tx.put_paper(f"{ACTIVE}{one.lister}", data)
        begin(tx, now)

    return perform(node, replace(_deed(node, "list.activate", content, by), also=also), now)


def _deed(node: Node, kind: str, content: bytes, by: Hand) -> Deed:
    one = _of_file(content)
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


@lru_cache(maxsize=4)
def _of_file(content: bytes) -> DesignationList:
    """Read one list: XML is the Security Council's, anything else TOML.

    Raises: MalformedFile, LawFileInvalid, BadInput.
    """
    if content.lstrip()[:1] == b"<" or content.startswith(b"\xef\xbb\xbf<"):
        return un_groups.parse(content)
    found = parse_lists({"list.toml": content})
    if len(found) != 1:
        raise BadInput(f"The file holds {len(found)} lists. Two persons apply one list at a time.")
    return found[0]


@lru_cache(maxsize=32)
def _read(data: bytes) -> DesignationList:
    return from_plain(DesignationList, decode(data))
