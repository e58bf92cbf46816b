"""`comity release`: the register of what was released to and by partners; never content."""

from cyclopts import App

from comity.cli.desk import ALL, HERE, LOOKING, At, Looking, Some, opened

app = App(name="release", help="See what was released to and by partners, and under which orders.")


@app.command(name="list")
def list_(*, some: Some = ALL, at: Looking = LOOKING) -> None:
    """List every release, newest first: when, to whom, under which order and conditions."""
    from comity.cli.keys import look
    from comity.cli.matters import more
    from comity.cli.telling import grid, tell
    from comity.exchange.views import release_register

    with opened(at) as (node, _):
        by = look(node, at.as_, at.role)
        page = release_register(node, by, partner=some.partner, limit=some.limit, after=some.after)
        heads = ("at", "matter", "partner", "sent", "kind", "items", "stands", "order")
        rows = ([getattr(row, head) for head in heads[:-1]] + [row.order[:12]] for row in page.rows)
        tell(at, {"releases": page.rows, "next": page.next}, grid(rows, *heads), *more(page.next))


@app.command
def urgencies(*, at: At = HERE) -> None:
    """Count what two persons released in danger in the last year: confirmed, not confirmed, lapsed."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange.urgencies import count_urgencies

    with opened(at) as (node, now):
        counted = count_urgencies(node, now)
    heads = ("released", "confirmed", "not_confirmed", "lapsed", "waiting")
    tell(at, to_plain(counted), grid([[getattr(counted, head) for head in heads]], *heads))
