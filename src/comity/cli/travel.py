"""`comity case`, documents and crossings: hold a document against the registers, look crossings up."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import By, Case, do, working
from comity.model.travel import Seen

if TYPE_CHECKING:
    from comity.model.travel import Crossing

app = App(name="travel", help="Answer about travel documents and crossings.")


@app.command
def check(
    case: Case,
    /,
    *,
    seen: Annotated[
        Seen,
        Parameter(help="What an examiner found: ALTERED, IMPOSTOR, UNCLEAR.", name_transform=str.upper),
    ] = Seen.NOTHING,
    by: By,
) -> None:
    """Hold the document that a partner asks about (T04) against the registers; logged, and nothing leaves."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell
    from comity.exchange import papers

    with working(by) as (node, hand, now):
        verdict = papers.check(node, case, seen, hand, now)
        tell(by, to_plain(verdict), f"{verdict.reply}: {'; '.join(verdict.because) or 'nothing is held'}.")


@app.command
def put_document(case: Case, /, *, by: By) -> None:
    """Put what the document was found to be into the answer, or note that nothing is held."""
    from comity.exchange import papers

    do(by, lambda node, hand, now: papers.put(node, case, hand, now))


@app.command
def crossings(case: Case, /, *, by: By) -> None:
    """Look up the crossings of the named persons in the period asked about (T05); logged, nothing leaves."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange import crossings as desk

    with working(by) as (node, hand, now):
        found = desk.find(node, case, hand, now)
        rows = grid(map(_cells, found.crossings), "day", "way", "place", "name", "source")
        tell(by, to_plain(found), rows if found.crossings else "No crossing found.")


@app.command
def put_crossings(case: Case, /, *, by: By) -> None:
    """Put the crossings found into the answer, an item for each person and source."""
    from comity.exchange import crossings as desk

    do(by, lambda node, hand, now: desk.put(node, case, hand, now))


def _cells(one: "Crossing") -> tuple[str, ...]:
    return one.on.isoformat(), one.direction, one.place, one.name, one.source
