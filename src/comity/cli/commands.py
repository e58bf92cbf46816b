"""The tree of commands, and what becomes of an error: one line, one stable code, no traceback."""

import json
import os
import sys
from collections.abc import Sequence
from contextvars import copy_context

from cyclopts import App, CycloptsError, Parameter

from comity import __version__
from comity.errors import ComityError

NOUNS = {
    "node": "Make a node for a state and see how it stands.",
    "people": "Accredit persons in role, with keys of their own.",
    "partner": "Pair with another state's node: one fingerprint, two persons.",
    "register": "Import and search the authority's own records.",
    "documents": "Check travel documents, on plain files without a node.",
    "match": "Match names: make keys, score two persons, search for many.",
    "case": "Ask a partner for information, or answer one that asks.",
    "alert": "Warn a partner of danger, or answer its warning.",
    "release": "See what was released to and by partners, and under which orders.",
    "assurance": "Examine and accept what a partner promises, and answer for how it is kept.",
    "judge": "Read what waits for a judge, and authorise or refuse it.",
    "law": "See what the law says and why; propose and activate it.",
    "ledger": "See the heads of the logs and check them against their leaves.",
    "proof": "Export what proves a case, and check such a proof without a node.",
    "courier": "Carry what waits in the outbox to the partners.",
    "duty": "See who is on call and call them; run timers, couriers and notices.",
    "serve": "Open this node's doors, and run its clock, couriers and notices.",
    "clock": "Run what fell due and list what is overdue.",
    "demo": "Play the demonstration: two states, from a request to a proved release.",
}

app = App(
    name="comity",
    help="Lawful, provable and fast cooperation between two states' authorities.",
    version=__version__,
    default_parameter=Parameter(negative=(), show_default=False),
    help_format="plaintext",
    result_action="return_value",
)
for _noun, _help in NOUNS.items():
    app.command(f"comity.cli.{_noun}:app", name=_noun, help=_help)


def run(tokens: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if tokens is None else tokens)
    try:
        status = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read, as `head`, has seen enough; nothing more can be said there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _run(given: Sequence[str]) -> int:
    try:
        result = copy_context().run(app, given, exit_on_error=False, print_error=False)
    except ComityError as failed:
        return _complain(given, failed.code, failed.what, failed.remedy, 1)
    except CycloptsError as wrong:
        return _complain(given, "usage", str(wrong), "See `--help`.", 2)
    return result if isinstance(result, int) else 0


def _complain(given: Sequence[str], code: str, what: str, remedy: str, status: int) -> int:
    """Say what failed and what to do on stderr, or as the one JSON document where that was asked for."""
    if "--json" in given:
        print(json.dumps({"error": {"code": code, "what": what, "do": remedy}}, ensure_ascii=False))
        return status
    from rich.console import Console
    from rich.text import Text

    line = " ".join(f"{code}: {what} → {remedy}".split())
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(line, style="red"))
    return status
