"""`comity documents`: check travel documents, on plain files without any node."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.batch import given, write_line
from comity.cli.documents_chip import chip, trust
from comity.cli.law_files import PLAIN, Answer
from comity.errors import BadInput, MalformedMessage

if TYPE_CHECKING:
    from comity.documents.findings import Repair
    from comity.documents.mrz import Zone
    from comity.documents.visual import Printed

app = App(name="documents", help="Check travel documents, on plain files without a node.")
app.command(chip)
app.command(trust)


@app.command
def mrz(
    file: Annotated[
        Path | None,
        Parameter(help='Zones, an empty line between two, or {"lines": [...]} a line; else stdin.'),
    ] = None,
    /,
    *,
    on: Annotated[date | None, Parameter(help="The day to hold dates against; else today.")] = None,
    answer: Answer = PLAIN,
) -> int:
    """Check machine-readable zones after ICAO Doc 9303; with --json, one JSON document a line in and out."""
    from comity.documents.mrz import read
    from comity.documents.visual import compare
    from comity.matching.alike import same_name
    from comity.wiring import now

    today = on or now().date()
    unread, out = 0, sys.stdout
    with given(file) as lines:
        for asked in _zones(lines):
            if isinstance(asked, BadInput):
                unread += 1
                _tell_unread(asked, json=answer.json)
                continue
            zone = read(asked.lines, today)
            if asked.visual is not None:
                differs = tuple(compare(zone, asked.visual, same_name, today))
                zone = replace(zone, findings=zone.findings + differs)
            out.write(written(zone)) if answer.json else _tell(zone)
    return 1 if unread else 0


def _tell_unread(asked: BadInput, *, json: bool) -> None:
    if json:
        write_line({"error": {"code": asked.code, "what": asked.what, "do": asked.remedy}})
    else:
        print(f"{asked.code}: {asked.what}")


def plain(zone: "Zone") -> dict[str, object]:
    """Return a zone as JSON has it."""
    return dict(json.loads(written(zone)))


def written(zone: "Zone") -> str:
    """Write a zone as a line of JSON: format, verdicts, number, findings; by hand, for 30,000 a second."""
    checks = ", ".join([f'"{name}": {_WORD[right]}' for name, right in zone.checks.items()])
    findings = ", ".join(
        [
            f'{{"grade": "{one.grade}", "code": "{one.code}", "field": "{one.field}", "line": {one.line}, '
            f'"column": {one.column}, "text": {_quoted(one.text)}, "repairs": [{_repairs(one.repairs)}]}}'
            for one in zone.findings
        ]
    )
    return (
        f'{{"format": "{zone.format}", "check_digits_valid": {_WORD[zone.check_digits_valid]}, '
        f'"checks": {{{checks}}}, "sound": {_WORD[zone.sound]}, "number": {_number(zone.number)}, '
        f'"number_is_long": {_WORD[zone.number_is_long]}, "findings": [{findings}]}}\n'
    )


_WORD = {True: "true", False: "false", None: "null"}


def _repairs(repairs: "tuple[Repair, ...]") -> str:
    return ", ".join(
        [
            f'{{"line": {line}, "column": {column}, "held": {_quoted(held)}, '
            f'"proposed": {_quoted(proposed)}}}'
            for line, column, held, proposed in repairs
        ]
    )


def _number(number: str) -> str:
    return f'"{number}"' if number.isascii() and number.isalnum() else _quoted(number)


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A zone as it was given, with what the document prints for the eye, if that was given too."""

    lines: list[str]
    visual: "Printed | None" = None


def _zones(lines: Iterable[str]) -> Iterator[Asked | BadInput]:
    """Yield the zones of a file: a JSON document is a zone, and so are the lines up to an empty one."""
    from comity.documents.mrz import MOST_LINES

    printed: list[str] = []
    for line in lines:
        bare = line.strip()
        document = bare.startswith("{")
        if printed and (document or not bare):
            yield Asked(printed)
            printed = []
        if document:
            yield _asked(bare)
        elif bare and len(printed) <= MOST_LINES:
            printed.append(bare)
    if printed:
        yield Asked(printed)


def _asked(line: str) -> Asked | BadInput:
    try:
        document = json.loads(line)
        zone, visual = document["lines"], document.get("visual")
        printed = _printed(visual) if visual is not None else None
    except (ValueError, KeyError, RecursionError, MalformedMessage):
        zone, printed = None, None
    if isinstance(zone, list) and all(isinstance(one, str) for one in zone):
        return Asked(zone, printed)
    return BadInput('A line holds no zone. Write {"lines": ["...", "..."]}; see docs/documents.md.')


def _printed(visual: object) -> "Printed":
    from comity.acts.plain import from_plain
    from comity.documents.visual import Printed

    return from_plain(Printed, visual)


def _tell(zone: "Zone") -> None:
    """Write a zone for people: its format, the verdicts, each finding with its place."""
    from rich.console import Console

    from comity.cli.telling import printable

    verdicts = ", ".join(f"{name} {'right' if right else 'WRONG'}" for name, right in zone.checks.items())
    out = Console(highlight=False, markup=False, soft_wrap=True)
    out.print(f"{zone.format}: {verdicts or 'no check digits'}.")
    for one in zone.findings:
        out.print(printable(f"  {one.grade}  line {one.line}, column {one.column}: {one.text}"))
        for mended in one.repairs:
            place = f"line {mended.line}, column {mended.column}"
            out.print(printable(f"    perhaps {mended.proposed} for {mended.held} at {place}"))
