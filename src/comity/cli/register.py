"""`comity register`: bring in lists, search for a stated purpose, make a fictitious register to try out."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import By, do, working
from comity.cli.law_files import PLAIN, Answer
from comity.cli.listfiles import (
    PLAIN_LIST,
    ListFiles,
    open_list,
    progress,
    sift_list,
    write_lines,
)
from comity.errors import BadInput, DemoMixedWithReal

if TYPE_CHECKING:
    from comity.exchange.outcomes import Because, Hit
    from comity.model.records import Dataset, ImportReport, PartialDate

_SHOWN = 20
"""How many reasons are told to people; the quarantine and the JSON document hold all."""

app = App(name="register", help="Import and search the authority's own records.")


@app.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="The list, as its publisher gives it out.")],
    /,
    *,
    files: ListFiles = PLAIN_LIST,
    dry_run: Annotated[bool, Parameter(help="Say what would change, and change nothing.")] = False,
    by: By,
) -> None:
    """Import a list as a register, whole or not at all; what cannot be read is put aside if you say where."""
    from comity.exchange import holdings

    with working(by) as (node, hand, now):
        dataset = sift_list(open_list(file, files), files, dry_run=dry_run)
        with progress("comparing" if dry_run else "importing") as going, progress("indexing") as indexing:
            if dry_run:
                report = holdings.compare_list(node, dataset, hand, going)
            else:
                report = holdings.import_list(node, dataset, hand, now, going, indexing)
    _tell_report(by, dataset, report, dry_run=dry_run)


@app.command
def convert(
    file: Annotated[Path, Parameter(help="The list, as its publisher gives it out.")],
    out: Annotated[Path, Parameter(help="A new file for the persons, as FollowTheMoney entities.")],
    /,
    *,
    files: ListFiles = PLAIN_LIST,
    answer: Answer = PLAIN,
) -> None:
    """Write the persons of a list as FollowTheMoney entities; no node is asked, and no register read."""
    from comity.cli.telling import tell
    from comity.formats import ftm_write

    dataset = sift_list(open_list(file, files), files)
    with progress("writing") as going:
        entities = write_lines(out, ftm_write.write(dataset.records), len(dataset.records), going)
    counts = {"persons": len(dataset.records), "entities": entities, "rejected": len(dataset.rejected)}
    told = f"{counts['persons']} persons as {entities} entities in {out}; {counts['rejected']} rejected."
    tell(answer.at, {**counts, "passed": dataset.passed, "parts": dataset.parts_counted}, told)


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
        with progress("importing") as importing, progress("indexing") as indexing:
            report = holdings.import_list(node, dataset, hand, now, importing, indexing)
    _tell_report(by, dataset, report)


@app.command
def documents(
    file: Annotated[Path, Parameter(help="One document a line, as JSON; see `docs/documents.md`.")],
    /,
    *,
    by: By,
) -> None:
    """Write what became of travel documents: issued, lost, stolen, stolen as a blank, revoked."""
    from comity.cli.batch import read_lines
    from comity.exchange import papers
    from comity.model.travel import Paper

    held = read_lines(file, Paper)
    do(by, lambda node, hand, now: papers.record(node, held, hand, now))


@app.command
def crossings(
    file: Annotated[Path, Parameter(help="One crossing a line, as JSON; see `docs/documents.md`.")],
    /,
    *,
    by: By,
) -> None:
    """Write crossings; they are found by a named person's query (T05) alone."""
    from comity.cli.batch import read_lines
    from comity.exchange import crossings as desk
    from comity.model.travel import Crossing

    held = read_lines(file, Crossing)
    do(by, lambda node, hand, now: desk.record(node, held, hand, now))


