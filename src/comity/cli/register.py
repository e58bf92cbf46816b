"""`comity register`: bring in lists, search for a stated purpose, make a fictitious register to try out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import By, read_in, working
from comity.errors import BadInput, DemoMixedWithReal

if TYPE_CHECKING:
    from comity.exchange.outcomes import Hit
    from comity.model.records import ImportReport, PartialDate, Progress, RegisterId

app = App(name="register", help="Import and search the authority's own records.")


@app.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="The UN Security Council's consolidated list, XML.")],
    /,
    *,
    register: Annotated[
        str, Parameter(help="The register to bring to the state of the list.", show_default=True)
    ] = "UN-SC",
    by: By,
) -> None:
    """Import a list as a register; a malformed file is refused whole and changes nothing."""
    from comity.exchange import holdings
    from comity.formats import un
    from comity.model.records import RegisterId

    data = read_in(file)
    with working(by) as (node, hand, now):
        dataset = un.parse(data, register=RegisterId(register))
        with _progress("importing") as importing:
            report = holdings.import_list(node, dataset, hand, now, importing)
    _tell_report(by, dataset.register, report)


@app.command
def demo(
    *,
    size: Annotated[int, Parameter(help="How many fictitious persons.", show_default=True)] = 100,
    seed: Annotated[int, Parameter(help="The same seed makes the same persons.", show_default=True)] = 2019,
    by: By,
) -> None:
    """Fill the register of a demonstration node with persons who do not exist."""
    from comity.demo.people import DATED, SOURCE, make_register, register_id
    from comity.exchange import holdings
    from comity.model.records import Dataset

    with working(by) as (node, hand, now):
        if not node.demo:
            raise DemoMixedWithReal("Fictitious persons live at a demonstration node only. Make one to try.")
        records = make_register(node.state, size, seed)
        source = f"{node.state} {SOURCE}"
        dataset = Dataset(register=register_id(node.state), source=source, dated=DATED, records=records)
        with _progress("importing") as importing:
            report = holdings.import_list(node, dataset, hand, now, importing)
    _tell_report(by, dataset.register, report)


@app.command
def search(
    *,
    name: Annotated[str, Parameter(help="A name or a part of it, in any script that is held.")] = "",
    born: Annotated[str, Parameter(help="A birth date: 1968, 1968-09, 1968-09-02, 1968~, 1955/1958.")] = "",
    document: Annotated[str, Parameter(help="A document's number.")] = "",
    purpose: Annotated[str, Parameter(help="Why you search; the search is logged with it.")],
    by: By,
) -> None:
    """Search the registers for a stated purpose; each hit says why, and every search is logged."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange import holdings
    from comity.exchange.outcomes import hits
    from comity.model.records import Query

    with working(by) as (node, hand, now):
        query = Query(name=name, born=_date(born) if born else None, document=document)
        told = hits(holdings.search(node, query, purpose, hand, now))
        heads = ("register", "reference", "name", "born", "because")
        tell(
            by,
            to_plain(told),
            grid(map(_cells, told.found), *heads) if told.found else "Nobody found.",
        )


def _cells(hit: "Hit") -> tuple[str, ...]:
    because = "; ".join(f"{r.feature}: {r.because}" for r in hit.because)
    return hit.register, hit.reference, hit.name, ", ".join(hit.born), because


def _date(text: str) -> "PartialDate":
    from comity.model.records import PartialDate

    try:
        return PartialDate.parse(text)
    except ValueError:
        raise BadInput(
            "The birth date cannot be read. Write 1968, 1968-09, 1968-09-02, 1968~ or 1955/1958."
        ) from None


def _tell_report(by: By, register: "RegisterId", report: "ImportReport") -> None:
    from comity.cli.telling import tell

    fates = {fate: getattr(report, fate) for fate in ("added", "changed", "delisted", "unchanged")}
    counts = ", ".join(f"{len(references)} {fate}" for fate, references in fates.items())
    tell(by, {"register": register, **fates}, f"{register}: {counts}.")


@contextmanager
def _progress(name: str) -> Iterator["Progress"]:
    """Show a bar on stderr for a piece of long work."""
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True)) as bars:
        task = bars.add_task(name, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
