"""`comity ledger`: the heads of this node's logs, and each log checked anew from its leaves."""

from cyclopts import App

from comity.cli.desk import HERE, At, opened

app = App(name="ledger", help="See the heads of the logs and check them against their leaves.")


@app.command
def head(*, at: At = HERE) -> None:
    """Show size and root of every log, and the newest head that each partner cosigned."""
    _tell(at, deep=False)


@app.command
def verify(*, at: At = HERE) -> int:
    """Recompute every log from its leaves; a log that is not what was signed ends with 1."""
    return _tell(at, deep=True)


def _tell(at: At, *, deep: bool) -> int:
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange.ledgers import check_logs

    with opened(at) as (node, _):
        found = check_logs(node, deep=deep)
    wrong = [f"  {c.log}: {c.wrong}. Stop the node and keep its files." for c in found if c.wrong]
    document = {"logs": [to_plain(c) for c in found]} | ({"ok": not wrong} if deep else {})
    cells = ((c.log, c.size, c.root[:16], c.cosigned_size, c.cosigned_at) for c in found)
    verdict = wrong or (["Every log is what was signed."] if deep else [])
    tell(at, document, grid(cells, "log", "size", "root", "cosigned", "at"), *verdict)
    return 1 if wrong else 0
