"""Groups and undertakings of the UN consolidated list (XML) as a designation list; persons are passed over.

A file that cannot be read in full is refused whole, with line and reason: half a list would delist
by accident.
"""

from collections.abc import Iterator
from datetime import date

from comity.formats.elements import Element, elements
from comity.formats.source import Held, malformed
from comity.formats.un import SOURCE, dated, day
from comity.model.lists import UN, Designation, DesignationList, ListEffect
from comity.model.profiles import Confidence
from comity.model.records import Progress

EFFECTS = frozenset({ListEffect.FREEZE_FUNDS})
"""What every listing of a group by the Security Council obliges to, whatever the committee."""


def parse(data: bytes, *, on_progress: Progress | None = None) -> DesignationList:
    """Read every group of the list; progress counts bytes.

    Raises:
        MalformedFile: the file is no such list, breaks its rules or is too large.
    """
    groups = elements(Held(data), ("ENTITIES", "ENTITY"), on_progress)
    root = next(groups)
    on = dated(root)
    entries: list[Designation] = []
    seen: set[str] = set()
    for group in groups:
        entry = _designation(group)
        if entry.key in seen:
            raise malformed(group.line, "the same REFERENCE_NUMBER stands twice in the list")
        seen.add(entry.key)
        entries.append(entry)
    if not entries:  # to import an empty list would delist everybody
        raise malformed(root.line, "the list holds no group")
    return DesignationList(
        lister=UN,
        title=SOURCE,
        dated=on,
        effects=EFFECTS,
        source=f"{SOURCE}, {on:%Y-%m-%d}",
        checked_on=on,
        confidence=Confidence.STATED,
        entries=tuple(entries),
    )


def _designation(group: Element) -> Designation:
    name = " ".join(text for tag in ("FIRST_NAME", "SECOND_NAME") if (text := group.said(tag)))
    if not name:
        raise malformed(group.line, "a group without a name")
    return Designation(
        key=_required(group, "REFERENCE_NUMBER"),
        name=name,
        aliases=tuple(dict.fromkeys(_aliases(group))),
        since=_since(group),
        until=next((day(child) for child in group.each("DELISTED_ON") if child.text), None),
    )


def _since(group: Element) -> date:
    for child in group.each("LISTED_ON"):
        if child.text:
            return day(child)
    raise malformed(group.line, "a group without LISTED_ON")


def _required(group: Element, tag: str) -> str:
    text = group.said(tag)
    if not text:
        raise malformed(group.line, f"a group without {tag}")
    return text


def _aliases(group: Element) -> Iterator[str]:
    for alias in group.each("ENTITY_ALIAS"):
        if text := alias.said("ALIAS_NAME"):
            yield text
    for original in group.each("NAME_ORIGINAL_SCRIPT"):
        if original.text:
            yield original.text
