"""`comity law lists`: designation lists by lister, compared at a date; two legal officers apply one (TP7)."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, do, opened, read_in
from comity.errors import BadInput

if TYPE_CHECKING:
    from rich.console import RenderableType

    from comity.law.lists import Listed, OnBoth

app = App(name="lists", help="Show, compare, propose and activate designation lists of organisations.")

OnDay = Annotated[str, Parameter(help="The day in question, as 2026-03-02; today if not given.")]
ListFile = Annotated[
    Path, Parameter(help="The list: the UN Security Council's XML, or a TOML file with one [[list]].")
]
Lister = Annotated[str, Parameter(help="Whose list: UN, EU, or a state, as TR.")]


@app.command
def show(lister: Lister, /, *, on: OnDay = "", at: At = HERE) -> None:
    """Show who stands on a list on a day, since when, and what a listing does."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell
    from comity.exchange import designations

    with opened(at) as (node, now):
        told = designations.shown(node, lister, _day(on, now))
        what = "fictional" if told.fictional else told.source
        head = f"{told.title} ({told.lister}) of {told.dated}, as in force on {told.on}: {what}."
        tell(at, to_plain(told), head, _table(told.entries) if told.entries else "Nobody is listed.")


@app.command
def diff(one: Lister, other: Lister, /, *, on: OnDay = "", at: At = HERE) -> None:
    """Compare two lists on a day: who stands on one only, and on both with another effect in law."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange import designations

    with opened(at) as (node, now):
        found = designations.compared(node, one, other, _day(on, now))
        rows = (
            *((f"{one} only", *_cells(e)) for e in found.only_one),
            *((f"{other} only", *_cells(e)) for e in found.only_other),
            *(_cells_of_both(e) for e in found.both),
        )
        counts = f"{len(found.only_one)} on {one} only, {len(found.only_other)} on {other} only"
        head = f"On {found.on}: {counts}, {len(found.both)} on both."
        heads = ("list", "organisation", "reference", "since", "effect")
        tell(at, to_plain(found), head, grid(rows, *heads) if rows else "Both lists are empty on that day.")


@app.command
def propose(file: ListFile, /, *, by: By) -> None:
    """Propose a list to be applied here, as a legal officer (TP7, first person)."""
    from comity.exchange import designations

    content = read_in(file)
    do(by, lambda node, hand, now: designations.propose(node, content, hand, now))


@app.command
def activate(file: ListFile, /, *, by: By) -> None:
    """Put the proposed list into force from the same file, as another legal officer (TP7, second person)."""
    from comity.exchange import designations

    content = read_in(file)
    do(by, lambda node, hand, now: designations.activate(node, content, hand, now))


def _day(text: str, now: datetime) -> date:
    try:
        return date.fromisoformat(text) if text else now.date()
    except ValueError:
        raise BadInput("The day cannot be read. Write it as 2026-03-02.") from None


def _table(entries: tuple["Listed", ...]) -> "RenderableType":
    from comity.cli.telling import grid

    return grid(map(_cells, entries), "organisation", "reference", "since", "effect")


def _cells(entry: "Listed") -> tuple[str, ...]:
    return entry.name, entry.key, str(entry.since), ", ".join(entry.effects)


def _cells_of_both(both: "OnBoth") -> tuple[str, ...]:
    pairs = zip(_cells(both.one), _cells(both.other), strict=True)
    return ("both", *(here if here == there else f"{here} / {there}" for here, there in pairs))
