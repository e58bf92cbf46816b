"""`comity clock`: run what fell due, and list what only a person can still do."""

from cyclopts import App

from comity.cli.desk import HERE, At, opened

app = App(name="clock", help="Run what fell due and list what is overdue.")


@app.command
def run(*, at: At = HERE) -> None:
    """Run every timer that is due: receipts, updates, expiries, reminders."""
    from comity.cli.telling import grid, tell
    from comity.exchange.clock import run_due

    with opened(at) as (node, now):
        ran = [{"matter": d.matter, "kind": d.kind, "done": d.done} for d in run_due(node, now)]
        tell(at, {"ran": ran}, grid((r.values() for r in ran), "matter", "kind", "done"))


@app.command
def overdue(*, at: At = HERE) -> None:
    """List reminders past their instant: reviews, outcome feedback."""
    from comity.cli.telling import grid, tell
    from comity.exchange.clock import overdue as late

    with opened(at) as (node, now):
        rows = [{"matter": t.matter, "kind": t.kind, "due_at": t.due_at} for t in late(node, now)]
        tell(at, {"overdue": rows}, grid((r.values() for r in rows), "matter", "kind", "due at"))
