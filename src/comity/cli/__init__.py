"""The command line: one file per noun, each imported when it is used.

A command opens the node, finds who acts, calls one desk function and tells what came of it.
"""

from collections.abc import Sequence


def main(tokens: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or failed, 2 wrongly asked."""
    from comity.cli.commands import run

    return run(tokens)
