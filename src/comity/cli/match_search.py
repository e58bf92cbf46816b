"""`comity match search, bulk, propose, export`: many persons held against the own registers at once."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from comity.cli.desk import By, read_in, working
from comity.errors import BadInput

if TYPE_CHECKING:
    from comity.exchange.lookups import Looked
    from comity.model.records import Query

FIELDS = ("name", "born", "document", "place")
_MOST = 100_000
"""The longest line that is read, in bytes."""

Purpose = Annotated[str, Parameter(help="Why you search; every search is logged with it.")]
Registers = Annotated[
    tuple[str, ...], Parameter(name="--register", help="Only in this register; may be given several times.")
]
Persons = Annotated[
    Path, Parameter(help="CSV with the columns name, born, document, place, or the same as JSON lines.")
]


def search(*, register: Registers = (), purpose: Purpose, by: By) -> int:
    """Read lines {"name", "born", "document", "place"} on stdin; answer each with {"hits"}, best first.

    Of `born` as much as is known: YYYY, YYYY-MM, YYYY-MM-DD, YYYY~ or YYYY/YYYY. Lines that come together, up
    to 500, are logged as one act and then answered. A line that cannot be read or says too little gives
    {"error"}, and the end is 1.
    """
    from comity.cli.batch import arriving, write_line
    from comity.exchange import lookups

    failed = 0
    with working(by) as (node, hand, now):
        for lines in arriving(_MOST):
            asked = [_try(line, register) for line in lines]
            queries = [one for one in asked if not isinstance(one, str)]
            looked = (one for _, one in lookups.match(node, queries, purpose, hand, now))
            for one in asked:
                answer = {"error": one} if isinstance(one, str) else told(next(looked))
                failed += "error" in answer
                write_line(answer)
            sys.stdout.flush()
    return 1 if failed else 0


def bulk(
    file: Persons,
    /,
    *,
    register: Registers = (),
    out: Annotated[
        Path | None, Parameter(help="A new file for the results, JSON lines: 20 persons at the most (TP8).")
    ] = None,
    purpose: Purpose,
    by: By,
) -> None:
    """Search for each person of a file; what holds more than 20 persons leaves by two persons only (TP8)."""
    from comity.cli.listfiles import new_file, progress
    from comity.cli.telling import grid, tell
    from comity.exchange import lookups

    queries = read_persons(file, register)
    looked: list[Looked] = []
    with (
        working(by) as (node, hand, now),
        progress("indexing") as indexing,
        progress("searching") as going,
    ):
        for _, one in lookups.match(node, queries, purpose, hand, now, indexing):
            looked.append(one)
            going(len(looked), len(queries))
    if out is not None:
        lookups.check_may_leave(looked)
        with new_file(out) as file_out:
            file_out.write(written(looked, demo=node.demo))
    rows = [
        (
            number,
            hit.band,
            f"{hit.score:.1f}",
            hit.register,
            hit.reference,
            hit.name,
        )
        for number, one in enumerate(looked, 1)
        for hit in one.found
    ]
    counts = f"{len(queries)} persons asked for, {lookups.persons_in(looked)} found."
    heads = ("row", "likeness", "score", "register", "reference", "name")
    refused = [f"Row {number}: {one.refused}" for number, one in enumerate(looked, 1) if one.refused]
    tell(by, {"results": [told(one) for one in looked]}, grid(rows, *heads), *refused, counts)


def propose(file: Persons, /, *, register: Registers = (), purpose: Purpose, by: By) -> None:
    """Propose that the results of a file's searches leave the authority, as a supervisor (TP8)."""
    from comity.cli.listfiles import progress
    from comity.cli.matters import tell_act
    from comity.exchange import lookups

    queries = read_persons(file, register)
    with working(by) as (node, hand, now):
        with progress("searching") as going:
            act = lookups.propose_export(node, queries, purpose, hand, now, going)
        tell_act(by, node, act, now)


def export(
    file: Persons,
    out: Annotated[Path, Parameter(help="A new file for the results, JSON lines.")],
    /,
    *,
    register: Registers = (),
    purpose: Purpose,
    by: By,
) -> None:
    """Approve a proposed export and write it, as the data protection officer (TP8).

    The searches are made again: the results must be those that were proposed.
    """
    from comity.cli.listfiles import new_file, progress
    from comity.cli.telling import tell
    from comity.exchange import lookups

    queries = read_persons(file, register)
    with working(by) as (node, hand, now), progress("searching") as going:
        looked = lookups.export(node, queries, purpose, hand, now, going)
    with new_file(out) as file_out:
        file_out.write(written(looked, demo=node.demo))
    persons = lookups.persons_in(looked)
    tell(by, {"persons": persons, "out": str(out)}, f"{persons} persons written to {out}.")


def told(one: "Looked") -> dict[str, Any]:
    """Tell what one search of many found."""
    from comity.acts.plain import to_plain

    return {"error": one.refused} if one.refused else {"hits": to_plain(one.found)}


def written(looked: Iterable["Looked"], *, demo: bool) -> bytes:
    """Return results as JSON lines, one for each person asked for; a demonstration's bear its mark."""
    mark = {"demo": True} if demo else {}
    return b"".join(json.dumps(mark | told(one), ensure_ascii=False).encode() + b"\n" for one in looked)


def read_persons(file: Path, registers: tuple[str, ...]) -> list["Query"]:
    """Read whom a file asks for.

    Raises: BadInput naming the row.
    """
    data = read_in(file)
    rows = _csv_rows(file, data) if file.suffix.lower() == ".csv" else data.splitlines()
    found = []
    for number, row in enumerate((row for row in rows if not isinstance(row, bytes) or row.strip()), 1):
        try:
            found.append(_query(row if isinstance(row, dict) else _object(row), registers))
        except BadInput as wrong:
            raise BadInput(f"Person {number} of {file}: {wrong.what}") from None
    return found


def _csv_rows(file: Path, data: bytes) -> Iterator[dict[str, Any]]:
    try:
        rows = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if not set(rows.fieldnames or ()) & set(FIELDS):
            raise BadInput(f"{file} has none of the columns {', '.join(FIELDS)}. Its first line names them.")
        yield from ({field: row.get(field) or "" for field in FIELDS} for row in rows)
    except (UnicodeDecodeError, csv.Error):
        raise BadInput(f"{file} is no CSV in UTF-8. Write it as such, or as JSON lines.") from None


def _try(line: bytes, registers: tuple[str, ...]) -> "Query | str":
    try:
        return _query(_object(line), registers)
    except BadInput as wrong:
        return wrong.what


def _object(line: bytes) -> dict[str, Any]:
    try:
        if len(line) <= _MOST and isinstance(said := json.loads(line), dict):
            return said
    except (ValueError, RecursionError):
        pass
    raise BadInput('The line is no JSON object of 100,000 bytes at the most. Write {"name": …, "born": …}.')


def _query(said: dict[str, Any], registers: tuple[str, ...]) -> "Query":
    from comity.model.records import PartialDate, Query, RegisterId

    texts = {field: said.get(field) or "" for field in FIELDS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise BadInput(f"Each of {', '.join(FIELDS)} is a text.")
    texts = {field: text.encode(errors="replace").decode() for field, text in texts.items()}
    born = texts["born"].strip()
    try:
        date = PartialDate.parse(born) if born else None
    except ValueError:
        raise BadInput("`born` is no date. Write 1968, 1968-09, 1968-09-02, 1968~ or 1955/1958.") from None
    return Query(
        name=texts["name"],
        born=date,
        document=texts["document"],
        place=texts["place"],
        registers=tuple(map(RegisterId, registers)),
    )
