"""A list as a pass over its file gives it: persons that were read, entries that were not, and why.

A file may be read anew on each pass, so a list never lies whole in memory. Before anything is imported
one pass shows that the file can be read to its end.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from comity.formats.source import malformed
from comity.model.records import Dataset, Progress, Record, RegisterId, Rejected

MAX_REJECTED = 10_000
"""Of a file with more entries that cannot be read, the format or the mapping is wrong."""
MAX_TEXT = 20_000
"""How many characters one value of a person may have."""


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that is none of a person, as a vessel or a company."""

    what: str


Entry = Record | Rejected | Passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of one date, read anew by each call of `entries`."""

    register: RegisterId
    source: str
    dated: date
    entries: Callable[[Progress | None], Iterator[Entry]]


def strict(listing: Listing, on_progress: Progress | None = None) -> Dataset:
    """Read a list whole into memory.

    Raises:
        MalformedFile: the file, or any entry of it, cannot be read.
    """
    records: list[Record] = []
    for entry in _unique(listing.entries(on_progress)):
        if isinstance(entry, Rejected) and not entry.part:
            raise malformed(entry.line, entry.reason)
        if isinstance(entry, Record):
            records.append(entry)
    return _dataset(listing, tuple(records))


def sift(listing: Listing, on_progress: Progress | None = None) -> Dataset:
    """Read a list once to its end, and give those persons that can be read anew on each pass.

    Raises:
        MalformedFile: the file cannot be read, or too many of its entries or all cannot.
    """
    count, rejected, passed = 0, list[Rejected](), Counter[str]()
    for entry in _unique(listing.entries(on_progress)):
        if isinstance(entry, Record):
            count += 1
        elif isinstance(entry, Passed):
            passed[entry.what] += 1
        else:
            rejected.append(entry)
            if len(rejected) > MAX_REJECTED:
                raise malformed(entry.line, f"more than {MAX_REJECTED} entries cannot be read")
    if not count:
        first = rejected[0] if rejected else Rejected(line=1, reason="the list holds no person")
        raise malformed(first.line, first.reason)
    return _dataset(listing, _Again(listing, count), rejected, passed)


def refuse_rejected(found: Dataset, otherwise: str) -> None:
    """Refuse a list of which an entry cannot be read; the text says what imports the rest.

    Raises: MalformedFile.
    """
    if found.rejected:
        first = found.rejected[0]
        others = f"; {len(found.rejected) - 1} more cannot be read" if len(found.rejected) > 1 else ""
        raise malformed(first.line, f"{first.reason}{others} ({otherwise})")


def _dataset(
    listing: Listing,
    records: Collection[Record],
    rejected: Iterable[Rejected] = (),
    passed: Counter[str] | None = None,
) -> Dataset:
    return Dataset(
        register=listing.register,
        source=listing.source,
        dated=listing.dated,
        records=records,
        rejected=tuple(entry for entry in rejected if not entry.part),
        parts=tuple(entry for entry in rejected if entry.part),
        passed=dict(sorted((passed or {}).items())),
    )


class _Again(Collection[Record]):
    """The persons of a list, read anew by each loop."""

    def __init__(self, listing: Listing, count: int) -> None:
        self._listing = listing
        self._count = count

    def __iter__(self) -> Iterator[Record]:
        return (entry for entry in _unique(self._listing.entries(None)) if isinstance(entry, Record))

    def __len__(self) -> int:
        return self._count

    def __contains__(self, record: object) -> bool:
        return any(record == held for held in self)


def _unique(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Reject the second entry under a reference: nobody can say which of the two holds."""
    seen: set[str] = set()
    for entry in entries:
        if isinstance(entry, Record) and entry.reference in seen:
            line = entry.provenance.line or 0
            yield Rejected(line=line, reason="the same reference stands twice", reference=entry.reference)
            continue
        if isinstance(entry, Record):
            seen.add(entry.reference)
        yield entry


class Unfit(ValueError):
    """One value that cannot be read; it never leaves the room, its text becomes a reason."""


def clean(text: str) -> str:
    """Return a value with its white space collapsed.

    Raises: Unfit for control characters, halves of characters, and what is too long for any value.
    """
    tidy = " ".join(text.split())
    if len(tidy) > MAX_TEXT:
        raise Unfit(f"a value is longer than {MAX_TEXT} characters")
    if not tidy.isprintable() and any(_is_unfit(letter) for letter in tidy):
        raise Unfit("a value holds a control character or half of one")
    return tidy


def _is_unfit(letter: str) -> bool:
    return letter < " " or "\x7f" <= letter <= "\x9f" or "\ud800" <= letter <= "\udfff"
