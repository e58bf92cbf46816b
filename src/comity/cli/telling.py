"""How a command answers: readable lines, or one JSON document with stable keys and nothing else."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comity.cli.desk import DEMO, At

if TYPE_CHECKING:
    from rich.console import RenderableType

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_WIDTH_OF_A_FILE = 100_000
"""Columns where there is no terminal: more than any row has."""


def tell(at: At, document: Mapping[str, Any], *lines: "RenderableType") -> None:
    """Answer with the document under --json, marked for a demonstration, else with the lines."""
    from comity.acts.plain import to_plain

    if at.json:
        mark = {"demo": True} if DEMO.get() else {}
        print(json.dumps(mark | to_plain(document), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:  # a pipe or file has no width: every row stays one line
        console.width = _WIDTH_OF_A_FILE
    for line in lines:
        if isinstance(line, str):
            console.print(printable(line), soft_wrap=True)
        else:
            console.print(line)


def demo_lines(demo: bool) -> tuple[str, ...]:
    """Return what a command says first of a demonstration node: nothing of it has legal effect."""
    return ("DEMO: invented states and persons; nothing here has legal effect.",) if demo else ()


def grid(rows: Iterable[Iterable[object]], *heads: str) -> "RenderableType":
    """Return a table of rows under heads; what is too long for a terminal goes on below, whole."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(_shown(cell))) for cell in row))
    return table


def printable(text: str) -> str:
    """Return text that cannot steer a terminal or turn its reading order: what a partner sent may try."""
    return _CONTROL.sub("\ufffd", text)


def minute(at: datetime) -> str:
    """Write an instant for people."""
    return f"{at:%Y-%m-%d %H:%M}Z"


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return minute(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)