@app.command
def search(
    *,
    name: Annotated[str, Parameter(help="A name or a part of it, in any script that is held.")] = "",
    born: Annotated[str, Parameter(help="A birth date: 1968, 1968-09, 1968-09-02, 1968~, 1955/1958.")] = "",
    document: Annotated[str, Parameter(help="A document's number.")] = "",
    place: Annotated[str, Parameter(help="A place of birth or an address, or a word of it.")] = "",
    register: Annotated[
        tuple[str, ...], Parameter(help="Only in this register; may be given several times.")
    ] = (),
    purpose: Annotated[str, Parameter(help="Why you search; the search is logged with it.")],
    by: By,
) -> None:
    """Search the registers for a stated purpose; each hit says why, and every search is logged."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange import holdings
    from comity.exchange.outcomes import hits
    from comity.model.records import Query, RegisterId

    with working(by) as (node, hand, now):
        query = Query(
            name=name,
            born=_date(born) if born else None,
            document=document,
            place=place,
            registers=tuple(map(RegisterId, register)),
        )
        with progress("indexing") as indexing:
            told = hits(holdings.search(node, query, purpose, hand, now, indexing))
        heads = ("likeness", "register", "reference", "name", "also", "born", "because")
        tell(
            by,
            to_plain(told),
            grid(map(_cells, told.found), *heads) if told.found else "Nobody found.",
        )


def _cells(hit: "Hit") -> tuple[str, ...]:
    because = "; ".join(f"{r.feature}: {_marked(r)} {r.because}".replace("  ", " ") for r in hit.because)
    likeness = f"{hit.band.replace('_', ' ').lower()} {hit.score:.1f}"
    also = ", ".join(hit.aliases)
    return likeness, hit.register, hit.reference, hit.name, also, ", ".join(hit.born), because


def _marked(because: "Because") -> str:
    """Put the pieces that agree in brackets, which no terminal can hide."""
    text, end = "", 0
    for start, stop in because.marks:
        text += f"{because.held[end:start]}[{because.held[start:stop]}]"
        end = stop
    return text + because.held[end:]


def _date(text: str) -> "PartialDate":
    from comity.model.records import PartialDate

    try:
        return PartialDate.parse(text)
    except ValueError:
        raise BadInput(
            "The birth date cannot be read. Write 1968, 1968-09, 1968-09-02, 1968~ or 1955/1958."
        ) from None


def _tell_report(by: By, dataset: "Dataset", report: "ImportReport", *, dry_run: bool = False) -> None:
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell

    fates = {fate: getattr(report, fate) for fate in ("added", "changed", "delisted", "unchanged", "kept")}
    told = {fate: len(references) for fate, references in fates.items()}
    by_list = told["delisted"] - len(report.gone)
    parts = dataset.parts_counted
    lines = [
        f"{dataset.register}: {report.read} read = {told['added']} added + {told['changed']} changed + "
        f"{told['unchanged']} unchanged + {by_list} delisted by the list + {report.rejected} rejected.",
        f"{len(report.gone)} stand in it no longer and are delisted.",
        *([f"{told['kept']} are kept, whom a rejected entry may be."] if report.kept else []),
        *([f"No persons: {_counted(dataset.passed)}."] if dataset.passed else []),
        *([f"Left out: {_counted(parts)}, which belong to nobody."] if parts else []),
        *(f"Line {entry.line}: {entry.reason}." for entry in dataset.rejected[:_SHOWN]),
        *(["Nothing was changed: this was a dry run."] if dry_run else []),
        *([] if report.indexed else [_BEHIND]),
    ]
    document = {
        "register": dataset.register,
        "dated": dataset.dated,
        **fates,
        "gone": report.gone,
        "read": report.read,
        "rejected": report.rejected,
        "parts": parts,
        "passed": dataset.passed,
        "rejections": [to_plain(rejection) for rejection in dataset.rejections],
        "dry_run": dry_run,
        "indexed": report.indexed,
    }
    tell(by, document, *lines)


_BEHIND = (
    "The records are in the register, but its index could not follow. Look at the disk; the next search lets "
    "it follow, or says what is wrong."
)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.items())
