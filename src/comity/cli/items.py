"""One item on the command line: what it is, in options, and its content from text, file or stdin."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from comity.cli.desk import read_in
from comity.errors import BadInput
from comity.model.requests import DataCategory, Item, ItemId

ItemName = Annotated[str, Parameter(help="A short id for the item, without personal data, as i1.")]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWords:
    """What an item is. What nobody knows is left out: the law takes it as unknown, never as harmless."""

    category: Annotated[DataCategory, Parameter(help="Its one category of data.", name_transform=str)]
    subject: Annotated[str, Parameter(help="The label of the person it is about, as p1.")] = ""
    linked: Annotated[
        bool | None,
        Parameter(
            help="Whether it is drawn from or linked to an open case against the person.",
            negative="--not-linked",
        ),
    ] = None
    answers: Annotated[str, Parameter(help="The id of the question that it answers, as q1.")] = ""
    source: Annotated[
        str, Parameter(help="Where it comes from: own, a system as SIS or EES, or another state's code.")
    ] = "own"
    owner_consent: Annotated[
        bool | None, Parameter(help="Whether its owner consented.", negative="--no-owner-consent")
    ] = None
    strictly_necessary: Annotated[
        bool | None,
        Parameter(help="Whether a special category is strictly necessary.", negative="--not-necessary"),
    ] = None
    embargo: Annotated[bool, Parameter(help="It stands under a judicial embargo.")] = False
    text: Annotated[str | None, Parameter(help="The content itself; else --file, else stdin.")] = None
    file: Annotated[Path | None, Parameter(help="A file with the content.")] = None

    def item(self, name: str) -> Item:
        """Return the item without its content."""
        return Item(
            id=ItemId(name),
            category=self.category,
            subject=self.subject,
            linked_case=False if self.category is DataCategory.DC_NON_PERSONAL else self.linked,
            answers=self.answers,
            source=self.source,
            owner_consent=self.owner_consent,
            strictly_necessary=self.strictly_necessary,
            embargo=self.embargo,
        )

    def content(self) -> bytes:
        """Return the content.

        Raises: BadInput if it is given twice or empty.
        """
        if self.text is not None and self.file is not None:
            raise BadInput("The item's content is given twice. Take --text or --file.")
        if self.text is not None:
            content = self.text.encode()
        elif self.file is not None:
            content = read_in(self.file)
        else:
            content = sys.stdin.buffer.read()
        if not content:
            raise BadInput("The item has no content. Give it by --text, --file or on stdin.")
        return content

    @staticmethod
    def names(items: Iterable[str]) -> frozenset[ItemId]:
        """Return ids of items."""
        return frozenset(map(ItemId, items))
