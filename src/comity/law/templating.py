"""Templates of agreements in another language: other words, the same terms, numbers and sources."""

import json
import re
from collections.abc import Mapping
from typing import Any

from comity.law.lawfile import read_file

_ARTICLE = re.compile(
    r'(?P<start>\[\[instrument\.article\]\]\ntopic = "(?P<topic>[^"]+)"\nnumber = "[^"]+"\n)'
    r'title = "[^"]*"\nsays = (?:"""\n.*?"""|"[^"\n]*")\n',
    re.DOTALL,
)
_TITLE = re.compile(r'^title = "[^"]*"$', re.MULTILINE)


def translated(kind: str, template: bytes, texts: bytes) -> str:
    """Return a template with the titles, articles, blanks and remarks that the texts of a language give.

    Raises: LawFileInvalid for texts that cannot be read; KeyError for an article that they lack.
    """
    said: Mapping[str, Any] = read_file("texts.toml", texts).data
    own, every = said[kind], said["every"]

    def article(found: re.Match[str]) -> str:
        title, says = own.get(found["topic"]) or every[found["topic"]]
        return f"{found['start']}title = {_quoted(title)}\nsays = {_quoted(says)}\n"

    head, _, rest = template.decode().partition("\n")
    before, mark, articles = rest.partition("[[instrument.article]]")
    before = _TITLE.sub(f"title = {_quoted(own['title'])}", before, count=1)
    text = before + _ARTICLE.sub(article, mark + articles)
    for word in sorted(said["words"], key=len, reverse=True):
        text = text.replace(word, said["words"][word])
    return f"# {own['head']}\n{text}" if head.startswith("#") else text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
