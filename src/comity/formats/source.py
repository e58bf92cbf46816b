"""The bytes of a file as the readers take them: piece by piece, and anew on each pass.

Texts of refusals name a line and a reason and never quote the file, which may hold persons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from comity.errors import MalformedFile

_CHUNK = 64 * 1024
_SHARES = 64  # an old expat scans an unfinished token again at each feed: bound how often


def malformed(line: int, reason: str) -> MalformedFile:
    """Make the refusal of a whole file, naming line and reason."""
    return MalformedFile(
        f"Line {line}: {reason}. The file is refused whole; get it again from its publisher.", line, reason
    )


class Source(Protocol):
    """The bytes of a file, given piece by piece and from the start on each pass."""

    @property
    def size(self) -> int:
        """Return how many bytes there are."""
        ...

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces."""
        ...


def piece_of(size: int) -> int:
    """Return how many bytes of a file of that size are read at once."""
    return max(_CHUNK, size // _SHARES)


@dataclass(frozen=True, slots=True)
class Held:
    """A file that lies in memory."""

    data: bytes

    @property
    def size(self) -> int:
        """Return how many bytes there are."""
        return len(self.data)

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces."""
        step = piece_of(self.size)
        return (self.data[start : start + step] for start in range(0, self.size, step))
