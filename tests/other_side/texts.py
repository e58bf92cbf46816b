"""What the other side makes of signed texts: hashes of its own, and what a partner shows (section 11)."""

import re
import unicodedata
from typing import Any

from other_side.basics import digest, need, write

HEADING = re.compile(r"(?i:article|art\.|artikel|статья|điều|madde|المادة)\s*(\w+)|第\s*(\w+?)\s*条")


def hash_of(text: str) -> str:
    return digest(" ".join(unicodedata.normalize("NFC", text).split()).encode())


def copy_of(text: str) -> Any:
    """Hash a text, and each article from its heading to the next."""
    articles: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if found := HEADING.match(line.strip()):
            articles.append((f"art. {found[1] or found[2]}", []))
        if articles:
            articles[-1][1].append(line)
    return {
        "digest": hash_of(text),
        "articles": [[name, hash_of("\n".join(lines))] for name, lines in articles],
    }


def read_shown(body: Any, what: str, state: str) -> Any:
    """Check what a partner shows: its own copies, each version once, one copy in a language."""
    rows = body["texts"]
    need(digest(write(body)) == what)
    need(len(rows) <= 500 and len({(row["instrument"], row["version"]) for row in rows}) == len(rows))
    for row in rows:
        languages = [copy["language"] for copy in row["copies"]]
        need(len(set(languages)) == len(languages))
        for copy in row["copies"]:
            need(copy["holder"] == state and len(copy["articles"]) <= 500)
            hashes = [copy["digest"], *(one for _, one in copy["articles"])]
            need(all(re.fullmatch("[0-9a-f]{64}", one) for one in hashes))
    return rows


def differ(one: Any, other: Any) -> list[str]:
    """Name the articles that two copies in one language do not share."""
    own, theirs = ({tuple(pair) for pair in copy["articles"]} for copy in (one, other))
    return sorted({name for name, _ in own ^ theirs}) if one["digest"] != other["digest"] else []
