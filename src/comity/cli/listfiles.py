"""Files of lists as commands open them: read piece by piece, and what cannot be read put aside."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal

from cyclopts import Parameter

from comity.cli.desk import read_in
from comity.errors import BadInput

if TYPE_CHECKING:
    from comity.formats.listing import Listing
    from comity.model.records import Dataset, Progress, Rejected

Format = Literal["un", "ofac", "ftm", "csv"]
MAX_MAPPING = 2**20


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListFiles:
    """How a list is written, and the files beside it."""

    format: Annotated[
        Format,
        Parameter(
            help="How it is written. un: the Security Council's XML; ofac: sdn.csv; ftm: FollowTheMoney, "
            "JSON lines; csv: a table with a mapping.",
            show_default=True,
        ),
    ] = "un"
    register: Annotated[
        str, Parameter(help="The register to bring to the state of the list; else the format's own.")
    ] = ""
    dated: Annotated[str, Parameter(help="The day of the list, where the file does not say it.")] = ""
    aliases: Annotated[Path | None, Parameter(help="OFAC's alt.csv.")] = None
    addresses: Annotated[Path | None, Parameter(help="OFAC's add.csv.")] = None
    mapping: Annotated[Path | None, Parameter(help="The mapping of a table, TOML.")] = None
    quarantine: Annotated[
        Path | None,
        Parameter(
            help="A new file for entries that cannot be read, for your eyes alone; without it one such "
            "entry refuses the list whole."
        ),
    ] = None


PLAIN_LIST = ListFiles()


class OnDisk:
    """A file, read anew on each pass (`formats.source.Source`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.size = path.stat().st_size
        except OSError as failed:
            raise _unreadable(path, failed) from None

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces; a file that changes meanwhile is refused.

        Raises: BadInput.
        """
        from comity.formats.source import piece_of

        left = self.size
        try:
            with self.path.open("rb") as file:
                while piece := file.read(min(piece_of(self.size), left)):
                    left -= len(piece)
                    yield piece
                if left or file.read(1):
                    raise BadInput(
                        f"{self.path} changed while it was read. Wait until it is written, then repeat."
                    )
        except OSError as failed:
            raise _unreadable(self.path, failed) from None


def _unreadable(path: Path, failed: OSError) -> BadInput:
    return BadInput(f"{path} cannot be read ({failed.strerror}). Name a file that is there.")


def open_list(file: Path, files: ListFiles) -> "Listing":
    """Open a list of any format.

    Raises: BadInput for an option that the format lacks or asks for; MalformedFile.
    """
    from comity.formats import opening

    aliases, addresses = (OnDisk(path) if path else None for path in (files.aliases, files.addresses))
    mapping = read_in(files.mapping, MAX_MAPPING) if files.mapping else None
    beside = opening.Beside(aliases=aliases, addresses=addresses, mapping=mapping, dated=files.dated)
    return opening.open_list(OnDisk(file), opening.Format(files.format), files.register, beside)


def sift_list(listing: "Listing", files: ListFiles, *, dry_run: bool = False) -> "Dataset":
    """Read a list to its end and put aside what cannot be read, before anything is imported.

    A dry run puts nothing aside and refuses no list for its entries.

    Raises:
        MalformedFile: an entry cannot be read and nothing says where to put it, or the file cannot.
        BadInput: the file to put it in is there already.
    """
    from comity.formats.listing import refuse_rejected, sift

    with progress("reading") as reading:
        found = sift(listing, reading)
    if dry_run:
        return found
    if files.quarantine is None:
        refuse_rejected(found, "--quarantine FILE imports the rest")
    elif found.rejected or found.parts:
        put_aside(files.quarantine, (*found.rejected, *found.parts))
    return found


def put_aside(file: Path, rejected: "tuple[Rejected, ...]") -> None:
    """Write what cannot be read, one JSON object a line, so that only its owner can read it.

    Raises: BadInput.
    """
    from comity.acts.plain import to_plain

    with new_file(file) as out:
        for entry in rejected:
            line = json.dumps(to_plain(entry), ensure_ascii=False, sort_keys=True)
            out.write(line.encode(errors="backslashreplace") + b"\n")


def write_lines(file: Path, lines: Iterator[bytes], total: int, on_progress: "Progress") -> int:
    """Write a new file for its owner alone, and return how many lines it has; a broken one is taken away.

    Raises: BadInput.
    """
    written = 0
    with new_file(file) as out:
        for line in lines:
            out.write(line)
            written += 1
            on_progress(min(written, total), total)
    return written


@contextmanager
def new_file(file: Path) -> Iterator[BinaryIO]:
    """Write a new file with personal data: for its owner alone, whole or not at all.

    Raises: BadInput.
    """
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as failed:
        raise BadInput(f"{file} cannot be written ({failed.strerror}). Name a new file.") from None
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
    except BaseException as failed:
        file.unlink(missing_ok=True)
        if isinstance(failed, OSError):
            raise BadInput(f"{file} cannot be written ({failed.strerror}). Make room, then repeat.") from None
        raise


@contextmanager
def progress(name: str) -> "Iterator[Progress]":
    """Show a bar on a terminal from the first step of a piece of long work on; it leaves no trace."""
    from rich.console import Console
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    with Bars(console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task(name, total=None, visible=False)
        yield lambda done, total: bars.update(task, completed=done, total=total, visible=True)
