"""`comity law lists`: designation lists by lister, compared at a date; two legal officers apply one (TP7)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, opened, read_day, read_in, working

if TYPE_CHECKING:
    from rich.console import RenderableType

    from comity.acts.act import Act
    from comity.acts.node import Node
    from comity.acts.signing import Hand
    from comity.law.lists import ListChange, Listed, OnBoth

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
        told = designations.shown(node, lister, read_day(on) if on else node.day(now))
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
        found = designations.compared(node, one, other, read_day(on) if on else node.day(now))
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
def change(file: ListFile, /, *, at: At = HERE) -> None:
    """Show what a list's file would change here, before anybody proposes or activates it."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell
    from comity.exchange import designations

    content = read_in(file)
    with opened(at) as (node, now):
        told = designations.change(node, content, now, file.name)
        tell(at, to_plain(told), *_said(told))


@app.command
def propose(file: ListFile, /, *, by: By) -> None:
    """Propose a list to be applied here, as a legal officer (TP7, first person)."""
    from comity.exchange import designations

    _do(by, file, designations.propose)


@app.command
def activate(file: ListFile, /, *, by: By) -> None:
    """Put the proposed list into force from the same file, as another legal officer (TP7, second person)."""
    from comity.exchange import designations

    _do(by, file, designations.activate)


def _do(by: By, file: Path, doing: Callable[["Node", bytes, "Hand", datetime, str], "Act"]) -> None:
    """Do one half of TP7, and tell its person who comes on the list and who goes."""
    from comity.cli.matters import tell_act
    from comity.exchange import designations

    content = read_in(file)
    with working(by) as (node, hand, now):
        told = designations.change(node, content, now, file.name)
        act = doing(node, content, hand, now, file.name)
        tell_act(by, node, act, now, *_said(told), change=told)


def _said(told: "ListChange") -> Iterator["RenderableType"]:
    from comity.cli.telling import grid

    counts = f"{len(told.added)} added, {len(told.removed)} removed, {len(told.changed)} changed"
    before = "where none is held" if told.instead_of is None else f"beside that of {told.instead_of}"
    yield f"The list of {told.lister} of {told.dated}, {before}, on {told.on}: {counts}."
    until = f" until that of {told.until}" if told.until else ""
    yield f"It stands from {told.dated} on{until}."
    if told.today is None:
        yield f"NOTE: for today no list of {told.lister} is held then, so who stands on it is not known."
    elif told.today != told.dated:
        yield f"NOTE: it is not the list of today. For today that of {told.today} stands."
    rows = (
        *(("added", *_cells(e)) for e in told.added),
        *(("removed", *_cells(e)) for e in told.removed),
        *(("changed", *_cells_of_both(e)[1:]) for e in told.changed),
    )
    if rows:
        yield grid(rows, "change", "organisation", "reference", "since", "effect")


def _table(entries: tuple["Listed", ...]) -> "RenderableType":
    from comity.cli.telling import grid

    return grid(map(_cells, entries), "organisation", "reference", "since", "effect")


def _cells(entry: "Listed") -> tuple[str, ...]:
    return entry.name, entry.key, str(entry.since), ", ".join(entry.effects)


def _cells_of_both(both: "OnBoth") -> tuple[str, ...]:
    pairs = zip(_cells(both.one), _cells(both.other), strict=True)
    return ("both", *(here if here == there else f"{here} / {there}" for here, there in pairs))
