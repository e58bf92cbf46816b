"""`comity match`: names and match keys on plain lines, without a node; one JSON document in, one out."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from comity.cli.law_files import PLAIN, Answer
from comity.errors import BadInput, ComityError

if TYPE_CHECKING:
    from comity.matching.keys import Key
    from comity.model.records import PartialDate

app = App(
    name="match", help="Match names: keys, the likeness of two, and many persons held against the registers."
)

for _name in ("search", "bulk", "propose", "export"):
    app.command(f"comity.cli.match_search:{_name}", name=_name)

MOST_LINE = 20_000
"""Bytes of one line; a name and a date are far shorter."""
_SELDOM = 50_000
"""After so many new objects rubbish is looked for: lines make none, and what has been read stays."""
Chosen = Annotated[
    Literal["strict", "wide"], Parameter(help="Strict for lists of a million records, wide for 100,000.")
]
TableFile = Annotated[Path | None, Parameter(help="A table of name frequencies; else the shipped one.")]


@app.command
def keys(*, profile: Chosen = "strict", table: TableFile = None, under: Answer = PLAIN) -> int:
    """Read lines {"name", "born"} on stdin, answer each with {"keys", "types", "strengths"} on stdout.

    `born` is YYYY, YYYY-MM or YYYY-MM-DD, or absent: then no key carries enough. A line {"document", "state"}
    gives the key of a document. A line that cannot be read gives {"error": ...}, and the end is 1.
    """
    del under  # every answer is JSON
    from comity.matching.keys import document_key, match_keys
    from comity.matching.profiles import PROFILES
    from comity.wiring import name_table

    frequencies, chosen = name_table(table), PROFILES[profile]

    def answer(asked: Mapping[str, object]) -> object:
        if "document" in asked:
            made = document_key(_text(asked, "document"), _text(asked, "state"))
            return _plain((made,) if made else ())
        return _plain(match_keys(_text(asked, "name"), _born(asked), chosen, frequencies))

    return each_line(answer)


@app.command
def score(*, under: Answer = PLAIN) -> int:
    """Read lines of two persons on stdin, answer each with {"score", "band", "because"} on stdout.

    A line holds `held`, `held_born`, `asked` and `asked_born`, and may hold `_sex`, `_nationality`, `_place`
    and `_documents` of both; a list gives several of one. The score is in bits: from 22 LIKELY, from 18
    POSSIBLE, from 10 NEEDS_SECOND_FACTOR. A line that cannot be read gives {"error": ...}, and the end is 1.
    """
    del under  # every answer is JSON
    from comity.cli.match_score import scored

    return each_line(scored)


@app.command(name="table")
def make_table(
    statistics: Annotated[Path, Parameter(help="A CSV file with columns name, count and perhaps group.")],
    /,
    *,
    version: Annotated[str, Parameter(help="The version of the table, which goes into every key.")],
    out: Annotated[Path, Parameter(help="Where the table goes.")],
    most: Annotated[int, Parameter(help="So many of the most common tokens.")] = 1000,
    under: Answer = PLAIN,
) -> None:
    """Make a table of name frequencies from statistics: a CSV file of name,count and, if it has one, group.

    A row without a name says how many persons its group has. Both sides of an agreement use one table: its
    version goes into every key.
    """
    import csv

    from comity.cli.telling import tell
    from comity.matching.frequencies import build, parse

    try:
        with statistics.open(encoding="utf-8-sig", newline="") as source:
            rows = [_row(number, row) for number, row in enumerate(csv.DictReader(source), start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as failed:
        raise BadInput(f"{statistics} cannot be read ({failed}). Name a CSV file.") from None
    text = build(rows, version=version, most=most)
    parse(text)
    out.write_text(text, encoding="utf-8")
    lines = text.count("\n") - 1
    tell(
        under.at,
        {"version": version, "tokens": lines, "file": str(out)},
        f"{out}: {lines} tokens, version {version}.",
    )


def _row(number: int, row: Mapping[str, str | None]) -> tuple[str, float, str]:
    try:
        return row["name"] or "", float(row["count"] or ""), row.get("group") or ""
    except (KeyError, ValueError):
        raise BadInput(f"Line {number}: columns name and count belong there, count a number.") from None


def each_line(answer: Callable[[Mapping[str, Any]], object]) -> int:
    """Answer each JSON line of stdin by one on stdout; return 1 if one could not be answered."""
    import gc

    from comity.cli.batch import arriving, write_line

    gc.freeze()
    gc.set_threshold(_SELDOM)
    status = 0
    for lines in arriving(MOST_LINE):
        for line in lines:
            try:
                asked = json.loads(line) if len(line) <= MOST_LINE else None
                if not isinstance(asked, dict):
                    raise BadInput("A line is one JSON object of at most 20,000 bytes.")
                said = answer(asked)
            except (ComityError, ValueError, RecursionError) as wrong:
                said, status = {"error": _what(wrong)}, 1
            write_line(said)
        sys.stdout.flush()
    return status


def _what(wrong: Exception) -> Mapping[str, str]:
    if isinstance(wrong, ComityError):
        return {"code": wrong.code, "what": wrong.what}
    return {"code": BadInput.code, "what": "The line cannot be read as JSON."}


def _text(asked: Mapping[str, object], field: str) -> str:
    value = asked.get(field)
    if not isinstance(value, str):
        raise BadInput(f"'{field}' is missing, or no text.")
    return value


def _born(asked: Mapping[str, object]) -> "PartialDate | None":
    from comity.model.records import PartialDate

    if asked.get("born") in (None, ""):
        return None
    try:
        return PartialDate.parse(_text(asked, "born"))
    except ValueError:
        raise BadInput("'born' is written YYYY, YYYY-MM or YYYY-MM-DD.") from None


def _plain(made: Sequence["Key"]) -> Mapping[str, object]:
    """Write keys and, in the same order, what each is made of and whether it is strong."""
    return {
        "keys": [key.digest.hex() for key in made],
        "types": [f"{key.key_class} {key.type}" for key in made],
        "strengths": ["strong" if key.strong else "weak" for key in made],
    }
