"""The batch doors: JSON lines in, one JSON document a line out, as fast as they come."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from comity.errors import BadInput


@contextmanager
def given(file: Path | None) -> Iterator[TextIO]:
    """Open what a batch is given: a file, or stdin where none is named; foreign bytes become a mark.

    Raises: BadInput.
    """
    if file is None:
        yield sys.stdin
        return
    try:
        lines = file.open(encoding="utf-8", errors="replace")
    except OSError as failed:
        raise BadInput(f"{file} cannot be read ({failed.strerror}). Name a file that is there.") from None
    with lines:
        yield lines


def write_line(document: Mapping[str, object]) -> None:
    """Write one JSON document as a line."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
