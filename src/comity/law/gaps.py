"""Agreements article by article: what a text says in each, and where a draft departs from its template.

`[[instrument.article]]` tables hold the text for negotiators; the gate reads the terms alone. `topic` names
an article across texts, whatever its number, so a draft can be laid beside a template (C2-11, C2-12).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from comity.law.lawfile import Faults, Table, read_file
from comity.law.shapes import read_table
from comity.model.terms import Terms

BLANK = re.compile(r"\{([^{}\"=]*[^{}\"=\s][^{}\"=]*)\}")
"""What a template leaves to be filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: its number in this text, what it says in short words, and the article it follows."""

    topic: str
    number: str
    title: str
    says: str
    source: str = ""


class Gap(StrEnum):
    """How a draft departs from its template at one place."""

    MISSING = "MISSING"
    DIFFERS = "DIFFERS"
    ADDED = "ADDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One place where a draft is not its template: an article by its topic, or a term by its field."""

    place: str
    gap: Gap
    template: str
    draft: str


def articles_of(instrument: Table) -> tuple[Article, ...]:
    """Read the articles of one instrument's table.

    Raises: LawFileInvalid for an article that cannot be read, or two of one topic or number.
    """
    found: dict[str, Article] = {}
    numbers: set[str] = set()
    faults = Faults()
    for row in instrument.each("article"):
        with faults:
            article = read_table(Article, row)
            if article.topic in found:
                raise row.refuse(f"the topic '{article.topic}' stands twice.", at="topic")
            if article.number in numbers:
                raise row.refuse(f"the number '{article.number}' stands twice.", at="number")
            if not article.says.strip():
                raise row.refuse(f"'{article.number}' says nothing.", at="says")
            found[article.topic] = article
            numbers.add(article.number)
    faults.tell()
    return tuple(found.values())


def first_instrument(file: str, content: bytes) -> Table:
    """Read the one agreement that a file holds.

    Raises: LawFileInvalid for none or several.
    """
    document = read_file(file, content)
    found = list(document.each("instrument"))
    if len(found) != 1:
        raise document.refuse(f"one agreement is laid beside a template, {len(found)} stand here.")
    return found[0]


def departures(draft: Table, template: Table) -> tuple[Departure, ...]:
    """Lay a draft beside its template, one instrument's table each: articles by topic, then terms by field.

    Raises: LawFileInvalid.
    """
    return (*_of_articles(draft, template), *_of_terms(draft, template))


def nearest(draft: Table, templates: Mapping[str, Table]) -> tuple[str, tuple[Departure, ...]]:
    """Lay a draft beside the template of each language: return the nearest one, and the departures from it.

    Raises: LawFileInvalid.
    """
    found = {language: departures(draft, template) for language, template in templates.items()}
    language = min(found, key=lambda one: len(found[one]))
    return language, found[language]


def _of_articles(draft: Table, template: Table) -> Iterator[Departure]:
    ours = {article.topic: article for article in articles_of(draft)}
    model = {article.topic: article for article in articles_of(template)}
    for topic, wanted in model.items():
        found = ours.get(topic)
        if found is None:
            yield _departure(topic, Gap.MISSING, _said(wanted), "")
        elif not _same(wanted.says, found.says):
            yield _departure(topic, Gap.DIFFERS, _said(wanted), _said(found))
    for topic, added in ours.items():
        if topic not in model:
            yield _departure(topic, Gap.ADDED, "", _said(added))


def _of_terms(draft: Table, template: Table) -> Iterator[Departure]:
    ours, model = draft.table("terms").data, template.table("terms").data
    for name in (field.name for field in fields(Terms) if field.name != "articles"):
        wanted, found = _entries(name, model.get(name)), _entries(name, ours.get(name))
        left = [one for one in wanted if not _is_blank(one)]
        missing = [one for one in left if not any(_same(one, other) for other in found)]
        any_may_stand = len(left) < len(wanted)
        added = [one for one in found if not (any_may_stand or any(_same(other, one) for other in left))]
        if missing or added:
            gap = Gap.DIFFERS if missing and added else Gap.MISSING if missing else Gap.ADDED
            yield _departure(f"terms.{name}", gap, ", ".join(missing), ", ".join(added))


def _entries(name: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - a term has any shape
    """Return a term's single entries; where its articles are numbered otherwise, it says the same."""
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(map(_written, value))
    if isinstance(value, dict):
        pointing = name == "safeguards"
        return tuple(f"{key}{_aside(one, pointing=pointing)}" for key, one in value.items())
    return (_written(value),)


def _aside(value: Any, *, pointing: bool) -> str:  # noqa: ANN401 - a term has any shape
    """Return what is said of an entry besides its article."""
    said = _written(value)
    is_article = pointing and not said.startswith("not applicable")
    return f" {said}" if said and not is_article else ""


def _written(value: Any) -> str:  # noqa: ANN401 - a term has any shape
    """Write a value without braces, which would read as a blank, and without its article."""
    if isinstance(value, dict):
        said = ", ".join(f"{key} = {_written(one)}" for key, one in value.items() if key != "article")
        return f"({said})" if said else ""
    if isinstance(value, list):
        return " + ".join(map(_written, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_blank(entry: str) -> bool:
    return BLANK.fullmatch(entry) is not None


def _departure(place: str, gap: Gap, template: str, draft: str) -> Departure:
    return Departure(place=place, gap=gap, template=template, draft=draft)


def _said(article: Article) -> str:
    return f"{article.number}: {article.says}"


def _same(model: str, says: str) -> bool:
    """Tell whether a text is that of the template, whatever its blanks were filled with."""
    kept = (re.escape(" ".join(part.split())) for part in BLANK.split(" ".join(model.split()))[::2])
    return re.fullmatch(r"\s?.{1,80}\s?".join(kept), " ".join(says.split())) is not None
