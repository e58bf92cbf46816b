"""`comity documents`: check travel documents, on plain files without any node."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.batch import given, write_line
from comity.cli.documents_chip import chip, trust
from comity.cli.law_files import PLAIN, Answer
from comity.errors import BadInput

if TYPE_CHECKING:
    from comity.documents.mrz import Zone

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
    from comity.wiring import now

    today = on or now().date()
    unread = 0
    with given(file) as lines:
        for asked in _zones(lines):
            if isinstance(asked, BadInput):
                unread += 1
                write_line({"error": {"code": asked.code, "what": asked.what, "do": asked.remedy}})
                continue
            zone = read(asked, today)
            write_line(plain(zone)) if answer.json else _tell(zone)
    return 1 if unread else 0


def plain(zone: "Zone") -> dict[str, object]:
    """Return a zone as JSON has it: format, verdicts, number, findings."""
    return {
        "format": zone.format,
        "check_digits_valid": zone.check_digits_valid,
        "checks": zone.checks,
        "sound": zone.sound,
        "number": zone.number,
        "number_is_long": zone.number_is_long,
        "findings": [
            {**one._asdict(), "repairs": [mended._asdict() for mended in one.repairs]}
            for one in zone.findings
        ],
    }


def _zones(lines: Iterable[str]) -> Iterator[list[str] | BadInput]:
    """Yield the zones of a file: a JSON document is a zone, and so are the lines up to an empty one."""
    printed: list[str] = []
    for line in lines:
        if line.lstrip().startswith("{"):
            yield _asked(line)
        elif bare := line.strip():
            printed.append(bare)
        elif printed:
            yield printed
            printed = []
    if printed:
        yield printed


def _asked(line: str) -> list[str] | BadInput:
    import json

    try:
        zone = json.loads(line)["lines"]
    except (ValueError, KeyError, RecursionError):
        zone = None
    if isinstance(zone, list) and all(isinstance(one, str) for one in zone):
        return zone
    return BadInput('A line holds no zone. Write {"lines": ["...", "..."]}.')


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
